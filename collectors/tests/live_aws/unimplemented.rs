//! What moto does not have, by operation, in alphabetical order. Everything else must be complete.
//!
//! moto answers what it does not have with HTTP 404, 500 or 501, often a web page: the coverage says `unimplemented` or
//! `failed`. A service's author adds what is missing here; a test fails when moto has it after all.

/// The operations, as coverage records name them.
pub(crate) const UNIMPLEMENTED: &[&str] = &[
    "iam:ListServiceSpecificCredentials",
    "lambda:ListFunctionUrlConfigs",
];
