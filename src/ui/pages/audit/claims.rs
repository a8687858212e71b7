//! The claims of a sample, one by one: what counts as proof, what is there, and what came of it.

use leptos::prelude::*;

use crate::assessment::{
    Answered, AuditEdit, AuditId, Choice, Claim, Command, Edit, Look, Outcome, Stage,
};
use crate::browser;
use crate::order::sorted;
use crate::route::Route;
use crate::scoring;
use crate::ui::components::{Pick, answer_label, editing, evidence_link, level_tag, prose, select};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_bool, live_text, remade};

use super::Shown;

const OUTCOMES: [(Outcome, &str); 3] = [
    (Outcome::Held, "Held"),
    (Outcome::NotHeld, "Did not hold"),
    (Outcome::NotSeen, "Could not be seen"),
];

/// The claims, by team and as the model lists them.
pub fn claims(state: State, shown: Shown, is_finished: Memo<bool>) -> AnyView {
    let filter = RwSignal::new(String::new());
    let sample = Memo::new(move |_| {
        shown.with(|audit| {
            let audit = audit.as_ref()?;
            Some((audit.id.clone(), audit.sampled.claims.clone()))
        })
    });
    let list = live(move || {
        let wanted = filter.get();
        let (id, claims) = sample.get()?;
        let model = state.model();
        let is_wanted = |claim: &&Claim| {
            // As it is when the filter is set: nothing vanishes from under the user's hands.
            let outcome = shown.with_untracked(|audit| audit.as_ref()?.look(claim)?.outcome);
            match wanted.as_str() {
                "open" => outcome.is_none(),
                "failed" => matches!(outcome, Some(Outcome::NotHeld | Outcome::NotSeen)),
                _ => true,
            }
        };
        let claims: Vec<&Claim> = claims.iter().filter(is_wanted).collect();
        if claims.is_empty() {
            return Some(
                view! { <p class="muted">"No claim of the sample is like that."</p> }.into_any(),
            );
        }
        let place = |claim: &Claim| model.position(claim.activity.as_str());
        let mut groups: Vec<AnyView> = Vec::new();
        let mut teams: Vec<(String, Vec<&Claim>)> = Vec::new();
        for claim in claims {
            let name = team_name(state, claim);
            match teams.iter_mut().find(|(_, all)| all[0].team == claim.team) {
                Some((_, all)) => all.push(claim),
                None => teams.push((name, vec![claim])),
            }
        }
        for (team, claims) in sorted(teams, |left, right| left.0.cmp(&right.0)) {
            let claims = sorted(claims, |left, right| place(left).cmp(&place(right)));
            let rows: Vec<AnyView> = claims
                .into_iter()
                .map(|claim| one(state, shown, &id, claim, &team, is_finished))
                .collect();
            groups.push(
                view! {
                    <h3>{team}</h3>
                    <ul class="proofs">{rows}</ul>
                }
                .into_any(),
            );
        }
        Some(groups.into_any())
    });
    let picks = || {
        [
            ("", "All claims"),
            ("open", "Not looked at yet"),
            ("failed", "Not confirmed"),
        ]
        .map(|(value, name)| Pick(value.to_owned(), name.to_owned()))
        .to_vec()
    };
    view! {
        <section class="card" aria-labelledby="audit-claims">
            <h2 id="audit-claims" tabindex="-1" translate="no">"Claims"</h2>
            <p class="muted" translate="no">"Ask for the proof; do not take a word for it. What a team has recorded as evidence stands beside the claim."</p>
            <div class="card-body" translate="no">
                <div class="field-pair">
                    <label for="audit-filter">"Show"</label>
                    {select(Some("audit-filter"), None, picks, live_text(move || filter.get()), move |value| filter.set(value))}
                </div>
                {list}
            </div>
        </section>
    }
    .into_any()
}

fn team_name(state: State, claim: &Claim) -> String {
    state.assessment.with_untracked(|assessment| {
        let team = assessment.teams.get(&claim.team);
        team.map_or_else(|| claim.team.to_string(), |team| team.name.clone())
    })
}

fn one(
    state: State,
    shown: Shown,
    id: &AuditId,
    claim: &Claim,
    team: &str,
    is_finished: Memo<bool>,
) -> AnyView {
    let model = state.model();
    let name = model
        .activity(claim.activity.as_str())
        .map_or_else(|| claim.activity.to_string(), |known| known.name.clone());
    let look = {
        let claim = claim.clone();
        Memo::new(move |_| {
            shown.with(|audit| {
                let look = audit.as_ref().and_then(|audit| audit.look(&claim));
                look.cloned().unwrap_or_default()
            })
        })
    };
    let whose = format!("{name}, {team}");
    let href = Route::Activity(claim.activity.to_string()).href();
    let is_fixed = live_bool(move || is_finished.get() || state.host.is_read_only());
    view! {
        <li class="proof">
            <div class="proof-text stack">
                <div class="activity-row">
                    {level_tag(claim.level)}
                    <a href=href>{name}</a>
                </div>
                {proof(state, claim)}
                <fieldset class="editing" role="presentation" disabled=is_fixed>
                    {outcomes(state, id, claim, &whose, look)}
                    {remark(state, id, claim, &whose, look)}
                </fieldset>
                {after(state, claim, &whose, look)}
            </div>
        </li>
    }
    .into_any()
}

/// What counts as proof, and what the team has recorded.
fn proof(state: State, claim: &Claim) -> AnyView {
    let activity = claim.activity.clone();
    let says = remade(move || {
        let detail = state.detail(&activity);
        let texts = detail.map(|detail| detail.texts).unwrap_or_default();
        match [texts.assessment, texts.description]
            .into_iter()
            .find(|text| !text.is_empty())
        {
            Some(text) => prose(&text),
            None => view! { <p class="muted">"The model does not say."</p> }.into_any(),
        }
    });
    let claim = claim.clone();
    let today = browser::context().today;
    let pieces = live(move || {
        state.assessment.with(|assessment| {
            let pieces = assessment.evidence_of(&claim.team, claim.activity.as_str());
            let pieces: Vec<AnyView> = pieces
                .map(|(_, piece)| {
                    let mut said = piece.title.clone();
                    if let Some(day) = piece.recorded {
                        said.push_str(&format!(" · recorded {day}"));
                    }
                    if !scoring::is_valid(assessment, piece, today) {
                        said.push_str(" · no longer valid");
                    }
                    let links: Vec<AnyView> = piece.links.iter().map(evidence_link).collect();
                    view! {
                        <li>
                            {said}
                            <ul class="proof-links">{links}</ul>
                        </li>
                    }
                    .into_any()
                })
                .collect();
            match pieces.is_empty() {
                true => view! { <p class="hint">"No evidence is recorded."</p> }.into_any(),
                false => view! { <ul class="plain">{pieces}</ul> }.into_any(),
            }
        })
    });
    view! {
        <details>
            <summary>"What counts as proof"</summary>
            <div translate="yes">{says}</div>
        </details>
        {pieces}
    }
    .into_any()
}

fn outcomes(state: State, id: &AuditId, claim: &Claim, whose: &str, look: Memo<Look>) -> AnyView {
    let group = format!("audit-{}-{}", claim.team, claim.activity);
    let options: Vec<AnyView> = OUTCOMES
        .into_iter()
        .map(|(outcome, title)| {
            let is_chosen = live_bool(move || look.with(|look| look.outcome == Some(outcome)));
            let (id, claim) = (id.clone(), claim.clone());
            let choose = move || {
                let edit = AuditEdit::Look {
                    audit: id.clone(),
                    team: claim.team.clone(),
                    activity: claim.activity.clone(),
                    outcome: Some(outcome),
                };
                state.dispatch(Edit::Audit(edit).into());
            };
            let class = match outcome {
                Outcome::Held => "choice",
                Outcome::NotHeld | Outcome::NotSeen => "choice aside",
            };
            view! {
                <label class=class>
                    <input type="radio" name=group.clone() prop:checked=is_chosen on:change=handler(choose) />
                    <span class="choice-title">{title}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="choices" role="radiogroup" aria-label=format!("Result: {whose}")>
            {options}
        </div>
    }
    .into_any()
}

fn remark(state: State, id: &AuditId, claim: &Claim, whose: &str, look: Memo<Look>) -> AnyView {
    let field = format!("remark-{}-{}", claim.team, claim.activity);
    let text = live_text(move || look.with(|look| look.remark.clone()));
    let (id, claim) = (id.clone(), claim.clone());
    let typed = event_handler(move |event: leptos::ev::Event| {
        let edit = AuditEdit::Remark {
            audit: id.clone(),
            team: claim.team.clone(),
            activity: claim.activity.clone(),
            text: event_target_value(&event),
        };
        state.dispatch(Edit::Audit(edit).into());
    });
    let recorded = live_text(move || {
        look.with(|look| match look.day {
            None => String::new(),
            Some(day) if look.by.is_empty() => format!("Recorded {day}"),
            Some(day) => format!("Recorded {day} by {}", look.by),
        })
    });
    view! {
        <div class="field">
            <label for=field.clone()>"Remark"</label>
            <input id=field type="text" maxlength="2000" autocomplete="off" aria-label=format!("Remark: {whose}") prop:value=text on:input=typed />
        </div>
        <p class="muted small">{recorded}</p>
    }
    .into_any()
}

/// What the answer says now, and one click that corrects it where the claim did not hold.
fn after(state: State, claim: &Claim, whose: &str, look: Memo<Look>) -> AnyView {
    let answer = state.answer_of(claim.team.clone(), claim.activity.clone());
    let lower = Memo::new(move |_| {
        state.assessment.with(|assessment| {
            let lower = scoring::best_unready(assessment)?;
            Some((lower.id.clone(), lower.title.clone()))
        })
    });
    let (claim, whose) = (claim.clone(), whose.to_owned());
    live(move || {
        let is_failed =
            look.with(|look| matches!(look.outcome, Some(Outcome::NotHeld | Outcome::NotSeen)));
        if !is_failed {
            return ().into_any();
        }
        let is_claimed = answer.with(|answer| {
            let Some(Answered::Stage(stage)) = answer.as_ref().map(|answer| answer.answered())
            else {
                return false;
            };
            state
                .assessment
                .with(|assessment| assessment.counts_as(stage).is_some_and(Stage::is_ready))
        });
        if !is_claimed {
            let says = state
                .assessment
                .with(|assessment| answer.with(|answer| answer_label(assessment, answer.as_ref())));
            return view! { <p class="hint">{format!("The answer says now: {says}.")}</p> }
                .into_any();
        }
        let set = |title: &str, choice: Choice| {
            let label = format!("Set to “{title}”");
            let name = format!("{label}: {whose}");
            let claim = claim.clone();
            let press = handler(move || {
                state.dispatch(Command::Answer {
                    teams: vec![claim.team.clone()],
                    activity: claim.activity.clone(),
                    choice: choice.clone(),
                });
            });
            view! {
                <button type="button" class="button" aria-label=name on:click=press>
                    {label}
                </button>
            }
            .into_any()
        };
        let lower = lower
            .get()
            .map(|(id, title)| set(&title, Choice::Stage(id)));
        let buttons = view! {
            <div class="row">
                {lower}
                {set(text::NOT_SURE, Choice::NotSure)}
            </div>
        }
        .into_any();
        editing(state, buttons)
    })
}
