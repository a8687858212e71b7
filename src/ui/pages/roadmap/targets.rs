//! The card of targets.

use leptos::prelude::*;

use crate::assessment::{Aim, Command, Date, Edit, TeamId};
use crate::exchange::assessment_file::parse_date;
use crate::ui::components::{Pick, card, editing, select, select_of};
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::{event_handler, live, live_text};

/// For whom and where a target is set.
#[derive(Clone, PartialEq)]
struct Place {
    for_all: bool,
    /// Id of the subdimension; `None`: everywhere.
    subdimension: Option<String>,
}

impl Place {
    fn aim(&self, team: &TeamId) -> Aim {
        Aim {
            team: (!self.for_all).then(|| team.clone()),
            subdimension: self.subdimension.clone(),
        }
    }
}

pub(super) fn targets(state: State) -> AnyView {
    let for_all = RwSignal::new(false);
    let whom = move || {
        vec![
            Pick("team".to_owned(), state.team_name()),
            Pick("all".to_owned(), state.host.say("All teams")),
        ]
    };
    let now = live_text(move || if for_all.get() { "all" } else { "team" });
    let body = live(move || {
        let for_all = for_all.get();
        state.team.track();
        let model = state.model();
        let mut rows = vec![target_row(
            state,
            "Everywhere".to_owned(),
            Place {
                for_all,
                subdimension: None,
            },
            None,
        )];
        for (at, dimension) in model.dimensions.iter().enumerate() {
            rows.push(dimension_row(state, at, for_all));
            for &sub in &dimension.subdimensions {
                let place = Place {
                    for_all,
                    subdimension: Some(model.subdimensions[sub].id.clone()),
                };
                rows.push(target_row(
                    state,
                    model.subdimensions[sub].name.clone(),
                    place,
                    Some(sub),
                ));
            }
        }
        rows.into_any()
    });
    let list = view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Targets by subdimension">
            <table class="numbers targets">
                <thead>
                    <tr>
                        <th scope="col">"Subdimension"</th>
                        <th scope="col" class="num">"Maturity"</th>
                        <th scope="col">"Target"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col">"Otherwise counts"</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any();
    let body = view! {
        <div class="field-pair">
            <label for="target-whom">"Targets of"</label>
            {select(Some("target-whom"), None, whom, now, move |value| for_all.set(value == "all"))}
        </div>
        {editing(state, list)}
    }
    .into_any();
    card(
        "targets",
        "Targets".to_owned(),
        "The level to reach. What is set for one counts before what is set for all. Within each, a subdimension counts before “Everywhere”.",
        body,
    )
}

/// A dimension: its name, and a target for all of its subdimensions at once.
fn dimension_row(state: State, at: usize, for_all: bool) -> AnyView {
    let model = state.model();
    let dimension = &model.dimensions[at];
    let name = dimension.name.clone();
    let maturity = live_text(move || {
        state
            .scores
            .with(|scores| text::maturity(scores.dimensions[at].maturity))
    });
    let mean = live_text(move || {
        // The mean is of what counts for the shown team, which is not what is set for all.
        if for_all {
            return String::new();
        }
        state.overlays.with(|overlays| {
            let aim = overlays
                .targets
                .as_ref()
                .and_then(|targets| targets.dimensions[at]);
            aim.map(|aim| format!("{} on average", text::maturity(Some(aim))))
                .unwrap_or_default()
        })
    });
    let members: Vec<String> = dimension
        .subdimensions
        .iter()
        .map(|&sub| model.subdimensions[sub].id.clone())
        .collect();
    let highest = model.highest_level();
    let again = RwSignal::new(0);
    let current = live_text(move || {
        again.track();
        String::new()
    });
    let label = format!("Target for all of {name}");
    let choose = {
        let name = name.clone();
        move |value: String| {
            let level = value.parse().ok();
            let team = state.team.get_untracked();
            let commands: Vec<Command> = members
                .iter()
                .map(|id| {
                    let aim = Place {
                        for_all,
                        subdimension: Some(id.clone()),
                    }
                    .aim(&team);
                    Edit::SetTarget {
                        aim,
                        level,
                        by: None,
                    }
                    .into()
                })
                .collect();
            let label = match level {
                Some(level) => format!("Set target level {level} in {name}"),
                None => format!("Remove the targets in {name}"),
            };
            state.dispatch(Edit::Batch { commands, label }.into());
            again.update(|count| *count += 1);
        }
    };
    let picks = move || {
        let mut picks = vec![Pick(String::new(), "Set all…".to_owned())];
        picks.extend((1..=highest).map(|level| Pick(level.to_string(), format!("Level {level}"))));
        picks.push(Pick("none".to_owned(), "None".to_owned()));
        picks
    };
    view! {
        <tr class="group-row">
            <th scope="row">{name}</th>
            <td class="num">{maturity}</td>
            <td>{select_of(None, Some(label), Box::new(picks), current, Box::new(choose))}</td>
            <td></td>
            <td class="muted">{mean}</td>
        </tr>
    }
    .into_any()
}

fn target_row(state: State, name: String, place: Place, sub: Option<usize>) -> AnyView {
    let maturity = live_text(move || {
        state.scores.with(|scores| {
            text::maturity(match sub {
                Some(sub) => scores.subdimensions[sub].maturity,
                None => scores.overall.maturity,
            })
        })
    });
    let own = {
        let place = place.clone();
        Memo::new(move |_| {
            let aim = state.team.with(|team| place.aim(team));
            state.assessment.with(|assessment| {
                let target = assessment.targets.get(&aim);
                target.map_or((None, None), |target| (target.level, target.by))
            })
        })
    };
    let holds = {
        let place = place.clone();
        live_text(move || {
            let Some(subdimension) = &place.subdimension else {
                return String::new();
            };
            if own.get().0.is_some() {
                return String::new();
            }
            state.team.with(|team| {
                state.assessment.with(|assessment| {
                    let target = match place.for_all {
                        false => assessment.target(team, subdimension),
                        true => assessment.targets.get(&Aim::default()),
                    };
                    let level = target.and_then(|target| Some((target.level?, target.by)));
                    match level {
                        Some((level, Some(by))) => {
                            format!("Level {level} by {by}, set for everywhere or for all")
                        }
                        Some((level, None)) => {
                            format!("Level {level}, set for everywhere or for all")
                        }
                        None => String::new(),
                    }
                })
            })
        })
    };
    let set = {
        let place = place.clone();
        move |level: Option<u8>, by: Option<Date>| {
            let aim = place.aim(&state.team.get_untracked());
            state.dispatch(Edit::SetTarget { aim, level, by }.into());
        }
    };
    let highest = state.model().highest_level();
    let picks = move || {
        let mut picks = vec![Pick(String::new(), "None".to_owned())];
        picks.extend((1..=highest).map(|level| Pick(level.to_string(), format!("Level {level}"))));
        // A file may aim higher than this model goes.
        if let (Some(level), _) = own.get()
            && level > highest
        {
            picks.push(Pick(level.to_string(), format!("Level {level}")));
        }
        picks
    };
    let level = live_text(move || {
        own.get()
            .0
            .map(|level| level.to_string())
            .unwrap_or_default()
    });
    let choose = {
        let set = set.clone();
        move |value: String| set(value.parse().ok(), own.get_untracked().1)
    };
    let by = live_text(move || own.get().1.map(|day| day.to_string()).unwrap_or_default());
    let write = event_handler(move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        let day = parse_date(&typed);
        if day.is_some() || typed.is_empty() {
            set(own.get_untracked().0, day);
        }
    });
    let has_no_level = Signal::derive(move || own.get().0.is_none());
    let label = format!("Target for {name}");
    let until = format!("Until when for {name}");
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num">{maturity}</td>
            <td>{select_of(None, Some(label), Box::new(picks), level, Box::new(choose))}</td>
            <td><input type="date" aria-label=until prop:value=by disabled=has_no_level on:change=write /></td>
            <td class="muted">{holds}</td>
        </tr>
    }
    .into_any()
}
