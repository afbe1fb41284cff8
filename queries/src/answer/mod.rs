//! Answers. Serialised, they are the machine formats of the program: the names of
//! the fields, their order and the `schema` strings are stable.
//!
//! Every answer names the snapshot that it was made from and carries what could not be seen.

mod action;
mod chokepoints;
mod coverage;
mod diff;
mod drawing;
mod hop;
mod levels;
mod paths;
mod pipelines;
mod query;
mod rag;
mod rank;
mod reach;
mod trusts;
mod whatif;
mod who;

pub use action::{Action, ActionKind};
pub use chokepoints::{ChokePoint, ChokePoints, ChokeSummary, Dropped, GrantBrief};
pub use coverage::{CoverageReport, CoverageSummary, Gap, ScopeCoverage, UnresolvedValues};
pub use diff::{
    Age, CameOrWent, Changed, Diff, DiffSummary, FactChange, ReachChange, ReachSize, RecordChange,
    Way,
};
pub use drawing::{Drawing, DrawingKind, DrawnArrow, DrawnFact, DrawnPlace, Part};
pub use hop::{AttackerContext, Hop, NodeBrief, Plane};
pub use levels::{ByClass, LevelCounts};
pub use paths::{Paths, Route};
pub use pipelines::{
    AssumableRole, Confidence, DescribedPipeline, DescribedStage, Excess, ExcessAsset, Pipelines,
    PipelinesSummary, Severity, SharedIdentity, StageAsset, StageFinding, StageIdentity,
};
pub use query::{Cell, NodeCell, PathCell, Query, ReachedCell, RelationshipCell};
pub use rag::{
    Enforcement, Freshness, Leak, LeakedSource, Rag, RagIndex, RagSummary, Staleness, Via,
};
pub use rank::{
    BestPath, ClassCounts, IntegrityCounts, PartEntry, Rank, RankPart, RankedCredential,
};
pub use reach::{
    AdminOf, Consumer, Happens, Listed, Reach, ReachSubject, ReachSummary, ReachedAsset,
    ReachedIdentity, ReachedWorkload, Runs,
};
pub use trusts::FederatedTrust;
pub use whatif::{
    AccessChange, ChangeMade, ChangedCredential, Kept, Required, Tally, WhatIf, WhatIfSummary,
};
pub use who::{Holder, Who, WhoSummary};
