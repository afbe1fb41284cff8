//! The steps of a job: tasks, scripts, templates, checkouts (Azure Pipelines documentation, "steps" and the task reference).

use std::collections::BTreeSet;

use super::super::ci;
use super::super::{Node, Output, StageDraft, Value};
use super::connections;
use super::context::{Context, Scope, entries, flat, member};
use crate::facts::LineageKind;

/// What the steps of a job are read for.
pub(super) struct Steps<'a, 'n> {
    pub(super) context: &'a Context<'n>,
    pub(super) scope: &'a Scope<'n>,
    /// Whether a step checks the own repository out, or none says that it does not.
    pub(super) checks_out: bool,
    /// Whether a person must validate.
    pub(super) manual: bool,
}

impl<'n> Steps<'_, 'n> {
    pub(super) fn read(&mut self, steps: &'n Node, stage: &mut StageDraft, output: &Output<'_>) {
        for step in flat(steps.items()) {
            self.step(step, stage, output);
        }
    }

    fn value(&self, text: &str) -> Value {
        self.context.value(text, self.scope)
    }

    fn step(&mut self, step: &'n Node, stage: &mut StageDraft, output: &Output<'_>) {
        for language in ["script", "bash", "pwsh", "powershell"] {
            if let Some(text) = step.text_of(language) {
                self.script(text, stage);
            }
        }
        if let Some(template) = step.text_of("template") {
            template_code(template, self.context, stage, output);
            for (name, value) in step.get("parameters").into_iter().flat_map(entries) {
                if let (Some(name), Some(text)) = (name.as_str(), value.as_str()) {
                    connections::read(stage, name, &self.value(text), &self.context.project);
                }
            }
        }
        match step.text_of("checkout") {
            Some("none") => self.checks_out = false,
            Some("self") | None => {}
            Some(other) => repository_code(other, self.context, stage),
        }
        for (name, value) in member(step, "env").into_iter().flat_map(entries) {
            let Some(name) = name.as_str() else { continue };
            let text = value.as_str();
            stage.variable(name, text.filter(|it| !it.contains('$')));
            self.macros(text.unwrap_or_default(), stage);
        }
        if let Some(task) = step.text_of("task") {
            self.task(task, step, stage, output);
        }
    }

    fn script(&self, text: &str, stage: &mut StageDraft) {
        ci::read_script(stage, text, &self.scope.variables);
        self.macros(text, stage);
    }

    /// `$(NAME)` that the file does not set: from a group of variables, or the settings of the pipeline. Each may be a secret.
    pub(super) fn macros(&self, text: &str, stage: &mut StageDraft) {
        for name in macros(text) {
            if name.eq_ignore_ascii_case("System.AccessToken") {
                stage.attribute("uses_job_token", true);
            }
            if name.contains('.') || self.scope.variables.has(name) || COMMANDS.contains(&name) {
                continue;
            }
            let id = self.context.project.id(&format!("variables/{name}"));
            let why = match self.scope.groups.is_empty() {
                true => "it is set nowhere in the file: it is taken for a variable of the pipeline",
                false => {
                    "it is set nowhere in the file: it is taken for a variable of the pipeline or of one of its groups"
                }
            };
            let known = stage.fact().secrets.iter().any(|it| it.secret == id);
            if !known && stage.fact().secrets.len() < ci::MOST_VARIABLES {
                stage.secret(
                    "variable",
                    name,
                    &id,
                    "azure-pipelines:variable",
                    Some(why.to_owned()),
                );
            }
        }
    }

    fn task(&mut self, task: &str, step: &'n Node, stage: &mut StageDraft, output: &Output<'_>) {
        let name = task.split('@').next().unwrap_or(task);
        let name = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
        let inputs = member(step, "inputs");
        let input = |of: &str| {
            let all = inputs.into_iter().flat_map(entries);
            let mut named =
                all.filter(|(key, _)| key.as_str().is_some_and(|it| it.eq_ignore_ascii_case(of)));
            named.next().and_then(|(_, value)| value.as_str())
        };
        for (key, value) in inputs.into_iter().flat_map(entries) {
            let (Some(key), Some(text)) = (key.as_str(), value.as_str()) else {
                continue;
            };
            connections::read(stage, key, &self.value(text), &self.context.project);
            match key.to_ascii_lowercase().as_str() {
                "inlinescript" | "script" | "inline" => self.script(text, stage),
                "scriptpath" | "filepath" | "scriptfile" => match self.value(text).known() {
                    Some(path) if !path.contains("..") => {
                        let path = path.replace('\\', "/");
                        ci::file_code(stage, output, path.trim_start_matches('/'));
                    }
                    _ => {
                        stage.unresolved(key, "code", &Value::unresolved(text));
                    }
                },
                _ => self.macros(text, stage),
            }
        }
        if input("addSpnToEnvironment").is_some_and(|it| it.eq_ignore_ascii_case("true")) {
            stage.attribute("credential_in_environment", true);
        }
        match name.as_str() {
            "azurekeyvault" => self.key_vault(input("KeyVaultName"), input("SecretsFilter"), stage),
            "manualvalidation" | "manualintervention" => self.manual = true,
            "downloadsecurefile" => {
                let file = self.value(input("secureFile").unwrap_or_default());
                match file.known() {
                    Some(known) => {
                        let id = self.context.project.id(&format!("secure-files/{known}"));
                        stage.secret(
                            "secure-file",
                            "",
                            &id,
                            "azure-pipelines:secure-file",
                            file.assumed(),
                        );
                    }
                    None => {
                        stage.unresolved("secureFile", "secret", &file);
                    }
                }
            }
            "docker" => {
                let pushes =
                    input("command").is_none_or(|it| it.to_ascii_lowercase().contains("push"));
                if let Some(repository) = input("repository").filter(|_| pushes) {
                    let registry = input("containerRegistry").unwrap_or("the registry");
                    let value = Value::unresolved(&format!("{repository} in {registry}"));
                    stage.unresolved("push", "image", &value);
                }
            }
            _ => {}
        }
    }

    /// `AzureKeyVault@2`: the secrets of a vault as variables, those that are named or all.
    fn key_vault(&self, vault: Option<&str>, filter: Option<&str>, stage: &mut StageDraft) {
        let vault = self.value(vault.unwrap_or_default());
        let filter = self.value(filter.unwrap_or("*"));
        let (Some(name), Some(names)) = (vault.known(), filter.known()) else {
            let value = if vault.known().is_none() {
                &vault
            } else {
                &filter
            };
            stage.unresolved("AzureKeyVault", "secret", value);
            return;
        };
        let name = name.to_ascii_lowercase();
        for secret in names
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .take(200)
        {
            let id = format!(
                "https://{name}.vault.azure.net/secrets/{}",
                secret.to_ascii_lowercase()
            );
            let assumed = vault.assumed().or_else(|| filter.assumed());
            let shown = if secret == "*" { "" } else { secret };
            stage.secret(
                "AzureKeyVault",
                shown,
                &id,
                "azure:keyvault:secret",
                assumed,
            );
        }
    }
}

/// Commands that scripts call without arguments, which look like macros.
const COMMANDS: [&str; 12] = [
    "pwd", "date", "whoami", "hostname", "nproc", "uname", "ls", "id", "arch", "mktemp", "tty",
    "env",
];

/// The macros of a text: `$(NAME)`.
fn macros(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for part in text.split("$(").skip(1) {
        if let Some((name, _)) = part.split_once(')')
            && !name.is_empty()
            && name.len() <= 200
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        {
            found.insert(name);
        }
    }
    found
}

/// A template is code: a file beside this one, or of another repository, pinned where that is named by a commit.
pub(super) fn template_code(
    template: &str,
    context: &Context<'_>,
    stage: &mut StageDraft,
    output: &Output<'_>,
) {
    if template.contains("${{") {
        stage.unresolved(
            &format!("template.{template}"),
            "code",
            &Value::unresolved(template),
        );
        return;
    }
    let Some((path, alias)) = template
        .rsplit_once('@')
        .filter(|(_, alias)| *alias != "self")
    else {
        let path = template.trim_end_matches("@self");
        let folder = output.file().path_in_repository();
        let folder = folder.rsplit_once('/').map_or("", |(it, _)| it);
        ci::file_code(stage, output, &beside(folder, path));
        return;
    };
    match repository(alias, context) {
        Some((id, pin)) => {
            let id = format!("{id}/{}", path.trim_start_matches('/'));
            stage.reads_pinned_asset(LineageKind::Code, file_type(&id), &id, pin);
        }
        None => {
            stage.unresolved(
                &format!("template.{template}"),
                "code",
                &Value::unresolved(template),
            );
        }
    }
}

fn file_type(id: &str) -> &'static str {
    match id.starts_with("github:") {
        true => "github:file",
        false => "git:file",
    }
}

/// A path from a folder of the repository.
fn beside(folder: &str, path: &str) -> String {
    if let Some(rooted) = path.strip_prefix('/') {
        return rooted.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/').take(200) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Another repository that is checked out.
fn repository_code(alias: &str, context: &Context<'_>, stage: &mut StageDraft) {
    match repository(alias, context) {
        Some((id, pin)) => {
            let kind = match id.starts_with("github:") {
                true => "github:repository-contents",
                false => "git:repository-contents",
            };
            stage.reads_pinned_asset(LineageKind::Code, kind, &format!("{id}/*"), pin);
        }
        None => {
            stage.unresolved(
                &format!("checkout.{alias}"),
                "code",
                &Value::unresolved(alias),
            );
        }
    }
}

/// The id of a repository among the resources, and the commit that it is pinned to.
fn repository(alias: &str, context: &Context<'_>) -> Option<(String, Option<String>)> {
    let listed = context.root.get("resources")?.get("repositories")?;
    let found = flat(listed.items())
        .into_iter()
        .find(|it| it.text_of("repository") == Some(alias))?;
    let name = found.text_of("name").filter(|it| !it.contains('$'))?;
    let id = match found.text_of("type").unwrap_or("git") {
        "github" | "githubenterprise" => format!("github:{name}"),
        "bitbucket" => format!("bitbucket:{name}"),
        _ => {
            let (organisation, own) = context.project.organisation()?;
            let (project, name) = name.split_once('/').unwrap_or((own, name));
            format!("git:dev.azure.com/{organisation}/{project}/_git/{name}")
        }
    };
    let pin = found
        .text_of("ref")
        .filter(|it| it.len() == 40 && it.bytes().all(|b| b.is_ascii_hexdigit()));
    Some((id, pin.map(str::to_owned)))
}
