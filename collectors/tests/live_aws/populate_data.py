"""Fills a moto server with data stores, identity services and what guards them.

Usage: populate_data.py ENDPOINT

Every value that must never be kept contains the word CANARY. Where moto does not have an operation that the collector
asks, nothing is made for it.
"""

import json
import sys

import boto3

ENDPOINT = sys.argv[1]
REGION = "us-east-1"
ACCOUNT = "123456789012"
OTHER = "999988887777"


def client(service, region=REGION):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def policy(action, resource, principal=OTHER):
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{principal}:root"},
        "Action": action,
        "Resource": resource,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def control():
    """S3 Control puts the account before the host name; 127.0.0.1 has no such names."""
    it = client("s3control")
    it.meta.events.register("before-send", lambda request, **_: setattr(
        request, "url", request.url.replace(f"//{ACCOUNT}.", "//")))
    return it


def tables(key):
    dynamodb = client("dynamodb")
    # More than one page of 100.
    for name in ["orders", *(f"many-{number:03}" for number in range(101))]:
        dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": name == "orders", "StreamViewType": "NEW_IMAGE"}
            if name == "orders" else {"StreamEnabled": False},
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
            if name == "orders" else {"Enabled": False},
            Tags=[{"Key": "team", "Value": "shop"}],
        )
    arn = dynamodb.describe_table(TableName="orders")["Table"]["TableArn"]
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy("dynamodb:GetItem", arn))
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "CANARY-item"}})


def messages(key):
    sqs = client("sqs")
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"
    url = sqs.create_queue(
        QueueName="orders",
        Attributes={"KmsMasterKeyId": key, "Policy": policy("sqs:ReceiveMessage", arn)},
        tags={"team": "shop"},
    )["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="CANARY-message")
    sns = client("sns")
    topic = sns.create_topic(Name="events", Attributes={"KmsMasterKeyId": key}, Tags=[{"Key": "team", "Value": "shop"}])
    topic = topic["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy("sns:Subscribe", topic))
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://example.com/?token=CANARY-token")
    for number in range(101):
        sns.create_topic(Name=f"many-{number:03}")
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    kinesis.start_stream_encryption(StreamName="clicks", EncryptionType="KMS", KeyId=key)
    kinesis.add_tags_to_stream(StreamName="clicks", Tags={"team": "shop"})
    stream = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"
    kinesis.put_resource_policy(ResourceARN=stream, Policy=policy("kinesis:GetRecords", stream))
    kinesis.put_record(StreamName="clicks", Data=b"CANARY-record", PartitionKey="1")


def databases(key):
    rds = client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="orders",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        MasterUsername="owner",
        MasterUserPassword="CANARY-password",
        AllocatedStorage=20,
        StorageEncrypted=True,
        KmsKeyId=key,
        PubliclyAccessible=True,
        EnableIAMDatabaseAuthentication=True,
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    rds.create_db_snapshot(DBInstanceIdentifier="orders", DBSnapshotIdentifier="before")
    rds.modify_db_snapshot_attribute(
        DBSnapshotIdentifier="before", AttributeName="restore", ValuesToAdd=[OTHER]
    )
    rds.create_db_cluster(
        DBClusterIdentifier="aurora",
        Engine="aurora-mysql",
        MasterUsername="owner",
        MasterUserPassword="CANARY-password",
    )
    rds.create_db_cluster_snapshot(DBClusterIdentifier="aurora", DBClusterSnapshotIdentifier="night")
    redshift = client("redshift")
    redshift.create_cluster(
        ClusterIdentifier="dw",
        NodeType="ra3.large",
        MasterUsername="owner",
        MasterUserPassword="CANARY-Password1",
        IamRoles=[role("copy")],
        Encrypted=True,
        KmsKeyId=key,
        PubliclyAccessible=False,
        Tags=[{"Key": "team", "Value": "bi"}],
    )
    opensearch = client("opensearch")
    arn = f"arn:aws:es:{REGION}:{ACCOUNT}:domain/search"
    opensearch.create_domain(
        DomainName="search",
        EngineVersion="OpenSearch_2.11",
        AccessPolicies=policy("es:ESHttpGet", f"{arn}/*"),
        AdvancedSecurityOptions={
            "Enabled": True,
            "InternalUserDatabaseEnabled": True,
            "MasterUserOptions": {"MasterUserName": "owner", "MasterUserPassword": "CANARY-password"},
        },
    )
    aoss = client("opensearchserverless")
    aoss.create_security_policy(
        name="kb-key", type="encryption",
        policy=json.dumps({"Rules": [{"ResourceType": "collection", "Resource": ["collection/kb1"]}], "AWSOwnedKey": False, "KmsARN": key}),
    )
    aoss.create_collection(name="kb1", type="VECTORSEARCH", standbyReplicas="DISABLED")


def lake():
    glue = client("glue")
    glue.create_database(DatabaseInput={"Name": "sales", "LocationUri": "s3://lake/sales/"})
    glue.create_table(
        DatabaseName="sales",
        TableInput={
            "Name": "orders",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"note": "CANARY-parameter"},
            "StorageDescriptor": {"Location": "s3://lake/sales/orders/"},
        },
    )
    glue.create_job(
        Name="load",
        Role="etl",
        Command={"Name": "glueetl", "ScriptLocation": "s3://code/load.py"},
        DefaultArguments={"--password": "CANARY-argument", "--extra-py-files": "s3://code/lib.zip"},
    )
    glue.create_crawler(
        Name="crawl", Role=role("etl"), DatabaseName="sales", Targets={"S3Targets": [{"Path": "s3://lake/raw"}]}
    )
    glue.create_connection(
        ConnectionInput={
            "Name": "warehouse",
            "ConnectionType": "JDBC",
            "ConnectionProperties": {"USERNAME": "CANARY-user", "PASSWORD": "CANARY-password"},
        }
    )
    glue.create_session(Id="s1", Role=role("etl"), Command={"Name": "glueetl"})
    glue.create_dev_endpoint(EndpointName="dev", RoleArn=role("etl"), Arguments={"--x": "CANARY-argument"})
    athena = client("athena")
    athena.create_work_group(
        Name="analysts",
        Configuration={"ResultConfiguration": {"OutputLocation": "s3://lake/athena/"}},
    )
    athena.create_data_catalog(
        Name="dynamo",
        Type="LAMBDA",
        Description="d",
        Parameters={"function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:reader", "secret": "CANARY-parameter"},
    )
    emr = client("emr")
    emr.run_job_flow(
        Name="spark",
        ReleaseLabel="emr-6.15.0",
        LogUri="s3://logs/emr/",
        JobFlowRole="EMR_EC2",
        ServiceRole="EMR_Default",
        Instances={
            "MasterInstanceType": "m5.xlarge",
            "InstanceCount": 1,
            "KeepJobFlowAliveWhenNoSteps": True,
        },
        Configurations=[{"Classification": "hive-site", "Properties": {"password": "CANARY-property"}}],
    )
    application = client("emr-serverless").create_application(name="nightly", releaseLabel="emr-6.15.0", type="SPARK")
    client("emr-serverless").start_job_run(
        applicationId=application["applicationId"],
        clientToken="t",
        executionRoleArn=role("job"),
        jobDriver={"sparkSubmit": {"entryPoint": "s3://code/j.py", "entryPointArguments": ["CANARY-argument"]}},
    )


def buckets():
    client("s3").create_bucket(Bucket="trails")
    client("s3").create_bucket(Bucket="points")
    s3control = control()
    s3control.create_access_point(AccountId=ACCOUNT, Name="finance", Bucket="points")
    arn = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/finance"
    s3control.put_access_point_policy(
        AccountId=ACCOUNT, Name="finance", Policy=policy("s3:GetObject", f"{arn}/object/*")
    )
    tables = client("s3tables")
    bucket = tables.create_table_bucket(name="tabular")["arn"]
    tables.create_namespace(tableBucketARN=bucket, namespace=["sales"])
    tables.create_table(tableBucketARN=bucket, namespace="sales", name="orders", format="ICEBERG")
    vectors = client("s3vectors")
    vectors.create_vector_bucket(vectorBucketName="vectors")
    vectors.create_index(
        vectorBucketName="vectors", indexName="docs", dataType="float32", dimension=2, distanceMetric="cosine"
    )
    arn = vectors.get_vector_bucket(vectorBucketName="vectors")["vectorBucket"]["vectorBucketArn"]
    vectors.put_vector_bucket_policy(vectorBucketName="vectors", policy=policy("s3vectors:QueryVectors", arn))


def logs(key):
    logs = client("logs")
    logs.create_log_group(logGroupName="/app/score", kmsKeyId=key)
    logs.put_retention_policy(logGroupName="/app/score", retentionInDays=30)
    logs.put_resource_policy(policyName="dns", policyDocument=policy("logs:PutLogEvents", "*"))
    for number in range(51):
        logs.create_log_group(logGroupName=f"/many/{number:03}")
    client("cloudtrail").create_trail(
        Name="all", S3BucketName="trails", S3KeyPrefix="ct", IsMultiRegionTrail=True, KmsKeyId=key
    )


def automation():
    ssm = client("ssm")
    content = {"schemaVersion": "2.2", "description": "d", "mainSteps": [
        {"action": "aws:runShellScript", "name": "x", "inputs": {"runCommand": ["CANARY-command"]}}]}
    ssm.create_document(Content=json.dumps(content), Name="deploy", DocumentType="Command")
    ssm.put_parameter(Name="/prod/flag", Type="String", Value="CANARY", Tags=[{"Key": "team", "Value": "shop"}])
    ssm.modify_document_permission(Name="deploy", PermissionType="Share", AccountIdsToAdd=[OTHER])


def people():
    sso, store = client("sso-admin"), client("identitystore")
    instance = sso.list_instances()["Instances"][0]
    arn, store_id = instance["InstanceArn"], instance["IdentityStoreId"]
    group = store.create_group(IdentityStoreId=store_id, DisplayName="platform")["GroupId"]
    user = store.create_user(
        IdentityStoreId=store_id,
        UserName="CANARY-user",
        DisplayName="CANARY-name",
        Name={"FamilyName": "CANARY", "GivenName": "CANARY"},
        Emails=[{"Value": "CANARY@example.com"}],
    )["UserId"]
    store.create_group_membership(IdentityStoreId=store_id, GroupId=group, MemberId={"UserId": user})
    made = sso.create_permission_set(InstanceArn=arn, Name="Admins", SessionDuration="PT4H")["PermissionSet"]
    permission_set = made["PermissionSetArn"]
    common = {"InstanceArn": arn, "PermissionSetArn": permission_set}
    sso.attach_managed_policy_to_permission_set(ManagedPolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess", **common)
    sso.attach_customer_managed_policy_reference_to_permission_set(
        CustomerManagedPolicyReference={"Name": "data", "Path": "/team/"}, **common
    )
    inline = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    sso.put_inline_policy_to_permission_set(InlinePolicy=json.dumps(inline), **common)
    sso.create_account_assignment(
        TargetId=ACCOUNT, TargetType="AWS_ACCOUNT", PrincipalType="GROUP", PrincipalId=group, **common
    )
    sso.provision_permission_set(TargetType="AWS_ACCOUNT", TargetId=ACCOUNT, **common)
    pool = client("cognito-identity").create_identity_pool(
        IdentityPoolName="web",
        AllowUnauthenticatedIdentities=True,
        SupportedLoginProviders={"graph.facebook.com": "CANARY-app"},
    )["IdentityPoolId"]
    return {"permission_set": permission_set, "group": group, "user": user, "pool": pool, "instance": arn}


def doors():
    apigateway = client("apigateway")
    api = apigateway.create_rest_api(
        name="scoring", policy=policy("execute-api:Invoke", "*"), tags={"team": "ml"}
    )["id"]
    root = apigateway.get_resources(restApiId=api)["items"][0]["id"]
    apigateway.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:score"
    apigateway.put_integration(
        restApiId=api,
        resourceId=root,
        httpMethod="GET",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations",
        credentials=role("call"),
        requestTemplates={"application/json": "CANARY-template"},
    )
    second = client("apigatewayv2")
    http = second.create_api(Name="front", ProtocolType="HTTP")["ApiId"]
    second.create_integration(
        ApiId=http, IntegrationType="AWS_PROXY", IntegrationUri=function, CredentialsArn=role("call"),
        PayloadFormatVersion="2.0",
    )
    appsync = client("appsync")
    graphql = appsync.create_graphql_api(name="shop", authenticationType="API_KEY")["graphqlApi"]["apiId"]
    key = appsync.create_api_key(apiId=graphql, description="CANARY-description")["apiKey"]["id"]
    return {"rest": api, "http": http, "graphql": graphql, "api_key": key}


key = client("kms").create_key(Description="data")["KeyMetadata"]["Arn"]
tables(key)
messages(key)
databases(key)
lake()
buckets()
logs(key)
automation()
made = {"key": key, **people(), **doors()}
print(json.dumps(made))
