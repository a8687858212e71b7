//! The same file with as few bytes as it takes, for programs.

use super::Format;
use crate::exchange::assessment_file;

pub const FORMAT: Format = Format {
    name: "compact",
    write: |assessment, _| Ok(assessment_file::write(assessment).into_bytes()),
};
