//! Facts -> nodes.

mod derived;
mod named;

use std::collections::BTreeSet;

use blastradius_collectors::facts::{
    AssetClass, CredentialKind, Identity, IdentityKind, Pipeline, Provider, ScopeKind, Stage,
};
use blastradius_collectors::snapshot::Facts;

use crate::model::{Edge, EdgeKind, Evidence, GraphBuilder, Node, NodeKind, UNRESOLVED_TYPE};

pub(crate) use self::derived::derived;
pub(crate) use self::named::identity_named;
use self::named::{named_asset, named_identity};

/// A node of a recorded thing.
fn node(record: &str, id: &str, kind: NodeKind, type_name: &str, name: &str) -> Node {
    Node {
        id: id.to_owned(),
        kind,
        class: None,
        type_name: type_name.to_owned(),
        name: name.to_owned(),
        scope: None,
        part_of: None,
        record: Some(format!("{record}:{id}")),
        notes: Vec::new(),
    }
}

/// Adds a node for every fact that is one, and the parts of assets.
pub(crate) fn add(facts: &Facts, graph: &mut GraphBuilder) {
    scopes(facts, graph);
    identities(facts, graph);
    credentials(facts, graph);
    for workload in facts.workloads.values() {
        let name = match workload.name.as_str() {
            "" => &workload.id,
            name => name,
        };
        graph.node(Node {
            scope: Some(workload.scope.clone()),
            ..node(
                "workload",
                &workload.id,
                NodeKind::Workload,
                &workload.kind,
                name,
            )
        });
        for runs_as in &workload.runs_as {
            named_identity(facts, &runs_as.identity, graph);
        }
    }
    for pipeline in facts.pipelines.values() {
        graph.node(Node {
            scope: Some(pipeline.scope.clone()),
            ..node(
                "pipeline",
                &pipeline.id,
                NodeKind::Pipeline,
                &pipeline.kind,
                &pipeline.name,
            )
        });
        for stage in &pipeline.stages {
            graph.node(Node {
                scope: Some(pipeline.scope.clone()),
                part_of: Some(pipeline.id.clone()),
                record: Some(format!("pipeline:{}", pipeline.id)),
                ..node(
                    "pipeline",
                    &stage.id,
                    NodeKind::Stage,
                    &stage.kind,
                    &stage.name,
                )
            });
            unresolved(pipeline, stage, graph);
            for runs_as in &stage.runs_as {
                named_identity(facts, &runs_as.identity, graph);
            }
            for given in &stage.secrets {
                named_asset(facts, &given.secret, AssetClass::Secret, graph);
            }
        }
    }
    assets(facts, graph);
    for lineage in facts.lineage.values() {
        for end in [&lineage.from, &lineage.to] {
            named_asset(facts, end, AssetClass::Data, graph);
        }
    }
}

/// What a stage leaves open stands in the graph as a thing of its own: an identity or asset that is not known is not absent.
fn unresolved(pipeline: &Pipeline, stage: &Stage, graph: &mut GraphBuilder) {
    for open in &stage.unresolved {
        let class = match open.kind.as_str() {
            "identity" => None,
            "secret" => Some(AssetClass::Secret),
            "model" => Some(AssetClass::Model),
            "code" => Some(AssetClass::Code),
            "image" => Some(AssetClass::Image),
            "index" => Some(AssetClass::Index),
            "definition" => Some(AssetClass::Code),
            _ => Some(AssetClass::Data),
        };
        let kind = match class {
            None => NodeKind::Identity,
            Some(_) => NodeKind::Asset,
        };
        graph.node(Node {
            class,
            scope: Some(pipeline.scope.clone()),
            record: Some(format!("pipeline:{}", pipeline.id)),
            notes: vec!["unresolved".to_owned()],
            ..node(
                "pipeline",
                &open.id,
                kind,
                UNRESOLVED_TYPE,
                &open.expression,
            )
        });
    }
}

fn scopes(facts: &Facts, graph: &mut GraphBuilder) {
    for scope in facts.scopes.values() {
        let type_name = match scope.kind {
            ScopeKind::Organization if scope.provider == Provider::Github => "github:organization",
            ScopeKind::Organization => "aws:organizations:organization",
            ScopeKind::Root => "aws:organizations:root",
            ScopeKind::OrganizationalUnit => "aws:organizations:ou",
            ScopeKind::Account => "aws:account",
            ScopeKind::Project => "project",
            ScopeKind::Subscription => "subscription",
            ScopeKind::Cluster => "cluster",
            _ => "repository",
        };
        let name = scope.name.as_deref().unwrap_or(&scope.id);
        graph.node(Node {
            scope: scope.parent.clone(),
            ..node("scope", &scope.id, NodeKind::Scope, type_name, name)
        });
    }
    // Accounts that are only named as the holder of something.
    let named: BTreeSet<&str> = facts
        .identities
        .values()
        .map(|identity| identity.scope.as_str())
        .filter(|scope| !facts.scopes.contains_key(*scope))
        .collect();
    for scope in named {
        graph.node(Node {
            record: None,
            notes: vec!["not collected".to_owned()],
            ..node("scope", scope, NodeKind::Scope, "aws:account", scope)
        });
    }
}

fn identities(facts: &Facts, graph: &mut GraphBuilder) {
    for identity in facts.identities.values() {
        // A group is a source of policies, and nobody can act as one.
        if identity.kind != IdentityKind::Group {
            graph.node(identity_node(identity));
        }
    }
}

fn identity_node(identity: &Identity) -> Node {
    let type_name = match identity.kind {
        IdentityKind::User => "aws:iam:user",
        IdentityKind::Role => "aws:iam:role",
        IdentityKind::Group => "aws:iam:group",
        IdentityKind::RootUser => "aws:iam:root-user",
        IdentityKind::IdentityProvider if identity.provider == Provider::Gcp => {
            "gcp:iam:workload-identity-provider"
        }
        IdentityKind::IdentityProvider => "aws:iam:identity-provider",
        IdentityKind::ServiceAccount => "service-account",
        IdentityKind::ServicePrincipal => "service-principal",
        IdentityKind::PermissionSet => "aws:sso:permission-set",
        IdentityKind::DirectoryUser => "aws:identitystore:user",
        IdentityKind::DirectoryGroup => "aws:identitystore:group",
        _ => "managed-identity",
    };
    let mut notes = Vec::new();
    if identity.id.contains(":role/aws-service-role/") {
        notes.push("service-linked".to_owned());
    }
    if identity.id.contains(":role/aws-reserved/") {
        notes.push("provider managed".to_owned());
    }
    Node {
        scope: Some(identity.scope.clone()),
        notes,
        ..node(
            "identity",
            &identity.id,
            NodeKind::Identity,
            type_name,
            &identity.name,
        )
    }
}

fn credentials(facts: &Facts, graph: &mut GraphBuilder) {
    for credential in facts.credentials.values() {
        let type_name = match credential.kind {
            CredentialKind::AccessKey if credential.provider == Provider::Gcp => {
                "gcp:iam:service-account-key"
            }
            CredentialKind::AccessKey => "aws:iam:access-key",
            CredentialKind::ConsolePassword => "aws:iam:console-password",
            CredentialKind::ServiceSpecific => "aws:iam:service-specific-credential",
            CredentialKind::SigningCertificate => "aws:iam:signing-certificate",
            CredentialKind::SshPublicKey => "aws:iam:ssh-public-key",
            CredentialKind::ClientSecret => "client-secret",
            _ => "token",
        };
        let mut notes = Vec::new();
        if credential.active == Some(false) {
            notes.push("inactive".to_owned());
        }
        if credential.used == Some(false) {
            notes.push("never used".to_owned());
        }
        graph.node(Node {
            scope: Some(credential.scope.clone()),
            notes,
            ..node(
                "credential",
                &credential.id,
                NodeKind::Credential,
                type_name,
                &credential.name,
            )
        });
        named_identity(facts, &credential.identity, graph);
    }
}

fn assets(facts: &Facts, graph: &mut GraphBuilder) {
    for asset in facts.assets.values() {
        let rotates = asset
            .attributes
            .get("rotation_enabled")
            .and_then(serde_json::Value::as_bool);
        let notes = match rotates {
            Some(true) => vec!["rotation configured".to_owned()],
            _ => Vec::new(),
        };
        graph.node(Node {
            notes,
            class: Some(asset.class),
            scope: asset.scope.clone(),
            part_of: asset.part_of.clone(),
            ..node(
                "asset",
                &asset.id,
                NodeKind::Asset,
                &asset.kind,
                &asset.name,
            )
        });
        if let Some(whole) = &asset.part_of {
            named_asset(facts, whole, AssetClass::Data, graph);
            graph.edge(
                &asset.id,
                whole,
                Edge::new(
                    EdgeKind::PartOf,
                    vec![Evidence {
                        record: format!("asset:{}", asset.id),
                        pointer: "/part_of".to_owned(),
                        note: String::new(),
                    }],
                ),
            );
        }
    }
}
