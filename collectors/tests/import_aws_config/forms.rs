//! Files as AWS Config delivers them, and several of them.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::estate::{items, role};
use super::{delivered, import_files, import_text, item};

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

const FOLDER: &str = "AWSLogs/111122223333/Config/eu-west-1/2026/10";

#[test]
fn the_folder_of_the_bucket_is_read_and_the_last_snapshot_counts() {
    let bucket = |name: &str| item("AWS::S3::Bucket", name, json!({"name": name}), json!({}));
    let name = |day: u8| {
        format!(
            "{FOLDER}/{day}/ConfigSnapshot/111122223333_Config_eu-west-1_ConfigSnapshot_202610{day:02}T000000Z_1f.json.gz"
        )
    };
    let history = format!(
        "{FOLDER}/2/ConfigHistory/111122223333_Config_eu-west-1_ConfigHistory_AWS::S3::Bucket_20261002T010000Z_20261002T020000Z_1.json.gz"
    );
    let mut changed = bucket("kept");
    changed["configurationItemCaptureTime"] = json!("2026-10-02T01:00:00.000Z");
    changed["supplementaryConfiguration"] = json!({"BucketPolicy": {"policyText": "{}"}});
    let mut gone = bucket("gone");
    gone["configurationItemStatus"] = json!("ResourceDeleted");
    gone["configurationItemCaptureTime"] = json!("2026-10-02T01:00:00.000Z");
    let older =
        json!({"fileVersion": "1.0", "configurationItems": [changed, gone, bucket("kept")]});
    let (summary, snapshot) = import_files(&[
        (&name(1), packed(&delivered(&[bucket("deleted-between")]))),
        (
            &name(2),
            packed(&delivered(&[bucket("kept"), bucket("gone")])),
        ),
        (&history, packed(&older.to_string())),
        ("notes.txt", b"not read".to_vec()),
    ]);
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let buckets: Vec<&str> = snapshot.facts.assets.keys().map(String::as_str).collect();
    assert_eq!(buckets, ["arn:aws:s3:::kept"]);
    let policy = &snapshot.facts.policies["arn:aws:s3:::kept#resource"];
    assert!(
        policy.origin.source.contains("ConfigHistory"),
        "the later item counts"
    );
}

#[test]
fn lists_and_single_items_are_read() {
    for text in [
        json!([role()]).to_string(),
        json!({"ConfigurationItem": role()}).to_string(),
        json!({"BaseConfigurationItems": [role()], "UnprocessedResourceIdentifiers": []})
            .to_string(),
    ] {
        let (summary, snapshot) = import_text(&text);
        assert!(summary.problems.is_empty(), "{:?}", summary.problems);
        assert_eq!(snapshot.facts.identities.len(), 1, "{text}");
    }
}

#[test]
fn the_order_of_files_does_not_matter() {
    let all = items();
    let (one, two) = all.split_at(5);
    let files = |a: &str, b: &str| {
        import_files(&[
            (a, delivered(one).into_bytes()),
            (b, delivered(two).into_bytes()),
        ])
        .1
    };
    let strip = |it: blastradius_collectors::snapshot::Snapshot| {
        it.facts
            .policies
            .into_keys()
            .chain(it.facts.assets.into_keys())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        strip(files("a.json", "b.json")),
        strip(files("b.json", "a.json"))
    );
}
