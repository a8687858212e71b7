//! What all files make together: places, levels, texts.

use super::words::short;
use super::{Checker, DEFAULT_LEVELS, DIFFICULTY, GivenField, Kind, Site};
use crate::model::place::ROOT;
use crate::model::yaml::{Node, Severity};
use std::collections::{HashMap, HashSet};

impl<'n> Checker<'n> {
    pub(super) fn structure(&mut self) {
        let used: HashSet<&str> = self.subdimensions.iter().map(|sub| sub.dimension).collect();
        let mut findings = Vec::new();
        for &(name, site) in &self.dimensions {
            if !used.contains(name) {
                findings.push((
                    Severity::Warning,
                    site,
                    name.to_owned(),
                    "The dimension has no activities and was left out. Fill it or remove it."
                        .to_owned(),
                ));
            }
        }
        let mut first: HashMap<&str, &str> = HashMap::new();
        for sub in &self.subdimensions {
            let place = format!("{} / {}", sub.dimension, sub.name);
            if !sub.used {
                findings.push((
                    Severity::Warning,
                    sub.site,
                    place.clone(),
                    "The subdimension has no activities and was left out. Fill it or remove it."
                        .to_owned(),
                ));
            }
            let other = *first.entry(sub.name).or_insert(sub.dimension);
            if other != sub.dimension {
                findings.push((
                    Severity::Hint,
                    sub.site,
                    place,
                    format!(
                        "A subdimension of “{}” has the same name. They are two; consider names that tell them apart.",
                        short(other)
                    ),
                ));
            }
        }
        for (severity, site, place, message) in findings {
            self.find(severity, site, &place, message);
        }
    }

    /// The value of a field, over all files: the last one given.
    pub(super) fn effective(&self, group: usize, names: &[&str]) -> Option<&GivenField<'n>> {
        self.groups[group].occurrences.iter().rev().find_map(|&at| {
            let fields = self.occurrences[at].fields.iter();
            fields.rev().find(|field| names.contains(&field.name))
        })
    }

    /// Where an activity stands: in the last file that has a say in it.
    pub(super) fn home(&self, group: usize) -> Site {
        let last = self.groups[group].occurrences.last();
        last.map_or(
            Site {
                file: self.groups[group].file,
                entry: ROOT,
            },
            |&at| self.occurrences[at].site,
        )
    }

    pub(super) fn activities(&mut self) {
        let place: Vec<String> = self
            .groups
            .iter()
            .map(|group| {
                let (dimension, subdimension) = group.homes[0];
                format!("{dimension} / {subdimension} / {}", group.name)
            })
            .collect();
        let shown: Vec<usize> = (0..self.groups.len())
            .filter(|&group| !self.groups[group].is_hidden)
            .collect();
        let mut levels = vec![None; self.groups.len()];
        let mut names: HashMap<&str, usize> = HashMap::new();
        for &group in &shown {
            let place = &place[group];
            levels[group] = Some(self.level(group, place));
            self.completeness(group, place);
            let first = *names.entry(self.groups[group].name).or_insert(group);
            if first != group {
                let (dimension, subdimension) = self.groups[first].homes[0];
                let message = format!(
                    "Another activity, in “{} / {}”, has the same name. Rename one, or give both the same uuid if they are one.",
                    short(dimension),
                    short(subdimension)
                );
                let home = self.home(group);
                self.find(Severity::Warning, home, place, message);
            }
        }
        self.needs(&shown, &levels, &place);
    }

    /// Checks the level; gives the one in use.
    pub(super) fn level(&mut self, group: usize, place: &str) -> u8 {
        let highest = self.levels.unwrap_or(DEFAULT_LEVELS);
        let Some(field) = self.effective(group, &["level"]) else {
            let home = self.home(group);
            self.tell(
                Kind::Level,
                Severity::Error,
                home,
                place,
                format!("The level is missing; level 1 is used. Add “level:” with a number from 1 to {highest}."),
            );
            return 1;
        };
        let site = field.site;
        let level = field.value.whole(1..=20);
        if level.is_some_and(|level| usize::from(level) <= highest) {
            return level.unwrap_or(1);
        }
        let written = self.written(field);
        match level {
            Some(level) => {
                self.find(
                    Severity::Warning,
                    site,
                    place,
                    format!("The level is {level}, but the levels end at {highest}. Correct it, or name the levels up to it in meta.strings.en.maturityLevels."),
                );
                level
            }
            None => {
                self.tell(
                    Kind::Level,
                    Severity::Error,
                    site,
                    place,
                    format!("The level is {written}, not a whole number from 1 to {highest}; level 1 is used. Correct it."),
                );
                1
            }
        }
    }

    /// What an activity should say, and does not.
    pub(super) fn completeness(&mut self, group: usize, place: &str) {
        let home = self.home(group);
        for (name, severity, what) in [
            (
                "description",
                Severity::Hint,
                "what it is and when it is in place",
            ),
            ("risk", Severity::Warning, "what can happen without it"),
            ("measure", Severity::Warning, "what to do"),
            ("assessment", Severity::Hint, "what to show that proves it"),
        ] {
            let field = self.effective(group, &[name]);
            if field.is_none_or(|field| field.value.text().is_empty()) {
                let site = field.map_or(home, |field| field.site);
                self.find(
                    severity,
                    site,
                    place,
                    format!("The {name} is missing. Add “{name}:” and say {what}."),
                );
            }
        }
        let usefulness = self.effective(group, &["usefulness"]);
        if usefulness.is_none_or(|field| *field.value == Node::Null) {
            let site = usefulness.map_or(home, |field| field.site);
            self.find(
                Severity::Hint,
                site,
                place,
                "The usefulness is missing; 3 is used. Add “usefulness:” with a number from 1 to 5."
                    .to_owned(),
            );
        }
        let difficulty = self.effective(group, &["difficultyOfImplementation"]);
        let site = difficulty.map_or(home, |field| field.site);
        let missing: Vec<&str> = DIFFICULTY
            .into_iter()
            .filter(|name| {
                let value = difficulty.and_then(|field| field.value.get(name));
                value.is_none_or(|value| *value == Node::Null)
            })
            .collect();
        if !missing.is_empty() {
            let message = if missing.len() == DIFFICULTY.len() {
                "The difficulty is missing; 3 is used. Add “difficultyOfImplementation:” with knowledge, time and resources, each from 1 to 5.".to_owned()
            } else {
                format!(
                    "The difficulty lacks {}; 3 is used. Add a number from 1 to 5.",
                    missing.join(" and ")
                )
            };
            self.find(Severity::Hint, site, place, message);
        }
    }
}
