//! One item of each of the other types: all are understood.

use blastradius_collectors::coverage::Outcome;
use serde_json::{Value, json};

use super::estate::{CANARY, POLICY};
use super::{import_items, item};

const ROLE: &str = "arn:aws:iam::111122223333:role/r";

fn arn(rest: &str) -> String {
    format!("arn:aws:{rest}").replace("PLACE", "eu-west-1:111122223333")
}

fn items() -> Vec<(&'static str, Value)> {
    let containers = json!([{"Name": "c", "Image": "i", "Environment": [{"Name": "N", "Value": CANARY}], "Secrets": [{"Name": "S", "ValueFrom": arn("ssm:PLACE:parameter/p")}]}]);
    vec![
        (
            "AWS::IAM::InstanceProfile",
            json!({"Arn": "arn:aws:iam::111122223333:instance-profile/p", "InstanceProfileName": "p", "Path": "/"}),
        ),
        (
            "AWS::IAM::OIDCProvider",
            json!({"Arn": "arn:aws:iam::111122223333:oidc-provider/x", "Url": "x", "ClientIdList": ["a"]}),
        ),
        (
            "AWS::IAM::SAMLProvider",
            json!({"Arn": "arn:aws:iam::111122223333:saml-provider/x", "SamlMetadataDocument": CANARY}),
        ),
        (
            "AWS::S3::AccountPublicAccessBlock",
            json!({"blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": true}),
        ),
        (
            "AWS::Cognito::IdentityPool",
            json!({"Id": "eu-west-1:1", "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": true}),
        ),
        (
            "AWS::SQS::Queue",
            json!({"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/111122223333/q", "QueueArn": arn("sqs:PLACE:q"), "Policy": POLICY, "SqsManagedSseEnabled": true}),
        ),
        (
            "AWS::SNS::Topic",
            json!({"TopicArn": arn("sns:PLACE:t"), "Policy": POLICY, "Owner": 111_122_223_333_u64}),
        ),
        (
            "AWS::ECR::Repository",
            json!({"Arn": arn("ecr:PLACE:repository/r"), "RepositoryName": "r", "RepositoryPolicyText": {"Version": "2012-10-17", "Statement": []}}),
        ),
        (
            "AWS::DynamoDB::Table",
            json!({"tableArn": arn("dynamodb:PLACE:table/t"), "tableName": "t", "tableStatus": "ACTIVE"}),
        ),
        (
            "AWS::Kinesis::Stream",
            json!({"Arn": arn("kinesis:PLACE:stream/s"), "Name": "s"}),
        ),
        (
            "AWS::RDS::DBInstance",
            json!({"dBInstanceArn": arn("rds:PLACE:db:d"), "dBInstanceIdentifier": "d", "engine": "postgres", "associatedRoles": [{"roleArn": ROLE}], "masterUsername": CANARY}),
        ),
        (
            "AWS::RDS::DBCluster",
            json!({"dbclusterArn": arn("rds:PLACE:cluster:c"), "dbclusterIdentifier": "c", "engine": "aurora"}),
        ),
        (
            "AWS::Redshift::Cluster",
            json!({"clusterIdentifier": "w", "encrypted": true, "iamRoles": [{"iamRoleArn": ROLE, "applyStatus": "in-sync"}]}),
        ),
        (
            "AWS::OpenSearch::Domain",
            json!({"Arn": arn("es:PLACE:domain/d"), "DomainName": "d", "AccessPolicies": {"Version": "2012-10-17", "Statement": []}}),
        ),
        (
            "AWS::CloudTrail::Trail",
            json!({"name": "t", "trailArn": arn("cloudtrail:PLACE:trail/t"), "s3BucketName": "b"}),
        ),
        (
            "AWS::ECS::TaskDefinition",
            json!({"TaskDefinitionArn": arn("ecs:PLACE:task-definition/t:1"), "TaskRoleArn": ROLE, "ContainerDefinitions": containers}),
        ),
        (
            "AWS::ECS::Service",
            json!({"ServiceArn": arn("ecs:PLACE:service/c/s"), "Cluster": arn("ecs:PLACE:cluster/c"), "TaskDefinition": arn("ecs:PLACE:task-definition/t:1")}),
        ),
        (
            "AWS::ECS::Cluster",
            json!({"Arn": arn("ecs:PLACE:cluster/c"), "ClusterName": "c"}),
        ),
        (
            "AWS::EKS::Cluster",
            json!({"Arn": arn("eks:PLACE:cluster/k"), "Name": "k", "RoleArn": ROLE, "ResourcesVpcConfig": {"EndpointPublicAccess": true, "SubnetIds": ["s"]}}),
        ),
        (
            "AWS::CodeBuild::Project",
            json!({"arn": arn("codebuild:PLACE:project/p"), "name": "p", "serviceRole": ROLE, "environment": {"image": "i", "environmentVariables": [{"name": "N", "value": CANARY, "type": "PLAINTEXT"}]}}),
        ),
        (
            "AWS::StepFunctions::StateMachine",
            json!({"Arn": arn("states:PLACE:stateMachine:m"), "Name": "m", "RoleArn": ROLE, "DefinitionString": "{\"States\": {}}"}),
        ),
        (
            "AWS::Glue::Job",
            json!({"Name": "j", "Role": ROLE, "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/j.py"}, "DefaultArguments": {"--k": CANARY}}),
        ),
        (
            "AWS::Batch::ComputeEnvironment",
            json!({"ComputeEnvironmentArn": arn("batch:PLACE:compute-environment/e"), "ComputeEnvironmentName": "e", "ServiceRole": ROLE, "ComputeResources": {"Type": "EC2", "InstanceRole": arn("iam::111122223333:instance-profile/p")}}),
        ),
        (
            "AWS::CloudFormation::Stack",
            json!({"stackId": arn("cloudformation:PLACE:stack/s/1"), "stackName": "s", "roleARN": ROLE, "parameters": [{"parameterKey": "K", "parameterValue": CANARY}]}),
        ),
    ]
}

#[test]
fn every_other_type_is_understood() {
    for (kind, configuration) in items() {
        let (summary, snapshot) = import_items(&[item(kind, "id", configuration, json!({}))]);
        assert!(
            summary.problems.is_empty(),
            "{kind}: {:?}",
            summary.problems
        );
        let bad: Vec<_> = snapshot
            .coverage
            .iter()
            .filter(|it| it.outcome == Outcome::Unreadable)
            .collect();
        assert!(bad.is_empty(), "{kind}: {bad:#?}");
        assert!(
            format!("{:?}", snapshot.facts).contains("/configurationItems/0"),
            "{kind} makes no fact"
        );
        assert!(
            !format!("{:?} {:?}", snapshot.facts, snapshot.coverage).contains(CANARY),
            "{kind}"
        );
    }
}
