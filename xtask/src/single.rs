//! The whole page as one HTML file, which opens from disk by a double click.
//!
//! It is made of what is in dist/: the program with all its chunks, the styles, the icon and the
//! model's files.
//! A page opened from disk may neither fetch nor import, so program and files are packed into the
//! page, and `fetch` is answered from there. The policy of the file names its scripts and its
//! styles by their sums and lets nothing out.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::offline::base64;
use crate::run::{Result, say};
use crate::sizes::list_files;

const BOOT: &str = "boot.js";
/// Watches over files that come from a server, of which there is none.
const WATCH: &str = "src=\"./start.js\"";
const ICON: &str = "icons/radar.svg";

/// Unpacks what the file brings, and starts the program with it instead of with what lies beside
/// the page. `boot.js` calls `dsommLoad`.
const LOADER: &str = r#"
window.dsommLoad = async () => {
  document.getElementById("boot-late")?.remove();
  const unpack = (id) => {
    const signs = atob(document.getElementById(id).textContent.trim());
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  };
  const files = await unpack("packed-files").json();
  const parts = await unpack("packed-parts").arrayBuffer();
  window.fetch = async (address) => {
    const name = address instanceof URL ? address.pathname.split("/").at(-1) : address.replace(/^\.\//, "");
    if (Object.hasOwn(dsommParts, name)) return new Response(parts.slice(...dsommParts[name]));
    return Object.hasOwn(files, name) ? new Response(files[name]) : new Response("", { status: 404 });
  };
  document.documentElement.setAttribute("data-hosted", "");
  await dsommProgram.default({ module_or_path: await unpack("packed-program").arrayBuffer() });
};
"#;

/// Writes the file from what is in `dist`.
pub fn write(dist: &Path, target: &Path) -> Result<()> {
    say("Packs the page into one file", "5 seconds");
    let page = page(dist)?;
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(target, page))
        .map_err(|error| {
            format!(
                "{} could not be written ({error}); check the rights of its directory.",
                target.display()
            )
        })
}

struct Dist<'a>(&'a Path);

impl Dist<'_> {
    fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        let file = self.0.join(name);
        fs::read(&file).map_err(|error| {
            format!(
                "{} could not be read ({error}); build the app with `cargo xtask build`.",
                file.display()
            )
        })
    }

    fn text(&self, name: &str) -> Result<String> {
        String::from_utf8(self.bytes(name)?)
            .map_err(|_| format!("{name} in dist/ is no text in UTF-8; build the app again."))
    }
}

/// The page, made of what is in `dist`.
pub fn page(dist: &Path) -> Result<String> {
    let dist = &Dist(dist);
    let html = dist.text("index.html")?;
    let files: BTreeSet<String> = list_files(dist.0)?;
    let mut packed = serde_json::Map::new();
    for file in files.iter().filter(|file| is_asked_for(file)) {
        packed.insert(file.clone(), dist.text(file)?.into());
    }
    let packed = serde_json::Value::Object(packed).to_string();
    let icon = format!("data:image/svg+xml;base64,{}", base64(&dist.bytes(ICON)?));
    let styles = dist.text(&stylesheet(&html)?)?;
    let named = |key: &str| {
        attribute_of(&html, key)
            .map(|path| path.trim_start_matches("./").to_owned())
            .ok_or_else(|| unexpected(&format!("a start script with {key}")))
    };
    let (glue, program) = (named("data-js")?, named("data-wasm")?);
    let loader = one(&files, "chunks-", ".js")?;
    let parts: Vec<&String> = files
        .iter()
        .filter(|file| file.ends_with(".wasm") && **file != program)
        .collect();
    let (index, parts) = concatenated(dist, &parts)?;
    let script = format!(
        "const dsommChunks = {{}};\nconst dsommParts = {index};\n{}{}{LOADER}(async () => {{\n{}\n}})();\n",
        classic(&glue, &dist.text(&glue)?)?,
        classic_loader(&dist.text(loader)?),
        dist.text(BOOT)?
    );
    for (name, text, end) in [
        ("script", &script, "</script"),
        ("style", &styles, "</style"),
    ] {
        if text.contains(end) || text.contains("<!--") {
            return Err(format!(
                "The {name} of the single file contains `{end}` or `<!--`, which would end or \
                 hide it; write that in another way."
            ));
        }
    }
    let data = |id: &str, content: &[u8]| -> Result<String> {
        Ok(format!(
            "<script type=\"text/plain\" id=\"{id}\">{}</script>\n",
            base64(&gzip(content)?)
        ))
    };
    let body = [
        data("packed-files", packed.as_bytes())?,
        data("packed-program", &dist.bytes(&program)?)?,
        data("packed-parts", &parts)?,
        format!("<script>{script}</script>\n"),
    ]
    .concat();
    assemble(&html, &policy(&script, &styles), &icon, &styles, &body)
}

/// The model's files that the program asks for; the sources of the catalogue are not among them.
fn is_asked_for(file: &str) -> bool {
    if file == "config.json" {
        return true;
    }
    let is_text = file.ends_with(".json") || file.ends_with(".yaml");
    let is_source = file.starts_with("model/dsomm/")
        && !file.starts_with("model/dsomm/outline.")
        && !file.starts_with("model/dsomm/details.");
    file.starts_with("model/") && is_text && !is_source
}

/// A gzip stream without a time in it.
fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut packer = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    packer
        .write_all(content)
        .and_then(|()| packer.finish())
        .map_err(|error| format!("The page could not be compressed ({error})."))
}

fn policy(script: &str, styles: &str) -> String {
    let sum = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data: blob:; \
         base-uri 'none'; form-action 'none'",
        sum(script),
        sum(styles)
    )
}

/// The one file with such a name.
fn one<'a>(files: &'a BTreeSet<String>, start: &str, end: &str) -> Result<&'a str> {
    files
        .iter()
        .find(|file| file.starts_with(start) && file.ends_with(end))
        .map(String::as_str)
        .ok_or_else(|| format!("dist/ has no {start}…{end}; build the app again."))
}

/// Files in a row, and where each lies in it: `{"name": [from, to]}`.
fn concatenated(dist: &Dist<'_>, names: &[&String]) -> Result<(serde_json::Value, Vec<u8>)> {
    let mut index = serde_json::Map::new();
    let mut all = Vec::new();
    for name in names {
        let from = all.len();
        all.extend(dist.bytes(name)?);
        index.insert((*name).clone(), serde_json::json!([from, all.len()]));
    }
    Ok((index.into(), all))
}

/// The loader of the chunks (xtask/src/loader.js) as a classic script that fills `dsommChunks`.
fn classic_loader(module: &str) -> String {
    let lines = module.lines().map(|line| {
        let line = line.replace("export const ", "dsommChunks.");
        match line
            .strip_prefix("import ")
            .and_then(|rest| rest.split_once(" from "))
        {
            Some((names, _)) => format!("const {names} = dsommProgram;"),
            None => line,
        }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    format!("(() => {{\n{text}\n}})();\n").replace("import.meta.url", "document.baseURI")
}

/// What wasm-bindgen writes as a module, as a classic script that sets `dsommProgram`.
fn classic(name: &str, module: &str) -> Result<String> {
    let mut text = String::from("const dsommProgram = (() => {\n");
    let (mut start, mut has_sync) = (None, false);
    for line in module.lines() {
        let code = line.trim_start();
        let chunks = code
            .strip_prefix("import * as ")
            .and_then(|rest| rest.split_once(" from \"./chunks-"));
        if let Some((names, _)) = chunks {
            text += &format!("const {names} = dsommChunks;\n");
            continue;
        }
        if code.starts_with("import ") {
            return Err(format!(
                "{name} imports another file (`{code}`), which a page opened from disk cannot; \
                 leave out the crate that brings it."
            ));
        }
        if let Some(names) = code.strip_prefix("export {") {
            has_sync = names.contains("initSync");
            start = names
                .split(['}', ','])
                .find_map(|name| name.trim().strip_suffix(" as default"))
                .map(str::to_owned);
            continue;
        }
        if let Some(rest) = code.strip_prefix("export default ") {
            start = Some(rest.trim_end_matches(';').to_owned());
            continue;
        }
        text += code
            .strip_prefix("export ")
            .map_or(line, |declaration| declaration);
        text.push('\n');
    }
    let start = start.ok_or_else(|| {
        format!("{name} exports nothing as its default, so there is nothing to start; see what wasm-bindgen wrote.")
    })?;
    let sync = if has_sync { ", initSync" } else { "" };
    text += &format!("return {{ default: {start}{sync} }};\n}})();\n");
    // Where the module lies. It is only asked for when no program is given, and one is.
    Ok(text.replace("import.meta.url", "\"\""))
}

/// The stylesheet that the page names.
fn stylesheet(html: &str) -> Result<String> {
    tags(html)
        .find(|tag| tag.contains("rel=\"stylesheet\""))
        .and_then(|tag| attribute(tag, "href"))
        .map(|href| href.trim_start_matches("./").to_owned())
        .ok_or_else(|| unexpected("a link to its stylesheet"))
}

fn unexpected(what: &str) -> String {
    format!(
        "dist/index.html lacks {what}; see index.html, and how it is packed in xtask/src/single.rs."
    )
}

/// The tags of a page that we wrote ourselves: no `>` in attributes.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<')
        .filter_map(|part| part.split_once('>').map(|(tag, _)| tag))
}

/// The value of the first attribute of this name.
fn attribute_of<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    tags(html).find_map(|tag| attribute(tag, name))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The page with everything in it: links to other files go, what they named comes.
fn assemble(html: &str, policy: &str, icon: &str, styles: &str, body: &str) -> Result<String> {
    let mut text = String::new();
    let (mut has_policy, mut has_icon, mut has_start) = (false, false, false);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text += before;
        let (tag, after) = after
            .split_once('>')
            .ok_or_else(|| unexpected("the end of a tag"))?;
        rest = after;
        if tag.starts_with("meta ") && tag.contains("Content-Security-Policy") {
            has_policy = true;
            text +=
                &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
        } else if tag.starts_with("link ") {
            if tag.contains("rel=\"icon\"") {
                has_icon = true;
                text += &format!("<link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\" />");
            } else if tag.contains("rel=\"stylesheet\"") {
                text += &format!("<style>{styles}</style>");
            }
        } else if tag.starts_with("script") {
            let is_start = tag.contains("data-wasm=");
            if !is_start && !tag.contains(WATCH) {
                return Err(format!(
                    "dist/index.html has a script that the single file knows nothing of (`{tag}`); \
                     pack it in xtask/src/single.rs."
                ));
            }
            has_start |= is_start;
            rest = rest
                .split_once("</script>")
                .ok_or_else(|| unexpected("the end of a script"))?
                .1;
        } else if tag == "/body" {
            text += body;
            text += "</body>";
        } else {
            // The folder of a file is no page: the file itself is what is loaded anew.
            text += &format!("<{}>", tag.replace("href=\"./\"", "href=\"?\""));
        }
    }
    text += rest;
    for (is_there, what) in [
        (has_policy, "its policy"),
        (has_icon, "its icon"),
        (has_start, "its start script"),
        (text.contains(body), "the end of its body"),
    ] {
        if !is_there {
            return Err(unexpected(what));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_becomes_a_classic_script() {
        let module = "let wasm;\nexport function f() {}\n    module = new URL('a.wasm', import.meta.url);\nexport { initSync, __wbg_init as default };\n";
        let script = classic("a.js", module).unwrap();
        assert!(script.starts_with("const dsommProgram = (() => {\nlet wasm;\nfunction f() {}\n"));
        assert!(script.ends_with("return { default: __wbg_init, initSync };\n})();\n"));
        assert!(
            !script.contains("import") && !script.contains("export"),
            "{script}"
        );
    }

    #[test]
    fn module_that_needs_others_is_an_error() {
        assert!(
            classic(
                "a.js",
                "import * as a from './snippets/a.js';\nexport default init;\n"
            )
            .is_err()
        );
        assert!(classic("a.js", "let a;\n").is_err());
    }

    #[test]
    fn chunks_are_found_within_the_file() {
        let glue = "import * as import1 from \"./chunks-0a.js\"\nexport default init;\n";
        let script = classic("a.js", glue).unwrap();
        assert!(
            script.contains("const import1 = dsommChunks;\n"),
            "{script}"
        );
        let loader = "import { initSync } from \"./a.js\";\nconst at = import.meta.url;\nexport const __load = (a) => load(a);\n";
        assert_eq!(
            classic_loader(loader),
            "(() => {\nconst { initSync } = dsommProgram;\nconst at = document.baseURI;\ndsommChunks.__load = (a) => load(a);\n})();\n"
        );
    }

    #[test]
    fn page_keeps_no_link_to_a_file() {
        let html = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"x\" />\
            <script defer src=\"./start.js\"></script><link rel=\"icon\" href=\"./i.svg\" /><link rel=\"preload\" href=\"a.wasm\" />\
            <link rel=\"stylesheet\" href=\"./s-1.css\" /></head><body><a href=\"./\">A</a>\
            <script type=\"module\" src=\"./boot.js\" data-wasm=\"./a.wasm\"></script></body></html>";
        assert_eq!(stylesheet(html), Ok("s-1.css".to_owned()));
        let page = assemble(html, "p", "data:i", "a > b {}", "<script>1</script>").unwrap();
        assert_eq!(
            page,
            "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"p\" />\
             <link rel=\"icon\" href=\"data:i\" type=\"image/svg+xml\" /><style>a > b {}</style>\
             </head><body><a href=\"?\">A</a><script>1</script></body></html>"
        );
        assert!(assemble("<html><body></body></html>", "p", "i", "s", "b").is_err());
        let more = html.replace("<body>", "<body><script src=\"./more.js\"></script>");
        assert!(assemble(&more, "p", "i", "s", "b").is_err());
    }

    #[test]
    fn only_what_is_asked_for_is_packed() {
        for file in [
            "config.json",
            "model/about.json",
            "model/dsomm/outline.yaml",
            "model/extensions/a.json",
        ] {
            assert!(is_asked_for(file), "{file}");
        }
        for file in [
            "model/dsomm/a.yaml",
            "model/LICENSE.md",
            "schema/a.json",
            "index.html",
        ] {
            assert!(!is_asked_for(file), "{file}");
        }
    }

    #[test]
    fn compressed_bytes_hold_no_time() {
        assert_eq!(gzip(b"radar").unwrap()[4..8], [0; 4]);
    }
}
