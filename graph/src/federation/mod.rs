//! Which tokens of identity providers become which identities.
//!
//! A job asks its platform for a token (OpenID Connect); a cloud that trusts the platform's issuer looks at the claims and
//! lets the job in as a role, a service account, an application. Both sides are sets: a job that may run on any branch has
//! many subjects, a trust accepts many. [`decide`] compares them: whether the trust lets in all tokens of the job, some
//! (which, in words), or none; what is not understood is unknown and never dropped. [`width`] says how wide a trust is by
//! itself.
//!
//! # Where to find what
//! `glob` two patterns and what they have in common, `solve` many patterns at once; `formula` what a trust asks, `token`
//! what a job can have, `decide` the one against the other; `issuer` and `class` how subjects are made and how far a
//! pattern reaches; `aws`, `gcp`, `azure` what the trusts of each say, `cel` the expressions of Google Cloud.

pub mod aws;
mod azure;
mod cel;
mod class;
mod decide;
mod formula;
mod gcp;
mod glob;
mod inventory;
mod issuer;
mod record;
mod solve;
mod token;
mod words;

pub use class::{Class, Width, width, width_of};
pub use decide::{Decided, Verdict, decide};
pub use formula::{Asked, Clause, Formula, Test};
pub use glob::{Common, Glob, Step};
pub use inventory::Inventory;
pub use issuer::{Extent, Platform, extent, is_github};
pub use record::of_federation;
pub use solve::{Constraint, Solved, solve};
pub use token::{Domain, Token, issuer_name};
