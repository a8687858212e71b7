//! A report as one HTML file that opens anywhere: no script, nothing that is loaded, and a policy
//! that would allow neither.

use sha2::{Digest, Sha256};

use super::document::{Block, Cell, Document, Figure, Table, is_safe, on_one_line};
use crate::charts::Role;

pub use super::write::file_name;

/// The styles of the file.
pub const STYLE: &str = include_str!("style.css");

/// The whole file.
pub fn write(document: &Document) -> String {
    let mut html = String::new();
    let title = escape(&on_one_line(&format!("{} · Report", document.title)));
    html.push_str(&format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        policy(),
    ));
    html.push_str(&format!(
        "<header>\n<h1>{}</h1>\n<p>{}</p>\n<dl>\n",
        said(&document.title),
        said(&document.subtitle)
    ));
    for (name, value) in &document.facts {
        html.push_str(&format!(
            "<dt>{}</dt><dd>{}</dd>\n",
            said(name),
            said(value)
        ));
    }
    html.push_str("</dl>\n</header>\n");
    if document.has_contents() {
        html.push_str("<nav aria-label=\"Contents\">\n<ol>\n");
        for section in &document.sections {
            let title = said(&section.title);
            html.push_str(&format!(
                "<li><a href=\"#{}\">{title}</a></li>\n",
                section.id
            ));
        }
        html.push_str("</ol>\n</nav>\n");
    }
    html.push_str("<main>\n");
    for section in &document.sections {
        let (id, title) = (section.id, said(&section.title));
        let class = if section.is_wide() {
            " class=\"sideways\""
        } else {
            ""
        };
        html.push_str(&format!(
            "<section{class} aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n"
        ));
        blocks(&mut html, &section.blocks, document.is_opened);
        html.push_str("</section>\n");
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

/// Nothing but the styles of the file itself, which are known by their sum.
fn policy() -> String {
    let sum = base64(&Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{sum}'; base-uri 'none'; form-action 'none'")
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let sign = (bits >> (18 - 6 * place)) & 63;
            text.push(match place > three.len() {
                true => '=',
                false => char::from(SIGNS[sign as usize]),
            });
        }
    }
    text
}

fn blocks(html: &mut String, list: &[Block], is_opened: bool) {
    for block in list {
        match block {
            Block::Heading(text) => html.push_str(&format!("<h3>{}</h3>\n", said(text))),
            Block::Paragraph(text) => html.push_str(&format!("<p>{}</p>\n", said(text))),
            Block::Statement(text, why) => {
                let text = said(text);
                let open = if is_opened { " open" } else { "" };
                html.push_str(&format!("<details{open}>\n<summary>{text}</summary>\n"));
                blocks(html, why, is_opened);
                html.push_str("</details>\n");
            }
            Block::List(items) => {
                html.push_str("<ul>\n");
                for item in items {
                    html.push_str(&format!("<li>{}</li>\n", said(item)));
                }
                html.push_str("</ul>\n");
            }
            Block::Table(table) => write_table(html, table),
            Block::Figure(figure) => write_figure(html, figure),
        }
    }
}

fn write_table(html: &mut String, table: &Table) {
    let name = said(&table.name);
    html.push_str(&format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">\n<table>\n<thead><tr>"
    ));
    let class = |is_number: bool| match is_number {
        true => " class=\"num\"",
        false => "",
    };
    for (head, is_number) in &table.heads {
        let class = class(*is_number);
        html.push_str(&format!("<th scope=\"col\"{class}>{}</th>", said(head)));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        html.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let is_number = table.heads.get(at).is_some_and(|(_, number)| *number);
            let content = match cell {
                Cell::Text(text) => said(text),
                Cell::Linked(text, links) => linked(text, links),
            };
            html.push_str(&match at {
                0 => format!("<th scope=\"row\">{content}</th>"),
                _ => format!("<td{}>{content}</td>", class(is_number)),
            });
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
}

fn linked(text: &str, links: &[String]) -> String {
    let mut html = said(text);
    for link in links {
        let shown = said(link);
        html.push_str(&match is_safe(link) {
            true => format!("<br><a href=\"{shown}\" rel=\"noopener noreferrer\">{shown}</a>"),
            false => format!("<br>{shown}"),
        });
    }
    html
}

fn write_figure(html: &mut String, figure: &Figure) {
    let name = said(&figure.describe);
    html.push_str(&format!(
        "<figure>\n<div role=\"img\" aria-label=\"{name}\">{}</div>\n",
        figure.svg.trim()
    ));
    html.push_str("<ul class=\"legend\" aria-hidden=\"true\">");
    for (name, role) in &figure.legend {
        let class = match role {
            Role::Evidenced => "evidenced",
            Role::Target => "target",
            Role::Previous => "previous",
            _ => "claimed",
        };
        html.push_str(&format!("<li class=\"{class}\">{}</li>", said(name)));
    }
    html.push_str("</ul>\n</figure>\n");
}

/// A text on one line, escaped for content and for attributes in double quotes.
fn said(text: &str) -> String {
    escape(&on_one_line(text))
}

fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            sign => html.push(sign),
        }
    }
    html
}
