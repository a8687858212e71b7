//! Building blocks that several pages use. The small ones are plain functions: a Leptos component
//! brings a builder of its own, which costs more than what it builds.

mod answer;
mod basic;
mod beside;
mod choose;
mod dialog;
mod filters;
mod icon;
mod lacking;
pub mod later;
mod leave_out;
mod more;
mod next;
mod prose;
mod radar;
mod second;
mod shares;

pub use answer::{answer_form, answer_label, answer_row};
pub use basic::{
    Cell, Pick, activity_row, bar, button, card, card_about, editing, editing_unless_locked,
    icon_button, level_tag, link_button, select, select_of, stat, table,
};
pub use beside::{beside, evidence_link, team_checks};
pub use choose::choose_files;
pub use dialog::{dialog, dialog_of};
pub use filters::{any, dimension_picks, filter_form, has_words, level_picks, sought};
pub use icon::{Shape, icon};
pub use lacking::lacking;
pub use leave_out::leave_out;
pub use more::{Limit, folded};
pub use next::next_actions;
pub use prose::prose;
pub use radar::{Layer, Row, layers, maturity_figure, measure_choice, radar_figure, thumbnail};
pub use second::{second, second_figure};
pub use shares::shares_figure;
