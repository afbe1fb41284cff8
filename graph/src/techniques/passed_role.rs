//! Techniques by which a role is passed to a service that runs what the attacker wants.

use std::collections::HashMap;

use super::ask::{Key, permitted};
use super::beside::Beside;
use super::definition::{Effect, On, Permission, Technique};
use super::needless::Needless;
use super::requirement;
use crate::authorize::aws::sets::Parts;
use crate::context::is;
use crate::edges::{Findings, speaks_of};
use crate::estate::{ActorKey, Answer, Lens, ResourceEntry};
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
    let mut passing = Passing::new(lens, &passes, candidates.iter().map(|(_, it)| &*it.role));
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
        // Whether the pass is allowed is asked first: it is what most actors lack.
        let passed = passing.to(service, entry);
        let answer = passed
            .map(|passed| fixed.clone().and(passed))
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

/// Whether roles may be passed to services: asked once for all roles that no policy tells apart.
struct Passing<'p, 'e, 'a> {
    lens: &'p Lens<'e, 'a>,
    passes: &'p [&'p Permission],
    /// The set of each role, by its element.
    set_of: HashMap<u32, usize>,
    known: HashMap<(String, usize), Option<Answer>>,
}

impl<'p, 'e, 'a> Passing<'p, 'e, 'a> {
    fn new<'r>(
        lens: &'p Lens<'e, 'a>,
        passes: &'p [&'p Permission],
        roles: impl Iterator<Item = &'r str>,
    ) -> Self {
        let element = |role: &str| {
            let entry = lens.estate.resource(role)?;
            lens.overview?.sets.find(entry, role)
        };
        // What is asked with the name of the role is asked of each.
        let shared = roles.filter(|_| !passes.iter().any(|pass| pass.names_target()));
        let mut parts = Parts::new(shared.filter_map(element).collect());
        let actions: Vec<&str> = passes.iter().map(|pass| &*pass.action).collect();
        lens.take_apart(&actions, &mut parts);
        let sets = parts.into_sets().into_iter().enumerate();
        Self {
            lens,
            passes,
            set_of: sets
                .flat_map(|(set, elements)| elements.into_iter().map(move |id| (id, set)))
                .collect(),
            known: HashMap::new(),
        }
    }

    fn to(&mut self, service: &str, role: &ResourceEntry) -> Option<Answer> {
        let overview = self.lens.overview;
        let element = overview.and_then(|overview| overview.sets.find(role, &role.arn));
        let Some(set) = element.and_then(|element| self.set_of.get(&element)) else {
            return self.ask(service, role);
        };
        let asked = (service.to_owned(), *set);
        if let Some(known) = self.known.get(&asked) {
            return known.clone();
        }
        let answer = self.ask(service, role);
        // What names this role is no answer for others.
        if !answer.as_ref().is_some_and(|it| speaks_of(it, &role.arn)) {
            self.known.insert(asked, answer.clone());
        }
        answer
    }

    fn ask(&self, service: &str, role: &ResourceEntry) -> Option<Answer> {
        let keys: [Key; 1] = [(PASSED_TO.to_owned(), is(service))];
        let mut passes = self.passes.iter();
        let answer = Answer::certain(Vec::new());
        passes.try_fold(answer, |answer, pass| {
            Some(answer.and(permitted(self.lens, pass, role, &keys, &role.arn)?))
        })
    }
}
