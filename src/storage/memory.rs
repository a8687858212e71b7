//! The memory twin of the browser's storage: for tests, and for pages that may keep nothing.

use crate::map::Map;
use std::cell::{Cell, RefCell};

use super::{Store, StoreError};

/// Texts in memory, with a limit like the browser's.
#[derive(Debug)]
pub struct Memory {
    texts: RefCell<Map<String, String>>,
    used: Cell<usize>,
    limit: usize,
}

impl Memory {
    /// Holds up to `limit` UTF-16 units, keys included.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            texts: RefCell::default(),
            used: Cell::new(0),
            limit,
        }
    }

    /// What is stored now.
    pub fn texts(&self) -> Map<String, String> {
        self.texts.borrow().clone()
    }

    /// UTF-16 units taken, keys included.
    pub fn used(&self) -> usize {
        self.used.get()
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_limit(super::QUOTA)
    }
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl Store for Memory {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.texts.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let mut texts = self.texts.borrow_mut();
        let freed = texts.get(key).map_or(0, |old| units(key) + units(old));
        let used = self.used.get() - freed + units(key) + units(text);
        if used > self.limit {
            return Err(StoreError::Full);
        }
        self.used.set(used);
        texts.insert(key.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        if let Some(old) = self.texts.borrow_mut().remove(key) {
            self.used.set(self.used.get() - units(key) - units(&old));
        }
        Ok(())
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let texts = self.texts.borrow();
        Ok(texts
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }
}
