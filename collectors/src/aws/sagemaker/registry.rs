//! The model registry: packages, the groups that they are versions of, and who else may use a group.
//!
//! To approve a version is to let it be deployed: the state of approval is a gate, and who may change it is
//! `sagemaker:UpdateModelPackage`.

use serde::Deserialize;

use super::super::wire::{DocumentText, FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use super::containers::Container;
use super::listed::one_or_all;
use super::{arn_of, asset};
use crate::facts::{Fact, LineageKind, Origin};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    model_package_group_name: String,
    model_package_group_arn: String,
    model_package_group_status: Option<String>,
    model_package_group_description: Option<FreeText>,
}

/// Groups.
pub(super) fn groups(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "ModelPackageGroupSummaryList",
        sink,
        |group: Group, origin, sink| {
            let mut asset = asset(
                group.model_package_group_arn,
                "model-package-group",
                group.model_package_group_name,
                reply,
                origin,
            );
            asset.attributes = attributes([
                ("state", group.model_package_group_status.keep()),
                ("description", group.model_package_group_description.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "ResourcePolicy")]
    document: DocumentText,
}

/// The policy of a group.
pub(super) fn policy(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let policy: Policy = reply.parse()?;
    if let Some(group) = reply.subject() {
        reply.resource_policy(&group, policy.document.0, "/ResourcePolicy", sink);
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Package {
    model_package_arn: String,
    model_package_name: Option<String>,
    model_package_group_name: Option<String>,
    model_package_version: Option<i64>,
    model_package_status: Option<String>,
    model_approval_status: Option<String>,
    source_uri: Option<FreeText>,
    inference_specification: Option<Inference>,
    #[serde(default)]
    additional_inference_specifications: Vec<Inference>,
    validation_specification: Option<Validation>,
    security_config: Option<Security>,
    created_by: Option<Creator>,
}

#[derive(Deserialize)]
struct Inference {
    #[serde(default, rename = "Containers")]
    containers: Vec<Container>,
}

#[derive(Deserialize)]
struct Validation {
    #[serde(rename = "ValidationRole")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct Security {
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Creator {
    #[serde(rename = "UserProfileArn")]
    profile: Option<String>,
    #[serde(rename = "IamIdentity")]
    identity: Option<Identity>,
}

#[derive(Deserialize)]
struct Identity {
    #[serde(rename = "Arn")]
    arn: Option<String>,
}

/// Packages: versions of a group, or alone.
pub(super) fn package(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "ModelPackageSummaryList",
        sink,
        |package: Package, origin, sink| {
            package.facts(reply, origin, sink);
        },
    )
}

impl Package {
    fn facts(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let arn = self.model_package_arn;
        // A version of a group has no name of its own: `group/3`.
        let name = self
            .model_package_name
            .filter(|name| !name.is_empty() && !name.starts_with("arn:"))
            .or_else(|| arn.split_once('/').map(|(_, name)| name.to_owned()))
            .unwrap_or_else(|| arn.clone());
        let (mut images, mut variables) = (Vec::new(), Vec::new());
        let main = self
            .inference_specification
            .map(|it| ("/InferenceSpecification".to_owned(), it));
        let more = self.additional_inference_specifications.into_iter();
        let more = more
            .enumerate()
            .map(|(index, it)| (format!("/AdditionalInferenceSpecifications/{index}"), it));
        for (pointer, specification) in main.into_iter().chain(more) {
            for (index, mut container) in specification.containers.into_iter().enumerate() {
                let pointer = format!("{pointer}/Containers/{index}");
                container.flows(&arn, &pointer, reply, sink);
                images.extend(container.pinned_image());
                variables.extend(container.environment.0.into_iter().map(|it| it.name));
            }
        }
        variables.sort();
        variables.dedup();
        let mut asset = asset(arn, "model-package", name, reply, origin);
        asset.part_of = self
            .model_package_group_name
            .filter(|group| !group.is_empty())
            .map(|group| match group.starts_with("arn:") {
                true => group,
                false => arn_of("model-package-group", &group, reply),
            });
        asset.encryption_key = self.security_config.and_then(|it| it.key);
        let creator = self.created_by;
        let creator = creator.and_then(|it| it.profile.or(it.identity.and_then(|it| it.arn)));
        asset.attributes = attributes([
            ("state", self.model_package_status.keep()),
            ("approval", self.model_approval_status.keep()),
            ("version", self.model_package_version.keep()),
            ("source", self.source_uri.keep()),
            ("images", images.keep()),
            ("environment", variables.keep()),
            (
                "validation_role",
                self.validation_specification.and_then(|it| it.role).keep(),
            ),
            ("created_by", creator.keep()),
        ]);
        if let Some(group) = asset.part_of.clone() {
            let pointer = asset.origin.pointer.clone();
            reply.flow(LineageKind::Model, asset.id.as_str(), group, &pointer, sink);
        }
        sink.fact(Fact::Asset(asset));
    }
}
