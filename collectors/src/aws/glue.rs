//! AWS Glue: the data catalog, what it says lies where, and jobs, crawlers, sessions and endpoints with their roles.
//!
//! Of default arguments and of the properties of connections only the names are kept, and what identifies another
//! resource: the values often hold passwords. The policy of a catalog is that of `arn:…:glue:REGION:ACCOUNT:catalog`, and
//! names databases and tables in it as resources ("Granting cross-account access", AWS Glue Developer Guide).

mod catalog;
mod jobs;

use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The Glue service.
#[derive(Debug)]
pub struct Glue;

static ENDPOINT: Endpoint = Endpoint {
    host: "glue",
    signs_as: "glue",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AWSGlue",
    },
};

const fn listing(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    page: u32,
) -> Operation {
    Operation::listing(name, ("glue", command), permissions, Place::Regional)
        .paged(Paging::NEXT_TOKEN.by("MaxResults", page))
}

// AWS Glue API Reference: the page of each operation.
static OPERATIONS: [Operation; 8] = [
    listing("GetDatabases", "get-databases", &["glue:GetDatabases"], 100),
    listing("GetTables", "get-tables", &["glue:GetTables"], 100)
        .each(
            "--database-name",
            "DatabaseName",
            &[("GetDatabases", "DatabaseList[].Name")],
            "arn:{partition}:glue:{region}:{account}:database/{argument}",
        )
        .absent(&["EntityNotFoundException"]),
    listing(
        "GetResourcePolicies",
        "get-resource-policies",
        &["glue:GetResourcePolicies"],
        100,
    ),
    // The password is left out of the answer, and needs no decryption.
    listing(
        "GetConnections",
        "get-connections",
        &["glue:GetConnections"],
        100,
    )
    .fixed(&[("HidePassword", "true")])
    .options(&[("--cli-input-json", r#"{"HidePassword": true}"#)]),
    listing("GetJobs", "get-jobs", &["glue:GetJobs"], 100),
    listing("GetCrawlers", "get-crawlers", &["glue:GetCrawlers"], 100),
    listing(
        "GetDevEndpoints",
        "get-dev-endpoints",
        &["glue:GetDevEndpoints"],
        100,
    ),
    listing("ListSessions", "list-sessions", &["glue:ListSessions"], 100),
];

impl Service for Glue {
    fn name(&self) -> &'static str {
        "glue"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "GetDatabases" => catalog::databases(reply, sink),
            "GetTables" => catalog::tables(reply, sink),
            "GetResourcePolicies" => catalog::policies(reply, sink),
            "GetConnections" => catalog::connections(reply, sink),
            "GetJobs" => jobs::jobs(reply, sink),
            "GetCrawlers" => jobs::crawlers(reply, sink),
            "GetDevEndpoints" => jobs::endpoints(reply, sink),
            "ListSessions" => jobs::sessions(reply, sink),
            _ => Ok(()),
        }
    }
}
