use serde_json::json;

use crate::{answers, everything};

const PREFIX: &str = "arn:aws:events:us-east-1:111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/target";

#[test]
fn a_rule_runs_as_the_roles_of_its_targets() {
    let bus = format!("{PREFIX}:event-bus/orders");
    let rule = format!("{PREFIX}:rule/orders/nightly");
    let sink = answers(
        "events",
        &[
            (
                "list-event-buses",
                "",
                json!({"EventBuses": [{"Name": "orders", "Arn": bus, "Policy": "{\"Statement\":[]}"},
                    {"Name": "default", "Arn": format!("{PREFIX}:event-bus/default")}]}),
            ),
            (
                "list-rules",
                "orders",
                json!({"Rules": [{"Name": "nightly", "Arn": rule, "State": "ENABLED", "EventBusName": "orders",
                    "ScheduleExpression": "rate(1 day)", "EventPattern": "CANARY-pattern", "Description": "d",
                    "ManagedBy": "m"}]}),
            ),
            (
                "list-targets-by-rule",
                "orders nightly",
                json!({"Targets": [
                    {"Id": "2", "Arn": "arn:aws:ecs:us-east-1:111122223333:cluster/c", "RoleArn": ROLE,
                     "Input": "CANARY-input", "InputTransformer": {"InputTemplate": "CANARY-template"},
                     "EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/t:1",
                        "EnableExecuteCommand": true}},
                    {"Id": "1", "Arn": "arn:aws:batch:us-east-1:111122223333:job-queue/q", "RoleArn": ROLE,
                     "BatchParameters": {"JobDefinition": "jd", "JobName": "j"},
                     "HttpParameters": {"HeaderParameters": {"X-Key": "CANARY-header"}},
                     "RedshiftDataParameters": {"SecretManagerArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:r-AbCdEf",
                        "Sql": "CANARY-sql"}}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let it = &sink.facts.workloads[&rule];
    assert_eq!(it.kind, "aws:events:rule");
    assert_eq!(it.name, "nightly");
    assert_eq!(it.runs_as.len(), 1);
    assert_eq!(it.runs_as[0].how, "target-role");
    assert_eq!(it.runs_as[0].identity, ROLE);
    for (name, value) in [
        ("state", json!("ENABLED")),
        ("schedule", json!("rate(1 day)")),
        ("event_bus", json!("orders")),
        ("description", json!("d")),
        ("managed_by", json!("m")),
        (
            "targets",
            json!([
                "arn:aws:batch:us-east-1:111122223333:job-queue/q",
                "arn:aws:ecs:us-east-1:111122223333:cluster/c"
            ]),
        ),
        (
            "definitions",
            json!([
                "arn:aws:ecs:us-east-1:111122223333:task-definition/t:1",
                "jd"
            ]),
        ),
        (
            "secrets",
            json!(["arn:aws:secretsmanager:us-east-1:111122223333:secret:r-AbCdEf"]),
        ),
        ("enable_execute_command", json!(true)),
    ] {
        assert_eq!(it.attributes[name], value, "{name}");
    }
    assert_eq!(sink.facts.policies.len(), 1);
    assert_eq!(sink.facts.attachments.values().next().unwrap().target, bus);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn rules_of_the_default_bus_do_not_name_it() {
    let targets = json!({"Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:111122223333:q"}]});
    let sink = answers("events", &[("list-targets-by-rule", "default r", targets)]);
    let it = &sink.facts.workloads[&format!("{PREFIX}:rule/r")];
    assert_eq!(it.name, "r");
    assert!(it.runs_as.is_empty());
}

#[test]
fn a_schedule_has_its_target_and_role() {
    let arn = "arn:aws:scheduler:us-east-1:111122223333:schedule/default/nightly";
    let target = "arn:aws:lambda:us-east-1:111122223333:function:f";
    let sink = answers(
        "scheduler",
        &[
            (
                "list-schedules",
                "",
                json!({"Schedules": [{"Arn": arn, "Name": "nightly", "GroupName": "default", "State": "ENABLED",
                    "Target": {"Arn": target}}]}),
            ),
            (
                "get-schedule",
                "default nightly",
                json!({"Arn": arn, "Name": "nightly", "GroupName": "default", "State": "ENABLED",
                    "ScheduleExpression": "cron(0 1 * * ? *)", "ScheduleExpressionTimezone": "UTC",
                    "KmsKeyArn": "k", "Description": "d",
                    "Target": {"Arn": target, "RoleArn": ROLE, "Input": "CANARY",
                        "EcsParameters": {"TaskDefinitionArn": "td"}}}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let it = &sink.facts.workloads[arn];
    assert_eq!(it.kind, "aws:scheduler:schedule");
    assert_eq!(it.runs_as[0].how, "target-role");
    assert_eq!(it.runs_as[0].identity, ROLE);
    assert_eq!(it.attributes["target"], target);
    assert_eq!(it.attributes["group"], "default");
    assert_eq!(it.attributes["state"], "ENABLED");
    assert_eq!(it.attributes["schedule"], "cron(0 1 * * ? *)");
    assert_eq!(it.attributes["definition"], "td");
    assert_eq!(it.attributes["encryption_key"], "k");
    assert!(!it.attributes.contains_key("timezone"));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_schedule_starts_the_pipeline_that_it_targets() {
    let pipeline = "arn:aws:sagemaker:us-east-1:111122223333:pipeline/retrain";
    let machine = "arn:aws:states:us-east-1:111122223333:stateMachine:m";
    let schedule = |name: &str, target: &str, state: &str| {
        json!({"Arn": format!("arn:aws:scheduler:us-east-1:111122223333:schedule/default/{name}"), "Name": name,
            "GroupName": "default", "State": state, "ScheduleExpression": "rate(1 day)",
            "Target": {"Arn": target, "RoleArn": ROLE}})
    };
    let sink = answers(
        "scheduler",
        &[
            (
                "get-schedule",
                "default a",
                schedule("a", pipeline, "ENABLED"),
            ),
            (
                "get-schedule",
                "default b",
                schedule("b", machine, "DISABLED"),
            ),
        ],
    );
    let started: Vec<_> = sink
        .facts
        .pipelines
        .values()
        .map(|it| (it.id.clone(), it.kind.as_str(), &it.triggers[0]))
        .map(|(id, kind, it)| (id, kind, it.kind.as_str(), it.detail.as_str(), it.paused))
        .collect();
    assert_eq!(
        started,
        [
            (
                pipeline.to_owned(),
                "aws:sagemaker:pipeline",
                "schedule",
                "rate(1 day)",
                false
            ),
            (
                format!("{machine}#pipeline"),
                "aws:states:state-machine",
                "schedule",
                "rate(1 day)",
                true
            ),
        ]
    );
}

#[test]
fn a_zone_other_than_utc_stands_beside_the_expression() {
    let pipeline = |name: &str| format!("arn:aws:sagemaker:us-east-1:111122223333:pipeline/{name}");
    let schedule = |name: &str, expression: &str| {
        let arn = format!("arn:aws:scheduler:us-east-1:111122223333:schedule/default/{name}");
        json!({"Arn": arn, "Name": name, "GroupName": "default", "ScheduleExpression": expression,
            "ScheduleExpressionTimezone": "Europe/Zurich", "Target": {"Arn": pipeline(name)}})
    };
    let (cron, rate) = ("cron(0 2 * * ? *)", "rate(1 day)");
    let sink = answers(
        "scheduler",
        &[
            ("get-schedule", "default cron", schedule("cron", cron)),
            ("get-schedule", "default rate", schedule("rate", rate)),
        ],
    );
    let detail = |name: &str| {
        sink.facts.pipelines[&pipeline(name)].triggers[0]
            .detail
            .clone()
    };
    assert_eq!(detail("cron"), "cron(0 2 * * ? *) Europe/Zurich");
    // A rate is the same everywhere.
    assert_eq!(detail("rate"), rate);
    let zone = |name: &str| {
        let id = format!("arn:aws:scheduler:us-east-1:111122223333:schedule/default/{name}");
        sink.facts.workloads[&id]
            .attributes
            .get("timezone")
            .cloned()
    };
    assert_eq!(zone("cron"), Some(json!("Europe/Zurich")));
    assert_eq!(zone("rate"), None);
}

#[test]
fn data_flows_through_a_pipe() {
    let arn = "arn:aws:pipes:us-east-1:111122223333:pipe/p";
    let (source, target) = (
        "arn:aws:sqs:us-east-1:111122223333:in",
        "arn:aws:states:us-east-1:111122223333:stateMachine:m",
    );
    let enrichment = "arn:aws:lambda:us-east-1:111122223333:function:enrich";
    let sink = answers(
        "pipes",
        &[
            (
                "list-pipes",
                "",
                json!({"Pipes": [{"Arn": arn, "Name": "p", "CurrentState": "RUNNING", "Source": source, "Target": target}]}),
            ),
            (
                "describe-pipe",
                "p",
                json!({"Arn": arn, "Name": "p", "CurrentState": "RUNNING", "Source": source, "Target": target,
                    "Enrichment": enrichment, "RoleArn": ROLE, "KmsKeyIdentifier": "k",
                    "EnrichmentParameters": {"InputTemplate": "CANARY"},
                    "TargetParameters": {"InputTemplate": "CANARY"}, "Tags": {"a": "b"}}),
            ),
        ],
    );
    let it = &sink.facts.workloads[arn];
    assert_eq!(it.kind, "aws:pipes:pipe");
    assert_eq!(it.runs_as[0].how, "pipe-role");
    assert_eq!(it.runs_as[0].identity, ROLE);
    assert_eq!(it.attributes["source"], source);
    assert_eq!(it.attributes["target"], target);
    assert_eq!(it.attributes["enrichment"], enrichment);
    assert_eq!(it.attributes["state"], "RUNNING");
    assert_eq!(it.tags.as_ref().unwrap()["a"], "b");
    let flows: Vec<&str> = sink.facts.lineage.keys().map(String::as_str).collect();
    assert_eq!(flows.len(), 3);
    assert!(flows.contains(&format!("{source}->{arn}#data").as_str()));
    assert!(flows.contains(&format!("{arn}->{target}#data").as_str()));
    assert!(flows.contains(&format!("{arn}->{enrichment}#data").as_str()));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_rule_that_waits_for_the_approval_of_a_model_says_so() {
    let pattern = |detail: serde_json::Value| {
        json!({"source": ["aws.sagemaker"], "detail-type": ["SageMaker Model Package State Change"],
            "detail": detail})
        .to_string()
    };
    let rules = [
        (
            "named",
            pattern(
                json!({"ModelPackageGroupName": ["b", "a"], "ModelApprovalStatus": ["Approved"],
            "ModelPackageDescription": ["CANARY-detail"]}),
            ),
        ),
        (
            "any",
            pattern(json!({"ModelPackageGroupName": [{"prefix": "CANARY-prefix"}]})),
        ),
        (
            "rejected",
            pattern(json!({"ModelApprovalStatus": ["Rejected"]})),
        ),
        ("other", json!({"source": ["aws.ec2"]}).to_string()),
    ];
    let rules: Vec<_> = rules
        .into_iter()
        .map(|(name, pattern)| {
            json!({"Name": name, "Arn": format!("{PREFIX}:rule/{name}"), "EventPattern": pattern})
        })
        .collect();
    let sink = answers(
        "events",
        &[("list-rules", "default", json!({"Rules": rules}))],
    );
    let attributes =
        |name: &str| &sink.facts.workloads[&format!("{PREFIX}:rule/{name}")].attributes;
    assert_eq!(attributes("named")["on_model_approval"], json!(true));
    assert_eq!(
        attributes("named")["model_package_groups"],
        json!(["a", "b"])
    );
    assert_eq!(attributes("any")["on_model_approval"], json!(true));
    assert!(!attributes("any").contains_key("model_package_groups"));
    for name in ["rejected", "other"] {
        assert!(
            !attributes(name).contains_key("on_model_approval"),
            "{name}"
        );
    }
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_rule_keeps_the_sources_of_its_events_and_nothing_else_of_its_pattern() {
    let rule = |name: &str, pattern: &str| json!({"Name": name, "Arn": format!("{PREFIX}:rule/{name}"), "State": "DISABLED", "EventPattern": pattern});
    let sink = answers(
        "events",
        &[
            (
                "list-event-buses",
                "",
                json!({"EventBuses": [{"Name": "default", "Arn": format!("{PREFIX}:event-bus/default")}]}),
            ),
            (
                "list-rules",
                "default",
                json!({"Rules": [
                    rule("arrives", r#"{"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": ["CANARY"]}}}"#),
                    rule("any", r#"{"source": [{"prefix": "aws."}, "acme"]}"#),
                    rule("detail", r#"{"detail": {"x": ["CANARY"]}}"#),
                    rule("broken", "{"), rule("empty", "{}"), rule("odd", r#"{"source": 5}"#)]}),
            ),
        ],
    );
    let sources = |name: &str| {
        let workload = &sink.facts.workloads[&format!("{PREFIX}:rule/{name}")];
        workload.attributes.get("event_sources").cloned()
    };
    assert_eq!(sources("arrives"), Some(json!(["aws.s3 Object Created"])));
    assert_eq!(sources("any"), Some(json!(["*", "custom"])));
    assert_eq!(sources("detail"), Some(json!(["*"])));
    assert_eq!(sources("broken"), None);
    assert_eq!(sources("empty"), None);
    assert_eq!(sources("odd"), Some(json!(["*"])));
    assert!(!format!("{:?}", sink.facts).contains("CANARY"));
}
