use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything, flows};

const ROLE: &str = "arn:aws:iam::111122223333:role/agentcore";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:key-AbCdEf";

fn arn(resource: &str) -> String {
    format!("arn:aws:bedrock-agentcore:us-east-1:111122223333:{resource}")
}

#[test]
fn a_runtime_runs_an_image_or_an_archive_as_its_role() {
    let authorizer = json!({"customJWTAuthorizer": {"discoveryUrl": "https://idp.example/.well-known/openid-configuration",
        "allowedAudience": ["app"], "allowedClients": ["web"]}});
    let sink = answers(
        "bedrock_agentcore",
        &[
            (
                "list-agent-runtimes",
                "",
                json!({"agentRuntimes": [{"agentRuntimeArn": arn("runtime/r-1"), "agentRuntimeId": "r-1", "agentRuntimeVersion": "1",
                    "agentRuntimeName": "r", "description": "", "status": "READY"}]}),
            ),
            (
                "get-agent-runtime",
                "r-1",
                json!({"agentRuntimeArn": arn("runtime/r-1"), "agentRuntimeName": "r", "agentRuntimeId": "r-1", "agentRuntimeVersion": "3",
                    "roleArn": ROLE, "status": "READY", "description": "d", "networkConfiguration": {"networkMode": "PUBLIC"},
                    "agentRuntimeArtifact": {"containerConfiguration": {
                        "containerUri": "111122223333.dkr.ecr.us-east-1.amazonaws.com/agent:live"}},
                    "protocolConfiguration": {"serverProtocol": "MCP"}, "environmentVariables": {"OPENAI_KEY": "CANARY"},
                    "authorizerConfiguration": authorizer, "metadataConfiguration": {"requireMMDSV2": true},
                    "workloadIdentityDetails": {"workloadIdentityArn": arn("workload-identity-directory/default/workload-identity/r")}}),
            ),
            (
                "get-agent-runtime",
                "z-1",
                json!({"agentRuntimeArn": arn("runtime/z-1"), "agentRuntimeName": "z", "roleArn": ROLE, "agentRuntimeArtifact": {
                    "codeConfiguration": {"code": {"s3": {"bucket": "code", "prefix": "agents/z.zip", "versionId": "v7"}},
                        "runtime": "PYTHON_3_13", "entryPoint": ["CANARY"]}}}),
            ),
            (
                "list-agent-runtime-endpoints",
                "r-1",
                json!({"runtimeEndpoints": [{"name": "DEFAULT", "id": "e", "liveVersion": "3", "targetVersion": "4", "status": "READY",
                    "agentRuntimeEndpointArn": arn("runtime/r-1/runtime-endpoint/DEFAULT"), "agentRuntimeArn": arn("runtime/r-1")}]}),
            ),
            (
                "get-resource-policy",
                &arn("runtime/r-1"),
                json!({"policy": "{\"Statement\":[]}"}),
            ),
            ("get-resource-policy", &arn("runtime/z-1"), json!({})),
            (
                "list-workload-identities",
                "",
                json!({"workloadIdentities": [{"name": "r",
                    "workloadIdentityArn": arn("workload-identity-directory/default/workload-identity/r")}]}),
            ),
        ],
    );
    let runtime = &sink.facts.workloads[&arn("runtime/r-1")];
    assert_eq!(
        (runtime.kind.as_str(), runtime.name.as_str()),
        ("aws:bedrock-agentcore:runtime", "r")
    );
    assert_eq!(
        (
            runtime.runs_as[0].identity.as_str(),
            runtime.runs_as[0].how.as_str()
        ),
        (ROLE, "execution-role")
    );
    assert_eq!(runtime.environment[0].name, "OPENAI_KEY");
    let identity = arn("workload-identity-directory/default/workload-identity/r");
    for (name, value) in [
        ("state", json!("READY")),
        ("version", json!("3")),
        (
            "image",
            json!("111122223333.dkr.ecr.us-east-1.amazonaws.com/agent:live"),
        ),
        ("network", json!("PUBLIC")),
        ("protocol", json!("MCP")),
        ("workload_identity", json!(identity)),
        ("metadata_needs_token", json!(true)),
        (
            "token_issuer",
            json!("https://idp.example/.well-known/openid-configuration"),
        ),
        ("token_audiences", json!(["app"])),
        ("token_clients", json!(["web"])),
    ] {
        assert_eq!(runtime.attributes[name], value, "{name}");
    }
    assert_eq!(
        sink.facts.workloads[&arn("runtime/z-1")].attributes["code_version"],
        "v7"
    );
    assert!(sink.facts.workloads.contains_key(&identity));
    let endpoint = &sink.facts.assets[&arn("runtime/r-1/runtime-endpoint/DEFAULT")];
    assert_eq!(
        (endpoint.class, endpoint.kind.as_str()),
        (AssetClass::Model, "aws:bedrock-agentcore:runtime-endpoint")
    );
    assert_eq!(
        (
            &endpoint.attributes["version"],
            &endpoint.attributes["next_version"]
        ),
        (&json!("3"), &json!("4"))
    );
    assert_eq!(sink.facts.attachments.len(), 1);
    let mut expected = vec![
        (
            "arn:aws:ecr:us-east-1:111122223333:repository/agent".to_owned(),
            runtime.id.clone(),
            LineageKind::Image,
        ),
        (
            "arn:aws:s3:::code/agents/z.zip".to_owned(),
            arn("runtime/z-1"),
            LineageKind::Code,
        ),
        (runtime.id.clone(), endpoint.id.clone(), LineageKind::Model),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_gateway_calls_its_targets_with_its_role_or_with_credentials() {
    let target = |id: &str, configuration: serde_json::Value, credential: serde_json::Value| {
        json!({"gatewayArn": arn("gateway/g-1"), "targetId": id, "name": format!("target {id}"), "status": "READY",
            "targetConfiguration": configuration, "credentialProviderConfigurations": [credential]})
    };
    let provider = arn("token-vault/default/apikeycredentialprovider/weather");
    let sink = answers(
        "bedrock_agentcore",
        &[
            (
                "list-gateways",
                "",
                json!({"items": [{"gatewayId": "g-1", "name": "tools", "status": "READY", "authorizerType": "NONE"}]}),
            ),
            (
                "get-gateway",
                "g-1",
                json!({"gatewayArn": arn("gateway/g-1"), "gatewayId": "g-1", "name": "tools", "gatewayUrl": "https://g.example", "status": "READY",
                    "roleArn": ROLE, "kmsKeyArn": "alias/g", "authorizerType": "NONE",
                    "protocolConfiguration": {"mcp": {"instructions": "CANARY"}},
                    "interceptorConfigurations": [{"interceptor": {"lambda": {"arn": "arn:aws:lambda:us-east-1:111122223333:function:look"}}}],
                    "policyEngineConfiguration": {"arn": arn("policy-engine/p"), "mode": "LOG_ONLY"},
                    "workloadIdentityDetails": {"workloadIdentityArn": arn("workload-identity-directory/default/workload-identity/g")}}),
            ),
            (
                "get-gateway-target",
                "g-1 T1",
                target(
                    "T1",
                    json!({"mcp": {"lambda": {"lambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:tool",
                        "toolSchema": {"inlinePayload": [{"name": "n", "description": "CANARY"}]}}}}),
                    json!({"credentialProviderType": "GATEWAY_IAM_ROLE"}),
                ),
            ),
            (
                "get-gateway-target",
                "g-1 T2",
                target(
                    "T2",
                    json!({"mcp": {"openApiSchema": {"s3": {"uri": "s3://schemas/weather.yaml"}, "inlinePayload": "CANARY"}}}),
                    json!({"credentialProviderType": "API_KEY", "credentialProvider": {"apiKeyCredentialProvider": {
                        "providerArn": provider, "credentialParameterName": "CANARY"}}}),
                ),
            ),
            (
                "get-gateway-target",
                "g-1 T3",
                target(
                    "T3",
                    json!({"http": {"agentcoreRuntime": {"arn": arn("runtime/r-1")}}}),
                    json!({"credentialProviderType": "OAUTH", "credentialProvider": {"oauthCredentialProvider": {
                        "providerArn": "oauth", "scopes": [], "customParameters": {"k": "CANARY"}}}}),
                ),
            ),
        ],
    );
    let gateway = &sink.facts.workloads[&arn("gateway/g-1")];
    assert_eq!(
        (gateway.kind.as_str(), gateway.runs_as[0].identity.as_str()),
        ("aws:bedrock-agentcore:gateway", ROLE)
    );
    for (name, value) in [
        ("state", json!("READY")),
        ("url", json!("https://g.example")),
        ("encryption_key", json!("alias/g")),
        ("authorizer", json!("NONE")),
        (
            "interceptors",
            json!(["arn:aws:lambda:us-east-1:111122223333:function:look"]),
        ),
        ("policy_engine", json!(arn("policy-engine/p"))),
        ("policy_engine_mode", json!("LOG_ONLY")),
        (
            "workload_identity",
            json!(arn(
                "workload-identity-directory/default/workload-identity/g"
            )),
        ),
        (
            "target:T1",
            json!({"name": "target T1", "state": "READY", "lambda": "arn:aws:lambda:us-east-1:111122223333:function:tool",
                "credentials": ["GATEWAY_IAM_ROLE"]}),
        ),
        (
            "target:T2",
            json!({"name": "target T2", "state": "READY", "kind": "openapi", "schema": "s3://schemas/weather.yaml",
                "credentials": ["API_KEY"], "credential_providers": [provider]}),
        ),
        (
            "target:T3",
            json!({"name": "target T3", "state": "READY", "runtime": arn("runtime/r-1"), "credentials": ["OAUTH"],
                "credential_providers": ["oauth"]}),
        ),
    ] {
        assert_eq!(gateway.attributes[name], value, "{name}");
    }
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert_eq!(
        flows(&sink),
        [(
            "arn:aws:s3:::schemas/weather.yaml".to_owned(),
            gateway.id.clone(),
            LineageKind::Data
        )]
    );
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn memories_interpreters_browsers_and_credentials() {
    let sink = answers(
        "bedrock_agentcore",
        &[
            (
                "list-memories",
                "",
                json!({"memories": [{"arn": arn("memory/m-1"), "id": "m-1", "status": "ACTIVE"}, {"status": "ACTIVE"}]}),
            ),
            (
                "get-memory",
                "m-1",
                json!({"memory": {"arn": arn("memory/m-1"), "id": "m-1", "name": "chats", "status": "ACTIVE", "description": "d",
                    "encryptionKeyArn": "alias/m", "memoryExecutionRoleArn": ROLE, "eventExpiryDuration": 90, "strategies": [
                        {"strategyId": "s", "type": "CUSTOM", "configuration": {"type": "SELF_MANAGED", "selfManagedConfiguration": {
                            "invocationConfiguration": {"topicArn": "arn:aws:sns:us-east-1:111122223333:t", "payloadDeliveryBucketName": "payload"}},
                            "extraction": {"customExtractionConfiguration": {"semanticExtractionOverride": {"appendToPrompt": "CANARY"}}}}}],
                    "streamDeliveryResources": {"resources": [{"kinesis": {"dataStreamArn": "arn:aws:kinesis:us-east-1:111122223333:stream/s"}}]}}}),
            ),
            (
                "get-code-interpreter",
                "c-1",
                json!({"codeInterpreterId": "c-1", "codeInterpreterArn": arn("code-interpreter-custom/c-1"), "name": "python", "status": "READY",
                    "executionRoleArn": ROLE, "networkConfiguration": {"networkMode": "PUBLIC"},
                    "certificates": [{"location": {"secretsManager": {"secretArn": SECRET}}}]}),
            ),
            (
                "get-browser",
                "b-1",
                json!({"browserId": "b-1", "browserArn": arn("browser-custom/b-1"), "name": "web", "status": "READY", "executionRoleArn": ROLE,
                    "networkConfiguration": {"networkMode": "VPC"}, "recording": {"enabled": true, "s3Location": {"bucket": "rec", "prefix": "b"}},
                    "enterprisePolicies": [{"location": {"s3": {"bucket": "policies", "prefix": "chrome.json"}}}]}),
            ),
            (
                "get-api-key-credential-provider",
                "weather",
                json!({"name": "weather", "credentialProviderArn": arn("token-vault/default/apikeycredentialprovider/weather"),
                    "apiKeySecretArn": {"secretArn": SECRET}, "apiKeySecretSource": "MANAGED", "apiKey": "CANARY"}),
            ),
            (
                "get-oauth2-credential-provider",
                "git",
                json!({"name": "git", "credentialProviderArn": arn("token-vault/default/oauth2credentialprovider/git"),
                    "credentialProviderVendor": "GithubOauth2", "callbackUrl": "https://back.example", "clientSecretArn": {"secretArn": SECRET},
                    "oauth2ProviderConfigOutput": {"githubOauth2ProviderConfig": {"clientSecret": "CANARY"}}}),
            ),
        ],
    );
    let memory = &sink.facts.assets[&arn("memory/m-1")];
    assert_eq!(
        (memory.class, memory.kind.as_str()),
        (AssetClass::Data, "aws:bedrock-agentcore:memory")
    );
    assert_eq!(memory.encryption_key.as_deref(), Some("alias/m"));
    assert_eq!(memory.attributes["role"], ROLE);
    assert_eq!(memory.attributes["days_kept"], 90);
    assert_eq!(memory.attributes["strategies"], json!(["CUSTOM"]));
    let interpreter = &sink.facts.workloads[&arn("code-interpreter-custom/c-1")];
    assert_eq!(
        (
            interpreter.kind.as_str(),
            interpreter.runs_as[0].identity.as_str()
        ),
        ("aws:bedrock-agentcore:code-interpreter", ROLE)
    );
    assert_eq!(interpreter.attributes["network"], "PUBLIC");
    assert_eq!(
        interpreter.attributes["certificate_secrets"],
        json!([SECRET])
    );
    let browser = &sink.facts.workloads[&arn("browser-custom/b-1")];
    assert_eq!(
        (browser.kind.as_str(), browser.runs_as[0].identity.as_str()),
        ("aws:bedrock-agentcore:browser", ROLE)
    );
    for (id, kind, vendor) in [
        (
            "apikeycredentialprovider/weather",
            "api-key-credential-provider",
            None,
        ),
        (
            "oauth2credentialprovider/git",
            "oauth2-credential-provider",
            Some("GithubOauth2"),
        ),
    ] {
        let provider = &sink.facts.assets[&arn(&format!("token-vault/default/{id}"))];
        assert_eq!(
            (provider.class, provider.kind.clone()),
            (AssetClass::Secret, format!("aws:bedrock-agentcore:{kind}"))
        );
        assert_eq!(provider.attributes["secret"], SECRET);
        assert_eq!(
            provider.attributes.get("vendor").and_then(|it| it.as_str()),
            vendor
        );
    }
    let mut expected: Vec<(String, String)> = [
        "arn:aws:sns:us-east-1:111122223333:t",
        "arn:aws:s3:::payload",
        "arn:aws:kinesis:us-east-1:111122223333:stream/s",
    ]
    .map(|to| (memory.id.clone(), to.to_owned()))
    .into();
    expected.push((browser.id.clone(), "arn:aws:s3:::rec/b/*".to_owned()));
    expected.push((
        "arn:aws:s3:::policies/chrome.json".to_owned(),
        browser.id.clone(),
    ));
    let mut found: Vec<_> = flows(&sink)
        .into_iter()
        .map(|(from, to, _)| (from, to))
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    // A memory without an id is a gap.
    assert_eq!(sink.coverage.len(), 1, "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
