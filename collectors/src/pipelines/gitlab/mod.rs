//! GitLab CI/CD: `.gitlab-ci.yml` and the files that it includes (GitLab Docs, "CI/CD YAML syntax reference").
//!
//! One file is read at a time: jobs of an included file are a pipeline of their own, under the id of that file, which the
//! jobs of the file that includes it take as code.

mod identity;
mod include;
mod job;
mod order;
mod outside;
mod refs;
mod runners;
mod setting;

use std::collections::HashMap;

use self::job::{Definition, Job};
use self::refs::Refs;
pub(super) use self::runners::Runners as GitLabRunners;
use super::ci::{self, Budget, Variables, stage_kind};
use super::{Document, Kind, Node, Output, PipelineDraft, StageDraft, Value};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};

/// See the top of the file.
pub(super) struct GitLab;

/// Members of the file that are no jobs.
const NO_JOBS: [&str; 12] = [
    "default",
    "include",
    "stages",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "spec",
    "types",
];

impl Kind for GitLab {
    fn name(&self) -> &'static str {
        "gitlab-ci"
    }

    fn description(&self) -> &'static str {
        "GitLab CI/CD: .gitlab-ci.yml and the files that it includes"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree().filter(|it| it.is_map()) else {
            return false;
        };
        let name = document.file.name();
        if name.ends_with(".gitlab-ci.yml") || name.ends_with(".gitlab-ci.yaml") {
            return root.get("spec").is_none() || root.entries().len() > 1;
        }
        let marked = root.get("stages").is_some_and(Node::is_list)
            || document.file.repository.provider == Provider::Gitlab;
        let foreign = [
            "apiVersion",
            "jobs",
            "steps",
            "pipelines",
            "on",
            "kind",
            "language",
        ];
        marked
            && !foreign.iter().any(|it| root.get(it).is_some())
            && root.entries().iter().any(|(name, job)| {
                let script = job.get("script");
                name.as_str().is_some_and(|it| !NO_JOBS.contains(&it))
                    && (script.is_some_and(|it| it.is_list() || it.as_str().is_some())
                        || job.get("trigger").is_some() && job.get("stage").is_some())
            })
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let file = output.file();
        let id = file.id();
        let name = file.path_in_repository();
        let mut pipeline =
            PipelineDraft::new(output, Provider::Gitlab, "gitlab:pipeline", id, &name, root);
        if let Some(name) = root.at(&["workflow", "name"]).and_then(Node::as_str) {
            pipeline.attribute("workflow_name", crate::redact::free_text(name).into_owned());
        }
        let definition = Definition::new(root, &NO_JOBS);
        let mut reader = Reader {
            root,
            host: host(output),
            project: project(output),
            workflow: root.at(&["workflow", "rules"]).map(refs::of_rules),
            budget: Budget::default(),
            jobs_of: HashMap::new(),
            includes: include::read(root, output),
            definition: &definition,
        };
        let jobs: Vec<Job<'_>> = definition.jobs().take(ci::MOST_JOBS).collect();
        if definition.jobs().nth(ci::MOST_JOBS).is_some() {
            let reason = format!(
                "it has more than {} jobs; the others are not read",
                ci::MOST_JOBS
            );
            output.gap(Outcome::CutOff, root, &reason, "");
        }
        for job in &jobs {
            reader.jobs_of.entry(job.stage()).or_default().push(job);
        }
        let mut triggers: Vec<Trigger> = Vec::new();
        for job in &jobs {
            let stage = reader.stage(&pipeline, job, &jobs, &mut triggers, output);
            pipeline.add(stage);
        }
        if jobs.is_empty() {
            pipeline.attribute("only_templates", true);
        }
        triggers.sort();
        triggers.dedup();
        for trigger in triggers {
            pipeline.trigger(trigger);
        }
        output.pipeline(pipeline);
    }
}

/// The host that signs tokens: that of the repository.
fn host(output: &Output<'_>) -> Option<String> {
    let repository = &output.file().repository;
    let known = repository.provider == Provider::Gitlab || repository.id.starts_with("git:");
    (known && !repository.host.is_empty()).then(|| repository.host.clone())
}

fn project(output: &Output<'_>) -> Option<String> {
    host(output).map(|_| output.file().repository.path.clone())
}

struct Reader<'n, 'd> {
    root: &'n Node,
    host: Option<String>,
    project: Option<String>,
    workflow: Option<Refs>,
    budget: Budget,
    jobs_of: HashMap<&'n str, Vec<&'d Job<'n>>>,
    includes: Vec<include::Include>,
    definition: &'d Definition<'n>,
}

impl<'n, 'd> Reader<'n, 'd> {
    fn stage(
        &mut self,
        pipeline: &PipelineDraft,
        job: &'d Job<'n>,
        jobs: &'d [Job<'n>],
        triggers: &mut Vec<Trigger>,
        output: &mut Output<'_>,
    ) -> StageDraft {
        let kind = match job.get("trigger") {
            Some(_) => "trigger",
            None => {
                let of = job.get("stage").and_then(Node::as_str);
                stage_kind(&[job.name, of.unwrap_or_default()])
            }
        };
        let mut stage = pipeline.stage(job.name, kind, job.key);
        stage.attribute("stage", job.stage());
        let variables = self.variables(job, &mut stage);
        let (script, whole) = self.definition.script(job, &mut self.budget);
        if !whole {
            let reason = "the scripts of the file are too long to be read in full".to_owned();
            output.gap(Outcome::CutOff, job.key, &reason, "");
        }
        ci::read_script(&mut stage, &script, &variables);
        self.code(job, &variables, &mut stage, output);
        identity::secrets(job, &variables, &mut stage);
        self.taken_from_outside(job, &script, &variables, &mut stage, output);
        let refs = refs::of_job(job, self.workflow.as_ref());
        triggers.extend(refs.triggers());
        if refs.by_hand() {
            stage.gate("approval", "somebody starts the job by hand");
        }
        // Which runners take it hangs on that too.
        if refs.protected {
            stage.attribute("protected_refs", true);
        }
        let environment = setting::environment(job, &variables, &mut stage);
        let signer = identity::Signer {
            host: self.host.as_deref(),
            project: self.project.as_deref(),
            environment: environment.as_deref(),
        };
        identity::tokens(job, &signer, &refs, &variables, &mut stage);
        setting::runner(job, &variables, &mut stage);
        self.order(job, jobs, &mut stage);
        setting::downstream(job, &variables, &mut stage, output);
        stage
    }

    /// What it runs: the file, what it includes, the repository, its image and services.
    fn code(
        &self,
        job: &Job<'n>,
        variables: &Variables<'n>,
        stage: &mut StageDraft,
        output: &Output<'_>,
    ) {
        let strategy = variables.value("$GIT_STRATEGY");
        let checks_out =
            !matches!(strategy.known(), Some("none" | "empty")) && job.get("trigger").is_none();
        ci::repository_code(stage, output, checks_out);
        for include in &self.includes {
            include.is_code_of(stage, output);
        }
        for unknown in &job.unknown {
            let value = Value::unresolved(unknown);
            stage.unresolved(&format!("extends.{unknown}"), "code", &value);
        }
        let image = |node: &Node| {
            node.as_str()
                .or_else(|| node.text_of("name"))
                .map(str::to_owned)
        };
        if let Some(name) = job.get("image").and_then(image) {
            stage.image("image", &variables.value(&name));
        }
        let services = job.get("services").map_or(&[][..], Node::items);
        for name in services.iter().filter_map(image) {
            stage.image("services", &variables.value(&name));
        }
    }
}
