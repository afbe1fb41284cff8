//! What data becomes: data sets, features, indexes, corpora; and the notebooks that people work in.

use super::super::gcp_names;
use super::super::pods::{filled, items};
use super::super::{Grain, Node, Output, PipelineDraft, StageDraft, Value};
use super::{COMPUTE, RAG, Resource, from_uri, put, uris};
use crate::facts::{AssetClass, LineageKind, Provider};

/// Resources that are assets: data sets, features, indexes.
pub(super) fn asset(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let (class, kind, flow, places): (_, _, _, &[&[&str]]) = if resource.id.contains("/indexes/") {
        let places: &[&[&str]] = &[&["metadata", "contentsDeltaUri"]];
        (
            AssetClass::Index,
            "gcp:vertex:index",
            LineageKind::Index,
            places,
        )
    } else if resource.id.contains("/indexEndpoints/") {
        (
            AssetClass::Index,
            "gcp:vertex:index-endpoint",
            LineageKind::Index,
            &[],
        )
    } else if resource.id.contains("/featureViews/") {
        let places: &[&[&str]] = &[&["bigQuerySource", "uri"]];
        (
            AssetClass::Data,
            "gcp:vertex:feature-view",
            LineageKind::Data,
            places,
        )
    } else if resource.id.contains("/featureGroups/") {
        let places: &[&[&str]] = &[&["bigQuery", "bigQuerySource", "inputUri"]];
        (
            AssetClass::Data,
            "gcp:vertex:feature-group",
            LineageKind::Data,
            places,
        )
    } else if resource.id.contains("/datasets/") {
        let places: &[&[&str]] = &[
            &["metadata", "inputConfig", "gcsSource", "uri"],
            &["metadata", "inputConfig", "bigquerySource", "uri"],
        ];
        (
            AssetClass::Data,
            "gcp:vertex:dataset",
            LineageKind::Data,
            places,
        )
    } else {
        (
            AssetClass::Data,
            "gcp:vertex:feature-store",
            LineageKind::Data,
            &[],
        )
    };
    put(class, kind, resource, output);
    for path in places {
        for uri in uris(node, path) {
            from_uri(uri, flow, resource, output);
        }
    }
    for deployed in items(node, "deployedIndexes") {
        if let Some(index) = filled(deployed, "index") {
            let from = resource.other("indexes", index);
            output.flow(LineageKind::Index, &from, &resource.id, deployed);
        }
    }
    for group in node
        .at(&["featureRegistrySource", "featureGroups"])
        .map_or(&[][..], Node::items)
    {
        if let Some(name) = filled(group, "featureGroupId") {
            let from = resource.other("featureGroups", name);
            output.flow(LineageKind::Data, &from, &resource.id, group);
        }
    }
}

/// `RagCorpus`, with the request that fills it where a document has both.
pub(super) fn rag_corpus(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let kind = "gcp:vertex:rag-corpus";
    put(AssetClass::Index, kind, resource, output);
    let id = format!("{}/ragFiles", resource.id);
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    let mut stage = draft.stage("import", "ingestion", node);
    resource.runs_as(None, &RAG, &mut stage);
    sources(node, &mut stage, 0);
    stage.writes_asset(LineageKind::Index, kind, &resource.id, None);
    draft.add(stage);
    output.pipeline(draft);
}

/// Where files come from, and the secrets of Secret Manager that open it, however deep they stand.
fn sources(node: &Node, stage: &mut StageDraft, depth: usize) {
    if depth > 12 {
        return;
    }
    for (key, value) in node.entries() {
        match (key.as_str().unwrap_or_default(), value.as_str()) {
            ("apiKeySecretVersion", Some(secret)) => {
                let id = gcp_names::secret(secret);
                stage.secret("connection", "", &id, "gcp:secretmanager:secret", None);
            }
            ("gcsSource", _) => {
                for uri in uris(value, &["uris"]).iter().filter_map(Node::as_str) {
                    stage.reads(
                        LineageKind::Data,
                        "gcsSource",
                        &Value::literal(uri),
                        Grain::Guess,
                    );
                }
            }
            ("googleDriveSource", _) => {
                for one in items(value, "resourceIds") {
                    let id = filled(one, "resourceId").unwrap_or("unknown");
                    let id = format!("https://drive.google.com/{id}");
                    stage.reads_asset(LineageKind::Data, "web:google-drive", &id, None);
                }
            }
            _ => sources(value, stage, depth + 1),
        }
    }
    for item in node.items() {
        sources(item, stage, depth + 1);
    }
}

/// A notebook: who can run code in it has its account.
pub(super) fn notebook(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let (kind, id) = ("gcp:notebook", resource.id.as_str());
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    let mut stage = draft.stage("notebook", "notebook", node);
    let setup = node.get("gceSetup");
    let mut named: Vec<&str> = setup
        .map_or(&[][..], |it| items(it, "serviceAccounts"))
        .iter()
        .filter_map(|it| filled(it, "email"))
        .collect();
    named.extend(filled(node, "serviceAccount"));
    if named.is_empty() {
        resource.runs_as(None, &COMPUTE, &mut stage);
    }
    for account in named {
        resource.runs_as(Some(account), &COMPUTE, &mut stage);
    }
    let script = setup.and_then(|it| it.at(&["metadata", "post-startup-script"]));
    if let Some(uri) = script
        .and_then(Node::as_str)
        .filter(|it| it.starts_with("gs://"))
    {
        stage.reads(
            LineageKind::Code,
            "post-startup-script",
            &Value::literal(uri),
            Grain::Object,
        );
    }
    if let Some(user) = filled(node, "runtimeUser").or_else(|| filled(node, "creator")) {
        stage.attribute("user", crate::redact::free_text(user));
    }
    draft.add(stage);
    output.pipeline(draft);
}
