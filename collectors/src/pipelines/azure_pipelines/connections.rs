//! The project of a pipeline, its service connections, and the tokens that they are signed in with.
//!
//! Azure Pipelines documentation, "Workload identity federation" and "Convert service connections to the Entra issuer": the subject
//! is `sc://ORGANISATION/PROJECT/CONNECTION` with the issuer of Azure DevOps; newer connections have the issuer of Microsoft Entra
//! and a subject that is made of ids, which no definition tells.

use super::super::{File, StageDraft, Value};
use crate::facts::IdentityToken;

/// Where a pipeline is.
#[derive(Debug)]
pub(super) struct Project {
    /// How the ids of its files begin: `azure-pipelines:ORG/PROJECT/REPOSITORY`.
    pub(super) prefix: String,
    /// Organisation and project, where the remote is of Azure Repos.
    known: Option<(String, String)>,
}

impl Project {
    pub(super) fn of(file: &File<'_>) -> Self {
        let repository = &file.repository;
        let parts: Vec<&str> = repository.path.split('/').collect();
        let known = match (repository.host.as_str(), parts.as_slice()) {
            ("dev.azure.com", [organisation, project, "_git", name]) => Some((
                (*organisation).to_owned(),
                (*project).to_owned(),
                (*name).to_owned(),
            )),
            (host, [project, "_git", name]) if host.ends_with(".visualstudio.com") => {
                let organisation = host.split('.').next().unwrap_or(host);
                Some((
                    organisation.to_owned(),
                    (*project).to_owned(),
                    (*name).to_owned(),
                ))
            }
            _ => None,
        };
        match known {
            Some((organisation, project, name)) => Self {
                prefix: format!("azure-pipelines:{organisation}/{project}/{name}"),
                known: Some((organisation, project)),
            },
            None if repository.host.is_empty() => Self {
                prefix: format!("azure-pipelines:{}", repository.path),
                known: None,
            },
            None => Self {
                prefix: format!("azure-pipelines:{}/{}", repository.host, repository.path),
                known: None,
            },
        }
    }

    /// The id of something of the project: `connections/NAME`, `variable-groups/NAME`.
    pub(super) fn id(&self, of: &str) -> String {
        match &self.known {
            Some((organisation, project)) => {
                format!("azure-pipelines:{organisation}/{project}/{of}")
            }
            None => format!("azure-pipelines:{of}"),
        }
    }

    /// Organisation and project, for a repository of the same organisation.
    pub(super) fn organisation(&self) -> Option<(&str, &str)> {
        let (organisation, project) = self.known.as_ref()?;
        Some((organisation, project))
    }
}

/// Inputs of tasks that name a service connection, in lower case.
const INPUTS: [&str; 22] = [
    "azuresubscription",
    "connectedservicename",
    "connectedservicenamearm",
    "azureresourcemanagerconnection",
    "azureserviceconnection",
    "armserviceconnection",
    "backendservicearm",
    "backendserviceaws",
    "environmentservicenameazurerm",
    "environmentservicenameaws",
    "awscredentials",
    "containerregistry",
    "dockerregistryendpoint",
    "dockerregistryserviceconnection",
    "kubernetesserviceconnection",
    "kubernetesserviceendpoint",
    "kubernetescluster",
    "sshendpoint",
    "githubconnection",
    "serviceconnection",
    "pythonuploadserviceconnection",
    "gcpserviceconnection",
];

/// Whether the connection that an input names may be signed in with a token of the pipeline: those of Azure and AWS.
fn may_federate(input: &str) -> bool {
    input.contains("azure")
        || input.contains("aws")
        || input.contains("arm")
        || input.starts_with("connectedservicename")
        || input == "serviceconnection"
}

/// A connection that an input of a task, or a parameter of a template, names.
pub(super) fn read(stage: &mut StageDraft, input: &str, value: &Value, project: &Project) {
    let lower = input.to_ascii_lowercase();
    if !INPUTS.contains(&lower.as_str()) {
        return;
    }
    stage.runs_as("service-connection", value, |name| {
        project.id(&format!("connections/{name}"))
    });
    if may_federate(&lower) {
        let name = value.known().unwrap_or("*");
        federated(stage, name, project);
    }
}

fn federated(stage: &mut StageDraft, connection: &str, project: &Project) {
    let (organisation, own) = project.organisation().unwrap_or(("*", "*"));
    let audience = || vec!["api://AzureADTokenExchange".to_owned()];
    let tokens = [
        IdentityToken {
            issuer: "https://vstoken.dev.azure.com/*".to_owned(),
            subjects: vec![format!("sc://{organisation}/{own}/{connection}")],
            audiences: audience(),
            ..IdentityToken::default()
        },
        IdentityToken {
            issuer: "https://login.microsoftonline.com/*/v2.0".to_owned(),
            subjects: vec!["*/sc/*".to_owned()],
            audiences: audience(),
            ..IdentityToken::default()
        },
    ];
    for token in tokens {
        if !stage.fact().tokens.contains(&token) {
            stage.token(token);
        }
    }
}
