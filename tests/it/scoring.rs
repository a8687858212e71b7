//! Numbers, by the rules of docs/scoring.md.

use dsomm_radar::assessment::{Assessment, Choice, TeamId};
use dsomm_radar::model::{Activity, Model};
use dsomm_radar::scoring::{Score, Scores, Value, score, score_values};
use proptest::prelude::*;

use crate::support::{
    Deed, Person, activity, answer, apply, assessment, at, cases, deed, model, stage, team,
};

const TINY: f64 = 1e-9;

/// `None` and numbers, equal but for rounding.
fn same(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => (left - right).abs() < TINY,
        _ => false,
    }
}

/// Three activities at level 2, three at level 3, one at level 4, as DSOMM's Test KPI.
fn test_kpi() -> Model {
    let activities: Vec<Activity> = [
        ("a", 2),
        ("b", 2),
        ("c", 2),
        ("d", 3),
        ("e", 3),
        ("f", 3),
        ("g", 4),
    ]
    .map(|(id, level)| activity(id, level))
    .into();
    model(&[("Information Gathering", &[("Test KPI", &activities)])])
}

/// The scores of a team that answered like this.
fn scored(model: &Model, answers: &[(&str, Choice)]) -> Scores {
    let mut assessment = assessment(&["t"]);
    for (id, choice) in answers {
        apply(&mut assessment, answer("t", id, choice.clone()), &at(10));
    }
    score(model, &assessment, &team("t"))
}

fn not_applicable() -> Choice {
    Choice::NotApplicable("no such thing here".to_owned())
}

#[test]
fn the_worked_example() {
    let model = test_kpi();
    for (ready, reached, maturity) in [
        ("", 0, 0.0),
        ("a b", 0, 4.0 / 3.0),
        ("a b c g", 2, 2.0),
        ("a b c d", 2, 2.0 + 1.0 / 3.0),
        ("a b c d e f", 3, 3.0),
        ("d e f g", 0, 0.0),
        ("a b c d e f g", 5, 5.0),
    ] {
        let answers: Vec<(&str, Choice)> = ready
            .split_whitespace()
            .map(|id| (id, stage("fully")))
            .collect();
        let found = scored(&model, &answers).subdimensions[0];
        assert_eq!(found.level_reached, Some(reached), "{ready}");
        assert!(same(found.maturity, Some(maturity)), "{ready}: {found:?}");
    }
}

#[test]
fn stages_score_what_they_say() {
    let model = model(&[("D", &[("S", &[activity("a", 1)])])]);
    for (choice, value) in [
        (stage("not-implemented"), Value::Scored(0.0)),
        (stage("started"), Value::Scored(0.2)),
        (stage("partly"), Value::Scored(0.5)),
        (stage("fully"), Value::Scored(1.0)),
        (Choice::NotSure, Value::NotSure),
        (not_applicable(), Value::NotApplicable),
        (Choice::NotApplicable(" ".to_owned()), Value::Unanswered),
        (Choice::Clear, Value::Unanswered),
    ] {
        let found = scored(&model, &[("a", stage("started")), ("a", choice.clone())]);
        // A stage claimed before does not count where something else is said.
        assert_eq!(found.values, [value], "{choice:?}");
    }
}

/// all, answered, applicable, ready, not sure; then completion, maturity and the level reached.
fn check(answers: &[(&str, Choice)], counts: [usize; 5], numbers: Option<(f64, f64, u8)>) {
    let model = model(&[(
        "D",
        &[("S", &[activity("a", 1), activity("b", 1), activity("c", 4)])],
    )]);
    let found = scored(&model, answers).subdimensions[0];
    let c = found.counts;
    assert_eq!(
        [c.all, c.answered, c.applicable, c.ready, c.not_sure],
        counts,
        "{answers:?}"
    );
    assert!(
        same(found.completion, numbers.map(|n| n.0)),
        "{answers:?}: {found:?}"
    );
    assert!(
        same(found.maturity, numbers.map(|n| n.1)),
        "{answers:?}: {found:?}"
    );
    assert_eq!(found.level_reached, numbers.map(|n| n.2), "{answers:?}");
}

#[test]
fn every_kind_of_answer_counts_as_it_should() {
    let (na, unsure) = (not_applicable, || Choice::NotSure);
    check(&[], [3, 0, 3, 0, 0], Some((0.0, 0.0, 0)));
    check(&[("a", unsure())], [3, 1, 3, 0, 1], Some((0.0, 0.0, 0)));
    check(
        &[("a", stage("partly"))],
        [3, 1, 3, 0, 0],
        Some((0.5 / 3.0, 0.25, 0)),
    );
    // Level 1 done; the empty levels 2 and 3 neither give nor take.
    check(
        &[("a", stage("fully")), ("b", na()), ("c", stage("partly"))],
        [3, 3, 2, 1, 0],
        Some((0.75, 2.5, 1)),
    );
    // A level of which nothing applies is an empty level: level 4 is the only one left.
    check(
        &[("a", na()), ("b", na()), ("c", stage("started"))],
        [3, 3, 1, 0, 0],
        Some((0.2, 0.8, 0)),
    );
    check(
        &[("a", na()), ("b", na()), ("c", stage("fully"))],
        [3, 3, 1, 1, 0],
        Some((1.0, 5.0, 5)),
    );
    check(
        &[("a", na()), ("b", na()), ("c", na())],
        [3, 3, 0, 0, 0],
        None,
    );
    check(
        &[("a", Choice::NotApplicable(String::new()))],
        [3, 0, 3, 0, 0],
        Some((0.0, 0.0, 0)),
    );
    let gone = [("unknown", stage("fully"))];
    check(&gone, [3, 0, 3, 0, 0], Some((0.0, 0.0, 0)));
}

#[test]
fn nothing_applicable_anywhere_is_none_everywhere() {
    let model = test_kpi();
    let all: Vec<(&str, Choice)> = ["a", "b", "c", "d", "e", "f", "g"]
        .map(|id| (id, not_applicable()))
        .into();
    let found = scored(&model, &all);
    for score in [found.subdimensions[0], found.dimensions[0], found.overall] {
        assert_eq!(
            (score.maturity, score.completion, score.weakest),
            (None, None, None)
        );
        assert_eq!(score.counts.coverage(), 1.0);
    }
}

/// Means run over subdimensions, however many activities they have; none is left out.
#[test]
fn rolling_up_is_fair_to_small_subdimensions() {
    let many: Vec<Activity> = (0..9).map(|n| activity(&format!("m{n}"), 1)).collect();
    let model = model(&[
        (
            "D",
            &[
                ("Many", &many),
                ("One", &[activity("o", 1)]),
                ("Out", &[activity("x", 1)]),
            ],
        ),
        ("E", &[("Half", &[activity("h", 1)])]),
        ("Empty", &[("Nothing", &[])]),
    ]);
    let mut answers: Vec<(String, Choice)> =
        (0..9).map(|n| (format!("m{n}"), stage("fully"))).collect();
    answers.push(("x".to_owned(), not_applicable()));
    answers.push(("h".to_owned(), stage("started")));
    let answers: Vec<(&str, Choice)> = answers
        .iter()
        .map(|(id, choice)| (id.as_str(), choice.clone()))
        .collect();
    let found = scored(&model, &answers);
    // (5 + 0) / 2, not 9/10 of something.
    let d = found.dimensions[0];
    assert!(
        same(d.maturity, Some(2.5)) && same(d.completion, Some(0.5)),
        "{d:?}"
    );
    assert_eq!(d.weakest, Some(1), "One is the weakest subdimension");
    assert_eq!(
        (d.counts.all, d.counts.answered, d.counts.ready),
        (11, 10, 9)
    );
    // (2.5 + 0.2) / 2
    assert!(
        same(found.overall.maturity, Some(1.35)),
        "{:?}",
        found.overall
    );
    assert_eq!(found.overall.weakest, Some(1), "E is the weakest dimension");
    assert_eq!(found.dimensions[2], Score::default());
}

#[test]
fn cells_are_means_of_what_applies() {
    let found = scored(
        &test_kpi(),
        &[
            ("a", stage("fully")),
            ("b", stage("partly")),
            ("c", not_applicable()),
            ("g", not_applicable()),
        ],
    );
    assert_eq!(found.cells, [[None, Some(0.75), Some(0.0), None, None]]);
}

#[test]
fn an_activity_in_two_places_counts_in_both() {
    let twice = activity("a", 1);
    let model = model(&[(
        "D",
        &[
            ("S", std::slice::from_ref(&twice)),
            ("T", &[twice.clone(), activity("b", 1)]),
        ],
    )]);
    let found = scored(&model, &[("a", stage("fully"))]);
    let completion: Vec<Option<f64>> = found.subdimensions.iter().map(|s| s.completion).collect();
    assert_eq!(completion, [Some(1.0), Some(0.5)]);
}

/// Teams `t`, `p` and `q`: `t` inherits as given, each answers as given; → what counts for `t`.
fn inherited(lines: &[(&str, &str)], answers: &[(&str, Choice)]) -> Value {
    let model = model(&[("D", &[("S", &[activity("a", 1)])])]);
    let mut assessment = assessment(&["t", "p", "q"]);
    for (from, to) in lines {
        assessment.teams.get_mut(*from).unwrap().inherits = Some(TeamId::new(to));
    }
    for (team, choice) in answers {
        apply(&mut assessment, answer(team, "a", choice.clone()), &at(10));
    }
    score(&model, &assessment, &team("t")).values[0]
}

#[test]
fn answers_are_inherited_from_a_platform_team() {
    let (fully, started) = (Value::Scored(1.0), Value::Scored(0.2));
    for (lines, answers, expected) in [
        (vec![], vec![("p", stage("fully"))], Value::Unanswered),
        (vec![("t", "p")], vec![("p", stage("fully"))], fully),
        (
            vec![("t", "p")],
            vec![("p", stage("fully")), ("t", stage("started"))],
            started,
        ),
        (
            vec![("t", "p")],
            vec![("p", stage("fully")), ("t", Choice::NotSure)],
            Value::NotSure,
        ),
        (
            vec![("t", "p")],
            vec![("p", not_applicable())],
            Value::NotApplicable,
        ),
        (
            vec![("t", "p")],
            vec![("p", stage("fully")), ("t", Choice::Clear)],
            fully,
        ),
        (
            vec![("p", "t")],
            vec![("p", stage("fully"))],
            Value::Unanswered,
        ),
        // A chain, and its nearest link.
        (
            vec![("t", "p"), ("p", "q")],
            vec![("q", stage("fully"))],
            fully,
        ),
        (
            vec![("t", "p"), ("p", "q")],
            vec![("q", stage("fully")), ("p", stage("started"))],
            started,
        ),
        // Circles end.
        (vec![("t", "t")], vec![], Value::Unanswered),
        (
            vec![("t", "p"), ("p", "t")],
            vec![("p", stage("fully"))],
            fully,
        ),
        (
            vec![("t", "p"), ("p", "q"), ("q", "p")],
            vec![],
            Value::Unanswered,
        ),
        (vec![("t", "gone")], vec![], Value::Unanswered),
    ] {
        assert_eq!(
            inherited(&lines, &answers),
            expected,
            "{lines:?} {answers:?}"
        );
    }
}

#[test]
fn a_stage_that_is_not_defined_says_nothing() {
    let mut assessment = assessment(&["t"]);
    apply(&mut assessment, answer("t", "a", stage("partly")), &at(10));
    assessment.stages.remove(2);
    let model = model(&[("D", &[("S", &[activity("a", 1)])])]);
    assert_eq!(
        score(&model, &assessment, &team("t")).values,
        [Value::Unanswered]
    );
}

/// A model as a list of levels for each subdimension of each dimension.
type Levels = Vec<Vec<Vec<u8>>>;

fn built(levels: &Levels) -> Model {
    let mut number = 0;
    let dimensions: Vec<Vec<Vec<Activity>>> = levels
        .iter()
        .map(|subdimensions| {
            let sub = |levels: &Vec<u8>| {
                levels
                    .iter()
                    .map(|&level| {
                        number += 1;
                        activity(&format!("{number}"), level)
                    })
                    .collect()
            };
            subdimensions.iter().map(sub).collect()
        })
        .collect();
    let named: Vec<Vec<(&str, &[Activity])>> = dimensions
        .iter()
        .map(|subs| subs.iter().map(|sub| ("S", sub.as_slice())).collect())
        .collect();
    let outline: Vec<_> = named.iter().map(|subs| ("D", subs.as_slice())).collect();
    model(&outline)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Unanswered),
        1 => Just(Value::NotSure),
        2 => Just(Value::NotApplicable),
        6 => prop_oneof![Just(0.0), Just(0.2), Just(0.5), Just(1.0), Just(1.0), 0.0..=1.0f64]
            .prop_map(Value::Scored),
    ]
}

/// A small model, with empty subdimensions, and a value for each activity.
fn case() -> impl Strategy<Value = (Model, Vec<Value>)> {
    let sub = prop::collection::vec(1..6u8, 0..13);
    prop::collection::vec(prop::collection::vec(sub, 0..4), 0..3).prop_flat_map(|levels| {
        let model = built(&levels);
        let count = model.activities.len();
        (Just(model), prop::collection::vec(value(), count))
    })
}

fn all_scores(scores: &Scores) -> impl Iterator<Item = &Score> {
    scores
        .subdimensions
        .iter()
        .chain(&scores.dimensions)
        .chain([&scores.overall])
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn numbers_stay_within_their_bounds((model, values) in case()) {
        let scores = score_values(&model, values);
        for score in all_scores(&scores) {
            prop_assert!(score.maturity.is_none_or(|m| (0.0..=5.0).contains(&m)));
            prop_assert!(score.completion.is_none_or(|c| (0.0..=1.0).contains(&c)));
            prop_assert!((0.0..=1.0).contains(&score.counts.coverage()));
            let c = score.counts;
            prop_assert!(c.answered <= c.all && c.applicable <= c.all && c.ready <= c.applicable);
            prop_assert_eq!(score.maturity.is_none(), c.applicable == 0);
            prop_assert_eq!(score.completion.is_none(), c.applicable == 0);
            prop_assert_eq!(score.completion == Some(1.0), c.applicable > 0 && c.ready == c.applicable);
            prop_assert_eq!(score.maturity == Some(5.0), score.completion == Some(1.0));
        }
        for cell in scores.cells.iter().flatten().flatten() {
            prop_assert!((0.0..=1.0).contains(cell));
        }
    }

    #[test]
    fn maturity_is_at_least_the_level_reached((model, values) in case()) {
        let scores = score_values(&model, values);
        for score in &scores.subdimensions {
            prop_assert_eq!(score.level_reached.is_none(), score.maturity.is_none());
            if let (Some(reached), Some(maturity)) = (score.level_reached, score.maturity) {
                prop_assert!(maturity >= f64::from(reached));
                prop_assert_eq!(reached == 5, score.completion == Some(1.0));
            }
        }
    }

    #[test]
    fn a_better_answer_never_lowers_a_number(
        (model, values) in case(), at in any::<prop::sample::Index>(), to in 0.0..=1.0f64
    ) {
        prop_assume!(!values.is_empty());
        let at = at.index(values.len());
        let Some(from) = values[at].amount() else { return Ok(()) };
        let mut better = values.clone();
        better[at] = Value::Scored(from.max(to));
        let (before, after) = (score_values(&model, values), score_values(&model, better));
        for (before, after) in all_scores(&before).zip(all_scores(&after)) {
            prop_assert!(after.maturity >= before.maturity);
            prop_assert!(after.completion >= before.completion);
            prop_assert!(after.level_reached >= before.level_reached);
            prop_assert!(after.counts.ready >= before.counts.ready);
        }
    }

    #[test]
    fn the_order_of_activities_does_not_matter(
        (model, values) in case(), seed in prop::collection::vec(any::<u32>(), 40)
    ) {
        let mut other = model.clone();
        for sub in &mut other.subdimensions {
            sub.activities.sort_by_key(|&at| seed[at % seed.len()]);
        }
        let (one, other) = (score_values(&model, values.clone()), score_values(&other, values));
        for (one, other) in all_scores(&one).zip(all_scores(&other)) {
            prop_assert!(same(one.maturity, other.maturity));
            prop_assert!(same(one.completion, other.completion));
            prop_assert_eq!(one.counts, other.counts);
            prop_assert_eq!(one.level_reached, other.level_reached);
        }
    }

    /// The weakest part has the lowest maturity, and a mean lies between it and the best.
    #[test]
    fn the_weakest_part_is_named((model, values) in case()) {
        let scores = score_values(&model, values);
        let parts = model.dimensions.iter().zip(&scores.dimensions).map(|(dimension, score)| {
            let parts: Vec<(usize, Option<f64>)> = dimension
                .subdimensions
                .iter()
                .map(|&sub| (sub, scores.subdimensions[sub].maturity))
                .collect();
            (parts, score)
        });
        let dimensions: Vec<(usize, Option<f64>)> =
            scores.dimensions.iter().map(|score| score.maturity).enumerate().collect();
        for (parts, score) in parts.chain([(dimensions, &scores.overall)]) {
            let known: Vec<f64> = parts.iter().filter_map(|part| part.1).collect();
            let lowest = known.iter().copied().reduce(f64::min);
            let highest = known.iter().copied().reduce(f64::max);
            let weakest = score.weakest.and_then(|at| parts.iter().find(|part| part.0 == at)).and_then(|part| part.1);
            prop_assert_eq!(weakest, lowest);
            if let (Some(mean), Some(lowest), Some(highest)) = (score.maturity, lowest, highest) {
                prop_assert!((lowest - TINY..=highest + TINY).contains(&mean));
            }
        }
    }

    #[test]
    fn what_one_team_does_changes_no_other_teams_numbers(
        deeds in prop::collection::vec(deed(), 1..15)
    ) {
        let model = model(&[("D", &[("S", &[activity("a", 1), activity("b", 2)]), ("T", &[activity("c/ü", 1)])])]);
        let mut person = Person::new("kim", assessment(&["x", "y", "z"]));
        let numbers = |assessment: &Assessment, id: &TeamId| score(&model, assessment, id);
        for (millis, deed) in (10..).zip(&deeds) {
            if matches!(deed, Deed::Undo | Deed::Redo) {
                continue;
            }
            let before = person.copy.clone();
            let Some(change) = person.act(deed, millis) else { continue };
            let touched = change.touched();
            for (id, _) in before.living_teams() {
                if !touched.teams.contains(id) {
                    prop_assert_eq!(numbers(&before, id), numbers(&person.copy, id), "{:?}", deed);
                }
            }
            if let Deed::Answer { also: false, .. } = deed {
                prop_assert_eq!(touched.teams.len(), 1);
            }
        }
    }
}
