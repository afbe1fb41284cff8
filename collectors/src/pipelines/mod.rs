//! Definitions of pipelines, as people and tools write them, to facts.
//!
//! One file a kind of definition. A kind is recognised by what stands in a document, never by its name alone, and says of
//! each stage whose permissions it has, which secrets it is given, what it reads and writes. What the definition leaves open
//! is [`Unresolved`](crate::facts::Unresolved), what a default of the platform decides is `assumed`: neither is absent.

mod airflow;
mod argo;
mod arguments;
pub(crate) mod aws;
mod azure_pipelines;
mod azureml;
mod bitbucket;
mod buildkite;
mod ci;
mod circleci;
mod cloud_build;
mod commands;
mod databricks;
mod defaults;
mod document;
mod draft;
mod dvc;
mod feast;
mod federation;
mod file;
mod gcp_names;
mod github;
mod gitlab;
mod huggingface;
mod image;
mod jenkins;
mod kfp;
mod kserve;
mod kubernetes_ml;
mod later;
mod lineage;
mod mlflow;
mod mlmodel;
#[cfg(test)]
mod mutations;
mod otherwise;
mod output;
mod place;
mod pods;
mod purpose;
mod python;
mod read;
mod sibling;
mod tekton;
mod template;
mod terraform_cloud;
mod tree;
mod value;
mod vertex;

use document::documents;
pub use document::{Document, Fault};
pub use draft::{PipelineDraft, StageDraft};
pub(crate) use file::Repositories;
pub use file::{File, Repository};
pub(crate) use later::Later;
pub use output::Output;
pub use place::{Grain, Place};
pub(crate) use read::read_file;
pub(crate) use tree::embedded;
pub use tree::{Node, Style};
pub use value::{Standing, Value};

/// A kind of definition.
pub trait Kind: Sync {
    /// What it is called in coverage and help: `kserve`.
    fn name(&self) -> &'static str;
    /// What it is, in one line.
    fn description(&self) -> &'static str;
    /// Whether a document is of this kind. Looks at what marks the kind, and is cheap.
    fn recognises(&self, document: &Document<'_>) -> bool;
    /// Reads a document of this kind. What cannot be read is a gap of the output, and the rest is read.
    fn read(&self, document: &Document<'_>, output: &mut Output<'_>);
}

/// Every kind; the first that recognises a document reads it, so that what is more particular stands before what is
/// more general. A test proves that each file that defines a kind is here.
pub static KINDS: &[&dyn Kind] = &[
    &mlflow::MlFlow,
    &kfp::Kfp,
    &argo::Argo,
    &azure_pipelines::AzurePipelines,
    &bitbucket::Bitbucket,
    &circleci::CircleCi,
    &gitlab::GitLab,
    &gitlab::GitLabRunners,
    &terraform_cloud::TerraformCloud,
    &buildkite::Buildkite,
    &jenkins::Jenkins,
    &vertex::Vertex,
    &kserve::KServe,
    &tekton::Tekton,
    &cloud_build::CloudBuild,
    &kubernetes_ml::KubernetesMl,
    &dvc::Dvc,
    &feast::Feast,
    &mlmodel::MlModel,
    &azureml::AzureMl,
    &aws::sagemaker_pipeline::SageMakerPipeline,
    &github::GithubActions,
    &federation::GcpWorkloadIdentity,
    &federation::EntraFederatedCredential,
    &databricks::Databricks,
    &github::GithubSettings,
    &airflow::Airflow,
    &lineage::ExternalLineage,
    &huggingface::HuggingFace,
    &aws::ack::SageMakerManifest,
    &aws::described::Described,
    &aws::step_functions::StepFunctions,
    &aws::cloudformation::CloudFormation,
];
