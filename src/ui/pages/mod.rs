//! One component per page.

mod activity;
mod assess;
mod dimension;
mod help;
mod not_found;
mod overview;
mod teams;

pub use activity::{ActivityPage, Facts, Texts};
pub use assess::Assess;
pub use dimension::DimensionPage;
pub use help::Help;
pub use not_found::NotFound;
pub use overview::Overview;
pub use teams::Teams;
