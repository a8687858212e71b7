//! Running other programs, finding them, and telling what goes on.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// An error is a sentence that says what went wrong, where, and what to do about it.
pub type Result<T> = std::result::Result<T, String>;

/// Announces a step and about how long it takes.
pub fn say(what: &str, how_long: &str) {
    println!("==> {what} (about {how_long})");
}

/// Tells that a step has nothing to do.
pub fn say_there(what: &str) {
    println!("==> {what}: already there");
}

/// The repository's root.
pub fn root() -> PathBuf {
    // `cargo run` sets the variable; the path known to the compiler serves direct calls.
    let manifest_dir = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest_dir
        .parent()
        .map_or_else(|| manifest_dir.clone(), Path::to_path_buf)
}

/// A command that runs in the repository's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// A call of cargo in the repository's root.
pub fn cargo<const N: usize>(args: [&str; N]) -> Command {
    let mut command = program("cargo");
    command.args(args);
    command
}

/// Runs a command to its end; `advice` completes the sentence that tells of its failure.
pub fn run(command: &mut Command, advice: &str) -> Result<()> {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error, advice))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!(
            "`{}` ended with {status}; {advice}.",
            line(command)
        ))
    }
}

/// What a command prints on standard output; `advice` as for [`run`].
pub fn output(command: &mut Command, advice: &str) -> Result<String> {
    let output = command
        .output()
        .map_err(|error| not_started(command, &error, advice))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "`{}` ended with {}: {} To go on, {advice}.",
            line(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        ))
    }
}

fn not_started(command: &Command, error: &std::io::Error, advice: &str) -> String {
    let name = command.get_program().to_string_lossy();
    if error.kind() == ErrorKind::NotFound {
        format!("The program `{name}` was not found; {advice}.")
    } else {
        format!("The program `{name}` could not be started ({error}); {advice}.")
    }
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first file of this name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}

/// PATH with one more directory in front of all others.
pub fn path_with_first(directory: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let directories = std::iter::once(directory.to_path_buf()).chain(env::split_paths(&path));
    env::join_paths(directories).map_err(|error| {
        format!(
            "The tools directory {} cannot stand in PATH ({error}); choose another with \
             DSOMM_RADAR_TOOLS.",
            directory.display()
        )
    })
}

/// A duration to read: `0.4 s`, `42 s`, `3 min 5 s`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_easy_to_read() {
        assert_eq!(duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(42)), "42 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 5 s");
    }
}
