//! An interrupted collection goes on where it stopped.

use std::fs::OpenOptions;
use std::io::Write;

use blastradius_collectors::snapshot::{Answer, Journal, MemorySink, SnapshotError};

use super::found;

fn answer(call: &str, account: &str) -> Answer {
    let sink = found(account);
    Answer {
        call: call.to_owned(),
        facts: sink.facts.into_facts().collect(),
        coverage: sink.coverage,
        feeds: [(
            "UserDetailList[].UserName".to_owned(),
            vec!["deployer".to_owned()],
        )]
        .into(),
    }
}

#[test]
fn what_was_answered_is_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("snap");
    let (one, two) = (answer("one", "111122223333"), answer("two", "444455556666"));
    let (mut journal, had) = Journal::open(&snapshot).unwrap();
    assert!(had.is_empty());
    journal.append(&one).unwrap();
    journal.append(&two).unwrap();
    assert!(
        matches!(Journal::open(&snapshot), Err(SnapshotError::Locked { .. })),
        "one collection at a time"
    );
    drop(journal);

    let file = folder.path().join(".snap.journal");
    let whole = std::fs::read(&file).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in [
        0,
        1,
        16,
        17,
        first - 1,
        first,
        first + 1,
        whole.len() - 1,
        whole.len(),
    ] {
        std::fs::write(&file, &whole[..cut]).unwrap();
        let (mut journal, had) = Journal::open(&snapshot).unwrap();
        let expected = [(first, &one), (whole.len(), &two)];
        let expected: Vec<&Answer> = expected
            .into_iter()
            .filter(|(end, _)| *end <= cut)
            .map(|(_, it)| it)
            .collect();
        assert_eq!(had.values().collect::<Vec<_>>(), expected, "cut at {cut}");
        // It can be written to again: the torn line is gone.
        journal.append(&two).unwrap();
        drop(journal);
        assert!(
            Journal::open(&snapshot).unwrap().1.contains_key("two"),
            "cut at {cut}"
        );
    }

    OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap()
        .write_all(b"garbage\n")
        .unwrap();
    let (journal, had) = Journal::open(&snapshot).unwrap();
    let again: MemorySink = had.into_values().collect();
    assert_eq!(again.facts.scopes.len(), 2);
    drop(journal);

    // A day later the answers are too old.
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(25 * 3600);
    OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap()
        .set_modified(yesterday)
        .unwrap();
    assert!(Journal::open(&snapshot).unwrap().1.is_empty());
    Journal::discard(&snapshot).unwrap();
    assert!(!file.exists());
    Journal::discard(&snapshot).unwrap();
}
