//! Pipelines as chains of stages, as the facts tell them: what the nodes and edges alone do not say.
//!
//! The graph has a node for each pipeline and stage, and edges for whom a stage runs as and what flows. What a stage
//! *declares* (the order, the secrets that it is given, the gates before it, what starts it, what is left open) stands here.

use blastradius_collectors::facts::{
    EnvironmentVariable, LineageKind, Origin, Provider, RunsAs, SecretUse, StageGate, Trigger,
    Unresolved,
};
use serde::{Deserialize, Serialize};

/// A pipeline and its stages, in the order of its definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PipelineChain {
    /// The provider's own id, which is the id of its node.
    pub id: String,
    /// What people call it. Attacker-controlled text; the id where nothing names it.
    pub name: String,
    /// `aws:sagemaker:pipeline`, `github:workflow` and the like.
    pub type_name: String,
    /// The platform.
    pub provider: Provider,
    /// The id of the account, project, cluster or repository that holds it.
    pub scope: String,
    /// What starts it. Empty where the definition does not say.
    pub triggers: Vec<Trigger>,
    /// Its stages, in the order of the definition.
    pub stages: Vec<StageLink>,
    /// Where it was read.
    pub origin: Origin,
}

/// A workload that rules or schedules start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// The id of its node.
    pub id: String,
    /// What starts it.
    pub triggers: Vec<Trigger>,
}

/// One stage of a chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageLink {
    /// The id of its node.
    pub id: String,
    /// What people call it. Attacker-controlled text.
    pub name: String,
    /// `training`, `deployment`, … or what the definition says.
    pub kind: String,
    /// Whose permissions it has; empty where it has none at all.
    pub runs_as: Vec<RunsAs>,
    /// The ids of the stages that must end before it begins.
    pub after: Vec<String>,
    /// The secrets that it is given.
    pub secrets: Vec<SecretUse>,
    /// Its environment, without values.
    pub environment: Vec<EnvironmentVariable>,
    /// How many tokens of identity providers it may ask for.
    pub tokens: usize,
    /// What stands before it.
    pub gates: Vec<StageGate>,
    /// What the definition leaves open.
    pub unresolved: Vec<Unresolved>,
    /// Where in the file it begins. Empty where the pipeline tells.
    pub at: String,
    /// Where it stands in the record of the pipeline: `/stages/0`.
    pub pointer: String,
    /// What it reads, code and images too.
    pub reads: Vec<StageFlow>,
    /// What it writes.
    pub writes: Vec<StageFlow>,
    /// The ids of the customer keys that encrypt what it reads, writes and is given.
    pub keys: Vec<String>,
}

/// Something that a stage reads or writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StageFlow {
    /// The id of the other end: an asset, or a stage.
    pub asset: String,
    /// What flows.
    pub kind: LineageKind,
    /// Why it is taken to flow where the definition does not say so in so many words.
    pub assumed: Option<String>,
    /// The digest that the content must have, where one is asked for.
    pub pinned: Option<String>,
    /// The record that says so: `lineage:<id>`.
    pub record: String,
}
