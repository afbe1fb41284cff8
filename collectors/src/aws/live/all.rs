//! All accounts: some at the same time, their facts in the order of the accounts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use super::accounts::{self, Source};
use super::ask::Asker;
use super::identity::{Caller, identify, is_account};
use super::outset::{Collected, Event, Outset, Shared, count};
use super::session::is_region;
use super::{CollectError, Options, Progress, Summary};
use crate::coverage::Outcome;
use crate::snapshot::{Answer, Journal, Sink, SnapshotError};

pub(super) async fn run(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary, CollectError> {
    check(options)?;
    let calls = Arc::new(Semaphore::new(options.limits.calls.max(1)));
    let found = accounts::find(options, &calls).await?;
    let (journal, mut before) = match &options.resume {
        None => (None, BTreeMap::new()),
        Some(path) => match Journal::open(path) {
            Ok((journal, before)) => (Some(journal), before),
            // Another collection keeps it: this one asks everything itself.
            Err(SnapshotError::Locked { .. }) => (None, BTreeMap::new()),
            Err(error) => return Err(error.into()),
        },
    };
    let mut summary = Summary::default();
    if let Some(source) = found.sources.first() {
        summary.account.clone_from(&source.caller.account);
        summary.caller.clone_from(&source.caller.arn);
    }
    for record in found.coverage {
        summary.gaps += 1;
        sink.coverage(record);
    }
    let (events, inbox) = unbounded_channel();
    let shared = Shared {
        options: Arc::new(options.clone()),
        journal: Arc::new(Mutex::new(journal)),
        events,
    };
    let mut tally = Tally::new(found.jobs.len(), inbox);
    let mut sources: Vec<Option<Source>> = found.sources.into_iter().map(Some).collect();
    let askers: Vec<Arc<Asker>> = sources
        .iter()
        .flatten()
        .map(|source| Arc::clone(&source.asker))
        .collect();
    let mut waiting = found.jobs.into_iter();
    let mut running: VecDeque<JoinHandle<Collected>> = VecDeque::new();
    let mut regions = BTreeSet::new();
    loop {
        while running.len() < options.limits.accounts.max(1) {
            let Some((account, job)) = waiting.next() else {
                break;
            };
            let before = of_account(&mut before, &account);
            let own = sources.get_mut(job.source).filter(|_| job.role.is_none());
            let entry = match (own.and_then(Option::take), job.role) {
                (Some(source), _) => Entry::Own(source),
                (None, role) => Entry::Role {
                    from: askers.get(job.source).map(Arc::clone),
                    arn: role.unwrap_or_default(),
                },
            };
            let (shared, calls) = (shared.clone(), Arc::clone(&calls));
            running.push_back(tokio::spawn(async move {
                match enter(entry, &account, &shared, &calls).await {
                    Ok(outset) => super::run::run(outset, account, job.part, before, shared).await,
                    Err(record) => Collected::gap(record),
                }
            }));
        }
        let Some(mut first) = running.pop_front() else {
            break;
        };
        let collected = loop {
            tokio::select! {
                biased;
                Some(event) = tally.inbox.recv() => tally.take(event, progress),
                done = &mut first => break done.unwrap_or_default(),
            }
        };
        tally.accounts += 1;
        summary.asked += collected.asked;
        regions.extend(collected.regions);
        summary.accounts.extend(collected.account);
        for found in collected.found {
            summary.facts += count(&found.facts);
            for fact in found.facts {
                sink.fact(fact);
            }
            for record in found.coverage {
                summary.gaps += u64::from(!record.outcome.is_complete());
                sink.coverage(record);
            }
        }
    }
    while let Ok(event) = tally.inbox.try_recv() {
        tally.take(event, progress);
    }
    summary.regions = regions.into_iter().collect();
    Ok(summary)
}

/// What cannot be right, whatever the cloud says.
fn check(options: &Options) -> Result<(), CollectError> {
    for region in options.regions.iter().chain(&options.region) {
        if !is_region(region) {
            return Err(CollectError::BadRegion(region.clone()));
        }
    }
    for account in options.accounts.iter().chain(&options.skip_accounts) {
        if !is_account(account) {
            return Err(CollectError::BadAccount(account.clone()));
        }
    }
    if let Some(role) = &options.role {
        let arn = role.arn_in("aws", "111122223333");
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let good = matches!(
            parts.as_slice(),
            ["arn", _, "iam", "", account, name] if is_account(account) && name.starts_with("role/")
        );
        if !good {
            return Err(CollectError::BadRole(role.arn.clone()));
        }
    }
    Ok(())
}

/// What an interrupted collection was answered of one account.
fn of_account(before: &mut BTreeMap<String, Answer>, account: &str) -> BTreeMap<String, Answer> {
    let mut from_here = before.split_off(&format!("{account}/"));
    // `0` follows `/`.
    let mut after = from_here.split_off(&format!("{account}0"));
    before.append(&mut after);
    from_here
}

enum Entry {
    Own(Source),
    Role {
        from: Option<Arc<Asker>>,
        arn: String,
    },
}

/// Enters an account: with the credentials themselves, or as the role in it.
async fn enter(
    entry: Entry,
    account: &str,
    shared: &Shared,
    calls: &Arc<Semaphore>,
) -> Result<Outset, crate::coverage::Coverage> {
    let (from, arn) = match entry {
        Entry::Own(source) => {
            let Source {
                asker,
                caller,
                listed,
            } = source;
            return Ok(Outset {
                asker,
                caller,
                listed,
            });
        }
        Entry::Role { from, arn } => (from, arn),
    };
    let refused = |outcome, reason: &str, help: &str| {
        accounts::gap(account, Some(arn.clone()), outcome, reason, help)
    };
    let Some(from) = from else {
        return Err(refused(Outcome::NotAsked, "there are no credentials", ""));
    };
    let external_id = shared
        .options
        .role
        .as_ref()
        .and_then(|role| role.external_id.as_deref());
    let session = from.session.assuming(&arn, external_id).await;
    let asker = Asker::new(session, &shared.options, calls);
    let caller: Caller = identify(&asker)
        .await
        .map_err(|failure| refused(failure.outcome, &failure.reason, failure.help))?;
    if caller.account != account {
        let reason = "the role is in another account than its ARN says";
        return Err(refused(Outcome::Failed, reason, "check the endpoint"));
    }
    Ok(Outset {
        asker: Arc::new(asker),
        caller,
        listed: None,
    })
}

/// How far all accounts together are.
struct Tally {
    inbox: UnboundedReceiver<Event>,
    /// Done and known questions, and regions, by account.
    of_account: BTreeMap<String, (u64, u64, usize)>,
    sum: (u64, u64, usize),
    accounts: usize,
    all: usize,
}

impl Tally {
    fn new(all: usize, inbox: UnboundedReceiver<Event>) -> Self {
        Self {
            inbox,
            of_account: BTreeMap::new(),
            sum: (0, 0, 0),
            accounts: 0,
            all,
        }
    }

    fn take(&mut self, event: Event, progress: &mut dyn FnMut(&Progress<'_>)) {
        let now = (event.done, event.known, event.regions);
        let before = self
            .of_account
            .insert(event.account.clone(), now)
            .unwrap_or_default();
        self.sum.0 += now.0.saturating_sub(before.0);
        self.sum.1 += now.1.saturating_sub(before.1);
        self.sum.2 += now.2.saturating_sub(before.2);
        progress(&Progress {
            done: self.sum.0,
            known: self.sum.1,
            operation: &event.operation,
            account: &event.account,
            region: event.region.as_deref(),
            accounts: (self.accounts, self.all),
            regions: self.sum.2,
        });
    }
}
