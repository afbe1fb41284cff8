//! What people have in hand, to nodes of the graph.
//!
//! An access key id, an ARN, the ARN of a session, a node id, an e-mail, a unique part of a name.
//! A secret value is recognised before anything is looked up; it is never part of an answer.

pub(crate) mod near;
mod secret;
mod showable;

pub use secret::{SecretKind, SecretValue, recognise};
pub use showable::is_showable;

use blastradius_graph::model::{Graph, NodeId, NodeKind, NodeView};

/// What kind of node is looked for. Others are found only by their exact id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Something that can act: a credential, an identity, a workload, somebody outside.
    Subject,
    /// An asset.
    Asset,
    /// Any node.
    Any,
}

/// What a text in hand turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// One node.
    Found(NodeId),
    /// Several nodes, in the order of their ids.
    Several(Vec<NodeId>),
    /// No node. Near misses, the nearest first.
    Nothing {
        /// Nodes whose names are spelt almost so.
        near: Vec<NodeId>,
        /// For an AWS access key id that is not in the snapshot: the account that its letters
        /// name (`111122223333`).
        account: Option<String>,
    },
    /// A secret value. The text must not be shown again.
    Secret {
        /// What was recognised, and what identifies it.
        value: SecretValue,
        /// What the identifying part leads to; `None` where there is no such part.
        found: Option<Box<Resolved>>,
    },
}

/// Looks up what people have in hand.
#[must_use]
pub fn resolve(graph: &Graph, text: &str, want: Want) -> Resolved {
    let text = text.trim();
    // A node that is called exactly so is meant, whatever its name looks like.
    if let Some(id) = graph.find(text) {
        return Resolved::Found(id);
    }
    match secret::recognise(text) {
        Some(value) => {
            let found = value
                .identifier
                .as_deref()
                .map(|identifier| Box::new(look_up(graph, identifier, want)));
            Resolved::Secret { value, found }
        }
        None => look_up(graph, text, want),
    }
}

fn look_up(graph: &Graph, text: &str, want: Want) -> Resolved {
    if text.is_empty() {
        return nothing(graph, text, want);
    }
    let by_id = [
        text.to_owned(),
        format!("aws:access-key/{text}"),
        format!("aws:{text}"),
    ];
    if let Some(id) = by_id.iter().find_map(|id| graph.find(id)) {
        return Resolved::Found(id);
    }
    if let Some((account, name, type_name)) = session(text) {
        return match matching(graph, want, |node| {
            node.type_name == type_name && node.name == name && node.scope == Some(account.as_str())
        }) {
            hits if hits.is_empty() => nothing(graph, text, want),
            hits => one_or_several(hits),
        };
    }
    let lower = text.to_lowercase();
    let exact = |node: NodeView<'_>| node.name == text || tail(node.id) == text;
    let exact_any_case = |node: NodeView<'_>| {
        node.name.to_lowercase() == lower || tail(node.id).to_lowercase() == lower
    };
    let part = |node: NodeView<'_>| {
        node.name.to_lowercase().contains(&lower) || node.id.to_lowercase().contains(&lower)
    };
    let tries: [&dyn Fn(NodeView<'_>) -> bool; 3] = [&exact, &exact_any_case, &part];
    for matches in tries {
        let hits = matching(graph, want, matches);
        if !hits.is_empty() {
            return one_or_several(prefer(graph, hits));
        }
    }
    nothing(graph, text, want)
}

fn nothing(graph: &Graph, text: &str, want: Want) -> Resolved {
    Resolved::Nothing {
        near: near::nearest(graph, text, |node| wanted(node, want)),
        account: secret::account_of_key(text),
    }
}

fn one_or_several(hits: Vec<NodeId>) -> Resolved {
    match hits.as_slice() {
        [one] => Resolved::Found(*one),
        _ => Resolved::Several(hits),
    }
}

/// An identity, its console password and its keys may share a name: the identity is meant, else the
/// credential, else the workload.
fn prefer(graph: &Graph, hits: Vec<NodeId>) -> Vec<NodeId> {
    let of_kind = |kind| {
        let kept = hits.iter().filter(|id| graph.node(**id).kind == kind);
        kept.copied().collect::<Vec<_>>()
    };
    for kind in [NodeKind::Identity, NodeKind::Credential, NodeKind::Workload] {
        let kept = of_kind(kind);
        if kept.len() == 1 {
            return kept;
        }
    }
    hits
}

fn matching(graph: &Graph, want: Want, matches: impl Fn(NodeView<'_>) -> bool) -> Vec<NodeId> {
    graph
        .nodes()
        .filter(|(_, node)| wanted(*node, want) && matches(*node))
        .map(|(id, _)| id)
        .collect()
}

/// Stronger forms of an identity (`X#escalated`) are nodes of the graph, not things that people have in hand.
fn wanted(node: NodeView<'_>, want: Want) -> bool {
    let derived = node.kind == NodeKind::Identity && node.record.is_none() && node.id.contains('#');
    !derived
        && match want {
            Want::Subject => matches!(
                node.kind,
                NodeKind::Credential
                    | NodeKind::Identity
                    | NodeKind::Workload
                    | NodeKind::Stage
                    | NodeKind::Pipeline
                    | NodeKind::External
            ),
            Want::Asset => node.kind == NodeKind::Asset,
            Want::Any => true,
        }
}

/// The last part of an id: the key id of `aws:access-key/AKIA…`.
fn tail(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// The account, name and type of the identity behind a session ARN.
///
/// `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`, `…:federated-user/NAME`
/// (IAM User Guide, "IAM identifiers").
fn session(text: &str) -> Option<(String, String, &'static str)> {
    let mut parts = text.splitn(6, ':');
    let (Some("arn"), Some(_), Some("sts"), Some(_), Some(account), Some(resource)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return None;
    };
    let (kind, rest) = resource.split_once('/')?;
    let name = rest.split('/').next()?.to_owned();
    let type_name = match kind {
        "assumed-role" => "aws:iam:role",
        "federated-user" => "aws:iam:user",
        _ => return None,
    };
    Some((format!("aws:{account}"), name, type_name))
}
