//! Identity -> model, endpoint.

use super::touch::{Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// A model of the service is a record that names its artifact and image. To read the model is to read the artifact.
pub(super) static MODEL: &[Way] = &[
    Way::on_itself(Access::List, &["sagemaker:DescribeModel"]),
    Way::on_itself(Access::Delete, &["sagemaker:DeleteModel"]),
];

/// Page "Actions, resources, and condition keys for Amazon SageMaker".
pub(super) static ENDPOINT: &[Way] = &[
    Way::on_itself(Access::List, &["sagemaker:DescribeEndpoint"]),
    Way::on_itself(
        Access::Use,
        &["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync"],
    ),
    Way::on_itself(
        Access::Write,
        &[
            "sagemaker:UpdateEndpoint",
            "sagemaker:UpdateEndpointWeightsAndCapacities",
        ],
    ),
    Way::on_itself(Access::Delete, &["sagemaker:DeleteEndpoint"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-sagemaker",
    title: "A principal may touch a model or endpoint",
    does: "Invoke, change and delete an endpoint; describe and delete a model. The artifact of a model in S3 is the \
           model itself: who reads or writes that is found by touch-s3.",
    matters: "Who may invoke can extract or abuse the model; who may update decides which model answers.",
    permissions: &[
        "sagemaker:DescribeModel",
        "sagemaker:DeleteModel",
        "sagemaker:DescribeEndpoint",
        "sagemaker:InvokeEndpoint",
        "sagemaker:InvokeEndpointAsync",
        "sagemaker:UpdateEndpoint",
        "sagemaker:UpdateEndpointWeightsAndCapacities",
        "sagemaker:DeleteEndpoint",
    ],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html",
        "MITRE ATLAS AML.T0040",
        "MITRE ATLAS AML.T0024",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(
            lens,
            &["aws:sagemaker:model", "aws:sagemaker:endpoint"],
            found,
        );
    }
}
