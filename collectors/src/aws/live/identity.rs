//! Who asks.

use super::ask::{Asked, Asker};
use super::plan::Plan;
use super::{Call, CollectError};
use crate::aws::values_at;
use crate::coverage::Outcome;

/// The account and the ARN of the caller. Needs no permission, so a failure means that nothing would work.
pub(super) async fn identify(asker: &Asker) -> Result<(String, String, Asked), CollectError> {
    let broken = |reason: &str, help: &str| CollectError::Identity {
        reason: reason.to_owned(),
        help: help.to_owned(),
    };
    let question = Plan::named("sts", "GetCallerIdentity");
    let Some((service, operation)) = question.and_then(|question| question.what()) else {
        return Err(broken("`sts:GetCallerIdentity` is not declared", ""));
    };
    if let Err(reason) = asker.session.credentials().await {
        let help =
            "sign in, or set `AWS_PROFILE` or `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`";
        return Err(broken(&format!("there are no credentials: {reason}"), help));
    }
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
            _ => "check the network, the region and the credentials",
        };
        return Err(broken(&asked.reason, help));
    }
    let page = asked.pages.first().map_or("", String::as_str);
    let field = |name: &str| values_at(page, name).into_iter().next();
    let account = field("Account").unwrap_or_default();
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err(broken(
            "the answer of STS names no account",
            "check the endpoint",
        ));
    }
    let caller = field("Arn").unwrap_or_default();
    Ok((account, caller, asked))
}
