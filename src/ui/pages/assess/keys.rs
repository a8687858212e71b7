//! The keys of the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::assessment::Choice;
use crate::browser;

use super::Walk;

pub(super) fn press(event: &leptos::ev::KeyboardEvent, walk: Walk) {
    let state = walk.state;
    let go = |by| walk.go(by);
    let is_other = event.ctrl_key() || event.meta_key() || event.alt_key();
    if is_other || browser::is_typing(event) || browser::is_dialog_open() {
        return;
    }
    let Some(at) = walk.current.get_untracked() else {
        return;
    };
    // In a radio group the arrows belong to the radios.
    let on_radio = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some();
    let activity = walk.state.model().activities[at].id.clone();
    let choose = |choice| state.choose(state.team.get_untracked(), activity.clone(), choice);
    match event.key().as_str() {
        "j" => go(1),
        "k" => go(-1),
        "ArrowRight" if !on_radio => go(1),
        "ArrowLeft" if !on_radio => go(-1),
        "n" => {
            choose(Choice::NotApplicable(String::new()));
            request_animation_frame(focus_reason);
        }
        "s" => choose(Choice::NotSure),
        key => {
            let stage = key
                .parse::<usize>()
                .ok()
                .filter(|number| (1..=9).contains(number))
                .and_then(|number| {
                    state.assessment.with_untracked(|assessment| {
                        assessment
                            .living_stages()
                            .nth(number - 1)
                            .map(|stage| stage.id.clone())
                    })
                });
            match stage {
                Some(stage) => choose(Choice::Stage(stage)),
                None => return,
            }
        }
    }
    event.prevent_default();
}

fn focus_reason() {
    browser::focus("input[id^='reason-']");
}
