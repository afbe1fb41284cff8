//! What runs: jobs, crawlers, development endpoints, interactive sessions.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::s3::S3Place;
use super::super::wire::{Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind, Workload};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// The arguments that name code ("Using job parameters in AWS Glue jobs").
#[derive(Deserialize, Default)]
struct CodeArguments {
    #[serde(rename = "--extra-py-files")]
    python: Option<String>,
    #[serde(rename = "--extra-jars")]
    jars: Option<String>,
}

/// Code in S3 that a workload fetches: one object, or several with commas between them.
fn fetches(uris: &str, workload: &str, pointer: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
    for uri in uris.split(',').map(str::trim) {
        let code = S3Place {
            uri,
            object: true,
            class: AssetClass::Code,
            pointer,
        };
        code.flows_to(workload, LineageKind::Code, reply, sink);
    }
}

/// Keeps the names of arguments, and where code is fetched from.
fn arguments(
    arguments: Option<&RawValue>,
    workload: &mut Workload,
    pointer: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) {
    let Some(arguments) = arguments.map(RawValue::get) else {
        return;
    };
    let names: EnvironmentNames = serde_json::from_str(arguments).unwrap_or_default();
    // A list of places in S3 is no identifier; its members become flows.
    let names = names.0.into_iter().map(|mut it| {
        it.reference = it.reference.filter(|reference| !reference.contains(','));
        it
    });
    workload.environment.extend(names);
    let code: CodeArguments = serde_json::from_str(arguments).unwrap_or_default();
    for uris in [code.python, code.jars].into_iter().flatten() {
        fetches(&uris, &workload.id, pointer, reply, sink);
    }
}

pub(super) fn jobs(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Jobs", sink, |job: Job<'_>, origin, sink| {
        let arn = reply.arn("glue", &format!("job/{}", job.name));
        let pointer = origin.pointer.clone();
        let mut workload = reply.workload("aws:glue:job", arn, job.name, origin);
        workload.runs_as = runs_as(job.role.map(|role| reply.role_arn(&role)), "execution-role");
        arguments(job.default_arguments, &mut workload, &pointer, reply, sink);
        let fixed = job.non_overridable_arguments;
        arguments(fixed, &mut workload, &pointer, reply, sink);
        workload.environment.sort();
        workload.environment.dedup();
        let command = job.command.unwrap_or_default();
        workload.attributes = attributes([
            ("command", command.name.keep()),
            ("script", command.script_location.clone().keep()),
            ("mode", job.job_mode.keep()),
            ("glue_version", job.glue_version.keep()),
            (
                "connections",
                job.connections.and_then(|it| it.connections).keep(),
            ),
            ("security_configuration", job.security_configuration.keep()),
        ]);
        if let Some(script) = command.script_location {
            fetches(&script, &workload.id, &pointer, reply, sink);
        }
        sink.fact(Fact::Workload(workload));
    })
}

pub(super) fn crawlers(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Crawlers", sink, |crawler: Crawler, origin, sink| {
        let arn = reply.arn("glue", &format!("crawler/{}", crawler.name));
        let pointer = origin.pointer.clone();
        let mut workload = reply.workload(
            "aws:glue:crawler",
            arn.as_str(),
            crawler.name,
            origin.clone(),
        );
        workload.runs_as = runs_as(
            crawler.role.map(|role| reply.role_arn(&role)),
            "execution-role",
        );
        let targets = crawler.targets.unwrap_or_default();
        let mut connections: Vec<String> = targets
            .jdbc
            .into_iter()
            .chain(targets.mongodb)
            .filter_map(|target| target.connection_name)
            .collect();
        connections.sort();
        connections.dedup();
        workload.attributes = attributes([
            ("state", crawler.state.keep()),
            ("database", crawler.database_name.keep()),
            ("connections", connections.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
        for uri in targets.s3.into_iter().filter_map(|target| target.path) {
            let data = S3Place {
                uri: &uri,
                object: false,
                class: AssetClass::Data,
                pointer: &pointer,
            };
            data.flows_to(&arn, LineageKind::Data, reply, sink);
        }
        for table in targets.dynamodb.into_iter().filter_map(|it| it.path) {
            let table = match table.starts_with("arn:") {
                true => table,
                false => reply.arn("dynamodb", &format!("table/{table}")),
            };
            let flow = Lineage::new(LineageKind::Data, table, arn.as_str(), origin.clone());
            sink.fact(Fact::Lineage(flow));
        }
    })
}

pub(super) fn endpoints(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("DevEndpoints", sink, |it: DevEndpoint<'_>, origin, sink| {
        let arn = reply.arn("glue", &format!("devEndpoint/{}", it.endpoint_name));
        let pointer = origin.pointer.clone();
        let mut workload = reply.workload("aws:glue:dev-endpoint", arn, it.endpoint_name, origin);
        workload.runs_as = runs_as(it.role_arn, "execution-role");
        arguments(it.arguments, &mut workload, &pointer, reply, sink);
        workload.attributes = attributes([
            ("state", it.status.keep()),
            ("public_address", it.public_address.keep()),
            ("vpc", it.vpc_id.keep()),
        ]);
        let code = [it.python, it.jars];
        for uris in code.into_iter().flatten() {
            fetches(&uris, &workload.id, &pointer, reply, sink);
        }
        sink.fact(Fact::Workload(workload));
    })
}

pub(super) fn sessions(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Sessions", sink, |it: Session<'_>, origin, sink| {
        let arn = reply.arn("glue", &format!("session/{}", it.id));
        let pointer = origin.pointer.clone();
        let mut workload = reply.workload("aws:glue:session", arn, it.id, origin);
        workload.runs_as = runs_as(it.role.map(|role| reply.role_arn(&role)), "execution-role");
        arguments(it.default_arguments, &mut workload, &pointer, reply, sink);
        workload.attributes = attributes([("state", it.status.keep())]);
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job<'a> {
    name: String,
    role: Option<String>,
    job_mode: Option<String>,
    command: Option<Command>,
    #[serde(borrow)]
    default_arguments: Option<&'a RawValue>,
    #[serde(borrow)]
    non_overridable_arguments: Option<&'a RawValue>,
    connections: Option<Connections>,
    security_configuration: Option<String>,
    glue_version: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Command {
    name: Option<String>,
    script_location: Option<String>,
}

#[derive(Deserialize)]
struct Connections {
    #[serde(rename = "Connections")]
    connections: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Crawler {
    name: String,
    role: Option<String>,
    targets: Option<Targets>,
    database_name: Option<String>,
    state: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Targets {
    #[serde(rename = "S3Targets")]
    s3: Vec<Target>,
    #[serde(rename = "JdbcTargets")]
    jdbc: Vec<Target>,
    #[serde(rename = "MongoDBTargets")]
    mongodb: Vec<Target>,
    #[serde(rename = "DynamoDBTargets")]
    dynamodb: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    path: Option<String>,
    connection_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DevEndpoint<'a> {
    endpoint_name: String,
    role_arn: Option<String>,
    status: Option<String>,
    public_address: Option<String>,
    vpc_id: Option<String>,
    #[serde(rename = "ExtraPythonLibsS3Path")]
    python: Option<String>,
    #[serde(rename = "ExtraJarsS3Path")]
    jars: Option<String>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Session<'a> {
    id: String,
    role: Option<String>,
    status: Option<String>,
    #[serde(borrow)]
    default_arguments: Option<&'a RawValue>,
}
