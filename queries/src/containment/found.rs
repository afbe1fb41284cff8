//! The credentials that the attacker finds on the way.

use blastradius_graph::model::{Graph, NodeId, NodeKind};

use super::aws;
use super::shell::command;
use crate::answer::{Action, ActionKind};

/// Makes a credential stop working that was found in `holder`. The leaked one has no power over it: it goes
/// on when that is disabled, and a secret that gets a new value does not end it either.
pub(super) fn disable(graph: &Graph, credential: NodeId, holder: NodeId) -> Action {
    let node = graph.node(credential);
    let mut action = aws::disable(graph, credential).unwrap_or_else(|| Action {
        order: 0,
        kind: ActionKind::Disable,
        target: node.id.to_owned(),
        title: format!("disable {}", node.name),
        why: String::new(),
        commands: unknown_owner(node.id, node.type_name),
        items: Vec::new(),
    });
    let owner = crate::reach::proved(graph, credential).map(|owner| graph.node(owner));
    let place = owner.unwrap_or(node).scope;
    if let Some(account) = place.and_then(|scope| scope.strip_prefix("aws:")) {
        for line in &mut action.commands {
            line.push_str("  # in account ");
            line.push_str(&super::shell::word(account));
        }
    }
    let holder = graph.node(holder);
    let state = if node.notes().any(|note| note == "inactive") {
        "; it is inactive in this snapshot: make sure that it still is"
    } else {
        ""
    };
    action.why = match (holder.kind, holder.class) {
        (NodeKind::Asset, Some(class)) => format!(
            "the {} {} holds it, and a new value of that does not end it{state}",
            class.name(),
            holder.name
        ),
        _ => format!(
            "the attacker comes to it by {}; it goes on working without what leaked{state}",
            holder.name
        ),
    };
    action
}

/// Where the owner of an access key is not in the snapshot: asks whose it is.
fn unknown_owner(id: &str, type_name: &str) -> Vec<String> {
    let key = id.strip_prefix("aws:access-key/");
    let key = key.filter(|_| type_name == "aws:iam:access-key");
    key.map(|key| command(["aws", "sts", "get-access-key-info", "--access-key-id", key]))
        .into_iter()
        .collect()
}
