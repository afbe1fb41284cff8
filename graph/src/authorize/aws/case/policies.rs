//! The policies of a case: parsed, checked for their type, and named by their place.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::super::decision::PolicyRole;
use super::super::document::{Document, Problem};
use super::CaseProblem;

/// Parses policies and keeps what is wrong with them.
pub(super) struct Policies {
    pub(super) problems: Vec<CaseProblem>,
    /// Whether the resource policy is a trust policy.
    pub(super) is_trust: bool,
}

type RawList = Option<Vec<Box<RawValue>>>;

impl Policies {
    pub(super) fn one(
        &mut self,
        id: String,
        role: PolicyRole,
        raw: &RawValue,
    ) -> Option<Arc<Document>> {
        let checked = Document::parse(&id, raw.get()).and_then(|document| {
            let problems = match role {
                PolicyRole::Resource if self.is_trust => document.check_trust(),
                role => document.check(role),
            };
            if problems.is_empty() {
                Ok(document)
            } else {
                Err(problems)
            }
        });
        match checked {
            Ok(document) => Some(Arc::new(document)),
            Err(problems) => {
                let named = problems
                    .into_iter()
                    .map(|Problem { pointer, message }| CaseProblem {
                        policy: id.clone(),
                        pointer,
                        message,
                    });
                self.problems.extend(named);
                None
            }
        }
    }

    pub(super) fn list(
        &mut self,
        field: &str,
        role: PolicyRole,
        list: RawList,
    ) -> Vec<Arc<Document>> {
        let numbered = list.into_iter().flatten().enumerate();
        numbered
            .filter_map(|(index, raw)| self.one(format!("{field}/{index}"), role, &raw))
            .collect()
    }

    pub(super) fn levels(
        &mut self,
        field: &str,
        role: PolicyRole,
        levels: Option<Vec<Vec<Box<RawValue>>>>,
    ) -> Vec<Vec<Arc<Document>>> {
        let numbered = levels.into_iter().flatten().enumerate();
        numbered
            .map(|(level, list)| self.list(&format!("{field}/{level}"), role, Some(list)))
            .collect()
    }
}
