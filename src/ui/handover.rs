//! How the first program hands over to the whole one. They share the window, but no memory: what
//! is stored is read again, and what is not goes through attributes of one hidden element.

use crate::assessment::{Assessment, TeamId};
use crate::browser;
use crate::exchange::assessment_file;
use crate::ui::state::{Incoming, State};

use leptos::prelude::*;

/// Id of the element whose attributes are handed over.
pub const PLACE: &str = "handover";
/// Attribute with the assessment as a file, while something of it is not stored.
pub const UNSAVED: &str = "data-unsaved";
/// Event: the whole program is there and wants what the first one knows.
const TAKE: &str = "dsomm-take-over";
/// Event: the whole program could not be loaded.
pub const FAILED: &str = "dsomm-whole-failed";

/// What the first program knows and the storage does not.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Given {
    /// The assessment, where it is not stored.
    pub unsaved: Option<Assessment>,
    /// The team that is shown.
    pub team: Option<TeamId>,
    /// The steps of undo.
    pub undo: Option<String>,
    /// A file that waits to be imported.
    pub incoming: Option<Incoming>,
    /// Where nothing is stored yet, this is begun with.
    pub start: Option<Assessment>,
}

impl Given {
    /// This, and where it holds nothing, what the other one holds.
    pub fn or(self, other: Self) -> Self {
        Self {
            unsaved: self.unsaved.or(other.unsaved),
            start: self.start.or(other.start),
            ..self
        }
    }
}

/// In the first program: gives everything away when the whole one asks, and is silent afterwards.
pub fn give_when_asked(state: State) {
    browser::on_window(TAKE, move |_| {
        let put = |name: &str, value: &str| browser::set_attribute(PLACE, name, value);
        put("data-team", state.team.get_untracked().as_str());
        // If that fails, the attribute with what is not stored is set.
        state.flush();
        // Also through the storage of the tab, but not every page has one.
        put("data-undo", &state.undo_text());
        if let Some(incoming) = state.incoming.get_untracked() {
            put("data-file", &incoming.name);
            put("data-text", &incoming.text);
        }
        browser::retire();
        browser::remove("body > .app");
    });
}

/// In the whole program: takes over. Where no other program ran, nothing is given.
pub fn take() -> Given {
    browser::send(TAKE);
    let get = |name: &str| browser::take_attribute(PLACE, name);
    Given {
        unsaved: get(UNSAVED).and_then(|text| assessment_file::read(&text).ok()),
        team: get("data-team").map(|id| TeamId::new(&id)),
        undo: get("data-undo"),
        incoming: get("data-file")
            .zip(get("data-text"))
            .map(|(name, text)| Incoming { name, text }),
        start: None,
    }
}
