//! What a technique needs beside its target: things that the attacker makes, things that are there already.

use std::collections::BTreeMap;

use super::ask::{Key, permitted, surest};
use super::definition::{On, Permission, Technique};
use super::made::new;
use crate::authorize::aws::ContextValue;
use crate::catalogue::{Asked, arn_of, asked, keys_of};
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::Certainty;

/// The permissions of a technique that are not on its target itself.
pub(super) struct Beside<'t> {
    technique: &'t Technique,
    fixed: Vec<&'t Permission>,
    by_target: Vec<&'t Permission>,
}

impl<'t> Beside<'t> {
    pub(super) fn of(technique: &'t Technique) -> Self {
        let beside = technique
            .permissions
            .iter()
            .filter(|permission| !matches!(permission.on, On::Target | On::AttachedPolicy));
        let (by_target, fixed): (Vec<_>, Vec<_>) =
            beside.partition(|permission| permission.is_about_target());
        // Permissions on the same thing are asked together.
        if by_target.iter().any(|permission| permission.on != On::Arn) {
            return Self {
                technique,
                fixed: Vec::new(),
                by_target: fixed.into_iter().chain(by_target).collect(),
            };
        }
        Self {
            technique,
            fixed,
            by_target,
        }
    }

    /// What does not depend on the target: asked once for an actor. `None` is a no.
    pub(super) fn fixed(&self, lens: &Lens<'_, '_>) -> Option<Answer> {
        needs(lens, self.technique, all(lens, &self.fixed, "")?)
    }

    /// What depends on it.
    pub(super) fn by_target(&self, lens: &Lens<'_, '_>, target: &str) -> Option<Answer> {
        all(lens, &self.by_target, target)
    }
}

/// Permissions by what they are asked on: those on the same thing stand together.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'t> {
    /// `*`, for the action at this place.
    Nothing(usize),
    /// Something new of one of these forms.
    New(Vec<&'static str>),
    /// Something of one of these types of facts.
    Existing(&'t [String]),
    /// One of these ARNs.
    Arn(&'t [String]),
}

fn all(lens: &Lens<'_, '_>, permissions: &[&Permission], target: &str) -> Option<Answer> {
    let mut things: BTreeMap<Thing<'_>, Vec<&Permission>> = BTreeMap::new();
    for (place, permission) in permissions.iter().enumerate() {
        for thing in things_of(permission, place) {
            things.entry(thing).or_default().push(permission);
        }
    }
    let mut answer = Answer::certain(Vec::new());
    for (thing, permissions) in &things {
        let found = match thing {
            Thing::Nothing(_) => {
                let mut entry = ResourceEntry::named("*");
                entry.account = Some(lens.actor.account.clone());
                on_one(lens, permissions, &entry, target)
            }
            Thing::New(forms) => new(lens, permissions, forms, target),
            Thing::Existing(types) => existing(lens, permissions, types, target),
            Thing::Arn(arns) => {
                let arns: Vec<String> = arns.iter().map(|arn| filled(arn, target)).collect();
                let forms: Vec<&str> = arns.iter().map(String::as_str).collect();
                new(lens, permissions, &forms, target)
            }
        }?;
        answer = answer.and(found);
    }
    Some(answer)
}

fn things_of(permission: &Permission, place: usize) -> Vec<Thing<'_>> {
    let action = &permission.action;
    match permission.on {
        On::Target | On::AttachedPolicy => Vec::new(),
        On::Existing => vec![Thing::Existing(&permission.types)],
        On::Arn => vec![Thing::Arn(&permission.arns)],
        On::New if !permission.types.is_empty() => permission
            .types
            .iter()
            .filter_map(|kind| arn_of(action, kind))
            .map(|form| Thing::New(vec![form]))
            .collect(),
        On::New => match asked(action).unwrap_or(Asked::Nothing) {
            Asked::Nothing => vec![Thing::Nothing(place)],
            Asked::Each(types) => types
                .iter()
                .filter_map(|kind| arn_of(action, kind))
                .map(|form| Thing::New(vec![form]))
                .collect(),
            Asked::Any(types) => {
                let forms = types.iter().filter_map(|kind| arn_of(action, kind));
                vec![Thing::New(forms.collect())]
            }
        },
    }
}

/// All of the permissions on one thing.
pub(super) fn on_one(
    lens: &Lens<'_, '_>,
    permissions: &[&Permission],
    entry: &ResourceEntry,
    target: &str,
) -> Option<Answer> {
    let mut answer = Answer::certain(Vec::new());
    for permission in permissions {
        let keys: Vec<Key> = if permission.on == On::New {
            in_request(permission)
        } else {
            Vec::new()
        };
        answer = answer.and(permitted(lens, permission, entry, &keys, target)?);
    }
    Some(answer)
}

/// Who makes a thing chooses what the condition keys of its service ask about.
fn in_request(permission: &Permission) -> Vec<Key> {
    keys_of(&permission.action)
        .iter()
        .map(|key| (key.clone(), ContextValue::Chosen))
        .collect()
}

/// A thing of these types in the account on which all of the permissions are there. Where the snapshot holds none, there
/// may be one all the same.
/// Time: every thing of these types in the actor's account, until one gives a certain answer.
fn existing(
    lens: &Lens<'_, '_>,
    permissions: &[&Permission],
    types: &[String],
    target: &str,
) -> Option<Answer> {
    let things: Vec<&str> = types
        .iter()
        .flat_map(|kind| lens.estate.things(kind, &lens.actor.scope))
        .copied()
        .collect();
    if !things.is_empty() {
        return surest(things.iter().map(|id| {
            let entry = lens.estate.resource(id)?;
            on_one(lens, permissions, entry, target)
        }));
    }
    let unlisted: Vec<&String> = types
        .iter()
        .filter(|kind| !lens.estate.was_listed(kind, &lens.actor.scope))
        .collect();
    if unlisted.is_empty() {
        return None;
    }
    let mut forms: Vec<&'static str> = permissions
        .iter()
        .flat_map(
            |permission| match asked(&permission.action).unwrap_or(Asked::Nothing) {
                Asked::Nothing => Vec::new(),
                Asked::Each(types) | Asked::Any(types) => types
                    .iter()
                    .filter_map(|kind| arn_of(&permission.action, kind))
                    .collect(),
            },
        )
        .collect();
    forms.sort_unstable();
    forms.dedup();
    let answer = if forms.is_empty() {
        let mut entry = ResourceEntry::named("*");
        entry.account = Some(lens.actor.account.clone());
        on_one(lens, permissions, &entry, target)?
    } else {
        new(lens, permissions, &forms, target)?
    };
    Some(perhaps(answer, &unlisted))
}

/// The answer, if the account has one of these things of which the snapshot has none.
fn perhaps(answer: Answer, types: &[&String]) -> Answer {
    let types: Vec<&str> = types.iter().map(|kind| kind.as_str()).collect();
    let condition = format!(
        "the account has {} (none was collected)",
        types.join(" or ")
    );
    answer.unless_proven(Certainty::Conditional, condition)
}

/// The answer so far, if the account has or may have something of each type that the technique needs.
fn needs(lens: &Lens<'_, '_>, technique: &Technique, answer: Answer) -> Option<Answer> {
    let scope = &lens.actor.scope;
    technique.needs.iter().try_fold(answer, |answer, kind| {
        if !lens.estate.things(kind, scope).is_empty() {
            return Some(answer);
        }
        (!lens.estate.was_listed(kind, scope)).then(|| perhaps(answer, &[kind]))
    })
}

/// An ARN with the places filled that are those of the target.
fn filled(arn: &str, target: &str) -> String {
    let mut segments = target.splitn(6, ':');
    let partition = segments.nth(1).unwrap_or("aws");
    // A role is in no region: what stands beside it may be in any.
    let region = segments.nth(1).filter(|region| !region.is_empty());
    let region = region.unwrap_or("{region}");
    let account = segments.next().unwrap_or("*");
    let mut parts = segments.next().unwrap_or_default().split('/');
    parts.next();
    arn.replace("{partition}", partition)
        .replace("{region}", region)
        .replace("{account}", account)
        .replace("{1}", parts.next().unwrap_or_default())
        .replace("{2}", parts.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn the_places_of_an_arn_are_those_of_the_target() {
        let task = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123";
        assert_eq!(
            filled("arn:{partition}:ecs:{region}:{account}:cluster/{1}", task),
            "arn:aws:ecs:eu-west-1:111122223333:cluster/prod"
        );
        assert_eq!(filled("{2}", task), "0123");
        assert_eq!(filled("{1}", "no arn"), "");
        assert_eq!(
            filled(
                "arn:{partition}:ssm:{region}::document/x",
                "arn:aws:iam::111122223333:role/r"
            ),
            "arn:aws:ssm:{region}::document/x"
        );
    }
}
