//! The user's own changes on top of a model.
//!
//! An [`Overlay`] is a model file that gives only what differs: dimension → subdimension →
//! activity name → `uuid` and the fields given. So its text is read behind the model's by
//! [`super::yaml::read`], which alone decides what the edited model is; nothing here applies
//! anything. It is kept as the tree that stands under `model_overlay` in the assessment file, and
//! whatever in it is not known stays there.
//!
//! Commands take the model *without* the overlay: what is set back to what that model says is no
//! change and leaves the overlay again.

mod join;

use serde_json::{Map, Value};

use super::check::Correction;
use super::compare::TextKind;
use super::{Activity, ActivityId, Difficulty, Model};

type Object = Map<String, Value>;

/// The user's own changes on top of a model.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overlay {
    dimensions: Object,
}

/// A field of an activity, with what is to stand there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// The level, 1..=20.
    Level(u8),
    /// The usefulness, 1..=5.
    Usefulness(u8),
    /// The difficulty, each number 1..=5.
    Difficulty(Difficulty),
    /// The activities that it needs.
    Needs(Vec<ActivityId>),
    /// The tags.
    Tags(Vec<String>),
    /// One of the texts, Markdown; may be empty.
    Text(TextKind, String),
}

/// What can be hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A dimension, by name, with all that is in it.
    Dimension(String),
    /// A subdimension, by the names of its dimension and its own, with its activities.
    Subdimension(String, String),
    /// An activity.
    Activity(ActivityId),
}

/// An activity of the user's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewActivity {
    /// A fresh id.
    pub id: ActivityId,
    /// Name of its dimension, which may be a new one.
    pub dimension: String,
    /// Name of its subdimension, which may be a new one.
    pub subdimension: String,
    /// Its name.
    pub name: String,
    /// Its level, 1..=20.
    pub level: u8,
}

/// Where an activity's changes stand: dimension, subdimension, name.
type Path = [String; 3];

const IGNORE: &str = "ignore";

impl Overlay {
    /// Takes what [`Overlay::to_json`] gave, or anything of that shape. The error is a sentence.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        let Value::Object(dimensions) = value else {
            return Err("The changes to the model have to be an object { … }.".to_owned());
        };
        for (dimension, value) in dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            for (subdimension, value) in parts(value, dimension)? {
                let place = format!("{dimension} → {subdimension}");
                if subdimension == IGNORE {
                    continue;
                }
                for (activity, value) in parts(value, &place)? {
                    if activity != IGNORE {
                        parts(value, &format!("{place} → {activity}"))?;
                    }
                }
            }
        }
        Ok(Self {
            dimensions: dimensions.clone(),
        })
    }

    /// What stands under `model_overlay` in the assessment file.
    pub fn to_json(&self) -> Value {
        Value::Object(self.dimensions.clone())
    }

    /// The changes that make `wanted` of `base`: what is the same is left out, and what `wanted`
    /// lacks is hidden. Names of levels, version and publisher are not among them. The error is a
    /// sentence.
    pub fn between(base: &Model, wanted: &Model) -> Result<Self, String> {
        let mut overlay = Self::default();
        for sub in &wanted.subdimensions {
            let dimension = &wanted.dimensions[sub.dimension].name;
            for &at in &sub.activities {
                let activity = &wanted.activities[at];
                let id = activity.id.as_str();
                let path = [dimension.clone(), sub.name.clone(), activity.name.clone()];
                if overlay.entry(&path).is_some() {
                    return Err(format!(
                        "Two activities are called “{}” in {dimension} / {}. Give one of them another name.",
                        path[2], path[1]
                    ));
                }
                let known = base.activity(id);
                let mut fields = Object::new();
                // Where it is listed a second time, its fields stand at the first place.
                if wanted.subdimension_of(activity).id == sub.id {
                    let theirs = known.map(fields_of);
                    for (key, value) in fields_of(activity) {
                        let same = match &theirs {
                            Some(theirs) => theirs.get(&key) == Some(&value),
                            None => is_nothing(&value),
                        };
                        if !same {
                            fields.insert(key, value);
                        }
                    }
                }
                let stays = known.is_some_and(|known| known.name == activity.name)
                    && listed(base, id) == listed(wanted, id);
                if !stays || !fields.is_empty() {
                    let entry = overlay.fields(&path);
                    entry.insert("uuid".into(), id.into());
                    entry.extend(fields);
                }
            }
        }
        for activity in &base.activities {
            let id = activity.id.as_str();
            let Some(mut path) = home(base, id).filter(|_| wanted.position(id).is_none()) else {
                continue;
            };
            // Another id may have its name now; what is hidden may be called anything.
            while overlay.entry(&path).is_some() {
                path[2].push_str(" (hidden)");
            }
            let entry = overlay.fields(&path);
            entry.insert("uuid".into(), id.into());
            entry.insert(IGNORE.into(), true.into());
        }
        Ok(overlay)
    }

    /// The changes as a YAML file to be read behind the model's, here or by DSOMM's own app.
    pub fn to_yaml(&self) -> String {
        self.written(
            "# Changes to a DevSecOps maturity model: only what differs. Read it after the model's own file.\n",
        )
    }

    /// The same for readers that empty what a file does not repeat, as DSOMM's own app does: all
    /// fields of each activity that is touched. `model` is the one with these changes.
    pub fn to_full_yaml(&self, model: &Model) -> String {
        let mut full = self.clone();
        for (dimension, value) in &self.dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            for (subdimension, value) in entries(value) {
                for (name, value) in entries(value) {
                    let id = uuid(value).map(str::to_owned).or_else(|| {
                        let here = [dimension, subdimension];
                        let mut named = model.activities.iter().filter(|one| one.name == *name);
                        let found =
                            named.find(|one| listed(model, one.id.as_str()).contains(&here));
                        found.map(|one| one.id.to_string())
                    });
                    let activity = id.and_then(|id| model.activity(&id));
                    let Some(activity) = activity.filter(|_| !is_hidden(value)) else {
                        continue;
                    };
                    let mut fields = Object::new();
                    fields.insert("uuid".into(), activity.id.as_str().into());
                    for (key, value) in fields_of(activity) {
                        if !is_nothing(&value) {
                            fields.insert(key, value);
                        }
                    }
                    for (key, value) in value.as_object().into_iter().flatten() {
                        let is_known = key == "comment" || key == "dependesOn";
                        if !is_known && !fields.contains_key(key) {
                            fields.insert(key.clone(), value.clone());
                        }
                    }
                    let path = [dimension.clone(), subdimension.clone(), name.clone()];
                    *full.fields(&path) = fields;
                }
            }
        }
        full.written(
            "# Changes to a DevSecOps maturity model: all fields of the activities that differ. Read it after the\n# model's own file.\n",
        )
    }

    fn written(&self, comment: &str) -> String {
        let mut text = comment.to_owned();
        if self.dimensions.is_empty() {
            text.push_str("{}\n");
        } else {
            write_block(&Value::Object(self.dimensions.clone()), 0, &mut text);
        }
        text
    }

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

    /// True where nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.dimensions.is_empty()
    }

    /// True where something about this activity is changed, or it is the user's own.
    pub fn touched(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    /// All that is hidden, in the overlay's order; the model that is read does not show it.
    pub fn hidden(&self) -> Vec<Target> {
        let mut hidden = Vec::new();
        for (dimension, value) in &self.dimensions {
            if !is_dimension(dimension) {
                continue;
            }
            if is_hidden(value) {
                hidden.push(Target::Dimension(dimension.clone()));
            }
            for (subdimension, value) in entries(value) {
                if is_hidden(value) {
                    let place = (dimension.clone(), subdimension.clone());
                    hidden.push(Target::Subdimension(place.0, place.1));
                }
                for (name, value) in entries(value) {
                    if is_hidden(value) {
                        hidden.push(Target::Activity(ActivityId::new(id_of(name, value))));
                    }
                }
            }
        }
        hidden
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

    /// Takes all changes to an activity back; one of the user's own is gone.
    pub fn reset_activity(&mut self, id: &str) {
        while let Some(path) = self.find(id) {
            self.remove(&path);
        }
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
    fn find(&self, id: &str) -> Option<Path> {
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

    fn fields(&mut self, [dimension, subdimension, name]: &Path) -> &mut Object {
        let list = child(child(&mut self.dimensions, dimension), subdimension);
        child(list, name)
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

    fn entry(&self, [dimension, subdimension, name]: &Path) -> Option<&Value> {
        self.dimensions.get(dimension)?.get(subdimension)?.get(name)
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

/// All fields of an activity but its id, as a model file has them; what is empty too.
fn fields_of(activity: &Activity) -> Object {
    let strings = |list: &[String]| Value::from(list.to_vec());
    let mut fields = Object::new();
    let mut put = |key: &str, value: Value| {
        fields.insert(key.to_owned(), value);
    };
    put("level", activity.level.into());
    for kind in TextKind::ALL {
        if kind != TextKind::Guide {
            put(kind.key(), kind.of(&activity.texts).into());
        }
    }
    let mut difficulty = Object::new();
    difficulty.insert("knowledge".into(), activity.difficulty.knowledge.into());
    difficulty.insert("time".into(), activity.difficulty.time.into());
    difficulty.insert("resources".into(), activity.difficulty.resources.into());
    put("difficultyOfImplementation", difficulty.into());
    put("usefulness", activity.usefulness.into());
    let needs = activity.needs.iter().map(|need| need.as_str());
    put("dependsOn", needs.map(Value::from).collect());
    let tools = activity.implementations.iter().map(|tool| {
        let mut fields = Object::new();
        for (key, text) in [
            ("name", &tool.name),
            ("url", &tool.url),
            ("description", &tool.description),
        ] {
            if !text.is_empty() {
                fields.insert(key.to_owned(), text.as_str().into());
            }
        }
        if !tool.tags.is_empty() {
            fields.insert("tags".to_owned(), strings(&tool.tags));
        }
        Value::Object(fields)
    });
    put("implementation", tools.collect());
    let references = activity.references.iter();
    let references: Object = references
        .map(|(standard, controls)| (standard.clone(), strings(controls)))
        .collect();
    put("references", references.into());
    put("tags", strings(&activity.tags));
    let guide = TextKind::Guide;
    let mut meta = Object::new();
    meta.insert(guide.key().into(), guide.of(&activity.texts).into());
    put("meta", meta.into());
    fields
}

/// An empty text, list or mapping, or a mapping of empty texts.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.values().all(|value| value == ""),
        _ => false,
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

/// Where the model has an activity first.
fn home(base: &Model, id: &str) -> Option<Path> {
    let activity = base.activity(id)?;
    Some([
        base.dimension_of(activity).name.clone(),
        base.subdimension_of(activity).name.clone(),
        activity.name.clone(),
    ])
}

/// All places where the model lists an activity: dimension, subdimension.
fn listed<'m>(base: &'m Model, id: &str) -> Vec<[&'m String; 2]> {
    let Some(at) = base.position(id) else {
        return Vec::new();
    };
    base.subdimensions
        .iter()
        .filter(|sub| sub.activities.contains(&at))
        .map(|sub| [&base.dimensions[sub.dimension].name, &sub.name])
        .collect()
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

/// False for the top-level keys of model files that are no dimensions.
fn is_dimension(name: &str) -> bool {
    name != "meta" && !name.starts_with('_')
}

fn uuid(fields: &Value) -> Option<&str> {
    fields.get("uuid").and_then(Value::as_str).map(str::trim)
}

fn id_of<'v>(name: &'v str, fields: &'v Value) -> &'v str {
    uuid(fields).unwrap_or(name)
}

fn is_true(value: &Value) -> bool {
    *value == true || *value == "true"
}

fn is_hidden(value: &Value) -> bool {
    value.get(IGNORE).is_some_and(is_true)
}

/// What stands in an object, `ignore` left out; nothing where it is none.
fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let entries = value.as_object().into_iter().flatten();
    entries.filter(|(name, _)| *name != IGNORE)
}

fn parts<'v>(value: &'v Value, place: &str) -> Result<Vec<(&'v String, &'v Value)>, String> {
    match value {
        Value::Object(map) => Ok(map.iter().collect()),
        Value::Null => Ok(Vec::new()),
        _ => Err(format!(
            "In the changes to the model, an object {{ … }} has to stand at “{place}”."
        )),
    }
}

/// The object under a key, made where there is none.
fn child<'m>(map: &'m mut Object, key: &str) -> &'m mut Object {
    let value = map.entry(key).or_insert(Value::Null);
    if !value.is_object() {
        *value = Value::Object(Object::new());
    }
    match value {
        Value::Object(inner) => inner,
        _ => unreachable!("made an object just now"),
    }
}

// YAML. Written so carefully that readers of any version understand the same.

/// Longest key that may stand before its colon.
const MAX_KEY: usize = 1000;

/// Writes an object or a list that is not empty, each entry on a line of its own.
fn write_block(value: &Value, indent: usize, out: &mut String) {
    let space = " ".repeat(indent);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = scalar(key);
                if key.chars().count() > MAX_KEY {
                    out.push_str(&format!("{space}? {key}\n{space}:"));
                } else {
                    out.push_str(&format!("{space}{key}:"));
                }
                write_value(value, indent, out);
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(map) if !map.is_empty() => {
                        let mut text = String::new();
                        write_block(item, indent + 2, &mut text);
                        // The first entry stands behind the dash.
                        out.push_str(&format!("{space}- {}", &text[indent + 2..]));
                    }
                    _ => {
                        out.push_str(&format!("{space}-"));
                        write_value(item, indent, out);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Writes what comes behind `key:` or `-`, up to the end of the line.
fn write_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            write_block(value, indent + 2, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            write_block(value, indent + 2, out);
        }
        Value::String(text) if is_block_text(text) => {
            out.push_str(" |-\n");
            for line in text.split('\n') {
                if !line.is_empty() {
                    out.push_str(&" ".repeat(indent + 2));
                    out.push_str(line);
                }
                out.push('\n');
            }
        }
        Value::String(text) => out.push_str(&format!(" {}\n", scalar(text))),
        _ => out.push_str(&format!(" {value}\n")),
    }
}

/// May the text stand as a `|-` block, which can not escape anything?
fn is_block_text(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.chars().any(|c| c != '\n' && needs_escape(c))
}

/// A text on one line: plain where no reader can take it for something else, else quoted.
fn scalar(text: &str) -> String {
    if text.chars().any(needs_escape) {
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '\n' => quoted.push_str("\\n"),
                '"' | '\\' => quoted.extend(['\\', c]),
                _ if needs_escape(c) => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
                _ => quoted.push(c),
            }
        }
        quoted.push('"');
        quoted
    } else if is_plain(text) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

fn is_plain(text: &str) -> bool {
    // What some version of YAML takes for true, false or nothing.
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " -_./(),".contains(c))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Line ends, and what YAML does not allow or does not keep as it is.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}
