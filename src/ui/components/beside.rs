//! What there is to say about an answer beside it: who takes care, until when, and what proves it.

use crate::map::SortedSet;
use leptos::html;
use leptos::prelude::*;

use crate::assessment::{Assessment, Date, Edit, Evidence, EvidenceId, Link, Run, TeamId};
use crate::browser;
use crate::exchange::assessment_file::parse_date;
use crate::model::ActivityId;
use crate::scoring::{self, Backing};
use crate::ui::components::{Shape, button, editing, folded, prose, second};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool, live_text};

/// Owner, due date and evidence of what a team says about an activity.
pub fn beside(team: TeamId, activity: ActivityId) -> AnyView {
    let state = State::get();
    view! {
        <div class="beside" translate="no">
            {editing(state, care(state, &team, &activity))}
            {second(state, team.clone(), activity.clone())}
            {proofs(state, team, activity)}
        </div>
    }
    .into_any()
}

/// A day with its label. An empty field is no day; one that is typed only half-way changes nothing.
fn date_field(
    id: String,
    label: &'static str,
    value: Signal<String>,
    write: impl Fn(Option<Date>) + 'static,
) -> AnyView {
    let changed = event_handler(move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        match parse_date(&typed) {
            Some(day) => write(Some(day)),
            None if typed.is_empty() => write(None),
            None => {}
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input id=id type="date" prop:value=value on:change=changed />
        </div>
    }
    .into_any()
}

fn care(state: State, team: &TeamId, activity: &ActivityId) -> AnyView {
    let answer = state.answer_of(team.clone(), activity.clone());
    let owner = live_text(move || {
        answer.with(|answer| {
            answer
                .as_ref()
                .map(|answer| answer.owner.clone())
                .unwrap_or_default()
        })
    });
    let due = live_text(move || {
        let due = answer.with(|answer| answer.as_ref().and_then(|answer| answer.due));
        due.map(|day| day.to_string()).unwrap_or_default()
    });
    let field = format!("owner-{team}-{activity}");
    let write = {
        let (team, activity) = (team.clone(), activity.clone());
        event_handler(move |event: leptos::ev::Event| {
            state.dispatch(
                Edit::SetOwner {
                    team: team.clone(),
                    activity: activity.clone(),
                    owner: event_target_value(&event),
                }
                .into(),
            );
        })
    };
    let set_due = {
        let (team, activity) = (team.clone(), activity.clone());
        move |due| {
            state.dispatch(
                Edit::SetDue {
                    team: team.clone(),
                    activity: activity.clone(),
                    due,
                }
                .into(),
            );
        }
    };
    view! {
        <div class="field-row">
            <div class="field">
                <label for=field.clone()>"Owner"</label>
                <input id=field type="text" maxlength="200" autocomplete="off" prop:value=owner on:input=write />
            </div>
            {date_field(format!("due-{team}-{activity}"), "Due", due, set_due)}
        </div>
    }
    .into_any()
}

/// The evidence, and the form for one piece.
fn proofs(state: State, team: TeamId, activity: ActivityId) -> AnyView {
    let open: RwSignal<Option<EvidenceId>> = RwSignal::new(None);
    let pieces = {
        let (team, activity) = (team.clone(), activity.clone());
        Memo::new(move |_| {
            state.assessment.with(|assessment| {
                let pieces = assessment.evidence_of(&team, activity.as_str());
                let pieces = pieces.map(|(id, piece)| (id.clone(), piece.clone()));
                pieces.collect::<Vec<_>>()
            })
        })
    };
    let list = live(move || {
        let rows: Vec<AnyView> = pieces
            .get()
            .into_iter()
            .map(|(id, piece)| proof(state, open, id, piece))
            .collect();
        if rows.is_empty() {
            return view! {
                <p class="hint">"None. What is only claimed does not count as evidenced."</p>
            }
            .into_any();
        }
        view! { <ul class="proofs">{rows}</ul> }.into_any()
    });
    let stands = {
        let (team, activity) = (team.clone(), activity.clone());
        live(move || {
            let today = browser::context().today;
            if pieces.with(Vec::is_empty) {
                return None;
            }
            let behind = state
                .assessment
                .with(|assessment| scoring::behind(assessment, &team, activity.as_str(), today));
            let by = match behind.backing {
                Backing::Tool => "Proven by a tool.",
                Backing::Person => "Proven by a person.",
                Backing::Claim => "Only claimed: nothing here is valid today.",
            };
            let again = behind.lapsed.map(|last| {
                format!(" The run of a tool was valid until {last}, and is due again.")
            });
            let said = format!("{by}{}", again.unwrap_or_default());
            Some(view! { <p class="hint">{said}</p> }.into_any())
        })
    };
    let heading = format!("evidence-{team}-{activity}");
    let labelled_by = heading.clone();
    let form = {
        let focus_back = heading.clone();
        live(move || {
            let id = open.get()?;
            let known = state
                .assessment
                .with_untracked(|assessment| assessment.evidence.get(&id).cloned());
            let piece = known
                .filter(|piece| !piece.deleted)
                .unwrap_or_else(|| Evidence {
                    activity: activity.clone(),
                    teams: SortedSet::from([team.clone()]),
                    recorded: Some(browser::context().today),
                    ..Evidence::default()
                });
            let focus_back = focus_back.clone();
            Some(proof_form(state, id, piece, move || {
                open.set(None);
                browser::focus_id(&focus_back);
            }))
        })
    };
    let add = live(move || {
        open.get().is_none().then(|| {
            button(
                "button",
                Some(Shape::Add),
                "Add evidence".to_owned(),
                move || {
                    open.set(Some(EvidenceId::new(&browser::random_id())));
                    request_animation_frame(|| browser::focus("#evidence-title"));
                },
            )
        })
    });
    view! {
        <section class="proof-part" aria-labelledby=labelled_by>
            <h3 id=heading tabindex="-1">{text::EVIDENCE}</h3>
            {stands}
            {list}
            {editing(state, form.into_any())}
            <div class="row">{editing(state, add)}</div>
        </section>
    }
    .into_any()
}

fn proof(
    state: State,
    open: RwSignal<Option<EvidenceId>>,
    id: EvidenceId,
    piece: Evidence,
) -> AnyView {
    let name = match (piece.title.is_empty(), piece.links.first()) {
        (false, _) => piece.title.clone(),
        (true, Some(link)) => link.url.clone(),
        (true, None) => "Untitled".to_owned(),
    };
    let mut facts = Vec::new();
    match piece.recorded {
        Some(day) => facts.push(format!("Recorded {day}")),
        None => facts.push("No date, so it does not count yet".to_owned()),
    }
    if let Some(run) = Run::of(&piece) {
        facts.push(match run.first < run.at {
            true => format!("by a tool, first seen {}", run.first),
            false => "by a tool".to_owned(),
        });
    }
    if let Some(day) = piece.expires {
        facts.push(format!("valid until {day}"));
    }
    if !piece.reviewer.is_empty() {
        facts.push(format!("reviewed by {}", piece.reviewer));
    }
    let teams = state.assessment.with(|assessment| {
        let living = assessment.living_teams().into_iter();
        let named = living.filter(|(id, _)| piece.teams.contains(*id));
        named.map(|(_, team)| team.name.clone()).collect::<Vec<_>>()
    });
    if teams.len() > 1 {
        facts.push(format!("for {}", teams.join(", ")));
    }
    let links: Vec<AnyView> = piece.links.iter().map(evidence_link).collect();
    let press = |class: &'static str, verb: &'static str, press: Box<dyn Fn()>| {
        let label = format!("{verb} {name}");
        view! {
            <button type="button" class=class aria-label=label on:click=event_handler(move |_: leptos::ev::MouseEvent| press())>
                {verb}
            </button>
        }
        .into_any()
    };
    let edit = {
        let id = id.clone();
        press(
            "button quiet",
            "Edit",
            Box::new(move || {
                open.set(Some(id.clone()));
                request_animation_frame(|| browser::focus("#evidence-title"));
            }),
        )
    };
    let remove = press(
        "button quiet",
        "Remove",
        Box::new(move || {
            state.dispatch(Edit::RemoveEvidence { id: id.clone() }.into());
            browser::focus("[id^='evidence-'][tabindex]");
        }),
    );
    view! {
        <li class="proof">
            <div class="proof-text">
                <p class="proof-title">{name.clone()}</p>
                <p class="muted small">{facts.join(" · ")}</p>
                {(!piece.description.is_empty()).then(|| prose(&piece.description))}
                {(!links.is_empty()).then(|| view! { <ul class="proof-links">{links}</ul> }.into_any())}
            </div>
            <div class="row">{editing(state, view! { {edit} {remove} }.into_any())}</div>
        </li>
    }
    .into_any()
}

/// Only addresses that lead to a page or a person become links: a file may come from anywhere.
pub fn evidence_link(link: &Link) -> AnyView {
    let url = link.url.trim().to_owned();
    let is_safe = ["https://", "http://", "mailto:"]
        .iter()
        .any(|start| url.to_ascii_lowercase().starts_with(start));
    let shown = if is_safe {
        view! {
            <a href=url.clone() target="_blank" rel="noopener noreferrer">
                {url.clone()}
            </a>
        }
        .into_any()
    } else {
        url.into_any()
    };
    view! { <li>{shown}</li> }.into_any()
}

fn proof_form(
    state: State,
    id: EvidenceId,
    piece: Evidence,
    close: impl Fn() + Clone + 'static,
) -> AnyView {
    let draft = StoredValue::new(piece.clone());
    let chosen = RwSignal::new(piece.teams.clone());
    let links: Vec<&str> = piece.links.iter().map(|link| link.url.as_str()).collect();
    let links_text = links.join("\n");
    let links_field: NodeRef<html::Textarea> = NodeRef::new();
    let text_field = |id: &'static str,
                      label: &'static str,
                      text: &str,
                      write: fn(&mut Evidence, String)| {
        let text = text.to_owned();
        let typed = event_handler(move |event: leptos::ev::Event| {
            draft.update_value(|draft| write(draft, event_target_value(&event)));
        });
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id type="text" maxlength="500" autocomplete="off" prop:value=text on:input=typed />
            </div>
        }
        .into_any()
    };
    let day = |day: Option<Date>| -> Signal<String> {
        let text = day.map(|day| day.to_string()).unwrap_or_default();
        live_text(move || text.clone())
    };
    let describe = event_handler(move |event: leptos::ev::Event| {
        draft.update_value(|draft| draft.description = event_target_value(&event));
    });
    let teams = team_checks(state, chosen, "Stands for");
    let known = piece.links.clone();
    let save = {
        let close = close.clone();
        event_handler(move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let mut wanted = draft.get_value();
            wanted.teams = chosen.get_untracked();
            if let Some(field) = links_field.get_untracked() {
                wanted.links = links_of(&field.value(), &known);
            }
            let done = state.dispatch(
                Edit::PutEvidence {
                    id: id.clone(),
                    evidence: Box::new(wanted),
                }
                .into(),
            );
            if done {
                close();
            }
        })
    };
    let description = piece.description.clone();
    view! {
        <form class="inset" aria-label="Piece of evidence" on:submit=save>
            {text_field("evidence-title", "Title", &piece.title, |draft, text| draft.title = text)}
            <div class="field">
                <label for="evidence-description">"Description"</label>
                <textarea id="evidence-description" rows="2" prop:value=description on:input=describe></textarea>
            </div>
            <div class="field">
                <label for="evidence-links">"Links, one per line"</label>
                <textarea id="evidence-links" node_ref=links_field rows="2" prop:value=links_text></textarea>
            </div>
            <div class="field-row">
                {date_field("evidence-recorded".to_owned(), "Recorded", day(piece.recorded), move |day| {
                    draft.update_value(|draft| draft.recorded = day);
                })}
                {date_field("evidence-expires".to_owned(), "Valid until", day(piece.expires), move |day| {
                    draft.update_value(|draft| draft.expires = day);
                })}
                {text_field("evidence-reviewer", "Reviewer", &piece.reviewer, |draft, text| draft.reviewer = text)}
            </div>
            <p class="hint">{live_text(move || state.assessment.with(|assessment| format!(
                "Without an end date it is valid for {} months.",
                assessment.evidence_valid_months,
            )))}</p>
            {teams}
            <div class="row">
                <button type="submit" class="button primary">"Save evidence"</button>
                {button("button", None, "Cancel".to_owned(), close)}
            </div>
        </form>
    }
    .into_any()
}

/// The links of the lines; those that were there before keep what else is known about them.
fn links_of(lines: &str, known: &[Link]) -> Vec<Link> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|url| {
            let same = known.iter().find(|link| link.url == url);
            same.cloned().unwrap_or_else(|| Link {
                kind: "link".to_owned(),
                url: url.to_owned(),
                ..Link::default()
            })
        })
        .collect()
}

/// A choice of teams; only where there are several. `legend` says what it is for.
pub fn team_checks(
    state: State,
    chosen: RwSignal<SortedSet<TeamId>>,
    legend: &'static str,
) -> Option<AnyView> {
    let teams = state.assessment.with_untracked(|assessment: &Assessment| {
        let living = assessment.living_teams().into_iter();
        living
            .map(|(id, team)| (id.clone(), team.name.clone()))
            .collect::<Vec<_>>()
    });
    if teams.len() < 2 {
        return None;
    }
    if teams.len() <= MOST_CHECKS {
        return Some(checks(&teams, chosen, legend));
    }
    let all: SortedSet<TeamId> = teams.iter().map(|(id, _)| id.clone()).collect();
    let count = teams.len();
    let said = live_text(move || {
        let chosen = chosen.with(SortedSet::len);
        let teams = untrack(|| state.host.teams(count));
        format!("{legend}: {chosen} of {teams}")
    });
    let body = move || {
        let all = all.clone();
        let none = button("button", None, "Choose none".to_owned(), move || {
            chosen.set(SortedSet::new());
        });
        let every = button("button", None, "Choose all".to_owned(), move || {
            chosen.set(all.clone());
        });
        let checks = checks(&teams, chosen, legend);
        view! { <div class="row">{every} {none}</div> {checks} }.into_any()
    };
    Some(folded("many-checks", said, body))
}

/// Of more teams than these, the choice is folded away.
const MOST_CHECKS: usize = 25;

fn checks(
    teams: &[(TeamId, String)],
    chosen: RwSignal<SortedSet<TeamId>>,
    legend: &'static str,
) -> AnyView {
    let checks: Vec<AnyView> = teams
        .iter()
        .cloned()
        .map(|(id, name)| {
            let this = id.clone();
            let is_chosen = live_bool(move || chosen.with(|chosen| chosen.contains(&this)));
            let switch = event_handler(move |event: leptos::ev::Event| {
                chosen.update(|chosen| {
                    match event_target_checked(&event) {
                        true => chosen.insert(id.clone()),
                        false => chosen.remove(&id),
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
    view! {
        <fieldset class="checks">
            <legend>{legend}</legend>
            {checks}
        </fieldset>
    }
    .into_any()
}
