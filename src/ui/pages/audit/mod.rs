//! Audit: a sample of what is claimed to be ready, looked at claim by claim, and what came of it.
//!
//! Results are radio groups: arrows move between the outcomes of a claim, Tab goes to its remark.

mod claims;
mod draw;
mod exceptions;
mod files;
mod result;
mod second;
mod statement;

use leptos::prelude::*;

use crate::assessment::{Audit, AuditEdit, AuditId, Edit};
use crate::browser;
use crate::ui::components::{Pick, button, card, editing, select};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{below, live, live_text};

/// The audit that is shown; as often made anew as one is written.
type Shown = Memo<Option<Audit>>;

/// The page of audits.
pub fn audit() -> AnyView {
    let state = State::get();
    // What counts as proof is among the texts.
    state.want_details();
    let wanted: RwSignal<Option<AuditId>> = RwSignal::new(None);
    let shown: Shown = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let found = wanted.with(|id| assessment.audit(id.as_ref()?));
            found.or_else(|| assessment.audits().into_iter().next())
        })
    });
    let id = Memo::new(move |_| shown.with(|audit| audit.as_ref().map(|audit| audit.id.clone())));
    let body = live(move || id.get().map(|id| one(state, shown, id)));
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::AUDIT}</h1>
                    <p class="muted">"Draw a sample of what is claimed to be ready, ask for the proof of each, and see how much of what is claimed holds."</p>
                </div>
            </div>
            {draw::form(state, wanted)}
            {choice(state, id, wanted)}
            {body}
            {below(move || {
                view! {
                    {second::second(state)}
                    {exceptions::exceptions(state)}
                    {statement::statement(state)}
                    {files::files(state)}
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

/// Which audit is shown, where there are several.
fn choice(state: State, id: Memo<Option<AuditId>>, wanted: RwSignal<Option<AuditId>>) -> AnyView {
    let audits = Memo::new(move |_| {
        let audits = state.assessment.with(|assessment| assessment.audits());
        let names = audits.into_iter().map(|audit| {
            let ended = if audit.finished.is_some() {
                ", finished"
            } else {
                ""
            };
            Pick(audit.id.to_string(), format!("{}{ended}", audit.name))
        });
        names.collect::<Vec<_>>()
    });
    live(move || {
        if audits.with(|audits| audits.len() < 2) {
            return ().into_any();
        }
        let now = live_text(move || {
            id.with(|id| id.as_ref().map(AuditId::to_string).unwrap_or_default())
        });
        view! {
            <div class="field-pair" translate="no">
                <label for="audit">"Shown"</label>
                {select(Some("audit"), None, move || audits.get(), now, move |id| wanted.set(Some(AuditId::new(&id))))}
            </div>
        }
        .into_any()
    })
}

/// One audit: what came of it, and its claims.
fn one(state: State, shown: Shown, id: AuditId) -> AnyView {
    let name = live_text(move || {
        shown.with(|audit| audit.as_ref().map(|it| it.name.clone()).unwrap_or_default())
    });
    let is_finished = Memo::new(move |_| {
        shown.with(|audit| audit.as_ref().is_some_and(|audit| audit.finished.is_some()))
    });
    let ways = live(move || {
        if is_finished.get() {
            return view! { <p class="hint">"Finished: nothing of it can be changed any more."</p> }
                .into_any();
        }
        let edit = move |edit: AuditEdit| {
            state.dispatch(Edit::Audit(edit).into());
            browser::focus_heading();
        };
        let (finished, removed) = (id.clone(), id.clone());
        let finish = move || {
            edit(AuditEdit::Finish {
                audit: finished.clone(),
            });
        };
        let remove = move || {
            edit(AuditEdit::Remove {
                audit: removed.clone(),
            });
        };
        let ways = view! {
            <div class="row">
                {button("button primary", None, "Finish audit".to_owned(), finish)}
                {button("button quiet", None, "Remove audit".to_owned(), remove)}
            </div>
        }
        .into_any();
        editing(state, ways)
    });
    let body = view! {
        {result::result(state, shown)}
        {ways}
    }
    .into_any();
    view! {
        <div class="stack">
            {card("audit-result", name, "", body)}
            {claims::claims(state, shown, is_finished)}
        </div>
    }
    .into_any()
}
