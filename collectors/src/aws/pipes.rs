//! Amazon EventBridge Pipes: from a source through an enrichment to a target, with one role. Inputs are never parsed.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::{FreeText, Keep, attributes, tags_of_map};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, LineageKind, Origin};
use crate::snapshot::Sink;

/// The pipes service.
#[derive(Debug)]
pub struct Pipes;

static ENDPOINT: Endpoint = Endpoint {
    host: "pipes",
    signs_as: "pipes",
    protocol: Protocol::RestJson,
};

// EventBridge Pipes API Reference: ListPipes, DescribePipe.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListPipes",
        ("pipes", "list-pipes"),
        &["pipes:ListPipes"],
        Place::Regional,
    )
    .rest("GET", "/v1/pipes", &[])
    .paged(Paging::NEXT_TOKEN.by("Limit", 100)),
    Operation::listing(
        "DescribePipe",
        ("pipes", "describe-pipe"),
        &["pipes:DescribePipe"],
        Place::Regional,
    )
    .rest("GET", "/v1/pipes/{0}", &[])
    .each(
        "--name",
        "Name",
        &[("ListPipes", "Pipes[].Name")],
        "arn:{partition}:pipes:{region}:{account}:pipe/{argument}",
    )
    .absent(&["NotFoundException"]),
];

impl Service for Pipes {
    fn name(&self) -> &'static str {
        "pipes"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListPipes" => reply.list("Pipes", sink, |pipe: Pipe, origin, sink| {
                pipe.add(reply, origin, sink);
            }),
            "DescribePipe" => {
                let pipe: Pipe = reply.parse()?;
                pipe.add(reply, reply.origin(""), sink);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pipe {
    arn: String,
    name: String,
    description: Option<FreeText>,
    current_state: Option<String>,
    source: Option<String>,
    enrichment: Option<String>,
    target: Option<String>,
    role_arn: Option<String>,
    kms_key_identifier: Option<String>,
    tags: Option<BTreeMap<String, String>>,
}

impl Pipe {
    fn add(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let arn = |text: &Option<String>| text.clone().filter(|it| it.starts_with("arn:"));
        if let Some(source) = arn(&self.source) {
            reply.flow(
                LineageKind::Data,
                source,
                self.arn.clone(),
                &origin.pointer,
                sink,
            );
        }
        for to in [arn(&self.enrichment), arn(&self.target)]
            .into_iter()
            .flatten()
        {
            reply.flow(
                LineageKind::Data,
                self.arn.clone(),
                to,
                &origin.pointer,
                sink,
            );
        }
        let mut workload = reply.workload("aws:pipes:pipe", self.arn, self.name, origin);
        let role = reply.runs_as(self.role_arn.as_deref(), "pipe-role");
        workload.runs_as = role.into_iter().collect();
        workload.tags = self.tags.as_ref().map(tags_of_map);
        workload.attributes = attributes([
            ("description", self.description.keep()),
            ("state", self.current_state.keep()),
            ("source", self.source.keep()),
            ("enrichment", self.enrichment.keep()),
            ("target", self.target.keep()),
            ("encryption_key", self.kms_key_identifier.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    }
}
