//! A second thread: the same program, started by `public/worker.js`, where there is no page. Both ends
//! say something to each other: a word that tells what it is, and a value.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Said where the other end broke down, or never started.
pub const BROKEN: &str = "broken";
/// Heard now and then, if [`Line::tick`] asked for it.
pub const TICK: &str = "tick";
/// A sentence for the user.
pub const BROKE: &str = "The browser ended the work before it was done; there may be too little memory. Close other pages and try again.";

/// True in the second thread.
pub fn is_worker() -> bool {
    web_sys::window().is_none()
}

/// What was said and not heard yet.
#[derive(Default)]
struct Heard {
    waiting: VecDeque<(String, JsValue)>,
    /// Whoever listens is woken by it.
    wake: Option<Function>,
}

/// One end of the line between the page and a second thread.
#[derive(Clone)]
pub struct Line {
    /// What this end speaks to: the thread, or the page.
    to: JsValue,
    heard: Rc<RefCell<Heard>>,
    /// Where this is the page's end; the thread ends with it.
    thread: Option<Rc<Thread>>,
}

struct Thread(JsValue);

impl Drop for Thread {
    fn drop(&mut self) {
        let _ = call(&self.0, "terminate", &Array::new());
    }
}

// What few pages need is called by its name: a binding of its own would stand in the first view.
fn call(on: &JsValue, method: &str, with: &Array) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(on, &method.into())?.dyn_into()?;
    method.apply(on, with)
}

fn new(class: &str, with: &Array) -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &class.into())?.dyn_into()?;
    Reflect::construct(&class, with)
}

impl Line {
    /// Starts a thread. `None`: there can be none here, as in a sandbox or where the page is one file.
    /// Otherwise the first that it says is [`BROKEN`] where it cannot run.
    pub fn to_thread() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let boot = document.query_selector("script[data-js]").ok()??;
        // Both lie beside `worker.js`.
        let glue = boot.get_attribute("data-js")?;
        let program = format!("{glue} {}", boot.get_attribute("data-wasm")?);
        let options = Array::new();
        for (key, value) in [("type", "module"), ("name", &program)] {
            options.push(&Array::of2(&key.into(), &value.into()));
        }
        let options = js_sys::Object::from_entries(&options).ok()?;
        let thread = new("Worker", &Array::of2(&"./worker.js".into(), &options)).ok()?;
        let mut line = Self::with(thread.clone())?;
        let heard = line.heard.clone();
        for event in ["error", "messageerror"] {
            let heard = heard.clone();
            let broken = move |_| hear(&heard, BROKEN.to_owned(), JsValue::NULL);
            listen(&thread, event, broken)?;
        }
        line.thread = Some(Rc::new(Thread(thread)));
        Some(line)
    }

    /// The line to the page, in the second thread.
    pub fn to_page() -> Option<Self> {
        Self::with(js_sys::global().into())
    }

    fn with(to: JsValue) -> Option<Self> {
        let heard = Rc::new(RefCell::new(Heard::default()));
        let hearing = heard.clone();
        listen(&to, "message", move |event: web_sys::MessageEvent| {
            let said = Array::from(&event.data());
            let word = said.get(0).as_string().unwrap_or_default();
            hear(&hearing, word, said.get(1));
        })?;
        Some(Self {
            to,
            heard,
            thread: None,
        })
    }

    /// Says something to the other end. The error is a sentence.
    pub fn say(&self, word: &str, value: impl Into<JsValue>) -> Result<(), String> {
        let said = Array::of2(&word.into(), &value.into());
        let done = call(&self.to, "postMessage", &Array::of1(&said));
        done.map(|_| ()).map_err(|_| BROKE.to_owned())
    }

    /// From now on [`TICK`] is heard twice a second as long as this end is there.
    pub fn tick(&self) {
        if let Some(thread) = &self.thread {
            tick(Rc::downgrade(thread), self.heard.clone());
        }
    }

    /// What the other end said next.
    pub async fn hear(&self) -> (String, JsValue) {
        loop {
            if let Some(said) = self.heard.borrow_mut().waiting.pop_front() {
                return said;
            }
            let woken = Promise::new(&mut |wake, _| self.heard.borrow_mut().wake = Some(wake));
            let _ = JsFuture::from(woken).await;
        }
    }
}

fn tick(thread: Weak<Thread>, heard: Rc<RefCell<Heard>>) {
    let again = move || {
        if thread.strong_count() > 0 {
            hear(&heard, TICK.to_owned(), JsValue::NULL);
            tick(thread, heard);
        }
    };
    gloo_timers::callback::Timeout::new(500, again).forget();
}

fn listen(
    to: &JsValue,
    event: &str,
    act: impl FnMut(web_sys::MessageEvent) + 'static,
) -> Option<()> {
    let listening = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(act);
    let to: &web_sys::EventTarget = to.unchecked_ref();
    to.add_event_listener_with_callback(event, listening.as_ref().unchecked_ref())
        .ok()?;
    listening.forget();
    Some(())
}

fn hear(heard: &RefCell<Heard>, word: String, value: JsValue) {
    let wake = {
        let mut heard = heard.borrow_mut();
        heard.waiting.push_back((word, value));
        heard.wake.take()
    };
    if let Some(wake) = wake {
        let _ = wake.call0(&JsValue::NULL);
    }
}

/// A file as a stream of bytes; only in the second thread, where waiting holds nobody up.
pub struct FileBytes {
    file: web_sys::Blob,
    reader: JsValue,
    /// How much of it has been taken, in bytes.
    taken: f64,
    /// Told how much that is, after each piece.
    progress: Box<dyn Fn(f64)>,
    /// What was taken and not read yet.
    left: std::io::Cursor<Vec<u8>>,
}

impl FileBytes {
    /// How much is taken at once, in bytes.
    const PIECE: f64 = 1_048_576.0;

    /// `None`: not here.
    pub fn of(file: web_sys::Blob, progress: Box<dyn Fn(f64)>) -> Option<Self> {
        Some(Self {
            file,
            reader: new("FileReaderSync", &Array::new()).ok()?,
            taken: 0.0,
            progress,
            left: std::io::Cursor::default(),
        })
    }

    /// The next piece; empty at the end.
    fn piece(&mut self) -> Result<Vec<u8>, JsValue> {
        let end = self.taken + Self::PIECE;
        let piece = self.file.slice_with_f64_and_f64(self.taken, end)?;
        let buffer = call(&self.reader, "readAsArrayBuffer", &Array::of1(&piece))?;
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        self.taken += bytes.len() as f64;
        (self.progress)(self.taken);
        Ok(bytes)
    }
}

impl std::io::Read for FileBytes {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.left.read(to)?;
        if read > 0 || to.is_empty() {
            return Ok(read);
        }
        let piece = self.piece();
        let piece = piece.map_err(|_| std::io::Error::other("the file could not be read"))?;
        self.left = std::io::Cursor::new(piece);
        self.left.read(to)
    }
}
