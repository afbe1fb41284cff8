//! Principals as they would be after an escalation.

use blastradius_collectors::snapshot::Facts;

use super::identity_node;
use crate::estate::{ActorKey, SourceIdentity};
use crate::model::Node;

/// The node of a principal as it would be after an escalation.
pub(crate) fn derived(facts: &Facts, key: &ActorKey) -> Option<Node> {
    if key.is_recorded() {
        return None;
    }
    let mut node = identity_node(facts.identities.get(&key.identity)?);
    let mut how = Vec::new();
    if !key.groups.is_empty() {
        let groups: Vec<&str> = key
            .groups
            .iter()
            .map(|group| group.rsplit('/').next().unwrap_or(group))
            .collect();
        how.push(format!("in {}", groups.join(", ")));
    }
    if !key.without.is_empty() {
        let policies: Vec<&str> = key
            .without
            .iter()
            .map(|policy| policy.rsplit(['/', '#']).next().unwrap_or(policy))
            .collect();
        how.push(format!("without {}", policies.join(", ")));
    }
    if !key.session_tags.is_empty() {
        let tags: Vec<String> = key
            .session_tags
            .iter()
            .map(|(key, value)| match value {
                Some(value) => format!("{key}={value}"),
                None => format!("{key} of its choice"),
            })
            .collect();
        how.push(format!("with session tags: {}", tags.join(", ")));
    }
    match &key.source_identity {
        Some(SourceIdentity::Any) => how.push("with a source identity of its choice".to_owned()),
        Some(SourceIdentity::Is(value)) => how.push(format!("as {value}")),
        None => {}
    }
    if key.unbounded {
        how.push("without its boundary".to_owned());
    }
    if key.escalated {
        how.push("with everything allowed".to_owned());
    }
    node.id = key.node_id();
    node.record = None;
    node.name = format!("{} ({})", node.name, how.join(", "));
    node.notes.push("after escalation".to_owned());
    Some(node)
}
