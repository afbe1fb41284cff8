//! What the collectors need: least-privilege policies, and scripts for places where this program
//! may not run. Both are generated from the operation tables, so that they cannot fall behind.

mod aws;

pub use aws::{ManagedPolicy, aws_policies, aws_policy, aws_policy_beside, aws_script};
