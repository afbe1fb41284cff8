//! The wanted members of EC2's answers, in the shape that the AWS CLI prints.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::aws::wire::TagList;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Regions {
    #[serde(default)]
    pub(super) regions: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Region {
    pub(super) region_name: String,
    pub(super) opt_in_status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Reservation {
    #[serde(default)]
    pub(super) instances: Vec<Instance>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Instance {
    pub(super) instance_id: String,
    pub(super) image_id: Option<String>,
    pub(super) state: Option<State>,
    pub(super) iam_instance_profile: Option<Profile>,
    pub(super) metadata_options: Option<MetadataOptions>,
    pub(super) public_ip_address: Option<String>,
    pub(super) vpc_id: Option<String>,
    pub(super) key_name: Option<String>,
    pub(super) tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct State {
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Profile {
    pub(super) arn: Option<String>,
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MetadataOptions {
    pub(super) http_tokens: Option<String>,
    pub(super) http_endpoint: Option<String>,
    pub(super) http_put_response_hop_limit: Option<i64>,
}

impl MetadataOptions {
    /// `disabled`, `v2` (session tokens required) or `v1` (a plain request is enough).
    pub(super) fn summary(self) -> Option<String> {
        let summary = match (self.http_endpoint.as_deref(), self.http_tokens.as_deref()) {
            (Some("disabled"), _) => "disabled",
            (_, Some("required")) => "v2",
            (_, Some("optional")) => "v1",
            _ => return None,
        };
        Some(summary.to_owned())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Association {
    pub(super) instance_id: String,
    pub(super) iam_instance_profile: Option<Profile>,
    pub(super) state: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LaunchTemplate {
    pub(super) launch_template_id: String,
    pub(super) launch_template_name: Option<String>,
    pub(super) default_version_number: Option<i64>,
    pub(super) latest_version_number: Option<i64>,
    pub(super) tags: Option<TagList>,
}

#[derive(Deserialize)]
pub(super) struct LaunchTemplateVersion {
    #[serde(rename = "LaunchTemplateId")]
    pub(super) id: String,
    #[serde(rename = "LaunchTemplateName")]
    pub(super) name: Option<String>,
    #[serde(rename = "DefaultVersion")]
    pub(super) default: Option<bool>,
    #[serde(rename = "LaunchTemplateData")]
    pub(super) data: Option<LaunchTemplateData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LaunchTemplateData {
    pub(super) image_id: Option<String>,
    pub(super) iam_instance_profile: Option<Profile>,
    pub(super) metadata_options: Option<MetadataOptions>,
    /// Whether there is any; what it says is skipped by the parser.
    pub(super) user_data: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InstanceAttribute {
    pub(super) instance_id: String,
    pub(super) user_data: Option<UserData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UserData {
    /// Whether there is any; what it says is skipped by the parser.
    pub(super) value: Option<IgnoredAny>,
}
