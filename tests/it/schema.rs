//! The JSON Schema of the assessment file says what the program reads and writes.
//!
//! A small validator stands here instead of a crate: it knows the keywords that the schema uses and
//! stops at any other, so that nothing in the schema is passed over.

use dsomm_radar::exchange::assessment_file::{parse_date, read};
use dsomm_radar::exchange::export;
use dsomm_radar::map::SortedSet;
use dsomm_radar::model::ActivityId;
use serde_json::{Map, Value, json};

use crate::exchange::{FULL, GOLDEN};

const SCHEMA: &str = include_str!("../../public/schema/assessment-1.json");
const THREE_TEAMS: &str = include_str!("../fixtures/three-teams.dsomm.json");

const SEVERAL: &str = include_str!("../../public/schema/assessments-1.json");

/// The only pattern that is used: a date, and perhaps a time of day behind it.
const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ].*)?$";

/// What the schema finds wrong with a file: place and keyword.
pub fn problems(file: &str) -> Vec<String> {
    Schema::load().problems(&serde_json::from_str(file).unwrap())
}

/// As [`problems`], of a file with several assessments.
pub fn problems_of_several(file: &str) -> Vec<String> {
    let schema = Schema(serde_json::from_str(SEVERAL).unwrap());
    schema.problems(&serde_json::from_str(file).unwrap())
}

struct Schema(Value);

impl Schema {
    fn load() -> Self {
        Self(serde_json::from_str(SCHEMA).unwrap())
    }

    fn problems(&self, file: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.check(&self.0, file, "", &mut found);
        found
    }

    fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        let mut found = Vec::new();
        self.check(schema, value, "", &mut found);
        found.is_empty()
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
        let Value::Object(keywords) = schema else {
            assert_eq!(*schema, true, "a schema at “{place}”");
            return;
        };
        for (keyword, wanted) in keywords {
            if !self.holds(keywords, keyword, wanted, value, place, found) {
                found.push(format!("{place}: {keyword}"));
            }
        }
    }

    /// Whether one keyword holds, without what is inside; problems inside are `found`.
    fn holds(
        &self,
        keywords: &Map<String, Value>,
        keyword: &str,
        wanted: &Value,
        value: &Value,
        place: &str,
        found: &mut Vec<String>,
    ) -> bool {
        let number = || wanted.as_f64().unwrap();
        match keyword {
            "$schema" | "$id" | "$defs" | "title" | "description" | "examples" => true,
            "$ref" if wanted == "assessment-1.json" => {
                let other = Self::load();
                other.check(&other.0, value, place, found);
                true
            }
            "$ref" => {
                let path = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                self.check(self.0.pointer(path).unwrap(), value, place, found);
                true
            }
            "allOf" => {
                for schema in wanted.as_array().unwrap() {
                    self.check(schema, value, place, found);
                }
                true
            }
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|wanted| is_of(value, wanted)),
                wanted => is_of(value, wanted),
            },
            // Numbers are equal by value, however they are written.
            "const" if wanted.is_number() => value.as_f64() == wanted.as_f64(),
            "const" => value == wanted,
            "minimum" => value.as_f64().is_none_or(|value| value >= number()),
            "maximum" => value.as_f64().is_none_or(|value| value <= number()),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() as f64 >= number()),
            "pattern" => {
                assert_eq!(*wanted, DATE);
                // The same but for the number of days in a month.
                value.as_str().is_none_or(|text| parse_date(text).is_some())
            }
            "format" => {
                assert_eq!(*wanted, "date-time");
                value
                    .as_str()
                    .is_none_or(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok())
            }
            "required" => value.as_object().is_none_or(|object| {
                let mut fields = wanted.as_array().unwrap().iter();
                fields.all(|field| object.contains_key(field.as_str().unwrap()))
            }),
            "properties" => {
                for (field, schema) in wanted.as_object().unwrap() {
                    if let Some(inner) = value.as_object().and_then(|object| object.get(field)) {
                        self.check(schema, inner, &format!("{place}/{field}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = keywords.get("properties").and_then(Value::as_object);
                for (field, inner) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(field)) {
                        self.check(wanted, inner, &format!("{place}/{field}"), found);
                    }
                }
                true
            }
            "items" => {
                for (at, inner) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(wanted, inner, &format!("{place}/{at}"), found);
                }
                true
            }
            "contains" => value
                .as_array()
                .is_none_or(|items| items.iter().any(|item| self.is_valid(wanted, item))),
            other => panic!("The validator does not know “{other}”; it is at “{place}”."),
        }
    }
}

fn is_of(value: &Value, wanted: &Value) -> bool {
    match wanted.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        other => panic!("The validator does not know the type “{other}”."),
    }
}

#[test]
fn the_fixtures_are_as_the_schema_says() {
    for file in [GOLDEN, FULL, THREE_TEAMS] {
        assert_eq!(problems(file), [""; 0]);
    }
}

/// The example in the documentation is a file as the program exports it.
#[test]
fn the_documented_example_is_a_file() {
    let documented = include_str!("../../docs/formats.md");
    let (_, rest) = documented.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let file: Value = serde_json::from_str(example).unwrap();
    let teams = file["answers"].as_object().unwrap().values();
    let listed = teams.flat_map(|of_team| of_team.as_object().unwrap().keys());
    let ids: Vec<ActivityId> = listed.map(|id| ActivityId::new(id)).collect();
    let written = export::write(&read(example).unwrap(), &ids);
    for (written, example) in written.lines().zip(example.lines()) {
        assert_eq!(written, example);
    }
    assert_eq!(written, example);
    assert_eq!(problems(example), [""; 0]);
}

/// Each field of the schema has a row in the documentation.
#[test]
fn every_field_is_documented() {
    fn fields(schema: &Value, found: &mut SortedSet<String>) {
        for (keyword, inner) in schema.as_object().into_iter().flatten() {
            if keyword == "properties" {
                found.extend(inner.as_object().unwrap().keys().cloned());
            }
            inner
                .as_object()
                .into_iter()
                .flat_map(Map::values)
                .chain([inner])
                .for_each(|inner| fields(inner, found));
        }
    }
    let documented = include_str!("../../docs/formats.md");
    let mut known = SortedSet::new();
    fields(&Schema::load().0, &mut known);
    fields(&serde_json::from_str(SEVERAL).unwrap(), &mut known);
    assert!(known.len() > 40, "{known:?}");
    for field in known {
        assert!(documented.contains(&format!("`{field}`")), "{field}");
    }
}

/// Visits each value below one, with its place.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    let mut inside = |key: &str, inner: &Value| {
        let key = key.replace('~', "~0").replace('/', "~1");
        let place = format!("{place}/{key}");
        found.push(place.clone());
        places(inner, &place, found);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| inside(key, inner)),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, inner)| inside(&at.to_string(), inner));
        }
        _ => {}
    }
}

/// The place without the ids in it, so that each kind of place is tried once.
fn kind(place: &str) -> String {
    let mut ids = 0;
    let mut kind = String::new();
    for key in place.split('/') {
        let is_id = ids > 0 || key.parse::<usize>().is_ok();
        ids = match key {
            _ if ids > 0 => ids - 1,
            "groups" | "teams" | "evidence" | "reached" => 1,
            "answers" | "targets" | "plan" => 2,
            _ => 0,
        };
        kind.push('/');
        kind.push_str(if is_id { "*" } else { key });
    }
    kind
}

/// Where only the program looks: the ids of stages, which `replaced_by` may name.
fn is_beyond(place: &str, with: &Value) -> bool {
    let is_stage = place.starts_with("/stages/");
    with.is_string() && is_stage && (place.ends_with("/replaced_by") || place.ends_with("/id"))
}

/// Every kind of field with every kind of value: what the schema refuses, the program refuses too,
/// and the other way round.
#[test]
fn schema_and_program_refuse_the_same() {
    let schema = Schema::load();
    let full: Value = serde_json::from_str(FULL).unwrap();
    let mut all = Vec::new();
    places(&full, "", &mut all);
    let mut kinds = SortedSet::new();
    all.retain(|place| kinds.insert(kind(place)));
    assert!(all.len() > 120, "{}", all.len());
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(0.5),
        json!(1),
        json!(21),
        json!(121),
        json!(""),
        json!("x"),
        json!("2026-02-03"),
        json!("2026-02-03T04:05:06Z"),
        json!("2026-13-03"),
        json!([]),
        json!([1]),
        json!({}),
        json!({ "x": 1 }),
    ];
    let (mut refused, mut accepted) = (0, 0);
    let mut agree = |file: &Value, what: String| {
        let found = schema.problems(file);
        let outcome = read(&file.to_string()).map(|_| ());
        match found.is_empty() {
            true => accepted += 1,
            false => refused += 1,
        }
        assert_eq!(
            found.is_empty(),
            outcome.is_ok(),
            "{what} {found:?} {outcome:?}"
        );
    };
    for place in &all {
        for with in others.iter().filter(|with| !is_beyond(place, with)) {
            let mut file = full.clone();
            *file.pointer_mut(place).unwrap() = with.clone();
            agree(&file, format!("{place} = {with}"));
        }
        let (parent, key) = place.rsplit_once('/').unwrap();
        let mut file = full.clone();
        if let Some(Value::Object(map)) = file.pointer_mut(parent) {
            map.remove(&key.replace("~1", "/").replace("~0", "~"));
            agree(&file, format!("without {place}"));
        }
    }
    assert!(refused > 500 && accepted > 500, "{refused} {accepted}");
}

/// What has to be there, and nothing else.
#[test]
fn little_is_required() {
    let whole = json!({ "format": "dsomm-assessment", "version": 1, "id": "i" });
    assert_eq!(problems(&whole.to_string()), [""; 0]);
    for field in ["format", "version", "id"] {
        let mut file = whole.clone();
        file.as_object_mut().unwrap().remove(field);
        assert_eq!(problems(&file.to_string()), [": required"], "{field}");
    }
}

/// Stages: one that scores 0 and one that scores 1 among those that were not removed.
#[test]
fn removed_stages_are_not_the_ends() {
    let stages = |list: Value| {
        let file = json!({ "format": "dsomm-assessment", "version": 1, "id": "i", "stages": list });
        let found = problems(&file.to_string());
        let is_read = read(&file.to_string()).is_ok();
        assert_eq!(found.is_empty(), is_read, "{file} {found:?}");
        is_read
    };
    let stage = |id: &str, score: f64| json!({ "id": id, "score": score });
    let gone = |id: &str, score: f64| json!({ "id": id, "score": score, "replaced_by": "a" });
    assert!(stages(json!([stage("a", 0.0), stage("b", 1.0)])));
    assert!(stages(json!([
        gone("c", 0.5),
        stage("a", 0.0),
        stage("b", 1.0),
        gone("d", 0.2)
    ])));
    assert!(!stages(json!([stage("a", 0.0), gone("b", 1.0)])));
    assert!(!stages(json!([gone("b", 0.0), stage("a", 1.0)])));
    assert!(!stages(json!([stage("a", 0.0), stage("b", 0.9)])));
    assert!(!stages(json!([stage("a", 0.1), stage("b", 1.0)])));
    assert!(!stages(json!([])));
}
