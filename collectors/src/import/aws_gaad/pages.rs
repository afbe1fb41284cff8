//! Which accounts the pages are of, and whether all of each were given.

use std::collections::BTreeMap;

use super::super::error::NAMELESS_HELP;
use super::super::{ImportError, ImportSummary};
use crate::aws::Operation;
use crate::aws::iam::{AuthorizationDetails, DetailCounts};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::import::not_carried::not_carried;
use crate::snapshot::Sink;

const OPERATION: &str = "iam:GetAccountAuthorizationDetails";

/// Operations whose answer the details hold already.
const CARRIED: &[&str] = &[
    OPERATION,
    "iam:ListUsers",
    "iam:ListInstanceProfiles",
    "sts:GetCallerIdentity",
];

/// What is known of one account's pages.
#[derive(Debug, Default)]
struct Account {
    counts: DetailCounts,
    /// The first file that holds something of it.
    source: String,
    /// Whether one of its pages says that it is the last.
    ended: bool,
    /// The first page that cannot be whole: a file that breaks off.
    broken: Option<String>,
}

/// The pages of all files.
#[derive(Debug, Default)]
pub(super) struct Pages {
    accounts: BTreeMap<String, Account>,
    /// Last pages that hold nothing of any account: only policies of AWS.
    loose_ends: usize,
    /// Files that hold nothing of any account, and whether they hold policies of AWS.
    nameless: Vec<(String, bool)>,
}

impl Pages {
    /// Adds what was seen in one file. `whole`: the file was read to its end.
    pub(super) fn add(&mut self, source: &str, seen: AuthorizationDetails, whole: bool) {
        for (id, counts) in &seen.accounts {
            let account = self.accounts.entry(id.clone()).or_default();
            account.counts.users += counts.users;
            account.counts.groups += counts.groups;
            account.counts.roles += counts.roles;
            account.counts.policies += counts.policies;
            if account.source.is_empty() {
                source.clone_into(&mut account.source);
            }
            if !whole && account.broken.is_none() {
                account.broken = Some(source.to_owned());
            }
        }
        let pages = seen.pages.len();
        for (index, page) in seen.pages.iter().enumerate() {
            // The page in which a file breaks off did not come to its end.
            let ends = !page.continues && (whole || index + 1 < pages);
            if !ends {
                continue;
            }
            if page.accounts.is_empty() {
                // A last page with nothing but policies of AWS belongs to the account of its file.
                match seen.accounts.len() {
                    1 => seen.accounts.keys().for_each(|id| self.end(id)),
                    _ => self.loose_ends += 1,
                }
            }
            page.accounts.iter().for_each(|id| self.end(id));
        }
        // What breaks off is told already.
        if seen.accounts.is_empty() && whole {
            self.nameless.push((source.to_owned(), seen.members > 0));
        }
    }

    fn end(&mut self, id: &str) {
        self.accounts.entry(id.to_owned()).or_default().ended = true;
    }

    /// Writes a coverage record for each account, and for what this format cannot carry.
    pub(super) fn coverage(mut self, summary: &mut ImportSummary, sink: &mut dyn Sink) {
        let open = self.accounts.values().filter(|it| !it.ended).count();
        let ends = open > 0 && open <= self.loose_ends;
        if ends {
            for account in self.accounts.values_mut() {
                account.ended = true;
            }
        }
        for (id, account) in &self.accounts {
            let scope = format!("aws:{id}");
            let (outcome, reason) = match (&account.broken, account.ended) {
                (Some(file), _) => (
                    Outcome::CutOff,
                    format!("`{file}` breaks off: what stood after that place is missing"),
                ),
                (None, false) => (
                    Outcome::CutOff,
                    "the last page given says that another one follows (`IsTruncated`)".to_owned(),
                ),
                (None, true) => (Outcome::Answered, String::new()),
            };
            let help = if outcome == Outcome::CutOff {
                "give all pages of the account, or the output of the AWS CLI, which joins them"
            } else {
                ""
            };
            let records = account.counts.total();
            summary.records += records;
            summary.scopes.insert(scope.clone());
            sink.coverage(Coverage {
                scope: scope.clone(),
                region: None,
                operation: OPERATION.to_owned(),
                subject: None,
                outcome,
                records,
                reason,
                help: help.to_owned(),
                origin: Origin::new(account.source.clone(), ""),
            });
            let carried = |it: &Operation| CARRIED.contains(&it.action().as_str());
            not_carried(
                "authorization details do",
                &carried,
                &scope,
                &account.source,
                sink,
            );
        }
        for (source, policies) in self.nameless {
            // A page of AWS's policies among the pages of an account is no gap, nor is an empty last one.
            if !self.accounts.is_empty() && (policies || ends) {
                continue;
            }
            summary.problems.push(ImportError::Nameless {
                path: source.clone().into(),
            });
            sink.coverage(Coverage {
                scope: source.clone(),
                region: None,
                operation: OPERATION.to_owned(),
                subject: None,
                outcome: Outcome::NotInInput,
                records: 0,
                reason: format!(
                    "`{source}` holds no user, group, role or policy of an account, so that its account is not known"
                ),
                help: NAMELESS_HELP.to_owned(),
                origin: Origin::new(source, ""),
            });
        }
    }
}
