use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything};

const BASE: &str = "arn:aws:glue:us-east-1:111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/etl";

#[test]
fn the_catalog_says_what_lies_where_and_who_may_read_it() {
    let sink = answers(
        "glue",
        &[
            (
                "get-databases",
                "",
                json!({"DatabaseList": [
                    {"Name": "sales", "LocationUri": "s3://lake/sales/", "Parameters": {"p": "CANARY"}},
                    {"Name": "linked", "TargetDatabase": {"CatalogId": "999988887777", "DatabaseName": "theirs"}}]}),
            ),
            (
                "get-tables",
                "sales",
                json!({"TableList": [{"Name": "orders", "DatabaseName": "sales", "TableType": "EXTERNAL_TABLE",
                    "IsRegisteredWithLakeFormation": true, "Parameters": {"p": "CANARY"}, "ViewOriginalText": "CANARY",
                    "StorageDescriptor": {"Location": "s3://lake/sales/orders", "Columns": []}}]}),
            ),
            (
                "get-resource-policies",
                "",
                json!({"GetResourcePoliciesResponseList": [
                    {"PolicyInJson": "{\"Statement\":[]}", "PolicyHash": "h1"},
                    {"PolicyInJson": "{\"Statement\":[{}]}", "PolicyHash": "h2"}]}),
            ),
            (
                "get-connections",
                "",
                json!({"ConnectionList": [{"Name": "warehouse", "ConnectionType": "JDBC", "ConnectionProperties": {
                    "JDBC_CONNECTION_URL": "jdbc:postgresql://x/CANARY", "USERNAME": "CANARY", "PASSWORD": "CANARY",
                    "SECRET_ID": "arn:aws:secretsmanager:us-east-1:111122223333:secret:dw-AbCdEf"}}]}),
            ),
        ],
    );
    let catalog = &sink.facts.assets[&format!("{BASE}:catalog")];
    assert_eq!(catalog.kind, "aws:glue:catalog");
    let database = &sink.facts.assets[&format!("{BASE}:database/sales")];
    assert_eq!(database.kind, "aws:glue:database");
    assert_eq!(database.part_of.as_deref(), Some(&*catalog.id));
    assert_eq!(database.attributes["location"], "s3://lake/sales/");
    let linked = &sink.facts.assets[&format!("{BASE}:database/linked")];
    assert_eq!(
        linked.attributes["links_to"],
        "arn:aws:glue:us-east-1:999988887777:database/theirs"
    );
    let table = &sink.facts.assets[&format!("{BASE}:table/sales/orders")];
    assert_eq!(table.kind, "aws:glue:table");
    assert_eq!(table.name, "sales.orders");
    assert_eq!(table.part_of.as_deref(), Some(&*database.id));
    assert_eq!(table.attributes["table_type"], "EXTERNAL_TABLE");
    assert_eq!(table.attributes["lake_formation"], true);
    let flow = format!("arn:aws:s3:::lake/sales/orders/*->{}#data", table.id);
    assert_eq!(sink.facts.lineage[&flow].kind, LineageKind::Data);
    assert_eq!(sink.facts.policies.len(), 2);
    assert!(
        sink.facts
            .attachments
            .values()
            .all(|it| it.target == catalog.id)
    );
    let connection = &sink.facts.assets[&format!("{BASE}:connection/warehouse")];
    assert_eq!(connection.class, AssetClass::Secret);
    assert_eq!(
        serde_json::to_value(&connection.attributes).unwrap(),
        json!({"connection_type": "JDBC",
            "properties": ["JDBC_CONNECTION_URL", "PASSWORD", "SECRET_ID", "USERNAME"],
            "references": ["arn:aws:secretsmanager:us-east-1:111122223333:secret:dw-AbCdEf"]})
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn what_runs_has_its_role_and_its_code_but_no_values_of_arguments() {
    let sink = answers(
        "glue",
        &[
            (
                "get-jobs",
                "",
                json!({"Jobs": [{"Name": "load", "Role": "etl", "JobMode": "SCRIPT", "GlueVersion": "5.0",
                    "Command": {"Name": "glueetl", "ScriptLocation": "s3://code/load.py"},
                    "Connections": {"Connections": ["warehouse"]}, "SecurityConfiguration": "kms",
                    "DefaultArguments": {"--password": "CANARY", "--extra-py-files": "s3://code/a.zip,s3://code/b.zip"},
                    "NonOverridableArguments": {"--token": "CANARY"},
                    "CodeGenConfigurationNodes": {"n": {"CustomCode": {"Code": "CANARY"}}}}]}),
            ),
            (
                "get-crawlers",
                "",
                json!({"Crawlers": [{"Name": "crawl", "Role": ROLE, "State": "READY", "DatabaseName": "sales",
                    "Configuration": "CANARY", "Targets": {"S3Targets": [{"Path": "s3://lake/sales"}],
                        "JdbcTargets": [{"ConnectionName": "warehouse", "Path": "db/%"}],
                        "DynamoDBTargets": [{"Path": "orders"}]}}]}),
            ),
            (
                "get-dev-endpoints",
                "",
                json!({"DevEndpoints": [{"EndpointName": "dev", "RoleArn": ROLE, "Status": "READY",
                    "PublicAddress": "ec2.example", "ExtraPythonLibsS3Path": "s3://code/lib.zip",
                    "PublicKey": "CANARY", "Arguments": {"--x": "CANARY"}}]}),
            ),
            (
                "list-sessions",
                "",
                json!({"Ids": ["s1"], "Sessions": [{"Id": "s1", "Role": ROLE, "Status": "READY",
                    "DefaultArguments": {"--y": "CANARY"}}]}),
            ),
        ],
    );
    let job = &sink.facts.workloads[&format!("{BASE}:job/load")];
    assert_eq!(job.kind, "aws:glue:job");
    assert_eq!(job.runs_as[0].identity, ROLE);
    assert_eq!(job.runs_as[0].how, "execution-role");
    let names: Vec<&str> = job.environment.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["--extra-py-files", "--password", "--token"]);
    assert!(job.environment.iter().all(|it| it.reference.is_none()));
    assert_eq!(
        serde_json::to_value(&job.attributes).unwrap(),
        json!({"command": "glueetl", "script": "s3://code/load.py", "mode": "SCRIPT", "glue_version": "5.0",
            "connections": ["warehouse"], "security_configuration": "kms"})
    );
    for object in ["load.py", "a.zip", "b.zip"] {
        let flow = format!("arn:aws:s3:::code/{object}->{}#code", job.id);
        assert!(sink.facts.lineage.contains_key(&flow), "{flow}");
    }
    let crawler = &sink.facts.workloads[&format!("{BASE}:crawler/crawl")];
    assert_eq!(crawler.kind, "aws:glue:crawler");
    assert_eq!(crawler.runs_as[0].identity, ROLE);
    assert_eq!(crawler.attributes["connections"], json!(["warehouse"]));
    for source in [
        "arn:aws:s3:::lake/sales/*",
        "arn:aws:dynamodb:us-east-1:111122223333:table/orders",
    ] {
        let flow = format!("{source}->{}#data", crawler.id);
        assert!(sink.facts.lineage.contains_key(&flow), "{flow}");
    }
    let endpoint = &sink.facts.workloads[&format!("{BASE}:devEndpoint/dev")];
    assert_eq!(endpoint.kind, "aws:glue:dev-endpoint");
    assert_eq!(endpoint.attributes["public_address"], "ec2.example");
    assert_eq!(endpoint.environment[0].name, "--x");
    let session = &sink.facts.workloads[&format!("{BASE}:session/s1")];
    assert_eq!(session.kind, "aws:glue:session");
    assert_eq!(session.runs_as[0].identity, ROLE);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
