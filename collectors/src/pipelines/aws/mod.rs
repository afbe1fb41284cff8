//! Definitions of pipelines on AWS: SageMaker AI, Step Functions, Bedrock, in files and in the answers of the services.
//!
//! A step of any of them is a call of an API with arguments: they are read once, in whatever language the values are written.

pub(super) mod ack;
mod arguments;
mod bedrock;
pub(super) mod cloudformation;
pub(super) mod described;
mod jobs;
mod naming;
mod resources;
pub(crate) mod sagemaker_pipeline;
mod serving;
pub(crate) mod step_functions;
mod text;

pub(crate) use naming::Naming;
