//! CircleCI: `.circleci/config.yml` (CircleCI documentation, "Configuration reference", "Using contexts", "Using OpenID Connect
//! tokens in jobs"), and listings of contexts and variables as its API gives them.
//!
//! A job of a workflow is a stage `<workflow>/<job>`.

mod job;
mod settings;

use std::collections::{BTreeMap, HashSet};

use self::job::Config;
use super::ci::{self, stage_kind};
use super::{Document, File, Kind, Node, Output, PipelineDraft, Value};
use crate::coverage::Outcome;
use crate::facts::{IdentityToken, Provider, Trigger};

/// See the top of the file.
pub(super) struct CircleCi;

impl Kind for CircleCi {
    fn name(&self) -> &'static str {
        "circleci"
    }

    fn description(&self) -> &'static str {
        "CircleCI: .circleci/config.yml, and listings of contexts and variables"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree().filter(|it| it.is_map()) else {
            return false;
        };
        let steps = |it: &Node| it.get("steps").is_some() || it.text_of("type") == Some("approval");
        let jobs = root.get("jobs").map_or(&[][..], Node::entries);
        let is_config = root.get("version").is_some()
            && root.get("on").is_none()
            && (root.get("workflows").is_some_and(Node::is_map)
                && (root.get("jobs").is_some() || root.get("orbs").is_some())
                || jobs.iter().any(|(_, it)| {
                    steps(it) && (it.get("docker").is_some() || it.get("machine").is_some())
                }));
        is_config || settings::recognises(root)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        if settings::recognises(root) {
            return settings::read(root, output);
        }
        let prefix = slug(output.file());
        let name = output.file().path_in_repository();
        let id = format!("{prefix}/{name}");
        let mut pipeline = PipelineDraft::new(
            output,
            Provider::Other,
            "circleci:pipeline",
            id,
            &name,
            root,
        );
        if root.get("setup").and_then(Node::as_bool) == Some(true) {
            pipeline.attribute("setup", true);
        }
        let config = Config::new(root, prefix);
        match root.get("workflows") {
            Some(workflows) => {
                let mut read = 0;
                for (name, workflow) in workflows.entries() {
                    if let Some(name) = name.as_str().filter(|it| *it != "version") {
                        Workflow {
                            config: &config,
                            name,
                            read: &mut read,
                        }
                        .read(workflow, &mut pipeline, output);
                    }
                }
            }
            None => {
                pipeline.trigger(Trigger::new("push", "*"));
                for (name, job) in root.get("jobs").into_iter().flat_map(Node::entries).take(1) {
                    let name = name.as_str().unwrap_or("build");
                    let mut stage = pipeline.stage(name, stage_kind(&[name]), job);
                    config.job(name, job, None, &[], &mut stage, output);
                    stage.token(token(output.file(), &[], &[]));
                    pipeline.add(stage);
                }
            }
        }
        output.pipeline(pipeline);
    }
}

/// The project of a file: `circleci:gh/ORG/REPO`.
fn slug(file: &File<'_>) -> String {
    let repository = file.repository;
    match repository.host.as_str() {
        "" => format!("circleci:{}", repository.path),
        "github.com" => format!("circleci:gh/{}", repository.path),
        "bitbucket.org" => format!("circleci:bb/{}", repository.path),
        host => format!("circleci:{host}/{}", repository.path),
    }
}

/// Every job has a token. Its audience is the organisation, or what the job asks for; ids of organisation, project and user are in
/// no definition.
fn token(file: &File<'_>, branches: &[&str], tags: &[&str]) -> IdentityToken {
    let first = "org/*/project/*/user/*".to_owned();
    let repository = file.repository;
    let origin = match repository.host.is_empty() {
        true => "*".to_owned(),
        false => format!("{}/{}", repository.host, repository.path),
    };
    let of =
        |kind: &str, name: &str| format!("{first}/vcs-origin/{origin}/vcs-ref/refs/{kind}/{name}");
    let mut subjects: Vec<String> = branches.iter().map(|it| of("heads", it)).collect();
    subjects.extend(tags.iter().map(|it| of("tags", it)));
    if subjects.is_empty() {
        subjects.push(of("heads", "*"));
    }
    subjects.insert(0, first.clone());
    IdentityToken {
        issuer: "https://oidc.circleci.com/org/*".to_owned(),
        subjects,
        ..IdentityToken::default()
    }
}

struct Workflow<'a, 'n> {
    config: &'a Config<'n>,
    name: &'n str,
    read: &'a mut usize,
}

impl<'n> Workflow<'_, 'n> {
    fn read(&mut self, workflow: &'n Node, pipeline: &mut PipelineDraft, output: &mut Output<'_>) {
        let schedules = workflow.get("triggers").map_or(&[][..], Node::items);
        let mut scheduled = false;
        for cron in schedules
            .iter()
            .filter_map(|it| it.get("schedule")?.text_of("cron"))
        {
            pipeline.trigger(Trigger::new("schedule", cron));
            scheduled = true;
        }
        let listed = workflow.get("jobs").map_or(&[][..], Node::items);
        // Jobs that a person approves, and those that come after.
        let mut waits: HashSet<String> = HashSet::new();
        let requires = |options: Option<&'n Node>| {
            let all = options
                .and_then(|it| it.get("requires"))
                .map_or(&[][..], Node::items);
            // One may be a map of the job to the ends that count.
            all.iter()
                .filter_map(|it| it.as_str().or_else(|| it.entries().first()?.0.as_str()))
        };
        let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut approvals: Vec<&str> = Vec::new();
        for entry in listed.iter().take(ci::MOST_JOBS) {
            let (key, options) = key_of(entry);
            let own = options.and_then(|it| it.text_of("name")).unwrap_or(key);
            parents
                .entry(own)
                .or_default()
                .extend(requires(options).take(100));
            if is_approval(options) || self.config.is_approval(key) {
                approvals.push(own);
                waits.insert(own.to_owned());
            }
        }
        // A round for each job of the longest chain that is followed.
        for _ in 0..200 {
            let before = waits.len();
            for (own, all) in &parents {
                if all.iter().any(|it| waits.contains(*it)) {
                    waits.insert((*own).to_owned());
                }
            }
            if waits.len() == before {
                break;
            }
        }
        for entry in listed {
            *self.read += 1;
            if *self.read > ci::MOST_JOBS {
                let reason = format!(
                    "it has more than {} jobs; the others are not read",
                    ci::MOST_JOBS
                );
                return output.gap(Outcome::CutOff, entry, &reason, "");
            }
            let (key, options) = key_of(entry);
            let own = options.and_then(|it| it.text_of("name")).unwrap_or(key);
            let mut stage = pipeline.stage(
                &format!("{}/{own}", self.name),
                stage_kind(&[own, key, self.name]),
                entry,
            );
            for before in requires(options).take(100) {
                stage.after(&format!("{}/{before}", self.name));
            }
            if approvals.contains(&own) {
                stage.fact().kind = "approval".to_owned();
                stage.gate("approval", "somebody approves the workflow");
                pipeline.add(stage);
                continue;
            }
            if waits.contains(own) {
                stage.gate("approval", "after a job that somebody approves");
            }
            let contexts = options
                .and_then(|it| it.get("context"))
                .map_or(&[][..], Node::one_or_many);
            let mut given: Vec<&str> = Vec::new();
            for context in contexts.iter().filter_map(Node::as_str) {
                let value = self.config.value(context, &[]);
                match value.known() {
                    Some(name) => {
                        let id = format!("circleci:contexts/{name}");
                        stage.secret("context", "", &id, "circleci:context", value.assumed());
                        given.push(context);
                    }
                    None => {
                        stage.unresolved("context", "secret", &value);
                    }
                }
            }
            match self.config.job_named(key) {
                Some(job) => self
                    .config
                    .job(key, job, options, &given, &mut stage, output),
                None => {
                    ci::repository_code(&mut stage, output, false);
                    self.config.of_orb(key, options, &mut stage);
                }
            }
            let refs = |kind: &str| -> Vec<String> {
                let only = options.and_then(|it| it.at(&["filters", kind, "only"]));
                let only = only
                    .map_or(&[][..], Node::one_or_many)
                    .iter()
                    .filter_map(Node::as_str);
                only.take(50).map(pattern).collect()
            };
            let (branches, tags) = (refs("branches"), refs("tags"));
            if !scheduled {
                for branch in &branches {
                    pipeline.trigger(Trigger::new("push", branch));
                }
                for tag in &tags {
                    pipeline.trigger(Trigger::new("push", format!("tag {tag}")));
                }
                if branches.is_empty() && tags.is_empty() {
                    pipeline.trigger(Trigger::new("push", "*"));
                }
            }
            let mut branches: Vec<&str> = branches.iter().map(String::as_str).collect();
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            // Without a filter of branches it runs for all of them, with one of tags for those as well.
            let ignores_all = options
                .and_then(|it| it.at(&["filters", "branches", "ignore"]))
                .is_some_and(|it| it.one_or_many().iter().any(|it| it.is("/.*/")));
            if branches.is_empty() && !ignores_all {
                branches.push("*");
            }
            stage.token(token(output.file(), &branches, &tags));
            pipeline.add(stage);
        }
    }
}

/// A job of a workflow: its name, and what is set for it.
fn key_of(entry: &Node) -> (&str, Option<&Node>) {
    match (entry.as_str(), entry.entries().first()) {
        (Some(name), _) => (name, None),
        (None, Some((key, options))) => (key.as_str().unwrap_or_default(), Some(options)),
        (None, None) => ("", None),
    }
}

fn is_approval(options: Option<&Node>) -> bool {
    options.and_then(|it| it.text_of("type")) == Some("approval")
}

/// A name, or a regular expression: of that, what it begins with.
fn pattern(text: &str) -> String {
    let Some(expression) = text.strip_prefix('/').and_then(|it| it.strip_suffix('/')) else {
        return text.to_owned();
    };
    let expression = expression.strip_prefix('^').unwrap_or(expression);
    if expression.contains('|') {
        return "*".to_owned();
    }
    let end = expression
        .find(['.', '[', '(', '*', '+', '?', '{', '\\', '$'])
        .unwrap_or(expression.len());
    // What stands before a quantifier may be there, or not.
    let optional = expression
        .get(end..)
        .is_some_and(|it| it.starts_with(['*', '?', '{']));
    let mut begins = expression.get(..end).unwrap_or_default().to_owned();
    if optional {
        begins.pop();
    }
    begins + "*"
}

/// What stands for something that is only in another place.
fn open(expression: &str) -> Value {
    Value::unresolved(expression)
}
