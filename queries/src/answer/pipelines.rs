//! The answer of `pipelines`: `blastradius/pipelines/1`.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{
    AssetClass, EnvironmentVariable, LineageKind, Provider, SecretUse, StageGate, Trigger,
    Unresolved,
};
use blastradius_graph::model::{AccessSet, Certainty, Evidence, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, FederatedTrust, Hop, NodeBrief};

/// Pipelines as chains of stages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pipelines {
    /// `blastradius/pipelines/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The numbers of the first screen.
    pub summary: PipelinesSummary,
    /// The pipelines with the most excess first.
    pub pipelines: Vec<DescribedPipeline>,
    /// Identities that several pipelines, or stages of different trust, have in common.
    pub shared: Vec<SharedIdentity>,
    /// What the stage rules find, the worst first.
    pub findings: Vec<StageFinding>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
    /// Trusts in the tokens of identity providers; of the pipelines that were asked about.
    pub trusts: Vec<FederatedTrust>,
}

/// The numbers of the first screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PipelinesSummary {
    /// Pipelines.
    pub pipelines: usize,
    /// Their stages.
    pub stages: usize,
    /// Different identities that stages run as, unresolved ones left out.
    pub identities: usize,
    /// Stages whose identity is a default or the default of a parameter.
    pub assumed_identities: usize,
    /// Different secrets that stages are given.
    pub secrets: usize,
    /// What the definitions leave open, by what it would be.
    pub unresolved: BTreeMap<String, usize>,
    /// Stages whose identity may touch more than the stage declares.
    pub stages_with_excess: usize,
    /// Stages of which it is not known whether their identity may touch more.
    pub stages_with_unknown_excess: usize,
    /// Identities that several pipelines, or stages of different trust, have in common.
    pub shared_identities: usize,
    /// What the stage rules find, by severity.
    pub findings: BTreeMap<&'static str, usize>,
    /// Trusts in the tokens of identity providers, by how wide they are: `exact`, `org-any-repo`.
    pub trusts: BTreeMap<&'static str, usize>,
}

/// One pipeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedPipeline {
    /// The id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `aws:sagemaker:pipeline`, `github:workflow` and the like.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The platform.
    pub provider: Provider,
    /// The id of the account, project, cluster or repository that holds it.
    pub scope: String,
    /// The file or the operation that it was read from, and the place in it.
    pub at: String,
    /// What starts it; empty where the definition does not say.
    pub triggers: Vec<Trigger>,
    /// Its stages, each after those that it waits for.
    pub stages: Vec<DescribedStage>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedStage {
    /// The id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `training`, `deployment`, … or what the definition says.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where in the file it begins.
    pub at: String,
    /// The ids of the stages that must end before it begins.
    pub after: Vec<String>,
    /// Whose permissions it has; empty where it has none at all.
    pub identities: Vec<StageIdentity>,
    /// The secrets that it is given.
    pub secrets: Vec<SecretUse>,
    /// Its environment, without values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<EnvironmentVariable>,
    /// How many tokens of identity providers it may ask for.
    pub tokens: usize,
    /// Data, models and indexes that it reads, and stages whose results it takes.
    pub inputs: Vec<StageAsset>,
    /// Code and images that it runs.
    pub code: Vec<StageAsset>,
    /// What it writes.
    pub outputs: Vec<StageAsset>,
    /// What stands before it.
    pub gates: Vec<StageGate>,
    /// What the definition leaves open.
    pub unresolved: Vec<Unresolved>,
    /// What its identities may touch beyond what it declares.
    pub excess: Excess,
}

/// An identity of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageIdentity {
    /// The id.
    pub id: String,
    /// How the stage comes to it: `execution-role`.
    pub how: String,
    /// How surely it is this one.
    pub certainty: Certainty,
    /// Why it is taken for this one where the definition does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
}

/// Something that a stage reads, runs or writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageAsset {
    /// The id of the asset, or of the stage whose result it is.
    pub id: String,
    /// What flows.
    pub kind: LineageKind,
    /// Why it is taken to flow where the definition does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
    /// The digest that the content must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
}

/// What the identities of a stage may touch beyond what the stage declares: its inputs and outputs with what lies in them,
/// its code and images, the secrets that it is given, the keys of all these, and writing logs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Excess {
    /// Whether it is all there is to find: `false` where something about an identity is not known.
    pub known: bool,
    /// What is not known, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// The weight of all of it; higher is worse.
    pub weight: f64,
    /// Assets that may be read or used though they are not declared, by class.
    pub confidentiality: BTreeMap<&'static str, usize>,
    /// Assets that may be changed though they are not declared as outputs, by class.
    pub integrity: BTreeMap<&'static str, usize>,
    /// The ids of the scopes that an identity administers.
    pub administers: Vec<String>,
    /// The worst of it, at most as many as were asked for.
    pub worst: Vec<ExcessAsset>,
    /// Roles that an identity may assume, and others that it may act as, which the stage has on top of its own.
    pub assumable: Vec<AssumableRole>,
}

/// An asset that a stage has no need to touch in these ways: once for each certainty, with the ways that are as sure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExcessAsset {
    /// The id.
    pub id: String,
    /// What it is worth.
    pub class: AssetClass,
    /// In which ways the stage may touch it and does not say that it does.
    pub access: AccessSet,
    /// Whether the stage declares a part of it: a prefix of this bucket.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wider: bool,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// How, from the stage.
    pub path: Vec<Hop>,
}

/// A role that an identity of a stage may assume, and what it may touch beyond what the stage declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssumableRole {
    /// The id.
    pub id: String,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// Assets that may be read or used though they are not declared, by class.
    pub confidentiality: BTreeMap<&'static str, usize>,
    /// Assets that may be changed though they are not declared as outputs, by class.
    pub integrity: BTreeMap<&'static str, usize>,
    /// How, from the stage.
    pub path: Vec<Hop>,
}

/// An identity that several pipelines, or stages of different trust, have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedIdentity {
    /// The id.
    pub id: String,
    /// The ids of the stages that run as it.
    pub stages: Vec<String>,
    /// How many pipelines these are of.
    pub pipelines: usize,
    /// The kinds of the stages: ingestion and deployment with one identity are one trust boundary.
    pub kinds: Vec<String>,
    /// Whether stages of different kinds have it.
    pub across_trust: bool,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Low,
    /// To be planned.
    Medium,
    /// To be done soon.
    High,
    /// To be done now.
    Critical,
}

impl Severity {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure it is that a finding is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// It hangs on names alone.
    Low,
    /// A default or a usual meaning stands in for a fact.
    Medium,
    /// The definition or a policy says so.
    High,
}

impl Confidence {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What a stage rule finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageFinding {
    /// The id of the rule: `shared-identity`.
    pub rule: &'static str,
    /// What the rule is about, in a few words.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The id of the pipeline; of the first of several.
    pub pipeline: String,
    /// The ids of the stages that it is about.
    pub stages: Vec<String>,
    /// What was found.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// OWASP Non-Human Identities Top 10 2025.
    pub owasp_nhi: &'static [&'static str],
    /// MITRE ATLAS and ATT&CK techniques.
    pub attack: &'static [&'static str],
    /// What to write instead, where there is one thing to write.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<String>,
    /// Whose it is and what it names, where `what` leaves that out: long names stand after what is wrong and what to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
}
