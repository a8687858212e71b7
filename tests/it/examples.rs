//! Examples of pipelines: their YAML can be read, and each call of the program in them is one that it
//! takes.

use std::fs;

use dsomm_radar::model::yaml::{Source, tree};
use serde_json::Value;

use crate::cli::run;

const PIPELINES: [&str; 2] = [
    "examples/github-actions/evidence.yml",
    "examples/gitlab-ci/evidence.gitlab-ci.yml",
];

/// All texts below a value.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

/// The calls of the program in a script: what stands behind its name, word by word.
fn calls(script: &str) -> Vec<Vec<String>> {
    let script = script.replace("\\\n", " ");
    let lines = script.lines().map(str::trim);
    let calls = lines.filter_map(|line| line.strip_prefix("dsomm-radar "));
    calls
        .map(|call| {
            let call = call.split(['|', ';']).next().unwrap_or_default();
            call.split_whitespace().map(str::to_owned).collect()
        })
        .collect()
}

#[test]
fn pipelines_call_what_there_is() {
    for name in PIPELINES {
        let text = fs::read_to_string(name).unwrap();
        let source = Source { name, text: &text };
        let pipeline = tree(&source).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let mut found = Vec::new();
        texts(&pipeline, &mut found);
        let calls: Vec<Vec<String>> = found.into_iter().flat_map(calls).collect();
        let commands: Vec<&str> = calls.iter().map(|call| call[0].as_str()).collect();
        for wanted in ["evidence", "check", "index", "report"] {
            assert!(commands.contains(&wanted), "{name} calls {commands:?}");
        }
        for call in &calls {
            let (help, told, code) = run(&[&call[0], "--help"]);
            assert_eq!(code, 0, "{name}: {call:?}: {told}");
            let options = call
                .iter()
                .filter_map(|word| word.find("--").map(|at| &word[at..]));
            for option in options {
                assert!(
                    help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n")),
                    "{name}: {} has no {option}",
                    call[0]
                );
            }
        }
    }
}
