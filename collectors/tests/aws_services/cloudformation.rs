use serde_json::json;

use crate::{answers, everything};

const STACK: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/app/0a1b";
const SET: &str = "arn:aws:cloudformation:us-east-1:111122223333:stackset/base:0a1b";

#[test]
fn a_stack_has_its_role_and_the_names_of_its_parameters() {
    let sink = answers(
        "cloudformation",
        &[
            (
                "describe-stacks",
                "",
                json!({"Stacks": [{"StackId": STACK, "StackName": "app", "StackStatus": "CREATE_COMPLETE",
                    "RoleARN": "arn:aws:iam::111122223333:role/deploy",
                    "Parameters": [{"ParameterKey": "Password", "ParameterValue": "CANARY-hidden"},
                                   {"ParameterKey": "Bucket", "ParameterValue": "CANARY", "ResolvedValue": "CANARY"}],
                    "Outputs": [{"OutputKey": "Token", "OutputValue": "CANARY-output"}],
                    "Description": "CANARY-description", "Capabilities": ["CAPABILITY_NAMED_IAM"],
                    "ParentId": "arn:aws:cloudformation:us-east-1:111122223333:stack/root/1",
                    "EnableTerminationProtection": true, "Tags": [{"Key": "team", "Value": "ml"}]}]}),
            ),
            (
                "get-template-summary",
                STACK,
                json!({"Parameters": [
                    {"ParameterKey": "Password", "NoEcho": true, "DefaultValue": "CANARY-default"},
                    {"ParameterKey": "Bucket", "NoEcho": false}],
                    "Metadata": "CANARY-metadata", "ResourceTypes": ["AWS::S3::Bucket", "AWS::IAM::Role", "AWS::IAM::Role"],
                    "DeclaredTransforms": ["AWS::Serverless-2016-10-31"]}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let stack = &sink.facts.workloads[STACK];
    assert_eq!(stack.kind, "aws:cloudformation:stack");
    assert_eq!(stack.name, "app");
    assert_eq!(stack.runs_as.len(), 1);
    assert_eq!(stack.runs_as[0].how, "service-role");
    assert_eq!(
        stack.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/deploy"
    );
    let attributes = &stack.attributes;
    assert_eq!(attributes["state"], "CREATE_COMPLETE");
    assert_eq!(attributes["parameters"], json!(["Bucket", "Password"]));
    assert_eq!(attributes["no_echo_parameters"], json!(["Password"]));
    assert_eq!(attributes["capabilities"], json!(["CAPABILITY_NAMED_IAM"]));
    assert_eq!(
        attributes["parent"],
        "arn:aws:cloudformation:us-east-1:111122223333:stack/root/1"
    );
    assert_eq!(attributes["termination_protection"], true);
    assert_eq!(
        attributes["resource_types"],
        json!(["AWS::IAM::Role", "AWS::S3::Bucket"])
    );
    assert_eq!(
        attributes["transforms"],
        json!(["AWS::Serverless-2016-10-31"])
    );
    assert_eq!(stack.tags.as_ref().unwrap()["team"], "ml");
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_stack_set_has_the_role_of_its_administration_and_names_that_of_its_execution() {
    let sink = answers(
        "cloudformation",
        &[
            (
                "list-stack-sets",
                "",
                json!({"Summaries": [{"StackSetId": "base:0a1b", "StackSetName": "base", "Status": "ACTIVE",
                    "PermissionModel": "SELF_MANAGED"}]}),
            ),
            (
                "describe-stack-set",
                "base:0a1b",
                json!({"StackSet": {"StackSetName": "base", "StackSetId": "base:0a1b", "StackSetARN": SET,
                    "Status": "ACTIVE", "TemplateBody": "CANARY-template",
                    "Parameters": [{"ParameterKey": "Key", "ParameterValue": "CANARY"}],
                    "AdministrationRoleARN": "arn:aws:iam::111122223333:role/admin", "ExecutionRoleName": "exec",
                    "PermissionModel": "SELF_MANAGED", "OrganizationalUnitIds": ["ou-1"],
                    "Capabilities": ["CAPABILITY_IAM"], "Tags": [{"Key": "a", "Value": "b"}]}}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let set = &sink.facts.workloads[SET];
    assert_eq!(set.kind, "aws:cloudformation:stack-set");
    assert_eq!(set.name, "base");
    assert_eq!(set.runs_as[0].how, "administration-role");
    assert_eq!(
        set.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/admin"
    );
    assert_eq!(set.attributes["execution_role_name"], "exec");
    assert_eq!(set.attributes["permission_model"], "SELF_MANAGED");
    assert_eq!(set.attributes["organizational_units"], json!(["ou-1"]));
    assert_eq!(set.attributes["capabilities"], json!(["CAPABILITY_IAM"]));
    assert_eq!(set.attributes["parameters"], json!(["Key"]));
    assert_eq!(set.attributes["state"], "ACTIVE");
    assert_eq!(set.tags.as_ref().unwrap()["a"], "b");
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
