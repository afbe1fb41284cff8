//! REST with XML: S3 and S3 Control.

use serde_json::{Value, json};

use super::xml::{Shape, member, repeated, to_json};
use super::{Answer, Call, Failure, Page, Protocol, Request, encode, xml_error, xml_page};

/// S3's protocol (Amazon S3 API Reference, "Request Syntax" and "Response Syntax" of each operation).
pub(super) struct RestXml;

impl Protocol for RestXml {
    fn request(&self, call: &Call<'_>) -> Option<Request> {
        let mut request = Request {
            signs_as: "s3",
            method: "GET",
            ..Request::default()
        };
        let (cli, command) = call.operation.cli;
        match (cli, command, call.argument) {
            (_, "list-buckets", _) => {
                let token = call
                    .token
                    .map(|token| format!("&continuation-token={}", encode(token)));
                // With a page size, S3 also tells the region of each bucket.
                request.path = format!("/?max-buckets=1000{}", token.unwrap_or_default());
            }
            ("s3control", "get-public-access-block", _) => {
                request.host = format!("{}.s3-control", call.account);
                request.path = "/v20180820/configuration/publicAccessBlock".to_owned();
                request.headers = vec![("x-amz-account-id", call.account.to_owned())];
            }
            (_, command, Some(bucket)) => {
                let bucket = bucket.rsplit(':').next().unwrap_or(bucket);
                let name = answer_of(command)?.subresource;
                // Path style: it works for every name and every endpoint.
                request.path = format!("/{}?{name}", encode(bucket));
                request.bucket = Some(bucket.to_owned());
            }
            _ => return None,
        }
        Some(request)
    }

    fn page(&self, call: &Call<'_>, body: String) -> Result<Page, Failure> {
        let command = call.operation.cli.1;
        if command == "get-bucket-policy" {
            // The body is the document itself.
            return Ok(Page {
                body: json!({ "Policy": body }).to_string(),
                next: None,
            });
        }
        let described = answer_of(command).unwrap_or(&BUCKETS);
        let value = to_json(&body, described.root, &described.shape).map(|value| {
            match described.wrapped_as {
                Some("LocationConstraint") if value == "" => json!({"LocationConstraint": null}),
                Some(name) => Value::Object([(name.to_owned(), value)].into_iter().collect()),
                None => value,
            }
        });
        xml_page(value, "ContinuationToken")
    }

    fn error(&self, answer: &Answer) -> (Option<String>, String) {
        xml_error(answer)
    }
}

/// How an operation is asked and answered.
struct Described {
    command: &'static str,
    subresource: &'static str,
    root: &'static str,
    /// The member that the AWS CLI puts around the root element.
    wrapped_as: Option<&'static str>,
    shape: Shape,
}

fn answer_of(command: &str) -> Option<&'static Described> {
    DESCRIBED.iter().find(|it| it.command == command)
}

static BUCKETS: Described = Described {
    command: "list-buckets",
    subresource: "",
    root: "ListAllMyBucketsResult",
    wrapped_as: None,
    shape: Shape::Structure(&[
        member(
            "Buckets",
            "Buckets",
            Shape::List(
                "Bucket",
                &Shape::Structure(&[
                    member("Name", "Name", Shape::Text),
                    member("BucketRegion", "BucketRegion", Shape::Text),
                ]),
            ),
        ),
        member("ContinuationToken", "ContinuationToken", Shape::Text),
    ]),
};

static DESCRIBED: [Described; 7] = [
    Described {
        command: "get-bucket-policy",
        subresource: "policy",
        root: "",
        wrapped_as: None,
        shape: Shape::Text,
    },
    Described {
        command: "get-bucket-location",
        subresource: "location",
        root: "LocationConstraint",
        wrapped_as: Some("LocationConstraint"),
        shape: Shape::Text,
    },
    Described {
        command: "get-public-access-block",
        subresource: "publicAccessBlock",
        root: "PublicAccessBlockConfiguration",
        wrapped_as: Some("PublicAccessBlockConfiguration"),
        shape: Shape::Structure(&[
            member("BlockPublicAcls", "BlockPublicAcls", Shape::Bool),
            member("IgnorePublicAcls", "IgnorePublicAcls", Shape::Bool),
            member("BlockPublicPolicy", "BlockPublicPolicy", Shape::Bool),
            member(
                "RestrictPublicBuckets",
                "RestrictPublicBuckets",
                Shape::Bool,
            ),
        ]),
    },
    Described {
        command: "get-bucket-ownership-controls",
        subresource: "ownershipControls",
        root: "OwnershipControls",
        wrapped_as: Some("OwnershipControls"),
        shape: Shape::Structure(&[repeated(
            "Rule",
            "Rules",
            Shape::Structure(&[member("ObjectOwnership", "ObjectOwnership", Shape::Text)]),
        )]),
    },
    Described {
        command: "get-bucket-encryption",
        subresource: "encryption",
        root: "ServerSideEncryptionConfiguration",
        wrapped_as: Some("ServerSideEncryptionConfiguration"),
        shape: Shape::Structure(&[repeated(
            "Rule",
            "Rules",
            Shape::Structure(&[member(
                "ApplyServerSideEncryptionByDefault",
                "ApplyServerSideEncryptionByDefault",
                Shape::Structure(&[
                    member("SSEAlgorithm", "SSEAlgorithm", Shape::Text),
                    member("KMSMasterKeyID", "KMSMasterKeyID", Shape::Text),
                ]),
            )]),
        )]),
    },
    Described {
        command: "get-bucket-tagging",
        subresource: "tagging",
        root: "Tagging",
        wrapped_as: None,
        shape: Shape::Structure(&[member(
            "TagSet",
            "TagSet",
            Shape::List(
                "Tag",
                &Shape::Structure(&[
                    member("Key", "Key", Shape::Text),
                    member("Value", "Value", Shape::Text),
                ]),
            ),
        )]),
    },
    Described {
        command: "get-bucket-acl",
        subresource: "acl",
        root: "AccessControlPolicy",
        wrapped_as: None,
        shape: Shape::Structure(&[
            member("Owner", "Owner", OWNER),
            member(
                "AccessControlList",
                "Grants",
                Shape::List(
                    "Grant",
                    &Shape::Structure(&[
                        member("Grantee", "Grantee", OWNER),
                        member("Permission", "Permission", Shape::Text),
                    ]),
                ),
            ),
        ]),
    },
];

const OWNER: Shape = Shape::Structure(&[
    member("ID", "ID", Shape::Text),
    member("URI", "URI", Shape::Text),
]);
