//! Answers that were given with another model are carried over to the one that is loaded.
//!
//! Ids are stable, mostly: some stood for another activity once, some were placeholders, and old
//! models had none, so that answers go by a name. [`Alias`]es, read from `model/aliases.yaml`, say
//! what is known about that.
//!
//! A file is carried over before it is merged into another: afterwards nobody can tell which of
//! its answers meant what.

use super::merge::planned_order;
use super::version::numbers;
use super::{Answer, Answered, Assessment, ModelRef, Stamp};
use crate::map::Map;
use crate::model::yaml::{Source, read_records};
use crate::model::{ActivityId, Model};

/// What an id in an older model means today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// The id as the answer has it, or a name where the model had no ids.
    pub id: String,
    /// The last DSOMM version of which this is true, and then it goes before the loaded model's own
    /// meaning of the id. `None`: true of every version, where the loaded model lacks the id.
    pub until: Option<String>,
    /// The activity's name then.
    pub means: String,
    /// Its id today. Answers to one that no model has are kept, but nobody can tell what they meant.
    pub now: ActivityId,
}

/// Reads `aliases.yaml`. The error is a sentence.
pub fn read_aliases(text: &str) -> Result<Vec<Alias>, String> {
    let source = Source {
        name: "aliases.yaml",
        text,
    };
    let mut aliases = Vec::new();
    for record in read_records(&source, "aliases").map_err(|problem| problem.to_string())? {
        let wrong = |what: &str| format!("aliases.yaml, item {}: {what}.", aliases.len() + 1);
        let (mut id, mut until, mut means, mut now) = (None, None, None, None);
        for (field, value) in record {
            let slot = match field.as_str() {
                "id" => &mut id,
                "until" => &mut until,
                "means" => &mut means,
                "now" => &mut now,
                _ => return Err(wrong(&format!("the field “{field}” is not known"))),
            };
            if value.is_none() {
                return Err(wrong(&format!("“{field}” has to be a text in quotes")));
            }
            *slot = value;
        }
        if until.as_ref().is_some_and(|until| numbers(until).is_none()) {
            return Err(wrong("“until” has to be a version such as '1.12'"));
        }
        match (id, means, now) {
            (Some(id), Some(means), Some(now)) => aliases.push(Alias {
                id,
                until,
                means,
                now: ActivityId::new(&now),
            }),
            _ => return Err(wrong("id, means and now have to be given")),
        }
    }
    Ok(aliases)
}

/// Where an id's answers belong in a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// The model has the id, and it means the same.
    Same,
    /// An alias says that this is the id today. The model may lack even that one.
    Alias(ActivityId),
    /// The id is the name of this activity: models up to 3.0 had no ids.
    Name(ActivityId),
    /// Nothing in the model.
    Nowhere,
}

/// Finds the place of an id from an assessment (or an import) that was made with the model `from`.
pub fn place(id: &str, from: &ModelRef, model: &Model, aliases: &[Alias]) -> Place {
    let dated = aliases
        .iter()
        .find(|alias| alias.id == id && applies(alias, from, model));
    let start = dated.map_or(id, |alias| alias.now.as_str());
    let mut now = start;
    // Several renames one after the other; each is used once, so that a ring ends.
    for _ in aliases {
        let known = model.position(now).is_some();
        let next = |alias: &&Alias| alias.until.is_none() && alias.id == now;
        match aliases.iter().find(next) {
            Some(alias) if !known => now = alias.now.as_str(),
            _ => break,
        }
    }
    if model.position(now).is_none() {
        now = start;
    }
    if now != id {
        return Place::Alias(ActivityId::new(now));
    }
    if model.position(now).is_some() {
        return Place::Same;
    }
    let mut named = model.activities.iter().filter(|known| known.name == id);
    match (named.next(), named.next()) {
        (Some(activity), None) => Place::Name(activity.id.clone()),
        _ => Place::Nowhere,
    }
}

/// In [`ModelRef::kept`] of an assessment whose dated aliases were seen to, while it still names
/// the model that it was begun with: applied again, two swapped ids would be swapped back.
const CARRIED: &str = "carried";

/// Does a dated alias stand between the two models?
fn applies(alias: &Alias, from: &ModelRef, model: &Model) -> bool {
    let Some(until) = &alias.until else {
        return false;
    };
    let new = &model.meta;
    !from.kept.contains_key(CARRIED)
        && up_to(&from.publisher, &from.version, until)
        && !up_to(&new.publisher, &new.version, until)
}

/// Is it a DSOMM of this version or an earlier one? Others count their versions for themselves; a
/// model that names nobody is taken for DSOMM's, which did not use to.
fn up_to(publisher: &str, version: &str, until: &str) -> bool {
    let publisher = publisher.to_lowercase();
    if !publisher.is_empty() && !publisher.contains("devsecopsmaturitymodel") {
        return false;
    }
    match (numbers(version), numbers(until)) {
        (Some(mut version), Some(until)) => {
            version.truncate(until.len());
            version <= until
        }
        _ => false,
    }
}

/// Answers that went from one id to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The id that they had.
    pub from: ActivityId,
    /// The id that they have now.
    pub to: ActivityId,
    /// The activity's name in the model.
    pub name: String,
    /// How many, over all teams.
    pub answers: usize,
    /// How many of them met an answer that stood there, and became one with it.
    pub joined: usize,
}

/// Answers that the model has no activity for. They stay in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// The id under which they are kept.
    pub id: ActivityId,
    /// What is known about it; empty where nothing is.
    pub means: String,
    /// How many, over all teams.
    pub answers: usize,
}

/// What was done. Cleared answers are carried like others, but not counted; neither are evidence,
/// plan and snapshots, which go where the answers go.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Carried {
    /// Answers whose id means the same in the model.
    pub kept: usize,
    /// Answers moved because of an alias.
    pub by_alias: Vec<Moved>,
    /// Answers moved because their id is the name of an activity.
    pub by_name: Vec<Moved>,
    /// Answers without a place.
    pub left: Vec<Left>,
}

impl Carried {
    /// How many answers moved with their activity.
    pub fn moved(&self) -> usize {
        let moved = self.by_alias.iter().chain(&self.by_name);
        moved.map(|moved| moved.answers).sum()
    }

    /// How many answers have no place.
    pub fn without_place(&self) -> usize {
        self.left.iter().map(|left| left.answers).sum()
    }
}

/// Moves all answers, and evidence, plan and snapshots with them, to where they belong in `model`.
/// Nothing is lost, and doing it twice is doing
/// it once.
///
/// `adopt`: the assessment is one of this model from now on. Otherwise it still names the model it
/// was made with, and a mark beside that (`carried`) says that its ids are today's.
pub fn carry_over(
    assessment: &mut Assessment,
    model: &Model,
    aliases: &[Alias],
    adopt: bool,
) -> Carried {
    let mut carried = Carried::default();
    let from = assessment.model.clone();
    let mut places = Map::new();
    let mut place = |id: &ActivityId| -> Place {
        let known = places.entry(id.clone());
        known
            .or_insert_with(|| place(id.as_str(), &from, model, aliases))
            .clone()
    };
    for answers in assessment.answers.values_mut() {
        // What stays comes first, and what moves all at once, so that swapped ids do not meet.
        let mut moving = Vec::new();
        for (id, answer) in std::mem::take(answers) {
            let place = place(&id);
            if !matches!(place, Place::Same | Place::Nowhere) {
                moving.push((place, id, answer));
                continue;
            }
            if tells(&answer) && place == Place::Same {
                carried.kept += 1;
            } else if tells(&answer) {
                carried.leave(&id, aliases);
            }
            answers.insert(id, answer);
        }
        for (place, id, answer) in moving {
            let (to, list) = match &place {
                Place::Name(to) => (to, &mut carried.by_name),
                Place::Alias(to) => (to, &mut carried.by_alias),
                Place::Same | Place::Nowhere => continue,
            };
            let there = answers.remove(to);
            if tells(&answer) {
                match model.activity(to.as_str()) {
                    Some(activity) => {
                        let joined = there.as_ref().is_some_and(tells);
                        count(list, &id, to, &activity.name, joined);
                    }
                    None => carried.leave(to, aliases),
                }
            }
            let answer = match there {
                Some(there) => join(there, answer),
                None => answer,
            };
            answers.insert(to.clone(), answer);
        }
    }
    for planned in assessment.plan.values_mut() {
        relocate(planned, &mut place, |left, right| {
            match planned_order(&left, &right).is_lt() {
                true => right,
                false => left,
            }
        });
    }
    for cycle in assessment.cycles.values_mut() {
        let mut is_moved = false;
        for answers in cycle.answers.values_mut() {
            is_moved |= relocate(answers, &mut place, join);
        }
        if is_moved {
            just_after(&mut cycle.changed);
        }
    }
    for piece in assessment.evidence.values_mut() {
        if let Place::Alias(to) | Place::Name(to) = place(&piece.activity) {
            piece.activity = to;
            just_after(&mut piece.changed);
        }
    }
    if adopt {
        assessment.model = ModelRef::of(model);
    } else if aliases.iter().any(|alias| applies(alias, &from, model)) {
        assessment.model.kept.insert(CARRIED.into(), true.into());
    }
    carried
}

/// What was moved inside of a register has to win over the same register in a copy that was not
/// carried over, and give way to everything that is written later.
fn just_after(changed: &mut Stamp) {
    changed.at = changed.at.saturating_add(1);
}

/// Moves the entries of one map; `join` makes one of two that meet. Returns whether any moved.
fn relocate<V>(
    entries: &mut Map<ActivityId, V>,
    mut place: impl FnMut(&ActivityId) -> Place,
    join: impl Fn(V, V) -> V,
) -> bool {
    // What stays comes first, and what moves all at once, so that swapped ids do not meet.
    let mut moving = Vec::new();
    for (id, entry) in std::mem::take(entries) {
        match place(&id) {
            Place::Alias(to) | Place::Name(to) => moving.push((to, entry)),
            Place::Same | Place::Nowhere => {
                entries.insert(id, entry);
            }
        }
    }
    let is_moved = !moving.is_empty();
    for (to, entry) in moving {
        let entry = match entries.remove(&to) {
            Some(there) => join(there, entry),
            None => entry,
        };
        entries.insert(to, entry);
    }
    is_moved
}

/// False for what is left of a cleared answer.
fn tells(answer: &Answer) -> bool {
    answer.answered() != Answered::No || !answer.note.is_empty()
}

fn count(list: &mut Vec<Moved>, from: &ActivityId, to: &ActivityId, name: &str, joined: bool) {
    let at = list.iter().position(|moved| moved.from == *from);
    let at = at.unwrap_or_else(|| {
        list.push(Moved {
            from: from.clone(),
            to: to.clone(),
            name: name.to_owned(),
            answers: 0,
            joined: 0,
        });
        list.len() - 1
    });
    list[at].answers += 1;
    list[at].joined += usize::from(joined);
}

impl Carried {
    fn leave(&mut self, id: &ActivityId, aliases: &[Alias]) {
        let at = self.left.iter().position(|left| left.id == *id);
        let at = at.unwrap_or_else(|| {
            let known = aliases
                .iter()
                .find(|alias| alias.now == *id || alias.until.is_none() && alias.id == id.as_str());
            self.left.push(Left {
                id: id.clone(),
                means: known.map(|alias| alias.means.clone()).unwrap_or_default(),
                answers: 0,
            });
            self.left.len() - 1
        });
        self.left[at].answers += 1;
    }
}

/// Two answers that turn out to be about the same: the later one counts. The other's note stands
/// below its own, and what the later one leaves open is filled.
fn join(left: Answer, right: Answer) -> Answer {
    let (mut later, earlier) = if left.changed < right.changed {
        (right, left)
    } else {
        (left, right)
    };
    let paragraphs = |text: &str| format!("\n\n{text}\n\n");
    if !earlier.note.is_empty() && !paragraphs(&later.note).contains(&paragraphs(&earlier.note)) {
        if !later.note.is_empty() {
            later.note.push_str("\n\n");
        }
        later.note.push_str(&earlier.note);
    }
    later.note_changed = later.note_changed.max(earlier.note_changed);
    for (stage, day) in earlier.reached {
        let first = later.reached.entry(stage).or_insert(day);
        *first = day.min(*first);
    }
    if later.owner.is_empty() {
        later.owner = earlier.owner;
    }
    later.due = later.due.or(earlier.due);
    for (key, value) in earlier.kept {
        if !later.kept.contains_key(&key) {
            later.kept.insert(key, value);
        }
    }
    later
}
