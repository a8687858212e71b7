//! `check-model`: checks model files, and says line and column of what deserves a look.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::collections::HashSet;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    use dsomm_radar::model::check::{Report, check};
    use dsomm_radar::model::yaml::Source;

    const HELP: &str = "\
Checks model files: check-model [--errors-only] [FILE or FOLDER ...]

Several files are one model, in the order given; of a folder, its *.yaml and *.yml by name.
Without any: model/dsomm, then each file of model/extensions on top of it.

Prints FILE:LINE:COLUMN: SEVERITY: PLACE: MESSAGE, then a summary.
Exit code: 0 when there are no errors or warnings (hints are fine), 1 when there are,
2 when a file cannot be read.

  --errors-only   0 also when there are warnings
  --help          this text";

    pub fn main() -> ExitCode {
        match run(std::env::args().skip(1)) {
            Ok(code) => code,
            Err(problem) => {
                eprintln!("check-model: {problem}");
                ExitCode::from(2)
            }
        }
    }

    fn run(args: impl Iterator<Item = String>) -> Result<ExitCode, String> {
        let mut errors_only = false;
        let mut files = Vec::new();
        for arg in args {
            match arg.as_str() {
                "--errors-only" => errors_only = true,
                "--help" | "-h" => {
                    println!("{HELP}");
                    return Ok(ExitCode::SUCCESS);
                }
                option if option.starts_with('-') => {
                    return Err(format!(
                        "the option {option} is not known; see check-model --help"
                    ));
                }
                path => files.extend(yaml_files(Path::new(path))?),
            }
        }
        let models = if files.is_empty() {
            default_models()?
        } else {
            vec![files]
        };
        let mut told = HashSet::new();
        let (mut checked, mut activities, mut counts) = (HashSet::new(), 0, [0; 3]);
        for paths in models {
            let report = check_files(&paths)?;
            checked.extend(paths);
            let count = report.model.as_ref().map_or(0, |m| m.activities.len());
            activities = activities.max(count);
            for finding in &report.findings {
                let line = finding.to_string();
                // The base is checked again below each extension.
                if told.insert(line.clone()) {
                    println!("{line}");
                    counts[finding.severity as usize] += 1;
                }
            }
        }
        let [errors, warnings, hints] = counts;
        println!(
            "{} and up to {} in a model: {}, {}, {}.",
            number(checked.len(), "file", "files"),
            number(activities, "activity", "activities"),
            number(errors, "error", "errors"),
            number(warnings, "warning", "warnings"),
            number(hints, "hint", "hints"),
        );
        let failed = errors > 0 || (warnings > 0 && !errors_only);
        Ok(ExitCode::from(u8::from(failed)))
    }

    fn number(count: usize, one: &str, many: &str) -> String {
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// The built-in model, then the same with each extension.
    fn default_models() -> Result<Vec<Vec<PathBuf>>, String> {
        let base = yaml_files(Path::new("model/dsomm"))?;
        let mut models = vec![base.clone()];
        let extensions = Path::new("model/extensions");
        if extensions.is_dir() {
            for extension in yaml_files(extensions)? {
                models.push(base.iter().cloned().chain([extension]).collect());
            }
        }
        Ok(models)
    }

    /// A file, or the YAML files of a folder by name.
    fn yaml_files(path: &Path) -> Result<Vec<PathBuf>, String> {
        if !path.is_dir() {
            return Ok(vec![path.to_owned()]);
        }
        let cannot = |error| format!("{} cannot be read: {error}", path.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(cannot)? {
            let file = entry.map_err(cannot)?.path();
            let yaml = file.extension().is_some_and(|e| e == "yaml" || e == "yml");
            if yaml && file.is_file() {
                files.push(file);
            }
        }
        if files.is_empty() {
            return Err(format!("{} has no YAML files", path.display()));
        }
        files.sort();
        Ok(files)
    }

    fn check_files(paths: &[PathBuf]) -> Result<Report, String> {
        let mut files = Vec::new();
        for path in paths {
            let name = path.display().to_string();
            let text = fs::read_to_string(path)
                .map_err(|error| format!("{name} cannot be read: {error}"))?;
            files.push((name, text));
        }
        let sources: Vec<Source> = files
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        Ok(check(&sources))
    }
}
