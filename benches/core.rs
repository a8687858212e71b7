//! How long the core takes: `cargo xtask bench`. Medians of repeated runs on this computer; only
//! ratios say something elsewhere.

#![cfg_attr(target_arch = "wasm32", allow(unused))]

use dsomm_radar::map::Map;
use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[cfg(not(target_arch = "wasm32"))]
use dsomm_radar::{
    assessment::{Answer, Assessment, Date, Evidence, EvidenceId, StageId, Team, TeamId, Touched},
    exchange::assessment_file,
    model::{
        Model,
        compare::compare,
        overlay::{Field, Overlay},
        yaml,
    },
    scoring::{self, Cache, Proofs, Scores},
};

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // With the extension: 250 activities.
    let mut files = texts("model/dsomm");
    files.extend(texts("model/extensions"));
    let sources: Vec<yaml::Source<'_>> = files
        .iter()
        .map(|(name, text)| yaml::Source { name, text })
        .collect();
    let Ok(read) = yaml::read(&sources) else {
        eprintln!("The model in model/dsomm cannot be read; run `cargo xtask check-model`.");
        std::process::exit(1);
    };
    let model = read.model;
    println!("{:<58}{:>12}", "what", "median");
    measure("read the whole model with its texts", 20, || {
        yaml::read(&sources)
    });
    measure("check it", 20, || {
        dsomm_radar::model::check::check(&sources)
    });
    measure("an edit of it: change, read, compare", 20, || {
        let mut overlay = Overlay::default();
        for activity in model.activities.iter().step_by(5) {
            let _ = overlay.set_field(&model, activity.id.as_str(), &Field::Level(3));
        }
        let changes = overlay.to_json();
        let read = yaml::read_with(&sources, Some(("changes", &changes)));
        read.map(|read| compare(&model, &read.model))
    });
    let assessment = filled(&model, 1000);
    let team = TeamId::new("team-7");
    let one = measure("all numbers of one team of 1,000", 200, || {
        scoring::score(&model, &assessment, &team)
    });
    let all = measure("all numbers of all 1,000 teams", 9, || {
        assessment
            .teams
            .keys()
            .map(|team| scoring::score(&model, &assessment, team))
            .collect::<Vec<_>>()
    });
    ratio("one team instead of all after an answer", all, one);
    let touched = Touched {
        teams: [team.clone()].into(),
        ..Touched::default()
    };
    let cache = RefCell::new(Cache::default());
    let list = || -> Vec<Arc<Scores>> {
        let mut cache = cache.borrow_mut();
        let teams = assessment.teams.keys();
        teams
            .map(|team| cache.score(&model, &assessment, team))
            .collect()
    };
    let list_of_all = list();
    let after = measure("the same by the cache after an answer", 50, || {
        cache.borrow_mut().forget(&assessment, &touched);
        list()
    });
    ratio("that instead of a naive recompute", all, after);
    let references: Vec<&Scores> = list_of_all.iter().map(AsRef::as_ref).collect();
    measure("mean, median, lowest, highest over 1,000 teams", 9, || {
        scoring::portfolio(&model, &references)
    });
    let today = Date::default();
    measure("evidenced numbers of all 1,000 teams", 9, || {
        let proofs = Proofs::on(&model, &assessment, today);
        let teams = assessment.teams.keys();
        teams
            .map(|team| proofs.evidenced(&model, &assessment, team))
            .collect::<Vec<_>>()
    });
    let scores = scoring::score(&model, &assessment, &team);
    measure("next actions", 100, || {
        let goals = scoring::Goals::of(&model, &assessment, &team);
        scoring::suggestions(&model, &scores, &goals)
    });
    let file = assessment_file::write(&assessment);
    measure("write the file of 1,000 teams", 3, || {
        assessment_file::write(&assessment)
    });
    measure("read it", 3, || assessment_file::read(&file));
    measure("merge it with itself", 3, || {
        dsomm_radar::assessment::merge(&assessment, &assessment)
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn texts(folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some((entry.path().display().to_string(), text))
        })
        .collect();
    files.sort();
    files
}

/// How many times as long the first took as the second.
#[cfg(not(target_arch = "wasm32"))]
fn ratio(what: &str, long: Duration, short: Duration) {
    let times = long.as_secs_f64() / short.as_secs_f64();
    println!("{what:<58}{times:>11.0}x");
}

/// Every team answers three of four activities, each a little differently, and has evidence for
/// some of them.
#[cfg(not(target_arch = "wasm32"))]
fn filled(model: &Model, teams: usize) -> Assessment {
    let mut assessment = Assessment::new("bench", "Bench", model);
    for number in 0..teams {
        let id = TeamId::new(&format!("team-{number}"));
        let mut answers = Map::new();
        for (at, activity) in model.activities.iter().enumerate() {
            let stage = match (at * 7 + number * 3) % 8 {
                0 | 1 => continue,
                2 => "not-implemented",
                3 => "started",
                4 => "partly",
                _ => "fully",
            };
            answers.insert(
                activity.id.clone(),
                Answer {
                    stage: Some(StageId::new(stage)),
                    ..Answer::default()
                },
            );
        }
        for (at, activity) in answers.keys().enumerate().step_by(19) {
            let piece = Evidence {
                activity: activity.clone(),
                teams: [id.clone()].into(),
                recorded: Some(Date::default()),
                ..Evidence::default()
            };
            let known = EvidenceId::new(&format!("evidence-{number}-{at}"));
            assessment.evidence.insert(known, piece);
        }
        assessment.answers.insert(id.clone(), answers.into());
        assessment.teams.insert(
            id,
            Team {
                name: format!("Team {number}"),
                ..Team::default()
            },
        );
    }
    assessment
}

fn measure<T>(what: &str, runs: usize, work: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    let median = times[times.len() / 2];
    println!("{what:<58}{:>9.3} ms", median.as_secs_f64() * 1000.0);
    median
}
