//! Radar charts on the page: the picture, and the same numbers as a table.

use leptos::prelude::*;

use crate::charts::{Ink, Radar, Role, Series, Size};
use crate::scoring::Score;
use crate::ui::components::{Cell, table};
use crate::ui::state::State;
use crate::ui::text;

/// One axis of a radar and one row of its table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Name of the axis.
    pub name: String,
    /// Where it leads; empty: nowhere.
    pub href: String,
    /// Its numbers.
    pub score: Score,
}

fn radar(title: &str, rows: &[Row]) -> Radar {
    let state = State::get();
    Radar {
        title: format!("{title}, {}", state.team_name()),
        axes: rows.iter().map(|row| row.name.clone()).collect(),
        rings: state.model().highest_level(),
        series: vec![Series {
            name: "claimed".to_owned(),
            values: rows.iter().map(|row| row.score.maturity).collect(),
            role: Role::Claimed,
        }],
    }
}

fn picture(
    class: &'static str,
    size: Size,
    title: String,
    rows: impl Fn() -> Vec<Row> + Send + Sync + 'static,
) -> AnyView {
    // One memo for both: the name and the drawing, parted by a line break.
    let both = Memo::new(move |_| {
        let radar = radar(&title, &rows());
        format!("{}\n{}", radar.describe(), radar.svg(size, Ink::Page))
    });
    let part = move |behind: bool| {
        Signal::derive(move || {
            both.with(|both| {
                let (name, svg) = both.split_once('\n').unwrap_or_default();
                if behind { svg } else { name }.to_owned()
            })
        })
    };
    view! { <div class=class role="img" aria-label=part(false) inner_html=part(true)></div> }
        .into_any()
}

/// A radar with its table. `axis` is the heading of the first column.
pub fn radar_figure(
    title: String,
    axis: &'static str,
    rows: impl Fn() -> Vec<Row> + Clone + Send + Sync + 'static,
) -> AnyView {
    let picture = picture("radar", Size::Full, title, rows.clone());
    let heads = [
        axis,
        concat!("#", "Maturity"),
        concat!("#", "Completion"),
        concat!("#", "Coverage"),
    ];
    let numbers = table(
        "Numbers of the radar",
        heads.map(str::to_owned).to_vec(),
        move || {
            rows()
                .into_iter()
                .map(|row| {
                    let Score {
                        maturity,
                        completion,
                        counts,
                        ..
                    } = row.score;
                    vec![
                        if row.href.is_empty() {
                            Cell::Text(row.name)
                        } else {
                            Cell::Link(row.name, row.href)
                        },
                        Cell::Number(text::maturity(maturity)),
                        Cell::Number(text::percent(completion)),
                        Cell::Number(format!("{} / {}", counts.answered, counts.all)),
                    ]
                })
                .collect()
        },
    );
    view! { <figure class="radar-figure">{picture} {numbers}</figure> }.into_any()
}

/// A small radar without names; the numbers stand beside it.
pub fn thumbnail(title: String, rows: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    picture("radar small", Size::Small, title, rows)
}
