//! Which extensions of the model this assessment has.

use leptos::prelude::*;

use crate::ui::components::card;
use crate::ui::extensions::boxes;
use crate::ui::state::State;
use crate::ui::text;

/// The card of the extensions.
pub fn extensions(state: State) -> AnyView {
    card(
        "extensions",
        "Extensions of the model".to_owned(),
        text::EXTENSIONS_LEAD,
        boxes(state),
    )
}
