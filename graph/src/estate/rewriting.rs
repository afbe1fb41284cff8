//! The estate as it would be after an actor rewrote the policy of a resource.
//!
//! What the attacker writes names it in the strongest form: a session of a role is named as that session, so that its
//! boundary does not count. Page "Permissions boundaries for IAM entities", section on resource-based policies. An
//! explicit deny of identity policies, service and resource control policies stays.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AttachmentKind;
use serde_json::{Value, json};

use super::documents::synthetic;
use super::{ActorKind, Estate, Lens, ResourceEntry};
use crate::authorize::aws::{Principal, ResourceGrant};

/// The id of the policy that the attacker would write.
pub(crate) const REWRITTEN: &str = "rewritten-policy";

/// How the policy of a resource is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Another policy takes its place.
    Replace,
    /// A statement is added: what the policy denies, it still denies.
    Add,
    /// It is taken away.
    Remove,
    /// A grant of a KMS key is added beside the policy.
    Grant,
}

/// Resources as they would be, by their ARN.
pub(crate) type Rewritten = BTreeMap<String, ResourceEntry>;

impl<'e, 'a> Lens<'e, 'a> {
    /// The estate as the actor would see it after it changed the policy that these resources share. `None` where the
    /// actor is nobody that a policy can name.
    pub(crate) fn rewriting(&self, edit: Edit, entries: &[ResourceEntry]) -> Option<Self> {
        let arn = self.named_as()?;
        let mut rewritten = Rewritten::new();
        for entry in entries {
            let mut entry = entry.clone();
            edited(self.estate, &mut entry, edit, &arn)?;
            rewritten.insert(entry.arn.clone(), entry);
        }
        let mut lens = Self::new(self.estate, self.actor);
        lens.rewritten = rewritten;
        Some(lens)
    }

    /// The resource as this lens sees it.
    pub(super) fn seen<'x>(&'x self, entry: &'x ResourceEntry) -> &'x ResourceEntry {
        self.rewritten.get(&entry.arn).unwrap_or(entry)
    }

    /// Who asks: a session, where a rewritten policy names one.
    pub(super) fn principal(&self) -> Principal {
        let own = self.actor.principal();
        match (own, self.named_as()) {
            (
                Principal::Arn {
                    tags, unique_id, ..
                },
                Some(arn),
            ) if !self.rewritten.is_empty() => Principal::Arn {
                arn,
                tags,
                unique_id,
            },
            (own, _) => own,
        }
    }

    /// The name by which the actor would write itself into a policy.
    fn named_as(&self) -> Option<String> {
        let actor = self.actor;
        match (actor.kind, actor.arn.split_once(":role/")) {
            (ActorKind::Role, Some((_, path))) => Some(format!(
                "arn:aws:sts::{}:assumed-role/{}/session",
                actor.account,
                path.rsplit('/').next().unwrap_or(path)
            )),
            (ActorKind::Root, _) => None,
            _ => Some(actor.arn.clone()),
        }
    }
}

/// A resource as it would be if, beside what its policy denies, something else let everybody in: an access control list, a
/// share. `None` where that cannot be written.
pub(crate) fn opened(estate: &Estate<'_>, entry: &ResourceEntry) -> Option<ResourceEntry> {
    let mut open = entry.clone();
    edited(estate, &mut open, Edit::Add, "*")?;
    // What is no policy is no public policy.
    open.restrict_public = false;
    Some(open)
}

/// Changes a resource as the attacker would.
fn edited(estate: &Estate<'_>, entry: &mut ResourceEntry, edit: Edit, arn: &str) -> Option<()> {
    let allow =
        json!({"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "*", "Resource": "*"});
    let statements = match edit {
        Edit::Grant => {
            entry.grants.push(ResourceGrant {
                id: REWRITTEN.to_owned(),
                grantee: arn.to_owned(),
                actions: [
                    "kms:Decrypt",
                    "kms:Encrypt",
                    "kms:GenerateDataKey",
                    "kms:DescribeKey",
                ]
                .map(str::to_owned)
                .to_vec(),
                constraints: Vec::new(),
            });
            return Some(());
        }
        Edit::Remove => {
            entry.policy.take()?;
            entry.unknown.clear();
            return Some(());
        }
        Edit::Replace => {
            entry.unknown.clear();
            vec![allow]
        }
        Edit::Add => {
            let mut statements = written(estate, &entry.arn);
            statements.push(allow);
            statements
        }
    };
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    entry.policy = Some(synthetic(REWRITTEN, &document)?);
    Some(())
}

/// The statements that deny in the policies of a resource: what allows is worth no more than what is added.
fn written(estate: &Estate<'_>, arn: &str) -> Vec<Value> {
    let mut denies = Vec::new();
    for attachment in estate.attached(AttachmentKind::Resource, arn) {
        let policy = estate.facts.policies.get(&attachment.policy);
        let document =
            policy.and_then(|policy| serde_json::from_str::<Value>(&policy.document).ok());
        let statements = match document.and_then(|mut it| it.get_mut("Statement").map(Value::take))
        {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => Vec::new(),
        };
        denies.extend(statements.into_iter().filter(|statement| {
            let effect = statement.get("Effect").and_then(Value::as_str);
            effect.is_some_and(|effect| effect.eq_ignore_ascii_case("deny"))
        }));
    }
    denies
}
