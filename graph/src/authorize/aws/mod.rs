//! AWS's policy evaluation logic, to the letter of its documentation.
//!
//! [`decide`] answers one [`Request`] under a [`PolicySet`], with proof:
//!
//! ```
//! use std::sync::Arc;
//! use blastradius_graph::authorize::aws::{
//!     Context, Document, Outcome, PolicySet, Principal, Request, Resource, decide,
//! };
//!
//! let policy = r#"{"Version": "2012-10-17", "Statement": {
//!     "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/*",
//!     "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}}}"#;
//! let policies = PolicySet {
//!     identity: vec![Arc::new(Document::parse("reader", policy).expect("a valid policy"))],
//!     ..PolicySet::default()
//! };
//! let request = Request {
//!     principal: Principal::Arn {
//!         arn: "arn:aws:iam::111122223333:user/alice".to_owned(),
//!         tags: None,
//!         unique_id: None,
//!     },
//!     action: "s3:GetObject".to_owned(),
//!     resource: Resource {
//!         arn: "arn:aws:s3:::data/train.csv".to_owned(),
//!         account: Some("111122223333".to_owned()),
//!         tags: None,
//!     },
//!     context: Context::audit(),
//! };
//! let decision = decide(&request, &policies);
//! assert_eq!(decision.outcome, Outcome::Conditional);
//! assert_eq!(decision.remaining[0].text, "aws:SourceVpce is vpce-1a2b3c4d");
//! ```
//!
//! # Where to find what
//! `evaluate` has the steps, `deny` and `allow` the search for statements, `naming` the forms in
//! which a policy names a principal, `matching` actions and resources, `condition`, `operator`
//! and `compare` the conditions, `template` and `pattern` variables and wildcards,
//! [`sets`] the same for a whole estate at once, `context_keys` the keys that follow from principal and resource, `service_rules` what single
//! services do their own way, `web_identity` what a trust policy asks of tokens, `choose` the keys that the caller sets, `case` the JSON form.
//!
//! # Where the documentation leaves room
//! - A value list under a single-valued operator: equal if one value is; an opposite holds if
//!   none is equal.
//! - A `*` in a resource pattern reaches beyond colons wherever it stands; ARN operators compare
//!   six segments apart, and the pattern `*` alone matches every ARN.
//! - RCPs bind service principals (the examples of the Organizations User Guide deny them), and
//!   no level of RCPs lacks an allow, for `RCPFullAWSAccess` cannot be detached. A level of SCPs
//!   without policies does not allow.
//! - Everyone (`*`) in a resource policy of the same account grants by itself, past implicit
//!   denies of boundary and session policies, as the page on the Principal element says.
//! - A KMS grant is enough by itself, within the account and across; a role's boundary and the
//!   session's policies bind it as they bind a key policy that names the role.
//! - Not modelled: ACLs, access points, session tags, the user behind a federated user session,
//!   and the few root-user tasks that SCPs do not restrict.

mod allow;
mod case;
mod catalogue;
mod check;
mod choose;
mod compare;
mod condition;
mod context_keys;
mod decision;
mod deny;
mod document;
mod evaluate;
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
pub mod sets;
mod statement;
mod template;
mod truth;
mod verdict;
mod web_identity;
mod who;

pub use case::{Case, CaseAnswer, CaseDecision, CaseError, CaseProblem};
pub use decision::{Decided, Decision, Outcome, PolicyRole, Remaining, StatementEffect};
pub use document::{Document, Problem};
pub use evaluate::decide;
pub use policies::{PolicySet, ResourceGrant};
pub use request::{Context, ContextValue, Principal, Request, Resource};
pub use statement::Statement;
pub(crate) use web_identity::{Ask, AskOf, Symbol, asks};
