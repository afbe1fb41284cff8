//! The types of asset that a listing shows, and how their ARNs look.

use blastradius_collectors::facts::AssetClass;

/// A type of asset, the listing that would have shown it, and how its ARNs look.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) kind: &'static str,
    pub(super) class: AssetClass,
    pub(super) operation: &'static str,
    /// The service in its ARNs.
    pub(super) service: &'static str,
    /// What follows the account in them.
    pub(super) rest: &'static str,
    /// In words.
    pub(super) plural: &'static str,
    /// Whether a bare `*` stands for everything of the type too: of those that most principals are about.
    pub(super) bare: bool,
}

impl Listed {
    /// The ARN of everything of the type in an account.
    pub(super) fn everything(&self, account: &str) -> String {
        // Buckets name neither region nor account, snapshots and images no account.
        match (self.service, self.kind) {
            ("s3", "aws:s3:bucket") => format!("arn:aws:s3:::{}", self.rest),
            ("ec2", _) => format!("arn:aws:ec2:*::{}", self.rest),
            (service, _) => format!("arn:aws:{service}:*:{account}:{}", self.rest),
        }
    }
}

macro_rules! listed {
    ($($bare:literal $class:ident $kind:literal $operation:literal $service:literal $rest:literal $plural:literal;)*) => {
        &[$(Listed {
            kind: $kind,
            class: AssetClass::$class,
            operation: $operation,
            service: $service,
            rest: $rest,
            plural: $plural,
            bare: $bare,
        }),*]
    };
}

/// Service Authorization Reference, resource types of each service.
#[rustfmt::skip]
pub(super) static LISTED: &[Listed] = listed![
    true Data "aws:s3:bucket" "s3:ListBuckets" "s3" "*" "buckets";
    true Secret "aws:secretsmanager:secret" "secretsmanager:ListSecrets" "secretsmanager" "secret:*" "secrets";
    true Secret "aws:ssm:parameter" "ssm:DescribeParameters" "ssm" "parameter/*" "parameters";
    true Key "aws:kms:key" "kms:ListKeys" "kms" "key/*" "keys";
    true Code "aws:lambda:function-code" "lambda:ListFunctions" "lambda" "function:*" "functions";
    true Model "aws:sagemaker:model" "sagemaker:ListModels" "sagemaker" "model/*" "models";
    true Model "aws:sagemaker:endpoint" "sagemaker:ListEndpoints" "sagemaker" "endpoint/*" "endpoints";
    false Data "aws:s3:access-point" "s3:ListAccessPoints" "s3" "accesspoint/*" "access points";
    false Data "aws:dynamodb:table" "dynamodb:ListTables" "dynamodb" "table/*" "tables";
    false Data "aws:sqs:queue" "sqs:ListQueues" "sqs" "*" "queues";
    false Data "aws:sns:topic" "sns:ListTopics" "sns" "*" "topics";
    false Data "aws:kinesis:stream" "kinesis:ListStreams" "kinesis" "stream/*" "streams";
    false Data "aws:rds:db-instance" "rds:DescribeDBInstances" "rds" "db:*" "database instances";
    false Data "aws:rds:db-cluster" "rds:DescribeDBClusters" "rds" "cluster:*" "database clusters";
    false Data "aws:rds:db-snapshot" "rds:DescribeDBSnapshots" "rds" "snapshot:*" "database snapshots";
    false Data "aws:rds:db-cluster-snapshot" "rds:DescribeDBClusterSnapshots" "rds" "cluster-snapshot:*" "cluster snapshots";
    false Data "aws:redshift:cluster" "redshift:DescribeClusters" "redshift" "cluster:*" "warehouses";
    false Data "aws:redshift-serverless:workgroup" "redshift-serverless:ListWorkgroups" "redshift-serverless" "workgroup/*" "warehouse workgroups";
    false Data "aws:ec2:snapshot" "ec2:DescribeSnapshots" "ec2" "snapshot/*" "disk snapshots";
    false Image "aws:ec2:image" "ec2:DescribeImages" "ec2" "image/*" "machine images";
    false Data "aws:glue:database" "glue:GetDatabases" "glue" "database/*" "catalogue databases";
    false Data "aws:glue:table" "glue:GetTables" "glue" "table/*" "catalogue tables";
    false Data "aws:athena:workgroup" "athena:ListWorkGroups" "athena" "workgroup/*" "query workgroups";
    false Index "aws:opensearch:domain" "es:ListDomainNames" "es" "domain/*" "search domains";
    false Index "aws:aoss:collection" "aoss:ListCollections" "aoss" "collection/*" "search collections";
    false Image "aws:ecr:repository" "ecr:DescribeRepositories" "ecr" "repository/*" "image repositories";
    false Code "aws:codecommit:repository" "codecommit:ListRepositories" "codecommit" "*" "code repositories";
    false Code "aws:lambda:layer-version" "lambda:ListLayers" "lambda" "layer:*" "layers";
    false Code "aws:ssm:document" "ssm:ListDocuments" "ssm" "document/*" "documents";
    false Log "aws:logs:log-group" "logs:DescribeLogGroups" "logs" "log-group:*" "log groups";
    false Log "aws:cloudtrail:trail" "cloudtrail:DescribeTrails" "cloudtrail" "trail/*" "trails";
    false Log "aws:cloudtrail:event-data-store" "cloudtrail:ListEventDataStores" "cloudtrail" "eventdatastore/*" "event data stores";
    false Secret "aws:codeconnections:connection" "codeconnections:ListConnections" "codeconnections" "connection/*" "connections";
    false Secret "aws:codeconnections:connection" "codestar-connections:ListConnections" "codestar-connections" "connection/*" "connections";
    false Model "aws:sagemaker:model-package" "sagemaker:ListModelPackages" "sagemaker" "model-package/*" "model packages";
    false Model "aws:sagemaker:model-package-group" "sagemaker:ListModelPackageGroups" "sagemaker" "model-package-group/*" "model package groups";
    false Data "aws:sagemaker:feature-group" "sagemaker:ListFeatureGroups" "sagemaker" "feature-group/*" "feature groups";
    false Code "aws:sagemaker:lifecycle-config" "sagemaker:ListNotebookInstanceLifecycleConfigs" "sagemaker" "notebook-instance-lifecycle-config/*" "lifecycle scripts";
    false Code "aws:sagemaker:studio-lifecycle-config" "sagemaker:ListStudioLifecycleConfigs" "sagemaker" "studio-lifecycle-config/*" "studio lifecycle scripts";
    false Model "aws:bedrock:custom-model" "bedrock:ListCustomModels" "bedrock" "custom-model/*" "custom models";
    false Model "aws:bedrock:imported-model" "bedrock:ListImportedModels" "bedrock" "imported-model/*" "imported models";
    false Model "aws:bedrock:provisioned-model" "bedrock:ListProvisionedModelThroughputs" "bedrock" "provisioned-model/*" "provisioned models";
    false Model "aws:bedrock:custom-model-deployment" "bedrock:ListCustomModelDeployments" "bedrock" "custom-model-deployment/*" "model deployments";
    false Index "aws:bedrock:knowledge-base" "bedrock:ListKnowledgeBases" "bedrock" "knowledge-base/*" "knowledge bases";
    false Model "aws:bedrock:agent-alias" "bedrock:ListAgents" "bedrock" "agent-alias/*" "agents";
    false Model "aws:bedrock:flow-alias" "bedrock:ListFlows" "bedrock" "flow/*/alias/*" "flows";
    false Code "aws:bedrock:prompt" "bedrock:ListPrompts" "bedrock" "prompt/*" "prompts";
    false Code "aws:bedrock:guardrail" "bedrock:ListGuardrails" "bedrock" "guardrail/*" "guardrails";
    false Data "aws:bedrock-agentcore:memory" "bedrock-agentcore:ListMemories" "bedrock-agentcore" "memory/*" "memories";
    false Secret "aws:bedrock-agentcore:api-key-credential-provider" "bedrock-agentcore:ListApiKeyCredentialProviders" "bedrock-agentcore" "token-vault/*/apikeycredentialprovider/*" "API keys";
    false Secret "aws:bedrock-agentcore:oauth2-credential-provider" "bedrock-agentcore:ListOauth2CredentialProviders" "bedrock-agentcore" "token-vault/*/oauth2credentialprovider/*" "OAuth clients";
    false Model "aws:bedrock-agentcore:runtime-endpoint" "bedrock-agentcore:ListAgentRuntimes" "bedrock-agentcore" "runtime/*/runtime-endpoint/*" "agent runtimes";
];
