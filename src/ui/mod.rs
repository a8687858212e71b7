//! The page: Leptos components over [`state::State`]. Components read signals and send commands;
//! rules and numbers live in the core.
//!
//! Everybody downloads what shows the Overview; the rest of the program comes in chunks when it is
//! asked for ([`split`]).

mod carrying;
mod chunk;
mod components;
mod embed;
mod extensions;
mod files;
mod host;
mod pages;
mod shell;
mod split;
mod start;
mod state;
mod text;
mod view;
mod workshop;

pub use start::start;
