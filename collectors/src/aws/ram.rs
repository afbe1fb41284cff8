//! AWS Resource Access Manager: what is shared with whom.
//!
//! A share is not kept as such: for each resource of this account that is in one, RAM tells the resource policy that its
//! shares amount to, with principals, actions and conditions. It is attached to the resource, as
//! `<resource ARN>#resource/ram/<number>`, beside the policy that the resource has itself.
//!
//! Of what other accounts share with this one, the resources are kept, as those of their owners. Their policies are not told.

use serde::Deserialize;

use super::wire::{Arn, DocumentText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, Origin};
use crate::snapshot::Sink;

/// The Resource Access Manager service.
#[derive(Debug)]
pub struct Ram;

/// What other accounts share with this one.
const OTHERS: &str = "OTHER-ACCOUNTS";

static ENDPOINT: Endpoint = Endpoint {
    host: "ram",
    signs_as: "ram",
    protocol: Protocol::RestJson,
};

// AWS RAM API Reference: ListResources, GetResourcePolicies.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListResources",
        ("ram", "list-resources"),
        &["ram:ListResources"],
        Place::Regional,
    )
    .one_of("--resource-owner", "resourceOwner", &["SELF", OTHERS])
    .rest("POST", "/listresources", &[])
    .paged(Paging::CAMEL.by("maxResults", 500)),
    Operation::listing(
        "GetResourcePolicies",
        ("ram", "get-resource-policies"),
        &["ram:GetResourcePolicies"],
        Place::Regional,
    )
    .each(
        "--resource-arns",
        "resourceArns[]",
        &[("ListResources", "resources[].arn")],
        "{argument}",
    )
    .rest("POST", "/getresourcepolicies", &[])
    // What other accounts share is none of this one's.
    .absent(&["ResourceArnNotFoundException"])
    .paged(Paging::CAMEL.by("maxResults", 500)),
];

impl Service for Ram {
    fn name(&self) -> &'static str {
        "ram"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        if (reply.operation.name, reply.argument) == ("ListResources", Some(OTHERS)) {
            return reply.list("resources", sink, |it: Shared, origin, sink| {
                it.facts(reply, origin, sink);
            });
        }
        let ("GetResourcePolicies", Some(resource)) = (reply.operation.name, reply.subject())
        else {
            return Ok(());
        };
        let answer: Policies = reply.parse()?;
        for (index, document) in answer.policies.unwrap_or_default().into_iter().enumerate() {
            let id = format!("{resource}#resource/ram/{index}");
            let pointer = format!("/policies/{index}");
            reply.resource_policy_as(id, &resource, document.0, &pointer, sink);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Policies {
    policies: Option<Vec<DocumentText>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shared {
    arn: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    resource_share_arn: Option<String>,
    status: Option<String>,
}

/// What a type of resource is in a snapshot (AWS RAM User Guide, "Shareable AWS resources"). Others are of kinds that are not
/// collected.
fn kind_of(shared: &str) -> Option<(AssetClass, &'static str)> {
    Some(match shared {
        "bedrock:CustomModel" => (AssetClass::Model, "aws:bedrock:custom-model"),
        "glue:Database" => (AssetClass::Data, "aws:glue:database"),
        "glue:Table" => (AssetClass::Data, "aws:glue:table"),
        "rds:Cluster" => (AssetClass::Data, "aws:rds:db-cluster"),
        "sagemaker:FeatureGroup" => (AssetClass::Data, "aws:sagemaker:feature-group"),
        "sagemaker:ModelPackageGroup" => (AssetClass::Model, "aws:sagemaker:model-package-group"),
        "ssm:Parameter" => (AssetClass::Data, "aws:ssm:parameter"),
        _ => return None,
    })
}

impl Shared {
    /// The resource, which its owner has. An attribute says with whom it is shared, one for each account that it is shared with.
    fn facts(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let kind = self.kind.as_deref().and_then(kind_of);
        let (Some((class, kind)), Some(arn)) = (kind, Arn::parse(&self.arn)) else {
            return;
        };
        let name = arn.resource.rsplit(['/', ':']).next().unwrap_or_default();
        let mut asset = reply.asset(class, kind, self.arn.as_str(), name, origin);
        asset.scope = arn.account_id().map(|owner| format!("aws:{owner}"));
        if !arn.region.is_empty() {
            asset.region = Some(arn.region.to_owned());
        }
        let about = attributes([
            ("share", self.resource_share_arn.keep()),
            ("state", self.status.keep()),
        ]);
        let with = format!("shared_with:{}", reply.account);
        asset.attributes = [(with, about.into_iter().collect())].into();
        sink.fact(Fact::Asset(asset));
    }
}
