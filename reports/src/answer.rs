//! What can be rendered: the answers of the queries, and the explanations of rules and decisions.

use blastradius_graph::AlsoNeeded;
use blastradius_graph::authorize::aws::{Decision, Outcome};
use blastradius_queries::answer::{
    ChokePoints, CoverageReport, Diff, Paths, Pipelines, Query, Rag, Rank, Reach, WhatIf, Who,
};
use blastradius_queries::cypher::presets::{Preset, presets};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// An answer to render.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Answer<'a> {
    /// `reach`.
    Reach(&'a Reach),
    /// `rank`.
    Rank(&'a Rank),
    /// `who`.
    Who(&'a Who),
    /// `path`.
    Paths(&'a Paths),
    /// `coverage`.
    Coverage(&'a CoverageReport),
    /// `rules list`.
    Rules(&'a Rules),
    /// `rules show`.
    Rule(&'a Rule),
    /// `authorize`.
    Authorization(&'a Authorization),
    /// `pipelines`.
    Pipelines(&'a Pipelines),
    /// `pipelines show`: an answer of one pipeline, which is drawn.
    Pipeline(&'a Pipelines),
    /// `rag`.
    Rag(&'a Rag),
    /// `diff`.
    Diff(&'a Diff),
    /// `query`.
    Query(&'a Query),
    /// `whatif`.
    WhatIf(&'a WhatIf),
    /// `chokepoints`.
    ChokePoints(&'a ChokePoints),
    /// `query --list`.
    Presets(&'a Presets),
}

/// The kinds of [`Answer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AnswerKind {
    /// `reach`.
    Reach,
    /// `rank`.
    Rank,
    /// `who`.
    Who,
    /// `path`.
    Paths,
    /// `coverage`.
    Coverage,
    /// `rules list`.
    Rules,
    /// `rules show`.
    Rule,
    /// `authorize`.
    Authorization,
    /// `pipelines`.
    Pipelines,
    /// `pipelines show`.
    Pipeline,
    /// `rag`.
    Rag,
    /// `diff`.
    Diff,
    /// `query`.
    Query,
    /// `whatif`.
    WhatIf,
    /// `chokepoints`.
    ChokePoints,
    /// `query --list`.
    Presets,
}

impl AnswerKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Reach,
        Self::Rank,
        Self::Who,
        Self::Paths,
        Self::Coverage,
        Self::Rules,
        Self::Rule,
        Self::Authorization,
        Self::Pipelines,
        Self::Pipeline,
        Self::Rag,
        Self::Diff,
        Self::Query,
        Self::WhatIf,
        Self::ChokePoints,
        Self::Presets,
    ];

    /// The verb of the command line that gives this answer.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Rank => "rank",
            Self::Who => "who",
            Self::Paths => "path",
            Self::Coverage => "coverage",
            Self::Rules => "rules list",
            Self::Rule => "rules show",
            Self::Authorization => "authorize",
            Self::Pipelines => "pipelines",
            Self::Pipeline => "pipelines show",
            Self::Rag => "rag",
            Self::Diff => "diff",
            Self::Query => "query",
            Self::WhatIf => "whatif",
            Self::ChokePoints => "chokepoints",
            Self::Presets => "query --list",
        }
    }
}

impl Answer<'_> {
    /// The kind of the answer.
    #[must_use]
    pub fn kind(&self) -> AnswerKind {
        match self {
            Self::Reach(_) => AnswerKind::Reach,
            Self::Rank(_) => AnswerKind::Rank,
            Self::Who(_) => AnswerKind::Who,
            Self::Paths(_) => AnswerKind::Paths,
            Self::Coverage(_) => AnswerKind::Coverage,
            Self::Rules(_) => AnswerKind::Rules,
            Self::Rule(_) => AnswerKind::Rule,
            Self::Authorization(_) => AnswerKind::Authorization,
            Self::Pipelines(_) => AnswerKind::Pipelines,
            Self::Pipeline(_) => AnswerKind::Pipeline,
            Self::Rag(_) => AnswerKind::Rag,
            Self::Diff(_) => AnswerKind::Diff,
            Self::Query(_) => AnswerKind::Query,
            Self::WhatIf(_) => AnswerKind::WhatIf,
            Self::ChokePoints(_) => AnswerKind::ChokePoints,
            Self::Presets(_) => AnswerKind::Presets,
        }
    }
}

/// The queries that have a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presets {
    /// `blastradius/presets/1`.
    pub schema: &'static str,
    /// In the order of their names.
    pub presets: Vec<Preset>,
}

impl Presets {
    /// Every preset of the program.
    #[must_use]
    pub fn all() -> Self {
        Self {
            schema: "blastradius/presets/1",
            presets: presets().collect(),
        }
    }
}

/// The rules that make edges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// `blastradius/rules/1`.
    pub schema: &'static str,
    /// In the order of output.
    pub rules: Vec<Rule>,
}

/// One rule: a technique or a structural rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Rule {
    /// The id (`iam-002`).
    pub id: String,
    /// In a few words.
    pub title: String,
    /// The platform: `aws`.
    pub provider: String,
    /// The word of the edge that it makes: `escalates`.
    pub edge: String,
    /// What it says, in full sentences. Paragraphs are separated by an empty line.
    pub description: String,
    /// The permissions that it needs: `iam:CreateAccessKey on the user`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What the attacker has afterwards.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gives: String,
    /// How to close it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub defences: Vec<String>,
    /// MITRE ATT&CK technique ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attack: Vec<String>,
    /// Names of pages or papers that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
}

/// One request and what was decided: the answer of `authorize`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The id of the case, when it has one.
    pub id: Option<String>,
    /// Who asked: an ARN, a service, `anonymous`.
    pub principal: String,
    /// What: `s3:GetObject`.
    pub action: String,
    /// On what: an ARN or `*`.
    pub resource: String,
    /// The decision and its proof.
    pub decision: Decision,
    /// What must be allowed beside it for the call to be served: `kms:Decrypt` on the key that encrypts the resource.
    pub also_needs: Vec<AlsoNeeded>,
}

/// The form that `authorize --cases` prints: `{"id","decision","by":[{"policy","statement"}],"remaining":[…]}`.
impl Serialize for Authorization {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Authorization", 10)?;
        match &self.id {
            Some(id) => out.serialize_field("id", id)?,
            None => out.skip_field("id")?,
        }
        out.serialize_field("decision", &self.decision.outcome)?;
        out.serialize_field("by", &self.decision.by)?;
        out.serialize_field("remaining", &self.decision.remaining)?;
        out.serialize_field("lacking", &self.decision.lacking)?;
        if !self.decision.chosen.is_empty() {
            out.serialize_field("chosen", &self.decision.chosen)?;
        }
        out.serialize_field("principal", &self.principal)?;
        out.serialize_field("action", &self.action)?;
        out.serialize_field("resource", &self.resource)?;
        if !self.also_needs.is_empty() {
            let also: Vec<Needed<'_>> = self.also_needs.iter().map(Needed).collect();
            out.serialize_field("also_needs", &also)?;
        }
        out.end()
    }
}

/// A further request, in the form of the first.
struct Needed<'a>(&'a AlsoNeeded);

impl Serialize for Needed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("AlsoNeeded", 6)?;
        out.serialize_field("action", &self.0.action)?;
        out.serialize_field("resource", &self.0.resource)?;
        out.serialize_field("decision", &self.0.decision.outcome)?;
        out.serialize_field("by", &self.0.decision.by)?;
        out.serialize_field("remaining", &self.0.decision.remaining)?;
        out.serialize_field("lacking", &self.0.decision.lacking)?;
        out.end()
    }
}

/// An outcome as a sentence begins with it.
pub(crate) fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::ExplicitlyDenied => "denied by a policy",
        Outcome::ImplicitlyDenied => "denied: no policy allows it",
        Outcome::Conditional => "allowed only if",
    }
}
