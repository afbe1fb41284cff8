use std::os::unix::fs::PermissionsExt;

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::snapshot::{Sink, Snapshot, SnapshotError, SnapshotWriter};
use jiff::Timestamp;

use super::{forms, found, sample};

#[test]
fn what_is_written_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for path in forms(folder.path()) {
        let snapshot = sample("111122223333");
        snapshot.write(&path).unwrap();
        assert_eq!(Snapshot::read(&path).unwrap(), snapshot);
        let verified = Snapshot::verify(&path).unwrap();
        assert_eq!(verified.manifest.id, snapshot.id);
        assert!(verified.strays.is_empty() && !verified.open_to_others);
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name())
            .filter(|name| name.to_string_lossy().starts_with('.'))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn the_same_content_is_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("1.brs"), folder.path().join("2.brs"));
    sample("111122223333").write(&one).unwrap();
    sample("111122223333").write(&other).unwrap();
    assert!(std::fs::read(one).unwrap() == std::fs::read(other).unwrap());
    assert_ne!(sample("111122223333").id, sample("444455556666").id);
}

#[test]
fn only_the_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let [path, archive] = forms(folder.path());
    sample("111122223333").write(&path).unwrap();
    sample("111122223333").write(&archive).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("facts")), 0o700);
    assert_eq!(mode(&path.join("manifest.json")), 0o600);
    assert_eq!(mode(&archive), 0o600);
    std::fs::set_permissions(&archive, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(Snapshot::verify(&archive).unwrap().open_to_others);
}

#[test]
fn a_second_import_adds() {
    let folder = tempfile::tempdir().unwrap();
    for path in forms(folder.path()) {
        for account in ["111122223333", "444455556666", "111122223333"] {
            let mut writer = SnapshotWriter::create_or_add(&path).unwrap();
            let sink = found(account);
            sink.facts.into_facts().for_each(|fact| writer.fact(fact));
            sink.coverage.into_iter().for_each(|it| writer.coverage(it));
            writer.finish(Timestamp::UNIX_EPOCH).unwrap();
        }
        let read = Snapshot::read(&path).unwrap();
        assert_eq!(read.facts.scopes.len(), 2);
        let contradiction = read
            .coverage
            .iter()
            .find(|it| it.outcome == Outcome::Contradicted);
        assert_eq!(
            contradiction, None,
            "the same import twice is no contradiction"
        );
    }
}

#[test]
fn two_writers_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snap");
    let first = SnapshotWriter::create_or_add(&path).unwrap();
    let second = SnapshotWriter::create_or_add(&path).unwrap_err();
    assert!(matches!(second, SnapshotError::Locked { .. }));
    assert!(second.help().is_some());
    drop(first);
    SnapshotWriter::create_or_add(&path).unwrap();
}

#[test]
fn a_folder_that_is_no_snapshot_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photos");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("cat.jpg"), "meow").unwrap();
    let error = sample("111122223333").write(&path).unwrap_err();
    assert!(
        matches!(error, SnapshotError::NotASnapshot { .. }),
        "{error}"
    );
    assert!(path.join("cat.jpg").exists());
    let missing = Snapshot::read(&folder.path().join("none")).unwrap_err();
    assert!(matches!(missing, SnapshotError::NotFound { .. }));
}
