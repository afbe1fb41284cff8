//! `rank` in parts, within a limit of memory, and explained.

use std::path::PathBuf;

use crate::program::{ask, run};

/// Works out all parts into a folder.
fn parts(of: u32) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = (1..=of)
        .map(|part| {
            let file = folder.path().join(format!("{part}.json"));
            let (share, path) = (format!("{part}/{of}"), file.to_str().unwrap());
            let run = ask(&["rank", "--part", &share, "-o", path]);
            assert_eq!(run.code, Some(0), "{}", run.err);
            assert_eq!(run.out, "");
            file
        })
        .collect();
    (folder, files)
}

fn merge(files: &[PathBuf]) -> crate::program::Run {
    let mut words = vec!["rank", "-f", "json", "--merge"];
    words.extend(files.iter().map(|file| file.to_str().unwrap()));
    run(&words)
}

#[test]
fn parts_merge_to_the_bytes_of_the_whole() {
    let whole = ask(&["rank", "-f", "json"]).out;
    for of in [1, 3] {
        let (_folder, mut files) = parts(of);
        files.reverse();
        let merged = merge(&files);
        assert_eq!(merged.code, Some(0), "{}", merged.err);
        assert_eq!(merged.out, whole, "{of} parts");
    }
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let (_folder, files) = parts(3);
    let missing = merge(&files[..2]);
    assert_eq!(missing.code, Some(1));
    assert!(
        missing.err.contains("part 3 of 3 is missing"),
        "{}",
        missing.err
    );
    let twice = merge(&[files[0].clone(), files[0].clone()]);
    assert!(twice.err.contains("part 1 is there twice"), "{}", twice.err);
    std::fs::write(&files[1], "{}").unwrap();
    let other = merge(&files);
    assert_eq!(other.code, Some(1));
    assert!(
        other.err.contains("is not a part of a ranking"),
        "{}",
        other.err
    );
    for wrong in ["0/3", "4/3", "3", "1/0", "x/y"] {
        let run = ask(&["rank", "--part", wrong, "-o", "never.json"]);
        assert_eq!(run.code, Some(2), "{wrong}");
    }
}

#[test]
fn a_limit_of_memory_changes_nothing_or_is_named() {
    let whole = ask(&["rank", "-f", "json"]).out;
    assert_eq!(ask(&["rank", "-f", "json", "--memory", "4GiB"]).out, whole);
    let little = ask(&["rank", "--memory", "1KiB"]);
    assert_eq!(little.code, Some(1));
    assert!(little.err.contains("MiB of memory"), "{}", little.err);
    assert_eq!(ask(&["rank", "--memory", "much"]).code, Some(2));
}

#[test]
fn the_first_are_explained() {
    let json = ask(&["rank", "--explain", "-n", "2", "-f", "json"]).json();
    for entry in json["credentials"].as_array().unwrap() {
        let path = entry["best"]["path"].as_array().unwrap();
        assert_eq!(path[0]["from"], entry["id"]);
        assert_eq!(path[path.len() - 1]["to"], entry["best"]["to"]);
        assert!(
            path.iter()
                .all(|hop| !hop["evidence"].as_array().unwrap().is_empty())
        );
    }
    assert!(ask(&["rank", "-f", "json"]).json()["credentials"][0]["best"].is_null());
}
