//! What a job takes out of a repository, and whether it is the code of a stranger.
//!
//! GitHub Docs, "Securely using pull_request_target": `actions/checkout` from v7 on refuses the head of a fork there unless
//! `allow-unsafe-pr-checkout` is set.

use serde_json::{Value as Json, json};

use super::expression;
use super::names::Names;
use crate::pipelines::Node;

/// The first major version that refuses.
const REFUSES: u64 = 7;

/// One checkout.
#[derive(Debug)]
pub(super) struct Checkout {
    /// As an attribute.
    pub(super) json: Json,
    /// Whether it takes the head of a pull request: no, perhaps (why), surely.
    pub(super) head: Head,
    /// The repository, where it is another one, or is not known.
    pub(super) repository: Option<String>,
}

/// Whether the code of a stranger is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Head {
    /// It is the repository's own.
    No,
    /// It may be, and what it hangs on.
    Perhaps(String),
    /// It is.
    Yes,
}

impl Head {
    /// The surer of the two.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, other) => other,
            (own, _) => own,
        }
    }
}

/// Contexts that name the head of a pull request, or the repository that it comes from.
const HEADS: &[&str] = &[
    "github.event.pull_request.head",
    "github.head_ref",
    "github.event.workflow_run.head",
    "github.event.workflow_run.pull_requests",
    "github.event.number",
    "github.event.pull_request.number",
    "github.event.pull_request.merge_commit_sha",
    "github.event.issue.number",
    "github.event.check_suite.head",
];

/// Whether a text names the head of a pull request.
pub(super) fn names_head(text: &str) -> bool {
    let (contexts, _) = expression::contexts(text);
    contexts
        .iter()
        .any(|it| HEADS.iter().any(|head| it.starts_with(head)))
}

/// A step that checks out with `actions/checkout`.
pub(super) fn of(step: &Node, names: &Names<'_>) -> Option<Checkout> {
    let uses = step.text_of("uses")?;
    let (action, version) = uses.split_once('@')?;
    action
        .eq_ignore_ascii_case("actions/checkout")
        .then_some(())?;
    let input = |name: &str| step.at(&["with", name]).and_then(Node::as_str);
    let (git_ref, repository) = (input("ref"), input("repository"));
    let whole = |text: Option<&str>| text.map(|it| names.value(it));
    let (ref_value, repository_value) = (whole(git_ref), whole(repository));
    let is_head = [git_ref, repository].into_iter().flatten().any(names_head);
    let is_open = ref_value.as_ref().is_some_and(|it| {
        it.known().is_none()
            && ["steps.", "needs."]
                .iter()
                .any(|from| it.expression().contains(from))
    });
    let unsafe_allowed = step
        .at(&["with", "allow-unsafe-pr-checkout"])
        .is_some_and(|it| {
            it.as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case("true"))
        });
    let major = major(version);
    let head = match (is_head, is_open) {
        (false, false) => Head::No,
        _ if unsafe_allowed => Head::Yes,
        (true, _) => match major {
            Some(major) if major < REFUSES => Head::Yes,
            Some(_) => Head::No,
            None => Head::Perhaps(format!(
                "`{uses}` is a version before v{REFUSES}, which refuses the head of a fork"
            )),
        },
        (false, true) => match major {
            Some(major) if major >= REFUSES => Head::No,
            _ => Head::Perhaps("an earlier step gives out the head of a pull request".to_owned()),
        },
    };
    let shown = |value: &Option<crate::pipelines::Value>| {
        value
            .as_ref()
            .map(|it| it.known().unwrap_or(it.expression()).to_owned())
    };
    let other = repository_value.as_ref().map(|it| {
        let known = it.known().map(str::to_owned);
        known.unwrap_or_else(|| it.expression().to_owned())
    });
    let persists = step
        .at(&["with", "persist-credentials"])
        .and_then(Node::as_str)
        .is_none_or(|it| !it.eq_ignore_ascii_case("false"));
    let json = json!({
        "version": version,
        "ref": shown(&ref_value),
        "repository": other,
        "pr_head": match &head {
            Head::Yes => json!(true),
            Head::No => json!(false),
            Head::Perhaps(_) => json!("unknown"),
        },
        "unsafe_allowed": unsafe_allowed,
        "persists_token": persists,
        "at": step.place(),
    });
    Some(Checkout {
        json,
        head,
        repository: other,
    })
}

/// The major version of a tag; a commit or branch has none.
fn major(version: &str) -> Option<u64> {
    let version = version.strip_prefix('v').unwrap_or(version);
    // Forty digits of a commit may all be decimal.
    (version.len() < 20).then_some(())?;
    version.split('.').next()?.parse().ok()
}
