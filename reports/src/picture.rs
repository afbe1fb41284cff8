//! A small graph out of a large answer: what `dot` and `mermaid` draw.
//!
//! Thousands of nodes say nothing. Assets that the same identity touches in the same way are one
//! node with a count, ends of paths that are not assets likewise, and what is left is cut at a
//! number that fits a page, saying so.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, NodeKind};
use blastradius_queries::answer::{Hop, NodeBrief, Paths, Reach};

use crate::sanitize::elide;
use crate::words::{Nodes, class_many, deed, node, show, type_word};

/// More ends than this beside each other become one node.
const BESIDE: usize = 3;
/// A picture has at most this many nodes.
const NODES: usize = 120;
/// A label line is at most this wide.
const LABEL: usize = 44;

/// What a node looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// What leaked.
    Subject,
    /// Identities, workloads, credentials.
    Actor,
    /// Assets.
    Asset,
    /// Scopes that can be administered.
    Scope,
    /// What is not drawn.
    Note,
}

#[derive(Debug, Clone)]
pub(crate) struct PictureNode {
    /// Visible text, a line each.
    pub(crate) label: Vec<String>,
    pub(crate) shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PictureEdge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: String,
    pub(crate) certainty: Certainty,
}

/// Nodes and the edges between them, by index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Picture {
    pub(crate) nodes: Vec<PictureNode>,
    pub(crate) edges: Vec<PictureEdge>,
    /// Whether it reads from top to bottom.
    pub(crate) downward: bool,
}

/// The picture of `reach`.
pub(crate) fn of_reach(reach: &Reach) -> Picture {
    let admin = reach.admin.iter().map(|it| it.path.as_slice());
    let identities = reach.identities.iter().map(|it| it.path.as_slice());
    let workloads = reach.workloads.iter().map(|it| it.path.as_slice());
    let assets = reach.assets.iter().map(|it| it.path.as_slice());
    let starts = reach.subjects.iter().map(|it| it.id.as_str()).collect();
    draw(
        &reach.nodes,
        starts,
        admin.chain(identities).chain(workloads).chain(assets),
    )
}

/// The picture of `path`.
pub(crate) fn of_paths(paths: &Paths) -> Picture {
    let starts = BTreeSet::from([paths.from.as_str()]);
    draw(
        &paths.nodes,
        starts,
        paths.paths.iter().map(|it| it.path.as_slice()),
    )
}

/// What ends that may become one node have in common: where from, how, and what they are.
type Group<'a> = (&'a str, String, Certainty, Option<AssetClass>, String);

fn draw<'a>(
    nodes: &'a Nodes,
    starts: BTreeSet<&'a str>,
    paths: impl Iterator<Item = &'a [Hop]>,
) -> Picture {
    let mut hops: BTreeMap<(&str, &str), &Hop> = BTreeMap::new();
    let mut distance: BTreeMap<&str, usize> = starts.iter().map(|id| (*id, 0)).collect();
    for path in paths {
        for (n, hop) in (1..).zip(path) {
            let kept = hops.entry((&hop.from, &hop.to)).or_insert(hop);
            if hop.certainty > kept.certainty {
                *kept = hop;
            }
            let near = distance.entry(&hop.to).or_insert(n);
            *near = (*near).min(n);
        }
    }
    let inner: BTreeSet<&str> = hops.keys().map(|(from, _)| *from).collect();
    let mut entering: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, to) in hops.keys() {
        *entering.entry(to).or_default() += 1;
    }
    let mut groups: BTreeMap<Group<'_>, Vec<&str>> = BTreeMap::new();
    for ((from, to), hop) in &hops {
        let brief = nodes.get(*to);
        let is_scope = brief.is_some_and(|brief| brief.kind == NodeKind::Scope);
        if !inner.contains(to) && !is_scope && entering.get(to) == Some(&1) && !starts.contains(to)
        {
            let class = brief.and_then(|brief| brief.class);
            let kind = brief
                .map(|brief| type_word(&brief.type_name))
                .unwrap_or_default();
            let kind = if class.is_some() { String::new() } else { kind };
            groups
                .entry((from, deed(hop), hop.certainty, class, kind))
                .or_default()
                .push(to);
        }
    }
    groups.retain(|_, members| members.len() > BESIDE);
    let mut picture = Picture::default();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    let grouped: BTreeSet<&str> = groups.values().flatten().copied().collect();
    let mut order: Vec<(usize, &str)> = distance
        .iter()
        .map(|(id, n)| (*n, *id))
        .filter(|(_, id)| !grouped.contains(id))
        .collect();
    order.sort_unstable();
    let left_out = order.len().saturating_sub(NODES);
    for (_, id) in order.into_iter().take(NODES) {
        index.insert(id, picture.nodes.len());
        picture.nodes.push(one(nodes, id, starts.contains(id)));
    }
    for ((from, to), hop) in &hops {
        if let (Some(from), Some(to)) = (index.get(from), index.get(to)) {
            picture.edges.push(PictureEdge {
                from: *from,
                to: *to,
                label: deed(hop),
                certainty: hop.certainty,
            });
        }
    }
    for ((from, label, certainty, class, kind), members) in groups {
        if let Some(from) = index.get(from) {
            let what =
                class.map_or_else(|| format!("× {kind}"), |class| class_many(class).to_owned());
            let to = picture.nodes.len();
            picture
                .nodes
                .push(many(nodes, &what, &members, class.is_some()));
            picture.edges.push(PictureEdge {
                from: *from,
                to,
                label,
                certainty,
            });
        }
    }
    if left_out > 0 {
        picture.nodes.push(PictureNode {
            label: vec![format!("{left_out} nodes farther away are not drawn")],
            shape: Shape::Note,
        });
    }
    picture.edges.sort();
    picture
}

fn one(nodes: &Nodes, id: &str, subject: bool) -> PictureNode {
    let brief = nodes.get(id);
    let shape = match brief.map(|brief: &NodeBrief| brief.kind) {
        _ if subject => Shape::Subject,
        Some(NodeKind::Asset) => Shape::Asset,
        Some(NodeKind::Scope) => Shape::Scope,
        _ => Shape::Actor,
    };
    let mut label = match brief {
        Some(brief) if !brief.name.is_empty() => {
            vec![type_word(&brief.type_name), line(&show(&brief.name))]
        }
        _ => vec![line(&node(nodes, id))],
    };
    if let Some(notes) = brief
        .map(|brief| &brief.notes)
        .filter(|notes| !notes.is_empty())
    {
        label.push(line(&show(&notes.join(", "))));
    }
    PictureNode { label, shape }
}

fn many(nodes: &Nodes, what: &str, members: &[&str], asset: bool) -> PictureNode {
    let mut label = vec![format!("{} {what}", members.len())];
    for id in members.iter().take(2) {
        let name = nodes.get(*id).map_or(*id, |brief| brief.name.as_str());
        label.push(line(&show(name)));
    }
    label.push("…".to_owned());
    PictureNode {
        label,
        shape: if asset { Shape::Asset } else { Shape::Actor },
    }
}

fn line(text: &str) -> String {
    elide(text, LABEL).into_owned()
}
