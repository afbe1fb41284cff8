//! AI/ML pipelines and their stages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, Tags, fields};
use super::workload::RunsAs;

/// One stage of a pipeline: a trust boundary with its own identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// The id of the stage: `<pipeline id>#<name>`.
    pub id: String,
    /// The name of the stage.
    pub name: String,
    /// `ingestion`, `preprocessing`, `feature-engineering`, `training`, `evaluation`,
    /// `registration`, `deployment`, `inference`, `monitoring`, `retraining` or what the definition says.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose permissions the stage has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs_as: Vec<RunsAs>,
}

/// A chain of stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The ARN or full resource name.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// `aws:sagemaker:pipeline` and the like.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it. Empty where an answer knows its id alone, until another names it.
    pub name: String,
    /// The id of the account or project that holds it.
    pub scope: String,
    /// The stages, in the order of the definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
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
