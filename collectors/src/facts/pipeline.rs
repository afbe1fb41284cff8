//! AI/ML and CI pipelines: their stages, what each runs as, reads, writes and is shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, Tags, fields};
use super::stage::Stage;

/// What starts a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Trigger {
    /// `schedule`, `event`, `push`, `pull_request`, `pull_request_target`, `manual`, `api`, `upstream` or what the
    /// platform calls it.
    pub kind: String,
    /// What it is made of: a cron expression, a branch pattern, the name of an event. Empty where the kind says it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Whether it is switched off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
}

impl Trigger {
    /// A trigger that is on.
    pub fn new(kind: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            detail: detail.into(),
            paused: false,
        }
    }
}

/// A chain of stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The ARN or full resource name.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// `aws:sagemaker:pipeline`, `github:workflow`, `kfp:pipeline` and the like.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it. Empty where an answer knows its id alone, until another names it.
    pub name: String,
    /// The id of the account, project, cluster or repository that holds it.
    pub scope: String,
    /// The stages, in the order of the definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// What starts it. Empty where the definition does not say: somebody has to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// `None` where tags were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
    /// Anything else that is worth keeping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Pipeline {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("type", &mut self.kind, later.kind, &mut contradictions);
        if self.name.is_empty() {
            self.name = later.name;
        }
        if !later.stages.is_empty() {
            if self.stages.is_empty() {
                self.stages = later.stages;
            } else {
                fields::value(
                    "stages",
                    &mut self.stages,
                    later.stages,
                    &mut contradictions,
                );
            }
        }
        fields::list(&mut self.triggers, later.triggers);
        fields::option("tags", &mut self.tags, later.tags, &mut contradictions);
        fields::map(
            "attributes",
            &mut self.attributes,
            later.attributes,
            &mut contradictions,
        );
        contradictions
    }
}
