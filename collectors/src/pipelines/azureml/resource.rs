//! What jobs rest on: compute, environments, data and models.
//!
//! Azure Machine Learning documentation, "CLI (v2) compute cluster YAML schema", "… environment …", "… data …", "… model …".

use std::collections::BTreeMap;

use super::identity;
use super::inputs::Context;
use super::names::{self, Collection};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind, Provider, RunsAs, Workload};
use crate::model_format::{self, Loading};
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, Output, image, sibling};

/// A compute: a workload with its identities.
pub(super) fn compute(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let id = Collection::Compute.of(&name);
    let identity = root.get("identity");
    let kind = identity
        .and_then(|it| it.text_of("type"))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let listed = identity
        .and_then(|it| it.get("user_assigned_identities"))
        .map_or(&[][..], Node::one_or_many);
    let mut runs_as: Vec<RunsAs> = Vec::new();
    let mut attributes = BTreeMap::new();
    for one in listed {
        if let Some((how, value)) = identity::named(one) {
            match value.known() {
                Some(known) => runs_as.push(RunsAs::new(known, how)),
                None => {
                    attributes.insert(
                        "identity".to_owned(),
                        "it names one that is not written out".into(),
                    );
                }
            }
        }
    }
    if kind.contains("system") {
        runs_as.push(RunsAs::new(format!("{id}/identity"), "system-assigned"));
    }
    if let Some(text) = root.text_of("type") {
        attributes.insert("compute".to_owned(), text.into());
    }
    if let Some(person) = root.text_of("assigned_user").or_else(|| {
        root.at(&["create_on_behalf_of", "user_object_id"])?
            .as_str()
    }) {
        attributes.insert(
            "assigned_user".to_owned(),
            crate::redact::free_text(person).into_owned().into(),
        );
    }
    super::joined::names(&id, &runs_as, output);
    let workload = Workload {
        id,
        provider: Provider::Azure,
        kind: Collection::Compute.kind().to_owned(),
        name,
        scope: output.file().repository.id.clone(),
        region: root.text_of("location").map(str::to_owned),
        runs_as,
        environment: Vec::new(),
        tags: None,
        attributes,
        origin: output.origin(root),
    };
    output.fact(Fact::Workload(workload));
}

/// An environment: an image under a name.
pub(super) fn environment(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let id = Collection::Environment.of(&name);
    output.asset(
        AssetClass::Image,
        Provider::Azure,
        Collection::Environment.kind(),
        id.as_str(),
        name,
        root,
    );
    if let Some((place, digest)) = root.text_of("image").and_then(image::repository) {
        output.place(AssetClass::Image, &place, root);
        let mut flow = Lineage::new(
            LineageKind::Image,
            place.id,
            id.as_str(),
            output.origin(root),
        );
        flow.pinned = digest;
        output.fact(Fact::Lineage(flow));
    }
    let build = root.at(&["build", "path"]).and_then(Node::as_str);
    let conda = root.text_of("conda_file");
    for path in [build, conda].into_iter().flatten() {
        if let Some(file) = sibling::id(output.file(), path, sibling::is_folder(path)) {
            output.asset(
                AssetClass::Code,
                Provider::Other,
                "git:file",
                file.as_str(),
                path,
                root,
            );
            output.flow(LineageKind::Code, &file, &id, root);
        }
    }
}

/// Data or a model under a name.
pub(super) fn content(root: &Node, is_model: bool, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let (class, kind, collection) = match is_model {
        true => (AssetClass::Model, LineageKind::Model, Collection::Model),
        false => (AssetClass::Data, LineageKind::Data, Collection::Data),
    };
    let id = collection.of(&name);
    let mut asset = output.new_asset(
        class,
        Provider::Azure,
        collection.kind(),
        id.as_str(),
        name,
        root,
    );
    for member in ["type", "version", "stage"] {
        if let Some(text) = root.text_of(member) {
            asset.attributes.insert(member.to_owned(), text.into());
        }
    }
    if let (true, Some(path)) = (is_model, root.text_of("path")) {
        let loading = Loading::of(root.text_of("type"), path).attribute();
        let name = model_format::ATTRIBUTE.to_owned();
        asset.attributes.insert(name, loading);
    }
    output.fact(Fact::Asset(asset));
    let context = Context::new(output, None);
    let Some(path) = root.text_of("path") else {
        return;
    };
    let value = context.value(path);
    let Some(known) = value.known() else { return };
    let from = match names::short(known) {
        Some(short) => Place::of_uri(&format!("azureml:/{short}"), Grain::Guess),
        None => Place::of_uri(known, Grain::Guess),
    };
    let from = match from {
        Some(place) => {
            output.place(class, &place, root);
            Some(place.id)
        }
        None => sibling::id(output.file(), known, sibling::is_folder(known)),
    };
    if let Some(from) = from {
        output.flow(kind, &from, &id, root);
    }
}
