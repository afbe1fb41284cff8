//! Jobs, pipelines of jobs, and components.
//!
//! Azure Machine Learning documentation, "CLI (v2) command job YAML schema", "… pipeline job …", "… sweep job …", "… Spark
//! job …", "… automated ML …", "… command component YAML schema".

use super::identity::{self, Compute};
use super::inputs::{Context, Way};
use super::names::{self, Collection};
use crate::coverage::Outcome;
use crate::facts::{AssetClass, LineageKind, Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft, StageDraft, Value, purpose, sibling};

/// The type of pipelines of jobs, and of single ones.
pub(super) const JOB: &str = "azureml:job";

/// A job or a pipeline of jobs. `triggers` start it.
pub(super) fn read(root: &Node, triggers: &[Trigger], output: &mut Output<'_>) {
    let id = names::arm_id(root).unwrap_or_else(|| output.file().id());
    read_as(root, id, triggers, output);
}

/// The same, under an id.
pub(super) fn read_as(root: &Node, id: String, triggers: &[Trigger], output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let mut pipeline = PipelineDraft::new(output, Provider::Azure, JOB, id, &name, root);
    for trigger in triggers {
        pipeline.trigger(trigger.clone());
    }
    if let Some(experiment) = root.text_of("experiment_name") {
        pipeline.attribute(
            "experiment",
            crate::redact::free_text(experiment).into_owned(),
        );
    }
    match root.get("jobs") {
        Some(jobs) => {
            for (name, job) in jobs.entries() {
                let Some(name) = name.as_str() else { continue };
                one(name, job, Some(root), &mut pipeline, output);
            }
        }
        None => one(&name, root, None, &mut pipeline, output),
    }
    super::joined::pipeline(pipeline, output);
}

/// A component: a job without a compute, which others use. Whose permissions it has is theirs to say.
pub(super) fn component(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let own = names::arm_id(root).unwrap_or_else(|| output.file().id());
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Azure,
        "azureml:component",
        own.as_str(),
        &name,
        root,
    );
    let in_the_workspace = Collection::Component.of(&name);
    match root.get("jobs") {
        Some(jobs) => {
            for (name, job) in jobs.entries() {
                let Some(name) = name.as_str() else { continue };
                one(name, job, Some(root), &mut pipeline, output);
            }
        }
        None => {
            let mut stage = pipeline.stage(&name, purpose::of_name_or(&name, kind_of(root)), root);
            let context = Context::new(output, None);
            runs(root, &context, &mut stage);
            stage.runs_as(
                "job",
                &Value::unresolved("the identity of the job that uses the component"),
                str::to_owned,
            );
            for (type_name, id) in [("git:file", &own), ("azureml:component", &in_the_workspace)] {
                stage.writes_asset(LineageKind::Code, type_name, id, None);
            }
            pipeline.add(stage);
        }
    }
    output.asset(
        AssetClass::Code,
        Provider::Azure,
        "azureml:component",
        in_the_workspace,
        name,
        root,
    );
    super::joined::pipeline(pipeline, output);
}

fn kind_of(job: &Node) -> &str {
    job.text_of("type")
        .filter(|it| !it.contains("${{"))
        .unwrap_or("command")
}

fn one(
    name: &str,
    job: &Node,
    parent: Option<&Node>,
    pipeline: &mut PipelineDraft,
    output: &mut Output<'_>,
) {
    if job.get("jobs").is_some() {
        let reason = "a pipeline that is written out within a pipeline is not read";
        output.gap(
            Outcome::Unreadable,
            job,
            reason,
            "make it a component of its own file",
        );
        return;
    }
    let kind = match kind_of(job) {
        "sweep" | "automl" | "finetuning" => "training",
        other => other,
    };
    let mut stage = pipeline.stage(name, purpose::of_name_or(name, kind), job);
    let context = Context::new(output, parent);
    runs(job, &context, &mut stage);
    context.inputs(job, &mut stage);
    context.outputs(job, &mut stage);
    for member in ["training_data", "validation_data", "test_data"] {
        let path = job
            .get(member)
            .and_then(|it| it.as_str().or_else(|| it.text_of("path")));
        if let Some(path) = path {
            let value = context.value(path);
            for (job, _) in value.references() {
                stage.after(job);
            }
            context.flow(&mut stage, Way::into(LineageKind::Data), member, &value);
        }
    }
    if let Some(model) = job
        .get("model")
        .and_then(|it| it.as_str().or_else(|| it.text_of("path")))
    {
        context.flow(
            &mut stage,
            Way::into(LineageKind::Model),
            "model",
            &context.value(model),
        );
    }
    let settings = parent.and_then(|it| it.get("settings"));
    let of_pipeline = parent
        .and_then(|it| it.text_of("compute"))
        .or_else(|| settings?.text_of("default_compute"));
    let named = job
        .text_of("compute")
        .or(of_pipeline)
        .filter(|it| !it.contains("${{"));
    let is_serverless = named.is_none_or(|it| names::name(it) == "serverless");
    let compute = Compute {
        name: named,
        serverless_spark: kind_of(job) == "spark" && is_serverless,
    };
    if let Some(named) = named {
        stage.attribute("compute", Collection::Compute.of(named));
    }
    let of_all = parent.and_then(|it| it.get("identity"));
    identity::of_job(job.get("identity").or(of_all), &compute, &mut stage);
    pipeline.add(stage);
}

/// What a job runs: code, image, component; what it is given.
fn runs(job: &Node, context: &Context<'_>, stage: &mut StageDraft) {
    let trial = job.get("trial").filter(|it| it.is_map());
    let task = job.get("task").filter(|it| it.is_map());
    for part in [Some(job), trial, task].into_iter().flatten() {
        if let Some(code) = part.text_of("code") {
            code_of(code, context, stage);
        }
        if let Some(environment) = part.get("environment") {
            environment_of(environment, context, stage);
        }
        for (name, value) in part
            .get("environment_variables")
            .map_or(&[][..], Node::entries)
        {
            if let Some(name) = name.as_str() {
                variable(name, value.as_str(), stage);
            }
        }
    }
    let component = [job.get("component"), job.get("trial")]
        .into_iter()
        .flatten();
    for component in component.filter_map(Node::as_str) {
        component_of(component, context, stage);
    }
    if let Some(component) = job.get("component").filter(|it| it.is_map()) {
        if let Some(code) = component.text_of("code") {
            code_of(code, context, stage);
        }
        if let Some(environment) = component.get("environment") {
            environment_of(environment, context, stage);
        }
    }
}

/// `code`: a folder beside the file, a repository, an asset, an address.
pub(super) fn code_of(code: &str, context: &Context<'_>, stage: &mut StageDraft) {
    let git = code.strip_prefix("git+").unwrap_or(code);
    if let Some((host, path)) = git
        .strip_prefix("https://")
        .filter(|_| code.starts_with("git+"))
        .and_then(|_| crate::pipelines::file::host_and_path(git))
    {
        let id = match &*host {
            "github.com" => format!("github:{path}/*"),
            "gitlab.com" => format!("gitlab:{path}/*"),
            _ => format!("git:{host}/{path}/*"),
        };
        return stage.reads_asset(LineageKind::Code, "git:file", &id, None);
    }
    context.flow(
        stage,
        Way::into(LineageKind::Code),
        "code",
        &context.value(code),
    );
}

/// `environment`: one by name, or an image.
pub(super) fn environment_of(environment: &Node, context: &Context<'_>, stage: &mut StageDraft) {
    if let Some(image) = environment.text_of("image") {
        stage.image("environment.image", &context.value(image));
    }
    let named = environment.as_str().or_else(|| {
        environment
            .text_of("name")
            .filter(|_| environment.get("image").is_none())
    });
    let Some(named) = named else { return };
    match context.value(named).known() {
        Some(named) if named.starts_with("file:") || named.starts_with("./") => {
            let path = named.trim_start_matches("file:");
            if let Some(id) = sibling::id(context.file, path, false) {
                stage.reads_asset(LineageKind::Code, "git:file", &id, None);
            }
        }
        Some(named) => {
            let id = Collection::Environment.of(named);
            stage.reads_asset(
                LineageKind::Image,
                Collection::Environment.kind(),
                &id,
                None,
            );
        }
        None => {
            stage.unresolved("environment", "image", &context.value(named));
        }
    }
}

fn component_of(component: &str, context: &Context<'_>, stage: &mut StageDraft) {
    let value = context.value(component);
    match value.known() {
        Some(named) if named.starts_with("azureml:") => {
            let id = Collection::Component.of(named);
            stage.reads_asset(LineageKind::Code, Collection::Component.kind(), &id, None);
        }
        Some(path) => match sibling::id(context.file, path.trim_start_matches("file:"), false) {
            Some(id) => stage.reads_asset(LineageKind::Code, "git:file", &id, None),
            None => {
                stage.unresolved("component", "code", &Value::unresolved(path));
            }
        },
        None => {
            stage.unresolved("component", "code", &value);
        }
    }
}

/// An environment variable; one whose value is injected is a secret
/// ("Access secrets from online deployment using secret injection").
pub(super) fn variable(name: &str, value: Option<&str>, stage: &mut StageDraft) {
    let inside = value.and_then(|it| it.trim().strip_prefix("${{")?.strip_suffix("}}"));
    let inside = inside.map(str::trim);
    let connection = inside.and_then(|it| it.strip_prefix("azureml://connections/"));
    if let Some(connection) = connection.and_then(|it| it.split('/').next()) {
        let id = Collection::Connection.id(connection);
        return stage.secret("env", name, &id, Collection::Connection.kind(), None);
    }
    let vault = inside.and_then(|it| {
        it.strip_prefix("keyvault:")
            .or_else(|| it.strip_prefix("keyref:"))
    });
    if let Some((host, rest)) =
        vault.and_then(|it| it.strip_prefix("https://")?.split_once("/secrets/"))
    {
        let secret = rest.split('/').next().unwrap_or(rest);
        let id = format!("https://{}/secrets/{secret}", host.to_ascii_lowercase());
        return stage.secret("env", name, &id, "azure:keyvault:secret", None);
    }
    stage.variable(name, value);
}
