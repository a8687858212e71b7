//! A report on an assessment: from one page for management to everything. [`build`] makes a
//! [`Document`] of the model, the answers and what is wanted; [`html`] and [`markdown`] write it, and
//! the page shows the same tree.
//!
//! Nothing here counts: all numbers come from [`crate::scoring`].

mod answers;
pub mod applicability;
mod document;
mod governed;
mod how;
mod numbers;
mod rounds;
mod summary;
mod write;

pub mod html;
pub mod markdown;

pub use document::{Block, Cell, Document, Figure, Section, Table, is_safe};

use crate::assessment::{Assessment, Date, GroupId, Team, TeamId};
use crate::charts::Ink;
use crate::map::SortedSet;
use crate::model::standards::Listed;
use crate::model::{Activity, Model};
use crate::say;
use crate::scoring::{self, Proofs, Scores};

/// Of whom a report is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Whom {
    /// All of them.
    #[default]
    All,
    /// Those of a group.
    Group(GroupId),
    /// One of them.
    Team(TeamId),
}

/// A part of a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// Sentences that are made from the numbers.
    Summary,
    /// The radar over all dimensions.
    Radars,
    /// A radar for each dimension, over its subdimensions.
    Dimensions,
    /// Subdimensions by level.
    Levels,
    /// What is below its target.
    Gaps,
    /// What changed since the last cycle.
    Changes,
    /// What to do next, by whom and until when.
    Next,
    /// The register of evidence.
    Evidence,
    /// Who confirmed what as a second person.
    Confirmations,
    /// What audits came to.
    Audits,
    /// What does not apply, by whom and until when.
    Exceptions,
    /// Which controls of a standard apply.
    Statement,
    /// Every answer.
    Answers,
    /// How numbers are made.
    How,
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Part; 14] = [
        Part::Summary,
        Part::Radars,
        Part::Dimensions,
        Part::Levels,
        Part::Gaps,
        Part::Changes,
        Part::Next,
        Part::Evidence,
        Part::Confirmations,
        Part::Audits,
        Part::Exceptions,
        Part::Statement,
        Part::Answers,
        Part::How,
    ];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Part::Summary => "Summary",
            Part::Radars => "Radar",
            Part::Dimensions => "Radars of dimensions",
            Part::Levels => "Levels",
            Part::Gaps => "Below target",
            Part::Changes => "What changed",
            Part::Next => "Next actions",
            Part::Evidence => "Evidence",
            Part::Confirmations => "Reviews by two",
            Part::Audits => "Audits",
            Part::Exceptions => "Exceptions",
            Part::Statement => "Statement of applicability",
            Part::Answers => "Answers",
            Part::How => "How the numbers are made",
        }
    }

    /// The mark that links lead to.
    fn id(self) -> &'static str {
        match self {
            Part::Summary => "report-summary",
            Part::Radars => "report-radar",
            Part::Dimensions => "report-dimensions",
            Part::Levels => "report-levels",
            Part::Gaps => "report-below-target",
            Part::Changes => "report-changes",
            Part::Next => "report-next",
            Part::Evidence => "report-evidence",
            Part::Confirmations => "report-confirmations",
            Part::Audits => "report-audits",
            Part::Exceptions => "report-exceptions",
            Part::Statement => "report-statement",
            Part::Answers => "report-answers",
            Part::How => "report-how",
        }
    }
}

/// What is wanted in a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Of whom.
    pub whom: Whom,
    /// Dimensions whose details are listed, by their index; empty: all.
    pub dimensions: SortedSet<usize>,
    /// The highest level that is listed; `None`: all.
    pub up_to: Option<u8>,
    /// Which parts.
    pub parts: SortedSet<Part>,
    /// With notes, reasons and descriptions.
    pub texts: bool,
    /// How sentences came about is shown from the start, and on paper.
    pub is_opened: bool,
    /// So many rows of a list at most; `None`: all.
    pub most: Option<usize>,
}

impl Options {
    /// One page for management.
    pub fn brief() -> Self {
        Self {
            whom: Whom::All,
            dimensions: SortedSet::new(),
            up_to: None,
            parts: SortedSet::from([Part::Summary, Part::Radars, Part::Next]),
            texts: false,
            is_opened: false,
            most: Some(3),
        }
    }

    /// What a team talks about after a round.
    pub fn standard() -> Self {
        let mut parts: SortedSet<Part> = Part::ALL.into_iter().collect();
        parts.remove(&Part::Dimensions);
        parts.remove(&Part::Confirmations);
        parts.remove(&Part::Statement);
        parts.remove(&Part::Answers);
        Self {
            parts,
            most: Some(20),
            ..Self::brief()
        }
    }

    /// Everything there is.
    pub fn full() -> Self {
        Self {
            parts: Part::ALL.into_iter().collect(),
            texts: true,
            is_opened: true,
            most: None,
            ..Self::brief()
        }
    }
}

/// What a report is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// What was asked.
    pub model: &'a Model,
    /// What was answered.
    pub assessment: &'a Assessment,
    /// The standards whose controls can be stated; the first one is.
    pub standards: &'a [Listed],
    /// The day of the report.
    pub today: Date,
    /// Where pictures have their colours from.
    pub ink: Ink,
    /// Puts other words in the place of “team” and “teams” into a sentence, where there are some.
    pub say: &'a dyn Fn(&str) -> String,
}

/// A team with its numbers.
struct Member<'a> {
    id: &'a TeamId,
    team: &'a Team,
    scores: Scores,
    evidenced: Scores,
}

/// What all parts of a report look at.
struct Scope<'a> {
    source: &'a Source<'a>,
    options: &'a Options,
    members: Vec<Member<'a>>,
}

impl<'a> Scope<'a> {
    fn of(source: &'a Source<'a>, options: &'a Options) -> Self {
        let Source {
            model,
            assessment,
            today,
            ..
        } = *source;
        let proofs = Proofs::on(model, assessment, today);
        let wanted = assessment.living_teams().into_iter();
        let wanted = wanted.filter(|(id, team)| match &options.whom {
            Whom::All => true,
            Whom::Group(group) => team.groups.contains(group),
            Whom::Team(team) => *id == team,
        });
        let members = wanted.map(|(id, team)| Member {
            id,
            team,
            scores: scoring::score(model, assessment, id),
            evidenced: proofs.evidenced(model, assessment, id),
        });
        Self {
            source,
            options,
            members: members.collect(),
        }
    }

    fn model(&self) -> &'a Model {
        self.source.model
    }

    fn assessment(&self) -> &'a Assessment {
        self.source.assessment
    }

    fn say(&self, sentence: &str) -> String {
        (self.source.say)(sentence)
    }

    /// The dimensions that are listed, by their index.
    fn dimensions(&self) -> impl Iterator<Item = usize> + '_ {
        let all = 0..self.model().dimensions.len();
        let wanted = &self.options.dimensions;
        all.filter(move |at| wanted.is_empty() || wanted.contains(at))
    }

    /// The subdimensions that are listed, by their index.
    fn subdimensions(&self) -> impl Iterator<Item = usize> + '_ {
        let dimensions = &self.model().dimensions;
        self.dimensions()
            .flat_map(move |at| dimensions[at].subdimensions.iter().copied())
    }

    fn highest(&self) -> u8 {
        let highest = self.model().highest_level();
        self.options
            .up_to
            .map_or(highest, |level| level.min(highest))
    }

    /// Whether an activity is listed.
    fn lists(&self, activity: &Activity) -> bool {
        let dimension = self.model().subdimension_of(activity).dimension;
        let wanted = &self.options.dimensions;
        activity.level <= self.highest() && (wanted.is_empty() || wanted.contains(&dimension))
    }

    /// A table, and a sentence about rows that it leaves out.
    fn capped(&self, mut table: Table) -> Vec<Block> {
        let all = table.rows.len();
        table.rows.truncate(self.options.most.unwrap_or(all));
        let left = all - table.rows.len();
        let mut blocks = vec![Block::Table(table)];
        if left > 0 {
            let are = if left == 1 { "is" } else { "are" };
            blocks.push(paragraph(&format!("{left} more {are} not listed.")));
        }
        blocks
    }

    /// What `of` says of each team, below its name where there are several.
    fn for_each(&self, of: impl Fn(&Member<'a>) -> Vec<Block>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for member in &self.members {
            if self.members.len() > 1 {
                blocks.push(Block::Heading(member.team.name.clone()));
            }
            blocks.extend(of(member));
        }
        blocks
    }

    /// What stands on the cover.
    fn facts(&self) -> Vec<(String, String)> {
        let assessment = self.assessment();
        let model = self.model();
        let fact = |name: &str, value: String| (name.to_owned(), value);
        let names: Vec<&str> = self
            .members
            .iter()
            .map(|member| member.team.name.as_str())
            .collect();
        let mut facts = vec![fact("Date", self.source.today.to_string())];
        if let Whom::Group(group) = &self.options.whom
            && let Some(group) = assessment.groups.get(group)
        {
            facts.push(fact("Group", group.name.clone()));
        }
        facts.push((
            self.say(if names.len() == 1 { "Team" } else { "Teams" }),
            match names.len() {
                0 => "none".to_owned(),
                1..=12 => names.join(", "),
                many => many.to_string(),
            },
        ));
        if let Some((_, cycle)) = assessment.current_cycle() {
            let since = cycle.opened.map(|day| format!(", since {day}"));
            let since = since.unwrap_or_default();
            facts.push(fact("Cycle", format!("{}{since}", cycle.name)));
        }
        let version = match model.meta.version.is_empty() {
            true => String::new(),
            false => format!("version {}, ", model.meta.version),
        };
        let asked = say::activities(model.activities.len());
        facts.push(fact("Model", format!("{version}{asked}")));
        let shown = self.dimensions().count();
        let mut listed = Vec::new();
        if shown < model.dimensions.len() {
            let names = self
                .dimensions()
                .map(|at| model.dimensions[at].name.as_str());
            listed.push(names.collect::<Vec<_>>().join(", "));
        }
        if self.highest() < model.highest_level() {
            listed.push(format!("levels up to {}", self.highest()));
        }
        if !listed.is_empty() {
            let listed = listed.join("; ");
            facts.push(fact(
                "Listed",
                format!("{listed}. Numbers of the whole count everything."),
            ));
        }
        facts
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn day(day: Option<Date>) -> Cell {
    Cell::Text(day.map(|day| day.to_string()).unwrap_or_default())
}

/// Makes a report. Parts about which there is nothing to say have a sentence that says so.
pub fn build(source: &Source<'_>, options: &Options) -> Document {
    let scope = Scope::of(source, options);
    let sections = Part::ALL
        .into_iter()
        .filter(|part| options.parts.contains(part));
    let section = |part: Part| Section {
        id: part.id(),
        title: part.title().to_owned(),
        blocks: match part {
            _ if scope.members.is_empty() => {
                vec![Block::Paragraph(
                    scope.say("There is no team to report on."),
                )]
            }
            Part::Summary => summary::blocks(&scope),
            Part::Radars => numbers::radars(&scope),
            Part::Dimensions => numbers::dimensions(&scope),
            Part::Levels => numbers::levels(&scope),
            Part::Gaps => numbers::gaps(&scope),
            Part::Changes => rounds::changes(&scope),
            Part::Next => rounds::next(&scope),
            Part::Evidence => rounds::evidence(&scope),
            Part::Confirmations => governed::confirmations(&scope),
            Part::Audits => governed::audits(&scope),
            Part::Exceptions => governed::exceptions(&scope),
            Part::Statement => governed::statement(&scope),
            Part::Answers => answers::blocks(&scope),
            Part::How => how::blocks(&scope),
        },
    };
    Document {
        title: match source.assessment.title.trim() {
            "" => "DevSecOps assessment".to_owned(),
            title => title.to_owned(),
        },
        subtitle: "Report on DevSecOps maturity".to_owned(),
        facts: scope.facts(),
        is_opened: options.is_opened,
        sections: sections.map(section).collect(),
    }
}
