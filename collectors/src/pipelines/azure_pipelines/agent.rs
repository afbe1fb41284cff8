//! What a job is given besides its steps: groups of variables, an environment, an agent (Azure Pipelines documentation, "Variable
//! groups", "Environments", "pool").

use super::super::{Node, Output, StageDraft, Value};
use super::connections;
use super::context::{Scope, entries, flat, member};
use super::jobs::{Around, Walker};
use super::steps::template_code;

impl<'n> Walker<'_, 'n> {
    /// The groups of variables in scope, and templates of variables.
    pub(super) fn groups(&self, scope: &Scope<'n>, stage: &mut StageDraft, output: &Output<'_>) {
        for group in scope.groups.iter().take(100) {
            let value = self.context.value(group, scope);
            match value.known() {
                Some(name) => {
                    let id = self.context.project.id(&format!("variable-groups/{name}"));
                    let why = "a group of variables may hold secrets, its own or of a key vault";
                    let why = Some(value.assumed().unwrap_or_else(|| why.to_owned()));
                    stage.secret(
                        "variable-group",
                        name,
                        &id,
                        "azure-pipelines:variable-group",
                        why,
                    );
                }
                None => {
                    stage.unresolved("variables.group", "secret", &value);
                }
            }
        }
        for template in scope.templates.iter().take(100) {
            template_code(template, self.context, stage, output);
        }
    }

    /// The environment that a job deploys to: its approvals and checks are settings of the environment.
    pub(super) fn environment(&self, node: &'n Node, scope: &Scope<'n>, stage: &mut StageDraft) {
        let Some(environment) = member(node, "environment") else {
            return;
        };
        let Some(name) = environment.as_str().or_else(|| environment.text_of("name")) else {
            return;
        };
        let value = self.context.value(name, scope);
        let shown = value.known().unwrap_or(name);
        stage.gate(
            "environment",
            format!("{shown}; its approvals and checks are not in the file"),
        );
        stage.attribute("environment", crate::redact::free_text(shown).into_owned());
    }

    /// The machine and the container that it runs on.
    pub(super) fn agent(
        &self,
        node: &'n Node,
        around: &Around<'_, 'n>,
        scope: &Scope<'n>,
        stage: &mut StageDraft,
    ) {
        let pool = member(node, "pool")
            .or_else(|| around.node.and_then(|it| member(it, "pool")))
            .or_else(|| member(self.root, "pool"));
        if let Some(pool) = pool {
            let name = pool.as_str().or_else(|| pool.text_of("name"));
            if let Some(image) = pool.text_of("vmImage") {
                stage.attribute("hosted_image", image);
            }
            match name.map(|it| (it, self.context.value(it, scope))) {
                Some((_, value))
                    if matches!(value.known(), Some("server" | "Azure Pipelines" | "Hosted")) => {}
                Some((name, value)) => {
                    let known = value.known().unwrap_or(name);
                    stage.attribute("pool", known);
                    stage.attribute("self_hosted", true);
                    let host =
                        Value::unresolved(&format!("the host of an agent of the pool {known}"));
                    stage.runs_as("runner", &host, str::to_owned);
                }
                None => {}
            }
        }
        let services = node
            .get("services")
            .into_iter()
            .flat_map(entries)
            .map(|(_, it)| it);
        for container in node.get("container").into_iter().chain(services) {
            let Some(named) = container.as_str().or_else(|| container.text_of("image")) else {
                continue;
            };
            let listed = self
                .root
                .get("resources")
                .and_then(|it| it.get("containers"));
            let listed = flat(listed.map_or(&[][..], Node::items));
            let resource = listed
                .into_iter()
                .find(|it| it.text_of("container") == Some(named));
            let image = resource.and_then(|it| it.text_of("image")).unwrap_or(named);
            stage.image("container", &self.context.value(image, scope));
            if let Some(endpoint) = resource.unwrap_or(container).text_of("endpoint") {
                let value = self.context.value(endpoint, scope);
                connections::read(
                    stage,
                    "dockerRegistryEndpoint",
                    &value,
                    &self.context.project,
                );
            }
        }
    }
}
