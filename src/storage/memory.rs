//! The memory twin of the browser's storage: for tests, and for pages that may keep nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Store, StoreError};

/// Texts in memory, with a limit like the browser's.
#[derive(Debug)]
pub struct Memory {
    texts: RefCell<BTreeMap<String, String>>,
    limit: usize,
}

impl Memory {
    /// Holds up to `limit` UTF-16 units, keys included.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            texts: RefCell::default(),
            limit,
        }
    }

    /// What is stored now.
    pub fn texts(&self) -> BTreeMap<String, String> {
        self.texts.borrow().clone()
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_limit(5_242_880)
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

impl Store for Memory {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.texts.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StoreError> {
        let mut texts = self.texts.borrow_mut();
        let others: usize = texts
            .iter()
            .filter(|(known, _)| *known != key)
            .map(|(known, text)| units(known) + units(text))
            .sum();
        if others + units(key) + units(text) > self.limit {
            return Err(StoreError::Full);
        }
        texts.insert(key.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.texts.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        Ok(self
            .texts
            .borrow()
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }
}
