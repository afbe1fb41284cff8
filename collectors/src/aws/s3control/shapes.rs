//! The wanted members of S3 Control's answers, in the shape that the AWS CLI prints.

use serde::Deserialize;

use crate::aws::wire::DocumentText;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AccessPoint {
    pub(super) name: String,
    pub(super) network_origin: Option<String>,
    pub(super) vpc_configuration: Option<Vpc>,
    pub(super) bucket: Option<String>,
    pub(super) access_point_arn: Option<String>,
    pub(super) alias: Option<String>,
    pub(super) bucket_account_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Vpc {
    #[serde(rename = "VpcId")]
    pub(super) vpc: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PointPolicy {
    #[serde(rename = "Policy")]
    pub(super) policy: Option<DocumentText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MultiRegionPoint {
    pub(super) name: String,
    pub(super) alias: Option<String>,
    pub(super) status: Option<String>,
    pub(super) regions: Option<Vec<Region>>,
}

#[derive(Deserialize)]
pub(super) struct Region {
    #[serde(rename = "Bucket")]
    pub(super) bucket: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MultiRegionPolicy {
    #[serde(rename = "Policy")]
    pub(super) policy: Option<Versions>,
}

/// The policy in force, and one that is on its way there.
#[derive(Deserialize)]
pub(super) struct Versions {
    #[serde(rename = "Established")]
    pub(super) established: Option<PointPolicy>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Location {
    pub(super) access_grants_location_arn: String,
    pub(super) location_scope: Option<String>,
    #[serde(rename = "IAMRoleArn")]
    pub(super) iam_role_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Grant {
    pub(super) access_grant_arn: String,
    pub(super) grantee: Option<Grantee>,
    pub(super) permission: Option<String>,
    pub(super) access_grants_location_id: Option<String>,
    pub(super) grant_scope: Option<String>,
    pub(super) application_arn: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Grantee {
    pub(super) grantee_type: Option<String>,
    pub(super) grantee_identifier: Option<String>,
}
