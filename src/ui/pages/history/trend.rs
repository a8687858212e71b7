//! The card of the trend.

use leptos::prelude::*;

use crate::charts::{Ink, Moment, Trend};
use crate::ui::components::{Cell, card, later, table};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{live, live_text};

use super::Point;

pub(super) fn trend(state: State, points: Memo<Vec<Point>>) -> AnyView {
    let both = Memo::new(move |_| {
        let trend = Trend {
            title: format!("maturity, {}", state.team_name()),
            highest: state.model().highest_level(),
            moments: points.with(|points| {
                let points = points.iter();
                let moment = |point: &Point| Moment {
                    name: point.name.clone(),
                    value: point.scores.overall.maturity,
                };
                points.map(moment).collect()
            }),
        };
        let name = trend.describe().replace('\n', " ");
        format!("{name}\n{}", trend.svg(Ink::Page))
    });
    let half = move |behind: bool| {
        live_text(move || {
            both.with(|both| {
                let (name, svg) = both.split_once('\n').unwrap_or_default();
                if behind { svg } else { name }.to_owned()
            })
        })
    };
    let (name, svg) = (half(false), half(true));
    let heads = ["When", "#Maturity", "#Completion", "#Answered"];
    let rows = move || {
        points.with(|points| {
            let row = |point: &Point| {
                let overall = &point.scores.overall;
                vec![
                    Cell::Text(point.name.clone()),
                    Cell::Number(text::maturity(overall.maturity)),
                    Cell::Number(text::percent(overall.completion)),
                    Cell::Number(format!(
                        "{} / {}",
                        overall.counts.answered, overall.counts.all
                    )),
                ]
            };
            points.iter().map(row).collect()
        })
    };
    let body = view! {
        <figure class="radar-figure">
            <div class="trend" role="img" aria-label=name inner_html=svg></div>
            {later::save(state, both)}
            {table("Numbers of the trend", heads.map(str::to_owned).to_vec(), rows)}
        </figure>
    }
    .into_any();
    card(
        "trend",
        "Trend".to_owned(),
        "Calculated with today's model and stages, so that only the answers differ.",
        body,
    )
}

/// Levels in place and a line per dimension, once the part of the program is there that draws them.
pub(super) fn more_trends(state: State) -> AnyView {
    let pictures = state.chunks.pictures;
    pictures.want();
    live(move || match pictures.get() {
        Some(has) => (has.trends)(),
        None => later::loading(pictures),
    })
}
