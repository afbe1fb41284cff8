//! Hand-made drawings: one of each kind, with names of every sort.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, Gate, GateKind, NodeKind};
use blastradius_queries::answer::*;

use super::{BUCKET, ENDPOINT, Names, ROLE, TRAINER, USER, brief, nodes};

const JOB: &str = "github:acme/models/.github/workflows/release.yml#release";
const TOKEN: &str = "oidc:token.actions.githubusercontent.com/repo:acme/models:environment:prod";

fn place(f: Names<'_>, part: Part, ids: &[&str], facts: Vec<DrawnFact>) -> DrawnPlace {
    DrawnPlace {
        part,
        ids: ids.iter().map(|id| f(id)).collect(),
        more: 0,
        facts,
        gates: Vec::new(),
    }
}

fn line(places: Vec<DrawnPlace>, kind: DrawingKind, about: String, f: Names<'_>) -> Drawing {
    let arrows = (1..places.len()).map(|to| DrawnArrow {
        from: to - 1,
        to,
        certainty: match to {
            1 => Certainty::Certain,
            _ => Certainty::Influence,
        },
    });
    let mut named: BTreeMap<String, NodeBrief> = nodes(f, 0);
    let data = Some(AssetClass::Data);
    for (id, kind, type_name, name, class) in [
        (
            BUCKET,
            NodeKind::Asset,
            "aws:s3:bucket",
            "acme-training-data",
            data,
        ),
        (JOB, NodeKind::Stage, "job", "release", None),
        (
            TOKEN,
            NodeKind::Identity,
            "oidc:subject",
            "repo:acme/models",
            None,
        ),
    ] {
        named.insert(f(id), brief(f, kind, type_name, name, class));
    }
    Drawing {
        kind,
        about,
        arrows: arrows.collect(),
        places,
        nodes: named,
    }
}

/// A chain, a leak and a deployment.
pub(crate) fn drawings(f: Names<'_>) -> Vec<Drawing> {
    let chain = vec![
        place(
            f,
            Part::Raw,
            &[BUCKET],
            vec![DrawnFact::ChangedBy(vec![f(USER)], 7)],
        ),
        place(
            f,
            Part::Stage,
            &[JOB],
            vec![
                DrawnFact::RunsAs(vec![f(TRAINER)], 0),
                DrawnFact::Starts(f("schedule cron(0 2 * * ? *)")),
            ],
        ),
        place(f, Part::Model, &[ENDPOINT], Vec::new()),
        DrawnPlace {
            more: 3,
            ..place(f, Part::Applications, &[USER, ROLE], Vec::new())
        },
    ];
    let leak = vec![
        place(f, Part::Source, &[BUCKET], vec![DrawnFact::Readers(1)]),
        place(
            f,
            Part::Index,
            &[ENDPOINT],
            vec![
                DrawnFact::Checks(Enforcement::None),
                DrawnFact::Fresh(Freshness::Stale),
            ],
        ),
        place(f, Part::Readers(Via::Direct), &[USER], Vec::new()),
    ];
    let deployment = vec![
        place(f, Part::Starters, &[USER], Vec::new()),
        DrawnPlace {
            gates: vec![Gate {
                kind: GateKind::Approval,
                detail: f("a reviewer of ml-owners"),
            }],
            ..place(f, Part::Job, &[JOB], Vec::new())
        },
        place(f, Part::Token, &[TOKEN], Vec::new()),
        place(f, Part::Role, &[ROLE], Vec::new()),
        place(f, Part::Changed, &[ENDPOINT], Vec::new()),
    ];
    vec![
        line(chain, DrawingKind::Chain, f(ENDPOINT), f),
        line(leak, DrawingKind::Leak, f(ENDPOINT), f),
        line(deployment, DrawingKind::Deployment, f(JOB), f),
    ]
}
