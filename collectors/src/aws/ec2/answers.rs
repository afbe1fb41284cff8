//! The wanted elements of EC2's answers.

use crate::aws::{Member, Shape, member};

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

pub(super) static REGIONS: Shape = Shape::Structure(&[member(
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

pub(super) static INSTANCES: Shape = Shape::Structure(&[
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

pub(super) static ASSOCIATIONS: Shape = Shape::Structure(&[
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

pub(super) static TEMPLATES: Shape = Shape::Structure(&[
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

pub(super) static VERSIONS: Shape = Shape::Structure(&[
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
