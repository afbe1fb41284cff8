use blastradius_collectors::snapshot::{Snapshot, SnapshotError, Store};
use jiff::Timestamp;

use super::sample;

#[test]
fn the_newest_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path().join("store"));
    assert!(matches!(
        store.newest(),
        Err(SnapshotError::NotFound { .. })
    ));
    for second in [1_700_000_000, 1_800_000_000, 1_600_000_000] {
        let taken = Timestamp::from_second(second).unwrap();
        let snapshot = Snapshot {
            taken,
            ..sample("111122223333")
        };
        snapshot.write(&store.path_for(taken)).unwrap();
    }
    let newest = store.newest().unwrap();
    assert!(
        newest.ends_with("2027-01-15T08-00-00Z"),
        "{}",
        newest.display()
    );

    // Something else in the folder does not disturb it, and damage is told.
    std::fs::write(folder.path().join("store/notes.txt"), "x").unwrap();
    std::fs::create_dir(folder.path().join("store/empty")).unwrap();
    std::fs::write(newest.join("manifest.json"), "{}").unwrap();
    let stored = store.list().unwrap();
    assert_eq!((stored.found.len(), stored.damaged.len()), (2, 1));
    assert!(store.newest().unwrap().ends_with("2023-11-14T22-13-20Z"));
}
