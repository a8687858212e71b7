//! Folders that were dropped onto the page, or chosen. Browsers hand them out as they always have
//! ([File and Directory Entries](https://wicg.github.io/entries-api/)): with callbacks, and in pieces.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::order::sorted;

/// How many files of a folder are looked at.
const MOST: usize = 10_000;

/// Something that was chosen or dropped: a file, or a folder as the browser hands it out.
#[derive(Clone, Debug)]
pub struct Chosen(JsValue);

impl Chosen {
    /// It is a folder, which has to be looked through.
    pub fn is_folder(&self) -> bool {
        !self.0.is_instance_of::<web_sys::File>()
    }
}

impl From<web_sys::File> for Chosen {
    fn from(file: web_sys::File) -> Self {
        Self(file.into())
    }
}

/// A file, and where it lies in the folder that was chosen with it: `teams/shop/team-progress.yaml`.
/// Of one that came alone, that is its name.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file.
    pub file: web_sys::File,
    /// Its path, for people.
    pub path: String,
}

impl Found {
    /// How large it is, in bytes.
    pub fn size(&self) -> usize {
        self.file.size() as usize
    }
}

/// What is being dropped. To be asked while the event is handled: later there is nothing any more.
pub fn dropped(data: &web_sys::DataTransfer) -> Vec<Chosen> {
    let items = data.items();
    let one = |at| {
        let item = items.get(at)?;
        let folder = item.webkit_get_as_entry().ok().flatten();
        Some(
            match folder.filter(web_sys::FileSystemEntry::is_directory) {
                Some(folder) => Chosen(folder.into()),
                None => item.get_as_file().ok()??.into(),
            },
        )
    };
    (0..items.length()).filter_map(one).collect()
}

/// All files of what was chosen: files in their order, and behind them those of folders, and of
/// folders in them, by path. Of folders, only what `is_wanted` says yes to by its path, and nothing
/// that is hidden or in `node_modules`; with the paths of what could not be read. `Err`: a sentence
/// for the user.
pub async fn files_of(
    chosen: Vec<Chosen>,
    is_wanted: fn(&str) -> bool,
) -> Result<(Vec<Found>, Vec<String>), String> {
    let (mut found, mut inside) = (Vec::new(), Vec::new());
    let mut unreadable = Vec::new();
    let mut folders = Vec::new();
    for Chosen(one) in chosen {
        match one.dyn_into::<web_sys::File>() {
            Ok(file) => {
                // Where a folder was chosen, the browser gives its files at once.
                let in_folder = text(&file, "webkitRelativePath").filter(|path| !path.is_empty());
                match in_folder {
                    Some(path) if is_hidden(&path) || !is_wanted(&path) => {}
                    Some(path) => found.push(Found { file, path }),
                    None => found.push(Found {
                        path: file.name(),
                        file,
                    }),
                }
            }
            Err(folder) => folders.push(folder),
        }
    }
    while let Some(folder) = folders.pop() {
        let name = text(&folder, "fullPath").unwrap_or_default();
        let Ok(entries) = entries(&folder).await else {
            unreadable.push(name.trim_start_matches('/').to_owned());
            continue;
        };
        for entry in entries {
            let path = text(&entry, "fullPath").unwrap_or_default();
            let path = path.trim_start_matches('/').to_owned();
            if is_hidden(&path) {
                continue;
            }
            if Reflect::get(&entry, &"isDirectory".into()) == Ok(JsValue::TRUE) {
                folders.push(entry);
            } else if is_wanted(&path) {
                match file_of(&entry).await {
                    Ok(file) => inside.push(Found { file, path }),
                    Err(_) => unreadable.push(path),
                }
            }
            if inside.len() > MOST {
                return Err(format!(
                    "The folder has more than {MOST} files. Choose the folder in which the assessments lie."
                ));
            }
        }
    }
    found.extend(sorted(inside, |left: &Found, right| {
        left.path.cmp(&right.path)
    }));
    Ok((found, unreadable))
}

fn is_hidden(path: &str) -> bool {
    let mut names = path.split('/');
    names.any(|name| name.starts_with('.') || name == "node_modules")
}

fn text(of: &JsValue, key: &str) -> Option<String> {
    Reflect::get(of, &key.into()).ok()?.as_string()
}

/// What lies in a folder. It is given in pieces; an empty one is the last.
async fn entries(folder: &JsValue) -> Result<Vec<JsValue>, JsValue> {
    let reader = Reflect::get(folder, &"createReader".into())?;
    let reader = reader.dyn_into::<Function>()?.call0(folder)?;
    let mut all = Vec::new();
    loop {
        let piece: Array = called_back(&reader, "readEntries").await?.dyn_into()?;
        if piece.length() == 0 {
            return Ok(all);
        }
        all.extend(piece.iter());
    }
}

async fn file_of(entry: &JsValue) -> Result<web_sys::File, JsValue> {
    called_back(entry, "file").await?.dyn_into()
}

/// Calls a function that wants two others: one for what it gives, one for a failure.
async fn called_back(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    let promise = Promise::new(&mut |done, failed| {
        if let Err(why) = function.call2(of, &done, &failed) {
            let _ = failed.call1(&JsValue::UNDEFINED, &why);
        }
    });
    JsFuture::from(promise).await
}
