//! How often memory is asked for: the same in every run, so growth is seen where times only jitter.

use allocation_counter::measure;
use dsomm_radar::assessment::{Answer, Assessment, StageId, Team, TeamId, Touched};
use dsomm_radar::model::ActivityId;
use dsomm_radar::scoring;
use dsomm_radar::storage::{Keeper, Memory};

use crate::storage_fire::all;
use crate::support::{activity, answer, apply, assessment, at, model, stage, team};

/// So many teams that have answered so many activities.
fn company(teams: usize, activities: usize) -> Assessment {
    let mut company = assessment(&[]);
    for number in 0..teams {
        let id = TeamId::new(&format!("team-{number:04}"));
        company.teams.insert(id.clone(), Team::default());
        let given = (0..activities).map(|activity| {
            let answer = Answer {
                stage: Some(StageId::new(["started", "fully"][(activity + number) % 2])),
                ..Answer::default()
            };
            (ActivityId::new(&format!("activity-{activity:04}")), answer)
        });
        company.answers.insert(id, given.collect());
    }
    company
}

fn stored(mut company: Assessment) -> Memory {
    let memory = Memory::with_limit(usize::MAX);
    let mut keeper = Keeper::default();
    keeper.save(&memory, &mut company, &all()).unwrap();
    memory
}

fn count<T>(work: impl FnOnce() -> T) -> u64 {
    measure(|| drop(work())).count_total
}

#[test]
fn a_copy_asks_for_no_more_with_more_answers() {
    let [few, many] = [5, 200].map(|activities| {
        let company = company(40, activities);
        count(|| company.clone())
    });
    assert_eq!(few, many);
}

#[test]
fn opening_makes_no_answers() {
    let [few, many] = [5, 200].map(|activities| stored(company(40, activities)));
    let open = |memory: &Memory, mut keeper: Keeper| {
        measure(|| drop(keeper.load(memory, &[]).unwrap().assessment.unwrap())).bytes_total
    };
    let at_once = open(&many, Keeper::default()) - open(&few, Keeper::default());
    // The records are longer, and are kept; nothing is made of them.
    let later = open(&many, Keeper::lazy()) - open(&few, Keeper::lazy());
    assert!(at_once > 10 * later, "{at_once}, {later}");
}

#[test]
fn an_answer_asks_for_no_more_with_more_teams() {
    let [few, many] = [10, 300].map(|teams| {
        let memory = stored(company(teams, 50));
        let mut keeper = Keeper::lazy();
        let mut found = keeper.load(&memory, &[]).unwrap().assessment.unwrap();
        let only = Touched {
            teams: [team("team-0003")].into(),
            ..Touched::default()
        };
        let mut give = |name: &str, moment: i64| {
            let given = answer("team-0003", "activity-0007", stage(name));
            apply(&mut found, given, &at(moment));
            keeper.save(&memory, &mut found, &only).unwrap();
        };
        // The first one unpacks the team.
        give("fully", 100);
        count(|| give("partly", 200))
    });
    // The key of its record is made for each team, to see whether one of them is missing.
    assert!(many <= few + 3 * 290 + 10, "{few}, {many}");
    assert!(few < 400, "{few}");
}

#[test]
fn the_numbers_of_a_team_ask_for_no_more_with_more_teams() {
    let list: Vec<_> = (0..50)
        .map(|number| activity(&format!("activity-{number:04}"), 1))
        .collect();
    let model = model(&[("D", &[("S", &list)])]);
    let [few, many] = [10, 300].map(|teams| {
        let company = company(teams, 50);
        count(|| scoring::score(&model, &company, &team("team-0003")))
    });
    assert_eq!(few, many);
}
