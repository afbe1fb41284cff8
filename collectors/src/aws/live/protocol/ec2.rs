//! The EC2 query protocol.

use super::xml::{Member, Shape, member, to_json};
use super::{Answer, Call, Failure, Page, Protocol, Request, encode, xml_error, xml_page};
use crate::aws::Argument;

/// EC2's protocol (Smithy, "AWS EC2 query protocol"; Amazon EC2 API Reference).
pub(super) struct Query;

const VERSION: &str = "2016-11-15";

impl Protocol for Query {
    fn request(&self, call: &Call<'_>) -> Option<Request> {
        shape(call.operation.name)?;
        let mut body = format!("Action={}&Version={VERSION}", call.operation.name);
        let mut add = |name: &str, value: &str| {
            body.push_str(&format!("&{name}={}", encode(value)));
        };
        match (call.operation.argument, call.argument) {
            (Argument::None, _) => {}
            (Argument::Each { member, .. }, Some(argument)) => add(member, argument),
            _ => return None,
        }
        // The largest pages that the API reference allows. Without it, some listings are cut.
        match call.operation.name {
            "DescribeInstances" | "DescribeIamInstanceProfileAssociations" => {
                add("MaxResults", "1000");
            }
            "DescribeLaunchTemplates" | "DescribeLaunchTemplateVersions" => {
                add("MaxResults", "200");
            }
            _ => {}
        }
        if let Some(token) = call.token {
            add("NextToken", token);
        }
        Some(Request {
            host: "ec2".to_owned(),
            signs_as: "ec2",
            method: "POST",
            path: "/".to_owned(),
            headers: vec![(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
            )],
            body,
            bucket: None,
        })
    }

    fn page(&self, call: &Call<'_>, body: String) -> Result<Page, Failure> {
        let name = call.operation.name;
        let shape = shape(name).unwrap_or(&Shape::Present);
        xml_page(
            to_json(&body, &format!("{name}Response"), shape),
            "NextToken",
        )
    }

    fn error(&self, answer: &Answer) -> (Option<String>, String) {
        xml_error(answer)
    }
}

fn shape(operation: &str) -> Option<&'static Shape> {
    match operation {
        "DescribeRegions" => Some(&REGIONS),
        "DescribeInstances" => Some(&INSTANCES),
        "DescribeIamInstanceProfileAssociations" => Some(&ASSOCIATIONS),
        "DescribeLaunchTemplates" => Some(&TEMPLATES),
        "DescribeLaunchTemplateVersions" => Some(&VERSIONS),
        _ => None,
    }
}

const TOKEN: Member = member("nextToken", "NextToken", Shape::Text);
const TAGS: Member = member(
    "tagSet",
    "Tags",
    Shape::List(
        "item",
        &Shape::Structure(&[
            member("key", "Key", Shape::Text),
            member("value", "Value", Shape::Text),
        ]),
    ),
);
const PROFILE: Member = member(
    "iamInstanceProfile",
    "IamInstanceProfile",
    Shape::Structure(&[
        member("arn", "Arn", Shape::Text),
        member("name", "Name", Shape::Text),
    ]),
);
const METADATA: Member = member(
    "metadataOptions",
    "MetadataOptions",
    Shape::Structure(&[
        member("httpTokens", "HttpTokens", Shape::Text),
        member("httpEndpoint", "HttpEndpoint", Shape::Text),
    ]),
);

static REGIONS: Shape = Shape::Structure(&[member(
    "regionInfo",
    "Regions",
    Shape::List(
        "item",
        &Shape::Structure(&[
            member("regionName", "RegionName", Shape::Text),
            member("optInStatus", "OptInStatus", Shape::Text),
        ]),
    ),
)]);

static INSTANCES: Shape = Shape::Structure(&[
    member(
        "reservationSet",
        "Reservations",
        Shape::List(
            "item",
            &Shape::Structure(&[member(
                "instancesSet",
                "Instances",
                Shape::List("item", &INSTANCE),
            )]),
        ),
    ),
    TOKEN,
]);

static INSTANCE: Shape = Shape::Structure(&[
    member("instanceId", "InstanceId", Shape::Text),
    member("imageId", "ImageId", Shape::Text),
    member(
        "instanceState",
        "State",
        Shape::Structure(&[member("name", "Name", Shape::Text)]),
    ),
    PROFILE,
    METADATA,
    member("ipAddress", "PublicIpAddress", Shape::Text),
    member("vpcId", "VpcId", Shape::Text),
    member("keyName", "KeyName", Shape::Text),
    TAGS,
]);

static ASSOCIATIONS: Shape = Shape::Structure(&[
    member(
        "iamInstanceProfileAssociationSet",
        "IamInstanceProfileAssociations",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member("instanceId", "InstanceId", Shape::Text),
                PROFILE,
                member("state", "State", Shape::Text),
            ]),
        ),
    ),
    TOKEN,
]);

static TEMPLATES: Shape = Shape::Structure(&[
    member(
        "launchTemplates",
        "LaunchTemplates",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member("launchTemplateId", "LaunchTemplateId", Shape::Text),
                member("launchTemplateName", "LaunchTemplateName", Shape::Text),
                member(
                    "defaultVersionNumber",
                    "DefaultVersionNumber",
                    Shape::Integer,
                ),
                member("latestVersionNumber", "LatestVersionNumber", Shape::Integer),
                TAGS,
            ]),
        ),
    ),
    TOKEN,
]);

static VERSIONS: Shape = Shape::Structure(&[
    member(
        "launchTemplateVersionSet",
        "LaunchTemplateVersions",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member("launchTemplateId", "LaunchTemplateId", Shape::Text),
                member("launchTemplateName", "LaunchTemplateName", Shape::Text),
                member("defaultVersion", "DefaultVersion", Shape::Bool),
                member(
                    "launchTemplateData",
                    "LaunchTemplateData",
                    Shape::Structure(&[
                        member("imageId", "ImageId", Shape::Text),
                        PROFILE,
                        METADATA,
                        // That there is some, never what it says.
                        member("userData", "UserData", Shape::Present),
                    ]),
                ),
            ]),
        ),
    ),
    TOKEN,
]);
