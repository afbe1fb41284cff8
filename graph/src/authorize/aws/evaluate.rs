//! The evaluation logic for one request.

use super::{Decision, Outcome, PolicySet, Request};

/// Decides one request under the policies that bear on it.
#[must_use]
pub fn decide(_request: &Request, _policies: &PolicySet) -> Decision {
    Decision {
        outcome: Outcome::ImplicitlyDenied,
        by: Vec::new(),
        remaining: Vec::new(),
        lacking: Vec::new(),
    }
}
