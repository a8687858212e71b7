//! Assess: one activity at a time, or as a list. Level 1 comes first, in every dimension.
//!
//! Keys, while the focus is on the page and not in a text field: `1`–`9` choose a stage, `n` *not
//! applicable*, `s` *not sure*, `j` or → the next activity, `k` or ← the previous one.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::assessment::Choice;
use crate::browser;
use crate::model::Model;
use crate::order::sorted;
use crate::route::Route;
use crate::scoring::{self, Scores, Value};
use crate::ui::components::{
    Pick, Shape, answer_form, answer_row, bar, button, editing, icon, level_tag, link_button,
    select,
};
use crate::ui::pages::{facts, texts};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{act, flag, fresh, on, part, words, yes};

/// How many rows the list shows at first, and how many each "more" adds.
const ROWS: usize = 40;

/// Which answers are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
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
struct Filter {
    dimension: Option<usize>,
    subdimension: Option<usize>,
    level: Option<u8>,
    standing: Standing,
    words: String,
}

impl Filter {
    const NONE: Filter = Filter {
        dimension: None,
        subdimension: None,
        level: None,
        standing: Standing::All,
        words: String::new(),
    };

    /// The activities that pass, lowest level first; in a review as the review goes.
    fn queue(&self, state: State, scores: &Scores) -> Vec<usize> {
        let model = state.model();
        let due = (self.standing == Standing::Due).then(|| due(state, &model));
        let words: Vec<String> = self.words.split_whitespace().map(browser::lower).collect();
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
                        Standing::NotReady => value.amount().is_some_and(|amount| amount < 1.0),
                    }
                    && words.iter().all(|word| {
                        browser::lower(&activity.name).contains(word)
                            || activity.tags.iter().any(|tag| tag.contains(word.as_str()))
                    })
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
    let figures = words(move || format!("{} · {}", state.team_name(), text::answered(&progress())));
    // Memos: the body is made anew only when one of them really changes, never by an answer, so
    // that the focus stays where it is.
    let is_teamless = Memo::new(move |_| {
        state
            .assessment
            .with(|assessment| assessment.living_teams().is_empty())
    });
    let is_empty = Memo::new(move |_| queue.with(Vec::is_empty));
    let body = part(move || {
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
        let pressed = flag(move || is_list.get() == lists);
        let press = act(move || is_list.set(lists));
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
            {filters(state, filter, queue)}
            {along(state)}
            {body}
        </div>
    }
    .into_any()
}

fn focus_card() {
    browser::focus("#card-title");
}

fn press(event: &leptos::ev::KeyboardEvent, walk: Walk) {
    let state = walk.state;
    let go = |by| walk.go(by);
    let is_other = event.ctrl_key() || event.meta_key() || event.alt_key();
    if is_other || browser::is_typing(event) || browser::is_dialog_open() {
        return;
    }
    let Some(at) = walk.current.get_untracked() else {
        return;
    };
    // In a radio group the arrows belong to the radios.
    let on_radio = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some();
    let activity = walk.state.model().activities[at].id.clone();
    let choose = |choice| state.choose(state.team.get_untracked(), activity.clone(), choice);
    match event.key().as_str() {
        "j" => go(1),
        "k" => go(-1),
        "ArrowRight" if !on_radio => go(1),
        "ArrowLeft" if !on_radio => go(-1),
        "n" => {
            choose(Choice::NotApplicable(String::new()));
            request_animation_frame(focus_reason);
        }
        "s" => choose(Choice::NotSure),
        key => {
            let stage = key
                .parse::<usize>()
                .ok()
                .filter(|number| (1..=9).contains(number))
                .and_then(|number| {
                    state.assessment.with_untracked(|assessment| {
                        assessment
                            .living_stages()
                            .nth(number - 1)
                            .map(|stage| stage.id.clone())
                    })
                });
            match stage {
                Some(stage) => choose(Choice::Stage(stage)),
                None => return,
            }
        }
    }
    event.prevent_default();
}

fn focus_reason() {
    browser::focus("input[id^='reason-']");
}

/// Turns what a select holds back into a number; empty means any.
fn number<T: std::str::FromStr>(value: &str) -> Option<T> {
    value.parse().ok()
}

fn shown(value: Option<usize>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn any(name: &str) -> Pick {
    Pick(String::new(), name.to_owned())
}

fn filters(state: State, filter: RwSignal<Filter>, queue: Memo<Vec<usize>>) -> AnyView {
    let model = state.model();
    let dimensions = {
        let model = model.clone();
        move || {
            let mut picks = vec![any("All dimensions")];
            for (at, dimension) in model.dimensions.iter().enumerate() {
                picks.push(Pick(at.to_string(), dimension.name.clone()));
            }
            picks
        }
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
    let levels = move || {
        let mut picks = vec![any("All levels")];
        for level in 1..=model.highest_level() {
            picks.push(Pick(level.to_string(), format!("Level {level}")));
        }
        picks
    };
    let standings = || {
        STANDINGS
            .iter()
            .enumerate()
            .map(|(at, (_, name))| Pick(at.to_string(), (*name).to_owned()))
            .collect()
    };
    let now = move |pick: fn(&Filter) -> Option<usize>| {
        words(move || filter.with(|filter| shown(pick(filter))))
    };
    let search = on(move |event: leptos::ev::Event| {
        filter.update(|filter| filter.words = event_target_value(&event));
    });
    view! {
        <form
            class="filters"
            translate="no"
            role="search"
            aria-label="Filter activities"
            on:submit=on(|event: leptos::ev::SubmitEvent| event.prevent_default())
        >
            <input
                type="search"
                aria-label="Search"
                placeholder="Search activities"
                prop:value=words(move || filter.with(|filter| filter.words.clone()))
                on:input=search
            />
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
                {words(move || text::activities(queue.with(Vec::len)))}
            </span>
        </form>
    }
    .into_any()
}

/// Which other teams are answered for at the same time; only where there are others.
fn along(state: State) -> AnyView {
    let others = Memo::new(move |_| {
        state.team.with(|team| {
            state.assessment.with(|assessment| {
                let living = assessment.living_teams().into_iter();
                let others = living.filter(|(id, _)| *id != team);
                others
                    .map(|(id, team)| (id.clone(), team.name.clone()))
                    .collect::<Vec<_>>()
            })
        })
    });
    let said = words(move || {
        let along = state.along.get();
        let names: Vec<String> = others.with(|others| {
            let chosen = others.iter().filter(|(id, _)| along.contains(id));
            chosen.map(|(_, name)| name.clone()).collect()
        });
        match names.is_empty() {
            true => state.host.say("Answer for several teams"),
            false => format!("Each answer is also given for: {}", names.join(", ")),
        }
    });
    part(move || {
        let others = others.get();
        if others.is_empty() {
            return None;
        }
        let checks: Vec<AnyView> = others
            .into_iter()
            .map(|(id, name)| {
                let this = id.clone();
                let is_chosen = yes(move || state.along.with(|along| along.contains(&this)));
                let switch = on(move |event: leptos::ev::Event| {
                    let is_on = event_target_checked(&event);
                    state.along.update(|along| {
                        match is_on {
                            true => along.insert(id.clone()),
                            false => along.remove(&id),
                        };
                    });
                });
                view! {
                    <label class="check">
                        <input type="checkbox" prop:checked=is_chosen on:change=switch />
                        <span>{name}</span>
                    </label>
                }
                .into_any()
            })
            .collect();
        let checks = view! {
            <fieldset class="checks" translate="no">
                <legend class="visually-hidden">{state.host.word("teams", text::TEAMS)}</legend>
                {checks}
            </fieldset>
        }
        .into_any();
        Some(
            view! {
                <details class="along">
                    <summary>{said}</summary>
                    {editing(state, checks)}
                </details>
            }
            .into_any(),
        )
    })
}

fn no_team(state: State) -> AnyView {
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

/// One activity, large.
fn one_by_one(walk: Walk) -> AnyView {
    let state = walk.state;
    let model = state.model();
    let place = words(move || {
        let (at, of) = walk.place();
        format!("{at} of {of}")
    });
    let is_first = flag(move || walk.place().0 <= 1);
    let is_last = flag(move || {
        let (at, of) = walk.place();
        at >= of
    });
    let body = fresh(move || {
        let activity = model.activities.get(walk.current.get()?)?;
        let subdimension = model.subdimension_of(activity);
        let trail = format!(
            "{} / {}",
            model.dimensions[subdimension.dimension].name, subdimension.name
        );
        let href = Route::Activity(activity.id.to_string()).href();
        let name = activity.name.clone();
        let form = answer_form(state.team.get(), activity.id.clone(), name.clone());
        Some(
            view! {
                <div class="columns assess">
                    <section class="card" aria-labelledby="card-title">
                        <p class="muted small" translate="no">{trail}</p>
                        <h2 id="card-title" class="card-title" tabindex="-1" translate="no">
                            {name}
                        </h2>
                        {facts(activity)}
                        {form}
                        <p class="small">
                            <a href=href>"Everything about this activity"</a>
                        </p>
                    </section>
                    {texts(state, activity)}
                </div>
            }
            .into_any(),
        )
    });
    view! {
        <div class="stepper" translate="no">
            <button
                type="button"
                class="button"
                aria-disabled=is_first
                on:click=act(move || walk.go(-1))
            >
                {icon(Shape::Previous)}
                "Previous"
            </button>
            <span class="muted">{place}</span>
            <button
                type="button"
                class="button primary"
                aria-disabled=is_last
                on:click=act(move || walk.go(1))
            >
                "Next"
                {icon(Shape::Next)}
            </button>
        </div>
        {body}
        <p class="keys muted small">{text::ASSESS_KEYS}</p>
    }
    .into_any()
}

/// All activities that pass the filter, one row each.
fn list(walk: Walk) -> AnyView {
    let state = walk.state;
    let model = state.model();
    let limit = RwSignal::new(ROWS);
    let rows = part(move || {
        let team = state.team.get();
        walk.queue.with(|queue| {
            queue
                .iter()
                .take(limit.get())
                .map(|&at| {
                    let activity = &model.activities[at];
                    let subdimension = model.subdimension_of(activity).name.clone();
                    let href = Route::Activity(activity.id.to_string()).href();
                    let name = activity.name.clone();
                    view! {
                        <li class="answer-item">
                            <div class="answer-item-name">
                                <a href=href>{name.clone()}</a>
                                <p class="muted small">
                                    {level_tag(activity.level)}
                                    {subdimension}
                                </p>
                            </div>
                            {answer_row(team.clone(), activity.id.clone(), name)}
                        </li>
                    }
                    .into_any()
                })
                .collect_view()
        })
    });
    let more = part(move || {
        let hidden = walk.queue.with(Vec::len).saturating_sub(limit.get());
        (hidden > 0).then(|| {
            button(
                "button",
                None,
                format!("Show more ({hidden} left)"),
                move || limit.update(|limit| *limit += ROWS),
            )
        })
    });
    view! {
        <section class="card" aria-label="Activities" translate="no">
            <ul class="answer-list">{rows}</ul>
            {more}
        </section>
    }
    .into_any()
}
