//! AWS App Runner: services, the roles that they run and fetch their image with, the repository that they build from.

mod shapes;

use std::collections::BTreeMap;

use self::shapes::{Answer, Listed, ServiceShape, Tags};
use super::wire::{Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{EnvironmentVariable, Fact};
use crate::redact::{classify, free_text};
use crate::snapshot::Sink;

/// The App Runner service.
#[derive(Debug)]
pub struct AppRunner;

static ENDPOINT: Endpoint = Endpoint {
    host: "apprunner",
    signs_as: "apprunner",
    protocol: Protocol::Json {
        version: "1.0",
        target: "AppRunner",
    },
};

const SERVICE: &str = "arn:{partition}:apprunner:{region}:{account}:service/{argument}";

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("apprunner", command), permissions, Place::Regional)
}

// AWS App Runner API Reference: the page of each operation.
static OPERATIONS: [Operation; 3] = [
    operation("ListServices", "list-services", &["apprunner:ListServices"])
        .paged(Paging::NEXT_TOKEN.by("MaxResults", 20)),
    operation(
        "DescribeService",
        "describe-service",
        &["apprunner:DescribeService"],
    )
    .each(
        "--service-arn",
        "ServiceArn",
        &[("ListServices", "ServiceSummaryList[].ServiceArn")],
        SERVICE,
    )
    .absent(&["ResourceNotFoundException"]),
    operation(
        "ListTagsForResource",
        "list-tags-for-resource",
        &["apprunner:ListTagsForResource"],
    )
    .each(
        "--resource-arn",
        "ResourceArn",
        &[("ListServices", "ServiceSummaryList[].ServiceArn")],
        SERVICE,
    )
    .absent(&["ResourceNotFoundException"]),
];

impl Service for AppRunner {
    fn name(&self) -> &'static str {
        "apprunner"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        let kind = "aws:apprunner:service";
        match (reply.operation.name, reply.subject()) {
            ("ListServices", _) => {
                reply.list("ServiceSummaryList", sink, |it: Listed, origin, sink| {
                    let workload = reply.workload(kind, it.service_arn, it.service_name, origin);
                    sink.fact(Fact::Workload(workload));
                })
            }
            ("DescribeService", _) => {
                let answer: Answer = reply.parse()?;
                described(answer.service, reply, sink);
                Ok(())
            }
            ("ListTagsForResource", Some(arn)) => {
                let answer: Tags = reply.parse()?;
                // `arn:…:service/NAME/ID`
                let name = arn.split('/').nth(1).unwrap_or(&arn).to_owned();
                let mut workload = reply.workload(kind, arn, name, reply.origin("/Tags"));
                workload.tags = Some(answer.tags.tags());
                sink.fact(Fact::Workload(workload));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn described(service: ServiceShape, reply: &Reply<'_>, sink: &mut dyn Sink) {
    let (id, name) = (service.service_arn, service.service_name);
    let mut workload = reply.workload("aws:apprunner:service", id, name, reply.origin("/Service"));
    let source = service.source_configuration.unwrap_or_default();
    let authentication = source.authentication_configuration.unwrap_or_default();
    let instance = service
        .instance_configuration
        .and_then(|it| it.instance_role_arn);
    let roles = [
        reply.runs_as(instance.as_deref(), "instance-role"),
        reply.runs_as(authentication.access_role_arn.as_deref(), "access-role"),
    ];
    workload.runs_as = roles.into_iter().flatten().collect();
    let (image, image_values) = source
        .image_repository
        .map(|it| (it.image_identifier, it.image_configuration))
        .unwrap_or_default();
    let (repository, code_values) = source
        .code_repository
        .map(|it| {
            (
                it.repository_url,
                it.code_configuration
                    .and_then(|it| it.code_configuration_values),
            )
        })
        .unwrap_or_default();
    for values in [image_values, code_values].into_iter().flatten() {
        workload
            .environment
            .extend(values.runtime_environment_variables.0);
        workload
            .environment
            .extend(secrets(values.runtime_environment_secrets));
    }
    workload.environment.sort();
    workload.environment.dedup();
    if let Some(image) = &image {
        let pointer = "/Service/SourceConfiguration/ImageRepository/ImageIdentifier";
        reply.runs_image(image, &workload.id, pointer, sink);
    }
    let network = service
        .network_configuration
        .and_then(|it| it.ingress_configuration);
    workload.attributes = attributes([
        ("state", service.status.keep()),
        ("url", service.service_url.keep()),
        ("image", image.keep()),
        (
            "source",
            repository.map(|it| free_text(&it).into_owned()).keep(),
        ),
        ("connection", authentication.connection_arn.keep()),
        ("auto_deployments", source.auto_deployments_enabled.keep()),
        (
            "public",
            network.and_then(|it| it.is_publicly_accessible).keep(),
        ),
        (
            "encryption_key",
            service
                .encryption_configuration
                .and_then(|it| it.kms_key)
                .keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
}

/// The names of secrets and parameters that variables are taken from: always ARNs
/// (App Runner Developer Guide, "Referencing environment variables").
fn secrets(map: Option<BTreeMap<String, String>>) -> impl Iterator<Item = EnvironmentVariable> {
    let entries = map.unwrap_or_default().into_iter();
    entries.map(|(name, arn)| EnvironmentVariable {
        name: free_text(&name).into_owned(),
        reference: classify(&arn).reference,
        shape: None,
    })
}
