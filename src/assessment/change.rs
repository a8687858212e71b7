//! What a command leaves behind: a [`Change`], from which it can be taken back, part by part.

use crate::map::{Map, SortedSet};

use super::{
    Aim, Answer, Answers, Assessment, Context, Cycle, CycleId, Evidence, EvidenceId, Group,
    GroupId, ModelRef, ModelSetup, Planned, Stage, Stamp, Target, Team, TeamId, Today,
    UnknownFields, register,
};
use crate::model::ActivityId;

/// A part of an assessment that changes as a whole, with what it holds.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Slot {
    /// All but the note, which is a register of its own; made with [`Slot::answer`].
    Answer(TeamId, ActivityId, Option<Answer>),
    Note(TeamId, ActivityId, String),
    Team(TeamId, Option<Team>),
    Answers(TeamId, Option<Answers>),
    Group(GroupId, Option<Group>),
    Evidence(EvidenceId, Option<Evidence>),
    Target(Aim, Option<Target>),
    Planned(TeamId, ActivityId, Option<Planned>),
    Cycle(CycleId, Option<Cycle>),
    /// A register that only some pages know, without its stamp; see [`register`].
    Register(register::Place, Option<UnknownFields>),
    Title(String),
    Settings(Box<Settings>),
    Setup(Box<ModelSetup>),
    /// The model that was answered, and fields that are only carried along.
    Rest(Box<(ModelRef, UnknownFields)>),
    Whole(Box<Assessment>),
}

impl Slot {
    pub(super) fn answer(team: TeamId, activity: ActivityId, answer: Option<Answer>) -> Self {
        let answer = answer.map(|answer| Answer {
            note: String::new(),
            note_changed: Stamp::default(),
            ..answer
        });
        Slot::Answer(team, activity, answer)
    }
}

/// What [`Assessment::settings_changed`] stamps.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Settings {
    pub stages: Vec<Stage>,
    pub cadence_months: u32,
    pub evidence_valid_months: u32,
}

/// Which records have to be stored again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    /// Everything: another assessment may stand there.
    pub all: bool,
    /// Title, settings, list of teams.
    pub head: bool,
    /// Answers of these teams.
    pub teams: SortedSet<TeamId>,
}

/// What a command did, with all that is needed to take it back.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What was done, in words: "Answer “Backup”".
    pub label: String,
    /// When.
    pub stamp: Stamp,
    pub(crate) before: Vec<Slot>,
}

/// Label of a change of answers.
pub(crate) const ANSWER: &str = "Answer";
/// Labels of changes that come with every letter that is typed.
pub(super) const NOTE: &str = "Note";
pub(super) const REASON: &str = "Reason";
pub(super) const OWNER: &str = "Owner";
pub(super) const REMARK: &str = "Remark";

impl Change {
    /// True where this goes on with the text that the other began: the two are one step.
    pub(super) fn goes_on(&self, begun: &Change) -> bool {
        let place = |change: &Change| match change.before.as_slice() {
            [Slot::Note(team, activity, _)] => Some(vec![team.to_string(), activity.to_string()]),
            [Slot::Answer(team, activity, _)]
                if [REASON, OWNER].contains(&change.label.as_str()) =>
            {
                Some(vec![team.to_string(), activity.to_string()])
            }
            [Slot::Register(place, _)] if change.label == REMARK => Some(place.clone()),
            _ => None,
        };
        self.label == begun.label && place(self).is_some() && place(self) == place(begun)
    }

    /// The team and the activity that it was about, where it was one.
    pub fn about(&self) -> (Option<&TeamId>, Option<&ActivityId>) {
        fn place(slot: &Slot) -> (Option<&TeamId>, Option<&ActivityId>) {
            match slot {
                Slot::Answer(team, activity, _)
                | Slot::Note(team, activity, _)
                | Slot::Planned(team, activity, _) => (Some(team), Some(activity)),
                Slot::Team(team, _) | Slot::Answers(team, _) => (Some(team), None),
                _ => (None, None),
            }
        }
        // A confirmation that goes with an answer is about that answer.
        let is_said = |slot: &&Slot| !matches!(slot, Slot::Register(..));
        let mut places = self.before.iter().filter(is_said).map(place);
        let first = places.next().unwrap_or_default();
        places.fold(first, |(team, activity), next| {
            (
                team.filter(|team| next.0 == Some(team)),
                activity.filter(|activity| next.1 == Some(activity)),
            )
        })
    }

    /// Which records differ now.
    pub fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        for slot in &self.before {
            match slot {
                Slot::Answer(team, ..) | Slot::Note(team, ..) | Slot::Answers(team, _) => {
                    touched.teams.insert(team.clone());
                }
                Slot::Whole(_) => touched.all = true,
                _ => touched.head = true,
            }
        }
        touched
    }
}

impl Assessment {
    /// What has to be put to get from here to another state of the same assessment.
    pub(super) fn slots_to(&self, old: Assessment) -> Vec<Slot> {
        let mut slots = Vec::new();
        if self.title != old.title {
            slots.push(Slot::Title(old.title.clone()));
        }
        let (mine, theirs) = (self.settings(), old.settings());
        if mine != theirs {
            slots.push(Slot::Settings(Box::new(theirs)));
        }
        differing(&self.groups, old.groups, &mut slots, Slot::Group);
        differing(&self.evidence, old.evidence, &mut slots, Slot::Evidence);
        differing(&self.targets, old.targets, &mut slots, Slot::Target);
        differing(&self.cycles, old.cycles, &mut slots, Slot::Cycle);
        let mut plan = old.plan;
        for (team, planned) in &self.plan {
            let before = plan.remove(team).unwrap_or_default();
            differing(planned, before, &mut slots, |activity, planned| {
                Slot::Planned(team.clone(), activity, planned)
            });
        }
        for (team, planned) in plan {
            differing(&Map::new(), planned, &mut slots, |activity, planned| {
                Slot::Planned(team.clone(), activity, planned)
            });
        }
        if self.setup != old.setup {
            slots.push(Slot::Setup(Box::new(old.setup)));
        }
        let mut kept = self.kept.clone();
        let before = register::replace_others(&mut kept, UnknownFields::new());
        let mut others = old.kept;
        let (now, then) = (register::all(&kept), register::all(&others));
        differing(&now, then, &mut slots, |place, register| {
            let register = register.map(|mut register| {
                register.shift_remove("changed");
                register
            });
            Slot::Register(place, register)
        });
        let others = register::replace_others(&mut others, UnknownFields::new());
        if (&self.model, &before) != (&old.model, &others) {
            slots.push(Slot::Rest(Box::new((old.model, others))));
        }
        let mut before = old.answers;
        for (id, team) in &old.teams {
            if !self.teams.contains_key(id) {
                slots.push(Slot::Team(id.clone(), Some(team.clone())));
                for (activity, answer) in before.remove(id).unwrap_or_default() {
                    slots.push(Slot::Note(
                        id.clone(),
                        activity.clone(),
                        answer.note.clone(),
                    ));
                    slots.push(Slot::answer(id.clone(), activity, Some(answer)));
                }
            }
        }
        for (id, team) in &self.teams {
            let earlier = old.teams.get(id);
            if earlier != Some(team) {
                slots.push(Slot::Team(id.clone(), earlier.cloned()));
            }
            let mut earlier_answers = before.remove(id).unwrap_or_default();
            let is_gone = earlier.is_none_or(|team| team.deleted);
            let now = self.answers.get(id);
            if !is_gone && now.is_some_and(|now| now.is_same(&earlier_answers)) {
                continue;
            }
            if is_gone && earlier_answers.is_empty() {
                if earlier.is_none() || self.answers.contains_key(id) {
                    slots.push(Slot::Answers(id.clone(), None));
                }
                continue;
            }
            for (activity, answer) in now.into_iter().flatten() {
                let was = earlier_answers.remove(activity);
                if was.as_ref() != Some(answer) {
                    let note = was.as_ref().map(|was| was.note.clone()).unwrap_or_default();
                    if note != answer.note {
                        slots.push(Slot::Note(id.clone(), activity.clone(), note));
                    }
                    slots.push(Slot::answer(id.clone(), activity.clone(), was));
                }
            }
            for (activity, was) in earlier_answers {
                slots.push(Slot::Note(id.clone(), activity.clone(), was.note.clone()));
                slots.push(Slot::answer(id.clone(), activity, Some(was)));
            }
        }
        slots
    }

    /// Takes a change back and returns the change that would bring it again. What is restored is
    /// stamped anew: for other people's copies, taking back is the latest thing that happened.
    pub fn revert(&mut self, change: Change, context: &Context) -> Change {
        let stamp = context.stamp();
        self.today = Today(Some(context.today));
        let mut before = Vec::new();
        for slot in change.before.into_iter().rev() {
            before.push(self.put(slot, &stamp));
        }
        Change {
            label: change.label,
            stamp,
            before,
        }
    }

    pub(super) fn put(&mut self, slot: Slot, stamp: &Stamp) -> Slot {
        match slot {
            Slot::Answer(team, activity, answer) => {
                let old = self.answer(&team, activity.as_str()).cloned();
                let now = old.clone().unwrap_or_default();
                let restored = Answer {
                    changed: self.later(stamp, &team, &now.changed),
                    note: now.note,
                    note_changed: now.note_changed,
                    ..answer.unwrap_or_default()
                };
                self.answers
                    .entry(team.clone())
                    .or_default()
                    .insert(activity.clone(), restored);
                Slot::answer(team, activity, old)
            }
            Slot::Note(team, activity, text) => {
                let mut restored = self
                    .answer(&team, activity.as_str())
                    .cloned()
                    .unwrap_or_default();
                let old = std::mem::replace(&mut restored.note, text);
                restored.note_changed = self.later(stamp, &team, &restored.note_changed);
                self.answers
                    .entry(team.clone())
                    .or_default()
                    .insert(activity.clone(), restored);
                Slot::Note(team, activity, old)
            }
            Slot::Team(id, team) => {
                let old = self.teams.get(&id).cloned();
                let mut restored = match team {
                    Some(team) => team,
                    None => Team {
                        deleted: true,
                        ..old.clone().unwrap_or_default()
                    },
                };
                // What was void stays void: the answers come back with new stamps.
                let cleared = old.as_ref().and_then(|team| team.cleared.clone());
                restored.cleared = restored.cleared.max(cleared);
                restored.changed = match &old {
                    Some(old) => stamp.after(&old.changed),
                    None => stamp.clone(),
                };
                self.teams.insert(id.clone(), restored);
                Slot::Team(id, old)
            }
            Slot::Answers(team, answers) => {
                let old = self.answers.remove(&team);
                if let Some(answers) = answers {
                    let mut restored: Map<_, _> = answers
                        .into_iter()
                        .map(|(id, answer)| (id, self.restamped(answer, &team, stamp)))
                        .collect();
                    // What somebody else wrote after the deletion, and a merge brought.
                    restored.extend(old.clone().unwrap_or_default());
                    self.answers.insert(team.clone(), restored.into());
                } else if let Some(entry) = self.teams.get_mut(&team) {
                    let cleared = Some(clearing(stamp, old.as_ref()));
                    entry.cleared = entry.cleared.take().max(cleared);
                }
                Slot::Answers(team, old)
            }
            Slot::Group(id, group) => {
                let old = self.groups.get(&id).cloned();
                let now = group.unwrap_or_else(|| Group {
                    deleted: true,
                    ..Group::default()
                });
                let changed = after(stamp, old.as_ref().map(|old| &old.changed));
                self.groups.insert(id.clone(), Group { changed, ..now });
                Slot::Group(id, old)
            }
            Slot::Evidence(id, piece) => {
                let old = self.evidence.get(&id).cloned();
                let now = piece.unwrap_or_else(|| Evidence {
                    deleted: true,
                    ..Evidence::default()
                });
                // What a newer run of a tool says was said on the day of the run, not today: of
                // two copies, the one that read the newer run wins, whoever was later to read.
                let ran = run_of(&now, old.as_ref(), stamp);
                let stamp = ran.as_ref().unwrap_or(stamp);
                let changed = after(stamp, old.as_ref().map(|old| &old.changed));
                self.evidence
                    .insert(id.clone(), Evidence { changed, ..now });
                Slot::Evidence(id, old)
            }
            Slot::Target(aim, target) => {
                let old = self.targets.get(&aim).cloned();
                let now = target.unwrap_or_default();
                let changed = after(stamp, old.as_ref().map(|old| &old.changed));
                self.targets.insert(aim.clone(), Target { changed, ..now });
                Slot::Target(aim, old)
            }
            Slot::Planned(team, activity, planned) => {
                let of_team = self.plan.entry(team.clone()).or_default();
                let old = of_team.get(&activity).cloned();
                let now = planned.unwrap_or_default();
                let changed = after(stamp, old.as_ref().map(|old| &old.changed));
                of_team.insert(activity.clone(), Planned { changed, ..now });
                Slot::Planned(team, activity, old)
            }
            Slot::Cycle(id, cycle) => {
                let old = self.cycles.get(&id).cloned();
                let now = cycle.unwrap_or_else(|| Cycle {
                    deleted: true,
                    ..Cycle::default()
                });
                let changed = after(stamp, old.as_ref().map(|old| &old.changed));
                self.cycles.insert(id.clone(), Cycle { changed, ..now });
                Slot::Cycle(id, old)
            }
            Slot::Register(place, register) => {
                let old = register::put(&mut self.kept, &place, register, stamp);
                Slot::Register(place, old)
            }
            Slot::Title(title) => {
                self.changed = stamp.after(&self.changed);
                Slot::Title(std::mem::replace(&mut self.title, title))
            }
            Slot::Settings(settings) => {
                let old = self.settings();
                self.stages = with_all(settings.stages, &self.stages);
                self.cadence_months = settings.cadence_months;
                self.evidence_valid_months = settings.evidence_valid_months;
                self.settings_changed = stamp.after(&self.settings_changed);
                Slot::Settings(Box::new(old))
            }
            Slot::Setup(setup) => {
                let setup = ModelSetup {
                    changed: stamp.after(&self.setup.changed),
                    ..*setup
                };
                Slot::Setup(Box::new(std::mem::replace(&mut self.setup, setup)))
            }
            Slot::Rest(rest) => {
                let (model, kept) = *rest;
                let model = std::mem::replace(&mut self.model, model);
                let kept = register::replace_others(&mut self.kept, kept);
                Slot::Rest(Box::new((model, kept)))
            }
            Slot::Whole(whole) => {
                let old = std::mem::replace(self, *whole);
                self.today = old.today;
                Slot::Whole(Box::new(old))
            }
        }
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            stages: self.stages.clone(),
            cadence_months: self.cadence_months,
            evidence_valid_months: self.evidence_valid_months,
        }
    }

    /// The stamp of a register of an answer that is written now, over what was `written` there.
    pub(super) fn later(&self, stamp: &Stamp, team: &TeamId, written: &Stamp) -> Stamp {
        let stamp = stamp.after(written);
        match self.teams.get(team).and_then(|team| team.cleared.as_ref()) {
            Some(cleared) => stamp.after(cleared),
            None => stamp,
        }
    }

    fn restamped(&self, mut answer: Answer, team: &TeamId, stamp: &Stamp) -> Answer {
        answer.changed = self.later(stamp, team, &answer.changed);
        if answer.note_changed != Stamp::default() || !answer.note.is_empty() {
            answer.note_changed = self.later(stamp, team, &answer.note_changed);
        }
        answer
    }
}

/// The stamp of a register that is written now, over what was `written` there.
pub(super) fn after(stamp: &Stamp, written: Option<&Stamp>) -> Stamp {
    match written {
        Some(written) => stamp.after(written),
        None => stamp.clone(),
    }
}

/// The stages that are to be, and behind them, as removed ones, those that stand here beside them:
/// a stage that vanished would take the meaning of answers with it, here or in another copy.
fn with_all(mut stages: Vec<Stage>, now: &[Stage]) -> Vec<Stage> {
    for stage in &mut stages {
        stage.changed = None;
    }
    for stage in now {
        if stages.iter().all(|known| known.id != stage.id) {
            // Rather too little than too much: its answers count as the next lower stage.
            let living = stages.iter().filter(|known| known.replaced_by.is_none());
            let mut lower = living.filter(|known| known.score <= stage.score);
            let replaced_by = lower.next_back().map(|lower| lower.id.clone());
            stages.push(Stage {
                replaced_by,
                changed: None,
                ..stage.clone()
            });
        }
    }
    stages
}

/// The slots that make one map of registers out of another.
fn differing<K: Ord + Clone, V: PartialEq + Clone>(
    now: &Map<K, V>,
    mut wanted: Map<K, V>,
    slots: &mut Vec<Slot>,
    slot: impl Fn(K, Option<V>) -> Slot,
) {
    for (key, value) in now {
        let other = wanted.remove(key);
        if other.as_ref() != Some(value) {
            slots.push(slot(key.clone(), other));
        }
    }
    for (key, value) in wanted {
        slots.push(slot(key, Some(value)));
    }
}

/// The moment that voids these answers: now, or later where a clock that runs ahead wrote one.
pub(super) fn clearing(stamp: &Stamp, answers: Option<&Answers>) -> Stamp {
    answers
        .into_iter()
        .flat_map(|answers| answers.values())
        .flat_map(|answer| [&answer.changed, &answer.note_changed])
        .fold(stamp, std::cmp::max)
        .clone()
}

/// The stamp of a piece of evidence that brings a newer run of a tool than the one before; `None`
/// for everything that people do, taking back included.
fn run_of(now: &Evidence, old: Option<&Evidence>, stamp: &Stamp) -> Option<Stamp> {
    let is_run = !now.deleted && now.kept.contains_key(super::run::RUN);
    let day = now.recorded.filter(|_| is_run)?;
    let is_newer = old.and_then(|old| old.recorded) < Some(day);
    let at = day.and_time(chrono::NaiveTime::MIN).and_utc();
    is_newer.then(|| Stamp {
        // A clock that ran ahead is no reason to win for ever.
        at: at.timestamp_millis().min(stamp.at),
        by: String::new(),
    })
}
