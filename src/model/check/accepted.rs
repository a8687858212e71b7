//! Findings that somebody has looked at and accepted, each with a reason.

use super::Report;
use crate::model::Model;
use crate::model::yaml::{self, Severity, Source};

/// A finding that its model's authors have looked at and stand by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// Id of the activity that it is about.
    pub activity: String,
    /// A part of what it says, long enough to mean this one.
    pub finding: String,
    /// Why it is right as it is.
    pub reason: String,
}

/// Reads a file of accepted findings. The error is a sentence.
pub fn read_accepted(source: &Source<'_>) -> Result<Vec<Accepted>, String> {
    let mut all = Vec::new();
    for record in yaml::read_records(source, "accepted").map_err(|problem| problem.to_string())? {
        let wrong = |what: &str| format!("{}, item {}: {what}.", source.name, all.len() + 1);
        let (mut activity, mut finding, mut reason) = (None, None, None);
        for (field, value) in record {
            let slot = match field.as_str() {
                "activity" => &mut activity,
                "finding" => &mut finding,
                "reason" => &mut reason,
                _ => return Err(wrong(&format!("the field “{field}” is not known"))),
            };
            *slot = value.filter(|text| !text.trim().is_empty());
        }
        match (activity, finding, reason) {
            (Some(activity), Some(finding), Some(reason)) => all.push(Accepted {
                activity,
                finding,
                reason,
            }),
            _ => {
                return Err(wrong(
                    "activity, finding and reason have to be given, each as a text",
                ));
            }
        }
    }
    Ok(all)
}

impl Report {
    /// Takes out the findings that are accepted; gives for each acceptance how many it took. An
    /// error is never accepted: something would be lost unseen.
    pub fn accept(&mut self, accepted: &[Accepted]) -> Vec<usize> {
        let mut taken = vec![0; accepted.len()];
        let Some(model) = &self.model else {
            return taken;
        };
        let places: Vec<Vec<String>> = accepted
            .iter()
            .map(|one| places_of(model, &one.activity))
            .collect();
        self.findings.retain(|finding| {
            let hit = finding.severity != Severity::Error;
            let hit = hit.then(|| {
                accepted.iter().enumerate().position(|(at, one)| {
                    finding.message.contains(&one.finding) && places[at].contains(&finding.place)
                })
            });
            match hit.flatten() {
                Some(at) => {
                    taken[at] += 1;
                    false
                }
                None => true,
            }
        });
        taken
    }
}

/// Where an activity stands, in the words of [`Placed::place`].
fn places_of(model: &Model, id: &str) -> Vec<String> {
    let Some(at) = model.position(id) else {
        return Vec::new();
    };
    let name = &model.activities[at].name;
    let listed = model.subdimensions.iter();
    listed
        .filter(|sub| sub.activities.contains(&at))
        .map(|sub| {
            let dimension = &model.dimensions[sub.dimension].name;
            format!("{dimension} / {} / {name}", sub.name)
        })
        .collect()
}
