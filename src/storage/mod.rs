//! The rules of keeping: which records there are, and how a change gets into them without losing
//! anything. Written over the trait [`Store`], so that tests run them against memory.
//!
//! Records (all keys begin with [`PREFIX`]):
//!
//! | key | holds |
//! |---|---|
//! | `current` | id of the assessment that was opened last |
//! | `first` | what tabs make the ids of the first assessment of, until it is stored |
//! | `a/<id>/head` | the assessment without its answers |
//! | `a/<id>/ids` | the ids of the activities that the answers are about |
//! | `a/<id>/t/<team>` | the answers of one team |
//! | `a/<id>/c/<cycle>` | the snapshot of a closed cycle |
//! | `a/<id>/revision` | changes with every save, so that a tab knows whether another one wrote |
//! | `a/<id>/exported` | the moment of the last export |
//! | `a/<id>/deleted` | the assessment was deleted, and can be brought back |
//! | `a/<id>/log` | what was changed, when and by whom: the latest lines |
//! | `copies/<id>/<moment>` | the whole assessment as it was then |
//! | `quarantine/<n>/<key>` | a record that could not be read, unchanged |
//!
//! Before a record is written, what stands there is read: another tab may have been quicker. What
//! it says is merged, never overwritten; what cannot be read is moved aside first.
//!
//! Two tabs that write in the same moment do not see each other yet. So a tab that finds a record
//! that lacks what it has writes it again; in the end both stand in the storage.
//!
//! A snapshot and the head that names its cycle are two records, and either may arrive first. So a
//! snapshot without its cycle is left where it is, and one that went and came again is read again.
//!
//! A save is kept whole or not at all: where the room ends in the middle, everything is put back as
//! it stood, so that what is stored is one state and not half of two.
//!
//! The steps of undo are not here. They belong to one tab and not to the assessment, so the page
//! keeps them in the storage of the tab, where they take no room from the answers.

mod aside;
mod ids;
mod journal;
mod keeper;
mod log;
mod memory;
mod pack;
mod packed;
mod part;
mod record;
mod rescue;
mod room;
mod several;
mod shelf;
mod travel;

pub use keeper::{Gone, Keeper, Loaded};
pub use log::{LogEntry, MAX_LOG};
pub use memory::Memory;
pub use part::belongs_to;
pub use rescue::read_rescue;
pub use several::Outcome;
pub use shelf::{Aside, Copy, Entry, MAX_COPIES, QUOTA, Shelf, Usage};

pub use travel::{Arriving, Leaving};

use std::fmt;

/// What all keys begin with. Other applications may live on the same origin.
pub const PREFIX: &str = "dsomm-radar/";

/// Why the browser did not store something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreError {
    /// No storage here: a sandboxed frame, or switched off.
    Denied,
    /// No room left.
    Full,
    /// What was read back is not what was written.
    NotKept,
    /// A newer version of the page wrote here: its records must not be touched.
    Newer,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Denied => {
                "Not saved: this browser keeps nothing for this page. Export a file before you leave."
            }
            Self::Full => {
                "Not saved: the browser's storage is full. Export a file now, then free some space."
            }
            Self::NotKept => {
                "Not saved: the browser did not keep what was written. Export a file before you leave."
            }
            Self::Newer => {
                "Not saved: what is stored here belongs to a newer version of this page. Export a file, then reload the page."
            }
        })
    }
}

impl std::error::Error for StoreError {}

/// A place for texts under keys.
pub trait Store {
    /// The text under a key, if there is one.
    fn get(&self, key: &str) -> Result<Option<String>, StoreError>;
    /// Writes a text.
    fn set(&self, key: &str, text: &str) -> Result<(), StoreError>;
    /// Removes a text; it is fine if there is none.
    fn remove(&self, key: &str) -> Result<(), StoreError>;
    /// Copies what stands under a key to another one, unchanged, even where it is damaged so that
    /// [`Store::get`] can only give something like it.
    fn copy(&self, from: &str, to: &str) -> Result<(), StoreError> {
        match self.get(from)? {
            Some(text) => self.set(to, &text),
            None => Ok(()),
        }
    }
    /// All keys that begin with a prefix.
    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError>;
}
