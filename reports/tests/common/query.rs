//! A hand-made answer of `query`: a cell of every sort.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, Certainty, NodeKind};
use blastradius_queries::answer::*;

use super::{BUCKET, Names, ROLE, coverage, snapshot, touch};

pub(crate) fn query(f: Names<'_>) -> Query {
    let role = NodeCell {
        id: f(ROLE),
        labels: vec!["Identity".to_owned(), f("aws:iam:role")],
        kind: NodeKind::Identity,
        class: None,
        type_name: f("aws:iam:role"),
        name: f("deploy-prod"),
        scope: None,
        notes: vec![f("never used")],
    };
    let bucket = NodeCell {
        id: f(BUCKET),
        labels: vec!["Asset".to_owned(), "Data".to_owned()],
        kind: NodeKind::Asset,
        class: Some(AssetClass::Data),
        type_name: f("aws:s3:bucket"),
        name: f("acme-training-data"),
        scope: Some(f("aws:111122223333")),
        notes: Vec::new(),
    };
    let hop = touch(f, ROLE, BUCKET, &[Access::Read], "policy:deploy");
    let relationship = RelationshipCell {
        id: f("role TOUCHES#1 bucket"),
        type_name: "TOUCHES",
        hop: hop.clone(),
    };
    let path = PathCell {
        length: 1,
        certainty: Certainty::Certain,
        nodes: vec![role.clone(), bucket.clone()],
        relationships: vec![relationship.clone()],
    };
    let reached = ReachedCell {
        id: f("role REACHES#confidentiality bucket"),
        type_name: "REACHES",
        plane: "confidentiality",
        from: f(ROLE),
        to: f(BUCKET),
        certainty: Certainty::Certain,
        path: vec![hop],
    };
    let names = [
        "who", "how", "path", "reach", "n", "part", "list", "map", "none", "yes",
    ];
    Query {
        schema: "blastradius/query/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        preset: Some("who-writes-training-data".to_owned()),
        columns: names.iter().map(|it| f(it)).collect(),
        rows: vec![vec![
            Cell::Node(Box::new(role)),
            Cell::Relationship(Box::new(relationship)),
            Cell::Path(Box::new(path)),
            Cell::Reached(Box::new(reached)),
            Cell::Int(12),
            Cell::Float(0.5),
            Cell::List(vec![Cell::Text(f("read")), Cell::Text(f("write"))]),
            Cell::Map(vec![(f("key"), Cell::Text(f("value")))]),
            Cell::Null,
            Cell::Bool(true),
        ]],
        truncated: true,
        truncated_by: Some("rows"),
        coverage: coverage(f),
    }
}
