//! How long the command line takes: `cargo bench --bench command_line [TEAMS]`. Everything is compared with
//! reading the same files as JSON and nothing else, in the same run; only the ratios say something
//! elsewhere. Files go into a folder of the system's temporary ones, about 150 kB for each team.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::main();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::fs;
    use std::hint::black_box;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use dsomm_radar::exchange::{assessment_file, export};
    use dsomm_radar::model::ActivityId;
    use serde_json::{Value, json};

    const STAGES: [&str; 4] = ["not-implemented", "started", "partly", "fully"];
    /// How often each is measured; the fastest counts, because others use the machine too.
    const RUNS: usize = 3;

    pub fn main() {
        let asked = std::env::args().filter_map(|it| it.parse().ok()).next();
        let teams: usize = asked.unwrap_or(1500);
        let root = std::env::temp_dir().join("dsomm-radar-bench");
        let _ = fs::remove_dir_all(&root);
        let result = tables(&root, teams).and_then(|()| merging(&root, 1000));
        let _ = fs::remove_dir_all(&root);
        if let Err(error) = result {
            eprintln!("The bench cannot be run: {error}");
            std::process::exit(1);
        }
    }

    /// Ids of the model with its extension: 250 activities.
    fn activities() -> std::io::Result<Vec<String>> {
        let mut ids = Vec::new();
        for folder in ["model/dsomm", "model/extensions"] {
            for entry in fs::read_dir(folder)? {
                let text = fs::read_to_string(entry?.path())?;
                let lines = text
                    .lines()
                    .filter_map(|line| line.trim().strip_prefix("uuid: "));
                ids.extend(lines.map(|id| id.trim_matches(['\'', '"']).to_owned()));
            }
        }
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    fn answers(ids: &[String], seed: usize, is_full: bool) -> Value {
        let answer = |at: usize| {
            let stage = STAGES[(at * 7 + seed * 3) % 4];
            match is_full {
                true => json!({
                    "stage": stage, "reached": { stage: "2026-01-10" }, "confirmed": "2026-11-20",
                    "changed": { "at": "2026-11-20T08:00:00.000Z", "by": "kim" },
                }),
                false => json!({ "stage": stage, "confirmed": "2026-01-10" }),
            }
        };
        let all = ids.iter().enumerate();
        all.map(|(at, id)| (id.clone(), answer(at)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// One assessment of one team in four cycles.
    fn write_team(folder: &Path, ids: &[String], number: usize) -> std::io::Result<()> {
        let team = format!("team-{number}");
        let days = ["2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"];
        let mut cycles: Vec<Value> = (0..3)
            .map(|at| {
                json!({
                    "id": format!("c{at}-{number}"), "name": format!("Cycle {at}"),
                    "opened": days[at], "closed": days[at + 1],
                    "answers": { &team: answers(ids, number + at, false) },
                })
            })
            .collect();
        cycles.push(json!({ "id": format!("c3-{number}"), "name": "Cycle 3", "opened": days[3] }));
        let file = json!({
            "format": "dsomm-assessment", "version": 1, "id": format!("a-{number}"), "title": team,
            "model_extensions": ["agentic-ai"],
            "teams": { &team: { "name": team, "order": 1 } },
            "answers": { &team: answers(ids, number, true) },
            "cycles": cycles,
        });
        let read = assessment_file::read(&file.to_string()).map_err(std::io::Error::other)?;
        let ids: Vec<ActivityId> = ids.iter().map(|id| ActivityId::new(id)).collect();
        let text = export::write(&read, &ids);
        fs::write(folder.join(format!("{number:05}.dsomm.json")), text)
    }

    fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder)?;
        entries.map(|entry| Ok(entry?.path())).collect()
    }

    /// Reads all files as JSON, and gives their size.
    fn read_all(files: &[PathBuf]) -> std::io::Result<usize> {
        let mut bytes = 0;
        for file in files {
            let text = fs::read(file)?;
            bytes += text.len();
            black_box(serde_json::from_slice::<Value>(&text)?);
        }
        Ok(bytes)
    }

    fn fastest<T>(mut work: impl FnMut() -> std::io::Result<T>) -> std::io::Result<(Duration, T)> {
        let mut best: Option<(Duration, T)> = None;
        for _ in 0..RUNS {
            let start = Instant::now();
            let done = work()?;
            let took = start.elapsed();
            if best.as_ref().is_none_or(|(fastest, _)| took < *fastest) {
                best = Some((took, done));
            }
        }
        best.ok_or_else(|| std::io::Error::other("nothing was run"))
    }

    /// Runs the program; gives the most memory that it took, in bytes, where that can be known.
    fn run(arguments: &[&Path]) -> std::io::Result<usize> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dsomm-radar"))
            .args(arguments)
            .stderr(Stdio::null())
            .spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let mut most = 0;
        loop {
            if let Ok(text) = fs::read_to_string(&status) {
                let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
                most = number.map_or(most, |kilobytes: usize| kilobytes * 1024);
            }
            if let Some(code) = child.try_wait()? {
                return match code.success() {
                    true => Ok(most),
                    false => Err(std::io::Error::other(format!("it ended with {code}"))),
                };
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn tell(what: &str, time: Duration, beside: &str) {
        println!("{what:<46}{:>9.2} s  {beside}", time.as_secs_f64());
    }

    fn tables(root: &Path, most: usize) -> std::io::Result<()> {
        let ids = activities()?;
        for teams in [10, 100, most] {
            let (folder, out) = (root.join(format!("in-{teams}")), root.join("out"));
            fs::create_dir_all(&folder)?;
            for number in 0..teams {
                write_team(&folder, &ids, number)?;
            }
            let all = files(&folder)?;
            let (alone, bytes) = fastest(|| read_all(&all))?;
            let arguments = [Path::new("tables"), &folder, Path::new("-o"), &out];
            let (time, memory) = fastest(|| run(&arguments))?;
            tell(
                &format!("read {teams} teams x 4 cycles x {} as JSON", ids.len()),
                alone,
                &format!("{:.1} MB", bytes as f64 / 1e6),
            );
            tell(
                "score them and write all tables as Parquet",
                time,
                &format!(
                    "{:.2}x the time, {:.2}x the size in memory",
                    time.as_secs_f64() / alone.as_secs_f64(),
                    memory as f64 / bytes as f64
                ),
            );
        }
        Ok(())
    }

    fn merging(root: &Path, teams: usize) -> std::io::Result<()> {
        let mut ids = activities()?;
        // Files of this many teams have to stay below what is read at most.
        ids.truncate(120);
        let all: Vec<ActivityId> = ids.iter().map(|id| ActivityId::new(id)).collect();
        let write = |name: &str, change: usize| -> std::io::Result<PathBuf> {
            let mut answers_of = serde_json::Map::new();
            let mut names = serde_json::Map::new();
            for number in 0..teams {
                let id = format!("team-{number:04}");
                let mut of_team = answers(&ids, number, true);
                if change > 0 {
                    let id = &ids[(number * 2 + change) % ids.len()];
                    of_team[id]["stage"] = STAGES[change].into();
                    of_team[id]["changed"]["at"] =
                        format!("2026-11-2{change}T09:00:00.000Z").into();
                }
                names.insert(id.clone(), json!({ "name": id, "order": number }));
                answers_of.insert(id, of_team);
            }
            let file = json!({
                "format": "dsomm-assessment", "version": 1, "id": "a", "title": "All",
                "teams": names, "answers": answers_of,
            });
            let read = assessment_file::read(&file.to_string()).map_err(std::io::Error::other)?;
            let path = root.join(name);
            fs::write(&path, export::write(&read, &all))?;
            Ok(path)
        };
        let (base, ours, theirs) = (write("base", 0)?, write("ours", 1)?, write("theirs", 2)?);
        let (alone, bytes) = fastest(|| read_all(&[ours.clone(), theirs.clone()]))?;
        let (time, _) = fastest(|| {
            let result = root.join("result");
            fs::copy(&ours, &result)?;
            let (git, merge) = (Path::new("git"), Path::new("merge"));
            run(&[
                git,
                merge,
                Path::new("--take=newer"),
                &base,
                &result,
                &theirs,
            ])
        })?;
        tell(
            &format!("read two files of {teams} teams as JSON"),
            alone,
            &format!("{:.1} MB", bytes as f64 / 1e6),
        );
        let times = time.as_secs_f64() / alone.as_secs_f64();
        tell(
            "merge them with their base",
            time,
            &format!("{times:.2}x the time"),
        );
        Ok(())
    }
}
