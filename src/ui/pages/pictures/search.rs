//! Search and commands, over every page: activities, pages, teams, and what can be done. Opened by
//! Ctrl K, Cmd K or `/`; arrow keys choose, Enter goes there, Escape closes.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;

use crate::assessment::{Step, TeamId};
use crate::browser;
use crate::find;
use crate::order::sorted;
use crate::route::Route;
use crate::ui::components::dialog_of;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, handler, live, live_flag, live_text};

/// How many are shown.
const MOST: usize = 12;

/// Something that can be found.
#[derive(Clone)]
struct Entry {
    name: String,
    /// The name in lower case, and what else leads to it.
    sought: (String, String),
    /// What it is, beside the name.
    kind: String,
    act: Act,
    /// Shown before anything is typed.
    is_first: bool,
}

/// What choosing it does.
#[derive(Clone)]
enum Act {
    Go(Route),
    Show(TeamId),
    Do(fn(State)),
}

#[derive(Clone, Copy)]
struct Search {
    state: State,
    is_open: RwSignal<bool>,
    typed: RwSignal<String>,
    entries: StoredValue<Arc<Vec<Entry>>>,
    /// Places in `entries`, the best first.
    found: Memo<Vec<usize>>,
    /// Which of `found` Enter takes.
    here: RwSignal<usize>,
}

thread_local! {
    /// The one dialog, once it was asked for.
    static OPEN: Cell<Option<Search>> = const { Cell::new(None) };
}

/// Opens the dialog.
pub fn open_search(state: State) {
    super::adopt_looks();
    match OPEN.get() {
        Some(search) => search.open(),
        // It lies over every page, so it hangs on none of them.
        None => leptos::mount::mount_to_body(move || {
            provide_context(state);
            let search = Search::new(state);
            OPEN.set(Some(search));
            let view = view_of(search);
            search.open();
            view
        }),
    }
}

impl Search {
    fn new(state: State) -> Self {
        let typed = RwSignal::new(String::new());
        let entries: StoredValue<Arc<Vec<Entry>>> = StoredValue::new(Arc::new(Vec::new()));
        let is_open = RwSignal::new(false);
        let found = Memo::new(move |_| {
            is_open.track();
            let typed = typed.with(|typed| browser::lower(typed));
            entries.with_value(|entries| best(entries, &typed))
        });
        Self {
            state,
            is_open,
            typed,
            entries,
            found,
            here: RwSignal::new(0),
        }
    }

    /// What there is may have changed since it was open last.
    fn open(self) {
        self.entries
            .set_value(Arc::new(untrack(|| entries(self.state))));
        self.typed.set(String::new());
        self.here.set(0);
        self.is_open.set(true);
        request_animation_frame(|| browser::focus("#search-field"));
    }

    fn close(self) {
        self.is_open.set(false);
    }

    fn take(self, place: usize) {
        let at = self.found.with_untracked(|found| found.get(place).copied());
        let Some(at) = at else { return };
        let Some(entry) = self.entries.with_value(|all| all.get(at).cloned()) else {
            return;
        };
        self.close();
        match entry.act {
            Act::Go(route) => browser::go_to(&route.href()),
            Act::Show(team) => self.state.team.set(team),
            Act::Do(work) => work(self.state),
        }
    }

    fn step(self, by: isize) {
        let count = self.found.with_untracked(Vec::len);
        if count > 0 {
            let here = self.here.get_untracked();
            let next = (here + count).wrapping_add_signed(by) % count;
            self.here.set(next);
            request_animation_frame(|| browser::show("#search-found [aria-selected='true']"));
        }
    }
}

/// The best entries for what was typed.
fn best(entries: &[Entry], typed: &str) -> Vec<usize> {
    if typed.trim().is_empty() {
        let all = (0..entries.len()).filter(|&at| entries[at].is_first);
        return all.collect();
    }
    let all = entries.iter().enumerate();
    let fitting = all.filter_map(|(at, entry)| {
        let fit = find::fit(typed, &entry.sought.0, &entry.sought.1)?;
        Some((fit, at))
    });
    let fitting = sorted(fitting.collect(), |left: &(u32, usize), right| {
        right.0.cmp(&left.0).then(left.1.cmp(&right.1))
    });
    fitting.into_iter().take(MOST).map(|(_, at)| at).collect()
}

/// Everything that can be found, in the order in which equals are shown.
fn entries(state: State) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut add = |name: String, beside: &str, kind: String, act: Act, is_first: bool| {
        if let Act::Go(route) = &act
            && state.host.hides(route)
        {
            return;
        }
        let sought = (browser::lower(&name), browser::lower(beside));
        all.push(Entry {
            name,
            sought,
            kind,
            act,
            is_first,
        });
    };
    let teams = state.host.word("teams", text::TEAMS);
    for (route, name, beside) in [
        (Route::Overview, text::OVERVIEW, "home radar start"),
        (Route::Assess(None), text::ASSESS, "answer questions"),
        (Route::Round, text::ROUND, "basics first start quick"),
        (Route::Review, "Review", "due confirm not sure"),
        (Route::Heatmap, text::HEATMAP, "circle picture"),
        (Route::Matrix, text::MATRIX, "grid all activities"),
        (
            Route::Dependencies,
            text::DEPENDENCIES,
            "graph needs unlocks",
        ),
        (Route::Teams, teams.as_str(), "groups members"),
        (Route::Compare, text::COMPARE, "several against"),
        (Route::Roadmap, text::ROADMAP, "plan target next"),
        (Route::History, text::HISTORY, "cycle trend snapshot log"),
        (Route::Mapping, text::MAPPING, "iso samm standard controls"),
        (
            Route::Audit,
            text::AUDIT,
            "sample claims exceptions statement",
        ),
        (Route::Report, text::REPORT, "print html markdown"),
        (Route::Model, text::MODEL, "catalogue edit extension"),
        (
            Route::Settings,
            text::SETTINGS,
            "stages storage share embed",
        ),
        (Route::Help, text::HELP, "keys formulas how"),
    ] {
        add(
            name.to_owned(),
            beside,
            "Page".to_owned(),
            Act::Go(route),
            true,
        );
    }
    let mut command = |name: &str, beside: &str, work: fn(State)| {
        add(
            name.to_owned(),
            beside,
            "Action".to_owned(),
            Act::Do(work),
            true,
        );
    };
    if !state.host.is_read_only() {
        command(text::UNDO, "back", |state| state.step(Step::Undo));
        command(text::REDO, "again", |state| state.step(Step::Redo));
    }
    command(text::EXPORT, "download save file json", State::export);
    command(text::SAMPLE, "example demo", |state| {
        state.show_sample(true)
    });
    if !state.host.is_locked("theme.mode") {
        command("Dark theme", "colours night", |state| {
            state.host.choose_theme("dark".to_owned());
        });
        command("Light theme", "colours day", |state| {
            state.host.choose_theme("light".to_owned());
        });
    }
    if !state.host.is_locked("team") {
        let kind = state.host.word("team", text::TEAM);
        state.assessment.with_untracked(|assessment| {
            for (id, team) in assessment.living_teams() {
                let act = Act::Show(id.clone());
                add(team.name.clone(), "", kind.clone(), act, false);
            }
        });
    }
    let model = state.model();
    for dimension in &model.dimensions {
        let route = Route::Dimension(dimension.slug.clone());
        add(
            dimension.name.clone(),
            "",
            "Dimension".to_owned(),
            Act::Go(route),
            false,
        );
    }
    for activity in &model.activities {
        let sub = &model.subdimension_of(activity).name;
        let beside = format!("{sub} {}", activity.tags.join(" "));
        let kind = format!("Level {} · {sub}", activity.level);
        let route = Route::Activity(activity.id.to_string());
        add(activity.name.clone(), &beside, kind, Act::Go(route), false);
    }
    all
}

fn view_of(search: Search) -> AnyView {
    let said = live_text(move || match search.found.with(Vec::len) {
        0 => "Nothing found".to_owned(),
        count => text::plural(count, "result", "results"),
    });
    let list = live(move || {
        let found = search.found.get();
        search.entries.with_value(|entries| {
            let rows = found.into_iter().enumerate();
            rows.filter_map(|(place, at)| Some(row(search, place, entries.get(at)?)))
                .collect_view()
        })
    });
    let active = Signal::derive(move || {
        let is_any = search.found.with(|found| !found.is_empty());
        is_any.then(|| format!("search-{}", search.here.get()))
    });
    let keys = event_handler(move |event: leptos::ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => search.step(1),
            "ArrowUp" => search.step(-1),
            "Enter" => search.take(search.here.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    });
    let typing = event_handler(move |event: leptos::ev::Event| {
        search.here.set(0);
        search.typed.set(event_target_value(&event));
    });
    let expanded = live_flag(move || search.found.with(|found| !found.is_empty()));
    let body = view! {
        <input
            id="search-field"
            type="text"
            role="combobox"
            aria-label="Find activities, pages, actions"
            aria-autocomplete="list"
            aria-expanded=expanded
            aria-controls="search-found"
            aria-activedescendant=active
            placeholder="Find activities, pages, actions"
            autocomplete="off"
            spellcheck="false"
            prop:value=search.typed
            on:keydown=keys
            on:input=typing
        />
        <ul id="search-found" role="listbox" aria-label="Found">
            {list}
        </ul>
        <p class="muted small" role="status">{said}</p>
    }
    .into_any();
    dialog_of(
        "dialog search",
        "search-title",
        text::SEARCH,
        Box::new(move || search.is_open.get()),
        Box::new(move || search.close()),
        body,
    )
}

fn row(search: Search, place: usize, entry: &Entry) -> AnyView {
    let selected = live_flag(move || search.here.get() == place);
    let press = handler(move || search.take(place));
    view! {
        <li
            id=format!("search-{place}")
            role="option"
            aria-selected=selected
            on:click=press
        >
            <span>{entry.name.clone()}</span>
            <span class="muted small">{entry.kind.clone()}</span>
        </li>
    }
    .into_any()
}
