//! Every file that defines a kind is registered and has cases.

use std::path::Path;

use blastradius_collectors::pipelines::KINDS;

#[test]
fn every_kind_has_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines/cases");
    for kind in KINDS {
        assert!(
            root.join(kind.name()).is_dir(),
            "the kind {} has no cases",
            kind.name()
        );
    }
}

#[test]
fn every_file_of_a_kind_is_registered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pipelines");
    let mut defined = 0;
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                defined += std::fs::read_to_string(path)
                    .unwrap()
                    .matches("\nimpl Kind for ")
                    .count();
            }
        }
    }
    assert_eq!(defined, KINDS.len(), "a kind beside mod.rs is not in KINDS");
}
