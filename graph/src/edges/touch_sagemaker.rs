//! Identity -> model, endpoint.

use blastradius_collectors::facts::LineageKind;

use super::touch::{Way, apply, is_particular, way};
use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::estate::Lens;
use crate::model::{Access, AccessSet, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

/// A model of the service is a record that names its artifact and image. To read the model is to read its artifact: see
/// [`artifacts`].
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
           model itself: who reads or writes the one reads or writes the other.",
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
        artifacts(lens, found);
    }
}

/// Who reads or writes the artifact in S3 reads or writes the model.
fn artifacts(lens: &Lens<'_, '_>, found: &mut Findings) {
    let assets = &lens.estate.facts.assets;
    for lineage in lens.estate.facts.lineage.values() {
        let (LineageKind::Model, Some(artifact), Some(model)) = (
            lineage.kind,
            assets.get(&lineage.from),
            assets.get(&lineage.to),
        ) else {
            continue;
        };
        if !artifact.kind.starts_with("aws:s3:")
            || model.kind != "aws:sagemaker:model"
            || !is_particular(lens, artifact)
        {
            continue;
        }
        for access in [Access::Read, Access::Write] {
            if let Some(mut answer) = way(lens, artifact, access) {
                answer.evidence.push(Evidence {
                    record: format!("lineage:{}", lineage.id),
                    pointer: String::new(),
                    note: "is the artifact of the model".to_owned(),
                });
                found.edge(
                    &lens.actor.id,
                    &model.id,
                    edge_of(
                        EdgeKind::Touches,
                        None,
                        AccessSet::EMPTY.with(access),
                        answer,
                    ),
                );
            }
        }
    }
}
