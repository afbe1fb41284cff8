//! AWS Config: where there is an aggregator, one sweep of what it has recorded of other accounts.
//!
//! Only the resources of other accounts count here: those of the account that is asked are asked for themselves, and are
//! newer. An item is as old as its last record; where an account is asked as well and says something else, the snapshot has a
//! record of the contradiction. The sweep says nothing about what those accounts have besides, so it makes no coverage of
//! theirs.

use serde::Deserialize;

use super::configuration_item::ConfigurationItems;
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The Config service.
#[derive(Debug)]
pub struct Config;

static ENDPOINT: Endpoint = Endpoint {
    host: "config",
    signs_as: "config",
    protocol: Protocol::Json {
        version: "1.1",
        target: "StarlingDoveService",
    },
};

/// What is selected, and of which types: those that `configuration_item` understands (a test holds the two against each
/// other). An expression has at most 4,096 characters (AWS Config API Reference, `SelectAggregateResourceConfig`).
macro_rules! expression {
    () => {
        concat!(
            "SELECT accountId, awsRegion, arn, resourceId, resourceType, configuration, ",
            "supplementaryConfiguration, tags, configurationItemStatus, configurationItemCaptureTime ",
            "WHERE resourceType IN (",
            "'AWS::Batch::ComputeEnvironment', 'AWS::CloudFormation::Stack', 'AWS::CloudTrail::Trail', ",
            "'AWS::CodeBuild::Project', 'AWS::Cognito::IdentityPool', 'AWS::DynamoDB::Table', ",
            "'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::ECR::Repository', 'AWS::ECS::Cluster', ",
            "'AWS::ECS::Service', 'AWS::ECS::TaskDefinition', 'AWS::EKS::Cluster', 'AWS::Glue::Job', ",
            "'AWS::IAM::Group', 'AWS::IAM::InstanceProfile', 'AWS::IAM::OIDCProvider', 'AWS::IAM::Policy', ",
            "'AWS::IAM::Role', 'AWS::IAM::SAMLProvider', 'AWS::IAM::User', 'AWS::KMS::Key', ",
            "'AWS::Kinesis::Stream', 'AWS::Lambda::Function', 'AWS::OpenSearch::Domain', ",
            "'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::Redshift::Cluster', ",
            "'AWS::S3::AccountPublicAccessBlock', 'AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue', ",
            "'AWS::SageMaker::Model', 'AWS::SageMaker::NotebookInstance', 'AWS::SecretsManager::Secret', ",
            "'AWS::StepFunctions::StateMachine')"
        )
    };
}

// AWS Config API Reference: DescribeConfigurationAggregators, SelectAggregateResourceConfig.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "DescribeConfigurationAggregators",
        ("configservice", "describe-configuration-aggregators"),
        &["config:DescribeConfigurationAggregators"],
        Place::Regional,
    )
    .paged(Paging::NEXT_TOKEN.by("Limit", 100)),
    Operation::listing(
        "SelectAggregateResourceConfig",
        ("configservice", "select-aggregate-resource-config"),
        &["config:SelectAggregateResourceConfig"],
        Place::Regional,
    )
    .each(
        "--configuration-aggregator-name",
        "ConfigurationAggregatorName",
        &[(
            "DescribeConfigurationAggregators",
            "ConfigurationAggregators[].ConfigurationAggregatorName",
        )],
        "arn:{partition}:config:{region}:{account}:config-aggregator/{argument}",
    )
    .fixed(&[("Expression", concat!("\"", expression!(), "\""))])
    .options(&[("--expression", expression!())])
    .absent(&["NoSuchConfigurationAggregatorException"])
    .paged(Paging::NEXT_TOKEN.by("Limit", 100)),
];

impl Service for Config {
    fn name(&self) -> &'static str {
        "config"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        if reply.operation.name != "SelectAggregateResourceConfig" {
            return Ok(());
        }
        let answer: Selected = reply.parse()?;
        let mut items = ConfigurationItems::default();
        for (index, item) in answer.results.unwrap_or_default().iter().enumerate() {
            let owner: Option<Owner> = serde_json::from_str(item).ok();
            if owner.is_some_and(|it| it.account_id.as_deref() == Some(reply.account)) {
                continue;
            }
            let pointer = format!("/Results/{index}");
            if let Err(error) = items.add(item, reply.source, &pointer, sink) {
                let origin = reply.origin(pointer);
                sink.coverage(reply.unreadable(origin, &error.to_string()));
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Selected {
    /// Each is a text that holds JSON.
    #[serde(rename = "Results")]
    results: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(rename = "accountId")]
    account_id: Option<String>,
}
