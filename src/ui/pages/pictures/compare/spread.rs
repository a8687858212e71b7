//! How the teams are spread in each subdimension: lowest, quartiles, highest.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::BoxPlot;
use crate::scoring::{Quartiles, Scores};
use crate::ui::components::card;
use crate::ui::view::live;

use super::Page;

/// A box plot in each row, with its numbers.
pub fn spread(page: Page) -> AnyView {
    let body = live(move || {
        let model = page.state.model();
        let scores = page.scores(&page.teams());
        let rows: Vec<AnyView> = model
            .dimensions
            .iter()
            .filter(|dimension| !dimension.subdimensions.is_empty())
            .map(|dimension| {
                let rows: Vec<AnyView> = dimension
                    .subdimensions
                    .iter()
                    .map(|&sub| row(page, &model.subdimensions[sub].name, of(page, &scores, sub)))
                    .collect();
                view! {
                    <tbody>
                        <tr class="heat-group">
                            <th scope="rowgroup" colspan="7">{dimension.name.clone()}</th>
                        </tr>
                        {rows}
                    </tbody>
                }
                .into_any()
            })
            .collect();
        rows.into_any()
    });
    let table = view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Spread by subdimension">
            <table class="numbers spread">
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        <th scope="col">
                            <span class="visually-hidden">"Picture"</span>
                        </th>
                        <th scope="col" class="num">"Lowest"</th>
                        <th scope="col" class="num">"Lower quarter"</th>
                        <th scope="col" class="num">"Median"</th>
                        <th scope="col" class="num">"Upper quarter"</th>
                        <th scope="col" class="num">"Highest"</th>
                    </tr>
                </thead>
                {body}
            </table>
        </div>
    }
    .into_any();
    card(
        "spread-title",
        untrack(|| page.state.host.say("Spread over the teams")),
        "The line goes from the lowest to the highest; half of them lie in the box, and the mark in it is the median.",
        table,
    )
}

fn of(page: Page, scores: &[Arc<Scores>], sub: usize) -> Option<Quartiles> {
    let measure = page.measure.get();
    Quartiles::of(
        scores
            .iter()
            .map(|scores| measure.of(&scores.subdimensions[sub])),
    )
}

fn row(page: Page, name: &str, found: Option<Quartiles>) -> AnyView {
    let all = found.map(|found| found.all());
    let numbers: Vec<AnyView> = (0..5)
        .map(|at| all.map(|all| all[at]))
        .map(|value| view! { <td class="num">{page.said(value)}</td> }.into_any())
        .collect();
    let picture = all.map(|all| {
        let drawn = BoxPlot::of(all.map(|value| page.share(value)));
        view! {
            <svg class="box" viewBox="0 0 200 20" aria-hidden="true">
                <path class="box-rail" d="M4 10H196"></path>
                <path class="box-line" d=drawn.line></path>
                <rect class="box-half" x=drawn.left y="4" width=drawn.width height="12" rx="2"></rect>
                <path class="box-median" d=drawn.median></path>
            </svg>
        }
        .into_any()
    });
    view! {
        <tr>
            <th scope="row">{name.to_owned()}</th>
            <td class="box-cell">{picture}</td>
            {numbers}
        </tr>
    }
    .into_any()
}
