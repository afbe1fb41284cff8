//! Datastores and connections: where data lies, and the secret that opens it.
//!
//! Azure Machine Learning documentation, "CLI (v2) Azure Blob datastore YAML schema", "… Azure Data Lake Gen2 …", "… Azure
//! Files …", "CLI (v2) connections YAML schema". Of credentials, the kind is kept and never the value.

use super::names::{self, Collection};
use crate::facts::{Asset, AssetClass, Fact, Lineage, LineageKind, Provider};
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, Output};
use crate::redact::classify;

/// A datastore: a name for a container.
pub(super) fn datastore(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let id = format!("azureml:datastores/{name}");
    let paths = format!("azureml://datastores/{name}/paths/*");
    let mut store = output.new_asset(
        AssetClass::Data,
        Provider::Azure,
        "azureml:datastore",
        id.as_str(),
        name.as_str(),
        root,
    );
    let credentials = credentials(root);
    store
        .attributes
        .insert("credentials".to_owned(), credentials.clone().into());
    if let Some(kind) = root.text_of("type") {
        store.attributes.insert("store".to_owned(), kind.into());
    }
    output.fact(Fact::Asset(store));
    let mut whole = output.new_asset(
        AssetClass::Data,
        Provider::Azure,
        "azureml:path",
        paths.as_str(),
        name.as_str(),
        root,
    );
    whole.part_of = Some(id.clone());
    output.fact(Fact::Asset(whole));
    if credentials != "none" {
        let asset = secret(
            &format!("{id}/credentials"),
            "azureml:datastore-credential",
            &name,
            &credentials,
            root,
            output,
        );
        output.fact(Fact::Asset(asset));
    }
    let Some(container) = container(root) else {
        return;
    };
    output.place(AssetClass::Data, &container, root);
    // What is written to the container can be read by the datastore's name, and the other way round. A datastore is the whole
    // container, so which folder of it is taken to flow is not told here.
    let why = format!("the datastore `{name}` is another name for this container");
    for (from, to) in [(&container.id, &paths), (&paths, &container.id)] {
        let mut flow = Lineage::new(
            LineageKind::Data,
            from.as_str(),
            to.as_str(),
            output.origin(root),
        );
        flow.assumed = Some(why.clone());
        output.fact(Fact::Lineage(flow));
    }
}

/// The container, file share or file system that it is.
fn container(root: &Node) -> Option<Place> {
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|it| root.text_of(it))
            .filter(|it| !it.contains(['$', '{', '<']))
    };
    let account = text(&["account_name", "store_name"])?.to_ascii_lowercase();
    if let Some(share) = text(&["file_share_name"]) {
        return Some(Place {
            id: format!("https://{account}.file.core.windows.net/{share}"),
            provider: Provider::Azure,
            kind: "azure:storage:share".to_owned(),
            name: format!("{account}/{share}"),
            part_of: None,
        });
    }
    match text(&["container_name", "filesystem"]) {
        Some(container) => {
            let uri = format!("https://{account}.blob.core.windows.net/{container}");
            Place::of_uri(&uri, Grain::Prefix)
        }
        None => Some(Place {
            id: format!("https://{account}.azuredatalakestore.net"),
            provider: Provider::Azure,
            kind: "azure:datalake:store".to_owned(),
            name: account,
            part_of: None,
        }),
    }
}

/// The kind of the credentials of a datastore, by their members.
fn credentials(root: &Node) -> String {
    let Some(credentials) = root.get("credentials").filter(|it| it.is_map()) else {
        // "Identity-based": each job opens it with its own identity.
        return "none".to_owned();
    };
    const MEMBERS: [(&str, &str); 6] = [
        ("account_key", "account_key"),
        ("sas_token", "sas_token"),
        ("client_secret", "service_principal"),
        ("certificate", "certificate"),
        ("kerberos_password", "kerberos_password"),
        ("kerberos_keytab", "kerberos_keytab"),
    ];
    let found = MEMBERS
        .iter()
        .find(|(member, _)| credentials.get(member).is_some());
    match (found, credentials.text_of("type")) {
        (Some((_, kind)), _) => (*kind).to_owned(),
        (None, Some(kind)) => kind.to_ascii_lowercase(),
        (None, None) if credentials.get("client_id").is_some() => "service_principal".to_owned(),
        (None, None) => "none".to_owned(),
    }
}

fn secret(
    id: &str,
    type_name: &str,
    name: &str,
    kind: &str,
    root: &Node,
    output: &Output<'_>,
) -> Asset {
    let mut asset = output.new_asset(
        AssetClass::Secret,
        Provider::Azure,
        type_name,
        id,
        name,
        root,
    );
    let set = &mut asset.attributes;
    set.insert("credential".to_owned(), kind.to_owned().into());
    let credentials = root.get("credentials");
    // Whose credentials they are is an identifier.
    for member in ["client_id", "tenant_id"] {
        if let Some(text) = credentials.and_then(|it| it.text_of(member)) {
            set.insert(
                member.to_owned(),
                crate::redact::free_text(text).into_owned().into(),
            );
        }
    }
    if let Some(key) = credentials.and_then(|it| it.text_of("access_key_id"))
        && let Some(id) = classify(key).reference
    {
        set.insert("holds".to_owned(), id.into());
    }
    asset
}

/// A connection: an address and what opens it.
pub(super) fn connection(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let id = Collection::Connection.id(&name);
    let kind = root
        .at(&["credentials", "type"])
        .and_then(Node::as_str)
        .or_else(|| root.text_of("api_key").map(|_| "api_key"));
    let kind = kind.unwrap_or("none").to_ascii_lowercase();
    let mut asset = secret(
        &id,
        Collection::Connection.kind(),
        &name,
        &kind,
        root,
        output,
    );
    if let Some(to) = root.text_of("type") {
        asset
            .attributes
            .insert("connects".to_owned(), to.to_ascii_lowercase().into());
    }
    let target = ["target", "endpoint", "azure_endpoint", "api_base"]
        .iter()
        .find_map(|it| root.text_of(it));
    if let Some(place) = target.and_then(|it| Place::of_uri(it, Grain::Prefix)) {
        asset
            .attributes
            .insert("target".to_owned(), place.id.into());
    }
    output.fact(Fact::Asset(asset));
}
