//! Every case once more, with each of its values replaced by one of another kind: no reader panics, none is silent about a
//! definition of which it reads nothing, and none takes a value for what it is not.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::file::{File, Repository};
use super::{Later, documents, read_file};
use crate::facts::Provider;
use crate::snapshot::MemorySink;

/// The files of the cases of kinds whose names contain a text: path and content.
fn files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines/cases");
    let only = std::env::var("CASE").unwrap_or_default();
    let mut found = Vec::new();
    for kind in std::fs::read_dir(root).unwrap() {
        let kind = kind.unwrap().path();
        for case in std::fs::read_dir(&kind).unwrap() {
            let path = case.unwrap().path();
            let shown = path.display().to_string();
            if !shown.ends_with(".toml") || !shown.contains(&only) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let case: toml::Table = text.parse().unwrap();
            for file in case["file"].as_array().unwrap() {
                let text = match file.get("text") {
                    Some(text) => text.as_str().unwrap().to_owned(),
                    None => {
                        let from = kind.join(file["from"].as_str().unwrap());
                        let Ok(text) = std::fs::read_to_string(from) else {
                            continue;
                        };
                        text
                    }
                };
                found.push((PathBuf::from(file["path"].as_str().unwrap()), text));
            }
        }
    }
    found.sort();
    found
}

fn repository() -> Repository {
    Repository {
        provider: Provider::Github,
        id: "github:acme/repo".to_owned(),
        path: "acme/repo".to_owned(),
        host: "github.com".to_owned(),
        assumed: None,
        root: PathBuf::new(),
    }
}

/// How much was found, whether a kind recognised it, and whether anything was told of it.
fn read(path: &Path, text: &str) -> (usize, bool, bool) {
    let repository = repository();
    let file = File {
        path,
        text,
        repository: &repository,
    };
    let (mut sink, mut later) = (MemorySink::default(), Later::default());
    let read = read_file(&file, &mut later, &mut sink);
    later.give(&mut sink);
    let facts = &sink.facts;
    let found = facts.pipelines.len()
        + facts.assets.len()
        + facts.workloads.len()
        + facts.scopes.len()
        + facts.identities.len()
        + facts.federations.len()
        + facts.lineage.len()
        + facts.credentials.len();
    let told = !sink.coverage.is_empty() || !read.faults.is_empty();
    (found, read.recognised, told)
}

/// The pointers to all values in a document, those of the longest documents thinned out.
fn pointers(json: &Json) -> Vec<String> {
    let mut all = Vec::new();
    let mut left = vec![(String::new(), json)];
    while let Some((pointer, value)) = left.pop() {
        match value {
            Json::Array(items) => left.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, it)| (format!("{pointer}/{index}"), it)),
            ),
            Json::Object(members) => left.extend(members.iter().map(|(name, it)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                (format!("{pointer}/{name}"), it)
            })),
            _ => {}
        }
        all.push(pointer);
    }
    all.sort();
    let step = all.len() / 400 + 1;
    all.into_iter().step_by(step).collect()
}

#[test]
fn a_value_of_another_kind_is_no_panic_and_no_silence() {
    let long = format!("${{{{ {} }}}} $(a) {}", "x".repeat(9000), "{{".repeat(500));
    let deep = (0..60).fold(json!("end"), |inner, round| match round % 2 {
        0 => json!([inner]),
        _ => json!({"steps": inner}),
    });
    let others = [
        Json::Null,
        json!(-7),
        json!(true),
        json!([]),
        json!({}),
        json!([null, 1, "two", {"three": [3]}]),
        json!({"name": {"name": {}}, "": [], "id": 5}),
        json!("\u{FEFF}\t\r\n\u{202E}*"),
        Json::from(long),
        deep,
    ];
    let every = std::env::var("EVERY").is_ok();
    let (mut silent, mut tried, mut place) = (Vec::new(), 0, 0);
    for (path, text) in files() {
        let repository = repository();
        let file = File {
            path: &path,
            text: &text,
            repository: &repository,
        };
        let (all, _) = documents(&file);
        let trees: Vec<Json> = all
            .iter()
            .filter_map(|it| Some(it.tree()?.to_json()))
            .collect();
        for tree in &trees {
            let whole = tree.to_string();
            let (found, recognised, _) = read(&path, &whole);
            if !recognised {
                continue;
            }
            for pointer in pointers(tree) {
                place += 1;
                for (round, other) in others.iter().enumerate() {
                    // Two of them in turn at each place; all where somebody asks for it.
                    if !every && (place + round) % 5 != 0 {
                        continue;
                    }
                    let mut damaged = tree.clone();
                    *damaged.pointer_mut(&pointer).unwrap() = other.clone();
                    let (now, recognised, told) = read(&path, &damaged.to_string());
                    tried += 1;
                    if found > 0 && recognised && now == 0 && !told {
                        silent.push(format!("{} {pointer} by {round}", path.display()));
                    }
                }
            }
        }
    }
    assert!(tried > 0, "no case was tried");
    assert!(
        silent.is_empty(),
        "{tried} tried, {} silent:\n{}",
        silent.len(),
        silent[..silent.len().min(60)].join("\n")
    );
}

/// Both line endings, a mark of the order of bytes, and spaces after lines make no difference to what is found.
#[test]
fn line_ends_and_marks_of_byte_order_change_nothing() {
    for (path, text) in files() {
        let plain = read(&path, &text);
        if text.contains('\r') || text.contains("\\\n") {
            continue;
        }
        let ends = read(&path, &text.replace('\n', "\r\n"));
        assert_eq!(plain, ends, "{} with CRLF:\n{text}", path.display());
    }
}
