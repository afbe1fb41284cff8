//! The tokens that a job may have, and the secrets that it fetches (GitLab Docs, "OpenID Connect (OIDC) authentication using
//! ID tokens", "Using external secrets in CI").

use super::super::ci::Variables;
use super::super::{Node, StageDraft, Value};
use super::job::Job;
use super::refs::Refs;
use crate::facts::IdentityToken;

/// Who signs, and for whom.
pub(super) struct Signer<'a> {
    pub(super) host: Option<&'a str>,
    pub(super) project: Option<&'a str>,
    /// The environment, as a pattern.
    pub(super) environment: Option<&'a str>,
}

/// The tokens of `id_tokens`. The subject is the one that GitLab makes unless the project has another
/// (`ci_id_token_sub_claim_components`).
pub(super) fn tokens(
    job: &Job<'_>,
    signer: &Signer<'_>,
    refs: &Refs,
    variables: &Variables<'_>,
    stage: &mut StageDraft,
) {
    let mut tokens: Vec<(&str, Option<&Node>)> = Vec::new();
    for (name, node) in job.entries("id_tokens") {
        tokens.retain(|(had, _)| *had != name);
        tokens.push((name, node.get("aud")));
        if tokens.len() > 50 {
            break;
        }
    }
    for (name, audience) in tokens {
        let mut audiences = Vec::new();
        for one in audience
            .map_or(&[][..], Node::one_or_many)
            .iter()
            .filter_map(Node::as_str)
        {
            let value = variables.value(one);
            match value.known() {
                Some(known) => audiences.push(known.trim_end_matches('/').to_owned()),
                None => {
                    stage.unresolved(&format!("id_tokens.{name}.aud"), "identity", &value);
                }
            }
        }
        let host = signer.host.unwrap_or("gitlab.com");
        if signer.host.is_none() {
            let value = Value::unresolved("the host of the repository, which no remote names");
            stage.unresolved(&format!("id_tokens.{name}.iss"), "identity", &value);
        }
        let mut token = IdentityToken {
            issuer: format!("https://{host}"),
            subjects: subjects(signer.project, refs),
            audiences,
            ..IdentityToken::default()
        };
        if let Some(project) = signer.project {
            let namespace = project.rsplit_once('/').map_or(project, |(it, _)| it);
            let mut claim = |name: &str, value: &str| {
                token.claims.insert(name.to_owned(), vec![value.to_owned()]);
            };
            claim("project_path", project);
            claim("namespace_path", namespace);
        }
        if let Some(environment) = signer.environment {
            let claim = vec![environment.to_owned()];
            token.claims.insert("environment".to_owned(), claim);
        }
        if refs.protected {
            let claim = vec!["true".to_owned()];
            token.claims.insert("ref_protected".to_owned(), claim);
        }
        stage.token(token);
    }
    if let Some(role) = variables.value("$AWS_ROLE_ARN").known()
        && role.starts_with("arn:")
    {
        let value = variables.value("$AWS_ROLE_ARN");
        stage.runs_as("oidc", &value, str::to_owned);
    }
}

fn subjects(project: Option<&str>, refs: &Refs) -> Vec<String> {
    let project = project.unwrap_or("*");
    let of = |kind: &str, name: &str| format!("project_path:{project}:ref_type:{kind}:ref:{name}");
    let branches = refs.branches().into_iter().map(|it| of("branch", it));
    branches
        .chain(refs.tags().into_iter().map(|it| of("tag", it)))
        .collect()
}

/// The secrets of `secrets`: the runner fetches them with a token of the job.
pub(super) fn secrets(job: &Job<'_>, variables: &Variables<'_>, stage: &mut StageDraft) {
    for (name, node) in job.entries("secrets").take(500) {
        if let Some(vault) = node.get("vault") {
            of_vault(name, vault, variables, stage);
        } else if let Some(azure) = node.get("azure_key_vault") {
            let server = variables.value("${AZURE_KEY_VAULT_SERVER_URL}");
            let own = azure.text_of("name").unwrap_or_default();
            let secret = variables.value(own);
            match (server.known(), secret.known()) {
                (Some(server), Some(known)) => {
                    let server = server.trim_end_matches('/').to_ascii_lowercase();
                    let id = format!("{server}/secrets/{}", known.to_ascii_lowercase());
                    let assumed = secret.assumed();
                    stage.secret(
                        "azure_key_vault",
                        name,
                        &id,
                        "azure:keyvault:secret",
                        assumed,
                    );
                }
                _ => unknown(name, own, stage),
            }
        } else if let Some(gcp) = node.get("gcp_secret_manager") {
            let project = variables.value("${GCP_PROJECT_NUMBER}");
            let own = gcp.text_of("name").unwrap_or_default();
            let secret = variables.value(own);
            match (project.known(), secret.known()) {
                (_, Some(secret)) if secret.starts_with("projects/") => {
                    let path = secret.split("/versions/").next().unwrap_or(secret);
                    let id = format!("//secretmanager.googleapis.com/{path}");
                    stage.secret(
                        "gcp_secret_manager",
                        name,
                        &id,
                        "gcp:secretmanager:secret",
                        None,
                    );
                }
                (Some(project), Some(secret)) => {
                    let id = format!(
                        "//secretmanager.googleapis.com/projects/{project}/secrets/{secret}"
                    );
                    stage.secret(
                        "gcp_secret_manager",
                        name,
                        &id,
                        "gcp:secretmanager:secret",
                        None,
                    );
                }
                _ => unknown(name, own, stage),
            }
        } else if let Some(aws) = node.get("aws_secrets_manager") {
            of_aws(name, aws, variables, stage);
        } else {
            unknown(name, name, stage);
        }
    }
}

fn unknown(name: &str, expression: &str, stage: &mut StageDraft) {
    let value = Value::unresolved(expression);
    stage.unresolved(&format!("secrets.{name}"), "secret", &value);
}

/// `PATH/FIELD@ENGINE`, or a map of the three.
fn of_vault(name: &str, vault: &Node, variables: &Variables<'_>, stage: &mut StageDraft) {
    let written = match vault.as_str() {
        Some(short) => {
            let (path, engine) = short.rsplit_once('@').unwrap_or((short, "kv-v2"));
            format!("{engine}/{path}")
        }
        None => {
            let engine = vault
                .get("engine")
                .and_then(|it| it.text_of("path"))
                .unwrap_or("kv-v2");
            let path = vault.text_of("path").unwrap_or_default();
            format!(
                "{engine}/{path}/{}",
                vault.text_of("field").unwrap_or_default()
            )
        }
    };
    let value = variables.value(&written);
    let Some(path) = value.known() else {
        return unknown(name, &written, stage);
    };
    let server = variables.value("${VAULT_SERVER_URL}");
    let server = server.known().unwrap_or("_");
    let server = server.split_once("://").map_or(server, |(_, it)| it);
    let server = server
        .split(['/', '@'])
        .next_back()
        .filter(|it| !it.is_empty())
        .unwrap_or("_");
    let id = format!("vault:{server}/{}", path.trim_matches('/'));
    stage.secret("vault", name, &id, "vault:secret", value.assumed());
}

/// `NAME#FIELD`, or a map with `secret_id`, `region`, `role_arn`.
fn of_aws(name: &str, aws: &Node, variables: &Variables<'_>, stage: &mut StageDraft) {
    let written = aws.as_str().map(|it| it.split('#').next().unwrap_or(it));
    let written = written
        .or_else(|| aws.text_of("secret_id"))
        .unwrap_or_default();
    let secret = variables.value(written);
    let role = aws.text_of("role_arn").map(|it| variables.value(it));
    if let Some(role) = &role {
        stage.runs_as("oidc", role, str::to_owned);
    }
    match secret.known() {
        Some(arn) if arn.starts_with("arn:") => {
            stage.secret(
                "aws_secrets_manager",
                name,
                arn,
                "aws:secretsmanager:secret",
                secret.assumed(),
            );
        }
        _ => unknown(name, written, stage),
    }
}
