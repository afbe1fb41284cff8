//! The wanted elements of the answers of Amazon RDS.

use crate::aws::{Member, Shape, member};

const MARKER: Member = member("Marker", "Marker", Shape::Text);

const TAGS: Member = member(
    "TagList",
    "TagList",
    Shape::List(
        "Tag",
        &Shape::Structure(&[
            member("Key", "Key", Shape::Text),
            member("Value", "Value", Shape::Text),
        ]),
    ),
);

const ENGINE: Member = member("Engine", "Engine", Shape::Text);
const STATUS: Member = member("Status", "Status", Shape::Text);
const KEY: Member = member("KmsKeyId", "KmsKeyId", Shape::Text);
const IAM: Member = member(
    "IAMDatabaseAuthenticationEnabled",
    "IAMDatabaseAuthenticationEnabled",
    Shape::Bool,
);
const ENCRYPTED: Member = member("StorageEncrypted", "StorageEncrypted", Shape::Bool);
const PUBLIC: Member = member("PubliclyAccessible", "PubliclyAccessible", Shape::Bool);
const MONITORING: Member = member("MonitoringRoleArn", "MonitoringRoleArn", Shape::Text);
const ACTIVITY: Member = member(
    "ActivityStreamKinesisStreamName",
    "ActivityStreamKinesisStreamName",
    Shape::Text,
);
const SECRET: Member = member(
    "MasterUserSecret",
    "MasterUserSecret",
    Shape::Structure(&[member("SecretArn", "SecretArn", Shape::Text)]),
);
static ROLE: Shape = Shape::Structure(&[
    member("RoleArn", "RoleArn", Shape::Text),
    member("FeatureName", "FeatureName", Shape::Text),
]);

pub(super) static INSTANCES: Shape = Shape::Structure(&[
    MARKER,
    member(
        "DBInstances",
        "DBInstances",
        Shape::List(
            "DBInstance",
            &Shape::Structure(&[
                member("DBInstanceArn", "DBInstanceArn", Shape::Text),
                member("DBInstanceStatus", "DBInstanceStatus", Shape::Text),
                member("DbiResourceId", "DbiResourceId", Shape::Text),
                ENGINE,
                ENCRYPTED,
                KEY,
                PUBLIC,
                IAM,
                SECRET,
                member(
                    "AssociatedRoles",
                    "AssociatedRoles",
                    Shape::List("DBInstanceRole", &ROLE),
                ),
                MONITORING,
                member(
                    "CustomIamInstanceProfile",
                    "CustomIamInstanceProfile",
                    Shape::Text,
                ),
                ACTIVITY,
                TAGS,
            ]),
        ),
    ),
]);

pub(super) static CLUSTERS: Shape = Shape::Structure(&[
    MARKER,
    member(
        "DBClusters",
        "DBClusters",
        Shape::List(
            "DBCluster",
            &Shape::Structure(&[
                member("DBClusterArn", "DBClusterArn", Shape::Text),
                STATUS,
                member("DbClusterResourceId", "DbClusterResourceId", Shape::Text),
                ENGINE,
                ENCRYPTED,
                KEY,
                PUBLIC,
                IAM,
                member("HttpEndpointEnabled", "HttpEndpointEnabled", Shape::Bool),
                SECRET,
                member(
                    "AssociatedRoles",
                    "AssociatedRoles",
                    Shape::List("DBClusterRole", &ROLE),
                ),
                MONITORING,
                ACTIVITY,
                TAGS,
            ]),
        ),
    ),
]);

pub(super) static SNAPSHOTS: Shape = Shape::Structure(&[
    MARKER,
    member(
        "DBSnapshots",
        "DBSnapshots",
        Shape::List(
            "DBSnapshot",
            &Shape::Structure(&[
                member("DBSnapshotIdentifier", "DBSnapshotIdentifier", Shape::Text),
                member("DBSnapshotArn", "DBSnapshotArn", Shape::Text),
                STATUS,
                ENGINE,
                member("Encrypted", "Encrypted", Shape::Bool),
                KEY,
                IAM,
                TAGS,
            ]),
        ),
    ),
]);

pub(super) static CLUSTER_SNAPSHOTS: Shape = Shape::Structure(&[
    MARKER,
    member(
        "DBClusterSnapshots",
        "DBClusterSnapshots",
        Shape::List(
            "DBClusterSnapshot",
            &Shape::Structure(&[
                member(
                    "DBClusterSnapshotIdentifier",
                    "DBClusterSnapshotIdentifier",
                    Shape::Text,
                ),
                member("DBClusterSnapshotArn", "DBClusterSnapshotArn", Shape::Text),
                STATUS,
                ENGINE,
                ENCRYPTED,
                KEY,
                IAM,
                TAGS,
            ]),
        ),
    ),
]);

const VALUES: Member = member(
    "AttributeValues",
    "AttributeValues",
    Shape::List("AttributeValue", &Shape::Text),
);
const NAME: Member = member("AttributeName", "AttributeName", Shape::Text);

pub(super) static SNAPSHOT_SHARES: Shape = Shape::Structure(&[member(
    "DBSnapshotAttributesResult",
    "DBSnapshotAttributesResult",
    Shape::Structure(&[member(
        "DBSnapshotAttributes",
        "DBSnapshotAttributes",
        Shape::List("DBSnapshotAttribute", &Shape::Structure(&[NAME, VALUES])),
    )]),
)]);

pub(super) static CLUSTER_SNAPSHOT_SHARES: Shape = Shape::Structure(&[member(
    "DBClusterSnapshotAttributesResult",
    "DBClusterSnapshotAttributesResult",
    Shape::Structure(&[member(
        "DBClusterSnapshotAttributes",
        "DBClusterSnapshotAttributes",
        Shape::List(
            "DBClusterSnapshotAttribute",
            &Shape::Structure(&[NAME, VALUES]),
        ),
    )]),
)]);
