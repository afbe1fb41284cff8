//! AWS Resource Access Manager: what is shared with whom.
//!
//! A share is not kept as such: for each resource of this account that is in one, RAM tells the resource policy that its
//! shares amount to, with principals, actions and conditions. It is attached to the resource, as
//! `<resource ARN>#resource/ram/<number>`, beside the policy that the resource has itself.

use serde::Deserialize;

use super::wire::DocumentText;
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The Resource Access Manager service.
#[derive(Debug)]
pub struct Ram;

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
    .fixed(&[("resourceOwner", "\"SELF\"")])
    .options(&[("--resource-owner", "SELF")])
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
