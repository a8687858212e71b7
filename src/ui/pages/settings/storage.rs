//! What this browser keeps: the assessments, how much room they take, recovery copies, and records
//! that could not be read.

use leptos::html;
use leptos::prelude::*;

use crate::assessment::Assessment;
use crate::browser::{self, LocalStore};
use crate::exchange::several;
use crate::storage::{Aside, Copy, Entry, QUOTA, Shelf, Store, StoreError};
use crate::ui::components::{Cell, Shape, button, card, choose_files, editing, table};
use crate::ui::state::{State, Status};
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_text};

/// What “Export all” calls its file.
const ALL_FILE: &str = "all.dsomm.json";

/// Looks into the storage again whenever something changed there.
fn look<T: Default>(
    state: State,
    find: impl FnOnce(&Shelf<'_, LocalStore>) -> Result<T, StoreError>,
) -> T {
    state.shelf.track();
    state.assessment.track();
    let store = LocalStore::open();
    find(&Shelf::of(&store)).unwrap_or_default()
}

/// All assessments of this browser.
pub fn assessments(state: State) -> AnyView {
    let renaming: RwSignal<Option<String>> = RwSignal::new(None);
    let rows = live(move || {
        let entries = look(state, |shelf| shelf.list());
        if entries.is_empty() {
            return view! {
                <p class="muted">"Nothing is kept here: this browser gives the page no storage. Export a file to keep your answers."</p>
            }
            .into_any();
        }
        let rows: Vec<AnyView> = entries
            .into_iter()
            .map(|entry| assessment_row(state, renaming, entry))
            .collect();
        view! { <ul class="shelf">{rows}</ul> }.into_any()
    });
    let new = button(
        "button",
        Some(Shape::Add),
        "New assessment".to_owned(),
        move || {
            state.open_new();
            state.shelf.update(|count| *count += 1);
        },
    );
    let body = view! {
        {rows}
        <div class="row">
            {editing(state, new)}
            {editing(state, import_folder(state))}
            {button("button", Some(Shape::Export), "Export all".to_owned(), move || export_all(state))}
        </div>
    }
    .into_any();
    card(
        "assessments",
        "Assessments in this browser".to_owned(),
        "One is open; the others wait. Deleted ones can be brought back until they are removed for good. “Export all” puts those that are not deleted into one file, which Import reads in any browser. A folder with many files is one import; it can also be dropped onto the page.",
        body,
    )
}

fn import_folder(state: State) -> AnyView {
    choose_files(
        state,
        true,
        "Folder with assessments",
        "Import a folder",
        "",
    )
}

/// Writes a file with all assessments that are not deleted. The open one is in it as it is shown,
/// stored or not.
fn export_all(state: State) {
    let store = LocalStore::open();
    let (shelf, known) = (Shelf::of(&store), state.known_ids());
    let mut all = vec![state.assessment.get_untracked()];
    let open = all[0].id.clone();
    // Where nothing can be kept, the open one is all there is.
    let (others, problems) = shelf.others(&open, &known).unwrap_or_default();
    all.extend(others);
    let written = several::write(Some(&open), &all, &known).and_then(|text| {
        let read = several::read(&text)?;
        let is_whole = read.problems.is_empty() && read.assessments.len() == all.len();
        let problem = "The file could not be read back, so it was not written. Open the assessments one after the other and export each.";
        is_whole.then_some(text).ok_or_else(|| problem.to_owned())
    });
    let downloaded =
        written.and_then(|text| browser::download(ALL_FILE, "application/json", &text));
    let Err(problem) = downloaded else {
        state.is_in_file();
        let now = browser::context().now;
        for assessment in &all {
            let _ = shelf.exported(&assessment.id, now);
        }
        state.shelf.update(|count| *count += 1);
        let count = text::plural(all.len(), "assessment", "assessments");
        state.status.set(match problems.is_empty() {
            true => Status::Note(format!("Exported {count} as {ALL_FILE}")),
            false => Status::Problem(format!(
                "Exported {count} as {ALL_FILE}, as far as they can be read. {}",
                problems.join(" ")
            )),
        });
        return;
    };
    state.status.set(Status::Problem(problem));
}

fn assessment_row(state: State, renaming: RwSignal<Option<String>>, entry: Entry) -> AnyView {
    let Entry {
        id,
        title,
        teams,
        size,
        deleted,
    } = entry;
    let is_open = state
        .assessment
        .with_untracked(|assessment| assessment.id == id);
    let said = format!(
        "{} · {}{}",
        state.host.teams(teams),
        text::size(size),
        deleted.map_or(String::new(), |at| format!(
            " · deleted {}",
            browser::moment(at)
        ))
    );
    let act = |class: &'static str, verb: &'static str, press: Box<dyn Fn()>| {
        let name = format!("{verb} {title}");
        view! {
            <button type="button" class=class aria-label=name on:click=event_handler(move |_: leptos::ev::MouseEvent| press())>
                {verb}
            </button>
        }
        .into_any()
    };
    let with = |work: fn(State, &str, &str)| -> Box<dyn Fn()> {
        let (id, title) = (id.clone(), title.clone());
        Box::new(move || work(state, &id, &title))
    };
    let actions: Vec<AnyView> = if deleted.is_some() {
        vec![
            act(
                "button",
                "Restore",
                with(|state, id, title| {
                    state.change_storage(format!("Restored “{title}”"), |shelf| {
                        shelf.restore(id)
                    });
                }),
            ),
            act(
                "button danger",
                "Remove for good",
                with(|state, id, title| {
                    state.change_storage(format!("Removed “{title}” for good"), |shelf| {
                        shelf.purge(id)
                    });
                    browser::focus("#assessments");
                }),
            ),
        ]
    } else {
        let rename_id = id.clone();
        let mut actions = Vec::new();
        if !is_open {
            actions.push(act(
                "button",
                "Open",
                with(|state, id, _| {
                    if state.open_stored(id) {
                        browser::focus_heading();
                    }
                }),
            ));
        }
        actions.push(act(
            "button",
            "Rename",
            Box::new(move || {
                renaming.set(Some(rename_id.clone()));
                request_animation_frame(|| browser::focus("#rename-assessment"));
            }),
        ));
        actions.push(act(
            "button",
            "Duplicate",
            with(|state, id, title| {
                let copy = format!("Copy of {title}");
                let new_id = browser::random_id();
                let known = state.known_ids();
                state.change_storage(format!("Made “{copy}”"), |shelf| {
                    shelf.duplicate(id, &new_id, &copy, &known).map(|_| ())
                });
            }),
        ));
        actions.push(act("button danger", "Delete", with(delete)));
        actions
    };
    let name = {
        let (id, title) = (id.clone(), title.clone());
        live(move || {
            if renaming.get().as_deref() == Some(&id) {
                editing(state, rename_form(state, renaming, &id, &title))
            } else {
                view! { <p class="shelf-title">{title.clone()}</p> }.into_any()
            }
        })
    };
    let mark = is_open.then(|| view! { <span class="tag">"Open"</span> }.into_any());
    let class = if deleted.is_some() {
        "shelf-row gone"
    } else {
        "shelf-row"
    };
    view! {
        <li class=class>
            <div class="shelf-name">
                {name}
                <p class="muted small">{mark} " " {said}</p>
            </div>
            <div class="row" role="group" aria-label=title>
                {editing(state, actions.into_any())}
            </div>
        </li>
    }
    .into_any()
}

fn rename_form(state: State, renaming: RwSignal<Option<String>>, id: &str, title: &str) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let id = id.to_owned();
    let save = event_handler(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else {
            return;
        };
        if state.rename_stored(&id, &input.value()) {
            renaming.set(None);
        }
    });
    let title = title.to_owned();
    view! {
        <form class="row" on:submit=save>
            <label for="rename-assessment" class="visually-hidden">{format!("New title of {title}")}</label>
            <input id="rename-assessment" node_ref=input type="text" maxlength="200" prop:value=title.clone() />
            <button type="submit" class="button primary">"Save"</button>
            {button("button", None, "Cancel".to_owned(), move || renaming.set(None))}
        </form>
    }
    .into_any()
}

/// Deletes an assessment. If it is the open one, another is opened first.
fn delete(state: State, id: &str, title: &str) {
    let is_open = state
        .assessment
        .with_untracked(|assessment| assessment.id == id);
    if is_open {
        let others = look_untracked(|shelf| shelf.list());
        match others
            .iter()
            .find(|entry| entry.id != id && entry.deleted.is_none())
        {
            Some(other) => {
                if !state.open_stored(&other.id) {
                    return;
                }
            }
            None => state.open_new(),
        }
    }
    let now = browser::context().now;
    state.change_storage(
        format!("Deleted “{title}”. Restore brings it back."),
        |shelf| shelf.delete(id, now),
    );
    browser::focus("#assessments");
}

fn look_untracked<T: Default>(
    find: impl FnOnce(&Shelf<'_, LocalStore>) -> Result<T, StoreError>,
) -> T {
    find(&Shelf::of(&LocalStore::open())).unwrap_or_default()
}

/// How much room there is, and since when nothing was exported.
pub fn room(state: State) -> AnyView {
    let usage = Memo::new(move |_| look(state, |shelf| shelf.usage()));
    let share = move || usage.get().total() as f64 / QUOTA as f64;
    let said = live_text(move || {
        format!(
            "{} of about {} are taken ({} %).",
            text::size(usage.get().total()),
            text::size(QUOTA),
            (share() * 100.0).ceil()
        )
    });
    let rows = move || {
        let usage = usage.get();
        [
            ("Assessments", usage.assessments),
            ("Deleted assessments", usage.deleted),
            ("Recovery copies", usage.copies),
            ("Moved aside", usage.aside),
            ("Look, team, name", usage.other),
            ("Other pages of this server", usage.foreign),
        ]
        .into_iter()
        .map(|(name, size)| {
            vec![
                Cell::Text(state.host.say(name)),
                Cell::Number(text::size(size)),
            ]
        })
        .collect()
    };
    let exported = live_text(move || match state.since_export() {
        (None, changes) => format!(
            "Never exported; {}.",
            text::plural(changes, "change", "changes")
        ),
        (Some(at), changes) => format!(
            "Last exported {}; {} since.",
            browser::moment(at),
            text::plural(changes, "change", "changes")
        ),
    });
    let persisted = RwSignal::new(String::new());
    let persist = move || {
        leptos::task::spawn_local(async move {
            persisted.set(browser::persist().await.to_owned());
        });
    };
    let body = view! {
        <p>{said}</p>
        {crate::ui::components::bar("Room taken".to_owned(), share)}
        {table("What takes room", vec!["What".to_owned(), "#Size".to_owned()], rows)}
        <p>{exported}</p>
        <div class="row">
            {button("button", Some(Shape::Export), "Export now".to_owned(), move || state.export())}
            {editing(state, button("button", None, "Ask the browser to keep it".to_owned(), persist))}
        </div>
        <p class="muted small" role="status">{persisted}</p>
        <p class="muted small">
            "Browsers may clear what a page keeps: when room is short, or with the history. A file is yours. If this page should ever not start, "
            <a href="#/rescue">"the rescue page"</a>
            " still gives you your data."
        </p>
    }
    .into_any();
    card("room", "Storage".to_owned(), "", body)
}

/// States of the open assessment from earlier on.
pub fn copies(state: State) -> AnyView {
    let list = live(move || {
        let id = state.assessment.with(|assessment| assessment.id.clone());
        let copies = look(state, |shelf| shelf.copies(&id));
        if copies.is_empty() {
            return view! { <p class="muted">"None yet. The first one is made with the next change."</p> }
                .into_any();
        }
        let rows: Vec<AnyView> = copies
            .into_iter()
            .rev()
            .map(|copy| copy_row(state, copy))
            .collect();
        view! { <ul class="shelf">{rows}</ul> }.into_any()
    });
    card(
        "copies",
        "Recovery copies".to_owned(),
        "The open assessment as it was: up to ten states, closer together the younger they are. Made every hour of work, and before imports and deletions.",
        list,
    )
}

fn copy_row(state: State, copy: Copy) -> AnyView {
    let when = browser::moment(copy.at);
    let read = look_untracked(|shelf| Ok(Some(shelf.read_copy(&copy))));
    let said = match &read {
        Some(Ok(found)) => format!(
            "{}, {} · {}",
            state.host.teams(found.living_teams().len()),
            text::plural(found.answered_count(), "answer", "answers"),
            text::size(copy.size)
        ),
        Some(Err(problem)) => problem.clone(),
        None => String::new(),
    };
    // What is in it, before it takes the place of what is open.
    let content = read.and_then(Result::ok).map(|found| copy_content(&found));
    let restore = {
        let (copy, when) = (copy.clone(), when.clone());
        move || match look_untracked(|shelf| Ok(Some(shelf.read_copy(&copy)))) {
            Some(Ok(found)) => {
                state.open_copy(found, format!("Restore the copy of {when}"));
                browser::focus_heading();
            }
            Some(Err(problem)) => state.status.set(Status::Problem(problem)),
            None => {}
        }
    };
    let download = {
        let when = when.clone();
        move || {
            let found = look_untracked(|shelf| Ok(Some(shelf.read_copy(&copy))));
            if let Some(Ok(found)) = found {
                let name = format!("copy-{}.dsomm.json", when.replace([' ', ':'], "-"));
                let text = crate::exchange::export::write(&found, &state.known_ids());
                state
                    .status
                    .set(match browser::download(&name, "application/json", &text) {
                        Ok(()) => Status::Note(format!("Exported as {name}")),
                        Err(problem) => Status::Problem(problem),
                    });
            }
        }
    };
    let press = |verb: &'static str, press: Box<dyn Fn()>| {
        let name = format!("{verb} the copy of {when}");
        view! {
            <button type="button" class="button" aria-label=name on:click=event_handler(move |_: leptos::ev::MouseEvent| press())>
                {verb}
            </button>
        }
        .into_any()
    };
    view! {
        <li class="shelf-row">
            <div class="shelf-name">
                <p class="shelf-title">{when.clone()}</p>
                <p class="muted small">{said}</p>
                {content}
            </div>
            <div class="row">
                {editing(state, press("Restore", Box::new(restore)))}
                {press("Download", Box::new(download))}
            </div>
        </li>
    }
    .into_any()
}

fn copy_content(copy: &Assessment) -> AnyView {
    let teams: Vec<AnyView> = copy
        .living_teams()
        .into_iter()
        .map(|(id, team)| {
            let count = text::plural(copy.answered_by(id), "answer", "answers");
            view! { <li>{format!("{}: {count}", team.name)}</li> }.into_any()
        })
        .collect();
    view! {
        <details class="small">
            <summary>"What it holds"</summary>
            <p>{format!("“{}”", copy.title)}</p>
            <ul>{teams}</ul>
        </details>
    }
    .into_any()
}

/// Records that could not be read: only shown where there are some.
pub fn aside(state: State) -> AnyView {
    live(move || {
        let found = look(state, |shelf| shelf.aside());
        if found.is_empty() {
            return None;
        }
        let rows: Vec<AnyView> = found.into_iter().map(|one| aside_row(state, one)).collect();
        let body = view! { <ul class="shelf">{rows}</ul> }.into_any();
        Some(card(
            "aside",
            "Moved aside".to_owned(),
            "Records that could not be read, unchanged. Download one before you remove it: somebody may still make sense of it.",
            body,
        ))
    })
}

fn aside_row(state: State, one: Aside) -> AnyView {
    let Aside { key, name, size } = one;
    let download = {
        let (key, name) = (key.clone(), name.clone());
        move || {
            if let Ok(Some(text)) = LocalStore::open().get(&key) {
                let name = format!("{}.txt", name.replace('/', "-"));
                state
                    .status
                    .set(match browser::download(&name, "text/plain", &text) {
                        Ok(()) => Status::Note(format!("Exported as {name}")),
                        Err(problem) => Status::Problem(problem),
                    });
            }
        }
    };
    let remove = {
        let name = name.clone();
        move || {
            let key = key.clone();
            state.change_storage(format!("Removed {name}"), move |_| {
                LocalStore::open().remove(&key)
            });
            browser::focus_heading();
        }
    };
    view! {
        <li class="shelf-row">
            <div class="shelf-name">
                <p class="shelf-title">{name.clone()}</p>
                <p class="muted small">{text::size(size)}</p>
            </div>
            <div class="row" role="group" aria-label=name>
                {button("button", None, "Download".to_owned(), download)}
                {editing(state, button("button danger", None, "Remove".to_owned(), remove))}
            </div>
        </li>
    }
    .into_any()
}
