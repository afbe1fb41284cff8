use blastradius_collectors::facts::{LineageKind, Pipeline};
use blastradius_collectors::snapshot::MemorySink;
use serde_json::{Value, json};

use crate::{answers, everything, flows};

const PIPELINE: &str = "arn:aws:sagemaker:us-east-1:111122223333:pipeline/churn";
const ROLE: &str = "arn:aws:iam::111122223333:role/pipeline";
const STEP: &str = "arn:aws:iam::111122223333:role/step";

fn described(definition: &str) -> MemorySink {
    let body = json!({"PipelineArn": PIPELINE, "PipelineName": "Churn", "RoleArn": ROLE, "PipelineStatus": "Active",
        "PipelineDisplayName": "churn", "PipelineDefinition": definition,
        "CreatedBy": {"UserProfileName": "ana"}});
    answers("sagemaker", &[("describe-pipeline", "Churn", body)])
}

fn read(definition: &Value) -> (MemorySink, Pipeline) {
    let sink = described(&definition.to_string());
    let pipeline = sink.facts.pipelines.get(PIPELINE).unwrap().clone();
    (sink, pipeline)
}

fn definition() -> Value {
    let image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/prep:1";
    json!({"Version": "2020-12-01", "Metadata": {}, "Parameters": [
            {"Name": "InputData", "Type": "String", "DefaultValue": "s3://lake/raw/2026.csv"},
            {"Name": "Role", "Type": "String", "DefaultValue": STEP},
            {"Name": "NoDefault", "Type": "String"},
            {"Name": "ApiKey", "Type": "String", "DefaultValue": "CANARY-default"}],
        "Steps": [
            {"Name": "Prepare", "Type": "Processing", "Arguments": {
                "AppSpecification": {"ImageUri": image, "ContainerArguments": ["CANARY-argument"]}, "RoleArn": STEP,
                "Environment": {"KEY": "CANARY-environment", "OTHER": {"Get": "Parameters.ApiKey"}},
                "ProcessingInputs": [
                    {"InputName": "in", "S3Input": {"S3Uri": {"Get": "Parameters.InputData"}, "LocalPath": "/i"}},
                    {"InputName": "code", "S3Input": {"S3Uri": "s3://code/prep.py", "LocalPath": "/c"}}],
                "ProcessingOutputConfig": {"Outputs": [{"OutputName": "train", "S3Output": {"S3Uri":
                    {"Std:Join": {"On": "/", "Values": ["s3:/", "lake", "prepared", {"Get": "Execution.PipelineExecutionId"}]}}}}]}}},
            {"Name": "Train", "Type": "Training", "DependsOn": ["Prepare"], "Arguments": {
                "RoleArn": {"Get": "Parameters.Role"},
                "AlgorithmSpecification": {"TrainingImage": {"Get": "Parameters.NoDefault"}, "TrainingInputMode": "File"},
                "HyperParameters": {"password": "CANARY-hyper", "sagemaker_submit_directory": "\"s3://code/source.tar.gz\""},
                "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri":
                    {"Get": "Steps.Prepare.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri"}}}}],
                "OutputDataConfig": {"S3OutputPath": "s3://models/churn"}}},
            {"Name": "Tune", "Type": "Tuning", "Arguments": {"TrainingJobDefinition": {"RoleArn": STEP,
                "StaticHyperParameters": {"x": "CANARY"}, "OutputDataConfig": {"S3OutputPath": "s3://models/tuned"}}}},
            {"Name": "Check", "Type": "Condition", "Arguments": {"Conditions": [{"Type": "GreaterThan"}], "IfSteps": [
                {"Name": "Register", "Type": "RegisterModel", "Arguments": {"ModelPackageGroupName": "Churn",
                    "ModelApprovalStatus": "PendingManualApproval", "InferenceSpecification": {"Containers": [
                        {"Image": image, "ModelDataUrl": {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}}]}}},
                {"Name": "Notify", "Type": "Lambda", "Arguments": {"token": "CANARY"},
                    "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:notify"}],
                "ElseSteps": [{"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": "CANARY"}}]}},
            {"Name": "Score", "Type": "Transform", "Arguments": {"ModelName": "Live",
                "TransformInput": {"DataSource": {"S3DataSource": {"S3Uri": "s3://lake/in/"}}},
                "TransformOutput": {"S3OutputPath": "s3://lake/scores"}}},
            {"Name": "Ask", "Type": "Callback", "Arguments": {}, "SqsQueueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/q"},
            {"Name": "Spark", "Type": "EMR", "Arguments": {"ClusterId": "j-1", "ExecutionRoleArn": STEP,
                "StepConfig": {"HadoopJarStep": {"Jar": "s3://code/job.jar", "Args": ["CANARY"]}}}}]})
}

#[test]
fn each_step_is_a_stage_with_its_own_role() {
    let (sink, pipeline) = read(&definition());
    assert_eq!(pipeline.kind, "aws:sagemaker:pipeline");
    assert_eq!(pipeline.name, "Churn");
    let stages: Vec<_> = pipeline
        .stages
        .iter()
        .map(|stage| {
            let roles: Vec<_> = stage
                .runs_as
                .iter()
                .map(|it| (it.identity.as_str(), it.how.as_str()))
                .collect();
            (stage.name.as_str(), stage.kind.as_str(), roles)
        })
        .collect();
    let own = vec![(STEP, "step-role")];
    let pipelines = vec![(ROLE, "pipeline-role")];
    assert_eq!(
        stages,
        [
            ("Prepare", "preprocessing", own.clone()),
            ("Train", "training", vec![(STEP, "step-role")]),
            ("Tune", "training", own.clone()),
            ("Check", "condition", pipelines.clone()),
            ("Register", "registration", pipelines.clone()),
            ("Notify", "lambda", pipelines.clone()),
            ("Stop", "fail", pipelines.clone()),
            ("Score", "inference", pipelines.clone()),
            ("Ask", "callback", pipelines),
            ("Spark", "preprocessing", own),
        ]
    );
    assert_eq!(pipeline.stages[0].id, format!("{PIPELINE}#Prepare"));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn data_code_and_models_flow_from_step_to_step() {
    let (sink, _) = read(&definition());
    let stage = |name: &str| format!("{PIPELINE}#{name}");
    let s3 = |key: &str| format!("arn:aws:s3:::{key}");
    let sagemaker = |resource: &str| format!("arn:aws:sagemaker:us-east-1:111122223333:{resource}");
    let (data, code, model) = (LineageKind::Data, LineageKind::Code, LineageKind::Model);
    let repository = "arn:aws:ecr:us-east-1:111122223333:repository/prep".to_owned();
    let mut expected = vec![
        (s3("lake/raw/2026.csv"), stage("Prepare"), data),
        (s3("code/prep.py"), stage("Prepare"), code),
        // As much of the place as is known before it runs.
        (stage("Prepare"), s3("lake/prepared/*"), data),
        (stage("Prepare"), stage("Train"), data),
        (s3("code/source.tar.gz"), stage("Train"), code),
        (stage("Train"), s3("models/churn/*"), model),
        (stage("Tune"), s3("models/tuned/*"), model),
        (stage("Train"), stage("Register"), model),
        (
            stage("Register"),
            sagemaker("model-package-group/churn"),
            model,
        ),
        (sagemaker("model/live"), stage("Score"), model),
        (s3("lake/in/*"), stage("Score"), data),
        (stage("Score"), s3("lake/scores/*"), data),
        (s3("code/job.jar"), stage("Spark"), code),
        (repository.clone(), stage("Prepare"), LineageKind::Image),
        (repository, stage("Register"), LineageKind::Image),
    ];
    let mut found = flows(&sink);
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_a_parameter_may_change_and_what_is_not_known_is_told() {
    let (_, pipeline) = read(&definition());
    let about = &pipeline.attributes;
    assert_eq!(about["role"], ROLE);
    assert_eq!(about["state"], "Active");
    assert_eq!(
        about["parameters"],
        json!(["ApiKey", "InputData", "NoDefault", "Role"])
    );
    assert_eq!(
        about["overridable"],
        json!([
            {"stage": "Prepare", "member": "ProcessingInputs/0", "parameter": "InputData"},
            {"stage": "Train", "member": "role", "parameter": "Role"},
            {"stage": "Train", "member": "image", "parameter": "NoDefault"}])
    );
    assert!(!about.contains_key("unresolved"));
    let unresolved: Vec<_> = pipeline
        .stages
        .iter()
        .flat_map(|stage| &stage.unresolved)
        .map(|it| (it.id.as_str(), it.kind.as_str(), it.expression.as_str()))
        .collect();
    let id = |rest: &str| format!("unresolved:{PIPELINE}#{rest}");
    let place = id("Prepare/ProcessingOutputConfig/Outputs/0");
    let image = id("Train/image");
    assert_eq!(
        unresolved,
        [
            (
                place.as_str(),
                "data",
                "Std:Join of Execution.PipelineExecutionId"
            ),
            (image.as_str(), "image", "NoDefault"),
        ]
    );
    assert_eq!(
        about["functions"],
        json!(["arn:aws:lambda:us-east-1:111122223333:function:notify"])
    );
    assert_eq!(
        about["queues"],
        json!(["https://sqs.us-east-1.amazonaws.com/111122223333/q"])
    );
    assert_eq!(about["approvals"], json!(["PendingManualApproval"]));
    assert_eq!(
        about["model_package_groups"],
        json!(["arn:aws:sagemaker:us-east-1:111122223333:model-package-group/churn"])
    );
}

#[test]
fn what_a_step_waits_for_and_is_given_is_told() {
    let mut definition = definition();
    let deploy = json!({"Name": "Deploy", "Type": "Lambda", "DependsOn": ["Score"],
        "Arguments": {"package": {"Get": "Steps.Register.ModelPackageArn"}},
        "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:deploy"});
    definition["Steps"].as_array_mut().unwrap().push(deploy);
    let (sink, pipeline) = read(&definition);
    let stage = |name: &str| {
        let found = pipeline.stages.iter().find(|it| it.name == name);
        found.unwrap_or_else(|| panic!("no stage {name}"))
    };
    let id = |name: &str| format!("{PIPELINE}#{name}");
    assert_eq!(stage("Train").after, [id("Prepare")]);
    assert_eq!(stage("Register").after, [id("Train"), id("Check")]);
    assert_eq!(stage("Stop").after, [id("Check")]);
    assert_eq!(stage("Deploy").after, [id("Score"), id("Register")]);
    let environment: Vec<_> = stage("Prepare")
        .environment
        .iter()
        .map(|it| &it.name)
        .collect();
    assert_eq!(environment, ["KEY", "OTHER"]);
    let environment: Vec<_> = stage("Train")
        .environment
        .iter()
        .map(|it| &it.name)
        .collect();
    assert_eq!(environment, ["HyperParameters/password"]);
    // What was registered must be approved before it can be used; the function that is told of it does not wait.
    let gates: Vec<_> = stage("Deploy")
        .gates
        .iter()
        .map(|it| it.kind.as_str())
        .collect();
    assert_eq!(gates, ["approval"]);
    assert_eq!(stage("Notify").gates, []);
    assert_eq!(stage("Register").gates, []);
    let function = "arn:aws:lambda:us-east-1:111122223333:function:deploy".to_owned();
    assert!(flows(&sink).contains(&(id("Deploy"), function, LineageKind::Data)));
    assert_eq!(stage("Train").at, "/Steps/1");
    let into = |it: &&blastradius_collectors::facts::Lineage| it.to == id("Train");
    assert!(
        sink.facts
            .lineage
            .values()
            .filter(into)
            .all(|it| it.origin.pointer == "/PipelineDefinition/Steps/1")
    );
}

#[test]
fn buckets_and_repositories_are_of_the_partition() {
    let arn = "arn:aws-cn:sagemaker:cn-north-1:111122223333:pipeline/p";
    let definition = json!({"Steps": [{"Name": "T", "Type": "Training", "Arguments": {
        "AlgorithmSpecification": {"TrainingImage": "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/t:1"},
        "OutputDataConfig": {"S3OutputPath": "s3://models/p"}}}]});
    let body = json!({"PipelineArn": arn, "PipelineName": "p", "PipelineDefinition": definition.to_string()});
    let sink = crate::answers_in(
        "cn-north-1",
        "sagemaker",
        &[("describe-pipeline", "p", body)],
    );
    let mut found = flows(&sink);
    found.sort();
    assert_eq!(
        found,
        [
            (
                "arn:aws-cn:ecr:cn-north-1:111122223333:repository/t".to_owned(),
                format!("{arn}#T"),
                LineageKind::Image
            ),
            (
                format!("{arn}#T"),
                "arn:aws-cn:s3:::models/p/*".to_owned(),
                LineageKind::Model
            ),
        ]
    );
}

#[test]
fn a_role_that_is_an_expression_is_not_guessed() {
    for role in [
        json!({"Get": "Steps.X.Role"}),
        json!({"Std:JsonGet": {"PropertyFile": "CANARY", "Path": "x"}}),
        json!({"Std:Join": {"On": "", "Values": ["arn:aws:iam::111122223333:role/", {"Get": "Execution.PipelineName"}]}}),
        json!({"Get": "Parameters.Unknown"}),
        json!("<YOUR_ROLE>"),
        json!(7),
    ] {
        let step = json!({"Name": "T", "Type": "Training", "Arguments": {"RoleArn": role}});
        let (sink, pipeline) = read(&json!({"Steps": [step]}));
        let stage = &pipeline.stages[0];
        assert_eq!(stage.runs_as.len(), 1, "{role}");
        assert_eq!(
            stage.runs_as[0].identity,
            format!("unresolved:{}/step-role", stage.id)
        );
        assert!(stage.runs_as[0].assumed.is_some(), "{role}");
        assert_eq!(stage.unresolved[0].kind, "identity");
        assert!(!everything(&sink).contains("CANARY"));
    }
    // A join of what is all known is known.
    let role =
        json!({"Std:Join": {"On": "/", "Values": ["arn:aws:iam::111122223333:role", "step"]}});
    let step = json!({"Name": "T", "Type": "Training", "Arguments": {"RoleArn": role}});
    let (_, pipeline) = read(&json!({"Steps": [step]}));
    assert_eq!(pipeline.stages[0].runs_as[0].identity, STEP);
}

#[test]
fn what_cannot_be_understood_is_a_gap_and_the_rest_goes_on() {
    for text in ["", "not json", "[]", "{\"Steps\": 3}"] {
        let sink = described(text);
        assert!(sink.facts.pipelines[PIPELINE].stages.is_empty());
        assert_eq!(sink.coverage.len(), 1, "{text}");
    }
    let definition = json!({"Steps": [{"Type": "Training"}, {"Name": "A", "Type": "Training", "Arguments": "CANARY"},
        {"Name": "B", "Type": "Fail"}]});
    let (sink, pipeline) = read(&definition);
    let names: Vec<_> = pipeline.stages.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!(sink.coverage.len(), 2);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn conditions_in_conditions_end() {
    let mut step = json!({"Name": "end", "Type": "Fail"});
    for depth in 0..40 {
        step = json!({"Name": format!("c{depth}"), "Type": "Condition", "Arguments": {"IfSteps": [step]}});
    }
    let (sink, pipeline) = read(&json!({"Steps": [step]}));
    assert_eq!(pipeline.stages.len(), 17);
    assert_eq!(sink.coverage.len(), 1);
    let mut text = json!("s3://b/k");
    for _ in 0..40 {
        text = json!({"Std:Join": {"On": "/", "Values": [text]}});
    }
    let step = json!({"Name": "T", "Type": "Training", "Arguments": {"OutputDataConfig": {"S3OutputPath": text}}});
    let (sink, pipeline) = read(&json!({"Steps": [step]}));
    let to = format!("unresolved:{PIPELINE}#T/OutputDataConfig/S3OutputPath");
    assert_eq!(
        flows(&sink),
        [(pipeline.stages[0].id.clone(), to, LineageKind::Model)]
    );
}

#[test]
fn a_listing_knows_the_role_of_a_pipeline() {
    let body = json!({"PipelineSummaries": [{"PipelineArn": PIPELINE, "PipelineName": "Churn", "RoleArn": ROLE}]});
    let sink = answers("sagemaker", &[("list-pipelines", "", body)]);
    assert_eq!(sink.facts.pipelines[PIPELINE].attributes["role"], ROLE);
}
