//! Hand-made answers of `whatif`, `chokepoints` and `rank --explain`.

use blastradius_graph::model::{Access, Certainty};
use blastradius_queries::answer::*;

use super::{BUCKET, ENDPOINT, Names, ROLE, coverage, nodes, snapshot, touch};

fn tallies() -> Vec<Tally> {
    vec![Tally {
        class: "data",
        access: "read",
        lost: 1,
        gained: 0,
        weaker: 2,
        stronger: 0,
    }]
}

fn required(f: Names<'_>, after: bool) -> Required {
    Required {
        subject: f(ROLE),
        asset: f(BUCKET),
        before: true,
        after,
        path: vec![touch(f, ROLE, BUCKET, &[Access::Read], "policy:deploy")],
    }
}

pub(crate) fn whatif(f: Names<'_>) -> WhatIf {
    WhatIf {
        schema: "blastradius/whatif/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        changes: vec![ChangeMade {
            change: f("detach user/ci ReadAll"),
            records: vec![f("attachment:ci#identity/ReadAll")],
            unknown: vec![f("what it says is not known")],
            notes: vec![f("it is attached already")],
        }],
        summary: WhatIfSummary {
            credentials: 2,
            affected: 1,
            score_before: 12.5,
            score_after: 3.0,
            closed: 1,
            opened: 0,
            tallies: tallies(),
            breaks: true,
            known: false,
        },
        credentials: vec![ChangedCredential {
            id: f("aws:access-key/AKIAIOSFODNN7EXAMPLE"),
            kind: "aws:iam:access-key".to_owned(),
            name: f("AKIAIOSFODNN7EXAMPLE"),
            identity: f(ROLE),
            score_before: 12.5,
            score_after: 3.0,
            gone: false,
            tallies: tallies(),
            worst: vec![AccessChange {
                id: f(BUCKET),
                class: "data",
                access: "read",
                before: Some(Certainty::Certain),
                after: None,
            }],
        }],
        kept: vec![Kept {
            from: f(ROLE),
            to: f(ENDPOINT),
            edge: "touches".to_owned(),
            credentials: 1,
            credential: f("aws:access-key/AKIAIOSFODNN7EXAMPLE"),
            path: vec![touch(f, ROLE, ENDPOINT, &[Access::Use], "policy:deploy")],
        }],
        required: vec![required(f, false)],
        coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}

pub(crate) fn chokepoints(f: Names<'_>) -> ChokePoints {
    let grant = |record: &str, kind| GrantBrief {
        record: f(record),
        pointer: f("/Statement/0"),
        kind,
    };
    ChokePoints {
        schema: "blastradius/chokepoints/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        summary: ChokeSummary {
            sources: 2,
            targets: 3,
            grants: 4,
            before: 26.0,
            after: 13.0,
        },
        points: vec![ChokePoint {
            order: 1,
            grant: grant("policy:deploy", "statement"),
            sid: Some(f("ReadData")),
            statement: Some(format!("{{\n  \"Sid\": \"{}\"\n}}", f("ReadData"))),
            change: f("remove-statement deploy 0"),
            how: vec![f("remove the statement from deploy")],
            before: 26.0,
            after: 13.0,
            credentials: 2,
            closed: 1,
            tallies: tallies(),
            used_by: vec![f(ROLE)],
            users: 3,
        }],
        minimum: Some(vec![grant("policy:deploy", "statement")]),
        dropped: vec![Dropped {
            grant: grant("policy:other", "trust"),
            reason: f("something else allows the same"),
        }],
        required: vec![required(f, true)],
        coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}

/// A ranking with the best path of the first.
pub(crate) fn explained(f: Names<'_>) -> Rank {
    let mut rank = super::rank(f);
    let route = super::paths(f).paths.swap_remove(0);
    rank.nodes = nodes(f, 0);
    if let (Some(first), Some(last)) = (rank.credentials.first_mut(), route.path.last()) {
        first.best = Some(BestPath {
            to: last.to.clone(),
            name: f("prod/db"),
            certainty: route.certainty,
            gates: route.gates.clone(),
            hops: route.hops,
            path: route.path.clone(),
        });
    }
    rank
}
