//! Ctrl-C leaves nothing half-written.
#![cfg(unix)]

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use blastradius_collectors::snapshot::Snapshot;
use rustix::process::{Pid, Signal, kill_process};

use crate::program::{DEMO, command, run_with};

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Runs the program in a folder and interrupts it as soon as `when` says so. Whether it was ended by the signal.
fn interrupt(
    folder: &Path,
    arguments: &[&str],
    signal: Signal,
    when: impl FnMut(Duration) -> bool,
) -> bool {
    let question = [arguments, &["-s", &DEMO.snapshot]].concat();
    interrupt_any(folder, &question, signal, when)
}

/// The same with any verb.
fn interrupt_any(
    folder: &Path,
    arguments: &[&str],
    signal: Signal,
    mut when: impl FnMut(Duration) -> bool,
) -> bool {
    let mut child = command()
        .current_dir(folder)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() && !when(started.elapsed()) {
        std::thread::sleep(Duration::from_micros(200));
    }
    // It may have ended by itself.
    let pid = Pid::from_child(&child);
    if child.try_wait().unwrap().is_none() {
        kill_process(pid, signal).unwrap();
    }
    let status = child.wait().unwrap();
    assert!(
        status.success() || status.signal() == Some(signal.as_raw()),
        "{status}"
    );
    !status.success()
}

/// What lies in the folder after the work: nothing, or the result, whole.
fn whole_or_nothing(folder: &Path, name: &str, whole: &[u8]) {
    match names(folder).as_slice() {
        [] => {}
        [only] if only == name => {
            assert_eq!(
                std::fs::read(folder.join(name)).unwrap(),
                whole,
                "{name} is whole"
            );
        }
        others => panic!("left: {others:?}"),
    }
}

#[test]
fn an_export_that_is_interrupted_while_it_writes_leaves_nothing() {
    // So that the graph is kept, and the work is the writing.
    let scratch = tempfile::tempdir().unwrap();
    assert!(!interrupt(
        scratch.path(),
        &["export", "-o", "all.jsonl"],
        Signal::TERM,
        |_| false
    ));
    let whole = std::fs::read(scratch.path().join("all.jsonl")).unwrap();
    let mut ended = 0;
    for signal in [Signal::INT, Signal::TERM, Signal::INT, Signal::TERM] {
        let folder = tempfile::tempdir().unwrap();
        // The hidden file beside the place is there: it is being written.
        let writes = |_| names(folder.path()).iter().any(|it| it.starts_with('.'));
        let words = ["export", "-o", "all.jsonl"];
        ended += usize::from(interrupt(folder.path(), &words, signal, writes));
        whole_or_nothing(folder.path(), "all.jsonl", &whole);
        // A folder of files too.
        let folder = tempfile::tempdir().unwrap();
        let writes = |_| names(folder.path()).iter().any(|it| it.starts_with('.'));
        let words = ["export", "-f", "neo4j", "-o", "tables"];
        let early = interrupt(folder.path(), &words, signal, writes);
        ended += usize::from(early);
        let left = names(folder.path());
        assert!(left.is_empty() || left == ["tables"], "{left:?}");
        if let Some(tables) = left.first() {
            let files = names(&folder.path().join(tables));
            assert!(files.contains(&"relationships.csv".to_owned()), "{files:?}");
        }
    }
    assert!(ended > 0, "the work was never met");
}

#[test]
fn what_was_there_stays_when_its_successor_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.jsonl"), "of yesterday").unwrap();
    let writes = |_| names(folder.path()).iter().any(|it| it.starts_with('.'));
    let early = interrupt(
        folder.path(),
        &["export", "-o", "all.jsonl"],
        Signal::INT,
        writes,
    );
    assert_eq!(names(folder.path()), ["all.jsonl"]);
    let text = std::fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    assert!(text == "of yesterday" || !early && text.contains("coverage"));
}

#[test]
fn answers_are_whole_or_not_there_whenever_they_are_interrupted() {
    for (name, words) in [
        ("rank.json", &["rank", "--explain", "-o", "rank.json"][..]),
        ("part.json", &["rank", "--part", "1/2", "-o", "part.json"]),
        (
            "whatif.html",
            &["whatif", "revoke AKIAHELPDESK3EXAMPLE", "-o", "whatif.html"],
        ),
    ] {
        let scratch = tempfile::tempdir().unwrap();
        let started = Instant::now();
        assert!(
            !interrupt(scratch.path(), words, Signal::INT, |_| false),
            "{name}"
        );
        let took = started.elapsed();
        let whole = std::fs::read(scratch.path().join(name)).unwrap();
        for tenths in [1, 5, 8, 9, 10] {
            let folder = tempfile::tempdir().unwrap();
            let end = took * tenths / 10;
            let soon = |elapsed| elapsed >= end || !names(folder.path()).is_empty();
            interrupt(folder.path(), words, Signal::INT, soon);
            whole_or_nothing(folder.path(), name, &whole);
        }
    }
}

/// How often work is begun so that it is met while it writes.
const TRIES: usize = 12;

#[test]
fn a_snapshot_that_is_interrupted_while_it_is_written_leaves_nothing() {
    let estate = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/estate");
    let estate = estate.to_str().unwrap();
    for (name, again) in [
        ("a.brs", false),
        ("a", false),
        // What was there stays, whole.
        ("a.brs", true),
        ("a", true),
    ] {
        let words = ["import", "aws-cli", estate, "-o", name];
        let mut ended = 0;
        for signal in [Signal::INT, Signal::TERM].into_iter().cycle().take(TRIES) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            let before = again.then(|| {
                assert!(!interrupt_any(folder.path(), &words, signal, |_| false));
                Snapshot::read(&path).unwrap()
            });
            let new = folder.path().join(format!(".{name}.new"));
            let writes = |_| new.symlink_metadata().is_ok();
            ended += usize::from(interrupt_any(folder.path(), &words, signal, writes));
            // The system frees the lock, and the next writer takes its file.
            let mut left = names(folder.path());
            left.retain(|it| *it != format!(".{name}.lock"));
            match &before {
                None => assert!(left.is_empty() || left == [name], "{left:?}"),
                Some(_) => assert_eq!(left, [name]),
            }
            if !left.is_empty() {
                let now = Snapshot::read(&path).unwrap();
                assert!(before.is_none_or(|before| before.facts == now.facts));
            }
            if ended > 0 {
                break;
            }
        }
        assert!(ended > 0, "the work was never met: {name}");
    }
}

#[test]
fn a_graph_that_is_interrupted_while_it_is_kept_leaves_nothing() {
    let words = ["coverage", "-s", "estate.brs"];
    let mut ended = 0;
    for signal in [Signal::INT, Signal::TERM].into_iter().cycle().take(TRIES) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(&DEMO.snapshot, folder.path().join("estate.brs")).unwrap();
        let cache = folder.path().join(".estate.brs.cache");
        let kept = || match cache.exists() {
            true => names(&cache),
            false => Vec::new(),
        };
        let writes = |_| kept().iter().any(|it| it.starts_with(".new"));
        ended += usize::from(interrupt_any(folder.path(), &words, signal, writes));
        let half = kept().into_iter().find(|it| !it.starts_with("graph-"));
        assert_eq!(half, None);
        // What is there is used.
        let run = run_with(
            command().current_dir(folder.path()).args(words).arg("-v"),
            "",
        );
        assert!(!run.err.contains("is not used"), "{}", run.err);
        if ended > 0 {
            break;
        }
    }
    assert!(ended > 0, "the work was never met");
}
