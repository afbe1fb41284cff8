"""What the company does not use: every service that an export asks answers that there is nothing.

Fills whatever the other parts left out, in both accounts and both regions.
"""

from export import ML_PROD, PLATFORM, REGION

# Service, and of each listing the answer where there is nothing.
EMPTY = {
    "accessanalyzer": {
        "list-analyzers": {"analyzers": []},
    },
    "apigateway": {
        "get-rest-apis": {"items": []},
    },
    "apigatewayv2": {
        "get-apis": {"Items": []},
    },
    "apprunner": {
        "list-services": {"ServiceSummaryList": []},
    },
    "appsync": {
        "list-graphql-apis": {"graphqlApis": []},
    },
    "athena": {
        "list-work-groups": {"WorkGroups": []},
        "list-data-catalogs": {"DataCatalogsSummary": []},
    },
    "batch": {
        "describe-job-definitions": {"jobDefinitions": []},
        "describe-job-queues": {"jobQueues": []},
        "describe-compute-environments": {"computeEnvironments": []},
    },
    "bedrock": {
        "list-custom-models": {"modelSummaries": []},
        "list-imported-models": {"modelSummaries": []},
        "list-model-customization-jobs": {"modelCustomizationJobSummaries": []},
        "list-model-import-jobs": {"modelImportJobSummaries": []},
        "list-provisioned-model-throughputs": {"provisionedModelSummaries": []},
        "list-custom-model-deployments": {"modelDeploymentSummaries": []},
        "list-guardrails": {"guardrails": []},
        "list-inference-profiles": {"inferenceProfileSummaries": []},
        "get-model-invocation-logging-configuration": {},
        "list-evaluation-jobs": {"jobSummaries": []},
        "list-model-invocation-jobs": {"invocationJobSummaries": []},
        "list-marketplace-model-endpoints": {"marketplaceModelEndpoints": []},
    },
    "bedrock-agent": {
        "list-agents": {"agentSummaries": []},
        "list-knowledge-bases": {"knowledgeBaseSummaries": []},
        "list-flows": {"flowSummaries": []},
        "list-prompts": {"promptSummaries": []},
    },
    "bedrock-agentcore-control": {
        "list-agent-runtimes": {"agentRuntimes": []},
        "list-gateways": {"items": []},
        "list-memories": {"memories": []},
        "list-code-interpreters": {"codeInterpreterSummaries": []},
        "list-browsers": {"browserSummaries": []},
        "list-api-key-credential-providers": {"credentialProviders": []},
        "list-oauth2-credential-providers": {"credentialProviders": []},
        "list-workload-identities": {"workloadIdentities": []},
    },
    "cloudformation": {
        "describe-stacks": {"Stacks": []},
        "list-stack-sets": {"Summaries": []},
    },
    "cloudtrail": {
        "describe-trails": {"trailList": []},
        "list-event-data-stores": {"EventDataStores": []},
    },
    "codebuild": {
        "list-projects": {"projects": []},
        "list-source-credentials": {"sourceCredentialsInfos": []},
    },
    "codecommit": {
        "list-repositories": {"repositories": []},
    },
    "codeconnections": {
        "list-connections": {"Connections": []},
    },
    "codepipeline": {
        "list-pipelines": {"pipelines": []},
    },
    "codestar-connections": {
        "list-connections": {"Connections": []},
    },
    "cognito-identity": {
        "list-identity-pools": {"IdentityPools": []},
    },
    "configservice": {
        "describe-configuration-aggregators": {"ConfigurationAggregators": []},
    },
    "datapipeline": {
        "list-pipelines": {"pipelineIdList": []},
    },
    "dynamodb": {
        "list-tables": {"TableNames": []},
    },
    "ec2": {
        "describe-snapshots": {"Snapshots": []},
        "describe-images": {"Images": []},
        "describe-key-pairs": {"KeyPairs": []},
        "get-serial-console-access-status": {"SerialConsoleAccessEnabled": False},
        "describe-instance-connect-endpoints": {"InstanceConnectEndpoints": []},
        "describe-vpc-endpoints": {"VpcEndpoints": []},
    },
    "ecr": {
        "describe-repositories": {"repositories": []},
    },
    "ecs": {
        "list-clusters": {"clusterArns": []},
        "list-task-definition-families": {"families": []},
    },
    "eks": {
        "list-clusters": {"clusters": []},
    },
    "emr": {
        "list-clusters": {"Clusters": []},
    },
    "emr-serverless": {
        "list-applications": {"applications": []},
    },
    "events": {
        "list-event-buses": {"EventBuses": []},
    },
    "glue": {
        "get-databases": {"DatabaseList": []},
        "get-resource-policies": {"GetResourcePoliciesResponseList": []},
        "get-connections": {"ConnectionList": []},
        "get-jobs": {"Jobs": []},
        "get-crawlers": {"Crawlers": []},
        "get-dev-endpoints": {"DevEndpoints": []},
        "list-sessions": {"Ids": [], "Sessions": []},
    },
    "kinesis": {
        "list-streams": {"StreamNames": [], "StreamSummaries": []},
    },
    "lambda": {
        "list-event-source-mappings": {"EventSourceMappings": []},
        "list-layers": {"Layers": []},
    },
    "logs": {
        "describe-log-groups": {"logGroups": []},
        "describe-resource-policies": {"resourcePolicies": []},
    },
    "opensearch": {
        "list-domain-names": {"DomainNames": []},
    },
    "opensearchserverless": {
        "list-collections": {"collectionSummaries": []},
        "list-access-policies": {"accessPolicySummaries": []},
    },
    "pipes": {
        "list-pipes": {"Pipes": []},
    },
    "ram": {
        "list-resources": {"resources": []},
    },
    "rds": {
        "describe-db-instances": {"DBInstances": []},
        "describe-db-clusters": {"DBClusters": []},
        "describe-db-snapshots": {"DBSnapshots": []},
        "describe-db-cluster-snapshots": {"DBClusterSnapshots": []},
    },
    "redshift": {
        "describe-clusters": {"Clusters": []},
    },
    "redshift-serverless": {
        "list-namespaces": {"namespaces": []},
        "list-workgroups": {"workgroups": []},
    },
    "rolesanywhere": {
        "list-trust-anchors": {"trustAnchors": []},
        "list-profiles": {"profiles": []},
    },
    "s3control": {
        "list-access-points": {"AccessPointList": []},
        "list-multi-region-access-points": {"AccessPoints": []},
        "list-access-grants-locations": {"AccessGrantsLocationsList": []},
        "list-access-grants": {"AccessGrantsList": []},
    },
    "s3tables": {
        "list-table-buckets": {"tableBuckets": []},
    },
    "s3vectors": {
        "list-vector-buckets": {"vectorBuckets": []},
    },
    "sagemaker": {
        "list-notebook-instance-lifecycle-configs": {"NotebookInstanceLifecycleConfigs": []},
        "list-studio-lifecycle-configs": {"StudioLifecycleConfigs": []},
        "list-code-repositories": {"CodeRepositorySummaryList": []},
        "list-domains": {"Domains": []},
        "list-user-profiles": {"UserProfiles": []},
        "list-spaces": {"Spaces": []},
        "list-apps": {"Apps": []},
        "list-processing-jobs": {"ProcessingJobSummaries": []},
        "list-transform-jobs": {"TransformJobSummaries": []},
        "list-hyper-parameter-tuning-jobs": {"HyperParameterTuningJobSummaries": []},
        "list-auto-ml-jobs": {"AutoMLJobSummaries": []},
        "list-pipelines": {"PipelineSummaries": []},
        "list-model-package-groups": {"ModelPackageGroupSummaryList": []},
        "list-model-packages": {"ModelPackageSummaryList": []},
        "list-endpoint-configs": {"EndpointConfigs": []},
        "list-inference-components": {"InferenceComponents": []},
        "list-feature-groups": {"FeatureGroupSummaries": []},
        "list-images": {"Images": []},
        "list-monitoring-schedules": {"MonitoringScheduleSummaries": []},
        "list-data-quality-job-definitions": {"JobDefinitionSummaries": []},
        "list-model-quality-job-definitions": {"JobDefinitionSummaries": []},
        "list-model-bias-job-definitions": {"JobDefinitionSummaries": []},
        "list-model-explainability-job-definitions": {"JobDefinitionSummaries": []},
        "list-mlflow-tracking-servers": {"TrackingServerSummaries": []},
        "list-clusters": {"ClusterSummaries": []},
    },
    "scheduler": {
        "list-schedules": {"Schedules": []},
    },
    "sns": {
        "list-topics": {"Topics": []},
        "list-subscriptions": {"Subscriptions": []},
    },
    "sqs": {
        "list-queues": {"QueueUrls": []},
    },
    "ssm": {
        "list-documents": {"DocumentIdentifiers": []},
        "describe-instance-information": {"InstanceInformationList": []},
    },
    "sso-admin": {
        "list-instances": {"Instances": []},
    },
    "stepfunctions": {
        "list-state-machines": {"stateMachines": []},
    },
}

# Service, operation, and the error that says that there is none.
ABSENT = [
    ("ecr", "get-registry-policy", "RegistryPolicyNotFoundException"),
]

# Listings that are asked once for each of several values.
VALUES = {
    ("accessanalyzer", "list-analyzers"): ["ACCOUNT", "ORGANIZATION"],
    ("ram", "list-resources"): ["SELF", "OTHER-ACCOUNTS"],
}


def add(estate):
    for account in (ML_PROD, PLATFORM):
        for region in (REGION, "eu-west-1"):
            for service, answers in EMPTY.items():
                for operation, body in answers.items():
                    for value in VALUES.get((service, operation), [None]):
                        if estate.is_open(account, service, operation, value, region):
                            estate.reply(account, service, operation, body, value, region)
            for service, operation, code in ABSENT:
                if estate.is_open(account, service, operation, None, region):
                    estate.none(account, service, operation, code, "There is none.", None, region)
