//! Data stores, identity services and what guards them, from a populated moto server.

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{Asset, AssetClass, IdentityKind, Workload};
use blastradius_collectors::snapshot::{Facts, MemorySink};
use serde_json::{Value, json};

use crate::moto_server::Moto;
use crate::{covered, environment, impatient};

/// The services that this test is about, as coverage records name them.
const SERVICES: &[&str] = &[
    "access-analyzer",
    "aoss",
    "apigateway",
    "appsync",
    "athena",
    "cloudtrail",
    "cognito-identity",
    "dynamodb",
    "elasticmapreduce",
    "emr-serverless",
    "es",
    "glue",
    "identitystore",
    "kinesis",
    "logs",
    "ram",
    "rds",
    "redshift",
    "redshift-serverless",
    "rolesanywhere",
    "s3tables",
    "s3vectors",
    "sns",
    "sqs",
    "sso",
];

/// What moto does not have of them.
const UNIMPLEMENTED: &[&str] = &[
    "access-analyzer:ListAnalyzers",
    "aoss:ListAccessPolicies",
    // Of HTTP APIs; it has those of REST APIs.
    "apigateway:GetAuthorizers",
    "appsync:ListDataSources",
    "cloudtrail:ListEventDataStores",
    "cognito-identity:GetIdentityPoolRoles",
    "glue:GetResourcePolicies",
    "ram:ListResources",
    "redshift-serverless:ListNamespaces",
    "redshift-serverless:ListWorkgroups",
    "rolesanywhere:ListProfiles",
    "rolesanywhere:ListTrustAnchors",
    "s3tables:GetTableBucketPolicy",
    "sso:GetPermissionsBoundaryForPermissionSet",
];

#[test]
fn data_and_identities_are_collected_field_by_field() {
    if !environment::prepared("data::data_and_identities_are_collected_field_by_field") {
        return;
    }
    let moto = Moto::start();
    let made: Value = serde_json::from_str(&moto.fill(include_str!("populate_data.py"))).unwrap();
    let made = |name: &str| made[name].as_str().unwrap().to_owned();
    let mut options = impatient(&moto.endpoint);
    options.regions = vec!["us-east-1".to_owned()];
    options.limits.pages = 100;
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();

    gaps(&sink.coverage);
    covered::answered("data", &sink.coverage);
    let key = made("key");
    tables_and_messages(&sink.facts, &key);
    databases(&sink.facts, &key);
    lake(&sink.facts);
    buckets(&sink.facts);
    logs(&sink.facts, &key);
    people(&sink.facts, made);
    doors(&sink.facts, made);
    let everything = format!("{:?} {:?}", sink.facts, sink.coverage);
    assert!(!everything.contains("CANARY"));
    // The id of an API key of AppSync is the key.
    assert!(!everything.contains(&made("api_key")));
}

/// Each gap is something that moto does not have, and each thing that moto does not have is a gap.
fn gaps(coverage: &[Coverage]) {
    let ours = |it: &&Coverage| {
        let service = it.operation.split(':').next().unwrap();
        SERVICES.contains(&service)
    };
    for record in coverage.iter().filter(ours) {
        let right = match record.outcome {
            Outcome::Unimplemented => UNIMPLEMENTED.contains(&&*record.operation),
            Outcome::NotAsked => UNIMPLEMENTED
                .iter()
                .any(|it| record.reason.contains(&format!("`{it}`"))),
            // moto leaves out the ARN of a table, which the API reference says is always there.
            Outcome::Unreadable => record.operation == "s3tables:ListTables",
            _ => record.outcome.is_complete(),
        };
        assert!(right, "{record:?}");
    }
    for operation in UNIMPLEMENTED {
        let gap = |it: &Coverage| it.operation == *operation && !it.outcome.is_complete();
        assert!(coverage.iter().any(gap), "{operation} is in moto now");
    }
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:123456789012:{resource}")
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::123456789012:role/{name}")
}

fn asset<'f>(facts: &'f Facts, id: &str, kind: &str) -> &'f Asset {
    let asset = facts.assets.get(id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(asset.kind, kind);
    assert_eq!(asset.scope.as_deref(), Some("aws:123456789012"));
    assert_eq!(asset.region.as_deref(), Some("us-east-1"));
    asset
}

/// The workload, which runs as one role.
fn runs<'f>(facts: &'f Facts, id: &str, kind: &str, as_role: &str, how: &str) -> &'f Workload {
    let workload = facts.workloads.get(id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(workload.kind, kind);
    let runs_as: Vec<(&str, &str)> = workload
        .runs_as
        .iter()
        .map(|it| (&*it.identity, &*it.how))
        .collect();
    assert!(runs_as.contains(&(&*role(as_role), how)), "{runs_as:?}");
    workload
}

/// That the resource policy lets the other account do this.
fn shared(facts: &Facts, target: &str, action: &str) {
    let attached = facts
        .attachments
        .values()
        .find(|it| it.target == target)
        .unwrap_or_else(|| panic!("no policy of {target}"));
    let policy: Value = serde_json::from_str(&facts.policies[&attached.policy].document).unwrap();
    let statement = &policy["Statement"][0];
    assert_eq!(statement["Action"], action);
    assert_eq!(
        statement["Principal"]["AWS"],
        "arn:aws:iam::999988887777:root"
    );
}

fn flows(facts: &Facts, from: &str, to: &str, what: &str) {
    let id = format!("{from}->{to}#{what}");
    assert!(facts.lineage.contains_key(&id), "{id}");
}

fn value(attributes: impl serde::Serialize) -> Value {
    serde_json::to_value(attributes).unwrap()
}

fn tables_and_messages(facts: &Facts, key: &str) {
    // Two pages.
    let kinds = |kind: &str| facts.assets.values().filter(|it| it.kind == kind).count();
    assert_eq!(kinds("aws:dynamodb:table"), 102);
    assert_eq!(kinds("aws:sns:topic"), 102);
    let id = arn("dynamodb", "table/orders");
    let table = asset(facts, &id, "aws:dynamodb:table");
    assert_eq!(table.encryption_key.as_deref(), Some(key));
    assert_eq!(table.attributes["encryption"], "KMS");
    assert_eq!(table.tags.as_ref().unwrap()["team"], "shop");
    let stream = table.attributes["stream"].as_str().unwrap();
    let stream = asset(facts, stream, "aws:dynamodb:stream");
    assert_eq!(stream.part_of.as_deref(), Some(&*id));
    flows(facts, &id, &stream.id, "data");
    shared(facts, &id, "dynamodb:GetItem");

    let queue = arn("sqs", "orders");
    let found = asset(facts, &queue, "aws:sqs:queue");
    assert_eq!(found.encryption_key.as_deref(), Some(key));
    assert_eq!(found.attributes["encryption"], "aws:kms");
    assert_eq!(found.tags.as_ref().unwrap()["team"], "shop");
    shared(facts, &queue, "sqs:ReceiveMessage");

    let topic = arn("sns", "events");
    let found = asset(facts, &topic, "aws:sns:topic");
    assert_eq!(found.encryption_key.as_deref(), Some(key));
    assert_eq!(found.tags.as_ref().unwrap()["team"], "shop");
    shared(facts, &topic, "sns:Subscribe");
    flows(facts, &topic, &queue, "data");

    let stream = arn("kinesis", "stream/clicks");
    let found = asset(facts, &stream, "aws:kinesis:stream");
    assert_eq!(found.encryption_key.as_deref(), Some(key));
    assert_eq!(found.attributes["encryption"], "KMS");
    assert_eq!(found.tags.as_ref().unwrap()["team"], "shop");
    shared(facts, &stream, "kinesis:GetRecords");
}

fn databases(facts: &Facts, key: &str) {
    let database = asset(facts, &arn("rds", "db:orders"), "aws:rds:db-instance");
    assert_eq!(database.encryption_key.as_deref(), Some(key));
    assert_eq!(database.tags.as_ref().unwrap()["team"], "shop");
    assert_eq!(database.attributes["engine"], "postgres");
    assert_eq!(database.attributes["public"], true);
    assert_eq!(database.attributes["iam_authentication"], true);
    let snapshot = asset(facts, &arn("rds", "snapshot:before"), "aws:rds:db-snapshot");
    assert_eq!(snapshot.attributes["shared_with"], json!(["999988887777"]));
    assert_eq!(snapshot.encryption_key.as_deref(), Some(key));
    let cluster = asset(facts, &arn("rds", "cluster:aurora"), "aws:rds:db-cluster");
    assert_eq!(cluster.attributes["engine"], "aurora-mysql");
    assert_eq!(cluster.attributes["encrypted"], false);
    assert!(cluster.encryption_key.is_none());
    let night = arn("rds", "cluster-snapshot:night");
    let night = asset(facts, &night, "aws:rds:db-cluster-snapshot");
    assert_eq!(night.attributes["shared_with"], json!([]));

    let warehouse = asset(
        facts,
        &arn("redshift", "cluster:dw"),
        "aws:redshift:cluster",
    );
    assert_eq!(warehouse.encryption_key.as_deref(), Some(key));
    assert_eq!(warehouse.attributes["roles"], json!([role("copy")]));
    assert_eq!(warehouse.attributes["public"], false);
    assert_eq!(warehouse.tags.as_ref().unwrap()["team"], "bi");

    let domain = arn("es", "domain/search");
    let search = asset(facts, &domain, "aws:opensearch:domain");
    assert_eq!(search.class, AssetClass::Index);
    assert_eq!(search.attributes["engine"], "OpenSearch_2.11");
    assert_eq!(search.attributes["fine_grained_access"], true);
    shared(facts, &domain, "es:ESHttpGet");
    let collection = facts.assets.values().find(|it| it.name == "kb1").unwrap();
    let collection = asset(facts, &collection.id, "aws:aoss:collection");
    assert_eq!(collection.attributes["state"], "ACTIVE");
}

fn lake(facts: &Facts) {
    let table = arn("glue", "table/sales/orders");
    let found = asset(facts, &table, "aws:glue:table");
    assert_eq!(found.attributes["table_type"], "EXTERNAL_TABLE");
    assert_eq!(
        found.part_of.as_deref(),
        Some(&*arn("glue", "database/sales"))
    );
    flows(facts, "arn:aws:s3:::lake/sales/orders/*", &table, "data");
    let connection = arn("glue", "connection/warehouse");
    let connection = asset(facts, &connection, "aws:glue:connection");
    assert_eq!(connection.class, AssetClass::Secret);
    // The password is left out, because the request asks for that.
    assert_eq!(
        value(&connection.attributes),
        json!({"properties": ["USERNAME"]})
    );

    let job = arn("glue", "job/load");
    let found = runs(facts, &job, "aws:glue:job", "etl", "execution-role");
    let names: Vec<&str> = found.environment.iter().map(|it| &*it.name).collect();
    assert_eq!(names, ["--extra-py-files", "--password"]);
    flows(facts, "arn:aws:s3:::code/load.py", &job, "code");
    flows(facts, "arn:aws:s3:::code/lib.zip", &job, "code");
    let crawler = arn("glue", "crawler/crawl");
    runs(facts, &crawler, "aws:glue:crawler", "etl", "execution-role");
    flows(facts, "arn:aws:s3:::lake/raw/*", &crawler, "data");
    let session = arn("glue", "session/s1");
    runs(facts, &session, "aws:glue:session", "etl", "execution-role");
    let endpoint = arn("glue", "devEndpoint/dev");
    let how = "execution-role";
    let found = runs(facts, &endpoint, "aws:glue:dev-endpoint", "etl", how);
    assert_eq!(found.environment[0].name, "--x");

    let group = arn("athena", "workgroup/analysts");
    let found = asset(facts, &group, "aws:athena:workgroup");
    assert_eq!(found.attributes["results"], "s3://lake/athena/");
    flows(facts, &group, "arn:aws:s3:::lake/athena/*", "data");
    let catalog = arn("athena", "datacatalog/dynamo");
    flows(facts, &arn("lambda", "function:reader"), &catalog, "data");

    let spark = facts.workloads.values().find(|it| it.name == "spark");
    let spark = spark.unwrap();
    let how = "service-role";
    let found = runs(facts, &spark.id, "aws:emr:cluster", "EMR_Default", how);
    assert_eq!(found.attributes["release"], "emr-6.15.0");
    flows(facts, &spark.id, "arn:aws:s3:::logs/emr/*", "data");
    let run = facts
        .workloads
        .values()
        .find(|it| it.kind == "aws:emr-serverless:job-run")
        .unwrap();
    runs(facts, &run.id, &run.kind, "job", "execution-role");
    let application = run.attributes["application"].as_str().unwrap();
    assert_eq!(facts.workloads[application].name, "nightly");
}

fn buckets(facts: &Facts) {
    let point = arn("s3", "accesspoint/finance");
    let found = asset(facts, &point, "aws:s3:access-point");
    assert_eq!(found.attributes["bucket"], "points");
    assert_eq!(found.attributes["network_origin"], "Internet");
    shared(facts, &point, "s3:GetObject");
    let bucket = arn("s3tables", "bucket/tabular");
    asset(facts, &bucket, "aws:s3tables:bucket");
    let bucket = arn("s3vectors", "bucket/vectors");
    let index = format!("{bucket}/index/docs");
    let index = asset(facts, &index, "aws:s3vectors:index");
    assert_eq!(index.part_of.as_deref(), Some(&*bucket));
    shared(facts, &bucket, "s3vectors:QueryVectors");
}

fn logs(facts: &Facts, key: &str) {
    let group = asset(
        facts,
        &arn("logs", "log-group:/app/score"),
        "aws:logs:log-group",
    );
    assert_eq!(group.encryption_key.as_deref(), Some(key));
    assert_eq!(group.attributes["retention_days"], 30);
    // Two pages.
    let many = |it: &&Asset| it.kind == "aws:logs:log-group" && it.name.starts_with("/many/");
    assert_eq!(facts.assets.values().filter(many).count(), 51);
    shared(facts, &arn("logs", "log-group:*"), "logs:PutLogEvents");
    let trail = arn("cloudtrail", "trail/all");
    let found = asset(facts, &trail, "aws:cloudtrail:trail");
    assert_eq!(found.encryption_key.as_deref(), Some(key));
    assert_eq!(found.attributes["multi_region"], true);
    flows(facts, &trail, "arn:aws:s3:::trails/ct/*", "data");

    let document = asset(facts, &arn("ssm", "document/deploy"), "aws:ssm:document");
    assert_eq!(document.class, AssetClass::Code);
    assert_eq!(document.attributes["shared_with"], json!(["999988887777"]));
    let flag = asset(
        facts,
        &arn("ssm", "parameter/prod/flag"),
        "aws:ssm:parameter",
    );
    assert_eq!(flag.tags.as_ref().unwrap()["team"], "shop");
}

fn people(facts: &Facts, made: impl Fn(&str) -> String) {
    let set = made("permission_set");
    let found = &facts.identities[&set];
    assert_eq!(found.kind, IdentityKind::PermissionSet);
    assert_eq!(found.name, "Admins");
    assert_eq!(found.attributes["session_duration"], "PT4H");
    let mut policies: Vec<&str> = facts
        .attachments
        .values()
        .filter(|it| it.target == set)
        .map(|it| &*it.policy)
        .collect();
    policies.sort_unstable();
    let inline = format!("{set}#inline");
    assert_eq!(
        policies,
        [
            "arn:aws:iam:::policy/team/data",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            &inline
        ]
    );
    assert!(facts.policies[&inline].document.contains("s3:GetObject"));
    let provisioned = format!("{set}#123456789012");
    let there = &facts.identities[&provisioned];
    assert_eq!(there.attributes["permission_set"], *set);
    let group = format!("arn:aws:identitystore:::group/{}", made("group"));
    let found = &facts.identities[&group];
    assert_eq!(found.kind, IdentityKind::DirectoryGroup);
    assert_eq!(found.attributes["display_name"], "platform");
    assert_eq!(found.member_of, [provisioned]);
    let user = format!("arn:aws:identitystore:::user/{}", made("user"));
    assert_eq!(facts.identities[&user].member_of, [group]);
    assert_eq!(facts.identities[&user].name, made("user"));

    let pool = format!("identitypool/{}", made("pool"));
    let pool = &facts.workloads[&arn("cognito-identity", &pool)];
    assert_eq!(
        value(&pool.attributes),
        json!({"pool_name": "web", "allow_unauthenticated": true, "login_providers": ["graph.facebook.com"]})
    );
}

fn doors(facts: &Facts, made: impl Fn(&str) -> String) {
    let function = arn("lambda", "function:score");
    let rest = format!("arn:aws:apigateway:us-east-1::/restapis/{}", made("rest"));
    let how = "integration-role";
    let api = runs(facts, &rest, "aws:apigateway:rest-api", "call", how);
    assert_eq!(api.attributes["api_name"], "scoring");
    assert_eq!(api.tags.as_ref().unwrap()["team"], "ml");
    flows(facts, &rest, &function, "data");
    shared(facts, &rest, "execute-api:Invoke");
    let http = format!("arn:aws:apigateway:us-east-1::/apis/{}", made("http"));
    let api = runs(facts, &http, "aws:apigateway:api", "call", how);
    assert_eq!(api.attributes["protocol"], "HTTP");
    flows(facts, &http, &function, "data");
    let graphql = arn("appsync", &format!("apis/{}", made("graphql")));
    let graphql = &facts.workloads[&graphql];
    assert_eq!(graphql.attributes["api_name"], "shop");
    assert_eq!(graphql.attributes["authentication"], json!(["API_KEY"]));
    let key = |name: &&String| name.starts_with("api_key_until:");
    assert_eq!(graphql.attributes.keys().filter(key).count(), 1);
}
