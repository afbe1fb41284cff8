//! Whose permissions a run has: dynamic provider credentials (HCP Terraform documentation, "Use dynamic credentials with the AWS
//! provider", "… GCP …", "… Azure …", "… Vault …", "Specify multiple configurations", "Generate workload identity tokens manually").
//!
//! `TFC_AWS_PROVIDER_AUTH` switches it on, `TFC_AWS_RUN_ROLE_ARN` names the role of both phases, `TFC_AWS_PLAN_ROLE_ARN` and
//! `TFC_AWS_APPLY_ROLE_ARN` that of one. With a tag (`TFC_AWS_PROVIDER_AUTH_TAG`) there may be several.

use super::variables::Variables;
use crate::pipelines::ci::{application, service_account};
use crate::pipelines::{StageDraft, Value};

/// Takes on the identities of a phase, `PLAN` or `APPLY`; returns the audiences of its tokens. No token is made without one.
pub(super) fn of(phase: &str, variables: &Variables<'_>, stage: &mut StageDraft) -> Vec<String> {
    let mut audiences = Vec::new();
    for (cloud, default) in [
        ("AWS", Some("aws.workload.identity")),
        ("GCP", None),
        ("AZURE", Some("api://AzureADTokenExchange")),
        ("VAULT", Some("vault.workload.identity")),
        ("KUBERNETES", Some("kubernetes")),
    ] {
        let begin = format!("TFC_{cloud}_PROVIDER_AUTH");
        for key in variables.keys() {
            let Some(tag) = key.strip_prefix(begin.as_str()) else {
                continue;
            };
            let fits = tag.is_empty() || tag.starts_with('_');
            if !fits || !variables.is_true(key) {
                continue;
            }
            let one = One {
                cloud,
                phase,
                tag,
                variables,
            };
            let asked = one.find("WORKLOAD_IDENTITY_AUDIENCE");
            let asked = asked.map(|it| it.known().unwrap_or("*").to_owned());
            let audience = asked.or_else(|| default.map(str::to_owned));
            let audience = audience.or_else(|| one.provider().map(|it| audience_of(&it)));
            audiences.push(audience.unwrap_or_else(|| "*".to_owned()));
            one.identity(stage);
        }
    }
    // Tokens for the configuration itself, for whatever it hands them to.
    for key in variables.keys() {
        if key.starts_with("TFC_WORKLOAD_IDENTITY_AUDIENCE")
            && let Some(value) = variables.value(key)
        {
            audiences.push(value.known().unwrap_or("*").to_owned());
        }
    }
    audiences.sort();
    audiences.dedup();
    audiences
}

/// What is asked for where no audience is set: the provider's own name without `https:`.
fn audience_of(provider: &Value) -> String {
    match provider.known() {
        Some(name) => format!("//iam.googleapis.com/{name}"),
        None => "*".to_owned(),
    }
}

/// One configuration of a cloud.
struct One<'v> {
    cloud: &'v str,
    phase: &'v str,
    tag: &'v str,
    variables: &'v Variables<'v>,
}

impl One<'_> {
    /// `TFC_AWS_NAME`, with the tag; else the default that all tags share.
    fn find(&self, name: &str) -> Option<Value> {
        let (cloud, tag) = (self.cloud, self.tag);
        let own = self.variables.value(&format!("TFC_{cloud}_{name}{tag}"));
        own.or_else(|| self.variables.value(&format!("TFC_DEFAULT_{cloud}_{name}")))
    }

    /// The one of the phase, else that of the whole run.
    fn of_phase(&self, name: &str) -> Option<Value> {
        let own = self.find(&format!("{}_{name}", self.phase));
        own.or_else(|| self.find(&format!("RUN_{name}")))
    }

    /// The provider of a pool of Google Cloud: whole, or in its parts.
    fn provider(&self) -> Option<Value> {
        if let Some(whole) = self.find("WORKLOAD_PROVIDER_NAME") {
            return Some(whole);
        }
        let parts = ["PROJECT_NUMBER", "WORKLOAD_POOL_ID", "WORKLOAD_PROVIDER_ID"];
        let parts = parts.map(|it| self.find(it));
        match parts
            .each_ref()
            .map(|it| it.as_ref().and_then(Value::known))
        {
            [Some(number), Some(pool), Some(provider)] => Some(Value::literal(format!(
                "projects/{number}/locations/global/workloadIdentityPools/{pool}/providers/{provider}"
            ))),
            _ => None,
        }
    }

    fn identity(&self, stage: &mut StageDraft) {
        let (name, id_of): (&str, fn(&str) -> String) = match self.cloud {
            "AWS" => ("ROLE_ARN", str::to_owned),
            "GCP" => ("SERVICE_ACCOUNT_EMAIL", service_account),
            "AZURE" => ("CLIENT_ID", application),
            "VAULT" => return self.vault(stage),
            // Which user of a cluster it is, its claims decide.
            _ => return,
        };
        let found = self.of_phase(name);
        match (found, self.cloud) {
            (Some(value), _) => stage.runs_as("oidc", &value, id_of),
            // Without an account, the principal of the pool itself.
            (None, "GCP") => {
                let open = Value::unresolved("the provider of the pool, which no variable names");
                let provider = self.provider().unwrap_or(open);
                stage.runs_as("oidc", &provider, |it| format!("//iam.googleapis.com/{it}"));
            }
            (None, cloud) => {
                let what = format!("TFC_{cloud}_RUN_{name}{}, which is set nowhere", self.tag);
                stage.runs_as("oidc", &Value::unresolved(&what), str::to_owned);
            }
        }
    }

    fn vault(&self, stage: &mut StageDraft) {
        let known = |name: &str| self.find(name).and_then(|it| it.known().map(str::to_owned));
        let address = known("ADDR").unwrap_or_else(|| "*".to_owned());
        let host = address.split("://").last().unwrap_or(&address);
        let host = host.trim_end_matches('/').to_owned();
        let mount = known("AUTH_PATH").unwrap_or_else(|| "jwt".to_owned());
        if let Some(role) = self.of_phase("ROLE") {
            stage.runs_as("oidc", &role, |it| {
                format!("vault:{host}/auth/{mount}/role/{it}")
            });
        }
    }
}
