//! What gives way where the room ends.

use super::part::key;
use super::{Store, StoreError};

/// Makes room: removes the oldest of all recovery copies. False: there is none.
pub(super) fn drop_oldest_copy(store: &impl Store) -> Result<bool, StoreError> {
    let oldest = store
        .keys(&key("copies/"))?
        .into_iter()
        .min_by_key(|record| {
            let moment = record.rsplit('/').next().unwrap_or_default();
            moment.parse::<i64>().unwrap_or(0)
        });
    match oldest {
        Some(record) => store.remove(&record).map(|()| true),
        None => Ok(false),
    }
}
