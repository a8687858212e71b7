//! Which activities are shown.

use leptos::prelude::*;

use crate::browser;
use crate::model::Model;
use crate::order::sorted;
use crate::scoring::{self, Scores, Value};
use crate::ui::components::{
    Pick, any, dimension_picks, filter_form, has_words, level_picks, select, sought,
};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live_text;

/// Which answers are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    All,
    Unanswered,
    NotSure,
    NotReady,
    Due,
}

const STANDINGS: [(Standing, &str); 5] = [
    (Standing::All, "All answers"),
    (Standing::Due, "Due for review"),
    (Standing::Unanswered, "Unanswered"),
    (Standing::NotSure, "Not sure"),
    (Standing::NotReady, "Not ready"),
];

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Filter {
    pub(super) dimension: Option<usize>,
    pub(super) subdimension: Option<usize>,
    pub(super) level: Option<u8>,
    pub(super) standing: Standing,
    pub(super) words: String,
}

impl Filter {
    /// Everything passes.
    pub(super) const NONE: Filter = Filter {
        dimension: None,
        subdimension: None,
        level: None,
        standing: Standing::All,
        words: String::new(),
    };

    /// The activities that pass, lowest level first; in a review as the review goes.
    pub(super) fn queue(&self, state: State, scores: &Scores) -> Vec<usize> {
        let model = state.model();
        let due = (self.standing == Standing::Due).then(|| due(state, &model));
        let words = sought(&self.words);
        let all = || (0..model.activities.len()).collect();
        let passing: Vec<usize> = due
            .clone()
            .unwrap_or_else(all)
            .into_iter()
            .filter(|&at| {
                let activity = &model.activities[at];
                let sub = activity.subdimension;
                let value = scores.values[at];
                self.dimension
                    .is_none_or(|wanted| model.subdimensions[sub].dimension == wanted)
                    && self.subdimension.is_none_or(|wanted| sub == wanted)
                    && self.level.is_none_or(|wanted| activity.level == wanted)
                    && match self.standing {
                        Standing::All | Standing::Due => true,
                        Standing::Unanswered => !value.is_answered(),
                        Standing::NotSure => value == Value::NotSure,
                        Standing::NotReady => value.is_unready(),
                    }
                    && has_words(activity, &words)
            })
            .collect();
        if due.is_some() {
            return passing;
        }
        sorted(passing, |&left, &right| {
            model.activities[left]
                .level
                .cmp(&model.activities[right].level)
        })
    }
}

/// What the shown team has to look at again, as a review goes.
fn due(state: State, model: &Model) -> Vec<usize> {
    let today = browser::context().today;
    let due = state.team.with_untracked(|team| {
        state
            .assessment
            .with_untracked(|assessment| scoring::due(model, assessment, team, today))
    });
    due.into_iter().map(|due| due.activity).collect()
}

/// Turns what a select holds back into a number; empty means any.
fn number<T: std::str::FromStr>(value: &str) -> Option<T> {
    value.parse().ok()
}

fn shown(value: Option<usize>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(super) fn filters(state: State, filter: RwSignal<Filter>, queue: Memo<Vec<usize>>) -> AnyView {
    let model = state.model();
    let dimensions = {
        let model = model.clone();
        move || dimension_picks(&model, |at, _| at.to_string())
    };
    let subdimensions = {
        let model = model.clone();
        move || {
            let chosen = filter.with(|filter| filter.dimension);
            let mut picks = vec![any("All subdimensions")];
            for (at, sub) in model.subdimensions.iter().enumerate() {
                if chosen.is_none_or(|dimension| sub.dimension == dimension) {
                    picks.push(Pick(at.to_string(), sub.name.clone()));
                }
            }
            picks
        }
    };
    let levels = move || level_picks(&model);
    let standings = || {
        STANDINGS
            .iter()
            .enumerate()
            .map(|(at, (_, name))| Pick(at.to_string(), (*name).to_owned()))
            .collect()
    };
    let now = move |pick: fn(&Filter) -> Option<usize>| {
        live_text(move || filter.with(|filter| shown(pick(filter))))
    };
    let choices = view! {
            {select(
                None,
                Some("Dimension"),
                dimensions,
                now(|filter| filter.dimension),
                move |value| {
                    filter
                        .update(|filter| {
                            filter.dimension = number(&value);
                            filter.subdimension = None;
                        })
                },
            )}
            {select(
                None,
                Some("Subdimension"),
                subdimensions,
                now(|filter| filter.subdimension),
                move |value| filter.update(|filter| filter.subdimension = number(&value)),
            )}
            {select(
                None,
                Some("Level"),
                levels,
                now(|filter| filter.level.map(usize::from)),
                move |value| filter.update(|filter| filter.level = number(&value)),
            )}
            {select(
                None,
                Some("Answer"),
                standings,
                now(|filter| {
                    STANDINGS.iter().position(|(standing, _)| *standing == filter.standing)
                }),
                move |value| {
                    let standing = number::<usize>(&value).and_then(|at| STANDINGS.get(at));
                    if let Some((standing, _)) = standing {
                        filter.update(|filter| filter.standing = *standing);
                    }
                },
            )}
            <span class="muted small filters-found">
                {live_text(move || text::activities(queue.with(Vec::len)))}
            </span>
    }
    .into_any();
    filter_form(
        "filters",
        live_text(move || filter.with(|filter| filter.words.clone())),
        move |words| filter.update(|filter| filter.words = words),
        choices,
    )
}
