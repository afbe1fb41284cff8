//! Which questions there are. Listings come first; what they list makes more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Limits;
use crate::aws::{Argument, Operation, Place, SERVICES, Service};

/// A question. The order of questions is the order in which facts arrive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    service: usize,
    operation: usize,
    pub(super) region: Option<String>,
    pub(super) argument: Option<String>,
}

impl Question {
    /// The service and operation. `None` cannot be: questions are made from the same lists.
    pub(super) fn what(&self) -> Option<(&'static dyn Service, &'static Operation)> {
        let service = *SERVICES.get(self.service)?;
        Some((service, service.operations().get(self.operation)?))
    }
}

impl Question {
    /// The question in words that are the same in the next run.
    pub(super) fn key(&self, account: &str) -> String {
        let (service, command) = self.what().map_or(("", ""), |(_, it)| it.cli);
        let region = self.region.as_deref().unwrap_or("global");
        let argument = self.argument.as_deref().unwrap_or_default();
        format!("{account}/{region}/{service}/{command}/{argument}")
    }
}

/// The arguments that an answer gives, by the command of the operation that takes them.
pub(super) type Feeds = BTreeMap<String, Vec<String>>;

/// The whole command: S3 and S3 Control both have a `get-public-access-block`.
fn command(operation: &Operation) -> String {
    format!("{} {}", operation.cli.0, operation.cli.1)
}

/// What of an account is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Everything.
    All,
    /// Everything but the organisation.
    Account,
    /// The organisation alone.
    Organization,
}

/// A service in a region: calls to it are bounded together.
type Lane = (usize, Option<String>);

/// The questions that wait, and those that were known before.
#[derive(Debug)]
pub(super) struct Plan {
    account: String,
    limits: Limits,
    waiting: BTreeMap<Lane, VecDeque<Question>>,
    running: BTreeMap<Lane, usize>,
    /// The lane that was served last, so that none is kept waiting by the others.
    last: Option<Lane>,
    known: BTreeSet<Question>,
    /// Calls of an operation in a region.
    counts: BTreeMap<(usize, usize, Option<String>), usize>,
    /// Calls beyond the limit, which are not made.
    pub(super) beyond: BTreeMap<Question, usize>,
}

impl Plan {
    pub(super) fn new(account: &str, limits: &Limits) -> Self {
        Self {
            account: account.to_owned(),
            limits: limits.clone(),
            waiting: BTreeMap::new(),
            running: BTreeMap::new(),
            last: None,
            known: BTreeSet::new(),
            counts: BTreeMap::new(),
            beyond: BTreeMap::new(),
        }
    }

    /// How many questions there are so far.
    pub(super) fn known(&self) -> u64 {
        self.known.len().try_into().unwrap_or(u64::MAX)
    }

    /// Whether a question is known, and no longer needs to be asked when it is noted here.
    pub(super) fn note(&mut self, question: Question) -> bool {
        self.known.insert(question)
    }

    /// A question by its operation; for the few that are asked before there is a plan.
    pub(super) fn named(service: &str, operation: &str) -> Option<Question> {
        let (index, service) = SERVICES
            .iter()
            .enumerate()
            .find(|(_, it)| it.name() == service)?;
        let operation = service
            .operations()
            .iter()
            .position(|it| it.name == operation)?;
        Some(Question {
            service: index,
            operation,
            region: None,
            argument: None,
        })
    }

    /// Adds every question of the part that needs no answer to another.
    pub(super) fn start(&mut self, regions: &[String], part: Part) {
        for (service, it) in SERVICES.iter().enumerate() {
            for (operation, it) in it.operations().iter().enumerate() {
                let of_organization = it.place == Place::Organization;
                match part {
                    Part::Account if of_organization => continue,
                    Part::Organization if !of_organization => continue,
                    _ => {}
                }
                let places: Vec<Option<String>> = match it.place {
                    Place::Regional => regions.iter().cloned().map(Some).collect(),
                    Place::Global | Place::Organization => vec![None],
                };
                let arguments: Vec<Option<String>> = match it.argument {
                    Argument::None => vec![None],
                    Argument::OneOf { values, .. } => {
                        values.iter().map(|it| Some((*it).to_owned())).collect()
                    }
                    Argument::Account { .. } => vec![Some(self.account.clone())],
                    Argument::Each { .. } | Argument::Pairs { .. } | Argument::Under { .. } => {
                        Vec::new()
                    }
                };
                for region in places {
                    for argument in &arguments {
                        self.add(Question {
                            service,
                            operation,
                            region: region.clone(),
                            argument: argument.clone(),
                        });
                    }
                }
            }
        }
    }

    /// What an answer gives to ask about, by the operation that asks.
    pub(super) fn arguments(question: &Question, pages: &[String]) -> Feeds {
        let mut feeds = Feeds::new();
        let Some((service, asked)) = question.what() else {
            return feeds;
        };
        for it in service.operations() {
            let arguments: BTreeSet<String> = pages
                .iter()
                .flat_map(|page| it.arguments_from(asked, question.argument.as_deref(), page))
                .collect();
            if !arguments.is_empty() {
                feeds.insert(command(it), arguments.into_iter().collect());
            }
        }
        feeds
    }

    /// Adds the questions that an answer gives rise to.
    pub(super) fn follow(&mut self, question: &Question, feeds: &Feeds) {
        let Some((service, _)) = question.what() else {
            return;
        };
        for (operation, it) in service.operations().iter().enumerate() {
            for argument in feeds.get(&command(it)).into_iter().flatten() {
                self.add(Question {
                    service: question.service,
                    operation,
                    region: question.region.clone(),
                    argument: Some(argument.clone()),
                });
            }
        }
    }

    /// The operations that cannot be asked in full when this question was not answered in full.
    pub(super) fn dependents(question: &Question) -> Vec<Question> {
        let Some((service, asked)) = question.what() else {
            return Vec::new();
        };
        let operations = service.operations().iter().enumerate();
        operations
            .filter(|(_, it)| match it.argument {
                Argument::Each { of, .. } => of.iter().any(|(source, _)| *source == asked.name),
                Argument::Pairs { of, .. } => of.0 == asked.name,
                Argument::Under { of, .. } => of.0 == asked.name,
                _ => false,
            })
            .map(|(operation, _)| Question {
                operation,
                argument: None,
                ..question.clone()
            })
            .collect()
    }

    fn add(&mut self, question: Question) {
        if self.known.contains(&question) {
            return;
        }
        let key = (
            question.service,
            question.operation,
            question.region.clone(),
        );
        let count = self.counts.entry(key).or_default();
        if *count >= self.limits.calls_of_operation {
            let all = Question {
                argument: None,
                ..question
            };
            *self.beyond.entry(all).or_default() += 1;
            return;
        }
        *count += 1;
        self.known.insert(question.clone());
        let lane = (question.service, question.region.clone());
        self.waiting.entry(lane).or_default().push_back(question);
    }

    /// The next question of a lane that has room. Lanes take turns.
    pub(super) fn next(&mut self) -> Option<Question> {
        let room = |lane: &Lane| {
            let running = self.running.get(lane).copied().unwrap_or_default();
            running < self.limits.calls_to_service
        };
        let ready = |(lane, queue): &(&Lane, &VecDeque<Question>)| !queue.is_empty() && room(lane);
        let after = self
            .waiting
            .iter()
            .filter(|(lane, _)| self.last.as_ref().is_none_or(|last| *lane > last));
        let lane = after
            .chain(self.waiting.iter())
            .find(ready)
            .map(|(lane, _)| lane.clone())?;
        let question = self.waiting.get_mut(&lane)?.pop_front();
        *self.running.entry(lane.clone()).or_default() += 1;
        self.last = Some(lane);
        question
    }

    /// Gives back the room of a question that is done.
    pub(super) fn done(&mut self, question: &Question) {
        let lane = (question.service, question.region.clone());
        if let Some(running) = self.running.get_mut(&lane) {
            *running = running.saturating_sub(1);
        }
    }
}
