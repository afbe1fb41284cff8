//! Definitions of pipelines on AWS: SageMaker AI, Step Functions, Bedrock, in files and in the answers of the services.
//!
//! A step of any of them is a call of an API with arguments: they are read once, in whatever language the values are written.

mod arguments;
mod jobs;
mod naming;
pub(crate) mod sagemaker_pipeline;
mod serving;
mod text;

pub(crate) use naming::Naming;
