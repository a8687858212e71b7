//! A radar of shares that are no scores of the model's parts.

use leptos::prelude::*;

use crate::charts::{Ink, Radar, Role, Series, Size, Unit};
use crate::ui::components::later;
use crate::ui::state::State;
use crate::ui::view::live_text;

/// Polygons: name, look, and a share for each axis.
pub type Shares = Vec<(String, Role, Vec<Option<f64>>)>;

/// The radar with ways to save it and the table that has its numbers.
pub fn shares_figure(
    state: State,
    title: impl Fn() -> String + Send + Sync + 'static,
    axes: Vec<String>,
    shares: impl Fn() -> Shares + Send + Sync + 'static,
    numbers: AnyView,
) -> AnyView {
    let both = Memo::new(move |_| {
        let series = shares().into_iter();
        let radar = Radar {
            title: title(),
            axes: axes.clone(),
            rings: 5,
            unit: Unit::Share,
            series: series
                .map(|(name, role, values)| Series { name, values, role })
                .collect(),
        };
        let name = radar.describe().replace('\n', " ");
        format!("{name}\n{}", radar.svg(Size::Full, Ink::Page))
    });
    let half = move |behind: bool| {
        live_text(move || {
            both.with(|both| {
                let (name, svg) = both.split_once('\n').unwrap_or_default();
                if behind { svg } else { name }.to_owned()
            })
        })
    };
    view! {
        <figure class="radar-figure">
            <div class="radar" role="img" aria-label=half(false) inner_html=half(true)></div>
            {later::save(state, both)}
            {numbers}
        </figure>
    }
    .into_any()
}
