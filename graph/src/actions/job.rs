//! A job of a workflow.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Pipeline, Stage};
use serde_json::{Map, Value};

use super::Default;
use super::settings::Settings;
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, Evidence};

/// The types of what has jobs: a workflow, and an action, whose steps run in the jobs that use it.
const WITH_JOBS: [&str; 2] = ["github:workflow", "github:action"];

/// Events that people from outside bring about, and that run with the secrets and the token of the repository
/// (GitHub Docs, "Events that trigger workflows"; "Securely using pull_request_target").
const OUTSIDE: [&str; 8] = [
    "pull_request_target",
    "issue_comment",
    "issues",
    "discussion",
    "discussion_comment",
    "workflow_run",
    "gollum",
    "fork",
];

/// A job and its workflow.
#[derive(Debug, Clone)]
pub(crate) struct Job<'a> {
    /// The workflow.
    pub(crate) workflow: &'a Pipeline,
    /// The job.
    pub(crate) stage: &'a Stage,
    index: usize,
    /// The jobs that call its workflow, where nothing else starts it, each with its repository.
    callers: Vec<(&'a Stage, &'a str)>,
    /// The events of the workflow, and of those that call it.
    pub(crate) events: BTreeMap<&'a str, &'a Value>,
}

/// An event that somebody from outside brings about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outsider<'a> {
    /// Its name.
    pub(crate) event: &'a str,
    /// Its filters.
    pub(crate) filters: &'a Value,
}

/// Every job of every workflow, and the steps of every action, in the order of their ids.
pub(crate) fn jobs<'a>(estate: &Estate<'a>) -> Vec<Job<'a>> {
    let workflows: Vec<&'a Pipeline> = estate
        .facts
        .pipelines
        .values()
        .filter(|it| WITH_JOBS.contains(&it.kind.as_str()))
        .collect();
    let mut callers: BTreeMap<&str, Vec<&'a Pipeline>> = BTreeMap::new();
    for workflow in &workflows {
        for called in workflow.stages.iter().flat_map(|it| texts(it, "calls")) {
            callers.entry(folder_of(called)).or_default().push(workflow);
        }
    }
    let mut all = Vec::new();
    for workflow in workflows {
        let events = events_of(workflow, &callers);
        let called_by = calls_of(workflow, &callers);
        for (index, stage) in workflow.stages.iter().enumerate() {
            all.push(Job {
                workflow,
                stage,
                index,
                callers: called_by.clone(),
                events: events.clone(),
            });
        }
    }
    all
}

/// What starts a workflow, itself or by a call. Calls nest (at most ten levels; "Reuse workflows").
fn events_of<'a>(
    workflow: &'a Pipeline,
    callers: &BTreeMap<&str, Vec<&'a Pipeline>>,
) -> BTreeMap<&'a str, &'a Value> {
    let mut events = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut next = vec![workflow];
    while let Some(it) = next.pop() {
        if !seen.insert(&it.id) {
            continue;
        }
        let on = it.attributes.get("on").and_then(Value::as_object);
        for (name, filters) in on.into_iter().flatten() {
            events.entry(name.as_str()).or_insert(filters);
        }
        if on.is_none_or(|it| it.contains_key("workflow_call")) {
            next.extend(callers.get(folder_of(&it.id)).into_iter().flatten());
        }
    }
    events
}

/// The jobs that call a workflow, where a call is all that starts it.
fn calls_of<'a>(
    workflow: &'a Pipeline,
    callers: &BTreeMap<&str, Vec<&'a Pipeline>>,
) -> Vec<(&'a Stage, &'a str)> {
    let on = workflow.attributes.get("on").and_then(Value::as_object);
    let only_called = on.is_some_and(|it| it.len() == 1 && it.contains_key("workflow_call"));
    let of = callers.get(folder_of(&workflow.id)).filter(|_| only_called);
    let mut found: Vec<(&Stage, &str)> = Vec::new();
    for caller in of.into_iter().flatten() {
        for stage in &caller.stages {
            let calls = texts(stage, "calls").into_iter();
            let calls = calls.map(folder_of).any(|it| it == folder_of(&workflow.id));
            // A workflow that calls twice is among the callers twice.
            if calls && !found.iter().any(|(it, _)| it.id == stage.id) {
                found.push((stage, &caller.scope));
            }
        }
    }
    found
}

/// Whether a job names a permission at this level or above: `None` where its repository decides.
fn names_permission(stage: &Stage, scope: &str, write: bool) -> Option<bool> {
    match stage.attributes.get("token_permissions")? {
        Value::String(all) => Some(all == "write-all" || !write),
        Value::Object(named) => {
            let level = named.get(scope).and_then(Value::as_str);
            Some(level == Some("write") || level == Some("read") && !write)
        }
        _ => None,
    }
}

/// An action is called by its folder; its file is `action.yml` or `action.yaml`.
pub(crate) fn folder_of(id: &str) -> &str {
    let id = id.strip_suffix("/action.yml").unwrap_or(id);
    id.strip_suffix("/action.yaml").unwrap_or(id)
}

/// The texts of an attribute.
fn texts<'a>(stage: &'a Stage, name: &str) -> Vec<&'a str> {
    let list = stage.attributes.get(name).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

impl<'a> Job<'a> {
    /// The id.
    pub(crate) fn id(&self) -> &'a str {
        &self.stage.id
    }

    /// The id of the repository.
    pub(crate) fn repository(&self) -> &'a str {
        &self.workflow.scope
    }

    /// An attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a Value> {
        self.stage.attributes.get(name)
    }

    /// Whether an attribute is set.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.attribute(name).and_then(Value::as_bool) == Some(true)
    }

    /// A list that is an attribute.
    pub(crate) fn list(&self, name: &str) -> &'a [Value] {
        self.attribute(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The texts of a list that is an attribute.
    pub(crate) fn texts(&self, name: &str) -> Vec<&'a str> {
        texts(self.stage, name)
    }

    /// The record, at a member of the job.
    pub(crate) fn evidence(&self, member: &str, note: impl Into<String>) -> Vec<Evidence> {
        vec![Evidence {
            record: format!("pipeline:{}", self.workflow.id),
            pointer: format!("/stages/{}{member}", self.index),
            note: note.into(),
        }]
    }

    /// The id of its token.
    pub(crate) fn token(&self) -> Option<&'a str> {
        let runs_as = self.stage.runs_as.iter();
        runs_as
            .into_iter()
            .find(|it| it.how == "github-token")
            .map(|it| it.identity.as_str())
    }

    /// Its environment; `*` where it is chosen at run time.
    pub(crate) fn environment(&self) -> Option<&'a str> {
        self.attribute("environment").and_then(Value::as_str)
    }

    /// The answer with what stands before the job: its environment, and its condition.
    pub(crate) fn gated(&self, settings: Settings<'a>, answer: Answer) -> Answer {
        match self.environment() {
            Some(name) => settings.environment(name, answer),
            None => answer,
        }
    }

    /// The answer, if the `if` of the job lets it run, and its workflow is not switched off.
    pub(crate) fn if_it_runs(&self, mut answer: Answer) -> Answer {
        let state = self
            .workflow
            .attributes
            .get("state")
            .and_then(Value::as_str);
        if let Some(state) = state.filter(|it| it.starts_with("disabled")) {
            let on = format!("the workflow is switched on again: it is `{state}`");
            answer = answer.unless_proven(Certainty::Conditional, on);
        }
        match self.attribute("if").and_then(Value::as_str) {
            Some(text) => {
                let holds = format!("the condition of the job holds: `{text}`");
                answer.unless_proven(Certainty::Conditional, holds)
            }
            None => answer,
        }
    }

    /// Whether no job that calls its workflow has this permission, so that its token does not have it either (GitHub Docs,
    /// "Reuse workflows": permissions are kept or reduced, never raised). What a caller that was not read has is not known.
    fn is_less(&self, settings: Settings<'a>, scope: &str, write: bool) -> bool {
        !self.callers.is_empty()
            && self.callers.iter().all(|(stage, repository)| {
                let own = *repository == self.repository();
                let default = match settings.default_permissions() {
                    // Tokens of the identity provider are never given by default.
                    _ if scope == "id-token" => false,
                    Default::Read if own => matches!(scope, "contents" | "packages") && !write,
                    _ => true,
                };
                !names_permission(stage, scope, write).unwrap_or(default)
            })
    }

    /// Whether no job that is known to call its workflow may write what this permission is for.
    pub(crate) fn is_capped(&self, scope: &str) -> bool {
        let unread = Settings::unread();
        self.is_less(unread, scope, true)
    }

    /// Whether its token has a permission at this level or above: no, perhaps (why), yes.
    pub(crate) fn may(&self, settings: Settings<'a>, scope: &str, write: bool) -> Option<Answer> {
        let own = self.has_permission(settings, scope, write)?;
        if !self.is_less(settings, scope, write) {
            return Some(own);
        }
        let level = if write { "write" } else { "read" };
        let why = format!("a workflow that was not read calls it with `{scope}: {level}`");
        Some(own.unless_proven(Certainty::Conditional, why))
    }

    /// The same, by what is written at the job and its workflow alone.
    fn has_permission(&self, settings: Settings<'a>, scope: &str, write: bool) -> Option<Answer> {
        let sure = || Answer::certain(self.evidence("/attributes/token_permissions", scope));
        match self.attribute("token_permissions") {
            Some(Value::String(all)) => (all == "write-all" || !write).then(sure),
            Some(Value::Object(named)) => {
                let level = named.get(scope)?.as_str()?;
                (level == "write" || (level == "read" && !write)).then(sure)
            }
            _ => {
                let readable = matches!(scope, "contents" | "packages") && !write;
                let default = Answer::certain(self.evidence(
                    "/attributes/token_permissions_default",
                    "has the default permissions of the repository",
                ));
                match settings.default_permissions() {
                    _ if readable => Some(default),
                    Default::Write => Some(default),
                    Default::Read => None,
                    Default::Unknown => Some(default.unless_proven(
                        Certainty::Conditional,
                        "tokens may write by default: the setting was not read".to_owned(),
                    )),
                }
            }
        }
    }

    /// The events by which somebody from outside starts it with the rights of the repository.
    pub(crate) fn outsiders(&self) -> Vec<Outsider<'a>> {
        let some = self
            .events
            .iter()
            .filter(|(name, _)| OUTSIDE.contains(name));
        some.map(|(event, filters)| Outsider { event, filters })
            .collect()
    }

    /// Whether it takes the contents of its repository, or runs an action of it.
    pub(crate) fn runs_own_code(&self, code: &BTreeSet<(&str, &str)>) -> bool {
        let from = self.repository();
        code.range((self.id(), "")..)
            .take_while(|(to, _)| *to == self.id())
            .filter_map(|(_, it)| it.strip_prefix(from))
            // A token changes everything but workflows.
            .any(|it| it.starts_with('/') && !it.starts_with("/.github/workflows/"))
    }

    /// Whether its workflow has an event.
    pub(crate) fn has(&self, event: &str) -> bool {
        self.events.contains_key(event)
    }

    /// A filter of an event: `branches` of `push`.
    pub(crate) fn filter(&self, event: &str, filter: &str) -> Option<Vec<&'a str>> {
        let filters: &'a Map<String, Value> = self.events.get(event)?.as_object()?;
        let list = filters.get(filter)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).collect())
    }
}
