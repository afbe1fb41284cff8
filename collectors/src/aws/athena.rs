//! Amazon Athena: workgroups and where their results go, data catalogs and the functions behind them. No query and no
//! result is read.

use serde::Deserialize;

use super::s3::S3Place;
use super::wire::{Arn, FreeText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind};
use crate::snapshot::Sink;

/// The Athena service.
#[derive(Debug)]
pub struct Athena;

static ENDPOINT: Endpoint = Endpoint {
    host: "athena",
    signs_as: "athena",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AmazonAthena",
    },
};

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("athena", command), permissions, Place::Regional)
}

// Amazon Athena API Reference: ListWorkGroups, GetWorkGroup, ListDataCatalogs, GetDataCatalog.
static OPERATIONS: [Operation; 4] = [
    ask(
        "ListWorkGroups",
        "list-work-groups",
        &["athena:ListWorkGroups"],
    )
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 50)),
    ask("GetWorkGroup", "get-work-group", &["athena:GetWorkGroup"]).each(
        "--work-group",
        "WorkGroup",
        &[("ListWorkGroups", "WorkGroups[].Name")],
        "arn:{partition}:athena:{region}:{account}:workgroup/{argument}",
    ),
    ask(
        "ListDataCatalogs",
        "list-data-catalogs",
        &["athena:ListDataCatalogs"],
    )
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 50)),
    ask(
        "GetDataCatalog",
        "get-data-catalog",
        &["athena:GetDataCatalog"],
    )
    .each(
        "--name",
        "Name",
        &[("ListDataCatalogs", "DataCatalogsSummary[].CatalogName")],
        "arn:{partition}:athena:{region}:{account}:datacatalog/{argument}",
    ),
];

impl Service for Athena {
    fn name(&self) -> &'static str {
        "athena"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("GetWorkGroup", Some(arn)) => workgroup(arn, reply, sink),
            ("GetDataCatalog", Some(arn)) => catalog(arn, reply, sink),
            _ => Ok(()),
        }
    }
}

/// What is queried in a workgroup lies in its results location afterwards.
fn workgroup(arn: String, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let group = reply.parse::<Described>()?.work_group;
    let set = group.configuration.unwrap_or_default();
    let results = set.result_configuration.unwrap_or_default();
    let origin = reply.origin("/WorkGroup");
    let mut asset = reply.asset(
        AssetClass::Data,
        "aws:athena:workgroup",
        arn,
        group.name,
        origin,
    );
    asset.encryption_key = results
        .encryption_configuration
        .and_then(|encryption| encryption.kms_key);
    asset.attributes = attributes([
        ("state", group.state.keep()),
        ("results", results.output_location.clone().keep()),
        ("enforced", set.enforce_work_group_configuration.keep()),
        ("execution_role", set.execution_role.keep()),
    ]);
    if let Some(uri) = results.output_location {
        let place = S3Place {
            uri: &uri,
            object: false,
            class: AssetClass::Data,
            pointer: "/WorkGroup/Configuration/ResultConfiguration/OutputLocation",
        };
        place.flows_from(&asset.id, LineageKind::Data, reply, sink);
    }
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// A catalog of type `LAMBDA` is read through functions.
fn catalog(arn: String, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let catalog = reply.parse::<DescribedCatalog>()?.catalog;
    let origin = reply.origin("/DataCatalog");
    let mut asset = reply.asset(
        AssetClass::Data,
        "aws:athena:data-catalog",
        arn,
        catalog.name,
        origin.clone(),
    );
    let parameters = catalog.parameters.unwrap_or_default();
    asset.attributes = attributes([
        ("catalog_type", catalog.kind.keep()),
        ("description", catalog.description.keep()),
        ("glue_catalog", parameters.catalog_id.keep()),
    ]);
    let functions = [parameters.function, parameters.metadata, parameters.record];
    for function in functions.into_iter().flatten() {
        if Arn::parse(&function).is_some() {
            let flow = Lineage::new(LineageKind::Data, function, &*asset.id, origin.clone());
            sink.fact(Fact::Lineage(flow));
        }
    }
    sink.fact(Fact::Asset(asset));
    Ok(())
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "WorkGroup")]
    work_group: WorkGroup,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WorkGroup {
    name: String,
    state: Option<String>,
    configuration: Option<Configuration>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Configuration {
    result_configuration: Option<Results>,
    enforce_work_group_configuration: Option<bool>,
    execution_role: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Results {
    output_location: Option<String>,
    encryption_configuration: Option<Encryption>,
}

#[derive(Deserialize)]
struct Encryption {
    #[serde(rename = "KmsKey")]
    kms_key: Option<String>,
}

#[derive(Deserialize)]
struct DescribedCatalog {
    #[serde(rename = "DataCatalog")]
    catalog: Catalog,
}

#[derive(Deserialize)]
struct Catalog {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "Description")]
    description: Option<FreeText>,
    #[serde(rename = "Type")]
    kind: Option<String>,
    #[serde(rename = "Parameters")]
    parameters: Option<Parameters>,
}

/// The parameters that name something; others may hold anything.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Parameters {
    catalog_id: Option<String>,
    function: Option<String>,
    #[serde(rename = "metadata-function")]
    metadata: Option<String>,
    #[serde(rename = "record-function")]
    record: Option<String>,
}
