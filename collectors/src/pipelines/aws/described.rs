//! What the AWS CLI printed of one thing (`aws sagemaker describe-training-job … > job.json`), lying about as a file. It is
//! recognised by its members, and read as the answer that it is; the account and region are those of its ARN.

use serde_json::Value as Json;

use crate::aws::wire::Arn;
use crate::aws::{Operation, Reply, SERVICES, Service};
use crate::coverage::Outcome;
use crate::pipelines::{Document, Kind, Node, Output};

/// See the top of the file.
pub(in crate::pipelines) struct Described;

/// An answer by what it has: members that must be there, as paths, the first with its ARN; service and operation.
struct Shape {
    arn: &'static [&'static str],
    has: &'static [&'static str],
    service: &'static str,
    operation: &'static str,
}

const fn shape(
    arn: &'static [&'static str],
    has: &'static [&'static str],
    service: &'static str,
    operation: &'static str,
) -> Shape {
    Shape {
        arn,
        has,
        service,
        operation,
    }
}

/// The members of the outputs (API references of Amazon SageMaker, AWS Step Functions, Amazon Bedrock and its agents). Names of
/// listings that hold the same ARNs lack the second member.
static SHAPES: [Shape; 21] = [
    shape(
        &["TrainingJobArn"],
        &["TrainingJobName"],
        "sagemaker",
        "DescribeTrainingJob",
    ),
    shape(
        &["ProcessingJobArn"],
        &["ProcessingJobName"],
        "sagemaker",
        "DescribeProcessingJob",
    ),
    shape(
        &["TransformJobArn"],
        &["TransformJobName"],
        "sagemaker",
        "DescribeTransformJob",
    ),
    shape(
        &["HyperParameterTuningJobArn"],
        &["HyperParameterTuningJobName"],
        "sagemaker",
        "DescribeHyperParameterTuningJob",
    ),
    shape(
        &["AutoMLJobArn"],
        &["AutoMLJobName"],
        "sagemaker",
        "DescribeAutoMLJobV2",
    ),
    shape(&["ModelArn"], &["ModelName"], "sagemaker", "DescribeModel"),
    shape(
        &["EndpointConfigArn"],
        &["EndpointConfigName"],
        "sagemaker",
        "DescribeEndpointConfig",
    ),
    shape(
        &["EndpointArn"],
        &["EndpointStatus"],
        "sagemaker",
        "DescribeEndpoint",
    ),
    shape(
        &["NotebookInstanceArn"],
        &["NotebookInstanceName"],
        "sagemaker",
        "DescribeNotebookInstance",
    ),
    shape(
        &["FeatureGroupArn"],
        &["FeatureGroupName"],
        "sagemaker",
        "DescribeFeatureGroup",
    ),
    shape(
        &["ModelPackageArn"],
        &["ModelPackageStatus"],
        "sagemaker",
        "DescribeModelPackage",
    ),
    shape(
        &["InferenceComponentArn"],
        &["InferenceComponentName"],
        "sagemaker",
        "DescribeInferenceComponent",
    ),
    shape(
        &["MonitoringScheduleArn"],
        &["MonitoringScheduleName"],
        "sagemaker",
        "DescribeMonitoringSchedule",
    ),
    shape(
        &["UserProfileArn"],
        &["UserProfileName"],
        "sagemaker",
        "DescribeUserProfile",
    ),
    shape(
        &["DomainArn"],
        &["DomainName"],
        "sagemaker",
        "DescribeDomain",
    ),
    shape(
        &["stateMachineArn"],
        &["definition"],
        "states",
        "DescribeStateMachine",
    ),
    shape(
        &["knowledgeBase", "knowledgeBaseArn"],
        &["knowledgeBase"],
        "bedrock_agent",
        "GetKnowledgeBase",
    ),
    shape(
        &["agent", "agentArn"],
        &["agent"],
        "bedrock_agent",
        "GetAgent",
    ),
    shape(
        &["arn"],
        &["executionRoleArn", "definition"],
        "bedrock_agent",
        "GetFlow",
    ),
    shape(
        &["jobArn"],
        &["trainingDataConfig"],
        "bedrock",
        "GetModelCustomizationJob",
    ),
    shape(
        &["jobArn"],
        &["modelDataSource"],
        "bedrock",
        "GetModelImportJob",
    ),
];

impl Shape {
    fn fits(&self, document: &Document<'_>) -> bool {
        let arn = document.tree().and_then(|root| root.at(self.arn));
        let arn = arn.and_then(Node::as_str).unwrap_or_default();
        arn.starts_with("arn:") && self.has.iter().all(|name| document.get(name).is_some())
    }

    fn operation(&self) -> Option<(&'static dyn Service, &'static Operation)> {
        let service = SERVICES.iter().find(|it| it.name() == self.service)?;
        let mut operations = service.operations().iter();
        let operation = operations.find(|it| it.name == self.operation)?;
        Some((*service, operation))
    }
}

impl Kind for Described {
    fn name(&self) -> &'static str {
        "aws-describe"
    }

    fn description(&self) -> &'static str {
        "what the AWS CLI printed of one job, model, endpoint, state machine, knowledge base or agent"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        SHAPES.iter().any(|shape| shape.fits(document))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let Some(shape) = SHAPES.iter().find(|shape| shape.fits(document)) else {
            return;
        };
        let arn = root
            .at(shape.arn)
            .and_then(Node::as_str)
            .unwrap_or_default();
        let found = shape.operation().zip(Arn::parse(arn));
        let Some(((service, operation), arn)) = found else {
            return;
        };
        let Some(account) = arn.account_id() else {
            let why = "its ARN names no account".to_owned();
            return output.gap(Outcome::Unreadable, root, &why, "");
        };
        let body = without_nulls(root.to_json()).to_string();
        let source = output.file().path.display().to_string();
        let reply = Reply {
            account,
            partition: arn.partition,
            region: (!arn.region.is_empty()).then_some(arn.region),
            operation,
            argument: Some(arn.name()),
            body: &body,
            source: &source,
        };
        if let Err(error) = output.facts(|sink| service.facts(&reply, sink)) {
            let error = error.to_string();
            let reason = error.split(" at line ").next().unwrap_or(&error);
            let help = "compare it with what the AWS CLI prints";
            output.gap(Outcome::Unreadable, root, reason, help);
        }
    }
}

/// The services leave out what is not set; other tools write `null` there.
fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(
                members
                    .map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Json::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
