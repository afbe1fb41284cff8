//! Cases that are files of a folder.

use std::fs;
use std::path::Path;

/// Checks every file of a folder below `tests`, or those whose names hold what `CASE` says, and tells all that are wrong.
pub(crate) fn every_case(folder: &str, check: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    let only = std::env::var("CASE").unwrap_or_default();
    let mut wrong = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.contains(&only) {
            continue;
        }
        if std::panic::catch_unwind(|| check(&fs::read_to_string(&path).unwrap())).is_err() {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
