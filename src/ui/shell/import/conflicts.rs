//! Where the file and what is here say something else: what is kept, all at once or one by one.

use std::sync::Arc;

use leptos::prelude::*;

use super::Importing;
use crate::assessment::{Answer, Assessment, Conflict, Rule, Side, decide, merge};
use crate::map::Map;
use crate::ui::components::{Limit, Pick, answer_label, select, select_of};
use crate::ui::text;
use crate::ui::view::{live, live_text};

/// How many disagreements are listed at first, and how many each "more" adds.
const ROWS: usize = 20;

const RULES: [(Rule, &str); 5] = [
    (Rule::Newer, "the newer answer"),
    (Rule::Mine, "the answer here"),
    (Rule::Theirs, "the answer of the file"),
    (Rule::Higher, "the higher stage"),
    (Rule::Lower, "the lower stage"),
];

/// The part of the preview that asks.
pub(super) fn disagreeing(
    importing: Importing,
    theirs: &Assessment,
    conflicts: Vec<Conflict>,
) -> AnyView {
    let state = importing.state;
    let limit = Limit::new(ROWS);
    let merged = state
        .assessment
        .with_untracked(|mine| Arc::new(merge(mine, theirs)));
    let rule_picks = || {
        let all = RULES.iter().enumerate();
        all.map(|(at, (_, name))| Pick(at.to_string(), (*name).to_owned()))
            .collect()
    };
    let rule = live_text(move || {
        let now = importing.rule.get();
        let at = RULES.iter().position(|(rule, _)| *rule == now);
        at.unwrap_or_default().to_string()
    });
    let choose_rule = move |value: String| {
        if let Some((rule, _)) = value.parse().ok().and_then(|at: usize| RULES.get(at)) {
            // A decision about all of them is the latest word on each.
            importing.single.set(Map::new());
            importing.rule.set(*rule);
        }
    };
    let count = conflicts.len();
    let rows = {
        let conflicts = conflicts.clone();
        live(move || {
            let shown = conflicts.iter().take(limit.get());
            shown
                .map(|conflict| disagreement(importing, &merged, conflict))
                .collect_view()
        })
    };
    let more = limit.more(move || count);
    let differ = text::plural(count, "answer differs", "answers differ");
    let heading = format!("{differ} between here and the file");
    view! {
        <section class="proof-part" aria-labelledby="disagree">
            <h3 id="disagree">{heading}</h3>
            <div class="field-pair">
                <label for="rule">"Keep"</label>
                {select(Some("rule"), None, rule_picks, rule, choose_rule)}
            </div>
            <details>
                <summary>"Decide one by one"</summary>
                <ul class="disagreements">{rows}</ul>
                {more}
            </details>
        </section>
    }
    .into_any()
}

fn disagreement(importing: Importing, merged: &Arc<Assessment>, conflict: &Conflict) -> AnyView {
    let state = importing.state;
    let model = state.model();
    let name = model.activity(conflict.activity.as_str()).map_or_else(
        || conflict.activity.to_string(),
        |activity| activity.name.clone(),
    );
    let team = merged
        .teams
        .get(&conflict.team)
        .map(|team| team.name.clone())
        .unwrap_or_default();
    let said = |side: &str, answer: &Answer| {
        let mut said = format!("{side}: {}", answer_label(merged, Some(answer)));
        if let Some(day) = answer.confirmed {
            said.push_str(&format!(", {day}"));
        }
        if !answer.changed.by.is_empty() {
            said.push_str(&format!(", {}", answer.changed.by));
        }
        said
    };
    let picks = {
        let picks = vec![
            Pick("mine".to_owned(), said("Here", &conflict.mine)),
            Pick("theirs".to_owned(), said("File", &conflict.theirs)),
        ];
        move || picks.clone()
    };
    let key = (conflict.team.clone(), conflict.activity.clone());
    let side = {
        let (key, conflict, merged) = (key.clone(), conflict.clone(), merged.clone());
        live_text(move || {
            let single = importing.single.with(|single| single.get(&key).copied());
            match single.unwrap_or_else(|| decide(&merged, importing.rule.get(), &conflict)) {
                Side::Mine => "mine",
                Side::Theirs => "theirs",
            }
        })
    };
    let choose = move |value: String| {
        let side = match value.as_str() {
            "mine" => Side::Mine,
            _ => Side::Theirs,
        };
        importing.single.update(|single| {
            single.insert(key.clone(), side);
        });
    };
    let label = format!("Keep for {name}, {team}");
    view! {
        <li>
            <span>{name}<span class="muted small">{format!(" {team}")}</span></span>
            {select_of(None, Some(label), Box::new(picks), side, Box::new(choose))}
        </li>
    }
    .into_any()
}
