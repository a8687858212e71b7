//! What activities need and unlock, what is ready too early, one level at a time; and the graph.

use dsomm_radar::charts::{Graph, GraphLayout, Ink, MARKS, Node};
use dsomm_radar::model::{Activity, Model};
use dsomm_radar::scoring::{
    Scores, Value, around, at_level, lacking, left_by_level, most_needed, score_values, too_early,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::support::{activity, cases, model, needing};

const COUNT: usize = 12;

/// A model of twelve activities in two dimensions that need one another in any way, also in circles,
/// and an answer to each.
fn case() -> impl Strategy<Value = (Model, Scores)> {
    let value = prop_oneof![
        Just(Value::Unanswered),
        Just(Value::NotSure),
        Just(Value::NotApplicable),
        (0usize..3).prop_map(|at| Value::Scored([0.0, 0.5, 1.0][at])),
        Just(Value::Scored(1.0)),
    ];
    (
        prop::collection::vec((0..COUNT, 0..COUNT), 0..30),
        prop::collection::vec(1u8..=5, COUNT),
        prop::collection::vec(value, COUNT),
    )
        .prop_map(|(pairs, levels, values)| {
            let all: Vec<Activity> = (0..COUNT)
                .map(|at| {
                    let needs = pairs.iter().filter(|(from, _)| *from == at);
                    let needs: Vec<String> = needs.map(|(_, to)| format!("a{to}")).collect();
                    let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
                    needing(activity(&format!("a{at}"), levels[at]), &needs)
                })
                .collect();
            let (left, right) = all.split_at(COUNT / 2);
            let model = model(&[("D1", &[("S1", left)]), ("D2", &[("S2", right)])]);
            let scores = score_values(&model, values);
            (model, scores)
        })
}

/// By hand: whether `to` is reached from `from` through needs.
fn needs_in_some_way(model: &Model, from: usize, to: usize) -> bool {
    let mut seen = vec![false; model.activities.len()];
    let mut waiting = vec![from];
    while let Some(here) = waiting.pop() {
        for need in &model.activities[here].needs {
            let next = model.position(need.as_str()).unwrap();
            if next == to {
                return true;
            }
            if !std::mem::replace(&mut seen[next], true) {
                waiting.push(next);
            }
        }
    }
    false
}

/// By hand: over how many needs the shortest way leads; `None`: there is none.
fn fewest_needs(model: &Model, from: usize, to: usize) -> Option<usize> {
    let next = |at: &usize| {
        let needs = model.activities[*at].needs.clone();
        needs
            .into_iter()
            .map(|need| model.position(need.as_str()).unwrap())
    };
    let rings = std::iter::successors(Some(vec![from]), |ring: &Vec<usize>| {
        Some(
            ring.iter()
                .flat_map(next)
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect(),
        )
    });
    rings.take(COUNT).position(|ring| ring.contains(&to))
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn too_early_is_what_is_ready_before_what_it_needs(case in case()) {
        let (model, scores) = case;
        let found = too_early(&model, &scores);
        for at in 0..model.activities.len() {
            let open = |need: usize| {
                let value = scores.values[need];
                value.amount().is_some_and(|amount| amount < 1.0)
            };
            let needs = model.activities[at].needs.iter();
            let needs = needs.map(|need| model.position(need.as_str()).unwrap());
            let expected: Vec<usize> = needs.filter(|&need| open(need)).collect();
            prop_assert_eq!(&lacking(&model, &scores, at), &expected);
            let is_found = found.iter().any(|early| early.activity == at);
            prop_assert_eq!(is_found, scores.values[at].is_ready() && !expected.is_empty());
        }
        // With everything in place, or nothing, there is nothing to warn of.
        for value in [Value::Scored(1.0), Value::Unanswered, Value::NotApplicable] {
            let same = score_values(&model, vec![value; COUNT]);
            prop_assert!(too_early(&model, &same).is_empty());
        }
    }

    #[test]
    fn around_is_all_that_is_needed_and_unlocked(case in case(), at in 0..COUNT) {
        let (model, _) = case;
        let found = around(&model, at);
        prop_assert_eq!(found.members[found.needs], at);
        for other in (0..COUNT).filter(|&other| other != at) {
            let place = found.members.iter().position(|&member| member == other);
            let is_needed = needs_in_some_way(&model, at, other);
            let is_unlocked = needs_in_some_way(&model, other, at);
            prop_assert_eq!(place.is_some(), is_needed || is_unlocked);
            if let Some(place) = place {
                prop_assert_eq!(place < found.needs, is_needed);
            }
        }
        for (place, &member) in found.members.iter().enumerate() {
            let steps = match place < found.needs {
                true => fewest_needs(&model, at, member),
                false => fewest_needs(&model, member, at),
            };
            prop_assert_eq!(Some(found.steps[place]), steps);
        }
        let mut members = found.members.clone();
        members.sort_unstable();
        members.dedup();
        prop_assert_eq!(members.len(), found.members.len(), "each one once");
        for (from, to) in &found.edges {
            let needed = &model.activities[found.members[*from]].id;
            prop_assert!(model.activities[found.members[*to]].needs.contains(needed));
        }
    }

    #[test]
    fn a_graph_is_drawn_whatever_needs_what(case in case(), at in 0..COUNT, name in ".{0,60}") {
        let (model, _) = case;
        let found = around(&model, at);
        let layout = GraphLayout::new(found.members.len(), &found.edges);
        let nodes = found.members.iter().map(|&member| Node {
            name: format!("{name}{member}"),
            note: format!("L{}", model.activities[member].level),
            mark: MARKS[member % MARKS.len()],
        });
        let graph = Graph {
            title: name.clone(),
            nodes: nodes.collect(),
            edges: found.edges.clone(),
            middle: found.needs,
        };
        for ink in [Ink::Page, Ink::File] {
            let svg = graph.svg(&layout, ink);
            crate::pictures::is_xml(&svg);
            prop_assert_eq!(svg.contains("var(--"), ink == Ink::Page);
        }
        prop_assert!(graph.describe().starts_with("Graph: "));
        let (width, height) = layout.size();
        for [x, y, w, h] in layout.boxes() {
            prop_assert!(x >= 0.0 && y >= 0.0 && x + w <= width && y + h <= height);
        }
    }

    #[test]
    fn levels_are_counted_as_scoring_counts(case in case()) {
        let (model, scores) = case;
        let left = left_by_level(&model, &scores);
        let open: usize = left.iter().map(|(open, _)| open).sum();
        let all: usize = left.iter().map(|(_, all)| all).sum();
        prop_assert_eq!(all, scores.overall.counts.all);
        prop_assert_eq!(all - open, scores.overall.counts.answered);
        for level in 1..=5u8 {
            let found = at_level(&model, &scores, level);
            let (open, all) = left[usize::from(level) - 1];
            prop_assert_eq!(found.counts.all, all);
            prop_assert_eq!(found.counts.answered, all - open);
            let (ready, applicable) = scores.levels[usize::from(level) - 1];
            prop_assert_eq!((found.counts.ready, found.counts.applicable), (ready, applicable));
            // Each dimension has one subdimension here, so its mean is that of the cell.
            for (at, (_, mean)) in found.dimensions.iter().enumerate() {
                let cell = scores.cells[at][usize::from(level) - 1];
                match (mean, cell) {
                    (Some(mean), Some(cell)) => prop_assert!((mean - cell).abs() < 1e-12),
                    (mean, cell) => prop_assert_eq!(*mean, cell),
                }
            }
        }
    }
}

#[test]
fn a_warning_names_what_is_lacking() {
    let all = [
        activity("build", 1),
        needing(activity("test", 2), &["build"]),
        needing(activity("deploy", 3), &["test", "build"]),
    ];
    let model = model(&[("D", &[("S", &all)])]);
    let ready = Value::Scored(1.0);
    let scores = score_values(&model, vec![Value::NotSure, Value::NotApplicable, ready]);
    let found = too_early(&model, &scores);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].activity, &found[0].lacks[..]), (2, &[0][..]));
}

#[test]
fn a_pace_goes_on_and_ends_at_the_highest() {
    use dsomm_radar::scoring::{at_this_pace, moments_to};
    let way = [Some(0.0), Some(0.25), Some(0.5)];
    assert_eq!(at_this_pace(&way, 3, 1.0), [0.75, 1.0, 1.0]);
    assert_eq!(moments_to(&way, 1.0), Some(2));
    assert_eq!(moments_to(&[Some(0.2), Some(1.0)], 1.0), Some(0));
    assert_eq!(moments_to(&[Some(0.5), Some(0.5)], 1.0), None);
    assert_eq!(moments_to(&[Some(0.5), Some(0.2)], 1.0), None);
    assert_eq!(at_this_pace(&[Some(0.5), Some(0.2)], 2, 1.0), [0.0, 0.0]);
    // One moment has no pace, and where nothing applies there is none either.
    for short in [
        &[Some(0.5)][..],
        &[None, Some(0.5)],
        &[Some(0.5), None],
        &[],
    ] {
        assert!(at_this_pace(short, 3, 1.0).is_empty());
        assert!(matches!(moments_to(short, 1.0), None | Some(0)));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn lines_are_drawn_and_say_the_numbers_of_scoring(case in case(), moments in 1usize..6, name in ".{0,30}") {
        use dsomm_radar::charts::{Line, Lines, Unit, sparkline};
        use dsomm_radar::scoring::{at_this_pace, level_shares, moments_to};
        let (_, scores) = case;
        let shares = level_shares(&scores);
        for (share, (ready, all)) in shares.iter().zip(&scores.levels) {
            prop_assert_eq!(*share, (*all > 0).then(|| *ready as f64 / *all as f64));
        }
        let lines: Vec<Line> = shares
            .iter()
            .map(|share| {
                let mut values = vec![*share; moments];
                values[0] = values[0].map(|share| share / 2.0);
                let ahead = at_this_pace(&values, 3, 1.0);
                prop_assert!(ahead.iter().all(|value| (0.0..=1.0).contains(value)));
                // Both say the same about when it is reached.
                if let Some(away @ 1..=3) = moments_to(&values, 1.0) {
                    prop_assert!(ahead[away - 1] >= 1.0 - 1e-9);
                    prop_assert!(away == 1 || ahead[away - 2] < 1.0);
                }
                Ok(Line { name: name.clone(), values, ahead })
            })
            .collect::<Result<_, TestCaseError>>()?;
        let drawn = Lines {
            kind: "Burn-up",
            title: name.clone(),
            moments: vec![name.clone(); moments],
            lines,
            highest: 1,
            unit: Unit::Share,
        };
        for ink in [Ink::Page, Ink::File] {
            let svg = drawn.svg(ink);
            crate::pictures::is_xml(&svg);
            prop_assert_eq!(svg.contains("var(--"), ink == Ink::Page);
            let spark = sparkline(&drawn.lines[0].values, 1.0, ink);
            crate::pictures::is_xml(&spark);
        }
        prop_assert!(drawn.describe().starts_with("Burn-up: "));
    }
}

#[test]
fn what_most_wait_for_is_found_in_circles_too() {
    let of = |all: &[(&str, &[&str])]| {
        let all = all
            .iter()
            .map(|(id, needs)| needing(activity(id, 1), needs));
        let all: Vec<Activity> = all.collect();
        most_needed(&model(&[("D", &[("S", &all)])]))
    };
    assert_eq!(of(&[("a", &[]), ("b", &[])]), None);
    assert_eq!(of(&[("a", &[]), ("b", &["a"]), ("c", &["b"])]), Some(0));
    assert_eq!(of(&[("x", &[]), ("a", &["b"]), ("b", &["a"])]), Some(1));
}
