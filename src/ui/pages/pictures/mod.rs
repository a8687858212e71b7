//! The pages that show: Heatmap, Matrix, Compare, Dependencies; and the sample that shows what they look like.

mod choices;
mod compare;
mod dependencies;
mod heatmap;
mod matrix;
mod panel;
mod sample;
mod save;
mod search;
mod selection;
mod trends;

use leptos::prelude::*;

use crate::browser;
use crate::charts::scale;
use crate::route::Route;
use crate::ui::pages::not_found;

pub use dependencies::graph_of;
pub use sample::show_sample;
pub use save::save_drawn;
pub use search::open_search;
pub use trends::{spark, spark_of, trends};

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
        Route::Dependencies => dependencies::dependencies(),
        other => not_found(&other.href()),
    }
}
