//! Radar charts on the page: the picture, and the same numbers as a table.

use leptos::prelude::*;

use crate::charts::{Ink, Radar, Size};
use crate::ui::text;
use crate::ui::view::part;

/// One row of the table beside a radar.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Name of the axis.
    pub name: String,
    /// Where it leads; empty: nowhere.
    pub href: String,
    /// Maturity.
    pub maturity: Option<f64>,
    /// Completion.
    pub completion: Option<f64>,
    /// Answered and all activities.
    pub answered: (usize, usize),
}

/// A radar with its table.
#[component]
pub fn RadarFigure(
    /// The chart.
    #[prop(into)]
    radar: Signal<Radar>,
    /// The same numbers.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
    /// Heading of the first column.
    axis: &'static str,
) -> impl IntoView {
    let svg = Memo::new(move |_| radar.with(|radar| radar.svg(Size::Full, Ink::Page)));
    let name = Memo::new(move |_| radar.with(Radar::describe));
    view! {
        <figure class="radar-figure">
            <div class="radar" role="img" aria-label=name inner_html=svg></div>
            <div class="table-scroll" tabindex="0" role="group" aria-label="Numbers of the radar">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">{axis}</th>
                            <th scope="col" class="num">{text::MATURITY}</th>
                            <th scope="col" class="num">{text::COMPLETION}</th>
                            <th scope="col" class="num">{text::COVERAGE}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {part(move || {
                            rows.get()
                                .into_iter()
                                .map(|row| {
                                    let name = if row.href.is_empty() {
                                        row.name.into_any()
                                    } else {
                                        view! { <a href=row.href>{row.name}</a> }.into_any()
                                    };
                                    view! {
                                        <tr>
                                            <th scope="row">{name}</th>
                                            <td class="num">{text::maturity(row.maturity)}</td>
                                            <td class="num">{text::percent(row.completion)}</td>
                                            <td class="num">
                                                {format!("{} / {}", row.answered.0, row.answered.1)}
                                            </td>
                                        </tr>
                                    }
                                })
                                .collect_view()
                        })}
                    </tbody>
                </table>
            </div>
        </figure>
    }
}

/// A small radar without names; the numbers stand beside it.
#[component]
pub fn Thumbnail(
    /// The chart.
    #[prop(into)]
    radar: Signal<Radar>,
) -> impl IntoView {
    let svg = Memo::new(move |_| radar.with(|radar| radar.svg(Size::Small, Ink::Page)));
    let name = Memo::new(move |_| radar.with(Radar::describe));
    view! { <div class="radar small" role="img" aria-label=name inner_html=svg></div> }
}
