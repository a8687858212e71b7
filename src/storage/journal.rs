//! Remembers what stood in a store before something was done to it.

use std::cell::RefCell;

use super::{Store, StoreError};

/// Works on a store, and can put everything back as it stood.
pub(super) struct Journal<'s, S> {
    store: &'s S,
    /// Key, and what stood there; the first step comes first.
    before: RefCell<Vec<(String, Option<String>)>>,
}

impl<'s, S: Store> Journal<'s, S> {
    pub fn of(store: &'s S) -> Self {
        Self {
            store,
            before: RefCell::default(),
        }
    }

    /// Puts everything back, the last step first: so each state on the way is one that had room.
    /// Returns what stands in each record then; `None` also where that is not certain.
    pub fn put_back(self) -> Vec<(String, Option<String>)> {
        let steps = self.before.into_inner().into_iter().rev();
        let put = |(record, text): (String, Option<String>)| {
            let done = match &text {
                Some(text) => self.store.set(&record, text),
                None => self.store.remove(&record),
            };
            (record, text.filter(|_| done.is_ok()))
        };
        steps.map(put).collect()
    }
}

impl<S: Store> Store for Journal<'_, S> {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.store.get(key)
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let before = self.store.get(key)?;
        self.store.set(key, text)?;
        self.before.borrow_mut().push((key.to_owned(), before));
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        let before = self.store.get(key)?;
        if before.is_some() {
            self.store.remove(key)?;
            self.before.borrow_mut().push((key.to_owned(), before));
        }
        Ok(())
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.store.keys(prefix)
    }
}
