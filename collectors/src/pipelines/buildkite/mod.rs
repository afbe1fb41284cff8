//! Buildkite: `.buildkite/pipeline.yml` (Buildkite documentation, "Defining pipeline steps", "Using plugins", "Buildkite secrets",
//! "OIDC in Buildkite Pipelines").
//!
//! Every command step is a stage. Which organisation and pipeline a file is of, its settings say.

mod plugins;
mod step;

use super::ci::{self, Variables};
use super::{Document, Kind, Node, Output, PipelineDraft};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};

/// See the top of the file.
pub(super) struct Buildkite;

/// Words of steps that no other system has in a list `steps`.
const WORDS: [&str; 6] = ["command", "commands", "wait", "block", "plugins", "group"];

/// How deep groups stand in each other: they may not, and a file may try.
const DEEPEST: usize = 4;

impl Kind for Buildkite {
    fn name(&self) -> &'static str {
        "buildkite"
    }

    fn description(&self) -> &'static str {
        "Buildkite: pipeline.yml"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        let foreign = [
            "apiVersion",
            "version",
            "jobs",
            "stages",
            "on",
            "runs",
            "kind",
            "workflow",
            "inputs",
            "trigger",
            "pool",
        ];
        if foreign.iter().any(|it| root.get(it).is_some()) {
            return false;
        }
        let steps = steps(root);
        let own = |it: &Node| {
            it.is_map()
                && WORDS.iter().any(|word| it.get(word).is_some())
                && ["uses", "run", "script", "task"]
                    .iter()
                    .all(|word| it.get(word).is_none())
        };
        // A list alone may be anything: there, a step must say more than that it has a command.
        let sure = |it: &Node| {
            own(it)
                && ["agents", "plugins", "label", "key", "wait", "block"]
                    .iter()
                    .any(|word| it.get(word).is_some())
        };
        match root.is_map() {
            true => steps.iter().any(own),
            false => steps.iter().any(sure),
        }
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let (id, name) = (output.file().id(), output.file().path_in_repository());
        let kind = "buildkite:pipeline";
        let mut pipeline = PipelineDraft::new(output, Provider::Other, kind, id, &name, root);
        // Which events start a build is a setting of the pipeline.
        pipeline.trigger(Trigger::new("push", "as the settings of the pipeline say"));
        let mut variables = Variables::default();
        for (name, value) in root.get("env").map_or(&[][..], Node::entries) {
            if let Some(name) = name.as_str() {
                variables.set(name, value.as_str());
            }
        }
        let mut reader = Reader {
            root,
            variables,
            read: 0,
            before: Vec::new(),
            since: Vec::new(),
            keys: Vec::new(),
            waits: None,
        };
        reader.steps(steps(root), DEEPEST, &mut pipeline, output);
        output.pipeline(pipeline);
    }
}

fn steps(root: &Node) -> &[Node] {
    match root.is_list() {
        true => root.items(),
        false => root.get("steps").map_or(&[][..], Node::items),
    }
}

struct Reader<'n> {
    root: &'n Node,
    variables: Variables<'n>,
    read: usize,
    /// The stages before the last `wait` or `block`.
    before: Vec<String>,
    /// The stages since then.
    since: Vec<String>,
    /// From keys of steps to the names of their stages, and whether somebody lets them go on.
    keys: Vec<(&'n str, Option<String>, bool)>,
    /// Why a person must let what follows go on.
    waits: Option<String>,
}

impl<'n> Reader<'n> {
    fn steps(
        &mut self,
        steps: &'n [Node],
        depth: usize,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for step in steps {
            self.read += 1;
            if self.read > ci::MOST_JOBS {
                let reason = format!(
                    "it has more than {} steps; the others are not read",
                    ci::MOST_JOBS
                );
                return output.gap(Outcome::CutOff, step, &reason, "");
            }
            let is = |word: &str| step.is(word) || step.get(word).is_some();
            if is("wait") || is("waiter") {
                self.barrier();
            } else if is("block") || is("manual") {
                let label = ["block", "label", "name"]
                    .iter()
                    .find_map(|it| step.text_of(it));
                let label = label.unwrap_or("block");
                self.waits = Some(format!("somebody unblocks {label}"));
                self.barrier();
                self.key(step, None, true);
            } else if is("input") {
                self.barrier();
                self.key(step, None, false);
            } else if let Some(inner) = step.get("steps") {
                self.steps(inner.items(), depth, pipeline, output);
            } else if let Some(group) = step.get("group").filter(|it| it.is_map()) {
                self.steps(steps_of(group), depth, pipeline, output);
            } else if step.is_map() {
                self.step(step, pipeline, output);
            } else {
                let reason = "a step is none that is known";
                output.gap(Outcome::Unreadable, step, reason, "");
            }
        }
    }

    /// What follows begins when everything so far has ended.
    fn barrier(&mut self) {
        if !self.since.is_empty() {
            self.before = std::mem::take(&mut self.since);
        }
    }

    fn key(&mut self, step: &'n Node, stage: Option<String>, waits: bool) {
        for word in ["key", "id", "identifier"] {
            if let Some(key) = step.text_of(word) {
                self.keys.push((key, stage.clone(), waits));
            }
        }
    }
}

fn steps_of(group: &Node) -> &[Node] {
    group.get("steps").map_or(&[][..], Node::items)
}
