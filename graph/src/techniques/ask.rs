//! Asks one permission of a technique: on each thing that it may be used on, with each value that the attacker may choose.

use super::definition::{Permission, TARGET};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::Certainty;

/// A condition key and what is known about it.
pub(super) type Key = (String, ContextValue);

/// The surest answer among these; a certain one ends the search.
pub(super) fn surest(answers: impl IntoIterator<Item = Option<Answer>>) -> Option<Answer> {
    let mut best: Option<Answer> = None;
    for answer in answers.into_iter().flatten() {
        if answer.certainty == Certainty::Certain {
            return Some(answer);
        }
        if best
            .as_ref()
            .is_none_or(|best| best.certainty < answer.certainty)
        {
            best = Some(answer);
        }
    }
    best
}

/// Whether the permission is there on one thing, with the best of what the attacker may choose. `keys` are those that are
/// so whatever is chosen; `target` is the ARN of the target.
pub(super) fn permitted(
    lens: &Lens<'_, '_>,
    permission: &Permission,
    entry: &ResourceEntry,
    keys: &[Key],
    target: &str,
) -> Option<Answer> {
    surest(
        choices(permission, keys, target)
            .iter()
            .map(|keys| lens.may_with(&permission.action, entry, &entry.arn, keys)),
    )
}

/// Every combination of what the attacker may choose.
fn choices(permission: &Permission, keys: &[Key], target: &str) -> Vec<Vec<Key>> {
    let mut choices = vec![keys.to_vec()];
    for (key, values) in &permission.choose {
        choices = values
            .iter()
            .map(|value| match value.as_str() {
                "*" => ContextValue::Chosen,
                TARGET => is(target),
                value => is(value),
            })
            .flat_map(|value| {
                choices.iter().map(move |keys| {
                    let mut keys = keys.clone();
                    keys.push((key.clone(), value.clone()));
                    keys
                })
            })
            .collect();
    }
    choices
}
