//! A choke point in words: the statement, who uses it, how to change it.

use std::collections::BTreeSet;

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::model::{Graph, NodeId, Side};

use super::grant::Grant;
use super::statement::{how, statement};
use super::{Stage, Tried, brief, halves};
use crate::answer::ChokePoint;
use crate::narrate::Briefs;

/// How many users of a grant are named.
const USERS: usize = 5;

pub(super) fn describe(
    original: &Snapshot,
    stage: &Stage,
    tried: &Tried,
    order: usize,
    briefs: &mut Briefs,
) -> ChokePoint {
    let facts = &stage.snapshot.facts;
    let mut grant = brief(stage, &tried.grant);
    let found = statement(&original.facts, facts, &tried.grant);
    let (users, actions) = uses(&stage.graph, &tried.grant);
    let words = tried.grant.change(facts).unwrap_or_default();
    let how = how(grant.kind, found.as_ref(), &actions, &words);
    if let Some(found) = &found {
        grant.pointer.clone_from(&found.pointer);
    }
    let used_by: Vec<String> = users
        .iter()
        .take(USERS)
        .map(|id| {
            briefs.node(&stage.graph, *id);
            stage.graph.node(*id).id.to_owned()
        })
        .collect();
    let number = found.as_ref().and_then(|it| it.pointer.rsplit('/').next());
    let change = match (number, words.as_slice()) {
        // As it is called in the policy as it was collected.
        (Some(number), [verb, policy, _]) => {
            let number = if number == "Statement" { "0" } else { number };
            format!("{verb} {policy} {number}")
        }
        _ => tried.change.text(),
    };
    ChokePoint {
        order,
        grant,
        sid: found.as_ref().and_then(|it| it.sid.clone()),
        statement: found.map(|it| it.text),
        change,
        how,
        before: halves(stage.worth),
        after: halves(tried.stage.worth),
        credentials: tried.difference.summary.affected,
        closed: tried.difference.summary.closed,
        tallies: tried.difference.summary.tallies.clone(),
        used_by,
        users: users.len(),
    }
}

/// Where the hops begin that a grant makes, and the actions that they use of it.
fn uses(graph: &Graph, grant: &Grant) -> (BTreeSet<NodeId>, Vec<String>) {
    let mut users = BTreeSet::new();
    let mut actions = BTreeSet::new();
    for kept in graph.kept() {
        let side = |side| match side {
            Side::Node(node) => vec![node],
            Side::Group(group) => graph.members(group).collect(),
        };
        let Some(to) = side(kept.to).first().copied() else {
            continue;
        };
        for from in side(kept.from) {
            for it in graph.evidence(kept.id, from, to) {
                if it.record == grant.record && it.pointer == grant.pointer {
                    users.insert(from);
                    if let Some(action) = it.note.strip_prefix("allows ") {
                        actions.insert(action.to_owned());
                    }
                }
            }
        }
    }
    (users, actions.into_iter().collect())
}
