//! For whoever hosts the page: puts together the configuration, the link and the lines that embed
//! the page, and shows how it looks.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::browser;
use crate::host::config::{self, Config};
use crate::route;
use crate::ui::components::{Pick, button, card, select};
use crate::ui::state::{State, Status};
use crate::ui::view::{event_handler, live, live_bool, live_text};

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    title: RwSignal<String>,
    accent: RwSignal<String>,
    word: RwSignal<String>,
    words: RwSignal<String>,
    mode: RwSignal<String>,
    team: RwSignal<String>,
    origins: RwSignal<String>,
    readonly: RwSignal<bool>,
    memory: RwSignal<bool>,
    header: RwSignal<bool>,
    nav: RwSignal<bool>,
    hidden: [RwSignal<bool>; 3],
    tried: RwSignal<bool>,
}

/// Pages that the form offers to hide.
const HIDEABLE: [(&str, &str); 3] = [
    ("model", "Hide Model"),
    ("settings", "Hide Settings"),
    ("help", "Hide Help"),
];

impl Form {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            title: text(),
            accent: text(),
            word: text(),
            words: text(),
            mode: text(),
            team: text(),
            origins: text(),
            readonly: RwSignal::new(false),
            memory: RwSignal::new(false),
            header: RwSignal::new(true),
            nav: RwSignal::new(true),
            hidden: [(); 3].map(|()| RwSignal::new(false)),
            tried: RwSignal::new(false),
        }
    }

    /// `config.json`, with what differs from the defaults.
    fn config(self) -> Value {
        let mut map = Map::new();
        map.insert("version".to_owned(), 1.into());
        let given = |signal: RwSignal<String>| {
            let text = signal.get().trim().to_owned();
            (!text.is_empty()).then(|| Value::from(text))
        };
        let group = |entries: [(&str, Option<Value>); 2]| {
            let entries = entries.into_iter();
            let map: Map<String, Value> = entries
                .filter_map(|(key, value)| Some((key.to_owned(), value?)))
                .collect();
            (!map.is_empty()).then(|| Value::from(map))
        };
        let mut insert = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(key.to_owned(), value);
            }
        };
        insert("title", given(self.title));
        insert(
            "theme",
            group([("mode", given(self.mode)), ("accent", given(self.accent))]),
        );
        insert(
            "wording",
            group([("team", given(self.word)), ("teams", given(self.words))]),
        );
        let hidden: Vec<Value> = HIDEABLE
            .iter()
            .zip(self.hidden)
            .filter(|(_, is_hidden)| is_hidden.get())
            .map(|((page, _), _)| Value::from(*page))
            .collect();
        insert("hide", (!hidden.is_empty()).then(|| hidden.into()));
        let origins: Vec<Value> = self
            .origins
            .get()
            .split_whitespace()
            .map(Value::from)
            .collect();
        let origins = (!origins.is_empty()).then(|| origins.into());
        insert("embed", group([("origins", origins), ("", None)]));
        map.into()
    }

    /// What the link says, in the order of the address.
    fn parameters(self) -> Vec<(&'static str, String)> {
        let mut parameters = vec![("embed", "1".to_owned())];
        let mut text = |name, signal: RwSignal<String>| {
            let value = signal.get().trim().to_owned();
            if !value.is_empty() {
                parameters.push((name, value));
            }
        };
        text("theme", self.mode);
        text("team", self.team);
        if self.readonly.get() {
            parameters.push(("readonly", "1".to_owned()));
        }
        if self.memory.get() {
            parameters.push(("storage", "memory".to_owned()));
        }
        for (name, is_shown) in [("header", self.header), ("nav", self.nav)] {
            if !is_shown.get() {
                parameters.push((name, "0".to_owned()));
            }
        }
        parameters
    }

    fn link(self) -> String {
        let parameters: Vec<String> = self
            .parameters()
            .into_iter()
            .map(|(name, value)| format!("{name}={}", route::encode(&value)))
            .collect();
        format!("{}?{}", browser::page_address(), parameters.join("&"))
    }

    fn snippet(self) -> String {
        let address = browser::page_address();
        let attributes: String = self
            .parameters()
            .into_iter()
            .filter(|(name, _)| *name != "embed")
            .map(|(name, value)| match (name, value.as_str()) {
                ("readonly", _) => " readonly".to_owned(),
                ("header" | "nav", _) => format!(" no-{name}"),
                _ => format!(" {name}=\"{}\"", escaped(&value)),
            })
            .collect();
        let folder = address.rfind('/').map_or("", |at| &address[..=at]);
        format!(
            "<script src=\"{}embed.js\" defer></script>\n<dsomm-radar src=\"{}\"{attributes}></dsomm-radar>",
            escaped(folder),
            escaped(&address)
        )
    }

    fn read(self) -> (Config, Vec<config::Finding>) {
        let value = self.config();
        config::read_value(&value, config::Source::File)
    }
}

/// As it stands in an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// The card that puts it together.
pub fn share(state: State) -> AnyView {
    let form = Form::new();
    let host = state.host;
    Effect::new(move |was_tried: Option<bool>| {
        let is_tried = form.tried.get();
        if is_tried {
            let (mut tried, _) = form.read();
            // This page stays, or the form would go with it.
            if let Some(hidden) = &mut tried.hide {
                hidden.retain(|page| page != "settings");
            }
            host.try_out(Some(&tried));
        } else if was_tried == Some(true) {
            host.try_out(None);
        }
        is_tried
    });
    on_cleanup(move || {
        if form.tried.get_untracked() {
            host.try_out(None);
        }
    });
    let findings = live(move || {
        let (_, findings) = form.read();
        findings
            .into_iter()
            .map(|finding| view! { <p class="host-notice">{finding.to_string()}</p> }.into_any())
            .collect_view()
    });
    let hides = HIDEABLE
        .iter()
        .zip(form.hidden)
        .map(|((page, name), signal)| check(format!("share-hide-{page}"), name, signal))
        .collect_view();
    let file = live_text(move || {
        let text = serde_json::to_string_pretty(&form.config()).unwrap_or_default();
        format!("{text}\n")
    });
    let download = move || {
        let written = browser::download("config.json", "application/json", &file.get_untracked());
        state.status.set(match written {
            Ok(()) => Status::Note("Exported as config.json".to_owned()),
            Err(problem) => Status::Problem(problem),
        });
    };
    let modes = || {
        [("", "As the system"), ("light", "Light"), ("dark", "Dark")]
            .map(|(value, name)| Pick(value.to_owned(), name.to_owned()))
            .to_vec()
    };
    let body = view! {
        <div class="share-fields">
            {field("share-title", "Title of the page", "", form.title)}
            {field("share-accent", "Accent colour", "#0b6b49, or empty for the page's own", form.accent)}
            {field("share-word", "Word for “Team”", "Product", form.word)}
            {field("share-words", "Word for “Teams”", "Products", form.words)}
            <div class="field">
                <label for="share-mode">"Theme of the page"</label>
                {select(Some("share-mode"), None, modes, form.mode.into(), move |mode| form.mode.set(mode))}
            </div>
            {field("share-team", state.host.say("Team to show"), "Its name", form.team)}
        </div>
        <div class="share-checks">
            {check("share-readonly".to_owned(), "Read-only", form.readonly)}
            {check("share-memory".to_owned(), "The portal keeps the answers", form.memory)}
            {check("share-header".to_owned(), "With header", form.header)}
            {check("share-nav".to_owned(), "With navigation", form.nav)}
            {hides}
        </div>
        {field("share-origins", "Sites that may embed the page and talk to it", "https://portal.example.com", form.origins)}
        {check("share-try".to_owned(), "Show title, colour, words and hidden pages here, until this page is left", form.tried)}
        {findings}
        {shown("share-config", "config.json, beside index.html on the server", file)}
        <div>{button("button", None, "Download config.json".to_owned(), download)}</div>
        {shown("share-link", "Address for a frame", live_text(move || form.link()))}
        {shown("share-snippet", "Lines for the portal's page", live_text(move || form.snippet()))}
    }
    .into_any();
    card(
        "share",
        "Hosting and embedding".to_owned(),
        "For whoever puts this page on a server or into a portal. Nothing here changes the assessment.",
        body,
    )
}

fn field(
    id: &'static str,
    name: impl Into<String>,
    example: &'static str,
    text: RwSignal<String>,
) -> AnyView {
    let write = event_handler(move |event: leptos::ev::Event| text.set(event_target_value(&event)));
    view! {
        <div class="field">
            <label for=id>{name.into()}</label>
            <input
                id=id
                type="text"
                maxlength="2000"
                autocomplete="off"
                placeholder=example
                prop:value=text
                on:input=write
            />
        </div>
    }
    .into_any()
}

fn check(id: String, name: &'static str, value: RwSignal<bool>) -> AnyView {
    let toggle =
        event_handler(move |event: leptos::ev::Event| value.set(event_target_checked(&event)));
    let is_on = live_bool(move || value.get());
    view! {
        <label class="check">
            <input id=id type="checkbox" prop:checked=is_on on:change=toggle />
            {name}
        </label>
    }
    .into_any()
}

fn shown(id: &'static str, name: &'static str, text: Signal<String>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{name}</label>
            <textarea id=id class="share-code" rows="3" readonly spellcheck="false" prop:value=text></textarea>
        </div>
    }
    .into_any()
}
