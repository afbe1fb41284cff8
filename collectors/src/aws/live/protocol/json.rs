//! AWS JSON 1.1: Systems Manager, KMS, SageMaker AI.

use serde_json::{Map, Value};

use super::{Answer, Call, Failure, Page, Protocol, Request, json_error, json_page};
use crate::aws::Argument;

/// A service that speaks AWS JSON 1.1 (Smithy, "AWS JSON 1.1 protocol").
pub(super) struct Json {
    /// The first label of its host.
    host: &'static str,
    /// The name that signatures have.
    signs_as: &'static str,
    /// What stands before the operation in the target header.
    target: &'static str,
    /// The member of a request that carries a page token, and that of an answer.
    token: (&'static str, &'static str),
    /// The largest page of each paged operation: operation, member, size. From the API reference of each.
    sizes: &'static [(&'static str, &'static str, u32)],
}

pub(super) static SSM: Json = Json {
    host: "ssm",
    signs_as: "ssm",
    target: "AmazonSSM",
    token: ("NextToken", "NextToken"),
    sizes: &[
        ("DescribeParameters", "MaxResults", 50),
        ("GetResourcePolicies", "MaxResults", 50),
    ],
};

pub(super) static KMS: Json = Json {
    host: "kms",
    signs_as: "kms",
    target: "TrentService",
    token: ("Marker", "NextMarker"),
    sizes: &[
        ("ListKeys", "Limit", 1000),
        ("ListAliases", "Limit", 100),
        ("ListGrants", "Limit", 100),
        ("ListResourceTags", "Limit", 50),
    ],
};

pub(super) static SAGEMAKER: Json = Json {
    host: "api.sagemaker",
    signs_as: "sagemaker",
    target: "SageMaker",
    token: ("NextToken", "NextToken"),
    sizes: &[
        ("ListNotebookInstances", "MaxResults", 100),
        ("ListTrainingJobs", "MaxResults", 100),
        ("ListModels", "MaxResults", 100),
        ("ListEndpoints", "MaxResults", 100),
    ],
};

impl Protocol for Json {
    fn request(&self, call: &Call<'_>) -> Option<Request> {
        let mut members = Map::new();
        for (flag, value) in call.operation.options {
            members.insert(member_of_flag(flag), Value::from(*value));
        }
        match (call.operation.argument, call.argument) {
            (Argument::None, _) => {}
            (Argument::Each { member, .. } | Argument::OneOf { member, .. }, Some(argument)) => {
                members.insert(member.to_owned(), argument.into());
            }
            _ => return None,
        }
        for (operation, member, size) in self.sizes {
            if *operation == call.operation.name {
                members.insert((*member).to_owned(), (*size).into());
            }
        }
        if let Some(token) = call.token {
            members.insert(self.token.0.to_owned(), token.into());
        }
        Some(Request {
            host: self.host.to_owned(),
            signs_as: self.signs_as,
            method: "POST",
            path: "/".to_owned(),
            headers: vec![
                ("content-type", "application/x-amz-json-1.1".to_owned()),
                (
                    "x-amz-target",
                    format!("{}.{}", self.target, call.operation.name),
                ),
            ],
            body: Value::Object(members).to_string(),
            bucket: None,
        })
    }

    fn page(&self, _: &Call<'_>, body: String) -> Result<Page, Failure> {
        json_page(body, self.token.1)
    }

    fn error(&self, answer: &Answer) -> (Option<String>, String) {
        json_error(answer)
    }
}

/// `--resource-type` is the member `ResourceType`.
fn member_of_flag(flag: &str) -> String {
    flag.split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}
