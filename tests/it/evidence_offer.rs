//! What files of tools mean for an assessment: evidence and suggestions, never an answer; the same
//! file twice is the same; it does not matter whether copies are merged before or after.

use std::fs;
use std::sync::LazyLock;

use dsomm_radar::assessment::{
    Answered, Assessment, Context, Date, Edit, Evidence, History, Run, Step, merge,
};
use dsomm_radar::evidence::rules::check;
use dsomm_radar::evidence::{Bearing, Choices, Offer, Proofs, Rules, Side, State, Strength, offer};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::map::Map;
use dsomm_radar::model::yaml::{self, Source};
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::scoring::{self, Backing, evidenced, score};
use proptest::prelude::*;

use crate::evidence::{fixture, take};
use crate::support::{
    Person, answer, apply, assessment, at, by, cases, day, deed, edit, stage, team, visible,
};

const RULES: &str = include_str!("../../model/evidence.yaml");
const FORCE_PUSHES: &str = "c7d99b18-c3e1-4d22-b2e3-9aa9146c0b17";
const PULL_REQUEST: &str = "e7598ac4-b082-4e56-b7df-e2c6b426a5e2";
const STATUS_CHECKS: &str = "ac8730a2-ccc0-465c-9550-d91edae9d5ee";
const PINNING: &str = "f3c4971e-9f4d-4e59-8ed0-f0bdb6262477";
const REVIEW: &str = "3f63bdbc-c75f-4780-a941-e6ad42e894e1";
const STATIC_ANALYSIS: &str = "6c05c837-8c99-46e2-828b-7c903e27dba4";
const SIGNING: &str = "5786959d-0c6f-46a6-8e1c-a32ff1a50222";

static KNOWN: LazyLock<Rules> = LazyLock::new(read_rules);
static MODEL: LazyLock<Model> = LazyLock::new(|| read_model(false));

fn read_rules() -> Rules {
    let source = Source {
        name: "evidence.yaml",
        text: RULES,
    };
    let (rules, odd) = Rules::read_yaml(&source).unwrap();
    assert!(odd.is_empty(), "{odd:?}");
    rules
}

/// The model that comes with the page, with the extension or without.
fn read_model(with_extension: bool) -> Model {
    let mut paths: Vec<_> = fs::read_dir("model/dsomm")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    if with_extension {
        paths.push("model/extensions/agentic-ai.yaml".into());
    }
    let texts: Vec<String> = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let sources: Vec<Source> = texts
        .iter()
        .map(|text| Source {
            name: "model",
            text,
        })
        .collect();
    yaml::read(&sources).unwrap().model
}

const TODAY: &str = "2026-11-28";

/// When imports happen: after everything else.
fn importing() -> Context {
    Context {
        now: 1_795_900_000_000,
        by: "kim".to_owned(),
        today: day(TODAY),
    }
}

fn offered(assessment: &Assessment, proofs: &Proofs, day: Option<Date>) -> Offer {
    let choices = Choices {
        teams: vec![Some(team("x")); proofs.records.len()],
        day,
        link: String::new(),
    };
    offer(
        &MODEL,
        assessment,
        &KNOWN,
        proofs,
        &choices,
        self::day(TODAY),
    )
}

/// Adds all evidence, and no suggestion.
fn add_all(assessment: &mut Assessment, proofs: &Proofs) -> Offer {
    let offer = offered(assessment, proofs, Some(day("2026-11-01")));
    let command = offer.command(|_| true, |_| false, "Import".to_owned());
    assessment.apply(command, &importing()).unwrap();
    offer
}

fn proofs(name: &str) -> Proofs {
    take(name, &fixture(name)).unwrap()
}

/// What a row says about one activity.
fn about<'o>(offer: &'o Offer, activity: &str, side: Side) -> Vec<&'o dsomm_radar::evidence::Row> {
    let rows = offer.rows.iter();
    rows.filter(|row| row.activity.as_str() == activity && row.side == side)
        .collect()
}

fn living(assessment: &Assessment) -> Vec<&Evidence> {
    assessment
        .evidence
        .values()
        .filter(|piece| !piece.deleted)
        .collect()
}

#[test]
fn the_rules_name_activities_and_findings_that_exist() {
    let source = Source {
        name: "model/evidence.yaml",
        text: RULES,
    };
    let found = check(&source, &[&MODEL, &read_model(true)]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_is_wrong_in_the_rules_is_told_with_its_line() {
    let text = "\
tools:
  - { name: bandit, scan: sast }
  - { name: x, scan: magic }
findings:
  - finding: sbom
    activity: gone
    speaks: for
    strength: recent
    because: A.
    source: b
  - finding: sbom/unheard-of
    activity: a
    speaks: for
    strength: recent
    because: A.
    source: b
  - { finding: insights/sast, activity: a, speaks: for, strength: held, because: A., source: b }
  - { finding: sbom, activity: a, speaks: maybe, strength: recent, because: A., source: b }
  - { finding: sbom, activity: a, speaks: for, strength: much, because: A., source: b }
  - { finding: sbom, activity: a, speaks: for, strength: recent, source: b }
  - { finding: sbom, activity: a, speaks: for, strength: recent, because: A. }
  - { finding: sbom, activity: a, speaks: for, strength: recent, because: A., source: b }
";
    let source = Source {
        name: "e.yaml",
        text,
    };
    let small = crate::support::model(&[("D", &[("S", &[crate::support::activity("a", 1)])])]);
    let lines: Vec<String> = check(&source, &[&small])
        .iter()
        .map(ToString::to_string)
        .collect();
    for (start, words) in [
        ("e.yaml:3:", "“magic” is not known"),
        ("e.yaml:5:", "no activity has the id “gone”"),
        ("e.yaml:11:", "no reader finds “sbom/unheard-of”"),
        ("e.yaml:17:", "is a claim that nobody verifies"),
        ("e.yaml:18:", "“for” or “against”"),
        ("e.yaml:19:", "“strength” is to be"),
        ("e.yaml:20:", "“because” is missing"),
        ("e.yaml:21:", "“source” is missing"),
    ] {
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with(start) && line.contains(words)),
            "{start} {words}: {lines:#?}"
        );
    }
    assert_eq!(lines.len(), 8, "{lines:#?}");
    let broken = Source {
        name: "e.yaml",
        text: "a: [",
    };
    assert_eq!(check(&broken, &[]).len(), 1);
    // What is wrong costs itself only.
    let (rules, _) = Rules::read_yaml(&source).unwrap();
    assert_eq!((rules.tools.len(), rules.rules.len()), (1, 2));
}

#[test]
fn the_longest_name_of_a_tool_counts() {
    let rules = &*KNOWN;
    for (tool, scan) in [
        ("Bandit", Some("sast")),
        ("Semgrep OSS", Some("sast")),
        ("Snyk Container", Some("image")),
        ("Trivy Vulnerability Scanner", Some("sca")),
        ("Something", None),
    ] {
        assert_eq!(rules.scan_of(tool), scan, "{tool}");
    }
}

#[test]
fn a_scorecard_supports_contradicts_and_suggests() {
    let mut mine = assessment(&["x"]);
    for activity in [FORCE_PUSHES, PINNING, REVIEW] {
        apply(&mut mine, answer("x", activity, stage("fully")), &at(10));
    }
    apply(
        &mut mine,
        answer("x", PULL_REQUEST, stage("partly")),
        &at(11),
    );
    let before = mine.clone();
    let offer = offered(&mine, &proofs("scorecard-v4.json"), None);
    let bearing = |activity, side| about(&offer, activity, side)[0].bearing.clone();
    assert_eq!(bearing(FORCE_PUSHES, Side::Against), Bearing::Contradicts);
    assert_eq!(bearing(PINNING, Side::Against), Bearing::Contradicts);
    assert_eq!(bearing(REVIEW, Side::For), Bearing::Supports);
    // Nobody said that it was ready.
    assert_eq!(bearing(PULL_REQUEST, Side::Against), Bearing::Nothing);
    // An analyser that ran is a beginning.
    let analysis = about(&offer, STATIC_ANALYSIS, Side::For)[0];
    assert_eq!(
        analysis.bearing,
        Bearing::Suggests(dsomm_radar::assessment::StageId::new("started"))
    );
    assert_eq!(analysis.said, "OpenSSF Scorecard v4.13.1: SAST 8 of 10");
    // A check that could not say anything says nothing.
    assert!(
        offer
            .rows
            .iter()
            .all(|row| row.activity.as_str() != SIGNING)
    );
    assert!(!offer.needs_day);
    assert_eq!(mine, before, "looking changes nothing");
}

#[test]
fn what_is_contradicted_becomes_not_sure_only_where_that_is_chosen() {
    let mut mine = assessment(&["x"]);
    for activity in [FORCE_PUSHES, PINNING] {
        apply(&mut mine, answer("x", activity, stage("fully")), &at(10));
    }
    let offer = offered(&mine, &proofs("scorecard-v4.json"), None);
    let is_about = |place: usize| offer.rows[place].activity.as_str() == FORCE_PUSHES;
    let command = offer.command(|_| false, is_about, "Import".to_owned());
    let before = mine.clone();
    let mut history = History::default();
    history.push_typed(mine.apply(command, &importing()).unwrap().unwrap());
    let said = |copy: &Assessment, activity: &str| {
        copy.answer(&team("x"), activity).unwrap().answered() == Answered::NotSure
    };
    assert!(said(&mine, FORCE_PUSHES));
    assert!(!said(&mine, PINNING), "it was not chosen");
    // What was reached stays known, and one step of undo brings the answer back.
    let answer = mine.answer(&team("x"), FORCE_PUSHES).unwrap();
    assert!(!answer.reached.is_empty());
    history.go(Step::Undo, &mut mine, &importing());
    assert_eq!(visible(&mine), visible(&before));
    // Nothing is chosen by itself.
    let command = offer.command(|_| true, |_| false, "Import".to_owned());
    mine.apply(command, &importing()).unwrap();
    assert!(!said(&mine, FORCE_PUSHES) && !said(&mine, PINNING));
}

#[test]
fn a_tool_a_person_or_nobody_stands_behind_an_answer() {
    let mut mine = assessment(&["x"]);
    for activity in [FORCE_PUSHES, PINNING, REVIEW, STATIC_ANALYSIS] {
        apply(&mut mine, answer("x", activity, stage("fully")), &at(10));
    }
    mine.evidence_valid_months = 1;
    let offer = add_all(&mut mine, &proofs("scorecard-v4.json"));
    assert!(offer.rows.iter().any(|row| row.adds()));
    let on = |mine: &Assessment, activity: &str, today: &str| {
        scoring::behind(mine, &team("x"), activity, day(today))
    };
    let person = Edit::PutEvidence {
        id: dsomm_radar::assessment::EvidenceId::new("e-1"),
        evidence: Box::new(Evidence {
            activity: dsomm_radar::model::ActivityId::new(PINNING),
            teams: dsomm_radar::map::SortedSet::from([team("x")]),
            title: "By hand".to_owned(),
            recorded: Some(day("2026-11-25")),
            ..Evidence::default()
        }),
    };
    edit(&mut mine, person, &at(20));
    assert_eq!(on(&mine, REVIEW, TODAY).backing, Backing::Tool);
    assert_eq!(on(&mine, PINNING, TODAY).backing, Backing::Person);
    assert_eq!(on(&mine, FORCE_PUSHES, TODAY).backing, Backing::Claim);
    // The run of 2026-11-20 is valid for a month.
    assert_eq!(on(&mine, REVIEW, "2026-12-20").lapsed, None);
    let later = on(&mine, REVIEW, "2026-12-21");
    assert_eq!(
        (later.backing, later.lapsed),
        (Backing::Claim, Some(day("2026-12-20")))
    );
    // What a person recorded is no run to renew.
    assert_eq!(on(&mine, PINNING, "2027-02-01").lapsed, None);
    let backed = scoring::backed(&MODEL, &mine, &team("x"), day(TODAY));
    assert_eq!((backed.tool, backed.person, backed.claim), (2, 1, 1));
    assert!(backed.lapsed.is_empty());
    let proven = scoring::evidenced(&MODEL, &mine, &team("x"), day(TODAY))
        .overall
        .counts
        .ready;
    assert_eq!(
        backed.tool + backed.person,
        proven,
        "as the page counts what is evidenced"
    );
    assert!(
        scoring::backed(&MODEL, &mine, &team("x"), day("2027-02-01"))
            .lapsed
            .len()
            >= 2
    );
}

#[test]
fn adding_evidence_is_one_step_and_no_answer() {
    let mut mine = assessment(&["x"]);
    apply(&mut mine, answer("x", REVIEW, stage("fully")), &at(10));
    let before = mine.clone();
    let offer = offered(&mine, &proofs("scorecard-v4.json"), None);
    let adds = offer.rows.iter().filter(|row| row.adds()).count();
    assert!(adds >= 4, "{adds}");
    let command = offer.command(|_| true, |_| false, "Import scorecard.json".to_owned());
    let mut history = History::default();
    history.push_typed(mine.apply(command, &importing()).unwrap().unwrap());
    assert_eq!(mine.answers, before.answers);
    assert_eq!(living(&mine).len(), adds);
    let piece = living(&mine)
        .into_iter()
        .find(|piece| piece.activity.as_str() == REVIEW)
        .unwrap()
        .clone();
    assert_eq!(
        piece.recorded,
        Some(day("2026-11-20")),
        "the day of the run"
    );
    assert_eq!(
        piece.title,
        "OpenSSF Scorecard v4.13.1: Code-Review 10 of 10"
    );
    assert_eq!(piece.links[0].url, "https://github.com/example-shop/cart");
    let run = Run::of(&piece).unwrap();
    assert_eq!(
        (run.subject.as_str(), run.first.as_str()),
        ("github.com/example-shop/cart", "2026-11-20")
    );
    // What is proven counts as evidenced from now on.
    let model = &*MODEL;
    let (claimed, proven) = (
        score(model, &mine, &team("x")),
        evidenced(model, &mine, &team("x"), day(TODAY)),
    );
    assert_eq!(claimed.overall.completion, proven.overall.completion);
    history.go(Step::Undo, &mut mine, &importing());
    assert!(living(&mine).is_empty());
    assert_eq!(mine.answers, before.answers);
    // And the same file can be taken again.
    add_all(&mut mine, &proofs("scorecard-v4.json"));
    assert_eq!(living(&mine).len(), adds);
}

#[test]
fn suggestions_are_taken_one_by_one_and_never_say_ready() {
    let mut mine = assessment(&["x"]);
    for name in [
        "scorecard-v4.json",
        "bandit.sarif",
        "npm.cdx.json",
        "provenance.intoto.jsonl",
        "security-insights-2.yml",
        "pytest.xml",
    ] {
        let offer = offered(&mine, &proofs(name), Some(day("2026-11-01")));
        let mut activities: Vec<&ActivityId> = Vec::new();
        for (at, row) in offer.rows.iter().enumerate() {
            let Bearing::Suggests(wanted) = &row.bearing else {
                continue;
            };
            assert!(
                !activities.contains(&&row.activity),
                "one suggestion for each: {name}"
            );
            activities.push(&row.activity);
            let scores: Map<_, _> = mine
                .stages
                .iter()
                .map(|stage| (stage.id.clone(), stage.score))
                .collect();
            assert!(scores[wanted] > 0.0 && scores[wanted] < 1.0);
            let mut one = mine.clone();
            let command = offer.command(|_| false, |place| place == at, "Import".to_owned());
            one.apply(command, &importing()).unwrap();
            let stage = one
                .answer(&team("x"), row.activity.as_str())
                .unwrap()
                .stage
                .clone();
            assert_eq!(stage.as_ref(), Some(wanted));
            assert_eq!(one.answered_count(), mine.answered_count() + 1);
        }
    }
    // A setting that compels something is more than a beginning.
    let offer = offered(&mine, &one_repository(9), None);
    let enforced = about(&offer, PULL_REQUEST, Side::For)[0];
    assert_eq!(
        enforced.bearing,
        Bearing::Suggests(dsomm_radar::assessment::StageId::new("partly"))
    );
    mine.stages
        .retain(|stage| matches!(stage.id.as_str(), "not-implemented" | "fully"));
    let offer = offered(&mine, &one_repository(9), None);
    assert_eq!(
        about(&offer, PULL_REQUEST, Side::For)[0].bearing,
        Bearing::Nothing,
        "no stage between nothing and all"
    );
}

/// A scorecard with one score for branch protection.
fn one_repository(score: i64) -> Proofs {
    let text = format!(
        r#"{{"date": "2026-11-20", "repo": {{"name": "github.com/a/b"}}, "scorecard": {{"version": "v5.0.0"}}, "checks": [{{"name": "Branch-Protection", "score": {score}}}, {{"name": "SAST", "score": 0}}]}}"#
    );
    take("scorecard.json", text.as_bytes()).unwrap()
}

#[test]
fn points_of_branch_protection_come_in_tiers() {
    let mine = assessment(&["x"]);
    for (score, wanted) in [
        (-1, vec![]),
        (0, vec!["against", "against", "against"]),
        (2, vec![]),
        (3, vec!["pushes"]),
        (6, vec!["pushes", "pull"]),
        (7, vec!["pushes", "pull"]),
        (8, vec!["pushes", "pull", "checks"]),
        (10, vec!["pushes", "pull", "checks"]),
    ] {
        let offer = offered(&mine, &one_repository(score), None);
        let names: Vec<&str> = offer
            .rows
            .iter()
            .filter_map(|row| match (row.side, row.activity.as_str()) {
                (Side::Against, _) => Some("against"),
                (_, FORCE_PUSHES) => Some("pushes"),
                (_, PULL_REQUEST) => Some("pull"),
                (_, STATUS_CHECKS) => Some("checks"),
                _ => None,
            })
            .collect();
        assert_eq!(names, wanted, "{score}");
    }
}

#[test]
fn absence_in_one_of_nine_is_eight_of_nine() {
    let mut mine = assessment(&["x"]);
    apply(
        &mut mine,
        answer("x", FORCE_PUSHES, stage("fully")),
        &at(10),
    );
    let offer = offered(&mine, &proofs("scorecard-v5.jsonl"), None);
    let (for_it, against) = (
        about(&offer, FORCE_PUSHES, Side::For)[0],
        about(&offer, FORCE_PUSHES, Side::Against)[0],
    );
    // One of the ten could not be looked at.
    assert_eq!(
        (for_it.hits, for_it.of, against.hits, against.of),
        (8, 9, 1, 9)
    );
    assert_eq!(
        for_it.said,
        "OpenSSF Scorecard v5.2.1: 8 of 9 show branch protection"
    );
    assert_eq!(
        against.said,
        "OpenSSF Scorecard v5.2.1: 1 of 9 lack branch protection"
    );
    assert_eq!(against.bearing, Bearing::Contradicts);
    let (_, piece) = for_it.evidence.as_ref().unwrap();
    assert_eq!(
        piece.recorded,
        Some(day("2026-11-20")),
        "the oldest of them"
    );
    assert!(piece.description.contains("8 of 9 show it."));
    // Enforced in some is no more than a beginning.
    let pull = about(&offer, PULL_REQUEST, Side::For)[0];
    assert_eq!(
        (pull.hits, pull.bearing.clone()),
        (7, Bearing::Nothing),
        "something speaks against"
    );
}

#[test]
fn repositories_go_to_the_teams_that_are_chosen_and_that_is_remembered() {
    let mut mine = assessment(&["x", "y"]);
    let proofs = proofs("scorecard-v5.jsonl");
    let mut teams = vec![None; 10];
    (teams[0], teams[7]) = (Some(team("x")), Some(team("y")));
    let choices = Choices {
        teams,
        ..Choices::default()
    };
    let offer = offer(&MODEL, &mine, &KNOWN, &proofs, &choices, day(TODAY));
    let whose: Vec<(&str, Side)> = offer
        .rows
        .iter()
        .filter(|row| row.activity.as_str() == FORCE_PUSHES)
        .map(|row| (row.team.as_str(), row.side))
        .collect();
    assert_eq!(whose, [("x", Side::For), ("y", Side::Against)]);
    mine.apply(
        offer.command(|_| true, |_| false, "Import".to_owned()),
        &importing(),
    )
    .unwrap();
    use dsomm_radar::evidence::offer::remembered;
    assert_eq!(remembered(&mine, &proofs.records[0]), Some(&team("x")));
    assert_eq!(remembered(&mine, &proofs.records[7]), Some(&team("y")));
    assert_eq!(remembered(&mine, &proofs.records[1]), None);
}

#[test]
fn a_day_is_asked_for_where_the_file_has_none() {
    let mut mine = assessment(&["x"]);
    let without = proofs("eslint.sarif");
    let offer = offered(&mine, &without, None);
    assert!(offer.needs_day);
    assert_eq!(offer.rows[0].state, State::NoDay);
    assert!(offer.rows.iter().all(|row| row.evidence.is_none()));
    add_all(&mut mine, &without);
    assert_eq!(living(&mine)[0].recorded, Some(day("2026-11-01")));
    // What has a day of its own keeps it.
    add_all(&mut mine, &proofs("bandit.sarif"));
    assert!(
        living(&mine)
            .iter()
            .any(|piece| piece.recorded == Some(day("2026-11-27")))
    );
}

#[test]
fn what_nobody_verified_is_added_as_a_claim_and_proves_nothing() {
    let mut mine = assessment(&["x"]);
    apply(&mut mine, answer("x", SIGNING, stage("fully")), &at(10));
    let offer = add_all(&mut mine, &proofs("provenance.intoto.jsonl"));
    let row = about(&offer, SIGNING, Side::For)[0];
    assert_eq!(
        (row.strength, row.bearing.clone()),
        (Strength::Stated, Bearing::Nothing)
    );
    let piece = living(&mine)
        .into_iter()
        .find(|piece| piece.activity.as_str() == SIGNING)
        .unwrap();
    assert!(piece.title.starts_with("Claim, not verified: "));
    assert_eq!(piece.recorded, None);
    assert!(piece.description.contains("Said on 2026-11-25"));
    let model = &*MODEL;
    assert_eq!(
        evidenced(model, &mine, &team("x"), day(TODAY))
            .overall
            .completion,
        Some(0.0)
    );
}

#[test]
fn a_newer_run_takes_the_place_of_an_older_one() {
    let dated = |day: &str| {
        let text = String::from_utf8(fixture("bandit.sarif")).unwrap();
        take("bandit.sarif", text.replace("2026-11-27", day).as_bytes()).unwrap()
    };
    let mut mine = assessment(&["x"]);
    add_all(&mut mine, &dated("2026-07-01"));
    let id = mine.evidence.keys().next().unwrap().clone();
    // A person looked at it.
    let mut looked = mine.evidence[&id].clone();
    looked.reviewer = "Kim".to_owned();
    looked.kept.insert("ours".to_owned(), 1.into());
    edit(
        &mut mine,
        Edit::PutEvidence {
            id: id.clone(),
            evidence: Box::new(looked),
        },
        &at(20),
    );
    let offer = offered(&mine, &dated("2026-11-27"), None);
    assert_eq!(offer.rows[0].state, State::Renews);
    assert_eq!(
        offer.rows[0].strength,
        Strength::Held,
        "first seen months before"
    );
    add_all(&mut mine, &dated("2026-11-27"));
    assert_eq!(mine.evidence.len(), 1);
    let piece = mine.evidence[&id].clone();
    let run = Run::of(&piece).unwrap();
    assert_eq!(
        (run.at.as_str(), run.first.as_str()),
        ("2026-11-27", "2026-07-01")
    );
    assert_eq!(
        (piece.recorded, piece.reviewer.as_str()),
        (Some(day("2026-11-27")), "Kim")
    );
    assert_eq!(piece.kept["ours"], 1);
    // An older one changes nothing, but for when it was seen first.
    let offer = offered(&mine, &dated("2026-08-01"), None);
    assert_eq!(offer.rows[0].state, State::Older);
    add_all(&mut mine, &dated("2026-08-01"));
    assert_eq!(mine.evidence[&id], piece);
    add_all(&mut mine, &dated("2026-05-01"));
    let run = Run::of(&mine.evidence[&id]).unwrap();
    assert_eq!(
        (run.at.as_str(), run.first.as_str()),
        ("2026-11-27", "2026-05-01")
    );
    // An old run is no recent one.
    let offer = offered(&assessment(&["x"]), &dated("2026-07-01"), None);
    assert_eq!(offer.rows[0].strength, Strength::Exists);
}

#[test]
fn of_two_copies_the_one_with_the_newer_run_wins_whoever_read_it_later() {
    let dated = |day: &str| {
        let text = String::from_utf8(fixture("bandit.sarif")).unwrap();
        take("bandit.sarif", text.replace("2026-11-27", day).as_bytes()).unwrap()
    };
    let start = assessment(&["x"]);
    let (mut newer, mut older) = (start.clone(), start);
    let take_in = |mine: &mut Assessment, proofs: &Proofs, now: i64| {
        let command = offered(mine, proofs, None).command(|_| true, |_| false, "Import".to_owned());
        let context = Context { now, ..importing() };
        mine.apply(command, &context).unwrap();
    };
    take_in(&mut newer, &dated("2026-11-20"), 1_795_600_000_000);
    take_in(&mut older, &dated("2026-11-10"), 1_795_700_000_000);
    let merged = merge(&older, &newer);
    assert_eq!(living(&merged)[0].recorded, Some(day("2026-11-20")));
    // What a person removed after the run stays removed in the merge.
    let id = newer.evidence.keys().next().unwrap().clone();
    let context = Context {
        now: 1_795_800_000_000,
        ..importing()
    };
    edit(&mut older, Edit::RemoveEvidence { id }, &context);
    assert!(living(&merge(&older, &newer)).is_empty());
}

#[test]
fn a_tool_that_is_not_known_says_so_and_speaks_for_nothing() {
    let text = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Own Scanner"}}, "results": [{"ruleId": "a"}]}]}"#;
    let offer = offered(
        &assessment(&["x"]),
        &take("x", text.as_bytes()).unwrap(),
        Some(day("2026-11-01")),
    );
    assert!(offer.rows.is_empty());
    assert!(offer.remarks[0].contains("Own Scanner"));
}

#[test]
fn what_a_file_may_do_to_an_assessment_is_small() {
    // Names with everything in them that files have broken programs with.
    let text = r##"{"date": "2026-11-20", "repo": {"name": "<b>\"a\" & 'b'\n=cmd|' /C calc'!A0"}, "scorecard": {"version": "\u0000v5"}, "checks": [{"name": "Code-Review", "score": 10}]}"##;
    let mut mine = assessment(&["x"]);
    add_all(&mut mine, &take("x", text.as_bytes()).unwrap());
    let written = assessment_file::write(&mine);
    assert_eq!(assessment_file::read(&written).unwrap(), mine);
    assert!(written.len() < 8_000);
}

/// The files that the properties draw from.
fn any_file() -> impl Strategy<Value = Proofs> {
    const NAMES: [&str; 12] = [
        "scorecard-v4.json",
        "scorecard-v5.jsonl",
        "bandit.sarif",
        "eslint.sarif",
        "bandit.json",
        "checkov.json",
        "detect-secrets.json",
        "npm.cdx.json",
        "npm.spdx.json",
        "provenance.intoto.jsonl",
        "security-insights-1.yml",
        "pytest.xml",
    ];
    (prop::sample::select(&NAMES[..]), 1..28u32).prop_map(|(name, date)| {
        let text = String::from_utf8(fixture(name)).unwrap();
        let text = text.replace("2026-11-2", &format!("2026-{:02}-2", date % 11 + 1));
        take(name, text.as_bytes()).unwrap()
    })
}

/// An assessment without stamps: what it says, and not when that was said.
fn said(assessment: &Assessment) -> String {
    let mut plain = assessment.clone();
    for piece in plain.evidence.values_mut() {
        piece.changed = Default::default();
        // When something was seen first is known by the copy that saw it.
        if let Some(mut run) = Run::of(piece) {
            run.first = String::new();
            run.put_into(piece);
        }
    }
    assessment_file::write(&plain)
}

/// Copies whose people answer, and import some files.
fn copies() -> impl Strategy<Value = (Assessment, Assessment)> {
    let deeds = || prop::collection::vec(deed(), 0..12);
    let files = || prop::collection::vec(any_file(), 0..3);
    (deeds(), deeds(), files(), files()).prop_map(|(kims, bos, first, second)| {
        let start = assessment(&["x", "y"]);
        let mut both = [("kim", kims, first), ("bo", bos, second)].map(|(name, deeds, files)| {
            let mut person = Person::new(name, start.clone());
            for (millis, deed) in (100..).step_by(10).zip(&deeds) {
                if let Some(command) = person.command(deed) {
                    let _ = person.copy.apply(command, &by(name, millis));
                }
            }
            for file in &files {
                if person
                    .copy
                    .teams
                    .get(&team("x"))
                    .is_some_and(|team| !team.deleted)
                {
                    add_all(&mut person.copy, file);
                }
            }
            person.copy
        });
        let [kim, bo] = &mut both;
        (kim.clone(), bo.clone())
    })
}

fn has_team(assessment: &Assessment) -> bool {
    assessment
        .teams
        .get(&team("x"))
        .is_some_and(|team| !team.deleted)
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn the_same_file_twice_is_the_same(copies in copies(), file in any_file()) {
        let (mut mine, _) = copies;
        prop_assume!(has_team(&mine));
        add_all(&mut mine, &file);
        let once = mine.clone();
        let again = add_all(&mut mine, &file);
        prop_assert_eq!(&mine, &once);
        prop_assert!(again.rows.iter().all(|row| !row.adds()));
    }

    #[test]
    fn an_import_never_changes_an_answer(copies in copies(), file in any_file()) {
        let (mut mine, _) = copies;
        prop_assume!(has_team(&mine));
        let before = mine.clone();
        add_all(&mut mine, &file);
        let bare = Assessment { evidence: before.evidence.clone(), ..mine };
        prop_assert_eq!(bare, before, "nothing but evidence");
    }

    #[test]
    fn it_does_not_matter_whether_copies_are_merged_before_or_after(copies in copies(), file in any_file()) {
        let (mut mine, mut theirs) = copies;
        prop_assume!(has_team(&mine) && has_team(&theirs));
        let mut merged = merge(&mine, &theirs);
        prop_assume!(has_team(&merged));
        add_all(&mut merged, &file);
        add_all(&mut mine, &file);
        add_all(&mut theirs, &file);
        prop_assert_eq!(said(&merge(&mine, &theirs)), said(&merged));
        prop_assert_eq!(said(&merge(&theirs, &mine)), said(&Assessment { id: theirs.id.clone(), ..merged }));
    }

    #[test]
    fn undo_brings_everything_back(copies in copies(), file in any_file()) {
        let (mut mine, _) = copies;
        prop_assume!(has_team(&mine));
        let before = mine.clone();
        let offer = offered(&mine, &file, Some(day("2026-11-01")));
        let command = offer.command(|_| true, |_| true, "Import".to_owned());
        let mut history = History::default();
        if let Some(change) = mine.apply(command, &importing()).unwrap() {
            history.push_typed(change);
            history.go(Step::Undo, &mut mine, &importing());
        }
        let told = |assessment: &Assessment| -> Vec<String> {
            living(assessment).iter().map(|piece| format!("{} {} {:?} {:?}", piece.activity, piece.title, piece.recorded, Run::of(piece))).collect()
        };
        prop_assert_eq!(told(&mine), told(&before));
        prop_assert_eq!(visible(&mine), visible(&before));
    }
}
