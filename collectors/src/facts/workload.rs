//! What runs with an identity: functions, instances, notebooks, jobs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, Tags, fields};

/// An identity that a workload has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunsAs {
    /// The id of the identity. For an instance profile: the ARN of the profile's role when known,
    /// else of the profile itself.
    pub identity: String,
    /// How it gets there: `execution-role`, `instance-profile`.
    pub how: String,
    /// Why it is taken for this identity where the definition does not say so in so many words: a default of the
    /// platform, the default of a parameter. `None` where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
}

impl RunsAs {
    /// An identity that is named.
    pub fn new(identity: impl Into<String>, how: impl Into<String>) -> Self {
        Self {
            identity: identity.into(),
            how: how.into(),
            assumed: None,
        }
    }

    /// An identity that a default stands for, and why.
    pub fn assumed(
        identity: impl Into<String>,
        how: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self {
            assumed: Some(why.into()),
            ..Self::new(identity, how)
        }
    }
}

/// An environment variable: its name, and what its value looks like. Never its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EnvironmentVariable {
    /// The name.
    pub name: String,
    /// The id of what the value names when it is an identifier, not a secret
    /// (the ARN of a secret, an access key id).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The kind of secret that the value has the shape of (`aws_access_key`, `jwt`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
}

/// Something that runs code with an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// The ARN or full resource name.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// `aws:lambda:function`, `aws:ec2:instance`, `aws:ec2:launch-template`,
    /// `aws:ec2:instance-profile`, `aws:sagemaker:notebook-instance`, `aws:sagemaker:training-job`,
    /// `aws:sagemaker:endpoint`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it. Empty where an answer knows its id alone, until another names it.
    pub name: String,
    /// The id of the account or project that holds it.
    pub scope: String,
    /// The region, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Whose permissions its code has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs_as: Vec<RunsAs>,
    /// Its environment, without values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<EnvironmentVariable>,
    /// `None` where tags were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
    /// Anything else that is worth keeping (`state`, `imds`, `vpc`, `url`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Workload {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("type", &mut self.kind, later.kind, &mut contradictions);
        // An answer that knows the workload by its id alone leaves the name empty.
        if self.name.is_empty() {
            self.name = later.name;
        } else if !later.name.is_empty() {
            fields::value("name", &mut self.name, later.name, &mut contradictions);
        }
        fields::option(
            "region",
            &mut self.region,
            later.region,
            &mut contradictions,
        );
        fields::list(&mut self.runs_as, later.runs_as);
        fields::list(&mut self.environment, later.environment);
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
