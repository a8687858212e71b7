//! Assess: one activity at a time, or as a list. Level 1 comes first, in every dimension.
//!
//! Keys, while the focus is on the page and not in a text field: `1`–`9` choose a stage, `n` *not
//! applicable*, `s` *not sure*, `j` or → the next activity, `k` or ← the previous one.

use leptos::prelude::*;

use crate::browser;
use crate::route::Route;
use crate::scoring;
use crate::ui::components::{bar, button, link_button};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{handler, live, live_flag, live_text};

mod also_for;
mod filters;
mod keys;
mod left;
mod list;
mod one;

use also_for::also_for;
use filters::{Filter, Standing, filters};
use keys::press;
use left::left_by_level;
use list::list;
use one::one_by_one;

const LOOKS: &str = include_str!("../../../../public/styles/round.css");

/// How the level-1 round and what is left by level look.
pub fn adopt_looks() {
    browser::adopt_styles("round", || LOOKS.to_owned());
}

/// The way through the activities.
#[derive(Clone, Copy)]
struct Walk {
    state: State,
    /// Activity indexes that pass the filter, in order.
    queue: Memo<Vec<usize>>,
    /// The activity on the card.
    current: RwSignal<Option<usize>>,
}

impl Walk {
    /// Goes to the next (`1`) or previous (`-1`) activity, if there is one.
    fn go(self, by: isize) {
        let target = self.queue.with_untracked(|queue| {
            let here = self.current.get_untracked()?;
            let at = queue.iter().position(|&at| at == here)?;
            queue.get(at.checked_add_signed(by)?).copied()
        });
        if let Some(target) = target {
            self.current.set(Some(target));
            request_animation_frame(focus_card);
        }
    }

    /// The place of the current activity in the queue, from 1, and the queue's length.
    fn place(self) -> (usize, usize) {
        self.queue.with(|queue| {
            let here = self.current.get();
            let at = queue.iter().position(|&at| Some(at) == here);
            (at.map_or(0, |at| at + 1), queue.len())
        })
    }
}

/// The page where the answers are given. `start`: the activity to begin with; otherwise the first
/// one without an answer.
pub fn assess(start: Option<String>) -> AnyView {
    page(start, Filter::NONE)
}

/// The same, with what is due for review.
pub fn review() -> AnyView {
    let filter = Filter {
        standing: Standing::Due,
        ..Filter::NONE
    };
    page(None, filter)
}

fn page(start: Option<String>, filter: Filter) -> AnyView {
    let state = State::get();
    let model = state.model();
    state.want_details();
    let filter = RwSignal::new(filter);
    let is_list = RwSignal::new(false);
    // The answers are looked at when the filter changes, not with each answer: what has just been
    // answered must not vanish from under the user's hands.
    let queue = Memo::new(move |_| {
        state.team.track();
        let scores = state.scores.get_untracked();
        filter.with(|filter| filter.queue(state, &scores))
    });
    let wanted = start.and_then(|id| model.position(&id));
    let walk = Walk {
        state,
        queue,
        current: RwSignal::new(wanted),
    };
    Effect::new(move |_| {
        let scores = state.scores.get_untracked();
        queue.with(|queue| {
            let here = walk.current.get_untracked();
            if here.is_some_and(|here| queue.contains(&here)) {
                return;
            }
            let is_review = filter.with_untracked(|filter| filter.standing == Standing::Due);
            let open = queue
                .iter()
                .copied()
                .find(|&at| !is_review && !scores.values[at].is_answered());
            walk.current.set(open.or(queue.first().copied()));
        });
    });
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if !is_list.get_untracked() {
            press(&event, walk);
        }
    });
    on_cleanup(move || keys.remove());
    let progress = move || state.scores.with(|scores| scores.overall);
    let figures =
        live_text(move || format!("{} · {}", state.team_name(), text::answered(&progress())));
    // Memos: the body is made anew only when one of them really changes, never by an answer, so
    // that the focus stays where it is.
    let is_teamless = Memo::new(move |_| {
        state
            .assessment
            .with(|assessment| assessment.living_teams().is_empty())
    });
    let is_empty = Memo::new(move |_| queue.with(Vec::is_empty));
    let body = live(move || {
        if is_teamless.get() {
            no_team(state)
        } else if is_empty.get() {
            nothing_found(state, filter)
        } else if is_list.get() {
            list(walk)
        } else {
            one_by_one(walk)
        }
    });
    let view_button = |name: &'static str, lists: bool| {
        let pressed = live_flag(move || is_list.get() == lists);
        let press = handler(move || is_list.set(lists));
        view! {
            <button type="button" aria-pressed=pressed on:click=press>
                {name}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::ASSESS}</h1>
                    <p class="muted">{figures}</p>
                </div>
                <div class="segmented" role="group" aria-label="View">
                    {view_button("Card", false)}
                    {view_button("List", true)}
                </div>
            </div>
            {bar(
                "Share of activities answered".to_owned(),
                move || progress().counts.coverage(),
            )}
            {left_by_level(state, filter)}
            {filters(state, filter, queue)}
            {also_for(state)}
            {body}
        </div>
    }
    .into_any()
}

fn focus_card() {
    browser::focus("#card-title");
}

/// What is said where there is nobody to answer for.
pub fn no_team(state: State) -> AnyView {
    view! {
        <section class="card empty" translate="no">
            <h2>{state.host.say("No team yet")}</h2>
            <p>{state.host.say("Answers belong to teams. Add one first.")}</p>
            {link_button("button primary", Route::Teams, "Add the first one")}
        </section>
    }
    .into_any()
}

fn nothing_found(state: State, filter: RwSignal<Filter>) -> AnyView {
    let only_due = Filter {
        standing: Standing::Due,
        ..Filter::NONE
    };
    let is_reviewed = filter.with_untracked(|filter| *filter == only_due);
    let (heading, said) = if is_reviewed {
        let model = state.model();
        let next = state.team.with_untracked(|team| {
            state.assessment.with_untracked(|assessment| {
                let today = browser::context().today;
                scoring::next_review(&model, assessment, team, today)
            })
        });
        let said = match next {
            Some(day) => format!("The next answer falls due on {day}."),
            None => "There are no answers yet.".to_owned(),
        };
        ("Nothing is due for review", said)
    } else {
        let said = "Nothing passes all filters at once.".to_owned();
        ("No activity matches", said)
    };
    view! {
        <section class="card empty" translate="no">
            <h2>{heading}</h2>
            <p>{said}</p>
            {button("button", None, "Clear filters".to_owned(), move || filter.set(Filter::NONE))}
        </section>
    }
    .into_any()
}
