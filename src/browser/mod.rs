//! The one place that touches the browser: storage, files, clock, chance, fetch, address, theme.

mod file;
mod folder;
mod page;
mod parent;
mod pass_on;
mod picture;
mod storage;
mod worker;

pub use file::{download, file_of, read_bytes, read_part};
pub use folder::{Chosen, Found, dropped, files_of};
pub use page::{
    Breath, changed_key, context, fetch_if_there, fetch_text, focus, focus_heading, focus_id,
    go_to, hash_and_search, icon, idle, install_panic_screen, is_anything_focused, is_dialog_open,
    is_heading_focused, is_hosted, is_shown, is_typing, lower, moment, on_visibility, on_window,
    pause, persist, print, random_id, remove, saves_data, scroll_within, set_attribute, set_hash,
    set_query, set_text, set_theme, set_title, set_token, show, soon, take_attribute,
};
pub use parent::{
    Heard, forms_work_in_sandboxes, is_cross_site, is_framed, links_elsewhere_open_anew,
    mark_embedded, observe_height, on_message, own_origin, page_address, post,
};
pub use pass_on::{can_share, copy_text, download_bytes, share_text};
pub use picture::{adopt_styles, copy_png, download_png, focus_drawn};
pub use storage::{LocalStore, Mode, set_storage_mode, storage_mode, tab_get, tab_set};
pub use worker::{BROKE, BROKEN, FileBytes, Line, TICK, is_worker};
