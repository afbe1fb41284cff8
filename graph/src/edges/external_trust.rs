//! Somebody outside of the snapshot -> role.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{IdentityKind, ScopeKind};
use serde_json::json;

use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::{Context, ContextValue, Principal};
use crate::context::is;
use crate::estate::{Estate, ResourceEntry, account_of, account_scope, stranger};
use crate::model::{EdgeKind, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

const ACTION: &str = "sts:AssumeRole";
/// The account of somebody: no AWS account has this number.
const ANY_ACCOUNT: &str = "000000000000";
/// How the node of the accounts of an organisation that were not collected begins.
const MEMBER: &str = "external:aws-organization/";
/// The node of anybody.
const ANYBODY: &str = "external:any-aws-account";

static META: RuleMeta = RuleMeta {
    id: "external-trust",
    title: "A role trusts an account outside of the snapshot",
    does: "The trust policy names everybody, or an account or principal that was not collected. The edge comes \
           from `external:any-aws-account` or `external:aws-account/<number>`, and from `external:aws-organization/<id>` \
           where everybody of the organisation is meant and some of its accounts were not collected. What the other side allows its own \
           principals is the other side's business, so it is taken to allow.",
    matters: "A role that anyone may assume needs no leaked key at all; a trusted third party's leak is yours too.",
    permissions: &[ACTION],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        "ATT&CK T1199",
        "OWASP NHI3:2025 Vulnerable Third-Party NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for role in estate.facts.identities.values() {
            if role.kind != IdentityKind::Role {
                continue;
            }
            let Some(entry) = estate.resource(&role.id) else {
                continue;
            };
            let mut anybody = false;
            for named in strangers(estate, entry) {
                let stranger = Stranger::named(estate, &named);
                // Whom anybody is let in with, members of an organisation are too.
                if stranger.is_member() && anybody {
                    continue;
                }
                let drawn = trusted(estate, entry, &stranger, found);
                anybody |= drawn && stranger.is_anybody();
            }
        }
    }
}

/// The AWS principals that a policy names and that are not in the snapshot: `*` for everybody, and `*@o-…` for the members
/// of the owner's organisation where some of its accounts were not collected.
pub(super) fn strangers(estate: &Estate<'_>, entry: &ResourceEntry) -> BTreeSet<String> {
    let Some(trust) = &entry.policy else {
        return BTreeSet::new();
    };
    let everybody = trust.mentions.aws_principals().any(|named| named == "*");
    // Who is meant by everybody may stand in the conditions.
    let callers = trust
        .mentions
        .callers()
        .filter(|named| everybody && !named.contains(['*', '?', '$']));
    let members = everybody
        .then(|| organization_of(estate, entry))
        .flatten()
        .map(|organization| format!("*@{organization}"));
    trust
        .mentions
        .aws_principals()
        .chain(callers)
        .filter_map(|named| {
            if named == "*" {
                return Some(named.to_owned());
            }
            let account = match account_of(named) {
                Some(account) => account,
                None if is_account(named) => named,
                // A unique id of a principal that was deleted: it names nobody any more.
                None => return None,
            };
            let outside = is_account(account) && !estate.is_collected(&account_scope(account));
            outside.then(|| match named.contains(':') {
                true => named.to_owned(),
                false => format!("arn:aws:iam::{account}:root"),
            })
        })
        .chain(members)
        .collect()
}

/// The organisation of the account that owns a resource, if it has accounts that were not collected.
fn organization_of(estate: &Estate<'_>, entry: &ResourceEntry) -> Option<String> {
    let owner = account_scope(entry.account.as_deref()?);
    let organization = estate.account(&owner)?.organization.clone()?;
    let mut accounts = estate
        .facts
        .scopes
        .values()
        .filter(|scope| scope.kind == ScopeKind::Account);
    let outside = accounts.any(|scope| {
        !estate.is_collected(&scope.id)
            && estate
                .account(&scope.id)
                .is_some_and(|account| account.organization.as_ref() == Some(&organization))
    });
    outside.then_some(organization)
}

/// Whether a text is the number of an account.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn trusted(
    estate: &Estate<'_>,
    entry: &ResourceEntry,
    stranger: &Stranger,
    found: &mut Findings,
) -> bool {
    let Some(answer) = stranger::may(
        estate,
        stranger.principal.clone(),
        stranger.context.clone(),
        ACTION,
        entry,
        &json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    ) else {
        return false;
    };
    found.nodes.push(stranger.node());
    found.become_edge(
        &stranger.id,
        &entry.arn,
        EdgeKind::Assumes,
        Some("sts-001"),
        answer,
    );
    true
}

/// Somebody of an account that is not in the snapshot.
pub(super) struct Stranger {
    /// The id of the node.
    pub(super) id: String,
    name: String,
    /// Who asks.
    pub(super) principal: Principal,
    /// With what.
    pub(super) context: Context,
}

impl Stranger {
    /// Whom a policy names: an ARN of a principal or an account, `*` for anybody.
    pub(super) fn named(estate: &Estate<'_>, named: &str) -> Self {
        let organization = named.strip_prefix("*@");
        let (arn, account) = match named {
            named if named.starts_with('*') => {
                (format!("arn:aws:iam::{ANY_ACCOUNT}:user/anybody"), None)
            }
            arn => (arn.to_owned(), account_of(arn)),
        };
        // An account's root in a policy stands for its principals, not for the root user.
        let arn = match arn.strip_suffix(":root") {
            Some(start) => format!("{start}:user/anybody"),
            None => arn,
        };
        let mut context: Context = estate.context.request(estate.taken);
        estate
            .context
            .for_session(&mut context, arn.contains(":role/"), estate.taken);
        context.set("aws:PrincipalTag/*", ContextValue::Chosen);
        match (account, organization) {
            // In which of its units a member is, is not known.
            (None, Some(organization)) => context.set("aws:PrincipalOrgID", is(organization)),
            // Anybody is in no organisation of the estate.
            (None, None) => {
                context.set("aws:PrincipalOrgID", is("o-0000000000"));
                context.set("aws:PrincipalOrgPaths", is("o-0000000000/r-0000/"));
            }
            (Some(account), _) => {
                if let Some(organization) = estate
                    .account(&account_scope(account))
                    .and_then(|account| account.organization.as_deref())
                {
                    context.set("aws:PrincipalOrgID", is(organization));
                }
            }
        }
        estate.context.override_with_hand(&mut context);
        let (id, name) = match (account, organization) {
            (None, Some(organization)) => (
                format!("{MEMBER}{organization}"),
                format!("another account of the organisation {organization}"),
            ),
            (None, None) => (ANYBODY.to_owned(), "any AWS account".to_owned()),
            (Some(account), _) => (
                format!("external:aws-account/{account}"),
                format!("AWS account {account}"),
            ),
        };
        Self {
            id,
            name,
            principal: Principal::Arn {
                arn,
                tags: None,
                unique_id: None,
            },
            context,
        }
    }

    /// Whether it is anybody at all.
    pub(super) fn is_anybody(&self) -> bool {
        self.id == ANYBODY
    }

    /// Whether it is any member of an organisation.
    pub(super) fn is_member(&self) -> bool {
        self.id.starts_with(MEMBER)
    }

    /// Whether it is a certain account.
    pub(super) fn is_account(&self) -> bool {
        !self.is_anybody() && !self.is_member()
    }

    /// Its node.
    pub(super) fn node(&self) -> Node {
        Node {
            id: self.id.clone(),
            kind: NodeKind::External,
            class: None,
            type_name: "external:aws-account".to_owned(),
            name: self.name.clone(),
            scope: None,
            part_of: None,
            record: None,
            notes: vec!["not collected".to_owned()],
        }
    }
}
