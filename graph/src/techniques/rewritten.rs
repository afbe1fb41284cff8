//! The state after a trust policy was rewritten: does anything still stop the attacker from assuming the role?

use blastradius_collectors::facts::Identity;

use crate::estate::{ActorKind, Answer, Edit, Lens, ResourceEntry};

/// Whether the actor could assume the role if its trust policy named the actor. `None` is a no: an explicit deny, or
/// a service control policy.
pub(super) fn assume(lens: &Lens<'_, '_>, target: &Identity) -> Option<Answer> {
    if lens.actor.kind == ActorKind::Root {
        // Page "AssumeRole" of the API reference: the root user of an account cannot.
        return None;
    }
    let entry = ResourceEntry::clone(lens.estate.resource(&target.id)?);
    let rewritten = lens.rewriting(Edit::Replace, std::slice::from_ref(&entry))?;
    let mut answer = rewritten.may("sts:AssumeRole", &entry, &target.id)?;
    // What the attacker writes is no evidence.
    answer.evidence = Vec::new();
    Some(answer)
}
