//! What to do first, in order, derived from what was reached.
//!
//! The order is that of AWS's incident guidance: stop the credential, then what was opened with
//! it (a session made from a key outlives the key by up to 36 hours, and disabling the key does not
//! end it), then what the attacker may have left behind, then what they may have copied or changed.
//! Sources: IAM User Guide, "Revoke IAM role temporary security credentials" and "Disabling
//! permissions for temporary security credentials"; STS API Reference, GetSessionToken.

mod aws;
mod found;
mod rotate;
mod shell;

use std::collections::BTreeSet;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{EdgeKind, Graph, NodeId, NodeKind};

use crate::answer::{Action, ActionKind, Plane, Reach};

/// The steps for what leaked and what it reaches. `found` are the credentials that the attacker finds on
/// the way, with what holds them.
pub(crate) fn advise(
    graph: &Graph,
    subjects: &BTreeSet<NodeId>,
    found: &[(NodeId, NodeId)],
    reach: &Reach,
) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut identities = BTreeSet::new();
    for subject in subjects {
        match graph.node(*subject).kind {
            NodeKind::Credential => {
                actions.extend(aws::disable(graph, *subject));
                identities.extend(crate::reach::proved(graph, *subject));
            }
            NodeKind::Identity => {
                identities.insert(*subject);
                let keys = graph.incoming(*subject);
                for (_, key, _) in keys.filter(|(_, _, e)| e.kind == EdgeKind::Authenticates) {
                    actions.extend(aws::disable(graph, key));
                }
            }
            NodeKind::Workload => actions.extend(aws::stop(graph, *subject)),
            _ => {}
        }
    }
    for (credential, holder) in found {
        actions.push(found::disable(graph, *credential, *holder));
    }
    for identity in &identities {
        actions.extend(aws::quarantine(graph, *identity));
    }
    // What was found may have been used already, like what leaked.
    let owners: BTreeSet<NodeId> = found
        .iter()
        .filter_map(|(credential, _)| crate::reach::proved(graph, *credential))
        .collect();
    for owner in owners.difference(&identities) {
        actions.extend(aws::quarantine(graph, *owner));
    }
    actions.extend(aws::revoke_sessions(graph, &identities, reach));
    actions.extend(aws::hunt(graph, subjects, &identities, reach));
    actions.extend(rotate::rotate(graph, reach));
    actions.extend(verify(reach));
    for (order, action) in (1..).zip(&mut actions) {
        action.order = order;
    }
    actions
}

/// Check what could be changed: models and data that others trust.
fn verify(reach: &Reach) -> Option<Action> {
    let mut items: Vec<String> = reach
        .assets
        .iter()
        .filter(|asset| {
            matches!(
                asset.class,
                AssetClass::Model | AssetClass::Data | AssetClass::Code
            ) && asset.plane.contains(&Plane::Integrity)
        })
        .map(|asset| asset.id.clone())
        .collect();
    items.dedup();
    if items.is_empty() {
        return None;
    }
    Some(Action {
        order: 0,
        kind: ActionKind::Verify,
        target: String::new(),
        title: format!(
            "check {} for changes since the leak",
            plural(items.len(), "model, data set or code asset")
        ),
        why: "they could be changed, or are made from what could be changed: compare versions and digests before anything is trained or served from them".to_owned(),
        commands: Vec::new(),
        items,
    })
}

/// `1 secret`, `2 secrets`.
fn plural(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
