//! A table that somebody edited becomes a copy of the open assessment with what differs in it.
//!
//! A cell has no time. So each row counts as written just after what it was made from, which its
//! column `changed` tells: what was said on the page since then is later, and wins unless somebody
//! decides otherwise in the preview.

use crate::assessment::carry::{Alias, Place, place};
use crate::assessment::{
    Answer, Answered, Assessment, Context, Date, StageId, Stamp, Team, TeamId,
};
use crate::exchange::assessment_file::parse_date;
use crate::exchange::dsomm::Taken;
use crate::map::Map;
use crate::model::{ActivityId, Model};
use crate::scoring::answering;

use super::build::SHEETS;

/// What ids begin with that are made from a name.
const MADE: &str = "table:";
/// How many places a sentence names.
const NAMED: usize = 5;

/// A table as it was read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Grid {
    /// Its name, or that of its file.
    pub name: String,
    /// The names of its columns.
    pub heads: Vec<String>,
    /// Its rows: the line or row of the file, and as many cells as there are columns.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Takes what the tables say about answers. `context`: who imports, and when. The error is a
/// sentence: there is nothing in them that could be taken.
pub fn take(
    grids: &[Grid],
    mine: &Assessment,
    model: &Model,
    aliases: &[Alias],
    context: &Context,
) -> Result<Taken, String> {
    let mut taking = Taking {
        mine,
        model,
        aliases,
        context,
        theirs: Assessment {
            answers: Map::new(),
            evidence: Map::new(),
            plan: Map::new(),
            cycles: Map::new(),
            targets: Map::new(),
            groups: Map::new(),
            teams: Map::new(),
            ..mine.clone()
        },
        odd: Vec::new(),
        rows: 0,
    };
    let mut is_any = false;
    for grid in grids {
        is_any |= taking.grid(grid);
    }
    let mut remarks: Vec<String> = taking.odd.iter().map(sentence).collect();
    if !is_any {
        let said = remarks.join(" ");
        return Err(format!(
            "There is no table of answers in it. One has the columns “team” or “team_name”, “activity” or “activity_name”, and “stage” or “said”; or “Activity” and a column for each team. {said}"
        ).trim_end().to_owned());
    }
    let changed: usize = {
        let teams = taking.theirs.answers.values();
        teams.map(|answers| answers.len()).sum()
    };
    remarks.insert(
        0,
        format!(
            "{} rows were read; {changed} of them say something else than what stands here.",
            taking.rows
        ),
    );
    Ok(Taken {
        theirs: taking.theirs,
        remarks,
    })
}

fn sentence((reason, places): &(String, Vec<String>)) -> String {
    let shown = &places[..places.len().min(NAMED)];
    let more = match places.len() - shown.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    match shown.is_empty() {
        true => format!("{reason}."),
        false => format!("{reason}: {}{more}.", shown.join("; ")),
    }
}

struct Taking<'a> {
    mine: &'a Assessment,
    model: &'a Model,
    aliases: &'a [Alias],
    context: &'a Context,
    theirs: Assessment,
    odd: Vec<(String, Vec<String>)>,
    rows: usize,
}

/// The columns of a table of answers, by place.
#[derive(Clone, Copy, Default)]
struct Columns {
    team: Option<usize>,
    team_name: Option<usize>,
    activity: Option<usize>,
    activity_name: Option<usize>,
    said: Option<usize>,
    stage: Option<usize>,
    reason: Option<usize>,
    note: Option<usize>,
    owner: Option<usize>,
    due: Option<usize>,
    confirmed: Option<usize>,
    changed: Option<usize>,
    note_changed: Option<usize>,
}

impl Columns {
    fn of(heads: &[String]) -> Self {
        let at = |name: &str| {
            heads
                .iter()
                .position(|head| head.eq_ignore_ascii_case(name))
        };
        Self {
            team: at("team"),
            team_name: at("team_name"),
            activity: at("activity"),
            activity_name: at("activity_name"),
            said: at("said"),
            stage: at("stage"),
            reason: at("reason"),
            note: at("note"),
            owner: at("owner"),
            due: at("due"),
            confirmed: at("confirmed"),
            changed: at("changed"),
            note_changed: at("note_changed"),
        }
    }

    fn are_answers(self) -> bool {
        (self.team.is_some() || self.team_name.is_some())
            && (self.activity.is_some() || self.activity_name.is_some())
            && (self.said.is_some() || self.stage.is_some())
    }
}

fn cell(cells: &[String], at: Option<usize>) -> Option<&str> {
    at.and_then(|at| cells.get(at)).map(|cell| cell.trim())
}

/// What a row says about the stage.
#[derive(Clone, PartialEq, Debug)]
enum Said {
    Nothing,
    NotSure,
    NotApplicable,
    Stage(StageId),
}

impl Taking<'_> {
    fn note(&mut self, reason: &str, place: String) {
        match self.odd.iter_mut().find(|(known, _)| known == reason) {
            Some((_, places)) => places.push(place),
            None => self.odd.push((reason.to_owned(), vec![place])),
        }
    }

    /// Returns whether it was a table of answers.
    fn grid(&mut self, grid: &Grid) -> bool {
        let columns = Columns::of(&grid.heads);
        if columns.are_answers() {
            for (line, cells) in &grid.rows {
                self.rows += 1;
                self.row(&grid.name, *line, cells, columns);
            }
            return true;
        }
        if self.wide(grid) {
            return true;
        }
        let name = format!("“{}”", grid.name);
        match SHEETS.contains(&grid.name.as_str()) || grid.name == "activities" {
            true => self.note("Not read, because only answers come back from tables", name),
            false => self.note("Not read, because it is no table of answers", name),
        }
        false
    }

    /// A table with a column of activities and one for each team, as DSOMM’s app writes them.
    fn wide(&mut self, grid: &Grid) -> bool {
        if SHEETS.contains(&grid.name.as_str()) {
            return false;
        }
        let is_activity = |head: &String| head.eq_ignore_ascii_case("activity");
        let Some(activity) = grid.heads.iter().position(is_activity) else {
            return false;
        };
        let teams = self.teams_of_columns(grid);
        if teams.is_empty() {
            return false;
        }
        for (line, cells) in &grid.rows {
            self.rows += 1;
            let named = cells.get(activity).map_or("", |cell| cell.trim());
            if named.is_empty() {
                continue;
            }
            let Some(activity) = self.activity(named) else {
                self.note(
                    "Left out, because the model has no such activity",
                    self.at(&grid.name, *line, named),
                );
                continue;
            };
            for (at, team) in &teams {
                let said = cells.get(*at).map_or("", |cell| cell.trim());
                // An empty cell says nothing, not that there is nothing.
                if said.is_empty() {
                    continue;
                }
                let Some(said) = self.wide_said(said) else {
                    self.note(
                        "Left out, because nobody has defined such a stage",
                        self.at(&grid.name, *line, said),
                    );
                    continue;
                };
                let Some(said) = said else { continue };
                let mut answer = self.own(team, &activity);
                if self.says(team, activity.as_str()) == said {
                    continue;
                }
                self.put(&mut answer, said, None);
                answer.changed = self.now();
                self.keep(team.clone(), activity.clone(), answer);
            }
        }
        true
    }

    /// The columns that are about a team. One that holds answers and is called like none is about a
    /// new one if its head says so; else it may be about anything, and is named.
    fn teams_of_columns(&mut self, grid: &Grid) -> Vec<(usize, TeamId)> {
        let living = self.mine.living_teams();
        let mut teams = Vec::new();
        for (at, head) in grid.heads.iter().enumerate() {
            let head = head.trim();
            let short = ["Status:", "Status ", "Team:", "Team "]
                .iter()
                .find_map(|prefix| head.strip_prefix(prefix).map(str::trim));
            let of = |name: &str| living.iter().find(|(_, team)| team.name.trim() == name);
            let known = of(head).or_else(|| of(short?)).map(|(id, _)| (*id).clone());
            let team = match known {
                Some(team) => Some(team),
                None if !self.holds_answers(grid, at) => continue,
                None => short.and_then(|name| self.team("", name)),
            };
            match team {
                Some(team) => teams.push((at, team)),
                None => self.note(
                    "Not read; if it holds the answers of a team, call it like the team, or “Team” and its name",
                    format!("“{head}” of “{}”", grid.name),
                ),
            }
        }
        teams
    }

    /// Everything in a column is an answer, and one of them says something.
    fn holds_answers(&self, grid: &Grid, column: usize) -> bool {
        let cells = grid.rows.iter().filter_map(|(_, cells)| cells.get(column));
        let mut cells = cells.map(|cell| cell.trim()).filter(|it| !it.is_empty());
        let mut is_any = false;
        cells.all(|cell| {
            let said = self.wide_said(cell);
            is_any |= matches!(said, Some(Some(_)));
            said.is_some()
        }) && is_any
    }

    /// `None`: unknown; `Some(None)`: it is not implemented, which says nothing.
    fn wide_said(&self, text: &str) -> Option<Option<Said>> {
        match text.to_lowercase().as_str() {
            "true" | "yes" | "x" | "implemented" | "done" => {
                let last = self.mine.living_stages().last()?;
                Some(Some(Said::Stage(last.id.clone())))
            }
            "false" | "no" | "-" | "planned" => Some(None),
            _ => self.stage(text).map(|stage| Some(Said::Stage(stage))),
        }
    }

    fn at(&self, table: &str, line: usize, what: &str) -> String {
        format!("row {line} of “{table}” (“{what}”)")
    }

    fn now(&self) -> Stamp {
        Stamp {
            at: self.context.now,
            by: self.context.by.clone(),
        }
    }

    fn row(&mut self, table: &str, line: usize, cells: &[String], columns: Columns) {
        let named = cell(cells, columns.activity)
            .filter(|id| !id.is_empty())
            .or_else(|| cell(cells, columns.activity_name))
            .unwrap_or_default();
        let by_name = cell(cells, columns.activity_name).unwrap_or_default();
        let known = self.activity(named).or_else(|| self.activity(by_name));
        let Some(activity) = known.or_else(|| self.kept(named)) else {
            self.note(
                "Left out, because the model has no such activity",
                self.at(table, line, named),
            );
            return;
        };
        let id = cell(cells, columns.team).unwrap_or_default();
        let name = cell(cells, columns.team_name).unwrap_or_default();
        let Some(team) = self.team(id, name) else {
            self.note(
                "Left out, because no team stands in it",
                self.at(table, line, named),
            );
            return;
        };
        let here = self.says(&team, activity.as_str());
        let Some(said) = self.said(cells, columns, &here) else {
            let stage = cell(cells, columns.stage).unwrap_or_default();
            self.note(
                "Left out, because nobody has defined such a stage",
                self.at(table, line, stage),
            );
            return;
        };
        let mut answer = self.own(&team, &activity);
        let before = answer.clone();
        let reason = cell(cells, columns.reason).unwrap_or_default();
        if said != here
            || (said == Said::NotApplicable
                && !reason.is_empty()
                && self.reason(&team, &activity) != reason)
        {
            self.put(&mut answer, said, Some(reason));
        }
        let counted =
            answering(self.mine, &team, activity.as_str()).map(|(_, answer)| answer.clone());
        let shown = counted.unwrap_or_default();
        if let Some(owner) = cell(cells, columns.owner)
            && owner != shown.owner.trim()
        {
            owner.clone_into(&mut answer.owner);
        }
        for (at, what) in [(columns.due, "due"), (columns.confirmed, "confirmed")] {
            let Some(text) = cell(cells, at) else {
                continue;
            };
            let day = match text {
                "" => None,
                text => match parse_date(text) {
                    Some(day) => Some(day),
                    None => {
                        self.note(
                            "Left as it is here, because it is no day such as 2026-11-23",
                            self.at(table, line, text),
                        );
                        continue;
                    }
                },
            };
            let (old, new): (Option<Date>, &mut Option<Date>) = match what {
                "due" => (shown.due, &mut answer.due),
                _ => (shown.confirmed, &mut answer.confirmed),
            };
            // A day that was taken out of `confirmed` says nothing.
            if day != old && (day.is_some() || what == "due") {
                *new = day;
            }
        }
        if answer != before {
            answer.changed = self.after(cell(cells, columns.changed), columns.changed.is_some());
        }
        if let Some(note) = columns.note.and_then(|at| cells.get(at))
            && note.replace("\r\n", "\n").trim_end() != shown.note.replace("\r\n", "\n").trim_end()
        {
            answer.note = note.clone();
            answer.note_changed = self.after(
                cell(cells, columns.note_changed),
                columns.note_changed.is_some(),
            );
        }
        if answer != before {
            self.keep(team, activity, answer);
        }
    }

    /// Just after what the row was made from; now, where the table does not tell.
    fn after(&self, changed: Option<&str>, is_told: bool) -> Stamp {
        let at = changed.and_then(moment);
        Stamp {
            at: match (at, is_told) {
                (Some(at), _) => at.saturating_add(1),
                (None, true) => 1,
                (None, false) => self.context.now,
            },
            by: self.context.by.clone(),
        }
    }

    fn keep(&mut self, team: TeamId, activity: ActivityId, answer: Answer) {
        if !self.theirs.teams.contains_key(&team)
            && let Some(known) = self.mine.teams.get(&team)
        {
            self.theirs.teams.insert(team.clone(), known.clone());
        }
        let answers = self.theirs.answers.entry(team).or_default();
        answers.insert(activity, answer);
    }

    fn own(&self, team: &TeamId, activity: &ActivityId) -> Answer {
        let own = self.theirs.answer(team, activity.as_str());
        let own = own.or_else(|| self.mine.answer(team, activity.as_str()));
        own.cloned().unwrap_or_default()
    }

    /// What counts for a team here.
    fn says(&self, team: &TeamId, activity: &str) -> Said {
        let Some((_, answer)) = answering(self.mine, team, activity) else {
            return Said::Nothing;
        };
        match answer.answered() {
            Answered::No => Said::Nothing,
            Answered::NotSure => Said::NotSure,
            Answered::NotApplicable => Said::NotApplicable,
            Answered::Stage(stage) => {
                let counts = self.mine.counts_as(stage);
                counts.map_or(Said::Nothing, |stage| Said::Stage(stage.id.clone()))
            }
        }
    }

    fn reason(&self, team: &TeamId, activity: &ActivityId) -> String {
        let answer = answering(self.mine, team, activity.as_str());
        let reason = answer.and_then(|(_, answer)| answer.not_applicable.clone());
        reason.unwrap_or_default().trim().to_owned()
    }

    /// What the row says; `None`: a stage that nobody has defined. People change one of the two
    /// columns and forget the other, so the one that differs from what stands here is meant.
    fn said(&self, cells: &[String], columns: Columns, here: &Said) -> Option<Said> {
        let stage = match cell(cells, columns.stage).unwrap_or_default() {
            "" => None,
            text => Some(Said::Stage(self.stage(text)?)),
        };
        let word = match cell(cells, columns.said).map(str::to_lowercase).as_deref() {
            None => return Some(stage.unwrap_or(Said::Nothing)),
            Some("not sure") => Said::NotSure,
            Some("not applicable") => Said::NotApplicable,
            Some("stage") | Some("") if stage.is_some() => return stage,
            Some("unanswered") | Some("") | Some("stage") => Said::Nothing,
            Some(text) => return self.stage(text).map(Said::Stage),
        };
        Some(match stage {
            Some(stage) if word == *here && stage != *here => stage,
            Some(stage) if word == Said::Nothing => stage,
            _ => word,
        })
    }

    fn put(&self, answer: &mut Answer, said: Said, reason: Option<&str>) {
        answer.not_sure = said == Said::NotSure;
        answer.not_applicable = match said {
            Said::NotApplicable => Some(match reason {
                Some(reason) if !reason.is_empty() => reason.to_owned(),
                _ => answer.not_applicable.clone().unwrap_or_default(),
            }),
            _ => None,
        };
        if let Said::Stage(stage) = &said {
            answer.stage = Some(stage.clone());
            if !answer.reached.contains_key(stage) {
                answer.reached.insert(stage.clone(), self.context.today);
            }
        } else if said == Said::Nothing {
            answer.stage = None;
        }
        if said != Said::Nothing {
            answer.confirmed = Some(self.context.today);
        }
    }

    /// The stage with this id or title.
    fn stage(&self, text: &str) -> Option<StageId> {
        let is_same = |title: &str| title.trim().to_lowercase() == text.to_lowercase();
        let mut living = self.mine.living_stages();
        let found = living.find(|stage| stage.id.as_str() == text);
        let found = found.or_else(|| {
            self.mine
                .living_stages()
                .find(|stage| is_same(&stage.title))
        });
        found.map(|stage| stage.id.clone())
    }

    /// The activity with this id or name, today or once.
    fn activity(&self, text: &str) -> Option<ActivityId> {
        if text.is_empty() {
            return None;
        }
        match place(text, &self.mine.model, self.model, self.aliases) {
            Place::Same => Some(ActivityId::new(text)),
            Place::Alias(id) | Place::Name(id) => self.model.position(id.as_str()).map(|_| id),
            Place::Nowhere => None,
        }
    }

    /// An id that only the answers know.
    fn kept(&self, id: &str) -> Option<ActivityId> {
        let mut answers = self.mine.answers.values();
        answers.find_map(|answers| answers.keys().find(|known| known.as_str() == id).cloned())
    }

    /// The team with this id, else with this name, else a new one.
    fn team(&mut self, id: &str, name: &str) -> Option<TeamId> {
        let living = self.mine.living_teams();
        if let Some((id, _)) = living.iter().find(|(known, _)| known.as_str() == id) {
            return Some((*id).clone());
        }
        let name = if name.is_empty() { id } else { name };
        if name.is_empty() {
            return None;
        }
        if let Some((id, _)) = living.iter().find(|(_, team)| team.name.trim() == name) {
            return Some((*id).clone());
        }
        let mut id = TeamId::new(&format!("{MADE}{name}"));
        let mut number = 1;
        while self.mine.teams.get(&id).is_some_and(|team| team.deleted) {
            number += 1;
            id = TeamId::new(&format!("{MADE}{name}#{number}"));
        }
        if !self.theirs.teams.contains_key(&id) {
            let order = self
                .mine
                .teams
                .values()
                .map(|team| team.order)
                .max()
                .unwrap_or(0);
            self.theirs.teams.insert(
                id.clone(),
                Team {
                    name: name.to_owned(),
                    order: order.saturating_add(1),
                    changed: Stamp {
                        at: 1,
                        by: self.context.by.clone(),
                    },
                    ..Team::default()
                },
            );
        }
        Some(id)
    }
}

/// A moment as it stands in a table, in milliseconds since 1970.
fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    let with_zone = chrono::DateTime::parse_from_rfc3339(text).ok();
    if let Some(moment) = with_zone {
        return Some(moment.timestamp_millis());
    }
    let day = parse_date(text).filter(|_| text.len() == 10)?;
    let start = day.and_time(chrono::NaiveTime::MIN).and_utc();
    Some(start.timestamp_millis())
}
