//! The page around this one, if there is one: what it says, and what it is told. Only the parent
//! window is listened to; data goes to an origin that is named, never to everybody.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::on_window;
use crate::host::protocol;

/// A message of the parent window.
#[derive(Clone, PartialEq, Debug)]
pub struct Heard {
    /// Where it comes from.
    pub origin: String,
    /// The message as JSON; `None`: it is too large, or cannot be written so.
    pub json: Option<String>,
    /// The message's id, where the message itself could not be read.
    pub id: Option<String>,
}

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The window around this one.
fn parent() -> Option<web_sys::Window> {
    let window = window()?;
    let parent = window.parent().ok().flatten()?;
    (!js_sys::Object::is(&parent, &window)).then_some(parent)
}

/// Whether this page is a part of another one.
pub fn is_framed() -> bool {
    parent().is_some()
}

/// Whether the page around this one comes from elsewhere: browsers keep what is stored here apart
/// then.
pub fn is_cross_site() -> bool {
    parent().is_some_and(|parent| {
        let location = Reflect::get(&parent, &"location".into());
        let href = location.and_then(|location| Reflect::get(&location, &"href".into()));
        href.is_err()
    })
}

/// Where this page comes from, also in a sandbox.
pub fn own_origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// Listens to the parent window. `is_wanted` decides by the origin, before a message is read.
pub fn on_message(
    is_wanted: impl Fn(&str) -> bool + 'static,
    mut act: impl FnMut(Heard) + 'static,
) {
    on_window("message", move |event| {
        let Some(message) = event.dyn_ref::<web_sys::MessageEvent>() else {
            return;
        };
        let is_parent = message
            .source()
            .zip(parent())
            .is_some_and(|(source, parent)| js_sys::Object::is(&source, &parent));
        let (origin, data) = (message.origin(), message.data());
        // A number, a text or an object of another kind is none of this protocol.
        let mark = data
            .is_object()
            .then(|| Reflect::get(&data, &"dsomm".into()).ok());
        let is_ours = mark.flatten().is_some_and(|mark| !mark.is_undefined());
        if !is_parent || !is_ours || !is_wanted(&origin) {
            return;
        }
        let json = js_sys::JSON::stringify(&data)
            .ok()
            .filter(|text| (text.length() as usize) <= protocol::MAX_BYTES)
            .and_then(|text| text.as_string());
        let id = Reflect::get(&data, &"id".into()).ok();
        act(Heard {
            origin,
            json,
            id: id
                .and_then(|id| id.as_string())
                .filter(|id| id.len() <= 200),
        });
    });
}

/// The address of this page, without what stands behind `?` and `#`.
pub fn page_address() -> String {
    let location = window().map(|window| window.location());
    let path = location.and_then(|location| location.pathname().ok());
    format!("{}{}", own_origin(), path.unwrap_or_default())
}

/// Tells the parent window something. `origin`: who may hear it.
pub fn post(json: &str, origin: &str) {
    if let (Some(parent), Ok(data)) = (parent(), js_sys::JSON::parse(json)) {
        // An origin that is no longer there hears nothing.
        let _ = parent.post_message(&data, origin);
    }
}

/// Says how high the first element is that a CSS selector finds, now and whenever it changes.
pub fn observe_height(selector: &str, mut act: impl FnMut(u32) + 'static) {
    let found = window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten());
    let Some(element) = found else { return };
    let watched = element.clone();
    let seen = Closure::<dyn FnMut()>::new(move || {
        let height = watched.get_bounding_client_rect().height().ceil();
        act(height.clamp(0.0, 1e6) as u32);
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(&element);
        seen.forget();
    }
}

/// Marks the page as a part of another one, for the style sheet.
pub fn mark_embedded() {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-embed", "");
    }
}

/// Forms are only a way to hear of Enter and of a button here; nothing is sent anywhere. But a
/// sandbox holds them back before the page hears of it, so the page is told without them.
pub fn forms_work_in_sandboxes() {
    on_window("click", |event| {
        let form = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("button:not([type=button])").ok().flatten())
            .and_then(|button| button.closest("form").ok().flatten());
        let Some(form) = form.filter(|_| !event.default_prevented()) else {
            return;
        };
        event.prevent_default();
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        if let Ok(submit) = web_sys::Event::new_with_event_init_dict("submit", &init) {
            let _ = form.dispatch_event(&submit);
        }
    });
}

/// Links that leave the page open in a new tab, which does not know where it came from.
pub fn links_elsewhere_open_anew() {
    on_window("click", |event| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten());
        let Some(link) = link else { return };
        let leaves = link
            .get_attribute("href")
            .is_some_and(|href| !href.starts_with(['#', '.']) && !href.starts_with("blob:"));
        if leaves {
            let _ = link.set_attribute("target", "_blank");
            let _ = link.set_attribute("rel", "noopener");
        }
    });
}
