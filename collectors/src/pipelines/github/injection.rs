//! Text of strangers that becomes code.
//!
//! GitHub Docs, "Script injections" and "Understanding the risk of script injections": an expression is replaced before the
//! script is run, so that what it comes to is read as code. In a variable of the environment it is not.

use serde_json::{Value as Json, json};

use super::expression;
use super::names::Names;
use crate::pipelines::Node;

/// Contexts whose text somebody from outside writes. `*` is one part.
const STRANGERS: &[&str] = &[
    "github.event.issue.title",
    "github.event.issue.body",
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.pull_request.head.repo.default_branch",
    "github.event.pull_request.head.repo.description",
    "github.event.pull_request.head.repo.homepage",
    "github.event.comment.body",
    "github.event.review.body",
    "github.event.review_comment.body",
    "github.event.discussion.title",
    "github.event.discussion.body",
    "github.event.pages.*.page_name",
    "github.event.commits.*.message",
    "github.event.commits.*.author.email",
    "github.event.commits.*.author.name",
    "github.event.head_commit.message",
    "github.event.head_commit.author.email",
    "github.event.head_commit.author.name",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.display_title",
    "github.event.workflow_run.head_commit.message",
    "github.event.workflow_run.head_commit.author.email",
    "github.event.workflow_run.head_commit.author.name",
    "github.event.workflow_run.head_repository.description",
    "github.event.workflow_run.pull_requests.*.head.ref",
    "github.event.changes.title.from",
    "github.event.changes.body.from",
    "github.head_ref",
];

/// Which inputs of actions are scripts, by the beginning of the reference.
const SCRIPTS: &[(&str, &str)] = &[
    ("actions/github-script@", "script"),
    ("azure/cli@", "inlineScript"),
    ("azure/powershell@", "inlineScript"),
    ("Azure/cli@", "inlineScript"),
    ("Azure/powershell@", "inlineScript"),
];

/// Contexts that reach the scripts of a step.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Those of strangers.
    pub(super) strangers: Vec<Json>,
    /// Inputs of the workflow or action: whoever starts it sets them.
    pub(super) inputs: Vec<Json>,
}

impl Found {
    /// Looks at the scripts of a step.
    pub(super) fn step(&mut self, step: &Node, names: &Names<'_>) {
        if let Some(run) = step.get("run") {
            self.script(run, "run", names);
        }
        let Some(uses) = step.text_of("uses") else {
            return;
        };
        for (action, input) in SCRIPTS {
            if uses.starts_with(action)
                && let Some(script) = step.at(&["with", input])
            {
                self.script(script, input, names);
            }
        }
    }

    fn script(&mut self, script: &Node, how: &str, names: &Names<'_>) {
        let Some(text) = script.as_str().filter(|it| it.contains("${{")) else {
            return;
        };
        let mut seen: Vec<String> = expression::contexts(text).0;
        // A variable that is expanded into the script brings what it is made of.
        let variables: Vec<String> = seen
            .iter()
            .filter_map(|it| names.env(it.strip_prefix("env.")?))
            .flat_map(|text| expression::contexts(text).0)
            .collect();
        seen.extend(variables);
        seen.sort();
        seen.dedup();
        for context in seen {
            let found = json!({"context": context, "in": how, "at": script.place()});
            if is_strangers(&context) {
                self.strangers.push(found);
            } else if context.starts_with("inputs.")
                || context.starts_with("github.event.inputs.")
                || context.starts_with("github.event.client_payload")
            {
                self.inputs.push(found);
            }
        }
    }
}

/// Whether somebody from outside writes it, or a part of it.
pub(super) fn is_strangers(context: &str) -> bool {
    let parts: Vec<&str> = context.split('.').collect();
    // `toJSON(github.event)` holds them all; `github.event_name` none.
    parts.first() == Some(&"github")
        && STRANGERS.iter().any(|known| {
            let mut known = known.split('.');
            parts.iter().all(|part| {
                known
                    .next()
                    .is_some_and(|it| it == *part || it == "*" || *part == "*")
            })
        })
}
