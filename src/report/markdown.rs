//! A report as Markdown with tables, for wikis and repositories. Pictures are told in words.

use super::document::{Block, Cell, Document, Table, is_safe, on_one_line};

pub use super::write::file_name;

/// The whole file.
pub fn write(document: &Document) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n",
        said(&document.title),
        said(&document.subtitle)
    );
    for (name, value) in &document.facts {
        text.push_str(&format!("- **{}:** {}\n", said(name), said(value)));
    }
    for section in &document.sections {
        text.push_str(&format!("\n## {}\n", said(&section.title)));
        blocks(&mut text, &section.blocks, document.is_opened);
    }
    text
}

fn blocks(text: &mut String, list: &[Block], is_opened: bool) {
    for block in list {
        match block {
            Block::Heading(heading) => text.push_str(&format!("\n### {}\n", said(heading))),
            Block::Paragraph(paragraph) => text.push_str(&format!("\n{}\n", said(paragraph))),
            Block::Statement(statement, why) => {
                text.push_str(&format!("\n{}\n", said(statement)));
                if is_opened {
                    blocks(text, why, is_opened);
                }
            }
            Block::List(items) => {
                text.push('\n');
                for item in items {
                    text.push_str(&format!("- {}\n", said(item)));
                }
            }
            Block::Table(table) => write_table(text, table),
            Block::Figure(figure) => text.push_str(&format!("\n{}\n", said(&figure.describe))),
        }
    }
}

fn write_table(text: &mut String, table: &Table) {
    text.push_str("\n|");
    for (head, _) in &table.heads {
        text.push_str(&format!(" {} |", said(head)));
    }
    text.push_str("\n|");
    for (_, is_number) in &table.heads {
        text.push_str(if *is_number { " --: |" } else { " --- |" });
    }
    text.push('\n');
    for row in &table.rows {
        text.push('|');
        for cell in row {
            let cell = match cell {
                Cell::Text(cell) => said(cell),
                Cell::Linked(cell, links) => linked(cell, links),
            };
            text.push_str(&format!(" {cell} |"));
        }
        text.push('\n');
    }
}

fn linked(cell: &str, links: &[String]) -> String {
    let mut text = said(cell);
    for link in links {
        let link = on_one_line(link);
        // An address with one of these would end the link.
        let is_plain = !link.contains([' ', '<', '>', '|', '\\', '`']);
        text.push_str(&match is_safe(&link) && is_plain {
            true => format!(" <{link}>"),
            false => format!(" {}", said(&link)),
        });
    }
    text
}

fn ends_a_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

/// A text on one line, in which nothing means anything.
fn said(text: &str) -> String {
    let line = on_one_line(text);
    let mut text = String::with_capacity(line.len());
    for (at, sign) in line.char_indices() {
        let means_something = match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' => true,
            // At the start of a line these begin a list, a heading or a line.
            '-' | '=' => at == 0,
            '+' => at == 0 && ends_a_word(&line[1..]),
            // So do these after a number.
            '.' | ')' => {
                let is_number = line[..at].bytes().all(|byte| byte.is_ascii_digit());
                is_number && at > 0 && ends_a_word(&line[at + 1..])
            }
            // Some readers make addresses of these by themselves.
            ':' => line[at..].starts_with("://"),
            _ => false,
        };
        if means_something {
            text.push('\\');
        }
        text.push(sign);
    }
    text
}
