//! The organisation above each account: service and resource control policies, level by level.
//!
//! Page "SCP evaluation": every level from the root to the account must allow, the management account is
//! exempt. A level always has a policy while the type is enabled, so a level without one was not collected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use blastradius_collectors::facts::{AttachmentKind, Provider, Scope, ScopeKind};

use super::Estate;
use super::mentions::Mentions;
use crate::authorize::aws::Document;

/// Policies by level, root first, and why some may be missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Levels {
    pub(crate) levels: Vec<Vec<Arc<Document>>>,
    pub(crate) unknown: Vec<String>,
    mentions: Vec<Arc<Mentions>>,
}

/// What the organisation says about an account.
#[derive(Debug, Clone, Default)]
pub(crate) struct AccountPolicies {
    /// `o-…` where the account is known to be in an organisation.
    pub(crate) organization: Option<String>,
    /// Whether it is known that there is none.
    pub(crate) no_organization: bool,
    /// `o-…/r-…/ou-…/`: the value of `aws:PrincipalOrgPaths`.
    pub(crate) path: Option<String>,
    pub(crate) management: bool,
    pub(crate) scps: Levels,
    pub(crate) rcps: Levels,
    /// The service control policies, for quick tests.
    pub(crate) mentions: Vec<Arc<Mentions>>,
}

/// Every account that the snapshot names as the holder of something.
pub(super) fn index<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, AccountPolicies> {
    let facts = estate.facts;
    let listed = facts
        .scopes
        .values()
        .filter(|scope| scope.kind == ScopeKind::Account && scope.provider == Provider::Aws)
        .map(|scope| scope.id.as_str());
    let named = facts
        .assets
        .values()
        .filter_map(|asset| asset.scope.as_deref());
    let scopes: BTreeSet<&str> = estate
        .collected
        .iter()
        .copied()
        .chain(listed)
        .chain(named)
        .collect();
    scopes
        .into_iter()
        .map(|scope| (scope, account(estate, scope)))
        .collect()
}

fn account(estate: &Estate<'_>, id: &str) -> AccountPolicies {
    let chain = chain(estate, id);
    let Some(organization) = chain
        .iter()
        .find(|scope| scope.kind == ScopeKind::Organization)
    else {
        if estate
            .answers
            .absent("organizations:DescribeOrganization", id)
        {
            return AccountPolicies {
                no_organization: true,
                ..AccountPolicies::default()
            };
        }
        let reason = |what: &str| {
            vec![format!(
                "{what} of the account {} allow it (they were not collected)",
                bare(id)
            )]
        };
        return AccountPolicies {
            scps: Levels {
                levels: Vec::new(),
                unknown: reason("the service control policies"),
                mentions: Vec::new(),
            },
            rcps: Levels {
                levels: Vec::new(),
                unknown: reason("the resource control policies"),
                mentions: Vec::new(),
            },
            ..AccountPolicies::default()
        };
    };
    let types: Option<BTreeSet<&str>> = chain
        .iter()
        .filter_map(|scope| scope.policy_types.as_ref())
        .fold(None, |all, types| {
            let mut all = all.unwrap_or_else(BTreeSet::new);
            all.extend(types.iter().map(String::as_str));
            Some(all)
        });
    let levels: Vec<&Scope> = chain
        .iter()
        .rev()
        .copied()
        .filter(|scope| scope.kind != ScopeKind::Organization)
        .collect();
    let path: String = std::iter::once(*organization)
        .chain(
            levels
                .iter()
                .copied()
                .filter(|scope| scope.kind != ScopeKind::Account),
        )
        .map(|scope| format!("{}/", bare(&scope.id)))
        .collect();
    let scps = collect(
        estate,
        &levels,
        AttachmentKind::Scp,
        types
            .as_ref()
            .map(|types| types.contains("SERVICE_CONTROL_POLICY")),
    );
    let management = chain
        .first()
        .is_some_and(|account| account.management == Some(true));
    let rcps = if management {
        // Page "Resource control policies (RCPs)": resources of the management account are not bound.
        Levels::default()
    } else {
        collect(
            estate,
            &levels,
            AttachmentKind::Rcp,
            types
                .as_ref()
                .map(|types| types.contains("RESOURCE_CONTROL_POLICY")),
        )
    };
    AccountPolicies {
        organization: Some(bare(&organization.id).to_owned()),
        no_organization: false,
        path: Some(path),
        management,
        mentions: if management {
            Vec::new()
        } else {
            scps.mentions.clone()
        },
        scps,
        rcps,
    }
}

fn collect(
    estate: &Estate<'_>,
    scopes: &[&Scope],
    kind: AttachmentKind,
    enabled: Option<bool>,
) -> Levels {
    let mut found = Levels::default();
    if enabled == Some(false) {
        return found;
    }
    for scope in scopes {
        let attachments = estate.attached(kind, &scope.id);
        if attachments.is_empty() {
            found.unknown.push(format!(
                "the {} policies of {} allow it (none was collected)",
                if kind == AttachmentKind::Scp {
                    "service control"
                } else {
                    "resource control"
                },
                bare(&scope.id)
            ));
            continue;
        }
        let mut level = Vec::new();
        for attachment in attachments {
            match estate.document(&attachment.policy) {
                Ok(parsed) => {
                    found.mentions.push(parsed.mentions.clone());
                    level.push(parsed.document.clone());
                }
                Err(reason) => found.unknown.push(format!(
                    "the policy {} allows it ({reason})",
                    attachment.policy
                )),
            }
        }
        // A level of which nothing is known must not read as "allows nothing".
        if !level.is_empty() {
            found.levels.push(level);
        }
    }
    if kind == AttachmentKind::Rcp && found.levels.is_empty() && enabled.is_none() {
        // Whether the type is enabled at all is not known, and nothing says that it is.
        found.unknown.truncate(1);
    }
    found
}

/// More levels than an organisation can have: its root, five of organisational units, the account. Page "Quotas for
/// AWS Organizations".
const LEVELS: usize = 16;

/// The scope, its parent, and so on up; each once, whatever the input says.
fn chain<'a>(estate: &Estate<'a>, id: &str) -> Vec<&'a Scope> {
    let scopes = &estate.facts.scopes;
    let mut chain: Vec<&Scope> = Vec::new();
    let mut next = scopes.get(id);
    while let Some(scope) = next {
        if chain.len() >= LEVELS || chain.iter().any(|seen| seen.id == scope.id) {
            break;
        }
        chain.push(scope);
        next = scope.parent.as_ref().and_then(|parent| scopes.get(parent));
    }
    chain
}

/// An id without the provider: `111122223333`, `o-a1b2`.
fn bare(id: &str) -> &str {
    id.strip_prefix("aws:").unwrap_or(id)
}
