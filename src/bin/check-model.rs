//! `check-model`: checks model files, and says line and column of what deserves a look.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::collections::{BTreeMap, HashSet};
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    use dsomm_radar::evidence::rules;
    use dsomm_radar::exchange::model_files::check;
    use dsomm_radar::exchange::text_file::decode;
    use dsomm_radar::model::Model;
    use dsomm_radar::model::check::{Accepted, Report, read_accepted};
    use dsomm_radar::model::yaml::{Severity, Source};

    const HELP: &str = "\
Checks model files: check-model [OPTIONS] [FILE or FOLDER ...]

Several files are one model, in the order given; of a folder, its *.yaml and *.yml by name.
Without any: model/dsomm, then each file of model/extensions on top of it, with the findings
that model/accepted.yaml accepts, and the rules of model/evidence.yaml.

Prints FILE:LINE:COLUMN: SEVERITY: PLACE: MESSAGE, then a summary.
Exit code: 0 when there are no errors or warnings (hints are fine), 1 when there are,
2 when a file cannot be read.

  --errors-only     0 also when there are warnings
  --accepted FILE   findings that are not told, with the reasons
  --evidence FILE   rules for evidence, checked against these models
  --help            this text";

    /// Findings of the built-in model that its authors stand by.
    const ACCEPTED: &str = "model/accepted.yaml";
    /// The rules for evidence that come with it.
    const EVIDENCE: &str = "model/evidence.yaml";

    pub fn main() -> ExitCode {
        match run(std::env::args().skip(1)) {
            Ok(code) => code,
            Err(problem) => {
                eprintln!("check-model: {problem}");
                ExitCode::from(2)
            }
        }
    }

    fn run(mut args: impl Iterator<Item = String>) -> Result<ExitCode, String> {
        let mut errors_only = false;
        let mut list: Option<PathBuf> = None;
        let mut evidence: Option<PathBuf> = None;
        let mut files = Vec::new();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--errors-only" => errors_only = true,
                "--accepted" => {
                    let file = args
                        .next()
                        .ok_or("--accepted needs a file behind it; see check-model --help")?;
                    list = Some(file.into());
                }
                "--evidence" => {
                    let file = args
                        .next()
                        .ok_or("--evidence needs a file behind it; see check-model --help")?;
                    evidence = Some(file.into());
                }
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
            let ours = Path::new(ACCEPTED);
            if list.is_none() && ours.is_file() {
                list = Some(ours.to_owned());
            }
            let ours = Path::new(EVIDENCE);
            if evidence.is_none() && ours.is_file() {
                evidence = Some(ours.to_owned());
            }
            default_models()?
        } else {
            vec![files]
        };
        let accepted = match &list {
            Some(file) => accepted(file)?,
            None => Vec::new(),
        };
        let mut told = HashSet::new();
        // The base is checked again below each extension, so the most that one took counts.
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut checked, mut activities, mut counts) = (HashSet::new(), 0, [0; 3]);
        let mut read_models: Vec<Model> = Vec::new();
        for paths in models {
            let mut report = check_files(&paths)?;
            for (at, count) in report.accept(&accepted).into_iter().enumerate() {
                let most = taken.entry(at).or_default();
                *most = count.max(*most);
            }
            checked.extend(paths);
            let count = report.model.as_ref().map_or(0, |m| m.activities.len());
            activities = activities.max(count);
            for finding in &report.findings {
                let line = finding.to_string();
                if told.insert(line.clone()) {
                    println!("{line}");
                    counts[finding.severity as usize] += 1;
                }
            }
            read_models.extend(report.model);
        }
        if let Some(file) = &evidence {
            let (name, text) = read(file)?;
            let source = Source {
                name: &name,
                text: &text,
            };
            let models: Vec<&Model> = read_models.iter().collect();
            for finding in rules::check(&source, &models) {
                println!("{finding}");
                counts[finding.severity as usize] += 1;
            }
        }
        if let Some(file) = &list {
            for (at, one) in accepted.iter().enumerate() {
                if taken.get(&at).is_none_or(|&count| count == 0) {
                    // Else the list would grow, and one day accept what nobody has looked at.
                    println!(
                        "{}: warning: item {} accepts nothing: no finding about {} says “{}”. Remove it.",
                        file.display(),
                        at + 1,
                        one.activity,
                        one.finding
                    );
                    counts[Severity::Warning as usize] += 1;
                }
            }
        }
        let [errors, warnings, hints] = counts;
        let mut count = format!(
            "{}, {}, {}",
            number(errors, "error", "errors"),
            number(warnings, "warning", "warnings"),
            number(hints, "hint", "hints"),
        );
        let took: usize = taken.values().sum();
        if took > 0 {
            count.push_str(&format!("; {took} accepted"));
        }
        println!(
            "{} and up to {} in a model: {count}.",
            number(checked.len(), "file", "files"),
            number(activities, "activity", "activities"),
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

    fn accepted(file: &Path) -> Result<Vec<Accepted>, String> {
        let (name, text) = read(file)?;
        read_accepted(&Source {
            name: &name,
            text: &text,
        })
    }

    /// A file's name and its text.
    fn read(path: &Path) -> Result<(String, String), String> {
        let name = path.display().to_string();
        let cannot = |problem: String| format!("{name} cannot be read: {problem}");
        let bytes = fs::read(path).map_err(|error| cannot(error.to_string()))?;
        let text = decode(&bytes).map_err(cannot)?;
        Ok((name, text))
    }

    fn check_files(paths: &[PathBuf]) -> Result<Report, String> {
        let mut files = Vec::new();
        for path in paths {
            files.push(read(path)?);
        }
        let sources: Vec<Source> = files
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        Ok(check(&sources))
    }
}
