//! Amazon Redshift: clusters, serverless workgroups and namespaces, the roles that their SQL may use, and where the
//! administrator's password is.
//!
//! Data belongs to a cluster, or to a namespace; a workgroup is how a namespace is asked. Roles of a cluster or a namespace
//! are the attribute `roles`: whoever may run SQL there may use them (`COPY`, `UNLOAD`, external functions).

use serde::Deserialize;

use super::wire::{DocumentText, Keep, TagList, attributes};
use super::{
    Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service, Shape, member,
};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind};
use crate::snapshot::Sink;

/// The Redshift services.
#[derive(Debug)]
pub struct Redshift;

static ENDPOINT: Endpoint = Endpoint {
    host: "redshift",
    signs_as: "redshift",
    protocol: Protocol::Query {
        version: "2012-12-01",
    },
};

static SERVERLESS: Endpoint = Endpoint {
    host: "redshift-serverless",
    signs_as: "redshift-serverless",
    protocol: Protocol::Json {
        version: "1.1",
        target: "RedshiftServerless",
    },
};

static CLUSTERS: Shape = Shape::Structure(&[
    member("Marker", "Marker", Shape::Text),
    member(
        "Clusters",
        "Clusters",
        Shape::List(
            "Cluster",
            &Shape::Structure(&[
                member("ClusterIdentifier", "ClusterIdentifier", Shape::Text),
                member("ClusterStatus", "ClusterStatus", Shape::Text),
                member("ClusterNamespaceArn", "ClusterNamespaceArn", Shape::Text),
                member("PubliclyAccessible", "PubliclyAccessible", Shape::Bool),
                member("Encrypted", "Encrypted", Shape::Bool),
                member("KmsKeyId", "KmsKeyId", Shape::Text),
                member(
                    "IamRoles",
                    "IamRoles",
                    Shape::List(
                        "ClusterIamRole",
                        &Shape::Structure(&[member("IamRoleArn", "IamRoleArn", Shape::Text)]),
                    ),
                ),
                member("DefaultIamRoleArn", "DefaultIamRoleArn", Shape::Text),
                member(
                    "MasterPasswordSecretArn",
                    "MasterPasswordSecretArn",
                    Shape::Text,
                ),
                member(
                    "Tags",
                    "Tags",
                    Shape::List(
                        "Tag",
                        &Shape::Structure(&[
                            member("Key", "Key", Shape::Text),
                            member("Value", "Value", Shape::Text),
                        ]),
                    ),
                ),
            ]),
        ),
    ),
]);

const fn serverless(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(
        name,
        ("redshift-serverless", command),
        permissions,
        Place::Regional,
    )
    .at(&SERVERLESS)
}

// Amazon Redshift API Reference and Amazon Redshift Serverless API Reference: the page of each operation.
static OPERATIONS: [Operation; 4] = [
    Operation::listing(
        "DescribeClusters",
        ("redshift", "describe-clusters"),
        &["redshift:DescribeClusters"],
        Place::Regional,
    )
    .answers(&CLUSTERS)
    .paged(Paging::MARKER.by("MaxRecords", 100)),
    serverless(
        "ListNamespaces",
        "list-namespaces",
        &["redshift-serverless:ListNamespaces"],
    )
    .paged(Paging::CAMEL.by("maxResults", 100)),
    serverless(
        "ListWorkgroups",
        "list-workgroups",
        &["redshift-serverless:ListWorkgroups"],
    )
    .paged(Paging::CAMEL.by("maxResults", 100)),
    // Who may restore the snapshots of a namespace, or reach it from another account.
    Operation::listing(
        "GetResourcePolicy",
        ("redshift", "get-resource-policy"),
        &["redshift:GetResourcePolicy"],
        Place::Regional,
    )
    .answers(&POLICY)
    .each(
        "--resource-arn",
        "ResourceArn",
        &[("DescribeClusters", "Clusters[].ClusterNamespaceArn")],
        "{argument}",
    )
    .absent(&["ResourceNotFoundFault", "ResourceNotFoundException"]),
];

static POLICY: Shape = Shape::Structure(&[member(
    "ResourcePolicy",
    "ResourcePolicy",
    Shape::Structure(&[member("Policy", "Policy", Shape::Text)]),
)]);

impl Service for Redshift {
    fn name(&self) -> &'static str {
        "redshift"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("DescribeClusters", _) => clusters(reply, sink),
            ("ListNamespaces", _) => namespaces(reply, sink),
            ("ListWorkgroups", _) => workgroups(reply, sink),
            ("GetResourcePolicy", Some(namespace)) => {
                let policy = reply.parse::<ResourcePolicy>()?.policy;
                if let Some(document) = policy.and_then(|it| it.document) {
                    let pointer = "/ResourcePolicy/Policy";
                    reply.resource_policy(&namespace, document.0, pointer, sink);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn clusters(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Clusters", sink, |it: Cluster, origin, sink| {
        let name = it.cluster_identifier;
        let arn = reply.arn("redshift", &format!("cluster:{name}"));
        let mut asset = reply.asset(AssetClass::Data, "aws:redshift:cluster", arn, name, origin);
        let mut roles: Vec<String> = it
            .iam_roles
            .unwrap_or_default()
            .into_iter()
            .filter_map(|role| role.arn)
            .collect();
        roles.sort();
        asset.encryption_key = it.kms_key_id.filter(|key| !key.is_empty());
        asset.tags = it.tags.map(TagList::tags);
        asset.attributes = attributes([
            ("state", it.cluster_status.keep()),
            ("namespace", it.cluster_namespace_arn.keep()),
            ("public", it.publicly_accessible.keep()),
            ("encrypted", it.encrypted.keep()),
            ("roles", roles.keep()),
            ("default_role", it.default_iam_role_arn.keep()),
            ("master_user_secret", it.master_password_secret_arn.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

/// The service writes the roles of a namespace as ARNs, or as `IamRole(applyStatus=in-sync, iamRoleArn=arn:…)`.
fn role_in(text: &str) -> Option<String> {
    let (_, after) = text.split_once("arn:")?;
    let end = after.find([',', ')', ' ', ']']).unwrap_or(after.len());
    Some(format!("arn:{}", after.get(..end)?))
}

fn namespaces(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("namespaces", sink, |it: Namespace, origin, sink| {
        let id = namespace_id(&it.namespace_name, reply);
        let name = it.namespace_name;
        let mut asset = reply.asset(
            AssetClass::Data,
            "aws:redshift-serverless:namespace",
            id,
            name,
            origin,
        );
        let mut roles: Vec<String> = it
            .iam_roles
            .unwrap_or_default()
            .iter()
            .filter_map(|role| role_in(role))
            .collect();
        roles.sort();
        // `AWS_OWNED_KMS_KEY` is a key of the service's own.
        asset.encryption_key = it.kms_key_id.filter(|key| !key.starts_with("AWS_OWNED"));
        asset.attributes = attributes([
            ("state", it.status.keep()),
            ("namespace_arn", it.namespace_arn.keep()),
            ("roles", roles.keep()),
            ("default_role", it.default_iam_role_arn.keep()),
            ("master_user_secret", it.admin_password_secret_arn.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

/// A workgroup names its namespace by name only, and ARNs have an id: so the name makes the id of the asset.
fn namespace_id(name: &str, reply: &Reply<'_>) -> String {
    reply.arn("redshift-serverless", &format!("namespace/{name}"))
}

fn workgroups(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("workgroups", sink, |it: Workgroup, origin, sink| {
        let mut asset = reply.asset(
            AssetClass::Data,
            "aws:redshift-serverless:workgroup",
            it.workgroup_arn,
            it.workgroup_name,
            origin.clone(),
        );
        asset.attributes = attributes([
            ("state", it.status.keep()),
            ("namespace", it.namespace_name.clone().keep()),
            ("public", it.publicly_accessible.keep()),
            ("cross_account_vpcs", it.cross_account_vpcs.keep()),
        ]);
        let id = asset.id.clone();
        sink.fact(Fact::Asset(asset));
        if let Some(namespace) = it.namespace_name {
            let from = namespace_id(&namespace, reply);
            let flow = Lineage::new(LineageKind::Data, from, id, origin);
            sink.fact(Fact::Lineage(flow));
        }
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cluster {
    cluster_identifier: String,
    cluster_status: Option<String>,
    cluster_namespace_arn: Option<String>,
    publicly_accessible: Option<bool>,
    encrypted: Option<bool>,
    kms_key_id: Option<String>,
    iam_roles: Option<Vec<Role>>,
    default_iam_role_arn: Option<String>,
    master_password_secret_arn: Option<String>,
    tags: Option<TagList>,
}

#[derive(Deserialize)]
struct Role {
    #[serde(rename = "IamRoleArn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct ResourcePolicy {
    #[serde(rename = "ResourcePolicy")]
    policy: Option<PolicyText>,
}

#[derive(Deserialize)]
struct PolicyText {
    #[serde(rename = "Policy")]
    document: Option<DocumentText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Namespace {
    namespace_name: String,
    namespace_arn: Option<String>,
    status: Option<String>,
    kms_key_id: Option<String>,
    iam_roles: Option<Vec<String>>,
    default_iam_role_arn: Option<String>,
    admin_password_secret_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Workgroup {
    workgroup_name: String,
    workgroup_arn: String,
    namespace_name: Option<String>,
    status: Option<String>,
    publicly_accessible: Option<bool>,
    cross_account_vpcs: Option<Vec<String>>,
}
