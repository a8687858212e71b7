//! The radar: one picture as a snapshot, and what holds for every picture.

use dsomm_radar::charts::{Ink, Moment, Radar, Role, Series, Size, Trend, Unit};
use proptest::prelude::*;

use crate::support::cases;

fn series(name: &str, role: Role, values: &[Option<f64>]) -> Series {
    Series {
        name: name.to_owned(),
        values: values.to_vec(),
        role,
    }
}

fn radar(axes: &[&str], series: Vec<Series>) -> Radar {
    Radar {
        title: "Overall maturity, Payments".to_owned(),
        axes: axes.iter().map(|axis| (*axis).to_owned()).collect(),
        rings: 5,
        unit: Unit::Level,
        series,
    }
}

fn claimed(values: &[Option<f64>]) -> Radar {
    let axes = ["North", "East", "South", "West", "Up", "Down"];
    radar(
        &axes[..values.len()],
        vec![series("claimed", Role::Claimed, values)],
    )
}

#[test]
fn a_small_radar_looks_as_it_did() {
    // Four axes and these values fall on whole units: nothing hangs on how a computer rounds.
    let radar = radar(
        &[
            "Build & Deployment",
            "Culture",
            "Test and Verification of all",
            "Logging",
        ],
        vec![
            series("target", Role::Target, &[Some(3.0); 4]),
            series(
                "claimed",
                Role::Claimed,
                &[Some(2.0), None, Some(5.0), Some(1.2)],
            ),
        ],
    );
    insta::with_settings!({
        snapshot_path => "../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("radar-file", radar.svg(Size::Full, Ink::File));
        insta::assert_snapshot!("radar-page-small", radar.svg(Size::Small, Ink::Page));
    });
}

#[test]
fn the_sentence_names_every_value() {
    for (radar, expected) in [
        (
            radar(
                &["Build", "Culture"],
                vec![
                    series("claimed", Role::Claimed, &[Some(2.449), None]),
                    series("target", Role::Target, &[Some(3.0), Some(0.0)]),
                ],
            ),
            "Radar: Overall maturity, Payments; claimed: Build 2.4, Culture not applicable; target: Build 3.0, Culture 0.0; of 5.",
        ),
        (
            radar(&[], vec![]),
            "Radar: Overall maturity, Payments; of 5.",
        ),
    ] {
        assert_eq!(radar.describe(), expected);
    }
}

#[test]
fn values_beyond_the_rings_stay_on_the_edge() {
    let drawn =
        |value: f64| claimed(&[Some(value), Some(1.0), Some(2.0)]).svg(Size::Full, Ink::File);
    for (value, edge) in [(5.1, 5.0), (1e300, 5.0), (f64::INFINITY, 5.0), (-3.0, 0.0)] {
        assert_eq!(drawn(value), drawn(edge), "{value}");
    }
    assert_ne!(drawn(4.9), drawn(5.0));
}

/// Few axes make no polygon, but a picture.
#[test]
fn any_number_of_axes_and_values_can_be_drawn() {
    for count in 0..=6 {
        for value in [None, Some(0.0), Some(3.3)] {
            let svg = claimed(&vec![value; count]).svg(Size::Full, Ink::Page);
            assert!(
                svg.starts_with("<svg") && svg.ends_with("</svg>\n"),
                "{count} {value:?}"
            );
            assert_eq!(svg.matches("<text").count(), 5 + count);
            assert_eq!(
                svg.contains("var(--chart-claimed)"),
                count > 0 && value.is_some()
            );
        }
    }
    let more_values_than_axes = radar(&["A"], vec![series("s", Role::Claimed, &[Some(1.0); 4])]);
    more_values_than_axes.svg(Size::Full, Ink::File);
    let mut no_rings = claimed(&[Some(1.0); 3]);
    no_rings.rings = 0;
    no_rings.svg(Size::Full, Ink::File);
}

#[test]
fn a_thumbnail_has_no_text() {
    assert!(
        !claimed(&[Some(1.0); 4])
            .svg(Size::Small, Ink::Page)
            .contains("<text")
    );
}

#[test]
fn each_ink_draws_in_its_own_colours() {
    for (role, variable, colour) in [
        (Role::Claimed, "var(--chart-claimed)", "#3b5bdb"),
        (Role::Evidenced, "var(--chart-evidenced)", "#0b7a53"),
        (Role::Target, "var(--chart-target)", "#b45309"),
        (Role::Previous, "var(--chart-previous)", "#6b7280"),
    ] {
        let radar = radar(&["A", "B", "C"], vec![series("s", role, &[Some(2.0); 3])]);
        let (page, file) = (
            radar.svg(Size::Full, Ink::Page),
            radar.svg(Size::Full, Ink::File),
        );
        assert!(
            page.contains(variable) && !page.contains('#'),
            "{role:?}\n{page}"
        );
        assert!(
            file.contains(colour) && !file.contains("var("),
            "{role:?}\n{file}"
        );
        // Dashes tell lines without area apart also without colour.
        let dashed = matches!(role, Role::Target | Role::Previous);
        assert_eq!(file.contains("stroke-dasharray"), dashed, "{role:?}");
    }
}

#[test]
fn user_text_is_text() {
    for (name, expected) in [
        ("<b>&\"", "&lt;b&gt;&amp;&quot;"),
        ("a\u{0}b\u{7f}\u{ffff}c", ">\na b c\n<"),
        ("</text><script>", "&lt;/text&gt;&lt;script"),
        // What the drawing looks for in its own output is not found in a name.
        ("\"#01020D\"", "&quot;#01020D&quot;"),
        ("fill=\"#01020D\"", "fill=&quot;#01020D"),
    ] {
        let svg = radar(&[name, "B", "C"], vec![]).svg(Size::Full, Ink::File);
        assert!(svg.contains(expected), "{name}\n{svg}");
        assert_eq!(svg.matches("<text").count(), svg.matches("</text").count());
    }
}

/// A strict policy forbids inline styles, and an SVG file has to open anywhere.
fn is_sound(svg: &str) -> bool {
    !svg.contains("style=")
        && !svg.contains("<script")
        && !svg.contains("NaN")
        && !svg.contains("#0102")
        && svg.chars().all(|c| match c {
            '\n' | '\t' | '\r' => true,
            // XML allows neither of these, not even escaped.
            '\u{fffe}' | '\u{ffff}' => false,
            c => !c.is_control(),
        })
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn every_picture_is_sound(
        names in prop::collection::vec("(?s).{0,30}", 0..6),
        values in prop::collection::vec(prop::option::of(any::<f64>()), 0..7),
        rings in any::<u8>(),
        full in any::<bool>(),
        page in any::<bool>(),
        share in any::<bool>(),
    ) {
        let radar = Radar {
            title: "<b>".to_owned(),
            axes: names,
            rings: rings % 8,
            unit: if share { Unit::Share } else { Unit::Level },
            series: vec![
                series("target", Role::Target, &values),
                series("claimed", Role::Claimed, &values),
            ],
        };
        let svg = radar.svg(
            if full { Size::Full } else { Size::Small },
            if page { Ink::Page } else { Ink::File },
        );
        prop_assert!(is_sound(&svg), "{}", svg);
        radar.describe();
    }
}

fn trend(moments: &[(&str, Option<f64>)]) -> Trend {
    Trend {
        title: "maturity, Payments".to_owned(),
        highest: 5,
        moments: moments
            .iter()
            .map(|(name, value)| Moment {
                name: (*name).to_owned(),
                value: *value,
            })
            .collect(),
    }
}

#[test]
fn a_trend_says_in_words_what_it_shows() {
    let trend = trend(&[
        ("2026 H1", Some(1.25)),
        ("2026 H2", None),
        ("Now", Some(5.0)),
    ]);
    assert_eq!(
        trend.describe(),
        "Trend: maturity, Payments; 2026 H1 1.2, 2026 H2 not applicable, Now 5.0; of 5."
    );
}

#[test]
fn a_gap_parts_the_line_of_a_trend() {
    let lines = |moments: &[(&str, Option<f64>)]| {
        let svg = trend(moments).svg(Ink::Page);
        svg.matches("<polyline").count()
    };
    let (some, none) = (Some(1.0), None);
    assert_eq!(
        lines(&[("a", some), ("b", some), ("c", some), ("d", some)]),
        1
    );
    assert_eq!(
        lines(&[
            ("a", some),
            ("b", some),
            ("c", none),
            ("d", some),
            ("e", some)
        ]),
        2
    );
    assert_eq!(lines(&[("a", none), ("b", none)]), 0);
    assert_eq!(lines(&[]), 0);
}

#[test]
fn of_many_moments_some_are_named_and_the_newest_one_always() {
    let names: Vec<String> = (0..40).map(|at| format!("n{at}")).collect();
    let moments: Vec<(&str, Option<f64>)> = names
        .iter()
        .map(|name| (name.as_str(), Some(2.0)))
        .collect();
    let svg = trend(&moments).svg(Ink::File);
    let named = names
        .iter()
        .filter(|name| svg.contains(&format!("\n{name}\n")));
    assert_eq!(named.clone().count(), 8);
    assert_eq!(named.clone().next_back().map(String::as_str), Some("n39"));
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn every_trend_is_sound(
        moments in prop::collection::vec(("(?s).{0,30}", prop::option::of(any::<f64>())), 0..12),
        highest in any::<u8>(),
    ) {
        let trend = Trend {
            title: "<b>".to_owned(),
            highest,
            moments: moments
                .into_iter()
                .map(|(name, value)| Moment { name, value })
                .collect(),
        };
        let svg = trend.svg(Ink::Page);
        prop_assert!(is_sound(&svg), "{}", svg);
        trend.describe();
    }
}

/// Words of a picture with where they begin, as the SVG has them.
fn texts(svg: &str) -> Vec<String> {
    let parts = svg.split("<text ").skip(1);
    parts
        .filter_map(|part| part.split_once('>')?.1.split_once("</text>"))
        .map(|(text, _)| text.trim().to_owned())
        .collect()
}

#[test]
fn names_that_do_not_fit_give_way_to_numbers() {
    let long = |number: usize| {
        format!(
            "Dimension with a name as long as they come, which only its end tells apart: {number}"
        )
    };
    for (axes, length, is_numbered) in [
        (5, 10, false),
        (6, 14, false),
        (5, 85, true),
        (14, 85, true),
        (20, 6, false),
        (20, 14, true),
        (20, 85, true),
    ] {
        let names: Vec<String> = (1..=axes)
            .map(|number| match length {
                85 => long(number),
                _ => format!("{number}{}", "x".repeat(length - 2)),
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let radar = radar(&names, Vec::new());
        assert_eq!(radar.is_numbered(), is_numbered, "{axes} axes of {length}");
        let shown = texts(&radar.svg(Size::Full, Ink::File));
        if is_numbered {
            let labels = &shown[5..];
            let numbers: Vec<String> = (1..=axes).map(|number| number.to_string()).collect();
            assert_eq!(labels, numbers, "{axes} axes of {length}");
        }
    }
}

#[test]
fn shares_are_said_and_shown_as_percentages() {
    let radar = Radar {
        unit: Unit::Share,
        ..claimed(&[Some(0.5), Some(1.0), None])
    };
    assert_eq!(
        radar.describe(),
        "Radar: Overall maturity, Payments; claimed: North 50 %, East 100 %, South not applicable; of 100 %."
    );
    let shown = texts(&radar.svg(Size::Full, Ink::File));
    assert_eq!(shown[..5], ["20 %", "40 %", "60 %", "80 %", "100 %"]);
    // The same picture as half and all of five levels.
    let levels = claimed(&[Some(2.5), Some(5.0), None]);
    let small = |radar: &Radar| radar.svg(Size::Small, Ink::File);
    assert_eq!(small(&radar), small(&levels));
}
