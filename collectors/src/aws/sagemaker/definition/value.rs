//! Values of a definition: written out, a parameter, or an expression.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::value::RawValue;

/// Joins stand in joins; no deeper than this.
const DEEPEST: usize = 8;

/// A value that is wanted as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws::sagemaker) enum Text {
    /// Written out.
    Literal(String),
    /// `{"Get": "Parameters.X"}`.
    Parameter(String),
    /// `{"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}`, `Execution.…`.
    Reference(String),
    /// `{"Std:Join": {"On": "/", "Values": […]}}`.
    Join(String, Vec<Text>),
    /// Any other expression: the name of its function.
    Other(String),
}

#[derive(Deserialize)]
struct Expression<'a> {
    #[serde(borrow, rename = "Get")]
    get: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "Std:Join")]
    join: Option<Join<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Join<'a> {
    #[serde(borrow, default)]
    on: Cow<'a, str>,
    #[serde(borrow, default)]
    values: Vec<&'a RawValue>,
}

impl Text {
    fn read(raw: &str, depth: usize) -> Self {
        let other = || Self::Other("an expression".to_owned());
        if depth > DEEPEST {
            return other();
        }
        match raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw).map_or_else(|_| other(), Self::Literal),
            Some(b'{') => match serde_json::from_str::<Expression<'_>>(raw) {
                Ok(Expression { get: Some(of), .. }) => match of.strip_prefix("Parameters.") {
                    Some(parameter) => Self::Parameter(parameter.to_owned()),
                    None => Self::Reference(of.into_owned()),
                },
                Ok(Expression {
                    join: Some(join), ..
                }) => Self::Join(
                    join.on.into_owned(),
                    join.values
                        .iter()
                        .map(|value| Self::read(value.get(), depth + 1))
                        .collect(),
                ),
                _ => Self::Other(
                    serde_json::from_str::<BTreeMap<String, &RawValue>>(raw)
                        .ok()
                        .and_then(|it| it.into_keys().next())
                        .filter(|name| name.starts_with("Std:"))
                        .unwrap_or_else(|| "an expression".to_owned()),
                ),
            },
            // A number or truth value is never a role, an image or a place.
            _ => other(),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)
            .map_err(|_| D::Error::custom("a value is not valid"))?;
        Ok(Self::read(raw.get(), 0))
    }
}

/// A parameter of the pipeline. Its default is read only where a role, an image or a place in S3 is wanted.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameter<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    default_value: Option<&'a RawValue>,
}

/// The parameters of a pipeline.
pub(in crate::aws::sagemaker) struct Parameters<'a>(BTreeMap<String, Option<&'a RawValue>>);

/// What is known of a value before the pipeline runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::aws::sagemaker) struct Known {
    /// The value, or as much of its beginning as is known.
    pub(in crate::aws::sagemaker) text: String,
    /// Whether that is all of it.
    pub(in crate::aws::sagemaker) whole: bool,
    /// The parameters that it depends on: who starts the pipeline may set them, and what is known is their default.
    pub(in crate::aws::sagemaker) parameters: Vec<String>,
    /// What it refers to that is known only when the pipeline runs: steps and executions.
    pub(in crate::aws::sagemaker) references: Vec<String>,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(all: Vec<Parameter<'a>>) -> Self {
        let all = all.into_iter();
        Self(
            all.map(|it| (it.name.into_owned(), it.default_value))
                .collect(),
        )
    }

    /// The names of all.
    pub(in crate::aws::sagemaker) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// What is known of a value.
    pub(in crate::aws::sagemaker) fn resolve(&self, text: &Text) -> Known {
        let mut known = Known {
            whole: true,
            ..Known::default()
        };
        self.add(text, &mut known);
        known
    }

    fn add(&self, text: &Text, known: &mut Known) {
        let append = |known: &mut Known, piece: Option<&str>| match piece {
            Some(piece) if known.whole => known.text.push_str(piece),
            Some(_) => {}
            None => known.whole = false,
        };
        match text {
            Text::Literal(literal) => append(known, Some(literal)),
            Text::Parameter(name) => {
                known.parameters.push(name.clone());
                let default = self.0.get(name).copied().flatten();
                let default =
                    default.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
                append(known, default.as_deref());
            }
            Text::Reference(to) => {
                known.references.push(to.clone());
                append(known, None);
            }
            Text::Join(on, values) => {
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        append(known, Some(on));
                    }
                    self.add(value, known);
                }
            }
            Text::Other(function) => {
                known.references.push(function.clone());
                append(known, None);
            }
        }
    }
}
