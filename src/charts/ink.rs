//! Colours by role. plotters knows only fixed colours, so each role draws in a marker colour that
//! is replaced by what the role looks like.

use plotters::style::RGBColor;

/// What a stroke or an area stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Rings and axes.
    Grid,
    /// Names of axes.
    Label,
    /// Numbers of rings.
    Faint,
    /// What the team claims.
    Claimed,
    /// What has evidence.
    Evidenced,
    /// The target.
    Target,
    /// The previous cycle.
    Previous,
}

pub(super) const ROLES: [Role; 7] = [
    Role::Grid,
    Role::Label,
    Role::Faint,
    Role::Claimed,
    Role::Evidenced,
    Role::Target,
    Role::Previous,
];

impl Role {
    /// The marker colour; no two roles share one, and nothing else draws in it.
    pub(super) fn marker(self) -> RGBColor {
        let at = ROLES.iter().position(|role| *role == self).unwrap_or(0);
        RGBColor(1, 2, 10 + u8::try_from(at).unwrap_or(0))
    }

    pub(super) fn variable(self) -> &'static str {
        match self {
            Role::Grid => "var(--chart-grid)",
            Role::Label => "var(--chart-label)",
            Role::Faint => "var(--chart-faint)",
            Role::Claimed => "var(--chart-claimed)",
            Role::Evidenced => "var(--chart-evidenced)",
            Role::Target => "var(--chart-target)",
            Role::Previous => "var(--chart-previous)",
        }
    }

    pub(super) fn colour(self) -> &'static str {
        match self {
            Role::Grid => "#d5d9e2",
            Role::Label => "#20242f",
            Role::Faint => "#5d6577",
            Role::Claimed => "#3b5bdb",
            Role::Evidenced => "#0b7a53",
            Role::Target => "#b45309",
            Role::Previous => "#6b7280",
        }
    }
}

/// Where the colours come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// CSS variables of the page: follows light and dark by itself.
    Page,
    /// Fixed colours on white: for files.
    File,
}

impl Ink {
    /// Gives the marker colours in an SVG their looks.
    pub(super) fn apply(self, svg: &str) -> String {
        let mut text = svg.to_owned();
        for role in ROLES {
            let RGBColor(r, g, b) = role.marker();
            let look = match self {
                Ink::Page => role.variable(),
                Ink::File => role.colour(),
            };
            text = text.replace(
                &format!("\"#{r:02X}{g:02X}{b:02X}\""),
                &format!("\"{look}\""),
            );
        }
        text
    }
}
