//! Clock, chance, fetch, address and the document.

use chrono::{Datelike, NaiveDate};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::assessment::Context;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// Time and user for a command.
pub fn context() -> Context {
    let now = js_sys::Date::new_0();
    let today = i32::try_from(now.get_full_year())
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, now.get_month() + 1, now.get_date()))
        .filter(|day| day.year() > 2000)
        .unwrap_or_default();
    Context {
        now: js_sys::Date::now() as i64,
        by: String::new(),
        today,
    }
}

/// A moment as a calendar shows it where the user is: `2026-11-23 09:14`.
pub fn moment(millis: i64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(millis as f64));
    format!(
        "{}-{:02}-{:02} {:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// Asks the browser to keep what this page stores even when room is short. Says what came of it.
pub async fn persist() -> &'static str {
    // Neither the promise nor its parts are there in every browser, or on plain http.
    let asked = async {
        let storage = js_sys::Reflect::get(&window()?.navigator(), &"storage".into()).ok()?;
        let persist = js_sys::Reflect::get(&storage, &"persist".into()).ok()?;
        let persist: js_sys::Function = persist.dyn_into().ok()?;
        let promise: js_sys::Promise = persist.call0(&storage).ok()?.dyn_into().ok()?;
        JsFuture::from(promise).await.ok()?.as_bool()
    };
    match asked.await {
        Some(true) => "The browser keeps it until you delete it.",
        Some(false) => "The browser did not agree. It may do so once you use the page more often.",
        None => "This browser, or this address, has no such promise. Export files.",
    }
}

/// A new id: a random UUID (version 4). Works on plain http too.
pub fn random_id() -> String {
    let mut bytes = [0u8; 16];
    let filled = window()
        .and_then(|window| window.crypto().ok())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    if filled.is_none() {
        for byte in &mut bytes {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut id = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        id.push_str(&format!("{byte:02x}"));
    }
    id
}

/// Fetches a text that lies beside the page. `Err`: a sentence for the user.
pub async fn fetch_text(address: &str) -> Result<String, String> {
    let read = match fetch(address, None).await {
        Ok(response) if response.ok() => text_of(&response).await,
        Ok(response) => Err(format!(
            ": the server answered {}. Check that the whole folder was copied to the server.",
            response.status()
        )),
        Err(_) => Err(UNREACHED.to_owned()),
    };
    read.map_err(|said| format!("“{address}” could not be loaded{said}"))
}

const UNREACHED: &str = ". Check the connection, then reload the page.";

async fn fetch(address: &str, limit: Option<u32>) -> Result<web_sys::Response, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let asked = match limit {
        Some(millis) => {
            let options = web_sys::RequestInit::new();
            options.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(millis)));
            window.fetch_with_str_and_init(address, &options)
        }
        None => window.fetch_with_str(address),
    };
    JsFuture::from(asked).await?.dyn_into()
}

/// The text of an answer, or the end of a sentence. What lies beside the page is never a web page:
/// that is what a login answers, or a server that has a page for whatever is missing.
async fn text_of(response: &web_sys::Response) -> Result<String, String> {
    let unreached = |_: JsValue| UNREACHED.to_owned();
    let text = JsFuture::from(response.text().map_err(unreached)?)
        .await
        .map_err(unreached)?;
    let text = text.as_string().unwrap_or_default();
    if text.trim_start().starts_with('<') {
        return Err(
            ": the server answered with a web page, perhaps a login. Reload the page.".to_owned(),
        );
    }
    Ok(text)
}

/// How long a file that need not be there may take, in milliseconds. As in `public/boot.js`.
const PATIENCE: u32 = 5000;

/// As [`fetch_text`], of a file that need not be there: nothing, then. It does not wait for long.
/// `Err`: the end of a sentence that says that it could not be loaded.
pub async fn fetch_if_there(address: &str) -> Option<Result<String, String>> {
    let silent = || ": the server did not answer within 5 seconds.".to_owned();
    // The start script has waited for it already.
    let root = document().and_then(|document| document.document_element());
    let hosted = root.and_then(|root| root.get_attribute("data-hosted"));
    if hosted.is_some_and(|hosted| hosted == "late") {
        return Some(Err(silent()));
    }
    match fetch(address, Some(PATIENCE)).await {
        Ok(response) if response.ok() => Some(text_of(&response).await),
        Ok(response) if response.status() == 404 => None,
        Ok(response) => Some(Err(format!(": the server answered {}.", response.status()))),
        Err(cause) => {
            let is_late = js_sys::Error::from(cause).name() == "TimeoutError";
            Some(Err(if is_late {
                silent()
            } else {
                UNREACHED.to_owned()
            }))
        }
    }
}

/// Starts something that takes time at once, whatever is waited for meanwhile.
pub fn soon<T: 'static>(
    work: impl Future<Output = T> + 'static,
) -> impl Future<Output = Option<T>> + 'static {
    let place = std::rc::Rc::new(std::cell::RefCell::new(None));
    let put = std::rc::Rc::clone(&place);
    let promise = wasm_bindgen_futures::future_to_promise(async move {
        *put.borrow_mut() = Some(work.await);
        Ok(JsValue::UNDEFINED)
    });
    async move {
        let _ = JsFuture::from(promise).await;
        place.borrow_mut().take()
    }
}

/// What stands behind `#` and `?` in the address, with these signs.
pub fn hash_and_search() -> (String, String) {
    window()
        .map(|window| {
            let location = window.location();
            (
                location.hash().unwrap_or_default(),
                location.search().unwrap_or_default(),
            )
        })
        .unwrap_or_default()
}

/// Goes to an address of the page: from `#` on.
pub fn go_to(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Puts a value into the query of the address without a step in the browser's history.
pub fn set_query(name: &str, value: &str) {
    let put = || {
        let window = window()?;
        let url = web_sys::Url::new(&window.location().href().ok()?).ok()?;
        url.search_params().set(name, value);
        let history = window.history().ok()?;
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(&url.href()))
            .ok()
    };
    // Where the address cannot be changed, such as in a sandbox, it stays.
    let _ = put();
}

/// Puts another address behind `#` without a step in the browser's history and without telling the
/// page.
pub fn set_hash(hash: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Listens on the window for as long as the program runs the page.
pub fn on_window(event: &'static str, mut act: impl FnMut(&web_sys::Event) + 'static) {
    if let Some(window) = window() {
        EventListener::new_with_options(
            &window,
            event,
            EventListenerOptions::enable_prevent_default(),
            move |event| act(event),
        )
        .forget();
    }
}

/// Listens to the page being shown (`true`) or hidden, for as long as the program runs the page.
pub fn on_visibility(mut act: impl FnMut(bool) + 'static) {
    let Some(document) = document() else { return };
    let target = document.clone();
    EventListener::new(&target, "visibilitychange", move |_| {
        act(document.visibility_state() == web_sys::VisibilityState::Visible);
    })
    .forget();
}

/// The key that a `storage` event is about; `None`: all of them.
pub fn changed_key(event: &web_sys::Event) -> Option<String> {
    event.dyn_ref::<web_sys::StorageEvent>()?.key()
}

/// True while the user types into a field: keys mean text then.
pub fn is_typing(event: &web_sys::Event) -> bool {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return false;
    };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("radio" | "checkbox" | "button")
        ),
        _ => element.has_attribute("contenteditable"),
    }
}

/// True while a dialog asks for a decision: keys do nothing behind it.
pub fn is_dialog_open() -> bool {
    document()
        .and_then(|document| document.query_selector("dialog[open]").ok().flatten())
        .is_some()
}

/// Writes a text into the element with this id, if it is there.
pub fn set_text(id: &str, text: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.set_text_content(Some(text));
    }
}

/// Sets a token of the style sheet; nothing: as the style sheet says.
pub fn set_token(name: &str, value: Option<&str>) {
    let root = document()
        .and_then(|document| document.document_element())
        .and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(root) = root {
        let name = format!("--{name}");
        let _ = match value {
            Some(value) => root.style().set_property(&name, value),
            None => root.style().remove_property(&name).map(|_| ()),
        };
    }
}

/// Sets the window's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Address of the page's icon. The single file has it within itself.
pub fn icon() -> String {
    document()
        .and_then(|document| document.query_selector("link[rel='icon']").ok().flatten())
        .and_then(|link| link.get_attribute("href"))
        .unwrap_or_default()
}

/// A text in lower case, of any script: the browser has the tables.
pub fn lower(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => js_sys::JsString::from(text).to_lower_case().into(),
    }
}

/// Puts the focus on the first element that a CSS selector finds.
pub fn focus(selector: &str) {
    if is_guest() {
        return;
    }
    let found = document()
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = found {
        let _ = element.focus();
    }
}

/// Puts the focus on the element with this id, whatever the id holds.
pub fn focus_id(id: &str) {
    let found = document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = found {
        let _ = element.focus();
    }
}

/// Brings the first element into view that a CSS selector finds, no further than needed.
pub fn show(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls inside an element until this point is in its middle, as far as there is something to
/// scroll: shares of the width and height of what is in it.
pub fn scroll_within(selector: &str, (x, y): (f64, f64)) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        let before = |share: f64, all: i32, seen: i32| (share * f64::from(all)) as i32 - seen / 2;
        element.set_scroll_left(before(x, element.scroll_width(), element.client_width()));
        element.set_scroll_top(before(y, element.scroll_height(), element.client_height()));
    }
}

/// In the page of another, the focus stays where the user has put it: outside.
fn is_guest() -> bool {
    super::is_framed() && document().is_some_and(|document| !document.has_focus().unwrap_or(true))
}

/// Puts the focus on the page's heading and shows its top, as after loading a page.
pub fn focus_heading() {
    focus("main h1");
    if let Some(window) = window().filter(|_| !is_guest()) {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Whether the focus is on the page's heading.
pub fn is_heading_focused() -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|focused| focused.matches("main h1").unwrap_or(false))
}

/// Whether the focus is on anything at all.
pub fn is_anything_focused() -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|focused| focused.tag_name() != "BODY")
}

/// Whether the first element that a CSS selector finds takes any room.
pub fn is_shown(selector: &str) -> bool {
    document()
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .is_some_and(|element| element.get_bounding_client_rect().width() > 0.0)
}

/// Whether the start script found more to do than to show a plain page: a configuration, a page
/// around this one, or something in the address that sets something. See `public/boot.js`.
pub fn is_hosted() -> bool {
    document()
        .and_then(|document| document.document_element())
        .is_some_and(|root| root.has_attribute("data-hosted"))
}

/// Whether the user has asked the browser to save data.
pub fn saves_data() -> bool {
    // Not every browser has it.
    let asked = || {
        let connection = js_sys::Reflect::get(&window()?.navigator(), &"connection".into()).ok()?;
        js_sys::Reflect::get(&connection, &"saveData".into())
            .ok()?
            .as_bool()
    };
    asked().unwrap_or(false)
}

/// Waits until the page has nothing else to do.
pub async fn idle() {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let Some(window) = window() else { return };
        // Safari has no such call; a moment later is good enough there.
        let has_idle = js_sys::Reflect::has(&window, &"requestIdleCallback".into());
        let asked = match has_idle {
            Ok(true) => window.request_idle_callback(&done).map(|_| ()),
            _ => window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&done, 500)
                .map(|_| ()),
        };
        debug_assert!(asked.is_ok());
    });
    let _ = JsFuture::from(promise).await;
}

/// Lets the page do what else there is to do.
pub async fn pause() {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let asked = window()
            .map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 0));
        debug_assert!(asked.is_some());
    });
    let _ = JsFuture::from(promise).await;
}

/// Long work in pieces: lets the page go on whenever it was held up for a while.
pub struct Breath {
    since: f64,
}

impl Default for Breath {
    fn default() -> Self {
        Self {
            since: js_sys::Date::now(),
        }
    }
}

impl Breath {
    /// How long work goes on without a break, in milliseconds.
    const LONGEST: f64 = 30.0;

    /// To be called between two pieces. A break costs some milliseconds, so not each time is one.
    pub async fn take(&mut self) {
        if js_sys::Date::now() - self.since > Self::LONGEST {
            pause().await;
            self.since = js_sys::Date::now();
        }
    }
}

/// `light`, `dark`, or nothing for what the system says.
pub fn set_theme(theme: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = match theme {
            "light" | "dark" => root.set_attribute("data-theme", theme),
            _ => root.remove_attribute("data-theme"),
        };
    }
}

/// Takes the first element away that a CSS selector finds. Returns whether there was one.
pub fn remove(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    let is_there = found.is_some();
    if let Some(element) = found {
        element.remove();
    }
    is_there
}

/// After a panic nothing of the program can be trusted: the page's own plain screen takes over.
pub fn install_panic_screen() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let Some(document) = document() else { return };
        if let Some(message) = document.get_element_by_id("rescue-message") {
            message.set_text_content(Some(&info.to_string()));
        }
        if let Some(screen) = document.get_element_by_id("rescue") {
            let _ = screen.remove_attribute("hidden");
        }
    }));
}

/// Takes an attribute off the element with this id.
pub fn take_attribute(id: &str, name: &str) -> Option<String> {
    let element = document()?.get_element_by_id(id)?;
    let value = element.get_attribute(name);
    let _ = element.remove_attribute(name);
    value
}

/// Sets an attribute of the element with this id, if it is there.
pub fn set_attribute(id: &str, name: &str, value: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        let _ = element.set_attribute(name, value);
    }
}

/// Opens the browser's dialog for printing, from which a PDF can be saved too.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // In a frame it may be forbidden; the browser has a menu of its own.
        let _ = window.print();
    }
}
