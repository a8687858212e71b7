//! Other ways to look at the same answers: characteristics, and controls of standards. A mapping is
//! no proof of compliance.

use crate::map::{Map, SortedSet};
use std::cmp::Ordering;

use super::{Counts, Mean, Scores};
use crate::model::Model;
use crate::model::characteristics::Characteristic;
use crate::order::sorted;

/// The numbers of some activities that belong together, wherever they stand in the model.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Mapped {
    /// Which: indexes into [`Model::activities`], each once, in model order.
    pub activities: Vec<usize>,
    /// Mean of their values, as claimed; `None`: none applies.
    pub mean: Option<f64>,
    /// The lowest value, as claimed.
    pub min: Option<f64>,
    /// The activity with the lowest value, the first in model order on a tie.
    pub weakest: Option<usize>,
    /// Mean of their values, as evidenced.
    pub evidenced_mean: Option<f64>,
    /// As claimed; with [`Counts::coverage`].
    pub counts: Counts,
    /// As evidenced: [`super::evidenced_share`] makes a share of both.
    pub evidenced: Counts,
}

/// The numbers of these activities, from the claimed and the evidenced ones of a team. An activity
/// that is listed twice counts once.
pub fn mapped(claimed: &Scores, evidenced: &Scores, activities: &[usize]) -> Mapped {
    let mut activities = sorted(activities.to_vec(), usize::cmp);
    activities.dedup();
    let mut mapped = Mapped::default();
    let (mut mean, mut proven) = (Mean::default(), Mean::default());
    for &at in &activities {
        let value = claimed.values[at];
        mapped.counts.take(value);
        mapped.evidenced.take(evidenced.values[at]);
        mean.take(value.amount());
        proven.take(evidenced.values[at].amount());
        if let Some(amount) = value.amount()
            && mapped.min.is_none_or(|min| amount < min)
        {
            mapped.min = Some(amount);
            mapped.weakest = Some(at);
        }
    }
    Mapped {
        activities,
        mean: mean.value(),
        evidenced_mean: proven.value(),
        ..mapped
    }
}

/// The numbers of a characteristic.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ForCharacteristic {
    /// All activities of its points; one that carries several points counts once.
    pub whole: Mapped,
    /// By point.
    pub points: Vec<Mapped>,
    /// How many activities it names that the model lacks, such as those of an extension that is
    /// switched off: left out.
    pub missing: usize,
}

/// The numbers of the characteristics, in their order.
pub fn characteristics(
    model: &Model,
    characteristics: &[Characteristic],
    claimed: &Scores,
    evidenced: &Scores,
) -> Vec<ForCharacteristic> {
    let numbers = |characteristic: &Characteristic| {
        let (mut all, mut missing) = (Vec::new(), SortedSet::new());
        let mut points = Vec::new();
        for point in &characteristic.points {
            let mut found = Vec::new();
            for id in &point.activities {
                match model.position(id.as_str()) {
                    Some(at) => found.push(at),
                    None => {
                        missing.insert(id);
                    }
                }
            }
            points.push(mapped(claimed, evidenced, &found));
            all.extend(found);
        }
        ForCharacteristic {
            whole: mapped(claimed, evidenced, &all),
            points,
            missing: missing.len(),
        }
    };
    characteristics.iter().map(numbers).collect()
}

/// A standard that activities refer to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standard {
    /// Its name as the model writes it: `iso27001-2022`.
    pub name: String,
    /// Its controls that any activity refers to, 5.2 before 5.10.
    pub controls: Vec<Control>,
    /// References that are prose: the activity, and what it says. Shown, not counted.
    pub prose: Vec<(usize, String)>,
}

/// What a standard is called; a name that is not known stays as the model writes it.
pub fn standard_title(name: &str) -> &str {
    match name {
        "samm2" => "OWASP SAMM 2",
        "iso27001-2017" => "ISO 27001:2017",
        "iso27001-2022" => "ISO 27001:2022",
        "openCRE" => "OpenCRE",
        "d3f" => "MITRE D3FEND",
        other => other,
    }
}

/// A control of a standard. [`mapped`] makes its numbers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Control {
    /// Its id: text, never a number, since 5.10 is not 5.1.
    pub id: String,
    /// The activities that refer to it: indexes into [`Model::activities`], in model order.
    pub activities: Vec<usize>,
}

/// The standards that the model refers to, by name, with their controls. It depends on the model
/// only.
pub fn standards(model: &Model) -> Vec<Standard> {
    let mut found: Map<&str, Referred> = Map::new();
    for (at, activity) in model.activities.iter().enumerate() {
        for (standard, texts) in &activity.references {
            let referred = found.entry(standard).or_default();
            for text in texts {
                let text = text.trim();
                if text.is_empty() {
                    continue;
                }
                if text.contains(char::is_whitespace) {
                    referred.prose.push((at, text.to_owned()));
                    continue;
                }
                let id = control_id(standard, text);
                let activities = referred.controls.entry(id).or_default();
                if activities.last() != Some(&at) {
                    activities.push(at);
                }
            }
        }
    }
    let standard = |(name, referred): (&str, Referred)| {
        let controls = referred.controls.into_iter();
        let controls: Vec<Control> = controls
            .map(|(id, activities)| Control { id, activities })
            .collect();
        Standard {
            name: name.to_owned(),
            controls: sorted(controls, |left, right| natural(&left.id, &right.id)),
            prose: referred.prose,
        }
    };
    found.into_iter().map(standard).collect()
}

/// What was found for a standard.
#[derive(Default)]
struct Referred {
    /// Control → activities.
    controls: Map<String, Vec<usize>>,
    prose: Vec<(usize, String)>,
}

/// One id per control. SAMM's are written in two orders, `I-SB-2-A` and `I-SB-A-2`: the second one
/// stands for both.
pub(super) fn control_id(standard: &str, text: &str) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    if let [function, practice, level, stream] = parts[..]
        && standard.to_lowercase().starts_with("samm")
        && level.chars().all(|c| c.is_ascii_digit())
        && stream.chars().all(char::is_alphabetic)
    {
        return format!("{function}-{practice}-{stream}-{level}");
    }
    text.to_owned()
}

/// Numbers inside ids by their size, everything else by its letters.
fn natural(left: &str, right: &str) -> Ordering {
    let (left_parts, right_parts) = (pieces(left), pieces(right));
    left_parts
        .iter()
        .map(|piece| key(piece))
        .cmp(right_parts.iter().map(|piece| key(piece)))
        .then_with(|| left.cmp(right))
}

/// Digits without leading zeros by length and text, so that no number is too long.
fn key(piece: &str) -> (bool, usize, &str) {
    if piece.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = piece.trim_start_matches('0');
        (false, digits.len(), digits)
    } else {
        (true, 0, piece)
    }
}

/// Runs of digits, and what stands between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut was_digit = None;
    for (at, c) in text.char_indices() {
        let is_digit = c.is_ascii_digit();
        if was_digit.is_some_and(|was| was != is_digit) {
            pieces.push(&text[start..at]);
            start = at;
        }
        was_digit = Some(is_digit);
    }
    pieces.push(&text[start..]);
    pieces
}
