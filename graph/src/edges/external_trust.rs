//! Somebody outside of the snapshot -> role.

use std::collections::BTreeSet;

use blastradius_collectors::facts::IdentityKind;
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

static META: RuleMeta = RuleMeta {
    id: "external-trust",
    title: "A role trusts an account outside of the snapshot",
    does: "The trust policy names everybody, or an account or principal that was not collected. The edge comes \
           from `external:any-aws-account` or `external:aws-account/<number>`. What the other side allows its own \
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
            for named in strangers(estate, entry) {
                trusted(estate, entry, &named, found);
            }
        }
    }
}

/// The AWS principals that the trust policy names and that are not in the snapshot, `*` for everybody.
fn strangers(estate: &Estate<'_>, entry: &ResourceEntry) -> BTreeSet<String> {
    let Some(trust) = &entry.policy else {
        return BTreeSet::new();
    };
    let everybody = trust.mentions.aws_principals().any(|named| named == "*");
    // Who is meant by everybody may stand in the conditions.
    let callers = trust
        .mentions
        .callers()
        .filter(|named| everybody && !named.contains(['*', '?', '$']));
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
        .collect()
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn trusted(estate: &Estate<'_>, entry: &ResourceEntry, named: &str, found: &mut Findings) {
    let (arn, account) = match named {
        "*" => (format!("arn:aws:iam::{ANY_ACCOUNT}:user/anybody"), None),
        arn => (arn.to_owned(), account_of(arn)),
    };
    // An account's root in a trust policy stands for its principals, not for the root user.
    let arn = match arn.strip_suffix(":root") {
        Some(start) => format!("{start}:user/anybody"),
        None => arn,
    };
    let mut context: Context = estate.context.request(estate.taken);
    estate
        .context
        .for_session(&mut context, arn.contains(":role/"), estate.taken);
    context.set("aws:PrincipalTag/*", ContextValue::Chosen);
    match account {
        // Anybody is in no organisation of the estate.
        None => {
            context.set("aws:PrincipalOrgID", is("o-0000000000"));
            context.set("aws:PrincipalOrgPaths", is("o-0000000000/r-0000/"));
        }
        Some(account) => {
            if let Some(organization) = estate
                .account(&account_scope(account))
                .and_then(|account| account.organization.as_deref())
            {
                context.set("aws:PrincipalOrgID", is(organization));
            }
        }
    }
    estate.context.override_with_hand(&mut context);
    let Some(answer) = stranger::may(
        estate,
        Principal::Arn {
            arn,
            tags: None,
            unique_id: None,
        },
        context,
        ACTION,
        entry,
        &json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    ) else {
        return;
    };
    let (id, name) = match account {
        None => (
            "external:any-aws-account".to_owned(),
            "any AWS account".to_owned(),
        ),
        Some(account) => (
            format!("external:aws-account/{account}"),
            format!("AWS account {account}"),
        ),
    };
    found.nodes.push(Node {
        id: id.clone(),
        kind: NodeKind::External,
        class: None,
        type_name: "external:aws-account".to_owned(),
        name,
        scope: None,
        part_of: None,
        record: None,
        notes: vec!["not collected".to_owned()],
    });
    found.become_edge(&id, &entry.arn, EdgeKind::Assumes, Some("sts-001"), answer);
}
