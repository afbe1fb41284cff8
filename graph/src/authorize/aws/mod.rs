//! AWS's policy evaluation logic, to the letter of its documentation.

mod decision;
mod document;
mod evaluate;
mod policies;
mod request;

pub use decision::{Decided, Decision, Outcome, PolicyRole, Remaining, StatementEffect};
pub use document::{Document, Problem};
pub use evaluate::decide;
pub use policies::{PolicySet, ResourceGrant};
pub use request::{Context, ContextValue, Principal, Request, Resource};
