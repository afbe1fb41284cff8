//! Resources of a template that are stages of it: what of SageMaker AI, Bedrock, Glue and Lambda runs.

use super::super::arguments::Arguments;
use super::super::jobs::{Found, Job};
use super::super::resources::Resource;
use super::{Reader, SAM_ROLE, bedrock};
use crate::facts::LineageKind;
use crate::pipelines::{File, Grain, Node, StageDraft, Value, sibling};

impl Reader<'_, '_> {
    /// Begins a stage of the template; [`Self::end`] ends it.
    fn stage(&self, name: &str, kind: &str, resource: &Node) -> StageDraft {
        let mut stage = self.stages.stage(name, kind, resource);
        for before in resource.get("DependsOn").map_or(&[][..], Node::one_or_many) {
            if let Some(before) = before.as_str() {
                stage.attribute("depends_on", before);
            }
        }
        stage
    }

    pub(super) fn sagemaker(
        &mut self,
        name: &str,
        resource: &Node,
        properties: &Arguments<'_>,
        of: &Resource,
    ) {
        let mut stage = self.stage(name, of.stage, resource);
        let trigger = of.describe(properties, &self.naming, &mut stage);
        // What refers to it by its logical name means what it makes.
        let made = self.template.id(name);
        let type_name = format!("aws:sagemaker:{}", of.kind);
        let flow = match of.name {
            "FeatureGroup" => Some(LineageKind::Data),
            "Model" | "EndpointConfig" | "Endpoint" | "ModelPackage" | "ModelPackageGroup" => {
                Some(LineageKind::Model)
            }
            _ => None,
        };
        if let Some(flow) = flow {
            stage.writes_asset(flow, &type_name, &made, None);
        }
        self.stages.add(stage);
        if let Some(trigger) = trigger {
            self.stages.trigger(trigger);
        }
    }

    pub(super) fn bedrock(
        &mut self,
        name: &str,
        resource: &Node,
        properties: &Arguments<'_>,
        word: &str,
    ) {
        let kind = match word {
            "KnowledgeBase" => "index",
            "DataSource" => "ingestion",
            "Agent" => "agent",
            _ => "flow",
        };
        let mut stage = self.stage(name, kind, resource);
        let mut job = Job {
            naming: &self.naming,
            stage: &mut stage,
            found: Found::default(),
        };
        match word {
            "KnowledgeBase" => bedrock::base(&mut job, properties, &self.template.id(name)),
            "DataSource" => {
                bedrock::source(&mut job, properties);
                // Documents are read as the knowledge base.
                let base = properties.text(&["KnowledgeBaseId"]).unwrap_or_default();
                let base = base.rsplit('#').next().unwrap_or_default();
                let of = self.template.resource(base);
                let of = of.and_then(|it| Arguments::new(it, self.template).within("Properties"));
                if let Some(of) = of {
                    job.role(&of, &["RoleArn"], "service-role");
                }
            }
            "Agent" => bedrock::agent(&mut job, properties),
            _ => bedrock::flow(&mut job, properties),
        }
        self.stages.add(stage);
    }

    pub(super) fn glue(&mut self, name: &str, resource: &Node, properties: &Arguments<'_>) {
        let mut stage = self.stage(name, "preprocessing", resource);
        let role = Self::role(properties, &["Role"]);
        stage.runs_as("execution-role", &role, str::to_owned);
        if let Some(script) = properties.value(&["Command", "ScriptLocation"]) {
            stage.reads(
                LineageKind::Code,
                "Command/ScriptLocation",
                &script,
                Grain::Object,
            );
        }
        // Arguments of jobs are where people put passwords: their names alone.
        for (argument, value) in properties.variables("DefaultArguments") {
            stage.variable(argument, value.known());
        }
        let id = self.template.id(name);
        stage.attribute("job", id.as_str());
        self.stages.add(stage);
    }

    /// A function that an agent or a machine calls.
    pub(super) fn function(
        &mut self,
        name: &str,
        resource: &Node,
        properties: &Arguments<'_>,
        file: &File<'_>,
    ) {
        let mut stage = self.stage(name, "function", resource);
        match properties.value(&["Role"]) {
            Some(role) => stage.runs_as("execution-role", &role, str::to_owned),
            None => {
                let role = self.template.id(&format!("{name}Role"));
                stage.runs_as_default("execution-role", role, SAM_ROLE);
            }
        }
        for (variable, value) in properties
            .within("Environment")
            .map_or_else(Vec::new, |it| it.variables("Variables"))
        {
            stage.variable(variable, value.known());
        }
        let code = properties.value(&["CodeUri"]).or_else(|| {
            let bucket = properties.text(&["Code", "S3Bucket"])?;
            let key = properties.text(&["Code", "S3Key"])?;
            Some(Value::literal(format!("s3://{bucket}/{key}")))
        });
        if let Some(code) = code {
            match code.known().and_then(|path| sibling::id(file, path, true)) {
                Some(id) => stage.reads_asset(LineageKind::Code, "git:folder", &id, None),
                None => stage.reads(LineageKind::Code, "CodeUri", &code, Grain::Object),
            }
        }
        stage.reads_id(LineageKind::Data, &self.template.id(name), None);
        self.stages.add(stage);
    }
}
