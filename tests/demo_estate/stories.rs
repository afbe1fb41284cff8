//! Each story of `demo/expect.toml`: what must be reached, what must not, who administers what.

use std::collections::BTreeMap;

use blastradius_graph::model::{Access, AccessSet, Gate, Graph, NodeId, NodeKind};
use blastradius_queries::answer::{Plane, Reach, ReachedAsset};
use serde::Deserialize;

use super::{EXPECTED, GRAPH, graph, node, reached};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expected {
    pub(super) counts: BTreeMap<String, usize>,
    pub(super) story: Vec<Story>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) name: String,
    /// What the attacker brings, as on the command line; a leaked key on the internet unless given.
    #[serde(default)]
    context: Vec<String>,
    #[serde(default)]
    must_reach: Vec<MustReach>,
    #[serde(default)]
    must_not_reach: Vec<MustNotReach>,
    #[serde(default)]
    must_administer: Vec<MustAdminister>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MustReach {
    from: String,
    to: String,
    #[serde(default)]
    access: Vec<String>,
    plane: Option<String>,
    certainty: Option<String>,
    through: Option<String>,
    /// It is only carried by something that is made from it and can be read.
    #[serde(default)]
    derived: bool,
    /// The kinds of the gates on the path, in its order, each once; not looked at unless given.
    gates: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MustNotReach {
    from: String,
    to: String,
    #[serde(default)]
    access: Vec<String>,
    plane: Option<String>,
    /// With `to = "*"`: what is reached all the same.
    #[serde(default)]
    but: Vec<String>,
    /// Not by what is made from it either.
    #[serde(default)]
    derived: bool,
    blocked_by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MustAdminister {
    from: String,
    scopes: Vec<String>,
}

fn plane(name: Option<&str>) -> Plane {
    match name {
        None | Some("confidentiality") => Plane::Confidentiality,
        Some("integrity") => Plane::Integrity,
        Some(other) => panic!("no plane is called `{other}`"),
    }
}

fn access(names: &[String]) -> AccessSet {
    names.iter().fold(AccessSet::EMPTY, |set, name| {
        let found = Access::ALL.into_iter().find(|it| it.name() == name);
        set.with(found.unwrap_or_else(|| panic!("no access is called `{name}`")))
    })
}

/// The entries of an answer about one asset in one radius: itself, or what is made from it.
fn about<'r>(answer: &'r Reach, asset: &str, plane: Plane, derived: bool) -> Vec<&'r ReachedAsset> {
    let fits =
        |it: &&ReachedAsset| it.id == asset && it.plane.contains(&plane) && it.derived == derived;
    answer.assets.iter().filter(fits).collect()
}

pub(super) fn shows(entry: &ReachedAsset) -> String {
    let hops: Vec<&str> = entry.path.iter().map(|hop| hop.to.as_str()).collect();
    format!(
        "{:?} {} by {}",
        entry.certainty,
        entry.id,
        hops.join(" -> ")
    )
}

#[test]
fn every_story_holds() {
    let mut wrong = Vec::new();
    for story in &EXPECTED.story {
        let with_context = (!story.context.is_empty()).then(|| graph(&story.context));
        let graph = with_context.as_ref().unwrap_or(&GRAPH);
        let mut say = |message: String| wrong.push(format!("{}: {message}", story.name));
        for expected in &story.must_reach {
            must_reach(graph, expected, &mut say);
        }
        for expected in &story.must_not_reach {
            must_not_reach(graph, expected, &mut say);
        }
        for expected in &story.must_administer {
            let found = reached(graph, node(graph, &expected.from)).summary.admin_of;
            if found != expected.scopes {
                say(format!("{} administers {found:?}", expected.from));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn must_reach(graph: &Graph, expected: &MustReach, say: &mut impl FnMut(String)) {
    let answer = reached(graph, node(graph, &expected.from));
    let to = node(graph, &expected.to);
    let entries = about(
        &answer,
        graph.node(to).id,
        plane(expected.plane.as_deref()),
        expected.derived,
    );
    let wanted = access(&expected.access);
    let certainty = expected.certainty.as_deref();
    let fits = entries.iter().any(|entry| {
        entry.access.union(wanted) == entry.access
            && expected
                .gates
                .as_ref()
                .is_none_or(|gates| *gates == kinds(entry))
            && certainty.is_none_or(|name| entry.certainty.name() == name)
            && expected
                .through
                .as_ref()
                .is_none_or(|id| entry.path.iter().any(|hop| hop.to == *id))
    });
    if !fits {
        let found: Vec<String> = entries.into_iter().map(shows).collect();
        say(format!(
            "{} must reach {} ({:?}, {certainty:?}); found {found:?}",
            expected.from, expected.to, expected.access
        ));
    }
}

/// The kinds of the gates on the path of an entry.
fn kinds(entry: &ReachedAsset) -> Vec<String> {
    let kind = |gate: &Gate| serde_json::to_value(gate.kind).unwrap();
    let names = entry.gates.iter().map(kind);
    let mut names: Vec<String> = names.map(|it| it.as_str().unwrap().to_owned()).collect();
    names.dedup();
    names
}

fn must_not_reach(graph: &Graph, expected: &MustNotReach, say: &mut impl FnMut(String)) {
    let from: Vec<NodeId> = match expected.from.as_str() {
        "*" => graph
            .nodes()
            .filter(|(_, node)| node.kind == NodeKind::Credential)
            .map(|(id, _)| id)
            .collect(),
        id => vec![node(graph, id)],
    };
    let plane = plane(expected.plane.as_deref());
    let unwanted = access(&expected.access);
    for from in from {
        let answer = reached(graph, from);
        let entries: Vec<&ReachedAsset> = match expected.to.as_str() {
            "*" => answer
                .assets
                .iter()
                .filter(|entry| !expected.but.contains(&entry.id))
                .collect(),
            id => {
                let asset = graph.node(node(graph, id)).id;
                let mut entries = about(&answer, asset, plane, false);
                if expected.derived {
                    entries.extend(about(&answer, asset, plane, true));
                }
                entries
            }
        };
        for entry in entries {
            if unwanted.is_empty() || entry.access.intersects(unwanted) {
                say(format!(
                    "{} must be blocked by {}; found {}",
                    graph.node(from).id,
                    expected.blocked_by,
                    shows(entry)
                ));
            }
        }
    }
}
