//! Every preset is registered, explained, parses, runs on the demo estate, and finds there what it says.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use blastradius_collectors::import;
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use blastradius_graph::model::Graph;
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::answer::{Cell, Query};
use blastradius_queries::cypher::presets::{Preset, preset, presets};
use blastradius_queries::cypher::{QueryOptions, check, query};
use serde_json::{Value as Json, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let mut sink = MemorySink::default();
    for (format, folder) in [("aws-cli", "estate"), ("pipelines", "repositories")] {
        let format = import::format(format).unwrap();
        let paths = [root().join("demo").join(folder)];
        format.import(&paths, &mut sink).unwrap();
    }
    let taken = "2026-11-22T06:00:00Z".parse().unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, taken);
    build(&snapshot, &BuildOptions::default()).unwrap()
});

fn ask(preset: &Preset, given: &[(&str, Json)]) -> Query {
    let given: BTreeMap<String, Json> = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let options = QueryOptions {
        parameters: preset.with(&given),
        ..QueryOptions::default()
    };
    let answer = query(&GRAPH, preset.text, &options);
    answer.unwrap_or_else(|error| panic!("{}: {error}\n{}", preset.name, error.marked()))
}

#[test]
fn every_file_is_registered_in_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    let names: Vec<String> = presets().map(|it| format!("{}.cypher", it.name)).collect();
    assert!(names.is_sorted());
    assert!(names.len() >= 20);
    assert_eq!(names.iter().cloned().collect::<BTreeSet<_>>(), files);
    assert_eq!(names.len(), files.len());
}

#[test]
fn every_preset_is_explained_and_checked() {
    for it in presets() {
        let name = it.name;
        for text in [it.title, it.what, it.why] {
            assert!(text.len() > 10, "{name}");
        }
        assert!(it.what.ends_with('.') && it.why.ends_with('.'), "{name}");
        assert!(!it.references.is_empty(), "{name}");
        let all = it.references.iter().all(|it| it.starts_with("https://"));
        assert!(all, "{name}");
        // Every line of the comment was understood.
        let lines = it.text.lines().take_while(|line| line.starts_with("//"));
        assert_eq!(
            lines.count(),
            3 + it.parameters.len() + it.references.len(),
            "{name}"
        );
        for parameter in &it.parameters {
            let used = it.text.contains(&format!("${}", parameter.name));
            assert!(used && !parameter.about.is_empty(), "{name}");
        }
        let columns = check(it.text, &it.with(&BTreeMap::new()));
        assert!(columns.is_ok(), "{name}: {columns:?}");
        assert!(it.text.contains("ORDER BY"), "{name} has no order");
    }
}

/// Each has rows there, but for what the demo estate does not have.
#[test]
fn every_preset_runs_on_the_demo() {
    let mut empty = Vec::new();
    for it in presets() {
        let answer = ask(&it, &[]);
        assert!(!answer.truncated, "{}", it.name);
        if answer.rows.is_empty() {
            empty.push(it.name);
        }
    }
    assert_eq!(empty, EMPTY);
}

/// What the demo estate does not have.
const EMPTY: [&str; 1] = ["gated-paths-only"];

fn column(answer: &Query, name: &str) -> Vec<String> {
    let at = answer.columns.iter().position(|it| it == name).unwrap();
    answer.rows.iter().map(|row| row[at].to_string()).collect()
}

#[test]
fn presets_find_what_the_stories_tell() {
    // Story 2: a secret of CI opens the other account.
    let secrets = ask(&preset("secrets-that-hold-credentials").unwrap(), &[]);
    let holders = column(&secrets, "holder");
    assert!(
        holders.iter().any(|it| it.contains("terraform")),
        "{holders:?}"
    );
    let across = ask(&preset("cross-account-paths").unwrap(), &[]);
    let credentials = column(&across, "credential");
    assert!(credentials.contains(&"aws:access-key/AKIACILEGACY2EXAMPLE".to_owned()));
    let opens = ask(
        &preset("what-a-secret-opens").unwrap(),
        &[("secret", json!("ci/terraform"))],
    );
    assert!(!opens.rows.is_empty());
    assert!(
        column(&opens, "secret")
            .iter()
            .all(|it| it.contains("ci/terraform"))
    );
    // A parameter narrows.
    let all = ask(&preset("what-a-secret-opens").unwrap(), &[]);
    assert!(all.rows.len() > opens.rows.len());
    // A key behind the network of the office reads nothing of the training data.
    let widest = ask(
        &preset("widest-credentials").unwrap(),
        &[("most", json!(3))],
    );
    assert_eq!(widest.rows.len(), 3);
    let certain = ask(
        &preset("admins-by-leaked-key").unwrap(),
        &[("certainty", json!("certain"))],
    );
    let levels = column(&certain, "certainty");
    assert!(
        !levels.is_empty() && levels.iter().all(|it| it == "certain"),
        "{levels:?}"
    );
}

#[test]
fn attack_paths_of_queries_are_those_of_reach() {
    use blastradius_queries::answer::Plane;
    use blastradius_queries::reach::{ReachOptions, reach};
    use blastradius_queries::recheck::{Claim, recheck};
    let key = "aws:access-key/AKIACILEGACY2EXAMPLE";
    let answer = reach(
        &GRAPH,
        &[GRAPH.find(key).unwrap()],
        &ReachOptions::default(),
    );
    let text = "MATCH (c {id: $key})-[r:CAN_READ|CAN_DERIVE]->(a:Asset) RETURN a.id AS a, r";
    let options = QueryOptions {
        parameters: BTreeMap::from([("key".to_owned(), json!(key))]),
        ..QueryOptions::default()
    };
    let asked = query(&GRAPH, text, &options).unwrap();
    let listed = answer.assets.iter();
    let listed = listed.filter(|it| it.plane.contains(&Plane::Confidentiality));
    let mut wanted: Vec<(String, bool, usize)> = listed
        .map(|it| (it.id.clone(), it.derived, it.hops))
        .collect();
    let mut found = Vec::new();
    for row in &asked.rows {
        let Cell::Reached(reached) = &row[1] else {
            panic!("{row:?}");
        };
        let derived = reached.plane == "derived";
        found.push((row[0].to_string(), derived, reached.path.len()));
        let claim = match derived {
            true => Claim::Derived,
            false => Claim::Touch(Plane::Confidentiality),
        };
        let said = recheck(
            &GRAPH,
            &reached.from,
            &reached.to,
            &reached.path,
            claim,
            reached.certainty,
        );
        assert_eq!(said, Ok(()), "{reached:?}");
    }
    wanted.sort();
    found.sort();
    assert!(found.len() > 10);
    assert_eq!(found, wanted);
}
