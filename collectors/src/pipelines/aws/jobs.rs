//! The calls of SageMaker AI that pipelines make: as whom, what they read, run and write (Amazon SageMaker API Reference:
//! CreateTrainingJob, CreateProcessingJob, CreateTransformJob, CreateHyperParameterTuningJob, CreateAutoMLJobV2), and the steps of
//! EMR (AddJobFlowSteps) and EMR Serverless (StartJobRun).

use super::arguments::Arguments;
use super::naming::Naming;
use super::serving;
use crate::aws::wire::Arn;
use crate::facts::LineageKind;
use crate::pipelines::{Grain, StageDraft, Value};
use crate::redact::classify;

/// Reads the arguments of one call for one stage.
pub(super) struct Job<'a> {
    pub(super) naming: &'a Naming,
    pub(super) stage: &'a mut StageDraft,
    pub(super) found: Found,
}

/// What is found on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether the call passes a role.
    pub(super) role: bool,
    /// References to images, as they are written.
    pub(super) images: Vec<String>,
    /// Ids of the groups that models are registered in.
    pub(super) groups: Vec<String>,
    /// How what is registered is approved.
    pub(super) approvals: Vec<String>,
    /// Which member is set by which parameter.
    pub(super) settable: Vec<(String, String)>,
}

/// How a stage has the role that its call passes.
pub(super) const STEP_ROLE: &str = "step-role";

/// Reads what a call is given, whichever call of SageMaker AI or EMR it is: their members do not clash.
pub(super) fn describe(
    arguments: &Arguments<'_>,
    naming: &Naming,
    stage: &mut StageDraft,
) -> Found {
    let mut job = Job {
        naming,
        stage,
        found: Found::default(),
    };
    job.training(arguments, "");
    for list in ["TrainingJobDefinition", "TrainingJobDefinitions"] {
        let Some(definitions) = arguments.within(list) else {
            continue;
        };
        let many = arguments.items(list);
        match many.is_empty() {
            true => job.training(&definitions, &format!("{list}/")),
            false => {
                for (index, one) in many.iter().enumerate() {
                    job.training(one, &format!("{list}/{index}/"));
                }
            }
        }
    }
    job.processing(arguments);
    job.transform(arguments);
    job.spark(arguments);
    serving::describe(&mut job, arguments);
    job.found
}

impl Job<'_> {
    /// A value that is wanted; notes which parameters may set it.
    pub(super) fn value(
        &mut self,
        arguments: &Arguments<'_>,
        path: &[&str],
        member: &str,
    ) -> Option<Value> {
        let value = arguments.value(path)?;
        for parameter in value.settable() {
            let settable = (member.to_owned(), parameter.to_owned());
            self.found.settable.push(settable);
        }
        Some(value)
    }

    /// A role that the call passes. What is written out and is no ARN of a role is not known.
    pub(super) fn role(&mut self, arguments: &Arguments<'_>, path: &[&str], how: &str) {
        let Some(role) = self.value(arguments, path, "role") else {
            return;
        };
        self.found.role = true;
        let role = match role.known() {
            Some(text) if !text.starts_with("arn:") && !text.contains('#') => {
                Value::unresolved(text)
            }
            _ => role,
        };
        self.stage.runs_as(how, &role, str::to_owned);
    }

    pub(super) fn reads(
        &mut self,
        kind: LineageKind,
        arguments: &Arguments<'_>,
        path: &[&str],
        member: &str,
    ) {
        if let Some(value) = self.value(arguments, path, member) {
            self.stage
                .reads(kind, member, &unquoted(value), Grain::Guess);
        }
    }

    pub(super) fn writes(
        &mut self,
        kind: LineageKind,
        arguments: &Arguments<'_>,
        path: &[&str],
        member: &str,
    ) {
        if let Some(value) = self.value(arguments, path, member) {
            self.stage.writes(kind, member, &value, Grain::Prefix);
        }
    }

    pub(super) fn image(&mut self, arguments: &Arguments<'_>, path: &[&str]) {
        if let Some(value) = self.value(arguments, path, "image") {
            self.stage.image("image", &value);
            self.found.images.extend(value.known().map(str::to_owned));
        }
    }

    /// Variables by their names; those that name a secret are that secret.
    pub(super) fn variables(&mut self, arguments: &Arguments<'_>, member: &str, prefix: &str) {
        for (name, value) in arguments.variables(member) {
            // What the toolkit of SageMaker AI writes for itself.
            if !prefix.is_empty() && name.starts_with("sagemaker_") {
                continue;
            }
            let name = format!("{prefix}{name}");
            let text = value.known();
            let named = text.and_then(|it| classify(it).reference);
            match named.as_deref().and_then(secret_type) {
                Some(kind) => {
                    let id = named.unwrap_or_default();
                    self.stage.secret("env", &name, &id, kind, value.assumed());
                }
                None => self.stage.variable(&name, text),
            }
        }
    }

    fn training(&mut self, arguments: &Arguments<'_>, at: &str) {
        self.role(arguments, &["RoleArn"], STEP_ROLE);
        self.image(arguments, &["AlgorithmSpecification", "TrainingImage"]);
        self.variables(arguments, "Environment", "");
        for member in ["HyperParameters", "StaticHyperParameters"] {
            self.variables(arguments, member, "HyperParameters/");
            let path = [member, "sagemaker_submit_directory"];
            let name = format!("{at}HyperParameters/sagemaker_submit_directory");
            self.reads(LineageKind::Code, arguments, &path, &name);
        }
        for list in ["InputDataConfig", "AutoMLJobInputDataConfig"] {
            for (index, channel) in arguments.items(list).iter().enumerate() {
                let member = format!("{at}{list}/{index}");
                let path = ["DataSource", "S3DataSource", "S3Uri"];
                self.reads(LineageKind::Data, channel, &path, &member);
            }
        }
        for (path, kind) in [
            (["OutputDataConfig", "S3OutputPath"], LineageKind::Model),
            (["CheckpointConfig", "S3Uri"], LineageKind::Model),
            (["DebugHookConfig", "S3OutputPath"], LineageKind::Data),
            (
                ["TensorBoardOutputConfig", "S3OutputPath"],
                LineageKind::Data,
            ),
            (["ProfilerConfig", "S3OutputPath"], LineageKind::Data),
        ] {
            self.writes(kind, arguments, &path, &format!("{at}{}", path.join("/")));
        }
    }

    fn processing(&mut self, arguments: &Arguments<'_>) {
        self.image(arguments, &["AppSpecification", "ImageUri"]);
        for (index, input) in arguments.items("ProcessingInputs").iter().enumerate() {
            let member = format!("ProcessingInputs/{index}");
            let name = input.text(&["InputName"]).unwrap_or_default();
            let kind = match crate::aws::sagemaker::is_code(&name) {
                true => LineageKind::Code,
                false => LineageKind::Data,
            };
            self.reads(kind, input, &["S3Input", "S3Uri"], &member);
            let sets = ["AthenaDatasetDefinition", "RedshiftDatasetDefinition"];
            for set in sets {
                // The results of the query lie there until the job reads them.
                let path = ["DatasetDefinition", set, "OutputS3Uri"];
                self.reads(LineageKind::Data, input, &path, &member);
            }
            let path = ["DatasetDefinition", sets[1], "ClusterRoleArn"];
            let passed = self.found.role;
            self.role(input, &path, "redshift-role");
            self.found.role = passed;
        }
        let outputs = arguments.within("ProcessingOutputConfig");
        let outputs = outputs.map_or_else(Vec::new, |it| it.items("Outputs"));
        for (index, output) in outputs.iter().enumerate() {
            let member = format!("ProcessingOutputConfig/Outputs/{index}");
            self.writes(LineageKind::Data, output, &["S3Output", "S3Uri"], &member);
            let path = ["FeatureStoreOutput", "FeatureGroupName"];
            if let Some(group) = self.value(output, &path, &member) {
                let kind = ("aws:sagemaker:feature-group", "feature-group");
                self.names(LineageKind::Data, kind, &group, false);
            }
        }
    }

    fn transform(&mut self, arguments: &Arguments<'_>) {
        let path = ["TransformInput", "DataSource", "S3DataSource", "S3Uri"];
        self.reads(LineageKind::Data, arguments, &path, "TransformInput");
        let path = ["TransformOutput", "S3OutputPath"];
        self.writes(LineageKind::Data, arguments, &path, "TransformOutput");
    }

    /// Steps of EMR, and jobs of EMR Serverless. Arguments of programs are not read: people write secrets into them.
    fn spark(&mut self, arguments: &Arguments<'_>) {
        self.role(arguments, &["ExecutionRoleArn"], STEP_ROLE);
        for path in [
            &["StepConfig", "HadoopJarStep", "Jar"][..],
            &["Step", "HadoopJarStep", "Jar"],
            &["JobDriver", "SparkSubmit", "EntryPoint"],
            &["JobConfig", "JobDriver", "SparkSubmit", "EntryPoint"],
            &["JobDriver", "Hive", "Query"],
        ] {
            self.reads(LineageKind::Code, arguments, path, &path.join("/"));
        }
    }

    /// Something of SageMaker AI that is read or written by its name or ARN: its type, and its kind in ARNs.
    pub(super) fn names(
        &mut self,
        flow: LineageKind,
        (type_name, kind): (&str, &str),
        value: &Value,
        reads: bool,
    ) -> Option<String> {
        let Some(name) = value.known() else {
            match value.references().is_empty() {
                // What the step before made under a name that it got there.
                false => self.stage.reads(flow, kind, value, Grain::Object),
                true => {
                    let what = match flow {
                        LineageKind::Model => "model",
                        _ => "data",
                    };
                    self.stage.unresolved(kind, what, value);
                }
            }
            return None;
        };
        let id = self.naming.sagemaker(kind, name);
        let assumed = value.assumed();
        match (self.naming.is_collected(), reads) {
            (true, true) => self.stage.reads_id(flow, &id, assumed),
            (true, false) => self.stage.writes_id(flow, &id, assumed),
            (false, true) => self.stage.reads_asset(flow, type_name, &id, assumed),
            (false, false) => self.stage.writes_asset(flow, type_name, &id, assumed),
        }
        Some(id)
    }
}

/// The type of the secret that an ARN names, if it names one.
fn secret_type(arn: &str) -> Option<&'static str> {
    match Arn::parse(arn)?.service {
        "secretsmanager" => Some("aws:secretsmanager:secret"),
        "ssm" => Some("aws:ssm:parameter"),
        _ => None,
    }
}

/// Hyperparameters are JSON in strings, so that a URI has quotes of its own.
fn unquoted(value: Value) -> Value {
    match value.known() {
        Some(text) if text.starts_with('"') && value.parameters().is_empty() => {
            Value::literal(text.trim_matches('"'))
        }
        _ => value,
    }
}
