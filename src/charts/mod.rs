//! Pictures: plotters draws, in the colours of roles; the page or a file gives the roles their
//! colours. Each picture comes with a description in words.
//!
//! Nothing here measures text: plotters would ask the browser for it.

mod ink;
mod radar;
mod trend;

pub use ink::{Ink, Role};
pub use radar::{Radar, Series, Size, Unit};
pub use trend::{Moment, Trend};
