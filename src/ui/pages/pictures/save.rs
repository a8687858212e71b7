//! Every picture is a file: as SVG that stands alone, as PNG, or as a copy for the clipboard.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::charts::{Ink, Overlay, Scale, Sheet, in_file_colours, keys_of, size_of};
use crate::exchange::picture::pack;
use crate::ui::components::{Shape, button};
use crate::ui::state::State;
use crate::ui::view::event_handler;

/// How much larger a PNG is than the picture: sharp on a slide.
const SHARP: f64 = 2.0;

/// What is to be a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// The SVG document, drawn with [`Ink::File`].
    pub svg: String,
    /// Its width and height.
    pub size: (f64, f64),
    /// The colours that need a legend.
    pub scale: Option<Scale>,
    /// What its lines are: names and keys; empty where it says so itself.
    pub keys: Vec<(String, String)>,
    /// The heading.
    pub title: String,
    /// Whom it is about.
    pub team: String,
    /// The picture in words.
    pub description: String,
}

/// How a picture in a file is drawn.
pub const FILE: Ink = Ink::File;

/// Names of lines with their keys, for a file.
pub fn keys(names: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let keyed = names.enumerate();
    keyed
        .map(|(at, name)| (name, Overlay::key(at, FILE)))
        .collect()
}

/// The buttons; `picture` draws it when one is pressed.
pub fn save(picture: impl Fn() -> Picture + Send + Sync + 'static) -> AnyView {
    let state = State::get();
    let picture: Arc<dyn Fn() -> Picture + Send + Sync> = Arc::new(picture);
    let with = |work: Box<dyn Fn(State, Picture)>| {
        let picture = Arc::clone(&picture);
        move || untrack(|| work(state, picture()))
    };
    // Everything that was answered goes along, so it is asked for each time.
    let carries = RwSignal::new(false);
    let choose =
        event_handler(move |event: leptos::ev::Event| carries.set(event_target_checked(&event)));
    view! {
        <div class="save" role="group" aria-label="Save the picture">
            {button("button", None, "Copy".to_owned(), with(Box::new(copy)))}
            {button("button", Some(Shape::Export), "SVG".to_owned(), with(Box::new(move |state, picture| {
                as_svg(state, picture, carries.get_untracked());
            })))}
            {button("button", Some(Shape::Export), "PNG".to_owned(), with(Box::new(as_png)))}
            <label class="check" title="An SVG with all answers in it, which can be dropped back onto the page">
                <input type="checkbox" prop:checked=carries on:change=choose />
                <span>"Assessment inside"</span>
            </label>
        </div>
    }
    .into_any()
}

/// The buttons for a picture of another page: its name, a line break, and its SVG in the colours of
/// the page.
pub fn save_drawn(both: Memo<String>) -> AnyView {
    super::adopt_looks();
    save(move || {
        let state = State::get();
        both.with(|both| {
            let (name, svg) = both.split_once('\n').unwrap_or_default();
            let title = name.split([',', ';']).next().unwrap_or_default();
            Picture {
                svg: in_file_colours(svg),
                size: size_of(svg),
                scale: None,
                keys: keys_of(svg),
                title: title.to_owned(),
                team: state.team_name(),
                description: name.to_owned(),
            }
        })
    })
}

/// The sheet with the picture on it, and its file's name without an ending.
fn sheet(state: State, picture: &Picture, inside: String) -> (String, String) {
    let today = browser::context().today;
    let model = state.model();
    let version = match model.meta.version.as_str() {
        "" => String::new(),
        version => format!(" {version}"),
    };
    let assessment = state
        .assessment
        .with_untracked(|assessment| assessment.title.clone());
    let sheet = Sheet {
        title: picture.title.clone(),
        about: format!("{} · {assessment} · {today}", picture.team),
        source: format!("Source: {}, OWASP DSOMM{version}", state.host.title()),
        description: picture.description.clone(),
        inside,
        keys: picture.keys.clone(),
    };
    let name = crate::model::slug(&format!("{} {} {today}", picture.title, picture.team));
    (sheet.svg(&picture.svg, picture.size, picture.scale), name)
}

/// `carries`: with the whole assessment inside, so that the file can be dropped back onto the page.
fn as_svg(state: State, picture: Picture, carries: bool) {
    let write = move |inside: String| {
        let (svg, name) = sheet(state, &picture, inside);
        let name = format!("{name}.svg");
        let done = browser::download(&name, "image/svg+xml", &svg);
        state.say(done.map(|()| format!("Downloaded {name}")));
    };
    match carries {
        true => state
            .chunks
            .funnel
            .then(move |funnel| write(pack(&(funnel.file)(state)))),
        false => write(String::new()),
    }
}

fn as_png(state: State, picture: Picture) {
    let (svg, name) = sheet(state, &picture, String::new());
    leptos::task::spawn_local(async move {
        let name = format!("{name}.png");
        let done = browser::download_png(&svg, SHARP, &name).await;
        state.say(done.map(|()| format!("Downloaded {name}")));
    });
}

fn copy(state: State, picture: Picture) {
    let (svg, _) = sheet(state, &picture, String::new());
    leptos::task::spawn_local(async move {
        let done = browser::copy_png(&svg, SHARP).await;
        state.say(done.map(|()| "The picture is in the clipboard".to_owned()));
    });
}
