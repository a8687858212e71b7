//! Audits: samples that can be drawn again, results that are kept, and how sure they are.

use dsomm_radar::assessment::{
    Assessment, Audit, AuditEdit, AuditId, Change, Choice, Claim, Command, CommandError, Edit,
    Outcome, Wanted, Weight, count_ready_claims, differences, draw, merge, ready_claims,
};
use dsomm_radar::exchange::{assessment_file, export, undo_file};
use dsomm_radar::map::SortedSet;
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::say;
use dsomm_radar::scoring::{Tally, audited, interval};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::problems;
use crate::support::{
    activity, answer, apply, assessment, at, by, cases, edit, model, stage, team,
};

const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Six activities in two dimensions, of levels 1 to 3.
fn six() -> Model {
    let all: Vec<_> = (0..6)
        .map(|at| activity(IDS[at], [1, 2, 3][at % 3]))
        .collect();
    model(&[("One", &[("S", &all[..3])]), ("Two", &[("T", &all[3..])])])
}

/// Two teams that say that all of it is ready, but one is not sure of the last.
fn ready() -> Assessment {
    let mut made = assessment(&["x", "y"]);
    for (millis, id) in (10..).zip(IDS) {
        for name in ["x", "y"] {
            apply(&mut made, answer(name, id, stage("fully")), &at(millis));
        }
    }
    apply(&mut made, answer("y", "f", Choice::NotSure), &at(30));
    made
}

fn wanted(size: usize, seed: &str, weight: Weight) -> Wanted {
    Wanted {
        teams: [team("x"), team("y")].into_iter().collect(),
        size,
        seed: seed.to_owned(),
        weight,
    }
}

fn id(text: &str) -> AuditId {
    AuditId::new(text)
}

fn start(of: &Assessment, size: usize, name: &str) -> Edit {
    let sampled = Box::new(draw(&six(), of, &wanted(size, "seed", Weight::Level)));
    Edit::Audit(AuditEdit::Start {
        id: id(name),
        name: name.to_owned(),
        sampled,
    })
}

fn look(audit: &Audit, nth: usize, outcome: Outcome) -> Edit {
    let claim = audit.sampled.claims[nth].clone();
    Edit::Audit(AuditEdit::Look {
        audit: audit.id.clone(),
        team: claim.team,
        activity: claim.activity,
        outcome: Some(outcome),
    })
}

fn remark(audit: &Audit, nth: usize, text: &str) -> Edit {
    let claim = audit.sampled.claims[nth].clone();
    Edit::Audit(AuditEdit::Remark {
        audit: audit.id.clone(),
        team: claim.team,
        activity: claim.activity,
        text: text.to_owned(),
    })
}

fn finish(name: &str) -> Edit {
    Edit::Audit(AuditEdit::Finish { audit: id(name) })
}

fn remove(name: &str) -> Edit {
    Edit::Audit(AuditEdit::Remove { audit: id(name) })
}

/// An audit of four claims.
fn begun() -> Assessment {
    let mut made = ready();
    let start = start(&made, 4, "one");
    edit(&mut made, start, &at(100));
    made
}

fn one(of: &Assessment) -> Audit {
    of.audit(&id("one")).unwrap()
}

fn refused(of: &mut Assessment, edit: Edit) -> CommandError {
    let before = of.clone();
    let problem = of.edit(edit, &at(900)).unwrap_err();
    assert_eq!(*of, before);
    problem
}

#[test]
fn only_what_is_ready_is_drawn_and_each_claim_once() {
    let made = ready();
    let teams: SortedSet<_> = [team("x"), team("y")].into_iter().collect();
    let all = ready_claims(&six(), &made, &teams);
    assert_eq!(all.len(), 11);
    let only: SortedSet<_> = [team("y")].into_iter().collect();
    assert_eq!(ready_claims(&six(), &made, &only).len(), 5);
    assert_eq!(count_ready_claims(&six(), &made, &only), 5);
    let sampled = draw(&six(), &made, &wanted(99, "any", Weight::Even));
    assert_eq!((sampled.of, sampled.claims.len()), (11, 11));
    let drawn: SortedSet<Claim> = sampled.claims.into_iter().collect();
    assert_eq!(drawn, all.into_iter().collect());
    // Of a deleted team nothing is drawn, and what only a platform says is its own claim.
    let mut made = ready();
    apply(&mut made, Command::DeleteTeam { team: team("x") }, &at(50));
    let sampled = draw(&six(), &made, &wanted(99, "any", Weight::Even));
    assert!(sampled.claims.iter().all(|claim| claim.team == team("y")));
}

/// What was drawn today has to be drawn by every later version: these must never change.
#[test]
fn a_seed_draws_the_same_sample_for_ever() {
    let drawn = |weight| {
        let sampled = draw(&six(), &ready(), &wanted(5, "Audit 2026", weight));
        let claims = sampled.claims.iter();
        let claims: Vec<String> = claims
            .map(|claim| format!("{}{}{}", claim.team, claim.activity, claim.level))
            .collect();
        claims.join(" ")
    };
    insta::assert_snapshot!(
        format!("{}\n{}", drawn(Weight::Even), drawn(Weight::Level)),
        @r"
    ye2 xa1 xb2 ya1 yb2
    ye2 xb2 xa1 xf3 yb2
    "
    );
}

#[test]
fn an_audit_is_begun_looked_through_and_finished() {
    let mut made = begun();
    let audit = one(&made);
    assert_eq!((audit.sampled.of, audit.sampled.claims.len()), (11, 4));
    assert_eq!((audit.name.as_str(), audit.by.as_str()), ("one", "kim"));
    edit(&mut made, look(&audit, 0, Outcome::Held), &by("al", 110));
    edit(&mut made, look(&audit, 1, Outcome::NotHeld), &by("al", 111));
    edit(
        &mut made,
        remark(&audit, 1, "Only in one repository"),
        &by("al", 112),
    );
    edit(&mut made, look(&audit, 2, Outcome::NotSeen), &by("bo", 113));
    let audit = one(&made);
    let failed = audit.look(&audit.sampled.claims[1]).unwrap();
    assert_eq!(failed.outcome, Some(Outcome::NotHeld));
    assert_eq!(
        (failed.remark.as_str(), failed.by.as_str()),
        ("Only in one repository", "al")
    );
    let numbers = audited(&six(), &made, &audit);
    assert_eq!(
        numbers.whole,
        Tally {
            claimed: 11,
            sampled: 4,
            held: 1,
            not_held: 1,
            not_seen: 1,
        }
    );
    assert_eq!((numbers.whole.looked_at(), numbers.whole.open()), (3, 1));
    let of_dimensions: usize = numbers.dimensions.iter().map(|tally| tally.sampled).sum();
    let of_teams: usize = numbers.teams.iter().map(|(_, tally)| tally.sampled).sum();
    assert_eq!((of_dimensions, of_teams), (4, 4));
    edit(&mut made, finish("one"), &by("kim", 120));
    let finished = one(&made);
    assert_eq!(finished.looks, audit.looks);
    assert!(finished.finished.is_some());
    for edit in [
        look(&audit, 3, Outcome::Held),
        remark(&audit, 0, "late"),
        finish("one"),
        remove("one"),
    ] {
        let said = refused(&mut made, edit).to_string();
        assert!(said.starts_with("This audit is finished"), "{said}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut made = begun();
    let audit = one(&made);
    let nobody = Edit::Audit(AuditEdit::Look {
        audit: id("one"),
        team: team("nobody"),
        activity: ActivityId::new("a"),
        outcome: Some(Outcome::Held),
    });
    for (edit, start) in [
        (nobody, "This claim is not in the sample"),
        (finish("one"), "No claim of this audit was looked at"),
        (finish("two"), "This audit no longer exists"),
        (start(&ready(), 3, "one"), "The name “one” is taken"),
        (start(&assessment(&["x"]), 3, "none"), "Nobody claims"),
    ] {
        let said = refused(&mut made, edit).to_string();
        assert!(said.starts_with(start), "{said}");
    }
    // A field that somebody else put there is not overwritten.
    made.kept.insert("audits".to_owned(), "not ours".into());
    let said = refused(&mut made, start(&ready(), 3, "three")).to_string();
    assert!(
        said.starts_with("This assessment has something else"),
        "{said}"
    );
    assert!(made.audits().is_empty());
    edit(
        &mut made.clone(),
        Edit::SetMonths {
            cadence_months: 1,
            evidence_valid_months: 1,
        },
        &at(901),
    );
    drop(audit);
}

fn round_trip(made: &Assessment) {
    for text in [assessment_file::write(made), export::write(made, &[])] {
        assert_eq!(problems(&text), Vec::<String>::new());
        assert_eq!(assessment_file::read(&text).unwrap(), *made);
    }
}

#[test]
fn the_file_keeps_all_of_it_and_the_schema_knows_it() {
    let mut made = begun();
    let audit = one(&made);
    edit(&mut made, look(&audit, 0, Outcome::Held), &by("al", 110));
    edit(
        &mut made,
        remark(&audit, 2, "🦀 “quoted” \\ \n"),
        &by("al", 111),
    );
    round_trip(&made);
    edit(&mut made, finish("one"), &at(120));
    round_trip(&made);
    let file: Value = serde_json::from_str(&assessment_file::write(&made)).unwrap();
    let claim = &audit.sampled.claims[0];
    assert_eq!(
        file["audits"]["one"]["results"][claim.team.as_str()][claim.activity.as_str()],
        json!({
            "result": "held", "day": "2026-01-01", "by": "al",
            "changed": { "at": "2026-01-01T00:00:00.110Z", "by": "al" }
        })
    );
    let wrong = json!({
        "format": "dsomm-assessment", "version": 1, "id": "x",
        "audits": { "one": { "drawn": { "claims": [{ "team": "x" }] } } }
    });
    assert_eq!(problems(&wrong.to_string()).len(), 1);
    // The program keeps what it cannot read, and shows no audit.
    let read = assessment_file::read(&wrong.to_string()).unwrap();
    assert!(read.audits().is_empty());
    let file: Value = serde_json::from_str(&assessment_file::write(&read)).unwrap();
    assert_eq!(file["audits"], wrong["audits"]);
}

/// Two results that two people record merge in git: no line of one touches a line of the other.
#[test]
fn results_stand_on_lines_of_their_own() {
    let mut made = begun();
    let audit = one(&made);
    edit(&mut made, look(&audit, 0, Outcome::Held), &at(110));
    edit(&mut made, look(&audit, 1, Outcome::Held), &at(111));
    let before = export::write(&made, &[]);
    edit(&mut made, look(&audit, 0, Outcome::NotHeld), &at(112));
    let after = export::write(&made, &[]);
    let differ: Vec<_> = before
        .lines()
        .zip(after.lines())
        .filter(|(old, new)| old != new)
        .collect();
    assert_eq!(
        (before.lines().count(), differ.len()),
        (after.lines().count(), 1)
    );
    assert!(
        differ[0].0.trim().starts_with("\"result\": \"held\""),
        "{differ:?}"
    );
}

#[test]
fn two_people_record_results_and_both_stay() {
    let common = begun();
    let audit = one(&common);
    let (mut kim, mut bo) = (common.clone(), common.clone());
    edit(&mut kim, look(&audit, 0, Outcome::Held), &by("kim", 110));
    edit(&mut kim, look(&audit, 1, Outcome::Held), &by("kim", 111));
    edit(&mut bo, look(&audit, 1, Outcome::NotHeld), &by("bo", 112));
    edit(&mut bo, look(&audit, 2, Outcome::NotSeen), &by("bo", 113));
    let merged = merge(&kim, &bo);
    assert_eq!(merged, merge(&bo, &kim));
    let outcomes: Vec<_> = (0..3)
        .map(|at| {
            one(&merged)
                .look(&audit.sampled.claims[at])
                .unwrap()
                .outcome
                .unwrap()
        })
        .collect();
    assert_eq!(
        outcomes,
        [Outcome::Held, Outcome::NotHeld, Outcome::NotSeen]
    );
    let found = differences(&kim, &bo, |_| true).others;
    assert_eq!((found.added, found.changed, found.removed), (1, 1, 0));
    // What somebody recorded before he knew that it was finished does not change what was finished.
    edit(&mut kim, finish("one"), &by("kim", 120));
    assert_eq!(one(&merge(&kim, &bo)).looks, one(&kim).looks);
    // Changes since an export count results too.
    assert_eq!(
        kim.changes_since(common.audits().len() as i64 + crate::support::START + 105),
        3
    );
}

/// A merge is taken back register by register: what came in later from elsewhere stays.
#[test]
fn a_merge_is_taken_back_without_what_came_later() {
    let common = begun();
    let audit = one(&common);
    let (mut kim, mut bo) = (common.clone(), common.clone());
    edit(&mut kim, look(&audit, 0, Outcome::Held), &by("kim", 110));
    edit(&mut bo, look(&audit, 0, Outcome::NotHeld), &by("bo", 111));
    edit(&mut bo, look(&audit, 1, Outcome::NotHeld), &by("bo", 112));
    let before = kim.clone();
    let import = Command::Replace {
        with: Box::new(merge(&kim, &bo)),
        label: "Import".to_owned(),
        how: Default::default(),
    };
    let change = kim.apply(import, &at(120)).unwrap().unwrap();
    let tab = look(&audit, 2, Outcome::Held);
    edit(&mut kim, tab, &by("kim", 130));
    kim.revert(change, &at(140));
    let left = one(&kim);
    let outcome = |nth: usize| {
        left.look(&audit.sampled.claims[nth])
            .and_then(|look| look.outcome)
    };
    assert_eq!(
        outcome(0),
        one(&before).look(&audit.sampled.claims[0]).unwrap().outcome
    );
    assert_eq!((outcome(1), outcome(2)), (None, Some(Outcome::Held)));
}

fn undone(made: &mut Assessment, change: Change) -> Change {
    // Also through the text in which steps outlive the page.
    let mut history = dsomm_radar::assessment::History::default();
    history.push(change);
    let mut history = undo_file::read(&undo_file::write(&history, 1 << 20)).unwrap();
    history
        .go(dsomm_radar::assessment::Step::Undo, made, &at(500))
        .unwrap()
}

#[test]
fn every_step_can_be_taken_back_and_brought_again() {
    let mut made = begun();
    let audit = one(&made);
    let steps = [
        look(&audit, 0, Outcome::Held),
        look(&audit, 0, Outcome::NotHeld),
        remark(&audit, 1, "seen"),
        finish("one"),
    ];
    for (millis, step) in (200..).zip(steps) {
        let before = one(&made);
        let change = made.edit(step, &at(millis)).unwrap().unwrap();
        let after = one(&made);
        let redo = undone(&mut made, change);
        assert_eq!(one(&made), before);
        undone(&mut made, redo);
        assert_eq!(one(&made), after);
    }
    let mut made = begun();
    let change = made.edit(remove("one"), &at(300)).unwrap().unwrap();
    assert!(made.audits().is_empty());
    undone(&mut made, change);
    assert_eq!(made.audits().len(), 1);
    // Letters of one remark are one step.
    let mut history = dsomm_radar::assessment::History::default();
    for (millis, text) in (310..).zip(["s", "se", "see"]) {
        let change = made
            .edit(remark(&audit, 0, text), &at(millis))
            .unwrap()
            .unwrap();
        history.push_typed(change);
    }
    history.go(dsomm_radar::assessment::Step::Undo, &mut made, &at(400));
    assert!(one(&made).look(&audit.sampled.claims[0]).is_none());
}

/// Intervals from summing the tails of the binomial distribution in another program, and closed
/// forms where none or all held.
#[test]
fn intervals_are_those_of_clopper_and_pearson() {
    for (held, of, low, high) in [
        (24, 30, 0.6143335, 0.9228645),
        (5, 10, 0.1870860, 0.8129140),
        (1, 20, 0.0012651, 0.2487328),
        (18, 20, 0.6830173, 0.9876515),
        (3, 7, 0.0989883, 0.8159484),
        (190, 200, 0.9099725, 0.9757658),
        (450, 500, 0.8702909, 0.9248642),
    ] {
        let found = interval(held, of).unwrap();
        assert!((found.low - low).abs() < 1e-6, "{held} of {of}: {found:?}");
        assert!(
            (found.high - high).abs() < 1e-6,
            "{held} of {of}: {found:?}"
        );
    }
    for of in [1, 2, 10, 77, 300] {
        let ends = 0.025_f64.powf(1.0 / of as f64);
        let (none, all) = (interval(0, of).unwrap(), interval(of, of).unwrap());
        assert_eq!((none.low, all.high), (0.0, 1.0));
        assert!((none.high - (1.0 - ends)).abs() < 1e-9, "{none:?}");
        assert!((all.low - ends).abs() < 1e-9, "{all:?}");
    }
    assert_eq!((interval(0, 0), interval(3, 2)), (None, None));
}

/// The area below the density of the beta distribution, by Simpson's rule: another way to the same
/// tails, which shares nothing with how they are summed.
fn beta(share: f64, a: f64, b: f64) -> f64 {
    let steps = 20_000;
    let density = |at: f64| at.powf(a - 1.0) * (1.0 - at).powf(b - 1.0);
    let area = |end: f64| {
        let width = end / f64::from(steps);
        let inner = (1..steps).map(|step| {
            let weight = if step % 2 == 1 { 4.0 } else { 2.0 };
            weight * density(f64::from(step) * width)
        });
        (density(0.0) + inner.sum::<f64>() + density(end)) * width / 3.0
    };
    area(share) / area(1.0)
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn ends_of_intervals_cut_off_a_fortieth(of in 4_usize..60, part in 0.0..1.0_f64) {
        let held = 1 + ((of - 2) as f64 * part) as usize;
        let (held_f, of_f) = (held as f64, of as f64);
        let found = interval(held, of).unwrap();
        prop_assert!((beta(found.low, held_f, of_f - held_f + 1.0) - 0.025).abs() < 1e-5);
        prop_assert!((beta(found.high, held_f + 1.0, of_f - held_f) - 0.975).abs() < 1e-5);
        let share = held_f / of_f;
        prop_assert!(found.low < share && share < found.high);
    }

    /// The first of a larger sample are the smaller one, and no seed draws anything twice.
    #[test]
    fn samples_grow(seed in ".{0,12}", size in 1_usize..11, level in any::<bool>()) {
        let weight = if level { Weight::Level } else { Weight::Even };
        let small = draw(&six(), &ready(), &wanted(size, &seed, weight)).claims;
        let large = draw(&six(), &ready(), &wanted(11, &seed, weight)).claims;
        prop_assert_eq!(&small[..], &large[..size]);
        let once: SortedSet<Claim> = large.iter().cloned().collect();
        prop_assert_eq!(once.len(), large.len());
    }
}

#[test]
fn a_result_is_said_in_a_sentence() {
    let tally = Tally {
        claimed: 212,
        sampled: 31,
        held: 24,
        not_held: 4,
        not_seen: 2,
    };
    assert_eq!(
        format!("{} {}", say::audit_count(tally), say::audit_result(tally)),
        "Of 31 claims in the sample, 24 held, 4 did not hold and 2 could not be seen. 1 waits to be looked at. 80 % of those looked at held; of all such claims, between 61 % and 92 % do."
    );
    assert_eq!(say::audit_result(Tally::default()), "");
}
