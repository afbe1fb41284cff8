//! The stories of the demo estate: what must be reached is, and each look-alike is not.

mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use blastradius_collectors::import::format;
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use blastradius_graph::model::{Access, AccessSet, Certainty, EdgeFamily, EdgeKind, Graph, NodeId};
use blastradius_graph::{BuildOptions, build};
use serde::Deserialize;

#[derive(Deserialize)]
struct Expect {
    story: Vec<Story>,
}

#[derive(Deserialize)]
struct Story {
    name: String,
    #[serde(default)]
    must_reach: Vec<Claim>,
    #[serde(default)]
    must_not_reach: Vec<Claim>,
    #[serde(default)]
    must_administer: Vec<Administers>,
}

#[derive(Deserialize, Debug)]
struct Claim {
    from: String,
    to: String,
    #[serde(default)]
    access: Vec<String>,
    certainty: Option<String>,
    plane: Option<String>,
    through: Option<String>,
}

#[derive(Deserialize, Debug)]
struct Administers {
    from: String,
    scopes: BTreeSet<String>,
}

fn snapshot() -> Snapshot {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/estate");
    let mut sink = MemorySink::default();
    format("aws-cli")
        .unwrap()
        .import(&[folder], &mut sink)
        .unwrap();
    Snapshot::from_parts(
        sink.facts,
        sink.coverage,
        "2026-11-22T06:00:00Z".parse().unwrap(),
    )
}

/// What is reached and how surely: by become hops, a readable asset going on to the credential in it.
fn become_reach(
    graph: &Graph,
    from: NodeId,
    without: Option<NodeId>,
) -> BTreeMap<NodeId, Certainty> {
    let mut best = BTreeMap::from([(from, Certainty::Certain)]);
    let mut next = vec![from];
    while let Some(node) = next.pop() {
        let so_far = best[&node];
        for (_, to, edge) in graph.outgoing(node) {
            let mut steps = Vec::new();
            match edge.kind.family() {
                Some(EdgeFamily::Become) if edge.kind != EdgeKind::Holds => {
                    steps.push((to, edge.certainty))
                }
                Some(EdgeFamily::Touch) if edge.access.intersects(AccessSet::CONFIDENTIALITY) => {
                    for (_, held, holds) in graph.outgoing(to) {
                        if holds.kind == EdgeKind::Holds {
                            steps.push((held, edge.certainty.min(holds.certainty)));
                        }
                    }
                }
                _ => {}
            }
            for (to, certainty) in steps {
                let certainty = certainty.min(so_far);
                if Some(to) != without && best.get(&to).is_none_or(|had| *had < certainty) {
                    best.insert(to, certainty);
                    next.push(to);
                }
            }
        }
    }
    best
}

/// The assets that are touched, how, and how surely for each access.
fn touches(
    graph: &Graph,
    from: NodeId,
    without: Option<NodeId>,
    integrity: bool,
) -> BTreeMap<(NodeId, Access), Certainty> {
    let mut found: BTreeMap<(NodeId, Access), Certainty> = BTreeMap::new();
    for (node, certainty) in become_reach(graph, from, without) {
        for (_, to, edge) in graph.outgoing(node) {
            if edge.kind.family() == Some(EdgeFamily::Touch) {
                for access in edge.access.iter() {
                    let entry = found.entry((to, access)).or_insert(Certainty::Influence);
                    *entry = (*entry).max(certainty.min(edge.certainty));
                }
            }
        }
    }
    if integrity {
        let mut next: Vec<(NodeId, Certainty)> = found
            .iter()
            .filter(|((_, access), _)| AccessSet::INTEGRITY.contains(*access))
            .map(|((node, _), certainty)| (*node, *certainty))
            .collect();
        while let Some((node, certainty)) = next.pop() {
            for (_, to, edge) in graph.outgoing(node) {
                if edge.kind == EdgeKind::Flows && !found.contains_key(&(to, Access::Write)) {
                    found.insert((to, Access::Write), certainty.min(edge.certainty));
                    next.push((to, certainty.min(edge.certainty)));
                }
            }
        }
    }
    found
}

fn resolve(graph: &Graph, id: &str) -> NodeId {
    if let Some(name) = id.strip_prefix("secret:") {
        return graph
            .nodes()
            .find(|(_, node)| {
                node.id
                    .split_once(":secret:")
                    .is_some_and(|(_, rest)| rest.rsplit_once('-').is_some_and(|(n, _)| n == name))
            })
            .unwrap_or_else(|| panic!("no secret `{name}`"))
            .0;
    }
    graph.find(id).unwrap_or_else(|| panic!("no node `{id}`"))
}

#[test]
fn every_story_is_true() {
    let snapshot = snapshot();
    let graph = build(&snapshot, &BuildOptions::default()).unwrap();
    let expect: Expect = toml::from_str(include_str!("../../demo/expect.toml")).unwrap();
    let mut wrong = Vec::new();
    for story in &expect.story {
        for claim in &story.must_reach {
            let best = strongest(&graph, claim, None);
            let certainty = best.map(Certainty::name);
            let as_sure = match &claim.certainty {
                Some(wanted) => certainty == Some(wanted.as_str()),
                None => certainty.is_some(),
            };
            if !as_sure {
                wrong.push(format!("{}: {claim:?} is {certainty:?}", story.name));
            }
            if let Some(through) = &claim.through
                && let around = strongest(&graph, claim, Some(resolve(&graph, through)))
                && around.is_some()
                && around >= best
            {
                wrong.push(format!("{}: {claim:?} does not need {through}", story.name));
            }
        }
        for claim in &story.must_not_reach {
            if let Some(certainty) = strongest(&graph, claim, None) {
                wrong.push(format!("{}: {claim:?} is {certainty:?}", story.name));
            }
        }
        for claim in &story.must_administer {
            let reached = become_reach(&graph, resolve(&graph, &claim.from), None);
            let scopes: BTreeSet<String> = reached
                .keys()
                .map(|node| graph.node(*node))
                .filter(|node| node.kind == blastradius_graph::model::NodeKind::Scope)
                .map(|node| node.id.clone())
                .collect();
            if scopes != claim.scopes {
                wrong.push(format!("{}: {claim:?} administers {scopes:?}", story.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(expect.story.len() > 10);
}

/// The certainty of the claim; `None` where it is not reached.
fn strongest(graph: &Graph, claim: &Claim, without: Option<NodeId>) -> Option<Certainty> {
    let integrity = claim.plane.as_deref() == Some("integrity");
    let starts: Vec<NodeId> = match claim.from.as_str() {
        "*" => graph
            .nodes()
            .filter(|(_, node)| node.kind == blastradius_graph::model::NodeKind::Credential)
            .map(|(id, _)| id)
            .collect(),
        from => vec![resolve(graph, from)],
    };
    // What is open to everybody is no reach of a credential's.
    let public: BTreeSet<NodeId> = graph
        .find("external:internet")
        .into_iter()
        .flat_map(|internet| graph.outgoing(internet).map(|(_, to, _)| to))
        .collect();
    let target = (claim.to != "*").then(|| resolve(graph, &claim.to));
    starts
        .into_iter()
        .flat_map(|start| touches(graph, start, without, integrity))
        .filter(|((node, access), _)| {
            target.map_or_else(|| !public.contains(node), |target| target == *node)
                && (claim.access.is_empty()
                    || claim.access.iter().any(|wanted| wanted == access.name()))
                && (!integrity || AccessSet::INTEGRITY.contains(*access))
                && (integrity
                    || claim.access.iter().any(|a| a != "read")
                    || AccessSet::CONFIDENTIALITY.contains(*access))
        })
        .map(|(_, certainty)| certainty)
        .max()
}
