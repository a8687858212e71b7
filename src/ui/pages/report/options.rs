//! What is wanted in a report.

use leptos::prelude::*;

use crate::assessment::{GroupId, TeamId};
use crate::map::SortedSet;
use crate::report::{Options, Part, Whom};
use crate::ui::components::{Pick, select};
use crate::ui::state::State;
use crate::ui::view::{event_handler, live_bool, live_text};

/// Rows of a list that can be chosen.
const ROWS: [usize; 4] = [3, 10, 20, 50];

/// The fields.
pub fn options(state: State, options: RwSignal<Options>) -> AnyView {
    let field = |id: &'static str, label: &'static str, choice: AnyView| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {choice}
            </div>
        }
        .into_any()
    };
    let parts = Part::ALL.map(|part| {
        let is_in = move |options: &Options| options.parts.contains(&part);
        check(
            options,
            part.title().to_owned(),
            is_in,
            move |options, on| {
                toggle(&mut options.parts, part, on);
            },
        )
    });
    let model = state.model();
    let count = model.dimensions.len();
    let dimensions: Vec<AnyView> = model
        .dimensions
        .iter()
        .enumerate()
        .map(|(at, dimension)| {
            // None is chosen: all are listed.
            let is_in = move |options: &Options| {
                options.dimensions.is_empty() || options.dimensions.contains(&at)
            };
            check(
                options,
                dimension.name.clone(),
                is_in,
                move |options, on| {
                    if options.dimensions.is_empty() {
                        options.dimensions = (0..count).collect();
                    }
                    toggle(&mut options.dimensions, at, on);
                    if options.dimensions.len() == count {
                        options.dimensions = SortedSet::new();
                    }
                },
            )
        })
        .collect();
    let texts = check(
        options,
        "With notes, reasons and descriptions".to_owned(),
        |options| options.texts,
        |options, on| options.texts = on,
    );
    let opened = check(
        options,
        "With how each sentence came about, on paper too".to_owned(),
        |options| options.is_opened,
        |options, on| options.is_opened = on,
    );
    view! {
        <div class="field-row">
            {field("wanted-preset", "Size", preset(options))}
            {field("wanted-whom", "Of", whom(state, options))}
            {field("wanted-levels", "Levels", levels(state, options))}
            {field("wanted-rows", "Rows of a list", rows(options))}
        </div>
        <div class="field-row">
            <fieldset class="checks">
                <legend>"Parts"</legend>
                {Vec::from(parts)}
            </fieldset>
            <fieldset class="checks">
                <legend>"Dimensions that are listed"</legend>
                {dimensions}
            </fieldset>
            <fieldset class="checks">
                <legend>"Texts"</legend>
                {texts}
                {opened}
            </fieldset>
        </div>
    }
    .into_any()
}

fn toggle<T: Ord>(set: &mut SortedSet<T>, one: T, on: bool) {
    match on {
        true => set.insert(one),
        false => set.remove(&one),
    };
}

fn check(
    options: RwSignal<Options>,
    label: String,
    is_on: impl Fn(&Options) -> bool + Send + Sync + 'static,
    set: impl Fn(&mut Options, bool) + 'static,
) -> AnyView {
    check_of(options, label, Box::new(is_on), Box::new(set))
}

/// Whether a box is checked.
type IsOn = Box<dyn Fn(&Options) -> bool + Send + Sync>;
/// What checking it does.
type Set = Box<dyn Fn(&mut Options, bool)>;

fn check_of(options: RwSignal<Options>, label: String, is_on: IsOn, set: Set) -> AnyView {
    let change = event_handler(move |event: leptos::ev::Event| {
        let is_on = event_target_checked(&event);
        options.update(|options| set(options, is_on));
    });
    let is_on = live_bool(move || options.with(|options| is_on(options)));
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=is_on on:change=change />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// The sizes that are offered; what is chosen beyond size stays.
fn preset(options: RwSignal<Options>) -> AnyView {
    let sized = |name: &str, now: &Options| {
        let size = match name {
            "brief" => Options::brief(),
            "full" => Options::full(),
            _ => Options::standard(),
        };
        Options {
            whom: now.whom.clone(),
            dimensions: now.dimensions.clone(),
            up_to: now.up_to,
            ..size
        }
    };
    let picks = || {
        [
            ("brief", "One page"),
            ("standard", "For a review"),
            ("full", "Everything"),
            ("own", "As chosen below"),
        ]
        .map(|(value, name)| Pick(value.to_owned(), name.to_owned()))
        .to_vec()
    };
    let now = live_text(move || {
        options.with(|now| {
            let mut sizes = ["brief", "standard", "full"].into_iter();
            sizes.find(|name| sized(name, now) == *now).unwrap_or("own")
        })
    });
    select(Some("wanted-preset"), None, picks, now, move |name| {
        if name != "own" {
            options.update(|now| *now = sized(&name, now));
        }
    })
}

/// All, a group, or one of them.
fn whom(state: State, options: RwSignal<Options>) -> AnyView {
    let picks = move || {
        let mut picks = vec![Pick(String::new(), state.host.say("All teams"))];
        state.assessment.with(|assessment| {
            for (id, group) in assessment.groups.iter() {
                if !group.deleted {
                    picks.push(Pick(format!("group {id}"), format!("Group {}", group.name)));
                }
            }
            for (id, team) in assessment.living_teams() {
                picks.push(Pick(format!("team {id}"), team.name.clone()));
            }
        });
        picks
    };
    let now = live_text(move || {
        options.with(|options| match &options.whom {
            Whom::All => String::new(),
            Whom::Group(id) => format!("group {id}"),
            Whom::Team(id) => format!("team {id}"),
        })
    });
    select(Some("wanted-whom"), None, picks, now, move |value| {
        let whom = match value.split_once(' ') {
            Some(("group", id)) => Whom::Group(GroupId::new(id)),
            Some(("team", id)) => Whom::Team(TeamId::new(id)),
            _ => Whom::All,
        };
        options.update(|options| options.whom = whom);
    })
}

fn levels(state: State, options: RwSignal<Options>) -> AnyView {
    let highest = state.model().highest_level();
    let picks = move || {
        let mut picks = vec![Pick(String::new(), "All".to_owned())];
        for level in 1..highest {
            picks.push(Pick(level.to_string(), format!("Up to {level}")));
        }
        picks
    };
    let now = live_text(move || {
        let up_to = options.with(|options| options.up_to);
        up_to.map(|level| level.to_string()).unwrap_or_default()
    });
    select(Some("wanted-levels"), None, picks, now, move |value| {
        options.update(|options| options.up_to = value.parse().ok());
    })
}

fn rows(options: RwSignal<Options>) -> AnyView {
    let picks = || {
        let mut picks: Vec<Pick> = ROWS
            .into_iter()
            .map(|rows| Pick(rows.to_string(), format!("Up to {rows}")))
            .collect();
        picks.push(Pick(String::new(), "All".to_owned()));
        picks
    };
    let now = live_text(move || {
        let most = options.with(|options| options.most);
        most.map(|most| most.to_string()).unwrap_or_default()
    });
    select(Some("wanted-rows"), None, picks, now, move |value| {
        options.update(|options| options.most = value.parse().ok());
    })
}
