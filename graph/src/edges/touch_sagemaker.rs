//! Identity -> model, endpoint.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_collectors::facts::LineageKind;

use super::gathered::Artifact;
use super::touch::{IN_S3, KeyUse, On, Way, apply, asset_edges_if, ids, touchable, way};
use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::estate::{Estate, Lens, ResourceEntry, account_of};
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
        &[
            "sagemaker:InvokeEndpoint",
            "sagemaker:InvokeEndpointAsync",
            "sagemaker:InvokeEndpointWithResponseStream",
        ],
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

/// A version in the registry. To update one is to approve or reject it: a pipeline that waits for the approval deploys it.
/// The policy of its group bears on it: see [`of_group`].
pub(super) static PACKAGE: &[Way] = &[
    Way::on_itself(Access::List, &["sagemaker:DescribeModelPackage"]),
    Way::on_itself(Access::Write, &["sagemaker:UpdateModelPackage"]),
    Way::on_itself(Access::Delete, &["sagemaker:DeleteModelPackage"]),
];

/// A group of versions.
pub(super) static GROUP: &[Way] = &[
    Way::on_itself(Access::List, &["sagemaker:DescribeModelPackageGroup"]),
    Way::on_itself(Access::Delete, &["sagemaker:DeleteModelPackageGroup"]),
    Way::on_itself(
        Access::Administer,
        &[
            "sagemaker:PutModelPackageGroupPolicy",
            "sagemaker:DeleteModelPackageGroupPolicy",
        ],
    ),
];

/// The online store. The offline one is a place in S3, which the group flows to. Page "Security and access control" of
/// Feature Store: who reads or writes records needs `kms:Decrypt` on the key of the online store.
pub(super) static FEATURES: &[Way] = &[
    Way::on_itself(Access::List, &["sagemaker:DescribeFeatureGroup"]),
    Way {
        access: Access::Read,
        actions: &["sagemaker:GetRecord", "sagemaker:BatchGetRecord"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["sagemaker:PutRecord", "sagemaker:DeleteRecord"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way::on_itself(Access::Delete, &["sagemaker:DeleteFeatureGroup"]),
];

/// A description has the script. What is written runs as root when a notebook that has it starts next.
pub(super) static LIFECYCLE: &[Way] = &[
    Way::on_itself(
        Access::Read,
        &["sagemaker:DescribeNotebookInstanceLifecycleConfig"],
    ),
    Way::on_itself(
        Access::Write,
        &["sagemaker:UpdateNotebookInstanceLifecycleConfig"],
    ),
    Way::on_itself(
        Access::Delete,
        &["sagemaker:DeleteNotebookInstanceLifecycleConfig"],
    ),
];

/// Those of Studio cannot be changed.
pub(super) static STUDIO_LIFECYCLE: &[Way] = &[
    Way::on_itself(Access::Read, &["sagemaker:DescribeStudioLifecycleConfig"]),
    Way::on_itself(Access::Delete, &["sagemaker:DeleteStudioLifecycleConfig"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-sagemaker",
    title: "A principal may touch a model, endpoint, version in the registry, feature group or lifecycle script",
    does: "Invoke, change and delete an endpoint; describe and delete a model; approve a version in the registry, by \
           the policy of its group too; read and write features; read and write lifecycle scripts. The artifact of a \
           model in S3 is the model itself: who reads or writes the one reads or writes the other.",
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
        "sagemaker:InvokeEndpointWithResponseStream",
        "sagemaker:DescribeModelPackage",
        "sagemaker:UpdateModelPackage",
        "sagemaker:DeleteModelPackage",
        "sagemaker:DescribeModelPackageGroup",
        "sagemaker:DeleteModelPackageGroup",
        "sagemaker:PutModelPackageGroupPolicy",
        "sagemaker:DeleteModelPackageGroupPolicy",
        "sagemaker:DescribeFeatureGroup",
        "sagemaker:GetRecord",
        "sagemaker:BatchGetRecord",
        "sagemaker:PutRecord",
        "sagemaker:DeleteRecord",
        "sagemaker:DeleteFeatureGroup",
        "sagemaker:DescribeNotebookInstanceLifecycleConfig",
        "sagemaker:UpdateNotebookInstanceLifecycleConfig",
        "sagemaker:DeleteNotebookInstanceLifecycleConfig",
        "sagemaker:DescribeStudioLifecycleConfig",
        "sagemaker:DeleteStudioLifecycleConfig",
    ],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html",
        "MITRE ATLAS AML.T0040",
        "MITRE ATLAS AML.T0024",
    ],
};

/// The types of which the ways are all there is to say.
const KINDS: &[&str] = &[
    "aws:sagemaker:model",
    "aws:sagemaker:endpoint",
    "aws:sagemaker:model-package",
    "aws:sagemaker:model-package-group",
    "aws:sagemaker:lifecycle-config",
    "aws:sagemaker:studio-lifecycle-config",
];

/// The types that name their artifact in S3.
const ARTIFACT: &[&str] = &["aws:sagemaker:model", "aws:sagemaker:model-package"];

/// What bears on a version: the policy of its group; and on an index: that of its bucket.
pub(super) fn of_group(
    estate: &Estate<'_>,
    group: &str,
    own: Option<&Arc<ResourceEntry>>,
) -> Arc<ResourceEntry> {
    if let Some(group) = estate.resource(group) {
        return group.clone();
    }
    let mut entry = own.map_or_else(
        || ResourceEntry::named(group),
        |own| ResourceEntry::clone(own),
    );
    entry.unknown.push(format!(
        "the policy of {group} allows it (it is not in the snapshot)"
    ));
    entry.account = entry
        .account
        .or_else(|| account_of(group).map(str::to_owned));
    Arc::new(entry)
}

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, KINDS, found);
        for group in touchable(lens, &["aws:sagemaker:feature-group"]) {
            let offline_only =
                group.attributes.get("online_store") == Some(&serde_json::Value::Bool(false));
            asset_edges_if(lens, group, found, |way, answer| {
                let record = matches!(way.access, Access::Read | Access::Write);
                (!(offline_only && record)).then_some(answer)
            });
        }
        artifacts(lens, found);
    }
}

/// Who reads or writes the artifact in S3 reads or writes the model.
fn artifacts(lens: &Lens<'_, '_>, found: &mut Findings) {
    let gathered = &lens.estate.gathered.artifacts;
    let all = gathered.get_or_init(|| artifacts_of(lens.estate));
    if all.is_empty() {
        return;
    }
    let touchable = ids(&touchable(lens, IN_S3));
    let made = touchable.iter().filter_map(|id| all.get(id)).flatten();
    for (lineage, artifact, model) in made {
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

/// Parts of S3, by their ids, with the models whose artifacts they are.
fn artifacts_of<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, Vec<Artifact<'a>>> {
    let assets = &estate.facts.assets;
    let lineage = estate.facts.lineage.values();
    let all = lineage
        .filter(|lineage| lineage.kind == LineageKind::Model)
        .filter_map(|it| Some((it, assets.get(&it.from)?, assets.get(&it.to)?)))
        .filter(|(_, artifact, model)| {
            artifact.kind.starts_with("aws:s3:") && ARTIFACT.contains(&model.kind.as_str())
        });
    let mut by_artifact: BTreeMap<&str, Vec<Artifact<'_>>> = BTreeMap::new();
    for it in all {
        by_artifact.entry(&it.1.id).or_default().push(it);
    }
    by_artifact
}
