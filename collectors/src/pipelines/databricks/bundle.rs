//! Bundles: a folder of resources that are deployed together, to one of several targets.
//!
//! Databricks documentation, "Databricks Asset Bundles configuration" and "Databricks Asset Bundles resources".

use super::{Context, catalog, delta, job, serving};
use crate::coverage::Outcome;
use crate::pipelines::{Node, Output, PipelineDraft};

/// Resources that a bundle may hold.
const RESOURCES: [&str; 14] = [
    "jobs",
    "pipelines",
    "models",
    "model_serving_endpoints",
    "registered_models",
    "schemas",
    "volumes",
    "quality_monitors",
    "experiments",
    "secret_scopes",
    "apps",
    "dashboards",
    "clusters",
    "vector_search_indexes",
];

/// Whether it is a bundle, or a file that one includes.
pub(super) fn is_one(root: &Node) -> bool {
    if root.at(&["bundle", "name"]).is_some() {
        return true;
    }
    let resources = root.get("resources").map_or(&[][..], Node::entries);
    resources.iter().any(|(name, members)| {
        let known = name.as_str().is_some_and(|it| RESOURCES.contains(&it));
        let first = members.entries().first();
        known && first.is_some_and(|(_, resource)| resource.is_map())
    })
}

/// Reads a bundle.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let context = Context {
        file: output.file(),
        bundle: Some(root),
    };
    resources(root, &context, output);
    for (name, target) in root.get("targets").map_or(&[][..], Node::entries) {
        let name = name.as_str().unwrap_or_default();
        for (collection, members) in target.get("resources").map_or(&[][..], Node::entries) {
            for (_, resource) in members.entries() {
                // Whom it runs as, and when, is read with the resource itself.
                let more = resource.entries().iter().any(|(member, _)| {
                    !member
                        .as_str()
                        .is_some_and(|it| matches!(it, "run_as" | "permissions" | "name" | "tags"))
                });
                if more {
                    let collection = collection.as_str().unwrap_or_default();
                    let reason = format!(
                        "what the target `{name}` sets of its own in `{collection}` is not read"
                    );
                    let help = "`databricks bundle validate -t TARGET -o json` prints the bundle of a target";
                    output.gap(Outcome::Unreadable, resource, &reason, help);
                }
            }
        }
    }
}

fn resources(root: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    for (collection, members) in root.get("resources").map_or(&[][..], Node::entries) {
        let Some(collection) = collection.as_str() else {
            continue;
        };
        for (key, resource) in members.entries() {
            let Some(key) = key.as_str() else { continue };
            match collection {
                "jobs" => job::from_bundle(key, resource, context, output),
                "pipelines" => delta::from_bundle(key, resource, context, output),
                "model_serving_endpoints" => serving::read(resource, Some(key), context, output),
                "vector_search_indexes" => catalog::index(resource, context, output),
                "apps" => serving::app(key, resource, context, output),
                "quality_monitors" => catalog::monitor(key, resource, context, output),
                "registered_models" | "models" | "schemas" | "volumes" | "secret_scopes" => {
                    catalog::resource(collection, key, resource, context, output);
                }
                _ => {}
            }
        }
    }
}

/// `permissions` of a resource, as an attribute: `CAN_MANAGE_RUN group data-science`.
pub(super) fn permissions(resource: &Node, context: &Context<'_>, pipeline: &mut PipelineDraft) {
    let listed = resource.get("permissions").map_or(&[][..], Node::items);
    let all: Vec<String> = listed
        .iter()
        .filter_map(|it| {
            let level = it.text_of("level")?;
            let whom = [
                ("user_name", "user"),
                ("service_principal_name", "service principal"),
                ("group_name", "group"),
            ];
            let (kind, name) = whom
                .iter()
                .find_map(|(member, kind)| Some((kind, it.text_of(member)?)))?;
            Some(format!("{level} {kind} {}", context.shown(name)))
        })
        .collect();
    if !all.is_empty() {
        pipeline.attribute("permissions", all);
    }
}
