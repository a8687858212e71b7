//! Line icons, drawn on a 20 × 20 grid. They never stand alone: a text or a label is beside them.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A radar.
    Overview,
    /// A checklist.
    Assess,
    /// People.
    Teams,
    /// A way with a flag.
    Roadmap,
    /// A clock.
    History,
    /// Two columns that belong together.
    Mapping,
    /// One dot that leads to two.
    Dependencies,
    /// A ring in parts.
    Heatmap,
    /// Boxes in rows and columns.
    Matrix,
    /// Bars side by side.
    Compare,
    /// A glass over a tick.
    Audit,
    /// A written sheet.
    Report,
    /// A tree of boxes.
    Model,
    /// Sliders.
    Settings,
    /// A question mark.
    Help,
    /// A magnifying glass.
    Search,
    /// Arrow back.
    Undo,
    /// Arrow forth.
    Redo,
    /// Into the page.
    Import,
    /// Out of the page.
    Export,
    /// To the right.
    Next,
    /// To the left.
    Previous,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
    /// A bin.
    Delete,
    /// A plus.
    Add,
    /// A cross.
    Close,
}

/// An icon in the colour of the text around it.
pub fn icon(shape: Shape) -> AnyView {
    let path = match shape {
        Shape::Overview => {
            "M10 2.500 17.500 8l-2.900 8.900H5.400L2.500 8zM10 6.500l3.500 2.700-1.200 4.300H7.500L6 9z"
        }
        Shape::Assess => {
            "M3 5l1.500 1.500L7 4M3 11l1.500 1.500L7 10M3 17l1.500 1.500L7 16M10 5.500h7M10 11.500h7M10 17h7"
        }
        Shape::Teams => {
            "M7.500 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2.500-5 5.500-5s5.500 2 5.500 5M13.500 9.500a2.500 2.500 0 1 0-1-4.800M14 12.200c2.300.3 4 2 4 4.300"
        }
        Shape::Roadmap => "M4 17V3.500M4 4h11l-2.500 3.500L15 11H4M8 17h9",
        Shape::History => {
            "M10 17.500a7.500 7.500 0 1 0-6.800-4.300M2.500 16.500l.7-3.300 3.300.7M10 6v4.300l3 1.800"
        }
        Shape::Mapping => {
            "M2.500 4h4v3.500h-4zM2.500 12.500h4V16h-4zM13.500 8.200h4v3.500h-4zM6.500 5.700l7 4M6.500 14.300l7-4"
        }
        Shape::Dependencies => {
            "M5 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM15 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM15 13a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM7 9l6-3M7 11l6 3"
        }
        Shape::Heatmap => {
            "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15zM10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM10 2.500V7M16.500 13.800l-3.900-2.300M3.500 13.800l3.900-2.300"
        }
        Shape::Matrix => "M3 3h5v5H3zM12 3h5v5h-5zM3 12h5v5H3zM12 12h5v5h-5z",
        Shape::Compare => "M4 17V9M8 17V4M12 17v-5M16 17V7M2.500 17h15",
        Shape::Audit => {
            "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.300 13.300 17.500 17.500M6.500 9l2 2 3-3.500"
        }
        Shape::Report => "M4.500 2.500h7l4 4v11h-11zM7.500 9.500h5M7.500 13h5",
        Shape::Model => "M7 3h6v4H7zM2.500 13h5v4h-5zM12.500 13h5v4h-5zM10 7v3M5 13v-3h10v3",
        Shape::Settings => "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
        Shape::Help => {
            "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM7.800 7.800a2.300 2.300 0 1 1 3.300 2.100c-.7.400-1.100.9-1.100 1.600M10 14.200v.1"
        }
        Shape::Search => "M9 3a6 6 0 1 1 0 12A6 6 0 0 1 9 3zM13.500 13.500 17 17",
        Shape::Undo => "M7 4 3 8l4 4M3.500 8H12a4.500 4.500 0 0 1 0 9H8",
        Shape::Redo => "M13 4l4 4-4 4M16.500 8H8a4.500 4.500 0 0 0 0 9h4",
        Shape::Import => "M10 3v9M6.500 8.500 10 12l3.500-3.500M3.500 13v3.500h13V13",
        Shape::Export => "M10 12V3M6.500 6.500 10 3l3.500 3.500M3.500 13v3.500h13V13",
        Shape::Next => "M8 5l5 5-5 5",
        Shape::Previous => "M12 5l-5 5 5 5",
        Shape::Up => "M5 12l5-5 5 5",
        Shape::Down => "M5 8l5 5 5-5",
        Shape::Delete => {
            "M3.500 5.500h13M8 5V3.500h4V5M5.500 5.500l.7 11h7.600l.7-11M8.500 8.500v5M11.500 8.500v5"
        }
        Shape::Add => "M10 4v12M4 10h12",
        Shape::Close => "M5 5l10 10M15 5 5 15",
    };
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
    .into_any()
}
