//! What has to hold for the numbers of any assessment: from no team to two hundred, from no
//! activity to 1,500, with inheritance in circles, evidence, a removed stage, plan and cycles.

use dsomm_radar::assessment::{
    Aim, Answer, Assessment, Cycle, Date, Evidence, EvidenceId, Planned, StageId, Target, Team,
    TeamId, Touched, default_stages,
};
use dsomm_radar::map::SortedSet;
use dsomm_radar::model::{Activity, Model};
use dsomm_radar::scoring::{
    Cache, Goals, Score, Scores, Spread, Value, When, Why, answering, due, evidenced,
    evidenced_share, if_plan_done, is_valid, mapped, next_review, planned, portfolio, score,
    score_values, suggestions, why_cell, why_completion, why_dimension, why_maturity, why_overall,
    with_ready,
};
use proptest::prelude::*;

use crate::support::{activity, cases, cycle, day, model, needing, team};

/// Chance from a seed: a case of 200 teams has far too many answers to be drawn one by one.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn day(&mut self) -> Date {
        let days = chrono::Days::new(self.roll(900) as u64);
        day("2024-06-01").checked_add_days(days).unwrap()
    }
}

#[derive(Clone, Debug)]
struct Case {
    model: Model,
    assessment: Assessment,
    teams: Vec<TeamId>,
    today: Date,
    seed: u64,
}

impl Case {
    fn scores(&self) -> Vec<Scores> {
        let numbers = |id| score(&self.model, &self.assessment, id);
        self.teams.iter().map(numbers).collect()
    }

    /// Of a few teams only.
    fn some_scores(&self) -> impl Iterator<Item = Scores> {
        self.some()
            .map(|id| score(&self.model, &self.assessment, id))
    }

    /// A few of the teams: what is looked at closely.
    fn some(&self) -> impl Iterator<Item = &TeamId> {
        self.teams.iter().take(4)
    }
}

/// Recorded, expires and months of validity → valid on 2026-03-31 or not.
#[test]
fn evidence_is_valid_between_its_days() {
    let today = day("2026-03-31");
    for (recorded, expires, months, expected) in [
        (Some("2026-03-31"), None, 0, true),
        (Some("2026-03-30"), None, 0, false),
        (Some("2026-04-01"), None, 12, false),
        (Some("2025-03-31"), None, 12, true),
        (Some("2025-03-30"), None, 12, false),
        // Whole months: the last of February and one month is the 28th of March.
        (Some("2026-02-28"), None, 1, false),
        (Some("2026-02-28"), None, 2, true),
        (Some("2025-12-31"), None, 2, false),
        // Its own last day wins, be it earlier or later.
        (Some("2026-03-01"), Some("2026-03-30"), 12, false),
        (Some("2020-01-01"), Some("2026-03-31"), 1, true),
        (Some("2026-04-01"), Some("2027-01-01"), 12, false),
        (None, Some("2027-01-01"), 12, false),
        (None, None, 12, false),
        // Beyond the end of the calendar.
        (Some("2020-01-01"), None, u32::MAX, true),
    ] {
        let assessment = Assessment {
            evidence_valid_months: months,
            ..Assessment::default()
        };
        let mut piece = Evidence {
            recorded: recorded.map(day),
            expires: expires.map(day),
            ..Evidence::default()
        };
        let found = is_valid(&assessment, &piece, today);
        assert_eq!(found, expected, "{recorded:?} {expires:?} {months}");
        piece.deleted = true;
        assert!(!is_valid(&assessment, &piece, today));
    }
}

#[test]
fn the_oldest_answer_is_reviewed_first() {
    let list: Vec<Activity> = ["a", "b", "c", "d", "e"].map(|id| activity(id, 1)).into();
    let model = model(&[("D", &[("S", &list)])]);
    let mut assessment = Assessment::default();
    let answer = |stage: &str, confirmed: Option<&str>| Answer {
        stage: Some(StageId::new(stage)),
        confirmed: confirmed.map(day),
        ..Answer::default()
    };
    let reason = Answer {
        not_applicable: Some("None here.".to_owned()),
        ..answer("fully", Some("2025-12-31"))
    };
    let given = [
        ("a", answer("fully", Some("2026-01-31"))),
        ("b", answer("started", Some("2026-02-01"))),
        ("c", answer("fully", None)),
        ("d", reason),
        ("e", Answer::default()),
    ];
    let answers = given.map(|(id, answer)| (list_id(id), answer));
    let answers = answers.into_iter().collect();
    assessment.answers.insert(team("t"), answers);
    let on = |today: &str| -> Vec<(usize, Why)> {
        due(&model, &assessment, &team("t"), day(today))
            .iter()
            .map(|item| (item.activity, item.why))
            .collect()
    };
    let (never, old) = (Why::NeverConfirmed, |text: &str| Why::Old(day(text)));
    // Six months after the 31st of January is the 31st of July, after that of December the 30th of
    // June: due on the day after.
    assert_eq!(on("2026-06-30"), [(2, never)]);
    assert_eq!(on("2026-07-01"), [(2, never), (3, old("2026-07-01"))]);
    assert_eq!(
        on("2026-08-02"),
        [
            (2, never),
            (3, old("2026-07-01")),
            (0, old("2026-08-01")),
            (1, old("2026-08-02")),
        ]
    );
    // Without the one that was never confirmed, the next review is that of the oldest.
    assessment
        .answers
        .get_mut("t")
        .unwrap()
        .remove("c")
        .unwrap();
    let next = next_review(&model, &assessment, &team("t"), day("2026-03-01"));
    assert_eq!(next, Some(day("2026-07-01")));
}

fn list_id(id: &str) -> dsomm_radar::model::ActivityId {
    dsomm_radar::model::ActivityId::new(id)
}

/// Sizes of subdimensions, number of teams, seed.
fn case() -> impl Strategy<Value = Case> {
    let sub = || 0..9usize;
    let dimensions = prop::collection::vec(prop::collection::vec(sub(), 0..4), 0..4);
    let sizes = prop_oneof![
        12 => (dimensions, 0..8usize),
        2 => Just((vec![vec![1]], 3)),
        2 => (prop::collection::vec(prop::collection::vec(sub(), 1..3), 1..3), 0..=200usize),
        1 => Just((vec![vec![300; 3], vec![400, 200]], 2)),
    ];
    (sizes, 1..u64::MAX).prop_map(|((sizes, teams), seed)| built(&sizes, teams, seed))
}

fn built(sizes: &[Vec<usize>], teams: usize, seed: u64) -> Case {
    let mut dice = Dice(seed);
    let mut number = 0;
    let mut draw = |size: usize| -> Vec<Activity> {
        // Some levels stay empty.
        let levels = [1, 2, 3, 4, 5].map(|level| if dice.roll(3) == 0 { 5 } else { level });
        (0..size)
            .map(|_| {
                number += 1;
                let level = levels[dice.roll(5)];
                let need = dice.roll(number + 3).to_string();
                needing(activity(&number.to_string(), level), &[need.as_str()])
            })
            .collect()
    };
    let parts: Vec<Vec<Vec<Activity>>> = sizes
        .iter()
        .map(|subs| subs.iter().map(|&size| draw(size)).collect())
        .collect();
    let named: Vec<Vec<(&str, &[Activity])>> = parts
        .iter()
        .map(|subs| subs.iter().map(|sub| ("S", sub.as_slice())).collect())
        .collect();
    let outline: Vec<_> = named.iter().map(|subs| ("D", subs.as_slice())).collect();
    let model = model(&outline);
    let ids: Vec<TeamId> = (0..teams).map(|n| team(&format!("t{n}"))).collect();
    let assessment = drawn(&model, &ids, &mut dice);
    Case {
        model,
        assessment,
        teams: ids,
        today: dice.day(),
        seed,
    }
}

fn drawn(model: &Model, ids: &[TeamId], dice: &mut Dice) -> Assessment {
    let mut assessment = Assessment {
        cadence_months: dice.roll(14) as u32,
        evidence_valid_months: dice.roll(26) as u32,
        ..Assessment::default()
    };
    let mut removed = default_stages()[1].clone();
    removed.id = StageId::new("removed");
    removed.replaced_by = Some(StageId::new(["partly", "fully"][dice.roll(2)]));
    assessment.stages.insert(2, removed);
    for (id, is_over) in [("old", true), ("now", false), ("next", false)] {
        let opened = (id != "next").then(|| dice.day());
        let new = Cycle {
            opened,
            closed: opened.filter(|_| is_over),
            ..Cycle::default()
        };
        if dice.roll(3) > 0 {
            assessment.cycles.insert(cycle(id), new);
        }
    }
    for id in ids {
        let inherits = (dice.roll(3) == 0).then(|| ids[dice.roll(ids.len())].clone());
        let new = Team {
            inherits,
            ..Team::default()
        };
        assessment.teams.insert(id.clone(), new);
        for activity in &model.activities {
            let key = || activity.id.clone();
            if dice.roll(4) > 0 {
                let answers = assessment.answers.entry(id.clone()).or_default();
                answers.insert(key(), drawn_answer(dice));
            }
            if dice.roll(9) == 0 {
                let cycle = Some(cycle(["old", "now", "next", "gone"][dice.roll(4)]));
                let plan = assessment.plan.entry(id.clone()).or_default();
                let new = Planned {
                    cycle,
                    ..Planned::default()
                };
                plan.insert(key(), new);
            }
            if dice.roll(5) == 0 {
                let number = assessment.evidence.len();
                let piece = Evidence {
                    activity: key(),
                    teams: SortedSet::from([id.clone(), ids[dice.roll(ids.len())].clone()]),
                    recorded: (dice.roll(5) > 0).then(|| dice.day()),
                    expires: (dice.roll(3) == 0).then(|| dice.day()),
                    deleted: dice.roll(6) == 0,
                    ..Evidence::default()
                };
                let id = EvidenceId::new(&number.to_string());
                assessment.evidence.insert(id, piece);
            }
        }
    }
    for _ in 0..dice.roll(4) {
        let team =
            (!ids.is_empty() && dice.roll(2) == 0).then(|| ids[dice.roll(ids.len())].clone());
        let subdimension = model
            .subdimensions
            .get(dice.roll(5))
            .map(|part| part.id.clone());
        let target = Target {
            level: Some(dice.roll(6) as u8),
            ..Target::default()
        };
        let aim = Aim { team, subdimension };
        assessment.targets.insert(aim, target);
    }
    assessment
}

fn drawn_answer(dice: &mut Dice) -> Answer {
    let stages = [
        "not-implemented",
        "started",
        "removed",
        "partly",
        "fully",
        "fully",
        "fully",
        "unknown",
    ];
    Answer {
        stage: Some(StageId::new(stages[dice.roll(stages.len())])),
        not_sure: dice.roll(9) == 0,
        not_applicable: (dice.roll(7) == 0).then(|| ["", "None here."][dice.roll(2)].to_owned()),
        confirmed: (dice.roll(6) > 0).then(|| dice.day()),
        ..Answer::default()
    }
}

fn parts(scores: &Scores) -> impl Iterator<Item = &Score> {
    scores
        .subdimensions
        .iter()
        .chain(&scores.dimensions)
        .chain([&scores.overall])
}

fn same(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-9,
        _ => left == right,
    }
}

/// Numbers without what names a place in a list.
fn shape(spread: Option<Spread>) -> Option<(f64, f64, f64, f64, usize)> {
    spread.map(|s| (s.mean, s.median, s.min, s.max, s.count))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn scores_are_in_bounds_and_the_level_reached_is_honest(case in case()) {
        for scores in case.some_scores() {
            for part in parts(&scores) {
                prop_assert!(part.maturity.is_none_or(|m| (0.0..=5.0).contains(&m)));
                prop_assert!(part.completion.is_none_or(|c| (0.0..=1.0).contains(&c)));
                prop_assert_eq!(part.maturity.is_none(), part.counts.applicable == 0);
            }
            for part in &scores.subdimensions {
                let reached = part.level_reached.map(f64::from);
                prop_assert!(part.maturity >= reached);
                prop_assert_eq!(reached == Some(5.0), part.completion == Some(1.0));
            }
        }
    }

    #[test]
    fn one_better_answer_lowers_nothing(case in case(), at in any::<prop::sample::Index>()) {
        prop_assume!(!case.model.activities.is_empty());
        let at = at.index(case.model.activities.len());
        for before in case.some_scores() {
            let after = with_ready(&case.model, &before, &[at]);
            for (before, after) in parts(&before).zip(parts(&after)) {
                prop_assert!(after.maturity >= before.maturity && after.completion >= before.completion);
                prop_assert!(after.level_reached >= before.level_reached);
            }
        }
    }

    #[test]
    fn evidenced_is_never_more_than_claimed(case in case()) {
        for id in case.some() {
            let claimed = score(&case.model, &case.assessment, id);
            let proven = evidenced(&case.model, &case.assessment, id, case.today);
            for (claimed, proven) in parts(&claimed).zip(parts(&proven)) {
                prop_assert!(proven.maturity <= claimed.maturity);
                prop_assert!(proven.completion <= claimed.completion);
                prop_assert!(proven.level_reached <= claimed.level_reached);
                prop_assert_eq!(proven.maturity.is_none(), claimed.maturity.is_none());
                let (c, p) = (claimed.counts, proven.counts);
                prop_assert_eq!((c.all, c.answered, c.applicable, c.not_sure), (p.all, p.answered, p.applicable, p.not_sure));
                prop_assert!(evidenced_share(c, p).is_none_or(|share| (0.0..=1.0).contains(&share)));
            }
            let all: Vec<usize> = (0..case.model.activities.len()).collect();
            let found = mapped(&claimed, &proven, &all);
            prop_assert!(found.evidenced_mean <= found.mean && found.min <= found.mean.map(|mean| mean + 1e-9));
            // Every value stays, or becomes 0 for want of a piece that names the team whose answer
            // it is.
            for (at, (claimed, proven)) in claimed.values.iter().zip(&proven.values).enumerate() {
                let activity = case.model.activities[at].id.as_str();
                let owner = answering(&case.assessment, id, activity).map(|(owner, _)| owner);
                prop_assert!(claimed == proven || *proven == Value::Scored(0.0));
                if let (Value::Scored(amount), Some(owner)) = (*proven, owner) && amount > 0.0 {
                    prop_assert!(case.assessment.evidence_of(owner, activity).next().is_some());
                }
            }
        }
    }

    #[test]
    fn what_applies_to_nobody_is_as_if_it_were_not_there(case in case(), at in any::<prop::sample::Index>()) {
        prop_assume!(!case.model.activities.is_empty());
        let at = at.index(case.model.activities.len());
        let mut without = case.model.clone();
        for part in &mut without.subdimensions {
            part.activities.retain(|&one| one != at);
        }
        for scores in case.some_scores() {
            let mut values = scores.values;
            values[at] = Value::NotApplicable;
            let (left, right) = (score_values(&case.model, values.clone()), score_values(&without, values));
            prop_assert_eq!(&left.cells, &right.cells);
            for (left, right) in parts(&left).zip(parts(&right)) {
                prop_assert_eq!((left.maturity, left.completion, left.level_reached), (right.maturity, right.completion, right.level_reached));
            }
        }
    }

    /// Of dimensions, of subdimensions in them and of activities in these.
    #[test]
    fn order_in_the_model_does_not_matter(case in case()) {
        let mut other = case.model.clone();
        for part in &mut other.subdimensions {
            part.activities.reverse();
        }
        for part in &mut other.dimensions {
            part.subdimensions.reverse();
        }
        other.dimensions.reverse();
        for scores in case.some_scores() {
            let mut found = score_values(&other, scores.values.clone());
            found.dimensions.reverse();
            prop_assert_eq!(&found.levels, &scores.levels);
            for (left, right) in parts(&scores).zip(parts(&found)) {
                prop_assert!(same(left.maturity, right.maturity) && same(left.completion, right.completion));
                prop_assert_eq!((left.counts, left.level_reached), (right.counts, right.level_reached));
            }
        }
    }

    /// Terms give the very numbers that they explain.
    #[test]
    fn terms_give_the_numbers(case in case()) {
        let model = &case.model;
        for id in case.some() {
            let scores = evidenced(model, &case.assessment, id, case.today);
            for (at, part) in scores.subdimensions.iter().enumerate() {
                let completion = why_completion(model, &scores, at);
                prop_assert_eq!((completion.mean, completion.divisor), (part.completion, part.counts.applicable));
                prop_assert_eq!(completion.terms.len(), part.counts.all);
                let ascent = why_maturity(&scores, at);
                prop_assert_eq!((ascent.maturity, ascent.reached), (part.maturity, part.level_reached));
                for step in ascent.steps {
                    let cell = why_cell(model, &scores, at, step.level);
                    prop_assert_eq!(cell.mean, scores.cells[at][usize::from(step.level) - 1]);
                    prop_assert_eq!(cell.mean, step.cell);
                }
            }
            for (at, part) in scores.dimensions.iter().enumerate() {
                let why = why_dimension(model, &scores, at);
                prop_assert_eq!((why.mean, why.completion()), (part.maturity, part.completion));
            }
            let why = why_overall(&scores);
            prop_assert_eq!((why.mean, why.completion()), (scores.overall.maturity, scores.overall.completion));
        }
    }

    #[test]
    fn spreads_hold_what_the_teams_have(case in case()) {
        let scores = case.scores();
        let list: Vec<&Scores> = scores.iter().collect();
        let all = portfolio(&case.model, &list);
        let found = [all.overall];
        let found = found.iter().chain(&all.dimensions).chain(&all.subdimensions);
        for spread in found.flat_map(|part| [part.maturity, part.completion]).chain(all.cells.iter().flatten().copied()).flatten() {
            prop_assert!(spread.min <= spread.median && spread.median <= spread.max);
            prop_assert!(spread.min <= spread.mean && spread.mean <= spread.max);
            prop_assert!(spread.count > 0 && spread.count <= list.len());
        }
        if let Some(spread) = all.overall.maturity {
            let known: Vec<f64> = list.iter().filter_map(|scores| scores.overall.maturity).collect();
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            prop_assert!(same(Some(mean), Some(spread.mean)));
            prop_assert_eq!(list[spread.lowest].overall.maturity, Some(spread.min));
            prop_assert_eq!(list[spread.highest].overall.maturity, Some(spread.max));
        }
        // The order of the teams does not matter.
        let back: Vec<&Scores> = scores.iter().rev().collect();
        let other = portfolio(&case.model, &back);
        prop_assert_eq!((&all.levels, &all.activities), (&other.levels, &other.activities));
        prop_assert_eq!(shape(all.overall.maturity), shape(other.overall.maturity));
        for (left, right) in all.cells.iter().flatten().zip(other.cells.iter().flatten()) {
            prop_assert_eq!(shape(*left), shape(*right));
        }
        // One team together with nobody has its own numbers.
        if let Some(one) = list.first() {
            let alone = portfolio(&case.model, &[one]);
            prop_assert_eq!(&alone.levels, &one.levels);
            prop_assert_eq!(alone.overall.maturity.map(|spread| spread.median), one.overall.maturity);
            prop_assert_eq!((alone.overall.counts, alone.overall.weakest), (one.overall.counts, one.overall.weakest));
        }
        // More teams, fewer activities that all of them have.
        for (level, (ready, applicable)) in all.levels.iter().enumerate() {
            prop_assert!(ready <= applicable);
            for scores in &list {
                prop_assert!(*applicable >= scores.levels[level].1);
            }
        }
    }

    #[test]
    fn a_team_changes_only_itself_and_its_heirs(case in case()) {
        prop_assume!(!case.teams.is_empty() && !case.model.activities.is_empty());
        let mut dice = Dice(case.seed);
        let writer = &case.teams[dice.roll(case.teams.len())];
        let at = dice.roll(case.model.activities.len());
        let mut cache = Cache::default();
        for id in &case.teams {
            cache.score(&case.model, &case.assessment, id);
        }
        let mut then = case.assessment.clone();
        let answers = then.answers.entry(writer.clone()).or_default();
        answers.insert(case.model.activities[at].id.clone(), drawn_answer(&mut dice));
        let touched = Touched { teams: SortedSet::from([writer.clone()]), ..Touched::default() };
        cache.forget(&then, &touched);
        for (id, before) in case.teams.iter().zip(case.scores()) {
            let after = score(&case.model, &then, id);
            let mut line = vec![id];
            while let Some(next) = case.assessment.teams[*line.last().unwrap()].inherits.as_ref()
                && !line.contains(&next)
            {
                line.push(next);
            }
            if !line.contains(&writer) {
                prop_assert_eq!(&before, &after);
            }
            prop_assert_eq!(&*cache.score(&case.model, &then, id), &after);
        }
    }

    #[test]
    fn a_plan_that_is_done_takes_nothing_away(case in case()) {
        for id in case.some() {
            let before = score(&case.model, &case.assessment, id);
            let after = if_plan_done(&case.model, &case.assessment, id, &before, None);
            for (before, after) in parts(&before).zip(parts(&after)) {
                prop_assert!(after.maturity >= before.maturity && after.completion >= before.completion);
                prop_assert_eq!(after.counts.applicable, before.counts.applicable);
            }
            for at in planned(&case.model, &case.assessment, id, None) {
                prop_assert!(after.values[at].is_ready() || after.values[at] == Value::NotApplicable);
            }
            let all: Vec<usize> = (0..case.model.activities.len()).collect();
            let all = with_ready(&case.model, &before, &all).overall;
            prop_assert!(all.completion.is_none_or(|share| share == 1.0));
        }
    }

    #[test]
    fn suggestions_keep_to_targets_and_plan(case in case()) {
        let model = &case.model;
        for id in case.some() {
            let scores = score(model, &case.assessment, id);
            let goals = Goals::of(model, &case.assessment, id);
            let found = suggestions(model, &scores, &goals);
            let listed: SortedSet<usize> = found.iter().map(|next| next.activity).collect();
            prop_assert_eq!(listed.len(), found.len());
            for (at, activity) in model.activities.iter().enumerate() {
                let part = model.subdimension_of(activity);
                let target = case.assessment.target(id, &part.id).and_then(|target| target.level).unwrap_or(5);
                let is_open = scores.values[at].amount().is_some_and(|amount| amount < 1.0);
                let wanted = is_open && activity.level <= target && goals.plan[at] != When::Earlier;
                prop_assert_eq!(listed.contains(&at), wanted);
            }
        }
    }

    #[test]
    fn a_review_goes_in_order_and_comes_on_its_day(case in case()) {
        let list = |id, today| due(&case.model, &case.assessment, id, today);
        for id in case.some() {
            let found = list(id, case.today);
            prop_assert!(found.is_sorted_by(|left, right| left.why <= right.why));
            for item in &found {
                let activity = case.model.activities[item.activity].id.as_str();
                let answer = case.assessment.answer(id, activity).unwrap();
                prop_assert_eq!(answer.confirmed, item.confirmed);
                if let Why::Old(since) = item.why {
                    prop_assert!(since <= case.today && answer.confirmed < Some(since));
                }
            }
            match next_review(&case.model, &case.assessment, id, case.today) {
                Some(next) if found.is_empty() => {
                    prop_assert!(next > case.today && !list(id, next).is_empty());
                    prop_assert!(list(id, next.pred_opt().unwrap()).is_empty());
                }
                Some(next) => prop_assert_eq!(next, case.today),
                None => prop_assert!(found.is_empty()),
            }
        }
    }
}
