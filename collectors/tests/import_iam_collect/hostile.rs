use std::fs;

use blastradius_collectors::import::format;
use blastradius_collectors::snapshot::MemorySink;

use super::estate::{CANARY, files};
use super::import;

#[test]
fn a_broken_file_loses_itself() {
    for index in 0..files().len() {
        let whole = files();
        let half = whole[index].1.len() / 2;
        let texts = [
            whole[index].1[..half].to_owned(),
            "[".repeat(100_000),
            "7".to_owned(),
            "null".to_owned(),
            r#"{"arn": 7, "id": [], "name": {"a": [null]}, "rootAccountId": 4}"#.to_owned(),
            String::new(),
        ];
        // Each file in two of the ways.
        for text in [texts[0].clone(), texts[1 + index % 5].clone()] {
            let mut files = files();
            files[index].1 = text;
            let (summary, snapshot) = import(&files);
            assert!(snapshot.facts.policies.len() >= 7, "{}", files[index].0);
            assert!(!format!("{:?}{:?}", summary.problems, snapshot.coverage).contains(CANARY));
        }
    }
}

#[test]
fn a_folder_of_something_else() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("accounts")).unwrap();
    fs::write(folder.path().join("accounts/x.json"), "{}").unwrap();
    let mut sink = MemorySink::default();
    let collected = format("iam-collect").unwrap();
    for path in [
        folder.path().to_owned(),
        folder.path().join("none"),
        folder.path().join("accounts/x.json"),
    ] {
        let summary = collected.import(&[path], &mut sink).unwrap();
        assert!(summary.is_empty());
        assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    }
}

#[test]
fn links_are_not_followed_and_depth_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let account = folder.path().join("aws/aws/accounts/444455556666");
    let mut deep = account.clone();
    for _ in 0..40 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("metadata.json"), "{}").unwrap();
    std::os::unix::fs::symlink(folder.path(), account.join("loop")).unwrap();
    let mut sink = MemorySink::default();
    let paths = [folder.path().to_owned()];
    let summary = format("iam-collect")
        .unwrap()
        .import(&paths, &mut sink)
        .unwrap();
    let said: Vec<String> = summary.problems.iter().map(ToString::to_string).collect();
    assert!(
        said.iter()
            .any(|it| it.ends_with("is a link, which is not followed")),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|it| it.ends_with("lies too deep to be read")),
        "{said:?}"
    );
}
