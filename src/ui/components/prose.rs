//! Texts of the model: plain Markdown, shown without ever making HTML from a string.

use leptos::prelude::*;

/// A text with paragraphs, lists, `code`, **bold** and links. Everything else, HTML above all, is
/// shown as it is written.
pub fn prose(text: &str) -> AnyView {
    let blocks = blocks(text);
    let views = blocks
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(text) => view! { <p>{spans(&text)}</p> }.into_any(),
            Block::List(lines) => view! { <ul>{items(&lines)}</ul> }.into_any(),
            Block::Steps(lines) => view! { <ol>{items(&lines)}</ol> }.into_any(),
        })
        .collect_view();
    view! { <div class="prose">{views}</div> }.into_any()
}

fn items(lines: &[String]) -> Vec<AnyView> {
    lines
        .iter()
        .map(|line| view! { <li>{spans(line)}</li> }.into_any())
        .collect()
}

enum Block {
    Paragraph(String),
    List(Vec<String>),
    Steps(Vec<String>),
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fresh = true;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            fresh = true;
            continue;
        }
        let step = line
            .split_once(". ")
            .filter(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        if let Some(item) = line.strip_prefix("- ").or(line.strip_prefix("* ")) {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::List(vec![item.to_owned()])),
            }
        } else if let Some((_, item)) = step {
            match blocks.last_mut() {
                Some(Block::Steps(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::Steps(vec![item.to_owned()])),
            }
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(text)) if !fresh => {
                    text.push(' ');
                    text.push_str(line);
                }
                Some(Block::List(items) | Block::Steps(items)) if !fresh => {
                    if let Some(last) = items.last_mut() {
                        last.push(' ');
                        last.push_str(line);
                    }
                }
                _ => blocks.push(Block::Paragraph(line.to_owned())),
            }
        }
        fresh = false;
    }
    blocks
}

/// `code`, **bold** and links inside a line.
fn spans(text: &str) -> Vec<AnyView> {
    let mut views = Vec::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            views.push(view! { <code>{part.to_owned()}</code> }.into_any());
            continue;
        }
        for (at, part) in part.split("**").enumerate() {
            if at % 2 == 1 {
                views.push(view! { <strong>{links(part)}</strong> }.into_any());
            } else {
                views.extend(links(part));
            }
        }
    }
    views
}

/// `[text](address)`; an image, `![text](address)`, becomes a link too. Only web and mail
/// addresses: a model file may come from anywhere. Everything else stays as it is written.
fn links(text: &str) -> Vec<AnyView> {
    let mut views = Vec::new();
    let mut rest = text;
    while let Some((before, name, href, after)) = link(rest) {
        views.push(
            before
                .strip_suffix('!')
                .unwrap_or(before)
                .to_owned()
                .into_any(),
        );
        views.push(
            view! {
                <a href=href.to_owned() target="_blank" rel="noopener noreferrer">
                    {name.to_owned()}
                </a>
            }
            .into_any(),
        );
        rest = after;
    }
    views.push(rest.to_owned().into_any());
    views
}

/// The first link to an address that is allowed: what stands before it, its text, its address, what
/// follows.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut from = 0;
    loop {
        let middle = from + text[from..].find("](")?;
        let close = middle + text[middle..].find(')')?;
        let href = text[middle + 2..close].trim();
        let is_safe = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| href.starts_with(scheme));
        if let Some(open) = text[from..middle].rfind('[').filter(|_| is_safe) {
            let open = from + open;
            let name = &text[open + 1..middle];
            return Some((&text[..open], name, href, &text[close + 1..]));
        }
        // One that is not allowed stays as it is written; there may be another behind it.
        from = middle + 2;
    }
}
