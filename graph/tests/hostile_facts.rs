//! Facts that no provider would give: the graph is built all the same, and makes nobody of nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use blastradius_collectors::facts::{
    Attachment, AttachmentKind, Fact, Identity, IdentityKind, Origin, Policy, PolicyKind, Provider,
    Scope, ScopeKind,
};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use blastradius_graph::model::{EdgeKind, Graph};
use blastradius_graph::{BuildOptions, build};

const EVERYTHING: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

fn origin() -> Origin {
    Origin::new("hostile", "")
}

fn identity(sink: &mut MemorySink, id: &str, kind: IdentityKind, member_of: &[&str]) {
    sink.fact(Fact::Identity(Identity {
        id: id.to_owned(),
        provider: Provider::Aws,
        kind,
        name: id.to_owned(),
        scope: "aws:111122223333".to_owned(),
        unique_id: None,
        path: None,
        tags: None,
        member_of: member_of.iter().map(|group| (*group).to_owned()).collect(),
        created: None,
        last_used: None,
        attributes: Default::default(),
        origin: origin(),
    }));
}

fn policy(sink: &mut MemorySink, kind: PolicyKind, how: AttachmentKind, target: &str, text: &str) {
    let id = format!("{target}#{}", how.name());
    sink.fact(Fact::Policy(Policy {
        id: id.clone(),
        provider: Provider::Aws,
        kind,
        name: "p".to_owned(),
        scope: None,
        provider_managed: false,
        version: None,
        document: text.to_owned(),
        origin: origin(),
    }));
    sink.fact(Fact::Attachment(Attachment::new(
        how,
        &id,
        target,
        origin(),
    )));
}

fn graph(sink: MemorySink) -> Graph {
    let taken = "2026-11-23T00:00:00Z".parse().unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, taken);
    build(&snapshot, &BuildOptions::default()).unwrap()
}

#[test]
fn an_identity_without_an_arn_administers_nothing() {
    let mut sink = MemorySink::default();
    for id in [
        "",
        "#",
        "aws:111122223333",
        "user/x",
        "arn:",
        "arn:aws:iam::111122223333:user/a#escalated",
    ] {
        identity(&mut sink, id, IdentityKind::User, &[]);
    }
    let graph = graph(sink);
    assert_eq!(graph.edge_count(), 0, "none of them has a policy");
}

#[test]
fn circles_end() {
    let mut sink = MemorySink::default();
    for (id, parent) in [
        ("aws:111122223333", "aws:ou-a"),
        ("aws:ou-a", "aws:ou-b"),
        ("aws:ou-b", "aws:ou-a"),
    ] {
        let mut scope = Scope::new(
            id.to_owned(),
            Provider::Aws,
            ScopeKind::OrganizationalUnit,
            origin(),
        );
        scope.parent = Some(parent.to_owned());
        sink.fact(Fact::Scope(scope));
    }
    let arn = |rest: &str| format!("arn:aws:iam::111122223333:{rest}");
    identity(
        &mut sink,
        &arn("group/g"),
        IdentityKind::Group,
        &[&arn("group/g")],
    );
    policy(
        &mut sink,
        PolicyKind::Inline,
        AttachmentKind::Identity,
        &arn("group/g"),
        EVERYTHING,
    );
    identity(
        &mut sink,
        &arn("user/u"),
        IdentityKind::User,
        &[&arn("group/g"), &arn("user/u"), ""],
    );
    for (role, other) in [("role/a", "role/b"), ("role/b", "role/a")] {
        identity(&mut sink, &arn(role), IdentityKind::Role, &[]);
        let trust = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"AWS": ["{}", "{}"]}}, "Action": "sts:AssumeRole"}}}}"#,
            arn(other),
            arn(role)
        );
        policy(
            &mut sink,
            PolicyKind::Trust,
            AttachmentKind::Trust,
            &arn(role),
            &trust,
        );
    }
    let graph = graph(sink);
    let edges = |kind: EdgeKind| {
        graph
            .edges()
            .filter(|(_, _, _, edge)| edge.kind == kind)
            .count()
    };
    assert!(edges(EdgeKind::Assumes) >= 2);
    assert!(edges(EdgeKind::Administers) >= 1);
    assert!(graph.find(&arn("group/g")).is_none());
}
