//! What stands in the address: the page that is shown, and what the radars show.

use leptos::prelude::*;

use crate::browser::{self, LocalStore};
use crate::model::Model;
use crate::route::{self, Named, Route};
use crate::storage::{PREFIX, Store};

use super::State;

/// What the radars show.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Measure {
    /// How far a team is without a gap below: 0 to the highest level.
    #[default]
    Maturity,
    /// How much is in place, wherever it stands: 0 to 1.
    Completion,
}

/// In the address, and where this browser remembers it.
const MEASURE: &str = "radar";
const COMPLETION: &str = "completion";

impl State {
    pub(super) fn read_address(self) {
        let route = asked_for(&self.model());
        if self.route.get_untracked() != route {
            self.route.set(route);
        }
    }

    /// What the radars show from now on: in the address, and remembered in this browser.
    pub fn choose_measure(self, measure: Measure) {
        let value = match measure {
            Measure::Maturity => "maturity",
            Measure::Completion => COMPLETION,
        };
        // Only a convenience: where nothing can be kept, it lasts until the reload.
        let _ = LocalStore::open().set(&format!("{PREFIX}{MEASURE}"), value);
        browser::set_query(MEASURE, value);
        self.measure.set(measure);
    }
}

/// What the address says, else what this browser remembers.
pub(super) fn first_measure(store: &LocalStore, search: &str) -> Measure {
    let said = route::query(search, MEASURE).or_else(|| {
        let kept = store.get(&format!("{PREFIX}{MEASURE}"));
        kept.ok().flatten()
    });
    match said.as_deref() {
        Some(COMPLETION) => Measure::Completion,
        _ => Measure::Maturity,
    }
}

/// The page that the address asks for.
pub(super) fn asked_for(model: &Model) -> Route {
    let (hash, search) = browser::hash_and_search();
    Route::parse(&hash, &search, |named| {
        let activity = match named {
            Named::ById(id) => model.linked(id, |activity| activity.id.as_str()),
            Named::ByName(name) => model.linked(name, |activity| &activity.name),
        };
        activity.map(|activity| activity.id.to_string())
    })
}
