//! The state after a trust policy was rewritten: does anything still stop the attacker from assuming the role?

use blastradius_collectors::facts::Identity;
use serde_json::json;

use crate::authorize::aws::{Principal, decide};
use crate::estate::{ActorKind, Answer, Lens, ResourceEntry, synthetic};

/// The id of the trust policy that the attacker would write.
const REWRITTEN: &str = "rewritten-trust";

/// Whether the actor could assume the role if its trust policy named the actor. `None` is a no: an explicit deny, or
/// a service control policy. A session of a role is named as that session, so that its boundary does not count.
/// Page "Permissions boundaries for IAM entities", section on resource-based policies.
pub(super) fn assume(lens: &Lens<'_, '_>, target: &Identity) -> Option<Answer> {
    let actor = lens.actor;
    if actor.kind == ActorKind::Root {
        // Page "AssumeRole" of the API reference: the root user of an account cannot.
        return None;
    }
    let arn = match (actor.kind, actor.arn.split_once(":role/")) {
        (ActorKind::Role, Some((_, path))) => format!(
            "arn:aws:sts::{}:assumed-role/{}/session",
            actor.account,
            path.rsplit('/').next().unwrap_or(path)
        ),
        _ => actor.arn.clone(),
    };
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}],
    });
    let mut entry = ResourceEntry::clone(lens.estate.resource(&target.id)?);
    entry.policy = Some(synthetic(REWRITTEN, &trust)?);
    entry.unknown = Vec::new();
    let action = "sts:AssumeRole";
    let mut request = lens.request(action, &entry, &target.id, &[]);
    if actor.kind == ActorKind::Role {
        request.principal = Principal::Arn {
            arn,
            tags: actor.tags.clone(),
            unique_id: actor.unique_id.clone(),
        };
    }
    let decision = decide(&request, &lens.policies(action, &entry));
    let mut answer = lens.answer(action, &decision, &entry)?;
    // What the attacker writes is no evidence.
    answer.evidence = Vec::new();
    Some(answer)
}
