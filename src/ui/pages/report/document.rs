//! The document on the screen: the same tree that the files are written from. Of many teams it is
//! long, so it is drawn piece by piece; on paper it is whole.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::browser;
use crate::charts::Role;
use crate::report::{Block, Cell, Document, Figure, Section, Table, is_safe};
use crate::ui::view::{event_handler, live, live_flag};

/// How many blocks are drawn at once.
const PIECE: usize = 24;

/// How far the document is drawn.
#[derive(Clone, Copy)]
struct Drawing {
    /// So many pieces; those on the first screen come at once.
    pieces: RwSignal<usize>,
    /// All of it, because it is printed.
    is_whole: RwSignal<bool>,
}

impl Drawing {
    /// Draws one piece more in each task, up to so many.
    fn go_on(self, up_to: usize) {
        set_timeout(
            move || {
                // The page may be gone by now, or show another document.
                if let Some(drawn) = self.pieces.try_get_untracked()
                    && drawn < up_to
                {
                    self.pieces.set(drawn + 1);
                    self.go_on(up_to);
                }
            },
            Duration::ZERO,
        );
    }
}

/// Shows a report; all of it once `is_whole`.
pub fn document(document: &Document, is_whole: RwSignal<bool>) -> AnyView {
    let drawing = Drawing {
        pieces: RwSignal::new(1),
        is_whole,
    };
    let mut count = 0;
    let facts: Vec<AnyView> = document
        .facts
        .iter()
        .map(|(name, value)| {
            view! {
                <dt>{name.clone()}</dt>
                <dd>{value.clone()}</dd>
            }
            .into_any()
        })
        .collect();
    let contents = document.has_contents().then(|| {
        let entries: Vec<AnyView> = document.sections.iter().map(entry).collect();
        view! {
            <nav aria-label="Contents">
                <ul class="plain">{entries}</ul>
            </nav>
        }
        .into_any()
    });
    let sections: Vec<AnyView> = document
        .sections
        .iter()
        .map(|one| section(one, document.is_opened, drawing, &mut count))
        .collect();
    drawing.go_on(count);
    let is_busy = live_flag(move || !is_whole.get() && drawing.pieces.get() < count);
    view! {
        <article class="card report" aria-labelledby="report-title" aria-busy=is_busy>
            <h2 id="report-title">{document.title.clone()}</h2>
            <p class="muted">{document.subtitle.clone()}</p>
            <dl class="terms">{facts}</dl>
            {contents}
            {sections}
        </article>
    }
    .into_any()
}

/// The address stays: what stands behind `#` is the page.
fn entry(section: &Section) -> AnyView {
    let id = section.id;
    let go = event_handler(move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus_id(id);
    });
    view! {
        <li>
            <a href="#/report" on:click=go>{section.title.clone()}</a>
        </li>
    }
    .into_any()
}

fn section(section: &Section, is_opened: bool, drawing: Drawing, count: &mut usize) -> AnyView {
    let id = section.id;
    let class = if section.is_wide() {
        "stack sideways"
    } else {
        "stack"
    };
    let pieces: Vec<AnyView> = section
        .blocks
        .chunks(PIECE)
        .map(|piece| {
            let (at, piece) = (*count, Arc::new(piece.to_vec()));
            *count += 1;
            let is_due = Memo::new(move |_| drawing.is_whole.get() || drawing.pieces.get() > at);
            live(move || match is_due.get() {
                true => blocks(&piece, is_opened).into_any(),
                false => ().into_any(),
            })
        })
        .collect();
    view! {
        <section class=class aria-labelledby=id>
            <h3 id=id tabindex="-1">{section.title.clone()}</h3>
            {pieces}
        </section>
    }
    .into_any()
}

fn blocks(list: &[Block], is_opened: bool) -> Vec<AnyView> {
    let show = |block: &Block| match block {
        Block::Heading(text) => view! { <h4>{text.clone()}</h4> }.into_any(),
        Block::Paragraph(text) => view! { <p>{text.clone()}</p> }.into_any(),
        Block::Statement(text, why) => view! {
            <details open=is_opened>
                <summary>{text.clone()}</summary>
                {blocks(why, is_opened)}
            </details>
        }
        .into_any(),
        Block::List(items) => {
            let items: Vec<AnyView> = items
                .iter()
                .map(|item| view! { <li>{item.clone()}</li> }.into_any())
                .collect();
            view! { <ul class="plain">{items}</ul> }.into_any()
        }
        Block::Table(table) => show_table(table),
        Block::Figure(figure) => show_figure(figure),
    };
    list.iter().map(show).collect()
}

fn show_table(table: &Table) -> AnyView {
    let class = |is_number: bool| if is_number { "num" } else { "" };
    let heads: Vec<AnyView> = table
        .heads
        .iter()
        .map(|(head, is_number)| {
            view! { <th scope="col" class=class(*is_number)>{head.clone()}</th> }.into_any()
        })
        .collect();
    let cell = |at: usize, cell: &Cell| {
        let is_number = table.heads.get(at).is_some_and(|(_, number)| *number);
        let content = match cell {
            Cell::Text(text) => text.clone().into_any(),
            Cell::Linked(text, links) => linked(text, links),
        };
        match at {
            0 => view! { <th scope="row">{content}</th> }.into_any(),
            _ => view! { <td class=class(is_number)>{content}</td> }.into_any(),
        }
    };
    let rows: Vec<AnyView> = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().enumerate().map(|(at, one)| cell(at, one));
            view! { <tr>{cells.collect::<Vec<_>>()}</tr> }.into_any()
        })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=table.name.clone()>
            <table class="numbers">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn linked(text: &str, links: &[String]) -> AnyView {
    let links: Vec<AnyView> = links
        .iter()
        .map(|link| {
            let shown = match is_safe(link) {
                true => view! {
                    <a href=link.clone() target="_blank" rel="noopener noreferrer">
                        {link.clone()}
                    </a>
                }
                .into_any(),
                false => link.clone().into_any(),
            };
            (view! { <br /> }, shown).into_any()
        })
        .collect();
    (text.to_owned(), links).into_any()
}

fn show_figure(figure: &Figure) -> AnyView {
    let legend: Vec<AnyView> = figure
        .legend
        .iter()
        .map(|(name, role)| {
            let class = match role {
                Role::Evidenced => "evidenced",
                Role::Target => "target",
                Role::Previous => "previous",
                _ => "claimed",
            };
            view! { <li class=class>{name.clone()}</li> }.into_any()
        })
        .collect();
    view! {
        <figure class="radar-figure">
            <div class="radar" role="img" aria-label=figure.describe.clone() inner_html=figure.svg.clone()></div>
            <ul class="legend" aria-hidden="true">{legend}</ul>
        </figure>
    }
    .into_any()
}
