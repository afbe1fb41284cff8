//! Labels of nodes: kinds, classes of assets, the names that other tools have for the provider's types, and those types.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{NodeKind, NodeView};

use super::words::folded;

/// Every kind of node and its label.
const KINDS: [(&str, NodeKind); 8] = [
    ("Credential", NodeKind::Credential),
    ("Identity", NodeKind::Identity),
    ("Workload", NodeKind::Workload),
    ("Pipeline", NodeKind::Pipeline),
    ("Stage", NodeKind::Stage),
    ("Asset", NodeKind::Asset),
    ("Scope", NodeKind::Scope),
    ("External", NodeKind::External),
];

/// Every class of assets and its label.
const CLASSES: [(&str, AssetClass); 8] = [
    ("Data", AssetClass::Data),
    ("Model", AssetClass::Model),
    ("Secret", AssetClass::Secret),
    ("Index", AssetClass::Index),
    ("Code", AssetClass::Code),
    ("Image", AssetClass::Image),
    ("Log", AssetClass::Log),
    ("Key", AssetClass::Key),
];

/// A label that other tools have, and the types that it stands for; a type that ends with `*` stands for all that begin so.
/// The names are those of Cartography's schema and of BloodHound (`AZ…`).
pub(crate) const FAMILIAR: &[(&str, &[&str])] = &[
    ("AWSAccount", &["aws:account"]),
    (
        "AWSPrincipal",
        &["aws:iam:user", "aws:iam:role", "aws:iam:root"],
    ),
    ("AWSRole", &["aws:iam:role"]),
    ("AWSUser", &["aws:iam:user"]),
    ("AccountAccessKey", &["aws:iam:access-key"]),
    ("AWSLambda", &["aws:lambda:function"]),
    ("AWSBedrockAgent", &["aws:bedrock:agent"]),
    ("AWSBedrockCustomModel", &["aws:bedrock:custom-model"]),
    ("AWSBedrockGuardrail", &["aws:bedrock:guardrail"]),
    ("AWSBedrockKnowledgeBase", &["aws:bedrock:knowledge-base"]),
    ("AWSSageMakerDomain", &["aws:sagemaker:domain"]),
    ("AWSSageMakerEndpoint", &["aws:sagemaker:endpoint"]),
    (
        "AWSSageMakerEndpointConfig",
        &["aws:sagemaker:endpoint-config"],
    ),
    ("AWSSageMakerModel", &["aws:sagemaker:model"]),
    ("AWSSageMakerModelPackage", &["aws:sagemaker:model-package"]),
    (
        "AWSSageMakerModelPackageGroup",
        &["aws:sagemaker:model-package-group"],
    ),
    (
        "AWSSageMakerNotebookInstance",
        &["aws:sagemaker:notebook-instance"],
    ),
    ("AWSSageMakerTrainingJob", &["aws:sagemaker:training-job"]),
    ("AWSSageMakerTransformJob", &["aws:sagemaker:transform-job"]),
    ("AWSSageMakerUserProfile", &["aws:sagemaker:user-profile"]),
    ("CodeBuildProject", &["aws:codebuild:project"]),
    ("DynamoDBTable", &["aws:dynamodb:table"]),
    ("EC2Instance", &["aws:ec2:instance"]),
    ("EBSSnapshot", &["aws:ec2:snapshot"]),
    ("ECRRepository", &["aws:ecr:repository"]),
    ("ECSCluster", &["aws:ecs:cluster"]),
    ("ECSTask", &["aws:ecs:task"]),
    ("ECSTaskDefinition", &["aws:ecs:task-definition"]),
    ("EKSCluster", &["aws:eks:cluster"]),
    ("EMRCluster", &["aws:emr:cluster"]),
    ("GlueDatabase", &["aws:glue:database"]),
    ("GlueJob", &["aws:glue:job"]),
    ("KMSKey", &["aws:kms:key"]),
    ("RDSCluster", &["aws:rds:db-cluster"]),
    ("RDSInstance", &["aws:rds:db-instance"]),
    ("RDSSnapshot", &["aws:rds:db-snapshot"]),
    ("RedshiftCluster", &["aws:redshift:cluster"]),
    ("S3Bucket", &["aws:s3:bucket"]),
    ("S3Object", &["aws:s3:object", "aws:s3:prefix"]),
    ("SNSTopic", &["aws:sns:topic"]),
    ("SQSQueue", &["aws:sqs:queue"]),
    ("SSMParameter", &["aws:ssm:parameter"]),
    ("SecretsManagerSecret", &["aws:secretsmanager:secret"]),
    ("CodeCommitRepository", &["aws:codecommit:repository"]),
    ("OpenSearchDomain", &["aws:opensearch:domain"]),
    ("GCPServiceAccount", &["gcp:iam:service-account"]),
    ("GCPSecretManagerSecret", &["gcp:secretmanager:secret"]),
    ("GCPVertexAIModel", &["gcp:vertex:model"]),
    ("GCPVertexAIEndpoint", &["gcp:vertex:endpoint"]),
    ("AZKeyVault", &["azure:keyvault:*"]),
    ("AzureKeyVaultSecret", &["azure:keyvault:secret"]),
    ("GitHubOrganization", &["github:organization"]),
    ("GitHubRepository", &["github:repository"]),
    ("GitHubWorkflow", &["github:workflow"]),
    ("GitHubActionsSecret", &["github:actions-secret"]),
    ("GitHubRunner", &["github:runner"]),
    ("KubernetesPod", &["k8s:pod"]),
    ("KubernetesSecret", &["k8s:secret"]),
    ("KubernetesServiceAccount", &["k8s:service-account"]),
];

/// A condition on the labels of a node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Labels {
    Kind(NodeKind),
    Class(AssetClass),
    Familiar(&'static [&'static str]),
    /// A provider's type as it stands: `` `aws:s3:bucket` ``.
    Type(String),
    /// `%`: whatever has a label. Everything has.
    Any,
    Not(Box<Labels>),
    All(Vec<Labels>),
    Some(Vec<Labels>),
}

impl Labels {
    /// The label of a word, in any case.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let wanted = folded(word);
        let is = |name: &str| folded(name) == wanted;
        if word.contains(':') {
            return Some(Self::Type(word.to_owned()));
        }
        if let Some((_, kind)) = KINDS.iter().find(|(name, _)| is(name)) {
            return Some(Self::Kind(*kind));
        }
        if let Some((_, class)) = CLASSES.iter().find(|(name, _)| is(name)) {
            return Some(Self::Class(*class));
        }
        let familiar = FAMILIAR.iter().find(|(name, _)| is(name));
        familiar.map(|(_, types)| Self::Familiar(types))
    }

    /// Whether a node has them.
    pub(crate) fn hold(&self, node: NodeView<'_>) -> bool {
        match self {
            Self::Kind(kind) => node.kind == *kind,
            Self::Class(class) => node.class == Some(*class),
            Self::Familiar(types) => types.iter().any(|it| is_type(it, node.type_name)),
            Self::Type(name) => node.type_name == *name,
            Self::Any => true,
            Self::Not(labels) => !labels.hold(node),
            Self::All(all) => all.iter().all(|it| it.hold(node)),
            Self::Some(some) => some.iter().any(|it| it.hold(node)),
        }
    }

    /// How many things are asked at most, to choose where to begin: fewer nodes have a type than a class than a kind.
    pub(crate) fn rarity(&self) -> u32 {
        match self {
            Self::Familiar(_) | Self::Type(_) => 3,
            Self::Class(_) => 2,
            Self::Kind(_) => 1,
            Self::Any | Self::Not(_) => 0,
            Self::All(all) => all.iter().map(Self::rarity).max().unwrap_or(0),
            Self::Some(some) => some.iter().map(Self::rarity).min().unwrap_or(0),
        }
    }
}

fn is_type(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

/// The labels of a node, as `labels()` gives them: its kind, its class, familiar names, its type.
pub(crate) fn labels(node: NodeView<'_>) -> Vec<String> {
    let kind = KINDS.iter().filter(|(_, kind)| *kind == node.kind);
    let class = CLASSES
        .iter()
        .filter(|(_, class)| node.class == Some(*class));
    let familiar = FAMILIAR
        .iter()
        .filter(|(_, types)| types.iter().any(|it| is_type(it, node.type_name)));
    let mut labels: Vec<String> = kind.map(|(name, _)| (*name).to_owned()).collect();
    labels.extend(class.map(|(name, _)| (*name).to_owned()));
    labels.extend(familiar.map(|(name, _)| (*name).to_owned()));
    labels.push(node.type_name.to_owned());
    labels
}

/// Every label that has a name.
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().map(|(name, _)| *name);
    let classes = CLASSES.iter().map(|(name, _)| *name);
    kinds
        .chain(classes)
        .chain(FAMILIAR.iter().map(|(name, _)| *name))
}
