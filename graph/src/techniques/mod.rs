//! Escalation techniques, one TOML file each, and the rules of the house in one list.
//!
//! A file says which permissions, on what, give control of what; [`interpret`](self) asks the evaluator. The words
//! of the files are closed: see [`Technique`]. Users may bring their own files.

mod ask;
mod beside;
mod builtin;
mod combination;
mod definition;
mod interpret;
mod made;
mod needless;
mod parse;
mod passed_role;
mod registry;
mod requirement;
mod rewritten;
mod services;
mod witness;
mod words;
mod workload;

pub use builtin::{NOT_MODELLED, NotModelled, builtin, not_modelled};
pub use definition::{Effect, On, Permission, Requirement, Target, TargetKind, Technique, Who};
pub use parse::{CheckError, check};
pub use registry::{RuleInfo, RuleKind, registry};

pub(crate) use interpret::apply;
