//! Which accounts are collected, and how each is entered.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::ask::{Asked, Asker};
use super::identity::{self, Caller, identify};
use super::plan::Part;
use super::session::Session;
use super::{CollectError, Options, members, profiles};
use crate::aws::partition;
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;

/// The action that an account is entered with.
const ASSUME: &str = "sts:AssumeRole";

/// Credentials that work, and what was asked with them already.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) asker: Arc<Asker>,
    pub(super) caller: Caller,
    /// The accounts of the organisation.
    pub(super) listed: Option<Asked>,
}

/// An account to collect.
#[derive(Debug)]
pub(super) struct Job {
    /// The index of its source.
    pub(super) source: usize,
    /// The role to assume, when it is not the account of the source itself.
    pub(super) role: Option<String>,
    pub(super) part: Part,
}

/// What there is to do.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    /// By account.
    pub(super) jobs: BTreeMap<String, Job>,
    /// What is left out, and why.
    pub(super) coverage: Vec<Coverage>,
}

/// Finds the accounts.
///
/// # Errors
/// When no credentials work at all, or what was named does not exist.
pub(super) async fn find(options: &Options, calls: &Arc<Semaphore>) -> Result<Found, CollectError> {
    let known = profiles::load().await?;
    let mut found = Found::default();
    let mut first_error = None;
    for profile in profiles::chosen(options, &known)? {
        let signs_on = profiles::signs_on(&known, profile.as_deref());
        match source(options, calls, profile.as_deref(), signs_on).await {
            Ok(source) => {
                let seen = |it: &Source| it.caller.account == source.caller.account;
                if !found.sources.iter().any(seen) {
                    found.sources.push(source);
                }
            }
            Err(error) => {
                let error = profiles::explained(error, &known, profile.as_deref());
                let name = profile.unwrap_or_default();
                found.coverage.push(profile_gap(&name, &error));
                first_error.get_or_insert(error);
            }
        }
    }
    if let (true, Some(error)) = (found.sources.is_empty(), first_error) {
        return Err(error);
    }
    own_accounts(options, &mut found);
    if let Some(role) = options.role.as_ref().filter(|it| it.in_every_account()) {
        for index in 0..found.sources.len() {
            members::add(
                options,
                &|partition, account| role.arn_in(partition, account),
                index,
                &mut found,
            )
            .await;
        }
    }
    for account in &options.accounts {
        if !found.jobs.contains_key(account) && !left_out(&found, account) {
            let reason = "no profile and no role leads to the account";
            let record = gap(
                account,
                None,
                Outcome::NotAsked,
                reason,
                "name a role with `{account}` in its ARN, or a profile of the account",
            );
            found.coverage.push(record);
        }
    }
    Ok(found)
}

fn left_out(found: &Found, account: &str) -> bool {
    let scope = format!("aws:{account}");
    found.coverage.iter().any(|it| it.scope == scope)
}

async fn source(
    options: &Options,
    calls: &Arc<Semaphore>,
    profile: Option<&str>,
    signs_on: bool,
) -> Result<Source, CollectError> {
    let mut session = Session::load(options, profile, signs_on).await?;
    // A role in one account is who asks from the start.
    if let Some(role) = options.role.as_ref().filter(|it| !it.in_every_account()) {
        let arn = role.arn_in(partition(&session.region), "");
        session = session.assuming(&arn, role.external_id.as_deref()).await;
    }
    let asker = Asker::new(session, options, calls);
    match identify(&asker).await {
        Ok(caller) => Ok(Source {
            asker: Arc::new(asker),
            caller,
            listed: None,
        }),
        Err(failure) => Err(identity::error(&failure, &asker.session)),
    }
}

/// The accounts that the credentials themselves belong to.
fn own_accounts(options: &Options, found: &mut Found) {
    let follows = options
        .role
        .as_ref()
        .is_some_and(|it| it.in_every_account());
    for (index, source) in found.sources.iter().enumerate() {
        let account = &source.caller.account;
        let part = match wanted(options, account) {
            Ok(()) => Part::All,
            Err(reason) => {
                found
                    .coverage
                    .push(gap(account, None, Outcome::NotAsked, &reason, ""));
                if !follows {
                    continue;
                }
                // The organisation is known nowhere else.
                Part::Organization
            }
        };
        let job = Job {
            source: index,
            role: None,
            part,
        };
        found.jobs.entry(account.clone()).or_insert(job);
    }
}

/// Whether an account is to be collected, or why not.
pub(super) fn wanted(options: &Options, account: &str) -> Result<(), String> {
    if options.skip_accounts.iter().any(|it| it == account) {
        return Err("the account was left out".to_owned());
    }
    if !options.accounts.is_empty() && !options.accounts.iter().any(|it| it == account) {
        return Err(format!(
            "only the accounts {} were asked for",
            options.accounts.join(", ")
        ));
    }
    Ok(())
}

/// An account that is not collected.
pub(super) fn gap(
    account: &str,
    role: Option<String>,
    outcome: Outcome,
    reason: &str,
    help: &str,
) -> Coverage {
    Coverage {
        scope: format!("aws:{account}"),
        region: None,
        operation: ASSUME.to_owned(),
        subject: role,
        outcome,
        records: 0,
        reason: reason.to_owned(),
        help: help.to_owned(),
        origin: Origin::new(ASSUME, ""),
    }
}

/// A profile that leads nowhere.
fn profile_gap(profile: &str, error: &CollectError) -> Coverage {
    let operation = "sts:GetCallerIdentity";
    let (reason, help) = match error {
        CollectError::Identity { reason, help } => (reason.clone(), help.clone()),
        other => {
            let text = other.to_string();
            let (reason, help) = text.split_once("\nhelp: ").unwrap_or((&text, ""));
            (
                format!("with the profile `{profile}`, {reason}"),
                help.to_owned(),
            )
        }
    };
    Coverage {
        scope: format!("aws:profile/{profile}"),
        operation: operation.to_owned(),
        reason,
        help,
        origin: Origin::new(operation, ""),
        ..gap("", None, Outcome::Failed, "", "")
    }
}
