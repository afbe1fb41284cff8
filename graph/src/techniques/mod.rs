//! Escalation techniques, one TOML file each, and the rules of the house in one list.
//!
//! A file says which permissions, on what, give control of what; [`interpret`](self) asks the evaluator. The words
//! of the files are closed: see [`Technique`]. Users may bring their own files.

mod builtin;
mod catalogue;
mod definition;
mod interpret;
mod parse;
mod registry;
mod requirement;
mod rewritten;

pub use builtin::{NOT_MODELLED, NotModelled, builtin, not_modelled};
pub use catalogue::{is_action, nearest_action};
pub use definition::{Effect, Permission, Requirement, Target, TargetKind, Technique, Who};
pub use parse::{CheckError, check};
pub use registry::{RuleInfo, RuleKind, registry};

pub(crate) use catalogue::is_service;
pub(crate) use interpret::apply;
