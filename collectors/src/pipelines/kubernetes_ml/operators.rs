//! Operators whose manifests are no plain templates of pods.

use super::super::pods::{Object, Pods, filled, items};
use super::super::{Grain, Node, PipelineDraft, StageDraft, Value, arguments, commands, tree};
use super::workloads::{self, pod};
use crate::facts::LineageKind;
use crate::model_format::{self, Loading};
use crate::pipelines::defaults::kubernetes_id;

/// Reads the stages of a manifest.
pub(super) type Reader = fn(&Node, &str, &Pods<'_>, &mut PipelineDraft);

/// Kubeflow Trainer: the pods are those of a runtime; the job says images, data and model.
pub(super) fn train_job(root: &Node, kind: &str, pods: &Pods<'_>, draft: &mut PipelineDraft) {
    let Some(spec) = root.get("spec") else { return };
    let mut stage = draft.stage("train", kind, spec);
    let overrides = items(spec, "podTemplateOverrides");
    let account = overrides
        .iter()
        .filter_map(|it| it.get("spec"))
        .find_map(|it| filled(it, "serviceAccountName"));
    pods.account(account, &mut stage);
    for spec in overrides.iter().filter_map(|it| it.get("spec")) {
        pods.parts(spec, &mut stage);
    }
    if let Some(trainer) = spec.get("trainer") {
        pods.container(trainer, &mut stage);
        commands::of_container(trainer, pods.value, &mut stage);
    }
    for (member, what) in [
        ("dataset", LineageKind::Data),
        ("model", LineageKind::Model),
    ] {
        if let Some(given) = spec.at(&["initializer", member]) {
            if let Some(uri) = filled(given, "storageUri") {
                stage.reads(what, member, &Value::literal(uri), Grain::Prefix);
            }
            pods.environment(given, &mut stage);
            pods.secret(
                "storage",
                member,
                given.at(&["secretRef", "name"]),
                &mut stage,
            );
        }
    }
    if let Some(runtime) = spec.get("runtimeRef")
        && let Some(name) = filled(runtime, "name")
    {
        let of = filled(runtime, "kind").unwrap_or("ClusterTrainingRuntime");
        let namespace = if of.starts_with("Cluster") {
            "_"
        } else {
            pods.namespace
        };
        let id = kubernetes_id(namespace, of, name);
        stage.reads_asset(LineageKind::Code, "kubeflow:training-runtime", &id, None);
    }
    draft.add(stage);
}

/// Katib: every trial is a manifest of its own, filled in from a template.
pub(super) fn experiment(root: &Node, kind: &str, pods: &Pods<'_>, draft: &mut PipelineDraft) {
    let Some(trial) = root.at(&["spec", "trialTemplate", "trialSpec"]) else {
        return;
    };
    let api = trial.text_of("apiVersion").unwrap_or_default();
    let object = Object::of(trial);
    let known = workloads::known(api, object.kind);
    // A trial that is an experiment itself is none.
    match known.filter(|_| object.kind != "Experiment") {
        Some(runs) => workloads::stages(trial, runs, "train", pods, draft),
        None => {
            let mut stage = draft.stage("trial", kind, trial);
            pods.account(None, &mut stage);
            draft.add(stage);
        }
    }
}

/// Ray: a head and groups of workers; what is submitted runs in all of them.
pub(super) fn ray(root: &Node, kind: &str, pods: &Pods<'_>, draft: &mut PipelineDraft) {
    let Some(spec) = root.get("spec") else { return };
    let cluster = spec
        .get("rayClusterSpec")
        .or_else(|| spec.get("rayClusterConfig"))
        .unwrap_or(spec);
    if let Some(head) = cluster.at(&["headGroupSpec", "template", "spec"]) {
        let mut stage = draft.stage("head", kind, head);
        pods.pod(head, &mut stage);
        // Both are YAML in a text (Ray, "Runtime Environments", "Serve config files").
        for member in ["runtimeEnvYAML", "serveConfigV2"] {
            if let Some(text) = spec.text_of(member) {
                for environment in &tree::read(text).documents {
                    runtime_environment(environment, &mut stage, 0);
                }
            }
        }
        if let Some(entrypoint) = spec.text_of("entrypoint") {
            let words: Vec<&str> = entrypoint.split_whitespace().collect();
            arguments::words(&words, &mut stage);
        }
        draft.add(stage);
    }
    for group in items(cluster, "workerGroupSpecs") {
        let name = group.text_of("groupName").unwrap_or("workers");
        if let Some(worker) = group.at(&["template", "spec"]) {
            pod(name, kind, worker, pods, draft);
        }
    }
    if let Some(submitter) = spec.at(&["submitterPodTemplate", "spec"]) {
        pod("submitter", kind, submitter, pods, draft);
    }
    if spec.get("clusterSelector").is_some() && cluster.get("headGroupSpec").is_none() {
        let mut stage = draft.stage("head", kind, spec);
        let value = Value::unresolved("the cluster that the selector names");
        stage.runs_as("service-account", &value, str::to_owned);
        draft.add(stage);
    }
}

/// `working_dir` and `py_modules` are code, `env_vars` the environment.
fn runtime_environment(node: &Node, stage: &mut StageDraft, depth: usize) {
    if depth > 8 {
        return;
    }
    for (key, value) in node.entries() {
        match key.as_str().unwrap_or_default() {
            "working_dir" | "py_modules" => {
                for uri in value.one_or_many().iter().filter_map(Node::as_str) {
                    stage.reads(
                        LineageKind::Code,
                        "working_dir",
                        &Value::literal(uri),
                        Grain::Guess,
                    );
                }
            }
            "env_vars" => {
                for (name, value) in value.entries() {
                    stage.variable(name.as_str().unwrap_or_default(), value.as_str());
                }
            }
            _ => runtime_environment(value, stage, depth + 1),
        }
    }
    for item in node.items() {
        runtime_environment(item, stage, depth + 1);
    }
}

/// Spark: the driver and its executors.
pub(super) fn spark(root: &Node, kind: &str, pods: &Pods<'_>, draft: &mut PipelineDraft) {
    let Some(spec) = root.get("spec") else { return };
    let spec = spec.get("template").unwrap_or(spec);
    for role in ["driver", "executor"] {
        let Some(own) = spec.get(role) else { continue };
        let mut stage = draft.stage(role, kind, own);
        let named = filled(own, "serviceAccount").or_else(|| {
            own.at(&["template", "spec", "serviceAccountName"])?
                .as_str()
        });
        pods.account(named, &mut stage);
        if let Some(template) = own.at(&["template", "spec"]) {
            pods.parts(template, &mut stage);
        }
        let image = filled(own, "image").or_else(|| filled(spec, "image"));
        if let Some(image) = image {
            stage.image("image", &Value::literal(image));
        }
        pods.environment(own, &mut stage);
        pods.volumes(spec, &mut stage);
        for secret in items(own, "secrets") {
            let path = secret.text_of("path").unwrap_or_default();
            pods.secret("volume", path, secret.get("name"), &mut stage);
        }
        for (name, reference) in own.get("envSecretKeyRefs").map_or(&[][..], Node::entries) {
            pods.secret(
                "env",
                name.as_str().unwrap_or_default(),
                reference.get("name"),
                &mut stage,
            );
        }
        for (name, value) in own.get("envVars").map_or(&[][..], Node::entries) {
            stage.variable(name.as_str().unwrap_or_default(), value.as_str());
        }
        for (name, value) in ["sparkConf", "hadoopConf"]
            .iter()
            .filter_map(|it| spec.get(it))
            .flat_map(Node::entries)
        {
            // Keys of storage stand here (`fs.s3a.secret.key`): what they look like is told.
            stage.variable(name.as_str().unwrap_or_default(), value.as_str());
        }
        let deps = spec.get("deps");
        let listed = ["jars", "pyFiles", "files", "archives"]
            .iter()
            .filter_map(|it| deps?.get(it))
            .flat_map(Node::items);
        for code in spec
            .get("mainApplicationFile")
            .into_iter()
            .chain(listed)
            .filter_map(Node::as_str)
        {
            stage.reads(
                LineageKind::Code,
                "mainApplicationFile",
                &Value::literal(code),
                Grain::Object,
            );
        }
        arguments::read(items(spec, "arguments"), &mut stage);
        if role == "executor" {
            stage.after("driver");
        }
        draft.add(stage);
    }
}

/// Seldon: a graph of models, each from a place in storage.
pub(super) fn seldon(root: &Node, kind: &str, pods: &Pods<'_>, draft: &mut PipelineDraft) {
    let Some(spec) = root.get("spec") else { return };
    let endpoint = format!("{}#endpoint", draft.id());
    if let Some(uri) = filled(spec, "storageUri") {
        let mut stage = draft.stage("model", kind, spec);
        pods.account(filled(spec, "serviceAccountName"), &mut stage);
        // Version 2 names what the model asks of a server: `requirements: [sklearn]`.
        let format = items(spec, "requirements").iter().find_map(Node::as_str);
        stage.reads(
            LineageKind::Model,
            "storageUri",
            &Value::literal(uri),
            Grain::Model,
        );
        let loading = Loading::of(format, uri).attribute();
        stage.attribute(model_format::ATTRIBUTE, loading);
        pods.secret("storage", "", spec.get("secretName"), &mut stage);
        stage.writes_asset(LineageKind::Model, "seldon:endpoint", &endpoint, None);
        draft.add(stage);
    }
    for predictor in items(spec, "predictors") {
        let name = predictor.text_of("name").unwrap_or("predictor");
        let mut stage = draft.stage(name, kind, predictor);
        let graph = predictor.get("graph");
        let pod = items(predictor, "componentSpecs")
            .iter()
            .filter_map(|it| it.get("spec"));
        let named = graph.and_then(|it| filled(it, "serviceAccountName"));
        let named = named.or_else(|| pod.clone().find_map(|it| filled(it, "serviceAccountName")));
        pods.account(named, &mut stage);
        for spec in pod {
            pods.parts(spec, &mut stage);
        }
        let mut open: Vec<&Node> = graph.into_iter().collect();
        let mut loading: Option<Loading> = None;
        while let Some(node) = open.pop() {
            if let Some(uri) = filled(node, "modelUri") {
                stage.reads(
                    LineageKind::Model,
                    "modelUri",
                    &Value::literal(uri),
                    Grain::Model,
                );
                let own = Loading::of(filled(node, "implementation"), uri);
                loading = Some(loading.map_or(own, |it| it.or(own)));
            }
            pods.secret("storage", "", node.get("envSecretRefName"), &mut stage);
            open.extend(items(node, "children"));
        }
        if let Some(loading) = loading {
            stage.attribute(model_format::ATTRIBUTE, loading.attribute());
        }
        stage.writes_asset(LineageKind::Model, "seldon:endpoint", &endpoint, None);
        draft.add(stage);
    }
}
