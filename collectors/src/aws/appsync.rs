//! AWS AppSync: GraphQL APIs, who may ask them, and what their data sources act as.
//!
//! The id of an API key is the key itself ("API_KEY authorization", AWS AppSync Developer Guide), so that of keys only
//! when they expire is kept.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::{Keep, When, attributes, runs_as, tags_of_map};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Lineage, LineageKind, Origin, Tags, Workload};
use crate::snapshot::Sink;

/// The AppSync service.
#[derive(Debug)]
pub struct AppSync;

static ENDPOINT: Endpoint = Endpoint {
    host: "appsync",
    signs_as: "appsync",
    protocol: Protocol::RestJson,
};

const PAGES: Paging = Paging::CAMEL.by("maxResults", 25);
const APIS: &[(&str, &str)] = &[("ListGraphqlApis", "graphqlApis[].apiId")];
const API: &str = "arn:{partition}:appsync:{region}:{account}:apis/{argument}";

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    path: &'static str,
) -> Operation {
    Operation::listing(name, ("appsync", command), permissions, Place::Regional)
        .rest("GET", path, &[])
        .paged(PAGES)
}

// AWS AppSync API Reference: ListGraphqlApis, ListDataSources, ListApiKeys.
static OPERATIONS: [Operation; 3] = [
    ask(
        "ListGraphqlApis",
        "list-graphql-apis",
        &["appsync:ListGraphqlApis"],
        "/v1/apis",
    ),
    ask(
        "ListDataSources",
        "list-data-sources",
        &["appsync:ListDataSources"],
        "/v1/apis/{0}/datasources",
    )
    .each("--api-id", "apiId", APIS, API)
    .absent(&["NotFoundException"]),
    ask(
        "ListApiKeys",
        "list-api-keys",
        &["appsync:ListApiKeys"],
        "/v1/apis/{0}/apikeys",
    )
    .each("--api-id", "apiId", APIS, API)
    .absent(&["NotFoundException"]),
];

impl Service for AppSync {
    fn name(&self) -> &'static str {
        "appsync"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.argument) {
            ("ListGraphqlApis", _) => {
                reply.list("graphqlApis", sink, |it: GraphqlApi, origin, sink| {
                    sink.fact(Fact::Workload(it.into_workload(reply, origin)));
                })
            }
            ("ListDataSources", Some(id)) => {
                reply.list("dataSources", sink, |it: DataSource, origin, sink| {
                    it.facts(id, reply, &origin, sink);
                })
            }
            ("ListApiKeys", Some(id)) => {
                reply.list("apiKeys", sink, |key: ApiKey, origin, sink| {
                    let Some(expires) = key.expires.and_then(|at| at.0) else {
                        return;
                    };
                    let mut workload = api(id, reply, origin);
                    // One attribute for each, so that pages of keys do not contradict each other.
                    let name = format!("api_key_until:{expires}");
                    workload.attributes.insert(name, true.into());
                    sink.fact(Fact::Workload(workload));
                })
            }
            _ => Ok(()),
        }
    }
}

/// The name that people gave is an attribute: answers about data sources have only the id.
fn api(id: &str, reply: &Reply<'_>, origin: Origin) -> Workload {
    let arn = reply.arn("appsync", &format!("apis/{id}"));
    reply.workload("aws:appsync:graphql-api", arn, id, origin)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GraphqlApi {
    api_id: String,
    name: Option<String>,
    authentication_type: Option<String>,
    #[serde(default)]
    additional_authentication_providers: Vec<AuthenticationProvider>,
    #[serde(default)]
    uris: BTreeMap<String, String>,
    visibility: Option<String>,
    merged_api_execution_role_arn: Option<String>,
    log_config: Option<LogConfig>,
    tags: Option<Tags>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticationProvider {
    authentication_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogConfig {
    cloud_watch_logs_role_arn: Option<String>,
}

impl GraphqlApi {
    fn into_workload(self, reply: &Reply<'_>, origin: Origin) -> Workload {
        let mut workload = api(&self.api_id, reply, origin);
        workload.runs_as = runs_as(self.merged_api_execution_role_arn, "merged-api-role");
        let logs = self.log_config.and_then(|it| it.cloud_watch_logs_role_arn);
        workload.runs_as.extend(runs_as(logs, "logs-role"));
        workload.tags = self.tags.as_ref().map(tags_of_map);
        let others = self.additional_authentication_providers.into_iter();
        let mut authentication: Vec<String> = others
            .map(|provider| provider.authentication_type)
            .chain([self.authentication_type])
            .flatten()
            .collect();
        authentication.sort();
        authentication.dedup();
        workload.attributes = attributes([
            ("api_name", self.name.keep()),
            ("authentication", authentication.keep()),
            ("visibility", self.visibility.keep()),
            ("url", self.uris.get("GRAPHQL").cloned().keep()),
        ]);
        workload
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DataSource {
    service_role_arn: Option<String>,
    dynamodb_config: Option<Table>,
    lambda_config: Option<Function>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Table {
    table_name: String,
    aws_region: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Function {
    lambda_function_arn: String,
}

impl DataSource {
    /// What the API acts as there, and what it reads.
    fn facts(self, id: &str, reply: &Reply<'_>, origin: &Origin, sink: &mut dyn Sink) {
        let mut workload = api(id, reply, origin.clone());
        workload.runs_as = runs_as(self.service_role_arn, "data-source-role");
        let table = self.dynamodb_config.map(|table| {
            format!(
                "arn:{}:dynamodb:{}:{}:table/{}",
                reply.partition, table.aws_region, reply.account, table.table_name
            )
        });
        let arn = workload.id.clone();
        sink.fact(Fact::Workload(workload));
        if let Some(table) = table {
            let flow = Lineage::new(LineageKind::Data, table, &*arn, origin.clone());
            sink.fact(Fact::Lineage(flow));
        }
        if let Some(function) = self.lambda_config {
            let function = function.lambda_function_arn;
            let flow = Lineage::new(LineageKind::Data, arn, function, origin.clone());
            sink.fact(Fact::Lineage(flow));
        }
    }
}

#[derive(Deserialize)]
struct ApiKey {
    /// Seconds since 1970.
    expires: Option<When>,
}
