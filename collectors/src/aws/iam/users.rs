//! What is known of users beyond the authorization details, and the root user.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::names;
use crate::aws::wire::{Arn, When};
use crate::aws::{Reply, ReplyError};
use crate::facts::{Fact, IdentityKind, Origin};
use crate::redact::Redacted;
use crate::snapshot::Sink;

/// `ListUsers`: when each user last signed in to the console.
pub(super) fn list(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "Users", borrow)]
        users: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct User {
        arn: String,
        path: Option<String>,
        user_id: Option<String>,
        #[serde(default)]
        create_date: When,
        #[serde(default)]
        password_last_used: When,
    }
    let answer: Answer<'_> = reply.parse()?;
    sink.fact(Fact::Scope(names::account(
        reply.account,
        reply.origin("/Users"),
    )));
    reply.each(
        "/Users",
        &answer.users,
        sink,
        |user: User, origin: Origin, sink| {
            let account = Arn::parse(&user.arn).and_then(|arn| arn.account_id());
            let scope = names::scope_id(account.unwrap_or(reply.account));
            let mut fact = names::identity(IdentityKind::User, &user.arn, scope, origin);
            fact.path = user.path;
            fact.unique_id = user.user_id;
            fact.created = user.create_date.0;
            fact.last_used = user.password_last_used.0;
            sink.fact(Fact::Identity(fact));
        },
    );
    Ok(())
}

/// `ListMFADevices`: how many second factors the user has.
pub(super) fn second_factors(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "MFADevices")]
        devices: Vec<Redacted>,
    }
    let answer: Answer = reply.parse()?;
    if let Some(user) = reply.argument {
        let id = names::user_arn(reply, user);
        let origin = reply.origin("/MFADevices");
        let mut fact = names::identity(IdentityKind::User, &id, reply.scope(), origin);
        fact.attributes
            .insert("mfa_devices".to_owned(), answer.devices.len().into());
        sink.fact(Fact::Identity(fact));
    }
    Ok(())
}

/// `GetAccountSummary`: whether the root user has access keys and a second factor.
pub(super) fn summary(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "SummaryMap")]
        summary: BTreeMap<String, i64>,
    }
    let answer: Answer = reply.parse()?;
    sink.fact(Fact::Scope(names::account(reply.account, reply.origin(""))));
    let root = format!("arn:{}:iam::{}:root", reply.partition, reply.account);
    let origin = reply.origin("/SummaryMap");
    let mut fact = names::identity(IdentityKind::RootUser, &root, reply.scope(), origin);
    for (member, attribute) in [
        ("AccountAccessKeysPresent", "access_keys"),
        ("AccountMFAEnabled", "mfa_devices"),
        ("AccountPasswordPresent", "password"),
    ] {
        if let Some(count) = answer.summary.get(member) {
            fact.attributes
                .insert(attribute.to_owned(), (*count).into());
        }
    }
    sink.fact(Fact::Identity(fact));
    Ok(())
}
