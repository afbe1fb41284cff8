//! CycloneDX: models, the data that they were made from, and how sensitive it is.
//!
//! CycloneDX 1.5 and later, "Machine Learning Bill of Materials": `components[].modelCard.modelParameters.datasets`, components of
//! type `data`.

use super::naming::package;
use crate::coverage::Outcome;
use crate::facts::{AssetClass, Fact, LineageKind, Provider};
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, Output};

/// The deepest nesting of components.
const DEEPEST: usize = 16;

/// Whether it is one.
pub(super) fn is_one(root: &Node) -> bool {
    root.text_of("bomFormat") == Some("CycloneDX")
}

/// Reads one.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let mut all = Vec::new();
    collect(root.get("components"), DEEPEST, &mut all);
    all.extend(root.at(&["metadata", "component"]));
    for component in &all {
        match component.text_of("type") {
            Some("machine-learning-model") => model(component, &all, output),
            Some("data") => {
                data(component, output);
            }
            _ => {}
        }
    }
}

fn collect<'n>(components: Option<&'n Node>, deep: usize, all: &mut Vec<&'n Node>) {
    let Some(deeper) = deep.checked_sub(1) else {
        return;
    };
    for component in components.map_or(&[][..], Node::items) {
        all.push(component);
        collect(component.get("components"), deeper, all);
    }
}

fn full_name(component: &Node) -> String {
    let name = component.text_of("name").unwrap_or("unnamed");
    component
        .text_of("group")
        .map_or_else(|| name.to_owned(), |group| format!("{group}/{name}"))
}

fn model(component: &Node, all: &[&Node], output: &mut Output<'_>) {
    let name = full_name(component);
    let place = component.text_of("purl").and_then(package);
    let (id, kind) = match place {
        Some(place) => (place.id, place.kind),
        None => (
            format!("cyclonedx:models/{name}"),
            "cyclonedx:model".to_owned(),
        ),
    };
    let mut asset = output.new_asset(
        AssetClass::Model,
        Provider::Other,
        &kind,
        id.as_str(),
        name,
        component,
    );
    if let Some(version) = component.text_of("version") {
        asset
            .attributes
            .insert("version".to_owned(), version.into());
    }
    if let Some(hash) = component.get("hashes").and_then(|it| it.items().first())
        && let (Some(algorithm), Some(content)) = (hash.text_of("alg"), hash.text_of("content"))
    {
        asset
            .attributes
            .insert("digest".to_owned(), format!("{algorithm}:{content}").into());
    }
    output.fact(Fact::Asset(asset));
    let sets = component
        .at(&["modelCard", "modelParameters", "datasets"])
        .map_or(&[][..], Node::items);
    for set in sets {
        let from = match set.text_of("ref") {
            Some(reference) => {
                let named = all
                    .iter()
                    .find(|it| it.text_of("bom-ref") == Some(reference));
                match named {
                    Some(component) => data(component, output),
                    None => {
                        let reason = "a model is made from data that the file does not hold";
                        output.gap(
                            Outcome::NotInInput,
                            set,
                            reason,
                            "add the component that `ref` names",
                        );
                        Vec::new()
                    }
                }
            }
            None => data_set(set, "unnamed", output).into_iter().collect(),
        };
        for from in from {
            output.flow(LineageKind::Data, &from, &id, set);
        }
    }
}

/// The data sets of a component of type `data`.
fn data(component: &Node, output: &mut Output<'_>) -> Vec<String> {
    let name = full_name(component);
    let sets = component.get("data").map_or(&[][..], Node::items);
    let found: Vec<String> = sets
        .iter()
        .filter_map(|set| data_set(set, &name, output))
        .collect();
    if !found.is_empty() {
        return found;
    }
    data_set(component, &name, output).into_iter().collect()
}

/// A data set: its address, or its name; how it is classified.
fn data_set(set: &Node, within: &str, output: &mut Output<'_>) -> Option<String> {
    let name = set.text_of("name").unwrap_or(within);
    let address = set.at(&["contents", "url"]).and_then(Node::as_str);
    let place = set
        .text_of("purl")
        .and_then(package)
        .or_else(|| Place::of_uri(address?, Grain::Guess));
    let place = place.unwrap_or_else(|| Place {
        id: format!("cyclonedx:data/{name}"),
        provider: Provider::Other,
        kind: "cyclonedx:data".to_owned(),
        name: name.to_owned(),
        part_of: None,
    });
    for mut asset in place.assets(AssetClass::Data, &output.origin(set)) {
        if asset.id == place.id {
            if let Some(class) = set.text_of("classification") {
                asset
                    .attributes
                    .insert("sensitivity".to_owned(), class.into());
            }
            let kept = set.get("sensitiveData").map_or(&[][..], Node::items);
            let kept: Vec<&str> = kept.iter().filter_map(Node::as_str).collect();
            if !kept.is_empty() {
                asset
                    .attributes
                    .insert("sensitive_data".to_owned(), kept.into());
            }
        }
        output.fact(Fact::Asset(asset));
    }
    Some(place.id)
}
