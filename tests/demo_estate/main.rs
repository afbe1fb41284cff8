//! The demo estate shows what its stories tell: `demo/expect.toml`, against the importer, the graph and
//! the queries, by their public doors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod stories;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use blastradius_collectors::facts::{CredentialKind, FactKind, IdentityKind, ScopeKind};
use blastradius_collectors::import;
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use blastradius_graph::model::{Graph, NodeId, NodeKind};
use blastradius_graph::{AttackerContext, BuildOptions, build};
use blastradius_queries::answer::Reach;
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::recheck::{Claim, recheck, recheck_access};

use stories::{Expected, shows};

/// A text that stands in the estate where a real export has a secret.
const SECRET: &str = "a-value-that-no-snapshot-may-hold";

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(demo().join(name)).unwrap()
}

static EXPECTED: LazyLock<Expected> =
    LazyLock::new(|| toml::from_str(&read("expect.toml")).unwrap());

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut sink = MemorySink::default();
    import("aws-cli", demo().join("estate"), &mut sink);
    import("pipelines", demo().join("repositories"), &mut sink);
    snapshot(sink)
});

static GRAPH: LazyLock<Graph> = LazyLock::new(|| graph(&[]));

/// The graph for an attacker who brings this, as on the command line.
fn graph(context: &[String]) -> Graph {
    let options = BuildOptions {
        context: AttackerContext::parse(context).unwrap(),
        ..BuildOptions::default()
    };
    build(&SNAPSHOT, &options).unwrap()
}

fn import(format: &str, path: PathBuf, sink: &mut MemorySink) {
    let format = import::format(format).unwrap();
    let summary = format.import(&[path], sink).unwrap();
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
}

fn imported(format: &str, path: PathBuf) -> Snapshot {
    let mut sink = MemorySink::default();
    import(format, path, &mut sink);
    snapshot(sink)
}

fn snapshot(sink: MemorySink) -> Snapshot {
    let taken = "2026-11-22T06:00:00Z".parse().unwrap();
    Snapshot::from_parts(sink.facts, sink.coverage, taken)
}

/// Ids as `expect.toml` writes them, to nodes.
fn node(graph: &Graph, id: &str) -> NodeId {
    let found = match id.strip_prefix("secret:") {
        // A secret's ARN ends in six letters that nobody remembers.
        Some(name) => graph.nodes().find_map(|(found, node)| {
            let rest = node.id.split_once(&format!(":secret:{name}-"))?.1;
            (rest.len() == 6).then_some(found)
        }),
        None => graph.find(id),
    };
    found.unwrap_or_else(|| panic!("the graph has no `{id}`"))
}

fn reached(graph: &Graph, from: NodeId) -> Reach {
    reach(graph, &[from], &ReachOptions::default())
}

#[test]
fn the_source_makes_these_files() {
    let output = Command::new("python3")
        .arg(demo().join("source").join("write.py"))
        .arg("--check")
        .output()
        .expect("the tests need python3");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_estate_is_of_the_expected_size() {
    let facts = &SNAPSHOT.facts;
    let identities = |kind| {
        facts
            .identities
            .values()
            .filter(|it| it.kind == kind)
            .count()
    };
    let credentials = |kind| {
        facts
            .credentials
            .values()
            .filter(|it| it.kind == kind)
            .count()
    };
    let assets = |kind: &str| facts.assets.values().filter(|it| it.kind == kind).count();
    let workloads = |kind: &str| {
        facts
            .workloads
            .values()
            .filter(|it| it.kind == kind)
            .count()
    };
    let accounts = facts
        .scopes
        .values()
        .filter(|it| it.kind == ScopeKind::Account);
    let found = BTreeMap::from([
        ("accounts", accounts.count()),
        ("users", identities(IdentityKind::User)),
        ("roles", identities(IdentityKind::Role)),
        ("access_keys", credentials(CredentialKind::AccessKey)),
        (
            "console_passwords",
            credentials(CredentialKind::ConsolePassword),
        ),
        ("buckets", assets("aws:s3:bucket")),
        ("secrets", assets("aws:secretsmanager:secret")),
        ("parameters", assets("aws:ssm:parameter")),
        ("functions", workloads("aws:lambda:function")),
        ("instances", workloads("aws:ec2:instance")),
    ]);
    let expected: BTreeMap<&str, usize> = EXPECTED
        .counts
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn nothing_is_left_unread() {
    let gaps: Vec<String> = GRAPH
        .coverage()
        .filter(|record| !record.outcome.is_complete())
        .map(|it| {
            format!(
                "{} {} {:?}: {}",
                it.scope, it.operation, it.subject, it.reason
            )
        })
        .collect();
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn every_path_holds_up_to_a_second_look() {
    let mut looked_at = 0;
    for (id, start) in GRAPH.nodes() {
        if !matches!(start.kind, NodeKind::Credential | NodeKind::External) {
            continue;
        }
        let answer = reached(&GRAPH, id);
        for entry in &answer.assets {
            recheck_access(&entry.path, &entry.plane, entry.access).unwrap();
            for plane in &entry.plane {
                let claim = match entry.derived {
                    true => Claim::Derived,
                    false => Claim::Touch(*plane),
                };
                let faults = recheck(
                    &GRAPH,
                    start.id,
                    &entry.id,
                    &entry.path,
                    claim,
                    entry.certainty,
                );
                assert_eq!(faults, Ok(()), "{} {}", start.id, shows(entry));
                looked_at += 1;
            }
        }
        for entry in &answer.identities {
            if entry.path.is_empty() {
                continue;
            }
            let faults = recheck(
                &GRAPH,
                start.id,
                &entry.id,
                &entry.path,
                Claim::Act,
                entry.certainty,
            );
            assert_eq!(faults, Ok(()), "{} -> {}", start.id, entry.id);
            looked_at += 1;
        }
    }
    assert!(looked_at > 500, "only {looked_at} paths");
}

#[test]
fn the_identities_alone_are_imported_too() {
    for account in ["111122223333", "444455556666"] {
        let file = format!("estate/{account}/global/iam/get-account-authorization-details.json");
        let alone = imported("aws-gaad", demo().join(file));
        for (id, identity) in &alone.facts.identities {
            let whole = &SNAPSHOT.facts.identities[id];
            assert_eq!(identity.kind, whole.kind, "{id}");
            assert_eq!(identity.tags, whole.tags, "{id}");
            assert_eq!(identity.member_of, whole.member_of, "{id}");
        }
        assert!(alone.facts.identities.len() > 30);
        assert_eq!(alone.facts.count(FactKind::Credential), 0);
        // A file without keys, bucket policies and organisation says so.
        assert!(alone.coverage.iter().any(|it| !it.outcome.is_complete()));
    }
}

#[test]
fn no_value_of_a_secret_gets_in() {
    let whole = format!("{:?}{:?}", SNAPSHOT.facts, SNAPSHOT.coverage);
    assert!(!whole.contains(SECRET));
    // It is there to be left out.
    let file = "estate/444455556666/us-east-1/lambda/list-functions.json";
    assert!(read(file).contains(SECRET));
    assert!(whole.contains("LAKE_KEY_SECRET"), "the name is kept");
}

#[test]
fn every_story_is_told_and_expected() {
    let told = read("STORIES.md");
    for number in 1..=34 {
        let heading = format!("\n## {number}. ");
        let title = told.split_once(&heading).expect("told").1.lines().next();
        let title = title.unwrap_or_default().to_lowercase();
        let name = format!("{number} {title}");
        assert!(
            EXPECTED.story.iter().any(|story| story.name == name),
            "expect.toml has no story `{name}`"
        );
    }
}
