//! Assess: one activity at a time, or as a list. Level 1 comes first, in every dimension.
//!
//! Keys, while the focus is on the page and not in a text field: `1`–`9` choose a stage, `n` *not
//! applicable*, `s` *not sure*, `j` or → the next activity, `k` or ← the previous one.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::assessment::Choice;
use crate::browser;
use crate::model::Model;
use crate::route::Route;
use crate::scoring::{Scores, Value};
use crate::ui::components::{AnswerForm, AnswerRow, Bar, Icon, LevelTag, Shape};
use crate::ui::pages::{Facts, Texts};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{act, flag, on, part, words, yes};

/// How many rows the list shows at first, and how many each "more" adds.
const ROWS: usize = 40;

/// Which answers are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    All,
    Unanswered,
    NotSure,
    NotReady,
}

const STANDINGS: [(Standing, &str); 4] = [
    (Standing::All, "All answers"),
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

    /// The activities that pass, lowest level first.
    fn queue(&self, model: &Model, scores: &Scores) -> Vec<usize> {
        let words: Vec<String> = self
            .words
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let mut queue: Vec<usize> = (0..model.activities.len())
            .filter(|&at| {
                let activity = &model.activities[at];
                let sub = activity.subdimension;
                let value = scores.values[at];
                self.dimension
                    .is_none_or(|wanted| model.subdimensions[sub].dimension == wanted)
                    && self.subdimension.is_none_or(|wanted| sub == wanted)
                    && self.level.is_none_or(|wanted| activity.level == wanted)
                    && match self.standing {
                        Standing::All => true,
                        Standing::Unanswered => !value.is_answered(),
                        Standing::NotSure => value == Value::NotSure,
                        Standing::NotReady => value.amount().is_some_and(|amount| amount < 1.0),
                    }
                    && words.iter().all(|word| {
                        activity.name.to_lowercase().contains(word)
                            || activity.tags.iter().any(|tag| tag.contains(word.as_str()))
                    })
            })
            .collect();
        queue.sort_by_key(|&at| model.activities[at].level);
        queue
    }
}

/// The page where the answers are given.
#[component]
pub fn Assess(
    /// The activity to begin with; otherwise the first one without an answer.
    start: Option<String>,
) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    state.want_details();
    let filter = RwSignal::new(Filter::NONE);
    let is_list = RwSignal::new(false);
    // The answers are looked at when the filter changes, not with each answer: what has just been
    // answered must not vanish from under the user's hands.
    let queue = {
        let model = model.clone();
        Memo::new(move |_| {
            state.team.track();
            let scores = state.scores.get_untracked();
            filter.with(|filter| filter.queue(&model, &scores))
        })
    };
    let wanted = start.and_then(|id| model.position(&id));
    let current = RwSignal::new(wanted);
    Effect::new(move |_| {
        let scores = state.scores.get_untracked();
        queue.with(|queue| {
            let stays = current
                .get_untracked()
                .is_some_and(|at| queue.contains(&at));
            if !stays {
                let open = queue
                    .iter()
                    .copied()
                    .find(|&at| !scores.values[at].is_answered());
                current.set(open.or(queue.first().copied()));
            }
        });
    });
    let go = move |by: isize| {
        let target = queue.with_untracked(|queue| {
            let here = current.get_untracked()?;
            let at = queue.iter().position(|&at| at == here)?;
            queue.get(at.checked_add_signed(by)?).copied()
        });
        if let Some(target) = target {
            current.set(Some(target));
            request_animation_frame(focus_card);
        }
    };
    let keys = {
        let model = model.clone();
        move |event: leptos::ev::KeyboardEvent| {
            if is_list.get_untracked() {
                return;
            }
            press(&event, state, &model, current.get_untracked(), &go);
        }
    };
    let progress = Memo::new(move |_| state.scores.with(|scores| scores.overall));
    view! {
        <div class="page" on:keydown=on(keys)>
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">{text::ASSESS}</h1>
                    <p class="muted">
                        {words(move || format!("{} · {}", state.team_name(), text::answered(&progress.get())))}
                    </p>
                </div>
                <div class="segmented" role="group" aria-label="View">
                    <button
                        type="button"
                        aria-pressed=flag(move || !is_list.get())
                        on:click=act(move || is_list.set(false))
                    >
                        "Card"
                    </button>
                    <button
                        type="button"
                        aria-pressed=flag(move || is_list.get())
                        on:click=act(move || is_list.set(true))
                    >
                        "List"
                    </button>
                </div>
            </div>
            <Bar
                label=Signal::stored("Share of activities answered".to_owned())
                value=Signal::derive(move || progress.get().counts.coverage())
            />
            <Filters filter=filter found=Signal::derive(move || queue.with(Vec::len)) />
            {part(move || {
                if state.assessment.with(|assessment| assessment.living_teams().is_empty()) {
                    return view! { <NoTeam /> }.into_any();
                }
                if queue.with(Vec::is_empty) {
                    return view! { <NothingFound filter=filter /> }.into_any();
                }
                if is_list.get() {
                    return view! { <List queue=queue /> }.into_any();
                }
                view! { <Card queue=queue current=current go=go /> }.into_any()
            })}
        </div>
    }
}

fn focus_card() {
    let heading = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("card-title"))
        .and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(heading) = heading {
        let _ = heading.focus();
    }
}

fn press(
    event: &leptos::ev::KeyboardEvent,
    state: State,
    model: &Arc<Model>,
    current: Option<usize>,
    go: &impl Fn(isize),
) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || browser::is_typing(event) {
        return;
    }
    let Some(at) = current else { return };
    // In a radio group the arrows belong to the radios.
    let on_radio = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some();
    let activity = model.activities[at].id.clone();
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
                            .stages
                            .get(number - 1)
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
    let field = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| {
            document
                .query_selector("input[id^='reason-']")
                .ok()
                .flatten()
        })
        .and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(field) = field {
        let _ = field.focus();
    }
}

#[component]
fn Filters(filter: RwSignal<Filter>, found: Signal<usize>) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let dimension_options = model
        .dimensions
        .iter()
        .enumerate()
        .map(|(at, dimension)| {
            view! {
                <option
                    value=at
                    prop:selected=yes(move || filter.with(|filter| filter.dimension == Some(at)))
                >
                    {dimension.name.clone()}
                </option>
            }
        })
        .collect_view();
    let sub_model = model.clone();
    let subdimension_options = move || {
        let chosen = filter.with(|filter| filter.dimension);
        sub_model
            .subdimensions
            .iter()
            .enumerate()
            .filter(|(_, sub)| chosen.is_none_or(|dimension| sub.dimension == dimension))
            .map(|(at, sub)| {
                view! {
                    <option
                        value=at
                        prop:selected=yes(move || filter.with(|filter| filter.subdimension == Some(at)))
                    >
                        {sub.name.clone()}
                    </option>
                }
            })
            .collect_view()
    };
    let level_options = (1..=model.highest_level())
        .map(|level| {
            view! {
                <option
                    value=level
                    prop:selected=yes(move || filter.with(|filter| filter.level == Some(level)))
                >
                    {format!("Level {level}")}
                </option>
            }
        })
        .collect_view();
    let standing_options = STANDINGS
        .iter()
        .enumerate()
        .map(|(at, &(standing, name))| {
            view! {
                <option
                    value=at
                    prop:selected=yes(move || filter.with(|filter| filter.standing == standing))
                >
                    {name}
                </option>
            }
        })
        .collect_view();
    let any = |empty: fn(&Filter) -> bool, name: &'static str| {
        view! {
            <option value="" prop:selected=yes(move || filter.with(empty))>
                {name}
            </option>
        }
    };
    view! {
        <form class="filters" role="search" aria-label="Filter activities" on:submit=|event| event.prevent_default()>
            <input
                type="search"
                aria-label="Search"
                placeholder="Search activities"
                prop:value=words(move || filter.with(|filter| filter.words.clone()))
                on:input=on(move |event| filter.update(|filter| filter.words = event_target_value(&event)))
            />
            <select
                aria-label="Dimension"
                on:change=on(move |event| {
                    filter
                        .update(|filter| {
                            filter.dimension = event_target_value(&event).parse().ok();
                            filter.subdimension = None;
                        })
                })
            >
                {any(|filter| filter.dimension.is_none(), "All dimensions")}
                {dimension_options}
            </select>
            <select
                aria-label="Subdimension"
                on:change=on(move |event| {
                    filter.update(|filter| filter.subdimension = event_target_value(&event).parse().ok())
                })
            >
                {any(|filter| filter.subdimension.is_none(), "All subdimensions")}
                {part(subdimension_options)}
            </select>
            <select
                aria-label="Level"
                on:change=on(move |event| {
                    filter.update(|filter| filter.level = event_target_value(&event).parse().ok())
                })
            >
                {any(|filter| filter.level.is_none(), "All levels")}
                {level_options}
            </select>
            <select
                aria-label="Answer"
                on:change=on(move |event| {
                    filter
                        .update(|filter| {
                            filter.standing = event_target_value(&event)
                                .parse::<usize>()
                                .ok()
                                .and_then(|at| STANDINGS.get(at))
                                .map_or(Standing::All, |(standing, _)| *standing);
                        })
                })
            >
                {standing_options}
            </select>
            <span class="muted small filters-found">{words(move || text::activities(found.get()))}</span>
        </form>
    }
}

#[component]
fn NoTeam() -> impl IntoView {
    view! {
        <section class="card empty">
            <h2>"No team yet"</h2>
            <p>"Answers belong to a team. Add one first."</p>
            <a class="button primary" href=Route::Teams.href()>
                "Add a team"
            </a>
        </section>
    }
}

#[component]
fn NothingFound(filter: RwSignal<Filter>) -> impl IntoView {
    view! {
        <section class="card empty">
            <h2>"No activity matches"</h2>
            <p>"Nothing passes all filters at once."</p>
            <button type="button" class="button" on:click=act(move || filter.set(Filter::NONE))>
                "Clear filters"
            </button>
        </section>
    }
}

/// One activity, large.
#[component]
fn Card(
    queue: Memo<Vec<usize>>,
    current: RwSignal<Option<usize>>,
    go: impl Fn(isize) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let place = Memo::new(move |_| {
        queue.with(|queue| {
            let here = current.get()?;
            Some((queue.iter().position(|&at| at == here)? + 1, queue.len()))
        })
    });
    let is_first = Memo::new(move |_| place.get().is_none_or(|(at, _)| at <= 1));
    let is_last = Memo::new(move |_| place.get().is_none_or(|(at, of)| at >= of));
    let body = move || {
        let activity = model.activities.get(current.get()?)?.clone();
        let team = state.team.get();
        let subdimension = model.subdimension_of(&activity);
        let trail = format!(
            "{} / {}",
            model.dimensions[subdimension.dimension].name, subdimension.name
        );
        let href = Route::Activity(activity.id.to_string()).href();
        let name = activity.name.clone();
        Some(view! {
            <div class="columns assess">
                <section class="card" aria-labelledby="card-title">
                    <p class="muted small">{trail}</p>
                    <h2 id="card-title" class="card-title" tabindex="-1">
                        {name.clone()}
                    </h2>
                    <Facts activity=activity.clone() />
                    <AnswerForm team=team activity=activity.id.clone() name=name />
                    <p class="small">
                        <a href=href>"Everything about this activity"</a>
                    </p>
                </section>
                <Texts activity=activity />
            </div>
        })
    };
    view! {
        <div class="stepper">
            <button
                type="button"
                class="button"
                aria-disabled=flag(move || is_first.get())
                on:click=act(move || go(-1))
            >
                <Icon shape=Shape::Previous />
                "Previous"
            </button>
            <span class="muted">
                {part(move || {
                    place.get().map(|(at, of)| format!("{at} of {of}")).unwrap_or_default()
                })}
            </span>
            <button
                type="button"
                class="button primary"
                aria-disabled=flag(move || is_last.get())
                on:click=act(move || go(1))
            >
                "Next"
                <Icon shape=Shape::Next />
            </button>
        </div>
        {part(body)}
        <p class="keys muted small">
            <kbd>"1"</kbd>
            "–"
            <kbd>"4"</kbd>
            " stage, "
            <kbd>"N"</kbd>
            " not applicable, "
            <kbd>"S"</kbd>
            " not sure, "
            <kbd>"J"</kbd>
            " next, "
            <kbd>"K"</kbd>
            " previous"
        </p>
    }
}

/// All activities that pass the filter, one row each.
#[component]
fn List(queue: Memo<Vec<usize>>) -> impl IntoView {
    let state = State::get();
    let model = state.model();
    let shown = RwSignal::new(ROWS);
    let visible = Memo::new(move |_| {
        queue.with(|queue| queue.iter().copied().take(shown.get()).collect::<Vec<_>>())
    });
    let hidden = Memo::new(move |_| queue.with(Vec::len).saturating_sub(shown.get()));
    let rows = move || {
        let team = state.team.get();
        let model = model.clone();
        view! {
            <For each=move || visible.get() key=|at| *at let:at>
                <Item at=at team=team.clone() model=model.clone() />
            </For>
        }
    };
    view! {
        <section class="card" aria-label="Activities">
            <ul class="answer-list">{part(rows)}</ul>
            {part(move || {
                (hidden.get() > 0)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                on:click=act(move || shown.update(|shown| *shown += ROWS))
                            >
                                {format!("Show more ({} left)", hidden.get())}
                            </button>
                        }
                    })
            })}
        </section>
    }
}

#[component]
fn Item(at: usize, team: crate::assessment::TeamId, model: Arc<Model>) -> impl IntoView {
    let activity = &model.activities[at];
    let subdimension = model.subdimension_of(activity).name.clone();
    let href = Route::Activity(activity.id.to_string()).href();
    view! {
        <li class="answer-item">
            <div class="answer-item-name">
                <a href=href>{activity.name.clone()}</a>
                <p class="muted small">
                    <LevelTag level=activity.level />
                    {subdimension}
                </p>
            </div>
            <AnswerRow team=team activity=activity.id.clone() name=activity.name.clone() />
        </li>
    }
}
