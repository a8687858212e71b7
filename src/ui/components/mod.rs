//! Building blocks that several pages use.

mod answer;
mod icon;
mod next;
mod prose;
mod radar;
mod score;

pub use answer::{AnswerForm, AnswerRow, answer_label};
pub use icon::{Icon, Shape};
pub use next::NextActions;
pub use prose::Prose;
pub use radar::{RadarFigure, Row, Thumbnail};
pub use score::{Bar, LevelTag, Stat};
