//! GitHub Actions: workflows, reusable workflows, actions; and the settings of repositories and organisations.
//!
//! Sources: GitHub Docs, "Workflow syntax for GitHub Actions", "Metadata syntax", "Contexts reference", "Events that trigger
//! workflows", "OpenID Connect reference". Expressions are parsed by the crate of zizmor; the tree is our own, because
//! a file that breaks a schema is read as far as it goes, and each job keeps its line.

mod action;
mod actions;
mod artifacts;
mod checkout;
mod expression;
mod identity;
mod injection;
mod job;
mod names;
mod outputs;
mod permissions;
mod runner;
mod script;
mod secrets;
mod settings;
mod steps;
mod token;
mod triggers;
mod uses;
mod workflow;

pub(super) use actions::GithubActions;
pub(super) use settings::Settings as GithubSettings;

use super::template::Marks;

/// How expressions are marked (GitHub Docs, "Evaluate expressions in workflows and actions").
const MARKS: &[Marks] = &[Marks {
    open: "${{",
    close: "}}",
}];

/// The type of a workflow.
const WORKFLOW: &str = "github:workflow";
/// The type of an action of a repository.
const ACTION: &str = "github:action";
/// The type of the contents of a repository.
const CONTENTS: &str = "github:repository-contents";
/// The type of one file.
const FILE: &str = "github:file";
/// The type of a secret of Actions.
const SECRET: &str = "github:actions-secret";
