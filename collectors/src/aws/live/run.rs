//! The run: who we are, which regions, then every question until there are none left.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::task::{Id, JoinSet};

use super::ask::{Asked, Asker};
use super::client::Client;
use super::failure::Failure;
use super::identity::identify;
use super::plan::{Feeds, Plan, Question};
use super::sdk::Clients;
use super::session::{Session, is_region};
use super::{Call, CollectError, Options, Progress, Summary};
use crate::aws::{Reply, partition, values_at};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Fact;
use crate::snapshot::{Answer, Journal, Sink, SnapshotError};

/// What one question came to. No answer is kept: only the facts that were made of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) facts: Vec<Fact>,
    pub(super) coverage: Vec<Coverage>,
}

impl Sink for Found {
    fn fact(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    fn coverage(&mut self, record: Coverage) {
        self.coverage.push(record);
    }
}

/// A collection on its way.
pub(super) struct Run<'o> {
    asker: Arc<Asker>,
    pub(super) account: String,
    partition: &'static str,
    pub(super) plan: Plan,
    pub(super) found: BTreeMap<Question, Found>,
    done: u64,
    /// What an interrupted collection was answered, by the key of the question.
    before: BTreeMap<String, Answer>,
    journal: Option<Journal>,
    progress: &'o mut dyn FnMut(&Progress<'_>),
}

pub(super) async fn run(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary, CollectError> {
    for region in options.regions.iter().chain(&options.region) {
        if !is_region(region) {
            return Err(CollectError::BadRegion(region.clone()));
        }
    }
    let session = Session::load(options).await?;
    let asker = Arc::new(Asker {
        clients: Clients::new(&session.config, options.limits.timeout),
        client: Client::new(options),
        limits: options.limits.clone(),
        session,
    });
    let (account, caller, identity) = identify(&asker).await?;
    let (journal, before) = match &options.resume {
        None => (None, BTreeMap::new()),
        Some(path) => match Journal::open(path) {
            Ok((journal, before)) => (Some(journal), before),
            // Another collection keeps it: this one asks everything itself.
            Err(SnapshotError::Locked { .. }) => (None, BTreeMap::new()),
            Err(error) => return Err(error.into()),
        },
    };
    let mut run = Run {
        before,
        journal,
        partition: partition(&asker.session.region),
        plan: Plan::new(&account, &options.limits),
        found: BTreeMap::new(),
        done: 0,
        asker,
        account,
        progress,
    };
    if let Some(question) = Plan::named("sts", "GetCallerIdentity") {
        run.plan.note(question.clone());
        run.take(question, identity);
    }
    let mut regions = run.regions(options).await;
    regions.sort();
    regions.dedup();
    run.plan.start(&regions);
    run.all().await;
    run.beyond();

    let mut summary = Summary {
        account: run.account,
        caller,
        regions,
        asked: run.done,
        ..Summary::default()
    };
    for found in run.found.into_values() {
        summary.facts += count(&found.facts);
        for fact in found.facts {
            sink.fact(fact);
        }
        for record in found.coverage {
            summary.gaps += u64::from(!record.outcome.is_complete());
            sink.coverage(record);
        }
    }
    Ok(summary)
}

fn count<T>(list: &[T]) -> u64 {
    list.len().try_into().unwrap_or(u64::MAX)
}

impl Run<'_> {
    /// The regions to ask in. When they cannot be listed, only the region of the session is, and a coverage record
    /// says so.
    async fn regions(&mut self, options: &Options) -> Vec<String> {
        let Some(question) = Plan::named("ec2", "DescribeRegions") else {
            return vec![self.asker.session.region.clone()];
        };
        if !options.regions.is_empty() {
            self.plan.note(question.clone());
            let failure = Failure::new(
                Outcome::NotAsked,
                format!(
                    "only the regions {} were asked for",
                    options.regions.join(", ")
                ),
                "collect without naming regions to cover all that are enabled",
            );
            self.take(question, Asked::failed(failure, Vec::new()));
            return options.regions.clone();
        }
        let asked = ask(&self.asker, &question, &self.account).await;
        let mut regions: Vec<String> = asked
            .pages
            .iter()
            .flat_map(|page| values_at(page, "Regions[].RegionName"))
            .filter(|region| is_region(region))
            .collect();
        if regions.is_empty() {
            regions.push(self.asker.session.region.clone());
        }
        self.plan.note(question.clone());
        self.take(question, asked);
        regions
    }

    /// Asks until there is nothing left to ask.
    async fn all(&mut self) {
        let mut tasks: JoinSet<Asked> = JoinSet::new();
        let mut running: HashMap<Id, Question> = HashMap::new();
        loop {
            while tasks.len() < self.asker.limits.calls.max(1) {
                let Some(question) = self.plan.next() else {
                    break;
                };
                if let Some(answer) = self.before.remove(&question.key(&self.account)) {
                    self.replay(question, answer);
                    continue;
                }
                let (asker, account) = (Arc::clone(&self.asker), self.account.clone());
                let task = question.clone();
                let handle = tasks.spawn(async move { ask(&asker, &task, &account).await });
                running.insert(handle.id(), question);
            }
            let Some(joined) = tasks.join_next_with_id().await else {
                return;
            };
            let (id, asked) = match joined {
                Ok((id, asked)) => (id, asked),
                // A task that died leaves a gap, like any other failure.
                Err(error) => {
                    let failure = Failure::new(Outcome::Failed, "the collector failed", "");
                    (error.id(), Asked::failed(failure, Vec::new()))
                }
            };
            if let Some(question) = running.remove(&id) {
                self.plan.done(&question);
                let feeds = Plan::arguments(&question, &asked.pages);
                self.plan.follow(&question, &feeds);
                self.take(question.clone(), asked);
                self.keep(&question, feeds);
            }
        }
    }

    /// Takes the answer that an interrupted collection had already.
    fn replay(&mut self, question: Question, answer: Answer) {
        self.plan.done(&question);
        self.plan.follow(&question, &answer.feeds);
        self.done += 1;
        let Answer {
            facts, coverage, ..
        } = answer;
        self.found.insert(question, Found { facts, coverage });
    }

    /// Writes an answer to the journal. Gaps are not written: they are asked again.
    fn keep(&mut self, question: &Question, feeds: Feeds) {
        let (Some(journal), Some(found)) = (&mut self.journal, self.found.get(question)) else {
            return;
        };
        if !found.coverage.iter().all(|it| it.outcome.is_complete()) {
            return;
        }
        let answer = Answer {
            call: question.key(&self.account),
            facts: found.facts.clone(),
            coverage: found.coverage.clone(),
            feeds,
        };
        // Without a journal (the disk is full) the collection itself goes on.
        if journal.append(&answer).is_err() {
            self.journal = None;
        }
    }

    /// Makes facts of the answer, writes its coverage, and lets the answer go.
    fn take(&mut self, question: Question, asked: Asked) {
        let Some((service, operation)) = question.what() else {
            return;
        };
        let action = operation.action();
        let mut found = Found::default();
        let mut record = self.record(
            &question,
            &action,
            operation.subject_of(
                self.partition,
                question.region.as_deref(),
                &self.account,
                question.argument.as_deref(),
            ),
        );
        record.outcome = asked.outcome;
        record.reason = asked.reason;
        record.help = asked.help.to_owned();
        for (index, body) in asked.pages.iter().enumerate() {
            let source = match index {
                0 => action.clone(),
                _ => format!("{action} page {}", index + 1),
            };
            let reply = Reply {
                account: &self.account,
                partition: self.partition,
                region: question.region.as_deref(),
                operation,
                argument: question.argument.as_deref(),
                body,
                source: &source,
            };
            if let Err(error) = service.facts(&reply, &mut found) {
                record.outcome = Outcome::Unreadable;
                record.reason = error.to_string();
            }
        }
        record.records = count(&found.facts);
        if !record.outcome.is_complete() {
            self.dependents(&question, &action, record.outcome, &mut found);
        }
        found.coverage.push(record);
        self.done += 1;
        (self.progress)(&Progress {
            done: self.done,
            known: self.plan.known(),
            operation: &action,
            region: question.region.as_deref(),
        });
        self.found.insert(question, found);
    }
}

async fn ask(asker: &Asker, question: &Question, account: &str) -> Asked {
    let Some((service, operation)) = question.what() else {
        let failure = Failure::new(Outcome::NotAsked, "no such operation", "");
        return Asked::failed(failure, Vec::new());
    };
    asker
        .ask(Call {
            service: service.name(),
            operation,
            account,
            region: operation
                .only_in
                .or(question.region.as_deref())
                .unwrap_or(&asker.session.region),
            argument: question.argument.as_deref(),
            token: None,
        })
        .await
}
