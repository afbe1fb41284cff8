//! What the items of each account told, and what they did not.

use std::collections::{BTreeMap, BTreeSet};

use super::{is_told, kinds};
use crate::aws::translate::{Told, Translation};
use crate::aws::{Operation, Place, SERVICES};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

type Cli = (&'static str, &'static str);
type Region = Option<String>;

#[derive(Debug, Default)]
struct Account {
    /// How many items there are, by type and region.
    items: BTreeMap<String, BTreeMap<Region, u64>>,
    /// How many items told and how many did not, by operation and region.
    told: BTreeMap<(Cli, Region), (u64, u64)>,
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    accounts: BTreeMap<String, Account>,
}

impl Tally {
    pub(super) fn seen(&mut self, account: &str, region: Option<&str>, kind: &str) {
        let account = self.accounts.entry(account.to_owned()).or_default();
        let items = account.items.entry(kind.to_owned()).or_default();
        *items.entry(region.map(str::to_owned)).or_default() += 1;
    }

    pub(super) fn told(
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
        if is_told(told) {
            *yes += 1;
        } else {
            *no += 1;
        }
    }

    pub(super) fn records(&self) -> u64 {
        let known: BTreeSet<&str> = kinds().map(|kind| kind.name).collect();
        self.accounts
            .values()
            .flat_map(|account| &account.items)
            .filter(|(kind, _)| known.contains(kind.as_str()))
            .flat_map(|(_, regions)| regions.values())
            .sum()
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.keys().map(String::as_str)
    }

    pub(super) fn coverage(&self, whole: bool, source: &str, sink: &mut dyn Sink) {
        for (id, account) in &self.accounts {
            let mut write = |operation: &Operation,
                             region: Option<&Region>,
                             records,
                             reason: String| {
                let answered = reason.is_empty();
                sink.coverage(Coverage {
                    scope: format!("aws:{id}"),
                    region: region
                        .filter(|_| operation.place == Place::Regional)
                        .cloned()
                        .flatten(),
                    operation: operation.action(),
                    subject: None,
                    outcome: if answered { Outcome::Answered } else { Outcome::NotInInput },
                    records,
                    reason,
                    help: if answered {
                        String::new()
                    } else {
                        "record the type in AWS Config, add the output of the AWS CLI with `import aws-cli`, or use `collect aws`".to_owned()
                    },
                    origin: Origin::new(source, ""),
                });
            };
            account.listings(whole, &mut write);
            for (((service, command), region), (_, no)) in &account.told {
                let listing = kinds().any(|kind| kind.listing == (*service, *command));
                let Some(operation) = find((service, command)).filter(|_| *no > 0 && !listing)
                else {
                    continue;
                };
                let reason = format!("{no} of the items do not hold it");
                write(operation, Some(region), 0, reason);
            }
        }
    }
}

impl Account {
    /// One record for each listing that items stand for.
    fn listings(
        &self,
        whole: bool,
        write: &mut impl FnMut(&Operation, Option<&Region>, u64, String),
    ) {
        let listings: BTreeSet<Cli> = kinds().map(|kind| kind.listing).collect();
        for listing in listings {
            let Some(operation) = find(listing) else {
                continue;
            };
            let of: Vec<&str> = kinds()
                .filter(|kind| kind.listing == listing)
                .map(|kind| kind.name)
                .collect();
            let missing: Vec<String> = of
                .iter()
                .filter(|kind| !self.items.contains_key(**kind))
                .map(|kind| format!("`{kind}`"))
                .collect();
            if !missing.is_empty() {
                // A type that is not recorded has no items, and neither has one of which there is no resource.
                let reason = format!("there is no item of the type {}", missing.join(", "));
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
                    "the items are the result of a query, which may leave some out".to_owned()
                };
                write(operation, Some(region), count, reason);
            }
        }
    }
}

fn find(cli: (&str, &str)) -> Option<&'static Operation> {
    SERVICES
        .iter()
        .flat_map(|service| service.operations())
        .find(|it| it.cli == cli)
}
