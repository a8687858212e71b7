//! One module per page; each is a function that gives the page.

use leptos::prelude::*;

use crate::route::Route;

mod activity;
mod assess;
mod dimension;
mod help;
mod history;
mod mapping;
mod model;
mod not_found;
mod overview;
mod roadmap;
mod settings;
mod teams;
mod why;

pub use activity::{activity_page, facts, texts};
pub use assess::{assess, review};
pub use dimension::dimension_page;
pub use help::help;
pub use history::history;
pub use mapping::mapping;
pub use model::model;
pub use not_found::not_found;
pub use overview::overview;
pub use roadmap::roadmap;
pub use settings::settings;
pub use teams::teams;
pub use why::why;

/// The pages of the first program: answering, and seeing where a team stands.
pub fn first_page(route: &Route) -> Option<AnyView> {
    Some(match route {
        Route::Overview => overview(),
        Route::Dimension(slug) => dimension_page(slug),
        Route::Assess(start) => assess(start.clone()),
        Route::Review => review(),
        Route::Activity(id) => activity_page(id),
        Route::Unknown(path) => not_found(path),
        Route::Teams
        | Route::Why(_)
        | Route::History
        | Route::Roadmap
        | Route::Mapping
        | Route::Model
        | Route::Settings
        | Route::Help => return None,
    })
}

/// Every page.
pub fn any_page(route: &Route) -> Option<AnyView> {
    Some(match route {
        Route::Teams => teams(),
        Route::Why(slug) => why(slug),
        Route::History => history(),
        Route::Roadmap => roadmap(),
        Route::Mapping => mapping(),
        Route::Model => model(),
        Route::Settings => settings(),
        Route::Help => help(),
        _ => return first_page(route),
    })
}
