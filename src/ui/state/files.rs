//! Files in and out: what the user chose, and the whole assessment as a file.

use leptos::prelude::*;

use crate::browser::{self, LocalStore};
use crate::storage::Shelf;
use crate::ui::text;

use super::{State, Status};

/// A file that the user chose, before anybody has looked into it.
#[derive(Clone, PartialEq, Debug)]
pub struct Incoming {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// When it was changed last, in milliseconds since 1970.
    pub changed: f64,
}

impl State {
    /// Reads the files that the user chose; the preview of the import is a dialog. What is too large
    /// for its kind is refused where the kind is known.
    pub fn take_files(self, files: web_sys::FileList) {
        // The list may be emptied before they are read.
        let files: Vec<web_sys::File> =
            (0..files.length()).filter_map(|at| files.get(at)).collect();
        leptos::task::spawn_local(async move {
            for file in files {
                match browser::read_bytes(&file, crate::evidence::MAX_BYTES).await {
                    Ok(bytes) => {
                        let incoming = Incoming {
                            name: file.name(),
                            bytes,
                            changed: file.last_modified(),
                        };
                        self.incoming.update(|waiting| waiting.push(incoming));
                        self.chunks.extras.want();
                    }
                    Err(problem) => self.status.set(Status::Problem(problem)),
                }
            }
        });
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
