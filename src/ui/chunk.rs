//! Parts of the program that are loaded when they are asked for: what they bring, and how far they
//! are. Where the program is cut stands in `ui/split.rs`.

use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::browser;

/// The chunk did not come. The browser's console says why.
#[derive(Clone, Debug)]
pub struct NotLoaded;

impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// How far a chunk is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loading {
    /// Nobody has asked for it.
    No,
    /// On its way.
    Yes,
    /// It did not come; it is tried again.
    Failed,
    /// It is there.
    Done,
}

/// After a failure it is tried again by itself: first after so many seconds, then after twice as
/// many each time, and no longer than the other one.
const FIRST_PAUSE: u64 = 2;
const LONGEST_PAUSE: u64 = 64;

/// What a chunk brings, whatever it is: so that loading is compiled once for all of them.
pub type Brought = Arc<dyn Any + Send + Sync>;

/// Loads a chunk.
pub type Load = fn() -> Pin<Box<dyn Future<Output = Result<Brought, NotLoaded>>>>;

type Waiting = Box<dyn FnOnce(&Brought)>;

/// A chunk, as the state keeps it. Cheap to copy.
pub struct Chunk<T: 'static> {
    part: Part,
    brings: PhantomData<fn() -> T>,
}

impl<T> Clone for Chunk<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Chunk<T> {}

impl<T: Copy + Send + Sync + 'static> Chunk<T> {
    /// One that `load` loads; it has to bring a `T`.
    pub fn new(load: Load) -> Self {
        Self {
            part: Part::new(load),
            brings: PhantomData,
        }
    }

    /// Its loading, without what it brings.
    pub fn part(self) -> Part {
        self.part
    }

    /// What it brings, once it is there.
    pub fn get(self) -> Option<T> {
        self.part.is_there.track();
        self.now()
    }

    /// What it brings, if it is there now.
    pub fn now(self) -> Option<T> {
        self.part
            .brought
            .with_value(|brought| brought.as_ref().and_then(|it| it.downcast_ref().copied()))
    }

    /// Does something with what it brings: now, or once it is there.
    pub fn then(self, act: impl FnOnce(T) + 'static) {
        match self.now() {
            Some(brought) => act(brought),
            None => self.part.wait(Box::new(move |brought| {
                if let Some(brought) = brought.downcast_ref() {
                    act(*brought);
                }
            })),
        }
    }

    /// What it brings, once it is there; it is tried until it comes.
    pub async fn come(self) -> Option<T> {
        if self.now().is_none() {
            self.part.come().await;
        }
        self.now()
    }

    /// As [`Part::want`].
    pub fn want(self) {
        self.part.want();
    }
}

/// How a chunk is loaded. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Part {
    load: Load,
    loading: RwSignal<Loading>,
    brought: StoredValue<Option<Brought>>,
    /// What is to be done once it is there.
    waiting: StoredValue<Vec<Waiting>, LocalStorage>,
    /// Becomes true once; what shows the chunk follows this and not each try.
    is_there: RwSignal<bool>,
    /// Something that is shown, or a file that was chosen, waits for it.
    is_wanted: StoredValue<bool>,
    /// In seconds.
    pause: StoredValue<u64>,
}

impl Part {
    fn new(load: Load) -> Self {
        Self {
            load,
            loading: RwSignal::new(Loading::No),
            brought: StoredValue::new(None),
            waiting: StoredValue::new_local(Vec::new()),
            is_there: RwSignal::new(false),
            is_wanted: StoredValue::new(false),
            pause: StoredValue::new(FIRST_PAUSE),
        }
    }

    /// How far it is.
    pub fn loading_signal(self) -> RwSignal<Loading> {
        self.loading
    }

    fn wait(self, act: Waiting) {
        self.waiting.update_value(|waiting| waiting.push(act));
        self.want();
    }

    async fn come(self) {
        let promise = js_sys::Promise::new(&mut |done, _| {
            self.wait(Box::new(move |_| {
                let told = done.call0(&JsValue::UNDEFINED);
                debug_assert!(told.is_ok());
            }));
        });
        let _ = JsFuture::from(promise).await;
    }

    /// Loads it, unless it is there or on its way. Tries again until it comes.
    pub fn want(self) {
        self.is_wanted.set_value(true);
        if matches!(self.loading.get_untracked(), Loading::Yes | Loading::Done) {
            return;
        }
        self.loading.set(Loading::Yes);
        leptos::task::spawn_local(self.fetch());
    }

    /// Loads it now, if it did not come before.
    pub fn try_again(self) {
        if self.loading.get_untracked() == Loading::Failed {
            self.want();
        }
    }

    /// Loads it ahead of time. Where that fails, nobody has missed it yet.
    pub async fn fetch_ahead(self) {
        browser::idle().await;
        if self.loading.get_untracked() == Loading::No {
            self.loading.set(Loading::Yes);
            self.fetch().await;
        }
    }

    async fn fetch(self) {
        match (self.load)().await {
            Ok(brought) => {
                self.brought.set_value(Some(brought.clone()));
                // What stands in its place may have the heading; the focus goes to the new one.
                let is_on_heading = browser::is_heading_focused();
                self.loading.set(Loading::Done);
                self.is_there.set(true);
                let mut waiting = Vec::new();
                self.waiting
                    .update_value(|all| waiting = std::mem::take(all));
                for act in waiting {
                    act(&brought);
                }
                if is_on_heading {
                    request_animation_frame(|| {
                        // A page that stays keeps its focus, and what it has been scrolled to.
                        if !browser::is_anything_focused() {
                            browser::focus_heading();
                        }
                    });
                }
            }
            Err(NotLoaded) if self.is_wanted.get_value() => {
                self.loading.set(Loading::Failed);
                let pause = self.pause.get_value();
                self.pause.set_value((pause * 2).min(LONGEST_PAUSE));
                set_timeout(move || self.want(), Duration::from_secs(pause));
            }
            Err(NotLoaded) => self.loading.set(Loading::No),
        }
    }
}
