//! What a folder should hold and does not: a file that is missing is a gap, never a no.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{Call, Listing};
use crate::aws::{Argument, Operation, Place, SERVICES, values_at};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// One operation in one place: account, service, region.
type Question = (String, (usize, usize), Option<String>);

/// What was asked, what it gave to ask, and how it ended.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// The arguments that answers gave to an operation.
    arguments: BTreeMap<Question, BTreeSet<String>>,
    /// How the calls of an operation ended, by argument.
    ended: BTreeMap<Question, BTreeMap<Option<String>, Outcome>>,
    /// The regions that an account says are enabled.
    regions: BTreeMap<String, BTreeSet<String>>,
    /// The values of an [`Argument::OneOf`] that an answer without an argument holds.
    values: BTreeMap<Question, BTreeSet<&'static str>>,
}

impl Expected {
    /// Learns from an answer what else is asked about.
    pub(super) fn feed(&mut self, call: &Call, answered: &Operation, body: &str) {
        let question = |order| (call.account.clone(), order, call.region.clone());
        let Some(service) = call.service() else {
            return;
        };
        // The file of what is asked with the account's id has no argument in its name.
        let asked = match answered.argument {
            Argument::Account { .. } => Some(call.account.as_str()),
            _ => call.argument.as_deref(),
        };
        for (index, operation) in service.operations().iter().enumerate() {
            let arguments = operation.arguments_from(answered, asked, body);
            if !arguments.is_empty() {
                self.arguments
                    .entry(question((call.order.0, index)))
                    .or_default()
                    .extend(arguments);
            }
        }
        if answered.name == "DescribeRegions" {
            let enabled = values_at(body, "Regions[].RegionName");
            self.regions
                .entry(call.account.clone())
                .or_default()
                .extend(enabled);
        }
        if let (Argument::OneOf { values, .. }, None) = (answered.argument, &call.argument) {
            let held = values
                .iter()
                .filter(|it| body.contains(&format!("\"{it}\"")));
            self.values
                .entry(question(call.order))
                .or_default()
                .extend(held);
        }
    }

    /// Notes how a call ended.
    pub(super) fn ended(&mut self, call: &Call, outcome: Outcome) {
        let question = (call.account.clone(), call.order, call.region.clone());
        self.ended
            .entry(question)
            .or_default()
            .insert(call.argument.clone(), outcome);
    }

    /// Writes a coverage record for everything that is missing, and for each operation that was
    /// answered about everything that it can be asked about.
    pub(super) fn gaps(&self, listing: &Listing, sink: &mut dyn Sink) {
        // The organisation is asked once, from one account: the others need not repeat it.
        let tree_known = self.ended.iter().any(|((_, order, _), ended)| {
            operation(*order).is_some_and(|it| it.name == "ListRoots")
                && ended.values().any(|it| it.is_complete())
        });
        for (account, regions) in &listing.regions {
            self.regions_left_out(account, regions, sink);
            for (at, service) in SERVICES.iter().enumerate() {
                for (index, operation) in service.operations().iter().enumerate() {
                    let places: Vec<Option<String>> = match operation.place {
                        Place::Regional => regions.iter().cloned().map(Some).collect(),
                        Place::Global => vec![None],
                        Place::Organization
                            if self.needs_tree(account, at, operation, tree_known) =>
                        {
                            vec![None]
                        }
                        Place::Organization => continue,
                    };
                    for region in places {
                        let question = (account.clone(), (at, index), region);
                        self.gaps_of(&question, operation, listing, sink);
                    }
                }
            }
        }
    }

    /// A region that is enabled and of which there is no folder.
    fn regions_left_out(&self, account: &str, asked: &[String], sink: &mut dyn Sink) {
        for region in self.regions.get(account).into_iter().flatten() {
            if !asked.contains(region) {
                sink.coverage(Coverage {
                    scope: format!("aws:{account}"),
                    region: Some(region.clone()),
                    operation: format!("import:{}", super::NAME),
                    subject: None,
                    outcome: Outcome::NotAsked,
                    records: 0,
                    reason: "the region is enabled, and there is no folder of it".to_owned(),
                    help: format!("fill `{account}/{region}` too, or leave it out on purpose"),
                    origin: Origin::new(format!("import:{}", super::NAME), ""),
                });
            }
        }
    }

    /// Whether questions about the organisation are expected of an account: those that begin, or all
    /// once one has been answered.
    fn needs_tree(&self, account: &str, at: usize, it: &Operation, tree_known: bool) -> bool {
        let asked = self.ended.keys().any(|(asked, order, _)| {
            asked == account
                && order.0 == at
                && operation(*order).is_some_and(|it| it.name != "DescribeOrganization")
        });
        asked || (!tree_known && it.name == "DescribeOrganization")
    }

    fn gaps_of(
        &self,
        question: &Question,
        operation: &'static Operation,
        listing: &Listing,
        sink: &mut dyn Sink,
    ) {
        let none = BTreeMap::new();
        let ended = self.ended.get(question).unwrap_or(&none);
        let mut write = |argument: Option<&String>, outcome, reason: String| {
            let call = Call {
                account: question.0.clone(),
                order: question.1,
                region: question.2.clone(),
                argument: argument.cloned(),
            };
            let mut record = call.coverage(listing);
            record.outcome = outcome;
            if outcome != Outcome::Answered {
                record.help = format!(
                    "run `aws {} {}`, or the script that `permissions aws --script` prints",
                    operation.cli.0, operation.cli.1
                );
            }
            record.reason = reason;
            record.origin = Origin::new(format!("import:{}", super::NAME), "");
            sink.coverage(record);
        };
        let missing = "there is no file with the answer".to_owned();
        match operation.argument {
            Argument::None | Argument::Account { .. } => {
                if ended.is_empty() {
                    write(None, Outcome::NotInInput, missing);
                }
            }
            Argument::OneOf { values, .. } => {
                let held = self.values.get(question);
                for value in values {
                    let value = (*value).to_owned();
                    let in_one_file = held.is_some_and(|held| held.contains(value.as_str()));
                    if !in_one_file && !ended.contains_key(&Some(value.clone())) {
                        write(Some(&value), Outcome::NotInInput, missing.clone());
                    }
                }
            }
            Argument::Each { .. } | Argument::Pairs { .. } | Argument::Under { .. } => {
                if let Some(reason) = self.parent_gap(question, operation) {
                    write(None, Outcome::NotAsked, reason);
                }
                let empty = BTreeSet::new();
                let arguments = self.arguments.get(question).unwrap_or(&empty);
                let open: Vec<&String> = arguments
                    .iter()
                    .filter(|it| !ended.contains_key(&Some((*it).clone())))
                    .collect();
                if ended.is_empty() && !open.is_empty() {
                    let reason = format!("there is none of the {} files with answers", open.len());
                    write(None, Outcome::NotInInput, reason);
                } else {
                    for argument in &open {
                        write(Some(argument), Outcome::NotInInput, missing.clone());
                    }
                    let whole = open.is_empty()
                        && self.parent_gap(question, operation).is_none()
                        && ended.values().all(|it| it.is_complete());
                    if whole {
                        write(None, Outcome::Answered, String::new());
                    }
                }
            }
        }
    }

    /// Why it is not known what an operation should have been asked about.
    fn parent_gap(&self, (account, order, region): &Question, it: &Operation) -> Option<String> {
        let service = SERVICES.get(order.0)?;
        for parent in it.parents() {
            let found = service.operations().iter().enumerate();
            let Some((index, parent)) = found.into_iter().find(|(_, it)| it.name == parent) else {
                continue;
            };
            // What feeds itself is covered by what begins it.
            if index == order.1 {
                continue;
            }
            // What is asked once an account may feed what is asked in each region.
            let known = [region.clone(), None].into_iter().any(|region| {
                self.is_complete(&(account.clone(), (order.0, index), region), parent)
            });
            if !known {
                return Some(format!(
                    "it depends on `{}`, which has no complete answer",
                    parent.name
                ));
            }
        }
        None
    }

    /// Whether all that an operation should have been asked is answered: where its own parents name
    /// nothing to ask about, that is nothing.
    fn is_complete(&self, question: &Question, it: &Operation) -> bool {
        let ended = self.ended.get(question);
        let answered = |argument: &Option<String>| {
            ended.is_some_and(|ended| ended.get(argument).is_some_and(|it| it.is_complete()))
        };
        match it.argument {
            Argument::Each { .. } | Argument::Pairs { .. } | Argument::Under { .. } => {
                let arguments = self.arguments.get(question).into_iter().flatten();
                // Parents stand before their children in the tables, so that this ends.
                self.parent_gap(question, it).is_none()
                    && arguments.cloned().map(Some).all(|it| answered(&it))
            }
            _ => ended.is_some_and(|ended| ended.values().all(|it| it.is_complete())),
        }
    }
}

fn operation(order: (usize, usize)) -> Option<&'static Operation> {
    SERVICES.get(order.0)?.operations().get(order.1)
}
