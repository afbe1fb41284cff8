//! CloudFormation and SAM templates: what of a pipeline they make, with the roles that they give (AWS CloudFormation User Guide,
//! "Template anatomy").
//!
//! State machines and SageMaker pipelines are pipelines of their own; everything else of a template that runs is a stage of one.
//! What gets its ARN when it is made has the id `cfn:<file>#<logical name>`.

mod bedrock;
mod language;
mod stages;
mod triggers;

use super::arguments::Arguments;
use super::naming::Naming;
use super::resources::Resource;
use super::sagemaker_pipeline::{self, PIPELINE};
use super::step_functions::{self, MACHINE, States};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};
use crate::pipelines::{Document, Kind, Node, Output, PipelineDraft, Value, embedded, sibling};

use self::language::Template;

/// See the top of the file.
pub(in crate::pipelines) struct CloudFormation;

/// AWS SAM Developer Guide, "Generated AWS CloudFormation resources for AWS::Serverless::Function".
const SAM_ROLE: &str = "AWS SAM makes a role for a function where none is named";

const HELP: &str = "give the file that the template names, or import the deployed pipeline";

impl Kind for CloudFormation {
    fn name(&self) -> &'static str {
        "cloudformation"
    }

    fn description(&self) -> &'static str {
        "CloudFormation and SAM templates: SageMaker, Step Functions, Bedrock, Glue, and what starts them"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let typed = |node: &Node| {
            let resources = node.entries().iter().take(20);
            resources
                .filter_map(|(_, it)| it.text_of("Type"))
                .any(|it| it.starts_with("AWS::"))
        };
        document.get("Resources").is_some_and(|it| {
            it.is_map() && (document.get("AWSTemplateFormatVersion").is_some() || typed(it))
        })
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let file = output.file().id();
        let template = Template::new(root, &file);
        let name = output.file().name();
        let name = name.split('.').next().unwrap_or(name);
        let kind = "aws:cloudformation:template";
        let mut reader = Reader {
            naming: Naming::unknown(&output.file().repository.id),
            stages: PipelineDraft::new(output, Provider::Aws, kind, file.as_str(), name, root),
            triggers: triggers::of(&template),
            template: &template,
        };
        for (name, resource) in template.resources() {
            reader.resource(name, resource, output);
        }
        if !reader.stages.stages().is_empty() {
            output.pipeline(reader.stages);
        }
        if output.records() == 0 {
            let reason = "the template makes nothing of a pipeline that is read from templates";
            let help = "collect the account that it was used in: what it makes is read there";
            output.gap(Outcome::NotAsked, root, reason, help);
        }
    }
}

struct Reader<'r, 'n> {
    template: &'r Template<'n>,
    naming: Naming,
    /// What is a stage of the template itself.
    stages: PipelineDraft,
    triggers: std::collections::BTreeMap<String, Vec<Trigger>>,
}

impl Reader<'_, '_> {
    fn resource(&mut self, name: &str, resource: &Node, output: &mut Output<'_>) {
        let whole = Arguments::new(resource, self.template);
        let kind = resource.text_of("Type").unwrap_or_default();
        let Some(properties) = whole.within("Properties") else {
            return;
        };
        match kind.split("::").collect::<Vec<_>>().as_slice() {
            ["AWS", "StepFunctions" | "Serverless", "StateMachine"] => {
                self.machine(name, resource, &properties, output);
            }
            ["AWS", "SageMaker", "Pipeline"] => self.pipeline(name, resource, &properties, output),
            ["AWS", "SageMaker", word] => {
                if let Some(of) = Resource::of(word) {
                    self.sagemaker(name, resource, &properties, of);
                }
            }
            [
                "AWS",
                "Bedrock",
                word @ ("KnowledgeBase" | "DataSource" | "Agent" | "Flow"),
            ] => {
                self.bedrock(name, resource, &properties, word);
            }
            ["AWS", "Glue", "Job"] => self.glue(name, resource, &properties),
            ["AWS", "Lambda" | "Serverless", "Function"] if self.template.is_called(name) => {
                self.function(name, resource, &properties, output.file());
            }
            _ => {}
        }
    }

    /// A pipeline of its own.
    fn begin(&self, name: &str, kind: &str, resource: &Node, output: &Output<'_>) -> PipelineDraft {
        let id = self.template.id(name);
        let mut pipeline =
            PipelineDraft::new(output, Provider::Aws, kind, id.as_str(), name, resource);
        for trigger in self.triggers.get(&id).into_iter().flatten() {
            pipeline.trigger(trigger.clone());
        }
        pipeline
    }

    fn role(properties: &Arguments<'_>, members: &[&str]) -> Value {
        let named = members
            .iter()
            .find_map(|member| properties.value(&[member]));
        named.unwrap_or_else(|| Value::unresolved("the role that the stack makes for it"))
    }

    fn machine(
        &self,
        name: &str,
        resource: &Node,
        properties: &Arguments<'_>,
        output: &mut Output<'_>,
    ) {
        let mut pipeline = self.begin(name, MACHINE, resource, output);
        let role = Self::role(properties, &["RoleArn", "Role"]);
        let substitutions = properties.variables("DefinitionSubstitutions").into_iter();
        let language = States {
            substitutions: substitutions
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        };
        let naming = self.naming.clone();
        let inline = properties
            .within("Definition")
            .filter(|it| it.node().is_map());
        if let Some(inline) = inline {
            step_functions::add(
                inline.node(),
                &naming,
                role,
                &language,
                &mut pipeline,
                output,
            );
        } else if let Some(text) = properties.value(&["DefinitionString"]) {
            let written = text.known().map(|it| embedded(it, None));
            match written {
                Some(Ok(machine)) => {
                    step_functions::add(&machine, &naming, role, &language, &mut pipeline, output);
                }
                Some(Err(reason)) => {
                    let why = format!("the definition of `{name}` cannot be read: {reason}");
                    output.gap(Outcome::Unreadable, resource, &why, HELP);
                }
                None => {
                    let why = format!(
                        "the definition of `{name}` is put together when the stack is made"
                    );
                    output.gap(Outcome::Unreadable, resource, &why, HELP);
                }
            }
        } else if let Some(path) = properties.text(&["DefinitionUri"]) {
            self.beside(
                name,
                &path,
                resource,
                role,
                &language,
                &mut pipeline,
                output,
            );
        } else {
            let why = format!("the definition of `{name}` lies where the template does not say");
            output.gap(Outcome::Unreadable, resource, &why, HELP);
        }
        output.pipeline(pipeline);
    }
}

/// A machine is at most a megabyte (Step Functions Developer Guide, "Quotas related to state machine definitions").
const LARGEST: u64 = 1 << 20;

impl Reader<'_, '_> {
    /// A definition in a file beside the template: with the role and what is filled in here.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parts of one machine"
    )]
    fn beside(
        &self,
        name: &str,
        path: &str,
        resource: &Node,
        role: Value,
        language: &States,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let file = output.file();
        let beside = sibling::path(file, path).map(|it| file.repository.root.join(it));
        let read = beside.filter(|it| {
            std::fs::symlink_metadata(it)
                .is_ok_and(|about| about.is_file() && about.len() <= LARGEST)
        });
        let text = read.and_then(|it| std::fs::read_to_string(it).ok());
        match text.as_deref().map(|it| embedded(it, None)) {
            Some(Ok(machine)) => {
                step_functions::add(&machine, &self.naming, role, language, pipeline, output);
            }
            Some(Err(reason)) => {
                let why = format!("the definition of `{name}` cannot be read: {reason}");
                output.gap(Outcome::Unreadable, resource, &why, HELP);
            }
            None => {
                let why =
                    format!("the definition of `{name}` lies in another file, which is not there");
                output.gap(Outcome::Unreadable, resource, &why, HELP);
            }
        }
    }

    fn pipeline(
        &self,
        name: &str,
        resource: &Node,
        properties: &Arguments<'_>,
        output: &mut Output<'_>,
    ) {
        let mut pipeline = self.begin(name, PIPELINE, resource, output);
        let role = Self::role(properties, &["RoleArn"]);
        let definition = properties.within("PipelineDefinition");
        let body = definition.and_then(|it| it.value(&["PipelineDefinitionBody"]));
        match body
            .as_ref()
            .and_then(Value::known)
            .map(|it| embedded(it, None))
        {
            Some(Ok(read)) => {
                sagemaker_pipeline::add(&read, &self.naming, role, &mut pipeline, output);
            }
            Some(Err(reason)) => {
                let why = format!("the definition of `{name}` cannot be read: {reason}");
                output.gap(Outcome::Unreadable, resource, &why, HELP);
            }
            None => {
                let why =
                    format!("the definition of `{name}` lies where the template does not say");
                output.gap(Outcome::Unreadable, resource, &why, HELP);
            }
        }
        output.pipeline(pipeline);
    }
}
