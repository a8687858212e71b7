//! Which team here a team of the file is, where its id does not tell.

use leptos::prelude::*;

use super::Importing;
use crate::assessment::{Stranger, TeamId, known_and_new};
use crate::ui::components::{Limit, Pick, select_of};
use crate::ui::text;
use crate::ui::view::{live, live_text};

/// How many teams are listed at first, and how many each "more" adds.
const ROWS: usize = 10;

/// The part of the preview that asks. Nothing where all teams are known, or nobody is here yet.
pub(super) fn who_is_who(importing: Importing, strangers: Vec<Stranger>) -> Option<AnyView> {
    let state = importing.state;
    let here: Vec<Pick> = state.assessment.with_untracked(|mine| {
        let teams = mine.living_teams().into_iter();
        teams
            .map(|(id, team)| Pick(id.to_string(), team.name.clone()))
            .collect()
    });
    if strangers.is_empty() || here.is_empty() {
        return None;
    }
    let new = state.host.say("A new team");
    let mut picks = vec![Pick(String::new(), new)];
    picks.extend(here);
    let picks = StoredValue::new(picks);
    // Those that were guessed come first: they are what has to be looked at.
    let (guessed, others): (Vec<Stranger>, Vec<Stranger>) =
        strangers.into_iter().partition(|one| one.perhaps.is_some());
    let is_open = !guessed.is_empty();
    let strangers = [guessed, others].concat();
    let count = strangers.len();
    let all = StoredValue::new(strangers.clone());
    let limit = Limit::new(ROWS);
    let rows = live(move || {
        let shown = strangers.iter().take(limit.get());
        shown.map(|one| row(importing, picks, one)).collect_view()
    });
    let more = limit.more(move || count);
    let same = live_text(move || {
        let (same, new) = importing
            .who
            .with(|who| all.with_value(|all| known_and_new(all, who)));
        let same = untrack(|| state.host.teams(same));
        let new = untrack(|| state.host.teams(new));
        format!("Who is who: {same} of the file taken for one here, {new} new")
    });
    Some(
        view! {
            <details class="who" open=is_open>
                <summary>{same}</summary>
                <p class="hint">{state.host.say(text::WHO_IS_WHO)}</p>
                <ul class="disagreements">{rows}</ul>
                {more}
            </details>
        }
        .into_any(),
    )
}

fn row(importing: Importing, picks: StoredValue<Vec<Pick>>, stranger: &Stranger) -> AnyView {
    let id = stranger.id.clone();
    let current = {
        let id = id.clone();
        live_text(move || {
            let to = importing.who.with(|who| who.get(id.as_str()).cloned());
            to.map_or_else(String::new, |to| to.to_string())
        })
    };
    let choose = move |value: String| {
        importing.single.set(Default::default());
        importing.who.update(|who| {
            match value.as_str() {
                "" => who.remove(id.as_str()),
                to => who.insert(id.clone(), TeamId::new(to)),
            };
        });
    };
    let name = stranger.name.clone();
    let label = format!("{name} is");
    view! {
        <li>
            <span>{name}</span>
            {select_of(None, Some(label), Box::new(move || picks.get_value()), current, Box::new(choose))}
        </li>
    }
    .into_any()
}
