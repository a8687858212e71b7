//! The model that answers are about: the one in this program, or one from files; with the extensions
//! and changes that an assessment has.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Args;

use super::check::yaml_files;
use super::files;
use super::out::Problem;
use crate::assessment::{Assessment, ModelSetup};
use crate::model::Model;
use crate::model::yaml::{self, Source};

/// Options of each command that needs the model.
#[derive(Args, Clone, Default)]
pub struct ModelArgs {
    /// Model file, or a folder of them, in place of the built-in model; may be repeated
    #[arg(long, value_name = "PATH", help_heading = "Model")]
    pub model: Vec<PathBuf>,
    /// Folder with extensions of the model, in place of the built-in ones
    #[arg(long, value_name = "FOLDER", help_heading = "Model")]
    pub extensions: Option<PathBuf>,
}

/// What the page brings along, by name.
const BASE: [(&str, &str); 5] = [
    (
        "model/dsomm/build-and-deployment.yaml",
        include_str!("../../model/dsomm/build-and-deployment.yaml"),
    ),
    (
        "model/dsomm/culture-and-organization.yaml",
        include_str!("../../model/dsomm/culture-and-organization.yaml"),
    ),
    (
        "model/dsomm/implementation.yaml",
        include_str!("../../model/dsomm/implementation.yaml"),
    ),
    (
        "model/dsomm/information-gathering.yaml",
        include_str!("../../model/dsomm/information-gathering.yaml"),
    ),
    (
        "model/dsomm/test-and-verification.yaml",
        include_str!("../../model/dsomm/test-and-verification.yaml"),
    ),
];

/// The extensions that the page brings along, by the name that assessments use.
const EXTENSIONS: [(&str, &str); 1] = [(
    "agentic-ai",
    include_str!("../../model/extensions/agentic-ai.yaml"),
)];

/// Models by what assessments ask for; each is read once.
pub struct Catalogue {
    base: Vec<(String, String)>,
    extensions: Option<PathBuf>,
    known: Mutex<Vec<(ModelSetup, Arc<Model>)>>,
}

impl Catalogue {
    /// Reads the model's own files.
    pub fn open(args: &ModelArgs) -> Result<Self, Problem> {
        let mut base = Vec::new();
        for path in &args.model {
            for path in yaml_files(path)? {
                let file = files::open(&path)?;
                base.push((file.name, file.opened.text));
            }
        }
        if base.is_empty() {
            let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
            base = BASE.iter().map(owned).collect();
        }
        Ok(Self {
            base,
            extensions: args.extensions.clone(),
            known: Mutex::default(),
        })
    }

    /// The model that an assessment's answers are about.
    pub fn of(&self, file: &str, assessment: &Assessment) -> Result<Arc<Model>, Problem> {
        self.with(&assessment.setup)
            .map_err(|Problem(what)| Problem::of(file, what))
    }

    /// The model with these extensions and changes.
    fn with(&self, setup: &ModelSetup) -> Result<Arc<Model>, Problem> {
        let Ok(mut known) = self.known.lock() else {
            return Err("The model cannot be read, because reading it failed before.".into());
        };
        let same = |other: &&(ModelSetup, Arc<Model>)| {
            other.0.extensions == setup.extensions && other.0.overlay == setup.overlay
        };
        if let Some((_, model)) = known.iter().find(same) {
            return Ok(Arc::clone(model));
        }
        let mut texts = self.base.clone();
        for name in &setup.extensions {
            texts.push((format!("extension {name}"), self.extension(name)?));
        }
        let sources: Vec<Source<'_>> = texts
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        let changes = setup.overlay.as_ref();
        let changes = changes.map(|overlay| ("changes of the model", overlay));
        let read = yaml::read_with(&sources, changes)
            .map_err(|problem| Problem(format!("The model cannot be used. {problem}")))?;
        let model = Arc::new(read.model);
        known.push((setup.clone(), Arc::clone(&model)));
        Ok(model)
    }

    fn extension(&self, name: &str) -> Result<String, Problem> {
        if let Some(folder) = &self.extensions {
            // The name comes from a file, so it must not lead elsewhere.
            if !name.contains(['/', '\\']) && name != ".." {
                return Ok(files::open(&extension_file(folder, name))?.opened.text);
            }
        } else if let Some((_, text)) = EXTENSIONS.iter().find(|known| known.0 == name) {
            return Ok((*text).to_owned());
        }
        Err(Problem(format!(
            "The assessment uses the extension “{name}” of the model, which is not here; without it, its numbers would be others. Name a folder that has {name}.yaml with --extensions."
        )))
    }
}

fn extension_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.yaml"))
}

#[cfg(test)]
mod tests {
    use super::{BASE, EXTENSIONS};
    use std::path::Path;

    fn names(folder: &str) -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(root.join(folder)).unwrap();
        let mut names: Vec<String> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .map(|name| format!("{folder}/{name}"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_whole_model_is_in_the_program() {
        let base: Vec<&str> = BASE.iter().map(|(name, _)| *name).collect();
        assert_eq!(names("model/dsomm"), base);
        let extensions: Vec<String> = EXTENSIONS
            .iter()
            .map(|(name, _)| format!("model/extensions/{name}.yaml"))
            .collect();
        assert_eq!(names("model/extensions"), extensions);
    }
}
