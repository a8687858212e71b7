//! One module per page; each is a function that gives the page.

mod activity;
mod assess;
mod dimension;
mod help;
mod model;
mod not_found;
mod overview;
mod teams;

pub use activity::{activity_page, facts, texts};
pub use assess::assess;
pub use dimension::dimension_page;
pub use help::help;
pub use model::model;
pub use not_found::not_found;
pub use overview::overview;
pub use teams::teams;
