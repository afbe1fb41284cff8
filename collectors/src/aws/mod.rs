//! AWS: what is asked of each service, and the facts that the answers make.
//!
//! One file a service. Its [`Operation`]s are data: from them come the live collector's calls,
//! the least-privilege policy, the shell script of `permissions aws --script`, and the place of
//! each answer in a folder that the AWS CLI filled. The same function makes facts of an answer,
//! whether it came from the network or from a file.

pub mod accessanalyzer;
pub mod apigateway;
pub mod apprunner;
pub mod appsync;
pub mod athena;
pub mod batch;
pub mod bedrock;
pub mod bedrock_agent;
pub mod bedrock_agentcore;
pub mod cloudformation;
pub mod cloudtrail;
pub mod codebuild;
pub mod codecommit;
pub mod codeconnections;
pub mod codepipeline;
pub mod cognito_identity;
pub mod config;
pub mod configuration_item;
mod contract;
pub mod datapipeline;
pub mod dynamodb;
pub mod ec2;
pub mod ecr;
pub mod ecs;
pub mod eks;
pub mod emr;
pub mod events;
pub mod glue;
pub mod iam;
pub mod kinesis;
pub mod kms;
pub mod lambda;
#[cfg(feature = "aws")]
pub mod live;
pub mod logs;
pub mod opensearch;
pub mod organizations;
pub mod pipes;
pub mod ram;
pub mod rds;
pub mod redshift;
pub mod rolesanywhere;
pub mod s3;
pub mod s3control;
pub mod s3tables;
pub mod s3vectors;
pub mod sagemaker;
pub mod scheduler;
pub mod secretsmanager;
pub mod sns;
pub mod sqs;
pub mod ssm;
pub mod sso;
pub mod states;
pub mod sts;
pub(crate) mod translate;
pub mod wire;

pub use contract::{
    Argument, Endpoint, Member, Operation, Paging, Place, Protocol, Reply, ReplyError, Rest, Shape,
    member, outcome_of, partition, repeated, split_pair, words,
};

pub(crate) use contract::{repository_of_image, values_at};

use crate::snapshot::Sink;

/// A service: what it is asked, and the facts that its answers make.
pub trait Service: Sync {
    /// The IAM prefix of the service: `s3`, `lambda`.
    fn name(&self) -> &'static str;
    /// Everything that it is asked. Operations that feed others come before them.
    fn operations(&self) -> &'static [Operation];
    /// How the signed client asks it; `None` for the services that have an SDK client.
    fn endpoint(&self) -> Option<&'static Endpoint> {
        None
    }
    /// Makes facts of one answer.
    ///
    /// # Errors
    /// When the answer is not of the operation's shape. What was understood before is in the sink.
    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError>;
}

/// Every service, in the order of collection. A test proves that each file beside this one is here.
pub static SERVICES: &[&dyn Service] = &[
    &sts::Sts,
    &iam::Iam,
    &organizations::Organizations,
    &s3::S3,
    &secretsmanager::SecretsManager,
    &ssm::Ssm,
    &kms::Kms,
    &lambda::Lambda,
    &ec2::Ec2,
    &sagemaker::SageMaker,
    &accessanalyzer::AccessAnalyzer,
    &apigateway::ApiGateway,
    &apprunner::AppRunner,
    &appsync::AppSync,
    &athena::Athena,
    &batch::Batch,
    &bedrock::Bedrock,
    &bedrock_agent::BedrockAgent,
    &bedrock_agentcore::BedrockAgentCore,
    &cloudformation::CloudFormation,
    &cloudtrail::CloudTrail,
    &codebuild::CodeBuild,
    &codecommit::CodeCommit,
    &codeconnections::CodeConnections,
    &codepipeline::CodePipeline,
    &cognito_identity::CognitoIdentity,
    &config::Config,
    &datapipeline::DataPipeline,
    &dynamodb::DynamoDb,
    &ecr::Ecr,
    &ecs::Ecs,
    &eks::Eks,
    &emr::Emr,
    &events::Events,
    &glue::Glue,
    &kinesis::Kinesis,
    &logs::Logs,
    &opensearch::OpenSearch,
    &pipes::Pipes,
    &ram::Ram,
    &rds::Rds,
    &redshift::Redshift,
    &rolesanywhere::RolesAnywhere,
    &s3control::S3Control,
    &s3tables::S3Tables,
    &s3vectors::S3Vectors,
    &scheduler::Scheduler,
    &sns::Sns,
    &sqs::Sqs,
    &sso::Sso,
    &states::States,
];
