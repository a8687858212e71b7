//! What a file of a tool means for an assessment: evidence to add, answers that it supports or
//! contradicts, stages that it suggests. Nothing is changed here, and no answer ever by itself.
//!
//! A piece of evidence has an id that comes from what it is about, so the same file twice is the same
//! piece, and a newer run takes the place of an older one. When it was seen first is kept.

use sha2::{Digest, Sha256};

use super::rules::Rule;
pub use super::rules::Side;
use super::{Proof, Proofs, Record, Rules, Strength, clean, plural};
use crate::assessment::{
    Answered, Assessment, Choice, Command, Date, Edit, Evidence, EvidenceId, Link, Run, StageId,
    TeamId,
};
use crate::map::{Map, SortedSet};
use crate::model::{ActivityId, Model};

/// What the user says about a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choices {
    /// For each record, the team that it stands for; `None`: it is left out.
    pub teams: Vec<Option<TeamId>>,
    /// The day of what has none of its own.
    pub day: Option<Date>,
    /// Where all of it can be seen.
    pub link: String,
}

/// What becomes of the evidence of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It is new.
    New,
    /// It takes the place of an older run.
    Renews,
    /// It is there already.
    Known,
    /// A newer run is there.
    Older,
    /// It has no day, so it cannot be added.
    NoDay,
    /// It speaks against, so it is no evidence.
    None,
}

/// What a row means for the team's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bearing {
    /// The team says so, and this shows something of it.
    Supports,
    /// The team says ready, and this speaks against it.
    Contradicts,
    /// The team has not answered, and this suggests a stage.
    Suggests(StageId),
    /// Nothing.
    Nothing,
}

/// What a finding means for one activity of one team.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The team.
    pub team: TeamId,
    /// The activity.
    pub activity: ActivityId,
    /// For or against.
    pub side: Side,
    /// How strongly.
    pub strength: Strength,
    /// What was found, in words, with how many of how many where it is about several.
    pub said: String,
    /// Why that means something for the activity.
    pub because: String,
    /// In how many of the records that could tell.
    pub hits: usize,
    /// Of how many.
    pub of: usize,
    /// What becomes of its evidence.
    pub state: State,
    /// What it means for the answer.
    pub bearing: Bearing,
    /// The evidence, as it is to be.
    pub evidence: Option<(EvidenceId, Box<Evidence>)>,
}

impl Row {
    /// Has its evidence something to add?
    pub fn adds(&self) -> bool {
        matches!(self.state, State::New | State::Renews)
    }
}

/// All that a file means.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Offer {
    /// By team, then as the rules have it.
    pub rows: Vec<Row>,
    /// Sentences about what the rules do not know.
    pub remarks: Vec<String>,
    /// A day is missing.
    pub needs_day: bool,
}

impl Offer {
    /// The changes of the chosen rows, to be done as one step: evidence that is added; and of what the
    /// user takes, suggested stages, and *not sure* where an answer is contradicted.
    pub fn command(
        &self,
        add: impl Fn(usize) -> bool,
        take: impl Fn(usize) -> bool,
        label: String,
    ) -> Command {
        let mut commands: Vec<Command> = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if let Some((id, evidence)) = &row.evidence
                && row.adds()
                && add(at)
            {
                let put = Edit::PutEvidence {
                    id: id.clone(),
                    evidence: evidence.clone(),
                };
                commands.push(put.into());
            }
            let choice = match &row.bearing {
                Bearing::Suggests(stage) => Choice::Stage(stage.clone()),
                // Several findings may contradict one answer.
                Bearing::Contradicts if !self.is_contradicted_before(at) => Choice::NotSure,
                _ => continue,
            };
            if take(at) {
                commands.push(Command::Answer {
                    teams: vec![row.team.clone()],
                    activity: row.activity.clone(),
                    choice,
                });
            }
        }
        Edit::Batch { commands, label }.into()
    }

    /// Does a row before this one contradict the same answer?
    pub fn is_contradicted_before(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let same = |other: &Row| other.team == row.team && other.activity == row.activity;
        let mut before = self.rows[..at].iter();
        before.any(|other| other.bearing == Bearing::Contradicts && same(other))
    }
}

/// Which team a record stood for when something of it was imported before.
pub fn remembered<'a>(assessment: &'a Assessment, record: &Record) -> Option<&'a TeamId> {
    let known = assessment.evidence.values().filter(|piece| !piece.deleted);
    let mut same = known.filter(|piece| {
        let run = Run::of(piece);
        !record.subject.is_empty() && run.is_some_and(|run| run.subject == record.subject)
    });
    let teams = &same.next()?.teams;
    let mut living = teams.iter().filter(|team| {
        let team = assessment.teams.get(*team);
        team.is_some_and(|team| !team.deleted)
    });
    living.next()
}

/// Puts what a file says beside an assessment.
pub fn offer(
    model: &Model,
    assessment: &Assessment,
    rules: &Rules,
    proofs: &Proofs,
    choices: &Choices,
    today: Date,
) -> Offer {
    let mut offer = Offer::default();
    let mut teams: Vec<(TeamId, Vec<&Record>)> = Vec::new();
    for (at, record) in proofs.records.iter().enumerate() {
        let Some(Some(team)) = choices.teams.get(at) else {
            continue;
        };
        if record.date.is_none() && !record.facts.is_empty() {
            offer.needs_day = true;
        }
        match teams.iter_mut().find(|(known, _)| known == team) {
            Some((_, records)) => records.push(record),
            None => teams.push((team.clone(), vec![record])),
        }
    }
    for record in &proofs.records {
        let scans = record.facts.iter().any(|fact| fact.finding == "scan");
        if scans && rules.scan_of(&record.tool).is_none() {
            offer.remarks.push(format!(
                "What kind of scan {} does is not known here, so it speaks for nothing. It can be added to model/evidence.yaml.",
                record.tool
            ));
        }
    }
    let place = Beside {
        model,
        assessment,
        rules,
        proofs,
        choices,
        today,
    };
    for (team, records) in &teams {
        for (rule, of_format) in rules
            .rules
            .iter()
            .flat_map(|rule| place.by_source(rule, records))
        {
            offer.rows.extend(place.row(team, rule, &of_format));
        }
    }
    place.one_piece_each(&mut offer.rows);
    offer
}

/// What is put beside what.
struct Beside<'a> {
    model: &'a Model,
    assessment: &'a Assessment,
    rules: &'a Rules,
    proofs: &'a Proofs,
    choices: &'a Choices,
    today: Date,
}

/// A record with the value and the words of the fact that a rule asks about.
type Told<'a> = (&'a Record, Option<(Option<i64>, &'a str)>);

impl Beside<'_> {
    /// The records that could tell whether a rule holds, by the tool that wrote them.
    fn by_source<'r>(
        &self,
        rule: &'r Rule,
        records: &[&'r Record],
    ) -> Vec<(&'r Rule, Vec<Told<'r>>)> {
        let mut tools: Map<(Proof, String), Vec<Told<'r>>> = Map::new();
        for record in records {
            let fact = record
                .facts
                .iter()
                .find(|fact| self.name(record, &fact.finding) == rule.finding);
            let told = fact.map(|fact| (fact.value, fact.said.as_str()));
            // A check that could say nothing is neither for nor against.
            let is_silent =
                told.is_none() && (record.format == Proof::Scorecard || record.facts.is_empty());
            if !is_silent {
                let key = (record.format, record.tool.clone());
                tools.entry(key).or_default().push((record, told));
            }
        }
        tools.into_values().map(|told| (rule, told)).collect()
    }

    /// A finding as the rules call it: a scan with its kind.
    fn name(&self, record: &Record, finding: &str) -> String {
        match (finding, self.rules.scan_of(&record.tool)) {
            ("scan", Some(scan)) => format!("scan/{scan}"),
            _ => finding.to_owned(),
        }
    }

    fn row(&self, team: &TeamId, rule: &Rule, told: &[Told<'_>]) -> Option<Row> {
        let holds = |(_, fact): &&Told<'_>| fact.is_some_and(|(value, _)| rule.holds(value));
        let hits: Vec<&Told<'_>> = told.iter().filter(holds).collect();
        let (first, fact) = hits.first()?;
        self.model.position(rule.activity.as_str())?;
        let words = fact.map_or("", |(_, said)| said);
        let (count, of) = (hits.len(), told.len());
        let said = match (of, rule.side) {
            (1, _) => format!("{}: {words}", first.source()),
            (_, Side::For) => format!(
                "{}: {count} of {of} show {}",
                first.source(),
                about(&rule.finding, words)
            ),
            (_, Side::Against) => format!(
                "{}: {count} of {of} lack {}",
                first.source(),
                about(&rule.finding, words)
            ),
        };
        let records: Vec<&Record> = hits.iter().map(|(record, _)| *record).collect();
        let dates = records
            .iter()
            .map(|record| record.date.or(self.choices.day));
        // The oldest day is the one that all of it can be shown for.
        let date = dates
            .collect::<Option<Vec<Date>>>()
            .and_then(|days| days.into_iter().min());
        let mut row = Row {
            team: team.clone(),
            activity: rule.activity.clone(),
            side: rule.side,
            strength: rule.strength,
            said,
            because: rule.because.clone(),
            hits: count,
            of,
            state: State::None,
            bearing: Bearing::Nothing,
            evidence: None,
        };
        if rule.side == Side::For {
            self.add_evidence(&mut row, rule, &records, date);
            self.weigh(&mut row, date);
        }
        row.bearing = self.bearing(&row);
        Some(row)
    }

    /// How strong it is on the day on which it is looked at.
    fn weigh(&self, row: &mut Row, date: Option<Date>) {
        let Some(date) = date else {
            row.strength = row.strength.min(Strength::Exists);
            return;
        };
        if row.strength == Strength::Recent
            && (self.today - date).num_days() > self.rules.recent_days
        {
            row.strength = Strength::Exists;
        }
        let first = row.evidence.as_ref().and_then(|(_, piece)| Run::of(piece));
        let first = first.and_then(|run| crate::exchange::assessment_file::parse_date(&run.first));
        let has_held = first.is_some_and(|first| (date - first).num_days() >= self.rules.held_days);
        if row.strength == Strength::Recent && has_held {
            row.strength = Strength::Held;
        }
    }

    fn add_evidence(&self, row: &mut Row, rule: &Rule, records: &[&Record], date: Option<Date>) {
        let Some(date) = date else {
            row.state = State::NoDay;
            return;
        };
        let Some(first) = records.first() else {
            return;
        };
        let subject = match row.of {
            1 => first.subject.clone(),
            _ => String::new(),
        };
        let day = date.to_string();
        let parts = [
            first.format.name(),
            &first.tool.to_lowercase(),
            &subject,
            if row.of > 1 { "several" } else { "" },
            &self.name(first, &rule.finding),
            row.activity.as_str(),
            row.team.as_str(),
        ];
        let id = EvidenceId::new(&id_of(&parts));
        let mut run = Run {
            tool: first.tool.clone(),
            version: first.version.clone(),
            finding: rule.finding.clone(),
            subject,
            digest: self.proofs.digest.clone(),
            at: day.clone(),
            first: day,
        };
        let is_claim = rule.strength == Strength::Stated;
        let link = clean::link(&self.choices.link).or_else(|| first.link.clone());
        let mut piece = Evidence {
            activity: row.activity.clone(),
            teams: SortedSet::from([row.team.clone()]),
            title: match is_claim {
                true => format!("Claim, not verified: {}", row.said),
                false => row.said.clone(),
            },
            description: description(row, rule, records, date),
            // What nobody verified proves nothing; without a day it does not count.
            recorded: (!is_claim).then_some(date),
            expires: records
                .iter()
                .filter_map(|record| record.expires)
                .min()
                .filter(|end| *end >= date),
            links: link
                .map(|url| Link {
                    kind: "link".to_owned(),
                    url,
                    ..Link::default()
                })
                .into_iter()
                .collect(),
            ..Evidence::default()
        };
        row.state = match self.assessment.evidence.get(&id) {
            Some(known) if !known.deleted => self.renew(known, &mut run, &mut piece),
            _ => State::New,
        };
        run.put_into(&mut piece);
        row.evidence = Some((id, Box::new(piece)));
    }

    /// Of two runs the newer one counts; when it was seen first is kept.
    fn renew(&self, known: &Evidence, run: &mut Run, piece: &mut Evidence) -> State {
        let Some(before) = Run::of(known) else {
            return State::New;
        };
        let first = before.first.clone().min(run.first.clone());
        let is_same = before.at == run.at && before.digest == run.digest;
        if is_same || (&before.at, &before.digest) > (&run.at, &run.digest) {
            let state = match (is_same, first < before.first) {
                (true, _) => State::Known,
                (false, true) => State::Renews,
                (false, false) => State::Older,
            };
            // As it is, but for the day on which it was seen first.
            *piece = known.clone();
            *run = Run { first, ..before };
            return state;
        }
        run.first = first;
        // What a person added stays.
        piece.reviewer = known.reviewer.clone();
        piece.kept = known.kept.clone();
        if piece.links.is_empty() {
            piece.links = known.links.clone();
        }
        State::Renews
    }

    fn bearing(&self, row: &Row) -> Bearing {
        let answer = self.assessment.answer(&row.team, row.activity.as_str());
        let answered = answer.map_or(Answered::No, |answer| answer.answered());
        let score = match answered {
            Answered::Stage(stage) => self
                .assessment
                .counts_as(stage)
                .map_or(0.0, |stage| stage.score),
            _ => 0.0,
        };
        match (row.side, answered) {
            (Side::Against, _) if score >= 1.0 => Bearing::Contradicts,
            (Side::For, Answered::Stage(_)) if score > 0.0 && row.strength > Strength::Stated => {
                Bearing::Supports
            }
            (Side::For, Answered::No) => {
                self.stage(row).map_or(Bearing::Nothing, Bearing::Suggests)
            }
            _ => Bearing::Nothing,
        }
    }

    /// The stage that a row suggests; never the last one, because no file shows that something is in
    /// use everywhere.
    fn stage(&self, row: &Row) -> Option<StageId> {
        let is_between = |stage: &&crate::assessment::Stage| stage.score > 0.0 && stage.score < 1.0;
        let mut stages = self.assessment.living_stages().filter(is_between);
        let stage = match row.strength {
            Strength::Stated => None,
            Strength::Enforced | Strength::Held if row.hits == row.of => stages.last(),
            _ => stages.next(),
        };
        stage.map(|stage| stage.id.clone())
    }

    /// Of several rules for one finding and one activity, the strongest one gives the evidence; of
    /// several rows for one activity, the strongest one suggests a stage. What speaks against an
    /// activity leaves nothing to suggest.
    fn one_piece_each(&self, rows: &mut [Row]) {
        for at in 0..rows.len() {
            let rival =
                |other: &Row| other.team == rows[at].team && other.activity == rows[at].activity;
            let beaten = rows.iter().enumerate().any(|(place, other)| {
                place != at
                    && rival(other)
                    && matches!(other.bearing, Bearing::Suggests(_))
                    && (other.strength, place) > (rows[at].strength, at)
            });
            let opposed = rows
                .iter()
                .any(|other| rival(other) && other.side == Side::Against);
            let same_piece = rows[..at].iter().any(|other| {
                other.evidence.is_some()
                    && other.evidence.as_ref().map(|(id, _)| id)
                        == rows[at].evidence.as_ref().map(|(id, _)| id)
            });
            let row = &mut rows[at];
            if matches!(row.bearing, Bearing::Suggests(_)) && (beaten || opposed) {
                row.bearing = Bearing::Nothing;
            }
            if same_piece {
                row.evidence = None;
                row.state = State::None;
            }
        }
    }
}

/// What a rule asks about, where several records are told of together: the score of one of them
/// would stand for all.
fn about(finding: &str, words: &str) -> String {
    let check = finding.strip_prefix("scorecard/");
    check.map_or_else(|| words.to_owned(), |check| check.replace('-', " "))
}

fn description(row: &Row, rule: &Rule, records: &[&Record], date: Date) -> String {
    let mut lines = vec![rule.because.clone()];
    let subjects: Vec<&str> = records
        .iter()
        .map(|record| record.subject.as_str())
        .filter(|subject| !subject.is_empty())
        .collect();
    if !subjects.is_empty() {
        let shown = subjects
            .iter()
            .take(10)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match subjects.len().saturating_sub(10) {
            0 => String::new(),
            more => format!(" and {}", plural(more, "other", "others")),
        };
        lines.push(format!("About {shown}{more}."));
    }
    if row.strength == Strength::Stated {
        lines.push(format!(
            "Said on {date}. Whoever verifies it can set the day on which it was recorded."
        ));
    }
    let mut limits: Vec<&str> = Vec::new();
    for limit in records.iter().flat_map(|record| &record.limits) {
        if !limits.contains(&limit.as_str()) {
            limits.push(limit);
        }
    }
    if row.hits < row.of {
        lines.push(format!("{} of {} show it.", row.hits, row.of));
    }
    lines.extend(limits.into_iter().take(6).map(str::to_owned));
    lines.push(format!("Rule: {}.", rule.source.trim_end_matches('.')));
    lines.join("\n\n")
}

/// An id that is the same wherever the same thing is imported.
fn id_of(parts: &[&str]) -> String {
    let mut sum = Sha256::new();
    for part in parts {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part.as_bytes());
    }
    let bytes = sum.finalize();
    let digits = bytes.iter().take(12).map(|byte| format!("{byte:02x}"));
    format!("tool-{}", digits.collect::<String>())
}
