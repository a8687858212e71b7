//! Files in and out: what the user chose, and the whole assessment as a file.

use leptos::prelude::*;

use crate::browser::{self, Chosen, Found, LocalStore};
use crate::evidence;
use crate::exchange::kind::{self, Kind};
use crate::storage::Shelf;
use crate::ui::text;

use super::{State, Status};

/// Of larger files, what they begin with is looked at first. In bytes.
const LARGE: usize = 1 << 20;

/// Files that wait for the part of the program that reads them.
pub type Incomings = RwSignal<Vec<Incoming>, LocalStorage>;

/// A file that the user chose, and what was read of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Incoming {
    /// Its name; with the folders in front of it, where it came in one.
    pub name: String,
    /// What is in it; of a large one of a tool, what it begins with.
    pub bytes: Vec<u8>,
    /// A large file of a tool is read piece by piece.
    large: Option<web_sys::File>,
    /// When it was changed last, in milliseconds since 1970.
    pub changed: f64,
}

impl Incoming {
    /// Reads a file. The error is a sentence.
    pub async fn of(found: Found) -> Result<Self, String> {
        let Found { file, path: name } = found;
        let changed = file.last_modified();
        let mut large = None;
        let mut bytes = Vec::new();
        if file.size() > LARGE as f64 {
            bytes = browser::read_part(&file, 0, kind::HEAD).await?;
            if let Some(Kind::Proof(_)) = kind::of_head(&bytes) {
                large = Some(file.clone());
            }
        }
        if large.is_none() {
            // What is too large for its kind is refused where the kind is known.
            bytes = browser::read_bytes(&file, evidence::MAX_BYTES).await?;
        }
        Ok(Self {
            name,
            bytes,
            large,
            changed,
        })
    }

    /// All of it, in bytes.
    pub fn size(&self) -> usize {
        match &self.large {
            Some(file) => file.size() as usize,
            None => self.bytes.len(),
        }
    }

    /// Up to so many bytes of it; the page goes on meanwhile. The error is a sentence.
    pub async fn piece(&self, from: usize, bytes: usize) -> Result<Vec<u8>, String> {
        match &self.large {
            Some(file) => browser::read_part(file, from, bytes).await,
            None => {
                browser::pause().await;
                let end = self.bytes.len().min(from + bytes);
                Ok(self.bytes[from..end].to_vec())
            }
        }
    }
}

impl State {
    /// Files that the user chose come in; the preview of the import is a dialog.
    pub fn take_files(self, files: web_sys::FileList) {
        // The list may be emptied before they are read.
        let files = (0..files.length()).filter_map(|at| files.get(at));
        self.take_chosen(files.map(Chosen::from).collect());
    }

    /// The same, of files and folders.
    pub fn take_chosen(self, chosen: Vec<Chosen>) {
        self.incoming.update(|waiting| waiting.extend(chosen));
        self.chunks.extras.want();
    }

    /// Writes a file with the whole assessment.
    pub fn export(self) {
        self.chunks.funnel.then(move |funnel| (funnel.export)(self));
    }

    /// Writes a file with the whole assessment.
    pub(super) fn export_now(self) {
        let (name, content) = self.file();
        let downloaded = browser::download(&name, "application/json", &content);
        if downloaded.is_ok() {
            self.keeping.in_file.set_value(true);
            let id = self
                .assessment
                .with_untracked(|assessment| assessment.id.clone());
            let _ = Shelf::of(&LocalStore::open()).exported(&id, browser::context().now);
            self.shelf.update(|count| *count += 1);
        }
        self.status.set(match downloaded {
            Ok(()) if self.keeping.unsaved.get_value() => {
                Status::Note(format!("Exported as {name}. {}", text::NOT_SAVED))
            }
            Ok(()) => Status::Note(format!("Exported as {name}")),
            Err(problem) => Status::Problem(problem),
        });
    }

    /// Name and content of a file with the whole assessment.
    pub fn file(self) -> (String, String) {
        self.assessment.with_untracked(|assessment| {
            let slug = match crate::model::slug(&assessment.title) {
                text if text.is_empty() => "assessment".to_owned(),
                text => text,
            };
            (
                format!("{slug}.dsomm.json"),
                crate::exchange::export::write(assessment, &self.known_ids()),
            )
        })
    }
}
