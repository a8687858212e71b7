//! What each chunk of the program brings. Where the program is cut stands in `ui/split.rs`.

use std::pin::Pin;

use leptos::prelude::*;
use serde_json::Value;

use crate::assessment::{Assessment, Command, Step, TeamId};
use crate::browser;
use crate::exchange::dsomm::{Taken, Written};
use crate::exchange::kind::Kind;
use crate::model::ActivityId;
use crate::route::Route;
use crate::sheets::{Grid, Workbook};
use crate::ui::chunk::{Chunk, Part};

use super::{Incomings, State};

/// What a page with answers needs.
#[derive(Clone, Copy)]
pub struct Answers {
    /// Gives the page of a route of this chunk.
    pub page: fn(&Route) -> AnyView,
}

/// Settings and Help.
#[derive(Clone, Copy)]
pub struct Setup {
    /// Gives the page of a route of this chunk.
    pub page: fn(&Route) -> AnyView,
}

/// The pages beyond answering.
#[derive(Clone, Copy)]
pub struct Beyond {
    /// Gives the page of a route of this chunk.
    pub page: fn(&Route) -> AnyView,
}

/// Heatmap, Matrix, Compare, Dependencies.
#[derive(Clone, Copy)]
pub struct Pictures {
    /// Gives the page of a route of this chunk.
    pub page: fn(&Route) -> AnyView,
    /// Buttons that make a file of a picture: its name, a line break, and the SVG of the page.
    pub save: fn(Memo<String>) -> AnyView,
    /// The graph of what the activity with this index needs and unlocks.
    pub graph: fn(usize) -> AnyView,
    /// Opens search and commands.
    pub search: fn(State),
    /// The cards that History shows below its own trend.
    pub trends: fn() -> AnyView,
    /// The maturity of a team from cycle to cycle, so small that it stands in a row.
    pub spark: fn(State, TeamId) -> AnyView,
    /// The same for the dimension with this index.
    pub spark_of: fn(State, usize) -> AnyView,
    /// Opens the sample (`true`), or closes it.
    pub sample: fn(State, bool),
}

/// What opens over or beside what is shown.
#[derive(Clone, Copy)]
pub struct Extras {
    /// The dialogs that may open over every page.
    pub dialogs: fn() -> AnyView,
    /// What there is to say about an answer beside it: owner, due date, evidence.
    pub beside: fn(TeamId, ActivityId) -> AnyView,
    /// The figure of the overview that says how much two confirmed.
    pub second: fn(State) -> AnyView,
    /// The form that says *not applicable* for a part of the dimension with this index.
    pub leave_out: fn(usize) -> AnyView,
}

/// What reads files of pipeline tools.
#[derive(Clone, Copy)]
pub struct Evidence {
    /// The dialog in which they are shown, and the files that wait for it.
    pub dialog: fn(State, Incomings) -> AnyView,
}

/// Files of others and for others. See `ui/files/`.
#[derive(Clone, Copy)]
pub struct Files {
    /// Gives the page of a route of this chunk.
    pub page: fn(&Route) -> AnyView,
    /// The cards of Settings that hand answers on.
    pub cards: fn(State) -> AnyView,
    /// Makes a file a copy of an assessment. The error is a sentence.
    pub take: fn(State, &Assessment, &FileText<'_>) -> Result<Taken, String>,
    /// Makes a workbook that somebody edited a copy of the open assessment, by its name, its bytes and
    /// the text of `model/aliases.yaml`.
    pub workbook: fn(State, String, Vec<u8>, String) -> Later<Taken>,
    /// Reads a large assessment file in a second thread. `None`: there is no such thread here, or it was
    /// not to go on.
    pub large: fn(web_sys::File, GoesOn) -> Later<Option<Large>>,
    /// Writes the open assessment as such files. The error is a sentence.
    pub write: fn(State) -> Result<Written, String>,
}

/// A file of another kind than ours.
pub struct FileText<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: &'t str,
    /// What stands in it.
    pub text: &'t str,
    /// The text of `model/aliases.yaml`; empty where it did not come.
    pub aliases: &'t str,
}

/// Workbooks.
#[derive(Clone, Copy)]
pub struct Sheets {
    /// Writes all tables of the open assessment; it was read back. The error is a sentence.
    pub xlsx: fn(State) -> Result<Workbook, String>,
    /// Reads the tables of a workbook, by its name and bytes. The error is a sentence.
    pub read: fn(&str, &[u8]) -> Result<Vec<Grid>, String>,
    /// Does what the page asks for, in a second thread.
    pub work: fn(),
}

/// What comes later. The error is a sentence.
pub type Later<T> = Pin<Box<dyn Future<Output = Result<T, String>>>>;

/// A large assessment that was read.
pub struct Large {
    /// What was read.
    pub assessment: Assessment,
    /// How much room it takes in the storage of a browser, in UTF-16 units.
    pub units: usize,
}

/// Is told how many bytes of a file are read, and says whether to go on.
pub type GoesOn = Box<dyn Fn(usize) -> bool>;

/// The page Model.
#[derive(Clone, Copy)]
pub struct Workshop {
    /// Gives the page.
    pub page: fn() -> AnyView,
}

/// What only a page needs that is configured, embedded, or comes with steps of undo.
#[derive(Clone, Copy)]
pub struct Hosted {
    /// Starts such a page.
    pub start: fn(),
}

/// How an assessment changes. See `ui/state/funnel.rs`.
#[derive(Clone, Copy)]
pub struct Funnel {
    /// [`State::apply`].
    pub apply: fn(State, Command) -> bool,
    /// [`State::step`].
    pub step: fn(State, Step),
    /// Stores a new assessment.
    pub keep: fn(State),
    /// Takes in what another tab wrote; `None`: it may be anything.
    pub read_other_tabs: fn(State, Option<&str>),
    /// Unpacks the answers of all teams while there is nothing else to do.
    pub unpack: fn(State),
    /// Keeps what is not kept yet, because the page goes away.
    pub leave: fn(State),
    /// [`State::export`].
    pub export: fn(State),
    /// The text of that file.
    pub file: fn(State) -> String,
    /// Builds the model anew from the catalogue, these extensions and these changes.
    pub build_model: fn(State, Vec<String>, Option<Value>),
}

/// All chunks that the page may ask for.
#[derive(Clone, Copy)]
pub struct Chunks {
    /// How an assessment changes; every chunk below needs it too.
    pub funnel: Chunk<Funnel>,
    /// Dimension, Assess, Review, the level-1 round, Activity.
    pub answers: Chunk<Answers>,
    /// Teams, History, Roadmap and the other pages beyond answering.
    pub beyond: Chunk<Beyond>,
    /// Report and Audit; the same kind of thing as above, so that it is compiled once.
    pub audit: Chunk<Beyond>,
    /// Heatmap, Matrix, Compare.
    pub pictures: Chunk<Pictures>,
    /// Settings and Help.
    pub setup: Chunk<Setup>,
    /// Dialogs, and what stands beside an answer.
    pub extras: Chunk<Extras>,
    /// Files of pipeline tools; only fetched when there is one.
    pub evidence: Chunk<Evidence>,
    /// Files of DSOMM's own app.
    pub files: Chunk<Files>,
    /// Workbooks; only fetched when somebody wants one.
    pub sheets: Chunk<Sheets>,
    /// The page Model.
    pub workshop: Chunk<Workshop>,
}

impl Chunks {
    /// All of them.
    fn all(self) -> [Part; 11] {
        [
            self.funnel.part(),
            self.answers.part(),
            self.beyond.part(),
            self.audit.part(),
            self.pictures.part(),
            self.setup.part(),
            self.extras.part(),
            self.evidence.part(),
            self.files.part(),
            self.sheets.part(),
            self.workshop.part(),
        ]
    }

    /// Loads what is likely to be asked for next, one after the other while the page has nothing
    /// else to do, unless the user wants to save data.
    pub fn fetch_ahead(self) {
        if browser::saves_data() {
            return;
        }
        leptos::task::spawn_local(async move {
            for part in [
                self.funnel.part(),
                self.answers.part(),
                self.extras.part(),
                self.beyond.part(),
                self.pictures.part(),
                self.setup.part(),
                self.audit.part(),
                self.workshop.part(),
                self.files.part(),
            ] {
                part.fetch_ahead().await;
            }
        });
    }

    /// The line is back: what did not come is tried again at once.
    pub fn try_again(self) {
        for part in self.all() {
            part.try_again();
        }
    }
}
