//! Questions asked of the graph, one file each.
//!
//! [`answer`] holds what they return. Nothing here prints: that is the work of the reports.

pub mod answer;
pub mod around;
pub mod chokepoints;
mod containment;
pub mod coverage;
pub mod cypher;
pub mod diff;
pub mod drawings;
pub mod engine;
mod narrate;
pub mod path;
pub mod pipelines;
pub mod rag;
pub mod rank;
pub mod reach;
pub mod recheck;
pub mod schedule;
mod search;
mod steps;
pub mod subject;
pub mod whatif;
pub mod who;
