//! The data catalog: databases, tables, connections, and the policies of the catalog.

use serde::Deserialize;

use super::super::s3::S3Place;
use super::super::wire::{DocumentText, FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use crate::facts::{Asset, AssetClass, Fact, LineageKind, Origin};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// The catalog of the account in the region: every account has one.
fn catalog(reply: &Reply<'_>, origin: Origin) -> Asset {
    let arn = reply.arn("glue", "catalog");
    reply.asset(
        AssetClass::Data,
        "aws:glue:catalog",
        arn,
        "data catalog",
        origin,
    )
}

pub(super) fn databases(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    sink.fact(Fact::Asset(catalog(reply, reply.origin("/DatabaseList"))));
    reply.list("DatabaseList", sink, |database: Database, origin, sink| {
        let arn = reply.arn("glue", &format!("database/{}", database.name));
        let pointer = origin.pointer.clone();
        let mut asset = reply.asset(
            AssetClass::Data,
            "aws:glue:database",
            arn.as_str(),
            database.name,
            origin,
        );
        asset.part_of = Some(reply.arn("glue", "catalog"));
        let target = database.target.map(|target| {
            // A link to a database that another account shares.
            let region = target.region.as_deref().or(reply.region);
            format!(
                "arn:{}:glue:{}:{}:database/{}",
                reply.partition,
                region.unwrap_or_default(),
                target.catalog,
                target.name
            )
        });
        asset.attributes = attributes([
            ("description", database.description.keep()),
            ("location", database.location_uri.clone().keep()),
            ("links_to", target.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
        if let Some(uri) = database.location_uri {
            lies_in(&uri, &arn, &pointer, reply, sink);
        }
    })
}

pub(super) fn tables(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let database = reply.argument.unwrap_or_default();
    reply.list("TableList", sink, |table: Table, origin, sink| {
        let arn = reply.arn("glue", &format!("table/{database}/{}", table.name));
        let pointer = origin.pointer.clone();
        let mut asset = reply.asset(
            AssetClass::Data,
            "aws:glue:table",
            arn.as_str(),
            format!("{database}.{}", table.name),
            origin,
        );
        asset.part_of = Some(reply.arn("glue", &format!("database/{database}")));
        let location = table.storage.and_then(|storage| storage.location);
        asset.attributes = attributes([
            ("table_type", table.table_type.keep()),
            ("location", location.clone().keep()),
            (
                "lake_formation",
                table.is_registered_with_lake_formation.keep(),
            ),
        ]);
        sink.fact(Fact::Asset(asset));
        if let Some(uri) = location {
            lies_in(&uri, &arn, &pointer, reply, sink);
        }
    })
}

/// What is written to the place in S3 is what is read from the table.
fn lies_in(uri: &str, table: &str, pointer: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
    S3Place {
        uri,
        object: false,
        class: AssetClass::Data,
        pointer,
    }
    .flows_to(table, LineageKind::Data, reply, sink);
}

/// The policy of the catalog, and one more for each share of AWS RAM.
pub(super) fn policies(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    const LIST: &str = "GetResourcePoliciesResponseList";
    reply.list(LIST, sink, |policy: CatalogPolicy, origin, sink| {
        let asset = catalog(reply, origin.clone());
        let id = format!("{}#resource/{}", asset.id, policy.hash);
        let pointer = format!("{}/PolicyInJson", origin.pointer);
        reply.resource_policy_as(id, &asset.id, policy.document.0, &pointer, sink);
        sink.fact(Fact::Asset(asset));
    })
}

/// A connection holds the user name and password of a database, or says where they are.
pub(super) fn connections(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "ConnectionList",
        sink,
        |connection: Connection, origin, sink| {
            let arn = reply.arn("glue", &format!("connection/{}", connection.name));
            let mut asset = reply.asset(
                AssetClass::Secret,
                "aws:glue:connection",
                arn,
                connection.name,
                origin,
            );
            let mut names = Vec::new();
            let mut references = Vec::new();
            for property in connection.properties.unwrap_or_default().0 {
                references.extend(property.reference);
                names.push(property.name);
            }
            references.extend(connection.authentication.and_then(|it| it.secret_arn));
            references.sort();
            references.dedup();
            asset.attributes = attributes([
                ("connection_type", connection.kind.keep()),
                ("properties", names.keep()),
                ("references", references.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Database {
    name: String,
    description: Option<FreeText>,
    location_uri: Option<String>,
    #[serde(rename = "TargetDatabase")]
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    #[serde(rename = "CatalogId")]
    catalog: String,
    #[serde(rename = "DatabaseName")]
    name: String,
    #[serde(rename = "Region", default)]
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    name: String,
    table_type: Option<String>,
    is_registered_with_lake_formation: Option<bool>,
    #[serde(rename = "StorageDescriptor")]
    storage: Option<Storage>,
}

#[derive(Deserialize)]
struct Storage {
    #[serde(rename = "Location")]
    location: Option<String>,
}

#[derive(Deserialize)]
struct CatalogPolicy {
    #[serde(rename = "PolicyInJson")]
    document: DocumentText,
    #[serde(rename = "PolicyHash")]
    hash: String,
}

#[derive(Deserialize)]
struct Connection {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "ConnectionType")]
    kind: Option<String>,
    #[serde(rename = "ConnectionProperties")]
    properties: Option<EnvironmentNames>,
    #[serde(rename = "AuthenticationConfiguration")]
    authentication: Option<Authentication>,
}

#[derive(Deserialize)]
struct Authentication {
    #[serde(rename = "SecretArn")]
    secret_arn: Option<String>,
}
