//! What proves a decision, and how a policy comes to a principal: attached to it, or to a group that it is a member of.

use blastradius_collectors::facts::AttachmentKind;

use super::actor::EVERYTHING;
use super::rewriting::REWRITTEN;
use super::{Actor, ActorKind, Estate, Lens};
use crate::authorize::aws::{Decision, StatementEffect};
use crate::edges::Provenance;
use crate::model::Evidence;

impl Estate<'_> {
    /// The identity policies of an actor, each with the attachments that give it to the actor and its memberships in the
    /// groups among them. An inline policy of the principal itself says so in its id and needs no more proof; a group that
    /// an escalation joined has no membership yet.
    #[must_use]
    pub fn provenance(&self, actor: &Actor) -> Vec<Provenance> {
        let own = &actor.key.identity;
        let mut found = Vec::new();
        for holder in std::iter::once(own).chain(&actor.groups) {
            let membership = membership(self, own, holder);
            for attachment in self.attached(AttachmentKind::Identity, holder) {
                let policy = &attachment.policy;
                let is_inline = policy
                    .strip_prefix(own.as_str())
                    .is_some_and(|rest| rest.starts_with("#inline/"));
                if holder == own && is_inline {
                    continue;
                }
                let to = if holder == own {
                    "attached"
                } else {
                    "attached to the group"
                };
                let mut evidence = vec![Evidence {
                    record: format!("attachment:{}", attachment.id),
                    pointer: String::new(),
                    note: to.to_owned(),
                }];
                evidence.extend(membership.clone());
                found.push(Provenance {
                    principal: actor.id.clone(),
                    policy: policy.clone(),
                    evidence,
                });
            }
        }
        found
    }
}

fn membership(estate: &Estate<'_>, identity: &str, group: &str) -> Option<Evidence> {
    let index = estate
        .facts
        .identities
        .get(identity)?
        .member_of
        .iter()
        .position(|of| of == group)?;
    Some(Evidence {
        record: format!("identity:{identity}"),
        pointer: format!("/member_of/{index}"),
        note: "member of the group".to_owned(),
    })
}

impl Lens<'_, '_> {
    /// The statements that allow it. How their policies come to the actor is said once: see
    /// [`Estate::provenance`](super::Estate::provenance).
    pub(super) fn evidence(&self, action: &str, decision: &Decision) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        let allowing = decision
            .by
            .iter()
            .filter(|by| by.effect == StatementEffect::Allow);
        for by in allowing {
            let note = format!("allows {action}");
            // A rule of the service decides under a name of its own, such as for the root user.
            let recorded = self.estate.facts.policies.contains_key(&by.policy);
            if by.policy == REWRITTEN {
                // What the attacker writes is no evidence.
                continue;
            }
            if by.policy == EVERYTHING || !recorded {
                evidence.push(self.standing(note));
                continue;
            }
            evidence.push(Evidence {
                record: format!("policy:{}", by.policy),
                pointer: self.estate.pointer(&by.policy, by.statement),
                note,
            });
        }
        if evidence.is_empty() && self.rewritten.is_empty() {
            evidence.push(self.standing(format!("may {action}")));
        }
        evidence
    }

    /// Evidence for what follows from who the actor is, and not from a policy of the snapshot.
    pub(super) fn standing(&self, note: String) -> Evidence {
        let (record, why) = match self.actor.kind {
            ActorKind::Administrator => ("scope", "as an administrator of the account"),
            ActorKind::Root => ("identity", "as the root user"),
            _ if self.actor.key.escalated => {
                ("identity", "with the policy that the escalation added")
            }
            _ => ("identity", "by a rule of the service"),
        };
        Evidence {
            record: format!("{record}:{}", self.actor.key.identity),
            pointer: String::new(),
            note: format!("{note} {why}"),
        }
    }
}
