//! What the steps of a stage name (Jenkins documentation, "Pipeline Steps Reference").

use super::super::ci::{self, Variables};
use super::super::{Output, StageDraft, Value};
use super::everywhere;
use super::groovy::{Call, Item, What, calls};

/// What the steps of a stage come to.
#[derive(Default)]
pub(super) struct Steps<'i> {
    pub(super) variables: Variables<'i>,
    /// The scripts.
    pub(super) text: String,
}

impl<'i> Steps<'i> {
    /// `NAME = 'value'`, `NAME = credentials('id')`.
    pub(super) fn environment(&mut self, blocks: &[&'i [Item]], stage: &mut StageDraft) {
        for block in blocks {
            for (index, item) in block.iter().enumerate() {
                let (What::Word(name), Some(What::Sign('='))) =
                    (&item.what, block.get(index + 1).map(|it| &it.what))
                else {
                    continue;
                };
                let Some(value) = block.get(index + 2) else {
                    continue;
                };
                match (&value.what, block.get(index + 3).map(|it| &it.what)) {
                    (What::Text(text), _) => {
                        self.variables.set(name, Some(text));
                        stage.variable(name, Some(text.as_str()).filter(|it| !it.contains('$')));
                    }
                    (What::Word(function), Some(What::Group('(', arguments)))
                        if function == "credentials" =>
                    {
                        match arguments.first().and_then(Item::text) {
                            Some(id) => credential("environment", name, id, stage),
                            None => {
                                stage.unresolved(
                                    &format!("environment.{name}"),
                                    "secret",
                                    &Value::unresolved("credentials"),
                                );
                            }
                        }
                    }
                    _ => stage.variable(name, None),
                }
            }
        }
    }

    /// What the steps of a body name, and those in them.
    pub(super) fn body(
        &mut self,
        all: &[Call<'i>],
        depth: usize,
        stage: &mut StageDraft,
        output: &Output<'_>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for call in all {
            self.call(call, depth, stage, output);
            let skipped = [
                "environment",
                "agent",
                "options",
                "parameters",
                "tools",
                "when",
            ];
            if !skipped.contains(&call.name) {
                self.body(&calls(call.body), depth, stage, output);
            }
        }
    }

    /// What one step names.
    pub(super) fn call(
        &mut self,
        call: &Call<'i>,
        depth: usize,
        stage: &mut StageDraft,
        output: &Output<'_>,
    ) {
        match call.name {
            "sh" | "bat" | "powershell" | "pwsh" => {
                let script = call
                    .first()
                    .or_else(|| call.named("script").and_then(Item::text));
                if let Some(script) = script.filter(|it| self.text.len() + it.len() < 4 << 20) {
                    self.text.push_str(script);
                    self.text.push('\n');
                }
            }
            "withCredentials"
            | "sshagent"
            | "docker.withRegistry"
            | "git"
            | "checkout"
            | "withKubeConfig" => {
                let mut ids = Vec::new();
                everywhere(call.arguments, "credentialsId", depth.min(10), &mut ids);
                for item in call.arguments {
                    if let (What::Group('[', list), "sshagent") = (&item.what, call.name) {
                        ids.extend(list.iter().filter_map(Item::text));
                    }
                }
                if call.name == "docker.withRegistry" {
                    ids.extend(call.arguments.iter().skip(1).filter_map(Item::text));
                }
                for id in ids.into_iter().take(100) {
                    credential(call.name, "", id, stage);
                }
            }
            "withAWS" => self.with_aws(call, stage),
            "withVault" => {
                let mut paths = Vec::new();
                everywhere(call.arguments, "path", depth.min(10), &mut paths);
                for path in paths.into_iter().take(100) {
                    let id = format!("vault:_/{}", path.trim_matches('/'));
                    stage.secret("withVault", "", &id, "vault:secret", None);
                }
            }
            "input" => stage.gate("approval", "a person must go on with the run"),
            "build" => {
                let job = call.named("job").and_then(Item::text).or(call.first());
                stage.attribute(
                    "downstream",
                    job.unwrap_or("a job that is known only at run time"),
                );
            }
            "load" => match call.first().filter(|it| !it.contains('$')) {
                Some(path) => ci::file_code(stage, output, path),
                None => {
                    stage.unresolved("load", "code", &Value::unresolved("load"));
                }
            },
            "docker.image" => {
                if let Some(image) = call.first() {
                    let image = self.variables.value(image);
                    stage.image("docker.image", &image);
                }
            }
            _ => {}
        }
    }

    fn with_aws(&self, call: &Call<'i>, stage: &mut StageDraft) {
        if let Some(id) = call.named("credentials").and_then(Item::text) {
            credential("withAWS", "", id, stage);
        }
        let account = call.named("roleAccount").and_then(Item::text);
        if let Some(role) = call.named("role").and_then(Item::said) {
            let value = match (role.starts_with("arn:"), account) {
                (true, _) => self.variables.value(role),
                (false, Some(account)) => self
                    .variables
                    .value(&format!("arn:aws:iam::{account}:role/{role}")),
                (false, None) => Value::unresolved(role),
            };
            stage.runs_as("assume-role", &value, str::to_owned);
        }
    }
}

/// A credential of Jenkins that is handed to a stage.
pub(super) fn credential(how: &str, name: &str, id: &str, stage: &mut StageDraft) {
    match id.contains('$') {
        true => {
            stage.unresolved(
                &format!("{how}.credentials"),
                "secret",
                &Value::unresolved(id),
            );
        }
        false => {
            let id = format!("jenkins:credentials/{id}");
            stage.secret(how, name, &id, "jenkins:credentials", None);
        }
    }
}
