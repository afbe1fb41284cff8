//! What the identities of a stage may touch beyond what the stage declares.
//!
//! OWASP NHI5:2025 (Overprivileged NHI), asked of the definition alone: no log of what was used is needed.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{AssetClass, UNRESOLVED};
use blastradius_graph::model::{
    Access, AccessSet, Certainty, EdgeId, EdgeKind, Graph, NodeId, NodeView, StageLink,
};

use super::declared::Declared;
use super::granted::{Grant, Granted, Grants, weight};
use crate::answer::{AssumableRole, Excess, ExcessAsset};
use crate::narrate::{Briefs, certainty, hops};
use crate::search::Step;
use crate::steps::{Mode, State};

/// So many roles that may be assumed are listed for a stage.
const ROLES: usize = 20;

/// The excess of a stage, with at most `most` assets listed.
pub(super) fn of(
    graph: &Graph,
    stage: &StageLink,
    most: usize,
    grants: &mut Grants<'_>,
    briefs: &mut Briefs,
) -> Excess {
    let declared = Declared::new(graph, stage);
    let mut tally = Tally::default();
    let mut unknown = Vec::new();
    let mut worst: BTreeMap<(NodeId, Certainty), (u64, ExcessAsset)> = BTreeMap::new();
    let mut assumable = Vec::new();
    let mut administers = BTreeSet::new();
    let Some(from) = graph.find(&stage.id) else {
        return Excess::unseen("the stage is no node of the graph".to_owned());
    };
    // What a stage declares is known in full only where its definition could be read.
    let unread = stage.unresolved.iter().filter(|it| it.kind == "definition");
    unknown.extend(unread.map(|it| it.expression.clone()));
    for (way, identity) in identities(graph, from, stage) {
        let granted = grants.of(identity);
        unknown.extend(gap(graph.node(identity), &granted));
        let scopes = granted.scopes.iter();
        administers.extend(scopes.map(|(_, to)| graph.node(*to).id.to_owned()));
        let mut listed = 0;
        for grant in &granted.assets {
            for over in over(graph, &declared, grant) {
                let heavy = tally.add(&over);
                // The grants come with the heaviest first.
                let place = (grant.node, over.certainty);
                if listed >= most || worst.contains_key(&place) {
                    continue;
                }
                listed += 1;
                let Some(last) = last(identity, grant, &over) else {
                    continue;
                };
                let mut steps = way.clone();
                steps.push(last);
                briefs.path(graph, &steps);
                let path = hops(graph, &steps);
                let asset = ExcessAsset {
                    id: over.node.id.to_owned(),
                    class: over.class,
                    access: over.access,
                    wider: declared.is_wider(over.node),
                    certainty: certainty(&path),
                    path,
                };
                worst.insert(place, (heavy, asset));
            }
        }
        for ((edge, role), _) in granted.roles.iter().take(ROLES) {
            let mut steps = way.clone();
            steps.push(step(*edge, identity, *role, Mode::Act));
            let mut more = Tally::default();
            let further = grants.of(*role);
            for grant in &further.assets {
                for over in over(graph, &declared, grant) {
                    more.add(&over);
                }
            }
            briefs.path(graph, &steps);
            let path = hops(graph, &steps);
            assumable.push(AssumableRole {
                id: graph.node(*role).id.to_owned(),
                certainty: certainty(&path),
                confidentiality: more.read.counts(),
                integrity: more.changed.counts(),
                path,
            });
        }
    }
    let mut worst: Vec<(u64, ExcessAsset)> = worst.into_values().collect();
    worst.sort_by(|(a, x), (b, y)| {
        let surest = y.certainty.cmp(&x.certainty);
        b.cmp(a).then_with(|| x.id.cmp(&y.id)).then(surest)
    });
    worst.truncate(most);
    unknown.sort();
    unknown.dedup();
    Excess {
        known: unknown.is_empty(),
        unknown,
        weight: tally.weight(administers.len()),
        confidentiality: tally.read.counts(),
        integrity: tally.changed.counts(),
        administers: administers.into_iter().collect(),
        worst: worst.into_iter().map(|(_, asset)| asset).collect(),
        assumable,
    }
}

/// Whom a stage acts as, and how: by itself, or with a token that the identity which it names trusts.
fn identities(graph: &Graph, from: NodeId, stage: &StageLink) -> Vec<(Vec<Step>, NodeId)> {
    let mut found = Vec::new();
    for (edge, to, content) in graph.outgoing(from) {
        let first = step(edge, from, to, Mode::Act);
        match content.kind {
            EdgeKind::RunsAs => found.push((vec![first], to)),
            EdgeKind::Mints => {
                for (trust, identity, content) in graph.outgoing(to) {
                    let id = &graph.node(identity).id;
                    let named = stage.runs_as.iter().any(|it| it.identity == *id);
                    let had = found.iter().any(|(_, it)| *it == identity);
                    if content.kind == EdgeKind::Trusts && named && !had {
                        found.push((vec![first, step(trust, to, identity, Mode::Act)], identity));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

impl Excess {
    fn unseen(why: String) -> Self {
        Self {
            known: false,
            unknown: vec![why],
            weight: 0.0,
            confidentiality: BTreeMap::new(),
            integrity: BTreeMap::new(),
            administers: Vec::new(),
            worst: Vec::new(),
            assumable: Vec::new(),
        }
    }
}

/// Why what an identity may touch is not known in full.
fn gap(node: NodeView<'_>, granted: &Granted) -> Option<String> {
    if node.id.starts_with(UNRESOLVED) {
        return Some(format!("the identity is not known: {}", node.name));
    }
    if node.record.is_none() {
        return Some(format!("what {} may do was not collected", node.id));
    }
    let silent = granted.assets.is_empty() && granted.roles.is_empty();
    let worked_out = node.type_name.starts_with("aws:iam:") || node.type_name == JOB_TOKEN;
    (silent && !worked_out)
        .then(|| format!("what {} may do is not worked out for its platform", node.id))
}

/// The token of a job of GitHub Actions: what it may do follows from the permissions of the job.
const JOB_TOKEN: &str = "github:actions-token";

/// Ways to touch an asset that a stage does not declare, all as sure.
struct Over<'g> {
    node: NodeView<'g>,
    class: AssetClass,
    access: AccessSet,
    certainty: Certainty,
}

/// The ways to touch an asset that the stage does not declare, by how sure they are, the surest first.
fn over<'g>(graph: &'g Graph, declared: &Declared, grant: &Grant) -> Vec<Over<'g>> {
    let node = graph.node(grant.node);
    let allowed = declared.ways(node);
    let Some(class) = node.class else {
        return Vec::new();
    };
    let mut found: Vec<Over<'g>> = Vec::new();
    let undeclared = grant.access.iter();
    for way in undeclared.filter(|way| *way != Access::List && !allowed.contains(*way)) {
        let surest = grant.hops.iter().find(|it| it.1.contains(way));
        let certainty = surest.map_or(Certainty::Influence, |it| it.2);
        match found.iter_mut().find(|it| it.certainty == certainty) {
            Some(over) => over.access = over.access.with(way),
            None => found.push(Over {
                node,
                class,
                access: AccessSet::EMPTY.with(way),
                certainty,
            }),
        }
    }
    found.sort_by_key(|over| std::cmp::Reverse(over.certainty));
    found
}

/// The hop that gives what is not declared, as surely.
fn last(identity: NodeId, grant: &Grant, over: &Over<'_>) -> Option<Step> {
    let mut hops = grant.hops.iter();
    let hop = hops.find(|it| it.1.intersects(over.access) && it.2 == over.certainty);
    let ((edge, to), given, _) = *hop?;
    let given: AccessSet = given
        .iter()
        .filter(|it| over.access.contains(*it))
        .collect();
    let mode = match given.intersects(AccessSet::CONFIDENTIALITY) {
        true => Mode::Read,
        false => Mode::Change,
    };
    Some(step(edge, identity, to, mode))
}

fn step(edge: EdgeId, from: NodeId, to: NodeId, mode: Mode) -> Step {
    Step {
        edge,
        from: State::new(from, Mode::Act),
        to: State::new(to, mode),
    }
}

/// Assets by class.
#[derive(Default)]
struct Classes(BTreeMap<&'static str, BTreeSet<String>>);

impl Classes {
    fn counts(&self) -> BTreeMap<&'static str, usize> {
        self.0
            .iter()
            .map(|(class, ids)| (*class, ids.len()))
            .collect()
    }
}

/// What is over, counted.
#[derive(Default)]
struct Tally {
    read: Classes,
    changed: Classes,
    weight: u64,
}

impl Tally {
    /// Adds an asset; returns its weight.
    fn add(&mut self, over: &Over<'_>) -> u64 {
        let id = || over.node.id.to_owned();
        let mut new = false;
        if over.access.intersects(AccessSet::CONFIDENTIALITY) {
            new |= self
                .read
                .0
                .entry(over.class.name())
                .or_default()
                .insert(id());
        }
        if over.access.intersects(AccessSet::INTEGRITY) {
            new |= self
                .changed
                .0
                .entry(over.class.name())
                .or_default()
                .insert(id());
        }
        let heavy = weight(over.class, over.access, over.certainty);
        if new {
            self.weight += heavy;
        }
        heavy
    }

    fn weight(&self, scopes: usize) -> f64 {
        let scopes = u64::try_from(scopes).unwrap_or(u64::MAX);
        crate::rank::round(self.weight.saturating_add(scopes.saturating_mul(20_000)))
    }
}
