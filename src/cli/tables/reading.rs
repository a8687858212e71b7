//! Reading many assessments at once, and handing them on in their order.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use chrono::NaiveDate;

use super::batch::Batches;
use crate::assessment::Today;
use crate::cli::catalogue::Catalogue;
use crate::cli::files;
use crate::cli::out::Problem;
use crate::model::Model;
use crate::tables;

/// What was read of a file.
pub struct Read {
    /// Name of the file.
    pub file: String,
    /// Id of its assessment.
    pub id: String,
    /// Its model.
    pub model: Arc<Model>,
    /// How many teams it has.
    pub teams: usize,
    /// Its rows.
    pub batches: Batches,
}

/// How many files may be read ahead of the one that is written, for each thread.
const AHEAD: usize = 4;

/// Reads files, some at a time, and gives them to `take` in the order of the list. Memory holds a few
/// of them only, however many there are.
pub fn each(
    paths: &[PathBuf],
    catalogue: &Catalogue,
    today: NaiveDate,
    wanted: &(dyn Fn(&str) -> bool + Sync),
    take: &mut dyn FnMut(Read) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(paths.len()).max(1);
    let next = AtomicUsize::new(0);
    // How many files were taken: nobody reads too far ahead of that.
    let taken = (Mutex::new(0usize), Condvar::new());
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(threads * AHEAD);
        for _ in 0..threads {
            let sender = sender.clone();
            let (next, taken) = (&next, &taken);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(at) else { return };
                    wait(taken, at, threads * AHEAD);
                    let read = one(path, catalogue, today, wanted);
                    if sender.send((at, read)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = std::collections::BTreeMap::new();
        let mut due = 0;
        let mut result = Ok(());
        for (at, read) in &receiver {
            waiting.insert(at, read);
            while let Some(read) = waiting.remove(&due) {
                result = result.and_then(|()| take(read?));
                due += 1;
                tell(&taken, due);
            }
            if result.is_err() {
                break;
            }
        }
        // Whoever waits has to see that nobody takes any more.
        tell(&taken, usize::MAX / 2);
        drop(receiver);
        result
    })
}

fn wait(taken: &(Mutex<usize>, Condvar), at: usize, ahead: usize) {
    let Ok(mut count) = taken.0.lock() else {
        return;
    };
    while at >= count.saturating_add(ahead) {
        match taken.1.wait(count) {
            Ok(next) => count = next,
            Err(_) => return,
        }
    }
}

fn tell(taken: &(Mutex<usize>, Condvar), count: usize) {
    if let Ok(mut known) = taken.0.lock() {
        *known = count;
    }
    taken.1.notify_all();
}

fn one(
    path: &std::path::Path,
    catalogue: &Catalogue,
    today: NaiveDate,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Read, Problem> {
    let (file, mut assessment) = files::assessment(path)?;
    assessment.today = Today(Some(today));
    let name = file.name;
    // The text is as large as all that comes of it.
    drop(file.opened);
    let model = catalogue.of(&name, &assessment)?;
    let mut batches = Batches::new(wanted);
    tables::write(&model, &assessment, today, &mut batches);
    Ok(Read {
        file: name,
        id: assessment.id.clone(),
        teams: assessment.living_teams().len(),
        model,
        batches,
    })
}
