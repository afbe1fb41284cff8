//! IAM Access Analyzer: what it found open to outsiders, as evidence.
//!
//! An active finding of external access is an attribute `access_analyzer:<finding id>` of the resource that it is about:
//! the principal, the actions, the conditions, and whether it is public. It is what AWS says of the resource's policy; it
//! makes no edge, and an edge that the policy makes can be held against it. The first version of findings is asked
//! for: the second lists them without the principal.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::Arn;
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, Identity, IdentityKind, Origin, Provider};
use crate::snapshot::Sink;

/// The Access Analyzer service.
#[derive(Debug)]
pub struct AccessAnalyzer;

static ENDPOINT: Endpoint = Endpoint {
    host: "access-analyzer",
    signs_as: "access-analyzer",
    protocol: Protocol::RestJson,
};

// IAM Access Analyzer API Reference: ListAnalyzers, ListFindings.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListAnalyzers",
        ("accessanalyzer", "list-analyzers"),
        &["access-analyzer:ListAnalyzers"],
        Place::Regional,
    )
    // Only these have findings of external access.
    .one_of("--type", "type", &["ACCOUNT", "ORGANIZATION"])
    .rest("GET", "/analyzer", &[("type", "{0}")])
    .paged(Paging::CAMEL.by("maxResults", 100)),
    Operation::listing(
        "ListFindings",
        ("accessanalyzer", "list-findings"),
        &["access-analyzer:ListFindings"],
        Place::Regional,
    )
    .each(
        "--analyzer-arn",
        "analyzerArn",
        &[("ListAnalyzers", "analyzers[].arn")],
        "{argument}",
    )
    .rest("POST", "/finding", &[])
    .fixed(&[("filter", r#"{"status":{"eq":["ACTIVE"]}}"#)])
    .options(&[("--filter", r#"{"status":{"eq":["ACTIVE"]}}"#)])
    .absent(&["ResourceNotFoundException"])
    .paged(Paging::CAMEL.by("maxResults", 100)),
];

impl Service for AccessAnalyzer {
    fn name(&self) -> &'static str {
        "accessanalyzer"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        if reply.operation.name != "ListFindings" {
            return Ok(());
        }
        reply.list("findings", sink, |it: Finding, origin, sink| {
            it.fact(reply, origin, sink);
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    id: String,
    resource: Option<String>,
    resource_type: String,
    resource_owner_account: String,
    status: String,
    principal: Option<BTreeMap<String, String>>,
    action: Option<Vec<String>>,
    is_public: Option<bool>,
    condition: Option<BTreeMap<String, String>>,
    resource_control_policy_restriction: Option<String>,
}

/// What a type of resource is in a snapshot. Others are of kinds that are not collected.
fn kind_of(resource_type: &str) -> Option<(AssetClass, &'static str)> {
    Some(match resource_type {
        "AWS::S3::Bucket" => (AssetClass::Data, "aws:s3:bucket"),
        "AWS::SQS::Queue" => (AssetClass::Data, "aws:sqs:queue"),
        "AWS::SNS::Topic" => (AssetClass::Data, "aws:sns:topic"),
        "AWS::DynamoDB::Table" => (AssetClass::Data, "aws:dynamodb:table"),
        "AWS::DynamoDB::Stream" => (AssetClass::Data, "aws:dynamodb:stream"),
        "AWS::RDS::DBSnapshot" => (AssetClass::Data, "aws:rds:db-snapshot"),
        "AWS::RDS::DBClusterSnapshot" => (AssetClass::Data, "aws:rds:db-cluster-snapshot"),
        "AWS::EC2::Snapshot" => (AssetClass::Data, "aws:ec2:snapshot"),
        "AWS::SecretsManager::Secret" => (AssetClass::Secret, "aws:secretsmanager:secret"),
        "AWS::KMS::Key" => (AssetClass::Key, "aws:kms:key"),
        "AWS::ECR::Repository" => (AssetClass::Image, "aws:ecr:repository"),
        "AWS::Lambda::LayerVersion" => (AssetClass::Code, "aws:lambda:layer-version"),
        _ => return None,
    })
}

impl Finding {
    fn fact(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let Some(id) = self.resource.filter(|_| self.status == "ACTIVE") else {
            return;
        };
        let Some(arn) = Arn::parse(&id) else {
            return;
        };
        let scope = format!("aws:{}", self.resource_owner_account);
        let says = (
            format!("access_analyzer:{}", self.id),
            json!({
                "principal": self.principal.unwrap_or_default(),
                "actions": self.action.unwrap_or_default(),
                "conditions": self.condition.unwrap_or_default(),
                "public": self.is_public,
                "restricted_by_rcp": self.resource_control_policy_restriction,
            }),
        );
        let attributes: BTreeMap<String, Value> = BTreeMap::from([says]);
        match self.resource_type.as_str() {
            "AWS::IAM::Role" => sink.fact(Fact::Identity(Identity {
                provider: Provider::Aws,
                kind: IdentityKind::Role,
                name: arn.name().to_owned(),
                scope,
                unique_id: None,
                path: None,
                tags: None,
                member_of: Vec::new(),
                created: None,
                last_used: None,
                attributes,
                origin,
                id,
            })),
            "AWS::Lambda::Function" => {
                let name = arn.resource.split(':').nth(1).unwrap_or_default();
                let mut workload = reply.workload("aws:lambda:function", &*id, name, origin);
                workload.scope = scope;
                workload.attributes = attributes;
                sink.fact(Fact::Workload(workload));
            }
            other => {
                let Some((class, kind)) = kind_of(other) else {
                    return;
                };
                let mut asset = reply.asset(class, kind, &*id, arn.name(), origin);
                // An analyzer finds the buckets of its own region, but their ARNs have none.
                asset.scope = Some(scope);
                asset.attributes = attributes;
                sink.fact(Fact::Asset(asset));
            }
        }
    }
}
