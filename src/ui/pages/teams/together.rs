//! The card of all teams, or those of a group, side by side.

use leptos::prelude::*;

use crate::scoring::{self, Part, Scores, Spread};
use crate::ui::components::{Cell, Pick, card, select, table};
use crate::ui::state::State;
use crate::ui::text;

use super::groups::living_groups;

/// All teams, or those of a group, together. A mean never stands alone.
pub(super) fn together(state: State) -> AnyView {
    let group = RwSignal::new(String::new());
    let picks = move || {
        let mut picks = vec![Pick(String::new(), state.host.say("All teams"))];
        state.assessment.with(|assessment| {
            for (id, name) in living_groups(assessment) {
                picks.push(Pick(id.to_string(), name.to_owned()));
            }
        });
        picks
    };
    let rows = move || {
        let model = state.model();
        let wanted = group.get();
        let members: Vec<(String, Scores)> = state.assessment.with(|assessment| {
            let teams = assessment.living_teams().into_iter();
            let members = teams
                .filter(|(_, team)| wanted.is_empty() || team.groups.contains(wanted.as_str()));
            let scored = members
                .map(|(id, team)| (team.name.clone(), scoring::score(&model, assessment, id)));
            scored.collect()
        });
        let list: Vec<&Scores> = members.iter().map(|(_, scores)| scores).collect();
        let found = scoring::portfolio(&model, &list);
        let names = |at: usize| members[at].0.clone();
        let row = |name: &str, part: &Part| match &part.maturity {
            Some(spread) => spread_row(name, spread, &names),
            None => vec![Cell::Text(name.to_owned()), Cell::Text("n/a".to_owned())],
        };
        let dimensions = model.dimensions.iter().zip(&found.dimensions);
        let mut rows: Vec<Vec<Cell>> = dimensions
            .map(|(dimension, part)| row(&dimension.name, part))
            .collect();
        rows.push(row("Overall", &found.overall));
        rows
    };
    let heads = [
        "Maturity", "#Mean", "#Median", "#Lowest", "Team", "#Highest", "Team", "#Teams",
    ];
    let body = view! {
        <div class="field-pair">
            <label for="together-group">"Group"</label>
            {select(Some("together-group"), None, picks, group.into(), move |value| group.set(value))}
        </div>
        {table("Numbers taken together", heads.map(|head| state.host.say(head)).to_vec(), rows)}
    }
    .into_any();
    card(
        "together",
        "Together".to_owned(),
        "How far they lie apart. Whoever has nothing that applies in a dimension is left out of it.",
        body,
    )
}

fn spread_row(name: &str, spread: &Spread, names: &dyn Fn(usize) -> String) -> Vec<Cell> {
    let number = |value: f64| Cell::Number(text::maturity(Some(value)));
    vec![
        Cell::Text(name.to_owned()),
        number(spread.mean),
        number(spread.median),
        number(spread.min),
        Cell::Text(names(spread.lowest)),
        number(spread.max),
        Cell::Text(names(spread.highest)),
        Cell::Number(spread.count.to_string()),
    ]
}
