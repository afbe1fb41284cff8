//! The definition of a pipeline: JSON in a string (SageMaker AI Developer Guide, "Pipeline definition JSON schema",
//! version 2020-12-01).
//!
//! The arguments of a step are those of the API call that it makes, with expressions where values are not known before
//! the pipeline runs.

mod arguments;
mod value;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

pub(super) use self::arguments::{Arguments, Port};
pub(super) use self::value::{Known, Parameters, Text};
use crate::aws::wire::reason;

/// Conditions stand in conditions; no deeper than this.
const DEEPEST: usize = 16;

/// A definition.
pub(super) struct Definition<'a> {
    pub(super) parameters: Parameters<'a>,
    /// The steps in their order; those of a condition follow it.
    pub(super) steps: Vec<Step<'a>>,
    /// What could not be understood: where, and why.
    pub(super) faults: Vec<(String, String)>,
}

/// A step.
pub(super) struct Step<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) kind: Cow<'a, str>,
    /// Where it stands in the definition.
    pub(super) pointer: String,
    pub(super) arguments: Arguments<'a>,
    /// The function that a `Lambda` step calls.
    pub(super) function: Option<Text>,
    /// The queue that a `Callback` step writes to.
    pub(super) queue: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Whole<'a> {
    #[serde(borrow, default)]
    parameters: Vec<value::Parameter<'a>>,
    #[serde(borrow, default)]
    steps: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, rename = "Type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    function_arn: Option<Text>,
    sqs_queue_url: Option<Text>,
}

impl<'a> Definition<'a> {
    /// Reads a definition. A step that cannot be understood is a fault, and the rest goes on.
    ///
    /// # Errors
    /// Why the whole is no definition, without any value of it.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        // A list would pass for an object without members.
        if !text.trim_start().starts_with('{') {
            return Err("it is no JSON object".to_owned());
        }
        let whole: Whole<'a> = serde_json::from_str(text).map_err(|error| reason(&error))?;
        let mut definition = Self {
            parameters: Parameters::new(whole.parameters),
            steps: Vec::new(),
            faults: Vec::new(),
        };
        definition.add(&whole.steps, "/Steps", 0);
        Ok(definition)
    }

    fn add(&mut self, steps: &[&'a RawValue], at: &str, depth: usize) {
        for (index, step) in steps.iter().enumerate() {
            let pointer = format!("{at}/{index}");
            if depth > DEEPEST {
                let why = format!("it is nested deeper than {DEEPEST} conditions");
                self.faults.push((pointer, why));
                return;
            }
            let written: Written<'a> = match serde_json::from_str(step.get()) {
                Ok(written) => written,
                Err(error) => {
                    self.faults.push((pointer, reason(&error)));
                    continue;
                }
            };
            let arguments = written.arguments.map_or("{}", RawValue::get);
            let arguments: Arguments<'a> = match serde_json::from_str(arguments) {
                Ok(arguments) => arguments,
                Err(error) => {
                    let at = format!("{pointer}/Arguments");
                    self.faults.push((at, reason(&error)));
                    Arguments::default()
                }
            };
            let branches = [
                ("IfSteps", arguments.if_steps.clone()),
                ("ElseSteps", arguments.else_steps.clone()),
            ];
            self.steps.push(Step {
                name: written.name,
                kind: written.kind,
                pointer: pointer.clone(),
                arguments,
                function: written.function_arn,
                queue: written.sqs_queue_url,
            });
            for (branch, steps) in branches {
                self.add(&steps, &format!("{pointer}/Arguments/{branch}"), depth + 1);
            }
        }
    }
}

/// What a type of step does in a pipeline, in the words of a stage.
pub(super) fn stage_kind(step: &str) -> String {
    match step {
        "Training" | "Tuning" | "AutoML" => "training",
        "Processing" | "EMR" | "EMRServerless" => "preprocessing",
        "ClarifyCheck" | "QualityCheck" => "evaluation",
        "RegisterModel" => "registration",
        "Model" | "CreateModel" | "Endpoint" | "EndpointConfig" => "deployment",
        "Transform" => "inference",
        other => return other.to_lowercase(),
    }
    .to_owned()
}
