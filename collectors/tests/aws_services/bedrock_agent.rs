use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::{Value, json};

use crate::{answers, everything, flows};

const ROLE: &str = "arn:aws:iam::111122223333:role/agent";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:vectors-AbCdEf";

fn arn(resource: &str) -> String {
    format!("arn:aws:bedrock:us-east-1:111122223333:{resource}")
}

fn s3(key: &str) -> String {
    format!("arn:aws:s3:::{key}")
}

#[test]
fn an_agent_acts_as_its_role_and_calls_its_action_groups() {
    let agent = |role: &str| {
        json!({"agentId": "A1", "agentName": "help", "agentArn": arn("agent/A1"), "agentVersion": "DRAFT", "agentStatus": "PREPARED",
            "instruction": "CANARY-instruction", "foundationModel": "amazon.nova-pro-v1:0", "agentResourceRoleArn": role,
            "customerEncryptionKeyArn": "arn:aws:kms:us-east-1:111122223333:key/k", "idleSessionTTLInSeconds": 600,
            "guardrailConfiguration": {"guardrailIdentifier": "g", "guardrailVersion": "1"},
            "promptOverrideConfiguration": {"overrideLambda": "arn:aws:lambda:us-east-1:111122223333:function:parse",
                "promptConfigurations": [
                    {"promptType": "ORCHESTRATION", "promptCreationMode": "OVERRIDDEN", "basePromptTemplate": "CANARY-template"},
                    {"promptType": "PRE_PROCESSING", "promptCreationMode": "DEFAULT"}]},
            "customOrchestration": {"executor": {"lambda": "arn:aws:lambda:us-east-1:111122223333:function:steer"}},
            "memoryConfiguration": {"enabledMemoryTypes": ["SESSION_SUMMARY"]}, "agentCollaboration": "SUPERVISOR"})
    };
    let other = "arn:aws:iam::111122223333:role/older";
    let mut version = agent(other);
    version["version"] = "1".into();
    let sink = answers(
        "bedrock_agent",
        &[
            (
                "list-agents",
                "",
                json!({"agentSummaries": [{"agentId": "A1", "agentName": "help", "agentStatus": "PREPARED"}]}),
            ),
            ("get-agent", "A1", json!({"agent": agent(ROLE)})),
            (
                "get-agent-version",
                "A1 1",
                json!({"agentVersion": version}),
            ),
            (
                "get-agent-action-group",
                "A1 DRAFT G1",
                json!({"agentActionGroup": {"agentId": "A1", "agentVersion": "DRAFT", "actionGroupId": "G1", "actionGroupName": "orders",
                    "actionGroupState": "ENABLED", "description": "CANARY",
                    "actionGroupExecutor": {"lambda": "arn:aws:lambda:us-east-1:111122223333:function:orders"},
                    "apiSchema": {"s3": {"s3BucketName": "schemas", "s3ObjectKey": "orders.json"}}}}),
            ),
            (
                "get-agent-action-group",
                "A1 DRAFT G2",
                json!({"agentActionGroup": {"agentId": "A1", "agentVersion": "DRAFT", "actionGroupId": "G2", "actionGroupName": "ask",
                    "actionGroupState": "DISABLED", "actionGroupExecutor": {"customControl": "RETURN_CONTROL"},
                    "parentActionSignature": "AMAZON.CodeInterpreter",
                    "functionSchema": {"functions": [{"name": "refund", "description": "CANARY", "requireConfirmation": "ENABLED",
                        "parameters": {"p": {"description": "CANARY", "type": "string"}}}]}}}),
            ),
            (
                "list-agent-knowledge-bases",
                "A1 DRAFT",
                json!({"agentKnowledgeBaseSummaries": [{"knowledgeBaseId": "KB1", "knowledgeBaseState": "ENABLED"},
                    {"knowledgeBaseId": "KB2", "knowledgeBaseState": "DISABLED"}]}),
            ),
            (
                "list-agent-collaborators",
                "A1 DRAFT",
                json!({"agentCollaboratorSummaries": [{"agentId": "A1", "agentVersion": "DRAFT", "collaboratorId": "C1",
                    "collaboratorName": "billing", "collaborationInstruction": "CANARY",
                    "agentDescriptor": {"aliasArn": arn("agent-alias/A2/L2")}}]}),
            ),
            (
                "list-agent-aliases",
                "A1",
                json!({"agentAliasSummaries": [{"agentAliasId": "L1", "agentAliasName": "live", "agentAliasStatus": "PREPARED",
                    "aliasInvocationState": "ACCEPT_INVOCATIONS",
                    "routingConfiguration": [{"agentVersion": "1", "provisionedThroughput": arn("provisioned-model/p")}]}]}),
            ),
        ],
    );
    let id = arn("agent/A1");
    let agent = &sink.facts.workloads[&id];
    assert_eq!(agent.kind, "aws:bedrock:agent");
    let roles: Vec<_> = agent
        .runs_as
        .iter()
        .map(|it| (it.identity.as_str(), it.how.as_str()))
        .collect();
    assert_eq!(roles, [(ROLE, "agent-role"), (other, "version-role")]);
    for (name, value) in [
        ("state", json!("PREPARED")),
        ("model", json!("amazon.nova-pro-v1:0")),
        (
            "encryption_key",
            json!("arn:aws:kms:us-east-1:111122223333:key/k"),
        ),
        ("guardrail", json!("g:1")),
        ("overridden_prompts", json!(["ORCHESTRATION"])),
        (
            "prompt_parser",
            json!("arn:aws:lambda:us-east-1:111122223333:function:parse"),
        ),
        (
            "orchestrator",
            json!("arn:aws:lambda:us-east-1:111122223333:function:steer"),
        ),
        ("memory", json!(["SESSION_SUMMARY"])),
        ("collaboration", json!("SUPERVISOR")),
        (
            "action_group:DRAFT:orders",
            json!({"state": "ENABLED", "lambda": "arn:aws:lambda:us-east-1:111122223333:function:orders", "schema": "s3",
                "schema_at": "s3://schemas/orders.json"}),
        ),
        (
            "action_group:DRAFT:ask",
            json!({"state": "DISABLED", "returns_control": "RETURN_CONTROL", "built_in": "AMAZON.CodeInterpreter", "schema": "functions",
                "functions": [{"name": "refund", "needs_confirmation": true}]}),
        ),
        (
            "collaborator:DRAFT:billing",
            json!(arn("agent-alias/A2/L2")),
        ),
    ] {
        assert_eq!(agent.attributes[name], value, "{name}");
    }
    let alias = &sink.facts.assets[&arn("agent-alias/A1/L1")];
    assert_eq!(
        (alias.class, alias.kind.as_str(), alias.name.as_str()),
        (AssetClass::Model, "aws:bedrock:agent-alias", "live")
    );
    for (name, value) in [
        ("of", json!(id)),
        ("versions", json!(["1"])),
        ("provisioned_models", json!([arn("provisioned-model/p")])),
        ("state", json!("PREPARED")),
        ("invocations", json!("ACCEPT_INVOCATIONS")),
    ] {
        assert_eq!(alias.attributes[name], value, "{name}");
    }
    let mut expected = vec![
        (arn("agent-alias/A2/L2"), id.clone(), LineageKind::Model),
        (arn("knowledge-base/KB1"), id.clone(), LineageKind::Index),
        (s3("schemas/orders.json"), id.clone(), LineageKind::Data),
        (id, alias.id.clone(), LineageKind::Model),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

fn base(storage: &Value) -> Value {
    json!({"knowledgeBase": {"knowledgeBaseId": "KB1", "name": "docs", "knowledgeBaseArn": arn("knowledge-base/KB1"), "roleArn": ROLE,
        "status": "ACTIVE", "description": "d", "storageConfiguration": storage,
        "knowledgeBaseConfiguration": {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {
            "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
            "supplementalDataStorageConfiguration": {"storageLocations": [{"type": "S3", "s3Location": {"uri": "s3://parts/images"}}]}}}}})
}

#[test]
fn a_knowledge_base_is_an_index_in_one_of_many_stores() {
    let collection = "arn:aws:aoss:us-east-1:111122223333:collection/c";
    for (kind, configuration, store, secret, address) in [
        (
            "OPENSEARCH_SERVERLESS",
            json!({"opensearchServerlessConfiguration": {"collectionArn": collection, "vectorIndexName": "v"}}),
            Some(collection),
            None,
            None,
        ),
        (
            "PINECONE",
            json!({"pineconeConfiguration": {"connectionString": "https://p.example", "credentialsSecretArn": SECRET}}),
            None,
            Some(SECRET),
            Some("https://p.example"),
        ),
        (
            "RDS",
            json!({"rdsConfiguration": {"resourceArn": "arn:aws:rds:us-east-1:111122223333:cluster:pg", "credentialsSecretArn": SECRET,
                "databaseName": "d", "tableName": "v"}}),
            Some("arn:aws:rds:us-east-1:111122223333:cluster:pg"),
            Some(SECRET),
            None,
        ),
        (
            "S3_VECTORS",
            json!({"s3VectorsConfiguration": {"vectorBucketArn": "arn:aws:s3vectors:us-east-1:111122223333:bucket/b",
                "indexArn": "arn:aws:s3vectors:us-east-1:111122223333:bucket/b/index/v"}}),
            Some("arn:aws:s3vectors:us-east-1:111122223333:bucket/b/index/v"),
            None,
            None,
        ),
        (
            "REDIS_ENTERPRISE_CLOUD",
            json!({"redisEnterpriseCloudConfiguration": {"endpoint": "r.example:1", "credentialsSecretArn": SECRET, "vectorIndexName": "v"}}),
            None,
            Some(SECRET),
            Some("r.example:1"),
        ),
        (
            "MONGO_DB_ATLAS",
            json!({"mongoDbAtlasConfiguration": {"endpoint": "m.example", "credentialsSecretArn": SECRET, "vectorIndexName": "v"}}),
            None,
            Some(SECRET),
            Some("m.example"),
        ),
        (
            "NEPTUNE_ANALYTICS",
            json!({"neptuneAnalyticsConfiguration": {"graphArn": "arn:aws:neptune-graph:us-east-1:111122223333:graph/g"}}),
            Some("arn:aws:neptune-graph:us-east-1:111122223333:graph/g"),
            None,
            None,
        ),
        (
            "OPENSEARCH_MANAGED_CLUSTER",
            json!({"opensearchManagedClusterConfiguration": {"domainArn": "arn:aws:es:us-east-1:111122223333:domain/d",
                "domainEndpoint": "https://d.example", "vectorIndexName": "v"}}),
            Some("arn:aws:es:us-east-1:111122223333:domain/d"),
            None,
            Some("https://d.example"),
        ),
    ] {
        let mut storage = configuration;
        storage["type"] = kind.into();
        let sink = answers(
            "bedrock_agent",
            &[("get-knowledge-base", "KB1", base(&storage))],
        );
        let id = arn("knowledge-base/KB1");
        let asset = &sink.facts.assets[&id];
        assert_eq!(
            (asset.class, asset.kind.as_str()),
            (AssetClass::Index, "aws:bedrock:knowledge-base")
        );
        assert_eq!(asset.attributes["storage"], kind);
        assert_eq!(asset.attributes["kind"], "VECTOR");
        assert_eq!(
            asset.attributes["embedding_model"],
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
        );
        let attribute = |name: &str| asset.attributes.get(name).cloned();
        assert_eq!(
            attribute("secrets"),
            secret.map(|secret| json!([secret])),
            "{kind}"
        );
        assert_eq!(
            attribute("address"),
            address.map(|address| json!(address)),
            "{kind}"
        );
        assert_eq!(
            attribute("stores"),
            store.map(|store| json!([store])),
            "{kind}"
        );
        let service = &sink.facts.workloads[&format!("{id}#service")];
        assert_eq!(service.runs_as[0].identity, ROLE);
        let mut expected = vec![(service.id.clone(), s3("parts/images/*"), LineageKind::Data)];
        if let Some(store) = store {
            expected.push((id.clone(), store.to_owned(), LineageKind::Index));
            expected.push((store.to_owned(), id, LineageKind::Index));
        }
        let mut found = flows(&sink);
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{kind}");
    }
}

#[test]
fn a_base_over_a_warehouse_or_kendra_and_its_policy() {
    let sink = answers(
        "bedrock_agent",
        &[
            (
                "get-knowledge-base",
                "KB1",
                json!({"knowledgeBase": {"name": "sql", "knowledgeBaseArn": arn("knowledge-base/KB1"), "roleArn": ROLE,
                    "knowledgeBaseConfiguration": {"type": "SQL", "sqlKnowledgeBaseConfiguration": {"type": "REDSHIFT",
                        "redshiftConfiguration": {"queryEngineConfiguration": {"type": "PROVISIONED", "provisionedConfiguration": {
                            "clusterIdentifier": "dw", "authConfiguration": {"type": "USERNAME_PASSWORD", "usernamePasswordSecretArn": SECRET}}},
                            "queryGenerationConfiguration": {"generationContext": {"curatedQueries": [{"sql": "CANARY"}]}}}}}}}),
            ),
            (
                "get-knowledge-base",
                "KB2",
                json!({"knowledgeBase": {"name": "k", "knowledgeBaseArn": arn("knowledge-base/KB2"), "roleArn": ROLE,
                    "knowledgeBaseConfiguration": {"type": "KENDRA", "kendraKnowledgeBaseConfiguration": {
                        "kendraIndexArn": "arn:aws:kendra:us-east-1:111122223333:index/i"}}}}),
            ),
            (
                "get-resource-policy",
                &arn("knowledge-base/KB1"),
                json!({"resourceArn": arn("knowledge-base/KB1"), "policy": "{\"Statement\":[]}", "revisionId": "r"}),
            ),
            (
                "list-knowledge-bases",
                "",
                json!({"knowledgeBaseSummaries": [{"knowledgeBaseId": "KB3", "name": "more", "status": "ACTIVE"}]}),
            ),
        ],
    );
    let sql = &sink.facts.assets[&arn("knowledge-base/KB1")];
    assert_eq!(sql.attributes["secrets"], json!([SECRET]));
    assert_eq!(
        sql.attributes["stores"],
        json!(["arn:aws:redshift:us-east-1:111122223333:cluster:dw"])
    );
    let kendra = &sink.facts.assets[&arn("knowledge-base/KB2")];
    assert_eq!(
        kendra.attributes["stores"],
        json!(["arn:aws:kendra:us-east-1:111122223333:index/i"])
    );
    assert_eq!(
        sink.facts.attachments.values().next().unwrap().target,
        sql.id
    );
    assert_eq!(sink.facts.assets[&arn("knowledge-base/KB3")].name, "more");
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn documents_flow_from_their_source_into_the_base() {
    let source = |id: &str, configuration: Value| {
        json!({"dataSource": {"knowledgeBaseId": "KB1", "dataSourceId": id, "name": format!("source {id}"), "status": "AVAILABLE",
            "dataDeletionPolicy": "RETAIN", "dataSourceConfiguration": configuration,
            "serverSideEncryptionConfiguration": {"kmsKeyArn": "alias/kb"},
            "vectorIngestionConfiguration": {"parsingConfiguration": {"bedrockFoundationModelConfiguration": {
                    "parsingPrompt": {"parsingPromptText": "CANARY"}}},
                "customTransformationConfiguration": {"intermediateStorage": {"s3Location": {"uri": "s3://between/kb"}},
                    "transformations": [{"stepToApply": "POST_CHUNKING", "transformationFunction": {
                        "transformationLambdaConfiguration": {"lambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:chunk"}}}]}}}})
    };
    let outside = |kind: &str, member: &str, of: Value| json!({"type": kind, member: {"sourceConfiguration": of}});
    let sink = answers(
        "bedrock_agent",
        &[
            (
                "get-data-source",
                "KB1 DS1",
                source(
                    "DS1",
                    json!({"type": "S3", "s3Configuration": {"bucketArn": s3("docs"), "inclusionPrefixes": ["hr/", "it"],
                    "bucketOwnerAccountId": "444455556666"}}),
                ),
            ),
            (
                "get-data-source",
                "KB1 DS2",
                source(
                    "DS2",
                    json!({"type": "S3", "s3Configuration": {"bucketArn": s3("all")}}),
                ),
            ),
            (
                "get-data-source",
                "KB1 DS3",
                source(
                    "DS3",
                    outside(
                        "CONFLUENCE",
                        "confluenceConfiguration",
                        json!({"hostUrl": "https://c.example", "hostType": "SAAS", "authType": "BASIC", "credentialsSecretArn": SECRET}),
                    ),
                ),
            ),
            (
                "get-data-source",
                "KB1 DS4",
                source(
                    "DS4",
                    outside(
                        "SHAREPOINT",
                        "sharePointConfiguration",
                        json!({"domain": "corp", "siteUrls": ["https://s.example"],
                    "authType": "OAUTH2_CLIENT_CREDENTIALS", "credentialsSecretArn": SECRET}),
                    ),
                ),
            ),
            (
                "get-data-source",
                "KB1 DS5",
                source(
                    "DS5",
                    outside(
                        "WEB",
                        "webConfiguration",
                        json!({"urlConfiguration": {"seedUrls": [{"url": "https://u:CANARY@w.example"}]}}),
                    ),
                ),
            ),
            (
                "list-ingestion-jobs",
                "KB1 DS1",
                json!({"ingestionJobSummaries": [
                    {"dataSourceId": "DS1", "status": "COMPLETE", "startedAt": "2026-10-01T00:00:00Z"},
                    {"dataSourceId": "DS1", "status": "COMPLETE", "startedAt": "2026-11-01T00:00:00Z",
                     "statistics": {"numberOfDocumentsScanned": 9, "numberOfDocumentsFailed": 2, "numberOfDocumentsDeleted": 1}},
                    {"dataSourceId": "DS1", "status": "IN_PROGRESS", "startedAt": "2026-11-21T00:00:00Z"},
                    {"dataSourceId": "DS1", "status": "FAILED", "startedAt": "2026-11-20T00:00:00Z"}]}),
            ),
            (
                "list-ingestion-jobs",
                "KB1 DS3",
                json!({"ingestionJobSummaries": [
                    {"dataSourceId": "DS3", "status": "FAILED", "startedAt": "2026-10-01T00:00:00Z"},
                    {"dataSourceId": "DS3", "status": "COMPLETE", "startedAt": "2026-11-01T00:00:00Z",
                     "statistics": {"numberOfDocumentsFailed": 0}}]}),
            ),
            (
                "list-ingestion-jobs",
                "KB1 DS4",
                json!({"ingestionJobSummaries": [
                    {"dataSourceId": "DS4", "status": "STOPPED", "startedAt": "2026-11-02T00:00:00Z"}]}),
            ),
            (
                "list-ingestion-jobs",
                "KB1 DS5",
                json!({"ingestionJobSummaries": []}),
            ),
        ],
    );
    let base = arn("knowledge-base/KB1");
    let part = |id: &str| &sink.facts.assets[&format!("{base}#data-source/{id}")];
    let first = part("DS1");
    assert_eq!(
        (first.class, first.kind.as_str()),
        (AssetClass::Index, "aws:bedrock:data-source")
    );
    assert_eq!(first.part_of.as_deref(), Some(base.as_str()));
    assert_eq!(first.encryption_key.as_deref(), Some("alias/kb"));
    for (name, value) in [
        ("kind", json!("S3")),
        ("state", json!("AVAILABLE")),
        ("deletion_policy", json!("RETAIN")),
        ("bucket", json!(s3("docs"))),
        ("bucket_owner", json!("444455556666")),
        (
            "transformation_functions",
            json!(["arn:aws:lambda:us-east-1:111122223333:function:chunk"]),
        ),
        ("last_ingestion", json!("2026-11-01T00:00:00Z")),
    ] {
        assert_eq!(first.attributes[name], value, "{name}");
    }
    let ingestion = |id: &str| {
        ["last_ingestion", "failed_ingestion", "failed_documents"]
            .map(|name| part(id).attributes.get(name).cloned().unwrap_or_default())
    };
    // A job that goes on tells nothing yet; one that failed before the last that was whole does not matter.
    for (id, expected) in [
        (
            "DS1",
            json!(["2026-11-01T00:00:00Z", "2026-11-20T00:00:00Z", 2]),
        ),
        ("DS3", json!(["2026-11-01T00:00:00Z", null, null])),
        ("DS4", json!([null, "2026-11-02T00:00:00Z", null])),
        ("DS5", json!([null, null, null])),
    ] {
        assert_eq!(json!(ingestion(id)), expected, "{id}");
    }
    assert_eq!(part("DS3").attributes["host"], "https://c.example");
    assert_eq!(part("DS3").attributes["secret"], SECRET);
    assert_eq!(part("DS3").attributes["authentication"], "BASIC");
    assert_eq!(part("DS4").attributes["host"], "corp");
    assert_eq!(
        part("DS4").attributes["sites"],
        json!(["https://s.example"])
    );
    let index = |from: String| (from, base.clone(), LineageKind::Index);
    let mut expected = vec![
        index(s3("docs/hr/*")),
        index(s3("docs/it/*")),
        index(s3("all")),
        index(s3("between/kb/*")),
        index(part("DS3").id.clone()),
        index(part("DS4").id.clone()),
        index(part("DS5").id.clone()),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_flow_runs_as_its_role_and_names_what_it_calls() {
    let inner = json!({"nodes": [{"name": "deep", "type": "LambdaFunction", "configuration": {"lambdaFunction": {
        "lambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:deep"}}}]});
    let nodes = json!([
        {"name": "in", "type": "Input", "configuration": {"input": {}}},
        {"name": "kb", "type": "KnowledgeBase", "configuration": {"knowledgeBase": {"knowledgeBaseId": "KB1",
            "promptTemplate": {"textPromptTemplate": "CANARY"}}}},
        {"name": "p", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": {"resource": {"promptArn": arn("prompt/P1:2")}}}}},
        {"name": "q", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": {"inline": {"templateType": "TEXT",
            "templateConfiguration": {"text": {"text": "CANARY"}}, "modelId": "m"}}}}},
        {"name": "f", "type": "LambdaFunction", "configuration": {"lambdaFunction": {
            "lambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:f"}}},
        {"name": "a", "type": "Agent", "configuration": {"agent": {"agentAliasArn": arn("agent-alias/A1/L1")}}},
        {"name": "l", "type": "Lex", "configuration": {"lex": {"botAliasArn": "arn:aws:lex:us-east-1:111122223333:bot-alias/b/a"}}},
        {"name": "r", "type": "Retrieval", "configuration": {"retrieval": {"serviceConfiguration": {"s3": {"bucketName": "in"}}}}},
        {"name": "s", "type": "Storage", "configuration": {"storage": {"serviceConfiguration": {"s3": {"bucketName": "out"}}}}},
        {"name": "c", "type": "InlineCode", "configuration": {"inlineCode": {"code": "CANARY", "language": "Python_3"}}},
        {"name": "o", "type": "Loop", "configuration": {"loop": {"definition": inner}}}]);
    let older = "arn:aws:iam::111122223333:role/older";
    let flow = |role: &str, nodes: &Value| {
        json!({"name": "answer", "arn": arn("flow/F1"), "id": "F1", "status": "Prepared", "version": "DRAFT", "executionRoleArn": role,
            "customerEncryptionKeyArn": "alias/f", "definition": {"nodes": nodes, "connections": []}})
    };
    let sink = answers(
        "bedrock_agent",
        &[
            (
                "list-flows",
                "",
                json!({"flowSummaries": [{"id": "F1", "arn": arn("flow/F1"), "name": "answer", "status": "Prepared", "version": "DRAFT"}]}),
            ),
            ("get-flow", "F1", flow(ROLE, &nodes)),
            (
                "get-flow-version",
                "F1 1",
                flow(
                    older,
                    &json!([{"name": "kb", "configuration": {"knowledgeBase": {"knowledgeBaseId": "KB0"}}}]),
                ),
            ),
            (
                "list-flow-aliases",
                "F1",
                json!({"flowAliasSummaries": [{"flowId": "F1", "id": "L9", "arn": arn("flow/F1/alias/L9"), "name": "live",
                    "routingConfiguration": [{"flowVersion": "1"}]}]}),
            ),
            (
                "list-prompts",
                "",
                json!({"promptSummaries": [{"id": "P1", "arn": arn("prompt/P1"), "name": "greet", "version": "DRAFT"}]}),
            ),
        ],
    );
    let id = arn("flow/F1");
    let flow = &sink.facts.workloads[&id];
    assert_eq!(flow.kind, "aws:bedrock:flow");
    let roles: Vec<_> = flow
        .runs_as
        .iter()
        .map(|it| (it.identity.as_str(), it.how.as_str()))
        .collect();
    assert_eq!(roles, [(ROLE, "execution-role"), (older, "version-role")]);
    for (name, value) in [
        ("state", json!("Prepared")),
        ("encryption_key", json!("alias/f")),
        (
            "functions",
            json!([
                "arn:aws:lambda:us-east-1:111122223333:function:f",
                "arn:aws:lambda:us-east-1:111122223333:function:deep"
            ]),
        ),
        ("agents", json!([arn("agent-alias/A1/L1")])),
        (
            "bots",
            json!(["arn:aws:lex:us-east-1:111122223333:bot-alias/b/a"]),
        ),
        ("nodes_with_code", json!(["c"])),
        ("nodes_with_prompts", json!(["q"])),
    ] {
        assert_eq!(flow.attributes[name], value, "{name}");
    }
    let prompt = &sink.facts.assets[&arn("prompt/P1")];
    assert_eq!(
        (prompt.class, prompt.kind.as_str()),
        (AssetClass::Code, "aws:bedrock:prompt")
    );
    let alias = &sink.facts.assets[&arn("flow/F1/alias/L9")];
    assert_eq!(
        (alias.kind.as_str(), &alias.attributes["versions"]),
        ("aws:bedrock:flow-alias", &json!(["1"]))
    );
    let mut expected = vec![
        (arn("knowledge-base/KB1"), id.clone(), LineageKind::Index),
        (arn("knowledge-base/KB0"), id.clone(), LineageKind::Index),
        (arn("prompt/P1"), id.clone(), LineageKind::Data),
        (arn("agent-alias/A1/L1"), id.clone(), LineageKind::Model),
        (s3("in"), id.clone(), LineageKind::Data),
        (id.clone(), s3("out"), LineageKind::Data),
        (id, alias.id.clone(), LineageKind::Model),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn loops_in_loops_end_with_a_gap() {
    let mut definition = json!({"nodes": []});
    for _ in 0..30 {
        definition = json!({"nodes": [{"name": "l", "configuration": {"loop": {"definition": definition}}}]});
    }
    let body = json!({"name": "f", "arn": arn("flow/F"), "definition": definition});
    let sink = answers("bedrock_agent", &[("get-flow", "F", body)]);
    assert_eq!(sink.coverage.len(), 1);
    assert!(sink.facts.workloads.contains_key(&arn("flow/F")));
}
