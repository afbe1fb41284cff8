//! Somebody outside of the account -> bucket, by the access control list that the bucket has.

use blastradius_collectors::facts::Asset;
use serde_json::Value;

use super::acl_grants::{Level, PRESENT, blocks, heeded, unless_blocked};
use super::external_touch::let_in;
use super::external_trust::Stranger;
use super::public_access::{anonymous, internet};
use super::touch::{KeyUse, Way, policy_holder_of, ways};
use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::estate::{Answer, Estate, ResourceEntry, opened};
use crate::model::{Access, AccessSet, Certainty, EdgeKind, Evidence, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "acl-access",
    title: "The access control list of a bucket lets in somebody else",
    does: "A list that names everybody (`AllUsers`), every AWS account (`AuthenticatedUsers`) or a certain one: `READ` \
           lists the objects, `WRITE` adds some, `WRITE_ACP` rewrites the list, `FULL_CONTROL` is all of them. Nothing \
           comes of it where lists are disabled, and nothing for everybody under Block Public Access. A list names an \
           account by its canonical id, which does not tell the number: the edge comes from \
           `external:aws-canonical-user/<id>`. Lists of single objects are not collected.",
    matters: "Lists are older than policies, and no review of policies finds them.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
        "ATT&CK T1530",
        "OWASP NHI6:2025 Insecure Cloud Deployment Configurations",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for bucket in estate.assets_of("aws:s3:bucket") {
            let list = bucket.attributes.get("acl").and_then(Value::as_array);
            for (index, grant) in list.into_iter().flatten().enumerate() {
                listed(estate, bucket, index, grant, found);
            }
        }
    }
}

/// Page "Access control list (ACL) overview", mapping of ACL permissions and access policy permissions.
fn gives(permission: &str) -> &'static [Access] {
    match permission {
        "READ" => &[Access::List],
        "WRITE" => &[Access::Write],
        "WRITE_ACP" => &[Access::Administer],
        "FULL_CONTROL" => &[Access::List, Access::Write, Access::Administer],
        _ => &[],
    }
}

fn listed(estate: &Estate<'_>, bucket: &Asset, index: usize, grant: &Value, found: &mut Findings) {
    let text = |name: &str| grant.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some(entry) = policy_holder_of(estate, bucket) else {
        return;
    };
    let heeded = heeded(estate, &bucket.id);
    if heeded == Some(false) {
        return;
    }
    let Some(open) = opened(estate, &entry) else {
        return;
    };
    let grantee = text("grantee");
    for access in gives(text("permission")) {
        let Some(way) = way(*access) else { continue };
        let Some((node, answer)) = came_in(estate, bucket, &entry, &open, way, grantee) else {
            continue;
        };
        let mut answer = answer.and(Answer::certain(vec![Evidence {
            record: format!("asset:{}", bucket.id),
            pointer: format!("/attributes/acl/{index}"),
            note: "the access control list lets in".to_owned(),
        }]));
        if heeded.is_none() {
            answer = answer.unless_proven(
                Certainty::Conditional,
                format!(
                    "access control lists are enabled for {} (its object ownership was not read)",
                    bucket.id
                ),
            );
        }
        found.edge(
            &node.id,
            &bucket.id,
            edge_of(
                EdgeKind::Touches,
                None,
                AccessSet::EMPTY.with(*access),
                answer,
            ),
        );
        found.nodes.push(node);
    }
}

/// The way of touching a bucket, without the key: a request may name the encryption with the keys of S3.
fn way(access: Access) -> Option<Way> {
    let ways = ways("aws:s3:bucket").iter();
    let way = ways.rev().find(|way| way.access == access)?;
    Some(Way {
        key: KeyUse::None,
        ..*way
    })
}

/// Who comes in by the list, and what stands against it: what the bucket policy denies, resource control policies, Block
/// Public Access.
fn came_in(
    estate: &Estate<'_>,
    bucket: &Asset,
    entry: &ResourceEntry,
    open: &ResourceEntry,
    way: Way,
    grantee: &str,
) -> Option<(Node, Answer)> {
    let group = grantee.rsplit_once("/groups/").map(|(_, group)| group);
    let somebody = Stranger::named(estate, "*");
    match group {
        Some("global/AllUsers") => {
            let answer = anonymous(estate, bucket, open, &way)?;
            Some((internet(), unblocked(estate, entry, answer)?))
        }
        Some("global/AuthenticatedUsers") => {
            let answer = let_in(estate, bucket, open, &way, &somebody)?;
            Some((somebody.node(), unblocked(estate, entry, answer)?))
        }
        // The service that writes access logs.
        Some(_) => None,
        None => {
            let answer = let_in(estate, bucket, open, &way, &somebody)?;
            Some((account(grantee), answer))
        }
    }
}

/// The answer about a group, if Block Public Access does not stand against it.
fn unblocked(estate: &Estate<'_>, bucket: &ResourceEntry, answer: Answer) -> Option<Answer> {
    [Level::Bucket, Level::Account]
        .into_iter()
        .try_fold(answer, |answer, level| {
            match blocks(estate, bucket, level, &PRESENT) {
                Some(true) => None,
                Some(false) => Some(answer),
                None => Some(unless_blocked(bucket, level, answer)),
            }
        })
}

/// An account of which only the canonical id is known.
fn account(canonical: &str) -> Node {
    Node {
        id: format!("external:aws-canonical-user/{canonical}"),
        kind: NodeKind::External,
        class: None,
        type_name: "external:aws-account".to_owned(),
        name: format!("the AWS account with the canonical id {canonical}"),
        scope: None,
        part_of: None,
        record: None,
        notes: vec!["not collected".to_owned()],
    }
}
