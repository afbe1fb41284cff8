//! Definitions of pipelines, and what must be read from them: one case a file under `cases/<kind>/`.
//!
//! A case holds its files and every stage that must be found, field by field: whose permissions it has, which secrets it is
//! given, what it reads and writes, what is not known. A stage that is found and not named fails the case.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod case;
mod found;
mod hostile;
mod registered;

use std::path::{Path, PathBuf};

use blastradius_collectors::import::format;
use blastradius_collectors::snapshot::MemorySink;

use case::Case;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines/cases");
    let mut found = Vec::new();
    for kind in std::fs::read_dir(root).unwrap() {
        for case in std::fs::read_dir(kind.unwrap().path()).unwrap() {
            let path = case.unwrap().path();
            if path.extension().is_some_and(|it| it == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Imports the files of a case, as they would lie in a repository.
fn import(case: &Case, beside: &Path) -> MemorySink {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("acme").join("repo");
    for file in &case.file {
        let path = root.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.content(beside)).unwrap();
    }
    if let Some(remote) = &case.remote {
        let git = root.join(".git");
        std::fs::create_dir_all(&git).unwrap();
        std::fs::write(
            git.join("config"),
            format!("[remote \"origin\"]\n\turl = {remote}\n"),
        )
        .unwrap();
    }
    let mut sink = MemorySink::default();
    format("pipelines")
        .unwrap()
        .import(std::slice::from_ref(&root), &mut sink)
        .unwrap();
    let mut root = root.display().to_string();
    root.push('/');
    found::relative(sink, &root)
}

#[test]
fn every_case_holds() {
    let only = std::env::var("CASE").unwrap_or_default();
    let mut failed = Vec::new();
    for path in cases() {
        let shown = path.display().to_string();
        if !shown.contains(&only) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{shown}: {error}"));
        let sink = import(&case, path.parent().unwrap());
        let problems = case.problems(&sink);
        if !problems.is_empty() {
            failed.push(format!(
                "{shown}: {}\n  {}",
                case.about,
                problems.join("\n  ")
            ));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
