//! The rules of `model/evidence.yaml`: which finding speaks for or against which activity, how
//! strongly, and why. Data, so that a host or a fork can change it.

use serde_json::Value;

use super::{findings, json};
use crate::model::check::Placed;
use crate::model::place::{Places, ROOT};
use crate::model::yaml::{self, Severity, Source};
use crate::model::{ActivityId, Model};

/// How much a finding shows, from little to much.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strength {
    /// Somebody says so; nobody verified it.
    Stated,
    /// It exists, or it ran once.
    Exists,
    /// It ran recently.
    Recent,
    /// It is technically enforced.
    Enforced,
    /// It held for a while.
    Held,
}

impl Strength {
    /// In words, behind "shows that it".
    pub fn words(self) -> &'static str {
        match self {
            Self::Stated => "is claimed",
            Self::Exists => "exists",
            Self::Recent => "ran recently",
            Self::Enforced => "is enforced",
            Self::Held => "held for a while",
        }
    }

    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "stated" => Self::Stated,
            "exists" => Self::Exists,
            "recent" => Self::Recent,
            "enforced" => Self::Enforced,
            "held" => Self::Held,
            _ => return None,
        })
    }
}

/// On which side of an answer a finding stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    /// It shows something of the activity.
    For,
    /// It shows that the activity is not fully in place.
    Against,
}

/// A finding, and what it means for an activity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The finding's name.
    pub finding: String,
    /// The least value for which the rule holds.
    pub at_least: Option<i64>,
    /// The greatest.
    pub at_most: Option<i64>,
    /// The activity that it speaks about.
    pub activity: ActivityId,
    /// For or against.
    pub side: Side,
    /// How strongly.
    pub strength: Strength,
    /// Why, in a sentence.
    pub because: String,
    /// Where that is known from.
    pub source: String,
}

impl Rule {
    /// Does it hold for this value?
    pub fn holds(&self, value: Option<i64>) -> bool {
        let is_enough = |least| value.is_some_and(|value| value >= least);
        let is_little = |most| value.is_some_and(|value| value <= most);
        self.at_least.is_none_or(is_enough) && self.at_most.is_none_or(is_little)
    }
}

/// All rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// A run counts as recent for so many days.
    pub recent_days: i64,
    /// What was seen first so many days ago has held for a while.
    pub held_days: i64,
    /// The beginning of a tool's name, and its kind of scan.
    pub tools: Vec<(String, String)>,
    /// What each finding means.
    pub rules: Vec<Rule>,
}

/// Something in the file of rules that cannot be used, and where: the list, and which item of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Odd {
    list: &'static str,
    item: usize,
    message: String,
}

const LISTS: [&str; 2] = ["tools", "findings"];

impl Rules {
    /// Reads the JSON that the build makes of the file. Items that cannot be used are left out: one
    /// of them costs itself, not all others. The error is a sentence.
    pub fn read_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|_| {
            "The rules for evidence (model/evidence.json) are not readable. Tell whoever hosts this page."
                .to_owned()
        })?;
        Ok(Self::read(&value).0)
    }

    /// Reads the file of rules itself.
    pub fn read_yaml(source: &Source<'_>) -> Result<(Self, Vec<Odd>), String> {
        let value = yaml::tree(source).map_err(|problem| problem.to_string())?;
        Ok(Self::read(&value))
    }

    fn read(value: &Value) -> (Self, Vec<Odd>) {
        let mut odd = Vec::new();
        let mut rules = Self {
            recent_days: json::whole(value, &["recent_days"]).unwrap_or(31),
            held_days: json::whole(value, &["held_days"]).unwrap_or(90),
            tools: Vec::new(),
            rules: Vec::new(),
        };
        for (item, tool) in json::list(value, &["tools"]).iter().enumerate() {
            match (json::text(tool, &["name"]), json::text(tool, &["scan"])) {
                (Some(name), Some(scan)) if findings::is_scan(scan) => {
                    rules.tools.push((name.to_lowercase(), scan.to_owned()));
                }
                (_, scan) => {
                    let kinds = findings::SCANS.map(|(scan, _)| scan).join(", ");
                    let message = match scan {
                        None => "a tool needs a name and a scan".to_owned(),
                        Some(scan) => {
                            format!("the scan “{scan}” is not known; known are {kinds}")
                        }
                    };
                    odd.push(Odd {
                        list: "tools",
                        item,
                        message,
                    });
                }
            }
        }
        for (item, one) in json::list(value, &["findings"]).iter().enumerate() {
            match rule(one) {
                Ok(rule) => rules.rules.push(rule),
                Err(message) => odd.push(Odd {
                    list: "findings",
                    item,
                    message,
                }),
            }
        }
        (rules, odd)
    }

    /// The kind of scan that a tool does, by the beginning of its name; the longest one counts.
    pub fn scan_of(&self, tool: &str) -> Option<&str> {
        let tool = tool.to_lowercase();
        let fitting = self
            .tools
            .iter()
            .filter(|(name, _)| tool.starts_with(name.as_str()));
        let longest = fitting.max_by_key(|(name, _)| name.len());
        longest.map(|(_, scan)| scan.as_str())
    }
}

fn rule(value: &Value) -> Result<Rule, String> {
    let text = |key: &str| json::text(value, &[key]).map(str::to_owned);
    let finding = text("finding").ok_or("the field “finding” is missing")?;
    if !findings::is_known(&finding) {
        return Err(format!("no reader finds “{finding}”; see docs/evidence.md"));
    }
    let activity =
        text("activity").ok_or("the field “activity” is missing; write the activity’s id")?;
    let side = match text("speaks").as_deref() {
        Some("for") => Side::For,
        Some("against") => Side::Against,
        _ => return Err("the field “speaks” is to be “for” or “against”".to_owned()),
    };
    let strength = text("strength").as_deref().and_then(Strength::of).ok_or(
        "the field “strength” is to be “stated”, “exists”, “recent”, “enforced” or “held”",
    )?;
    if findings::is_claim(&finding) && (strength > Strength::Stated || side == Side::Against) {
        return Err(format!(
            "“{finding}” is a claim that nobody verifies, so it can only speak for something, with the strength “stated”"
        ));
    }
    let because = text("because").ok_or("the field “because” is missing; say why in a sentence")?;
    let source =
        text("source").ok_or("the field “source” is missing; say where that is known from")?;
    Ok(Rule {
        finding,
        at_least: json::whole(value, &["at_least"]),
        at_most: json::whole(value, &["at_most"]),
        activity: ActivityId::new(&activity),
        side,
        strength,
        because,
        source,
    })
}

/// What deserves a look in a file of rules: items that cannot be used, and activities that none of
/// the models has.
pub fn check(source: &Source<'_>, models: &[&Model]) -> Vec<Placed> {
    let places = Places::of(source.text);
    let placed = |list: &str, item: usize, message: String| {
        let entry = places.key(ROOT, list, 0);
        let entry = entry.and_then(|entry| places.item(entry, item).or(Some(entry)));
        let place = places.place(entry.unwrap_or(ROOT));
        Placed {
            severity: Severity::Error,
            file: source.name.to_owned(),
            line: place.line,
            column: place.column,
            place: format!("{list}, item {}", item + 1),
            message: format!("{message}."),
        }
    };
    let (rules, odd) = match Rules::read_yaml(source) {
        Ok(read) => read,
        Err(problem) => {
            return vec![Placed {
                place: String::new(),
                message: problem,
                ..placed("", 0, String::new())
            }];
        }
    };
    let mut found: Vec<Placed> = LISTS
        .iter()
        .flat_map(|list| odd.iter().filter(move |odd| odd.list == *list))
        .map(|odd| placed(odd.list, odd.item, odd.message.clone()))
        .collect();
    let broken = |item: &usize| {
        odd.iter()
            .any(|odd| odd.list == "findings" && odd.item == *item)
    };
    let items = (0..rules.rules.len() + odd.len()).filter(|item| !broken(item));
    for (item, rule) in items.zip(&rules.rules) {
        let id = rule.activity.as_str();
        if models.iter().all(|model| model.position(id).is_none()) {
            let message = format!(
                "no activity has the id “{id}”; correct it, or remove the item if the activity is gone"
            );
            found.push(placed("findings", item, message));
        }
    }
    found
}
