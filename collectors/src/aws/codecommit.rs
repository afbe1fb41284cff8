//! AWS CodeCommit: repositories. Their content is never asked for.

use serde::Deserialize;

use super::wire::{FreeText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The CodeCommit service.
#[derive(Debug)]
pub struct CodeCommit;

static ENDPOINT: Endpoint = Endpoint {
    host: "codecommit",
    signs_as: "codecommit",
    protocol: Protocol::Json {
        version: "1.1",
        target: "CodeCommit_20150413",
    },
};

// AWS CodeCommit API Reference: ListRepositories, GetRepository. A repository has no resource policy.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListRepositories",
        ("codecommit", "list-repositories"),
        &["codecommit:ListRepositories"],
        Place::Regional,
    )
    .paged(Paging::CAMEL),
    Operation::listing(
        "GetRepository",
        ("codecommit", "get-repository"),
        &["codecommit:GetRepository"],
        Place::Regional,
    )
    .each(
        "--repository-name",
        "repositoryName",
        &[("ListRepositories", "repositories[].repositoryName")],
        "arn:{partition}:codecommit:{region}:{account}:{argument}",
    )
    .absent(&["RepositoryDoesNotExistException"]),
];

impl Service for CodeCommit {
    fn name(&self) -> &'static str {
        "codecommit"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListRepositories" => reply.list("repositories", sink, |it: Listed, origin, sink| {
                let id = reply.arn("codecommit", &it.repository_name);
                let kind = "aws:codecommit:repository";
                let asset = reply.asset(AssetClass::Code, kind, id, it.repository_name, origin);
                sink.fact(Fact::Asset(asset));
            }),
            "GetRepository" => {
                let Answer { it } = reply.parse()?;
                let kind = "aws:codecommit:repository";
                let origin = reply.origin("/repositoryMetadata");
                let mut asset =
                    reply.asset(AssetClass::Code, kind, it.arn, it.repository_name, origin);
                asset.encryption_key = it.kms_key_id;
                asset.attributes = attributes([
                    ("description", it.repository_description.keep()),
                    ("default_branch", it.default_branch.keep()),
                ]);
                sink.fact(Fact::Asset(asset));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The ARN of the repository of a clone URL, `https://git-codecommit.REGION.amazonaws.com/v1/repos/NAME`
/// (AWS CodeCommit User Guide, "Regions and Git connection endpoints"). It is one of the account that names it.
pub(super) fn repository_of_url(url: &str, reply: &Reply<'_>) -> Option<String> {
    let rest = url.strip_prefix("https://git-codecommit")?;
    let rest = rest
        .strip_prefix("-fips")
        .unwrap_or(rest)
        .strip_prefix('.')?;
    let (host, path) = rest.split_once('/')?;
    let region = host.split('.').next()?;
    let name = path.strip_prefix("v1/repos/")?.trim_end_matches('/');
    let named = !name.is_empty() && !region.is_empty();
    named.then(|| {
        format!(
            "arn:{}:codecommit:{region}:{}:{name}",
            reply.partition, reply.account
        )
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    repository_name: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "repositoryMetadata")]
    it: Repository,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    #[serde(rename = "Arn", alias = "arn")]
    arn: String,
    repository_name: String,
    repository_description: Option<FreeText>,
    default_branch: Option<String>,
    kms_key_id: Option<String>,
}
