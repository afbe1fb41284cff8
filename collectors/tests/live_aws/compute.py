"""Fills a moto server with compute and CI services: one thing of each kind that is collected.

Usage: compute.py ENDPOINT

Every value that must never be kept contains the word CANARY.
"""

import base64
import io
import json
import sys
import zipfile

import boto3

ENDPOINT = sys.argv[1]
REGION = "us-east-1"


def client(service):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=ENDPOINT,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def role(name, service):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]


def policy(**more):
    statement = {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


ACCOUNT = client("sts").get_caller_identity()["Account"]
WORK = role("work", "ecs-tasks.amazonaws.com")
START = role("start", "ecs-tasks.amazonaws.com")
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/team/app:v1"
CONTAINER = {
    "name": "app",
    "image": IMAGE,
    "cpu": 128,
    "memory": 64,
    "command": ["CANARY-command"],
    "environment": [{"name": "MODE", "value": "CANARY-environment"}],
    "secrets": [{"name": "TOKEN", "valueFrom": "/prod/token"}],
}


def containers():
    ecr = client("ecr")
    for number in range(3):
        ecr.create_repository(repositoryName=f"team/base-{number}")
    ecr.create_repository(
        repositoryName="team/app",
        imageTagMutability="MUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        tags=[{"Key": "team", "Value": "ml"}],
    )
    ecr.set_repository_policy(repositoryName="team/app", policyText=policy(Action="ecr:BatchGetImage"))
    ecr.put_registry_policy(
        policyText=policy(Action="ecr:ReplicateImage", Sid="r", Resource=f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/*")
    )
    ecs = client("ecs")
    ecs.create_cluster(clusterName="prod", tags=[{"key": "env", "value": "prod"}])
    for _ in range(2):
        ecs.register_task_definition(
            family="app",
            taskRoleArn=WORK,
            executionRoleArn=START,
            networkMode="awsvpc",
            requiresCompatibilities=["EC2"],
            containerDefinitions=[CONTAINER],
            tags=[{"key": "team", "value": "web"}],
        )
    # The service stays at the first revision; the family stands for the second.
    ecs.create_service(
        cluster="prod", serviceName="api", taskDefinition="app:1", desiredCount=1, enableExecuteCommand=True
    )
    instance()
    ecs.run_task(cluster="prod", taskDefinition="app:1", launchType="FARGATE", networkConfiguration=network())


def network():
    ec2 = client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    return {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [], "assignPublicIp": "ENABLED"}}


def instance():
    ec2 = client("ec2")
    image = "ami-12c6146b"
    for data in ["#!/bin/sh\necho CANARY-user-data", None]:
        more = {"UserData": data} if data else {}
        found = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, **more)["Instances"][0]
    own = ec2.create_image(InstanceId=found["InstanceId"], Name="golden")["ImageId"]
    ec2.modify_image_attribute(ImageId=own, LaunchPermission={"Add": [{"UserId": "444455556666"}]})
    volume = ec2.create_volume(Size=1, AvailabilityZone=REGION + "a")["VolumeId"]
    shared = ec2.create_snapshot(VolumeId=volume, Description="CANARY-description")["SnapshotId"]
    ec2.modify_snapshot_attribute(
        SnapshotId=shared, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )
    ec2.create_key_pair(KeyName="ops", KeyType="ed25519")
    ec2.create_launch_template(LaunchTemplateName="spare", LaunchTemplateData={
        "ImageId": image, "UserData": base64.b64encode(b"CANARY-template").decode()})
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{REGION}.s3",
        VpcEndpointType="Gateway",
        PolicyDocument=policy(Action="s3:*", Resource="*"),
    )


def functions():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as it:
        it.writestr("app.py", "# CANARY-code")
    code = {"ZipFile": archive.getvalue()}
    awslambda = client("lambda")
    layer = awslambda.publish_layer_version(LayerName="tools", Content=code, CompatibleRuntimes=["python3.13"])
    name = {"FunctionName": "score"}
    awslambda.create_function(
        **name,
        Runtime="python3.13",
        Role=WORK,
        Handler="app.main",
        Code=code,
        Layers=[layer["LayerVersionArn"]],
        Environment={"Variables": {"A": "CANARY-variable"}},
        Publish=True,
    )
    awslambda.create_alias(**name, Name="live", FunctionVersion="1")
    awslambda.add_permission(
        **name, StatementId="s", Action="lambda:InvokeFunction", Principal="444455556666"
    )
    queue = client("sqs").create_queue(QueueName="jobs")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    awslambda.create_event_source_mapping(EventSourceArn=arn, FunctionName="score")


def batch():
    it = client("batch")
    service = role("batch", "batch.amazonaws.com")
    it.create_compute_environment(
        computeEnvironmentName="unmanaged", type="UNMANAGED", state="ENABLED", serviceRole=service
    )
    environment = it.describe_compute_environments()["computeEnvironments"][0]["computeEnvironmentArn"]
    it.create_job_queue(
        jobQueueName="default",
        state="ENABLED",
        priority=1,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": environment}],
    )
    it.register_job_definition(
        jobDefinitionName="etl",
        type="container",
        containerProperties={
            "image": IMAGE,
            "command": ["CANARY-command"],
            "jobRoleArn": WORK,
            "executionRoleArn": START,
            "vcpus": 1,
            "memory": 128,
            "environment": [{"name": "MODE", "value": "CANARY-environment"}],
            "secrets": [{"name": "TOKEN", "valueFrom": "/prod/token"}],
        },
    )


def clusters():
    eks = client("eks")
    subnets = ["subnet-1", "subnet-2"]
    eks.create_cluster(
        name="prod", roleArn=role("cluster", "eks.amazonaws.com"), resourcesVpcConfig={"subnetIds": subnets}
    )
    eks.create_nodegroup(
        clusterName="prod", nodegroupName="main", nodeRole=role("node", "ec2.amazonaws.com"), subnets=subnets
    )
    eks.create_fargate_profile(
        clusterName="prod",
        fargateProfileName="jobs",
        podExecutionRoleArn=START,
        selectors=[{"namespace": "jobs"}],
    )


def builds():
    build = role("build", "codebuild.amazonaws.com")
    client("codebuild").create_project(
        name="build",
        serviceRole=build,
        source={"type": "S3", "location": "sources/app.zip", "buildspec": "env: CANARY-buildspec"},
        artifacts={"type": "S3", "location": "artifacts"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": IMAGE,
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [
                {"name": "PLAIN", "value": "CANARY-plain", "type": "PLAINTEXT"},
                {"name": "TOKEN", "value": "/prod/token", "type": "PARAMETER_STORE"},
            ],
        },
    )
    client("codecommit").create_repository(repositoryName="models", repositoryDescription="training code")
    pipeline = role("pipeline", "codepipeline.amazonaws.com")
    kind = {"owner": "AWS", "version": "1"}
    client("codepipeline").create_pipeline(
        pipeline={
            "name": "release",
            "roleArn": pipeline,
            "artifactStore": {"type": "S3", "location": "artifacts"},
            "stages": [
                {
                    "name": "Source",
                    "actions": [
                        {
                            "name": "zip",
                            "actionTypeId": {"category": "Source", "provider": "S3", **kind},
                            "configuration": {"S3Bucket": "sources", "S3ObjectKey": "app.zip", "Secret": "CANARY"},
                            "outputArtifacts": [{"name": "source"}],
                        }
                    ],
                },
                {
                    "name": "Build",
                    "actions": [
                        {
                            "name": "build",
                            "actionTypeId": {"category": "Build", "provider": "CodeBuild", **kind},
                            "configuration": {"ProjectName": "build"},
                            "inputArtifacts": [{"name": "source"}],
                            "roleArn": build,
                        }
                    ],
                },
            ],
        }
    )


def stacks():
    parameters = {
        "Password": {"Type": "String", "NoEcho": True, "Default": "CANARY-default"},
        "Size": {"Type": "String"},
    }
    template = json.dumps(
        {
            "Parameters": parameters,
            "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
            "Outputs": {"Out": {"Value": "CANARY-output"}},
        }
    )
    given = [
        {"ParameterKey": "Password", "ParameterValue": "CANARY-password"},
        {"ParameterKey": "Size", "ParameterValue": "CANARY-size"},
    ]
    deploy = role("deploy", "cloudformation.amazonaws.com")
    it = client("cloudformation")
    it.create_stack(
        StackName="app",
        TemplateBody=template,
        Parameters=given,
        RoleARN=deploy,
        Capabilities=["CAPABILITY_IAM"],
        Tags=[{"Key": "team", "Value": "ml"}],
    )
    it.create_stack_set(
        StackSetName="base",
        TemplateBody=template,
        Parameters=given,
        AdministrationRoleARN=deploy,
        ExecutionRoleName="exec",
    )


def flows():
    run = role("machine", "states.amazonaws.com")
    states = {
        "Score": {
            "Type": "Task",
            "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:score",
            "Parameters": {"Token": "CANARY-token"},
            "End": True,
        }
    }
    machine = client("stepfunctions").create_state_machine(
        name="retrain",
        definition=json.dumps({"StartAt": "Score", "States": states}),
        roleArn=run,
        tags=[{"key": "team", "value": "ml"}],
    )["stateMachineArn"]
    target = role("target", "events.amazonaws.com")
    events = client("events")
    events.create_event_bus(Name="orders")
    events.put_permission(EventBusName="orders", Action="events:PutEvents", Principal="444455556666", StatementId="s")
    for bus in ["default", "orders"]:
        events.put_rule(Name="nightly", EventBusName=bus, EventPattern='{"source": ["CANARY-pattern"]}')
        given = [{"Id": "1", "Arn": machine, "RoleArn": target, "Input": '{"a": "CANARY-input"}'}]
        events.put_targets(Rule="nightly", EventBusName=bus, Targets=given)
    client("scheduler").create_schedule(
        Name="nightly",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": machine, "RoleArn": target, "Input": '{"a": "CANARY-input"}'},
    )
    client("pipes").create_pipe(
        Name="feed",
        RoleArn=target,
        Source=f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs",
        Target=machine,
        TargetParameters={"InputTemplate": "CANARY-template"},
    )
    it = client("datapipeline")
    made = it.create_pipeline(name="export", uniqueId="1")["pipelineId"]
    fields = [
        {"key": "role", "stringValue": "DataPipelineDefaultRole"},
        {"key": "resourceRole", "stringValue": "DataPipelineDefaultResourceRole"},
        {"key": "*password", "stringValue": "CANARY-password"},
    ]
    it.put_pipeline_definition(
        pipelineId=made, pipelineObjects=[{"id": "Default", "name": "Default", "fields": fields}]
    )


for fill in [containers, functions, batch, clusters, builds, stacks, flows]:
    fill()
print(ACCOUNT)
