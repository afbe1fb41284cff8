//! Nodes of what something names and no fact describes.

use blastradius_collectors::facts::{AssetClass, UNRESOLVED};
use blastradius_collectors::snapshot::Facts;

use super::node;
use crate::estate::{account_of, account_scope};
use crate::model::{GraphBuilder, Node, NodeKind};

/// The node of an identity that something names; `None` where a fact describes it, or nobody knows which it is.
pub(crate) fn identity_named(facts: &Facts, id: &str) -> Option<Node> {
    if facts.identities.contains_key(id)
        || facts.workloads.contains_key(id)
        || id.starts_with(UNRESOLVED)
    {
        return None;
    }
    let type_name = if id.starts_with("k8s:") {
        "k8s:service-account"
    } else if id.starts_with("//iam.googleapis.com/") {
        "gcp:iam:service-account"
    } else if !id.starts_with("arn:") && !id.starts_with("aws:") {
        "identity"
    } else if id.contains(":user/") {
        "aws:iam:user"
    } else if id.contains(":instance-profile/") {
        "aws:ec2:instance-profile"
    } else {
        "aws:iam:role"
    };
    Some(Node {
        scope: account_of(id).map(account_scope),
        record: None,
        notes: vec!["not collected".to_owned()],
        ..node(
            "identity",
            id,
            NodeKind::Identity,
            type_name,
            id.rsplit('/').next().unwrap_or(id),
        )
    })
}

/// Adds an identity that something names and that no fact describes.
pub(super) fn named_identity(facts: &Facts, id: &str, graph: &mut GraphBuilder) {
    if let Some(node) = identity_named(facts, id) {
        graph.node(node);
    }
}

/// Adds an asset that something names and that no fact describes.
pub(super) fn named_asset(facts: &Facts, id: &str, class: AssetClass, graph: &mut GraphBuilder) {
    if facts.assets.contains_key(id)
        || facts.workloads.contains_key(id)
        || facts.pipelines.contains_key(id)
        || graph.contains(id)
    {
        return;
    }
    graph.node(Node {
        class: Some(class),
        scope: account_of(id).map(account_scope),
        record: None,
        notes: vec!["not collected".to_owned()],
        ..node("asset", id, NodeKind::Asset, "unknown", id)
    });
}
