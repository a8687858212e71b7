//! An assessment arrives in another thread as it left.

use dsomm_radar::assessment::{Assessment, Today};
use dsomm_radar::exchange::assessment_file;
use dsomm_radar::model::ActivityId;
use dsomm_radar::storage::{Arriving, Leaving};
use proptest::prelude::*;

use crate::exchange::FULL;
use crate::support::{any_deed, assessment, cases, day, lived};

/// Sends an assessment; the ids are those that are written short.
fn sent(assessment: &Assessment, ids: &[&str]) -> Assessment {
    let ids = ids.iter().map(|id| ActivityId::new(id)).collect();
    let leaving = Leaving::new(&ids);
    let mut arriving = Arriving::default();
    for text in leaving.all(assessment) {
        arriving.take(&text).unwrap();
    }
    arriving.whole(day("2026-11-28"))
}

fn full() -> Assessment {
    assessment_file::read(FULL).unwrap()
}

#[test]
fn a_file_with_every_field_arrives_whole() {
    let (_, ids) = assessment_file::read_from(FULL.as_bytes()).unwrap();
    let ids: Vec<&str> = ids.iter().map(ActivityId::as_str).collect();
    assert_eq!(sent(&full(), &ids), full());
    // Ids that are not known are written out.
    assert_eq!(sent(&full(), &ids[..1]), full());
    assert_eq!(sent(&full(), &[]), full());
}

#[test]
fn without_the_answers_of_closed_cycles_the_rest_arrives() {
    let full = full();
    let leaving = Leaving::new(&[].into_iter().collect());
    let mut arriving = Arriving::default();
    for text in leaving.first(&full) {
        arriving.take(&text).unwrap();
    }
    for team in full.teams.keys() {
        if let Some(text) = leaving.team(&full, team) {
            arriving.take(&text).unwrap();
        }
    }
    let arrived = arriving.whole(day("2026-11-28"));
    assert_eq!(arrived.answers, full.answers);
    assert_eq!(arrived.cycles.len(), full.cycles.len());
    assert!(
        arrived
            .cycles
            .values()
            .all(|cycle| cycle.answers.is_empty())
    );
}

#[test]
fn what_arrives_knows_the_day_on_which_exceptions_end() {
    let (one, other) = (day("2026-11-28"), day("2027-11-28"));
    let arriving = || {
        let mut arriving = Arriving::default();
        let leaving = Leaving::new(&[].into_iter().collect());
        for text in leaving.first(&full()) {
            arriving.take(&text).unwrap();
        }
        arriving
    };
    assert_eq!(arriving().whole(one).today.0, Some(one));
    assert_eq!(arriving().whole(other).today.0, Some(other));
}

#[test]
fn what_is_no_part_is_refused_in_words() {
    let whole = Leaving::new(&[].into_iter().collect());
    let texts: Vec<String> = whole.all(&full()).collect();
    let damaged = texts[2].replace(':', ";");
    for text in ["", "x", "t", "c", "h{}", "i3:0:", damaged.as_str()] {
        let problem = Arriving::default().take(text).unwrap_err();
        assert!(problem.ends_with('.'), "{text}: {problem}");
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_was_done_arrives(deeds in prop::collection::vec((any_deed(), 0..100_000i64), 1..60)) {
        let mut left = lived("kim", &assessment(&["t1", "t2"]), &deeds);
        left.today = Today::default();
        prop_assert_eq!(sent(&left, &["a", "b"]), left);
    }
}
