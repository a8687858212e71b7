//! The one place that touches the browser: storage, files, clock, chance, fetch, address, theme.

mod file;
mod page;
mod storage;

pub use file::{download, read_text};
pub use page::{
    changed_key, context, fetch_text, focus, focus_heading, focus_id, hash_and_search, icon,
    install_panic_screen, is_dialog_open, is_retired, is_typing, moment, on_visibility, on_window,
    persist, random_id, remove, retire, run_script, send, set_attribute, set_hash, set_theme,
    set_title, show, take_attribute,
};
pub use storage::{LocalStore, tab_get, tab_set};
