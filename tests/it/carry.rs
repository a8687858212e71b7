//! Answers given with another model find their activities.

use dsomm_radar::map::Map;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use dsomm_radar::assessment::carry::{Alias, Carried, Place, carry_over, place, read_aliases};
use dsomm_radar::assessment::{
    Answer, Answered, Assessment, Edit, EvidenceId, ModelRef, Stamp, merge,
};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::yaml::{self, Source};
use dsomm_radar::model::{ActivityId, Model};
use proptest::prelude::*;

use crate::support::{
    activity, answer, apply, assessment, at, by, cases, cycle, day, edit, evidence, model, note,
    stage, team,
};

const WAF: &str = "f0e01814-3b88-4bd0-a3a9-f91db001d20b";
const WAF_MEDIUM: &str = "f0e01814-3b88-4bd0-a3a9-f91db001d20b-medium";
const LIBYEAR: &str = "87b54313-fafd-4860-930f-5ef132b3e4ad";
const DUPLICATES: &str = "d17dbff0-1f10-492a-b4c7-17bb59a0a711";
const SHARED: &str = "d17dbff0-1f10-492a-b4c7-17bb59a0a711@1.12";
const PLACEHOLDER: &str = "123e4567-e89b-12d3-a456-426614174000";
const PROTECTION: &str = "2b7cc923-bdaf-43e3-8fb4-a995b7783969";

fn file(path: &str) -> String {
    fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("model")
            .join(path),
    )
    .unwrap()
}

fn aliases() -> Vec<Alias> {
    read_aliases(&file("aliases.yaml")).unwrap()
}

/// The model that is built in.
fn dsomm() -> Model {
    static READ: OnceLock<Model> = OnceLock::new();
    READ.get_or_init(read_dsomm).clone()
}

fn read_dsomm() -> Model {
    let names = [
        "build-and-deployment",
        "culture-and-organization",
        "implementation",
        "information-gathering",
        "test-and-verification",
    ];
    let texts = names.map(|name| file(&format!("dsomm/{name}.yaml")));
    let sources: Vec<Source> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| Source { name, text })
        .collect();
    yaml::read(&sources).unwrap().model
}

fn made_with(version: &str) -> ModelRef {
    ModelRef {
        version: version.to_owned(),
        ..ModelRef::default()
    }
}

/// An assessment of one team, made with a model of this version; each note is its id.
fn answered(version: &str, ids: &[&str]) -> Assessment {
    let mut assessment = assessment(&["t"]);
    assessment.model = made_with(version);
    for (millis, id) in (10..).zip(ids) {
        apply(
            &mut assessment,
            answer("t", id, stage("fully")),
            &at(millis),
        );
        apply(&mut assessment, note("t", id, id), &at(millis));
    }
    assessment
}

/// Id → note.
fn notes(assessment: &Assessment) -> Map<&str, &str> {
    let answers = assessment.answers[&team("t")].iter();
    answers
        .map(|(id, answer)| (id.as_str(), answer.note.as_str()))
        .collect()
}

/// `from → to: answers (joined)`, then `left id (means): answers`.
fn lines(carried: &Carried) -> Vec<String> {
    let moved = [("alias", &carried.by_alias), ("name", &carried.by_name)];
    let moved = moved.into_iter().flat_map(|(why, list)| {
        list.iter().map(move |it| {
            format!(
                "{why} {} → {} “{}”: {} ({})",
                it.from, it.to, it.name, it.answers, it.joined
            )
        })
    });
    let left = carried.left.iter();
    let left = left.map(|it| format!("left {} ({}): {}", it.id, it.means, it.answers));
    moved.chain(left).collect()
}

#[test]
fn every_alias_leads_to_an_activity_of_todays_model() {
    let model = dsomm();
    for alias in aliases() {
        let name = model
            .activity(alias.now.as_str())
            .map(|known| known.name.as_str());
        match alias.now.as_str().split_once('@') {
            Some((id, _)) => assert!(model.activity(id).is_some() && name.is_none(), "{alias:?}"),
            // A name from a model without ids is there because it is another one today.
            None if alias.id == alias.means => {
                assert!(name.is_some_and(|it| it != alias.means), "{alias:?}")
            }
            None => assert_eq!(name, Some(alias.means.as_str()), "{alias:?}"),
        }
    }
}

#[test]
fn an_id_means_what_it_meant_then() {
    let (model, aliases) = (dsomm(), aliases());
    let to = |id: &str| Place::Alias(ActivityId::new(id));
    for (version, id, expected) in [
        ("1.12", WAF, to(WAF_MEDIUM)),
        ("1.12.3", WAF, to(WAF_MEDIUM)),
        ("v1.9.0", WAF, to(WAF_MEDIUM)),
        ("1.13.0", WAF, Place::Same),
        ("5.0.1", WAF, Place::Same),
        ("", WAF, Place::Same),
        ("latest", WAF, Place::Same),
        ("1.12", WAF_MEDIUM, Place::Same),
        ("1.10.1", LIBYEAR, to(DUPLICATES)),
        ("1.10.1", DUPLICATES, to(LIBYEAR)),
        ("1.11", LIBYEAR, Place::Same),
        ("1.11", DUPLICATES, to(SHARED)),
        ("1.12.0", DUPLICATES, to(SHARED)),
        ("1.13", DUPLICATES, Place::Same),
        ("1.13", PLACEHOLDER, to(PROTECTION)),
        ("", PLACEHOLDER, to(PROTECTION)),
        ("", "WAF baseline", Place::Name(ActivityId::new(WAF))),
        ("", "waf baseline", Place::Nowhere),
        (
            "",
            "Treatment of defects with severity middle",
            to("9cac3341-fe83-4079-bef2-bfc4279eb594"),
        ),
        ("1.9", "no-such-id", Place::Nowhere),
    ] {
        assert_eq!(
            place(id, &made_with(version), &model, &aliases),
            expected,
            "{version} {id}"
        );
    }
    // Others count their versions for themselves.
    for (publisher, expected) in [
        (
            "https://github.com/DevSecOpsMaturityModel/x",
            to(WAF_MEDIUM),
        ),
        ("https://example.org", Place::Same),
    ] {
        let from = ModelRef {
            publisher: publisher.to_owned(),
            ..made_with("1.2")
        };
        assert_eq!(place(WAF, &from, &model, &aliases), expected);
    }
    // The old model itself is loaded: the id means there what it meant.
    let mut old = model.clone();
    old.meta.version = "1.12.0".to_owned();
    assert_eq!(
        place(WAF, &made_with("1.12.0"), &old, &aliases),
        Place::Same
    );
    assert_eq!(place(WAF, &made_with("1.9"), &old, &aliases), Place::Same);
}

#[test]
fn answers_move_and_it_is_said_which() {
    let (model, aliases) = (dsomm(), aliases());
    let ids = [
        WAF,
        LIBYEAR,
        DUPLICATES,
        PLACEHOLDER,
        "MFA",
        "no-such-id",
        "c1acc8af-312e-4503-a817-a26220c993a0",
    ];
    let mut assessment = answered("1.10", &ids);
    let carried = carry_over(&mut assessment, &model, &aliases, true);
    assert_eq!(carried.kept, 1);
    assert_eq!(
        lines(&carried),
        [
            format!(
                "alias {PLACEHOLDER} → {PROTECTION} “Treatment of defects per protection requirement”: 1 (0)"
            ),
            format!("alias {LIBYEAR} → {DUPLICATES} “Exclusion of source code duplicates”: 1 (0)"),
            format!("alias {DUPLICATES} → {LIBYEAR} “Test libyear”: 1 (0)"),
            format!("alias {WAF} → {WAF_MEDIUM} “WAF medium”: 1 (0)"),
            "name MFA → 598e9f13-1ac8-4a01-b85e-8fab93ee81de “MFA”: 1 (0)".to_owned(),
            "left no-such-id (): 1".to_owned(),
        ]
    );
    assert_eq!(
        notes(&assessment),
        Map::from([
            (WAF_MEDIUM, WAF),
            (LIBYEAR, DUPLICATES),
            (DUPLICATES, LIBYEAR),
            (PROTECTION, PLACEHOLDER),
            ("598e9f13-1ac8-4a01-b85e-8fab93ee81de", "MFA"),
            ("no-such-id", "no-such-id"),
            (ids[6], ids[6]),
        ])
    );
    assert_eq!(assessment.model, ModelRef::of(&model));
}

#[test]
fn what_nobody_can_tell_waits_outside_of_every_score() {
    let (model, aliases) = (dsomm(), aliases());
    let mut assessment = answered("1.11.1", &[DUPLICATES]);
    for _ in 0..2 {
        let carried = carry_over(&mut assessment, &model, &aliases, true);
        assert_eq!(carried.kept, 0);
        assert_eq!(carried.left.len(), 1, "{carried:?}");
        assert_eq!(carried.left[0].id.as_str(), SHARED);
        assert!(carried.left[0].means.contains("Test libyear"));
        assert_eq!(notes(&assessment), Map::from([(SHARED, DUPLICATES)]));
    }
}

#[test]
fn without_adopting_the_model_swapped_ids_stay_swapped_through_a_file() {
    let (model, aliases) = (dsomm(), aliases());
    let mut assessment = answered("1.10", &[LIBYEAR, DUPLICATES]);
    carry_over(&mut assessment, &model, &aliases, false);
    assert_eq!(assessment.model.version, "1.10");
    let mut again = assessment_file::read(&assessment_file::write(&assessment)).unwrap();
    assert_eq!(again, assessment);
    let carried = carry_over(&mut again, &model, &aliases, false);
    assert_eq!((carried.kept, lines(&carried)), (2, vec![]));
    assert_eq!(again, assessment);
    // Nothing to see to: nothing is marked.
    let mut newer = answered("1.13", &[WAF]);
    let before = newer.clone();
    carry_over(&mut newer, &model, &aliases, false);
    assert_eq!(newer, before);
}

#[test]
fn of_two_answers_the_later_counts_and_nothing_is_lost() {
    let model = model(&[("D", &[("S", &[activity("new", 1)])])]);
    let aliases = read_aliases("aliases: [{id: old, means: x, now: new}]").unwrap();
    for (old_at, new_at, expected) in [
        (20, 10, "old\n\nnew"),
        (10, 20, "new\n\nold"),
        (10, 10, "new\n\nold"),
    ] {
        let mut both = assessment(&["t"]);
        for (id, millis, level) in [("old", old_at, "fully"), ("new", new_at, "started")] {
            apply(&mut both, answer("t", id, stage(level)), &at(millis));
            apply(&mut both, note("t", id, id), &at(millis + 1));
        }
        let answers = both.answers.get_mut(&team("t")).unwrap();
        let started = dsomm_radar::assessment::StageId::new("started");
        let old = answers.get_mut("old").unwrap();
        old.reached.insert(started.clone(), day("2025-01-01"));
        old.owner = "Kim".to_owned();
        old.due = Some(day("2027-01-01"));
        old.kept.insert("x".to_owned(), 1.into());
        let latest = old.changed.clone().max(answers["new"].changed.clone());
        let carried = carry_over(&mut both, &model, &aliases, true);
        assert_eq!(lines(&carried), ["alias old → new “new”: 1 (1)"]);
        let joined = both.answer(&team("t"), "new").unwrap();
        let stage = if old_at > new_at { "fully" } else { "started" };
        assert_eq!(
            joined.answered(),
            Answered::Stage(&dsomm_radar::assessment::StageId::new(stage))
        );
        assert_eq!(joined.note, expected);
        assert_eq!(joined.changed, latest);
        assert_eq!(joined.reached[&started], day("2025-01-01"));
        assert_eq!(
            (joined.owner.as_str(), joined.due),
            ("Kim", Some(day("2027-01-01")))
        );
        assert_eq!(joined.kept["x"], 1);
        // The old copy comes in once more: its note stands there already.
        let twin = Answer {
            note: "old".to_owned(),
            note_changed: Stamp::default(),
            changed: Stamp::default(),
            ..Answer::default()
        };
        let answers = both.answers.get_mut(&team("t")).unwrap();
        answers.insert(ActivityId::new("old"), twin);
        carry_over(&mut both, &model, &aliases, true);
        assert_eq!(notes(&both), Map::from([("new", expected)]));
    }
}

/// Evidence, plan and a snapshot on each of these ids, beside the answers.
fn with_everything(version: &str, ids: &[&str]) -> Assessment {
    let mut all = answered(version, ids);
    for (millis, id) in (100..).zip(ids) {
        let put = Edit::PutEvidence {
            id: EvidenceId::new(id),
            evidence: evidence(id, "t", "Run"),
        };
        edit(&mut all, put, &at(millis));
    }
    let begin = Edit::StartCycle {
        id: cycle("now"),
        name: "Now".to_owned(),
        freeze: (cycle("then"), "Then".to_owned()),
    };
    edit(&mut all, begin, &at(200));
    let plan = Edit::Plan {
        team: team("t"),
        activities: ids.iter().map(|id| ActivityId::new(id)).collect(),
        cycle: Some(cycle("now")),
    };
    edit(&mut all, plan, &at(201));
    all
}

/// The ids under which evidence, plan and snapshot are found.
fn places(all: &Assessment) -> [Vec<&str>; 3] {
    let mut evidence: Vec<&str> = all
        .evidence
        .values()
        .map(|piece| piece.activity.as_str())
        .collect();
    evidence.sort_unstable();
    let plan = all.plan[&team("t")]
        .keys()
        .map(ActivityId::as_str)
        .collect();
    let snapshot = all.cycles[&cycle("then")].answers[&team("t")].keys();
    [evidence, plan, snapshot.map(ActivityId::as_str).collect()]
}

#[test]
fn evidence_plan_and_snapshots_go_where_the_answers_go() {
    let (model, aliases) = (dsomm(), aliases());
    let ids = [WAF, LIBYEAR, DUPLICATES, PLACEHOLDER, "MFA", "no-such-id"];
    let mut all = with_everything("1.10", &ids);
    let before = all.clone();
    let carried = carry_over(&mut all, &model, &aliases, true);
    let mut expected = [
        WAF_MEDIUM,
        DUPLICATES,
        LIBYEAR,
        PROTECTION,
        "598e9f13-1ac8-4a01-b85e-8fab93ee81de",
        "no-such-id",
    ];
    expected.sort_unstable();
    assert_eq!(places(&all), [(); 3].map(|()| expected.to_vec()));
    // Only answers are counted.
    let count: usize = carried
        .by_alias
        .iter()
        .chain(&carried.by_name)
        .map(|it| it.answers)
        .sum();
    assert_eq!((count, carried.kept, carried.left.len()), (5, 0, 1));
    for (from, to) in [
        (LIBYEAR, DUPLICATES),
        (DUPLICATES, LIBYEAR),
        (WAF, WAF_MEDIUM),
    ] {
        assert_eq!(all.evidence[&EvidenceId::new(from)].activity.as_str(), to);
    }
    // A copy that was not carried over does not call back what moved inside of a register …
    for merged in [merge(&all, &before), merge(&before, &all)] {
        assert_eq!(merged.evidence, all.evidence);
        assert_eq!(merged.cycles, all.cycles);
    }
    // … unless somebody wrote there afterwards.
    let mut later = before.clone();
    let put = Edit::PutEvidence {
        id: EvidenceId::new(WAF),
        evidence: evidence(WAF, "t", "Another run"),
    };
    edit(&mut later, put, &by("bo", 500));
    let merged = merge(&all, &later);
    assert_eq!(merged.evidence[&EvidenceId::new(WAF)].title, "Another run");
    // What stays where it is keeps its stamp.
    let stays = EvidenceId::new("no-such-id");
    assert_eq!(all.evidence[&stays], before.evidence[&stays]);
    assert_eq!(all.cycles[&cycle("now")], before.cycles[&cycle("now")]);
}

#[test]
fn where_two_plans_meet_the_later_one_stays() {
    let model = model(&[("D", &[("S", &[activity("new", 1)])])]);
    let aliases = read_aliases("aliases: [{id: old, means: x, now: new}]").unwrap();
    for (first, second) in [("old", "new"), ("new", "old")] {
        let mut both = with_everything("", &["old", "new"]);
        for (millis, id) in [(300, first), (301, second)] {
            let add = Edit::AddCycle {
                id: cycle(id),
                name: id.to_owned(),
            };
            edit(&mut both, add, &at(millis));
            let plan = Edit::Plan {
                team: team("t"),
                activities: vec![ActivityId::new(id)],
                cycle: Some(cycle(id)),
            };
            edit(&mut both, plan, &at(millis));
        }
        carry_over(&mut both, &model, &aliases, true);
        assert_eq!(
            places(&both),
            [vec!["new", "new"], vec!["new"], vec!["new"]]
        );
        let planned = &both.plan[&team("t")]["new"];
        assert_eq!(planned.cycle, Some(cycle(second)));
    }
}

#[test]
fn notes_that_are_empty_or_the_same_add_nothing() {
    let model = model(&[("D", &[("S", &[activity("new", 1)])])]);
    let aliases = read_aliases("aliases: [{id: old, means: x, now: new}]").unwrap();
    for (old, new, expected) in [
        ("", "a", "a"),
        ("a", "", "a"),
        ("a", "a", "a"),
        ("", "", ""),
        ("No", "Not yet", "Not yet\n\nNo"),
        ("b", "a\n\nb\n\nc", "a\n\nb\n\nc"),
    ] {
        let mut both = assessment(&["t"]);
        for (id, text) in [("old", old), ("new", new)] {
            apply(&mut both, answer("t", id, stage("fully")), &at(10));
            apply(&mut both, note("t", id, text), &at(10));
        }
        carry_over(&mut both, &model, &aliases, true);
        assert_eq!(notes(&both), Map::from([("new", expected)]));
    }
}

#[test]
fn renames_follow_one_another_and_rings_end() {
    let model = model(&[("D", &[("S", &[activity("c", 1), activity("known", 1)])])]);
    let aliases = read_aliases(
        "aliases: [{id: a, means: x, now: b}, {id: b, means: x, now: c}, {id: r, means: x, now: s}, \
         {id: s, means: x, now: r}, {id: known, means: x, now: c}, {id: dead, means: gone, now: deader}]",
    )
    .unwrap();
    for (id, expected) in [
        ("a", Place::Alias(ActivityId::new("c"))),
        ("b", Place::Alias(ActivityId::new("c"))),
        ("r", Place::Nowhere),
        ("known", Place::Same),
        ("dead", Place::Nowhere),
    ] {
        assert_eq!(
            place(id, &ModelRef::default(), &model, &aliases),
            expected,
            "{id}"
        );
    }
    let mut assessment = answered("", &["dead"]);
    let carried = carry_over(&mut assessment, &model, &aliases, true);
    assert_eq!(lines(&carried), ["left dead (gone): 1"]);
}

#[test]
fn a_name_that_two_activities_have_is_nobodys() {
    let twins = |id: &str| dsomm_radar::model::Activity {
        name: "Twin".to_owned(),
        ..activity(id, 1)
    };
    let model = model(&[("D", &[("S", &[twins("a")]), ("T", &[twins("b")])])]);
    assert_eq!(
        place("Twin", &ModelRef::default(), &model, &[]),
        Place::Nowhere
    );
}

#[test]
fn a_faulty_alias_file_says_where() {
    for (text, words) in [
        (
            "aliases: [{id: a, means: b, now: c}, {id: a, now: c}]",
            "item 2: id, means and now",
        ),
        (
            "aliases: [{id: a, means: b, now: c, until: [1.10]}]",
            "item 1: “until” has to be a text in quotes",
        ),
        (
            "aliases: [{id: a, means: b, now: c, until: 'soon'}]",
            "a version such as",
        ),
        (
            "aliases: [{id: a, means: b, now: c, form: x}]",
            "the field “form” is not known",
        ),
        ("aliases: [", "aliases.yaml, line"),
    ] {
        let sentence = read_aliases(text).unwrap_err();
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn a_version_without_quotes_is_read_as_it_is_written() {
    let aliases = read_aliases("aliases: [{id: a, means: b, now: c, until: 1.10}]").unwrap();
    assert_eq!(aliases[0].until.as_deref(), Some("1.10"));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn twice_is_once_and_nothing_is_lost(
        version in prop::sample::select(vec!["", "1.9", "1.10.1", "1.11", "1.12", "1.13", "5.0.1", "x"]),
        adopt in any::<bool>(),
        deeds in proptest::collection::vec((0..2usize, 0..10usize, 0..40i64), 0..16),
    ) {
        let (model, aliases) = (dsomm(), aliases());
        let ids = [
            WAF, WAF_MEDIUM, LIBYEAR, DUPLICATES, SHARED, PLACEHOLDER, PROTECTION, "MFA",
            "598e9f13-1ac8-4a01-b85e-8fab93ee81de", "unknown",
        ];
        let mut assessment = with_everything(version, &ids);
        assessment.answers.clear();
        let add = dsomm_radar::assessment::Command::AddTeam {
            id: team("u"),
            name: "u".to_owned(),
        };
        apply(&mut assessment, add, &at(1));
        let mut texts = Vec::new();
        for (who, which, millis) in deeds {
            let who = ["t", "u"][who];
            apply(&mut assessment, answer(who, ids[which], stage("partly")), &at(millis));
            apply(&mut assessment, note(who, ids[which], ids[which]), &at(millis));
            texts.push((team(who), ids[which]));
        }
        let before = assessment.answered_count();
        let carried = carry_over(&mut assessment, &model, &aliases, adopt);
        let all = carried.by_alias.iter().chain(&carried.by_name);
        let moved: usize = all.map(|it| it.answers).sum();
        let left: usize = carried.left.iter().map(|it| it.answers).sum();
        prop_assert_eq!(carried.kept + moved + left, before);
        for (who, text) in texts {
            let notes = assessment.answers[&who].values();
            let found = notes.filter(|it| it.note.split("\n\n").any(|part| part == text)).count();
            prop_assert_eq!(found, 1, "{}", text);
        }

        let once = assessment.clone();
        let again = carry_over(&mut assessment, &model, &aliases, adopt);
        prop_assert_eq!(&assessment, &once);
        prop_assert!(again.by_alias.is_empty() && again.by_name.is_empty(), "{:?}", again);
        carry_over(&mut assessment, &model, &aliases, true);
        prop_assert_eq!(&assessment.answers, &once.answers);
    }
}
