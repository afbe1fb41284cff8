//! SageMaker Studio: domains, the profiles of their users, spaces, and the apps that run in them.
//!
//! A profile without a role of its own has the default of the domain. A private space runs as its owner's profile, a shared
//! one as the default for spaces (SageMaker AI Developer Guide, "Execution roles for domain spaces"): that is a workload of
//! its own, so that nobody seems to run as both.

use serde::Deserialize;

use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use super::settings::{ResourceSpec, Settings};
use super::{arn_of, execution_role, workload};
use crate::facts::{Fact, RunsAs};
use crate::snapshot::Sink;

/// The workload that stands for the shared spaces of a domain.
fn shared_spaces(domain: &str) -> String {
    format!("{domain}#spaces")
}

fn as_workload(identity: String, how: &str) -> Vec<RunsAs> {
    vec![RunsAs {
        identity,
        how: how.to_owned(),
        assumed: None,
    }]
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Domain {
    domain_arn: String,
    domain_name: String,
    status: Option<String>,
    url: Option<String>,
    auth_mode: Option<String>,
    app_network_access_type: Option<String>,
    vpc_id: Option<String>,
    kms_key_id: Option<String>,
    home_efs_file_system_id: Option<String>,
    default_user_settings: Option<Settings>,
    default_space_settings: Option<Settings>,
    domain_settings: Option<DomainSettings>,
}

#[derive(Deserialize)]
struct DomainSettings {
    #[serde(rename = "RStudioServerProDomainSettings")]
    rstudio: Option<RStudio>,
    #[serde(rename = "ExecutionRoleIdentityConfig")]
    identity: Option<String>,
}

#[derive(Deserialize)]
struct RStudio {
    #[serde(rename = "DomainExecutionRoleArn")]
    role: Option<String>,
}

/// Domains, with the defaults of their users and of their shared spaces.
pub(super) fn domain(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(reply, "Domains", sink, |domain: Domain, origin, sink| {
        if let Some(settings) = domain.default_space_settings {
            let mut spaces = workload(
                shared_spaces(&domain.domain_arn),
                "space",
                format!("shared spaces of {}", domain.domain_name),
                reply,
                reply.origin("/DefaultSpaceSettings"),
            );
            spaces.runs_as = execution_role(settings.execution_role.clone());
            settings.describe(&mut spaces, "/DefaultSpaceSettings", reply, sink);
            sink.fact(Fact::Workload(spaces));
        }
        let mut workload = workload(
            domain.domain_arn,
            "domain",
            domain.domain_name,
            reply,
            origin,
        );
        let settings = domain.domain_settings;
        let (rstudio, identity) = settings.map_or((None, None), |it| (it.rstudio, it.identity));
        workload.attributes = attributes([
            ("state", domain.status.keep()),
            ("url", domain.url.keep()),
            ("auth_mode", domain.auth_mode.keep()),
            ("network_access", domain.app_network_access_type.keep()),
            ("vpc", domain.vpc_id.keep()),
            ("encryption_key", domain.kms_key_id.keep()),
            ("home_file_system", domain.home_efs_file_system_id.keep()),
            ("rstudio_role", rstudio.and_then(|it| it.role).keep()),
            ("execution_role_identity", identity.keep()),
        ]);
        if let Some(settings) = domain.default_user_settings {
            workload.runs_as = execution_role(settings.execution_role.clone());
            settings.describe(&mut workload, "/DefaultUserSettings", reply, sink);
        }
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Profile {
    domain_id: String,
    user_profile_name: String,
    user_profile_arn: Option<String>,
    status: Option<String>,
    single_sign_on_user_value: Option<String>,
    user_settings: Option<Settings>,
}

/// Profiles of users. A listing does not tell the role.
pub(super) fn profile(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let described = !reply.operation.name.starts_with("List");
    one_or_all(
        reply,
        "UserProfiles",
        sink,
        |profile: Profile, origin, sink| {
            let place = format!("{}/{}", profile.domain_id, profile.user_profile_name);
            let arn = profile
                .user_profile_arn
                .unwrap_or_else(|| arn_of("user-profile", &place, reply));
            let domain = arn_of("domain", &profile.domain_id, reply);
            let name = profile.user_profile_name;
            let mut workload = workload(arn, "user-profile", name, reply, origin);
            workload.attributes = attributes([
                ("state", profile.status.keep()),
                ("domain", domain.clone().keep()),
                (
                    "single_sign_on_user",
                    profile.single_sign_on_user_value.keep(),
                ),
            ]);
            let settings = profile.user_settings.unwrap_or_default();
            if described {
                workload.runs_as = execution_role(settings.execution_role.clone());
                if workload.runs_as.is_empty() {
                    workload.runs_as = as_workload(domain, "domain-default");
                }
            }
            settings.describe(&mut workload, "/UserSettings", reply, sink);
            sink.fact(Fact::Workload(workload));
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Space {
    domain_id: String,
    space_name: String,
    space_arn: Option<String>,
    status: Option<String>,
    url: Option<String>,
    #[serde(alias = "OwnershipSettingsSummary")]
    ownership_settings: Option<Owner>,
    #[serde(alias = "SpaceSharingSettingsSummary")]
    space_sharing_settings: Option<Sharing>,
    space_settings: Option<Settings>,
    space_settings_summary: Option<SpaceSummary>,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(rename = "OwnerUserProfileName")]
    profile: Option<String>,
}

#[derive(Deserialize)]
struct Sharing {
    #[serde(rename = "SharingType")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SpaceSummary {
    app_type: Option<String>,
    remote_access: Option<String>,
}

/// Spaces, and as whom they run.
pub(super) fn space(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(reply, "Spaces", sink, |space: Space, origin, sink| {
        let place = format!("{}/{}", space.domain_id, space.space_name);
        let arn = space
            .space_arn
            .unwrap_or_else(|| arn_of("space", &place, reply));
        let mut workload = workload(arn, "space", space.space_name, reply, origin);
        let domain = arn_of("domain", &space.domain_id, reply);
        let owner = space.ownership_settings.and_then(|it| it.profile);
        let sharing = space.space_sharing_settings.and_then(|it| it.kind);
        // Spaces that are older than private ones have no owner and are shared.
        workload.runs_as = match (sharing.as_deref(), owner.as_deref()) {
            (Some("Private"), Some(owner)) => {
                let place = format!("{}/{owner}", space.domain_id);
                as_workload(arn_of("user-profile", &place, reply), "owner-profile")
            }
            (Some("Private"), None) => Vec::new(),
            _ => as_workload(shared_spaces(&domain), "space-default"),
        };
        let summary = space.space_settings_summary;
        let (app, remote) = summary.map_or((None, None), |it| (it.app_type, it.remote_access));
        workload.attributes = attributes([
            ("state", space.status.keep()),
            ("url", space.url.keep()),
            ("domain", domain.keep()),
            ("owner", owner.keep()),
            ("sharing", sharing.keep()),
            ("app", app.keep()),
            ("remote_access", remote.keep()),
        ]);
        if let Some(settings) = space.space_settings {
            settings.describe(&mut workload, "/SpaceSettings", reply, sink);
        }
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct App {
    domain_id: String,
    user_profile_name: Option<String>,
    space_name: Option<String>,
    app_type: String,
    app_name: String,
    status: Option<String>,
    resource_spec: Option<ResourceSpec>,
}

/// Apps that run: a kernel or an editor in a space or of a user.
pub(super) fn apps(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Apps", sink, |app: App, origin, sink| {
        // A deleted one is listed for a day.
        if app.status.as_deref() == Some("Deleted") {
            return;
        }
        let (kind, owner) = match (app.space_name, app.user_profile_name) {
            (Some(space), _) => ("space", space),
            (None, Some(profile)) => ("user-profile", profile),
            (None, None) => {
                sink.coverage(reply.unreadable(origin, "it has neither a space nor a user"));
                return;
            }
        };
        let place = format!("{}/{owner}", app.domain_id);
        let id = arn_of(
            "app",
            &format!("{place}/{}/{}", app.app_type, app.app_name),
            reply,
        );
        let pointer = origin.pointer.clone();
        let mut workload = workload(id, "app", app.app_name, reply, origin);
        workload.runs_as = as_workload(arn_of(kind, &place, reply), kind);
        workload.attributes =
            attributes([("state", app.status.keep()), ("app", app.app_type.keep())]);
        if let Some(spec) = app.resource_spec {
            spec.flows(
                &workload.id,
                &format!("{pointer}/ResourceSpec"),
                reply,
                sink,
            );
        }
        sink.fact(Fact::Workload(workload));
    })
}
