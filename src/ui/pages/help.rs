//! Help: how to assess, what the numbers mean, keys, files.

use leptos::prelude::*;

use crate::ui::components::{card, prose};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live;

/// The help page.
pub fn help() -> AnyView {
    let state = State::get();
    state.want_details();
    let model = state.model();
    let levels = {
        let model = model.clone();
        live(move || {
            state.details.with(|details| {
                let texts = details.as_ref().map(|details| &details.about.levels);
                model
                    .levels
                    .iter()
                    .enumerate()
                    .map(|(at, name)| {
                        let text = texts.and_then(|texts| texts.get(at));
                        term(
                            format!("{} · {name}", at + 1),
                            text.map(String::as_str).unwrap_or_default(),
                        )
                    })
                    .collect_view()
            })
        })
    };
    let stages = live(move || {
        state
            .assessment
            .with(|assessment| assessment.living_stages().cloned().collect::<Vec<_>>())
            .into_iter()
            .map(|stage| {
                term(
                    format!("{} · {}", stage.title, text::percent(Some(stage.score))),
                    &state.host.definition(stage.definition),
                )
            })
            .collect_view()
    });
    let source = format!(
        "{} activities in {} dimensions, version {}. {}",
        model.activities.len(),
        model.dimensions.len(),
        model.meta.version,
        text::MODEL_CREDIT,
    );
    let terms = |list: &[(&str, &str)]| -> Vec<AnyView> {
        list.iter()
            .map(|(name, text)| term((*name).to_owned(), &state.host.say(text)))
            .collect()
    };
    let keys: Vec<AnyView> = text::KEYS
        .iter()
        .map(|(keys, does)| {
            let keys: Vec<AnyView> = keys
                .split(' ')
                .map(|key| view! { <kbd>{key}</kbd> }.into_any())
                .collect();
            view! {
                <dt>{keys}</dt>
                <dd>{*does}</dd>
            }
            .into_any()
        })
        .collect();
    let list = |entries: AnyView| view! { <dl class="terms">{entries}</dl> }.into_any();
    view! {
        <div class="page narrow">
            <h1 tabindex="-1">{text::HELP}</h1>
            {card("how", "How to assess".to_owned(), "", prose(&state.host.say(text::HOW_TO_ASSESS)))}
            {card(
                "stages",
                "Answers".to_owned(),
                "",
                list((stages, terms(text::OTHER_ANSWERS)).into_any()),
            )}
            {card("levels", "Levels".to_owned(), "", list(levels))}
            {card("numbers", "Numbers".to_owned(), "", list(terms(text::NUMBERS).into_any()))}
            {card(
                "rounds",
                "Evidence, review and cycles".to_owned(),
                "",
                list(terms(text::ROUNDS).into_any()),
            )}
            {card("keys", "Keys".to_owned(), "", list(keys.into_any()))}
            {card("data", "Your data".to_owned(), "", prose(&state.host.say(text::YOUR_DATA)))}
            {card("model", "Model".to_owned(), "", prose(&source))}
        </div>
    }
    .into_any()
}

fn term(name: String, text: &str) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>{prose(text)}</dd>
    }
    .into_any()
}
