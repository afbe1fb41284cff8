//! Compute and CI services, from a moto server that `compute.py` fills; what moto does not have is a named gap.

use std::collections::BTreeSet;

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{PolicyKind, Workload};
use blastradius_collectors::snapshot::{Facts, MemorySink};
use serde_json::json;

use crate::moto::ACCOUNT;
use crate::moto_server::Moto;
use crate::unimplemented::UNIMPLEMENTED;
use crate::{covered, environment, impatient};

/// The services that this test is about.
const SERVICES: [&str; 18] = [
    "apprunner",
    "batch",
    "cloudformation",
    "codebuild",
    "codecommit",
    "codeconnections",
    "codepipeline",
    "codestar-connections",
    "datapipeline",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "events",
    "lambda",
    "pipes",
    "scheduler",
    "states",
];

const IMAGE: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1";

fn here(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}")
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

fn roles(workload: &Workload) -> BTreeSet<(String, String)> {
    let roles = workload.runs_as.iter();
    roles
        .map(|it| (it.how.clone(), it.identity.clone()))
        .collect()
}

fn one(how: &str, name: &str) -> BTreeSet<(String, String)> {
    BTreeSet::from([(how.to_owned(), role(name))])
}

/// The only workload of a kind.
fn only<'f>(facts: &'f Facts, kind: &str) -> &'f Workload {
    let mut found = facts.workloads.values().filter(|it| it.kind == kind);
    let it = found.next().expect(kind);
    assert!(found.next().is_none(), "several {kind}");
    it
}

/// Names and references of an environment.
fn environment_of(workload: &Workload) -> Vec<(&str, Option<&str>)> {
    let variables = workload.environment.iter();
    variables
        .map(|it| (it.name.as_str(), it.reference.as_deref()))
        .collect()
}

fn flows(facts: &Facts, from: &str, to: &str, kind: &str) {
    let id = format!("{from}->{to}#{kind}");
    assert!(facts.lineage.contains_key(&id), "{id}");
}

#[test]
fn compute_and_builds_are_collected_whole() {
    if !environment::prepared("compute::compute_and_builds_are_collected_whole") {
        return;
    }
    let moto = Moto::start();
    assert_eq!(moto.fill(include_str!("compute.py")), ACCOUNT);
    let mut options = impatient(&moto.endpoint);
    options.regions = vec!["us-east-1".to_owned()];
    options.limits.pages = 100;
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();

    gaps(&sink.coverage);
    covered::answered("compute", &sink.coverage);
    containers(&sink.facts);
    batch(&sink.facts);
    clusters(&sink.facts);
    builds(&sink.facts);
    stacks(&sink.facts);
    flows_and_rules(&sink.facts);
    functions(&sink.facts);
    machines(&sink.facts);
    let kept = format!("{:?} {:?}", sink.facts, sink.coverage);
    // Base64 of user data too.
    for never in ["CANARY", "Q0FOQVJZ", "DQU5BUl"] {
        assert!(!kept.contains(never), "{never}");
    }
}

fn gaps(coverage: &[Coverage]) {
    let of_these = |it: &&Coverage| {
        let service = it.operation.split_once(':').map(|(service, _)| service);
        SERVICES.contains(&service.unwrap_or_default())
    };
    let missing: BTreeSet<&str> = UNIMPLEMENTED
        .iter()
        .copied()
        .filter(|it| SERVICES.contains(&it.split(':').next().unwrap_or_default()))
        .collect();
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut services: BTreeSet<&str> = BTreeSet::new();
    for record in coverage.iter().filter(of_these) {
        services.extend(record.operation.split(':').next());
        match record.outcome {
            it if it.is_complete() => {}
            // All regions were not asked for, and that is said.
            Outcome::NotAsked if record.operation == "ec2:DescribeRegions" => {}
            // What a listing that moto does not have would have named.
            Outcome::NotAsked => {
                let right = missing.iter().any(|it| record.reason.contains(it));
                assert!(right, "{record:?}");
            }
            Outcome::Unimplemented | Outcome::Failed => {
                assert!(missing.contains(record.operation.as_str()), "{record:?}");
                found.insert(&record.operation);
            }
            it => assert_eq!(it, Outcome::Answered, "{record:?}"),
        }
    }
    assert_eq!(services, BTreeSet::from(SERVICES));
    assert_eq!(found, missing);
}

fn containers(facts: &Facts) {
    let repository = &facts.assets[&here("ecr", "repository/team/app")];
    assert_eq!(repository.attributes["tag_mutability"], "MUTABLE");
    assert_eq!(repository.attributes["scan_on_push"], true);
    assert_eq!(repository.tags.as_ref().unwrap()["team"], "ml");
    for number in 0..3 {
        let name = format!("repository/team/base-{number}");
        assert!(facts.assets.contains_key(&here("ecr", &name)), "{name}");
    }
    for (target, action) in [
        (repository.id.clone(), "ecr:BatchGetImage"),
        (here("ecr", "registry"), "ecr:ReplicateImage"),
    ] {
        let policy = &facts.policies[&format!("{target}#resource")];
        assert!(policy.document.contains(action), "{policy:?}");
        let attached = format!("{target}#resource/{}", policy.id);
        assert!(facts.attachments.contains_key(&attached), "{attached}");
    }

    // The revision that the service uses, and the latest of the family.
    for revision in [1, 2] {
        let id = here("ecs", &format!("task-definition/app:{revision}"));
        let it = &facts.workloads[&id];
        assert_eq!(it.kind, "aws:ecs:task-definition");
        let mut expected = one("task-role", "work");
        expected.extend(one("execution-role", "start"));
        assert_eq!(roles(it), expected);
        assert_eq!(it.attributes["image"], IMAGE);
        assert_eq!(it.attributes["family"], "app");
        assert_eq!(it.attributes["network_mode"], "awsvpc");
        let token = here("ssm", "parameter/prod/token");
        assert_eq!(
            environment_of(it),
            [("MODE", None), ("TOKEN", Some(token.as_str()))]
        );
        flows(facts, &repository.id, &id, "image");
    }
    let cluster = &facts.workloads[&here("ecs", "cluster/prod")];
    assert_eq!(cluster.kind, "aws:ecs:cluster");
    assert_eq!(cluster.attributes["state"], "ACTIVE");
    assert_eq!(cluster.tags.as_ref().unwrap()["env"], "prod");
    let service = &facts.workloads[&here("ecs", "service/prod/api")];
    assert_eq!(service.kind, "aws:ecs:service");
    assert_eq!(
        service.attributes["task_definition"],
        here("ecs", "task-definition/app:1")
    );
    assert_eq!(service.attributes["cluster"], cluster.id);
    let task = only(facts, "aws:ecs:task");
    assert_eq!(
        task.attributes["task_definition"],
        here("ecs", "task-definition/app:1")
    );
    assert_eq!(task.attributes["cluster"], cluster.id);
    assert_eq!(task.attributes["launch_type"], "FARGATE");
}

fn batch(facts: &Facts) {
    let it = &facts.workloads[&here("batch", "job-definition/etl:1")];
    let mut expected = one("job-role", "work");
    expected.extend(one("execution-role", "start"));
    assert_eq!(roles(it), expected);
    assert_eq!(it.name, "etl:1");
    assert_eq!(it.attributes["image"], IMAGE);
    let token = here("ssm", "parameter/prod/token");
    assert_eq!(
        environment_of(it),
        [("MODE", None), ("TOKEN", Some(token.as_str()))]
    );
    flows(facts, &here("ecr", "repository/team/app"), &it.id, "image");
    let environment = &facts.workloads[&here("batch", "compute-environment/unmanaged")];
    assert_eq!(roles(environment), one("service-role", "batch"));
    assert_eq!(environment.attributes["management"], "UNMANAGED");
    let queue = &facts.workloads[&here("batch", "job-queue/default")];
    assert_eq!(
        queue.attributes["compute_environments"],
        json!([environment.id])
    );
}

fn clusters(facts: &Facts) {
    let cluster = &facts.workloads[&here("eks", "cluster/prod")];
    assert_eq!(roles(cluster), one("cluster-role", "cluster"));
    let issuer = cluster.attributes["oidc_issuer"].as_str().unwrap();
    assert!(issuer.starts_with("https://oidc.eks.us-east-1.amazonaws.com/id/"));
    let nodes = only(facts, "aws:eks:nodegroup");
    assert_eq!(nodes.name, "main");
    assert_eq!(roles(nodes), one("node-role", "node"));
    assert_eq!(nodes.attributes["cluster"], cluster.id);
    let profile = only(facts, "aws:eks:fargate-profile");
    assert_eq!(profile.name, "jobs");
    assert_eq!(roles(profile), one("execution-role", "start"));
    assert_eq!(profile.attributes["namespaces"], json!(["jobs"]));
}

fn builds(facts: &Facts) {
    let project = &facts.workloads[&here("codebuild", "project/build")];
    assert_eq!(roles(project), one("service-role", "build"));
    let token = here("ssm", "parameter/prod/token");
    assert_eq!(
        environment_of(project),
        [("PLAIN", None), ("TOKEN", Some(token.as_str()))]
    );
    assert_eq!(project.attributes["image"], IMAGE);
    assert_eq!(project.attributes["source"], json!(["sources/app.zip"]));
    flows(facts, "arn:aws:s3:::sources/app.zip", &project.id, "code");
    flows(facts, &project.id, "arn:aws:s3:::artifacts", "data");
    flows(
        facts,
        &here("ecr", "repository/team/app"),
        &project.id,
        "image",
    );

    let pipeline = &facts.pipelines[&here("codepipeline", "release")];
    assert_eq!(pipeline.kind, "aws:codepipeline:pipeline");
    let stages: Vec<(&str, &str, usize)> = pipeline
        .stages
        .iter()
        .map(|it| (it.name.as_str(), it.kind.as_str(), it.runs_as.len()))
        .collect();
    assert_eq!(stages, [("Source", "source", 1), ("Build", "build", 2)]);
    assert_eq!(pipeline.stages[0].runs_as[0].identity, role("pipeline"));
    assert_eq!(pipeline.stages[1].runs_as[0].how, "action-role");
    assert_eq!(pipeline.stages[1].runs_as[0].identity, role("build"));
    assert_eq!(pipeline.attributes["invokes"], json!([project.id]));
    flows(facts, "arn:aws:s3:::sources/app.zip", &pipeline.id, "code");
    flows(facts, "arn:aws:s3:::artifacts", &project.id, "code");
}

fn stacks(facts: &Facts) {
    let stack = only(facts, "aws:cloudformation:stack");
    assert_eq!(stack.name, "app");
    assert_eq!(roles(stack), one("service-role", "deploy"));
    assert_eq!(stack.attributes["parameters"], json!(["Password", "Size"]));
    assert_eq!(stack.attributes["no_echo_parameters"], json!(["Password"]));
    assert_eq!(
        stack.attributes["resource_types"],
        json!(["AWS::SQS::Queue"])
    );
    assert_eq!(stack.attributes["state"], "CREATE_COMPLETE");
    assert_eq!(stack.tags.as_ref().unwrap()["team"], "ml");
    let set = only(facts, "aws:cloudformation:stack-set");
    assert_eq!(set.name, "base");
    assert_eq!(roles(set), one("administration-role", "deploy"));
    assert_eq!(set.attributes["execution_role_name"], "exec");
    assert_eq!(set.attributes["parameters"], json!(["Password", "Size"]));
}

fn flows_and_rules(facts: &Facts) {
    let machine = &facts.workloads[&here("states", "stateMachine:retrain")];
    assert_eq!(roles(machine), one("execution-role", "machine"));
    assert_eq!(
        machine.attributes["invokes"],
        json!([here("lambda", "function:score")])
    );
    assert_eq!(machine.tags.as_ref().unwrap()["team"], "ml");
    for path in ["rule/nightly", "rule/orders/nightly"] {
        let rule = &facts.workloads[&here("events", path)];
        assert_eq!(rule.name, "nightly");
        assert_eq!(roles(rule), one("target-role", "target"));
        assert_eq!(rule.attributes["targets"], json!([machine.id]));
    }
    let bus = here("events", "event-bus/orders");
    let policy = &facts.policies[&format!("{bus}#resource")];
    assert!(policy.document.contains("events:PutEvents"));
    let schedule = &facts.workloads[&here("scheduler", "schedule/default/nightly")];
    assert_eq!(roles(schedule), one("target-role", "target"));
    assert_eq!(schedule.attributes["target"], machine.id);
    assert_eq!(schedule.attributes["schedule"], "rate(1 day)");
    let pipe = &facts.workloads[&here("pipes", "pipe/feed")];
    assert_eq!(roles(pipe), one("pipe-role", "target"));
    flows(facts, &here("sqs", "jobs"), &pipe.id, "data");
    flows(facts, &pipe.id, &machine.id, "data");
    let export = only(facts, "aws:datapipeline:pipeline");
    let mut expected = one("pipeline-role", "DataPipelineDefaultRole");
    expected.extend(one("resource-role", "DataPipelineDefaultResourceRole"));
    assert_eq!(roles(export), expected);
    assert_eq!(export.attributes["title"], "export");
}

fn functions(facts: &Facts) {
    let id = here("lambda", "function:score");
    let it = &facts.workloads[&id];
    let layer = here("lambda", "layer:tools:1");
    assert_eq!(it.attributes["layers"], json!([layer]));
    assert_eq!(it.attributes["alias/live"], "1");
    assert!(!it.attributes.contains_key("code_signing"));
    assert_eq!(environment_of(it), [("A", None)]);
    assert_eq!(
        facts.assets[&layer].attributes["runtimes"],
        json!(["python3.13"])
    );
    flows(facts, &layer, &id, "code");
    flows(facts, &here("sqs", "jobs"), &id, "data");
    let sources = it.attributes.keys();
    let sources = sources.filter(|it| it.starts_with("event_source/"));
    assert_eq!(sources.count(), 1);
    // Of the function, of its version and of its alias.
    for target in [id.clone(), format!("{id}:1"), format!("{id}:live")] {
        let policy = format!("{target}#resource");
        assert!(facts.policies.contains_key(&policy), "{policy}");
    }
}

fn machines(facts: &Facts) {
    let template = only(facts, "aws:ec2:launch-template");
    assert_eq!(template.name, "spare");
    assert_eq!(template.attributes["user_data"], true);
    let instances = facts.workloads.values();
    let instances = instances.filter(|it| it.kind == "aws:ec2:instance");
    let user_data: Vec<bool> = instances
        .map(|it| it.attributes["user_data"].as_bool().unwrap())
        .collect();
    assert_eq!(user_data.len(), 2);
    assert!(user_data.contains(&true) && user_data.contains(&false));
    let assets = |kind: &str| -> Vec<_> {
        let assets = facts.assets.values();
        assets.filter(|it| it.kind == kind).collect()
    };
    let images = assets("aws:ec2:image");
    assert_eq!(images.len(), 1);
    assert_eq!(images[0].attributes["title"], "golden");
    assert_eq!(images[0].attributes["shared_with"], json!(["444455556666"]));
    let shared: BTreeSet<String> = assets("aws:ec2:snapshot")
        .iter()
        .map(|it| it.attributes["shared_with"].to_string())
        .collect();
    assert_eq!(
        shared,
        BTreeSet::from(["[]".to_owned(), "[\"all\"]".to_owned()])
    );
    let keys = assets("aws:ec2:key-pair");
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].name, "ops");
    assert_eq!(keys[0].attributes["key_type"], "ed25519");
    let endpoint = only(facts, "aws:ec2:vpc-endpoint");
    assert_eq!(endpoint.attributes["service"], "com.amazonaws.us-east-1.s3");
    let policy = &facts.policies[&format!("{}#vpc-endpoint", endpoint.id)];
    assert_eq!(policy.kind, PolicyKind::VpcEndpoint);
    assert!(policy.document.contains("s3:*"));
}
