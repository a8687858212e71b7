//! Parts of an assessment as files of their own.

use dsomm_radar::assessment::{Assessment, Choice, Edit, merge};
use dsomm_radar::exchange::excerpt::{Wish, excerpt};
use dsomm_radar::exchange::{assessment_file, export};
use dsomm_radar::scoring::score;
use proptest::prelude::*;

use crate::support::{
    activity, answer, any_deed, apply, assessment, at, cases, cycle, edit, evidence, lived, model,
    note, stage, team,
};

fn whole() -> Assessment {
    let mut whole = assessment(&["Shop", "Bank", "Platform"]);
    apply(&mut whole, answer("Shop", "a", stage("fully")), &at(10));
    apply(&mut whole, note("Shop", "a", "secret note"), &at(11));
    let reason = Choice::NotApplicable("secret reason".to_owned());
    apply(&mut whole, answer("Bank", "a", reason), &at(12));
    apply(
        &mut whole,
        answer("Platform", "b", stage("partly")),
        &at(13),
    );
    let mut piece = evidence("a", "Shop", "secret title");
    piece.description = "secret text".to_owned();
    piece.reviewer = "secret reviewer".to_owned();
    edit(
        &mut whole,
        Edit::PutEvidence {
            id: dsomm_radar::assessment::EvidenceId::new("secret-e"),
            evidence: piece,
        },
        &at(14),
    );
    whole.teams.get_mut(&team("Shop")).unwrap().inherits = Some(team("Platform"));
    whole
}

fn file(of: &Assessment) -> String {
    export::write(of, &[])
}

#[test]
fn one_team_with_what_it_inherits_changes_nothing_where_it_is_merged() {
    let whole = whole();
    let wish = Wish {
        team: Some(team("Shop")),
        ..Wish::default()
    };
    let part = excerpt(&whole, &wish, "new").unwrap();
    let names: Vec<&str> = part
        .assessment
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, ["Shop", "Platform"]);
    assert_eq!(merge(&whole, &part.assessment), whole);
    assert!(
        part.left
            .iter()
            .any(|left| left.contains("Other teams, with their answers: 1.")),
        "{:?}",
        part.left
    );
    let model = model(&[("D", &[("S", &[activity("a", 1), activity("b", 1)])])]);
    assert_eq!(
        score(&model, &part.assessment, &team("Shop")),
        score(&model, &whole, &team("Shop"))
    );
    assert!(!file(&part.assessment).contains("Bank"));
}

#[test]
fn without_notes_nothing_of_them_is_in_the_file_and_the_numbers_are_the_same() {
    let whole = whole();
    let wish = Wish {
        without_notes: true,
        ..Wish::default()
    };
    let part = excerpt(&whole, &wish, "new").unwrap();
    let text = file(&part.assessment);
    for secret in ["secret note", "secret reason", "secret text"] {
        assert!(!text.contains(secret), "{text}");
    }
    // What the whole has is not taken away by the part.
    let merged = merge(&whole, &part.assessment);
    assert_eq!(
        merged.answer(&team("Shop"), "a").unwrap().note,
        "secret note"
    );
}

/// An audit is about claims of many teams, and its remarks are notes.
#[test]
fn audits_stay_with_the_whole() {
    let mut whole = whole();
    let changed = serde_json::json!({ "at": "2026-03-02T10:00:00.000Z", "by": "ida" });
    let audits = serde_json::json!({ "audit": {
        "drawn": {
            "name": "Spring", "seed": "abc", "weight": "even", "teams": ["Bank"], "of": 1,
            "claims": [{ "team": "Bank", "activity": "a", "level": 1 }],
            "day": "2026-03-02", "by": "ida", "changed": changed,
        },
        "results": { "Bank": { "a": {
            "result": "not_held", "remark": "secret remark", "day": "2026-03-02", "by": "ida",
            "changed": changed,
        } } },
    } });
    whole.kept.insert("audits".to_owned(), audits);
    assert_eq!(whole.audits().len(), 1);
    let wishes = [
        Wish {
            team: Some(team("Shop")),
            ..Wish::default()
        },
        Wish {
            without_notes: true,
            ..Wish::default()
        },
    ];
    for wish in wishes {
        let part = excerpt(&whole, &wish, "new").unwrap();
        assert!(!file(&part.assessment).contains("secret remark"));
        assert!(
            part.left
                .contains(&"Audits, with their remarks: 1.".to_owned())
        );
        assert_eq!(merge(&whole, &part.assessment).audits().len(), 1);
    }
    let all = excerpt(&whole, &Wish::default(), "new").unwrap();
    assert!(file(&all.assessment).contains("secret remark"));
}

#[test]
fn without_names_nothing_tells_who_it_is() {
    let whole = whole();
    let wish = Wish {
        anonymous: true,
        ..Wish::default()
    };
    let part = excerpt(&whole, &wish, "new").unwrap();
    let text = file(&part.assessment);
    for secret in ["secret", "Shop", "Bank", "Platform", "assessment-1", "kim"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let model = model(&[("D", &[("S", &[activity("a", 1), activity("b", 1)])])]);
    assert_eq!(
        score(&model, &part.assessment, &team("new-team-1")),
        score(&model, &whole, &team("Shop"))
    );
}

#[test]
fn a_closed_cycle_becomes_an_assessment_of_its_own() {
    let mut whole = whole();
    edit(
        &mut whole,
        Edit::TakeSnapshot {
            id: cycle("c"),
            name: "2026 H1".to_owned(),
        },
        &at(20),
    );
    apply(&mut whole, answer("Shop", "a", stage("started")), &at(30));
    let wish = Wish {
        cycle: Some(cycle("c")),
        ..Wish::default()
    };
    let part = excerpt(&whole, &wish, "new").unwrap();
    assert_eq!(
        (part.assessment.id.as_str(), part.assessment.title.as_str()),
        ("new", "Start – 2026 H1")
    );
    let then = part.assessment.answer(&team("Shop"), "a").unwrap();
    assert_eq!(then.stage.as_ref().unwrap().as_str(), "fully");
    let gone = Wish {
        cycle: Some(cycle("no such")),
        ..Wish::default()
    };
    assert_eq!(excerpt(&whole, &gone, "new"), None);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn every_part_reads_back(
        deeds in proptest::collection::vec((any_deed(), 1i64..50), 1..40),
        without_notes: bool,
        anonymous: bool,
        one: bool,
    ) {
        let whole = lived("kim", &assessment(&["a", "b"]), &deeds);
        let first = whole.living_teams().first().map(|(id, _)| (*id).clone());
        let wish = Wish { team: first.filter(|_| one), without_notes, anonymous, ..Wish::default() };
        let part = excerpt(&whole, &wish, "new").unwrap().assessment;
        let read = assessment_file::read(&file(&part)).unwrap();
        prop_assert_eq!(file(&read), file(&part));
        if !anonymous {
            prop_assert_eq!(merge(&whole, &part).answered_count(), whole.answered_count());
        }
    }
}
