//! A link with answers in it, for a chat or a screen: what is in it, how long it is, and as a QR
//! code.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::assessment::TeamId;
use crate::browser;
use crate::exchange::link::{self, Link, PLACE};
use crate::ui::components::{Pick, Shape, button, card, select};
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_bool, live_text};

/// Letters beyond which some programs cut an address.
const LONG: usize = 2_000;

/// A link is only made while it is wanted, because each answer would make it anew.
pub fn card_of_link(state: State) -> AnyView {
    browser::adopt_styles("qr", || {
        ".qr{inline-size:100%;max-inline-size:420px;block-size:auto;background:#fff}".to_owned()
    });
    let is_open = RwSignal::new(false);
    let whom = RwSignal::new(String::new());
    let is_named = RwSignal::new(true);
    let teams = move || {
        let mut picks = vec![Pick(
            String::new(),
            format!("All {}", state.host.word("teams", "teams")),
        )];
        state.assessment.with(|assessment| {
            let living = assessment.living_teams().into_iter();
            picks.extend(living.map(|(id, team)| Pick(id.to_string(), team.name.clone())));
        });
        picks
    };
    let made = Memo::new(move |_| {
        is_open.get().then(|| {
            let model = state.model();
            state.assessment.with(|assessment| {
                let living = assessment.living_teams().into_iter();
                let wanted = whom.get();
                let ids: Vec<TeamId> = living
                    .map(|(id, _)| id.clone())
                    .filter(|id| wanted.is_empty() || id.as_str() == wanted)
                    .collect();
                let now = browser::context().now;
                link::write(assessment, &model, &ids, is_named.get(), now)
            })
        })
    });
    let switch =
        event_handler(move |event: leptos::ev::Event| is_named.set(event_target_checked(&event)));
    let shown = live(move || match made.get() {
        None => button(
            "button",
            Some(Shape::Next),
            "Make a link".to_owned(),
            move || {
                is_open.set(true);
                request_animation_frame(|| browser::focus_id("answers-link"));
            },
        ),
        Some(made) => link_of(state, made),
    });
    let body = view! {
        <div class="share-fields">
            <div class="field">
                <label for="link-whom">"Whose answers"</label>
                {select(Some("link-whom"), None, teams, whom.into(), move |value| whom.set(value))}
            </div>
        </div>
        <label class="check">
            <input type="checkbox" prop:checked=live_bool(move || is_named.get()) on:change=switch />
            "With title and names"
        </label>
        {shown}
    }
    .into_any();
    card(
        "link",
        "Share link".to_owned(),
        "The answers stand in the link itself; no server has them. Whoever has the link can read them, so send it to those only who may.",
        body,
    )
}

fn link_of(state: State, made: Link) -> AnyView {
    let address = format!("{}{PLACE}{}", browser::page_address(), made.code);
    let length = address.len();
    let what = format!(
        "{}, {}, in {length} letters. Not in it: notes, reasons, evidence, owners, dates, targets, plans.",
        untrack(|| state.host.teams(made.teams)),
        text::plural(made.answers, "answer", "answers"),
    );
    let long = (length > LONG).then(|| {
        view! { <p class="hint">"Some programs cut addresses that are this long. Try it before you rely on it, or export a file."</p> }
    });
    let left: Vec<AnyView> = made
        .left
        .into_iter()
        .map(|said| view! { <p class="hint">{said}</p> }.into_any())
        .collect();
    let copy = {
        let address = address.clone();
        move || {
            let address = address.clone();
            leptos::task::spawn_local(async move {
                state.status.set(match browser::copy_text(&address).await {
                    Ok(()) => Status::Note("The link is in the clipboard".to_owned()),
                    Err(problem) => Status::Problem(problem),
                });
            });
        }
    };
    let share = browser::can_share().then(|| {
        let address = address.clone();
        button("button", None, "Share …".to_owned(), move || {
            let address = address.clone();
            let title = state.assessment.with_untracked(|it| it.title.clone());
            leptos::task::spawn_local(async move {
                if let Err(problem) = browser::share_text(&title, &address).await {
                    state.status.set(Status::Problem(problem));
                }
            });
        })
    });
    let code = match QrCode::encode_text(&address, QrCodeEcc::Low) {
        Ok(code) => drawn(&code),
        Err(_) => {
            view! { <p class="hint">"It is too long for a QR code. Choose fewer."</p> }.into_any()
        }
    };
    let value = live_text(move || address.clone());
    view! {
        <p translate="no">{what}</p>
        {long}
        {left}
        <div class="field">
            <label for="answers-link">"Link"</label>
            <textarea id="answers-link" class="share-code" rows="4" readonly spellcheck="false" prop:value=value></textarea>
        </div>
        <div class="row">
            {button("button primary", None, "Copy link".to_owned(), copy)}
            {share}
        </div>
        {code}
    }
    .into_any()
}

/// Dark on white whatever the theme is, because cameras want it so.
fn drawn(code: &QrCode) -> AnyView {
    /// What the standard wants to stay empty around it.
    const MARGIN: i32 = 4;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                path.push_str(&format!(
                    "M{} {}h{}v1h-{}z",
                    start + MARGIN,
                    y + MARGIN,
                    x - start,
                    x - start
                ));
            }
            x += 1;
        }
    }
    let side = code.size() + 2 * MARGIN;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label="QR code of the link" shape-rendering="crispEdges">
            <path d=path fill="#000"></path>
        </svg>
    }
    .into_any()
}
