//! Nobody in particular -> asset.

use super::touch::{Way, asked_as, policy_holder_of, stranger_names, ways};
use super::touch_s3::{add_part, parts_of_policy};
use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::authorize::aws::{ContextValue, Principal};
use crate::estate::{Answer, Estate, ResourceEntry, stranger};
use crate::model::{AccessSet, EdgeKind, Node, NodeKind};
use blastradius_collectors::facts::Asset;
use serde_json::json;

/// See [`META`].
pub(super) struct Rule;

/// Where requests without a signature come from.
pub(super) const INTERNET: &str = "external:internet";

/// Services that take requests without a signature; all others refuse them, whatever a policy says. Pages "Making
/// requests" of Amazon S3, "Making Query API requests" of Amazon SQS, "Identity and Access Management in Amazon
/// OpenSearch Service".
const UNSIGNED: &[&str] = &["aws:s3:", "aws:sqs:", "aws:sns:", "aws:opensearch:"];

/// Keys that only a request with a principal has. Page "AWS global condition context keys", availability.
const OF_PRINCIPALS: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/*",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:TokenIssueTime",
    "aws:username",
];

static META: RuleMeta = RuleMeta {
    id: "public-access",
    title: "Anybody may touch an asset",
    does: "The policy of the asset allows a request without a signature, and neither Block Public Access nor a \
           resource control policy stands against it. The edge comes from `external:internet`. Nobody reads \
           what a KMS key encrypts without a principal.",
    matters: "No key has to leak for this, and no log of a principal shows it.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        "ATT&CK T1530",
        "OWASP NHI6:2025 Insecure Cloud Deployment Configurations",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for asset in estate.facts.assets.values() {
            let Some(entry) = policy_holder_of(estate, asset) else {
                continue;
            };
            // Only who allows everybody, or all but some, lets in who is nobody.
            let everybody = entry
                .policy
                .as_ref()
                .is_some_and(|policy| policy.mentions.aws_principals().any(|named| named == "*"));
            if !everybody {
                continue;
            }
            let before = found.edges.len();
            for way in ways(&asset.kind) {
                touched(estate, asset, &entry, way, found);
            }
            // A part that the policy opens, where the whole is not open in the same way.
            if asset.kind == "aws:s3:bucket" {
                let open = found
                    .edges
                    .iter()
                    .skip(before)
                    .fold(AccessSet::EMPTY, |all, (_, _, edge)| all.union(edge.access));
                for part in parts_of_policy(estate, asset) {
                    for way in ways(&part.kind) {
                        if open.contains(way.access) {
                            continue;
                        }
                        touched(estate, &part, &entry, way, found);
                    }
                    if found
                        .edges
                        .iter()
                        .skip(before)
                        .any(|(_, to, _)| *to == part.id)
                    {
                        add_part(&part, found);
                    }
                }
            }
        }
    }
}

fn touched(
    estate: &Estate<'_>,
    asset: &Asset,
    entry: &ResourceEntry,
    way: &Way,
    found: &mut Findings,
) {
    if let Some(answer) = anonymous(estate, asset, entry, way) {
        found.nodes.push(internet());
        let access = AccessSet::EMPTY.with(way.access);
        found.edge(
            INTERNET,
            &asset.id,
            edge_of(EdgeKind::Touches, None, access, answer),
        );
    }
}

/// Whether a request without a signature may touch the asset in this way.
pub(super) fn anonymous(
    estate: &Estate<'_>,
    asset: &Asset,
    entry: &ResourceEntry,
    way: &Way,
) -> Option<Answer> {
    if !UNSIGNED
        .iter()
        .any(|service| asset.kind.starts_with(service))
    {
        return None;
    }
    let names = stranger_names(estate, asset, way)?;
    let asked = ResourceEntry {
        arn: asked_as(asset, way)?,
        ..entry.clone()
    };
    way.actions.iter().find_map(|action| {
        let mut context = estate.context.request(estate.taken);
        for key in OF_PRINCIPALS {
            context.set(key, ContextValue::Absent);
        }
        for (key, value) in &names {
            context.set(key, value.clone());
        }
        estate.context.override_with_hand(&mut context);
        let nothing = json!({"Version": "2012-10-17", "Statement": []});
        stranger::may(
            estate,
            Principal::Anonymous,
            context,
            action,
            &asked,
            &nothing,
        )
    })
}

/// The node of the internet.
pub(super) fn internet() -> Node {
    Node {
        id: INTERNET.to_owned(),
        kind: NodeKind::External,
        class: None,
        type_name: "external:internet".to_owned(),
        name: "the internet".to_owned(),
        scope: None,
        part_of: None,
        record: None,
        notes: vec!["without any credential".to_owned()],
    }
}
