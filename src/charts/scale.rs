//! Colours for values, shared by heatmap and tables: from nothing to all, and from worse to better.
//!
//! Lightness goes one way from step to step, so that eyes which see colours otherwise, and printers
//! without colours, see the same order. Blue and orange are told apart by nearly everybody. Beside
//! each colour stands the one in which a number on it can be read.

use super::ink::Ink;

/// What a value means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// A share of a whole, 0..=1.
    Share,
    /// A difference of two shares, -1..=1.
    Change,
}

/// One colour of a scale, 0..[`STEPS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Step(usize);

/// How many colours each scale has.
pub const STEPS: usize = 11;
/// The step of no difference.
const MIDDLE: usize = 5;
/// Dark and light letters.
const INKS: [&str; 2] = ["#171a21", "#ffffff"];

/// Colour on a light page, whether letters on it are light, and the same on a dark page.
type Colour = (&'static str, bool, &'static str, bool);

const SHARE: [Colour; STEPS] = [
    ("#edf5fb", false, "#22252c", true),
    ("#a5daf4", false, "#32426c", true),
    ("#83c9f1", false, "#345388", true),
    ("#65b7ec", false, "#3164a3", true),
    ("#4ba4e6", false, "#2b78bc", true),
    ("#3990dd", false, "#238cd0", false),
    ("#2a74c6", true, "#21a0e1", false),
    ("#2c69bf", true, "#30b5ee", false),
    ("#2c56ab", true, "#4dc9f7", false),
    ("#2c4494", true, "#6fdcfe", false),
    ("#29357a", true, "#94eeff", false),
];

const CHANGE: [Colour; STEPS] = [
    ("#8f3400", true, "#feb263", false),
    ("#a85932", true, "#d69051", false),
    ("#c07d5b", false, "#b57746", false),
    ("#d7a184", false, "#875432", true),
    ("#ebc6b0", false, "#5f3a26", true),
    ("#f1f0ee", false, "#28282c", true),
    ("#add1ee", false, "#314665", true),
    ("#80addb", false, "#3f688f", true),
    ("#5b89c6", false, "#4d8cb8", false),
    ("#3e63af", true, "#59b2e0", false),
    ("#2a3c97", true, "#67dbff", false),
];

/// How many whole fifths of a share there are, 0..=5; not one too few because of the last bit of a
/// mean.
pub fn fifth(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 5.0 + 1e-9) as u8
}

impl Step {
    /// Its number, 0..[`STEPS`].
    pub fn number(self) -> usize {
        self.0
    }
}

impl Scale {
    /// The step of a value. The ends of a share are for nothing and for all alone, and the middle of
    /// a change for no difference alone: a colour never says more than the number.
    pub fn step(self, value: f64) -> Step {
        match self {
            Scale::Share => Step(match value {
                value if value <= 0.0 => 0,
                value if value >= 1.0 => STEPS - 1,
                value => 1 + ((value * 9.0) as usize).min(8),
            }),
            Scale::Change => {
                let size = value.abs();
                // What rounding leaves of no difference is none.
                let far = match size {
                    size if size < 1e-9 => 0,
                    size => (1 + (size * 5.0) as usize).min(MIDDLE),
                };
                Step(match value > 0.0 {
                    true => MIDDLE + far,
                    false => MIDDLE - far,
                })
            }
        }
    }

    fn colours(self) -> &'static [Colour; STEPS] {
        match self {
            Scale::Share => &SHARE,
            Scale::Change => &CHANGE,
        }
    }

    /// All steps with what they stand for, from the lowest value up.
    pub fn legend(self) -> Vec<(Step, String)> {
        (0..STEPS)
            .map(|at| {
                let said = match self {
                    Scale::Share => match at {
                        0 => "0 %".to_owned(),
                        10 => "100 %".to_owned(),
                        at => format!("up to {} %", (at * 100).div_ceil(9) - usize::from(at == 9)),
                    },
                    Scale::Change => match at {
                        MIDDLE => "no difference".to_owned(),
                        at if at < MIDDLE => format!("−{} % or more", (MIDDLE - at - 1) * 20),
                        at => format!("+{} % or more", (at - MIDDLE - 1) * 20),
                    },
                };
                (Step(at), said)
            })
            .collect()
    }

    /// The class that gives an element the colours of a step: `h3`, `d7`.
    pub fn class(self, step: Step) -> String {
        format!("{}{}", self.letter(), step.0)
    }

    fn letter(self) -> char {
        match self {
            Scale::Share => 'h',
            Scale::Change => 'd',
        }
    }

    /// The colour of a step, and that of letters on it, as a page or a file writes them.
    pub fn paint(self, step: Step, ink: Ink) -> (String, String) {
        match ink {
            Ink::Page => {
                let class = self.class(step);
                (format!("var(--{class})"), format!("var(--{class}i)"))
            }
            Ink::File => {
                let (colour, letters, ..) = self.colours()[step.0];
                (colour.to_owned(), INKS[usize::from(letters)].to_owned())
            }
        }
    }
}

/// The colours as a style sheet, for light and dark pages: `--h3` and `--h3i`, and the classes that
/// use them.
pub fn css() -> String {
    let mut tokens = String::new();
    let mut classes = String::new();
    for scale in [Scale::Share, Scale::Change] {
        for (at, (light, light_ink, dark, dark_ink)) in scale.colours().iter().enumerate() {
            let class = scale.class(Step(at));
            let inks = [light_ink, dark_ink].map(|is_light| INKS[usize::from(*is_light)]);
            tokens.push_str(&format!(
                "--{class}:light-dark({light},{dark});--{class}i:light-dark({},{});",
                inks[0], inks[1]
            ));
            classes.push_str(&format!(
                ".{class}{{background:var(--{class});color:var(--{class}i)}}"
            ));
        }
    }
    format!("@layer tokens{{:root{{{tokens}}}}}@layer components{{{classes}}}")
}

/// All colours of a scale from the lowest step up, of a light and of a dark page: colour, letters.
pub fn palette(scale: Scale) -> [Vec<(&'static str, &'static str)>; 2] {
    let all = scale.colours().iter();
    [
        all.clone().map(|c| (c.0, INKS[usize::from(c.1)])).collect(),
        all.map(|c| (c.2, INKS[usize::from(c.3)])).collect(),
    ]
}
