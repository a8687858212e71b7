//! How the numbers are made.

use super::{Block, Scope, Table, text};
use crate::assessment::default_stages;
use crate::say;

pub(super) fn blocks(scope: &Scope<'_>) -> Vec<Block> {
    let assessment = scope.assessment();
    let model = scope.model();
    // Definitions that the page brings name teams; those that somebody wrote stay as they are.
    let brought = default_stages();
    let stages = assessment.living_stages().map(|stage| {
        let is_brought = brought
            .iter()
            .any(|known| known.definition == stage.definition);
        vec![
            text(&stage.title),
            text(say::percent(Some(stage.score))),
            match is_brought {
                true => text(scope.say(&stage.definition)),
                false => text(&stage.definition),
            },
        ]
    });
    let stages = Table::new("Stages", &["Stage", "#Score", "Meaning"], stages.collect());
    let rules = [
        "Each activity scores what its stage scores. “Not sure” and no answer score nothing; “Not applicable” is left out of every sum.".to_owned(),
        "Level reached, of a subdimension: the highest level up to which all that applies is fully in place.".to_owned(),
        format!(
            "Maturity: the level reached and the share of the way to the next one, 0 to {}. Work above an unfinished level does not show.",
            model.highest_level()
        ),
        "Completion: the mean score of all that applies, whatever its level.".to_owned(),
        "Dimensions and the whole are means over their parts, which count equally. What has no number is left out.".to_owned(),
        "Coverage: the share of activities that have any answer. Look at it before any other number.".to_owned(),
        format!(
            "Evidenced: the same with valid evidence only. A piece is valid up to its own end, or for {} after it was recorded.",
            say::plural(assessment.evidence_valid_months as usize, "month", "months")
        ),
        match assessment.needs_two() {
            true => "Ready needs two: what a second person did not confirm counts as the best stage that is not ready.",
            false => "Reviews by two: what a second person confirmed stands beside what is claimed and changes no number.",
        }
        .to_owned(),
        format!(
            "Due for review: not sure, carried over and not confirmed yet, never confirmed, or confirmed more than {} ago.",
            say::plural(assessment.cadence_months as usize, "month", "months")
        ),
        "Next actions: usefulness, twice where an activity holds up its level, more for what it unlocks, divided by effort.".to_owned(),
        "Numbers are rounded down, so that 100 % means everything.".to_owned(),
    ];
    let publisher = match model.meta.publisher.trim() {
        "" => String::new(),
        publisher => format!(" It comes from {publisher}."),
    };
    let digest = format!("The model is identified by {}.{publisher}", model.digest());
    vec![
        Block::List(rules.into()),
        Block::Table(stages),
        Block::Paragraph(digest),
    ]
}
