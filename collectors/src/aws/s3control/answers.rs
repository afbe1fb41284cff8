//! The wanted elements of S3 Control's answers, inside of the root element, whose name says nothing.

use crate::aws::{Member, Shape, member};

const TOKEN: Member = member("NextToken", "NextToken", Shape::Text);

pub(super) static ACCESS_POINTS: Shape = Shape::Structure(&[
    member(
        "AccessPointList",
        "AccessPointList",
        Shape::List(
            "AccessPoint",
            &Shape::Structure(&[
                member("Name", "Name", Shape::Text),
                member("NetworkOrigin", "NetworkOrigin", Shape::Text),
                member(
                    "VpcConfiguration",
                    "VpcConfiguration",
                    Shape::Structure(&[member("VpcId", "VpcId", Shape::Text)]),
                ),
                member("Bucket", "Bucket", Shape::Text),
                member("AccessPointArn", "AccessPointArn", Shape::Text),
                member("Alias", "Alias", Shape::Text),
                member("BucketAccountId", "BucketAccountId", Shape::Text),
            ]),
        ),
    ),
    TOKEN,
]);

pub(super) static POINT_POLICY: Shape =
    Shape::Structure(&[member("Policy", "Policy", Shape::Text)]);

pub(super) static MULTI_REGION: Shape = Shape::Structure(&[
    member(
        "AccessPoints",
        "AccessPoints",
        Shape::List(
            "AccessPoint",
            &Shape::Structure(&[
                member("Name", "Name", Shape::Text),
                member("Alias", "Alias", Shape::Text),
                member("Status", "Status", Shape::Text),
                member(
                    "Regions",
                    "Regions",
                    Shape::List(
                        "Region",
                        &Shape::Structure(&[member("Bucket", "Bucket", Shape::Text)]),
                    ),
                ),
            ]),
        ),
    ),
    TOKEN,
]);

pub(super) static MULTI_REGION_POLICY: Shape = Shape::Structure(&[member(
    "Policy",
    "Policy",
    Shape::Structure(&[member(
        "Established",
        "Established",
        Shape::Structure(&[member("Policy", "Policy", Shape::Text)]),
    )]),
)]);

pub(super) static LOCATIONS: Shape = Shape::Structure(&[
    member(
        "AccessGrantsLocationsList",
        "AccessGrantsLocationsList",
        Shape::List(
            "AccessGrantsLocation",
            &Shape::Structure(&[
                member(
                    "AccessGrantsLocationArn",
                    "AccessGrantsLocationArn",
                    Shape::Text,
                ),
                member("LocationScope", "LocationScope", Shape::Text),
                member("IAMRoleArn", "IAMRoleArn", Shape::Text),
            ]),
        ),
    ),
    TOKEN,
]);

pub(super) static GRANTS: Shape = Shape::Structure(&[
    member(
        "AccessGrantsList",
        "AccessGrantsList",
        Shape::List(
            "AccessGrant",
            &Shape::Structure(&[
                member("AccessGrantArn", "AccessGrantArn", Shape::Text),
                member(
                    "Grantee",
                    "Grantee",
                    Shape::Structure(&[
                        member("GranteeType", "GranteeType", Shape::Text),
                        member("GranteeIdentifier", "GranteeIdentifier", Shape::Text),
                    ]),
                ),
                member("Permission", "Permission", Shape::Text),
                member(
                    "AccessGrantsLocationId",
                    "AccessGrantsLocationId",
                    Shape::Text,
                ),
                member("GrantScope", "GrantScope", Shape::Text),
                member("ApplicationArn", "ApplicationArn", Shape::Text),
            ]),
        ),
    ),
    TOKEN,
]);
