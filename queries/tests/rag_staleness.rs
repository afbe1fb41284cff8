//! How stale an index is, as data: what is known of the sources of a knowledge base, and the verdict of `rag`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../graph/tests/cases/mod.rs"]
mod cases;

use blastradius_queries::rag::{RagOptions, rag};
use cases::Case;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stale {
    about: String,
    /// Attributes of the source of the knowledge base.
    #[serde(default)]
    source: Map<String, Value>,
    /// Attributes of the bucket.
    #[serde(default)]
    bucket: Map<String, Value>,
    state: String,
    /// What the reason says; nothing where there is none.
    #[serde(default)]
    says: Vec<String>,
}

const BASE: &str = "arn:aws:bedrock:us-east-1:111122223333:knowledge-base/KB1";

fn estate(it: &Stale) -> Case {
    let asset = |id: &str, kind: &str, class: &str, name: &str, attributes: &Map<String, Value>| {
        let fact = json!({"fact": "asset", "id": id, "provider": "aws", "type": kind, "class": class, "name": name,
            "scope": "aws:111122223333", "region": "us-east-1", "attributes": attributes});
        fact.as_object().unwrap().clone()
    };
    let source_id = format!("{BASE}#data-source/DS1");
    let mut source = asset(
        &source_id,
        "aws:bedrock:data-source",
        "index",
        "docs",
        &it.source,
    );
    source.insert("part_of".to_owned(), json!(BASE));
    Case {
        about: it.about.clone(),
        lineage: vec![(
            "arn:aws:s3:::docs".to_owned(),
            BASE.to_owned(),
            "index".to_owned(),
        )],
        fact: vec![
            asset(
                BASE,
                "aws:bedrock:knowledge-base",
                "index",
                "kb",
                &Map::new(),
            ),
            asset(
                "arn:aws:s3:::docs",
                "aws:s3:bucket",
                "data",
                "docs",
                &it.bucket,
            ),
            source,
        ],
        ..Case::default()
    }
}

#[test]
fn what_is_known_of_syncs_decides() {
    let table: toml::Table = toml::from_str(include_str!("staleness/cases.toml")).unwrap();
    let all: Vec<Stale> = table["case"].clone().try_into().unwrap();
    for it in &all {
        let answer = rag(&estate(it).graph(), &RagOptions::default());
        let index = answer.indexes.iter().find(|index| index.id == BASE);
        let found = &index.unwrap().staleness;
        assert_eq!(found.state.name(), it.state, "{}: {found:?}", it.about);
        let why = found.why.as_deref().unwrap_or_default();
        assert_eq!(why.is_empty(), it.says.is_empty(), "{}: {why}", it.about);
        for says in &it.says {
            assert!(why.contains(says), "{}: {why}", it.about);
        }
    }
}
