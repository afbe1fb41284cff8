//! Which secrets a job is given.
//!
//! GitHub Docs, "Using secrets in GitHub Actions": a job sees those that it names. A secret of the environment stands before
//! one of the repository, that before one of the organisation; the file does not tell which, so that the id is that of
//! the repository until settings tell more. `GITHUB_TOKEN` is none that is stored.

use std::collections::BTreeSet;

use super::{SECRET, expression};
use crate::pipelines::file::Repository;
use crate::pipelines::{Node, StageDraft, Value};

/// What stands for the secrets of a job that asks for all of them: settings tell which there are.
const ALL: &str =
    "every secret of the repository, of its organisation and of the environment of the job";

/// What of the expressions of a job concerns secrets and readability.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// How, under which name, which secret.
    named: BTreeSet<(&'static str, String, String)>,
    /// Whether all secrets are asked for: `toJSON(secrets)`, `secrets[…]`.
    pub(super) all: bool,
    /// Whether the token of the job is handed on by name.
    pub(super) hands_on_token: bool,
    /// Where expressions are that cannot be read.
    pub(super) broken: Vec<(usize, usize)>,
}

impl Found {
    /// Takes what an expression names under a name.
    fn take(&mut self, how: &'static str, name: &str, contexts: Vec<String>) {
        for context in contexts {
            match context.split_once('.') {
                _ if context == "secrets" => self.all = true,
                Some(("secrets", "*")) => self.all = true,
                Some(("secrets", "github_token")) => self.hands_on_token = true,
                Some(("secrets", rest)) => {
                    let secret = rest.split('.').next().unwrap_or(rest);
                    let secret = secret.to_ascii_uppercase();
                    self.named.insert((how, name.to_owned(), secret));
                }
                Some(("github", "token")) => self.hands_on_token = true,
                _ => {}
            }
        }
    }

    fn text(&mut self, how: &'static str, name: &str, node: &Node) {
        let Some(text) = node.as_str().filter(|it| it.contains("${{")) else {
            return;
        };
        let (contexts, broken) = expression::contexts(text);
        if broken {
            self.broken.push((node.line(), node.column()));
        }
        self.take(how, name, contexts);
    }

    /// Everything in a value.
    fn under(&mut self, how: &'static str, name: &str, node: &Node) {
        self.text(how, name, node);
        for item in node.items() {
            self.under(how, name, item);
        }
        for (key, value) in node.entries() {
            self.under(how, key.as_str().unwrap_or_default(), value);
        }
    }

    /// Variables, each by its name.
    pub(super) fn env(&mut self, env: Option<&Node>) {
        let Some(env) = env else { return };
        // `env: ${{ fromJSON(…) }}`
        self.text("env", "", env);
        for (name, value) in env.entries() {
            self.under("env", name.as_str().unwrap_or_default(), value);
        }
    }

    /// A job or a step: variables by their names, inputs by theirs, `if` without marks.
    pub(super) fn members(&mut self, of: &Node) {
        for (key, value) in of.entries() {
            match key.as_str().unwrap_or_default() {
                "env" => self.env(Some(value)),
                "steps" => value.items().iter().for_each(|step| self.members(step)),
                "with" => {
                    self.text("expression", "", value);
                    for (name, input) in value.entries() {
                        self.under("expression", name.as_str().unwrap_or_default(), input);
                    }
                }
                "secrets" => {
                    for (name, secret) in value.entries() {
                        self.under("secrets", name.as_str().unwrap_or_default(), secret);
                    }
                }
                "if" => {
                    if let Some(text) = value.as_str().filter(|it| !it.contains("${{")) {
                        let mut contexts = Vec::new();
                        if expression::bare(text, &mut contexts) {
                            self.broken.push((value.line(), value.column()));
                        }
                        self.take("expression", "if", contexts);
                    } else {
                        self.text("expression", "if", value);
                    }
                }
                "container" | "services" => self.under("image-pull", "", value),
                key => self.under("expression", key, value),
            }
        }
    }

    /// Gives them to the stage. Those that a called workflow declares are what its caller passes.
    pub(super) fn give(
        &self,
        repository: &Repository,
        passed: &BTreeSet<String>,
        stage: &mut StageDraft,
    ) {
        for (how, name, secret) in &self.named {
            let id = id(repository, secret);
            let why = "its caller decides which secret it is".to_owned();
            let assumed = passed.contains(secret).then_some(why);
            stage.secret(how, name, &id, SECRET, assumed);
        }
        if self.all {
            stage.attribute("reads_all_secrets", true);
            stage.unresolved("secrets", "secret", &Value::unresolved(ALL));
        }
    }
}

/// `secrets: inherit`: the called workflow may name any secret of the caller.
pub(super) fn inherited(stage: &mut StageDraft) {
    stage.attribute("secrets_inherit", true);
    stage.unresolved("secrets", "secret", &Value::unresolved(ALL));
}

/// The secrets that a called workflow declares (`on.workflow_call.secrets`).
pub(super) fn declared(call: Option<&Node>) -> BTreeSet<String> {
    let all = call.and_then(|it| it.get("secrets"));
    let names = all.map_or(&[][..], Node::entries).iter();
    names
        .filter_map(|(name, _)| Some(name.as_str()?.to_ascii_uppercase()))
        .collect()
}

/// The id of a secret as its repository sees it.
fn id(repository: &Repository, name: &str) -> String {
    format!("{}/secrets/{name}", repository.id)
}
