//! Drawings of pipelines, and OpenLineage.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use blastradius_reports::{Answer, Options, find, render};
use common::pipelines::pipelines;
use serde_json::Value;

fn drawn(format: &str, options: &Options) -> String {
    let answer = pipelines(&common::plain);
    render(&Answer::Pipeline(&answer), find(format).unwrap(), options).unwrap()
}

#[test]
fn a_drawing_has_every_stage_in_order_with_its_gates() {
    for format in ["table", "svg", "dot", "mermaid", "html"] {
        let text = drawn(format, &Options::default());
        // A label of Mermaid writes marks as codes.
        let at = |part: &str| {
            text.find(part)
                .unwrap_or_else(|| panic!("{format}: no {part}\n{text}"))
        };
        let (train, deploy) = (at("SageMakerTrainer"), at("deploy-prod"));
        let gate = at("a reviewer of ml-owners");
        assert!(train < deploy, "{format}");
        // The gate stands before what it is before.
        assert!(train < gate && gate < deploy, "{format}");
    }
}

#[test]
fn a_drawing_fits_the_terminal() {
    let text = drawn("table", &Options::terminal(80, false));
    for line in text.lines() {
        assert!(blastradius_reports::sanitize::width(line) <= 80, "{line}");
    }
}

#[test]
fn an_svg_stands_by_itself_in_light_and_dark() {
    let text = drawn("svg", &Options::default());
    let document = roxmltree::Document::parse(&text).unwrap();
    assert!(text.contains("prefers-color-scheme: dark"));
    let boxes = document
        .descendants()
        .filter(|it| it.attribute("class") == Some("box"));
    assert_eq!(boxes.count(), 2);
    let arrows = document
        .descendants()
        .filter(|it| it.attribute("class") == Some("arrow"));
    assert_eq!(arrows.count(), 1);
}

#[test]
fn openlineage_has_what_the_specification_requires() {
    let text = drawn("openlineage", &Options::default());
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events.len(), 2);
    for event in &events {
        for member in ["eventTime", "producer", "schemaURL"] {
            assert!(event[member].is_string(), "{member}: {event}");
        }
        assert!(
            event["schemaURL"]
                .as_str()
                .unwrap()
                .ends_with("#/$defs/JobEvent")
        );
        // An event of a job has no run.
        assert!(event.get("run").is_none());
        let job = &event["job"];
        assert!(job["namespace"].is_string() && job["name"].is_string());
        for facet in job["facets"].as_object().unwrap().values() {
            assert!(facet["_producer"].is_string() && facet["_schemaURL"].is_string());
        }
        for set in [&event["inputs"], &event["outputs"]] {
            for it in set.as_array().unwrap() {
                assert!(it["namespace"].is_string() && it["name"].is_string());
            }
        }
    }
    let train = &events[0];
    assert_eq!(train["outputs"][0]["namespace"], "s3://acme-models");
    assert_eq!(train["outputs"][0]["name"], "fraud");
    let identity = &train["job"]["facets"]["nhi_identityJobFacet"]["identities"][0];
    assert_eq!(identity["provider"], "aws");
    assert_eq!(identity["kind"], "aws:iam:role");
    assert_eq!(identity["certainty"], "certain");
}
