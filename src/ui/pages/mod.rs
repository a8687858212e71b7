//! One module per page; each is a function that gives the page.

use leptos::prelude::*;

use crate::route::Route;

mod activity;
mod assess;
mod dimension;
mod help;
mod model;
mod not_found;
mod overview;
mod settings;
mod teams;

pub use activity::{activity_page, facts, texts};
pub use assess::assess;
pub use dimension::dimension_page;
pub use help::help;
pub use model::model;
pub use not_found::not_found;
pub use overview::overview;
pub use settings::settings;
pub use teams::teams;

/// The pages of the first program: answering, and seeing where a team stands.
pub fn first_page(route: &Route) -> Option<AnyView> {
    Some(match route {
        Route::Overview => overview(),
        Route::Dimension(slug) => dimension_page(slug),
        Route::Assess(start) => assess(start.clone()),
        Route::Activity(id) => activity_page(id),
        Route::Unknown(path) => not_found(path),
        Route::Teams | Route::Model | Route::Settings | Route::Help => return None,
    })
}

/// Every page.
pub fn any_page(route: &Route) -> Option<AnyView> {
    Some(match route {
        Route::Teams => teams(),
        Route::Model => model(),
        Route::Settings => settings(),
        Route::Help => help(),
        _ => return first_page(route),
    })
}
