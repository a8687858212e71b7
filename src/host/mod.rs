//! Whoever puts the page on a server, or another page around it: what they may set ([`config`]),
//! and how the two pages talk ([`protocol`]). Both read what others wrote, so everything in here
//! ends in a value or in a sentence that names the place.

pub mod config;
pub mod locks;
pub mod protocol;
pub mod words;

pub use config::{Config, Finding, Source};
