//! The member accounts of an organisation, each entered through a role.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::accounts::{Found, Job, Source, gap, wanted};
use super::ask::Asked;
use super::failure::Failure;
use super::identity::is_account;
use super::plan::{Part, Plan};
use super::{Call, Options};
use crate::aws::partition;
use crate::coverage::Outcome;

#[derive(Debug, Deserialize)]
struct Listed {
    #[serde(rename = "Accounts", default)]
    accounts: Vec<Member>,
}

#[derive(Debug, Deserialize)]
struct Member {
    #[serde(rename = "Id")]
    id: String,
    #[serde(rename = "Status")]
    status: Option<String>,
}

/// The member accounts of the organisation that a source may list, each through a role.
pub(super) async fn add(
    options: &Options,
    role: &dyn Fn(&str, &str) -> String,
    index: usize,
    found: &mut Found,
) {
    let Some(source) = found.sources.get_mut(index) else {
        return;
    };
    let partition = partition(&source.asker.session.region);
    let asked = list(source).await;
    let accounts: Vec<Member> = asked
        .pages
        .iter()
        .filter_map(|page| serde_json::from_str::<Listed>(page).ok())
        .flat_map(|listed| listed.accounts)
        .filter(|member| is_account(&member.id))
        .collect();
    let listed = asked.outcome == Outcome::Answered && !accounts.is_empty();
    source.listed = Some(asked);
    let mut statuses: BTreeMap<String, Option<String>> =
        accounts.into_iter().map(|it| (it.id, it.status)).collect();
    // Those that were named are tried even if the organisation does not tell of them.
    for account in &options.accounts {
        statuses.entry(account.clone()).or_insert(None);
    }
    let done: BTreeSet<String> = found.jobs.keys().cloned().collect();
    for (account, status) in statuses {
        if done.contains(&account) {
            continue;
        }
        let arn = role(partition, &account);
        if let Err(reason) = wanted(options, &account) {
            let record = gap(&account, Some(arn), Outcome::NotAsked, &reason, "");
            found.coverage.push(record);
            continue;
        }
        if let Some(status) = status.filter(|it| it != "ACTIVE") {
            let reason = format!(
                "the account is not active: it is {}",
                status.to_lowercase().replace('_', " ")
            );
            let record = gap(&account, Some(arn), Outcome::NotAsked, &reason, "");
            found.coverage.push(record);
            continue;
        }
        let job = Job {
            source: index,
            role: Some(arn),
            // Members may not read the organisation, and its management account tells all of it.
            part: if listed { Part::Account } else { Part::All },
        };
        found.jobs.insert(account, job);
    }
}

async fn list(source: &Source) -> Asked {
    let question = Plan::named("organizations", "ListAccounts");
    let Some((service, operation)) = question.and_then(|question| question.what()) else {
        let failure = Failure::new(Outcome::NotAsked, "no such operation", "");
        return Asked::failed(failure, Vec::new());
    };
    let call = Call {
        service: service.name(),
        operation,
        account: &source.caller.account,
        region: &source.asker.session.region,
        argument: None,
        token: None,
    };
    source.asker.ask(call).await
}
