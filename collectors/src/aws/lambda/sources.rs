//! What else is known of functions: aliases, code signing, and the streams and queues that they read.

use serde::Deserialize;

use super::workload;
use crate::aws::wire::{Arn, Keep, attributes};
use crate::aws::{Reply, ReplyError};
use crate::facts::{Fact, LineageKind};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alias {
    name: String,
    function_version: Option<String>,
}

/// `alias/<name>`: the version that it stands for.
pub(super) fn aliases(
    function: String,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let mut workload = workload(function, reply, reply.origin("/Aliases"));
    reply.list("Aliases", sink, |it: Alias, _, _| {
        if let Some(version) = it.function_version {
            let name = format!("alias/{}", it.name);
            workload.attributes.insert(name, version.into());
        }
    })?;
    if !workload.attributes.is_empty() {
        sink.fact(Fact::Workload(workload));
    }
    Ok(())
}

/// The configuration that says whose signatures the code must have; without one, code needs none.
pub(super) fn code_signing(
    function: String,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        code_signing_config_arn: Option<String>,
    }
    let answer: Answer = reply.parse()?;
    if let Some(arn) = answer.code_signing_config_arn.keep() {
        let origin = reply.origin("/CodeSigningConfigArn");
        let mut workload = workload(function, reply, origin);
        workload.attributes.insert("code_signing".to_owned(), arn);
        sink.fact(Fact::Workload(workload));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Mapping {
    #[serde(rename = "UUID")]
    uuid: String,
    event_source_arn: Option<String>,
    function_arn: Option<String>,
    state: Option<String>,
    source_access_configurations: Option<Vec<Access>>,
}

/// How a source is signed in to: with a secret, which is named, or within a network.
#[derive(Deserialize)]
struct Access {
    #[serde(rename = "URI")]
    uri: Option<String>,
}

/// `event_source/<id of the mapping>` of the function: the source, and the secrets that it is read with.
pub(super) fn mappings(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("EventSourceMappings", sink, |it: Mapping, origin, sink| {
        let Some(target) = it.function_arn else {
            return;
        };
        // What comes after the name is a version or an alias.
        let function = target.splitn(8, ':').take(7).collect::<Vec<_>>().join(":");
        if let Some(source) = &it.event_source_arn {
            let (from, to) = (source.clone(), function.clone());
            reply.flow(LineageKind::Data, from, to, &origin.pointer, sink);
        }
        let access = it.source_access_configurations.unwrap_or_default();
        let secrets: Vec<String> = access
            .into_iter()
            .filter_map(|it| it.uri)
            .filter(|it| Arn::parse(it).is_some_and(|it| it.service == "secretsmanager"))
            .collect();
        let mapping = attributes([
            ("source", it.event_source_arn.keep()),
            ("state", it.state.keep()),
            ("qualified", (target != function).then_some(target).keep()),
            ("secrets", secrets.keep()),
        ]);
        let mut workload = workload(function, reply, origin);
        let name = format!("event_source/{}", it.uuid);
        workload
            .attributes
            .insert(name, mapping.into_iter().collect());
        sink.fact(Fact::Workload(workload));
    })
}
