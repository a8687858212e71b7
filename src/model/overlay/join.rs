//! Files of changes are put over the changes that are there.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::tree::{entries, is_dimension, is_hidden, uuid};
use super::{IGNORE, Object, Overlay, listed};
use crate::model::Model;

impl Overlay {
    /// Puts a file of changes, as [`crate::model::yaml::to_json`] gives it, over these. An activity
    /// is known by its uuid, so it may come under another name or in another place. What is hidden
    /// by its name is looked up in `models`, the first that knows it.
    pub fn put_over(&mut self, mut file: Value, models: &[&Model]) -> Result<(), String> {
        clean(&mut file);
        hide_by_id(&mut file, models);
        let mut all = self.to_json();
        for fields in activities(&mut file) {
            let known = uuid(fields).map(str::to_owned);
            let known = known.and_then(|uuid| take_entry(&mut all, &uuid));
            if let Some(mut known) = known {
                merge(&mut known, fields.take());
                *fields = known;
            }
        }
        merge(&mut all, file);
        *self = Self::from_json(&all)?;
        Ok(())
    }
}

/// Takes out what is no mapping where one has to stand; the reader leaves it out too.
fn clean(file: &mut Value) {
    let Some(dimensions) = file.as_object_mut() else {
        *file = Object::new().into();
        return;
    };
    let is_place = |value: &Value| matches!(value, Value::Object(_) | Value::Null);
    dimensions.retain(|name, value| is_dimension(name) && is_place(value));
    for dimension in dimensions.values_mut().filter_map(Value::as_object_mut) {
        dimension.retain(|name, value| name == IGNORE || is_place(value));
        for sub in dimension.values_mut().filter_map(Value::as_object_mut) {
            sub.retain(|name, value| name == IGNORE || is_place(value));
        }
    }
}

/// Gives what is hidden by its name the uuid that is meant, and takes it out where the same
/// activity is given in another place: it moves there.
fn hide_by_id(file: &mut Value, models: &[&Model]) {
    let mut given = HashSet::new();
    for fields in activities(file) {
        if !is_hidden(fields)
            && let Some(uuid) = uuid(fields)
        {
            given.insert(uuid.to_owned());
        }
    }
    let Some(dimensions) = file.as_object_mut() else {
        return;
    };
    for (dimension, value) in dimensions.iter_mut() {
        let Some(subs) = value.as_object_mut() else {
            continue;
        };
        for (sub, value) in subs.iter_mut() {
            let Some(list) = value.as_object_mut() else {
                continue;
            };
            list.retain(|name, value| {
                if name == IGNORE || !is_hidden(value) {
                    return true;
                }
                let known = uuid(value).map(str::to_owned);
                let known = known.or_else(|| named(models, [dimension, sub, name]));
                let Some(id) = known else { return true };
                if given.contains(&id) {
                    return false;
                }
                if let Some(fields) = value.as_object_mut() {
                    fields.insert("uuid".into(), id.into());
                }
                true
            });
        }
        subs.retain(|_, value| !is_empty(value));
    }
    dimensions.retain(|_, value| !is_empty(value));
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

/// The id of the activity that a model has in this place under this name.
fn named(models: &[&Model], [dimension, sub, name]: [&String; 3]) -> Option<String> {
    models.iter().find_map(|model| {
        let mut same = model.activities.iter().filter(|one| one.name == *name);
        let found = same.find(|one| listed(model, one.id.as_str()).contains(&[dimension, sub]));
        found.map(|one| one.id.to_string())
    })
}

/// The fields of all activities of a file.
fn activities(file: &mut Value) -> impl Iterator<Item = &mut Value> {
    fn inside(value: &mut Value) -> impl Iterator<Item = &mut Value> {
        value.as_object_mut().into_iter().flat_map(Map::values_mut)
    }
    inside(file).flat_map(inside).flat_map(inside)
}

/// Takes the entry with this uuid out, wherever it stands.
fn take_entry(all: &mut Value, id: &str) -> Option<Value> {
    let dimensions = all.as_object_mut()?.values_mut();
    let mut subs = dimensions
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut);
    subs.find_map(|sub| {
        let found = entries(sub).find(|(_, fields)| uuid(fields) == Some(id));
        let name = found?.0.clone();
        sub.as_object_mut()?.shift_remove(&name)
    })
}

/// What `more` gives is put over what is there, field by field.
fn merge(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (key, value) in more {
                match into.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => {
                        into.insert(key, value);
                    }
                }
            }
        }
        (into, more) => *into = more,
    }
}
