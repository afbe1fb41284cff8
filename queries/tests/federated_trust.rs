//! How wide trusts in identity providers are, as data: a file in `trusts/` is a case of the graph (`tests/cases`) with
//! `[[trust]]`: of an identity its class, and the finding that it is, if it is one. A `[[mutation]]` says to which `class` the
//! first of them changes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../graph/tests/cases/mod.rs"]
mod cases;

use std::collections::BTreeSet;
use std::fs;

use blastradius_graph::model::Graph;
use blastradius_queries::answer::{Pipelines, StageFinding};
use blastradius_queries::pipelines::{PipelinesOptions, pipelines};
use cases::{Case, Mutation, id};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    identity: String,
    class: String,
    /// `None`: it is no finding.
    severity: Option<String>,
    confidence: Option<String>,
    says: Option<String>,
    instead: Option<Vec<String>>,
}

struct Written {
    trusts: Vec<Expected>,
    mutations: Vec<(String, Mutation)>,
    case: Case,
}

fn read(text: &str) -> Written {
    let mut table: toml::Table = toml::from_str(text).unwrap();
    let trusts = table.remove("trust").unwrap().try_into().unwrap();
    let mutations = match table.remove("mutation") {
        Some(toml::Value::Array(all)) => all,
        _ => Vec::new(),
    };
    let mutations = mutations.into_iter().map(|mut it| {
        let class = it.as_table_mut().unwrap().remove("class").unwrap();
        (class.as_str().unwrap().to_owned(), it.try_into().unwrap())
    });
    Written {
        trusts,
        mutations: mutations.collect(),
        case: toml::Value::Table(table).try_into().unwrap(),
    }
}

fn ask(graph: &Graph) -> Pipelines {
    pipelines(graph, &PipelinesOptions::default())
}

fn class(answer: &Pipelines, identity: &str) -> String {
    let of: Vec<&str> = answer
        .trusts
        .iter()
        .filter(|it| it.identity == identity)
        .map(|it| it.class.name())
        .collect();
    of.join(", ")
}

fn finding<'a>(answer: &'a Pipelines, identity: &str) -> Option<&'a StageFinding> {
    let mut found = answer.findings.iter();
    found.find(|it| {
        let names = it.names.as_deref().unwrap_or_default();
        it.rule == "federated-trust" && names.contains(identity)
    })
}

#[test]
fn every_class_is_a_finding_or_none() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trusts");
    let mut classes = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_stem().unwrap().to_string_lossy();
        let written = read(&fs::read_to_string(&file).unwrap());
        let answer = ask(&written.case.graph());
        assert_eq!(answer.trusts.len(), written.trusts.len(), "{name}");
        for expected in &written.trusts {
            let identity = id(&expected.identity);
            assert_eq!(
                class(&answer, &identity),
                expected.class,
                "{name}: {identity}"
            );
            classes.insert(expected.class.clone());
            let found = finding(&answer, &identity);
            let Some(severity) = &expected.severity else {
                assert!(found.is_none(), "{name}: {found:?}");
                continue;
            };
            let found = found.unwrap_or_else(|| panic!("{name}: no finding of {identity}"));
            assert_eq!(found.severity.name(), severity, "{name}: {identity}");
            let confidence = expected.confidence.as_deref().unwrap();
            assert_eq!(found.confidence.name(), confidence, "{name}: {identity}");
            let says = expected.says.as_deref().unwrap();
            assert!(found.what.contains(says), "{name}: {}", found.what);
            // The names of an estate are long, and stand after what is wrong.
            assert!(!found.what.contains(&identity), "{name}: {}", found.what);
            if let Some(instead) = &expected.instead {
                assert_eq!(&found.instead, instead, "{name}: {identity}");
            }
            assert!(!found.evidence.is_empty(), "{name}: {identity}");
        }
        let first = id(&written.trusts[0].identity);
        for (expected, mutation) in &written.mutations {
            let answer = ask(&written.case.mutated(mutation).graph());
            assert_eq!(&class(&answer, &first), expected, "{name}: {mutation:?}");
        }
    }
    assert_eq!(classes.len(), 8, "{classes:?}");
}

#[test]
fn a_trust_of_aws_names_its_statement_and_the_stages_that_it_lets_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trusts");
    let written = read(&fs::read_to_string(format!("{folder}/org-any-repo.toml")).unwrap());
    let graph = written.case.graph();
    let answer = ask(&graph);
    let found = finding(&answer, "role/ci").unwrap();
    let stage = "github:acme/app/.github/workflows/train.yml#train";
    assert_eq!(found.stages, [stage]);
    assert_eq!(
        found.pipeline,
        "github:acme/app/.github/workflows/train.yml"
    );
    assert_eq!(found.evidence[0].pointer, "/Statement/0");
    // Asked about another pipeline, it is left out.
    let named = |name: &str| {
        let names = vec![name.to_owned()];
        pipelines(
            &graph,
            &PipelinesOptions {
                names,
                ..PipelinesOptions::default()
            },
        )
    };
    assert_eq!(named("train").trusts.len(), 3);
    assert!(named("no such pipeline").trusts.is_empty());
}
