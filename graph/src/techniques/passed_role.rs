//! Techniques by which a role is passed to a service that runs what the attacker wants.

use super::ask::{Key, permitted};
use super::beside::Beside;
use super::definition::{Effect, On, Technique};
use super::needless::Needless;
use super::requirement;
use crate::context::is;
use crate::edges::Findings;
use crate::estate::{ActorKey, Lens};
use crate::model::EdgeKind;

/// The key that tells to which service a role is passed.
/// Page "Grant a user permissions to pass a role to an AWS service" of the IAM user guide.
const PASSED_TO: &str = "iam:PassedToService";

/// Draws the edges of one actor to the roles that it may pass, each in its own account: a role of another account cannot be
/// passed.
///
/// Time: the roles that trust the services of the technique, and nothing where no policy of the actor lets it pass one of
/// them; what the actor may make is asked once.
pub(super) fn apply(
    lens: &Lens<'_, '_>,
    technique: &Technique,
    needless: &mut Needless,
    found: &mut Findings,
) {
    let scope = &lens.actor.scope;
    let passes: Vec<_> = technique
        .permissions
        .iter()
        .filter(|permission| permission.on == On::Target)
        .collect();
    let candidates: Vec<_> = technique
        .target
        .to
        .iter()
        .flat_map(|service| {
            let roles = lens.estate.passable(scope, service).iter();
            roles.map(move |passable| (service, passable))
        })
        .filter(|(_, passable)| {
            passable.role != lens.actor.key.identity
                && !needless.is_certain(&passable.role)
                && passes
                    .iter()
                    .all(|pass| lens.actor.mentions_on(&pass.action, &passable.role))
        })
        .collect();
    if candidates.is_empty() {
        return;
    }
    let beside = Beside::of(technique);
    let Some(fixed) = beside.fixed(lens) else {
        return;
    };
    for (service, passable) in candidates {
        if needless.is_certain(&passable.role) {
            continue;
        }
        let (Some(role), Some(entry)) = (
            lens.estate.facts.identities.get(&passable.role),
            lens.estate.resource(&passable.role),
        ) else {
            continue;
        };
        let keys: [Key; 1] = [(PASSED_TO.to_owned(), is(service))];
        let answer = passes.iter().try_fold(
            // Whether the pass is allowed is asked first: it is what most actors lack.
            fixed.clone(),
            |answer, pass| Some(answer.and(permitted(lens, pass, entry, &keys, &role.id)?)),
        );
        let answer = answer
            .and_then(|answer| {
                technique
                    .requires
                    .iter()
                    .try_fold(answer, |answer, requirement| {
                        requirement::holds(lens.estate, *requirement, role, answer)
                    })
            })
            .and_then(|answer| Some(answer.and(beside.by_target(lens, &role.id)?)))
            .map(|answer| answer.and(passable.answer.clone()))
            .map(|answer| super::interpret::conditions(technique, answer));
        let Some(answer) = answer else {
            continue;
        };
        if needless.adds_nothing(&role.id, &answer) {
            continue;
        }
        let becomes = ActorKey::recorded(&role.id);
        debug_assert_eq!(technique.effect, Effect::Become);
        found.become_edge(
            &lens.actor.id,
            &becomes.node_id(),
            EdgeKind::Escalates,
            Some(&technique.id),
            answer,
        );
        found.actors.insert(becomes);
    }
}
