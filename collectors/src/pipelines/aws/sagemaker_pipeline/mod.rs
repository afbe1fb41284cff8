//! SageMaker pipelines: a definition as a file, as what `describe-pipeline` printed, or in a manifest of the controller for
//! Kubernetes (ACK).

mod definition;
mod language;

pub(crate) use self::definition::{Setting, read};

use super::naming::Naming;
use super::text::placeholders;
use crate::coverage::Outcome;
use crate::facts::Provider;
use crate::pipelines::{Document, Kind, Node, Output, PipelineDraft, Value};

/// The type of such a pipeline.
pub(crate) const PIPELINE: &str = "aws:sagemaker:pipeline";

/// What helps where a definition cannot be read.
const HELP: &str = "compare it with the page \"Pipeline definition JSON schema\" of the SageMaker AI Developer Guide";

/// See the top of the file.
pub(in crate::pipelines) struct SageMakerPipeline;

impl Kind for SageMakerPipeline {
    fn name(&self) -> &'static str {
        "sagemaker-pipeline"
    }

    fn description(&self) -> &'static str {
        "definitions of SageMaker pipelines: JSON of schema 2020-12-01, alone, described or in a manifest"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        is_definition(document)
            || document.get("PipelineDefinition").is_some()
            || is_manifest(document)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        if is_definition(document) {
            let id = output.file().id();
            let name = output.file().name();
            let name = name.split('.').next().unwrap_or(name);
            let naming = Naming::unknown(&output.file().repository.id);
            let mut pipeline = PipelineDraft::new(output, Provider::Aws, PIPELINE, id, name, root);
            add(root, &naming, role_of(None), &mut pipeline, output);
            return output.pipeline(pipeline);
        }
        // The members of an answer and of a manifest differ in their case alone.
        let spec = match is_manifest(document) {
            true => root.get("spec").unwrap_or(root),
            false => root,
        };
        let arn = member(spec, "PipelineArn");
        let name = member(spec, "PipelineName")
            .or_else(|| root.at(&["metadata", "name"]).and_then(Node::as_str));
        let name = name.unwrap_or("unnamed");
        let mut naming = Naming::unknown(&output.file().repository.id);
        if let Some(arn) = arn {
            naming = naming.like(arn);
        }
        let id = match arn {
            Some(arn) => arn.to_owned(),
            None => naming.sagemaker("pipeline", name),
        };
        let role = member(spec, "RoleArn");
        let mut pipeline = PipelineDraft::new(output, Provider::Aws, PIPELINE, id, name, root);
        pipeline.partition(naming.partition());
        if let Some(scope) = naming.scope() {
            pipeline.scope(scope);
        }
        if let Some(role) = role.filter(|it| it.starts_with("arn:")) {
            pipeline.attribute("role", role);
        }
        let definition = spec.entries().iter().find_map(|(key, value)| {
            let named = key.as_str()?.eq_ignore_ascii_case("PipelineDefinition");
            named.then_some(value)
        });
        if let Some(definition) = definition {
            within(definition, &naming, role, &mut pipeline, output);
        }
        output.pipeline(pipeline);
    }
}

/// A definition that stands in a value: text of JSON, or JSON itself.
fn within(
    definition: &Node,
    naming: &Naming,
    role: Option<&str>,
    pipeline: &mut PipelineDraft,
    output: &mut Output<'_>,
) {
    if definition.is_map() {
        return add(definition, naming, role_of(role), pipeline, output);
    }
    match definition.embedded() {
        Ok(read) => add(&read, naming, role_of(role), pipeline, output),
        Err(reason) => {
            let why = format!("the definition of the pipeline cannot be read: {reason}");
            output.gap(Outcome::Unreadable, definition, &why, HELP);
        }
    }
}

/// The role of the pipeline, where it is named.
fn role_of(role: Option<&str>) -> Value {
    let role = role.map(placeholders);
    role.filter(|it| it.known().is_none_or(|role| role.starts_with("arn:")))
        .unwrap_or_else(|| Value::unresolved("the role that the pipeline is made with"))
}

/// Adds the steps to a pipeline, and tells what could not be read.
pub(super) fn add(
    definition: &Node,
    naming: &Naming,
    role: Value,
    pipeline: &mut PipelineDraft,
    output: &mut Output<'_>,
) {
    let setting = Setting {
        naming,
        role,
        below: None,
    };
    for problem in read(definition, &setting, pipeline) {
        let why = format!("`{}` was left out: {}", problem.pointer, problem.reason);
        output.gap(Outcome::Unreadable, problem.node, &why, HELP);
    }
}

/// Steps of the schema, by what only they have.
fn is_definition(document: &Document<'_>) -> bool {
    let steps = document.get("Steps").filter(|it| it.is_list());
    let named = |step: &Node| step.get("Name").is_some() && step.get("Type").is_some();
    document.text_of("Version") == Some("2020-12-01") && document.get("Steps").is_some()
        || steps.is_some_and(|it| it.items().first().is_some_and(named))
}

/// A `Pipeline` of the controller (ACK, "SageMaker controller").
fn is_manifest(document: &Document<'_>) -> bool {
    document.text_of("kind") == Some("Pipeline")
        && document
            .text_of("apiVersion")
            .is_some_and(|it| it.starts_with("sagemaker.services.k8s.aws/"))
}

fn member<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    node.entries().iter().find_map(|(key, value)| {
        key.as_str()?
            .eq_ignore_ascii_case(name)
            .then(|| value.as_str())?
    })
}
