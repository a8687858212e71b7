//! What a share link holds, to look at. Nothing of it is kept before the preview of the import is
//! applied.

use leptos::prelude::*;

use crate::assessment::Assessment;
use crate::assessment::carry::read_aliases;
use crate::browser;
use crate::exchange::dsomm::Taken;
use crate::exchange::link::{self, PLACE, Shared};
use crate::route::Route;
use crate::say;
use crate::scoring;
use crate::ui::components::{Cell, Shape, button, card, editing, link_button, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live;

/// The page of a link.
pub fn shared(code: &str) -> AnyView {
    let state = State::get();
    let body = match link::read(code) {
        Ok(read) => found(state, code.to_owned(), read),
        Err(problem) => card(
            "shared",
            "This link cannot be read".to_owned(),
            "",
            view! {
                <p>{problem}</p>
                <div class="row">{link_button("button", Route::Overview, text::OVERVIEW)}</div>
            }
            .into_any(),
        ),
    };
    view! {
        <div class="page">
            <div class="page-head" translate="no">
                <div>
                    <h1 tabindex="-1">{text::SHARED}</h1>
                    <p class="muted">"Somebody’s answers, from a link. Nothing here is kept, and nothing of yours has changed."</p>
                </div>
            </div>
            {body}
        </div>
    }
    .into_any()
}

fn found(state: State, code: String, read: Shared) -> AnyView {
    let aliases = RwSignal::new(None::<String>);
    leptos::task::spawn_local(async move {
        let text = browser::fetch_text("model/aliases.yaml").await;
        // Gone by now, if another page was opened meanwhile.
        aliases.try_set(Some(text.unwrap_or_default()));
    });
    let title = read
        .title
        .clone()
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| "Answers without names".to_owned());
    let made = chrono::DateTime::from_timestamp_millis(read.at)
        .map(|at| format!("Made on {}.", at.date_naive()));
    let shown = live(move || {
        aliases.get().map(|aliases| {
            let model = state.model.get();
            let known = read_aliases(&aliases).unwrap_or_default();
            // Alone, so that the numbers are those of the link.
            let nobody = Assessment::default();
            let Taken { theirs, remarks } = link::take(read.clone(), &nobody, &model, &known);
            let mut heads = vec![
                untrack(|| state.host.word("team", text::TEAM)),
                "#Maturity".to_owned(),
                "#Completion".to_owned(),
                "#Answered".to_owned(),
            ];
            heads.extend(
                model
                    .dimensions
                    .iter()
                    .map(|dimension| format!("#{}", dimension.name)),
            );
            let rows: Vec<Vec<Cell>> = theirs
                .living_teams()
                .into_iter()
                .map(|(id, team)| {
                    let scores = scoring::score(&model, &theirs, id);
                    let mut row = vec![
                        Cell::Text(team.name.clone()),
                        Cell::Number(say::maturity(scores.overall.maturity)),
                        Cell::Number(say::percent(scores.overall.completion)),
                        Cell::Number(scores.overall.counts.answered.to_string()),
                    ];
                    let parts = scores.dimensions.iter();
                    row.extend(parts.map(|part| Cell::Number(say::percent(part.completion))));
                    row
                })
                .collect();
            let remarks: Vec<AnyView> = remarks
                .into_iter()
                .map(|said| view! { <li>{said}</li> }.into_any())
                .collect();
            view! {
                {table("What the link says", heads, move || rows.clone())}
                <ul class="hint">{remarks}</ul>
            }
            .into_any()
        })
    });
    let import = move || {
        let link = browser::file_of("Share link", &format!("{PLACE}{code}"));
        state.take_chosen(link.map(browser::Chosen::from).into_iter().collect());
    };
    let body = view! {
        <p class="muted small">{made}</p>
        {shown}
        <div class="row">
            {editing(state, button("button primary", Some(Shape::Import), "Import into mine".to_owned(), import))}
            {link_button("button", Route::Overview, "Leave it")}
        </div>
    }
    .into_any();
    card("shared", title, "", body)
}
