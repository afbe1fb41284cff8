//! One question: all its pages, within bounds.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::client::Client;
use super::failure::Failure;
use super::pace::{Lane, Pace};
use super::sdk::{self, Clients};
use super::session::Session;
use super::{Call, Limits, Options, Page, guard, protocol, values};
use crate::coverage::Outcome;

/// What all questions of an account share.
#[derive(Debug)]
pub(super) struct Asker {
    /// Calls at the same time, in all accounts together.
    calls: Arc<Semaphore>,
    pace: Pace,
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
    pub(super) fn new(session: Session, options: &Options, calls: &Arc<Semaphore>) -> Self {
        Self {
            calls: Arc::clone(calls),
            pace: Pace::new(options.limits.calls_a_second),
            clients: Clients::new(&session.config, options.limits.timeout),
            client: Client::new(options),
            limits: options.limits.clone(),
            session,
        }
    }

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

    /// Asks for one page until it is answered, refused for good, or the attempts run out.
    async fn page(&self, call: &Call<'_>) -> Result<Page, Failure> {
        if !guard::declared(call.service, call.operation.name) {
            return Err(Failure::new(
                Outcome::NotAsked,
                "no service file declares the operation",
                "",
            ));
        }
        let lane: Lane = (call.service, call.region.to_owned());
        let mut attempt = 1;
        loop {
            self.pace.wait(&lane).await;
            let answer = {
                // Nobody closes it; without a permit the call would only be made beside the others.
                let _permit = self.calls.acquire().await;
                if sdk::knows(call.service, call.operation.name) {
                    sdk::page(&self.clients, call).await
                } else {
                    protocol::page(&self.session, &self.client, call).await
                }
            };
            let failure = match answer {
                Ok(page) => {
                    self.pace.answered(&lane);
                    return Ok(page);
                }
                Err(failure) => failure,
            };
            if failure.outcome == Outcome::Throttled {
                self.pace.throttled(&lane);
            }
            if !failure.retry || attempt >= self.limits.attempts {
                return Err(failure);
            }
            tokio::time::sleep(backoff(&self.limits, attempt, call)).await;
            attempt += 1;
        }
    }
}

/// Twice as long each time, up to 20 s, and spread so that calls that were throttled together do not come back
/// together. The spread comes from the call: the same run waits the same.
fn backoff(limits: &Limits, attempt: u32, call: &Call<'_>) -> Duration {
    let longest = Duration::from_secs(20);
    let full = limits
        .backoff
        .saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX))
        .min(longest);
    let argument = call.argument.unwrap_or_default();
    let spread = call
        .operation
        .name
        .bytes()
        .chain(argument.bytes())
        .fold(0_u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u32::from(byte))
        })
        % 512;
    full / 2 + full * spread / 1024
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
