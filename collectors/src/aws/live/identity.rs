//! Who asks.

use super::ask::{Asked, Asker};
use super::failure::Failure;
use super::plan::Plan;
use super::session::Session;
use super::{Call, CollectError};
use crate::aws::values_at;
use crate::coverage::Outcome;

/// Who the credentials are.
#[derive(Debug)]
pub(super) struct Caller {
    /// Twelve digits.
    pub(super) account: String,
    /// The ARN.
    pub(super) arn: String,
    /// The answer that says so.
    pub(super) asked: Asked,
}

/// The account and the ARN of the caller. Needs no permission, so a failure means that nothing would work.
///
/// # Errors
/// What failed, and what to do about it.
pub(super) async fn identify(asker: &Asker) -> Result<Caller, Failure> {
    let broken = |reason: &str, help| Failure::new(Outcome::Failed, reason, help);
    let question = Plan::named("sts", "GetCallerIdentity");
    let Some((service, operation)) = question.and_then(|question| question.what()) else {
        return Err(broken("`sts:GetCallerIdentity` is not declared", ""));
    };
    asker.session.credentials().await?;
    let asked = asker
        .ask(Call {
            service: service.name(),
            operation,
            account: "",
            region: &asker.session.region,
            argument: None,
            token: None,
        })
        .await;
    if asked.outcome != Outcome::Answered {
        let help = match asked.outcome {
            Outcome::NotEnabled | Outcome::Refused => {
                "the credentials are not valid; sign in again"
            }
            _ if !asked.help.is_empty() => asked.help,
            _ => "check the network, the region and the credentials",
        };
        return Err(Failure {
            help,
            ..Failure::new(asked.outcome, asked.reason, "")
        });
    }
    let page = asked.pages.first().map_or("", String::as_str);
    let field = |name: &str| values_at(page, name).into_iter().next();
    let account = field("Account").unwrap_or_default();
    if !is_account(&account) {
        return Err(broken(
            "the answer of STS names no account",
            "check the endpoint",
        ));
    }
    Ok(Caller {
        arn: field("Arn").unwrap_or_default(),
        account,
        asked,
    })
}

/// Whether it is an account id: twelve digits.
pub(super) fn is_account(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit())
}

/// The error that a collection ends with when nobody can be asked who asks.
pub(super) fn error(failure: &Failure, session: &Session) -> CollectError {
    let profile = session.profile.as_deref();
    let reason = match profile {
        Some(profile) => format!("with the profile `{profile}`, {}", failure.reason),
        None => failure.reason.clone(),
    };
    let help = match profile {
        _ if !session.signs_on || !failure.help.contains("sso") => failure.help.to_owned(),
        Some(profile) => format!("run `aws sso login --profile {profile}`"),
        None => "run `aws sso login`".to_owned(),
    };
    CollectError::Identity { reason, help }
}
