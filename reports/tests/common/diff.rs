//! A hand-made answer of `diff`.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, Certainty, Gate, GateKind};
use blastradius_queries::answer::*;

use super::{BUCKET, Names, ROLE, coverage, nodes, snapshot, touch};

fn change(f: Names<'_>, change: Changed, before: Option<Way>, after: Option<Way>) -> ReachChange {
    ReachChange {
        change,
        severity: Severity::Medium,
        id: f(BUCKET),
        name: f("raw"),
        type_name: f("aws:s3:bucket"),
        class: Some(AssetClass::Data),
        plane: Some(Plane::Confidentiality),
        derived: false,
        path_of: if after.is_some() { Age::New } else { Age::Old },
        before,
        after,
        credentials: vec![f("aws:access-key/AKIAEXAMPLE000000001")],
        facts: vec![FactChange {
            record: f("policy:arn:aws:iam::111122223333:user/ci#inline/data"),
            change: RecordChange::Edited,
            added: vec![f("/Statement/1")],
            removed: Vec::new(),
            what: f("denies s3:GetObject"),
        }],
        gaps: match change {
            Changed::Unknown => vec![f("aws:111122223333: iam:GetUserPolicy of ci: refused")],
            _ => Vec::new(),
        },
        path: vec![touch(f, ROLE, BUCKET, &[Access::Read], "policy:data")],
    }
}

pub(crate) fn diff(f: Names<'_>) -> Diff {
    let way = |certainty| {
        Some(Way {
            access: [Access::Read].into_iter().collect(),
            certainty,
            gates: vec![Gate {
                kind: GateKind::Approval,
                detail: f("a reviewer"),
            }],
        })
    };
    let (sure, less) = (Certainty::Certain, Certainty::Conditional);
    Diff {
        schema: "blastradius/diff/1",
        old: snapshot(),
        new: snapshot(),
        context: AttackerContext::default(),
        summary: DiffSummary {
            credentials_came: 1,
            new: 1,
            closed: 1,
            changed: 1,
            unknown: 1,
            credentials_changed: 1,
            ..DiffSummary::default()
        },
        credentials: vec![CameOrWent {
            change: Changed::Unknown,
            now: true,
            id: f("aws:access-key/AKIAEXAMPLE000000009"),
            name: f("AKIAEXAMPLE000000009"),
            type_name: f("aws:iam:access-key"),
            identity: f(ROLE),
            reach: Some(ReachSize {
                data: 1,
                models: 0,
                secrets: 2,
                admin_of: vec![f("aws:111122223333")],
                integrity: IntegrityCounts::default(),
            }),
            severity: Severity::Critical,
            gaps: vec![f("aws:111122223333: iam:ListAccessKeys: refused")],
        }],
        identities: Vec::new(),
        changes: vec![
            change(f, Changed::New, None, way(sure)),
            change(f, Changed::Changed, way(sure), way(less)),
            change(f, Changed::Unknown, way(sure), None),
            change(f, Changed::Closed, way(sure), None),
        ],
        coverage: coverage(f),
        old_coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}
