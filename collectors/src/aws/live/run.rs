//! The run of an account: which regions, then every question until there are none left.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::task::{Id, JoinSet};

use super::Call;
use super::ask::{Asked, Asker};
use super::failure::Failure;
use super::outset::{Collected, Event, Found, Outset, Shared, count};
use super::plan::{Feeds, Part, Plan, Question};
use super::session::is_region;
use crate::aws::{Reply, partition, values_at};
use crate::coverage::Outcome;
use crate::snapshot::Answer;

/// The collection of an account on its way.
pub(super) struct Run {
    asker: Arc<Asker>,
    pub(super) account: String,
    partition: &'static str,
    pub(super) plan: Plan,
    pub(super) found: BTreeMap<Question, Found>,
    done: u64,
    regions: usize,
    /// What an interrupted collection was answered, by the key of the question.
    before: BTreeMap<String, Answer>,
    shared: Shared,
}

pub(super) async fn run(
    outset: Outset,
    account: String,
    part: Part,
    before: BTreeMap<String, Answer>,
    shared: Shared,
) -> Collected {
    let asker = outset.asker;
    let mut run = Run {
        before,
        partition: partition(&asker.session.region),
        plan: Plan::new(&account, &shared.options.limits),
        found: BTreeMap::new(),
        done: 0,
        regions: 0,
        asker,
        account,
        shared,
    };
    let known = [
        ("sts", "GetCallerIdentity", Some(outset.caller.asked)),
        ("organizations", "ListAccounts", outset.listed),
    ];
    let mut feeds = Vec::new();
    for (service, operation, asked) in known {
        if let (Some(question), Some(asked)) = (Plan::named(service, operation), asked) {
            feeds.push((question.clone(), Plan::arguments(&question, &asked.pages)));
            run.plan.note(question.clone());
            run.take(question, asked);
        }
    }
    let mut regions = match part {
        Part::Organization => Vec::new(),
        Part::All | Part::Account => run.regions().await,
    };
    regions.sort();
    regions.dedup();
    run.regions = regions.len();
    run.plan.start(&regions, part);
    for (question, feeds) in feeds {
        run.plan.follow(&question, &feeds);
    }
    run.all().await;
    run.beyond();
    Collected {
        account: Some(run.account),
        regions,
        asked: run.done,
        found: run.found.into_values().collect(),
    }
}

impl Run {
    /// The regions to ask in. When they cannot be listed, only the region of the session is, and a coverage record
    /// says so.
    async fn regions(&mut self) -> Vec<String> {
        let options = Arc::clone(&self.shared.options);
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
        self.tell(&question);
        self.found.insert(question, Found { facts, coverage });
    }

    /// Writes an answer to the journal. Gaps are not written: they are asked again.
    fn keep(&mut self, question: &Question, feeds: Feeds) {
        let Some(found) = self.found.get(question) else {
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
        let Ok(mut journal) = self.shared.journal.lock() else {
            return;
        };
        // Without a journal (the disk is full) the collection itself goes on.
        if journal
            .as_mut()
            .is_some_and(|journal| journal.append(&answer).is_err())
        {
            *journal = None;
        }
    }

    /// Tells how far it is. That nobody listens any more is no reason to stop.
    fn tell(&self, question: &Question) {
        let action = question.what().map(|(_, it)| it.action());
        let _ = self.shared.events.send(Event {
            account: self.account.clone(),
            done: self.done,
            known: self.plan.known(),
            regions: self.regions,
            operation: action.unwrap_or_default(),
            region: question.region.clone(),
        });
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
        self.tell(&question);
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
