//! *Not applicable* for a dimension or a part of it at once.

use leptos::prelude::*;

use crate::assessment::{Edit, LeaveOut, LeftOut, TeamId};
use crate::map::SortedSet;
use crate::ui::components::{Pick, beside::team_checks, editing, select};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool, live_text};

/// What is chosen in the form.
#[derive(Clone, Copy)]
struct Form {
    state: State,
    dimension: usize,
    /// A subdimension's index; empty: the whole dimension.
    place: RwSignal<String>,
    teams: RwSignal<SortedSet<TeamId>>,
    reason: RwSignal<String>,
    also_answered: RwSignal<bool>,
}

impl Form {
    fn wanted(self) -> LeaveOut {
        let model = self.state.model();
        let ids = |indexes: &mut dyn Iterator<Item = usize>| {
            let all = indexes.map(|at| model.activities[at].id.clone());
            all.collect::<Vec<_>>()
        };
        let part = self.place.with(|place| place.parse::<usize>().ok());
        let part = part.and_then(|at| model.subdimensions.get(at));
        LeaveOut {
            teams: self.teams.get().into_iter().collect(),
            activities: match part {
                Some(part) => ids(&mut part.activities.iter().copied()),
                None => ids(&mut model.activities_of(self.dimension)),
            },
            reason: self.reason.get(),
            also_answered: self.also_answered.get(),
        }
    }
}

/// The form for the dimension with this index; made anew when another team is shown.
pub fn leave_out(dimension: usize) -> AnyView {
    let state = State::get();
    live(move || {
        form(Form {
            state,
            dimension,
            place: RwSignal::new(String::new()),
            teams: RwSignal::new(SortedSet::from([state.team.get()])),
            reason: RwSignal::new(String::new()),
            also_answered: RwSignal::new(false),
        })
    })
}

fn form(form: Form) -> AnyView {
    let state = form.state;
    let places = move || {
        let model = state.model();
        let dimension = &model.dimensions[form.dimension];
        let whole = format!("All of {}", dimension.name);
        let mut picks = vec![Pick(String::new(), whole)];
        for &sub in &dimension.subdimensions {
            let name = model.subdimensions[sub].name.clone();
            picks.push(Pick(sub.to_string(), name));
        }
        picks
    };
    let count = Memo::new(move |_| {
        let wanted = form.wanted();
        state.assessment.with(|assessment| wanted.count(assessment))
    });
    let said = live_text(move || {
        let LeftOut { changed, kept } = count.get();
        let mut said = format!("Changes {}.", text::plural(changed, "answer", "answers"));
        if kept > 0 {
            let is_kept = text::plural(kept, "answer that is", "answers that are");
            said.push_str(&format!(" Keeps {is_kept} there already."));
        }
        said
    });
    let typed =
        event_handler(move |event: leptos::ev::Event| form.reason.set(event_target_value(&event)));
    let switch = event_handler(move |event: leptos::ev::Event| {
        form.also_answered.set(event_target_checked(&event));
    });
    let save = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = untrack(|| form.wanted());
        if state.dispatch(Edit::LeaveOut(wanted).into()) {
            form.reason.set(String::new());
        }
    });
    let fields = view! {
        <form class="stack" aria-label=text::LEAVE_OUT on:submit=save>
            <div class="field">
                <label for="leave-out-place">"What does not apply"</label>
                {select(Some("leave-out-place"), None, places, form.place.into(), move |value| form.place.set(value))}
            </div>
            {team_checks(state, form.teams, "For")}
            <div class="field">
                <label for="leave-out-reason">{text::REASON}</label>
                <input
                    id="leave-out-reason"
                    type="text"
                    maxlength="500"
                    autocomplete="off"
                    prop:value=form.reason
                    on:input=typed
                />
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=live_bool(move || form.also_answered.get())
                    on:change=switch
                />
                <span>"Also where there is an answer already"</span>
            </label>
            <p class="hint" role="status">{said}</p>
            <div class="row">
                <button type="submit" class="button primary">"Set to not applicable"</button>
            </div>
        </form>
    }
    .into_any();
    editing(state, fields)
}
