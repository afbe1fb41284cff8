//! One question: all its pages, within bounds.

use std::collections::BTreeSet;

use super::client::Client;
use super::failure::Failure;
use super::sdk::{self, Clients};
use super::session::Session;
use super::{Call, Limits, Page, guard, protocol, values};
use crate::coverage::Outcome;

/// What all questions share.
#[derive(Debug)]
pub(super) struct Asker {
    pub(super) session: Session,
    pub(super) client: Client,
    pub(super) clients: Clients,
    pub(super) limits: Limits,
}

/// How a question ended.
#[derive(Debug)]
pub(super) struct Asked {
    /// The pages that came.
    pub(super) pages: Vec<String>,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// Why, when it is not complete.
    pub(super) reason: String,
    /// What to do about it.
    pub(super) help: &'static str,
}

impl Asked {
    pub(super) fn answered(pages: Vec<String>) -> Self {
        Self {
            pages,
            outcome: Outcome::Answered,
            reason: String::new(),
            help: "",
        }
    }

    pub(super) fn failed(failure: Failure, pages: Vec<String>) -> Self {
        let reason = if pages.is_empty() {
            failure.reason
        } else {
            format!("{}, after {} pages", failure.reason, pages.len())
        };
        Self {
            pages,
            outcome: failure.outcome,
            reason,
            help: failure.help,
        }
    }
}

impl Asker {
    /// Asks until the last page.
    pub(super) async fn ask(&self, first: Call<'_>) -> Asked {
        let mut pages: Vec<String> = Vec::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut token: Option<String> = None;
        loop {
            let call = Call {
                token: token.as_deref(),
                ..first
            };
            let page = match self.page(&call).await {
                Ok(page) => page,
                Err(failure) => {
                    let absent = failure
                        .code
                        .as_deref()
                        .is_some_and(|code| call.operation.absent.contains(&code));
                    if absent && pages.is_empty() {
                        return Asked {
                            outcome: Outcome::Absent,
                            ..Asked::answered(pages)
                        };
                    }
                    return Asked::failed(failure, whole(&call, pages));
                }
            };
            pages.push(page.body);
            let Some(next) = page.next else {
                return Asked::answered(whole(&call, pages));
            };
            if !seen.insert(next.clone()) {
                let failure = Failure::cut_off("the same page was offered again");
                return Asked::failed(failure, whole(&call, pages));
            }
            if pages.len() >= self.limits.pages {
                let failure = Failure::cut_off("there are more pages than the limit");
                return Asked::failed(failure, whole(&call, pages));
            }
            token = Some(next);
        }
    }

    async fn page(&self, call: &Call<'_>) -> Result<Page, Failure> {
        if !guard::declared(call.service, call.operation.name) {
            return Err(Failure::new(
                Outcome::NotAsked,
                "no service file declares the operation",
                "",
            ));
        }
        if sdk::knows(call.service, call.operation.name) {
            return sdk::page(&self.clients, call).await;
        }
        protocol::page(&self.session, &self.client, call).await
    }
}

/// The aliases of a key may stand on several pages, and become one list of the key: those pages are joined.
fn whole(call: &Call<'_>, pages: Vec<String>) -> Vec<String> {
    if call.operation.cli != ("kms", "list-aliases") || pages.len() < 2 {
        return pages;
    }
    match values::joined(&pages, "Aliases") {
        Some(joined) => vec![joined],
        None => pages,
    }
}
