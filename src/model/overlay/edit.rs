//! Changing the changes: what the page Model offers.

use super::tree::{child, entries, id_of, is_dimension, is_true, uuid};
use super::{Field, IGNORE, NewActivity, Object, Overlay, Path, Target, fields_of, home, listed};
use crate::model::check::Correction;
use crate::model::compare::TextKind;
use crate::model::{Activity, Model};
use serde_json::Value;

impl Overlay {
    /// Which of these corrections are due: the changes have what published data has wrong.
    pub fn corrections_due(&self, known: &[Correction]) -> Vec<Correction> {
        let due = |correction: &&Correction| {
            self.find(&correction.activity)
                .and_then(|path| self.entry(&path)?.get("references"))
                .and_then(|references| references.get(&correction.standard))
                .map(controls)
                .is_some_and(|list| {
                    list.contains(&correction.wrong) && !list.contains(&correction.right)
                })
        };
        known.iter().filter(due).cloned().collect()
    }

    /// Writes what is right where these corrections are due.
    pub fn correct(&mut self, base: &Model, known: &[Correction]) {
        for correction in self.corrections_due(known) {
            let id = correction.activity.as_str();
            let Some(path) = self.find(id) else {
                continue;
            };
            let fields = self.fields(&path);
            let references = child(fields, "references");
            let list = references.get(&correction.standard).map(controls);
            let list = list.into_iter().flatten().map(|control| {
                if control == correction.wrong {
                    correction.right.clone()
                } else {
                    control
                }
            });
            let list: Vec<Value> = list.map(Value::from).collect();
            references.insert(correction.standard, list.into());
            let given = Value::Object(references.clone());
            if base
                .activity(id)
                .is_some_and(|known| fields_of(known).get("references") == Some(&given))
            {
                fields.shift_remove("references");
            }
            self.tidy(base, id, &path);
        }
    }

    /// Gives a dimension, or a subdimension of it, another name: all its activities move there.
    pub fn rename_place(
        &mut self,
        base: &Model,
        dimension: &str,
        subdimension: Option<&str>,
        name: &str,
    ) -> Result<(), String> {
        let name = check_name(name, subdimension.is_none())?;
        let old = subdimension.unwrap_or(dimension);
        if name == old {
            return Ok(());
        }
        let is_in = |path: &Path, wanted: &str| {
            let depth = usize::from(subdimension.is_some());
            path[depth] == wanted && (depth == 0 || path[0] == dimension)
        };
        let mut members = Vec::new();
        for activity in &base.activities {
            let path = self.locate(base, activity.id.as_str())?;
            if is_in(&path, &name) {
                return Err(place_taken(&name, subdimension.map(|_| dimension)));
            }
            if is_in(&path, old) {
                members.push(activity.id.clone());
            }
        }
        let holds_own = |overlay: &Self, wanted: &str| {
            let there = overlay.dimensions.get(if subdimension.is_some() {
                dimension
            } else {
                wanted
            });
            let there = match subdimension {
                Some(_) => there.and_then(|there| there.get(wanted)),
                None => there,
            };
            there.and_then(Value::as_object).is_some_and(|there| {
                there.iter().any(|(key, value)| {
                    key != IGNORE && (subdimension.is_some() || entries(value).next().is_some())
                })
            })
        };
        if holds_own(self, &name) {
            return Err(place_taken(&name, subdimension.map(|_| dimension)));
        }
        if members.is_empty() && !holds_own(self, old) {
            return Err(match subdimension {
                Some(sub) => format!("There is no subdimension “{sub}” in “{dimension}”."),
                None => format!("There is no dimension “{dimension}”."),
            });
        }
        for id in &members {
            self.open(base, id.as_str())?;
        }
        // In the order of the model: a new dimension shows its subdimensions as they come.
        if subdimension.is_none() {
            let paths = members.iter().filter_map(|id| self.find(id.as_str()));
            let subs: Vec<String> = paths.map(|[_, sub, _]| sub).collect();
            let known = child(&mut self.dimensions, dimension);
            let mut before = std::mem::take(known);
            for sub in subs {
                if let Some(value) = before.shift_remove(&sub) {
                    known.insert(sub, value);
                }
            }
            known.extend(before);
        }
        let list = match subdimension {
            Some(_) => child(&mut self.dimensions, dimension),
            None => &mut self.dimensions,
        };
        for (key, value) in std::mem::take(list) {
            if key == name {
                // Left over from before: it is empty, or says what is hidden there.
                continue;
            }
            let key = if key == old { name.clone() } else { key };
            list.insert(key, value);
        }
        for id in &members {
            if let Some(path) = self.find(id.as_str()) {
                self.tidy(base, id.as_str(), &path);
            }
        }
        Ok(())
    }

    /// Adds a dimension (no subdimension given) or a subdimension. It shows once it has an
    /// activity.
    pub fn add_place(&mut self, dimension: &str, subdimension: Option<&str>) -> Result<(), String> {
        let dimension = check_name(dimension, true)?;
        let subdimension = subdimension.map(|name| check_name(name, false));
        let inner = child(&mut self.dimensions, &dimension);
        if let Some(subdimension) = subdimension {
            child(inner, &subdimension?);
        }
        Ok(())
    }

    /// Adds an activity of the user's own, with its dimension and subdimension where they are new.
    pub fn add_activity(&mut self, base: &Model, new: &NewActivity) -> Result<(), String> {
        let id = new.id.as_str();
        if id.is_empty() || id.trim() != id {
            return Err("An activity needs an id without spaces around it.".to_owned());
        }
        if base.position(id).is_some() || self.touched(id) {
            return Err(format!("There is an activity with the id {id} already."));
        }
        within(new.level, 20, "The level")?;
        let path = [
            check_name(&new.dimension, true)?,
            check_name(&new.subdimension, false)?,
            check_name(&new.name, false)?,
        ];
        self.check_free(base, &path, id)?;
        let fields = self.fields(&path);
        fields.insert("uuid".into(), id.into());
        fields.insert("level".into(), new.level.into());
        Ok(())
    }

    /// Gives a field of an activity another content.
    pub fn set_field(&mut self, base: &Model, id: &str, field: &Field) -> Result<(), String> {
        match field {
            Field::Level(level) => within(*level, 20, "The level")?,
            Field::Usefulness(number) => within(*number, 5, "Usefulness")?,
            Field::Difficulty(difficulty) => {
                within(difficulty.knowledge, 5, "Knowledge")?;
                within(difficulty.time, 5, "Time")?;
                within(difficulty.resources, 5, "Resources")?;
            }
            _ => {}
        }
        let path = self.open(base, id)?;
        let known = base.activity(id);
        let same = known.is_some_and(|known| says(known, field));
        let fields = self.fields(&path);
        let put = |fields: &mut Object, key: &str, value: Value| {
            if same {
                fields.shift_remove(key);
            } else {
                fields.insert(key.to_owned(), value);
            }
        };
        match field {
            Field::Level(level) => put(fields, "level", (*level).into()),
            Field::Usefulness(number) => put(fields, "usefulness", (*number).into()),
            Field::Difficulty(difficulty) => {
                let mut value = Object::new();
                value.insert("knowledge".into(), difficulty.knowledge.into());
                value.insert("time".into(), difficulty.time.into());
                value.insert("resources".into(), difficulty.resources.into());
                put(fields, "difficultyOfImplementation", value.into());
            }
            Field::Needs(needs) => {
                let needs: Vec<Value> = needs.iter().map(|need| need.as_str().into()).collect();
                fields.shift_remove("dependesOn");
                put(fields, "dependsOn", needs.into());
            }
            Field::Tags(tags) => {
                let tags: Vec<Value> = clean_tags(tags).into_iter().map(Value::from).collect();
                put(fields, "tags", tags.into());
            }
            Field::Text(TextKind::Guide, text) => {
                let meta = child(fields, "meta");
                put(meta, TextKind::Guide.key(), text.trim().into());
                if meta.is_empty() {
                    fields.shift_remove("meta");
                }
            }
            Field::Text(kind, text) => {
                if *kind == TextKind::Comments {
                    fields.shift_remove("comment");
                }
                put(fields, kind.key(), text.trim().into());
            }
        }
        self.tidy(base, id, &path);
        Ok(())
    }

    /// Gives an activity another name.
    pub fn rename(&mut self, base: &Model, id: &str, name: &str) -> Result<(), String> {
        let name = check_name(name, false)?;
        let from = self.locate(base, id)?;
        let [dimension, subdimension, old] = from.clone();
        let path = [dimension, subdimension, name];
        self.check_free(base, &path, id)?;
        self.open(base, id)?;
        // In its place: the user's own activities of a level stand in the order of the overlay.
        let list = child(child(&mut self.dimensions, &path[0]), &path[1]);
        for (name, fields) in std::mem::take(list) {
            let name = if name == old { path[2].clone() } else { name };
            list.insert(name, fields);
        }
        self.tidy(base, id, &path);
        Ok(())
    }

    /// Puts an activity into another subdimension, which may be a new one.
    pub fn move_activity(
        &mut self,
        base: &Model,
        id: &str,
        dimension: &str,
        subdimension: &str,
    ) -> Result<(), String> {
        let from = self.locate(base, id)?;
        let path = [
            check_name(dimension, true)?,
            check_name(subdimension, false)?,
            from[2].clone(),
        ];
        if path == from {
            return Ok(());
        }
        if listed(base, id).contains(&[&path[0], &path[1]])
            && home(base, id).is_none_or(|home| home[..2] != path[..2])
        {
            return Err(format!(
                "“{}” is listed in {} / {} already.",
                path[2], path[0], path[1]
            ));
        }
        self.check_free(base, &path, id)?;
        self.open(base, id)?;
        let fields = self.remove(&from);
        *self.fields(&path) = fields;
        self.tidy(base, id, &path);
        Ok(())
    }

    /// Hides something.
    pub fn hide(&mut self, base: &Model, target: &Target) -> Result<(), String> {
        match target {
            Target::Dimension(dimension) => {
                let known = base.dimensions.iter().any(|d| d.name == *dimension);
                if !known && !self.dimensions.contains_key(dimension) {
                    return Err(format!("There is no dimension “{dimension}”."));
                }
                child(&mut self.dimensions, dimension).insert(IGNORE.into(), true.into());
            }
            Target::Subdimension(dimension, subdimension) => {
                let known = base.subdimensions.iter().any(|sub| {
                    sub.name == *subdimension && base.dimensions[sub.dimension].name == *dimension
                });
                let own = self.dimensions.get(dimension);
                if !known && own.and_then(|own| own.get(subdimension)).is_none() {
                    return Err(format!(
                        "There is no subdimension “{subdimension}” in “{dimension}”."
                    ));
                }
                let list = child(child(&mut self.dimensions, dimension), subdimension);
                list.insert(IGNORE.into(), true.into());
            }
            Target::Activity(id) => {
                let path = self.open(base, id.as_str())?;
                self.fields(&path).insert(IGNORE.into(), true.into());
            }
        }
        Ok(())
    }

    /// Shows again what was hidden here.
    pub fn show(&mut self, base: &Model, target: &Target) {
        match target {
            Target::Dimension(dimension) => self.unhide(&[dimension]),
            Target::Subdimension(dimension, subdimension) => {
                self.unhide(&[dimension, subdimension]);
            }
            Target::Activity(id) => {
                if let Some(path) = self.find(id.as_str()) {
                    let fields = self.fields(&path);
                    if fields.get(IGNORE).is_some_and(is_true) {
                        fields.shift_remove(IGNORE);
                    }
                    self.tidy(base, id.as_str(), &path);
                }
            }
        }
    }

    /// Takes all changes to an activity back; one of the user's own is gone. The error is a sentence:
    /// another one stands in its place by now, so both would have one name.
    pub fn reset_activity(&mut self, base: &Model, id: &str) -> Result<(), String> {
        if let Some(path) = home(base, id)
            && self
                .entry(&path)
                .is_some_and(|entry| id_of(&path[2], entry) != id)
        {
            let [dimension, subdimension, name] = path;
            return Err(format!(
                "“{name}” in {dimension} / {subdimension} is another activity by now. Rename or move that one first."
            ));
        }
        while let Some(path) = self.find(id) {
            self.remove(&path);
        }
        Ok(())
    }

    fn unhide(&mut self, names: &[&String]) {
        let mut list = &mut self.dimensions;
        for name in names {
            match list.get_mut(name.as_str()) {
                Some(Value::Object(inner)) => list = inner,
                _ => return,
            }
        }
        if list.get(IGNORE).is_some_and(is_true) {
            list.shift_remove(IGNORE);
        }
        self.prune(names);
    }

    /// Takes out what nothing stands in any more, from the innermost of these names outwards.
    fn prune(&mut self, names: &[&String]) {
        for depth in (0..names.len()).rev() {
            let mut list = &mut self.dimensions;
            for name in &names[..depth] {
                list = child(list, name);
            }
            let name = names[depth].as_str();
            let empty = |value: &Value| value.as_object().is_some_and(Object::is_empty);
            if !list.get(name).is_some_and(empty) {
                return;
            }
            list.shift_remove(name);
        }
    }

    /// Where the changes to an activity stand.
    pub(super) fn find(&self, id: &str) -> Option<Path> {
        for (dimension, value) in &self.dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            for (subdimension, value) in entries(value) {
                for (name, value) in entries(value) {
                    if id_of(name, value) == id {
                        return Some([dimension.clone(), subdimension.clone(), name.clone()]);
                    }
                }
            }
        }
        None
    }

    /// Where an activity's changes stand, or will.
    fn locate(&self, base: &Model, id: &str) -> Result<Path, String> {
        self.find(id)
            .or_else(|| home(base, id))
            .ok_or_else(|| format!("There is no activity with the id {id}."))
    }

    /// Makes sure that there is an entry for the activity, and says where.
    fn open(&mut self, base: &Model, id: &str) -> Result<Path, String> {
        let path = self.locate(base, id)?;
        // An entry without a uuid goes by its name, so it is about this activity.
        let owner = self.entry(&path).and_then(uuid);
        if owner.is_some_and(|owner| owner != id) {
            return Err(taken(&path));
        }
        let fields = self.fields(&path);
        if !fields.contains_key("uuid") {
            fields.insert("uuid".into(), id.into());
        }
        Ok(path)
    }

    fn remove(&mut self, path: &Path) -> Object {
        let [dimension, subdimension, name] = path;
        let list = child(child(&mut self.dimensions, dimension), subdimension);
        let fields = list.shift_remove(name);
        self.prune(&[dimension, subdimension]);
        match fields {
            Some(Value::Object(fields)) => fields,
            _ => Object::new(),
        }
    }

    /// An entry that says nothing but what the model says goes.
    fn tidy(&mut self, base: &Model, id: &str, path: &Path) {
        let fields = self.fields(path);
        let bare = fields.keys().all(|key| key == "uuid");
        if bare && home(base, id).is_some_and(|home| home == *path) {
            self.remove(path);
        }
    }

    /// Refuses a name that another activity has in the same place: one would hide the other.
    fn check_free(&self, base: &Model, path: &Path, id: &str) -> Result<(), String> {
        let [dimension, subdimension, name] = path;
        let own = self
            .entry(path)
            .is_some_and(|entry| id_of(name, entry) != id);
        let theirs = base.activities.iter().any(|other| {
            let other_id = other.id.as_str();
            other.name == *name
                && other_id != id
                && !self.touched(other_id)
                && listed(base, other_id).contains(&[dimension, subdimension])
        });
        if own || theirs {
            return Err(taken(path));
        }
        Ok(())
    }
}

fn place_taken(name: &str, dimension: Option<&str>) -> String {
    match dimension {
        Some(dimension) => format!(
            "There is a subdimension “{name}” in “{dimension}” already. Choose another name, or move the activities there one by one."
        ),
        None => format!("There is a dimension “{name}” already. Choose another name."),
    }
}

/// The controls of a standard, as they are written.
fn controls(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(controls).collect(),
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

fn taken([dimension, subdimension, name]: &Path) -> String {
    format!(
        "There is an activity “{name}” in {dimension} / {subdimension} already. Choose another name."
    )
}

/// Does the model say the same already?
fn says(known: &Activity, field: &Field) -> bool {
    match field {
        Field::Level(level) => known.level == *level,
        Field::Usefulness(number) => known.usefulness == *number,
        Field::Difficulty(difficulty) => known.difficulty == *difficulty,
        Field::Needs(needs) => known.needs == *needs,
        Field::Tags(tags) => known.tags == clean_tags(tags),
        Field::Text(kind, text) => kind.of(&known.texts) == text.trim(),
    }
}

/// As they will be read: without spaces around them, and without what means no tag.
fn clean_tags(tags: &[String]) -> Vec<String> {
    let tags = tags.iter().map(|tag| tag.trim());
    let tags = tags.filter(|tag| !tag.is_empty() && *tag != "none");
    tags.map(str::to_owned).collect()
}

fn within(number: u8, most: u8, what: &str) -> Result<(), String> {
    if (1..=most).contains(&number) {
        Ok(())
    } else {
        Err(format!("{what} has to be a number from 1 to {most}."))
    }
}

/// A name without spaces around it; refused where a model file means something else by it.
fn check_name(name: &str, dimension: bool) -> Result<String, String> {
    let name = name.trim();
    let special = if dimension {
        !is_dimension(name)
    } else {
        name == IGNORE
    };
    if name.is_empty() {
        Err("A name is needed. Type at least one letter.".to_owned())
    } else if special || name == "<<" {
        Err(format!(
            "“{name}” has a meaning of its own in model files. Choose another name."
        ))
    } else {
        Ok(name.to_owned())
    }
}
