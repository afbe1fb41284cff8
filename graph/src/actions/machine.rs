//! The machine under a runner of one's own, where something tells it.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Workload;
use serde_json::Value;

use crate::edges::Findings;
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence};

/// How types of runners end: `github:runner`.
const RUNNER: &str = ":runner";

/// Machines by what a runner may say of its own.
pub(crate) struct Machines<'a> {
    by: BTreeMap<(Sign, &'a str), BTreeSet<&'a str>>,
}

/// By what a machine is known; what counts more stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// The tag that the public modules that start runners of GitHub write: `ghr:Owner`.
    Owner,
    /// Its own name, or the last part of its id.
    Name,
    /// Its address on the internet.
    Address,
}

impl Sign {
    fn note(self) -> &'static str {
        match self {
            Self::Owner => "has the tag of a runner of this owner",
            Self::Name => "has the name of the runner",
            Self::Address => "has the address of the runner",
        }
    }
}

impl<'a> Machines<'a> {
    /// All of an estate.
    pub(crate) fn of(estate: &Estate<'a>) -> Self {
        let mut by: BTreeMap<(Sign, &str), BTreeSet<&str>> = BTreeMap::new();
        let workloads = estate.facts.workloads.values();
        for host in workloads.filter(|it| !it.kind.ends_with(RUNNER)) {
            let tag = host.tags.as_ref().and_then(|it| it.get("ghr:Owner"));
            let last = host.id.rsplit_once('/').map(|(_, last)| last);
            let address = host.attributes.get("public_address");
            let signs = [
                (Sign::Owner, tag.map(String::as_str)),
                (Sign::Name, Some(host.name.as_str())),
                (Sign::Name, last),
                (Sign::Address, address.and_then(Value::as_str)),
            ];
            for (sign, value) in signs {
                if let Some(value) = value.filter(|it| !it.is_empty()) {
                    by.entry((sign, value)).or_default().insert(&host.id);
                }
            }
        }
        Self { by }
    }

    /// Runner and machine, each to the other: the runner is a program on it, whose jobs run there. `owners` are the
    /// repository and the organisation that a tag may name.
    pub(crate) fn join(
        &self,
        id: &str,
        runner: Option<&Workload>,
        owners: &[&str],
        found: &mut Findings,
    ) {
        let name = runner.map(|it| it.name.as_str());
        let address = runner.and_then(|it| it.attributes.get("address"));
        let owned = owners.iter().map(|it| (Sign::Owner, Some(*it)));
        let said = owned.chain([
            (Sign::Name, name),
            (Sign::Address, address.and_then(Value::as_str)),
        ]);
        let mut hosts: BTreeMap<&str, Sign> = BTreeMap::new();
        for (sign, value) in said {
            for host in value
                .and_then(|it| self.by.get(&(sign, it)))
                .into_iter()
                .flatten()
            {
                hosts.entry(host).or_insert(sign);
            }
        }
        for (host, sign) in hosts {
            let answer = || {
                let evidence = Evidence {
                    record: format!("workload:{host}"),
                    pointer: String::new(),
                    note: sign.note().to_owned(),
                };
                let why = format!("{host} is the machine of the runner");
                Answer::certain(vec![evidence]).unless_proven(Certainty::Assumed, why)
            };
            found.become_edge(id, host, EdgeKind::Controls, None, answer());
            found.become_edge(host, id, EdgeKind::Controls, None, answer());
        }
    }
}
