//! SARIF 2.1.0: which tool ran, when, and how many results it gave. The runs of one tool are one
//! record, because some tools write a run for each of their parts.
//!
//! A list of results that is empty may mean that nothing was looked at, so it shows something only
//! where the file also says what was looked at. What the tool says about its own success shows
//! nothing; that it failed, it does.

use serde_json::Value;

use super::sieve::{Plan, count, leaf, node};
use super::{Proof, Proofs, Record, clean, day, json, plural};
use crate::map::Map;

pub(super) const PLAN: Plan = &[leaf("version"), node("runs", RUN)];

const RUN: Plan = &[
    node(
        "tool",
        &[node(
            "driver",
            &[
                leaf("name"),
                leaf("version"),
                leaf("semanticVersion"),
                node(
                    "rules",
                    &[leaf("id"), node("defaultConfiguration", &[leaf("level")])],
                ),
            ],
        )],
    ),
    node(
        "invocations",
        &[
            leaf("executionSuccessful"),
            leaf("startTimeUtc"),
            leaf("endTimeUtc"),
            count("toolExecutionNotifications", &[leaf("level")]),
            count("toolConfigurationNotifications", &[leaf("level")]),
        ],
    ),
    node("versionControlProvenance", &[leaf("repositoryUri")]),
    node(
        "properties",
        &[node("metrics", &[node("_totals", &[leaf("loc")])])],
    ),
    count("artifacts", &[]),
    count(
        "results",
        &[
            leaf("ruleId"),
            leaf("ruleIndex"),
            node("rule", &[leaf("id"), leaf("index")]),
            leaf("level"),
            leaf("kind"),
            leaf("baselineState"),
            count("suppressions", &[leaf("status")]),
        ],
    ),
];

/// What the runs of a tool say together.
#[derive(Default)]
struct Runs {
    version: String,
    link: Option<String>,
    dates: Vec<Option<crate::assessment::Date>>,
    /// Rules without results: somebody has listed what a tool could look for.
    is_no_scan: bool,
    failed: bool,
    /// How much was looked at, where it says so.
    seen: Option<usize>,
    open: usize,
    errors: usize,
    warnings: usize,
    suppressed: usize,
    passed: usize,
}

pub(super) fn read(values: &[Value], proofs: &mut Proofs) -> Result<(), String> {
    let mut tools: Map<String, (String, Runs)> = Map::new();
    for value in values {
        if let Some(version) = json::text(value, &["version"])
            && !version.starts_with("2.1")
        {
            let version = clean::words(version);
            return Err(format!(
                "It is SARIF {version}; 2.1.0 is read. Let the tool write SARIF 2.1.0."
            ));
        }
        for run in json::list(value, &["runs"]) {
            let driver = json::at(run, &["tool", "driver"]).unwrap_or(&Value::Null);
            let name = json::text(driver, &["name"]).map(clean::words);
            let name = name.unwrap_or_else(|| "A tool without a name".to_owned());
            let known = tools.entry(name.to_lowercase());
            let (_, runs) = known.or_insert_with(|| (name, Runs::default()));
            take(run, driver, runs);
        }
    }
    if tools.is_empty() {
        return Err("There is no run of a tool in it. Run the tool again; an empty “runs” is what a run that failed leaves behind.".to_owned());
    }
    for (name, runs) in tools.into_values() {
        proofs.records.push(record(name, runs));
    }
    Ok(())
}

fn take(run: &Value, driver: &Value, runs: &mut Runs) {
    let version = json::text(driver, &["version"]).or(json::text(driver, &["semanticVersion"]));
    if let Some(version) = version {
        runs.version = clean::words(version);
    }
    let repositories = json::list(run, &["versionControlProvenance"]).iter();
    let mut links =
        repositories.filter_map(|repository| json::text(repository, &["repositoryUri"]));
    runs.link = runs.link.take().or_else(|| links.find_map(clean::link));
    let invocations = json::list(run, &["invocations"]);
    let moment = |invocation: &Value| {
        let end = json::text(invocation, &["endTimeUtc"]);
        end.or(json::text(invocation, &["startTimeUtc"]))
            .and_then(day::of)
    };
    runs.dates.push(invocations.iter().filter_map(moment).min());
    for invocation in invocations {
        let is_error = |(_, told): &(usize, &Value)| json::text(told, &["level"]) == Some("error");
        let has_error = |key: &str| {
            let told = json::counted(invocation, key).unwrap_or_default();
            told.iter().any(is_error)
        };
        runs.failed |= json::truth(invocation, &["executionSuccessful"]) == Some(false)
            || has_error("toolExecutionNotifications")
            || has_error("toolConfigurationNotifications");
    }
    let lines = json::whole(run, &["properties", "metrics", "_totals", "loc"]);
    let lines = lines.and_then(|lines| usize::try_from(lines).ok());
    let files = json::counted(run, "artifacts").map(|files| json::sum(&files));
    if let Some(seen) = lines.or(files) {
        runs.seen = Some(runs.seen.unwrap_or(0) + seen);
    }
    let Some(results) = json::counted(run, "results") else {
        runs.is_no_scan = true;
        return;
    };
    let rules = json::list(driver, &["rules"]);
    for (number, result) in results {
        if json::text(result, &["baselineState"]) == Some("absent") {
            // It was there in an earlier run and is gone.
            continue;
        }
        if !matches!(json::text(result, &["kind"]), None | Some("fail")) {
            runs.passed += number;
        } else if is_suppressed(result) {
            runs.suppressed += number;
        } else {
            runs.open += number;
            match level(result, rules) {
                "error" => runs.errors += number,
                "warning" => runs.warnings += number,
                _ => {}
            }
        }
    }
}

fn is_suppressed(result: &Value) -> bool {
    let given = json::counted(result, "suppressions").unwrap_or_default();
    let is_open = |(_, one): &(usize, &Value)| {
        matches!(
            json::text(one, &["status"]),
            Some("underReview" | "rejected")
        )
    };
    !given.is_empty() && !given.iter().any(is_open)
}

/// The level of a result: its own, else its rule's, else a warning.
fn level<'v>(result: &'v Value, rules: &'v [Value]) -> &'v str {
    if let Some(level) = json::text(result, &["level"]) {
        return level;
    }
    let index = json::whole(result, &["ruleIndex"]).or(json::whole(result, &["rule", "index"]));
    let id = json::text(result, &["ruleId"]).or(json::text(result, &["rule", "id"]));
    let by_index = index.and_then(|index| rules.get(usize::try_from(index).ok()?));
    let by_id = || {
        rules
            .iter()
            .find(|rule| id.is_some() && json::text(rule, &["id"]) == id)
    };
    let rule = by_index.or_else(by_id).unwrap_or(&Value::Null);
    json::text(rule, &["defaultConfiguration", "level"]).unwrap_or("warning")
}

fn record(name: String, runs: Runs) -> Record {
    let mut record = Record::of(Proof::Sarif);
    record.version = runs.version;
    record.subject = runs.link.clone().unwrap_or_default();
    record.link = runs.link;
    // The oldest of several; where one has no day, nobody knows which is the oldest.
    record.date = match runs.dates.iter().all(Option::is_some) {
        true => runs.dates.into_iter().flatten().min(),
        false => None,
    };
    let mut said = vec![plural(runs.open, "result", "results")];
    if runs.errors > 0 {
        said.push(plural(runs.errors, "error", "errors"));
    }
    if runs.warnings > 0 {
        said.push(plural(runs.warnings, "warning", "warnings"));
    }
    if runs.suppressed > 0 {
        said.push(format!("{} suppressed", runs.suppressed));
    }
    record.about = said.join(", ");
    let results = runs.open + runs.suppressed + runs.passed;
    let is_scorecard = name.to_lowercase().starts_with("scorecard");
    if is_scorecard {
        record.limits.push("Scorecard’s SARIF leaves out which checks passed or could not run. Take its JSON: --format json.".to_owned());
    } else if runs.is_no_scan && results == 0 {
        record.limits.push(format!(
            "{name} lists no results, not even none: this is no scan."
        ));
    } else if runs.failed {
        record.limits.push(format!(
            "{name} says that it could not do all of its work, so this shows no complete scan."
        ));
    } else if results == 0 && runs.seen.unwrap_or(0) == 0 {
        record.limits.push(format!(
            "{name} ran and found nothing, but nothing shows that it looked at anything. A run over no file at all looks the same."
        ));
    } else {
        record.fact("scan", format!("{name} ran: {}", record.about));
        record.limits.push(
            "It shows that the scanner ran, not that its results stop a change, nor that all code was looked at."
                .to_owned(),
        );
    }
    record.tool = name;
    record
}
