//! Local storage through gloo-storage, as a [`Store`].

use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen::JsCast;

use crate::order::sorted;
use crate::storage::{Store, StoreError};

/// The browser's local storage, if this page may use it.
#[derive(Clone, Copy, Debug)]
pub struct LocalStore {
    allowed: bool,
}

impl LocalStore {
    /// Asks once whether there is storage: gloo-storage panics where it is denied.
    pub fn open() -> Self {
        let allowed = web_sys::window()
            .and_then(|window| window.local_storage().ok().flatten())
            .is_some();
        Self { allowed }
    }

    fn raw(self) -> Result<web_sys::Storage, StoreError> {
        if self.allowed {
            Ok(LocalStorage::raw())
        } else {
            Err(StoreError::Denied)
        }
    }
}

impl Store for LocalStore {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.raw()?.get_item(key).map_err(|_| StoreError::Denied)
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StoreError> {
        self.raw()?.set_item(key, text).map_err(|cause| {
            let is_full = cause
                .dyn_ref::<web_sys::DomException>()
                .is_some_and(|cause| cause.name() == "QuotaExceededError");
            if is_full {
                StoreError::Full
            } else {
                StoreError::Denied
            }
        })
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.raw()?.remove_item(key).map_err(|_| StoreError::Denied)
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let raw = self.raw()?;
        let count = raw.length().map_err(|_| StoreError::Denied)?;
        let keys: Vec<String> = (0..count)
            .filter_map(|at| raw.key(at).ok().flatten())
            .filter(|key| key.starts_with(prefix))
            .collect();
        Ok(sorted(keys, String::cmp))
    }
}
