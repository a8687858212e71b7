//! Many copies become one.

use super::{Assessment, merge};

/// Merges many copies, each with one of about its size: merged one after the other, the last of a
/// thousand would copy all that came before, a thousand times.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Gather {
    /// At each place what came of 1, 2, 4, 8 … copies, or nothing.
    merged: Vec<Option<Assessment>>,
}

impl Gather {
    /// Adds a copy.
    pub fn add(&mut self, copy: Assessment) {
        let mut more = copy;
        for place in &mut self.merged {
            match place.take() {
                Some(known) => more = merge(&known, &more),
                None => {
                    *place = Some(more);
                    return;
                }
            }
        }
        self.merged.push(Some(more));
    }

    /// All of them as one, with the id of the first; `None`: there was none.
    pub fn whole(self) -> Option<Assessment> {
        let copies = self.merged.into_iter().flatten();
        copies.reduce(|later, earlier| merge(&earlier, &later))
    }
}
