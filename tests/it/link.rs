//! Links with answers in them.

use dsomm_radar::assessment::carry::{Alias, read_aliases};
use dsomm_radar::assessment::{Answered, Assessment, Choice, Edit, SAMPLE, TeamId, merge, sample};
use dsomm_radar::exchange::kind::{Door, Kind, recognise};
use dsomm_radar::exchange::link::{PLACE, Shared, read, take, write};
use dsomm_radar::model::{ActivityId, Model};
use dsomm_radar::scoring;
use proptest::prelude::*;

use crate::cli;
use crate::support::{
    START, activity, answer, apply, assessment, at, cases, day, edit, model, note, stage, team,
    with_stage,
};

fn small() -> Model {
    let names: Vec<_> = ["a", "b", "c", "d", "e"].map(|id| activity(id, 1)).into();
    model(&[("D", &[("S", &names)])])
}

fn all(of: &Assessment) -> Vec<TeamId> {
    let living = of.living_teams().into_iter();
    living.map(|(id, _)| id.clone()).collect()
}

fn shared(of: &Assessment, model: &Model, named: bool) -> Shared {
    let link = write(of, model, &all(of), named, START + 9_000);
    read(&format!("https://example.org/radar/{PLACE}{}", link.code)).unwrap()
}

fn none() -> Vec<Alias> {
    Vec::new()
}

/// What counts for each team and activity: stage, not sure, not applicable.
fn said(of: &Assessment, model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, team) in of.living_teams() {
        for activity in &model.activities {
            let said = scoring::answering(of, id, activity.id.as_str());
            let said = match said.map(|(_, answer)| answer.answered()) {
                Some(Answered::Stage(stage)) => {
                    let counts = of.counts_as(stage);
                    counts.map_or(String::new(), |stage| stage.title.clone())
                }
                Some(Answered::NotSure) => "?".to_owned(),
                Some(Answered::NotApplicable) => "-".to_owned(),
                Some(Answered::No) | None => String::new(),
            };
            lines.push(format!("{} {} {said}", team.name, activity.id));
        }
    }
    lines
}

fn answered() -> Assessment {
    let mut mine = assessment(&["Shop", "Bank"]);
    apply(&mut mine, answer("Shop", "a", stage("fully")), &at(10));
    apply(&mut mine, answer("Shop", "b", Choice::NotSure), &at(11));
    apply(&mut mine, note("Shop", "a", "secret"), &at(12));
    let reason = Choice::NotApplicable("secret".to_owned());
    apply(&mut mine, answer("Bank", "c", reason), &at(13));
    apply(&mut mine, answer("Bank", "d", stage("started")), &at(14));
    mine
}

#[test]
fn answers_come_back_as_they_count_and_nothing_else_does() {
    let (model, mine) = (small(), answered());
    let taken = take(
        shared(&mine, &model, true),
        &Assessment::default(),
        &model,
        &none(),
    );
    assert_eq!(said(&taken.theirs, &model), said(&mine, &model));
    assert_eq!(taken.theirs.title, "Start");
    let text = format!("{taken:?}");
    assert!(!text.contains("secret"), "{text}");
    assert!(text.contains("no notes, evidence"), "{text}");
}

#[test]
fn without_names_nothing_tells_whose_answers_they_are() {
    let (model, mine) = (small(), answered());
    let link = shared(&mine, &model, false);
    let text = format!("{link:?}");
    for secret in ["Start\"", "Shop", "Bank", "assessment-1"] {
        assert!(!text.contains(secret), "{text}");
    }
    let theirs = take(link, &mine, &model, &none()).theirs;
    assert_ne!(theirs.id, mine.id);
    let names: Vec<&str> = theirs
        .living_teams()
        .iter()
        .map(|(_, team)| team.name.as_str())
        .collect();
    assert_eq!(names, ["Team 1", "Team 2"]);
}

#[test]
fn a_link_of_the_same_assessment_changes_what_differs_and_keeps_the_rest() {
    let (model, mine) = (small(), answered());
    let link = shared(&mine, &model, true);
    // The same again: nothing differs.
    let again = take(link.clone(), &mine, &model, &none()).theirs;
    assert_eq!(merge(&mine, &again), mine);
    // It was another stage here, with a note.
    let mut older = mine.clone();
    apply(&mut older, answer("Shop", "a", stage("started")), &at(20));
    let theirs = take(link.clone(), &older, &model, &none()).theirs;
    let merged = merge(&older, &theirs);
    let now = merged.answer(&team("Shop"), "a").unwrap();
    assert_eq!(now.stage.as_ref().unwrap().as_str(), "fully");
    assert_eq!(now.note, "secret");
    // What was said here after the link was made stays.
    apply(
        &mut older,
        answer("Shop", "a", stage("partly")),
        &at(10_000),
    );
    let theirs = take(link, &older, &model, &none()).theirs;
    let merged = merge(&older, &theirs);
    let now = merged.answer(&team("Shop"), "a").unwrap();
    assert_eq!(now.stage.as_ref().unwrap().as_str(), "partly");
}

#[test]
fn stages_of_ones_own_and_what_is_inherited_come_along() {
    let model = small();
    let mut mine = answered();
    let stages = with_stage(&mine, "tried", 0.3);
    edit(&mut mine, Edit::SetStages { stages }, &at(30));
    apply(&mut mine, answer("Shop", "d", stage("tried")), &at(31));
    let inherits = Some(team("Shop"));
    mine.teams.get_mut(&team("Bank")).unwrap().inherits = inherits;
    let taken = take(
        shared(&mine, &model, true),
        &Assessment::default(),
        &model,
        &none(),
    );
    assert_eq!(said(&taken.theirs, &model), said(&mine, &model));
}

#[test]
fn another_model_finds_its_activities_through_the_aliases() {
    let (old, mine) = (small(), answered());
    let names: Vec<_> = ["new-a", "b", "c"].map(|id| activity(id, 1)).into();
    let new = model(&[("D", &[("S", &names)])]);
    let aliases = read_aliases("aliases:\n- {id: a, means: A, now: new-a}\n").unwrap();
    let taken = take(
        shared(&mine, &old, true),
        &Assessment::default(),
        &new,
        &aliases,
    );
    let shop = taken.theirs.living_teams()[0].0.clone();
    let now = taken.theirs.answer(&shop, "new-a").unwrap();
    assert_eq!(now.stage.as_ref().unwrap().as_str(), "fully");
    assert!(taken.theirs.answer(&shop, "b").unwrap().not_sure);
    let remarks = taken.remarks.join("\n");
    assert!(remarks.contains("1 have moved"), "{remarks}");
    assert!(
        remarks.contains("answers to 1 activities that this model lacks"),
        "{remarks}"
    );
}

#[test]
fn the_published_model_in_a_link_is_as_long_as_the_documents_say() {
    let model = cli::model(false);
    let mine = sample(&model, day("2026-11-23"), START);
    assert!(mine.id.starts_with(SAMPLE) || !mine.id.is_empty());
    let one = write(&mine, &model, &all(&mine)[..1], true, START)
        .code
        .len();
    let six = write(&mine, &model, &all(&mine), true, START).code.len();
    // Grows by at most about 120 letters with each team, behind what names the activities.
    assert!(one < 900, "{one}");
    assert!(six < one + 5 * 130 + 300, "{one} {six}");
    let taken = take(
        shared(&mine, &model, true),
        &Assessment::default(),
        &model,
        &none(),
    );
    assert_eq!(said(&taken.theirs, &model), said(&mine, &model));
}

#[test]
fn a_damaged_link_gives_a_sentence() {
    let (model, mine) = (small(), answered());
    let code = write(&mine, &model, &all(&mine), true, START).code;
    for end in 0..code.len() {
        let said = read(&code[..end]).unwrap_err();
        assert!(said.ends_with('.') && said.len() > 20, "{said}");
    }
    for at in 0..code.len() {
        let mut bytes = code.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // The last letter may hold bits that mean nothing.
        assert!(read(&changed).is_err() || at + 1 == code.len(), "{at}");
    }
    for odd in [
        "",
        "#/share/",
        "#/share/..",
        "A",
        "AAAAAA",
        "<script>",
        "#/share/%00%00",
    ] {
        assert!(read(odd).is_err(), "{odd}");
    }
    assert!(read(&"A".repeat(600_000)).is_err());
    // What mails and chats put around it does no harm.
    assert!(read(&format!("<https://x.example/{PLACE}{code}>")).is_ok());
    assert!(read(&format!(" {PLACE}{code}.\n")).is_ok());
}

#[test]
fn a_pasted_link_is_recognised() {
    for text in [
        "#/share/AAAA",
        "https://x.example/#/share/AAAA\n",
        "<https://x.example/#/share/AA>",
    ] {
        assert_eq!(recognise("x", text), Kind::Link, "{text}");
    }
    assert!(Kind::Link.fits(Door::Import));
    assert_ne!(
        recognise("x", "see https://x.example/#/share/AAAA"),
        Kind::Link
    );
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn all_answers_read_back(
        said_ in proptest::collection::vec(proptest::collection::vec(0usize..7, 5), 0..6),
        named: bool,
    ) {
        let model = small();
        let names: Vec<String> = (0..said_.len()).map(|at| format!("=Nö \u{202e}{at}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut mine = assessment(&names);
        for (name, said) in names.iter().zip(&said_) {
            for (id, said) in ["a", "b", "c", "d", "e"].iter().zip(said) {
                let choice = match said {
                    0 => continue,
                    1 => Choice::NotSure,
                    2 => Choice::NotApplicable("why".to_owned()),
                    3 => stage("not-implemented"),
                    4 => stage("started"),
                    5 => stage("partly"),
                    _ => stage("fully"),
                };
                apply(&mut mine, answer(name, id, choice), &at(50));
            }
        }
        let taken = take(shared(&mine, &model, named), &Assessment::default(), &model, &none());
        if named {
            prop_assert_eq!(said(&taken.theirs, &model), said(&mine, &model));
        }
        prop_assert_eq!(taken.theirs.answered_count(), mine.answered_count());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC*") {
        // With the right sum at the end, so that what stands before it is looked at.
        use sha2::{Digest, Sha256};
        let mut whole = vec![1];
        whole.extend(bytes);
        let sum = Sha256::digest(&whole);
        whole.extend(&sum[..4]);
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut code = String::new();
        for three in whole.chunks(3) {
            let mut bits = [0u8; 3];
            bits[..three.len()].copy_from_slice(three);
            let value = u32::from_be_bytes([0, bits[0], bits[1], bits[2]]);
            for at in 0..=three.len() {
                code.push(char::from(LETTERS[(value >> (18 - 6 * at) & 63) as usize]));
            }
        }
        if let Ok(read) = read(&code) {
            take(read, &answered(), &small(), &none());
        }
        let _ = read(&text);
        let _ = ActivityId::new(&text);
    }
}
