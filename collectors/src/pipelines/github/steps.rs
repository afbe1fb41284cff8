//! The steps of a job or of a composite action.

use serde_json::{Value as Json, json};

use super::checkout::{self, Head};
use super::names::Names;
use super::uses::{self, Uses};
use super::{CONTENTS, artifacts, identity, injection, script};
use crate::pipelines::{Node, Output, StageDraft};
use crate::redact::free_text;

/// What the steps of a job do, in their order.
#[derive(Debug)]
struct Found {
    checkouts: Vec<Json>,
    /// The head of a pull request that lies in the working folder.
    head: Head,
    /// The condition of the step that put it there.
    condition: Option<String>,
    /// Whether what lies there is run: surely (`true`), perhaps.
    runs: Option<bool>,
}

/// Reads the steps.
pub(super) fn read(
    steps: &[Node],
    names: &Names<'_>,
    oidc: bool,
    output: &Output<'_>,
    stage: &mut StageDraft,
    uses: &mut uses::Found,
) {
    let mut found = Found {
        checkouts: Vec::new(),
        head: Head::No,
        condition: None,
        runs: None,
    };
    let mut injected = injection::Found::default();
    let mut scripts = script::Found::default();
    let mut passed = artifacts::Found::default();
    let mut logins = identity::Found::default();
    for step in steps {
        let names = names.with_env(step.get("env"));
        if let Some(used) = step.get("uses") {
            uses.take(used, output, stage);
        }
        found.step(step, &names, output, stage);
        injected.step(step, &names);
        passed.step(step, &names);
        logins.step(step, &names, oidc, stage);
        builds(step, &names, stage);
        if let Some(run) = step.text_of("run") {
            script::read(run, &names, stage, &mut scripts);
        }
        for (name, value) in step.get("env").map_or(&[][..], Node::entries) {
            if let (Some(name), Some(text)) = (name.as_str(), value.as_str()) {
                let value = names.value(text);
                stage.variable(name, value.known());
            }
        }
    }
    passed.scripts(scripts);
    passed.give(stage);
    found.give(stage);
    if !injected.strangers.is_empty() {
        stage.attribute("script_injections", injected.strangers);
    }
    if !injected.inputs.is_empty() {
        stage.attribute("input_injections", injected.inputs);
    }
    if !logins.apps.is_empty() {
        stage.attribute("github_apps", std::mem::take(&mut logins.apps));
    }
    if !logins.audiences.is_empty() {
        logins.audiences.sort();
        logins.audiences.dedup();
        stage.attribute("audiences", logins.audiences);
    }
}

impl Found {
    fn step(
        &mut self,
        step: &Node,
        names: &Names<'_>,
        output: &Output<'_>,
        stage: &mut StageDraft,
    ) {
        if let Some(checkout) = checkout::of(step, names) {
            if checkout.repository.is_none() {
                let id = format!("{}/*", output.file().repository.id);
                uses::code(output, step, stage, &id, CONTENTS, None);
            }
            self.takes(checkout.head, step);
            self.checkouts.push(checkout.json);
            return;
        }
        if let Some(run) = step.text_of("run") {
            let (head, runs) = script::about(run);
            let before = self.head != Head::No;
            if head != Head::No {
                self.checkouts.push(json!({
                    "by": "run",
                    "pr_head": match head { Head::Yes => json!(true), _ => json!("unknown") },
                    "at": step.place(),
                }));
                self.takes(head, step);
            }
            if self.head != Head::No && (before || runs) {
                self.runs = Some(self.runs == Some(true) || runs);
            }
            return;
        }
        // What lies in the working folder: an action of it; others may run what they find.
        if let (Some(used), true) = (step.text_of("uses"), self.head != Head::No) {
            let local = matches!(Uses::parse(used), Some(Uses::Local(_)));
            self.runs = Some(self.runs == Some(true) || local);
        }
    }

    fn takes(&mut self, head: Head, step: &Node) {
        if head != Head::No {
            self.condition = step.text_of("if").map(|it| free_text(it).into_owned());
            self.head = std::mem::replace(&mut self.head, Head::No).or(head);
        }
    }

    fn give(self, stage: &mut StageDraft) {
        if !self.checkouts.is_empty() {
            stage.attribute("checkouts", self.checkouts);
        }
        let why = match self.head {
            Head::No => return,
            Head::Yes => None,
            Head::Perhaps(why) => Some(why),
        };
        let mut told = json!({
            "sure": why.is_none(),
            "runs": match self.runs {
                Some(true) => json!(true),
                Some(false) => json!("unknown"),
                None => json!(false),
            },
        });
        if let Json::Object(told) = &mut told {
            told.extend(why.map(|it| ("why".to_owned(), it.into())));
            told.extend(self.condition.map(|it| ("if".to_owned(), it.into())));
        }
        stage.attribute("pull_request_head", told);
    }
}

/// Images that `docker/build-push-action` pushes: `push: true` and its `tags`, one a line or with commas.
fn builds(step: &Node, names: &Names<'_>, stage: &mut StageDraft) {
    let is_push = step
        .text_of("uses")
        .is_some_and(|it| it.starts_with("docker/build-push-action@"));
    let input = |name: &str| step.at(&["with", name]).and_then(Node::as_str);
    if !is_push || input("push").is_none_or(|it| it == "false") {
        return;
    }
    let tags = input("tags").unwrap_or_default();
    for tag in tags
        .split(['\n', ','])
        .map(str::trim)
        .filter(|it| !it.is_empty())
    {
        script::pushes(tag, names, stage);
    }
}
