//! What is wrong with the model as it is.

use super::{Workshop, loading, sources};
use crate::model::check::check;
use crate::ui::components::{card, table};
use crate::ui::text;
use crate::ui::view::live;
use leptos::prelude::*;

impl Workshop {
    /// What is to be said about the changes, by place in the exported file.
    pub(super) fn check(self) {
        let overlay = untrack(|| self.overlay());
        let mut texts = self.texts.get_value();
        texts.push((text::CHANGES.to_owned(), overlay.to_yaml()));
        let rows = check(&sources(&texts))
            .findings
            .into_iter()
            .filter(|finding| finding.file == text::CHANGES)
            .map(|finding| {
                let place = format!("line {}, column {}", finding.line, finding.column);
                loading::row(&finding, place)
            })
            .collect();
        self.findings.set(rows);
    }

    pub(super) fn findings(self) -> AnyView {
        live(move || {
            let rows = self.findings.get();
            if rows.is_empty() {
                return None;
            }
            let heads = ["How much", "In the exported file", "Where", "What"];
            let list = table("Findings", heads.map(str::to_owned).to_vec(), move || {
                rows.clone()
            });
            Some(card(
                "findings",
                "Findings in your changes".to_owned(),
                "",
                list,
            ))
        })
    }
}
