//! The variables that the runs of a workspace see (HCP Terraform documentation, "Variables", "Precedence"): its own stand before
//! those of sets.

use std::collections::BTreeMap;

use super::part::Variable;
use crate::pipelines::{StageDraft, Value};

/// How a sensitive variable, or one that somebody else sets, is told of.
const SECRET: &str = "terraform-cloud:variable";

/// The variables by their keys, each with the id of what has it.
#[derive(Debug, Default)]
pub(super) struct Variables<'v> {
    environment: BTreeMap<&'v str, (&'v Variable, String)>,
    terraform: BTreeMap<&'v str, (&'v Variable, String)>,
}

impl<'v> Variables<'v> {
    /// Takes those of a workspace or set, unless something stands before them. `owner` is how the ids of its variables begin.
    pub(super) fn add(&mut self, all: impl IntoIterator<Item = &'v Variable>, owner: &str) {
        for variable in all {
            let of = match variable.environment {
                true => &mut self.environment,
                false => &mut self.terraform,
            };
            of.entry(&variable.key)
                .or_insert_with(|| (variable, owner.to_owned()));
        }
    }

    /// Whether none is known.
    pub(super) fn is_empty(&self) -> bool {
        self.environment.is_empty() && self.terraform.is_empty()
    }

    /// The keys of the environment.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'v str> {
        self.environment.keys().copied()
    }

    /// A variable of the environment: `None` where there is none of this key, unresolved where it is sensitive.
    pub(super) fn value(&self, key: &str) -> Option<Value> {
        let (variable, _) = self.environment.get(key)?;
        Some(match &variable.value {
            Some(text) => Value::literal(text.trim()),
            None => Value::unresolved(&format!("the variable {key}, which is sensitive")),
        })
    }

    /// Whether a variable of the environment says yes.
    pub(super) fn is_true(&self, key: &str) -> bool {
        let value = self.value(key);
        let known = value.as_ref().and_then(Value::known);
        known.is_some_and(|it| it.eq_ignore_ascii_case("true"))
    }

    /// Gives all to a stage: what is sensitive as a secret, of the others the name and what the value looks like.
    pub(super) fn give(&self, stage: &mut StageDraft) {
        for (how, all) in [("env", &self.environment), ("terraform", &self.terraform)] {
            for (key, (variable, owner)) in all {
                match &variable.value {
                    Some(value) => stage.variable(key, Some(value)),
                    None => {
                        let id = format!("{owner}/variables/{key}");
                        stage.secret(how, key, &id, SECRET, None);
                    }
                }
            }
        }
    }
}
