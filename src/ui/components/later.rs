//! What stands in the place of a part of the program until it is loaded.

use leptos::prelude::*;

use crate::assessment::{Assessment, TeamId};
use crate::browser;
use crate::model::ActivityId;
use crate::ui::chunk::{Chunk, Loading, Part};
use crate::ui::components::button;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{handler, live, live_text};

/// Says how far a chunk is; where it did not come, with a button that tries again.
pub fn loading<T: Copy + Send + Sync + 'static>(chunk: Chunk<T>) -> AnyView {
    loading_of(chunk.part())
}

fn loading_of(chunk: Part) -> AnyView {
    let how_far = chunk.loading_signal();
    // A try that follows a failure by itself does not take the button away from under a finger.
    let is_failed = Memo::new(move |before: Option<&bool>| match how_far.get() {
        Loading::Failed => true,
        Loading::Yes => before.copied().unwrap_or(false),
        Loading::No | Loading::Done => false,
    });
    live(move || {
        if !is_failed.get() {
            return view! { <p class="muted">{text::LOADING}</p> }.into_any();
        }
        view! {
            <div class="not-loaded" role="alert">
                <p>{text::NOT_LOADED}</p>
                {button("button", None, text::TRY_AGAIN.to_owned(), move || chunk.want())}
            </div>
        }
        .into_any()
    })
}

/// A page of a chunk, or its heading until the chunk is there.
pub fn page_of<T: Copy + Send + Sync + 'static>(
    state: State,
    chunk: Chunk<T>,
    name: String,
    page: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView {
    let shown = Box::new(move || chunk.get().map(&page));
    page_or_heading(state, chunk.part(), name, shown)
}

fn page_or_heading(
    state: State,
    chunk: Part,
    name: String,
    shown: Box<dyn Fn() -> Option<AnyView> + Send>,
) -> AnyView {
    live(move || match shown() {
        Some(page) => page,
        None => {
            chunk.want();
            // What the page does to the assessment will need it.
            state.chunks.funnel.want();
            view! {
                <div class="page" translate="no">
                    <div class="page-head" translate="no">
                        <h1 tabindex="-1">{name.clone()}</h1>
                    </div>
                    {loading_of(chunk)}
                </div>
            }
            .into_any()
        }
    })
}

/// What there is to say about an answer beside it: owner, due date, evidence. Until that is loaded,
/// what is known of it, and a button that asks for it.
pub fn beside(state: State, team: TeamId, activity: ActivityId) -> AnyView {
    let extras = state.chunks.extras;
    let is_asked = RwSignal::new(false);
    let known = {
        let (team, activity) = (team.clone(), activity.clone());
        live_text(move || known_beside(state, &team, &activity))
    };
    live(move || {
        if let Some(extras) = extras.get() {
            if is_asked.get_untracked() {
                // The button is gone; whoever went on with something else meanwhile is left alone.
                request_animation_frame(|| {
                    if !browser::is_anything_focused() {
                        browser::focus(".beside input");
                    }
                });
            }
            return (extras.beside)(team.clone(), activity.clone());
        }
        let more = if is_asked.get() {
            loading(extras)
        } else {
            button("button quiet", None, text::BESIDE.to_owned(), move || {
                extras.want();
                is_asked.set(true);
            })
        };
        view! {
            <div class="beside-way" translate="no">
                <span class="hint">{known}</span>
                {more}
            </div>
        }
        .into_any()
    })
}

/// The way to say *not applicable* for a part of the dimension with this index. What stands in it
/// is loaded when it is opened.
pub fn leave_out(state: State, dimension: usize) -> AnyView {
    let extras = state.chunks.extras;
    let body = live(move || match extras.get() {
        Some(extras) => (extras.leave_out)(dimension),
        None => loading(extras),
    });
    view! {
        <details class="card leave-out" on:toggle=handler(move || extras.want())>
            <summary>{text::LEAVE_OUT}</summary>
            {body}
        </details>
    }
    .into_any()
}

/// What two confirmed, where only that counts as ready.
pub fn second(state: State) -> AnyView {
    let extras = state.chunks.extras;
    live(move || {
        let needs_two = state.assessment.with(Assessment::needs_two);
        needs_two.then(|| extras.want());
        extras
            .get()
            .filter(|_| needs_two)
            .map(|has| (has.second)(state))
    })
}

/// How a dimension went from cycle to cycle. A first assessment has nothing to draw, and need not
/// fetch what draws it.
pub fn spark(state: State, dimension: usize) -> AnyView {
    let pictures = state.chunks.pictures;
    live(move || {
        let has_past = state.overlays.with(|overlays| overlays.previous.is_some());
        has_past.then(|| pictures.want());
        pictures
            .get()
            .filter(|_| has_past)
            .map(|has| (has.spark_of)(state, dimension))
    })
}

/// Ways to make a file of a picture, once the part of the program is there that knows how. `both`:
/// the name of the picture, a line break, and its SVG.
pub fn save(state: State, both: Memo<String>) -> AnyView {
    live(move || state.chunks.pictures.get().map(|has| (has.save)(both)))
}

fn known_beside(state: State, team: &TeamId, activity: &ActivityId) -> String {
    state.assessment.with(|assessment| {
        let mut parts = Vec::new();
        let evidence = assessment.evidence_of(team, activity.as_str()).count();
        if evidence > 0 {
            parts.push(text::evidence(evidence));
        }
        if let Some(answer) = assessment.answer(team, activity.as_str()) {
            if !answer.owner.is_empty() {
                parts.push(format!("Owner: {}", answer.owner));
            }
            if let Some(due) = answer.due {
                parts.push(format!("Due {due}"));
            }
        }
        parts.join(" · ")
    })
}
