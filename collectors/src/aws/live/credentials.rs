//! Why there are no credentials.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::failure::{Failure, Refusal, printable};
use super::network;
use crate::coverage::Outcome;

/// What to do without credentials.
pub(super) const SIGN_IN: &str =
    "sign in, or set `AWS_PROFILE` or `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`";

/// What to do where a profile is not complete.
pub(super) const COMPARE: &str = "compare the profile with `aws configure list`";

/// The failure that an error of the credential chain means. What a provider says itself is not repeated: a
/// `credential_process` may say anything.
pub(super) fn failure(error: &CredentialsError, signs_on: bool) -> Failure {
    if let Some(refused) = refused(error) {
        return refused;
    }
    let text = network::chain(error);
    let unreachable = ["dispatch failure", "connection refused", "dns error"]
        .iter()
        .any(|phrase| text.contains(phrase));
    match error {
        _ if unreachable => Failure::new(
            Outcome::Failed,
            "the service that gives the credentials could not be reached",
            "check the network, the endpoint and the proxy settings",
        ),
        _ if signs_on => Failure::new(
            Outcome::Failed,
            "the single sign-on session is missing or has expired",
            "sign in again with `aws sso login`",
        ),
        CredentialsError::CredentialsNotLoaded(_) => {
            Failure::new(Outcome::Failed, "no credentials are set up", SIGN_IN)
        }
        CredentialsError::InvalidConfiguration(_) => Failure::new(
            Outcome::Failed,
            "the credentials in the configuration are not complete or not valid",
            COMPARE,
        ),
        CredentialsError::ProviderTimedOut(_) => Failure::new(
            Outcome::Failed,
            "the provider of the credentials did not answer in time",
            SIGN_IN,
        ),
        _ => Failure::new(
            Outcome::Failed,
            "the provider of the credentials failed",
            SIGN_IN,
        ),
    }
}

/// A role that could not be assumed, as STS says it.
fn refused(error: &CredentialsError) -> Option<Failure> {
    let mut at: Option<&(dyn Error + 'static)> = Some(error);
    for _ in 0..32 {
        let error = at?;
        if let Some(answer) = error.downcast_ref::<AssumeRoleError>() {
            let code = answer.code()?;
            let mut failure = Failure::refused(&Refusal {
                // STS, API reference, "Common errors".
                status: 403,
                code: Some(code),
                message: answer.message().unwrap_or_default(),
                html: false,
            });
            failure.reason = format!("the role could not be assumed: `{}`", printable(code));
            failure.help = "create the role in the account and let the caller assume it, or leave the account out";
            failure.retry = false;
            return Some(failure);
        }
        at = error.source();
    }
    None
}
