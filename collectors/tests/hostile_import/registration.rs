use std::collections::BTreeSet;
use std::path::Path;

use blastradius_collectors::import::FORMATS;

#[test]
fn every_format_file_is_registered() {
    // These serve the formats and are none.
    const HELPERS: &[&str] = &["mod", "error", "input", "not-carried", "summary", "tree"];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(|path| {
            path.file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .replace('_', "-")
        })
        .filter(|name| !HELPERS.contains(&name.as_str()))
        .collect();
    let registered: BTreeSet<String> = FORMATS.iter().map(|it| it.name().to_owned()).collect();
    assert_eq!(files, registered);
    assert_eq!(FORMATS.len(), registered.len(), "a format is there twice");
    assert!(FORMATS.iter().all(|it| !it.description().is_empty()));
}
