//! Where a stage runs (Jenkins documentation, "Pipeline Syntax": `agent`).

use super::super::ci::Variables;
use super::super::defaults::kubernetes_id;
use super::super::{StageDraft, Value};
use super::groovy::{Call, Item, calls};
use super::steps::credential;

/// Where it runs: every agent is a machine of one's own, with what identity its host has.
pub(super) fn agent(call: Option<Call<'_>>, stage: &mut StageDraft) {
    let all = call.map(|it| calls(it.body)).unwrap_or_default();
    let mut label = call.and_then(|it| {
        it.first()
            .or_else(|| it.named("label").and_then(Item::text))
    });
    let said = |it: &Call<'_>, name: &str| -> Option<String> {
        let inner = calls(it.body);
        let found = inner.iter().find(|it| it.name == name)?;
        found.first().map(str::to_owned)
    };
    let mut in_cluster = false;
    for one in &all {
        match one.name {
            "label" => label = one.first().or(label),
            "docker" => {
                if let Some(image) = one
                    .first()
                    .map(str::to_owned)
                    .or_else(|| said(one, "image"))
                {
                    stage.image("agent", &Variables::default().value(&image));
                }
                if let Some(id) = said(one, "registryCredentialsId") {
                    credential("agent", "", &id, stage);
                }
            }
            "kubernetes" => {
                in_cluster = true;
                let namespace = said(one, "namespace").unwrap_or_else(|| "default".to_owned());
                match said(one, "serviceAccount") {
                    Some(account) => {
                        let id = kubernetes_id(&namespace, "ServiceAccount", &account);
                        stage.runs_as("service-account", &Value::literal(id), str::to_owned);
                    }
                    None => {
                        let value = Value::unresolved("the service account of the pod");
                        stage.runs_as("service-account", &value, str::to_owned);
                    }
                }
            }
            _ => {}
        }
    }
    if !in_cluster {
        let host = match label {
            Some(label) => format!("the host of an agent with the label {label}"),
            None => "the host of an agent".to_owned(),
        };
        stage.runs_as("agent", &Value::unresolved(&host), str::to_owned);
    }
}
