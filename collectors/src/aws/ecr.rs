//! Amazon ECR: repositories of container images, who may push and pull. Images themselves are never asked for.

use serde::Deserialize;

use super::wire::{DocumentText, Keep, TagList, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The ECR service.
#[derive(Debug)]
pub struct Ecr;

static ENDPOINT: Endpoint = Endpoint {
    host: "api.ecr",
    signs_as: "ecr",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AmazonEC2ContainerRegistry_V20150921",
    },
};

const REPOSITORY: &str = "arn:{partition}:ecr:{region}:{account}:repository/{argument}";

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("ecr", command), permissions, Place::Regional)
}

// Amazon ECR API Reference: the page of each operation.
static OPERATIONS: [Operation; 4] = [
    operation(
        "DescribeRepositories",
        "describe-repositories",
        &["ecr:DescribeRepositories"],
    )
    .paged(Paging::CAMEL.by("maxResults", 1000)),
    operation(
        "GetRepositoryPolicy",
        "get-repository-policy",
        &["ecr:GetRepositoryPolicy"],
    )
    .each(
        "--repository-name",
        "repositoryName",
        &[("DescribeRepositories", "repositories[].repositoryName")],
        REPOSITORY,
    )
    .absent(&[
        "RepositoryPolicyNotFoundException",
        "RepositoryNotFoundException",
    ]),
    operation(
        "GetRegistryPolicy",
        "get-registry-policy",
        &["ecr:GetRegistryPolicy"],
    )
    .absent(&["RegistryPolicyNotFoundException"]),
    operation(
        "ListTagsForResource",
        "list-tags-for-resource",
        &["ecr:ListTagsForResource"],
    )
    .each(
        "--resource-arn",
        "resourceArn",
        &[("DescribeRepositories", "repositories[].repositoryArn")],
        REPOSITORY,
    )
    .absent(&["RepositoryNotFoundException"]),
];

impl Service for Ecr {
    fn name(&self) -> &'static str {
        "ecr"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("DescribeRepositories", _) => repositories(reply, sink),
            ("GetRepositoryPolicy", Some(repository)) => {
                let answer: Policy = reply.parse()?;
                reply.resource_policy(&repository, answer.policy_text.0, "/policyText", sink);
                Ok(())
            }
            ("GetRegistryPolicy", _) => registry_policy(reply, sink),
            ("ListTagsForResource", Some(repository)) => {
                let answer: Tags = reply.parse()?;
                let name = name_of(&repository);
                let origin = reply.origin("/tags");
                let mut asset = reply.asset(
                    AssetClass::Image,
                    "aws:ecr:repository",
                    repository,
                    name,
                    origin,
                );
                asset.tags = Some(answer.tags.tags());
                sink.fact(Fact::Asset(asset));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The name of a repository, which may have slashes.
fn name_of(arn: &str) -> String {
    arn.split_once(":repository/")
        .map_or(arn, |(_, name)| name)
        .to_owned()
}

fn repositories(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "repositories",
        sink,
        |repository: Repository, origin, sink| {
            let mut asset = reply.asset(
                AssetClass::Image,
                "aws:ecr:repository",
                repository.repository_arn,
                repository.repository_name,
                origin,
            );
            let encryption = repository.encryption_configuration;
            let (how, key) = encryption.map_or((None, None), |it| (it.encryption_type, it.kms_key));
            asset.encryption_key = key;
            asset.attributes = attributes([
                ("uri", repository.repository_uri.keep()),
                ("tag_mutability", repository.image_tag_mutability.keep()),
                ("encryption", how.keep()),
                (
                    "scan_on_push",
                    repository
                        .image_scanning_configuration
                        .and_then(|it| it.scan_on_push)
                        .keep(),
                ),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

/// The policy of the registry is one of the account's resources; it lets other accounts replicate into it.
fn registry_policy(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Policy = reply.parse()?;
    let registry = reply.arn("ecr", "registry");
    reply.resource_policy(&registry, answer.policy_text.0, "/policyText", sink);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_text: DocumentText,
}

#[derive(Deserialize)]
struct Tags {
    #[serde(default)]
    tags: TagList,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    repository_arn: String,
    repository_name: String,
    repository_uri: Option<String>,
    image_tag_mutability: Option<String>,
    image_scanning_configuration: Option<Scanning>,
    encryption_configuration: Option<Encryption>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scanning {
    scan_on_push: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    encryption_type: Option<String>,
    kms_key: Option<String>,
}
