//! Which manifests run pods, and where their pods stand.

use super::super::pods::{Object, Pods, filled, items, written};
use super::super::{Node, Output, PipelineDraft, commands, purpose};
use super::operators;
use crate::facts::{Provider, Trigger};

/// A kind of manifest that runs something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Runs {
    /// How `apiVersion` begins.
    api: &'static str,
    kind: &'static str,
    /// The type of the pipeline.
    type_name: &'static str,
    /// What its stages are; empty where their names tell.
    stage: &'static str,
    pods: At,
}

/// Where the pods stand.
#[derive(Debug, Clone, Copy)]
enum At {
    /// One pod under this path.
    Pod(&'static [&'static str]),
    /// A map of replicas under this member of `spec`, each with a `template`.
    Replicas(&'static str),
    /// As the operator has it.
    Operator(operators::Reader),
}

const fn runs(
    api: &'static str,
    kind: &'static str,
    type_name: &'static str,
    stage: &'static str,
    pods: At,
) -> Runs {
    Runs {
        api,
        kind,
        type_name,
        stage,
        pods,
    }
}

const TEMPLATE: &[&str] = &["spec", "template", "spec"];

const KNOWN: &[Runs] = &[
    runs(
        "kubeflow.org/",
        "PyTorchJob",
        "kubeflow:pytorch-job",
        "training",
        At::Replicas("pytorchReplicaSpecs"),
    ),
    runs(
        "kubeflow.org/",
        "TFJob",
        "kubeflow:tf-job",
        "training",
        At::Replicas("tfReplicaSpecs"),
    ),
    runs(
        "kubeflow.org/",
        "XGBoostJob",
        "kubeflow:xgboost-job",
        "training",
        At::Replicas("xgbReplicaSpecs"),
    ),
    runs(
        "kubeflow.org/",
        "MPIJob",
        "kubeflow:mpi-job",
        "training",
        At::Replicas("mpiReplicaSpecs"),
    ),
    runs(
        "kubeflow.org/",
        "PaddleJob",
        "kubeflow:paddle-job",
        "training",
        At::Replicas("paddleReplicaSpecs"),
    ),
    runs(
        "kubeflow.org/",
        "JAXJob",
        "kubeflow:jax-job",
        "training",
        At::Replicas("jaxReplicaSpecs"),
    ),
    runs(
        "trainer.kubeflow.org/",
        "TrainJob",
        "kubeflow:train-job",
        "training",
        At::Operator(operators::train_job),
    ),
    runs(
        "kubeflow.org/",
        "Experiment",
        "kubeflow:experiment",
        "training",
        At::Operator(operators::experiment),
    ),
    runs(
        "kubeflow.org/",
        "Notebook",
        "kubeflow:notebook",
        "notebook",
        At::Pod(TEMPLATE),
    ),
    runs(
        "ray.io/",
        "RayCluster",
        "ray:cluster",
        "job",
        At::Operator(operators::ray),
    ),
    runs(
        "ray.io/",
        "RayJob",
        "ray:job",
        "",
        At::Operator(operators::ray),
    ),
    runs(
        "ray.io/",
        "RayService",
        "ray:service",
        "inference",
        At::Operator(operators::ray),
    ),
    runs(
        "sparkoperator.k8s.io/",
        "SparkApplication",
        "spark:application",
        "",
        At::Operator(operators::spark),
    ),
    runs(
        "sparkoperator.k8s.io/",
        "ScheduledSparkApplication",
        "spark:scheduled-application",
        "",
        At::Operator(operators::spark),
    ),
    runs(
        "machinelearning.seldon.io/",
        "SeldonDeployment",
        "seldon:deployment",
        "inference",
        At::Operator(operators::seldon),
    ),
    runs(
        "mlops.seldon.io/",
        "Model",
        "seldon:model",
        "inference",
        At::Operator(operators::seldon),
    ),
    runs(
        "batch/",
        "CronJob",
        "k8s:cron-job",
        "",
        At::Pod(&["spec", "jobTemplate", "spec", "template", "spec"]),
    ),
    runs("batch/", "Job", "k8s:job", "", At::Pod(TEMPLATE)),
    runs(
        "apps/",
        "Deployment",
        "k8s:deployment",
        "",
        At::Pod(TEMPLATE),
    ),
    runs(
        "apps/",
        "StatefulSet",
        "k8s:stateful-set",
        "",
        At::Pod(TEMPLATE),
    ),
    runs(
        "apps/",
        "DaemonSet",
        "k8s:daemon-set",
        "",
        At::Pod(TEMPLATE),
    ),
    runs("v1", "Pod", "k8s:pod", "", At::Pod(&["spec"])),
];

/// The kind of a manifest.
pub(super) fn known(api: &str, kind: &str) -> Option<&'static Runs> {
    KNOWN
        .iter()
        .find(|it| it.kind == kind && api.starts_with(it.api))
}

pub(super) fn read(root: &Node, api: &str, object: Object<'_>, output: &mut Output<'_>) {
    let Some(runs) = known(api, object.kind) else {
        return;
    };
    let (id, name) = (object.id(), object.name);
    let kind = runs.type_name;
    let mut draft = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, root);
    schedule(root, &mut draft);
    let pods = Pods {
        namespace: object.namespace,
        value: &written,
    };
    stages(root, runs, name, &pods, &mut draft);
    output.pipeline(draft);
}

/// The stages of a manifest.
pub(super) fn stages(
    root: &Node,
    runs: &Runs,
    name: &str,
    pods: &Pods<'_>,
    draft: &mut PipelineDraft,
) {
    let stage_kind = match runs.stage {
        "" => purpose::of_name(name),
        known => known,
    };
    match runs.pods {
        At::Pod(path) => {
            if let Some(spec) = root.at(path) {
                pod("run", stage_kind, spec, pods, draft);
            }
        }
        At::Replicas(member) => {
            let replicas = root.at(&["spec", member]).map_or(&[][..], Node::entries);
            for (role, replica) in replicas {
                if let (Some(role), Some(spec)) = (role.as_str(), replica.at(&["template", "spec"]))
                {
                    pod(role, stage_kind, spec, pods, draft);
                }
            }
        }
        At::Operator(reader) => reader(root, stage_kind, pods, draft),
    }
}

/// One pod as one stage.
pub(super) fn pod(name: &str, kind: &str, spec: &Node, pods: &Pods<'_>, draft: &mut PipelineDraft) {
    let mut stage = draft.stage(name, kind, spec);
    pods.pod(spec, &mut stage);
    for container in items(spec, "containers")
        .iter()
        .chain(items(spec, "initContainers"))
    {
        commands::of_container(container, pods.value, &mut stage);
    }
    draft.add(stage);
}

/// `CronJob` and `ScheduledSparkApplication`.
fn schedule(root: &Node, draft: &mut PipelineDraft) {
    let Some(spec) = root.get("spec") else { return };
    if let Some(schedule) = filled(spec, "schedule") {
        let paused = spec.get("suspend").and_then(Node::as_bool) == Some(true);
        let trigger = Trigger::new("schedule", schedule);
        draft.trigger(Trigger { paused, ..trigger });
    }
    if let Some(zone) = filled(spec, "timeZone") {
        draft.attribute("timezone", zone);
    }
}
