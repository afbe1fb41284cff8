//! Identity -> asset, after giving itself the access in the policy of the resource.

mod grants;
mod writable;

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::touch::{by, is_particular, policy_holder_of, touches_by, ways};
use super::{EdgeRule, Findings, RuleMeta, touch_access_points, touch_kms};
use crate::estate::{Answer, Edit, Lens, ResourceEntry};
use crate::model::{Access, Certainty, EdgeKind};
use grants::{GRANTS, Grant, of_key};
pub(crate) use writable::Writable;

/// See [`META`].
pub(super) struct Rule;

/// What is worth writing a policy for: administration is had already, and a listing is no gain.
const WORTH: [Access; 4] = [Access::Read, Access::Write, Access::Delete, Access::Use];

static META: RuleMeta = RuleMeta {
    id: "self-grant",
    title: "A principal may give itself access in the policy of a resource",
    does: "Who may write the policy of a resource names itself in it, and the access is asked again under the policy \
           as it would be then: explicit denies of identity policies, service and resource control policies still \
           stop it, and so does a deny that stays where a statement is only added. A boundary does not, for a policy \
           that names a user or session. Drawn where the access is not had as surely without. Each edge has the \
           technique: `s3-policy-001` puts a bucket policy, `s3-policy-002` deletes one that denies, `s3-policy-003` \
           puts the policy of an access point, `kms-policy-001` puts a key policy and `kms-policy-002` makes a grant, \
           also for what lies under the key, `secretsmanager-policy-001`, `dynamodb-policy-001`, `ecr-policy-001`, \
           `es-policy-001`, `glue-policy-001`, `kinesis-policy-001` and `cloudtrail-policy-001` put a policy, \
           `sqs-policy-001` and `sns-policy-001` too, `sqs-policy-002`, `sns-policy-002`, `lambda-policy-001` and \
           `lambda-policy-002` add a permission.",
    matters: "Administration of one resource looks harmless in a policy, and is everything that the resource holds.",
    permissions: &[
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "s3:PutAccessPointPolicy",
        "kms:PutKeyPolicy",
        "kms:CreateGrant",
        "secretsmanager:PutResourcePolicy",
        "dynamodb:PutResourcePolicy",
        "ecr:SetRepositoryPolicy",
        "es:UpdateDomainConfig",
        "glue:PutResourcePolicy",
        "kinesis:PutResourcePolicy",
        "cloudtrail:PutResourcePolicy",
        "sqs:SetQueueAttributes",
        "sqs:AddPermission",
        "sns:SetTopicAttributes",
        "sns:AddPermission",
        "lambda:AddPermission",
        "lambda:AddLayerVersionPermission",
    ],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        "https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
        "ATT&CK T1098",
        "ATT&CK T1222",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        for asset in worth_a_look(lens, found) {
            if !is_particular(lens, asset) {
                continue;
            }
            for access in lacking(lens, asset) {
                if let Some((technique, answer)) = surest(lens, asset, access) {
                    touches_by(lens, &asset.id, access, technique, answer, found);
                }
            }
        }
        points(lens, found);
    }
}

/// Whether a policy of the actor's names a change of some policy.
pub(super) fn is_possible(lens: &Lens<'_, '_>) -> bool {
    GRANTS.iter().any(|grant| is_thinkable(lens, grant))
}

/// The assets that the actor may be able to gain something of, in the order of their ids.
fn worth_a_look<'a>(lens: &Lens<'_, 'a>, found: &Findings) -> Vec<&'a Asset> {
    if !is_possible(lens) {
        return Vec::new();
    }
    let Some(overview) = lens.overview else {
        return lens.estate.facts.assets.values().collect();
    };
    let had = |access| had(lens, found, access);
    let numbers = overview.writable.lacking(lens, had);
    let assets = numbers
        .iter()
        .filter_map(|number| overview.numbers.asset(number));
    assets.collect()
}

/// What the actor surely touches in a way, by the edges to many assets that were drawn so far.
fn had(lens: &Lens<'_, '_>, found: &Findings, access: Access) -> RoaringBitmap {
    let sure = found.shared.iter().filter(|shared| {
        shared.from == lens.actor.id
            && shared.edge.kind == EdgeKind::Touches
            && shared.edge.technique.is_none()
            && shared.edge.certainty == Certainty::Certain
            && shared.edge.access.contains(access)
    });
    sure.fold(RoaringBitmap::new(), |all, shared| all | &shared.to)
}

/// The accesses that the actor does not surely have, of an asset whose policy it may be able to change.
fn lacking(lens: &Lens<'_, '_>, asset: &Asset) -> Vec<Access> {
    let possible = GRANTS.iter().any(|grant| {
        (grant.kinds.contains(&asset.kind.as_str()) || of_key(grant)) && is_thinkable(lens, grant)
    });
    if !possible {
        return Vec::new();
    }
    WORTH
        .into_iter()
        .filter(|access| ways(&asset.kind).iter().any(|way| way.access == *access))
        .filter(|access| {
            super::touch::way(lens, asset, *access)
                .is_none_or(|answer| answer.certainty < Certainty::Certain)
        })
        .collect()
}

/// Whether a policy of the actor's names the action: policies of resources that hand their own administration to
/// somebody who has no such policy are found by the rule of the type, as administration.
fn is_thinkable(lens: &Lens<'_, '_>, grant: &Grant) -> bool {
    lens.actor.mentions(grant.action)
}

/// The surest way to give oneself an access that is not had as surely already: the technique, and the answer.
pub(super) fn surest(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    access: Access,
) -> Option<(&'static str, Answer)> {
    let direct = super::touch::way(lens, asset, access).map(|answer| answer.certainty);
    let mut best: Option<(&'static str, Answer)> = None;
    for grant in GRANTS {
        if !is_thinkable(lens, grant) {
            continue;
        }
        let had = best.as_ref().map(|(_, had)| had.certainty).max(direct);
        let Some(answer) = granted(lens, asset, access, grant, had) else {
            continue;
        };
        if had.is_none_or(|had| had < answer.certainty) {
            best = Some((grant.id, answer));
        }
    }
    best
}

/// The access that one such change gives; `None` too where the change is no surer than what is `had`.
fn granted(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    access: Access,
    grant: &Grant,
    had: Option<Certainty>,
) -> Option<Answer> {
    let entries = written_on(lens, asset, grant)?;
    let holder = entries.first()?;
    let outside = holder.account.as_ref() != Some(&lens.actor.account);
    if outside && !grant.across {
        return None;
    }
    let permission = lens.may(grant.action, holder, &holder.arn)?;
    if had.is_some_and(|had| had >= permission.certainty) {
        return None;
    }
    let rewritten = lens.rewriting(grant.edit, &entries)?;
    let answer = ways(&asset.kind)
        .iter()
        .filter(|way| way.access == access)
        .filter_map(|way| by(&rewritten, asset, way))
        .max_by_key(|answer| answer.certainty)?;
    Some(permission.and(answer))
}

/// The resources whose policy the change is about, the one on which it is asked first: the asset or what its policy is on;
/// the key that encrypts it; the catalogue, and what the policy of the catalogue bears on.
fn written_on(lens: &Lens<'_, '_>, asset: &Asset, grant: &Grant) -> Option<Vec<ResourceEntry>> {
    if of_key(grant) && asset.kind != "aws:kms:key" {
        return match touch_kms::key_of(lens, asset) {
            touch_kms::Key::Customer(key) => Some(vec![ResourceEntry::clone(&key)]),
            _ => None,
        };
    }
    if !grant.kinds.contains(&asset.kind.as_str()) {
        return None;
    }
    let own = policy_holder_of(lens.estate, asset)?;
    if !asset.kind.starts_with("aws:glue:") {
        return Some(vec![ResourceEntry::clone(&own)]);
    }
    let like = |arn: String| ResourceEntry {
        arn,
        ..ResourceEntry::clone(&own)
    };
    let (root, rest) = asset
        .id
        .split_once(":database/")
        .or_else(|| asset.id.split_once(":table/"))?;
    let database = rest.split('/').next().unwrap_or(rest);
    Some(vec![
        like(format!("{root}:catalog")),
        like(format!("{root}:database/{database}")),
        ResourceEntry::clone(&own),
    ])
}

/// Buckets through access points whose policy the actor may write.
fn points(lens: &Lens<'_, '_>, found: &mut Findings) {
    const ACTION: &str = "s3:PutAccessPointPolicy";
    if !lens.actor.mentions(ACTION) {
        return;
    }
    for (point, bucket) in touch_access_points::points(lens) {
        let Some(entry) = lens.estate.resource(&point.id) else {
            continue;
        };
        let Some(permission) = lens.may(ACTION, entry, &point.id) else {
            continue;
        };
        let entries = [ResourceEntry::clone(entry)];
        let Some(rewritten) = lens.rewriting(Edit::Replace, &entries) else {
            continue;
        };
        let had = touch_access_points::through(lens, point, bucket);
        for (access, answer) in touch_access_points::through(&rewritten, point, bucket) {
            let known = had
                .iter()
                .any(|(of, had)| *of == access && had.certainty >= answer.certainty);
            if !known && access != Access::List {
                let answer = permission.clone().and(answer);
                touches_by(lens, &bucket.id, access, "s3-policy-003", answer, found);
            }
        }
    }
}
