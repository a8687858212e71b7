//! Stands in for wasm-bindgen when Trunk makes a release: parts the linked program first, then
//! lets the real wasm-bindgen work on what stays in the first view.
//!
//! Trunk calls it as it would call wasm-bindgen. `cargo xtask` says in the environment:
//!
//! | variable | |
//! |---|---|
//! | `RADAR_WASM_BINDGEN` | the real wasm-bindgen |
//! | `RADAR_CHUNKS` | the folder that takes the chunks and `parts.json`; `cargo xtask after-build` goes on from there |
//!
//! `parts.json`: `{"hash": "…", "shared": ["…"], "groups": {"name": ["file", …]}}`. The hash is that
//! of the linked program; it stands in the names of all parts, so that parts of two builds can never
//! meet: a chunk finds its functions by their place in a table, and the wrong table would not be
//! noticed. `shared` are the exports of the first part that chunks import; `groups` names the files
//! that each chunk needs, without `.wasm`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::json;
use sha2::{Digest, Sha256};
use wasm_split_cli_support::{Options, transform};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("The program could not be parted: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode, String> {
    let real = variable("RADAR_WASM_BINDGEN")?;
    let Some(input) = args.iter().position(|arg| arg.ends_with(".wasm")) else {
        // `--version` and the like.
        return bindgen(&real, args);
    };
    let folder = PathBuf::from(variable("RADAR_CHUNKS")?);
    let main = part(Path::new(&args[input]), &folder)?;
    let mut args = args.to_vec();
    args[input] = main.display().to_string();
    // What the chunks import by its name has to keep it.
    args.extend(["--keep-lld-exports".into(), "--no-demangle".into()]);
    bindgen(&real, &args)
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| {
        format!("{name} is not set. Build with `cargo xtask build`, which sets it.")
    })
}

fn bindgen(real: &str, args: &[String]) -> Result<ExitCode, String> {
    let status = Command::new(real)
        .args(args)
        .status()
        .map_err(|error| format!("{real} could not be started ({error})."))?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Parts the program into `folder`; returns the file with the first part.
fn part(input: &Path, folder: &Path) -> Result<PathBuf, String> {
    let failed = |what: &Path, error: std::io::Error| format!("{} ({error}).", what.display());
    let program = fs::read(input).map_err(|error| failed(input, error))?;
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| failed(folder, error))?;
    }
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let hash: String = Sha256::digest(&program)[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // wasm-bindgen takes the name of the file for the module's.
    let main = folder.join(input.file_name().unwrap_or_default());
    let link_name = format!("./chunks-{hash}.js");
    let mut options = Options::new(&program);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = &link_name;
    let parted = transform(options).map_err(|error| format!("{error:#}"))?;
    let generated = folder.join(&link_name);
    let loader = fs::read_to_string(&generated).map_err(|error| failed(&generated, error))?;
    let mut groups: Vec<(&String, &Vec<String>)> = parted.prefetch_map.iter().collect();
    groups.sort();
    let groups: serde_json::Map<String, serde_json::Value> = groups
        .into_iter()
        .map(|(name, files)| (name.clone(), json!(files)))
        .collect();
    let parts = json!({ "hash": hash, "shared": shared(&loader)?, "groups": groups });
    let list = folder.join("parts.json");
    fs::write(&list, format!("{parts:#}\n")).map_err(|error| failed(&list, error))?;
    Ok(main)
}

/// The exports of the first part that chunks import. The library tells them only in the loader that
/// it writes: `const { a, b, } = initSync(…)`.
fn shared(loader: &str) -> Result<Vec<&str>, String> {
    let (before, _) = loader
        .split_once("} = initSync(")
        .ok_or("its loader names no exports; see what wasm_split_cli_support writes.")?;
    let names = before.rsplit_once('{').map_or("", |(_, names)| names);
    let names = names.split(',').map(str::trim);
    Ok(names.filter(|name| !name.is_empty()).collect())
}
