//! Contexts and variables of projects, as listings of them have them (CircleCI API v2, "List contexts", "List all environment
//! variables"): names, never values.

use super::super::{Node, Output};
use crate::facts::{AssetClass, Provider};

const CONTEXTS: &str = "CIRCLECI_CONTEXTS";
const VARIABLES: &str = "CIRCLECI_PROJECT_ENV_VARS";

pub(super) fn recognises(root: &Node) -> bool {
    root.get(CONTEXTS).is_some() || root.get(VARIABLES).is_some() || of_contexts(root)
}

/// `{"items": [{"variable": …, "context_id": …}]}`.
fn of_contexts(root: &Node) -> bool {
    let items = root.get("items").map_or(&[][..], Node::items);
    items
        .first()
        .is_some_and(|it| it.get("context_id").is_some() && it.get("variable").is_some())
}

pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let listed = |name: &str| root.get(name).map_or(&[][..], Node::items);
    let mut secret = |id: String, kind: &str, name: &str, at: &Node| {
        output.asset(AssetClass::Secret, Provider::Other, kind, id, name, at);
    };
    for context in listed(CONTEXTS) {
        if let Some(name) = context.text_of("name") {
            secret(
                format!("circleci:contexts/{name}"),
                "circleci:context",
                name,
                context,
            );
        }
    }
    for variable in listed(VARIABLES) {
        if let Some(name) = variable.text_of("name") {
            secret(
                format!("circleci:variables/{name}"),
                "circleci:variable",
                name,
                variable,
            );
        }
    }
    for variable in listed("items") {
        if let (Some(name), Some(context)) =
            (variable.text_of("variable"), variable.text_of("context_id"))
        {
            secret(
                format!("circleci:contexts/{context}/{name}"),
                "circleci:variable",
                name,
                variable,
            );
        }
    }
}
