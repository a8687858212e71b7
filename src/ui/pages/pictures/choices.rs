//! What a page shows stands in its address: filters, teams, measure. The tab remembers it, so that
//! it is there again after a look at another page.

use leptos::prelude::*;

use crate::browser;
use crate::route::{self, Route};

/// The choices of a page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Choices {
    href: StoredValue<String>,
    all: RwSignal<Vec<(String, String)>>,
}

impl Choices {
    /// What the address says, else what the tab remembers of this page.
    pub fn of(route: &Route) -> Self {
        let href = route.href();
        let said = route::choices(&browser::hash_and_search().0);
        let all = match said.is_empty() {
            false => said,
            true => browser::tab_get(&key(&href))
                .map(|kept| route::choices(&kept))
                .unwrap_or_default(),
        };
        let choices = Self {
            href: StoredValue::new(href),
            all: RwSignal::new(all),
        };
        choices.write();
        // Back and forth in the browser's history, or an address typed by hand.
        let listener = window_event_listener(leptos::ev::hashchange, move |_| {
            let hash = browser::hash_and_search().0;
            let is_here = choices
                .href
                .with_value(|href| hash.split('?').next() == Some(href.as_str()));
            if is_here {
                choices.all.set(route::choices(&hash));
                choices.remember();
            }
        });
        on_cleanup(move || listener.remove());
        choices
    }

    /// What is chosen; empty: nothing.
    pub fn get(self, name: &str) -> String {
        self.all.with(|all| find(all, name))
    }

    /// As [`Choices::get`], for something that follows this one choice alone.
    pub fn memo(self, name: &'static str) -> Memo<String> {
        Memo::new(move |_| self.get(name))
    }

    /// Chooses; empty: nothing.
    pub fn set(self, name: &str, value: &str) {
        self.all.update(|all| {
            all.retain(|(known, _)| known != name);
            if !value.is_empty() {
                all.push((name.to_owned(), value.to_owned()));
            }
        });
        self.write();
    }

    /// Takes some choices back.
    pub fn clear(self, names: &[&str]) {
        self.all
            .update(|all| all.retain(|(known, _)| !names.contains(&known.as_str())));
        self.write();
    }

    fn address(self) -> String {
        self.href.with_value(|href| {
            self.all
                .with_untracked(|all| route::with_choices(href, all))
        })
    }

    fn write(self) {
        let address = self.address();
        if browser::hash_and_search().0 != address {
            browser::set_hash(&address);
        }
        self.remember();
    }

    fn remember(self) {
        let kept = match self.all.with_untracked(Vec::is_empty) {
            true => String::new(),
            false => self.address(),
        };
        self.href
            .with_value(|href| browser::tab_set(&key(href), &kept));
    }
}

fn key(href: &str) -> String {
    format!("dsomm-radar/{}", href.trim_start_matches("#/"))
}

fn find(all: &[(String, String)], name: &str) -> String {
    let found = all.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}
