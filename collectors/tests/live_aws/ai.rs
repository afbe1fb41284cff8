//! SageMaker, Bedrock, its agents and AgentCore, from a moto server that `populate_ai.py` fills; what moto does not have is
//! a named gap.

use std::collections::BTreeSet;

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{Asset, AssetClass, Workload};
use blastradius_collectors::snapshot::{Facts, MemorySink};
use serde_json::{Value, json};

use crate::moto::ACCOUNT;
use crate::moto_server::Moto;
use crate::unimplemented::UNIMPLEMENTED;
use crate::{covered, environment, impatient};

/// The services that this test is about, as coverage records name them.
const SERVICES: [&str; 3] = ["bedrock", "bedrock-agentcore", "sagemaker"];

/// What moto does not have of things that only this estate has. It finds no job of Bedrock by its ARN.
const MISSING: [&str; 7] = [
    "bedrock-agentcore:GetResourcePolicy",
    "bedrock:GetModelCustomizationJob",
    "bedrock:GetResourcePolicy",
    "bedrock:ListAgentAliases",
    "bedrock:ListAgentVersions",
    "bedrock:ListDataSources",
    "sagemaker:GetModelPackageGroupPolicy",
];

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/11112222-3333-4444-5555-666677778888";

#[test]
fn models_and_agents_are_collected_field_by_field() {
    if !environment::prepared("ai::models_and_agents_are_collected_field_by_field") {
        return;
    }
    let moto = Moto::start();
    let made: Value = serde_json::from_str(&moto.fill(include_str!("populate_ai.py"))).unwrap();
    let made = |name: &str| made[name].as_str().unwrap().to_owned();
    let mut options = impatient(&moto.endpoint);
    options.regions = vec!["us-east-1".to_owned()];
    options.limits.pages = 100;
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();

    gaps(&sink.coverage);
    covered::answered("ai", &sink.coverage);
    studio(&sink.facts, &made("domain"));
    jobs(&sink.facts);
    pipeline(&sink.facts);
    models(&sink.facts, &made("package"));
    monitoring(&sink.facts);
    bedrock(&sink.facts);
    agents(&sink.facts, &made);
    core(&sink.facts, &made);
    tags(&sink.facts, &made);
    let kept = format!("{:?} {:?}", sink.facts, sink.coverage);
    // Base64 of the script too.
    for never in ["CANARY", "Q0FOQVJZ", "DQU5BUl", "gQ0FOQV"] {
        assert!(!kept.contains(never), "{never}");
    }
}

/// Each gap is something that moto does not have, and each thing that moto does not have is a gap.
fn gaps(coverage: &[Coverage]) {
    let ours = |it: &str| SERVICES.contains(&it.split(':').next().unwrap_or_default());
    let missing: BTreeSet<&str> = UNIMPLEMENTED
        .iter()
        .copied()
        .filter(|it| ours(it))
        .chain(MISSING)
        .collect();
    let (mut found, mut asked) = (BTreeSet::new(), BTreeSet::new());
    for record in coverage.iter().filter(|it| ours(&it.operation)) {
        asked.extend(record.operation.split(':').next());
        match record.outcome {
            it if it.is_complete() => {}
            Outcome::NotAsked => {
                let of = |it: &&str| record.reason.contains(&format!("`{it}`"));
                assert!(missing.iter().any(of), "{record:?}");
            }
            _ => {
                assert!(missing.contains(record.operation.as_str()), "{record:?}");
                found.insert(record.operation.as_str());
            }
        }
    }
    assert_eq!(asked, BTreeSet::from(SERVICES));
    assert_eq!(found, missing);
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}")
}

fn sagemaker(resource: &str) -> String {
    arn("sagemaker", resource)
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

fn image(name: &str) -> String {
    format!("{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/{name}")
}

fn repository(name: &str) -> String {
    arn("ecr", &format!("repository/{name}"))
}

/// The asset, of a type and class, with these attributes among its own.
fn asset<'f>(
    facts: &'f Facts,
    id: &str,
    kind: &str,
    class: AssetClass,
    about: &Value,
) -> &'f Asset {
    let asset = facts.assets.get(id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!((asset.kind.as_str(), asset.class), (kind, class), "{id}");
    assert_eq!(asset.scope.as_deref(), Some("aws:123456789012"));
    assert_eq!(asset.region.as_deref(), Some("us-east-1"));
    says(id, &json!(asset.attributes), about);
    asset
}

/// The workload, of a type, that runs as these, with these attributes among its own.
fn runs<'f>(
    facts: &'f Facts,
    id: &str,
    kind: &str,
    as_whom: &[(&str, &str)],
    about: &Value,
) -> &'f Workload {
    let workload = facts.workloads.get(id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(workload.kind, kind, "{id}");
    assert_eq!(workload.scope, "aws:123456789012");
    assert_eq!(workload.region.as_deref(), Some("us-east-1"));
    let identities = workload.runs_as.iter();
    let identities: Vec<(&str, &str)> = identities.map(|it| (&*it.how, &*it.identity)).collect();
    assert_eq!(identities, as_whom, "{id}");
    says(id, &json!(workload.attributes), about);
    workload
}

fn says(id: &str, all: &Value, about: &Value) {
    for (name, value) in about.as_object().unwrap() {
        assert_eq!(all.get(name), Some(value), "{name} of {id}");
    }
}

/// The names of an environment; none of its values is kept.
fn names(workload: &Workload) -> Vec<&str> {
    workload.environment.iter().map(|it| &*it.name).collect()
}

/// Everything that flows to a thing, or from it, by kind.
fn flows(facts: &Facts, id: &str, expected: &[(&str, &str, &str)]) {
    let into = format!("->{id}#");
    let of = |it: &&str| {
        let kind = it.split_once(&*into).map(|(_, kind)| kind);
        it.starts_with(&format!("{id}->")) || kind.is_some_and(|kind| !kind.contains('#'))
    };
    let found: BTreeSet<&str> = facts
        .lineage
        .keys()
        .map(String::as_str)
        .filter(of)
        .collect();
    let expected: BTreeSet<String> = expected
        .iter()
        .map(|(from, to, kind)| format!("{from}->{to}#{kind}"))
        .collect();
    assert_eq!(found, expected.iter().map(String::as_str).collect(), "{id}");
}

fn studio(facts: &Facts, domain: &str) {
    let lab = sagemaker("notebook-instance/lab");
    let kind = "aws:sagemaker:notebook-instance";
    let about = json!({
        "state": "InService",
        "encryption_key": KEY,
        "subnet": "subnet-1",
        "security_groups": ["sg-1"],
        "direct_internet_access": "Enabled",
        "root_access": "Enabled",
        "lifecycle_configuration": "start",
    });
    let lab = runs(
        facts,
        &lab,
        kind,
        &[("execution-role", &role("lab"))],
        &about,
    );
    let repositories = lab.attributes["code_repositories"].to_string();
    assert!(
        repositories.contains("git.example.com/lab.git"),
        "{repositories}"
    );
    let start = sagemaker("notebook-instance-lifecycle-config/start");
    flows(facts, &lab.id, &[(&start, &lab.id, "code")]);

    let about = json!({
        "state": "InService",
        "auth_mode": "IAM",
        "network_access": "VpcOnly",
        "vpc": "vpc-1",
        "encryption_key": KEY,
        "home_file_system": "studio-efs-id",
    });
    let as_whom = [("execution-role", &*role("studio"))];
    runs(facts, domain, "aws:sagemaker:domain", &as_whom, &about);
    flows(
        facts,
        domain,
        &[(domain, "arn:aws:s3:::lake/shared/*", "data")],
    );

    let pod = sagemaker("cluster/pod");
    let as_whom = [("instance-group-role", &*role("pod"))];
    let about = json!({"state": "InService"});
    runs(facts, &pod, "aws:sagemaker:cluster", &as_whom, &about);
    flows(
        facts,
        &pod,
        &[("arn:aws:s3:::sagemaker-code/pod/*", &pod, "code")],
    );
}

fn jobs(facts: &Facts) {
    // Two pages.
    let many = |it: &&Workload| it.kind == "aws:sagemaker:training-job";
    assert_eq!(facts.workloads.values().filter(many).count(), 102);
    let churn = sagemaker("training-job/churn");
    let about = json!({
        "state": "Completed",
        "image": image("train:v1"),
        "output_encryption_key": KEY,
        "network_isolation": true,
    });
    let as_whom = [("execution-role", &*role("train"))];
    runs(
        facts,
        &churn,
        "aws:sagemaker:training-job",
        &as_whom,
        &about,
    );
    flows(
        facts,
        &churn,
        &[
            (&repository("train"), &churn, "image"),
            ("arn:aws:s3:::code/churn/source.tar.gz", &churn, "code"),
            ("arn:aws:s3:::lake/features/*", &churn, "data"),
            ("arn:aws:s3:::lake/list.manifest", &churn, "data"),
            (&churn, "arn:aws:s3:::lake/models/*", "model"),
            (
                &churn,
                "arn:aws:s3:::lake/models/churn/output/model.tar.gz",
                "model",
            ),
            (&churn, "arn:aws:s3:::lake/checkpoints/*", "model"),
            (&churn, "arn:aws:s3:::lake/debug/*", "data"),
            (&churn, "arn:aws:s3:::lake/boards/*", "data"),
        ],
    );

    let features = sagemaker("processing-job/features");
    let about = json!({
        "state": "Completed",
        "image": image(&format!("process@sha256:{}", "a".repeat(64))),
        "output_encryption_key": KEY,
        "network_isolation": false,
    });
    let as_whom = [("execution-role", &*role("process"))];
    runs(
        facts,
        &features,
        "aws:sagemaker:processing-job",
        &as_whom,
        &about,
    );
    flows(
        facts,
        &features,
        &[
            (&repository("process"), &features, "image"),
            ("arn:aws:s3:::code/features.py", &features, "code"),
            ("arn:aws:s3:::lake/raw/*", &features, "data"),
            (&features, "arn:aws:s3:::lake/features/*", "data"),
        ],
    );

    let score = sagemaker("transform-job/score");
    let about = json!({"state": "Completed", "output_encryption_key": KEY});
    let as_whom = [("model", &*sagemaker("model/churn#container"))];
    let job = runs(
        facts,
        &score,
        "aws:sagemaker:transform-job",
        &as_whom,
        &about,
    );
    assert_eq!(names(job), ["SECRET"]);
    flows(
        facts,
        &score,
        &[
            (&sagemaker("model/churn"), &score, "model"),
            ("arn:aws:s3:::lake/customers/*", &score, "data"),
            (&score, "arn:aws:s3:::lake/scores/*", "data"),
            (&score, "arn:aws:s3:::lake/captured/*", "data"),
        ],
    );

    let search = sagemaker("hyper-parameter-tuning-job/search");
    let about = json!({"state": "Completed", "image": image("train:v2")});
    let as_whom = [("execution-role", &*role("search"))];
    let job = runs(facts, &search, "aws:sagemaker:tuning-job", &as_whom, &about);
    assert_eq!(names(job), ["WANDB_API_KEY"]);
    flows(
        facts,
        &search,
        &[
            (&repository("train"), &search, "image"),
            ("arn:aws:s3:::lake/features/*", &search, "data"),
            (&search, "arn:aws:s3:::lake/searched/*", "model"),
        ],
    );

    let auto = sagemaker("automl-job/auto");
    let about = json!({"output_encryption_key": KEY, "deployed_endpoint": "auto"});
    let as_whom = [("execution-role", &*role("auto"))];
    runs(facts, &auto, "aws:sagemaker:automl-job", &as_whom, &about);
    flows(
        facts,
        &auto,
        &[
            ("arn:aws:s3:::lake/table/*", &auto, "data"),
            (&auto, "arn:aws:s3:::lake/auto/*", "model"),
        ],
    );
}

fn pipeline(facts: &Facts) {
    let id = sagemaker("pipeline/nightly");
    let nightly = &facts.pipelines[&id];
    assert_eq!(nightly.kind, "aws:sagemaker:pipeline");
    assert_eq!(nightly.scope, "aws:123456789012");
    says(
        &id,
        &json!(nightly.attributes),
        &json!({
            "state": "Active",
            "title": "every night",
            "role": role("pipeline"),
            "parameters": ["Role", "Token"],
            "images": [image("process:v1"), image("train:v3")],
            "overridable": [{"stage": "Train", "member": "role", "parameter": "Role"}],
        }),
    );
    let stages: Vec<(&str, &str, &str, &str)> = nightly
        .stages
        .iter()
        .map(|it| {
            let [as_whom] = it.runs_as.as_slice() else {
                panic!("{it:?}");
            };
            (&*it.name, &*it.kind, &*as_whom.how, &*as_whom.identity)
        })
        .collect();
    assert_eq!(
        stages,
        [
            ("Prepare", "preprocessing", "step-role", &*role("prepare")),
            ("Train", "training", "step-role", &*role("step")),
        ]
    );
    let (prepare, train) = (format!("{id}#Prepare"), format!("{id}#Train"));
    flows(
        facts,
        &prepare,
        &[
            (&repository("process"), &prepare, "image"),
            ("arn:aws:s3:::lake/raw/*", &prepare, "data"),
            (&prepare, "arn:aws:s3:::lake/prepared/*", "data"),
            (&prepare, &train, "data"),
        ],
    );
    flows(
        facts,
        &train,
        &[
            (&repository("train"), &train, "image"),
            (&prepare, &train, "data"),
            (&train, "arn:aws:s3:::lake/piped/*", "model"),
        ],
    );
}

fn models(facts: &Facts, package: &str) {
    let model = |id: &str, kind: &str, about: Value| {
        asset(
            facts,
            id,
            &format!("aws:sagemaker:{kind}"),
            AssetClass::Model,
            &about,
        )
    };
    let artifact = "arn:aws:s3:::lake/models/churn/output/model.tar.gz";
    let churn = sagemaker("model/churn");
    model(&churn, "model", json!({}));
    let container = format!("{churn}#container");
    let about = json!({"images": [image("serve:v1")], "network_isolation": false});
    let as_whom = [("execution-role", &*role("serve"))];
    let kind = "aws:sagemaker:model-container";
    let runtime = runs(facts, &container, kind, &as_whom, &about);
    assert_eq!(names(runtime), ["HF_TOKEN"]);
    flows(
        facts,
        &container,
        &[(&repository("serve"), &container, "image")],
    );
    let ensemble = sagemaker("model/ensemble");
    flows(
        facts,
        &ensemble,
        &[
            (&repository("serve"), &ensemble, "image"),
            ("arn:aws:s3:::lake/models/first.tar.gz", &ensemble, "model"),
            ("arn:aws:s3:::lake/models/second.tar.gz", &ensemble, "model"),
        ],
    );

    let group = sagemaker("model-package-group/churn-models");
    model(
        &group,
        "model-package-group",
        json!({"state": "Completed", "description": "what is approved"}),
    );
    let pinned = image(&format!("serve:v1@sha256:{}", "b".repeat(64)));
    let about = json!({
        "state": "Completed",
        "approval": "PendingManualApproval",
        "version": 1,
        "images": [pinned],
        "environment": ["PACKAGED"],
    });
    let first = model(package, "model-package", about);
    assert_eq!(first.part_of.as_deref(), Some(&*group));
    flows(
        facts,
        package,
        &[
            (&repository("serve"), package, "image"),
            (artifact, package, "model"),
            (package, &group, "model"),
        ],
    );
    // Two pages.
    let packages = |it: &&Asset| it.kind == "aws:sagemaker:model-package";
    assert_eq!(facts.assets.values().filter(packages).count(), 101);

    let config = sagemaker("endpoint-config/churn");
    let about = json!({"encryption_key": KEY, "variants": ["main"]});
    let as_whom = [("model", &*container)];
    runs(
        facts,
        &config,
        "aws:sagemaker:endpoint-config",
        &as_whom,
        &about,
    );
    let endpoint = sagemaker("endpoint/churn");
    model(&endpoint, "endpoint", json!({"state": "InService"}));
    let behind = format!("{endpoint}#container");
    let as_whom = [("endpoint-configuration", &*config)];
    runs(
        facts,
        &behind,
        "aws:sagemaker:endpoint",
        &as_whom,
        &json!({}),
    );
    flows(
        facts,
        &config,
        &[
            (&churn, &config, "model"),
            (&config, &endpoint, "model"),
            (&config, "arn:aws:s3:::lake/asked/*", "data"),
        ],
    );
}

fn monitoring(facts: &Facts) {
    for (kind, reads, writes) in [
        ("data-quality", None, "quality"),
        ("model-quality", Some("truth/*"), "accuracy"),
        ("model-bias", Some("truth/*"), "bias"),
        ("model-explainability", None, "why"),
    ] {
        let id = sagemaker(&format!("{kind}-job-definition/{kind}"));
        let about = json!({
            "image": image("monitor:v1"),
            "endpoints": ["churn"],
            "output_encryption_key": KEY,
        });
        let as_whom = [("execution-role", &*role("monitor"))];
        let job = "aws:sagemaker:monitoring-definition";
        let definition = runs(facts, &id, job, &as_whom, &about);
        assert_eq!(names(definition), ["MONITOR_TOKEN"]);
        let mut inputs: Vec<String> = Vec::new();
        inputs.extend(reads.map(|it| format!("arn:aws:s3:::lake/{it}")));
        match kind {
            "model-bias" => inputs.push("arn:aws:s3:::lake/bias.json".to_owned()),
            "model-explainability" => inputs.push("arn:aws:s3:::lake/shap.json".to_owned()),
            _ => {}
        }
        let (repository, output) = (
            repository("monitor"),
            format!("arn:aws:s3:::lake/{writes}/*"),
        );
        let mut expected = vec![(&*repository, &*id, "image"), (&*id, &*output, "data")];
        expected.extend(inputs.iter().map(|it| (&**it, &*id, "data")));
        flows(facts, &id, &expected);
    }
}

fn bedrock(facts: &Facts) {
    let job = arn("bedrock", "model-customization-job/tune");
    let about = json!({
        "state": "InProgress",
        "customization": "FINE_TUNING",
        "base_model": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1",
    });
    // The role stands in the description, which moto does not find.
    runs(
        facts,
        &job,
        "aws:bedrock:model-customization-job",
        &[],
        &about,
    );
    let model = arn("bedrock", "custom-model/support");
    let about = json!({
        "customization": "FINE_TUNING",
        "base_model": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1",
    });
    let kind = "aws:bedrock:custom-model";
    let custom = asset(facts, &model, kind, AssetClass::Model, &about);
    assert_eq!(custom.name, "support");
    // moto makes up a key of its own.
    assert!(
        custom
            .encryption_key
            .as_deref()
            .unwrap()
            .starts_with("arn:aws:kms:")
    );
    flows(
        facts,
        &job,
        &[
            ("arn:aws:s3:::lake/dialogues/train.jsonl", &job, "data"),
            ("arn:aws:s3:::lake/dialogues/check.jsonl", &job, "data"),
            (&job, "arn:aws:s3:::lake/tuned/*", "data"),
            (&job, &model, "model"),
            // The listing of moto names the model otherwise than the list of models.
            (&job, &arn("bedrock", "custom-model/support-tune"), "model"),
        ],
    );
    let logging = arn("bedrock", "logging/modelinvocations");
    let kind = "aws:bedrock:invocation-logging";
    let as_whom = [("logging-role", &*role("bedrock-logs"))];
    runs(
        facts,
        &logging,
        kind,
        &as_whom,
        &json!({"text": true, "images": false}),
    );
    flows(
        facts,
        &logging,
        &[
            (&logging, &arn("logs", "log-group:/bedrock/calls"), "data"),
            (&logging, "arn:aws:s3:::lake/calls/*", "data"),
            (&logging, "arn:aws:s3:::lake/large/*", "data"),
        ],
    );
}

fn agents(facts: &Facts, made: &impl Fn(&str) -> String) {
    let agent = made("agent");
    let about = json!({
        "state": "PREPARED",
        "model": "anthropic.claude-3-haiku-20240307-v1:0",
        "description": "answers customers",
        "encryption_key": KEY,
        "overridden_prompts": ["ORCHESTRATION"],
        "prompt_parser": arn("lambda", "function:parse"),
    });
    let as_whom = [("agent-role", &*role("agent"))];
    let helper = runs(facts, &agent, "aws:bedrock:agent", &as_whom, &about);
    assert_eq!(helper.name, "helper");

    let base = made("base");
    let about = json!({
        "state": "Active",
        "description": "what customers ask",
        "kind": "VECTOR",
        "embedding_model": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v1",
        "storage": "OPENSEARCH_SERVERLESS",
        "stores": [made("collection")],
        "index": "handbook",
    });
    let kind = "aws:bedrock:knowledge-base";
    let handbook = asset(facts, &base, kind, AssetClass::Index, &about);
    assert_eq!(handbook.name, "handbook");
    let as_whom = [("service-role", &*role("handbook"))];
    runs(
        facts,
        &format!("{base}#service"),
        kind,
        &as_whom,
        &json!({}),
    );
    let collection = made("collection");
    let both = [
        (&*base, &*collection, "index"),
        (&*collection, &*base, "index"),
    ];
    flows(facts, &base, &both);
    let prices = facts
        .assets
        .values()
        .find(|it| it.name == "prices")
        .unwrap();
    let about = json!({
        "storage": "PINECONE",
        "address": "https://prices.pinecone.example",
        "secrets": [arn("secretsmanager", "secret:pinecone-AbCdEf")],
    });
    says(&prices.id, &json!(prices.attributes), &about);
}

fn core(facts: &Facts, made: &impl Fn(&str) -> String) {
    let runtime = made("runtime");
    let about = json!({
        "version": "1",
        "image": image("planner:v1"),
        "network": "PUBLIC",
        "protocol": "MCP",
    });
    let as_whom = [("execution-role", &*role("planner"))];
    let kind = "aws:bedrock-agentcore:runtime";
    let planner = runs(facts, &runtime, kind, &as_whom, &about);
    assert_eq!(names(planner), ["OPENAI_API_KEY"]);
    let endpoint = made("runtime_endpoint");
    let about = json!({"of": runtime});
    let kind = "aws:bedrock-agentcore:runtime-endpoint";
    asset(facts, &endpoint, kind, AssetClass::Model, &about);
    flows(
        facts,
        &runtime,
        &[
            (&repository("planner"), &runtime, "image"),
            (&runtime, &endpoint, "model"),
        ],
    );

    let gateway = made("gateway");
    let about = json!({"encryption_key": KEY, "authorizer": "AWS_IAM"});
    let as_whom = [("service-role", &*role("tools"))];
    let kind = "aws:bedrock-agentcore:gateway";
    let tools = runs(facts, &gateway, kind, &as_whom, &about);
    let target = |(name, _): &(&String, &Value)| name.starts_with("target:");
    let targets: Vec<&Value> = tools
        .attributes
        .iter()
        .filter(target)
        .map(|it| it.1)
        .collect();
    let [orders] = targets.as_slice() else {
        panic!("{targets:?}");
    };
    says(
        &gateway,
        orders,
        &json!({
            "name": "orders",
            "lambda": arn("lambda", "function:orders"),
            "credentials": ["GATEWAY_IAM_ROLE"],
        }),
    );

    let memory = made("memory");
    let about = json!({"description": "what was said", "role": role("memory"), "days_kept": 30});
    let kind = "aws:bedrock-agentcore:memory";
    let remembers = asset(facts, &memory, kind, AssetClass::Data, &about);
    assert_eq!(remembers.encryption_key.as_deref(), Some(KEY));
}

fn tags(facts: &Facts, made: &impl Fn(&str) -> String) {
    let team = std::collections::BTreeMap::from([("team".to_owned(), "ml".to_owned())]);
    for resource in [
        "notebook-instance/lab",
        "domain/d-studio",
        "training-job/churn",
        "processing-job/features",
        "transform-job/score",
        "hyper-parameter-tuning-job/search",
        "automl-job/auto",
        "endpoint-config/churn",
        "cluster/pod",
        "data-quality-job-definition/data-quality",
        "model-quality-job-definition/model-quality",
        "model-bias-job-definition/model-bias",
        "model-explainability-job-definition/model-explainability",
    ] {
        let workload = &facts.workloads[&sagemaker(resource)];
        assert_eq!(workload.tags.as_ref(), Some(&team), "{resource}");
        assert!(!workload.name.is_empty(), "{resource}");
    }
    for resource in [
        "model/churn",
        "endpoint/churn",
        "model-package-group/churn-models",
    ] {
        let asset = &facts.assets[&sagemaker(resource)];
        assert_eq!(asset.tags.as_ref(), Some(&team), "{resource}");
        assert!(!asset.name.is_empty(), "{resource}");
    }
    let nightly = &facts.pipelines[&sagemaker("pipeline/nightly")];
    assert_eq!(
        (nightly.tags.as_ref(), &*nightly.name),
        (Some(&team), "nightly")
    );
    assert_eq!(facts.workloads[&made("agent")].tags.as_ref(), Some(&team));
    assert_eq!(facts.assets[&made("base")].tags.as_ref(), Some(&team));
    assert_eq!(facts.workloads[&made("gateway")].tags.as_ref(), Some(&team));
    assert_eq!(facts.assets[&made("memory")].tags.as_ref(), Some(&team));
    // Asked, and there are none; and not asked.
    let untagged = &facts.workloads[&sagemaker("training-job/many-0")].tags;
    assert_eq!(
        untagged.as_ref().map(std::collections::BTreeMap::len),
        Some(0)
    );
    assert_eq!(facts.assets[&made("package")].tags, None);
}
