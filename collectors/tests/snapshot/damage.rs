//! A damaged snapshot is an error that names the part, at every kind of place.

use std::fs;
use std::path::Path;

use blastradius_collectors::snapshot::{Snapshot, SnapshotError};

use super::{forms, sample};

/// Reading gives the snapshot as it was, or an error: never something else.
fn never_wrong(path: &Path, whole: &Snapshot, what: &str) -> bool {
    match Snapshot::read(path) {
        Ok(read) => {
            assert!(read == *whole, "{what}: read something else");
            false
        }
        Err(error) => {
            assert!(
                !error.to_string().is_empty() && error.help().is_some(),
                "{what}: {error:?}"
            );
            true
        }
    }
}

#[test]
fn truncation_of_any_file_at_any_kind_of_place_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let whole = sample("111122223333");
    for form in forms(folder.path()) {
        whole.write(&form).unwrap();
        let files: Vec<_> = if form.is_dir() {
            let mut files = vec![form.join("manifest.json"), form.join("coverage.jsonl")];
            files.extend(
                fs::read_dir(form.join("facts"))
                    .unwrap()
                    .map(|it| it.unwrap().path()),
            );
            files
        } else {
            vec![form.clone()]
        };
        for file in files {
            let bytes = fs::read(&file).unwrap();
            // The last line feed of the manifest and the two last blocks of a tar, with what fills up the block before, carry nothing.
            let idle = match file.extension().unwrap().to_str().unwrap() {
                "json" => 1,
                "brs" => 1536,
                _ => 0,
            };
            let end = bytes.len() - idle;
            for length in (0..end).step_by(1 + end / 97).chain([1, end - 1]) {
                fs::write(&file, &bytes[..length]).unwrap();
                let what = format!("{} cut at {length}", file.display());
                assert!(never_wrong(&form, &whole, &what), "{what}: not found");
            }
            fs::remove_file(&file).unwrap();
            assert!(never_wrong(&form, &whole, "missing"));
            fs::write(&file, &bytes).unwrap();
        }
        assert!(!never_wrong(&form, &whole, "repaired"));
    }
}

#[test]
fn a_flipped_bit_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let whole = sample("111122223333");
    let form = folder.path().join("snap");
    whole.write(&form).unwrap();
    let mut files = vec![form.join("manifest.json"), form.join("coverage.jsonl")];
    files.extend(
        fs::read_dir(form.join("facts"))
            .unwrap()
            .map(|it| it.unwrap().path()),
    );
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 61) {
            let mut bad = bytes.clone();
            bad[at] ^= 1 << (at % 8);
            fs::write(&file, &bad).unwrap();
            let what = format!("{} at {at}", file.display());
            // White space of the manifest may change and say the same.
            let found = never_wrong(&form, &whole, &what);
            assert!(
                found || file.ends_with("manifest.json"),
                "{what}: not found"
            );
        }
        fs::write(&file, &bytes).unwrap();
    }
}

/// A tar with one member of a given name and kind.
fn tar_with(name: &str, kind: tar::EntryType, size: u64) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    let field = &mut header.as_ustar_mut().unwrap().name;
    field[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o600);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.resize(bytes.len() + 2048, 0);
    bytes
}

#[test]
fn a_hostile_archive_is_no_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.brs");
    let cases = [
        ("../manifest.json", tar::EntryType::Regular, 4),
        ("/etc/passwd", tar::EntryType::Regular, 4),
        ("facts/../../x", tar::EntryType::Regular, 4),
        (
            "facts/identity-0000.jsonl.zst/../y",
            tar::EntryType::Regular,
            4,
        ),
        ("manifest.json", tar::EntryType::Symlink, 0),
        ("manifest.json", tar::EntryType::Link, 0),
        ("manifest.json", tar::EntryType::Char, 0),
        ("manifest.json", tar::EntryType::Fifo, 0),
        ("manifest.json", tar::EntryType::Directory, 0),
        ("manifest.json", tar::EntryType::Regular, 1 << 40),
        ("facts/person-0000.jsonl.zst", tar::EntryType::Regular, 4),
        ("facts/identity-1.jsonl.zst", tar::EntryType::Regular, 4),
    ];
    for (name, kind, size) in cases {
        fs::write(&path, tar_with(name, kind, size)).unwrap();
        let error = Snapshot::read(&path).unwrap_err();
        assert!(
            matches!(error, SnapshotError::NotASnapshot { .. }),
            "{name}: {error}"
        );
    }
    let twice = [
        &tar_with("manifest.json", tar::EntryType::Regular, 4)[..1024],
        &tar_with("manifest.json", tar::EntryType::Regular, 4)[..],
    ]
    .concat();
    fs::write(&path, twice).unwrap();
    let error = Snapshot::read(&path).unwrap_err();
    assert!(error.to_string().contains("twice"), "{error}");
}

/// Rewrites the manifest with a change and a right checksum, as an attacker would.
fn forge(path: &Path, change: impl Fn(&mut serde_json::Value)) {
    use sha2::{Digest, Sha256};
    // Members must stay in the order in which the program writes them.
    let text = fs::read_to_string(path.join("manifest.json")).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    change(&mut value);
    value["checksum"] = "".into();
    let member = |name: &str| serde_json::to_string(&value[name]).unwrap();
    let shards: Vec<String> = value["shards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let of = |name: &str| serde_json::to_string(&it[name]).unwrap();
            format!(
                r#"{{"file":{},"kind":{},"records":{},"bytes":{},"size":{},"sha256":{}}}"#,
                of("file"),
                of("kind"),
                of("records"),
                of("bytes"),
                of("size"),
                of("sha256")
            )
        })
        .collect();
    let raw = format!(
        r#"{{"format":{},"version":{},"id":{},"taken":{},"tool":{},"scopes":{},"counts":{},"shards":[{}],"checksum":""}}"#,
        member("format"),
        member("version"),
        member("id"),
        member("taken"),
        member("tool"),
        member("scopes"),
        member("counts"),
        shards.join(",")
    );
    // Pretty-printing is what the program sums up.
    let manifest: blastradius_collectors::snapshot::Manifest = serde_json::from_str(&raw).unwrap();
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap();
    bytes.push(b'\n');
    let sum: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let text = String::from_utf8(bytes).unwrap();
    let text = text.replace(r#""checksum": """#, &format!(r#""checksum": "{sum}""#));
    fs::write(path.join("manifest.json"), text).unwrap();
}

#[test]
fn a_forged_manifest_is_found() {
    use sha2::{Digest, Sha256};
    type Change = fn(&mut serde_json::Value);
    let cases: [(&str, Change); 7] = [
        ("control", |_| {}),
        ("path", |m| m["shards"][0]["file"] = "../../x".into()),
        ("kind", |m| m["shards"][0]["kind"] = "policy".into()),
        ("records", |m| m["shards"][0]["records"] = 7.into()),
        ("size", |m| m["shards"][0]["size"] = 3.into()),
        ("huge", |m| m["shards"][0]["size"] = (1_u64 << 40).into()),
        ("id", |m| m["id"] = "0".into()),
    ];
    for (name, change) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snap");
        sample("111122223333").write(&path).unwrap();
        forge(&path, change);
        assert_eq!(Snapshot::read(&path).is_ok(), name == "control", "{name}");
    }

    // A bomb with a right hash: a little file that unpacks to more than it says.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snap");
    sample("111122223333").write(&path).unwrap();
    let bomb = zstd::bulk::compress(&vec![b'\n'; 64 << 20], 19).unwrap();
    fs::write(path.join("facts/scope-0000.jsonl.zst"), &bomb).unwrap();
    forge(&path, |m| {
        let sum: String = Sha256::digest(&bomb)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        m["shards"][0]["sha256"] = sum.into();
        m["shards"][0]["bytes"] = bomb.len().into();
    });
    let error = Snapshot::read(&path).unwrap_err().to_string();
    assert!(error.contains("line 1 cannot be understood"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snap");
    sample("111122223333").write(&path).unwrap();
    forge(&path, |m| m["version"] = 2.into());
    let error = Snapshot::read(&path).unwrap_err();
    assert!(matches!(
        error,
        SnapshotError::Version {
            found: 2,
            known: 1,
            ..
        }
    ));
}

#[test]
fn a_file_that_is_no_snapshot_is_not_quoted() {
    const SECRET: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY01";
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
    );
    // A text of any length: the reader looks at the fields of a header that are not there.
    for (name, content) in [
        ("credentials", text.clone()),
        ("long", text.repeat(40)),
        ("numbers", SECRET.repeat(64)),
        ("empty", String::new()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let error = Snapshot::read(&path).unwrap_err();
        let told = error.to_string();
        assert!(told.contains("is not a snapshot"), "{told}");
        assert!(!told.contains("wJalr") && !told.contains("AKIA"), "{told}");
        assert!(error.help().is_some());
    }
    // Nor is a manifest.
    for manifest in [
        format!(r#"{{"format": "blastradius/snapshot", "version": "{SECRET}"}}"#),
        format!(
            r#"{{"format": "blastradius/snapshot", "version": 1, "id": "x", "taken": "x, expected {SECRET}"}}"#
        ),
    ] {
        let path = folder.path().join("snapshot");
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("manifest.json"), manifest).unwrap();
        let told = Snapshot::read(&path).unwrap_err().to_string();
        assert!(
            told.contains("is damaged") && told.contains("line 1"),
            "{told}"
        );
        assert!(!told.contains("wJalr"), "{told}");
    }
}
