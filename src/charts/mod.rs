//! Pictures: radar and trend by plotters, in the colours of roles; heatmap, radar of several teams
//! and spreads by own geometry, in the colours of a scale. The page or a file gives roles and steps
//! their colours. Each picture comes with a description in words.
//!
//! Nothing here measures text: plotters would ask the browser for it.

mod boxes;
mod file;
mod graph;
mod heatmap;
mod ink;
mod layers;
mod lines;
mod mark;
mod overlay;
mod radar;
pub mod scale;
mod svg;
mod trend;

pub use boxes::BoxPlot;
pub use file::{Sheet, in_file_colours, keys_of, size_of};
pub use graph::{Graph, GraphLayout, Node};
pub use heatmap::{Heatmap, Layout, Section, Sector, Spot};
pub use ink::{Ink, Role};
pub use lines::{Line, Lines, sparkline};
pub use mark::{MARKS, Mark};
pub use overlay::{MOST, Overlay, Polygon};
pub use radar::{Radar, Series, Size, Unit};
pub use scale::{Scale, fifth};
pub use trend::{Moment, Trend};
