//! A link, read. Nothing is taken on trust: lengths, counts and numbers are checked, and a sum over
//! all of it tells what was damaged on its way.

use super::bits::{Reader, bytes, is_letter};
use super::{
    FIRST_STAGE, LONGEST, NAMED, OWN_PUBLISHER, OWN_STAGES, PLACE, PUBLISHER, SUM, Step, VERSION,
    check, usual_steps, width,
};
use crate::assessment::StageId;

/// What a link holds, as it stands there.
#[derive(Clone, PartialEq, Debug)]
pub struct Shared {
    /// The version of the model that was answered.
    pub version: String,
    /// Who published it.
    pub publisher: String,
    /// When the link was made, in milliseconds since 1970.
    pub at: i64,
    /// The title of the assessment; nothing where names were left out.
    pub title: Option<String>,
    /// The teams.
    pub teams: Vec<SharedTeam>,
    pub(super) model: u32,
    pub(super) assessment: u32,
    pub(super) steps: Vec<Step>,
    pub(super) keys: Vec<u32>,
}

/// A team of a link.
#[derive(Clone, PartialEq, Debug)]
pub struct SharedTeam {
    /// Its name; nothing where names were left out.
    pub name: Option<String>,
    pub(super) key: u32,
    pub(super) said: Vec<u32>,
}

const DAMAGED: &str = "The link is damaged: a part of it is missing or was changed on the way, perhaps at a line break. Ask for it again, or for the file.";

/// Reads a link, with or without the address of a page in front. The error is a sentence.
pub fn read(text: &str) -> Result<Shared, String> {
    let text = text.trim().trim_start_matches('<');
    let code = text.split_once(PLACE).map_or(text, |(_, code)| code);
    let code: &str = code.split(|sign| !is_letter(sign)).next().unwrap_or("");
    if code.is_empty() {
        return Err(
            "There are no answers in the link: it ends too early. Ask for it again.".to_owned(),
        );
    }
    if code.len() > LONGEST {
        return Err(format!(
            "The link has {} letters; up to {LONGEST} are read. Ask for the file instead.",
            code.len()
        ));
    }
    let bytes = bytes(code).ok_or(DAMAGED)?;
    let (body, sum) = bytes
        .split_at_checked(bytes.len().saturating_sub(SUM))
        .ok_or(DAMAGED)?;
    if check(body) != *sum {
        return Err(DAMAGED.to_owned());
    }
    if body
        .first()
        .is_none_or(|&first| u32::from(first) != VERSION)
    {
        return Err(
            "The link was made by a newer version of this page. Reload this page, or ask for the file."
                .to_owned(),
        );
    }
    parts(body).ok_or_else(|| DAMAGED.to_owned())
}

fn parts(body: &[u8]) -> Option<Shared> {
    let mut from = Reader::of(body);
    from.bits(8)?;
    let flags = from.bits(8)?;
    if flags & !(NAMED | OWN_STAGES | OWN_PUBLISHER) != 0 {
        return None;
    }
    let is_named = flags & NAMED != 0;
    let model = from.bits(32)?;
    let version = from.text()?;
    let publisher = match flags & OWN_PUBLISHER != 0 {
        true => from.text()?,
        false => PUBLISHER.to_owned(),
    };
    let at = i64::try_from(from.number()?.checked_mul(1000)?).ok()?;
    // Beyond the calendar there are no days.
    chrono::DateTime::from_timestamp_millis(at)?;
    let (assessment, title) = match is_named {
        true => (from.bits(32)?, Some(from.text()?)),
        false => (0, None),
    };
    let steps = match flags & OWN_STAGES != 0 {
        true => own_steps(&mut from)?,
        false => usual_steps(),
    };
    let count = from.count(1)?;
    let low = from.bits(5)?;
    if low > 24 {
        return None;
    }
    let mut keys = Vec::with_capacity(count);
    let mut last = 0u32;
    for at in 0..count {
        let step = from.step(low)?;
        if at > 0 && step == 0 {
            return None;
        }
        last = last.checked_add(step).filter(|key| *key < 1 << 24)?;
        keys.push(last);
    }
    let bits = width(steps.len());
    let each = keys.len() * bits as usize + if is_named { 32 } else { 0 };
    let highest = FIRST_STAGE + u32::try_from(steps.len()).ok()?;
    // A team without answers takes no room where names are left out, so their number is bounded.
    let count = from.count(each.max(1))?;
    let mut teams = Vec::with_capacity(count);
    for _ in 0..count {
        let (key, name) = match is_named {
            true => (from.bits(24)?, Some(from.text()?)),
            false => (0, None),
        };
        let said: Option<Vec<u32>> = keys
            .iter()
            .map(|_| from.bits(bits).filter(|said| *said < highest))
            .collect();
        teams.push(SharedTeam {
            name,
            key,
            said: said?,
        });
    }
    from.is_at_end().then_some(Shared {
        version,
        publisher,
        at,
        title,
        teams,
        model,
        assessment,
        steps,
        keys,
    })
}

fn own_steps(from: &mut Reader<'_>) -> Option<Vec<Step>> {
    let count = from.count(24)?;
    let mut steps: Vec<Step> = Vec::with_capacity(count);
    for _ in 0..count {
        let (id, title) = (from.text()?, from.text()?);
        let score = u32::try_from(from.number()?).ok()?;
        let id = StageId::new(&id);
        let is_twice = steps.iter().any(|step| step.id == id);
        let goes_up = steps.last().is_none_or(|last| last.score <= score);
        if id.as_str().is_empty() || is_twice || !goes_up || score > 1000 {
            return None;
        }
        steps.push(Step { id, title, score });
    }
    let ends = (steps.first()?.score, steps.last()?.score);
    (ends == (0, 1000)).then_some(steps)
}
