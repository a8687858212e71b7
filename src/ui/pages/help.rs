//! Help: how to assess, what the numbers mean, keys, files.

use leptos::prelude::*;

use crate::ui::components::Prose;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::view::part;

/// The help page.
#[component]
pub fn Help() -> impl IntoView {
    let state = State::get();
    state.want_details();
    let model = state.model();
    let levels = {
        let model = model.clone();
        move || {
            let about = state.details.with(|details| {
                details
                    .as_ref()
                    .map(|details| details.about.levels.clone())
                    .unwrap_or_default()
            });
            model
                .levels
                .iter()
                .enumerate()
                .map(|(at, name)| {
                    view! {
                        <dt>{format!("{} · {name}", at + 1)}</dt>
                        <dd>{about.get(at).map(|text| view! { <Prose text=text.clone() /> })}</dd>
                    }
                })
                .collect_view()
        }
    };
    let stages = move || {
        state
            .assessment
            .with(|assessment| assessment.stages.clone())
            .into_iter()
            .map(|stage| {
                view! {
                    <dt>{format!("{} · {}", stage.title, text::percent(Some(stage.score)))}</dt>
                    <dd>{stage.definition}</dd>
                }
            })
            .collect_view()
    };
    let source = format!(
        "{} activities in {} dimensions, version {}. Structure, names and ids come from the OWASP DevSecOps Maturity Model; the texts are our own, under CC BY-SA 4.0.",
        model.activities.len(),
        model.dimensions.len(),
        model.meta.version
    );
    view! {
        <div class="page narrow">
            <h1 tabindex="-1">{text::HELP}</h1>
            <section class="card">
                <h2>"How to assess"</h2>
                <ol>
                    <li>"Sit down with the people who do the work. Take level 1 of every dimension first."</li>
                    <li>
                        "Choose a stage only if somebody could show it today. If it is not certain, choose Not sure: it never scores, and it comes back in the next review."
                    </li>
                    <li>
                        "Choose Not applicable only where the activity cannot concern the team, and say why. It leaves every number."
                    </li>
                    <li>
                        "Repeat every half year or year. A practice that was missed is found next time; one marked too early hides what is missing."
                    </li>
                </ol>
            </section>
            <section class="card">
                <h2>"Answers"</h2>
                <dl class="terms">
                    {part(stages)}
                    <dt>{text::NOT_SURE}</dt>
                    <dd>"Scores nothing, counts as answered."</dd>
                    <dt>{text::NOT_APPLICABLE}</dt>
                    <dd>"Left out of every sum, once a reason is given."</dd>
                </dl>
            </section>
            <section class="card">
                <h2>"Levels"</h2>
                <dl class="terms">{part(levels)}</dl>
            </section>
            <section class="card">
                <h2>"Numbers"</h2>
                <dl class="terms">
                    <dt>"Level reached"</dt>
                    <dd>
                        "Of a subdimension: the highest level up to which every activity that applies is ready. A level without activities neither gives nor takes."
                    </dd>
                    <dt>{text::MATURITY}</dt>
                    <dd>
                        "The level reached, plus the completed share of the way to the next level that has activities. Work above an unfinished level does not show. With two of three activities of the first level in use, level 2, it is 2 × 2/3 = 1.33."
                    </dd>
                    <dt>{text::COMPLETION}</dt>
                    <dd>"The mean score of all activities that apply, whatever their level."</dd>
                    <dt>{text::COVERAGE}</dt>
                    <dd>"The share of activities with any answer at all. Look at it before any other number."</dd>
                    <dt>"Dimension and overall"</dt>
                    <dd>
                        "Means over the parts, not over the activities, so that large parts do not drown small ones. The weakest part is always named."
                    </dd>
                    <dt>"Next actions"</dt>
                    <dd>
                        "Usefulness, times two where an activity holds up its level, more for what it unlocks, divided by effort. What is blocked comes after what unblocks it."
                    </dd>
                </dl>
            </section>
            <section class="card">
                <h2>"Keys"</h2>
                <dl class="terms keys-list">
                    <dt><kbd>"Ctrl"</kbd>" "<kbd>"Z"</kbd></dt>
                    <dd>"Undo; with Shift: redo"</dd>
                    <dt><kbd>"1"</kbd>" – "<kbd>"9"</kbd></dt>
                    <dd>"On Assess: choose a stage"</dd>
                    <dt><kbd>"N"</kbd>", "<kbd>"S"</kbd></dt>
                    <dd>"On Assess: not applicable, not sure"</dd>
                    <dt><kbd>"J"</kbd>", "<kbd>"K"</kbd></dt>
                    <dd>"On Assess: next, previous activity; also the arrow keys"</dd>
                </dl>
            </section>
            <section class="card">
                <h2>"Your data"</h2>
                <p>
                    "Answers are kept in this browser and go nowhere else. Export writes everything into one readable JSON file; Import shows what would change before it changes anything, and merges two people's work answer by answer. Every step, an import too, can be undone."
                </p>
            </section>
            <section class="card">
                <h2>"Model"</h2>
                <p>{source}</p>
            </section>
        </div>
    }
}
