//! Vertex AI: what its API and `gcloud ai … --format json` tell of jobs, models, endpoints, indexes and notebooks.
//!
//! Vertex AI API reference (v1 and v1beta1), Workbench API reference (v2). One resource a document, or a list of them. A
//! resource is known by its name, `projects/P/locations/L/COLLECTION/ID`; a request that has none yet by its members.

mod data;
mod jobs;
mod serving;

use super::gcp_names;
use super::kfp::Ir;
use super::pods::filled;
use super::{Document, Grain, Kind, Node, Output, Place, StageDraft, Value};
use crate::facts::{Asset, AssetClass, Fact, LineageKind, Provider};

/// See the top of the file.
pub(super) struct Vertex;

impl Kind for Vertex {
    fn name(&self) -> &'static str {
        "vertex"
    }

    fn description(&self) -> &'static str {
        "Vertex AI resources as JSON or YAML: pipeline jobs, schedules, custom and training jobs, models, endpoints, batch \
         predictions, agents, RAG corpora, indexes, features, notebooks"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document
            .tree()
            .is_some_and(|root| !resources(root).is_empty())
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        for (collection, node) in resources(root) {
            let resource = Resource::new(collection, node, output);
            match collection {
                "pipelineJobs" => jobs::pipeline_job(&resource, output),
                "schedules" => jobs::schedule(&resource, output),
                "customJobs" | "hyperparameterTuningJobs" => jobs::custom_job(&resource, output),
                "trainingPipelines" => jobs::training_pipeline(&resource, output),
                "batchPredictionJobs" => serving::batch_prediction(&resource, output),
                "models" => serving::model(&resource, output),
                "endpoints" => serving::endpoint(&resource, output),
                "reasoningEngines" => serving::reasoning_engine(&resource, output),
                "ragCorpora" => data::rag_corpus(&resource, output),
                "instances" | "notebookRuntimes" | "notebookRuntimeTemplates" => {
                    data::notebook(&resource, output);
                }
                _ => data::asset(&resource, output),
            }
        }
    }
}

/// The collections that are read, and members of which one must be there: other services of Google Cloud have collections
/// of the same name.
const COLLECTIONS: &[(&str, &[&str])] = &[
    (
        "pipelineJobs",
        &["pipelineSpec", "templateUri", "runtimeConfig"],
    ),
    (
        "schedules",
        &[
            "createPipelineJobRequest",
            "createNotebookExecutionJobRequest",
        ],
    ),
    ("customJobs", &["jobSpec"]),
    ("hyperparameterTuningJobs", &["trialJobSpec", "studySpec"]),
    (
        "trainingPipelines",
        &["trainingTaskDefinition", "modelToUpload", "inputDataConfig"],
    ),
    ("batchPredictionJobs", &["inputConfig", "outputConfig"]),
    (
        "models",
        &[
            "artifactUri",
            "containerSpec",
            "versionId",
            "modelSourceInfo",
            "supportedExportFormats",
        ],
    ),
    (
        "endpoints",
        &[
            "deployedModels",
            "predictRequestResponseLoggingConfig",
            "trafficSplit",
            "displayName",
        ],
    ),
    ("reasoningEngines", &["spec", "displayName"]),
    (
        "ragCorpora",
        &[
            "displayName",
            "vectorDbConfig",
            "ragVectorDbConfig",
            "corpusStatus",
        ],
    ),
    ("indexes", &["metadataSchemaUri", "metadata"]),
    ("indexEndpoints", &["deployedIndexes", "displayName"]),
    ("featureGroups", &["bigQuery"]),
    ("featurestores", &["onlineServingConfig", "state"]),
    ("featureOnlineStores", &["bigtable", "optimized", "state"]),
    ("featureViews", &["bigQuerySource", "featureRegistrySource"]),
    ("datasets", &["metadataSchemaUri"]),
    ("instances", &["gceSetup"]),
    (
        "notebookRuntimes",
        &["runtimeUser", "notebookRuntimeTemplateRef"],
    ),
    (
        "notebookRuntimeTemplates",
        &["machineSpec", "notebookRuntimeType"],
    ),
];

/// The resources of a document, with their collections.
fn resources(root: &Node) -> Vec<(&'static str, &Node)> {
    if let Some(found) = one(root) {
        return vec![(found, root)];
    }
    let listed = root.items().iter();
    // `{"pipelineJobs": [...]}`, as the API lists.
    let members = root.entries().iter().flat_map(|(_, list)| list.items());
    listed
        .chain(members)
        .filter_map(|it| Some((one(it)?, it)))
        .collect()
}

/// The collection of a resource.
fn one(node: &Node) -> Option<&'static str> {
    if !node.is_map() {
        return None;
    }
    if let Some(name) = node.text_of("name")
        && name.contains("projects/")
        && name.contains("/locations/")
    {
        let mut parts = name.rsplit('/');
        let collection = parts.nth(1)?;
        let (known, members) = COLLECTIONS.iter().find(|(it, _)| *it == collection)?;
        return members
            .iter()
            .any(|it| node.get(it).is_some())
            .then_some(*known);
    }
    let is_ir = node.get("pipelineSpec").is_some_and(Ir::is_one);
    if is_ir || node.get("templateUri").is_some() && node.get("runtimeConfig").is_some() {
        return Some("pipelineJobs");
    }
    if node.get("createPipelineJobRequest").is_some() {
        return Some("schedules");
    }
    let pools = node
        .at(&["jobSpec", "workerPoolSpecs"])
        .or_else(|| node.get("workerPoolSpecs"));
    pools.map(|_| "customJobs")
}

/// A resource, by what names it.
struct Resource<'d> {
    node: &'d Node,
    /// `//aiplatform.googleapis.com/projects/P/locations/L/COLLECTION/ID`; of a request, the file's own id.
    id: String,
    /// What people call it.
    name: &'d str,
    /// The project, by name or number, where something tells.
    project: Option<&'d str>,
    /// `projects/P/locations/L/`, where something tells.
    parent: Option<&'d str>,
}

impl<'d> Resource<'d> {
    fn new(collection: &str, node: &'d Node, output: &Output<'_>) -> Self {
        let full = filled(node, "name").filter(|it| it.contains("projects/"));
        let parent = full.and_then(|it| it.split(&format!("{collection}/")).next());
        let named = filled(node, "displayName").or_else(|| filled(node, "name"));
        let last = named.map_or("unnamed", |it| it.rsplit('/').next().unwrap_or(it));
        let id = match full {
            Some(full) if collection == "instances" => {
                format!("//notebooks.googleapis.com/{full}")
            }
            Some(full) => gcp_names::vertex(full),
            None => output.file().id(),
        };
        Self {
            node,
            id,
            name: last,
            project: full.and_then(gcp_names::project),
            parent,
        }
    }

    /// The id of another resource: a full name, or the id of one beside this.
    fn other(&self, collection: &str, name: &str) -> String {
        match (name.contains('/'), self.parent) {
            (true, _) => gcp_names::vertex(name),
            (false, Some(parent)) => gcp_names::vertex(&format!("{parent}{collection}/{name}")),
            (false, None) => {
                gcp_names::vertex(&format!("projects/-/locations/-/{collection}/{name}"))
            }
        }
    }

    /// The service account that is named, else the one that the service takes.
    fn runs_as(&self, named: Option<&str>, default: &Account, stage: &mut StageDraft) {
        match named {
            Some(named) => {
                stage.runs_as(
                    "service-account",
                    &Value::literal(named),
                    gcp_names::service_account,
                );
            }
            None => {
                let id = default.id(self.project);
                stage.runs_as_default("service-account", id, default.why);
            }
        }
    }
}

/// An account that a service takes where none is named.
struct Account {
    /// The e-mail, with `{}` for the number of the project.
    email: &'static str,
    why: &'static str,
}

impl Account {
    fn id(&self, project: Option<&str>) -> String {
        match project {
            Some(number) if number.bytes().all(|it| it.is_ascii_digit()) => {
                gcp_names::service_account(&self.email.replace("{}", number))
            }
            // The number of the project is in the e-mail, and is not known.
            project => {
                let email = self.email.replace("{}", "*");
                format!(
                    "//iam.googleapis.com/projects/{}/serviceAccounts/{email}",
                    project.unwrap_or("-")
                )
            }
        }
    }
}

/// "Configure your Google Cloud project for Vertex AI Pipelines".
const COMPUTE: Account = Account {
    email: "{}-compute@developer.gserviceaccount.com",
    why: "the Compute Engine default service account of the project runs what names none",
};
/// "Use a custom service account": default access of custom training.
const CUSTOM_CODE: Account = Account {
    email: "service-{}@gcp-sa-aiplatform-cc.iam.gserviceaccount.com",
    why: "the Vertex AI Custom Code Service Agent runs training that names no service account",
};
/// "Vertex AI service agents".
const SERVICE_AGENT: Account = Account {
    email: "service-{}@gcp-sa-aiplatform.iam.gserviceaccount.com",
    why: "the Vertex AI Service Agent runs what names no service account",
};
/// "Set up the identity and permissions for your agent".
const REASONING: Account = Account {
    email: "service-{}@gcp-sa-aiplatform-re.iam.gserviceaccount.com",
    why: "the AI Platform Reasoning Engine Service Agent runs agents that name no service account",
};
/// "RAG Engine overview".
const RAG: Account = Account {
    email: "service-{}@gcp-sa-vertex-rag.iam.gserviceaccount.com",
    why: "the Vertex AI RAG Data Service Agent reads what is imported",
};

/// An asset of Vertex AI.
fn put(class: AssetClass, kind: &str, resource: &Resource<'_>, output: &mut Output<'_>) {
    let asset = described(class, kind, resource, output);
    output.fact(Fact::Asset(asset));
}

/// The asset that a resource is.
fn described(
    class: AssetClass,
    kind: &str,
    resource: &Resource<'_>,
    output: &mut Output<'_>,
) -> Asset {
    let (id, node) = (resource.id.as_str(), resource.node);
    let mut asset = output.new_asset(class, Provider::Gcp, kind, id, resource.name, node);
    asset.scope = resource.project.map(|it| format!("gcp:{it}"));
    let key = node.at(&["encryptionSpec", "kmsKeyName"]);
    asset.encryption_key = key.and_then(Node::as_str).map(str::to_owned);
    asset
}

/// What lies at a URI goes into a resource.
fn from_uri(uri: &Node, kind: LineageKind, resource: &Resource<'_>, output: &mut Output<'_>) {
    let Some(place) = uri.as_str().and_then(|it| Place::of_uri(it, Grain::Guess)) else {
        return;
    };
    let class = match kind {
        LineageKind::Model => AssetClass::Model,
        _ => AssetClass::Data,
    };
    for asset in place.assets(class, &output.origin(uri)) {
        output.fact(Fact::Asset(asset));
    }
    output.flow(kind, &place.id, &resource.id, uri);
}

/// Places that are written once or as a list.
fn uris<'d>(node: &'d Node, path: &[&str]) -> &'d [Node] {
    node.at(path).map_or(&[][..], Node::one_or_many)
}
