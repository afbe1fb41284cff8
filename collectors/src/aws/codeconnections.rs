//! AWS CodeConnections: connections to code hosts, under their name of today and under that of CodeStar.
//!
//! A connection is what pipelines and builds reach private repositories with; its token never leaves the service.

use serde::Deserialize;

use super::wire::{Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The CodeConnections service.
#[derive(Debug)]
pub struct CodeConnections;

static ENDPOINT: Endpoint = Endpoint {
    host: "codeconnections",
    signs_as: "codeconnections",
    protocol: Protocol::Json {
        version: "1.0",
        target: "com.amazonaws.codeconnections.CodeConnections_20231201",
    },
};

static CODESTAR: Endpoint = Endpoint {
    host: "codestar-connections",
    signs_as: "codestar-connections",
    protocol: Protocol::Json {
        version: "1.0",
        target: "com.amazonaws.codestar.connections.CodeStar_connections_20191201",
    },
};

// AWS CodeConnections API Reference: ListConnections. Connections made before the new name keep ARNs of the old one.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListConnections",
        ("codeconnections", "list-connections"),
        &["codeconnections:ListConnections"],
        Place::Regional,
    )
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 100)),
    Operation::listing(
        "ListConnections",
        ("codestar-connections", "list-connections"),
        &["codestar-connections:ListConnections"],
        Place::Regional,
    )
    .at(&CODESTAR)
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 100)),
];

impl Service for CodeConnections {
    fn name(&self) -> &'static str {
        "codeconnections"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        if reply.operation.name != "ListConnections" {
            return Ok(());
        }
        reply.list("Connections", sink, |it: Connection, origin, sink| {
            let name = it
                .connection_name
                .unwrap_or_else(|| it.connection_arn.clone());
            let kind = "aws:codeconnections:connection";
            let mut asset = reply.asset(AssetClass::Secret, kind, it.connection_arn, name, origin);
            asset.attributes = attributes([
                ("code_host", it.provider_type.keep()),
                ("state", it.connection_status.keep()),
                ("host", it.host_arn.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Connection {
    connection_arn: String,
    connection_name: Option<String>,
    provider_type: Option<String>,
    connection_status: Option<String>,
    host_arn: Option<String>,
}
