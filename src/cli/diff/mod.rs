//! `diff`: what two assessments say differently, in words.

mod facts;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::catalogue::{Catalogue, ModelArgs};
use super::out::{self, Problem};
use super::{Outcome, Verdict, files};
use crate::assessment::Assessment;
use crate::model::Model;
pub use facts::{Fact, answer_in_words, facts};

/// Tells in words what differs between two assessments
#[derive(Args)]
pub struct Diff {
    /// The assessment from before; “-” for the standard input
    before: PathBuf,
    /// The assessment from after
    after: PathBuf,
    /// Write the differences as JSON
    #[arg(long)]
    json: bool,
    /// End with 1 if there are differences
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    model: ModelArgs,
}

/// A fact that differs.
pub struct Difference {
    before: Option<Fact>,
    after: Option<Fact>,
}

impl Diff {
    pub fn run(self) -> Outcome {
        let catalogue = Catalogue::open(&self.model)?;
        let (before, old) = files::assessment(&self.before)?;
        let (after, new) = files::assessment(&self.after)?;
        let found = between(
            (&old, &*catalogue.of(&before.name, &old)?),
            (&new, &*catalogue.of(&after.name, &new)?),
        );
        match self.json {
            true => {
                let found: Vec<Value> = found.iter().map(Difference::value).collect();
                let all =
                    json!({ "format": "dsomm-differences", "version": 1, "differences": found });
                out::print(&format!("{all:#}\n"))?;
            }
            false => out::print(&in_words(&found, old != new))?,
        }
        match self.exit_code && old != new {
            true => Ok(Verdict::Found),
            false => Ok(Verdict::Fine),
        }
    }
}

/// One line for each difference. `differs`: the files are not the same.
pub fn in_words(found: &[Difference], differs: bool) -> String {
    let mut text = String::new();
    for difference in found {
        text.push_str(&format!("{}\n", difference.words()));
    }
    if found.is_empty() && differs {
        text.push_str("Only moments, order or fields that are not known differ.\n");
    }
    text
}

/// What differs, in the order of the newer one.
pub fn between(
    (old, old_model): (&Assessment, &Model),
    (new, new_model): (&Assessment, &Model),
) -> Vec<Difference> {
    let mut all: BTreeMap<Vec<String>, Difference> = BTreeMap::new();
    let mut order: Vec<(facts::Order, Vec<String>)> = Vec::new();
    for fact in facts(new, new_model) {
        order.push((fact.order.clone(), fact.key.clone()));
        let key = fact.key.clone();
        let difference = Difference {
            before: None,
            after: Some(fact),
        };
        all.insert(key, difference);
    }
    for fact in facts(old, old_model) {
        match all.get_mut(&fact.key) {
            Some(known) => known.before = Some(fact),
            None => {
                order.push((fact.order.clone(), fact.key.clone()));
                let key = fact.key.clone();
                let difference = Difference {
                    before: Some(fact),
                    after: None,
                };
                all.insert(key, difference);
            }
        }
    }
    order.sort();
    let mut found: Vec<Difference> = Vec::new();
    for (_, key) in order {
        let Some(difference) = all.remove(&key) else {
            continue;
        };
        let same = |fact: &Option<Fact>| fact.as_ref().map(|fact| fact.same.clone());
        if same(&difference.before) == same(&difference.after) {
            continue;
        }
        // Each new answer is confirmed on its day, too: that is no news.
        let follows = found.last().is_some_and(|last| last.is_same_answer(&key));
        if !(difference.is_quiet() && follows) {
            found.push(difference);
        }
    }
    found
}

impl Difference {
    fn fact(&self) -> Option<&Fact> {
        self.after.as_ref().or(self.before.as_ref())
    }

    fn is_quiet(&self) -> bool {
        self.fact().is_some_and(|fact| fact.is_quiet)
    }

    fn is_same_answer(&self, key: &[String]) -> bool {
        let same = |fact: &Fact| fact.key.len() > 3 && key.len() > 3 && fact.key[..3] == key[..3];
        self.fact().is_some_and(same)
    }

    /// “Checkout: Pinning of artifacts: Partly implemented → Fully implemented”
    fn words(&self) -> String {
        let Some(fact) = self.fact() else {
            return String::new();
        };
        let place = &fact.place;
        let value = |fact: &Option<Fact>| {
            let value = fact.as_ref().map(|fact| one_line(&fact.value));
            value.unwrap_or_default()
        };
        match (&self.before, &self.after, fact.without) {
            (None, _, "") => format!("{place}: {} (new)", value(&self.after)),
            (_, None, "") => format!("{place}: {} (removed)", value(&self.before)),
            (None, _, without) => format!("{place}: {without} → {}", value(&self.after)),
            (_, None, without) => format!("{place}: {} → {without}", value(&self.before)),
            _ => format!("{place}: {} → {}", value(&self.before), value(&self.after)),
        }
    }

    fn value(&self) -> Value {
        let Some(fact) = self.fact() else {
            return Value::Null;
        };
        let value = |fact: &Option<Fact>| fact.as_ref().map(|fact| fact.value.clone());
        json!({
            "what": fact.key[0],
            "ids": fact.key[1..],
            "place": fact.place,
            "before": value(&self.before),
            "after": value(&self.after),
        })
    }
}

/// A text of several lines on one.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.lines().map(str::trim).collect();
    words.join(" ⏎ ").trim().to_owned()
}

/// All that an assessment says, one line each: what `git` compares.
pub fn as_text(assessment: &Assessment, model: &Model) -> String {
    let mut all = facts(assessment, model);
    all.sort_by(|left, right| (&left.order, &left.key).cmp(&(&right.order, &right.key)));
    let mut text = String::new();
    for fact in all.iter().filter(|fact| !fact.is_quiet) {
        text.push_str(&format!("{}: {}\n", fact.place, one_line(&fact.value)));
    }
    text
}

/// The model for words about a file; where it cannot be had, the catalogue alone.
pub fn model_for_words(
    catalogue: &Catalogue,
    assessment: &Assessment,
) -> Result<std::sync::Arc<Model>, Problem> {
    let plain = Assessment::default();
    catalogue
        .of("", assessment)
        .or_else(|_| catalogue.of("", &plain))
}
