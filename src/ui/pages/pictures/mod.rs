//! The pages that show: Heatmap, Matrix, Compare; and the sample that shows what they look like.

mod choices;
mod compare;
mod heatmap;
mod matrix;
mod panel;
mod sample;
mod save;
mod selection;

use leptos::prelude::*;

use crate::browser;
use crate::charts::scale;
use crate::route::Route;
use crate::ui::pages::not_found;

pub use sample::show_sample;
pub use save::save_drawn;

/// How these pages look: with them, not with the first view.
const LOOKS: &str = include_str!("../../../../public/styles/pictures.css");

fn adopt_looks() {
    browser::adopt_styles("pictures", || format!("{}{LOOKS}", scale::css()));
}

/// The page of a route of this group.
pub fn picturing(route: &Route) -> AnyView {
    adopt_looks();
    match route {
        Route::Heatmap => heatmap::heatmap(),
        Route::Matrix => matrix::matrix(),
        Route::Compare => compare::compare(),
        other => not_found(&other.href()),
    }
}
