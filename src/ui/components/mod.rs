//! Building blocks that several pages use. The small ones are plain functions: a Leptos component
//! brings a builder of its own, which costs more than what it builds.

mod answer;
mod basic;
mod icon;
mod next;
mod prose;
mod radar;

pub use answer::{answer_form, answer_label, answer_row};
pub use basic::{
    Cell, Pick, activity_row, bar, button, card, icon_button, level_tag, link_button, select, stat,
    table,
};
pub use icon::{Shape, icon};
pub use next::next_actions;
pub use prose::prose;
pub use radar::{Row, radar_figure, thumbnail};
