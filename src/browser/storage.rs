//! Local storage through gloo-storage, as a [`Store`], and the storage of the tab.

use std::cell::Cell;

use gloo_storage::{LocalStorage, SessionStorage, Storage};
use wasm_bindgen::{JsCast, JsValue};

use crate::order::sorted;
use crate::storage::{Store, StoreError};

fn why_not(cause: JsValue) -> StoreError {
    let is_full = cause
        .dyn_ref::<web_sys::DomException>()
        .is_some_and(|cause| cause.name() == "QuotaExceededError");
    if is_full {
        StoreError::Full
    } else {
        StoreError::Denied
    }
}

/// Whether this page keeps something in the browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// It does.
    #[default]
    Local,
    /// It reads, and writes once something is changed: the page around it may still say that
    /// nothing is to be kept here.
    Undecided,
    /// It neither reads nor writes.
    Memory,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Local) };
}

/// Decides whether something is kept.
pub fn set_storage_mode(mode: Mode) {
    MODE.set(mode);
}

/// Whether something is kept.
pub fn storage_mode() -> Mode {
    MODE.get()
}

/// The browser's local storage, if this page may use it.
#[derive(Clone, Copy, Debug)]
pub struct LocalStore {
    allowed: bool,
}

impl LocalStore {
    /// Asks once whether there is storage: gloo-storage panics where it is denied.
    pub fn open() -> Self {
        let allowed = MODE.get() != Mode::Memory
            && web_sys::window()
                .and_then(|window| window.local_storage().ok().flatten())
                .is_some();
        Self { allowed }
    }

    /// Whether there is storage.
    pub fn is_allowed(self) -> bool {
        self.allowed
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
        if MODE.get() == Mode::Undecided {
            return Err(StoreError::Denied);
        }
        let raw = self.raw()?;
        raw.set_item(key, text).map_err(why_not)
    }

    // As the browser has it: half a pair of surrogates would not survive the way through Rust.
    fn copy(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let raw = self.raw()?;
        let text = js_sys::Reflect::get(&raw, &from.into()).map_err(why_not)?;
        if text.is_string() {
            js_sys::Reflect::set(&raw, &to.into(), &text).map_err(why_not)?;
        }
        Ok(())
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

fn of_tab() -> Option<web_sys::Storage> {
    if MODE.get() == Mode::Memory {
        return None;
    }
    // gloo-storage panics where it is denied.
    web_sys::window()?.session_storage().ok().flatten()?;
    Some(SessionStorage::raw())
}

/// What this tab remembers under a key: it survives a reload, and goes with the tab.
pub fn tab_get(key: &str) -> Option<String> {
    of_tab()?.get_item(key).ok().flatten()
}

/// Lets this tab remember a text; an empty one is forgotten, and so is what does not fit.
pub fn tab_set(key: &str, text: &str) {
    let Some(storage) = of_tab() else { return };
    if text.is_empty() || storage.set_item(key, text).is_err() {
        let _ = storage.remove_item(key);
    }
}
