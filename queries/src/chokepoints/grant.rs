//! What a person can change, and which hops hang on it.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{AttachmentKind, PolicyKind};
use blastradius_collectors::snapshot::Facts;
use blastradius_graph::model::{EdgeId, Evidence, Graph, NodeId};

/// A grant: a record of the snapshot and a place inside it. Without the place: the record is the grant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Grant {
    pub(super) record: String,
    pub(super) pointer: String,
}

impl Grant {
    /// The place that evidence names.
    fn of(evidence: &Evidence) -> Self {
        Self {
            record: evidence.record.clone(),
            pointer: evidence.pointer.clone(),
        }
    }

    /// What kind of grant it is, in a word; `None` for evidence that is no grant: nobody can take back that a secret is
    /// called so.
    pub(super) fn kind(&self, facts: &Facts) -> Option<&'static str> {
        let (kind, id) = self.record.split_once(':')?;
        match kind {
            "policy" => {
                let policy = facts.policies.get(id)?;
                match policy.kind {
                    // A policy of the provider can only be detached.
                    _ if policy.provider_managed || !self.pointer.starts_with("/Statement") => None,
                    PolicyKind::Trust => Some("trust"),
                    PolicyKind::Resource => Some("resource-policy"),
                    PolicyKind::Managed | PolicyKind::Inline => Some("statement"),
                    _ => None,
                }
            }
            "attachment" => {
                let attachment = facts.attachments.get(id)?;
                (attachment.kind == AttachmentKind::Identity).then_some("attachment")
            }
            "credential" if facts.credentials.contains_key(id) => Some("credential"),
            "federation" if facts.federations.contains_key(id) => Some("federation"),
            "workload" if self.pointer.starts_with("/runs_as/") => Some("run-as"),
            "identity" if self.pointer.starts_with("/member_of/") => Some("membership"),
            _ => None,
        }
    }

    /// Which of several that cut the same is proposed first.
    pub(super) fn rank(&self, facts: &Facts) -> u8 {
        match self.kind(facts) {
            Some("statement") => 0,
            Some("trust" | "resource-policy" | "federation") => 1,
            Some("attachment" | "membership") => 2,
            Some("run-as") => 3,
            _ => 4,
        }
    }

    /// The words of the change that takes it away, for `whatif`.
    pub(super) fn change(&self, facts: &Facts) -> Option<Vec<String>> {
        let kind = self.kind(facts)?;
        let (_, id) = self.record.split_once(':')?;
        let nth = || self.pointer.rsplit('/').next()?.parse::<usize>().ok();
        let words: Vec<&str> = match kind {
            "attachment" => {
                let it = facts.attachments.get(id)?;
                vec!["detach", &it.target, &it.policy]
            }
            "credential" => vec!["revoke", id],
            "federation" => vec!["delete", id],
            "run-as" => {
                let identity = &facts.workloads.get(id)?.runs_as.get(nth()?)?.identity;
                vec!["remove-run-as", id, identity]
            }
            "membership" => {
                let group = facts.identities.get(id)?.member_of.get(nth()?)?;
                vec!["remove-member", id, group]
            }
            _ => {
                let number = nth().unwrap_or(0).to_string();
                return Some(vec!["remove-statement".to_owned(), id.to_owned(), number]);
            }
        };
        Some(words.into_iter().map(str::to_owned).collect())
    }
}

/// Records and places in them.
type Places<'a> = BTreeSet<(&'a str, &'a str)>;

/// The grants of a graph, numbered in their order.
pub(super) struct Grants {
    pub(super) all: Vec<Grant>,
    numbers: BTreeMap<Grant, u32>,
    /// What may not be taken away.
    keep: BTreeSet<String>,
}

impl Grants {
    pub(super) fn new(keep: &[String]) -> Self {
        Self {
            all: Vec::new(),
            numbers: BTreeMap::new(),
            keep: keep.iter().cloned().collect(),
        }
    }

    fn kept(&self, grant: &Grant) -> bool {
        let place = format!("{}{}", grant.record, grant.pointer);
        let id = grant.record.split_once(':').map(|it| it.1);
        self.keep.contains(&grant.record)
            || self.keep.contains(&place)
            || id.is_some_and(|id| self.keep.contains(id))
    }

    /// The grants without any one of which the hop is not there, as far as its evidence tells: where two statements show
    /// the same, neither is.
    pub(super) fn needed(
        &mut self,
        graph: &Graph,
        facts: &Facts,
        (edge, from, to): (EdgeId, NodeId, NodeId),
    ) -> Vec<u32> {
        let evidence = graph.evidence(edge, from, to);
        // Statements of one kind of policy that show the same stand in for each other. Whether those of the principal and
        // of the resource do depends on the service: that is tried.
        let mut by_note: BTreeMap<(&str, Option<&str>), Places<'_>> = BTreeMap::new();
        for it in evidence.iter().filter(|it| !it.is_provenance()) {
            let grant = Grant::of(it);
            let places = by_note.entry((&it.note, grant.kind(facts))).or_default();
            places.insert((&it.record, &it.pointer));
        }
        let alone: Places<'_> = by_note
            .values()
            .filter(|places| places.len() == 1)
            .flatten()
            .copied()
            .collect();
        let policies: BTreeSet<&str> = alone
            .iter()
            .filter_map(|(record, _)| record.strip_prefix("policy:"))
            .collect();
        let mut found = BTreeSet::new();
        for it in &evidence {
            let needed = match it.is_provenance() {
                false => alone.contains(&(it.record.as_str(), it.pointer.as_str())),
                true => only_way(it, &evidence, &policies, facts),
            };
            let grant = Grant::of(it);
            // That a credential which leaks leaks no more is no choke point; that one is found on the way is.
            let kind = grant.kind(facts);
            let leads = kind != Some("credential") || graph.incoming(from).next().is_some();
            if needed && kind.is_some() && leads && !self.kept(&grant) {
                found.insert(grant);
            }
        }
        found.into_iter().map(|grant| self.number(grant)).collect()
    }

    /// The same for a hop that stands for many sources, of which `from` is one: without what is that one's own.
    pub(super) fn shared(
        &mut self,
        graph: &Graph,
        facts: &Facts,
        hop: (EdgeId, NodeId, NodeId),
    ) -> Vec<u32> {
        let own = format!(":{}", graph.node(hop.1).id);
        let mut found = self.needed(graph, facts, hop);
        found.retain(|number| {
            let grant = self.all.get(*number as usize);
            let kind = grant.and_then(|it| it.kind(facts));
            matches!(kind, Some("statement" | "resource-policy" | "trust"))
                && grant.is_some_and(|it| !it.record.contains(&own))
        });
        found
    }

    /// Those of some grants that stand in a policy of one thing's own.
    pub(super) fn of<'a>(
        &'a self,
        numbers: &'a [u32],
        id: &'a str,
    ) -> impl Iterator<Item = u32> + 'a {
        numbers.iter().copied().filter(move |number| {
            let grant = self.all.get(*number as usize);
            let policy = grant.and_then(|it| it.record.strip_prefix("policy:")?.strip_prefix(id));
            policy.is_some_and(|rest| rest.starts_with('#'))
        })
    }

    fn number(&mut self, grant: Grant) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(grant.clone()).or_insert(next);
        if number == next {
            self.all.push(grant);
        }
        number
    }
}

/// Whether a policy that is needed comes to the principal in this way only. Of a membership that is not told: it is tried.
fn only_way(
    it: &Evidence,
    evidence: &[Evidence],
    policies: &BTreeSet<&str>,
    facts: &Facts,
) -> bool {
    let policy = |it: &Evidence| {
        let id = it.record.strip_prefix("attachment:")?;
        Some(facts.attachments.get(id)?.policy.clone())
    };
    let Some(own) = policy(it) else {
        return true;
    };
    let same = evidence
        .iter()
        .filter(|it| policy(it).as_ref() == Some(&own));
    policies.contains(own.as_str()) && same.count() == 1
}
