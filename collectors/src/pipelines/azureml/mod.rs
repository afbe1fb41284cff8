//! Azure Machine Learning: jobs, components, endpoints and what they rest on, as its command line reads and prints them.
//!
//! Azure Machine Learning documentation, "CLI (v2) YAML schemas": every file names its schema; what `az ml … show` prints
//! has the same members and an ARM id.

mod endpoint;
mod identity;
mod inputs;
mod job;
mod joined;
mod monitor;
mod names;
mod resource;
mod schedule;
mod store;

pub(super) use self::joined::Joined;

use super::{Document, Kind, Node, Output};

/// See the top of the file.
pub(super) struct AzureMl;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Job,
    Component,
    Endpoint,
    Deployment,
    Datastore,
    Connection,
    Compute,
    Environment,
    Data,
    Model,
    Schedule,
    /// A workspace, a registry, and what else has no stages.
    Other,
}

/// Parts of the names of schemas, the more particular first.
const SCHEMAS: [(&str, Form); 17] = [
    ("schedule", Form::Schedule),
    ("deployment", Form::Deployment),
    ("endpoint", Form::Endpoint),
    ("component", Form::Component),
    ("job", Form::Job),
    ("connection", Form::Connection),
    ("sparkcompute", Form::Compute),
    ("compute", Form::Compute),
    ("azureblob", Form::Datastore),
    ("azurefile", Form::Datastore),
    ("datalake", Form::Datastore),
    ("onelake", Form::Datastore),
    ("hdfs", Form::Datastore),
    ("environment", Form::Environment),
    ("data.schema", Form::Data),
    ("model.schema", Form::Model),
    ("", Form::Other),
];

/// Collections in the ids of ARM.
const COLLECTIONS: [(&str, Form); 11] = [
    ("/deployments/", Form::Deployment),
    ("/onlineendpoints/", Form::Endpoint),
    ("/batchendpoints/", Form::Endpoint),
    ("/jobs/", Form::Job),
    ("/components/", Form::Component),
    ("/datastores/", Form::Datastore),
    ("/connections/", Form::Connection),
    ("/computes/", Form::Compute),
    ("/environments/", Form::Environment),
    ("/data/", Form::Data),
    ("/models/", Form::Model),
];

impl Kind for AzureMl {
    fn name(&self) -> &'static str {
        "azureml"
    }

    fn description(&self) -> &'static str {
        "Azure Machine Learning jobs, components, endpoints, datastores, connections and schedules, as written for or printed by `az ml`"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        form(root).is_some() || root.items().first().is_some_and(|it| form(it).is_some())
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        for one in root.one_or_many() {
            match form(one) {
                Some(Form::Job) => job::read(one, &[], output),
                Some(Form::Component) => job::component(one, output),
                Some(Form::Endpoint) => endpoint::read(one, output),
                Some(Form::Deployment) => endpoint::deployment(one, output),
                Some(Form::Datastore) => store::datastore(one, output),
                Some(Form::Connection) => store::connection(one, output),
                Some(Form::Compute) => resource::compute(one, output),
                Some(Form::Environment) => resource::environment(one, output),
                Some(Form::Data) => resource::content(one, false, output),
                Some(Form::Model) => resource::content(one, true, output),
                Some(Form::Schedule) => schedule::read(one, output),
                Some(Form::Other) | None => {}
            }
        }
    }
}

/// What a document is; `None` where it is not of Azure Machine Learning.
fn form(root: &Node) -> Option<Form> {
    if let Some(schema) = root.text_of("$schema") {
        let schema = schema.to_ascii_lowercase();
        if schema.contains("azuremlschemas") || schema.contains("://azureml/") {
            let name = schema.rsplit('/').next().unwrap_or_default();
            let found = SCHEMAS.iter().find(|(part, _)| name.contains(part));
            return found.map(|(_, form)| *form);
        }
        return None;
    }
    let id = root.text_of("id")?.to_ascii_lowercase();
    let (_, rest) = id.split_once("/providers/microsoft.machinelearningservices/workspaces/")?;
    if rest.contains("/schedules/") {
        return Some(Form::Schedule);
    }
    let found = COLLECTIONS.iter().find(|(part, _)| rest.contains(part));
    Some(found.map_or(Form::Other, |(_, form)| *form))
}
