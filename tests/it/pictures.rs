//! Heatmap and comparison: where things lie, colours, and that no picture has numbers of its own.

use dsomm_radar::charts::scale::{STEPS, css, palette};
use dsomm_radar::charts::{
    Heatmap, Ink, Layout, Overlay, Polygon, Scale, Section, Sector, Sheet, Spot, Unit, fifth,
    keys_of, size_of,
};
use dsomm_radar::model::Model;
use dsomm_radar::scoring::{
    Heat, Measure, Of, Quartiles, STANDINGS, Scores, Standing, Targets, Value, apart, heat,
    in_cell, portfolio, score_values, weakest_sectors,
};
use proptest::prelude::*;

use crate::support::{activity, cases, model};

fn sections(names: &[(&str, usize)]) -> Vec<Section> {
    names
        .iter()
        .map(|(name, count)| Section {
            name: (*name).to_owned(),
            parts: (0..*count).map(|at| format!("{name} part {at}")).collect(),
        })
        .collect()
}

/// What DSOMM 5 asks about: names of such a length have to fit.
const DSOMM: [(&str, &[&str]); 5] = [
    (
        "Build and Deployment",
        &["Build", "Deployment", "Patch Management"],
    ),
    (
        "Culture and Organization",
        &["Design", "Education and Guidance", "Process"],
    ),
    (
        "Implementation",
        &[
            "Application Hardening",
            "Development and Source Control",
            "Infrastructure Hardening",
            "Identity and Access Management",
        ],
    ),
    (
        "Information Gathering",
        &["Logging", "Monitoring", "Test KPI"],
    ),
    (
        "Test and Verification",
        &[
            "Application tests",
            "Consolidation",
            "Dynamic depth for applications",
            "Dynamic depth for infrastructure",
            "Static depth for applications",
            "Static depth for infrastructure",
            "Test Intensity",
        ],
    ),
];

fn dsomm() -> Vec<Section> {
    DSOMM
        .iter()
        .map(|(name, parts)| Section {
            name: (*name).to_owned(),
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
        })
        .collect()
}

#[test]
fn sectors_lie_side_by_side_and_within_the_picture() {
    let layout = Layout::new(&dsomm(), 5);
    let mut before = 0.0;
    for part in 0..20 {
        let (from, to) = layout.turn(part);
        assert!(before <= from && from < to && to < 1.0, "{part}");
        before = to;
    }
    let ((x, y), hole) = layout.hole();
    let (width, height) = layout.size();
    let mut inner = hole;
    for level in 1..=5 {
        let (from, to) = layout.ring(level);
        assert!((from - inner).abs() < 1e-9 && to > from, "{level}");
        inner = to;
    }
    assert!(x + inner < width && y + inner < height && y > inner);
}

fn meet(one: &Spot, two: &Spot) -> bool {
    let (one, two) = (one.room(), two.room());
    one.0 < two.2 && two.0 < one.2 && one.1 < two.3 && two.1 < one.3
}

/// Names have room: apart from one another, within the picture, outside of the circle.
fn are_apart(layout: &Layout) {
    let ((x, y), _) = layout.hole();
    let (width, height) = layout.size();
    let (_, circle) = layout.ring(5);
    for (at, name) in layout.names().iter().enumerate() {
        let (left, top, right, bottom) = name.room();
        assert!(left >= 0.0 && top >= 0.0 && right <= width && bottom <= height);
        let near = |low: f64, high: f64, point: f64| point.clamp(low, high) - point;
        let (dx, dy) = (near(left, right, x), near(top, bottom, y));
        assert!(
            (dx * dx + dy * dy).sqrt() > circle,
            "{:?} lies on the circle",
            name.lines
        );
        for other in &layout.names()[..at] {
            assert!(
                !meet(name, other),
                "{:?} meets {:?}",
                name.lines,
                other.lines
            );
        }
    }
}

#[test]
fn names_of_dsomm_have_room() {
    let layout = Layout::new(&dsomm(), 5);
    assert!(!layout.is_numbered());
    are_apart(&layout);
}

#[test]
fn too_many_names_become_numbers() {
    let layout = Layout::new(&sections(&[("Everything", 90)]), 5);
    assert!(layout.is_numbered());
    assert_eq!(layout.names(), []);
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn names_never_meet(
        counts in prop::collection::vec(0usize..9, 1..8),
        name in "[A-Za-zäß ]{1,40}",
        levels in 1u8..9,
    ) {
        let named: Vec<(&str, usize)> = counts.iter().map(|count| (name.as_str(), *count)).collect();
        let layout = Layout::new(&sections(&named), levels);
        if levels == 5 {
            are_apart(&layout);
        }
        for (at, one) in layout.names().iter().enumerate() {
            for other in &layout.names()[..at] {
                prop_assert!(!meet(one, other));
            }
        }
    }

    #[test]
    fn a_picture_is_whole_and_says_no_more_than_its_numbers(
        values in prop::collection::vec(-1.0f64..1.0, 20 * 5),
        name in "\\PC{0,30}",
        is_change in any::<bool>(),
    ) {
        let scale = if is_change { Scale::Change } else { Scale::Share };
        let kind = |at: usize, value: f64| match at % 7 {
            0 => Sector::Empty,
            1 => Sector::NotApplicable,
            2 => Sector::Unknown,
            _ => Sector::Value(if is_change { value } else { value.abs() }),
        };
        let all: Vec<Sector> = values.iter().enumerate().map(|(at, value)| kind(at, *value)).collect();
        let mut sections = dsomm();
        sections[0].name.clone_from(&name);
        let heatmap = Heatmap {
            title: name.clone(),
            sections,
            levels: 5,
            sectors: all.chunks(5).map(<[Sector]>::to_vec).collect(),
            scale,
            middle: ("12 %".to_owned(), name.clone()),
            summary: vec![(name.clone(), "12 %".to_owned())],
        };
        let layout = heatmap.layout();
        for ink in [Ink::Page, Ink::File] {
            let svg = heatmap.svg(&layout, ink);
            is_xml(&svg);
            let is_of_page = svg.contains("var(--");
            prop_assert_eq!(is_of_page, ink == Ink::Page);
        }
        let sheet = Sheet {
            title: name.clone(),
            about: name.clone(),
            source: name.clone(),
            description: heatmap.describe(),
            inside: String::new(),
            keys: vec![(name.clone(), Overlay::key(0, Ink::File)); 3],
        };
        let file = sheet.svg(&heatmap.svg(&layout, Ink::File), layout.size(), Some(scale));
        is_xml(&file);
        prop_assert!(!file.contains("var(--"), "a file has no page around it");
        prop_assert!(heatmap.describe().starts_with("Heatmap: "));
    }

    #[test]
    fn numbers_are_those_of_scoring(case in case()) {
        let (model, teams) = case;
        let scores: Vec<&Scores> = teams.iter().collect();
        let of: Vec<Of<'_>> = scores
            .iter()
            .map(|now| Of { now, then: Some(scores[0]), targets: None })
            .collect();
        let together = portfolio(&model, &scores);
        for measure in [Measure::Completion, Measure::Evidenced] {
            let found = heat(&model, &of, measure);
            for (sub, row) in found.cells.iter().enumerate() {
                for (at, cell) in row.iter().enumerate() {
                    let expected = together.cells[sub][at];
                    match *cell {
                        Heat::Known(spread) => prop_assert_eq!(Some(spread), expected),
                        Heat::Empty => prop_assert!(in_cell(&model, sub, at).next().is_none()),
                        Heat::NotApplicable => prop_assert!(expected.is_none()),
                        Heat::Unknown => prop_assert!(false, "completion is always known"),
                    }
                }
            }
            if let Some(spread) = together.overall.completion {
                let overall = found.overall.unwrap();
                prop_assert!((overall - spread.mean).abs() < 1e-12);
            }
        }
        let coverage = heat(&model, &of[..1], Measure::Coverage);
        for (sub, row) in coverage.cells.iter().enumerate() {
            let counts = scores[0].subdimensions[sub].counts;
            let answered: f64 = row
                .iter()
                .enumerate()
                .filter_map(|(at, cell)| Some(cell.value()? * in_cell(&model, sub, at).count() as f64))
                .sum();
            prop_assert!((answered - counts.answered as f64).abs() < 1e-9);
        }
        // From a team to itself nothing changes; two teams' changes are bounded.
        let since = heat(&model, &of[..1], Measure::Since);
        for cell in since.cells.iter().flatten() {
            prop_assert!(cell.value().is_none_or(|value| value == 0.0));
        }
        for cell in heat(&model, &of, Measure::Since).cells.iter().flatten() {
            prop_assert!(cell.value().is_none_or(|value| (-1.0..=1.0).contains(&value)));
        }
    }

    #[test]
    fn quartiles_are_in_order(values in prop::collection::vec(prop::option::of(0.0f64..5.0), 0..40)) {
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        match Quartiles::of(values.iter().copied()) {
            None => prop_assert!(known.is_empty()),
            Some(found) => {
                prop_assert_eq!(found.count, known.len());
                let all = [found.lowest, found.lower, found.median, found.upper, found.highest];
                prop_assert!(all.is_sorted());
                prop_assert!(known.iter().all(|value| (found.lowest..=found.highest).contains(value)));
                let below = known.iter().filter(|value| **value <= found.median).count();
                prop_assert!(below * 2 >= known.len());
            }
        }
    }
}

/// Some teams' answers to a small model; cells without activities and activities that do not apply
/// among them.
fn case() -> impl Strategy<Value = (Model, Vec<Scores>)> {
    let value = prop_oneof![
        Just(Value::Unanswered),
        Just(Value::NotSure),
        Just(Value::NotApplicable),
        (0usize..4).prop_map(|at| Value::Scored([0.0, 0.2, 0.5, 1.0][at])),
    ];
    prop::collection::vec(prop::collection::vec(value, 8), 1..6).prop_map(|teams| {
        let model = small();
        let scores = teams.into_iter();
        let scores = scores.map(|values| score_values(&model, values)).collect();
        (model, scores)
    })
}

fn small() -> Model {
    let (one, two, three, four) = (
        [activity("a", 1), activity("b", 1), activity("c", 3)],
        [activity("d", 2)],
        [activity("e", 1), activity("f", 5), activity("g", 5)],
        [activity("h", 4)],
    );
    model(&[
        ("D1", &[("S1", &one), ("S2", &two)]),
        ("D2", &[("S3", &three), ("S4", &four), ("S5", &[])]),
    ])
}

#[test]
fn a_gap_ends_at_the_target() {
    let model = small();
    let scores = score_values(&model, vec![Value::Scored(0.5); 8]);
    let targets = Targets {
        subdimensions: vec![Some(2), Some(5), None, None, None],
        dimensions: vec![None; 2],
    };
    let of = Of {
        now: &scores,
        then: None,
        targets: Some(&targets),
    };
    let found = heat(&model, &[of], Measure::ToTarget);
    let value = |sub: usize, level: usize| found.cells[sub][level - 1].value();
    assert_eq!(value(0, 1), Some(-0.5));
    // Beyond the target, and without one, there is nothing to lack.
    assert_eq!(found.cells[0][2], Heat::Unknown);
    assert_eq!(value(1, 2), Some(-0.5));
    assert_eq!(found.cells[2][0], Heat::Unknown);
    assert_eq!(found.cells[1][0], Heat::Empty);
    assert_eq!(found.dimensions, [Some(-0.5), None]);
    assert_eq!(found.overall, Some(-0.5));
}

/// Where to start: sectors that lack something, by the meaning of what is shown.
#[test]
fn what_is_reached_is_no_place_to_start() {
    let model = small();
    let mut values = vec![Value::Scored(1.0); 8];
    let at = |id: &str| model.position(id).unwrap();
    (values[at("d")], values[at("g")]) = (Value::Scored(0.5), Value::Scored(0.0));
    let now = score_values(&model, values);
    let then = score_values(&model, vec![Value::Scored(0.5); 8]);
    let targets = Targets {
        subdimensions: vec![Some(3), Some(2), Some(1), None, None],
        dimensions: vec![None; 2],
    };
    let of = Of {
        now: &now,
        then: Some(&then),
        targets: Some(&targets),
    };
    let found = |measure: Measure, most: usize| -> Vec<(usize, usize, f64)> {
        let map = heat(&model, &[of], measure);
        let found = weakest_sectors(&map, measure, most);
        found
            .iter()
            .map(|weak| (weak.subdimension, weak.at + 1, weak.value))
            .collect()
    };
    assert_eq!(found(Measure::Completion, 5), [(1, 2, 0.5), (2, 5, 0.5)]);
    assert_eq!(found(Measure::Completion, 1), [(1, 2, 0.5)]);
    // Level 1 is reached everywhere.
    assert_eq!(found(Measure::ToTarget, 5), [(1, 2, -0.5)]);
    // Nothing has become less.
    assert_eq!(found(Measure::Since, 5), []);
    assert_eq!(found(Measure::Coverage, 5), []);
    // Answered differently, the largest difference first.
    assert!(apart(&now, &now).is_empty());
    assert_eq!(apart(&now, &then).len(), 7);
}

/// A mean of 0.2, 0.5 and 0.5 is 0.4 but for its last bit.
#[test]
fn a_fifth_is_not_lost_to_the_last_bit() {
    let mean = (0.2 + 0.5 + 0.5) / 3.0;
    assert!(mean < 0.4);
    let found = [0.0, 0.19, 0.2, mean, 0.999, 1.0].map(fifth);
    assert_eq!(found, [0, 0, 1, 2, 4, 5]);
}

#[test]
fn quartiles_by_hand() {
    let found = Quartiles::of([Some(4.0), None, Some(1.0), Some(2.0)].into_iter()).unwrap();
    assert_eq!(found.all(), [1.0, 1.5, 2.0, 3.0, 4.0]);
    assert_eq!(Quartiles::of([None].into_iter()), None);
}

#[test]
fn every_answer_has_one_standing() {
    for (value, expected) in [
        (Value::Scored(1.0), Standing::Ready),
        (Value::Scored(0.2), Standing::Begun),
        (Value::Scored(0.0), Standing::Nothing),
        (Value::NotSure, Standing::NotSure),
        (Value::NotApplicable, Standing::NotApplicable),
        (Value::Unanswered, Standing::Open),
    ] {
        assert_eq!(Standing::of(value), expected);
        assert!(STANDINGS.contains(&expected));
    }
}

/// Red, green and blue in 0..=1, as light and not as it is written.
fn light(colour: &str) -> [f64; 3] {
    let part = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
        let value = f64::from(value) / 255.0;
        match value <= 0.04045 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        }
    };
    [part(1), part(3), part(5)]
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: f64, two: f64) -> f64 {
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

/// How eyes see it that lack one kind of cones, for red, green or blue (after Viénot and others 1999).
#[allow(
    clippy::approx_constant,
    reason = "a measured weight that only happens to be near a root"
)]
fn seen(colour: &str) -> [[f64; 3]; 4] {
    let [red, green, blue] = light(colour);
    let mix = |rows: [[f64; 3]; 3]| {
        rows.map(|[r, g, b]| (r * red + g * green + b * blue).clamp(0.0, 1.0))
    };
    [
        [red, green, blue],
        mix([
            [0.1124, 0.8876, 0.0],
            [0.1124, 0.8876, 0.0],
            [0.0040, -0.0040, 1.0],
        ]),
        mix([
            [0.2929, 0.7071, 0.0],
            [0.2929, 0.7071, 0.0],
            [-0.0223, 0.0223, 1.0],
        ]),
        mix([
            [1.0, 0.1274, -0.1274],
            [0.0, 0.8739, 0.1261],
            [0.0, 0.8739, 0.1261],
        ]),
    ]
}

#[test]
fn colours_go_one_way_for_all_eyes_and_numbers_can_be_read() {
    for colours in palette(Scale::Share) {
        for eyes in 0..4 {
            let all: Vec<f64> = colours
                .iter()
                .map(|(colour, _)| luminance(seen(colour)[eyes]))
                .collect();
            let is_down = all[0] > all[STEPS - 1];
            for pair in all.windows(2) {
                assert!(
                    if is_down {
                        pair[0] > pair[1]
                    } else {
                        pair[0] < pair[1]
                    },
                    "{eyes}: {all:?}"
                );
            }
        }
    }
    for colours in palette(Scale::Change) {
        for eyes in 0..4 {
            let all: Vec<f64> = colours
                .iter()
                .map(|(colour, _)| luminance(seen(colour)[eyes]))
                .collect();
            let middle = all[STEPS / 2];
            for far in 0..STEPS / 2 {
                let nearer = |one: f64, two: f64| (one - middle).abs() > (two - middle).abs();
                assert!(nearer(all[far], all[far + 1]), "{eyes}: {all:?}");
                let last = STEPS - 1;
                assert!(
                    nearer(all[last - far], all[last - far - 1]),
                    "{eyes}: {all:?}"
                );
            }
            // Worse and better as far from the middle are told apart by colour.
            for far in 1..=STEPS / 2 {
                let [worse, better] =
                    [STEPS / 2 - far, STEPS / 2 + far].map(|at| seen(colours[at].0)[eyes]);
                let apart: f64 = worse
                    .iter()
                    .zip(better)
                    .map(|(one, two)| (one - two).abs())
                    .sum();
                assert!(apart > 0.1, "{eyes}, {far}: {apart}");
            }
        }
    }
    for scale in [Scale::Share, Scale::Change] {
        for colours in palette(scale) {
            for (colour, letters) in colours {
                let found = contrast(luminance(light(colour)), luminance(light(letters)));
                assert!(found >= 4.5, "{letters} on {colour}: {found}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn steps_are_monotone_and_the_ends_are_honest(one in -1.0f64..=1.0, two in -1.0f64..=1.0) {
        let (low, high) = if one < two { (one, two) } else { (two, one) };
        for scale in [Scale::Share, Scale::Change] {
            prop_assert!(scale.step(low) <= scale.step(high));
        }
        let share = one.abs();
        prop_assert_eq!(Scale::Share.step(share).number() == STEPS - 1, share >= 1.0);
        prop_assert_eq!(Scale::Share.step(share).number() == 0, share <= 0.0);
        prop_assert_eq!(Scale::Change.step(one).number() == STEPS / 2, one.abs() < 1e-9);
    }
}

#[test]
fn the_style_sheet_has_every_step() {
    let css = css();
    for scale in [Scale::Share, Scale::Change] {
        assert_eq!(scale.legend().len(), STEPS);
        for (step, _) in scale.legend() {
            let class = scale.class(step);
            assert!(css.contains(&format!("--{class}:light-dark(#")), "{class}");
            assert!(
                css.contains(&format!(".{class}{{background:var(--{class})")),
                "{class}"
            );
        }
    }
}

#[test]
fn a_radar_of_teams_names_them_all() {
    let overlay = Overlay {
        title: "Maturity by dimension".to_owned(),
        axes: ["Build", "Culture", "Test"].map(str::to_owned).to_vec(),
        unit: Unit::Level,
        highest: 5,
        polygons: (0..6)
            .map(|at| Polygon {
                name: format!("Team <{at}>"),
                values: vec![Some(f64::from(at)), None, Some(1.0)],
            })
            .collect(),
    };
    let said = overlay.describe();
    assert!(
        said.starts_with(
            "Radar: Maturity by dimension; Team <0>: Build 0.0, Culture not applicable"
        )
    );
    assert!(said.ends_with("; of 5."));
    let shares = Overlay {
        unit: Unit::Share,
        polygons: vec![Polygon {
            name: "Shop".to_owned(),
            values: vec![Some(0.549), Some(1.0), Some(0.0)],
        }],
        ..overlay.clone()
    };
    assert_eq!(
        shares.describe(),
        "Radar: Maturity by dimension; Shop: Build 54 %, Culture 100 %, Test 0 %."
    );
    let drawn = shares.svg(Ink::File);
    is_xml(&drawn);
    for ring in ["20 %", "40 %", "60 %", "80 %", "100 %"] {
        assert!(drawn.contains(&format!(">{ring}<")), "{ring}");
    }
    for ink in [Ink::Page, Ink::File] {
        is_xml(&overlay.svg(ink));
        is_xml(&Overlay::key(5, ink));
    }
    let colours: Vec<String> = (0..6).map(|at| Overlay::colour(at, Ink::File)).collect();
    for (at, colour) in colours.iter().enumerate() {
        assert!(!colours[..at].contains(colour));
        assert!(
            contrast(luminance(light(colour)), 1.0) >= 4.5,
            "{colour} on white"
        );
    }
}

/// Every element is closed in its turn, quotes come in pairs, and nothing stands there that XML does
/// not allow.
pub fn is_xml(text: &str) {
    let mut open: Vec<String> = Vec::new();
    for piece in text.split('<').skip(1) {
        let (tag, rest) = piece
            .split_once('>')
            .unwrap_or_else(|| panic!("open: {piece}"));
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        assert!(!rest.contains('"') || !rest.contains('>'), "{rest}");
        for entity in rest.split('&').skip(1).chain(tag.split('&').skip(1)) {
            assert!(
                ["amp;", "lt;", "gt;", "quot;"]
                    .iter()
                    .any(|known| entity.starts_with(known)),
                "{entity}"
            );
        }
        assert!(!rest.chars().any(|c| c.is_control()), "{rest:?}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or_default().to_owned());
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
}

#[test]
fn the_sample_is_whole_and_the_same_each_time() {
    use dsomm_radar::assessment::{SAMPLE, sample};
    use dsomm_radar::exchange::assessment_file;
    use dsomm_radar::scoring::{evidenced, score, targets};

    let model = small();
    let (today, now) = (crate::support::day("2026-03-31"), crate::support::START);
    let made = sample(&model, today, now);
    assert_eq!(made, sample(&model, today, now));
    assert_eq!(made.id, SAMPLE);
    assert_eq!(made.living_teams().len(), 6);
    let (closed, cycle) = made.last_closed().unwrap();
    let (_, current) = made.current_cycle().unwrap();
    assert_ne!(cycle.name, current.name);
    let then = made.as_of(closed).unwrap();
    for (team, _) in made.living_teams() {
        let scores = score(&model, &made, team);
        // A team is at least where it was, and never proves more than it claims.
        let before = score(&model, &then, team).overall;
        assert!(scores.overall.completion >= before.completion, "{team}");
        let proven = evidenced(&model, &made, team, today).overall;
        assert!(proven.completion <= scores.overall.completion, "{team}");
        assert!(targets(&model, &made, team).is_some());
    }
    let read = assessment_file::read(&assessment_file::write(&made)).unwrap();
    assert_eq!(read, made);
}

#[test]
fn a_file_says_what_its_lines_are() {
    let names = ["Level 1", "A name that is longer than there is room for"];
    let keys = names.iter().enumerate();
    let sheet = Sheet {
        keys: keys
            .map(|(at, name)| ((*name).to_owned(), Overlay::key(at, Ink::File)))
            .collect(),
        ..Sheet::default()
    };
    let picture = r#"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"></svg>"#;
    let plain = Sheet::default().svg(picture, (300.0, 40.0), None);
    let file = sheet.svg(picture, (300.0, 40.0), None);
    is_xml(&file);
    assert!(file.contains(">Level 1<") && file.contains(">A name that is longer…<"));
    // One below the other where there is no room beside it.
    assert_eq!(size_of(&plain), (364.0, 176.0));
    assert_eq!(size_of(&file), (364.0, 244.0));
    // A radar of the page says by its colours what it shows; with one line there is nothing to say.
    let both = r#"<path stroke="var(--chart-claimed)"/><path stroke="var(--chart-target)"/>"#;
    let found: Vec<String> = keys_of(both).into_iter().map(|(name, _)| name).collect();
    assert_eq!(found, ["Claimed", "Target"]);
    assert!(keys_of(r#"<path stroke="var(--chart-claimed)"/>"#).is_empty());
}
