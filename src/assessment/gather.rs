//! Many copies become one.

use super::{Assessment, merge};

/// Merges many copies, each with one of about its size: merged one after the other, the last of a
/// thousand would copy all that came before, a thousand times.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Gather {
    /// What was merged, the largest first, and how often: of 2, 4, 8 … copies once, twice, three times.
    merged: Vec<(u32, Assessment)>,
}

impl Gather {
    /// Adds a copy. It is merged by [`Gather::step`].
    pub fn push(&mut self, copy: Assessment) {
        self.merged.push((0, copy));
    }

    /// Merges two of about the same size, so that whoever waits may be heard between two steps.
    /// `false`: there are none.
    pub fn step(&mut self) -> bool {
        match self.merged[..] {
            [.., (times, _), (again, _)] if times == again => self.join(),
            _ => false,
        }
    }

    /// Merges the last two, whatever their size, when nothing more is to come. `false`: it is one.
    pub fn join(&mut self) -> bool {
        let Some(before) = self.merged.len().checked_sub(2) else {
            return false;
        };
        let (times, earlier) = &self.merged[before];
        let (_, later) = &self.merged[before + 1];
        let whole = (times + 1, merge(earlier, later));
        self.merged.truncate(before);
        self.merged.push(whole);
        true
    }

    /// All of them as one, with the id of the first; `None`: there was none.
    pub fn whole(self) -> Option<Assessment> {
        let mut left: Vec<Assessment> = self.merged.into_iter().map(|(_, copy)| copy).collect();
        while left.len() > 1 {
            left = left.chunks(2).map(pair).collect();
        }
        left.pop()
    }
}

fn pair(copies: &[Assessment]) -> Assessment {
    match copies {
        [earlier, later] => merge(earlier, later),
        rest => rest[0].clone(),
    }
}
