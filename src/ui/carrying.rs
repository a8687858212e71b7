//! What becomes of the answers of an assessment that was made with another model.

use leptos::prelude::*;

use crate::assessment::Assessment;
use crate::assessment::carry::{carry_over, read_aliases};
use crate::browser;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::live_text;

/// A sentence for an assessment that waits to be opened; nothing where it was made with the model
/// of this page.
pub fn summary(state: State, theirs: &Assessment) -> AnyView {
    if !state.is_of_other_model(theirs) {
        return ().into_any();
    }
    let counts = RwSignal::new(String::new());
    let mut copy = theirs.clone();
    leptos::task::spawn_local(async move {
        let Ok(aliases) = browser::fetch_text("model/aliases.yaml").await else {
            return;
        };
        let Ok(aliases) = read_aliases(&aliases) else {
            return;
        };
        let carried = carry_over(&mut copy, &state.model(), &aliases, true);
        let said = text::carried(carried.kept, carried.moved(), carried.without_place());
        // Gone by now, if the dialog was closed meanwhile.
        let _ = counts.try_set(said);
    });
    let version = theirs.model.version.clone();
    view! {
        <p class="hint">
            {live_text(move || format!("{} {}", text::other_model(&version), counts.get()))}
        </p>
    }
    .into_any()
}
