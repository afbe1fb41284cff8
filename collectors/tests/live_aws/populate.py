"""Fills a moto server with one small organisation that uses every service that is collected.

Usage: populate.py ENDPOINT

Every value that must never be kept contains the word CANARY. What a real account would refuse or leave out is
there too: a bucket without a policy, a function without one, a user without a password.
"""

import base64
import io
import json
import sys
import zipfile

import boto3

ENDPOINT = sys.argv[1]
REGION = "us-east-1"
OTHER = "eu-west-1"


def client(service, region=REGION):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def allow(actions, resource="*", **more):
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(service):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def identities():
    iam = client("iam")
    account = client("sts").get_caller_identity()["Account"]
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=allow("s3:GetObject"))
    iam.create_user(UserName="ci", Path="/robots/", Tags=[{"Key": "team", "Value": "ml"}])
    iam.add_user_to_group(GroupName="readers", UserName="ci")
    iam.create_access_key(UserName="ci")
    second = iam.create_access_key(UserName="ci")["AccessKey"]["AccessKeyId"]
    iam.update_access_key(UserName="ci", AccessKeyId=second, Status="Inactive")
    iam.create_user(UserName="admin")
    iam.create_login_profile(UserName="admin", Password="CANARY-password-1!")
    iam.attach_user_policy(UserName="admin", PolicyArn=managed(iam, "admin", allow("*")))
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="admin")["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName="admin", SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    boundary = managed(iam, "boundary", allow("s3:*"))
    iam.create_role(
        RoleName="train",
        Path="/service-role/",
        AssumeRolePolicyDocument=trust("sagemaker.amazonaws.com"),
        PermissionsBoundary=boundary,
    )
    iam.put_role_policy(RoleName="train", PolicyName="data", PolicyDocument=allow("s3:*", "arn:aws:s3:::lake/*"))
    iam.create_role(RoleName="score", AssumeRolePolicyDocument=trust("lambda.amazonaws.com"))
    iam.create_role(RoleName="web", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"], ThumbprintList=[]
    )
    iam.create_saml_provider(Name="corp", SAMLMetadataDocument="<xml>" + "x" * 1100 + "</xml>")
    return account


def managed(iam, name, document):
    return iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]


def organization():
    org = client("organizations")
    org.create_organization(FeatureSet="ALL")
    root = org.list_roots()["Roots"][0]["Id"]
    org.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    parent = root
    units = []
    for name in ["workloads", "prod", "ml"]:
        parent = org.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]
        units.append(parent)
    status = org.create_account(AccountName="ml-prod", Email="ml-prod@example.com")["CreateAccountStatus"]
    org.move_account(AccountId=status["AccountId"], SourceParentId=root, DestinationParentId=units[-1])
    deny = {"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}
    policy = org.create_policy(
        Name="no-decrypt",
        Description="",
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )["Policy"]["PolicySummary"]["Id"]
    org.attach_policy(PolicyId=policy, TargetId=units[1])


def key(region):
    kms = client("kms", region)
    arn = kms.create_key(Description="data", Tags=[{"TagKey": "env", "TagValue": "prod"}])["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/data", TargetKeyId=arn)
    kms.create_grant(KeyId=arn, GranteePrincipal="arn:aws:iam::123456789012:role/score", Operations=["Decrypt"])
    return arn


def buckets(account, key_arn):
    s3 = client("s3")
    s3.create_bucket(Bucket="lake")
    s3.create_bucket(Bucket="plain")
    client("s3", OTHER).create_bucket(
        Bucket="far", CreateBucketConfiguration={"LocationConstraint": OTHER}
    )
    s3.put_object(Bucket="lake", Key="data.csv", Body=b"CANARY-object")
    s3.put_bucket_policy(
        Bucket="lake",
        Policy=allow("s3:GetObject", "arn:aws:s3:::lake/*", Principal={"AWS": "arn:aws:iam::999988887777:root"}),
    )
    block = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": False,
        "RestrictPublicBuckets": False,
    }
    s3.put_public_access_block(Bucket="lake", PublicAccessBlockConfiguration=block)
    s3.put_bucket_ownership_controls(
        Bucket="lake", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
    s3.put_bucket_encryption(
        Bucket="lake",
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]},
    )
    s3.put_bucket_tagging(Bucket="lake", Tagging={"TagSet": [{"Key": "team", "Value": 'a "b" <c> & d'}]})
    s3.put_bucket_acl(Bucket="plain", ACL="public-read")
    control = client("s3control")

    def without_account(request, **_):
        # S3 Control puts the account before the host name; 127.0.0.1 has no such names.
        request.url = request.url.replace(f"//{account}.", "//")

    control.meta.events.register("before-send", without_account)
    control.put_public_access_block(AccountId=account, PublicAccessBlockConfiguration=block)


def secrets(region, key_arn):
    vault = client("secretsmanager", region)
    arn = vault.create_secret(
        Name="prod/db",
        Description="the database",
        SecretString="CANARY-secret",
        KmsKeyId=key_arn,
        Tags=[{"Key": "user", "Value": "ci"}],
    )["ARN"]
    vault.put_resource_policy(
        SecretId=arn,
        ResourcePolicy=allow(
            "secretsmanager:GetSecretValue", Principal={"AWS": "arn:aws:iam::999988887777:root"}
        ),
    )
    # More than one page.
    for number in range(104):
        vault.create_secret(Name=f"many/{number:03}", SecretString=f"CANARY-{number}")
    ssm = client("ssm", region)
    ssm.put_parameter(Name="/prod/token", Value="CANARY-parameter", Type="SecureString", KeyId=key_arn)
    ssm.put_parameter(Name="flags", Value="CANARY-flag", Type="String", Tags=[{"Key": "team", "Value": "ml"}])
    for number in range(12):
        ssm.put_parameter(Name=f"/many/{number}", Value="CANARY", Type="String")


def functions(account):
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "CANARY_code = 1")
    lambdas = client("lambda")
    for name in ["score", "private"]:
        lambdas.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=f"arn:aws:iam::{account}:role/score",
            Handler="app.main",
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": {"TOKEN": "CANARY-environment", "BUCKET": "s3://lake/features"}},
            Tags={"team": "ml"},
        )
    lambdas.add_permission(
        FunctionName="score", StatementId="s", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
    )
    lambdas.create_function_url_config(FunctionName="score", AuthType="NONE")


def machines(account):
    ec2 = client("ec2")
    image = "ami-12c6146b"
    profile = f"arn:aws:iam::{account}:instance-profile/web"
    ec2.run_instances(
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        IamInstanceProfile={"Arn": profile},
        UserData="#!/bin/sh\nexport TOKEN=CANARY-user-data",
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web-1"}]}],
    )
    template = ec2.create_launch_template(
        LaunchTemplateName="workers",
        LaunchTemplateData={
            "ImageId": image,
            "IamInstanceProfile": {"Arn": profile},
            "UserData": base64.b64encode(b"CANARY-template").decode(),
            "MetadataOptions": {"HttpTokens": "required"},
        },
    )["LaunchTemplate"]["LaunchTemplateId"]
    ec2.create_launch_template_version(
        LaunchTemplateId=template, LaunchTemplateData={"ImageId": image, "IamInstanceProfile": {"Name": "batch"}}
    )


def learning(account):
    role = f"arn:aws:iam::{account}:role/service-role/train"
    sm = client("sagemaker")
    sm.create_notebook_instance(NotebookInstanceName="lab", InstanceType="ml.t3.medium", RoleArn=role)
    sm.create_training_job(
        TrainingJobName="churn-1",
        HyperParameters={
            "password": "CANARY-hyperparameter",
            "sagemaker_submit_directory": '"s3://lake/code/churn.tar.gz"',
        },
        Environment={"TOKEN": "CANARY-job-environment"},
        AlgorithmSpecification={
            "TrainingImage": "1.dkr.ecr.us-east-1.amazonaws.com/xgb:1",
            "TrainingInputMode": "File",
        },
        RoleArn=role,
        InputDataConfig=[
            {
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/features/"}},
            }
        ],
        OutputDataConfig={"S3OutputPath": "s3://lake/models"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
    )
    sm.create_model(
        ModelName="churn",
        PrimaryContainer={
            "Image": "1.dkr.ecr.us-east-1.amazonaws.com/xgb:1",
            "ModelDataUrl": "s3://lake/models/churn-1/output/model.tar.gz",
            "Environment": {"API_KEY": "CANARY-model-environment"},
        },
        ExecutionRoleArn=role,
    )
    variant = {
        "VariantName": "a",
        "ModelName": "churn",
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
        "InitialVariantWeight": 1,
    }
    sm.create_endpoint_config(EndpointConfigName="churn", ProductionVariants=[variant])
    sm.create_endpoint(EndpointName="churn", EndpointConfigName="churn")


account = identities()
organization()
here = key(REGION)
key(OTHER)
buckets(account, here)
secrets(REGION, here)
functions(account)
machines(account)
learning(account)
print(account)
