//! Radar charts on the page: the picture, and the same numbers as a table.

use leptos::prelude::*;

use crate::charts::{Ink, Radar, Role, Series, Size, Unit};
use crate::scoring::{Score, Scores, Targets};
use crate::ui::components::{Cell, later, table};
use crate::ui::state::{Measure, State};
use crate::ui::text;
use crate::ui::view::{handler, live, live_flag};

/// Rings of a radar of shares: one for every fifth.
const FIFTHS: u8 = 5;

impl Measure {
    /// The value of a score that a radar shows.
    pub fn of(self, score: &Score) -> Option<f64> {
        match self {
            Self::Maturity => score.maturity,
            Self::Completion => score.completion,
        }
    }

    fn said(self, value: Option<f64>) -> String {
        match self {
            Self::Maturity => text::maturity(value),
            Self::Completion => text::percent(value),
        }
    }
}

/// What the radars show: maturity or completion.
pub fn measure_choice(state: State) -> AnyView {
    let choice = |measure: Measure, name: &'static str| {
        let pressed = live_flag(move || state.measure.get() == measure);
        view! {
            <button type="button" aria-pressed=pressed on:click=handler(move || state.choose_measure(measure))>
                {name}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="segmented" role="group" aria-label="Radars show">
            {choice(Measure::Maturity, text::MATURITY)}
            {choice(Measure::Completion, text::COMPLETION)}
        </div>
    }
    .into_any()
}

/// One axis of a radar and one row of its table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Name of the axis.
    pub name: String,
    /// Where it leads; empty: nowhere.
    pub href: String,
    /// Its numbers.
    pub score: Score,
}

/// A polygon over or under the claimed one, and a column of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Layer {
    /// What it is, in the legend, the table and the description.
    pub name: String,
    /// Its look.
    pub role: Role,
    /// One value per row.
    pub values: Vec<Option<f64>>,
}

/// What is laid over the claimed numbers; `of` picks the scores that the rows are about, `aims` the
/// targets.
pub fn layers(
    state: State,
    of: impl Fn(&Scores) -> Vec<Score>,
    aims: impl Fn(&Targets) -> Vec<Option<f64>>,
) -> Vec<Layer> {
    let measure = state.measure.get();
    let of = |scores: &Scores| of(scores).iter().map(|score| measure.of(score)).collect();
    state.overlays.with(|overlays| {
        let mut layers = Vec::new();
        if let Some((name, previous)) = &overlays.previous {
            layers.push(Layer {
                name: name.clone(),
                role: Role::Previous,
                values: of(previous),
            });
        }
        // A target is a level, which says nothing about completion.
        let targets = overlays.targets.as_ref();
        if let Some(targets) = targets.filter(|_| measure == Measure::Maturity) {
            layers.push(Layer {
                name: text::TARGET.to_owned(),
                role: Role::Target,
                values: aims(targets),
            });
        }
        if let Some(evidenced) = &overlays.evidenced {
            layers.push(Layer {
                name: text::EVIDENCED.to_owned(),
                role: Role::Evidenced,
                values: of(evidenced),
            });
        }
        layers
    })
}

fn radar(title: &str, measure: Measure, rows: &[Row], layers: Vec<Layer>) -> Radar {
    let state = State::get();
    let mut series = vec![Series {
        name: text::CLAIMED.to_ascii_lowercase(),
        values: rows.iter().map(|row| measure.of(&row.score)).collect(),
        role: Role::Claimed,
    }];
    series.extend(layers.into_iter().map(|layer| Series {
        name: layer.name,
        values: layer.values,
        role: layer.role,
    }));
    Radar {
        title: format!("{title}, {}", state.team_name()),
        axes: rows.iter().map(|row| row.name.clone()).collect(),
        rings: match measure {
            Measure::Maturity => state.model().highest_level(),
            Measure::Completion => FIFTHS,
        },
        unit: match measure {
            Measure::Maturity => Unit::Level,
            Measure::Completion => Unit::Share,
        },
        series,
    }
}

fn picture(
    class: &'static str,
    size: Size,
    title: Title,
    measure: Memo<Measure>,
    rows: impl Fn() -> Vec<Row> + Send + Sync + 'static,
    layers: impl Fn() -> Vec<Layer> + Send + Sync + 'static,
) -> (AnyView, Memo<String>) {
    // One memo for both: the name and the drawing, parted by a line break.
    let both = Memo::new(move |_| {
        let measure = measure.get();
        let radar = radar(&title(measure), measure, &rows(), layers());
        format!(
            "{}\n{}",
            radar.describe().replace('\n', " "),
            radar.svg(size, Ink::Page)
        )
    });
    let half = move |behind: bool| {
        Signal::derive(move || {
            both.with(|both| {
                let (name, svg) = both.split_once('\n').unwrap_or_default();
                if behind { svg } else { name }.to_owned()
            })
        })
    };
    let view =
        view! { <div class=class role="img" aria-label=half(false) inner_html=half(true)></div> }
            .into_any();
    (view, both)
}

/// What a radar is called that shows this.
type Title = Box<dyn Fn(Measure) -> String + Send + Sync>;

/// A radar with its table, of what the user wants to see. `axis` is the heading of the first column.
pub fn radar_figure(
    title: impl Fn(Measure) -> String + Send + Sync + 'static,
    axis: &'static str,
    rows: impl Fn() -> Vec<Row> + Clone + Send + Sync + 'static,
    layers: impl Fn() -> Vec<Layer> + Clone + Send + Sync + 'static,
) -> AnyView {
    let state = State::get();
    let measure = Memo::new(move |_| state.measure.get());
    figure(Box::new(title), axis, measure, rows, layers)
}

/// As [`radar_figure`], always of maturity.
pub fn maturity_figure(
    title: String,
    axis: &'static str,
    rows: impl Fn() -> Vec<Row> + Clone + Send + Sync + 'static,
    layers: impl Fn() -> Vec<Layer> + Clone + Send + Sync + 'static,
) -> AnyView {
    let measure = Memo::new(|_| Measure::Maturity);
    figure(
        Box::new(move |_| title.clone()),
        axis,
        measure,
        rows,
        layers,
    )
}

fn figure(
    title: Title,
    axis: &'static str,
    measure: Memo<Measure>,
    rows: impl Fn() -> Vec<Row> + Clone + Send + Sync + 'static,
    layers: impl Fn() -> Vec<Layer> + Clone + Send + Sync + 'static,
) -> AnyView {
    let (picture, both) = picture(
        "radar",
        Size::Full,
        title,
        measure,
        rows.clone(),
        layers.clone(),
    );
    // The columns hang on the layers, whose number seldom changes.
    let names = {
        let layers = layers.clone();
        Memo::new(move |_| {
            let layers = layers().into_iter();
            layers
                .map(|layer| (layer.name, layer.role))
                .collect::<Vec<_>>()
        })
    };
    let legend = live(move || {
        let names = names.get();
        (!names.is_empty()).then(|| legend(names))
    });
    let numbers = live(move || {
        let mut heads = vec![axis.to_owned(), format!("#{}", text::MATURITY)];
        names.with(|names| heads.extend(names.iter().map(|(name, _)| format!("#{name}"))));
        heads.push(format!("#{}", text::COMPLETION));
        heads.push(format!("#{}", text::COVERAGE));
        let (rows, layers) = (rows.clone(), layers.clone());
        table("Numbers of the radar", heads, move || {
            let (layers, rows, measure) = (layers(), rows(), measure.get());
            let is_numbered = radar("", measure, &rows, Vec::new()).is_numbered();
            let rows = rows.into_iter().enumerate();
            rows.map(|(at, mut row)| {
                if is_numbered {
                    row.name = format!("{}. {}", at + 1, row.name);
                }
                let values = layers.iter().map(|layer| layer.values[at]);
                numbers(row, values.map(|value| measure.said(value)))
            })
            .collect()
        })
    });
    view! { <figure class="radar-figure">{picture} {legend} {later::save(State::get(), both)} {numbers}</figure> }.into_any()
}

fn numbers(row: Row, layers: impl Iterator<Item = String>) -> Vec<Cell> {
    let Score {
        maturity,
        completion,
        counts,
        ..
    } = row.score;
    let name = if row.href.is_empty() {
        Cell::Text(row.name)
    } else {
        Cell::Link(row.name, row.href)
    };
    let mut cells = vec![name, Cell::Number(text::maturity(maturity))];
    cells.extend(layers.map(Cell::Number));
    cells.push(Cell::Number(text::percent(completion)));
    cells.push(Cell::Number(format!(
        "{} / {}",
        counts.answered, counts.all
    )));
    cells
}

/// What the lines of the picture are. The description says it to those who do not see it.
fn legend(names: Vec<(String, Role)>) -> AnyView {
    let claimed = [(text::CLAIMED.to_owned(), Role::Claimed)];
    let entries: Vec<AnyView> = claimed
        .into_iter()
        .chain(names)
        .map(|(name, role)| {
            let class = match role {
                Role::Evidenced => "evidenced",
                Role::Target => "target",
                Role::Previous => "previous",
                _ => "claimed",
            };
            view! { <li class=class>{name}</li> }.into_any()
        })
        .collect();
    view! {
        <ul class="legend" aria-hidden="true">
            {entries}
        </ul>
    }
    .into_any()
}

/// A small radar without names; the numbers stand beside it.
pub fn thumbnail(title: String, rows: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    let state = State::get();
    let measure = Memo::new(move |_| state.measure.get());
    let title = Box::new(move |_| title.clone());
    picture("radar small", Size::Small, title, measure, rows, Vec::new).0
}
