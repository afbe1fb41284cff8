//! Changes on the facts of a snapshot.

use std::collections::BTreeSet;

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::{
    Attachment, AttachmentKind, FactKind, Origin, Policy, PolicyKind, Provider,
};
use blastradius_collectors::snapshot::{Facts, Snapshot};

use super::documents;
use super::error::ChangeError;
use super::names::{among, one};
use super::remove;
use super::words::{Change, Verb};

/// Reads a file that a change names: its text, or why that cannot be had.
pub type Load<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The change in its own words.
    pub text: String,
    /// The records that it added, took away or wrote anew.
    pub records: BTreeSet<String>,
    /// Why what it does is not known in full.
    pub unknown: Vec<String>,
    /// What a reader should know of it.
    pub notes: Vec<String>,
}

/// A snapshot after changes.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The snapshot. Its id and time are those of the one before.
    pub snapshot: Snapshot,
    /// The changes, in order.
    pub applied: Vec<Applied>,
    /// Credentials and secrets whose old value is worth nothing any more; what holds the new one still leads where it led.
    pub rotated: BTreeSet<String>,
}

/// Makes changes on a copy of a snapshot, one after the other.
///
/// # Errors
/// At the first that cannot be made.
pub fn apply(
    snapshot: &Snapshot,
    changes: &[Change],
    load: Load<'_>,
) -> Result<Changed, ChangeError> {
    apply_each(snapshot, changes, load).map_err(|(_, error)| error)
}

/// The same; an error tells which change it was, counted from zero.
///
/// # Errors
/// At the first that cannot be made.
pub fn apply_each(
    snapshot: &Snapshot,
    changes: &[Change],
    load: Load<'_>,
) -> Result<Changed, (usize, ChangeError)> {
    let mut changed = Changed {
        snapshot: snapshot.clone(),
        applied: Vec::new(),
        rotated: BTreeSet::new(),
    };
    for (at, change) in changes.iter().enumerate() {
        let mut making = Making {
            snapshot: &mut changed.snapshot,
            rotated: &mut changed.rotated,
            load,
            applied: Applied {
                text: change.text(),
                ..Applied::default()
            },
        };
        making.make(change).map_err(|error| (at, error))?;
        changed.applied.push(making.applied);
    }
    Ok(changed)
}

/// A change while it is made.
pub(super) struct Making<'a> {
    pub(super) snapshot: &'a mut Snapshot,
    pub(super) rotated: &'a mut BTreeSet<String>,
    pub(super) load: Load<'a>,
    pub(super) applied: Applied,
}

pub(super) fn origin() -> Origin {
    Origin::new("whatif", "")
}

impl Making<'_> {
    pub(super) fn facts(&mut self) -> &mut Facts {
        &mut self.snapshot.facts
    }

    pub(super) fn note(&mut self, kind: FactKind, id: &str) {
        let record = format!("{}:{id}", kind.name());
        self.applied.records.insert(record);
    }

    fn make(&mut self, change: &Change) -> Result<(), ChangeError> {
        let (first, second, third) = (change.operand(0), change.operand(1), change.operand(2));
        match change.verb {
            Verb::Attach => self.attach(AttachmentKind::Identity, first, second),
            Verb::Detach => self.detach(AttachmentKind::Identity, first, second),
            Verb::AddScp => self.attach(AttachmentKind::Scp, first, second),
            Verb::RemoveScp => self.detach(AttachmentKind::Scp, first, second),
            Verb::AddRcp => self.attach(AttachmentKind::Rcp, first, second),
            Verb::RemoveRcp => self.detach(AttachmentKind::Rcp, first, second),
            Verb::SetBoundary => {
                let principal = self.target(AttachmentKind::Boundary, first)?;
                self.unbind(&principal);
                self.attach(AttachmentKind::Boundary, first, second)
            }
            Verb::RemoveBoundary => {
                let principal = self.target(AttachmentKind::Boundary, first)?;
                match self.unbind(&principal) {
                    0 => Err(ChangeError::Impossible(format!(
                        "`{principal}` has no boundary"
                    ))),
                    _ => Ok(()),
                }
            }
            Verb::AddStatement => self.add_statement(first, second),
            Verb::RemoveStatement => self.remove_statement(first, second),
            Verb::AddTrust => self.add_trust(first, second, third),
            Verb::RemoveTrust => self.remove_trust(first, second),
            Verb::AddKey => self.add_key(first, second),
            Verb::RemoveKey => self.remove_key(first),
            Verb::AddBinding => self.add_binding(first, second, third),
            Verb::RemoveBinding => self.remove_binding(first, second, third),
            Verb::AddMember => self.member(first, second, true),
            Verb::RemoveMember => self.member(first, second, false),
            Verb::SetRunAs => self.run_as(first, Some(second), true),
            Verb::RemoveRunAs => {
                let identity = Some(second).filter(|it| !it.is_empty());
                self.run_as(first, identity, false)
            }
            Verb::Revoke => remove::revoke(self, first),
            Verb::Rotate => remove::rotate(self, first),
            Verb::Delete => remove::delete(self, first),
        }
    }

    /// What a policy is attached to in this role.
    pub(super) fn target(&self, kind: AttachmentKind, text: &str) -> Result<String, ChangeError> {
        let (kinds, what) = match kind {
            AttachmentKind::Scp | AttachmentKind::Rcp => {
                (FactKind::Scope, "account or organisational unit")
            }
            _ => (FactKind::Identity, "principal"),
        };
        let found = one(&self.snapshot.facts, text, &[kinds], what)?;
        Ok(found.1.to_owned())
    }

    /// A policy of the snapshot, or one that a file holds.
    fn policy(&mut self, text: &str, kind: PolicyKind) -> Result<String, ChangeError> {
        let Some(path) = text.strip_prefix('@') else {
            let found = one(&self.snapshot.facts, text, &[FactKind::Policy], "policy");
            return match found {
                Ok(found) => Ok(found.1.to_owned()),
                // A policy of AWS that nothing has now was not collected.
                Err(ChangeError::Unknown { .. }) if text.starts_with("arn:") => {
                    self.applied.unknown.push(format!(
                        "`{text}` is not in the snapshot, so what it says is not known"
                    ));
                    Ok(text.to_owned())
                }
                Err(error) => Err(error),
            };
        };
        let statements = self.file(path)?;
        let id = format!("whatif:{path}");
        self.note(FactKind::Policy, &id);
        let policy = Policy {
            id: id.clone(),
            provider: Provider::Aws,
            kind,
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            scope: None,
            provider_managed: false,
            version: None,
            document: documents::document(statements),
            origin: origin(),
        };
        self.facts().policies.insert(id.clone(), policy);
        Ok(id)
    }

    pub(super) fn file(&self, path: &str) -> Result<Vec<serde_json::Value>, ChangeError> {
        let text = (self.load)(path).map_err(|reason| ChangeError::File {
            path: path.to_owned(),
            reason,
        })?;
        documents::statements(path, &text)
    }

    fn attach(
        &mut self,
        kind: AttachmentKind,
        target: &str,
        policy: &str,
    ) -> Result<(), ChangeError> {
        let target = self.target(kind, target)?;
        let policy = self.policy(
            policy,
            match kind {
                AttachmentKind::Scp => PolicyKind::Scp,
                AttachmentKind::Rcp => PolicyKind::Rcp,
                _ => PolicyKind::Managed,
            },
        )?;
        let attachment = Attachment::new(kind, policy.clone(), target.clone(), origin());
        self.note(FactKind::Attachment, &attachment.id);
        let organised = self
            .snapshot
            .facts
            .scopes
            .get(&target)
            .is_some_and(|scope| scope.parent.is_some());
        if matches!(kind, AttachmentKind::Scp | AttachmentKind::Rcp) && !organised {
            self.applied.unknown.push(format!(
                "`{target}` is not known to be in an organisation: whether the policy binds it is not known"
            ));
        }
        if self
            .facts()
            .attachments
            .insert(attachment.id.clone(), attachment)
            .is_some()
        {
            let text = format!("`{policy}` is attached to `{target}` already");
            self.applied.notes.push(text);
        }
        Ok(())
    }

    fn detach(
        &mut self,
        kind: AttachmentKind,
        target: &str,
        policy: &str,
    ) -> Result<(), ChangeError> {
        let target = self.target(kind, target)?;
        let facts = &self.snapshot.facts;
        let attached = facts
            .attachments
            .values()
            .filter(|it| it.kind == kind && it.target == target)
            .map(|it| {
                let name = facts.policies.get(&it.policy);
                let name = name.map_or_else(
                    || it.policy.rsplit('/').next().unwrap_or_default(),
                    |policy| policy.name.as_str(),
                );
                (FactKind::Policy, it.policy.as_str(), name)
            });
        let found = among(attached.collect(), policy, &format!("policy of `{target}`"))?;
        let policy = found.1.to_owned();
        if !facts.policies.contains_key(&policy) {
            self.applied.unknown.push(format!(
                "`{policy}` is not in the snapshot: what it allows was never known"
            ));
        }
        let id = Attachment::new(kind, policy, target, origin()).id;
        self.facts().attachments.remove(&id);
        self.note(FactKind::Attachment, &id);
        Ok(())
    }

    /// Takes the boundary of a principal away; how many there were.
    fn unbind(&mut self, principal: &str) -> usize {
        let bound: Vec<String> = self
            .facts()
            .attachments
            .values()
            .filter(|it| it.kind == AttachmentKind::Boundary && it.target == principal)
            .map(|it| it.id.clone())
            .collect();
        for id in &bound {
            self.facts().attachments.remove(id);
            self.note(FactKind::Attachment, id);
        }
        bound.len()
    }

    /// Says what of the account of something was not read.
    pub(super) fn gaps_of(&mut self, scope: Option<&str>, operation: &str) {
        let Some(scope) = scope else {
            return;
        };
        let failed = self.snapshot.coverage.iter().any(|it| {
            it.scope == scope
                && it.operation == operation
                && !it.outcome.is_complete()
                && it.outcome != Outcome::NotEnabled
        });
        if failed {
            self.applied.unknown.push(format!(
                "`{operation}` was not answered in full in `{scope}`: there may be more than is known"
            ));
        }
    }
}
