//! How much fits into what a browser grants.

use dsomm_radar::assessment::{
    Answer, Assessment, Cycle, Evidence, EvidenceId, Link, StageId, Stamp, Team, TeamId, Touched,
};
use dsomm_radar::map::Map;
use dsomm_radar::model::ActivityId;
use dsomm_radar::storage::{Keeper, Memory, QUOTA};

use crate::support::{START, assessment, cycle, day};

/// A number that looks random, the same each time.
fn noise(seed: u64) -> u64 {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits ^= bits >> 29;
    bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits ^ (bits >> 32)
}

fn uuid(seed: u64) -> String {
    let (high, low) = (noise(seed), noise(seed + 1_000_000));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        high & 0xffff,
        (high >> 16) & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

/// Teams that have answered everything: three days each, changed at odd moments by some people,
/// every tenth answer with a note of a hundred letters.
fn crowd(teams: u64, activities: u64) -> Assessment {
    let mut crowd = assessment(&[]);
    let ids: Vec<ActivityId> = (0..activities).map(|n| ActivityId::new(&uuid(n))).collect();
    for number in 0..teams {
        let id = TeamId::new(&uuid(10_000 + number));
        crowd.teams.insert(
            id.clone(),
            Team {
                name: format!("Team number {number}"),
                order: i64::try_from(number).unwrap(),
                ..Team::default()
            },
        );
        let mut answers = Map::new();
        for (place, activity) in (0u64..).zip(&ids) {
            let seed = number * 1000 + place;
            let odd =
                |salt: u64, range: u64| i64::try_from(noise(seed * 8 + salt) % range).unwrap();
            let begun = day("2024-01-01") + chrono::Days::new(noise(seed) % 900);
            let later = |salt| begun + chrono::Days::new(noise(seed * 8 + salt) % 200);
            let changed = Stamp {
                at: START + odd(1, 40_000_000_000),
                by: ["kim", "bo", "al", "sam"][noise(seed + 5) as usize % 4].to_owned(),
            };
            let note = if place % 10 == 3 {
                format!("Seen in the pipeline of service {seed:07}. ").repeat(2) + "And in the log."
            } else {
                String::new()
            };
            let reached = [
                ("started", begun),
                ("partly", later(2)),
                ("fully", later(3)),
            ];
            answers.insert(
                activity.clone(),
                Answer {
                    stage: Some(StageId::new("fully")),
                    reached: reached
                        .map(|(stage, day)| (StageId::new(stage), day))
                        .into(),
                    confirmed: Some(later(4)),
                    note_changed: if note.is_empty() {
                        Stamp::default()
                    } else {
                        Stamp {
                            at: START + odd(5, 40_000_000_000),
                            ..changed.clone()
                        }
                    },
                    note,
                    changed,
                    ..Answer::default()
                },
            );
        }
        crowd.answers.insert(id, answers.into());
    }
    crowd
}

/// The same after two cycles, each closed with all answers, and with so many pieces of evidence.
fn grown(mut crowd: Assessment, pieces: u64) -> Assessment {
    for (number, closed) in (1..).zip(["2025-06-30", "2025-12-31"]) {
        let mut answers = crowd.answers.clone();
        for (place, answer) in (0u64..).zip(answers.values_mut().flat_map(|all| all.values_mut())) {
            let stages = ["started", "partly", "mostly", "fully"];
            let odd = noise(place * 3 + number);
            *answer = Answer {
                stage: Some(StageId::new(stages[odd as usize % 4])),
                confirmed: Some(day("2024-10-01") + chrono::Days::new(odd % 200)),
                ..Answer::default()
            };
        }
        let closed = Cycle {
            name: format!("Cycle {number}"),
            closed: Some(day(closed)),
            answers: answers.into(),
            ..Cycle::default()
        };
        crowd
            .cycles
            .insert(cycle(&format!("cycle-{number}")), closed);
    }
    let teams: Vec<TeamId> = crowd.teams.keys().cloned().collect();
    let activities: Vec<ActivityId> = crowd
        .answers
        .values()
        .next()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    for number in 0..pieces {
        let odd = noise(number) as usize;
        let piece = Evidence {
            activity: activities[odd % activities.len()].clone(),
            teams: [teams[odd % teams.len()].clone()].into(),
            title: format!("Scan of service {number}"),
            recorded: Some(day("2025-10-01") + chrono::Days::new(noise(number + 7) % 90)),
            reviewer: ["kim", "bo", "al", "sam"][odd % 4].to_owned(),
            links: vec![Link {
                kind: "ci".to_owned(),
                url: format!(
                    "https://ci.example.org/job/{}",
                    noise(number + 9) % 1_000_000
                ),
                ..Link::default()
            }],
            changed: Stamp {
                at: START + i64::try_from(noise(number + 3) % 40_000_000_000).unwrap(),
                by: "kim".to_owned(),
            },
            ..Evidence::default()
        };
        crowd
            .evidence
            .insert(EvidenceId::new(&uuid(2_000_000 + number)), piece);
    }
    crowd
}

fn fits(mut whole: Assessment) {
    let memory = Memory::default();
    let touched = Touched {
        all: true,
        ..Touched::default()
    };
    let saved = Keeper::default().save(&memory, &mut whole, &touched);
    println!("{} of {QUOTA} units used", memory.used());
    assert_eq!(saved, Ok(false), "{} units used", memory.used());
    let found = Keeper::default().load(&memory, &[]).unwrap();
    assert_eq!(found.problems, Vec::<String>::new());
    assert!(found.assessment.unwrap() == whole);
}

#[test]
fn a_thousand_teams_with_250_answers_each_fit() {
    fits(crowd(1000, 250));
}

#[test]
fn a_thousand_teams_with_two_closed_cycles_and_18_000_pieces_of_evidence_fit() {
    fits(grown(crowd(1000, 250), 18_000));
}
