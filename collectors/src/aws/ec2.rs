//! Amazon EC2: which instances and launch templates bring which instance profile. User data is never kept.

mod answers;
mod network;
mod operations;
mod shapes;
mod shares;

use self::shapes::{
    Association, InstanceAttribute, LaunchTemplate, LaunchTemplateVersion, MetadataOptions,
    Profile, Regions, Reservation,
};
use super::wire::Keep;
use super::{Endpoint, Operation, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Origin, Provider, RunsAs, Scope, ScopeKind, Workload};
use crate::snapshot::Sink;

/// The EC2 service.
#[derive(Debug)]
pub struct Ec2;

static ENDPOINT: Endpoint = Endpoint {
    host: "ec2",
    signs_as: "ec2",
    protocol: Protocol::Ec2Query {
        version: "2016-11-15",
    },
};

impl Service for Ec2 {
    fn name(&self) -> &'static str {
        "ec2"
    }

    fn operations(&self) -> &'static [Operation] {
        &operations::OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "DescribeRegions" => regions(reply, sink),
            "DescribeInstances" => instances(reply, sink),
            "DescribeIamInstanceProfileAssociations" => associations(reply, sink),
            "DescribeLaunchTemplates" => templates(reply, sink),
            "DescribeLaunchTemplateVersions" => versions(reply, sink),
            "DescribeInstanceAttribute" => user_data(reply, sink),
            "DescribeSnapshots" => shares::snapshots(reply, sink),
            "DescribeSnapshotAttribute" => shares::of_snapshot(reply, sink),
            "DescribeImages" => shares::images(reply, sink),
            "DescribeImageAttribute" => shares::of_image(reply, sink),
            "DescribeKeyPairs" => network::key_pairs(reply, sink),
            "GetSerialConsoleAccessStatus" => network::serial_console(reply, sink),
            "DescribeInstanceConnectEndpoints" => network::connect_endpoints(reply, sink),
            "DescribeVpcEndpoints" => network::vpc_endpoints(reply, sink),
            _ => Ok(()),
        }
    }
}

fn workload(kind: &str, id: &str, reply: &Reply<'_>, origin: Origin) -> Workload {
    let arn = reply.arn("ec2", &format!("{kind}/{id}"));
    reply.workload(&format!("aws:ec2:{kind}"), arn, id, origin)
}

fn set(workload: &mut Workload, name: &str, value: impl Keep) {
    if let Some(value) = value.keep() {
        workload.attributes.insert(name.to_owned(), value);
    }
}

/// The regions that the account may use become an attribute of the account.
fn regions(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Regions = reply.parse()?;
    let mut names: Vec<String> = answer
        .regions
        .into_iter()
        .filter(|region| region.opt_in_status.as_deref() != Some("not-opted-in"))
        .map(|region| region.region_name)
        .collect();
    names.sort();
    let mut scope = Scope::new(
        reply.scope(),
        Provider::Aws,
        ScopeKind::Account,
        reply.origin("/Regions"),
    );
    scope.attributes.insert("regions".to_owned(), names.into());
    sink.fact(Fact::Scope(scope));
    Ok(())
}

fn instances(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "Reservations",
        sink,
        |reservation: Reservation, origin: Origin, sink| {
            for (index, instance) in reservation.instances.into_iter().enumerate() {
                let origin = reply.origin(format!("{}/Instances/{index}", origin.pointer));
                let mut workload = workload("instance", &instance.instance_id, reply, origin);
                workload.runs_as = runs_as(instance.iam_instance_profile, reply);
                workload.tags = Some(instance.tags.unwrap_or_default().tags());
                set(
                    &mut workload,
                    "state",
                    instance.state.map(|state| state.name),
                );
                set(&mut workload, "image", instance.image_id);
                set(&mut workload, "vpc", instance.vpc_id);
                set(&mut workload, "public_address", instance.public_ip_address);
                set(&mut workload, "ssh_key", instance.key_name);
                let hops = instance.metadata_options.as_ref();
                set(
                    &mut workload,
                    "imds_hop_limit",
                    hops.and_then(|it| it.http_put_response_hop_limit),
                );
                set(
                    &mut workload,
                    "imds",
                    instance.metadata_options.and_then(MetadataOptions::summary),
                );
                sink.fact(Fact::Workload(workload));
            }
        },
    )
}

/// The answer holds the user data itself: whether there is any is all that is parsed.
fn user_data(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: InstanceAttribute = reply.parse()?;
    let mut workload = workload(
        "instance",
        &answer.instance_id,
        reply,
        reply.origin("/UserData"),
    );
    let present = answer.user_data.is_some_and(|it| it.value.is_some());
    set(&mut workload, "user_data", present);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

fn associations(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "IamInstanceProfileAssociations";
    reply.list(list, sink, |association: Association, origin, sink| {
        if association.state.as_deref() == Some("disassociated") {
            return;
        }
        let mut workload = workload("instance", &association.instance_id, reply, origin);
        workload.runs_as = runs_as(association.iam_instance_profile, reply);
        sink.fact(Fact::Workload(workload));
    })
}

fn templates(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "LaunchTemplates";
    reply.list(list, sink, |template: LaunchTemplate, origin, sink| {
        let id = &template.launch_template_id;
        let mut workload = workload("launch-template", id, reply, origin);
        workload.name = template
            .launch_template_name
            .unwrap_or(template.launch_template_id);
        workload.tags = Some(template.tags.unwrap_or_default().tags());
        set(
            &mut workload,
            "default_version",
            template.default_version_number,
        );
        set(
            &mut workload,
            "latest_version",
            template.latest_version_number,
        );
        sink.fact(Fact::Workload(workload));
    })
}

/// Any version can be launched, so a template runs as the profiles of all of them.
fn versions(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "LaunchTemplateVersions";
    reply.list(
        list,
        sink,
        |version: LaunchTemplateVersion, origin, sink| {
            let Some(data) = version.data else { return };
            let mut workload = workload("launch-template", &version.id, reply, origin);
            workload.name = version.name.unwrap_or(version.id);
            workload.runs_as = runs_as(data.iam_instance_profile, reply);
            // Only what is true of any version is kept, so that versions do not contradict each other.
            set(&mut workload, "user_data", data.user_data.map(|_| true));
            if version.default == Some(true) {
                set(&mut workload, "image", data.image_id);
                set(
                    &mut workload,
                    "imds",
                    data.metadata_options.and_then(MetadataOptions::summary),
                );
            }
            sink.fact(Fact::Workload(workload));
        },
    )
}

/// A template may name its profile without the path; then the ARN is that of a profile at the root path.
fn runs_as(profile: Option<Profile>, reply: &Reply<'_>) -> Vec<RunsAs> {
    let identity = profile.and_then(|profile| {
        profile.arn.or_else(|| {
            let name = profile.name?;
            Some(format!(
                "arn:{}:iam::{}:instance-profile/{name}",
                reply.partition, reply.account
            ))
        })
    });
    identity
        .map(|identity| RunsAs {
            identity,
            how: "instance-profile".to_owned(),
            assumed: None,
        })
        .into_iter()
        .collect()
}
