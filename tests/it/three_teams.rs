//! A realistic half-filled assessment of three teams, with its numbers worked out by hand.
//!
//! The model has N = 3. Claimed values on 2026-11-24 (– : not applicable, · : nothing said,
//! ? : not sure); what Shop inherits from Platform is in brackets:
//!
//! | | level | Platform | Shop | API |
//! |---|---|---|---|---|
//! | Build / Pipeline / P1 | 1 | 1 | (1) | 0.2 |
//! | Build / Pipeline / P2 | 1 | 1 | (1) | · (no reason given) |
//! | Build / Pipeline / P3 | 3 | 0.5 (the removed stage “Mostly” counts as “Partly”) | 1 | · |
//! | Build / Patching / Q1 | 2 | – | (–) | 1 |
//! | Build / Patching / Q2 | 2 | 1 | ? | 1 |
//! | Culture / Training / T1 | 1 | ? | 1 | 1 |
//! | Culture / Training / T2 | 2 | · | · | 1 |
//!
//! Evidenced on that day: Platform P1 and Q2 (its last day; P2's is a day too old, P3's has no
//! date); Shop P1 (by Platform's evidence), P3 (its own; its evidence for P2 proves nothing, since
//! that answer is Platform's); API Q2 (T2's begins tomorrow).

use dsomm_radar::assessment::{Assessment, Date, TeamId};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::Model;
use dsomm_radar::model::characteristics::read_json;
use dsomm_radar::model::yaml::{self, Source};
use dsomm_radar::scoring::{
    Cache, Counts, Due, Goals, Mapped, Score, Scores, Spread, When, Why, answering,
    characteristics, due, evidenced, evidenced_share, if_plan_done, mapped, next_review, planned,
    portfolio, score, standards, suggestions,
};

use crate::support::{cycle, day, read, team};

const MODEL: &str = r#"
Build:
  Pipeline:
    P1: {uuid: p1, level: 1, references: {samm2: [I-SB-1-A]}}
    P2: {uuid: p2, level: 1, references: {samm2: [I-SB-A-1]}}
    P3: {uuid: p3, level: 3, dependsOn: [p1]}
  Patching:
    Q1: {uuid: q1, level: 2, references: {iso: ["5.10", "5.2", "5.10"]}}
    Q2: {uuid: q2, level: 2, references: {iso: ["Not explicitly covered by the standard"]}}
Culture:
  Training:
    T1: {uuid: t1, level: 1, references: {iso: ["5.10"]}}
    T2: {uuid: t2, level: 2, dependsOn: [t1], references: {iso: ["5.1"]}}
"#;

fn today() -> Date {
    day("2026-11-24")
}

pub fn given() -> (Model, Assessment) {
    let text = include_str!("../fixtures/three-teams.dsomm.json");
    let assessment = assessment_file::read(text).unwrap();
    (read(&[MODEL]).unwrap().model, assessment)
}

fn close(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-9,
        _ => left == right,
    }
}

/// Maturity and completion of Pipeline, Patching, Training; Build, Culture; the whole.
fn check(what: &str, scores: &Scores, reached: [u8; 3], expected: [(f64, f64); 6]) {
    let parts: Vec<Score> = scores
        .subdimensions
        .iter()
        .chain(&scores.dimensions)
        .chain([&scores.overall])
        .copied()
        .collect();
    for (at, (score, (maturity, completion))) in parts.iter().zip(expected).enumerate() {
        assert!(
            close(score.maturity, Some(maturity)) && close(score.completion, Some(completion)),
            "{what}, part {at}: {score:?}, not {maturity}, {completion}"
        );
    }
    let found: Vec<Option<u8>> = parts[..3].iter().map(|part| part.level_reached).collect();
    assert_eq!(found, reached.map(Some), "{what}");
}

fn counts(scores: &Scores) -> [usize; 5] {
    let Counts {
        all,
        answered,
        applicable,
        ready,
        not_sure,
    } = scores.overall.counts;
    [all, answered, applicable, ready, not_sure]
}

#[test]
fn what_the_teams_claim() {
    let (model, assessment) = given();
    let scores = |id| score(&model, &assessment, &team(id));
    // Pipeline: 1 + (3 − 1) · 0.5; (1 + 1 + 0.5) / 3. Patching: all that applies is ready, so N.
    let platform = scores("platform");
    check(
        "Platform",
        &platform,
        [1, 3, 0],
        [
            (2.0, 2.5 / 3.0),
            (3.0, 1.0),
            (0.0, 0.0),
            (2.5, 5.5 / 6.0),
            (0.0, 0.0),
            (1.25, 5.5 / 12.0),
        ],
    );
    assert_eq!(counts(&platform), [7, 6, 6, 3, 1]);
    assert_eq!(platform.levels, [(2, 3), (1, 2), (0, 1)]);
    // Training: level 1 done, nothing of level 2.
    let shop = scores("shop");
    check(
        "Shop",
        &shop,
        [3, 0, 1],
        [
            (3.0, 1.0),
            (0.0, 0.0),
            (1.0, 0.5),
            (1.5, 0.5),
            (1.0, 0.5),
            (1.25, 0.5),
        ],
    );
    assert_eq!(counts(&shop), [7, 6, 6, 4, 1]);
    // Pipeline: level 1 is (0.2 + 0) / 2.
    let api = scores("api");
    check(
        "API",
        &api,
        [0, 3, 3],
        [
            (0.1, 0.2 / 3.0),
            (3.0, 1.0),
            (3.0, 1.0),
            (1.55, 1.6 / 3.0),
            (3.0, 1.0),
            (2.275, 2.3 / 3.0),
        ],
    );
    assert_eq!(counts(&api), [7, 5, 7, 4, 0]);
}

#[test]
fn what_is_evidenced() {
    let (model, assessment) = given();
    for (id, reached, expected, share) in [
        (
            // Pipeline: level 1 is (1 + 0) / 2, above it nothing.
            "platform",
            [0, 3, 0],
            [
                (0.5, 1.0 / 3.0),
                (3.0, 1.0),
                (0.0, 0.0),
                (1.75, 2.0 / 3.0),
                (0.0, 0.0),
                (0.875, 1.0 / 3.0),
            ],
            2.0 / 3.0,
        ),
        (
            "shop",
            [0, 0, 0],
            [
                (0.5, 2.0 / 3.0),
                (0.0, 0.0),
                (0.0, 0.0),
                (0.25, 1.0 / 3.0),
                (0.0, 0.0),
                (0.125, 1.0 / 6.0),
            ],
            2.0 / 4.0,
        ),
        (
            // Patching: half of level 2.
            "api",
            [0, 0, 0],
            [
                (0.0, 0.0),
                (1.0, 0.5),
                (0.0, 0.0),
                (0.5, 0.25),
                (0.0, 0.0),
                (0.25, 0.125),
            ],
            1.0 / 4.0,
        ),
    ] {
        let claimed = score(&model, &assessment, &team(id));
        let found = evidenced(&model, &assessment, &team(id), today());
        check(id, &found, reached, expected);
        let found_share = evidenced_share(claimed.overall.counts, found.overall.counts);
        assert_eq!(found_share, Some(share), "{id}");
        assert_eq!(
            claimed.overall.counts.coverage(),
            found.overall.counts.coverage()
        );
    }
    // A day later the last one of Platform's Q2 is over.
    let later = evidenced(&model, &assessment, &team("platform"), day("2026-11-25"));
    assert_eq!(later.subdimensions[1].maturity, Some(0.0));
}

#[test]
fn whose_answer_counts() {
    let (_, assessment) = given();
    for (id, activity, expected) in [
        ("shop", "p1", Some("platform")),
        ("shop", "p3", Some("shop")),
        ("shop", "q2", Some("shop")),
        ("shop", "t2", None),
        ("api", "p2", None),
    ] {
        let asked = team(id);
        let found = answering(&assessment, &asked, activity).map(|(id, _)| id.as_str());
        assert_eq!(found, expected, "{id} {activity}");
    }
}

#[test]
fn what_is_due() {
    let (model, assessment) = given();
    let found = |id: &str| -> Vec<(&str, Why)> {
        due(&model, &assessment, &team(id), today())
            .iter()
            .map(|&Due { activity, why, .. }| (model.activities[activity].id.as_str(), why))
            .collect()
    };
    // The cycle began on 2026-07-01; P2 was last looked at in March.
    assert_eq!(
        found("platform"),
        [("t1", Why::NotSure), ("p2", Why::CarriedOver)]
    );
    // What Shop inherits is Platform's to review.
    assert_eq!(found("shop"), [("q2", Why::NotSure)]);
    // P1 was looked at on 2026-08-23: three months passed on 2026-11-23.
    assert_eq!(
        found("api"),
        [("q2", Why::CarriedOver), ("p1", Why::Old(today()))]
    );
    let next = |id, today| next_review(&model, &assessment, &team(id), day(today));
    assert_eq!(next("api", "2026-11-24"), Some(today()));
    assert_eq!(next("gone", "2026-11-24"), None);
}

fn spread(numbers: [f64; 4], count: usize, lowest: usize, highest: usize) -> Option<Spread> {
    let [mean, median, min, max] = numbers;
    Some(Spread {
        mean,
        median,
        min,
        max,
        count,
        lowest,
        highest,
    })
}

fn same_spread(left: Option<Spread>, right: Option<Spread>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => {
            let rounded = |spread: Spread| {
                [spread.mean, spread.median, spread.min, spread.max]
                    .map(|number| (number * 1e9).round())
            };
            let rest = |spread: Spread| (spread.count, spread.lowest, spread.highest);
            rounded(left) == rounded(right) && rest(left) == rest(right)
        }
        _ => left == right,
    }
}

#[test]
fn the_teams_together() {
    let (model, assessment) = given();
    let scores: Vec<Scores> = ["platform", "shop", "api"]
        .map(|id| score(&model, &assessment, &team(id)))
        .into();
    let all = portfolio(&model, &scores.iter().collect::<Vec<_>>());
    assert_eq!(all.teams, 3);
    for (what, found, expected) in [
        (
            "overall: 1.25, 1.25, 2.275",
            all.overall.maturity,
            spread([4.775 / 3.0, 1.25, 1.25, 2.275], 3, 0, 2),
        ),
        (
            "Build: 2.5, 1.5, 1.55",
            all.dimensions[0].maturity,
            spread([1.85, 1.55, 1.5, 2.5], 3, 1, 0),
        ),
        (
            "Culture: 0, 1, 3",
            all.dimensions[1].maturity,
            spread([4.0 / 3.0, 1.0, 0.0, 3.0], 3, 0, 2),
        ),
        (
            "Pipeline, level 1: 1, 1, 0.1",
            all.cells[0][0],
            spread([0.7, 1.0, 0.1, 1.0], 3, 2, 0),
        ),
        ("Pipeline, level 2: nothing", all.cells[0][1], None),
        (
            "Patching, level 2: 1, 0, 1",
            all.cells[1][1],
            spread([2.0 / 3.0, 1.0, 0.0, 1.0], 3, 1, 0),
        ),
    ] {
        assert!(same_spread(found, expected), "{what}: {found:?}");
    }
    assert_eq!(all.overall.weakest, Some(1), "Culture");
    assert_eq!(all.dimensions[0].weakest, Some(0), "Pipeline");
    // Q1 applies to API only, and is ready there. All others are open somewhere.
    assert_eq!(all.levels, [(0, 3), (1, 3), (0, 1)]);
    assert_eq!(all.overall.counts.answered, 6 + 6 + 5);
}

#[test]
fn what_to_do_next_within_targets_and_plan() {
    let (model, assessment) = given();
    let found = |id: &str| -> Vec<(String, f64, When)> {
        let scores = score(&model, &assessment, &team(id));
        let goals = Goals::of(&model, &assessment, &team(id));
        suggestions(&model, &scores, &goals)
            .into_iter()
            .map(|next| {
                let id = model.activities[next.activity].id.to_string();
                (id, next.priority, next.planned)
            })
            .collect()
    };
    // T1: 2 · 3 · (1 + log2 2) / 9. P3, up to Platform's own target of 3: 2 · 3 · 1 / 9. T2 was
    // planned for a cycle that is over.
    assert_eq!(
        found("platform"),
        [
            ("t1".to_owned(), 12.0 / 9.0, When::Now),
            ("p3".to_owned(), 6.0 / 9.0, When::Later),
        ]
    );
    // Both stand at the lowest open level; the name decides.
    assert_eq!(
        found("shop"),
        [
            ("q2".to_owned(), 6.0 / 9.0, When::Never),
            ("t2".to_owned(), 6.0 / 9.0, When::Never),
        ]
    );
    // The target of all is 2, so P3 is left out.
    let api: Vec<String> = found("api").into_iter().map(|found| found.0).collect();
    assert_eq!(api, ["p1", "p2"]);
}

#[test]
fn if_the_plan_were_done() {
    let (model, assessment) = given();
    let platform = team("platform");
    let scores = score(&model, &assessment, &platform);
    let overall = |cycle| {
        if_plan_done(&model, &assessment, &platform, &scores, cycle)
            .overall
            .maturity
    };
    // T1 alone: Training reaches 1, so Culture has 1, and (2.5 + 1) / 2.
    let now = cycle("2026-h2");
    assert_eq!(overall(Some(&now)), Some(1.75));
    assert_eq!(overall(None), Some(3.0), "all that was open is planned");
    assert!(planned(&model, &assessment, &team("api"), None).is_empty());
}

#[test]
fn controls_of_standards() {
    let (model, assessment) = given();
    let found = standards(&model);
    let outline: Vec<(&str, Vec<&str>, usize)> = found
        .iter()
        .map(|standard| {
            let ids = standard.controls.iter().map(|control| control.id.as_str());
            (standard.name.as_str(), ids.collect(), standard.prose.len())
        })
        .collect();
    // 5.2 before 5.10, which is not 5.1; both orders of a SAMM id are one control.
    assert_eq!(
        outline,
        [
            ("iso", vec!["5.1", "5.2", "5.10"], 1),
            ("samm2", vec!["I-SB-A-1"], 0)
        ]
    );
    let platform = team("platform");
    let claimed = score(&model, &assessment, &platform);
    let proven = evidenced(&model, &assessment, &platform, today());
    let numbers = |standard: usize, control: usize| {
        mapped(
            &claimed,
            &proven,
            &found[standard].controls[control].activities,
        )
    };
    // P1 and P2 are ready, P1 is proven.
    let samm = numbers(1, 0);
    assert_eq!((samm.mean, samm.min), (Some(1.0), Some(1.0)));
    assert_eq!(samm.evidenced_mean, Some(0.5));
    assert_eq!(evidenced_share(samm.counts, samm.evidenced), Some(0.5));
    // Q1 does not apply, T1 is not sure.
    let Mapped {
        mean,
        min,
        weakest,
        counts,
        ..
    } = numbers(0, 2);
    assert_eq!((mean, min, weakest), (Some(0.0), Some(0.0), Some(5)));
    assert_eq!((counts.all, counts.answered, counts.applicable), (2, 2, 1));
    // Only Q1 refers to 5.2: nothing there applies.
    let none = numbers(0, 1);
    assert_eq!((none.mean, none.min, none.weakest), (None, None, None));
}

#[test]
fn a_cache_follows_answers_and_what_is_inherited() {
    use crate::support::{answer, at, stage};
    let (model, mut assessment) = given();
    let ids: Vec<TeamId> = ["platform", "shop", "api"].map(team).into();
    let mut cache = Cache::default();
    let before = ids
        .iter()
        .map(|id| cache.score(&model, &assessment, id))
        .collect::<Vec<_>>();
    let change = assessment
        .apply(answer("platform", "p1", stage("no")), &at(10))
        .unwrap()
        .unwrap();
    cache.forget(&assessment, &change.touched());
    for (id, before) in ids.iter().zip(before) {
        let after = cache.score(&model, &assessment, id);
        assert_eq!(*after, score(&model, &assessment, id), "{id}");
        let is_kept = std::sync::Arc::ptr_eq(&before, &after);
        assert_eq!(is_kept, id.as_str() == "api", "{id}");
    }
}

/// The same in YAML and in JSON; T1 carries both points of the first, and one id is of an
/// extension that is switched off.
#[test]
fn characteristics_cut_across() {
    let (model, assessment) = given();
    let text = r#"{"characteristics": [
        {"id": "one", "name": "One", "description": "First.", "points": [
            {"id": "a", "name": "A", "description": "", "activities": ["p1", "t1"]},
            {"id": "b", "name": "B", "description": "", "activities": ["t1", "p3", "off"]}]},
        {"id": "two", "name": "Two", "points": [{"id": "c", "name": "C", "activities": ["q1"]}]}]}"#;
    let source = Source {
        name: "c.json",
        text,
    };
    let read = read_json(source).unwrap();
    assert_eq!(yaml::read_characteristics(source).unwrap(), read);
    assert_eq!(
        (read[0].name.as_str(), read[0].points[1].id.as_str()),
        ("One", "b")
    );
    let platform = team("platform");
    let claimed = score(&model, &assessment, &platform);
    let proven = evidenced(&model, &assessment, &platform, today());
    let found = characteristics(&model, &read, &claimed, &proven);
    // P1 1, P3 0.5, T1 not sure; P1 alone is proven.
    let whole = &found[0].whole;
    assert_eq!(
        (whole.mean, whole.min, whole.evidenced_mean),
        (Some(0.5), Some(0.0), Some(1.0 / 3.0))
    );
    assert_eq!((whole.counts.all, whole.counts.ready), (3, 1));
    let points: Vec<Option<f64>> = found[0].points.iter().map(|point| point.mean).collect();
    assert_eq!(points, [Some(0.5), Some(0.25)]);
    assert_eq!((found[0].missing, found[1].missing), (1, 0));
    assert_eq!(found[1].whole.mean, None, "Q1 does not apply");
    let empty = Source {
        name: "c.json",
        text: "{}",
    };
    let error = read_json(empty).unwrap_err().to_string();
    assert!(error.contains("no characteristic was found"), "{error}");
}

#[test]
fn our_characteristics_read() {
    let text = include_str!("../../model/characteristics.yaml");
    let source = Source {
        name: "characteristics.yaml",
        text,
    };
    let read = yaml::read_characteristics(source).unwrap();
    assert_eq!(read.len(), 4);
    for characteristic in read {
        assert!(!characteristic.description.is_empty());
        for point in characteristic.points {
            assert!(point.activities.len() >= 3, "{}", point.id);
        }
    }
}
