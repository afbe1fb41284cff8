//! In which order jobs run, and which artifacts go from one to another (GitLab Docs, "CI/CD YAML syntax reference": `stages`,
//! `needs`, `dependencies`).

use super::super::place::Grain;
use super::super::{Node, StageDraft, Value};
use super::Reader;
use super::job::Job;
use crate::facts::LineageKind;

/// The stages of a file that names none.
const STAGES: [&str; 3] = ["build", "test", "deploy"];

/// So many jobs of the stage before are told as what a job waits for.
const MOST_BEFORE: usize = 100;

impl<'n, 'd> Reader<'n, 'd> {
    /// What must end before it: what it needs, else all jobs of the stage before.
    pub(super) fn order(&self, job: &Job<'n>, jobs: &'d [Job<'n>], stage: &mut StageDraft) {
        let named = |node: &'n Node| node.as_str().or_else(|| node.text_of("job"));
        let own = |node: &Node| node.get("project").is_none() && node.get("pipeline").is_none();
        let by_name = |name: &str| jobs.iter().find(|it| it.name == name);
        let mut artifacts: Vec<&Job<'_>> = Vec::new();
        if let Some(needs) = job.get("needs") {
            for need in needs.items().iter().filter(|it| own(it)).take(MOST_BEFORE) {
                let Some(name) = named(need) else { continue };
                stage.after(name);
                if need.get("artifacts").and_then(Node::as_bool) != Some(false) {
                    artifacts.extend(by_name(name));
                }
            }
            for other in needs.items().iter().filter(|it| !own(it)) {
                let project = other.text_of("project").unwrap_or("another pipeline");
                let from = format!("{project} {}", other.text_of("job").unwrap_or_default());
                let value = Value::unresolved(from.trim());
                stage.unresolved("needs", "data", &value);
            }
        } else {
            let stages: Vec<&str> = match self.root.get("stages") {
                Some(stages) => stages.items().iter().filter_map(Node::as_str).collect(),
                None => STAGES.to_vec(),
            };
            let own = stages.iter().position(|it| *it == job.stage());
            let before = stages.iter().take(own.unwrap_or(0)).rev();
            let before = before
                .filter_map(|it| self.jobs_of.get(it))
                .find(|it| !it.is_empty());
            for other in before.into_iter().flatten().take(MOST_BEFORE) {
                stage.after(other.name);
                artifacts.push(other);
            }
        }
        if let Some(dependencies) = job.get("dependencies") {
            artifacts = dependencies
                .items()
                .iter()
                .filter_map(Node::as_str)
                .filter_map(by_name)
                .collect();
        }
        for other in artifacts {
            if other
                .get("artifacts")
                .is_some_and(|it| it.get("paths").is_some())
            {
                let from = Value::reference(other.name, "artifacts", "artifacts");
                stage.reads(LineageKind::Data, "artifacts", &from, Grain::Prefix);
            }
        }
    }
}
