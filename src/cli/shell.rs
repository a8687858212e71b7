//! `completions` and `man`: what a shell and `man` want to know about this program.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::out::{Problem, print_bytes};
use super::{Cli, Outcome, Verdict, files};

/// Writes what a shell needs to complete commands and options
///
/// For bash: dsomm-radar completions bash > ~/.local/share/bash-completion/completions/dsomm-radar
#[derive(Args)]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

/// Writes the manual as man pages
#[derive(Args)]
pub struct Man {
    /// Folder for one page for each command; without it, the first page is written to the standard
    /// output
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

impl Completions {
    pub fn run(self) -> Outcome {
        let mut bytes = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "dsomm-radar", &mut bytes);
        print_bytes(&bytes)?;
        Ok(Verdict::Fine)
    }
}

impl Man {
    pub fn run(self) -> Outcome {
        let mut root = Cli::command();
        root.build();
        match &self.output {
            None => print_bytes(&page(&root)?)?,
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| files::cannot_write(folder, &error))?;
                write_all(&root, "dsomm-radar".to_owned(), folder)?;
            }
        }
        Ok(Verdict::Fine)
    }
}

fn write_all(
    command: &clap::Command,
    name: String,
    folder: &std::path::Path,
) -> Result<(), Problem> {
    let bytes = page(&command.clone().name(name.clone()))?;
    files::write(Some(&folder.join(format!("{name}.1"))), &bytes)?;
    for inner in command.get_subcommands() {
        write_all(inner, format!("{name}-{}", inner.get_name()), folder)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let written = clap_mangen::Man::new(command.clone()).render(&mut bytes);
    written.map_err(|error| Problem(format!("The page cannot be made: {error}.")))?;
    Ok(bytes)
}
