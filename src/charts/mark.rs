//! How an answer stands, as a shape: so that nobody depends on its colour.

use super::ink::Role;

/// How an activity stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Fully in place: a tick in a disc.
    Ready,
    /// Begun: half a disc.
    Begun,
    /// Nothing is in place: an empty ring.
    Nothing,
    /// *Not sure*: a question mark in a diamond.
    NotSure,
    /// *Not applicable*: a dash in a square.
    NotApplicable,
    /// Not answered: a dashed ring.
    Open,
}

/// All marks.
pub const MARKS: [Mark; 6] = [
    Mark::Ready,
    Mark::Begun,
    Mark::Nothing,
    Mark::NotSure,
    Mark::NotApplicable,
    Mark::Open,
];

impl Mark {
    /// The shape, as the `d` of a path on a grid of 16 × 16 that is drawn as a line.
    pub fn path(self) -> &'static str {
        match self {
            Mark::Ready => "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4.800 8.200 7 10.500l4.300-4.800",
            Mark::Begun => {
                "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM8 1.500v13a6.500 6.500 0 0 1 0-13z"
            }
            Mark::Nothing | Mark::Open => "M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13z",
            Mark::NotSure => {
                "M8 1l7 7-7 7-7-7zM6.200 6.400a1.800 1.800 0 1 1 2.600 1.700c-.5.300-.8.600-.8 1.200M8 11.200v.1"
            }
            Mark::NotApplicable => "M2 2h12v12H2zM5 8h6",
        }
    }

    /// How it is coloured.
    pub(super) fn role(self) -> Role {
        match self {
            Mark::Ready => Role::Evidenced,
            Mark::Begun => Role::Claimed,
            Mark::NotSure => Role::Target,
            Mark::Nothing | Mark::NotApplicable | Mark::Open => Role::Faint,
        }
    }
}
