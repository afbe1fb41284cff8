//! Links below the folder lead anywhere: each is told, none is followed.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use blastradius_collectors::coverage::Outcome;

use super::import_folder;

#[test]
fn a_link_is_told_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(
        elsewhere.path().join("list-buckets.json"),
        r#"{"Buckets": [{"Name": "outside"}]}"#,
    )
    .unwrap();
    let region = folder.path().join("111122223333/us-east-1");
    fs::create_dir_all(region.join("kms")).unwrap();
    fs::write(region.join("kms/list-keys.json"), r#"{"Keys": []}"#).unwrap();
    symlink(elsewhere.path(), region.join("s3api")).unwrap();
    symlink(".", folder.path().join("loop")).unwrap();
    symlink("..", folder.path().join("111122223333/loop")).unwrap();
    symlink("/etc", folder.path().join("444455556666")).unwrap();

    let (summary, snapshot) = import_folder(folder.path());
    assert_eq!(summary.scopes.len(), 1);
    assert!(
        snapshot.facts.assets.is_empty(),
        "{:?}",
        snapshot.facts.assets
    );
    let told: Vec<_> = snapshot
        .coverage
        .iter()
        .filter(|it| it.reason.ends_with("is a link, which is not followed"))
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().all(|it| it.outcome == Outcome::NotAsked));
    assert!(told.iter().all(|it| it.help.contains("copy")));
}
