//! The identities of clouds that the steps of a job take on.

use serde_json::{Value as Json, json};

use super::expression;
use super::names::Names;
use crate::pipelines::ci::{application, service_account};
use crate::pipelines::{Node, StageDraft, Value};

/// What the logins of a job ask for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The audiences for which tokens are asked. Whoever runs code in the job may ask for others.
    pub(super) audiences: Vec<String>,
    /// The apps of which tokens are made: the name of the secret with the key, and the number of the app where it is known.
    pub(super) apps: Vec<Json>,
}

/// Actions that make a token of an app with its private key, and their inputs for the app and the key (their READMEs).
const OF_APPS: [(&str, &[&str], &str); 4] = [
    (
        "actions/create-github-app-token",
        &["app-id", "client-id"],
        "private-key",
    ),
    ("tibdex/github-app-token", &["app_id"], "private_key"),
    (
        "getsentry/action-github-app-token",
        &["app_id"],
        "private_key",
    ),
    (
        "peter-murray/workflow-application-token-action",
        &["application_id"],
        "application_private_key",
    ),
];

impl Found {
    /// Looks at a step.
    pub(super) fn step(
        &mut self,
        step: &Node,
        names: &Names<'_>,
        oidc: bool,
        stage: &mut StageDraft,
    ) {
        let Some(uses) = step.text_of("uses") else {
            return;
        };
        let action = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
        let input = |name: &str| Some(names.value(step.at(&["with", name])?.as_str()?));
        match action.as_str() {
            "aws-actions/configure-aws-credentials" => self.aws(&input, oidc, stage),
            "google-github-actions/auth" => self.google(&input, stage),
            "azure/login" => self.azure(&input, stage),
            "hashicorp/vault-action" => self.vault(&input, stage),
            _ => {}
        }
        let of_app = OF_APPS.iter().find(|(name, ..)| *name == action);
        if let Some((_, app, key)) = of_app {
            let app = app.iter().find_map(|it| input(it));
            let key = step.at(&["with", key]).and_then(Node::as_str);
            self.app(app.as_ref(), key.unwrap_or_default());
        }
    }

    fn app(&mut self, app: Option<&Value>, key: &str) {
        let (contexts, _) = expression::contexts(key);
        for secret in contexts.iter().filter_map(|it| it.strip_prefix("secrets.")) {
            let mut made = json!({"secret": secret.to_ascii_uppercase()});
            if let Some(known) = app.and_then(Value::known)
                && let Some(made) = made.as_object_mut()
            {
                made.insert("app".to_owned(), known.into());
            }
            if !self.apps.contains(&made) && self.apps.len() < 50 {
                self.apps.push(made);
            }
        }
    }

    /// README of the action: without `audience`, `sts.amazonaws.com`; with a key, the role is assumed by its user.
    fn aws(&mut self, input: &dyn Fn(&str) -> Option<Value>, oidc: bool, stage: &mut StageDraft) {
        let has_key = input("aws-access-key-id").is_some();
        if let Some(key) = input("aws-access-key-id").filter(|it| it.known().is_some()) {
            // The id of a key is no secret, and names its user.
            stage.variable("aws-access-key-id", key.known());
        }
        let Some(role) = input("role-to-assume") else {
            return;
        };
        let how = match has_key || !oidc {
            true => "assume-role",
            false => {
                let asked = input("audience").and_then(|it| it.known().map(str::to_owned));
                self.audiences
                    .push(asked.unwrap_or_else(|| "sts.amazonaws.com".to_owned()));
                "oidc"
            }
        };
        // With a key, the name alone is enough: the account is that of the key.
        let role = match role.known() {
            Some(known) if !known.starts_with("arn:") => Value::unresolved(known),
            _ => role,
        };
        stage.runs_as(how, &role, str::to_owned);
    }

    /// README of the action: a service account that is impersonated, or the federated principal itself.
    fn google(&mut self, input: &dyn Fn(&str) -> Option<Value>, stage: &mut StageDraft) {
        let Some(provider) = input("workload_identity_provider") else {
            return;
        };
        let named = provider.known().unwrap_or(provider.expression()).to_owned();
        let audience = input("audience").and_then(|it| it.known().map(str::to_owned));
        let default = provider
            .known()
            .map(|it| format!("https://iam.googleapis.com/{it}"));
        self.audiences.extend(audience.or(default));
        match input("service_account") {
            Some(account) => stage.runs_as("oidc", &account, service_account),
            None => {
                stage.runs_as("oidc", &provider, |it| format!("//iam.googleapis.com/{it}"));
            }
        }
        stage.attribute("workload_identity_provider", named);
    }

    /// README of the action: `client-id`, `tenant-id`; `creds` is a secret with a password in it.
    fn azure(&mut self, input: &dyn Fn(&str) -> Option<Value>, stage: &mut StageDraft) {
        let Some(client) = input("client-id") else {
            return;
        };
        let audience = input("audience").and_then(|it| it.known().map(str::to_owned));
        self.audiences
            .push(audience.unwrap_or_else(|| "api://AzureADTokenExchange".to_owned()));
        stage.runs_as("oidc", &client, application);
        if let Some(tenant) = input("tenant-id").and_then(|it| it.known().map(str::to_owned)) {
            stage.attribute("azure_tenant", tenant);
        }
    }

    /// README of the action: with `method: jwt` the role is taken on with the token; `secrets` has lines `PATH KEY | NAME`.
    fn vault(&mut self, input: &dyn Fn(&str) -> Option<Value>, stage: &mut StageDraft) {
        let known = |name: &str| input(name).and_then(|it| it.known().map(str::to_owned));
        let host = known("url").unwrap_or_else(|| "*".to_owned());
        let host = host
            .split("://")
            .last()
            .unwrap_or(&host)
            .trim_end_matches('/')
            .to_owned();
        if known("method").as_deref() == Some("jwt") {
            let mount = known("path").unwrap_or_else(|| "jwt".to_owned());
            if let Some(role) = input("role") {
                stage.runs_as("oidc", &role, |it| {
                    format!("vault:{host}/auth/{mount}/role/{it}")
                });
            }
            self.audiences.extend(known("jwtGithubAudience"));
        }
        for line in known("secrets").unwrap_or_default().split(';') {
            let mut words = line.split_whitespace();
            let (Some(path), Some(key)) = (words.next(), words.next()) else {
                continue;
            };
            let name = words.next_back().unwrap_or(key);
            stage.secret(
                "vault",
                name,
                &format!("vault:{host}/{path}"),
                "vault:secret",
                None,
            );
        }
    }
}
