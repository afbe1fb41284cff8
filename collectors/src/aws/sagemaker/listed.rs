//! What listings have in common.

use serde::Deserialize;

use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::workload;
use crate::facts::{Fact, Origin};
use crate::snapshot::Sink;

/// Hands on each member of the list `name`, or the whole answer where it is a description of one thing.
pub(super) fn one_or_all<T: for<'d> Deserialize<'d>>(
    reply: &Reply<'_>,
    name: &str,
    sink: &mut dyn Sink,
    mut take: impl FnMut(T, Origin, &mut dyn Sink),
) -> Result<(), ReplyError> {
    if reply.operation.name.starts_with("List") {
        return reply.list(name, sink, take);
    }
    take(reply.parse()?, reply.origin(""), sink);
    Ok(())
}

/// A job as a listing has it.
#[derive(Deserialize)]
struct Job {
    #[serde(
        rename = "TrainingJobName",
        alias = "ProcessingJobName",
        alias = "TransformJobName",
        alias = "HyperParameterTuningJobName",
        alias = "AutoMLJobName"
    )]
    name: String,
    #[serde(
        rename = "TrainingJobArn",
        alias = "ProcessingJobArn",
        alias = "TransformJobArn",
        alias = "HyperParameterTuningJobArn",
        alias = "AutoMLJobArn"
    )]
    arn: String,
    #[serde(
        rename = "TrainingJobStatus",
        alias = "ProcessingJobStatus",
        alias = "TransformJobStatus",
        alias = "HyperParameterTuningJobStatus",
        alias = "AutoMLJobStatus"
    )]
    state: Option<String>,
}

/// The jobs of a listing.
pub(super) fn jobs(
    reply: &Reply<'_>,
    list: &str,
    kind: &str,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list(list, sink, |job: Job, origin, sink| {
        let mut workload = workload(job.arn, kind, job.name, reply, origin);
        workload.attributes = attributes([("state", job.state.keep())]);
        sink.fact(Fact::Workload(workload));
    })
}
