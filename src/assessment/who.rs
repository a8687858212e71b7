//! Who is who: what a copy says of one team is taken for another one, because both are the same
//! people. Ids are random, so two assessments never agree on them.

use serde_json::Value;

use super::merge::{merge_answers, merge_values, union};
use super::register::REGISTERS;
use super::{Answer, Answers, Assessment, Stamp, TeamId, UnknownFields};
use crate::map::{Map, SortedSet};

/// A team of a copy that is not known here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stranger {
    /// Its id in the copy.
    pub id: TeamId,
    /// Its name there.
    pub name: String,
    /// The team here that has the same name, where there is just one on both sides.
    pub perhaps: Option<TeamId>,
}

/// Which team here each of those teams of a copy is.
pub type Who = Map<TeamId, TeamId>;

/// The teams of a copy that `mine` does not know by their ids, in the order of the copy. Names are
/// the same where they differ in spaces around them and in capitals only.
pub fn strangers(mine: &Assessment, theirs: &Assessment) -> Vec<Stranger> {
    let key = |name: &str| name.trim().to_lowercase();
    let here = mine.living_teams();
    let there = theirs.living_teams();
    let mut names: Map<String, Vec<&TeamId>> = Map::new();
    for (id, team) in &here {
        names.entry(key(&team.name)).or_default().push(id);
    }
    let mut count: Map<String, usize> = Map::new();
    for (_, team) in &there {
        *count.entry(key(&team.name)).or_default() += 1;
    }
    let new = there
        .iter()
        .filter(|(id, _)| !mine.teams.contains_key(id.as_str()));
    new.map(|(id, team)| {
        let name = key(&team.name);
        let same = names.get(&name).map_or(&[][..], Vec::as_slice);
        let perhaps = match (same, count.get(&name)) {
            // One that the copy has too, by its id, is another team there.
            ([one], Some(1)) if !theirs.teams.contains_key(one.as_str()) => Some((*one).clone()),
            _ => None,
        };
        Stranger {
            id: (*id).clone(),
            name: team.name.clone(),
            perhaps,
        }
    })
    .collect()
}

/// How many of these teams are taken for one here, and how many are new.
pub fn known_and_new(strangers: &[Stranger], who: &Who) -> (usize, usize) {
    let (known, new): (Vec<&Stranger>, Vec<&Stranger>) = strangers
        .iter()
        .partition(|one| who.contains_key(one.id.as_str()));
    (known.len(), new.len())
}

/// The copy with these teams taken for those of `mine`: their answers, evidence, targets, plans, and
/// what closed cycles and audits say of them. Name, order and groups stay as they are in `mine`.
/// Where the copy has answers of both, the later ones count.
pub fn as_here(theirs: &Assessment, mine: &Assessment, who: &Who) -> Assessment {
    let mut copy = theirs.clone();
    if who.is_empty() {
        return copy;
    }
    let named = |id: &TeamId| who.get(id.as_str()).unwrap_or(id).clone();
    copy.teams.retain(|id, _| !who.contains_key(id.as_str()));
    for to in who.values() {
        let here = mine.teams.get(to.as_str());
        if let Some(team) = here.filter(|_| !copy.teams.contains_key(to.as_str())) {
            copy.teams.insert(to.clone(), team.clone());
        }
    }
    for team in copy.teams.values_mut() {
        // What is from here stays as it is here.
        team.inherits = team.inherits.as_ref().map(named);
    }
    let union_of_answers: fn(&Answers, &Answers) -> Answers =
        |left, right| union(left, right, merge_answers).into();
    copy.answers = by_team(copy.answers, &named, union_of_answers);
    for to in who.values() {
        // What was void here when the team was deleted was not this.
        let cleared = mine
            .teams
            .get(to.as_str())
            .and_then(|team| team.cleared.as_ref());
        let answers = copy.answers.get_mut(to.as_str());
        if let (Some(cleared), Some(answers)) = (cleared, answers) {
            answers
                .values_mut()
                .for_each(|answer| bring_behind(answer, cleared));
        }
    }
    for cycle in copy.cycles.values_mut() {
        let answers = std::mem::take(&mut cycle.answers).into_inner();
        cycle.answers = by_team(answers, &named, union_of_answers).into();
    }
    copy.plan = by_team(copy.plan, &named, |left, right| {
        union(left, right, |left, right| {
            match right.changed > left.changed {
                true => right.clone(),
                false => left.clone(),
            }
        })
    });
    let targets = std::mem::take(&mut copy.targets);
    for (mut aim, target) in targets {
        aim.team = aim.team.as_ref().map(named);
        match copy.targets.get(&aim) {
            Some(known) if known.changed >= target.changed => {}
            _ => {
                copy.targets.insert(aim, target);
            }
        }
    }
    for piece in copy.evidence.values_mut() {
        piece.teams = piece.teams.iter().map(named).collect::<SortedSet<_>>();
    }
    for register in REGISTERS {
        if let Some(value) = copy.kept.get_mut(register) {
            rename(value, who);
        }
    }
    copy
}

fn bring_behind(answer: &mut Answer, cleared: &Stamp) {
    let behind = |stamp: &Stamp| Stamp {
        at: cleared.at.saturating_add(1),
        by: stamp.by.clone(),
    };
    if answer.changed <= *cleared {
        answer.changed = behind(&answer.changed);
    }
    if !answer.note.is_empty() && answer.note_changed <= *cleared {
        answer.note_changed = behind(&answer.note_changed);
    }
}

fn by_team<V>(
    all: Map<TeamId, V>,
    named: &dyn Fn(&TeamId) -> TeamId,
    both: fn(&V, &V) -> V,
) -> Map<TeamId, V> {
    let mut renamed: Map<TeamId, V> = Map::new();
    for (id, of_team) in all {
        let id = named(&id);
        let of_both = match renamed.get(&id) {
            Some(known) => both(known, &of_team),
            None => of_team,
        };
        renamed.insert(id, of_both);
    }
    renamed
}

/// In registers, which only some pages know, a team is a key or a text.
fn rename(value: &mut Value, who: &Who) {
    match value {
        Value::String(text) => {
            if let Some(to) = who.get(text.as_str()) {
                *text = to.as_str().to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, who)),
        Value::Object(map) => {
            let mut renamed = UnknownFields::new();
            for (key, mut inner) in std::mem::take(map) {
                rename(&mut inner, who);
                let key = who
                    .get(key.as_str())
                    .map_or(key, |to| to.as_str().to_owned());
                let of_both = match renamed.get(&key) {
                    Some(known) => merge_values(known, &inner),
                    None => inner,
                };
                renamed.insert(key, of_both);
            }
            *map = renamed;
        }
        _ => {}
    }
}
