//! Stages and jobs (Azure Pipelines documentation, "stages", "jobs", "jobs.deployment", "pool").

use std::collections::{HashMap, HashSet};

use super::super::ci::{self, stage_kind};
use super::super::{Node, Output, PipelineDraft, StageDraft};
use super::connections;
use super::context::{Context, Scope, entries, flat, member};
use super::steps::{Steps, template_code};
use crate::coverage::Outcome;

/// So many jobs of a stage before are told as what a job waits for.
const MOST_BEFORE: usize = 100;

/// Walks stages and jobs.
pub(super) struct Walker<'a, 'n> {
    pub(super) root: &'n Node,
    pub(super) context: &'a Context<'n>,
    /// The jobs of each stage that were read, by the name of the stage.
    jobs: HashMap<String, Vec<String>>,
    /// Jobs that a person must let go on, and what comes after them.
    waits: HashSet<String>,
    read: usize,
}

/// Where a job stands.
pub(super) struct Around<'a, 'n> {
    stage: Option<&'n str>,
    pub(super) node: Option<&'n Node>,
    scope: &'a Scope<'n>,
    /// The jobs of the stages that end before.
    before: &'a [String],
}

impl<'a, 'n> Walker<'a, 'n> {
    pub(super) fn new(root: &'n Node, context: &'a Context<'n>) -> Self {
        Self {
            root,
            context,
            jobs: HashMap::new(),
            waits: HashSet::new(),
            read: 0,
        }
    }

    pub(super) fn read(&mut self, pipeline: &mut PipelineDraft, output: &mut Output<'_>) {
        let root = self.root;
        let scope = self.context.within(&Scope::default(), root);
        // What is extended is a template with stages of its own; its parameters may hold others.
        if let Some(extends) = root.get("extends") {
            let mut stage = pipeline.stage("extends", "template", extends);
            self.templated(extends, &scope, &mut stage, output);
            pipeline.add(stage);
            let parameters = extends.get("parameters");
            for part in ["stages", "jobs", "steps"] {
                if let Some(parameters) =
                    parameters.filter(|it| it.get(part).is_some_and(Node::is_list))
                {
                    self.parts(parameters, &scope, pipeline, output);
                    break;
                }
            }
        }
        self.parts(root, &scope, pipeline, output);
    }

    fn parts(
        &mut self,
        node: &'n Node,
        scope: &Scope<'n>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        if let Some(stages) = node.get("stages").filter(|it| it.is_list()) {
            self.stages(stages, scope, pipeline, output);
        } else if let Some(jobs) = node.get("jobs").filter(|it| it.is_list()) {
            let around = Around {
                stage: None,
                node: None,
                scope,
                before: &[],
            };
            self.all_jobs(jobs, &around, pipeline, output);
        } else if node.get("steps").is_some() {
            let around = Around {
                stage: None,
                node: None,
                scope,
                before: &[],
            };
            self.job(node, &around, pipeline, output);
        }
    }

    fn stages(
        &mut self,
        stages: &'n Node,
        scope: &Scope<'n>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let mut last: Option<String> = None;
        for (index, node) in flat(stages.items()).into_iter().enumerate() {
            let name = node.text_of("stage");
            let own = name.map_or_else(|| format!("stage{}", index + 1), str::to_owned);
            let depends: Vec<String> = match node.get("dependsOn") {
                Some(list) => list
                    .one_or_many()
                    .iter()
                    .filter_map(Node::as_str)
                    .map(str::to_owned)
                    .collect(),
                None => last.iter().cloned().collect(),
            };
            let before = depends.iter().filter_map(|it| self.jobs.get(it)).flatten();
            let before: Vec<String> = before.take(MOST_BEFORE).cloned().collect();
            let scope = self.context.within(scope, node);
            let around = Around {
                stage: name,
                node: Some(node),
                scope: &scope,
                before: &before,
            };
            if let Some(jobs) = member(node, "jobs") {
                self.all_jobs(jobs, &around, pipeline, output);
            } else if node.get("template").is_some() {
                self.template_of(node, &own, &around, pipeline, output);
            }
            self.jobs.entry(own.clone()).or_default();
            last = Some(own);
        }
    }

    fn all_jobs(
        &mut self,
        jobs: &'n Node,
        around: &Around<'_, 'n>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        for node in flat(jobs.items()) {
            if self.read == ci::MOST_JOBS {
                let reason = format!(
                    "it has more than {} jobs; the others are not read",
                    ci::MOST_JOBS
                );
                output.gap(Outcome::CutOff, node, &reason, "");
            }
            self.read += 1;
            if self.read > ci::MOST_JOBS {
                return;
            }
            match node.get("template") {
                Some(_) => self.template_of(node, "", around, pipeline, output),
                None => self.job(node, around, pipeline, output),
            }
        }
    }

    fn full(around: &Around<'_, '_>, name: &str) -> String {
        around
            .stage
            .map_or_else(|| name.to_owned(), |stage| format!("{stage}.{name}"))
    }

    /// Stages or jobs that a template holds.
    fn template_of(
        &mut self,
        node: &'n Node,
        stage_name: &str,
        around: &Around<'_, 'n>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let template = node.text_of("template").unwrap_or_default();
        let name = Self::full(around, template);
        let mut stage = pipeline.stage(&name, "template", node);
        self.templated(node, around.scope, &mut stage, output);
        self.order(node, around, &name, &mut stage);
        let key = around.stage.unwrap_or(stage_name).to_owned();
        self.jobs.entry(key).or_default().push(name);
        pipeline.add(stage);
    }

    fn templated(
        &self,
        node: &'n Node,
        scope: &Scope<'n>,
        stage: &mut StageDraft,
        output: &mut Output<'_>,
    ) {
        ci::repository_code(stage, output, false);
        template_code(
            node.text_of("template").unwrap_or_default(),
            self.context,
            stage,
            output,
        );
        for (name, value) in node.get("parameters").into_iter().flat_map(entries) {
            if let (Some(name), Some(text)) = (name.as_str(), value.as_str()) {
                let value = self.context.value(text, scope);
                connections::read(stage, name, &value, &self.context.project);
            }
        }
        self.groups(scope, stage, output);
    }

    fn job(
        &mut self,
        node: &'n Node,
        around: &Around<'_, 'n>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let own = node
            .text_of("job")
            .or_else(|| node.text_of("deployment"))
            .unwrap_or("Job");
        let name = Self::full(around, own);
        let kind = match node.get("deployment") {
            Some(_) => match stage_kind(&[own, around.stage.unwrap_or_default()]) {
                "job" | "build" | "test" => "deploy",
                kind => kind,
            },
            None => stage_kind(&[
                own,
                around.stage.unwrap_or_default(),
                node.text_of("displayName").unwrap_or_default(),
            ]),
        };
        let mut stage = pipeline.stage(&name, kind, node);
        let scope = self.context.within(around.scope, node);
        let mut written: HashSet<&str> = HashSet::new();
        for (name, text) in scope.written.iter().rev().take(ci::MOST_VARIABLES) {
            if written.insert(name) {
                stage.variable(name, text.filter(|it| !it.contains('$')));
            }
        }
        self.groups(&scope, &mut stage, output);
        let mut steps = Steps {
            context: self.context,
            scope: &scope,
            // Deployments take artifacts; jobs without an agent take nothing.
            checks_out: node.get("deployment").is_none()
                && member(node, "pool").and_then(Node::as_str) != Some("server"),
            manual: false,
        };
        for (_, text) in &scope.written {
            steps.macros(text.unwrap_or_default(), &mut stage);
        }
        if let Some(list) = member(node, "steps") {
            steps.read(list, &mut stage, output);
        }
        for strategy in node.get("strategy").into_iter().flat_map(entries) {
            for (_, hook) in entries(&strategy.1) {
                let inner = [Some(hook), hook.get("failure"), hook.get("success")];
                for list in inner.into_iter().flatten().filter_map(|it| it.get("steps")) {
                    steps.read(list, &mut stage, output);
                }
            }
        }
        let (checks_out, manual) = (steps.checks_out, steps.manual);
        ci::repository_code(&mut stage, output, checks_out);
        self.environment(node, &scope, &mut stage);
        self.agent(node, around, &scope, &mut stage);
        if manual {
            stage.gate("approval", "a person validates the run");
        }
        self.order(node, around, &name, &mut stage);
        if manual {
            self.waits.insert(name.clone());
        }
        self.jobs
            .entry(around.stage.unwrap_or_default().to_owned())
            .or_default()
            .push(name);
        pipeline.add(stage);
    }

    /// What must end before it, and the persons who must have let that go on.
    fn order(
        &mut self,
        node: &'n Node,
        around: &Around<'_, 'n>,
        name: &str,
        stage: &mut StageDraft,
    ) {
        let depends = node
            .get("dependsOn")
            .filter(|_| node.get("stage").is_none());
        let names: Vec<String> = match depends {
            Some(list) => {
                let listed = list
                    .one_or_many()
                    .iter()
                    .filter_map(Node::as_str)
                    .take(MOST_BEFORE);
                listed.map(|it| Self::full(around, it)).collect()
            }
            None => around.before.to_vec(),
        };
        for before in names {
            stage.after(&before);
            if self.waits.contains(&before) && self.waits.insert(name.to_owned()) {
                stage.gate(
                    "approval",
                    format!("after {before}, which a person validates"),
                );
            }
        }
    }
}
