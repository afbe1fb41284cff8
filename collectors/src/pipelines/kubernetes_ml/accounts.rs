//! Service accounts, the cloud identities that they may become, and secrets by their names.

use std::collections::BTreeMap;

use super::super::defaults::CLUSTER;
use super::super::gcp_names;
use super::super::pods::{Object, SECRET, items};
use super::super::{Node, Output};
use crate::facts::{AssetClass, Fact, Identity, IdentityKind, Provider, Scope, ScopeKind};

pub(super) fn is_one(api: &str, kind: &str) -> bool {
    api == "v1" && matches!(kind, "ServiceAccount" | "Secret")
}

/// A service account. Its annotations name what it may become: a role ("IAM roles for service accounts"), a service
/// account of Google Cloud ("Workload Identity Federation for GKE"), an application of Entra ("Microsoft Entra
/// Workload ID"). Whether that is so is for the other side to say.
pub(super) fn service_account(root: &Node, object: Object<'_>, output: &mut Output<'_>) {
    let mut attributes = BTreeMap::new();
    attributes.insert("namespace".to_owned(), object.namespace.into());
    let annotation = |name: &str| {
        root.at(&["metadata", "annotations", name])
            .and_then(Node::as_str)
            .filter(|it| !it.is_empty())
    };
    if let Some(role) = annotation("eks.amazonaws.com/role-arn") {
        attributes.insert("assumes_role".to_owned(), role.into());
    }
    if let Some(email) = annotation("iam.gke.io/gcp-service-account") {
        let id = gcp_names::service_account(email);
        attributes.insert("impersonates".to_owned(), id.into());
    }
    if let Some(client) = annotation("azure.workload.identity/client-id") {
        attributes.insert(
            "azure_client_id".to_owned(),
            client.to_ascii_lowercase().into(),
        );
    }
    if let Some(tenant) = annotation("azure.workload.identity/tenant-id") {
        attributes.insert(
            "azure_tenant_id".to_owned(),
            tenant.to_ascii_lowercase().into(),
        );
    }
    if root
        .get("automountServiceAccountToken")
        .and_then(Node::as_bool)
        == Some(false)
    {
        attributes.insert("token".to_owned(), "not mounted".into());
    }
    for member in ["secrets", "imagePullSecrets"] {
        let names = items(root, member)
            .iter()
            .filter_map(|it| it.text_of("name"));
        let names: Vec<&str> = names.collect();
        if !names.is_empty() {
            attributes.insert(member.to_owned(), names.into());
        }
    }
    let scope = format!("k8s:{CLUSTER}");
    let origin = output.origin(root);
    output.fact(Fact::Scope(Scope::new(
        scope.clone(),
        Provider::Kubernetes,
        ScopeKind::Cluster,
        origin.clone(),
    )));
    output.fact(Fact::Identity(Identity {
        id: object.id(),
        provider: Provider::Kubernetes,
        kind: IdentityKind::ServiceAccount,
        name: object.name.to_owned(),
        scope,
        unique_id: None,
        path: None,
        tags: None,
        member_of: Vec::new(),
        created: None,
        last_used: None,
        attributes,
        origin,
    }));
}

/// A secret: that it is there, and nothing of it. One in a repository is for scanners to tell.
pub(super) fn secret(root: &Node, object: Object<'_>, output: &mut Output<'_>) {
    let (id, name) = (object.id(), object.name);
    output.asset(
        AssetClass::Secret,
        Provider::Kubernetes,
        SECRET,
        id,
        name,
        root,
    );
}
