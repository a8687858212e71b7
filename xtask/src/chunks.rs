//! The program in parts. Trunk calls our splitter in place of wasm-bindgen; what it lays aside is
//! finished here, after the build: chunks are optimised like the first part, the loader gets the
//! names of this build, and the page loads it early.
//!
//! All names carry the hash of the linked program, see `xtask/splitter`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use serde_json::Value;

use crate::run::{Result, cargo, program, root, run, say};
use crate::slim;
use crate::tools::Tools;

/// The folder that the splitter fills; set for Trunk, and so for the splitter and `after-build`.
const CHUNKS: &str = "RADAR_CHUNKS";
const WASM_BINDGEN: &str = "RADAR_WASM_BINDGEN";
const LOADER: &str = include_str!("loader.js");
/// What stands in the glue of a program that was compiled to be parted and was not.
const UNPARTED: &str = "__wasm_split_placeholder__";
/// The file with small chunks.
const PACK: &str = "chunk_small";
/// Shared chunks up to this size are put into it, in bytes.
const PACK_BELOW: usize = 4096;
/// Chunks up to this size are only stripped: to start wasm-opt takes longer than what it saves.
const NOT_WORTH_IT: usize = 2048;
const INDEX: &str = "index.html";
/// The features that rustc uses; with all of them, wasm-opt would write what browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Makes sure of the splitter, and lets Trunk use it in place of wasm-bindgen.
pub fn prepare(trunk: &mut Command, tools: &Tools, target: &Path) -> Result<()> {
    say("Builds the splitter", "1 minute the first time");
    let folder = root().join("target/xtask");
    run(
        cargo(["build", "--locked", "--quiet", "--profile", "splitter"])
            .args(["--package", "splitter"])
            .args(["--manifest-path", "xtask/Cargo.toml"])
            .args(["--target-dir", "target/xtask"]),
        "see its messages above",
    )?;
    let stand_in = folder.join("stand-in");
    let failed = |error: std::io::Error| {
        format!(
            "{} could not be written ({error}); check the rights of its directory.",
            stand_in.display()
        )
    };
    fs::create_dir_all(&stand_in).map_err(failed)?;
    fs::copy(
        folder.join("splitter/splitter"),
        stand_in.join("wasm-bindgen"),
    )
    .map_err(failed)?;
    let path =
        env::join_paths(std::iter::once(stand_in.clone()).chain(env::split_paths(&tools.path()?)))
            .map_err(|error| format!("{} cannot stand in PATH ({error}).", stand_in.display()))?;
    trunk
        .env("PATH", path)
        .env(WASM_BINDGEN, tools.program("wasm-bindgen"))
        .env(CHUNKS, target.join("chunks"))
        // The splitter reads what links functions to each other, and their names.
        .env("CARGO_PROFILE_RELEASE_STRIP", "false")
        .args(["--features", "split"]);
    Ok(())
}

/// Finishes the parts of the program that Trunk has just built into `staging`. Where the program is
/// one part, there is nothing to do.
pub fn finish(staging: &Path) -> Result<()> {
    let glue = glue(staging)?;
    let text = read(&staging.join(&glue))?;
    if text.contains(UNPARTED) {
        return Err(
            "This program was compiled to be parted, and was not: the page could not start. Build \
             it with `cargo xtask build`, or leave out `--features split`."
                .into(),
        );
    }
    let Some(folder) = env::var_os(CHUNKS).map(PathBuf::from) else {
        return Ok(());
    };
    let parts = Parts::read(&folder.join("parts.json"))?;
    if !text.contains(&parts.loader()) {
        return Err(format!(
            "{glue} does not import {}; build the app again.",
            parts.loader()
        ));
    }
    say("Optimises the chunks", "1 minute");
    optimise(&folder, staging, &parts)?;
    let parts = pack(staging, parts)?;
    let loader = staging.join(parts.loader());
    fs::write(&loader, parts.loader_text(&glue)?).map_err(|error| unwritten(&loader, &error))?;
    let index = staging.join(INDEX);
    let page = preload(&read(&index)?, &parts.loader(), &parts.addresses("host"))?;
    fs::write(&index, page).map_err(|error| unwritten(&index, &error))?;
    let style = style(&read(&index)?)?;
    let loader = parts.loader();
    let scripts = [
        &*glue,
        &*loader,
        "boot.js",
        "start.js",
        "why.js",
        "worker.js",
        "offline.js",
    ];
    slim::files(staging, scripts.into_iter().chain([&*style, INDEX]))
}

/// The name of the style of the page.
fn style(page: &str) -> Result<String> {
    let links = page
        .split('<')
        .filter(|tag| tag.starts_with("link rel=\"stylesheet\""));
    let mut names = links.filter_map(|link| link.split("href=\"./").nth(1)?.split('"').next());
    let name = names
        .next()
        .ok_or("index.html names no style; see index.html")?;
    Ok(name.to_owned())
}

/// The name of the script that wasm-bindgen wrote for the program.
fn glue(staging: &Path) -> Result<String> {
    let index = read(&staging.join(INDEX))?;
    index
        .split("data-js=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .map(|name| name.trim_start_matches("./").to_owned())
        .ok_or_else(|| {
            "index.html names no script in `data-js`; see pattern_script in Trunk.toml.".to_owned()
        })
}

/// The page, which asks for the program right after its style, since that is the longest to come and
/// browsers open few connections at a time; then for the loader that the program imports. `hosted`:
/// what a configured or embedded page loads as well, for `boot.js`.
fn preload(page: &str, loader: &str, hosted: &[String]) -> Result<String> {
    const MODULE: &str = "<link rel=\"modulepreload\"";
    const STYLE: &str = "<link rel=\"stylesheet\"";
    const SCRIPT: &str = "data-wasm=";
    let wrong = |what: &str| {
        format!(
            "index.html should have {what}; see Trunk.toml, and `preload` in xtask/src/chunks.rs."
        )
    };
    if [MODULE, STYLE, SCRIPT]
        .iter()
        .any(|sign| page.matches(sign).count() != 1)
    {
        return Err(wrong(
            "one link to the style, one with rel=\"modulepreload\", one script with data-wasm",
        ));
    }
    let from = page.find(MODULE).unwrap_or_default();
    let to = page[from..]
        .find("</head>")
        .ok_or_else(|| wrong("a head"))?
        + from;
    let links: Vec<&str> = page[from..to].split_inclusive('>').collect();
    let [program, wasm] = links[..] else {
        return Err(wrong(
            "two links at the end of its head, to the program and to its WebAssembly",
        ));
    };
    let page = format!("{}{}", &page[..from], &page[to..]);
    let style = page.find(STYLE).unwrap_or_default();
    let behind = page[style..].find('>').ok_or_else(|| wrong("a style"))? + style + 1;
    let page = format!(
        "{}{wasm}{program}{MODULE} href=\"./{loader}\">{}",
        &page[..behind],
        &page[behind..]
    );
    let parts = format!("data-hosted=\"{}\" {SCRIPT}", hosted.join(" "));
    Ok(page.replace(SCRIPT, &parts))
}

/// Runs wasm-opt on each file, two at a time.
fn optimise(from: &Path, to: &Path, parts: &Parts) -> Result<()> {
    let mut running: Vec<(String, Child)> = Vec::new();
    let finish = |(name, mut child): (String, Child)| -> Result<()> {
        match child.wait() {
            Ok(status) if status.success() => Ok(()),
            _ => Err(format!(
                "wasm-opt could not optimise {name}; see its messages above."
            )),
        }
    };
    for file in parts.files() {
        if running.len() == 2 {
            finish(running.remove(0))?;
        }
        let name = format!("{file}-{}.wasm", parts.hash());
        let (source, target) = (from.join(format!("{file}.wasm")), to.join(&name));
        let content = fs::read(&source)
            .map_err(|error| format!("{} could not be read ({error}).", source.display()))?;
        if content.len() <= NOT_WORTH_IT {
            let plain = without_names(&content)
                .ok_or_else(|| format!("{} is no WebAssembly module.", source.display()))?;
            fs::write(&target, plain).map_err(|error| unwritten(&target, &error))?;
            continue;
        }
        let child = program("wasm-opt")
            .arg("-Oz")
            .args(FEATURES)
            .args([
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ])
            .arg(&source)
            .arg("--output")
            .arg(&target)
            .spawn()
            .map_err(|error| format!("wasm-opt could not be started ({error})."))?;
        running.push((name, child));
    }
    running.into_iter().try_for_each(finish)
}

/// A module without its custom sections, such as the names of its functions; nothing where it is
/// damaged.
fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(8)?;
    let mut plain = header.to_vec();
    while let Some((id, behind)) = rest.split_first() {
        let (mut length, mut digits) = (0, 0);
        for byte in behind {
            length |= usize::from(byte & 0x7f) << (7 * digits);
            digits += 1;
            if byte & 0x80 == 0 {
                break;
            }
            if digits > 4 {
                return None;
            }
        }
        let (section, next) = rest.split_at_checked(1 + digits + length)?;
        if *id != 0 {
            plain.extend(section);
        }
        rest = next;
    }
    Some(plain)
}

/// Puts the shared chunks that are hardly anything into one file, because each file costs a request.
/// It is a module of WebAssembly with nothing in it but sections of ours, so that servers send it as
/// they send the others.
fn pack(staging: &Path, parts: Parts) -> Result<Parts> {
    let path = |name: &str| staging.join(format!("{name}-{}.wasm", parts.hash()));
    let mut small = Vec::new();
    let mut text = Vec::from(*b"\0asm\x01\0\0\0");
    for name in parts.files() {
        let file = path(name);
        let content = fs::read(&file)
            .map_err(|error| format!("{} could not be read ({error}).", file.display()))?;
        if !name.starts_with("chunk_") || content.len() > PACK_BELOW {
            continue;
        }
        let mut section = Vec::new();
        number(&mut section, name.len());
        section.extend(name.bytes());
        section.extend(content);
        text.push(0);
        number(&mut text, section.len());
        text.extend(section);
        fs::remove_file(&file)
            .map_err(|error| format!("{} could not be removed ({error}).", file.display()))?;
        small.push(name.to_owned());
    }
    let file = path(PACK);
    fs::write(&file, text).map_err(|error| unwritten(&file, &error))?;
    Ok(parts.packed(&small))
}

/// A number as WebAssembly writes lengths: seven bits a byte, the lowest first.
fn number(text: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        text.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    text.push(number as u8);
}

/// What the splitter has laid aside.
struct Parts(Value);

impl Parts {
    fn read(file: &Path) -> Result<Self> {
        let parts: Value = serde_json::from_str(&read(file)?)
            .map_err(|error| format!("{} is damaged ({error}).", file.display()))?;
        Ok(Self(parts))
    }

    fn hash(&self) -> &str {
        self.0["hash"].as_str().unwrap_or_default()
    }

    fn loader(&self) -> String {
        format!("chunks-{}.js", self.hash())
    }

    /// Where the files of a group lie, seen from the page.
    fn addresses(&self, group: &str) -> Vec<String> {
        let files = self.0["groups"][group].as_array().into_iter().flatten();
        files
            .filter_map(Value::as_str)
            .map(|name| format!("./{name}-{}.wasm", self.hash()))
            .collect()
    }

    /// All files, each once, without `.wasm`.
    fn files(&self) -> Vec<&str> {
        let groups = self.0["groups"].as_object().into_iter().flatten();
        let mut files: Vec<&str> = groups
            .flat_map(|(_, files)| files.as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// The same with small files in the pack: groups ask for that in their place.
    fn packed(&self, small: &[String]) -> Self {
        let mut parts = self.0.clone();
        let is_small = |name: &Value| {
            name.as_str()
                .is_some_and(|name| small.iter().any(|it| it == name))
        };
        let groups = parts["groups"].as_object_mut();
        for (_, files) in groups.into_iter().flatten() {
            let Some(files) = files.as_array_mut() else {
                continue;
            };
            let before = files.len();
            files.retain(|name| !is_small(name));
            if files.len() < before {
                files.insert(0, PACK.into());
            }
        }
        parts["packed"] = small.into();
        Self(parts)
    }

    fn loader_text(&self, glue: &str) -> Result<String> {
        let groups = self.0["groups"].as_object();
        let names = groups.into_iter().flat_map(|groups| groups.keys());
        let loaders: String = names
            .map(|name| {
                format!(
                    "export const __wasm_split_load_{name} = (callback, data) => load(\"{name}\", callback, data);\n"
                )
            })
            .collect();
        let shared: Vec<&str> = self.0["shared"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let text = LOADER
            .replace("@GLUE@", glue)
            .replace("@HASH@", self.hash())
            .replace("@PACK@", PACK)
            .replace("@PACKED@", &self.0["packed"].to_string())
            .replace("@GROUPS@", &self.0["groups"].to_string())
            .replace("@SHARED@", &shared.join(", "))
            .replace("@LOADERS@\n", &loaders);
        match text.contains('@') {
            true => Err("xtask/src/loader.js has a sign `@…@` that nothing fills in.".into()),
            false => Ok(text),
        }
    }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| {
        format!(
            "{} could not be read ({error}); build the app again.",
            file.display()
        )
    })
}

fn unwritten(file: &Path, error: &std::io::Error) -> String {
    format!(
        "{} could not be written ({error}); check the rights of its directory.",
        file.display()
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parts() -> Parts {
        Parts(json!({
            "hash": "0a1b",
            "shared": ["memory", "__stack_pointer"],
            "packed": ["chunk_2"],
            "groups": { "host": ["chunk_1", "split_host"], "more": ["chunk_1", "split_more"] },
        }))
    }

    #[test]
    fn files_are_named_once() {
        assert_eq!(parts().files(), ["chunk_1", "split_host", "split_more"]);
    }

    #[test]
    fn loader_has_the_names_of_its_build() {
        let text = parts().loader_text("radar-9.js").unwrap();
        for line in [
            "import { initSync } from \"./radar-9.js\";",
            "    const answer = await fetch(new URL(`./${name}-0a1b.wasm`, import.meta.url));",
            "const PACKED = [\"chunk_2\"];",
            "const GROUPS = {\"host\":[\"chunk_1\",\"split_host\"],\"more\":[\"chunk_1\",\"split_more\"]};",
            "    const { memory, __stack_pointer } = initSync(undefined, undefined);",
            "export const __wasm_split_load_host = (callback, data) => load(\"host\", callback, data);",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn small_files_are_asked_for_as_one() {
        let packed = parts().packed(&["chunk_1".to_owned()]);
        assert_eq!(packed.files(), ["chunk_small", "split_host", "split_more"]);
        assert_eq!(parts().packed(&[]).files(), parts().files());
    }

    #[test]
    fn names_are_left_out() {
        let header = b"\0asm\x01\0\0\0";
        let module = [
            header,
            &[0, 3, 1, b'n', 7][..],
            &[1, 0x81, 0, 9],
            &[0, 1, 0],
        ]
        .concat();
        assert_eq!(
            without_names(&module),
            Some([header, &[1, 0x81, 0, 9][..]].concat())
        );
        assert_eq!(without_names(&module[..10]), None);
        assert_eq!(without_names(b"\0asm"), None);
    }

    #[test]
    fn lengths_are_written_in_groups_of_seven_bits() {
        let written = |length| {
            let mut text = Vec::new();
            number(&mut text, length);
            text
        };
        assert_eq!(written(0), [0]);
        assert_eq!(written(127), [127]);
        assert_eq!(written(128), [0x80, 1]);
        assert_eq!(written(624_485), [0xe5, 0x8e, 0x26]);
    }

    #[test]
    fn page_asks_for_the_program_first() {
        let page = "<head><link rel=\"stylesheet\" href=\"a.css\"/><script data-wasm=\"a.wasm\"></script>\
                    <link rel=\"modulepreload\" href=\"./a.js\"><link rel=\"preload\" href=\"a.wasm\"></head>";
        let hosted = ["b.wasm".to_owned(), "c.wasm".to_owned()];
        assert_eq!(
            preload(page, "chunks-1.js", &hosted).unwrap(),
            "<head><link rel=\"stylesheet\" href=\"a.css\"/><link rel=\"preload\" href=\"a.wasm\">\
             <link rel=\"modulepreload\" href=\"./a.js\"><link rel=\"modulepreload\" href=\"./chunks-1.js\">\
             <script data-hosted=\"b.wasm c.wasm\" data-wasm=\"a.wasm\"></script></head>"
        );
        assert!(preload("<head></head>", "chunks-1.js", &[]).is_err());
    }
}
