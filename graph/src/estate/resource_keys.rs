//! Condition keys of a service that follow from what is known about a resource: its tags under the service's own name
//! for them, the names of a key, the id of a secret.

use blastradius_collectors::facts::{Asset, Tags};
use serde_json::Value;

/// Types of resource whose service has a condition key of its own for tags, beside `aws:ResourceTag`: the start of the
/// type, and the start of the key. Service Authorization Reference, condition keys of each service.
static TAGS: &[(&str, &str)] = &[
    ("aws:ec2:", "ec2:ResourceTag"),
    ("aws:ecr:", "ecr:ResourceTag"),
    ("aws:ecs:", "ecs:ResourceTag"),
    ("aws:emr:", "elasticmapreduce:ResourceTag"),
    ("aws:rds:db-cluster-snapshot", "rds:cluster-snapshot-tag"),
    ("aws:rds:db-cluster", "rds:cluster-tag"),
    ("aws:rds:db-snapshot", "rds:snapshot-tag"),
    ("aws:rds:db-instance", "rds:db-tag"),
    ("aws:s3:access-point", "s3:AccessPointTag"),
    ("aws:s3:bucket", "s3:BucketTag"),
    ("aws:sagemaker:", "sagemaker:ResourceTag"),
    ("aws:secretsmanager:secret", "secretsmanager:ResourceTag"),
    ("aws:ssm:", "ssm:resourceTag"),
    // Sessions and commands are asked of the instance, by Systems Manager and EC2 alike.
    ("aws:ec2:instance", "ssm:resourceTag"),
];

/// The keys of an asset.
pub(super) fn of_asset(asset: &Asset) -> Vec<(String, Vec<String>)> {
    let mut keys = of_tags(&asset.kind, asset.tags.as_ref());
    match asset.kind.as_str() {
        "aws:kms:key" => {
            let aliases = asset.attributes.get("aliases").and_then(Value::as_array);
            let aliases = aliases
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            keys.push(("kms:ResourceAliases".to_owned(), aliases));
        }
        "aws:secretsmanager:secret" => {
            keys.push(("secretsmanager:SecretId".to_owned(), vec![asset.id.clone()]));
        }
        _ => {}
    }
    keys
}

/// The keys that the tags of a resource of this type are; none where the tags are not known.
pub(super) fn of_tags(kind: &str, tags: Option<&Tags>) -> Vec<(String, Vec<String>)> {
    TAGS.iter()
        .filter(|(of, _)| kind.starts_with(of))
        .flat_map(|(_, key)| {
            tags.into_iter()
                .flatten()
                .map(move |(name, value)| (format!("{key}/{name}"), vec![value.clone()]))
        })
        .collect()
}
