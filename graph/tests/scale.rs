//! An estate of 400 principals and 200 resources: the graph stays in proportion to the grants.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use std::time::Instant;

use blastradius_graph::model::EdgeKind;
use cases::{AssetCase, Case, Principal};

/// 300 users with a bucket or two each, 90 roles in chains, 10 administrators; 150 buckets, 50 secrets.
fn estate() -> Case {
    let mut case = Case::default();
    for n in 0..150 {
        let bucket = AssetCase {
            kind: "aws:s3:bucket".to_owned(),
            ..AssetCase::default()
        };
        case.asset.insert(format!("arn:aws:s3:::b{n}"), bucket);
    }
    for n in 0..50 {
        let id = format!("arn:aws:secretsmanager:us-east-1:111122223333:secret:s{n}");
        let secret = AssetCase {
            kind: "aws:secretsmanager:secret".to_owned(),
            ..AssetCase::default()
        };
        case.asset.insert(id, secret);
    }
    for n in 0..300 {
        let user = Principal {
            keys: Some(vec![format!("AKIA{n:016}")]),
            policies: vec![
                format!("allow s3:GetObject on arn:aws:s3:::b{}/*", n % 150),
                format!("allow sts:AssumeRole on role/r{}", n % 90),
            ],
            ..Principal::default()
        };
        case.principal.insert(format!("user/u{n}"), user);
    }
    for n in 0..90 {
        let role = Principal {
            trust: Some(vec!["111122223333:root".to_owned()]),
            policies: vec![
                format!("allow sts:AssumeRole on role/r{}", n + 1),
                format!(
                    "allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111122223333:secret:s{}",
                    n % 50
                ),
            ],
            ..Principal::default()
        };
        case.principal.insert(format!("role/r{n}"), role);
    }
    for n in 0..10 {
        let role = Principal {
            trust: Some(vec!["ec2.amazonaws.com".to_owned()]),
            policies: vec!["allow * on *".to_owned()],
            ..Principal::default()
        };
        case.principal.insert(format!("role/admin{n}"), role);
    }
    case
}

#[test]
fn the_graph_follows_the_grants() {
    let case = estate();
    assert_eq!((case.principal.len(), case.asset.len()), (400, 200));
    let started = Instant::now();
    let graph = case.graph();
    eprintln!(
        "{:?}: {} nodes, {} edges",
        started.elapsed(),
        graph.node_count(),
        graph.edge_count()
    );
    let count = |kind: EdgeKind| graph.edges().filter(|(_, _, _, e)| e.kind == kind).count();
    assert_eq!(count(EdgeKind::Authenticates), 300);
    assert_eq!(count(EdgeKind::Administers), 10);
    // Each user one role, each role the next; each of the ten and the account all 90 that trust the account.
    assert_eq!(count(EdgeKind::Assumes), 300 + 89 + 11 * 90);
    // One grant for each user and role, and for the ten and the account each asset once.
    assert_eq!(count(EdgeKind::Touches), 300 + 90 + 11 * 200);
    // What one of the ten may do to many things is an edge to all of them.
    assert!(graph.hop_count() > 5000, "{}", graph.hop_count());
    assert!(graph.edge_count() < 4500, "{}", graph.edge_count());
    // The escalations of an administrator go through the account: a key and a password of each user (which of
    // them has one was not read), the trust of each role.
    assert!(count(EdgeKind::Escalates) <= 3 * 300 + 100);
}

/// What is not known about the organisation is not known about everybody: it multiplies nothing.
#[test]
fn gaps_do_not_multiply_edges() {
    let mut case = estate();
    case.principal
        .retain(|name, _| name.len() < 8 || name.contains("admin"));
    case.asset.retain(|id, _| id.ends_with('7'));
    let known = case.graph();
    case.unknown_organization = vec![cases::ACCOUNT.to_owned()];
    let unknown = case.graph();
    assert!(known.hop_count() > 300);
    assert_eq!(known.hop_count(), unknown.hop_count());
    assert!(unknown.coverage().any(|record| {
        record.operation == "organizations:DescribeOrganization" && !record.outcome.is_complete()
    }));
}
