//! AWS Systems Manager: parameters by name and type, never a value; documents and whom they are shared with; the machines
//! that answer.

mod fleet;

use serde::Deserialize;

use super::wire::{DocumentText, FreeText, Keep, TagList, When, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Asset, AssetClass, Fact, Origin};
use crate::snapshot::Sink;

/// The Systems Manager service.
#[derive(Debug)]
pub struct Ssm;

static ENDPOINT: Endpoint = Endpoint {
    host: "ssm",
    signs_as: "ssm",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AmazonSSM",
    },
};

const PAGES: Paging = Paging::NEXT_TOKEN.by("MaxResults", 50);
const PARAMETER: &str = "arn:{partition}:ssm:{region}:{account}:parameter/{argument-without-slash}";

// AWS Systems Manager API Reference: DescribeParameters, ListTagsForResource, GetResourcePolicies.
static OPERATIONS: [Operation; 6] = [
    Operation::listing(
        "DescribeParameters",
        ("ssm", "describe-parameters"),
        &["ssm:DescribeParameters"],
        Place::Regional,
    )
    .paged(PAGES),
    Operation {
        options: &[("--resource-type", "Parameter")],
        ..Operation::listing(
            "ListTagsForResource",
            ("ssm", "list-tags-for-resource"),
            &["ssm:ListTagsForResource"],
            Place::Regional,
        )
    }
    .fixed(&[("ResourceType", "\"Parameter\"")])
    .each(
        "--resource-id",
        "ResourceId",
        &[("DescribeParameters", "Parameters[].Name")],
        PARAMETER,
    ),
    Operation::listing(
        "GetResourcePolicies",
        ("ssm", "get-resource-policies"),
        &["ssm:GetResourcePolicies"],
        Place::Regional,
    )
    .each(
        "--resource-arn",
        "ResourceArn",
        &[("DescribeParameters", "Parameters[].ARN")],
        PARAMETER,
    )
    .paged(PAGES),
    fleet::DOCUMENTS,
    fleet::SHARES,
    fleet::MACHINES,
];

impl Service for Ssm {
    fn name(&self) -> &'static str {
        "ssm"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.argument, reply.subject()) {
            ("DescribeParameters", ..) => {
                reply.list("Parameters", sink, |parameter: Parameter, origin, sink| {
                    sink.fact(Fact::Asset(parameter.into_asset(reply, origin)));
                })?;
            }
            ("ListTagsForResource", Some(name), Some(arn)) => {
                let answer: ResourceTags = reply.parse()?;
                // The type is not known here: `data` gives way to `secret` when the two sightings meet.
                let mut asset = asset(
                    arn,
                    name.to_owned(),
                    AssetClass::Data,
                    reply,
                    reply.origin("/TagList"),
                );
                asset.tags = Some(answer.tags.tags());
                sink.fact(Fact::Asset(asset));
            }
            ("GetResourcePolicies", _, Some(arn)) => {
                let answer: ResourcePolicies = reply.parse()?;
                policies(&arn, answer.policies, reply, sink);
            }
            ("ListDocuments", ..) => fleet::documents(reply, sink)?,
            ("DescribeDocumentPermission", _, Some(arn)) => fleet::shares(&arn, reply, sink)?,
            ("DescribeInstanceInformation", ..) => fleet::machines(reply, sink)?,
            _ => {}
        }
        Ok(())
    }
}

/// A parameter may have several policies; each is kept as a policy of its own.
fn policies(arn: &str, policies: Vec<ResourcePolicy>, reply: &Reply<'_>, sink: &mut dyn Sink) {
    let alone = policies.len() == 1;
    for (index, policy) in policies.into_iter().enumerate() {
        let id = if alone {
            format!("{arn}#resource")
        } else {
            format!("{arn}#resource/{}", policy.id)
        };
        let pointer = format!("/Policies/{index}/Policy");
        reply.resource_policy_as(id, arn, policy.policy.0, &pointer, sink);
    }
}

fn asset(id: String, name: String, class: AssetClass, reply: &Reply<'_>, origin: Origin) -> Asset {
    reply.asset(class, "aws:ssm:parameter", id, name, origin)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    name: String,
    #[serde(rename = "ARN")]
    arn: Option<String>,
    #[serde(rename = "Type")]
    kind: String,
    key_id: Option<String>,
    description: Option<FreeText>,
    tier: Option<String>,
    last_modified_date: Option<When>,
    last_modified_user: Option<String>,
}

#[derive(Deserialize)]
struct ResourceTags {
    #[serde(rename = "TagList", default)]
    tags: TagList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourcePolicies {
    #[serde(default)]
    policies: Vec<ResourcePolicy>,
}

#[derive(Deserialize)]
struct ResourcePolicy {
    #[serde(rename = "PolicyId", default)]
    id: String,
    #[serde(rename = "Policy")]
    policy: DocumentText,
}

impl Parameter {
    fn into_asset(self, reply: &Reply<'_>, origin: Origin) -> Asset {
        // Older answers have no ARN.
        let arn = self.arn.unwrap_or_else(|| {
            let name = self.name.strip_prefix('/').unwrap_or(&self.name);
            reply.arn("ssm", &format!("parameter/{name}"))
        });
        let class = if self.kind == "SecureString" {
            AssetClass::Secret
        } else {
            AssetClass::Data
        };
        let mut asset = asset(arn, self.name, class, reply, origin);
        asset.encryption_key = self.key_id;
        asset.attributes = attributes([
            ("parameter_type", self.kind.keep()),
            ("description", self.description.keep()),
            ("tier", self.tier.keep()),
            ("last_changed", self.last_modified_date.keep()),
            ("last_changed_by", self.last_modified_user.keep()),
        ]);
        asset
    }
}
