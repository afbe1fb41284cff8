//! Asks, for one principal, which techniques work on what.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Identity, IdentityKind};

use super::ask::{self, Key, surest};
use super::definition::{After, Effect, On, Permission, Target, TargetKind, Technique, Who};
use super::needless::Needless;
use super::{passed_role, requirement, workload};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::edges::Findings;
use crate::estate::{ActorKey, ActorKind, Answer, Lens, ResourceEntry};
use crate::model::{Certainty, EdgeKind};

/// Draws the escalation edges of one principal.
///
/// Time: one decision for each permission and each target of the account, and none for an action that no policy of
/// the principal names. Users and roles are looked through for the techniques on them only: roles that may be passed are
/// indexed by the service that they trust, workloads by their type.
pub(crate) fn apply(lens: &Lens<'_, '_>, techniques: &[Technique], found: &mut Findings) {
    // Whatever a sure administrator could do to others, its account's node does.
    if lens.is_covered() {
        return;
    }
    let (beyond, on_identities): (Vec<_>, Vec<_>) = techniques.iter().partition(|technique| {
        matches!(
            technique.target.kind,
            TargetKind::PassedRole | TargetKind::Workload
        )
    });
    identities(lens, &on_identities, found);
    let mut needless = Needless::of(lens, found);
    for technique in beyond {
        if technique.target.kind == TargetKind::Workload {
            workload::apply(lens, technique, &mut needless, found);
        } else if is_possible(lens, technique) {
            passed_role::apply(lens, technique, &mut needless, found);
        }
    }
}

/// Whether the policies of the actor name every action. Anybody may ask for `sts:AssumeRole`: the role decides.
fn is_possible(lens: &Lens<'_, '_>, technique: &Technique) -> bool {
    technique.permissions.iter().all(|permission| {
        lens.actor.mentions(&permission.action) || permission.action.starts_with("sts:")
    })
}

fn identities(lens: &Lens<'_, '_>, techniques: &[&Technique], found: &mut Findings) {
    let mut groups: Vec<(String, Answer, &Technique)> = Vec::new();
    for technique in techniques.iter().copied() {
        if !is_possible(lens, technique) || pointless(lens, technique) {
            continue;
        }
        for target in targets(lens, &technique.target) {
            let Some(answer) = works(lens, technique, target) else {
                continue;
            };
            if technique.effect == Effect::Join {
                groups.push((target.id.clone(), answer, technique));
            } else {
                draw(lens, technique, target, answer, found);
            }
        }
    }
    join(lens, groups, found);
}

/// Changes that give the actor nothing that it does not have.
fn pointless(lens: &Lens<'_, '_>, technique: &Technique) -> bool {
    let own = technique.target.who == Some(Who::Own);
    match technique.effect {
        Effect::AddEverything => own && lens.actor.key.escalated,
        // Only users are members of groups.
        Effect::Join => lens.actor.key.escalated || lens.actor.kind != ActorKind::User,
        Effect::DropBoundary => own && lens.actor.boundary.is_none(),
        Effect::Become | Effect::Control => false,
    }
}

/// The answer with what no snapshot tells.
pub(super) fn conditions(technique: &Technique, answer: Answer) -> Answer {
    technique
        .conditions
        .iter()
        .fold(answer, |answer, condition| {
            answer.unless_proven(Certainty::Conditional, condition.clone())
        })
}

/// What a technique can be used on, seen from the actor: in its own account only.
fn targets<'e, 'a>(
    lens: &Lens<'e, 'a>,
    target: &Target,
) -> impl Iterator<Item = &'a Identity> + use<'e, 'a> {
    let (of, who) = (target.kind, target.who);
    let wanted = move |kind: IdentityKind| match of {
        TargetKind::User => kind == IdentityKind::User,
        TargetKind::Role => kind == IdentityKind::Role,
        TargetKind::Group => kind == IdentityKind::Group,
        TargetKind::Principal => matches!(kind, IdentityKind::User | IdentityKind::Role),
        TargetKind::PassedRole | TargetKind::Workload => false,
    };
    let actor = lens.actor;
    lens.estate
        .identities_of(&actor.scope)
        .filter(move |identity| {
            if !wanted(identity.kind) {
                return false;
            }
            let own = match of {
                TargetKind::Group => actor.groups.contains(&identity.id),
                _ => actor.key.identity == identity.id,
            };
            match who {
                Some(Who::Own) => own,
                Some(Who::Other) => !own,
                Some(Who::Any) | None => true,
            }
        })
}

fn works(lens: &Lens<'_, '_>, technique: &Technique, target: &Identity) -> Option<Answer> {
    // An administrator who adds everything to a principal gains its name only: worth it where a policy names it.
    if technique.effect != Effect::Become
        && (lens.actor.key.is_administrator() || lens.is_unlimited())
        && !lens
            .estate
            .is_named(&target.id, target.unique_id.as_deref())
    {
        return None;
    }
    let mut all = Answer::certain(Vec::new());
    for requirement in &technique.requires {
        all = requirement::holds(lens.estate, *requirement, target, all)?;
    }
    for permission in &technique.permissions {
        all = all.and(permitted(lens, permission, target)?);
    }
    for after in &technique.after {
        let After::AssumeAsTrusted = after;
        all = all.and(super::rewritten::assume(lens, target)?);
    }
    Some(conditions(technique, all))
}

fn permitted(lens: &Lens<'_, '_>, permission: &Permission, target: &Identity) -> Option<Answer> {
    let own = target.id == lens.actor.key.identity;
    if own && permission.action == "sts:AssumeRole" {
        // The actor is a session of the role already.
        return Some(Answer::certain(Vec::new()));
    }
    let resources: Vec<ResourceEntry> = match permission.on {
        On::Target => {
            let entry = lens.estate.resource(&target.id)?;
            vec![ResourceEntry::clone(entry)]
        }
        On::AttachedPolicy => customer_policies(lens, target)
            .into_iter()
            .map(|policy| ResourceEntry::named(&policy))
            .collect(),
        // Checked when the file is read: only the target is asked about here.
        On::New | On::Existing | On::Arn => Vec::new(),
    };
    let keys = [boundary_key(lens, target)];
    surest(
        resources
            .iter()
            .map(|entry| ask::permitted(lens, permission, entry, &keys, &target.id)),
    )
}

/// `iam:PermissionsBoundary`: the boundary that the target has.
fn boundary_key(lens: &Lens<'_, '_>, target: &Identity) -> Key {
    let value = match lens.estate.boundary_of(&target.id) {
        Some(policy) => is(policy),
        None => ContextValue::Absent,
    };
    ("iam:PermissionsBoundary".to_owned(), value)
}

/// The policies that the account itself keeps and that are attached to the target or to its groups.
fn customer_policies(lens: &Lens<'_, '_>, target: &Identity) -> BTreeSet<String> {
    let own = target.id == lens.actor.key.identity;
    std::iter::once(&target.id)
        .chain(&target.member_of)
        .chain(lens.actor.key.groups.iter().filter(|_| own))
        .flat_map(|holder| lens.estate.identity_policies(holder))
        .filter(|policy| !policy.starts_with("arn:aws:iam::aws:") && !policy.contains('#'))
        .map(str::to_owned)
        .collect()
}

fn draw(
    lens: &Lens<'_, '_>,
    technique: &Technique,
    target: &Identity,
    answer: Answer,
    found: &mut Findings,
) {
    let own = technique.target.kind == TargetKind::Group || target.id == lens.actor.key.identity;
    let of = if own {
        lens.actor.key.clone()
    } else {
        ActorKey::recorded(&target.id)
    };
    let becomes = match technique.effect {
        Effect::Become | Effect::Join | Effect::Control => of,
        Effect::AddEverything => of.escalated(),
        Effect::DropBoundary => of.unbounded(),
    };
    arrive(lens, technique, becomes, answer, found);
}

fn arrive(
    lens: &Lens<'_, '_>,
    technique: &Technique,
    becomes: ActorKey,
    answer: Answer,
    found: &mut Findings,
) {
    if becomes == lens.actor.key {
        return;
    }
    found.become_edge(
        &lens.actor.id,
        &becomes.node_id(),
        EdgeKind::Escalates,
        Some(&technique.id),
        answer,
    );
    found.actors.insert(becomes);
}

/// The groups that the actor can join: from the identity as recorded each on its own, and from there on all that can be
/// joined at once, so that the number of combinations stays below twice the number of groups.
fn join(lens: &Lens<'_, '_>, groups: Vec<(String, Answer, &Technique)>, found: &mut Findings) {
    let Some((_, _, technique)) = groups.first() else {
        return;
    };
    if lens.actor.key.groups.is_empty() {
        for (group, answer, technique) in groups {
            let becomes = lens.actor.key.joining([group]);
            arrive(lens, technique, becomes, answer, found);
        }
        return;
    }
    let technique = *technique;
    let becomes = lens
        .actor
        .key
        .joining(groups.iter().map(|(group, ..)| group.clone()));
    let all = groups
        .into_iter()
        .map(|(_, answer, _)| answer)
        .reduce(Answer::and);
    if let Some(answer) = all {
        arrive(lens, technique, becomes, answer, found);
    }
}
