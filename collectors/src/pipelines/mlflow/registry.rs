//! Registered models: their versions, where each comes from, and the names that consumers load them by.
//!
//! MLflow documentation, "MLflow Model Registry": a consumer loads `models:/NAME/VERSION`, `models:/NAME@ALIAS` or
//! `models:/NAME/STAGE`; who sets an alias or a stage decides which version that is.

use super::run;
use crate::facts::{AssetClass, Fact, LineageKind, Provider};
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, Output};

const MODEL: &str = "mlflow:model";
const VERSION: &str = "mlflow:model-version";
const ALIAS: &str = "mlflow:model-alias";

/// The id of a registered model.
pub(super) fn id(name: &str) -> String {
    format!("mlflow:models/{name}")
}

fn version_id(name: &str, version: &str) -> String {
    format!("{}/versions/{version}", id(name))
}

/// A registered model.
pub(super) fn model(root: &Node, output: &mut Output<'_>) {
    let Some(name) = root.text_of("name") else {
        return;
    };
    output.asset(
        AssetClass::Model,
        Provider::Other,
        MODEL,
        id(name),
        name,
        root,
    );
    for version in root.get("latest_versions").map_or(&[][..], Node::items) {
        self::version(version, output);
    }
    // `[{alias, version}]` of the REST API, `{alias: version}` of the file store.
    let aliases = root.get("aliases");
    for one in aliases.map_or(&[][..], Node::items) {
        if let (Some(alias), Some(version)) = (one.text_of("alias"), one.text_of("version")) {
            points(name, alias, version, root, output);
        }
    }
    for (alias, version) in aliases.map_or(&[][..], Node::entries) {
        if let (Some(alias), Some(version)) = (alias.as_str(), version.as_str()) {
            points(name, alias, version, root, output);
        }
    }
}

/// A name under which consumers load one version.
pub(super) fn points(name: &str, alias: &str, version: &str, at: &Node, output: &mut Output<'_>) {
    let to = format!("{}@{alias}", id(name));
    let shown = format!("{name}@{alias}");
    let mut asset = output.new_asset(
        AssetClass::Model,
        Provider::Other,
        ALIAS,
        to.as_str(),
        shown,
        at,
    );
    asset.part_of = Some(id(name));
    output.fact(Fact::Asset(asset));
    output.flow(LineageKind::Model, &version_id(name, version), &to, at);
}

/// A version of a model.
pub(super) fn version(root: &Node, output: &mut Output<'_>) {
    let (Some(name), Some(version)) = (root.text_of("name"), root.text_of("version")) else {
        return;
    };
    let id = version_id(name, version);
    let mut asset = output.new_asset(
        AssetClass::Model,
        Provider::Other,
        VERSION,
        id.as_str(),
        format!("{name} {version}"),
        root,
    );
    asset.part_of = Some(self::id(name));
    let mut keep = |member: &str, value: &str| {
        asset.attributes.insert(
            member.to_owned(),
            crate::redact::free_text(value).into_owned().into(),
        );
    };
    for member in ["user_id", "status", "current_stage"] {
        if let Some(text) = root
            .text_of(member)
            .filter(|it| !it.is_empty() && *it != "None")
        {
            keep(member, text);
        }
    }
    if root
        .text_of("source")
        .is_some_and(|it| it.starts_with("mlflow-artifacts:"))
    {
        keep("artifacts", PROXIED);
    }
    output.fact(Fact::Asset(asset));
    output.asset(
        AssetClass::Model,
        Provider::Other,
        MODEL,
        self::id(name),
        name,
        root,
    );
    output.flow(LineageKind::Model, &id, &self::id(name), root);
    if let Some(stage) = root
        .text_of("current_stage")
        .filter(|it| !matches!(*it, "" | "None" | "Archived"))
    {
        points(name, stage, version, root, output);
    }
    for alias in root
        .get("aliases")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(Node::as_str)
    {
        points(name, alias, version, root, output);
    }
    let run = root.text_of("run_id").filter(|it| !it.is_empty());
    if let Some(run) = run {
        output.flow(LineageKind::Model, &run::stage_id(run), &id, root);
    }
    let Some(source) = root.text_of("source") else {
        return;
    };
    if source.starts_with("runs:/") && run.is_some() {
        return;
    }
    if let Some(place) = Place::of_uri(source, Grain::Prefix) {
        output.place(AssetClass::Model, &place, root);
        output.flow(LineageKind::Model, &place.id, &id, root);
    }
}

/// A server that hands out artifacts reads the storage for whoever may ask it ("Tracking server", "Proxied artifact access").
pub(super) const PROXIED: &str =
    "proxied: whoever may read from the server reads the storage behind it";

/// What a user may do with a model.
pub(super) fn permission(root: &Node, output: &mut Output<'_>) {
    let (Some(name), Some(permission)) = (root.text_of("name"), root.text_of("permission")) else {
        return;
    };
    let user = root
        .text_of("username")
        .or_else(|| root.text_of("user_id"))
        .unwrap_or("unknown");
    let mut asset = output.new_asset(
        AssetClass::Model,
        Provider::Other,
        MODEL,
        id(name),
        name,
        root,
    );
    let member = format!("permission of {user}");
    asset.attributes.insert(
        crate::redact::free_text(&member).into_owned(),
        permission.into(),
    );
    output.fact(Fact::Asset(asset));
}
