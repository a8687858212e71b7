//! Compare: teams and groups beside one another.

mod activities;
mod against;
mod folder;
mod rows;
mod spread;
mod table;
mod together;

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

use crate::assessment::{Assessment, TeamId};
use crate::model::Model;
use crate::route::Route;
use crate::scoring::{self, Cache, Scores};
use crate::ui::components::Pick;
use crate::ui::components::select;
use crate::ui::state::{Measure, State};
use crate::ui::text;
use crate::ui::view::{handler, live, live_flag, live_text};

use super::choices::Choices;
use super::selection::groups;

const VIEW: &str = "view";
const VIEWS: [(&str, &str); 4] = [
    ("", "Table"),
    ("spread", "Spread"),
    ("activities", "Activities"),
    ("against", "Side by side"),
];
/// Only where the host has a folder.
const FOLDER: &str = "folder";
const MEASURE: &str = "measure";
const COMPLETION: &str = "completion";

/// The numbers of teams, counted when they are looked at; another one after each change.
#[derive(Clone, Default)]
pub struct Counted(Arc<Mutex<Cache>>);

impl PartialEq for Counted {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// What the page knows. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Page {
    pub state: State,
    pub choices: Choices,
    pub measure: Memo<Measure>,
    counted: Memo<Counted>,
}

impl Page {
    /// The numbers of a team. Follows the assessment.
    pub fn score(self, model: &Model, assessment: &Assessment, team: &TeamId) -> Arc<Scores> {
        self.counted.with(|Counted(cache)| match cache.lock() {
            Ok(mut cache) => cache.score(model, assessment, team),
            Err(_) => Arc::new(crate::scoring::score(model, assessment, team)),
        })
    }

    /// The numbers of all these teams.
    pub fn scores(self, teams: &[TeamId]) -> Vec<Arc<Scores>> {
        let model = self.state.model();
        self.state.assessment.with(|assessment| {
            let all = teams.iter();
            all.map(|team| self.score(&model, assessment, team))
                .collect()
        })
    }

    /// A value as it is said in a table: "2.4", "54 %".
    pub fn said(self, value: Option<f64>) -> String {
        match (self.measure.get(), value) {
            (_, None) => "n/a".to_owned(),
            (Measure::Maturity, value) => text::maturity(value),
            (Measure::Completion, value) => text::percent(value),
        }
    }

    /// A value as a share of the highest one.
    pub fn share(self, value: f64) -> f64 {
        match self.measure.get() {
            Measure::Maturity => scoring::share_of_levels(&self.state.model(), value),
            Measure::Completion => value,
        }
    }

    /// The teams of the group that is looked at, or all.
    pub fn teams(self) -> Vec<TeamId> {
        let group = self.choices.get(GROUP);
        self.state.assessment.with(|assessment| {
            let living = assessment.living_teams().into_iter();
            living
                .filter(|(_, team)| {
                    group.is_empty() || team.groups.iter().any(|id| id.as_str() == group)
                })
                .map(|(id, _)| id.clone())
                .collect()
        })
    }
}

/// The group that is looked at, in the address.
const GROUP: &str = "group";

/// The page.
pub fn compare() -> AnyView {
    let state = State::get();
    let choices = Choices::of(&Route::Compare);
    let said = choices.memo(MEASURE);
    let measure = Memo::new(move |_| match said.get().as_str() {
        COMPLETION => Measure::Completion,
        _ => Measure::Maturity,
    });
    let counted = Memo::new(move |_| {
        state.assessment.track();
        Counted::default()
    });
    let page = Page {
        state,
        choices,
        measure,
        counted,
    };
    let view_now = choices.memo(VIEW);
    let body = live(move || match view_now.get().as_str() {
        "spread" => spread::spread(page),
        "activities" => activities::activities(page),
        "against" => against::against(page),
        FOLDER => folder::folder(page),
        _ => table::table(page),
    });
    let switch = |key: &'static str, now: Memo<String>, value: &'static str, name: &'static str| {
        let pressed = live_flag(move || now.get() == value);
        let press = handler(move || choices.set(key, value));
        view! {
            <button type="button" aria-pressed=pressed on:click=press>
                {name}
            </button>
        }
        .into_any()
    };
    let has_folder = state.host.config.with(|config| config.portfolio.is_some());
    let views: Vec<AnyView> = VIEWS
        .iter()
        .chain(has_folder.then_some(&(FOLDER, "Folder")))
        .map(|(value, name)| switch(VIEW, view_now, value, name))
        .collect();
    let measures = vec![
        switch(MEASURE, said, "", text::MATURITY),
        switch(MEASURE, said, COMPLETION, text::COMPLETION),
    ];
    let lead = live_text(move || {
        let count = state
            .assessment
            .with(|assessment| assessment.living_teams().len());
        state.host.teams(count)
    });
    view! {
        <div class="page compare-page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::COMPARE}</h1>
                    <p class="muted">{lead}</p>
                </div>
                <div class="segmented" role="group" aria-label="View">{views}</div>
            </div>
            <div class="picture-filters" role="group" aria-label="What is shown" translate="no">
                {group_choice(page)}
                <div class="segmented" role="group" aria-label="Measure">{measures}</div>
            </div>
            {body}
        </div>
    }
    .into_any()
}

/// All teams, or those of a group; only where there are groups.
fn group_choice(page: Page) -> AnyView {
    let (state, choices) = (page.state, page.choices);
    let has_groups = Memo::new(move |_| state.assessment.with(|it| !groups(it).is_empty()));
    live(move || {
        has_groups.get().then(|| {
            let picks = move || {
                let named = state.assessment.with(groups).into_iter();
                let named = named.map(|(id, name)| Pick(id.to_string(), format!("Group: {name}")));
                [Pick(String::new(), state.host.say("All teams"))]
                    .into_iter()
                    .chain(named)
                    .collect()
            };
            let current = live_text(move || choices.get(GROUP));
            select(None, Some("Group"), picks, current, move |value| {
                choices.set(GROUP, &value);
            })
        })
    })
}
