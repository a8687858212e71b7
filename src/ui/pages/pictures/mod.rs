//! The pages that show: Heatmap, Matrix, Compare.

mod choices;
mod compare;
mod heatmap;
mod matrix;
mod panel;
mod save;
mod selection;

use leptos::prelude::*;

use crate::browser;
use crate::charts::scale;
use crate::route::Route;
use crate::ui::pages::not_found;

/// How these pages look: with them, not with the first view.
const LOOKS: &str = include_str!("../../../../public/styles/pictures.css");

/// The page of a route of this group.
pub fn picturing(route: &Route) -> AnyView {
    browser::adopt_styles("pictures", || format!("{}{LOOKS}", scale::css()));
    match route {
        Route::Heatmap => heatmap::heatmap(),
        Route::Matrix => matrix::matrix(),
        Route::Compare => compare::compare(),
        other => not_found(&other.href()),
    }
}
