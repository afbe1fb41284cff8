//! Somebody outside of the snapshot -> asset.

use blastradius_collectors::facts::Asset;
use serde_json::{Value, json};

use super::external_trust::{Stranger, is_account, strangers};
use super::public_access::anonymous;
use super::touch::{
    KeyUse, Way, asked_as, further, is_within_account, key_uses, policy_holder_of, ways,
};
use super::touch_lambda::{INVOKE, qualified};
use super::touch_s3::{add_part, parts_of_policy};
use super::{EdgeRule, Findings, RuleMeta, edge_of, touch_kms};
use crate::authorize::aws::ContextValue;
use crate::estate::{Answer, Estate, ResourceEntry, account_scope, stranger};
use crate::model::{Access, AccessSet, Certainty, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "external-touch",
    title: "An account outside of the snapshot may touch an asset",
    does: "The policy of a bucket, secret, key, function, queue, table, repository or any other asset names everybody, \
           or an account or principal that was not collected; or a snapshot, image or document is shared with one. The edge comes from `external:any-aws-account` or \
           `external:aws-account/<number>`, or `external:aws-organization/<id>` for the accounts of an organisation that \
           were not collected; where the policy lets unsigned requests in, it comes from the internet: see \
           public-access. What a customer's key encrypts needs a key policy that lets the other account in too. What \
           the other side allows its own principals is the other side's business, so it is taken to allow.",
    matters: "Data that was shared with a partner leaks with the partner's keys.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html",
        "ATT&CK T1199",
        "ATT&CK T1537",
        "OWASP NHI3:2025 Vulnerable Third-Party NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for asset in estate.facts.assets.values() {
            lent(estate, asset, found);
            if asset.kind == "aws:lambda:function-code" {
                qualified_code(estate, asset, found);
            }
            let Some(entry) = policy_holder_of(estate, asset) else {
                continue;
            };
            let mut anybody = false;
            for named in strangers(estate, &entry) {
                let stranger = Stranger::named(estate, &named);
                // Whom anybody is let in with, members of an organisation are too.
                if stranger.is_member() && anybody {
                    continue;
                }
                let drawn = shared(estate, asset, &entry, &stranger, found);
                anybody |= drawn && stranger.is_anybody();
                if asset.kind == "aws:s3:bucket" {
                    for part in parts_of_policy(estate, asset) {
                        if shared(estate, &part, &entry, &stranger, found) {
                            add_part(&part, found);
                        }
                    }
                }
            }
        }
    }
}

/// Functions of which the policy of a version or an alias lets others invoke that.
fn qualified_code(estate: &Estate<'_>, code: &Asset, found: &mut Findings) {
    let Some(function) = code.id.strip_suffix("#code") else {
        return;
    };
    for entry in qualified(estate).get(function).into_iter().flatten() {
        for named in strangers(estate, entry) {
            let stranger = Stranger::named(estate, &named);
            let Some(answer) = asks(estate, &stranger, INVOKE, entry, &[]) else {
                continue;
            };
            found.nodes.push(stranger.node());
            let access = AccessSet::EMPTY.with(Access::Use);
            let edge = edge_of(EdgeKind::Touches, None, access, answer);
            found.edge(&stranger.id, &code.id, edge);
        }
    }
}

/// Snapshots, images and documents that are shared with accounts that were not collected, or with all.
fn lent(estate: &Estate<'_>, asset: &Asset, found: &mut Findings) {
    let with = asset
        .attributes
        .get("shared_with")
        .and_then(Value::as_array);
    for (index, with) in with.into_iter().flatten().enumerate() {
        let named = match with.as_str() {
            Some("all") => "*".to_owned(),
            Some(account) if is_account(account) => {
                if estate.is_collected(&account_scope(account)) {
                    continue;
                }
                format!("arn:aws:iam::{account}:root")
            }
            _ => continue,
        };
        let stranger = Stranger::named(estate, &named);
        let answer = Answer::certain(vec![Evidence {
            record: format!("asset:{}", asset.id),
            pointer: format!("/attributes/shared_with/{index}"),
            note: "is shared".to_owned(),
        }]);
        let Some(answer) = with_key(estate, asset, KeyUse::Decrypt, &stranger, answer) else {
            continue;
        };
        found.nodes.push(stranger.node());
        let access = AccessSet::EMPTY.with(Access::Read);
        found.edge(
            &stranger.id,
            &asset.id,
            edge_of(EdgeKind::Touches, None, access, answer),
        );
    }
}

/// Draws what the stranger may do with one asset; whether there is anything.
fn shared(
    estate: &Estate<'_>,
    asset: &Asset,
    entry: &ResourceEntry,
    stranger: &Stranger,
    found: &mut Findings,
) -> bool {
    let mut any = false;
    for way in ways(&asset.kind) {
        // Whoever needs no signature needs no account.
        if !stranger.is_account() && anonymous(estate, asset, entry, way).is_some() {
            continue;
        }
        if let Some(answer) = let_in(estate, asset, entry, way, stranger) {
            any = true;
            found.nodes.push(stranger.node());
            let access = AccessSet::EMPTY.with(way.access);
            found.edge(
                &stranger.id,
                &asset.id,
                edge_of(EdgeKind::Touches, None, access, answer),
            );
        }
    }
    any
}

/// Whether the policies of the resource let the stranger touch the asset in one way.
pub(super) fn let_in(
    estate: &Estate<'_>,
    asset: &Asset,
    entry: &ResourceEntry,
    way: &Way,
    stranger: &Stranger,
) -> Option<Answer> {
    let arn = asked_as(asset, way)?;
    let on = ResourceEntry {
        arn,
        ..entry.clone()
    };
    let answer = way
        .actions
        .iter()
        .filter(|action| !is_within_account(action))
        .find_map(|action| {
            let answer = asks(estate, stranger, action, &on, &[])?;
            further(action).iter().try_fold(answer, |answer, also| {
                Some(answer.and(asks(estate, stranger, also, &on, &[])?))
            })
        })?;
    with_key(estate, asset, way.key, stranger, answer)
}

/// The answer, if the key that encrypts the asset lets the stranger in too.
pub(super) fn with_key(
    estate: &Estate<'_>,
    asset: &Asset,
    key_use: KeyUse,
    stranger: &Stranger,
    answer: Answer,
) -> Option<Answer> {
    let uses = key_uses(asset, key_use);
    if uses.is_empty() {
        return Some(answer);
    }
    match touch_kms::key_in(estate, asset) {
        touch_kms::Key::None => Some(answer),
        // The key that AWS keeps for the service serves nobody of another account.
        touch_kms::Key::OfService { .. } => None,
        touch_kms::Key::Customer(key) => {
            let through = touch_kms::through(asset, &key);
            uses.iter().try_fold(answer, |answer, actions| {
                let used = actions
                    .iter()
                    .find_map(|action| asks(estate, stranger, action, &key, &through))?;
                Some(answer.and(used))
            })
        }
        touch_kms::Key::Unresolved(name) => Some(answer.unless_proven(
            Certainty::Assumed,
            format!(
                "the policy of the key {name} lets the other account in (it is not in the snapshot)"
            ),
        )),
    }
}

/// Whether the policies of a resource let the stranger do one action on it, with these keys of the request.
pub(super) fn asks(
    estate: &Estate<'_>,
    who: &Stranger,
    action: &str,
    on: &ResourceEntry,
    keys: &[(String, ContextValue)],
) -> Option<Answer> {
    let mut context = who.context.clone();
    for (key, value) in keys {
        context.set(key, value.clone());
    }
    estate.context.override_with_hand(&mut context);
    stranger::may(
        estate,
        who.principal.clone(),
        context,
        action,
        on,
        &json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    )
}
