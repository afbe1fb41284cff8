//! What only the whole snapshot can tell: full names for short ones.
//!
//! Some answers name a thing by less than its id. `ListAccessKeys` names a user without its path,
//! a user's groups come without theirs, and the targets of an organisation's policy come under the
//! policy's short id. Names are unique within an account, so once all facts are together each
//! short name has at most one full one.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use crate::coverage::{Coverage, Outcome};
use crate::facts::{
    Attachment, AttachmentKind, CredentialKind, Fact, Origin, PolicyKind, Provider,
};

/// The prefix of a policy's short id where its ARN is not known: `aws:organizations-policy/p-…`.
/// An account's attribute of that name holds the ARN.
pub(crate) const POLICY_ALIAS: &str = "aws:organizations-policy/";

/// The operation that tells the document of a managed policy.
const MISSING_POLICY: &str = "iam:GetPolicyVersion";

const PASSWORD: &str = "aws:console-password/";

/// Short ids and the full ids that they stand for.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    identities: BTreeMap<String, String>,
    policies: BTreeMap<String, (String, Option<AttachmentKind>)>,
}

impl Aliases {
    /// Learns the full names that the facts tell.
    pub(super) fn learn(&mut self, facts: &Facts) {
        for id in facts.identities.keys() {
            if let Some(short) = without_path(id) {
                self.identities.insert(short, id.clone());
            }
        }
        for scope in facts.scopes.values() {
            for (key, value) in &scope.attributes {
                if let (true, Some(arn)) = (key.starts_with(POLICY_ALIAS), value.as_str()) {
                    self.policies
                        .insert(key.clone(), (arn.to_owned(), kind_of(arn)));
                }
            }
        }
        for policy in facts.policies.values() {
            let kind = match policy.kind {
                PolicyKind::Scp => AttachmentKind::Scp,
                PolicyKind::Rcp => AttachmentKind::Rcp,
                _ => continue,
            };
            if let Some((_, short)) = policy.id.rsplit_once('/') {
                self.policies.insert(
                    format!("{POLICY_ALIAS}{short}"),
                    (policy.id.clone(), Some(kind)),
                );
            }
        }
    }

    fn identity(&self, id: &mut String) {
        if let Some(full) = self.identities.get(id) {
            full.clone_into(id);
        }
    }

    fn password(&self, id: &mut String) {
        let full = id
            .strip_prefix(PASSWORD)
            .and_then(|user| self.identities.get(user));
        if let Some(full) = full {
            *id = format!("{PASSWORD}{full}");
        }
    }

    /// Puts full names in the place of short ones. Returns the contradictions that show when two
    /// records turn out to be the same thing.
    pub(super) fn apply(&self, facts: &mut Facts) -> Vec<Coverage> {
        let mut moved = Vec::new();
        for identity in facts.identities.values_mut() {
            for group in &mut identity.member_of {
                self.identity(group);
            }
            identity.member_of.sort();
            identity.member_of.dedup();
        }
        for short in self.identities.keys() {
            if let Some(mut identity) = facts.identities.remove(short) {
                self.identity(&mut identity.id);
                moved.push(Fact::Identity(identity));
            }
        }
        for credential in facts.credentials.values_mut() {
            self.identity(&mut credential.identity);
        }
        let passwords: Vec<String> = facts
            .credentials
            .keys()
            .filter(|id| {
                let user = id.strip_prefix(PASSWORD);
                user.is_some_and(|user| self.identities.contains_key(user))
            })
            .cloned()
            .collect();
        for id in passwords {
            if let Some(mut credential) = facts.credentials.remove(&id) {
                self.password(&mut credential.id);
                moved.push(Fact::Credential(credential));
            }
        }
        let short: Vec<String> = facts
            .attachments
            .values()
            .filter(|it| self.policies.contains_key(&it.policy))
            .map(|it| it.id.clone())
            .collect();
        for id in short {
            let Some(it) = facts.attachments.remove(&id) else {
                continue;
            };
            let Some((arn, kind)) = self.policies.get(&it.policy) else {
                continue;
            };
            // The short id does not tell the kind, so that both were noted: one is right.
            if kind.is_none_or(|kind| kind == it.kind) {
                let full = Attachment::new(it.kind, arn.clone(), it.target, it.origin);
                moved.push(Fact::Attachment(full));
            }
        }
        moved
            .into_iter()
            .filter_map(|fact| facts.add(fact))
            .collect()
    }

    /// Puts full names in the place of short ones in what coverage records are about.
    pub(super) fn apply_to_coverage(&self, coverage: &mut [Coverage]) {
        for subject in coverage.iter_mut().filter_map(|it| it.subject.as_mut()) {
            self.identity(subject);
        }
    }
}

/// `arn:aws:iam::1:user/name` for `arn:aws:iam::1:user/path/name`; `None` when there is no path.
fn without_path(arn: &str) -> Option<String> {
    let (account, resource) = arn.rsplit_once(':')?;
    let (kind, name) = resource.split_once('/')?;
    let (_, name) = name.rsplit_once('/')?;
    let known = matches!(kind, "user" | "group" | "role") && account.contains(":iam:");
    known.then(|| format!("{account}:{kind}/{name}"))
}

fn kind_of(arn: &str) -> Option<AttachmentKind> {
    if arn.contains("/service_control_policy/") {
        Some(AttachmentKind::Scp)
    } else if arn.contains("/resource_control_policy/") {
        Some(AttachmentKind::Rcp)
    } else {
        None
    }
}

/// Whether a second factor can be brought with a credential is told by the listing of its user.
pub(super) fn second_factors(facts: &mut Facts) {
    for credential in facts.credentials.values_mut() {
        let human = matches!(
            credential.kind,
            CredentialKind::AccessKey | CredentialKind::ConsolePassword
        );
        if credential.provider != Provider::Aws || !human {
            continue;
        }
        let devices = facts
            .identities
            .get(&credential.identity)
            .and_then(|identity| identity.attributes.get("mfa_devices"))
            .and_then(serde_json::Value::as_u64);
        if let Some(devices) = devices {
            credential.mfa = Some(devices > 0);
        }
    }
}

/// Writes a gap for each policy that is attached to an identity and is not there: what it allows is
/// unknown (a GAAD leaves out a policy that is used only as a boundary). Gaps that were noted before are
/// dropped once the policy is there.
pub(super) fn policies(facts: &Facts, coverage: &mut Vec<Coverage>) {
    coverage.retain(|it| {
        let filled = it
            .subject
            .as_ref()
            .is_some_and(|it| facts.policies.contains_key(it));
        it.operation != MISSING_POLICY || it.outcome != Outcome::NotInInput || !filled
    });
    // Why it is not there may be known already: the call was refused.
    let known: BTreeSet<String> = coverage
        .iter()
        .filter(|it| it.operation == MISSING_POLICY)
        .filter_map(|it| it.subject.clone())
        .collect();
    for it in facts.attachments.values() {
        let of_identity = matches!(it.kind, AttachmentKind::Identity | AttachmentKind::Boundary);
        if !of_identity || facts.policies.contains_key(&it.policy) || known.contains(&it.policy) {
            continue;
        }
        let Some(identity) = facts.identities.get(&it.target) else {
            continue;
        };
        coverage.push(Coverage {
            scope: identity.scope.clone(),
            region: None,
            operation: MISSING_POLICY.to_owned(),
            subject: Some(it.policy.clone()),
            outcome: Outcome::NotInInput,
            records: 0,
            reason: format!("`{}` is attached, and its document is not there", it.policy),
            help: "add it with `import aws-cli` (`iam/get-policy-version`) or `collect aws`"
                .to_owned(),
            // One gap a policy and account, whatever it is attached to first.
            origin: Origin::new("snapshot", ""),
        });
    }
}

/// Sorts the coverage records, each once, and drops the gaps that another answer has filled: what a
/// GAAD cannot carry is no gap once the keys were listed.
pub(super) fn coverage(records: Vec<Coverage>) -> Vec<Coverage> {
    type Question = (String, Option<String>, String, Option<String>);
    fn question(it: &Coverage) -> Question {
        (
            it.scope.clone(),
            it.region.clone(),
            it.operation.clone(),
            it.subject.clone(),
        )
    }
    let answered: BTreeSet<Question> = records
        .iter()
        .filter(|it| it.outcome.is_complete())
        .map(question)
        .collect();
    let mut kept: Vec<Coverage> = records
        .into_iter()
        .filter(|it| match it.outcome {
            // An answer that could not be understood, or that another contradicts, stays so.
            Outcome::Unreadable | Outcome::Contradicted => true,
            outcome => outcome.is_complete() || !answered.contains(&question(it)),
        })
        .collect();
    kept.sort();
    kept.dedup();
    kept
}
