//! AWS's policy evaluation logic, to the letter of its documentation.
//!
//! [`decide`] answers one [`Request`] under a [`PolicySet`]. `evaluate` has the steps; the
//! other files hold what a step needs: parsing ([`Document`]), matching, the forms of a
//! principal, condition keys and operators.

mod case;
mod catalogue;
mod check;
mod choose;
mod compare;
mod condition;
mod context_keys;
mod decision;
mod document;
mod evaluate;
mod explain;
mod json;
mod matching;
mod naming;
mod operator;
mod pattern;
mod policies;
mod principal_element;
mod request;
mod s3_public;
mod service_rules;
mod statement;
mod template;
mod truth;
mod verdict;
mod who;

pub use case::{Case, CaseAnswer, CaseDecision, CaseError, CaseProblem};
pub use decision::{Decided, Decision, Outcome, PolicyRole, Remaining, StatementEffect};
pub use document::{Document, Problem};
pub use evaluate::decide;
pub use explain::explain;
pub use policies::{PolicySet, ResourceGrant};
pub use request::{Context, ContextValue, Principal, Request, Resource};
pub use statement::Statement;
