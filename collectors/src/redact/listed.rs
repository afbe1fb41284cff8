//! Environments that are written as lists: `[{"name": "N", "value": "v"}]`.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

use super::{classify, free_text};
use crate::facts::EnvironmentVariable;

/// The environment of a container or build: names, shapes, and what a value names. The values are dropped while they
/// are parsed, unless the entry says that its value is the name of a secret.
///
/// Amazon ECS and AWS Batch name a secret in `valueFrom`; AWS CodeBuild says in `type` what its `value` is
/// (AWS CodeBuild API Reference, "EnvironmentVariable").
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvironmentList(Vec<Listed>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    variable: EnvironmentVariable,
    /// The reference is the bare name of a parameter in Systems Manager, of the region of the workload.
    parameter: bool,
}

impl EnvironmentList {
    /// The variables, sorted, each once. `arn_of` makes the ARN of a parameter of which only the name is there.
    #[must_use]
    pub fn variables(self, arn_of: impl Fn(&str) -> String) -> Vec<EnvironmentVariable> {
        let resolve = |listed: Listed| {
            let mut variable = listed.variable;
            if listed.parameter {
                variable.reference = variable.reference.map(|name| arn_of(&name));
            }
            variable
        };
        self.0.into_iter().map(resolve).collect()
    }
}

#[derive(serde::Deserialize)]
struct Entry<'a> {
    #[serde(alias = "Name")]
    name: Option<String>,
    /// Not a value yet: what it may become depends on the type, which may come after it.
    #[serde(borrow, alias = "Value")]
    value: Option<&'a RawValue>,
    #[serde(rename = "valueFrom", alias = "ValueFrom")]
    value_from: Option<String>,
    #[serde(rename = "type", alias = "Type")]
    kind: Option<String>,
}

impl<'de> Deserialize<'de> for EnvironmentList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Option::<Vec<&'de RawValue>>::deserialize(deserializer)?;
        let mut names = Vec::new();
        for entry in entries.unwrap_or_default() {
            let entry: Entry<'_> = serde_json::from_str(entry.get())
                .map_err(|_| D::Error::custom("an entry of the environment is not of its shape"))?;
            names.extend(entry.listed());
        }
        names.sort();
        names.dedup();
        Ok(Self(names))
    }
}

impl Entry<'_> {
    fn listed(self) -> Option<Listed> {
        let name = free_text(&self.name?).into_owned();
        let text = |value: Option<&RawValue>| serde_json::from_str::<String>(value?.get()).ok();
        let reference = match (self.value_from, self.kind.as_deref()) {
            (Some(from), _) => Some(from),
            (None, Some("PARAMETER_STORE" | "SECRETS_MANAGER")) => text(self.value),
            (None, _) => {
                let look = text(self.value).map(|it| classify(&it)).unwrap_or_default();
                return Some(Listed {
                    variable: EnvironmentVariable {
                        name,
                        reference: look.reference,
                        shape: look.shape.map(str::to_owned),
                    },
                    parameter: false,
                });
            }
        };
        // What is no ARN in `valueFrom` is the name of a parameter.
        let parameter = self.kind.as_deref() != Some("SECRETS_MANAGER")
            && !reference
                .as_deref()
                .is_some_and(|it| it.starts_with("arn:"));
        // Someone may have put the secret itself where its name belongs.
        let reference = reference.map(|it| secret_id(&free_text(&it)));
        Some(Listed {
            variable: EnvironmentVariable {
                name,
                reference,
                shape: None,
            },
            parameter,
        })
    }
}

/// The secret of `ARN:json-key:version-stage:version-id` or `NAME:json-key:…`
/// (Amazon ECS Developer Guide, "Pass Secrets Manager secrets through Amazon ECS environment variables").
fn secret_id(text: &str) -> String {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "secretsmanager", ..] => parts.get(..7).unwrap_or(&parts).join(":"),
        ["arn", ..] => text.to_owned(),
        [name, ..] => (*name).to_owned(),
        [] => String::new(),
    }
}
