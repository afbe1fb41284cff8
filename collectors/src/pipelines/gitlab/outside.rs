//! The variables of a job, and those that it takes from outside of the file (GitLab Docs, "GitLab CI/CD variables").

use std::collections::HashSet;

use super::super::ci::{self, Variables, used};
use super::super::{Node, Output, StageDraft};
use super::Reader;
use super::job::Job;
use crate::facts::Provider;

impl<'n> Reader<'n, '_> {
    /// The variables of the file and the job. Every one of them goes to the environment of the job.
    pub(super) fn variables(&self, job: &Job<'n>, stage: &mut StageDraft) -> Variables<'n> {
        let mut variables = Variables::default();
        let mut environment: Vec<(&str, Option<&str>)> = Vec::new();
        let globals = self
            .root
            .get("variables")
            .filter(|_| job.inherits_variables());
        let maps = globals.into_iter().chain(job.all("variables"));
        for (name, value) in maps.flat_map(Node::entries) {
            let Some(name) = name.as_str() else { continue };
            let text = value.as_str().or_else(|| value.text_of("value"));
            // One with a description is asked for when somebody starts a pipeline.
            match value.get("description").is_some() {
                true => variables.parameter(name, text.or(Some(""))),
                false => variables.set(name, text.or(value.is_null().then_some(""))),
            }
            environment.push((name, text));
        }
        environment.reverse();
        let mut told = HashSet::new();
        for (name, text) in environment.into_iter().take(ci::MOST_VARIABLES) {
            if told.insert(name) {
                stage.variable(name, text);
            }
        }
        if let (Some(project), Some(host)) = (&self.project, &self.host) {
            let name = project.rsplit('/').next().unwrap_or(project);
            let namespace = project.rsplit_once('/').map_or("", |(it, _)| it);
            for (variable, text) in [
                ("CI_PROJECT_PATH", project.clone()),
                ("CI_PROJECT_NAME", name.to_owned()),
                ("CI_PROJECT_NAMESPACE", namespace.to_owned()),
                ("CI_SERVER_HOST", host.clone()),
                ("CI_SERVER_FQDN", host.clone()),
                ("CI_SERVER_URL", format!("https://{host}")),
            ] {
                variables.predefined(variable, text);
            }
            if host == "gitlab.com" {
                let registry = "registry.gitlab.com";
                let image = format!("{registry}/{}", project.to_ascii_lowercase());
                variables.predefined("CI_REGISTRY", registry.to_owned());
                variables.predefined("CI_REGISTRY_IMAGE", image);
            }
        }
        variables
    }

    /// Variables that are used and set nowhere come from the settings of the project, its groups or the instance, or from
    /// another job: each may be a secret.
    pub(super) fn taken_from_outside(
        &mut self,
        job: &Job<'n>,
        script: &str,
        variables: &Variables<'n>,
        stage: &mut StageDraft,
        output: &Output<'_>,
    ) {
        let mut names = used(script);
        let maps = self
            .root
            .get("variables")
            .into_iter()
            .chain(job.all("variables"));
        for (_, value) in maps.flat_map(Node::entries) {
            let text = value
                .as_str()
                .or_else(|| value.text_of("value"))
                .unwrap_or_default();
            if !self.budget.take(text.len()) {
                break;
            }
            names.extend(used(text));
        }
        for text in ["image", "environment"]
            .into_iter()
            .filter_map(|it| job.get(it))
        {
            let text = text.as_str().or_else(|| text.text_of("name"));
            names.extend(text.map(used).unwrap_or_default());
        }
        let uses = [
            "CI_JOB_TOKEN",
            "CI_REGISTRY_PASSWORD",
            "CI_JOB_JWT",
            "CI_JOB_JWT_V2",
        ];
        if names.iter().any(|it| uses.contains(it)) {
            stage.attribute("uses_job_token", true);
        }
        let tokens: Vec<&str> = job
            .names_of("id_tokens")
            .chain(job.names_of("secrets"))
            .collect();
        let others = names.into_iter().filter(|name| {
            let given = name.starts_with("CI_") && *name != "CI_DEPLOY_PASSWORD"
                || [
                    "CI",
                    "GITLAB_CI",
                    "GITLAB_USER_LOGIN",
                    "GITLAB_USER_EMAIL",
                    "GITLAB_USER_NAME",
                    "GITLAB_USER_ID",
                ]
                .contains(name)
                || ["FF_", "RUNNER_"].iter().any(|it| name.starts_with(it));
            !given && !variables.has(name) && !tokens.contains(name)
        });
        for name in others.take(ci::MOST_VARIABLES) {
            let id = output.file().id_of(&format!("variables/{name}"));
            let id = match output.file().repository.provider {
                Provider::Gitlab => id,
                _ => format!("{}/variables/{name}", output.file().repository.id),
            };
            let why =
                "it is set nowhere in the file: it is taken for a CI/CD variable of the project";
            stage.secret(
                "variable",
                name,
                &id,
                "gitlab:variable",
                Some(why.to_owned()),
            );
        }
    }
}
