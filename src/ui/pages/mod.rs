//! One module per page; each is a function that gives the page.

use leptos::prelude::*;

use crate::browser;
use crate::route::Route;

/// How pages look that are not in the first view: with them.
const BEYOND: &str = include_str!("../../../public/styles/beyond.css");
const AUDIT: &str = include_str!("../../../public/styles/audit.css");
const SETUP: &str = include_str!("../../../public/styles/setup.css");

mod activity;
mod assess;
mod audit;
mod dimension;
mod help;
mod history;
mod mapping;
mod model;
mod not_found;
mod overview;
mod pictures;
mod report;
mod roadmap;
mod round;
mod settings;
mod teams;
mod why;

pub use activity::{facts, texts};
pub use model::model;
pub use not_found::not_found;
pub use overview::overview;
pub use pictures::{
    graph_of, open_search, picturing, save_drawn, show_sample, spark, spark_of, trends,
};

/// Answering, and seeing where a dimension stands.
pub fn answering(route: &Route) -> AnyView {
    assess::adopt_looks();
    match route {
        Route::Dimension(slug) => dimension::dimension_page(slug),
        Route::Assess(start) => assess::assess(start.clone()),
        Route::Review => assess::review(),
        Route::Round => round::round(),
        Route::Activity(id) => activity::activity_page(id),
        other => not_found(&other.href()),
    }
}

/// The pages beyond answering.
pub fn beyond_answering(route: &Route) -> AnyView {
    browser::adopt_styles("beyond", || BEYOND.to_owned());
    match route {
        Route::Teams => teams::teams(),
        Route::Why(slug) => why::why(slug),
        Route::History => history::history(),
        Route::Roadmap => roadmap::roadmap(),
        Route::Mapping => mapping::mapping(),
        other => not_found(&other.href()),
    }
}

/// What others read: the report and the audit.
pub fn auditing(route: &Route) -> AnyView {
    browser::adopt_styles("audit", || AUDIT.to_owned());
    match route {
        Route::Audit => audit::audit(),
        Route::Report => report::report(),
        other => not_found(&other.href()),
    }
}

/// Settings and Help.
pub fn setting_up(route: &Route) -> AnyView {
    browser::adopt_styles("setup", || SETUP.to_owned());
    match route {
        Route::Settings => settings::settings(),
        Route::Help => help::help(),
        other => not_found(&other.href()),
    }
}
