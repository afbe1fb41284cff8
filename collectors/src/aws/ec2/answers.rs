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
        member(
            "httpPutResponseHopLimit",
            "HttpPutResponseHopLimit",
            Shape::Integer,
        ),
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

pub(super) static USER_DATA: Shape = Shape::Structure(&[
    member("instanceId", "InstanceId", Shape::Text),
    member(
        "userData",
        "UserData",
        // That there is some, never what it says.
        Shape::Structure(&[member("value", "Value", Shape::Present)]),
    ),
]);

pub(super) static SNAPSHOTS: Shape = Shape::Structure(&[
    member(
        "snapshotSet",
        "Snapshots",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member("snapshotId", "SnapshotId", Shape::Text),
                member("volumeId", "VolumeId", Shape::Text),
                member("ownerId", "OwnerId", Shape::Text),
                member("status", "State", Shape::Text),
                member("encrypted", "Encrypted", Shape::Bool),
                member("kmsKeyId", "KmsKeyId", Shape::Text),
                TAGS,
            ]),
        ),
    ),
    TOKEN,
]);

const PERMISSIONS: Shape = Shape::List(
    "item",
    &Shape::Structure(&[
        member("userId", "UserId", Shape::Text),
        member("group", "Group", Shape::Text),
        member("organizationArn", "OrganizationArn", Shape::Text),
        member(
            "organizationalUnitArn",
            "OrganizationalUnitArn",
            Shape::Text,
        ),
    ]),
);

pub(super) static SNAPSHOT_SHARES: Shape = Shape::Structure(&[
    member("snapshotId", "SnapshotId", Shape::Text),
    member(
        "createVolumePermission",
        "CreateVolumePermissions",
        PERMISSIONS,
    ),
]);

pub(super) static IMAGES: Shape = Shape::Structure(&[
    member(
        "imagesSet",
        "Images",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member("imageId", "ImageId", Shape::Text),
                member("name", "Name", Shape::Text),
                member("imageState", "State", Shape::Text),
                member("isPublic", "Public", Shape::Bool),
                member(
                    "blockDeviceMapping",
                    "BlockDeviceMappings",
                    Shape::List(
                        "item",
                        &Shape::Structure(&[member(
                            "ebs",
                            "Ebs",
                            Shape::Structure(&[member("snapshotId", "SnapshotId", Shape::Text)]),
                        )]),
                    ),
                ),
                TAGS,
            ]),
        ),
    ),
    TOKEN,
]);

pub(super) static IMAGE_SHARES: Shape = Shape::Structure(&[
    member("imageId", "ImageId", Shape::Text),
    member("launchPermission", "LaunchPermissions", PERMISSIONS),
]);

pub(super) static KEY_PAIRS: Shape = Shape::Structure(&[member(
    "keySet",
    "KeyPairs",
    Shape::List(
        "item",
        &Shape::Structure(&[
            member("keyPairId", "KeyPairId", Shape::Text),
            member("keyName", "KeyName", Shape::Text),
            member("keyType", "KeyType", Shape::Text),
            member("keyFingerprint", "KeyFingerprint", Shape::Text),
            TAGS,
        ]),
    ),
)]);

pub(super) static SERIAL_CONSOLE: Shape = Shape::Structure(&[member(
    "serialConsoleAccessEnabled",
    "SerialConsoleAccessEnabled",
    Shape::Bool,
)]);

pub(super) static CONNECT_ENDPOINTS: Shape = Shape::Structure(&[
    member(
        "instanceConnectEndpointSet",
        "InstanceConnectEndpoints",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member(
                    "instanceConnectEndpointId",
                    "InstanceConnectEndpointId",
                    Shape::Text,
                ),
                member("state", "State", Shape::Text),
                member("vpcId", "VpcId", Shape::Text),
                member("subnetId", "SubnetId", Shape::Text),
                TAGS,
            ]),
        ),
    ),
    TOKEN,
]);

pub(super) static VPC_ENDPOINTS: Shape = Shape::Structure(&[
    member(
        "vpcEndpointSet",
        "VpcEndpoints",
        Shape::List(
            "item",
            &Shape::Structure(&[
                member("vpcEndpointId", "VpcEndpointId", Shape::Text),
                member("vpcEndpointType", "VpcEndpointType", Shape::Text),
                member("vpcId", "VpcId", Shape::Text),
                member("serviceName", "ServiceName", Shape::Text),
                member("state", "State", Shape::Text),
                member("policyDocument", "PolicyDocument", Shape::Text),
                TAGS,
            ]),
        ),
    ),
    TOKEN,
]);
