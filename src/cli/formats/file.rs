//! The file that the page exports, laid out for git.

use super::Format;
use crate::cli::merge::ids;
use crate::exchange::export;

pub const FORMAT: Format = Format {
    name: "file",
    write: |assessment, wish| Ok(export::write(assessment, &ids(wish.model)).into_bytes()),
};
