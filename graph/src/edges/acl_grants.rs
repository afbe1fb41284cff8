//! Identity -> bucket and objects, after writing an access control list that lets in somebody whom the attacker is too.

mod came_in;
mod settings;

use blastradius_collectors::facts::Asset;

use super::touch::{KeyUse, On, Sure, Way, able, is_particular, policy_holder_of, touches_by, way};
use super::touch_s3::{add_part, named_parts};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::{Access, Certainty};

pub(super) use came_in::CameIn;
use came_in::Grantee;
pub(super) use settings::{Level, PRESENT, blocks, heeded, unless_blocked};

/// See [`META`].
pub(super) struct Rule;

const PUT_OBJECT: &str = "s3:PutObjectAcl";
const PUT_BUCKET: &str = "s3:PutBucketAcl";

/// On what the calls are asked, by the type of asset.
static WRITTEN: &[(&str, &[Way])] = &[
    (
        "aws:s3:bucket",
        &[
            written(&[PUT_OBJECT], On::Content),
            written(&[PUT_BUCKET], On::Itself),
        ],
    ),
    ("aws:s3:prefix", &[written(&[PUT_OBJECT], On::Itself)]),
    ("aws:s3:object", &[written(&[PUT_OBJECT], On::Itself)]),
];

const fn written(actions: &'static [&'static str], on: On) -> Way {
    Way {
        access: Access::Administer,
        actions,
        on,
        key: KeyUse::None,
    }
}

static META: RuleMeta = RuleMeta {
    id: "acl-grants",
    title: "A principal may open objects or a bucket by an access control list",
    does: "`s3-acl-001` writes the list of an object, which gives everybody, or an AWS account of the attacker's own, \
           the right to read it; `s3-acl-002` writes the list of a bucket, which lets them add objects. Within its \
           own account a list gives nobody anything. Nothing comes of it where the lists are disabled (object \
           ownership `BucketOwnerEnforced`), unless the principal may change that setting. Block Public Access \
           stands against everybody, and not against an account of the attacker's. Explicit denies of the bucket \
           policy, resource control policies and the policy of the key that encrypts the bucket are asked about \
           whoever comes in then. Settings that were not read give a conditional edge. Drawn where the access is not \
           had as surely without.",
    matters: "It looks like the right to tidy up, and it takes no right to read.",
    permissions: &[
        PUT_OBJECT,
        PUT_BUCKET,
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutAccountPublicAccessBlock",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        "ATT&CK T1222",
        "ATT&CK T1537",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        if !lens.actor.mentions(PUT_OBJECT) && !lens.actor.mentions(PUT_BUCKET) {
            return;
        }
        // By the policy of the bucket the same may be had as surely.
        let had = Sure::of(lens, found);
        let open = |asset: &Asset, found: &mut Findings| {
            let opened = opening(lens, asset, &had);
            let any = !opened.is_empty();
            for (technique, access, answer) in opened {
                touches_by(lens, &asset.id, access, technique, answer, found);
            }
            any
        };
        for (kind, ways) in WRITTEN {
            let mut assets: Vec<&Asset> = ways
                .iter()
                .flat_map(|way| able(lens, kind, way))
                .filter(|asset| is_particular(lens, asset))
                .collect();
            assets.sort_unstable_by(|one, other| one.id.cmp(&other.id));
            assets.dedup_by(|one, other| one.id == other.id);
            for asset in assets {
                open(asset, found);
            }
        }
        if lens.is_covered() {
            return;
        }
        for part in named_parts(lens, &[PUT_OBJECT]) {
            if open(&part, found) {
                add_part(&part, found);
            }
        }
    }
}

/// What lists give that is not had as surely: the technique, the access, how surely.
fn opening(lens: &Lens<'_, '_>, asset: &Asset, had: &Sure) -> Vec<(&'static str, Access, Answer)> {
    let whole = asset.kind == "aws:s3:bucket";
    let content = match whole {
        true => format!("{}/*", asset.id),
        false => asset.id.clone(),
    };
    // A list of a bucket is about adding objects of other names: those that are there keep their owner. Page "Access
    // control list (ACL) overview", mapping of ACL permissions.
    let lists = [
        ("s3-acl-001", PUT_OBJECT, content.as_str(), Access::Read),
        ("s3-acl-002", PUT_BUCKET, asset.id.as_str(), Access::Write),
    ];
    let worth = |(_, action, on, access): &(&str, &str, &str, Access)| {
        (whole || *action == PUT_OBJECT)
            && !had.has(lens, &asset.id, *access)
            && lens.actor.mentions_on(action, on)
            && way(lens, asset, *access).is_none_or(|had| had.certainty < Certainty::Certain)
    };
    lists
        .into_iter()
        .filter(worth)
        .filter_map(|(technique, action, on, access)| {
            let entry = policy_holder_of(lens.estate, asset)?;
            let answer = [Grantee::Account, Grantee::Everybody]
                .into_iter()
                .filter_map(|grantee| granted(lens, asset, &entry, (action, on), access, grantee))
                // Of two that are as sure, the one that is seen less.
                .reduce(|first, second| match first.certainty < second.certainty {
                    true => second,
                    false => first,
                })?;
            let had = way(lens, asset, access).map(|had| had.certainty);
            had.is_none_or(|had| had < answer.certainty)
                .then_some((technique, access, answer))
        })
        .collect()
}

fn granted(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    entry: &ResourceEntry,
    (action, on): (&str, &str),
    access: Access,
    grantee: Grantee,
) -> Option<Answer> {
    let came = lens
        .estate
        .gathered
        .came_in
        .of(lens.estate, asset, entry, access, grantee)?;
    let written = requests(grantee, access)
        .iter()
        .filter_map(|keys| lens.may_with(action, entry, on, keys))
        .max_by_key(|answer| answer.certainty)?;
    let mut answer = settings::enabled(lens, entry, written)?;
    if grantee == Grantee::Everybody {
        answer = settings::unblocked(lens, entry, answer)?;
    }
    Some(answer.and(came))
}

/// The forms of the request: the list in its body, or in its headers. Page "PutObjectAcl" of the API reference.
fn requests(grantee: Grantee, access: Access) -> Vec<Vec<(String, ContextValue)>> {
    let canned = match access {
        Access::Read => "public-read",
        _ => "public-read-write",
    };
    let header = match access {
        Access::Read => "s3:x-amz-grant-read",
        _ => "s3:x-amz-grant-write",
    };
    let request = |set: Option<(&str, ContextValue)>| {
        let mut keys: Vec<(String, ContextValue)> =
            ["acl", "grant-full-control", "grant-read", "grant-read-acp"]
                .into_iter()
                .chain(["grant-write", "grant-write-acp"])
                .map(|name| (format!("s3:x-amz-{name}"), ContextValue::Absent))
                .collect();
        keys.extend(set.map(|(key, value)| (key.to_owned(), value)));
        keys
    };
    let mut requests = vec![request(None), request(Some((header, ContextValue::Chosen)))];
    if grantee == Grantee::Everybody {
        requests.push(request(Some(("s3:x-amz-acl", is(canned)))));
    }
    requests
}
