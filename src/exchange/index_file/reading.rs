//! Reads the index of a folder: numbers that were computed when it was written, as they stand there.

use serde_json::Value;

use super::{FORMAT, VERSION};
use crate::map::Map;
use crate::number;

/// Most teams that are taken.
pub const MAX_TEAMS: usize = 50_000;

/// The teams of a folder, with their numbers on one day.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Folder {
    /// The day of the numbers, as it is written.
    pub day: String,
    /// Names of the dimensions of all models, in the order in which they come.
    pub dimensions: Vec<String>,
    /// How many assessments there are.
    pub assessments: usize,
    /// All teams, as the index lists them.
    pub teams: Vec<Member>,
    /// How many entries could not be read.
    pub odd: usize,
}

/// A team of the folder.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The title of its assessment.
    pub assessment: String,
    /// The name of the cycle that is under way; may be empty.
    pub cycle: String,
    /// The names of its groups.
    pub groups: Vec<String>,
    /// The whole.
    pub maturity: Option<f64>,
    /// The whole, 0 to 1.
    pub completion: Option<f64>,
    /// How much is answered, 0 to 1.
    pub coverage: Option<f64>,
    /// How much of what is ready is proven, 0 to 1.
    pub evidenced: Option<f64>,
    /// Maturity and completion by dimension, in the order of [`Folder::dimensions`].
    pub dimensions: Vec<(Option<f64>, Option<f64>)>,
}

/// Reads an index. What of it cannot be read is counted and left out; the error is a sentence.
pub fn read(text: &str) -> Result<Folder, String> {
    let value: Value = serde_json::from_str(text).map_err(|problem| {
        format!(
            "It is not readable JSON: see line {}. Write it again with `dsomm-radar index`.",
            problem.line()
        )
    })?;
    if value["format"] != FORMAT {
        return Err(
            "It is no index of a folder. Write one with `dsomm-radar index`; a bare list of addresses has no numbers in it."
                .to_owned(),
        );
    }
    if value["version"]
        .as_u64()
        .is_none_or(|version| version > VERSION)
    {
        return Err(format!(
            "It was written by a newer version of dsomm-radar; this page reads up to {VERSION}. Update the page."
        ));
    }
    let mut folder = Folder {
        day: text_of(&value, "day"),
        ..Folder::default()
    };
    let models = value["models"].as_object();
    // By model, where each of its dimensions stands among all.
    let mut places: Map<&str, Vec<usize>> = Map::new();
    for (digest, model) in models.into_iter().flatten() {
        let names = list(&model["dimensions"]).iter();
        let places_here = names.map(|dimension| folder.place_of(&text_of(dimension, "name")));
        let places_here = places_here.collect();
        places.insert(digest, places_here);
    }
    let none = Vec::new();
    for entry in list(&value["assessments"]) {
        folder.assessments += 1;
        let places = places.get(entry["model"].as_str().unwrap_or_default());
        for team in list(&entry["teams"]) {
            if !team.is_object() || folder.teams.len() >= MAX_TEAMS {
                folder.odd += 1;
                continue;
            }
            let member = member(
                entry,
                team,
                places.unwrap_or(&none),
                folder.dimensions.len(),
            );
            folder.teams.push(member);
        }
    }
    Ok(folder)
}

impl Folder {
    fn place_of(&mut self, name: &str) -> usize {
        let known = self.dimensions.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.dimensions.push(name.to_owned());
            self.dimensions.len() - 1
        })
    }
}

fn member(entry: &Value, team: &Value, places: &[usize], count: usize) -> Member {
    let mut dimensions = vec![(None, None); count];
    let by = &team["dimensions"];
    let (maturity, completion) = (list(&by["maturity"]), list(&by["completion"]));
    for (at, &place) in places.iter().enumerate() {
        let of = |values: &[Value]| values.get(at).and_then(number);
        if let Some(pair) = dimensions.get_mut(place) {
            *pair = (of(maturity), of(completion));
        }
    }
    let groups = list(&team["groups"]).iter();
    Member {
        name: text_of(team, "name"),
        assessment: text_of(entry, "title"),
        cycle: text_of(entry, "cycle"),
        groups: groups
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect(),
        maturity: number(&team["maturity"]),
        completion: number(&team["completion"]),
        coverage: number(&team["coverage"]),
        evidenced: number(&team["evidenced"]),
        dimensions,
    }
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number::read(&number.to_string()),
        _ => None,
    }
}
