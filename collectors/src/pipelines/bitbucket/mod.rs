//! Bitbucket Pipelines: `bitbucket-pipelines.yml` (Bitbucket Cloud documentation, "Bitbucket Pipelines configuration reference",
//! "Integrate Pipelines with resource servers using OIDC").
//!
//! A step of a pipeline is a stage `<selector>/<step>`: `default/Build`, `branches/main/Deploy`.

mod step;

use self::step::{run_pipe, token};
use super::ci::{self, Variables, stage_kind, used};
use super::{Document, Kind, Node, Output, PipelineDraft, StageDraft, Value};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};

/// See the top of the file.
pub(super) struct Bitbucket;

/// How deep stages and parallel steps stand in each other.
const DEEPEST: usize = 4;

impl Kind for Bitbucket {
    fn name(&self) -> &'static str {
        "bitbucket"
    }

    fn description(&self) -> &'static str {
        "Bitbucket Pipelines: bitbucket-pipelines.yml"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(pipelines) = document.get("pipelines").filter(|it| it.is_map()) else {
            return false;
        };
        let selectors = [
            "default",
            "branches",
            "tags",
            "bookmarks",
            "pull-requests",
            "custom",
        ];
        let steps = |it: &Node| {
            it.items().iter().any(|it| {
                ["step", "parallel", "stage", "variables", "import"]
                    .iter()
                    .any(|name| it.get(name).is_some())
            })
        };
        selectors
            .iter()
            .filter_map(|it| pipelines.get(it))
            .any(|it| {
                steps(it)
                    || it
                        .entries()
                        .iter()
                        .any(|(_, it)| steps(it) || it.get("import").is_some())
            })
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let (Some(root), Some(pipelines)) = (document.tree(), document.get("pipelines")) else {
            return;
        };
        let id = output.file().id();
        let name = output.file().path_in_repository();
        let mut pipeline = PipelineDraft::new(
            output,
            Provider::Other,
            "bitbucket:pipeline",
            id,
            &name,
            root,
        );
        let mut reader = Reader { root, read: 0 };
        for (selector, content) in pipelines.entries() {
            let Some(selector) = selector.as_str() else {
                continue;
            };
            if selector == "default" {
                pipeline.trigger(Trigger::new("push", "*"));
                let around = Around::new("default", None);
                reader.steps(content, &around, &mut None, DEEPEST, &mut pipeline, output);
                continue;
            }
            for (pattern, content) in content.entries() {
                let Some(pattern) = pattern.as_str() else {
                    continue;
                };
                pipeline.trigger(match selector {
                    "branches" => Trigger::new("push", pattern),
                    "tags" | "bookmarks" => Trigger::new("push", format!("tag {pattern}")),
                    "pull-requests" => Trigger::new("pull_request", pattern),
                    "custom" => Trigger::new("manual", pattern),
                    other => Trigger::new(other, pattern),
                });
                let branch = matches!(selector, "branches" | "pull-requests").then_some(pattern);
                let around = Around::new(&format!("{selector}/{pattern}"), branch);
                reader.steps(content, &around, &mut None, DEEPEST, &mut pipeline, output);
            }
        }
        output.pipeline(pipeline);
    }
}

/// Where a step stands.
#[derive(Clone)]
struct Around<'n> {
    selector: String,
    /// The pattern of the branches that it runs for.
    branch: Option<&'n str>,
    deployment: Option<&'n Node>,
    /// The variables that whoever starts it is asked for.
    asked: Option<&'n Node>,
    /// Why a person must let it go on.
    waits: Option<String>,
}

impl<'n> Around<'n> {
    fn new(selector: &str, branch: Option<&'n str>) -> Self {
        Self {
            selector: selector.to_owned(),
            branch,
            deployment: None,
            asked: None,
            waits: None,
        }
    }
}

struct Reader<'n> {
    root: &'n Node,
    read: usize,
}

impl<'n> Reader<'n> {
    /// Steps one after another; `last` is what ended before. A step that a person starts holds up those after it.
    fn steps(
        &mut self,
        list: &'n Node,
        around: &Around<'n>,
        last: &mut Option<Vec<String>>,
        depth: usize,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let mut around = around.clone();
        if let Some(import) = list.text_of("import") {
            let mut stage =
                pipeline.stage(&format!("{}/import", around.selector), "template", list);
            ci::repository_code(&mut stage, output, false);
            stage.unresolved("import", "code", &Value::unresolved(import));
            pipeline.add(stage);
        }
        for item in list.items() {
            if let Some(asked) = item.get("variables") {
                around.asked = Some(asked);
            }
            if let Some(step) = item.get("step") {
                let name = self.step(step, &mut around, last.as_deref(), pipeline, output);
                *last = name.map(|it| vec![it]).or_else(|| last.take());
            }
            if let Some(parallel) = item.get("parallel") {
                let steps = parallel.get("steps").unwrap_or(parallel);
                let mut ended = Vec::new();
                for step in steps.items().iter().filter_map(|it| it.get("step")) {
                    let mut own = around.clone();
                    ended.extend(self.step(step, &mut own, last.as_deref(), pipeline, output));
                }
                if !ended.is_empty() {
                    *last = Some(ended);
                }
            }
            if let Some(stage) = item.get("stage") {
                let mut own = around.clone();
                own.deployment = stage.get("deployment").or(own.deployment);
                if stage.text_of("trigger") == Some("manual") {
                    let why = "somebody starts the stage by hand".to_owned();
                    own.waits = Some(why.clone());
                    around.waits = Some(why);
                }
                if let Some(steps) = stage.get("steps") {
                    self.steps(steps, &own, last, depth, pipeline, output);
                }
            }
        }
    }

    fn step(
        &mut self,
        step: &'n Node,
        around: &mut Around<'n>,
        last: Option<&[String]>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) -> Option<String> {
        self.read += 1;
        if self.read == ci::MOST_JOBS {
            let reason = format!(
                "it has more than {} steps; the others are not read",
                ci::MOST_JOBS
            );
            output.gap(Outcome::CutOff, step, &reason, "");
        }
        if self.read >= ci::MOST_JOBS {
            return None;
        }
        let title = step.text_of("name").unwrap_or("step");
        let deployment = step.get("deployment").or(around.deployment);
        let name = format!("{}/{title}", around.selector);
        let mut kind = stage_kind(&[title]);
        if kind == "job" && deployment.is_some() {
            kind = "deploy";
        }
        let mut stage = pipeline.stage(&name, kind, step);
        for before in last.unwrap_or_default().iter().take(100) {
            stage.after(before);
        }
        let mut variables = Variables::default();
        for one in around.asked.map_or(&[][..], Node::items) {
            if let Some(name) = one.text_of("name") {
                variables.parameter(name, one.text_of("default"));
            }
        }
        let checks_out = step.get("clone").or_else(|| self.root.get("clone"));
        let checks_out = checks_out
            .and_then(|it| it.get("enabled"))
            .and_then(Node::as_bool);
        ci::repository_code(&mut stage, output, checks_out != Some(false));
        self.images(step, &variables, &mut stage);
        let mut text = String::new();
        for part in ["script", "after-script"] {
            for line in step.get(part).map_or(&[][..], Node::items) {
                if let Some(line) = line.as_str() {
                    text.push_str(line);
                    text.push('\n');
                } else if let Some(pipe) = line.text_of("pipe") {
                    run_pipe(pipe, line, &variables, &mut stage, &mut text);
                }
            }
        }
        ci::read_script(&mut stage, &text, &variables);
        self.taken_from_outside(&text, &variables, &mut stage, output);
        if let Some(name) = deployment.and_then(|it| it.as_str().or_else(|| it.text_of("name"))) {
            stage.gate(
                "environment",
                format!("{name}; who may deploy to it is not in the file"),
            );
            stage.attribute("environment", name);
        }
        if step.text_of("trigger") == Some("manual") {
            around.waits = Some(format!("after {title}, which somebody starts by hand"));
            stage.gate("approval", "somebody starts the step by hand");
        } else if let Some(why) = &around.waits {
            stage.gate("approval", why.as_str());
        }
        let oidc = step.get("oidc");
        if oidc.is_some_and(|it| it.as_bool() == Some(true) || it.is_map()) {
            stage.token(token(oidc, around, deployment.is_some(), output));
        }
        let runner = step.get("runs-on").or_else(|| self.root.get("runs-on"));
        let labels: Vec<&str> = runner
            .map_or(&[][..], Node::one_or_many)
            .iter()
            .filter_map(Node::as_str)
            .collect();
        if labels.iter().any(|it| it.starts_with("self.hosted")) {
            stage.attribute("self_hosted", true);
            let host = Value::unresolved(&format!(
                "the host of the runner with the labels {}",
                labels.join(", ")
            ));
            stage.runs_as("runner", &host, str::to_owned);
        }
        pipeline.add(stage);
        Some(name)
    }

    /// The image of a step and its services.
    fn images(&self, step: &'n Node, variables: &Variables<'_>, stage: &mut StageDraft) {
        let name = |it: &'n Node| it.as_str().or_else(|| it.text_of("name"));
        let image = step.get("image").or_else(|| self.root.get("image"));
        if let Some(image) = image {
            if let Some(name) = name(image) {
                stage.image("image", &variables.value(name));
            }
            if let Some(role) = image.get("aws").and_then(|it| it.text_of("oidc-role")) {
                stage.attribute("image_role", role);
            }
        }
        for service in step
            .get("services")
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::as_str)
        {
            let defined = self.root.at(&["definitions", "services", service, "image"]);
            if let Some(name) = defined.and_then(name) {
                stage.image("services", &variables.value(name));
            }
        }
    }

    fn taken_from_outside(
        &self,
        text: &str,
        variables: &Variables<'_>,
        stage: &mut StageDraft,
        output: &Output<'_>,
    ) {
        let names = used(text).into_iter().filter(|name| {
            !name.starts_with("BITBUCKET_") && *name != "CI" && !variables.has(name)
        });
        for name in names.take(ci::MOST_VARIABLES) {
            let id = output.file().id_of(&format!("variables/{name}"));
            let why = "it is set nowhere in the file: it is taken for a variable of the repository, its workspace or deployment";
            stage.secret(
                "variable",
                name,
                &id,
                "bitbucket:variable",
                Some(why.to_owned()),
            );
        }
    }
}
