//! What the items of each account told, and what they did not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Told, Translation, operation};
use crate::aws::{Operation, Place};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// A type of resource in the words of a tool, and the answers that its items hold.
#[derive(Debug)]
pub(crate) struct Kind {
    /// `AWS::IAM::Role`.
    pub(crate) name: &'static str,
    /// The operation of the AWS CLI that would have listed the items.
    pub(crate) listing: Cli,
    pub(crate) tells: &'static [Translation],
}

/// The types that a tool tells of, and how to speak of them.
#[derive(Debug)]
pub(crate) struct Kinds {
    pub(crate) all: &'static [&'static [Kind]],
    /// Whether a listing that stands for several types is whole only when there is an item of each.
    pub(crate) each: bool,
    /// What an item is called: `configuration items`.
    pub(crate) items: &'static str,
    /// Why items that are there are not all there are.
    pub(crate) partial: &'static str,
    /// What to do about what is not told.
    pub(crate) help: &'static str,
}

impl Kinds {
    fn iter(&self) -> impl Iterator<Item = &'static Kind> {
        self.all.iter().copied().flatten()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&'static Kind> {
        self.iter().find(|kind| kind.name == name)
    }

    /// The types whose service is collected.
    pub(crate) fn known(&self) -> impl Iterator<Item = &'static str> {
        let known = |kind: &&Kind| kind.tells.iter().any(|it| operation(it.cli).is_some());
        self.iter().filter(known).map(|kind| kind.name)
    }

    /// Whether items could have told what an operation of the AWS CLI answers.
    pub(crate) fn carry(&self, cli: (&str, &str)) -> bool {
        self.iter()
            .any(|kind| kind.listing == cli || kind.tells.iter().any(|it| it.cli == cli))
    }
}

type Cli = (&'static str, &'static str);
type Region = Option<String>;

#[derive(Debug, Default)]
struct Account {
    /// How many items there are, by type and region.
    items: BTreeMap<String, BTreeMap<Region, u64>>,
    /// How many items told and how many did not, by operation and region.
    told: BTreeMap<(Cli, Region), (u64, u64)>,
}

/// What was told so far.
#[derive(Debug)]
pub(crate) struct Tally {
    kinds: &'static Kinds,
    accounts: BTreeMap<String, Account>,
}

impl Tally {
    pub(crate) fn new(kinds: &'static Kinds) -> Self {
        Self {
            kinds,
            accounts: BTreeMap::new(),
        }
    }

    pub(crate) fn seen(&mut self, account: &str, region: Option<&str>, kind: &str) {
        let account = self.accounts.entry(account.to_owned()).or_default();
        let items = account.items.entry(kind.to_owned()).or_default();
        *items.entry(region.map(str::to_owned)).or_default() += 1;
    }

    pub(crate) fn told(
        &mut self,
        account: &str,
        region: Option<&str>,
        translation: &Translation,
        told: Told,
    ) {
        if told == Told::Unknown {
            return;
        }
        let account = self.accounts.entry(account.to_owned()).or_default();
        let key = (translation.cli, region.map(str::to_owned));
        let (yes, no) = account.told.entry(key).or_default();
        if matches!(told, Told::Answered | Told::Absent) {
            *yes += 1;
        } else {
            *no += 1;
        }
    }

    pub(crate) fn records(&self) -> u64 {
        let known: BTreeSet<&str> = self.kinds.iter().map(|kind| kind.name).collect();
        self.accounts
            .values()
            .flat_map(|account| &account.items)
            .filter(|(kind, _)| known.contains(kind.as_str()))
            .flat_map(|(_, regions)| regions.values())
            .sum()
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.keys().map(String::as_str)
    }

    pub(crate) fn coverage(&self, whole: bool, source: &str, sink: &mut dyn Sink) {
        for (id, account) in &self.accounts {
            let mut write =
                |operation: &Operation, region: Option<&Region>, records, reason: String| {
                    let answered = reason.is_empty();
                    sink.coverage(Coverage {
                        scope: format!("aws:{id}"),
                        region: region
                            .filter(|_| operation.place == Place::Regional)
                            .cloned()
                            .flatten(),
                        operation: operation.action(),
                        subject: None,
                        outcome: if answered {
                            Outcome::Answered
                        } else {
                            Outcome::NotInInput
                        },
                        records,
                        reason,
                        help: if answered {
                            String::new()
                        } else {
                            self.kinds.help.to_owned()
                        },
                        origin: Origin::new(source, ""),
                    });
                };
            account.listings(self.kinds, whole, &mut write);
            for (((service, command), region), (_, no)) in &account.told {
                let cli = (*service, *command);
                let listing = self.kinds.iter().any(|kind| kind.listing == cli);
                let Some(operation) = operation(cli)
                    .map(|(_, it)| it)
                    .filter(|_| *no > 0 && !listing)
                else {
                    continue;
                };
                let reason = format!("{no} of the {} do not hold it", self.kinds.items);
                write(operation, Some(region), 0, reason);
            }
        }
    }
}

impl Account {
    /// One record for each listing that items stand for.
    fn listings(
        &self,
        kinds: &Kinds,
        whole: bool,
        write: &mut impl FnMut(&Operation, Option<&Region>, u64, String),
    ) {
        let listings: BTreeSet<Cli> = kinds.iter().map(|kind| kind.listing).collect();
        for listing in listings {
            let Some((_, operation)) = operation(listing) else {
                continue;
            };
            let of: Vec<&str> = kinds
                .iter()
                .filter(|kind| kind.listing == listing)
                .map(|kind| kind.name)
                .collect();
            let missing: Vec<String> = of
                .iter()
                .filter(|kind| !self.items.contains_key(**kind))
                .map(|kind| format!("`{kind}`"))
                .collect();
            if missing.len() == of.len() || (kinds.each && !missing.is_empty()) {
                // A type that is not recorded has no items, and neither has one of which there is no resource.
                let reason = format!("the {} are none of {}", kinds.items, missing.join(", "));
                write(operation, None, 0, reason);
                continue;
            }
            let mut regions: BTreeMap<&Region, u64> = BTreeMap::new();
            for kind in of {
                for (region, count) in self.items.get(kind).into_iter().flatten() {
                    *regions.entry(region).or_default() += count;
                }
            }
            for (region, count) in regions {
                let reason = if whole {
                    String::new()
                } else {
                    kinds.partial.to_owned()
                };
                write(operation, Some(region), count, reason);
            }
        }
    }
}
