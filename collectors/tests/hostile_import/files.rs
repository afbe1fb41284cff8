use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use blastradius_collectors::import::{FORMATS, ImportError};
use blastradius_collectors::snapshot::MemorySink;

use super::{beside_a_good_one, bytes, fixture, import};

#[test]
fn a_folder_a_missing_file_and_an_empty_file() {
    let folder = tempfile::tempdir().unwrap();
    let (error, _) = beside_a_good_one(folder.path());
    assert!(matches!(error, ImportError::Folder { .. }), "{error}");
    let (error, _) = beside_a_good_one(&folder.path().join("none.json"));
    assert!(matches!(error, ImportError::NotFound { .. }), "{error}");
    for empty in ["", " \n\t", "\u{feff}"] {
        let (error, _) = bytes(empty.as_bytes());
        assert!(matches!(error, ImportError::Empty { .. }), "{error}");
    }
}

#[test]
fn a_file_that_may_not_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.json");
    fs::write(&path, fixture()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if File::open(&path).is_ok() {
        return;
    }
    let (error, _) = beside_a_good_one(&path);
    assert!(matches!(error, ImportError::Unreadable { .. }), "{error}");
}

#[test]
fn what_is_no_text_is_named_with_its_place() {
    let mut text = fixture().into_bytes();
    let at = fixture().find("deployer").unwrap();
    text[at] = 0xff;
    let (error, _) = bytes(&text);
    assert_eq!(error.place(), Some((5, 26)), "{error}");
    let (error, _) = bytes(b"\xff\xfe{\x00\x00\xd8");
    assert!(matches!(error, ImportError::NotText { .. }), "{error}");
    let (error, _) = bytes(b"\xff\xfe{");
    assert!(matches!(error, ImportError::NotText { .. }), "{error}");
}

#[test]
fn byte_order_marks_are_no_problem() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("details.json");
    let little: Vec<u8> = fixture()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = fixture()
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [
        [&b"\xef\xbb\xbf"[..], fixture().as_bytes()].concat(),
        [&b"\xff\xfe"[..], &little].concat(),
        [&b"\xfe\xff"[..], &big].concat(),
    ] {
        fs::write(&path, bytes).unwrap();
        let (summary, snapshot) = import("aws-gaad", std::slice::from_ref(&path));
        assert!(summary.problems.is_empty(), "{:?}", summary.problems);
        assert_eq!(snapshot.facts.identities.len(), 3);
    }
}

#[test]
fn a_large_file_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.json");
    // No bytes on the disk: a file of 200 MB of NUL.
    File::create(&path).unwrap().set_len(200 << 20).unwrap();
    let (error, _) = beside_a_good_one(&path);
    assert_eq!(error.place(), Some((1, 1)), "{error}");
    File::create(&path).unwrap().set_len((1 << 30) + 1).unwrap();
    let (error, _) = beside_a_good_one(&path);
    assert!(matches!(error, ImportError::TooLarge { .. }), "{error}");
}

#[test]
fn a_large_file_that_is_right_takes_little_more_than_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.json");
    let mut file = std::io::BufWriter::new(File::create(&path).unwrap());
    // Two hundred megabytes that are skipped, and then one role.
    file.write_all(br#"{"Padding": [""#).unwrap();
    let line = [b'x'; 1 << 20];
    for _ in 0..200 {
        file.write_all(&line).unwrap();
    }
    file.write_all(
        br#""], "RoleDetailList": [{"Path": "/", "RoleName": "r", "RoleId": "R",
        "Arn": "arn:aws:iam::111122223333:role/r"}]}"#,
    )
    .unwrap();
    file.flush().unwrap();
    let (summary, snapshot) = import("aws-gaad", &[path]);
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    assert!(
        snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:role/r")
    );
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let peak = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap();
        let kilobytes: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
        // The other tests of this binary run beside it, two of them with 200 MB each.
        assert!(kilobytes < 2_000_000, "{kilobytes} kB");
    }
}

#[test]
fn no_path_is_an_error_of_its_own() {
    for format in FORMATS {
        let error = format.import(&[], &mut MemorySink::default()).unwrap_err();
        assert!(matches!(error, ImportError::NoInput));
    }
}

#[test]
fn a_file_where_a_folder_belongs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.json");
    fs::write(&path, "{}").unwrap();
    for path in [path, folder.path().join("none"), folder.path().to_owned()] {
        if path.is_dir() {
            fs::remove_file(path.join("x.json")).unwrap();
        }
        let (summary, snapshot) = import("aws-cli", std::slice::from_ref(&path));
        assert_eq!(summary.problems.len(), 1, "{}", path.display());
        assert!(!snapshot.coverage.is_empty());
    }
}
