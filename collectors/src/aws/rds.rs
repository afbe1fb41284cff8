//! Amazon RDS and Aurora: instances, clusters, manual snapshots and who they are shared with. Automated snapshots
//! cannot be shared, and are not listed.

mod shapes;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use self::shapes::{
    CLUSTER_SNAPSHOT_SHARES, CLUSTER_SNAPSHOTS, CLUSTERS, INSTANCES, SNAPSHOT_SHARES, SNAPSHOTS,
};
use super::wire::{Keep, TagList, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service, Shape};
use crate::facts::{Asset, AssetClass, Fact, Origin};
use crate::snapshot::Sink;

/// The RDS service.
#[derive(Debug)]
pub struct Rds;

static ENDPOINT: Endpoint = Endpoint {
    host: "rds",
    signs_as: "rds",
    protocol: Protocol::Query {
        version: "2014-10-31",
    },
};

const fn listing(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    shape: &'static Shape,
) -> Operation {
    Operation::listing(name, ("rds", command), permissions, Place::Regional)
        .answers(shape)
        .paged(Paging::MARKER.by("MaxRecords", 100))
}

const fn manual(operation: Operation) -> Operation {
    operation
        .fixed(&[("SnapshotType", "\"manual\"")])
        .options(&[("--snapshot-type", "manual")])
}

// Amazon RDS API Reference: the page of each operation.
static OPERATIONS: [Operation; 6] = [
    listing(
        "DescribeDBInstances",
        "describe-db-instances",
        &["rds:DescribeDBInstances"],
        &INSTANCES,
    ),
    listing(
        "DescribeDBClusters",
        "describe-db-clusters",
        &["rds:DescribeDBClusters"],
        &CLUSTERS,
    ),
    manual(listing(
        "DescribeDBSnapshots",
        "describe-db-snapshots",
        &["rds:DescribeDBSnapshots"],
        &SNAPSHOTS,
    )),
    manual(listing(
        "DescribeDBClusterSnapshots",
        "describe-db-cluster-snapshots",
        &["rds:DescribeDBClusterSnapshots"],
        &CLUSTER_SNAPSHOTS,
    )),
    Operation::listing(
        "DescribeDBSnapshotAttributes",
        ("rds", "describe-db-snapshot-attributes"),
        &["rds:DescribeDBSnapshotAttributes"],
        Place::Regional,
    )
    .answers(&SNAPSHOT_SHARES)
    .each(
        "--db-snapshot-identifier",
        "DBSnapshotIdentifier",
        &[("DescribeDBSnapshots", "DBSnapshots[].DBSnapshotIdentifier")],
        "arn:{partition}:rds:{region}:{account}:snapshot:{argument}",
    )
    .absent(&["DBSnapshotNotFound"]),
    Operation::listing(
        "DescribeDBClusterSnapshotAttributes",
        ("rds", "describe-db-cluster-snapshot-attributes"),
        &["rds:DescribeDBClusterSnapshotAttributes"],
        Place::Regional,
    )
    .answers(&CLUSTER_SNAPSHOT_SHARES)
    .each(
        "--db-cluster-snapshot-identifier",
        "DBClusterSnapshotIdentifier",
        &[(
            "DescribeDBClusterSnapshots",
            "DBClusterSnapshots[].DBClusterSnapshotIdentifier",
        )],
        "arn:{partition}:rds:{region}:{account}:cluster-snapshot:{argument}",
    )
    .absent(&["DBClusterSnapshotNotFoundFault"]),
];

impl Service for Rds {
    fn name(&self) -> &'static str {
        "rds"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        let (list, kind) = match reply.operation.name {
            "DescribeDBInstances" => ("DBInstances", "db-instance"),
            "DescribeDBClusters" => ("DBClusters", "db-cluster"),
            "DescribeDBSnapshots" => ("DBSnapshots", "db-snapshot"),
            "DescribeDBClusterSnapshots" => ("DBClusterSnapshots", "db-cluster-snapshot"),
            "DescribeDBSnapshotAttributes" | "DescribeDBClusterSnapshotAttributes" => {
                return shares(reply, sink);
            }
            _ => return Ok(()),
        };
        reply.list(list, sink, |database: Database, origin, sink| {
            sink.fact(Fact::Asset(database.into_asset(kind, reply, origin)));
        })
    }
}

/// Who may restore a snapshot: account ids, or `all` for everybody (Amazon RDS API Reference, `ModifyDBSnapshotAttribute`).
fn shares(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Shares = reply.parse()?;
    let Some(arn) = reply.subject() else {
        return Ok(());
    };
    let (cluster, shares) = match (answer.cluster_snapshot, answer.snapshot) {
        (Some(shares), _) => (true, shares),
        (None, Some(shares)) => (false, shares),
        (None, None) => return Ok(()),
    };
    let (kind, pointer) = if cluster {
        (
            "aws:rds:db-cluster-snapshot",
            "/DBClusterSnapshotAttributesResult",
        )
    } else {
        ("aws:rds:db-snapshot", "/DBSnapshotAttributesResult")
    };
    let name = reply.argument.unwrap_or_default();
    let mut asset = reply.asset(AssetClass::Data, kind, arn, name, reply.origin(pointer));
    let mut with: Vec<String> = shares
        .attributes
        .into_iter()
        .filter(|attribute| attribute.name == "restore")
        .flat_map(|attribute| attribute.values)
        .collect();
    with.sort();
    with.dedup();
    asset.attributes = BTreeMap::from([("shared_with".to_owned(), json!(with))]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// An instance, a cluster or a snapshot of one: the members have the same names but for the kind in them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Database {
    #[serde(
        rename = "DBInstanceArn",
        alias = "DBClusterArn",
        alias = "DBSnapshotArn",
        alias = "DBClusterSnapshotArn"
    )]
    arn: String,
    engine: Option<String>,
    #[serde(rename = "DBInstanceStatus", alias = "Status")]
    state: Option<String>,
    #[serde(alias = "Encrypted")]
    storage_encrypted: Option<bool>,
    kms_key_id: Option<String>,
    publicly_accessible: Option<bool>,
    #[serde(rename = "IAMDatabaseAuthenticationEnabled")]
    iam_authentication: Option<bool>,
    http_endpoint_enabled: Option<bool>,
    #[serde(rename = "DbiResourceId", alias = "DbClusterResourceId")]
    resource_id: Option<String>,
    master_user_secret: Option<MasterSecret>,
    associated_roles: Option<Vec<Role>>,
    monitoring_role_arn: Option<String>,
    custom_iam_instance_profile: Option<String>,
    activity_stream_kinesis_stream_name: Option<String>,
    tag_list: Option<TagList>,
}

#[derive(Deserialize)]
struct MasterSecret {
    #[serde(rename = "SecretArn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct Role {
    #[serde(rename = "RoleArn")]
    arn: Option<String>,
    #[serde(rename = "FeatureName", default)]
    feature: Option<String>,
}

impl Database {
    /// `associated_roles` are what the engine itself acts as (`COPY` from S3, calls of Lambda): whoever may run SQL in
    /// the database may use them. `resource_id` is the name of the database in `rds-db:connect`.
    fn into_asset(self, kind: &str, reply: &Reply<'_>, origin: Origin) -> Asset {
        let name = self.arn.rsplit(':').next().unwrap_or(&self.arn).to_owned();
        let kind = format!("aws:rds:{kind}");
        let mut asset = reply.asset(AssetClass::Data, &kind, self.arn, name, origin);
        let encrypted = self.storage_encrypted != Some(false);
        asset.encryption_key = self.kms_key_id.filter(|key| encrypted && !key.is_empty());
        asset.tags = self.tag_list.map(TagList::tags);
        let roles: Vec<Value> = self
            .associated_roles
            .unwrap_or_default()
            .into_iter()
            .filter_map(|role| Some(json!({"role": role.arn?, "feature": role.feature})))
            .collect();
        asset.attributes = attributes([
            ("engine", self.engine.keep()),
            ("state", self.state.keep()),
            ("encrypted", self.storage_encrypted.keep()),
            ("public", self.publicly_accessible.keep()),
            ("iam_authentication", self.iam_authentication.keep()),
            ("data_api", self.http_endpoint_enabled.keep()),
            ("resource_id", self.resource_id.keep()),
            (
                "master_user_secret",
                self.master_user_secret.and_then(|it| it.arn).keep(),
            ),
            (
                "associated_roles",
                (!roles.is_empty()).then(|| Value::from(roles)),
            ),
            ("monitoring_role", self.monitoring_role_arn.keep()),
            ("instance_profile", self.custom_iam_instance_profile.keep()),
            (
                "activity_stream",
                self.activity_stream_kinesis_stream_name.keep(),
            ),
        ]);
        asset
    }
}

#[derive(Deserialize)]
struct Shares {
    #[serde(rename = "DBSnapshotAttributesResult")]
    snapshot: Option<ShareList>,
    #[serde(rename = "DBClusterSnapshotAttributesResult")]
    cluster_snapshot: Option<ShareList>,
}

#[derive(Deserialize)]
struct ShareList {
    #[serde(
        rename = "DBSnapshotAttributes",
        alias = "DBClusterSnapshotAttributes",
        default
    )]
    attributes: Vec<Share>,
}

#[derive(Deserialize)]
struct Share {
    #[serde(rename = "AttributeName")]
    name: String,
    #[serde(rename = "AttributeValues", default)]
    values: Vec<String>,
}
