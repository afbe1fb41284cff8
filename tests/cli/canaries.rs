//! No value of an environment, secret, hyperparameter, template or user data in anything that is written: hundreds of values
//! are planted in inputs of every format, and none may be found in snapshots, on the screens or in errors.

mod cli_answers;
mod other_formats;
mod pipeline_files;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use blastradius_collectors::import::FORMATS;
use blastradius_collectors::snapshot::Snapshot;
use serde_json::{Map, Value, json};

use crate::program::{Run, command, run_with};

/// What every canary has in it.
const MARK: &str = "Zq7canary";

/// Plants values, each another one.
#[derive(Default)]
struct Garden(Cell<u32>);

impl Garden {
    fn value(&self) -> String {
        let number = self.0.get();
        self.0.set(number + 1);
        format!("{MARK}{number:04}")
    }

    /// `{"NAME_0": "…", …}`.
    fn map(&self, size: u32) -> Value {
        let pairs = (0..size).map(|index| (format!("NAME_{index}"), json!(self.value())));
        Value::Object(pairs.collect::<Map<_, _>>())
    }

    /// `[{"name": "NAME_0", "value": "…"}, …]`, with the members called so.
    fn list(&self, size: u32, name: &str, value: &str) -> Value {
        let one = |index: u32| json!({name: format!("NAME_{index}"), value: self.value()});
        (0..size).map(one).collect()
    }
}

/// A file of an input: its path under the folder of its format, and what is in it.
type Files = Vec<(String, Value)>;

/// The inputs by format: what is given to `import`, and the files.
fn inputs(garden: &Garden) -> Vec<(&'static str, Files)> {
    vec![
        ("aws-gaad", other_formats::gaad(garden)),
        ("aws-cli", cli_answers::files(garden)),
        ("aws-config", other_formats::config(garden)),
        ("iam-collect", other_formats::iam_collect(garden)),
        ("terraform-state", other_formats::terraform(garden)),
        ("pipelines", pipeline_files::files(garden)),
    ]
}

/// Writes the files and returns the path to give to `import`.
fn write(folder: &Path, format: &str, files: &[(String, String)]) -> PathBuf {
    let root = folder.join(format);
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    // A format that is a single file is given the file.
    if matches!(format, "aws-gaad" | "terraform-state") {
        return root.join(&files[0].0);
    }
    root
}

fn has_canary(text: &[u8]) -> bool {
    text.windows(MARK.len()).any(|it| it == MARK.as_bytes())
}

/// Looks at what a run said.
fn check(run: &Run, what: &str) {
    for text in [&run.out, &run.err] {
        let at = text.find(MARK);
        let around = at.map(|at| {
            text[at.saturating_sub(200)..]
                .chars()
                .take(300)
                .collect::<String>()
        });
        assert_eq!(around, None, "{what}");
    }
    assert!(!run.err.contains("panicked"), "{what}: {}", run.err);
}

/// Looks at a snapshot: its files as they are, and its facts, which are packed.
fn check_snapshot(path: &Path) {
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if !path.exists() {
            // Nothing could be used, so that nothing was written.
        } else if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
        } else {
            assert!(!has_canary(&fs::read(&path).unwrap()), "{}", path.display());
        }
    }
    if let Ok(snapshot) = Snapshot::read(path) {
        let text = format!("{:?} {:?}", snapshot.facts, snapshot.coverage);
        let at = text.find(MARK);
        let around = at.map(|at| {
            text[at.saturating_sub(400)..]
                .chars()
                .take(500)
                .collect::<String>()
        });
        assert_eq!(around, None, "{}", path.display());
    }
}

fn import(format: &str, input: &Path, snapshot: &Path) -> Run {
    let mut command = command();
    command.env("RUST_BACKTRACE", "full");
    run_with(
        command
            .args(["-v", "import", format])
            .arg(input)
            .arg("-o")
            .arg(snapshot),
        "",
    )
}

#[test]
fn no_planted_value_is_found_anywhere() {
    let garden = Garden::default();
    let inputs = inputs(&garden);
    assert!(garden.0.get() >= 200, "only {} canaries", garden.0.get());
    let named: Vec<&str> = inputs.iter().map(|(format, _)| *format).collect();
    let known: Vec<&str> = FORMATS.iter().map(|it| it.name()).collect();
    assert_eq!(named, known, "every format has its canaries");

    let scratch = tempfile::tempdir().unwrap();
    let snapshot = scratch.path().join("all");
    for (format, files) in &inputs {
        let files: Vec<_> = files
            .iter()
            .map(|(path, it)| (path.clone(), it.to_string()))
            .collect();
        let input = write(&scratch.path().join("input"), format, &files);
        let run = import(format, &input, &snapshot);
        assert_eq!(run.code, Some(0), "{format}: {}", run.err);
        check(&run, format);
        check_snapshot(&snapshot);
    }
    let path = snapshot.to_str().unwrap().to_owned();
    let role = "arn:aws:iam::111122223333:role/train";
    for format in [
        "table", "json", "jsonl", "csv", "md", "html", "dot", "mermaid",
    ] {
        let mut answered = 0;
        for verb in [
            &["rank"][..],
            &["reach", role],
            &["coverage"],
            &["who", "arn:aws:s3:::data"],
            &["path", role, "arn:aws:s3:::data"],
        ] {
            let report = scratch.path().join(format!("report-{}-{format}", verb[0]));
            for output in [None, Some(&report)] {
                let mut command = command();
                command
                    .arg("-v")
                    .args(verb)
                    .args(["-s", &path, "-f", format]);
                if let Some(report) = output {
                    command.arg("-o").arg(report);
                }
                let run = run_with(&mut command, "");
                answered += u32::from(run.code == Some(0));
                check(&run, &format!("{verb:?} {format}"));
            }
            if let Ok(written) = fs::read(&report) {
                assert!(!has_canary(&written), "{verb:?} {format}");
            }
        }
        assert!(answered > 0, "{format}");
    }
}

/// What becomes of a value when the input is not of the documented shape.
fn spoil(value: &Value, way: usize) -> Value {
    match value {
        Value::String(text) if text.contains(MARK) => match way {
            0 => json!({"deep": {"deeper": text}}),
            1 => json!([[text], text]),
            _ => json!(text),
        },
        // A map or a list of values becomes one of them.
        Value::Object(map) if way == 2 => {
            let values = || map.values().filter_map(Value::as_str);
            match values().find(|it| it.contains(MARK)) {
                Some(text) => json!(text),
                None => map
                    .iter()
                    .map(|(name, it)| (name.clone(), spoil(it, way)))
                    .collect(),
            }
        }
        Value::Object(map) => map
            .iter()
            .map(|(name, it)| (name.clone(), spoil(it, way)))
            .collect(),
        Value::Array(list) => list.iter().map(|it| spoil(it, way)).collect(),
        // What is wanted is a value too.
        Value::String(text) if way == 3 && !text.starts_with("arn:") => json!({MARK: text}),
        Value::Bool(_) | Value::Number(_) if way == 3 => json!(MARK),
        other => other.clone(),
    }
}

#[test]
fn errors_do_not_repeat_them_either() {
    let garden = Garden::default();
    let scratch = tempfile::tempdir().unwrap();
    for (format, files) in inputs(&garden) {
        let mut variants: Vec<Vec<(String, String)>> = Vec::new();
        for way in 0..4 {
            // The keys of a definition are the names of its jobs, and names are kept.
            if format == "pipelines" && way == 3 {
                continue;
            }
            let spoilt = files
                .iter()
                .map(|(path, it)| (path.clone(), spoil(it, way).to_string()));
            variants.push(spoilt.collect());
        }
        for part in [35, 60, 93] {
            let cut = |text: String| text[..text.len() * part / 100].to_owned();
            let cut = files
                .iter()
                .map(|(path, it)| (path.clone(), cut(it.to_string())));
            variants.push(cut.collect());
        }
        for (number, files) in variants.iter().enumerate() {
            let input = write(
                &scratch.path().join(format!("input-{number}")),
                format,
                files,
            );
            let snapshot = scratch.path().join(format!("{format}-{number}"));
            let run = import(format, &input, &snapshot);
            check(&run, &format!("{format} {number}"));
            check_snapshot(&snapshot);
            if snapshot.exists() {
                let path = snapshot.to_str().unwrap();
                let run = run_with(command().args(["coverage", "-f", "json", "-s", path]), "");
                check(&run, &format!("coverage of {format} {number}"));
            }
        }
    }
}
