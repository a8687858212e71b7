//! The picked rows in one radar.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::{Ink, MOST, Overlay, Polygon, Unit};
use crate::ui::components::{Cell, card, table};
use crate::ui::state::Measure;
use crate::ui::view::{live, live_text};

use super::super::save::{FILE, Picture, keys, save};
use super::Page;
use super::rows::{Numbers, Row, numbers};

/// The radar of the rows that are picked; nothing where none is.
pub fn together(page: Page, all: Memo<Arc<Vec<Row>>>, said: Memo<String>) -> AnyView {
    let picked: Memo<Vec<(Row, Numbers)>> = Memo::new(move |_| {
        let said = said.get();
        let keys = said.split(',');
        all.with(|all| {
            keys.filter_map(|key| all.iter().find(|row| row.key == key))
                .take(MOST)
                .map(|row| (row.clone(), numbers(page, row)))
                .collect()
        })
    });
    let is_any = Memo::new(move |_| picked.with(|picked| !picked.is_empty()));
    live(move || is_any.get().then(|| radar(page, picked)))
}

fn overlay(page: Page, picked: &[(Row, Numbers)]) -> Overlay {
    let model = page.state.model();
    let (title, unit) = match page.measure.get() {
        Measure::Maturity => ("Maturity by dimension", Unit::Level),
        Measure::Completion => ("Completion by dimension", Unit::Share),
    };
    let polygons = picked.iter().map(|(row, numbers)| Polygon {
        name: row.name.clone(),
        values: numbers.dimensions.clone(),
    });
    Overlay {
        title: title.to_owned(),
        axes: model.dimensions.iter().map(|it| it.name.clone()).collect(),
        unit,
        highest: model.highest_level(),
        polygons: polygons.collect(),
    }
}

fn radar(page: Page, picked: Memo<Vec<(Row, Numbers)>>) -> AnyView {
    let drawn = Memo::new(move |_| picked.with(|picked| overlay(page, picked)));
    let name = live_text(move || drawn.with(Overlay::describe));
    let svg = live_text(move || drawn.with(|drawn| drawn.svg(Ink::Page)));
    let legend = live(move || {
        picked.with(|picked| {
            picked
                .iter()
                .enumerate()
                .map(|(at, (row, _))| {
                    view! {
                        <li>
                            <span class="key" aria-hidden="true" inner_html=Overlay::key(at, Ink::Page)></span>
                            {row.name.clone()}
                        </li>
                    }
                    .into_any()
                })
                .collect_view()
        })
    });
    let model = page.state.model();
    let mut heads = vec!["Name".to_owned(), "#Overall".to_owned()];
    heads.extend(model.dimensions.iter().map(|it| format!("#{}", it.name)));
    let rows = move || {
        picked.with(|picked| {
            picked
                .iter()
                .map(|(row, numbers)| {
                    let mut cells = vec![
                        Cell::Text(row.name.clone()),
                        Cell::Number(page.said(numbers.overall)),
                    ];
                    let dimensions = numbers.dimensions.iter();
                    cells.extend(dimensions.map(|value| Cell::Number(page.said(*value))));
                    cells
                })
                .collect()
        })
    };
    let file = move || {
        let drawn = drawn.get_untracked();
        let names: Vec<String> = drawn.polygons.iter().map(|it| it.name.clone()).collect();
        Picture {
            svg: drawn.svg(FILE),
            size: drawn.size(),
            scale: None,
            keys: keys(names.iter().cloned()),
            title: format!("Radar: {}", drawn.title),
            team: names.join(", "),
            description: drawn.describe(),
        }
    };
    let body = view! {
        <figure class="overlay">
            <div class="overlay-picture" role="img" aria-label=name inner_html=svg></div>
            <ul class="overlay-legend">{legend}</ul>
        </figure>
        {table("Numbers of the radar", heads, rows)}
        {save(file)}
    }
    .into_any();
    card("together", "Picked in one radar".to_owned(), "", body)
}
