//! Setting up a repository, or all of a user's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::merge::Take;
use super::{git, text};
use crate::cli::out::{self, Problem};
use crate::cli::{Outcome, Verdict, files};

/// Sets up this repository: which files are meant, and how they are merged and compared
///
/// Writes a line into .gitattributes, which belongs into a commit, and the commands into the
/// repository's configuration, which every clone needs once. Running it again changes nothing.
#[derive(Args)]
pub struct Install {
    /// Set it up for all repositories of this user
    #[arg(long)]
    global: bool,
    /// What happens where both changed the same answer
    #[arg(long, value_enum, default_value = "mark")]
    take: Take,
    /// Which files are assessments
    #[arg(long, default_value = "*.dsomm.json")]
    pattern: String,
    /// How git calls this program [default: its name if it is in the PATH, else its full path]
    #[arg(long, value_name = "COMMAND")]
    program: Option<String>,
    /// Take all of it out again
    #[arg(long)]
    remove: bool,
}

impl Install {
    pub fn run(self) -> Outcome {
        let attributes = self.attributes()?;
        let line = format!("{} merge=dsomm diff=dsomm", self.pattern);
        if self.remove {
            return self.take_out(&attributes, &line);
        }
        let program = match &self.program {
            Some(program) => program.clone(),
            None => program()?,
        };
        let take = self.take.to_possible_value();
        let take = take.map_or(String::new(), |take| take.get_name().to_owned());
        let settings = [
            (
                "merge.dsomm.name",
                "DSOMM assessments, answer by answer".to_owned(),
            ),
            (
                "merge.dsomm.driver",
                format!("{program} git merge --take={take} --marker-size=%L --path=%P %O %A %B"),
            ),
            ("diff.dsomm.textconv", format!("{program} git textconv")),
            ("diff.dsomm.command", format!("{program} git diff")),
        ];
        for (key, value) in settings {
            git(&["config", self.place(), key, &value])?;
        }
        let known = read(&attributes)?;
        if !known.lines().any(|known| known.trim() == line) {
            let end = match known.is_empty() || known.ends_with('\n') {
                true => "",
                false => "\n",
            };
            write(&attributes, &format!("{known}{end}{line}\n"))?;
        }
        let next = match self.global {
            true => "It holds for all your repositories.",
            false => "Commit it. Others run `dsomm-radar git install` once in their clone.",
        };
        out::print(&format!(
            "git merges and compares {} answer by answer now.\n{}: {line}\n{next}\n",
            self.pattern,
            attributes.display()
        ))?;
        Ok(Verdict::Fine)
    }

    fn place(&self) -> &'static str {
        if self.global { "--global" } else { "--local" }
    }

    fn take_out(&self, attributes: &Path, line: &str) -> Outcome {
        for section in ["merge.dsomm", "diff.dsomm"] {
            // Where there is none, there is nothing to take out.
            let _ = git(&["config", self.place(), "--remove-section", section]);
        }
        let known = read(attributes)?;
        let left: Vec<&str> = known.lines().filter(|known| known.trim() != line).collect();
        if left.len() < known.lines().count() {
            match left.is_empty() {
                true => fs::remove_file(attributes)
                    .map_err(|error| files::cannot_write(attributes, &error))?,
                false => write(attributes, &format!("{}\n", left.join("\n")))?,
            }
        }
        out::print("git treats assessments as any other file now.\n")?;
        Ok(Verdict::Fine)
    }

    /// The file that says which files are meant.
    fn attributes(&self) -> Result<PathBuf, Problem> {
        if !self.global {
            let top = git(&["rev-parse", "--show-toplevel"]).map_err(|Problem(why)| {
                Problem(format!(
                    "{why}\nCall this inside a repository, or with --global for all of yours."
                ))
            })?;
            return Ok(Path::new(&top).join(".gitattributes"));
        }
        if let Ok(file) = git(&["config", "--global", "--type=path", "core.attributesFile"]) {
            return Ok(file.into());
        }
        let home = |name: &str| env::var_os(name).filter(|path| !path.is_empty());
        let folder = home("XDG_CONFIG_HOME").map(PathBuf::from);
        let folder = folder.or_else(|| Some(Path::new(&home("HOME")?).join(".config")));
        match folder {
            Some(folder) => Ok(folder.join("git").join("attributes")),
            None => Err("Where your settings are is not known. Set HOME.".into()),
        }
    }
}

fn read(path: &Path) -> Result<String, Problem> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Problem::of(
            text(path)?,
            format!("The file cannot be read: {error}."),
        )),
        read => Ok(read.unwrap_or_default()),
    }
}

fn write(path: &Path, content: &str) -> Result<(), Problem> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| files::cannot_write(folder, &error))?;
    }
    files::write(Some(path), content.as_bytes())
}

/// How git can call this program: by its name where the shell finds this very program by it.
fn program() -> Result<String, Problem> {
    let own = env::current_exe()
        .and_then(|path| path.canonicalize())
        .map_err(|error| {
            Problem(format!(
                "Where this program is cannot be found out: {error}. Name it with --program."
            ))
        })?;
    let name = "dsomm-radar";
    let folders = env::var_os("PATH").unwrap_or_default();
    let first = env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    if first.and_then(|path| path.canonicalize().ok()).as_ref() == Some(&own) {
        return Ok(name.to_owned());
    }
    // git gives the command to a shell.
    Ok(format!("'{}'", text(&own)?.replace('\'', r"'\''")))
}
