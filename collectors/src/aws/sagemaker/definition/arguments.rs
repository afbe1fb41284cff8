//! The arguments of a step: those of the API call that it makes, as far as they are wanted. Values of environments,
//! hyperparameters and container arguments are skipped.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Text;

/// The wanted arguments of every type of step.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::aws::sagemaker) struct Arguments<'a> {
    pub(in crate::aws::sagemaker) role_arn: Option<Text>,
    pub(in crate::aws::sagemaker) execution_role_arn: Option<Text>,
    algorithm_specification: Option<Algorithm>,
    app_specification: Option<App>,
    hyper_parameters: Option<HyperParameters>,
    #[serde(default)]
    input_data_config: Vec<Channel>,
    #[serde(default)]
    processing_inputs: Vec<Input>,
    processing_output_config: Option<Outputs>,
    output_data_config: Option<Output>,
    checkpoint_config: Option<S3>,
    transform_input: Option<Channel>,
    transform_output: Option<Output>,
    pub(in crate::aws::sagemaker) model_name: Option<Text>,
    pub(in crate::aws::sagemaker) model_package_group_name: Option<Text>,
    pub(in crate::aws::sagemaker) model_approval_status: Option<Text>,
    primary_container: Option<Container>,
    #[serde(default)]
    containers: Vec<Container>,
    inference_specification: Option<Inference>,
    #[serde(borrow)]
    training_job_definition: Option<Box<Arguments<'a>>>,
    #[serde(borrow, default)]
    training_job_definitions: Vec<Arguments<'a>>,
    step_config: Option<EmrStep>,
    #[serde(borrow, default)]
    pub(super) if_steps: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) else_steps: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Algorithm {
    #[serde(rename = "TrainingImage")]
    image: Option<Text>,
}

#[derive(Deserialize)]
struct App {
    #[serde(rename = "ImageUri")]
    image: Option<Text>,
}

#[derive(Deserialize)]
struct HyperParameters {
    sagemaker_submit_directory: Option<Text>,
}

#[derive(Deserialize)]
struct Channel {
    #[serde(rename = "DataSource")]
    source: Option<DataSource>,
}

#[derive(Deserialize)]
struct DataSource {
    #[serde(rename = "S3DataSource")]
    s3: Option<S3>,
}

#[derive(Deserialize)]
struct S3 {
    #[serde(rename = "S3Uri")]
    uri: Option<Text>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "InputName")]
    name: Option<Text>,
    #[serde(rename = "S3Input")]
    s3: Option<S3>,
}

#[derive(Deserialize)]
struct Outputs {
    #[serde(default, rename = "Outputs")]
    outputs: Vec<ProcessingOutput>,
}

#[derive(Deserialize)]
struct ProcessingOutput {
    #[serde(rename = "S3Output")]
    s3: Option<S3>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "S3OutputPath")]
    uri: Option<Text>,
}

/// A container of a model or a package.
#[derive(Deserialize)]
struct Container {
    #[serde(rename = "Image")]
    image: Option<Text>,
    #[serde(rename = "ModelDataUrl")]
    artifact: Option<Text>,
}

#[derive(Deserialize)]
struct Inference {
    #[serde(default, rename = "Containers")]
    containers: Vec<Container>,
}

#[derive(Deserialize)]
struct EmrStep {
    #[serde(rename = "HadoopJarStep")]
    jar: Option<Jar>,
}

#[derive(Deserialize)]
struct Jar {
    #[serde(rename = "Jar")]
    uri: Option<Text>,
}

/// What a step reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::aws::sagemaker) enum Port {
    Data,
    Code,
    Model,
    OutputData,
    OutputModel,
}

/// Something that a step reads or writes.
pub(in crate::aws::sagemaker) struct Flow<'t> {
    pub(in crate::aws::sagemaker) port: Port,
    /// The member that says so.
    pub(in crate::aws::sagemaker) member: String,
    pub(in crate::aws::sagemaker) uri: &'t Text,
}

impl Arguments<'_> {
    /// The roles that the step passes to what it starts.
    pub(in crate::aws::sagemaker) fn roles(&self) -> Vec<&Text> {
        let own = self.role_arn.iter().chain(&self.execution_role_arn);
        own.chain(
            self.definitions()
                .filter_map(|(_, definition)| definition.role_arn.as_ref()),
        )
        .collect()
    }

    /// The images that it runs.
    pub(in crate::aws::sagemaker) fn images(&self) -> Vec<&Text> {
        let mut images = Vec::new();
        for (_, training) in self.trainings() {
            images.extend(
                training
                    .algorithm_specification
                    .as_ref()
                    .and_then(|it| it.image.as_ref()),
            );
        }
        images.extend(
            self.app_specification
                .as_ref()
                .and_then(|it| it.image.as_ref()),
        );
        images.extend(self.served().filter_map(|it| it.image.as_ref()));
        images
    }

    /// What it reads and writes in S3.
    pub(in crate::aws::sagemaker) fn flows(&self) -> Vec<Flow<'_>> {
        let mut flows = Vec::new();
        for (at, training) in self.trainings() {
            training.training_flows(&at, &mut flows);
        }
        for (index, input) in self.processing_inputs.iter().enumerate() {
            let name = match &input.name {
                Some(Text::Literal(name)) => name.as_str(),
                _ => "",
            };
            let port = if super::super::processing::is_code(name) {
                Port::Code
            } else {
                Port::Data
            };
            let uri = input.s3.as_ref().and_then(|s3| s3.uri.as_ref());
            push(&mut flows, port, format!("ProcessingInputs/{index}"), uri);
        }
        let outputs = self.processing_output_config.iter();
        for (index, output) in outputs.flat_map(|it| &it.outputs).enumerate() {
            let member = format!("ProcessingOutputConfig/Outputs/{index}");
            let uri = output.s3.as_ref().and_then(|s3| s3.uri.as_ref());
            push(&mut flows, Port::OutputData, member, uri);
        }
        let input = self.transform_input.as_ref().and_then(Channel::uri);
        push(&mut flows, Port::Data, "TransformInput".to_owned(), input);
        let output = self.transform_output.as_ref();
        let output = output.and_then(|it| it.uri.as_ref());
        let member = "TransformOutput".to_owned();
        push(&mut flows, Port::OutputData, member, output);
        for (index, container) in self.served().enumerate() {
            let member = format!("Containers/{index}/ModelDataUrl");
            push(&mut flows, Port::Model, member, container.artifact.as_ref());
        }
        let jar = self.step_config.as_ref().and_then(|it| it.jar.as_ref());
        let jar = jar.and_then(|jar| jar.uri.as_ref());
        let member = "StepConfig/HadoopJarStep/Jar".to_owned();
        push(&mut flows, Port::Code, member, jar);
        flows
    }

    fn training_flows<'t>(&'t self, at: &str, flows: &mut Vec<Flow<'t>>) {
        for (index, channel) in self.input_data_config.iter().enumerate() {
            let member = format!("{at}InputDataConfig/{index}");
            push(flows, Port::Data, member, channel.uri());
        }
        let directory = self.hyper_parameters.as_ref();
        let directory = directory.and_then(|it| it.sagemaker_submit_directory.as_ref());
        let member = format!("{at}HyperParameters/sagemaker_submit_directory");
        push(flows, Port::Code, member, directory);
        let output = self.output_data_config.as_ref();
        let output = output.and_then(|it| it.uri.as_ref());
        let member = format!("{at}OutputDataConfig/S3OutputPath");
        push(flows, Port::OutputModel, member, output);
        let checkpoint = self.checkpoint_config.as_ref();
        let checkpoint = checkpoint.and_then(|it| it.uri.as_ref());
        let member = format!("{at}CheckpointConfig/S3Uri");
        push(flows, Port::OutputModel, member, checkpoint);
    }

    /// The trainings of a tuning step.
    fn definitions(&self) -> impl Iterator<Item = (String, &Arguments<'_>)> {
        let one = self.training_job_definition.as_deref();
        let one = one.map(|it| ("TrainingJobDefinition/".to_owned(), it));
        let many = self.training_job_definitions.iter().enumerate();
        one.into_iter()
            .chain(many.map(|(index, it)| (format!("TrainingJobDefinitions/{index}/"), it)))
    }

    /// The step itself as a training, and those of a tuning step.
    fn trainings(&self) -> impl Iterator<Item = (String, &Arguments<'_>)> {
        std::iter::once((String::new(), self)).chain(self.definitions())
    }

    /// The containers that serve a model or a package.
    fn served(&self) -> impl Iterator<Item = &Container> {
        let packaged = self.inference_specification.iter();
        self.primary_container
            .iter()
            .chain(&self.containers)
            .chain(packaged.flat_map(|it| &it.containers))
    }
}

impl Channel {
    fn uri(&self) -> Option<&Text> {
        self.source.as_ref()?.s3.as_ref()?.uri.as_ref()
    }
}

fn push<'t>(flows: &mut Vec<Flow<'t>>, port: Port, member: String, uri: Option<&'t Text>) {
    flows.extend(uri.map(|uri| Flow { port, member, uri }));
}
