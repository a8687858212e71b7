//! The one place that touches the browser: storage, files, clock, chance, fetch, address, theme.

mod file;
mod page;
mod storage;

pub use file::{download, read_text};
pub use page::{
    attribute, context, fetch_text, focus, focus_heading, hash_and_search, install_panic_screen,
    is_dialog_open, is_typing, on_window, random_id, remove_boot_screen, run_script, send,
    set_attribute, set_theme, set_title,
};
pub use storage::LocalStore;
