//! AWS CodeBuild: projects, the roles that their builds run as, where their code comes from.
//!
//! A project holds the values of its variables, an inline build specification and the secret of its webhook: none of
//! them is parsed into a value.

mod shapes;

use self::shapes::{Project, Source, SourceCredentials};
use super::s3::S3Place;
use super::wire::{Arn, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

/// The CodeBuild service.
#[derive(Debug)]
pub struct CodeBuild;

static ENDPOINT: Endpoint = Endpoint {
    host: "codebuild",
    signs_as: "codebuild",
    protocol: Protocol::Json {
        version: "1.1",
        target: "CodeBuild_20161006",
    },
};

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("codebuild", command), permissions, Place::Regional)
}

// AWS CodeBuild API Reference: the page of each operation.
static OPERATIONS: [Operation; 3] = [
    operation("ListProjects", "list-projects", &["codebuild:ListProjects"]).paged(Paging::CAMEL),
    operation(
        "BatchGetProjects",
        "batch-get-projects",
        &["codebuild:BatchGetProjects"],
    )
    .each(
        "--names",
        "names[]",
        &[("ListProjects", "projects[]")],
        "arn:{partition}:codebuild:{region}:{account}:project/{argument}",
    ),
    // Says which kind of token is kept for which server, never the token.
    operation(
        "ListSourceCredentials",
        "list-source-credentials",
        &["codebuild:ListSourceCredentials"],
    ),
];

impl Service for CodeBuild {
    fn name(&self) -> &'static str {
        "codebuild"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListProjects" => reply.list("projects", sink, |name: String, origin, sink| {
                let id = reply.arn("codebuild", &format!("project/{name}"));
                let workload = reply.workload("aws:codebuild:project", id, name, origin);
                sink.fact(Fact::Workload(workload));
            }),
            "BatchGetProjects" => reply.list("projects", sink, |project: Project, origin, sink| {
                add_project(project, origin.pointer, reply, sink);
            }),
            "ListSourceCredentials" => credentials(reply, sink),
            _ => Ok(()),
        }
    }
}

fn add_project(project: Project, pointer: String, reply: &Reply<'_>, sink: &mut dyn Sink) {
    let origin = reply.origin(pointer.clone());
    let mut workload = reply.workload("aws:codebuild:project", project.arn, project.name, origin);
    let id = workload.id.clone();
    let batch = project.build_batch_config.and_then(|it| it.service_role);
    let roles = [
        reply.runs_as(project.service_role.as_deref(), "service-role"),
        reply.runs_as(batch.as_deref(), "batch-role"),
    ];
    workload.runs_as = roles.into_iter().flatten().collect();
    workload.tags = project.tags.map(super::wire::TagList::tags);
    let environment = project.environment.unwrap_or_default();
    workload.environment = reply.environment(environment.environment_variables);
    if let Some(image) = &environment.image {
        reply.runs_image(image, &id, &format!("{pointer}/environment/image"), sink);
    }
    let sources = project
        .source
        .into_iter()
        .chain(project.secondary_sources.unwrap_or_default());
    let (mut places, mut tokens) = (Vec::new(), Vec::new());
    for source in sources {
        add_source(&source, &id, &format!("{pointer}/source"), reply, sink);
        if let Some(location) = source.location {
            places.push(crate::redact::free_text(&location).into_owned());
        }
        tokens.extend(source.auth.and_then(|it| it.resource));
    }
    for artifacts in project
        .artifacts
        .into_iter()
        .chain(project.secondary_artifacts.unwrap_or_default())
    {
        if let (Some("S3"), Some(bucket)) = (artifacts.kind.as_deref(), artifacts.location) {
            let path = artifacts.path.unwrap_or_default();
            let path = path.trim_matches('/');
            let place = format!("s3://{bucket}/{path}");
            let pointer = format!("{pointer}/artifacts");
            S3Place {
                uri: &place,
                object: false,
                class: AssetClass::Data,
                pointer: &pointer,
            }
            .flows_from(&id, LineageKind::Data, reply, sink);
        }
    }
    let registry = environment.registry_credential.and_then(|it| it.credential);
    workload.attributes = attributes([
        ("image", environment.image.keep()),
        ("image_pull", environment.image_pull_credentials_type.keep()),
        (
            "privileged",
            environment.privileged_mode.filter(|it| *it).keep(),
        ),
        ("registry_credentials", registry.keep()),
        ("source", places.keep()),
        ("source_credentials", tokens.keep()),
        ("webhook", project.webhook.map(|_| true).keep()),
        ("visibility", project.project_visibility.keep()),
        ("public_builds_role", project.resource_access_role.keep()),
        ("encryption_key", project.encryption_key.keep()),
        ("vpc", project.vpc_config.and_then(|it| it.vpc_id).keep()),
    ]);
    sink.fact(Fact::Workload(workload));
}

/// Who writes the source, or the build specification that lies apart from it, decides what a build does.
fn add_source(
    source: &Source,
    project: &str,
    pointer: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) {
    let location = source.location.as_deref().unwrap_or_default();
    match source.kind.as_deref() {
        Some("S3") => {
            let place = format!("s3://{location}");
            reply.reads_s3(
                &place,
                AssetClass::Code,
                LineageKind::Code,
                project,
                pointer,
                sink,
            );
        }
        Some("CODECOMMIT") => {
            if let Some(repository) = super::codecommit::repository_of_url(location, reply) {
                reply.flow(LineageKind::Code, repository, project, pointer, sink);
            }
        }
        _ => {}
    }
    let specification = source.buildspec.as_ref().and_then(|it| it.0.as_deref());
    if let Some(place) =
        specification.filter(|it| Arn::parse(it).is_some_and(|it| it.service == "s3"))
    {
        reply.reads_s3(
            place,
            AssetClass::Code,
            LineageKind::Code,
            project,
            pointer,
            sink,
        );
    }
}

/// A token for a code host that CodeBuild keeps for all projects of the region, or the connection or secret that it
/// takes it from.
fn credentials(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "sourceCredentialsInfos";
    reply.list(list, sink, |it: SourceCredentials, origin, sink| {
        let kind = "aws:codebuild:source-credentials";
        let name = it.server_type.clone().unwrap_or_else(|| it.arn.clone());
        let mut asset = reply.asset(AssetClass::Secret, kind, it.arn, name, origin);
        asset.attributes = attributes([
            ("server", it.server_type.keep()),
            ("auth", it.auth_type.keep()),
            ("resource", it.resource.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}
