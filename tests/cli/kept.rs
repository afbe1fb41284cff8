//! The graph that is kept beside a snapshot: questions that compare graphs take it too, and are answered the same.

use std::path::{Path, PathBuf};

use crate::program::{DEMO, Run, run};

/// Each question that compares graphs, with how many graphs it takes from beside its snapshots, and with how many it builds in any
/// case: of the estate as it would be.
fn questions(snapshot: &str) -> [(Vec<&str>, usize, usize); 3] {
    [
        (vec!["diff", snapshot, snapshot], 2, 0),
        (
            vec!["whatif", "revoke AKIAHELPDESK3EXAMPLE", "-s", snapshot],
            1,
            1,
        ),
        (
            vec![
                "chokepoints",
                "-k",
                "1",
                "--to",
                "ci/terraform",
                "-s",
                snapshot,
            ],
            1,
            0,
        ),
    ]
}

fn asked(question: &[&str], more: &[&str]) -> Run {
    let run = run(&[question, &["-f", "json"], more].concat());
    assert_eq!(run.code, Some(0), "{question:?}: {}", run.err);
    run
}

fn lines(run: &Run, start: &str) -> usize {
    run.err.lines().filter(|it| it.starts_with(start)).count()
}

const BUILT: &str = "working out who may do what";

/// A snapshot of its own, beside which nothing is kept, and the folder of what will be.
fn fresh() -> (tempfile::TempDir, String, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("estate.brs");
    std::fs::copy(&DEMO.snapshot, &path).unwrap();
    let cache = folder.path().join(".estate.brs.cache");
    (folder, path.to_str().unwrap().to_owned(), cache)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_second_question_takes_the_graph_and_answers_the_same() {
    let (_folder, snapshot, cache) = fresh();
    for (question, takes, builds) in questions(&snapshot) {
        let _none = std::fs::remove_dir_all(&cache);
        let first = asked(&question, &["-v"]);
        assert_eq!(lines(&first, "graph kept: "), 1, "{}", first.err);
        let second = asked(&question, &["-v"]);
        assert_eq!(lines(&second, "graph: "), takes, "{}", second.err);
        assert_eq!(lines(&second, "graph kept: "), 0, "{}", second.err);
        assert!(lines(&second, BUILT) >= builds, "{}", second.err);
        // Of two sides of one snapshot the second finds what the first kept.
        assert_eq!(
            lines(&first, BUILT),
            lines(&second, BUILT) + 1,
            "{question:?}"
        );
        assert!(first.out == second.out, "{question:?}");
    }
}

#[test]
fn without_a_cache_nothing_is_taken_and_nothing_kept() {
    let (_folder, snapshot, cache) = fresh();
    for (question, takes, _) in questions(&snapshot) {
        let alone = asked(&question, &["-v", "--no-cache"]);
        assert_eq!(lines(&alone, "graph"), 0, "{}", alone.err);
        assert!(lines(&alone, BUILT) >= takes, "{}", alone.err);
        assert!(!cache.exists());
    }
    let (question, ..) = &questions(&snapshot)[0];
    let kept = asked(question, &[]);
    let again = asked(question, &["-v", "--no-cache"]);
    assert_eq!(lines(&again, "graph"), 0, "{}", again.err);
    assert!(kept.out == again.out);
}

#[test]
fn a_graph_that_is_damaged_is_built_anew() {
    let (_folder, snapshot, cache) = fresh();
    for (question, ..) in questions(&snapshot) {
        let whole = asked(&question, &[]);
        let [file] = &files(&cache)[..] else {
            panic!("one graph is kept");
        };
        let mut bytes = std::fs::read(file).unwrap();
        let good = bytes.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(file, &bytes).unwrap();
        let run = asked(&question, &[]);
        assert!(run.err.contains("is built anew"), "{}", run.err);
        assert!(run.out == whole.out, "{question:?}");
        assert!(std::fs::read(file).unwrap() == good, "it is kept again");
    }
}
