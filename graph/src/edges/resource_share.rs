//! Identity -> asset, by sharing it through AWS RAM with an account of the attacker's own.

use blastradius_collectors::facts::Asset;

use super::external_touch::{asks, with_key};
use super::external_trust::Stranger;
use super::touch::{KeyUse, Sure, attribute, of_kinds, touches_by, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Lens, ResourceEntry, opened};
use crate::model::{Access, Certainty};

/// See [`META`].
pub(super) struct Rule;

const SHARE: &str = "ram:CreateResourceShare";

/// What may be shared with any account, and what that gives there.
struct Shareable {
    kind: &'static str,
    /// What RAM calls the type.
    of: &'static str,
    access: Access,
    /// What the permission of RAM allows in the other account.
    action: &'static str,
    /// What who shares must be allowed on the asset beside.
    also: Option<&'static str>,
}

/// Pages "Shareable AWS resources" of the AWS RAM user guide; "Working with shared parameters" of Systems Manager (which
/// asks for `ssm:PutResourcePolicy`, and for the advanced tier); "Cross-account cloning with AWS RAM" of Amazon Aurora;
/// "Cross account feature group discoverability and access" of SageMaker.
static SHAREABLE: &[Shareable] = &[
    Shareable {
        kind: "aws:rds:db-cluster",
        of: "rds:Cluster",
        access: Access::Read,
        action: "rds:RestoreDBClusterToPointInTime",
        also: None,
    },
    Shareable {
        kind: "aws:sagemaker:feature-group",
        of: "sagemaker:FeatureGroup",
        access: Access::Read,
        action: "sagemaker:GetRecord",
        also: None,
    },
    Shareable {
        kind: "aws:sagemaker:feature-group",
        of: "sagemaker:FeatureGroup",
        access: Access::Write,
        action: "sagemaker:PutRecord",
        also: None,
    },
    Shareable {
        kind: "aws:ssm:parameter",
        of: "ssm:Parameter",
        access: Access::Read,
        action: "ssm:GetParameter",
        also: Some("ssm:PutResourcePolicy"),
    },
];

static META: RuleMeta = RuleMeta {
    id: "resource-share",
    title: "A principal may share a resource with an account of its own",
    does: "`ram-share-001` makes a resource share of AWS RAM with an account outside of the organisation: a database cluster \
           is cloned there, records of a feature group are read and written, a parameter of the advanced tier is read. \
           Policies may ask for `ram:RequestedAllowsExternalPrincipals`, `ram:AllowsExternalPrincipals`, \
           `ram:RequestedResourceType`, `ram:ResourceArn` and `ram:Principal`. What is under a customer's key needs a key \
           policy that lets the other account in; resource control policies still hold. Drawn where the access is not had \
           as surely without.",
    matters: "Nothing is copied here, no policy of the resource changes, and the data is read where nobody watches.",
    permissions: &[SHARE, "ssm:PutResourcePolicy"],
    references: &[
        "https://docs.aws.amazon.com/ram/latest/userguide/shareable.html",
        "https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html",
        "ATT&CK T1537",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        if !lens.actor.mentions(SHARE) {
            return;
        }
        let sure = Sure::of(lens, found);
        for shareable in SHAREABLE {
            for asset in of_kinds(lens, &[shareable.kind]) {
                let worth = asset.scope.as_ref() == Some(&lens.actor.scope)
                    && !sure.has(lens, &asset.id, shareable.access);
                if !worth {
                    continue;
                }
                let had = way(lens, asset, shareable.access).map(|had| had.certainty);
                if had == Some(Certainty::Certain) {
                    continue;
                }
                if let Some(answer) = shared(lens, asset, shareable)
                    && had.is_none_or(|had| had < answer.certainty)
                {
                    let access = shareable.access;
                    touches_by(lens, &asset.id, access, "ram-share-001", answer, found);
                }
            }
        }
    }
}

fn shared(lens: &Lens<'_, '_>, asset: &Asset, of: &Shareable) -> Option<Answer> {
    let entry = lens.estate.resource(&asset.id)?;
    // A share that does not exist yet is no resource of IAM: what it is to hold is in the condition keys.
    let mut share = ResourceEntry::named("*");
    share.account.clone_from(&entry.account);
    share.region.clone_from(&entry.region);
    let keys = [
        (
            "ram:RequestedAllowsExternalPrincipals".to_owned(),
            is("true"),
        ),
        ("ram:AllowsExternalPrincipals".to_owned(), is("true")),
        ("ram:RequestedResourceType".to_owned(), is(of.of)),
        ("ram:ResourceArn".to_owned(), is(&asset.id)),
        ("ram:Principal".to_owned(), ContextValue::Chosen),
        (
            "ram:RetainSharingOnAccountLeaveOrganization".to_owned(),
            ContextValue::Chosen,
        ),
    ];
    let mut answer = lens.may_with(SHARE, &share, "*", &keys)?;
    if let Some(also) = of.also {
        answer = answer.and(lens.may(also, entry, &asset.id)?);
    }
    if of.kind == "aws:ssm:parameter" {
        match attribute(asset, "tier") {
            Some("Advanced") => {}
            Some(_) => return None,
            None => {
                answer = answer.unless_proven(
                    Certainty::Conditional,
                    format!("{} is of the advanced tier (that was not read)", asset.name),
                );
            }
        }
    }
    let estate = lens.estate;
    let stranger = Stranger::named(estate, "*");
    let came = asks(estate, &stranger, of.action, &opened(estate, entry)?, &[])?;
    with_key(estate, asset, KeyUse::Decrypt, &stranger, answer.and(came))
}
