//! What the facts name and do not hold, as coverage: a gap never becomes a no, and never goes unsaid.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::Attachment;

use super::Estate;
use super::arn::{account_of, account_scope};

/// Policies that are attached to something and are not in the snapshot, where no other record says so: one each.
pub(super) fn missing_policies(estate: &Estate<'_>) -> Vec<Coverage> {
    let mut missing: BTreeMap<&str, Vec<&Attachment>> = BTreeMap::new();
    for attachment in estate.facts.attachments.values() {
        let said = estate.outcome("iam:GetPolicyVersion", &attachment.policy);
        if !estate.facts.policies.contains_key(&attachment.policy) && said.is_none() {
            missing
                .entry(&attachment.policy)
                .or_default()
                .push(attachment);
        }
    }
    missing
        .into_iter()
        .filter_map(|(policy, attachments)| {
            let first = attachments.first()?;
            let scope = account_of(&first.target).map_or_else(|| first.target.clone(), account_scope);
            let kinds: BTreeSet<&str> = attachments
                .iter()
                .map(|attachment| attachment.kind.name())
                .collect();
            let kinds: Vec<&str> = kinds.into_iter().collect();
            Some(Coverage {
                scope,
                region: None,
                operation: "graph:ResolvePolicy".to_owned(),
                subject: Some(policy.to_owned()),
                outcome: Outcome::NotInInput,
                records: 0,
                reason: format!(
                    "attached as {} policy {} times and not in the snapshot, so what it says is unknown",
                    kinds.join(" and "),
                    attachments.len()
                ),
                help: "import the answer of `aws iam get-policy-version` for it, or collect the account".to_owned(),
                origin: first.origin.clone(),
            })
        })
        .collect()
}

/// Accounts whose service and resource control policies are not known, where no other record says so.
pub(super) fn unknown_organizations(estate: &Estate<'_>) -> Vec<Coverage> {
    let operation = "organizations:DescribeOrganization";
    estate
        .collected
        .iter()
        .filter(|scope| {
            estate
                .account(scope)
                .is_some_and(|account| account.organization.is_none() && !account.no_organization)
                && estate.answers.listing(operation, scope).is_none()
        })
        .filter_map(|scope| {
            let identity = estate
                .facts
                .identities
                .values()
                .find(|identity| identity.scope == **scope)?;
            Some(Coverage {
                scope: (*scope).to_owned(),
                region: None,
                operation: operation.to_owned(),
                subject: None,
                outcome: Outcome::NotAsked,
                records: 0,
                reason: "whether service and resource control policies bind the account is unknown"
                    .to_owned(),
                help: "import or collect the organisation from its management account".to_owned(),
                origin: identity.origin.clone(),
            })
        })
        .collect()
}
