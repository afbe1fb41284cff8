//! The facts of a snapshot, by kind and id.

use std::collections::BTreeMap;

use crate::coverage::{Coverage, Outcome};
use crate::facts::{
    Asset, Attachment, Credential, Fact, FactKind, Federation, Identity, Lineage, Merge, Origin,
    Pipeline, Policy, Scope, Workload,
};

/// The facts of a snapshot, by kind and id: each thing once, in the order of ids.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Organisations, accounts, projects, clusters, repositories.
    pub scopes: BTreeMap<String, Scope>,
    /// Users, roles, groups, service accounts.
    pub identities: BTreeMap<String, Identity>,
    /// What proves an identity.
    pub credentials: BTreeMap<String, Credential>,
    /// Policy documents.
    pub policies: BTreeMap<String, Policy>,
    /// What policies are attached to.
    pub attachments: BTreeMap<String, Attachment>,
    /// What runs with an identity.
    pub workloads: BTreeMap<String, Workload>,
    /// Pipelines and their stages.
    pub pipelines: BTreeMap<String, Pipeline>,
    /// Data, models, secrets, keys.
    pub assets: BTreeMap<String, Asset>,
    /// Where data, code and models flow.
    pub lineage: BTreeMap<String, Lineage>,
    /// Trust in the tokens of identity providers.
    pub federations: BTreeMap<String, Federation>,
}

impl Facts {
    /// Adds a fact, merging it with an earlier sighting. When the two contradict each other the
    /// later wins and a coverage record that says so is returned.
    pub fn add(&mut self, fact: Fact) -> Option<Coverage> {
        let record = fact.record();
        let kind = fact.kind();
        let (contradictions, origin, scope) = match fact {
            Fact::Scope(f) => add(&mut self.scopes, f.id.clone(), f, |f| {
                (&f.origin, Some(&f.id))
            }),
            Fact::Identity(f) => add(&mut self.identities, f.id.clone(), f, |f| {
                (&f.origin, Some(&f.scope))
            }),
            Fact::Credential(f) => add(&mut self.credentials, f.id.clone(), f, |f| {
                (&f.origin, Some(&f.scope))
            }),
            Fact::Policy(f) => add(&mut self.policies, f.id.clone(), f, |f| {
                (&f.origin, f.scope.as_ref())
            }),
            Fact::Attachment(f) => add(&mut self.attachments, f.id.clone(), f, |f| {
                (&f.origin, None)
            }),
            Fact::Workload(f) => add(&mut self.workloads, f.id.clone(), f, |f| {
                (&f.origin, Some(&f.scope))
            }),
            Fact::Pipeline(f) => add(&mut self.pipelines, f.id.clone(), f, |f| {
                (&f.origin, Some(&f.scope))
            }),
            Fact::Asset(f) => add(&mut self.assets, f.id.clone(), f, |f| {
                (&f.origin, f.scope.as_ref())
            }),
            Fact::Lineage(f) => add(&mut self.lineage, f.id.clone(), f, |f| (&f.origin, None)),
            Fact::Federation(f) => add(&mut self.federations, f.id.clone(), f, |f| {
                (&f.origin, None)
            }),
        };
        if contradictions.is_empty() {
            return None;
        }
        Some(Coverage {
            scope: scope.unwrap_or_default(),
            region: None,
            operation: format!("merge:{}", kind.name()),
            subject: Some(record),
            outcome: Outcome::Contradicted,
            records: 1,
            reason: format!(
                "two sources disagree about {}; the later one was kept",
                contradictions.join(", ")
            ),
            help: String::new(),
            origin,
        })
    }

    /// Every fact, in the order of storage.
    pub fn into_facts(self) -> impl Iterator<Item = Fact> {
        let scopes = self.scopes.into_values().map(Fact::Scope);
        let identities = self.identities.into_values().map(Fact::Identity);
        let credentials = self.credentials.into_values().map(Fact::Credential);
        let policies = self.policies.into_values().map(Fact::Policy);
        let attachments = self.attachments.into_values().map(Fact::Attachment);
        let workloads = self.workloads.into_values().map(Fact::Workload);
        let pipelines = self.pipelines.into_values().map(Fact::Pipeline);
        let assets = self.assets.into_values().map(Fact::Asset);
        let lineage = self.lineage.into_values().map(Fact::Lineage);
        let federations = self.federations.into_values().map(Fact::Federation);
        scopes
            .chain(identities)
            .chain(credentials)
            .chain(policies)
            .chain(attachments)
            .chain(workloads)
            .chain(pipelines)
            .chain(assets)
            .chain(lineage)
            .chain(federations)
    }

    /// How many facts of a kind there are.
    #[must_use]
    pub fn count(&self, kind: FactKind) -> usize {
        match kind {
            FactKind::Scope => self.scopes.len(),
            FactKind::Identity => self.identities.len(),
            FactKind::Credential => self.credentials.len(),
            FactKind::Policy => self.policies.len(),
            FactKind::Attachment => self.attachments.len(),
            FactKind::Workload => self.workloads.len(),
            FactKind::Pipeline => self.pipelines.len(),
            FactKind::Asset => self.assets.len(),
            FactKind::Lineage => self.lineage.len(),
            FactKind::Federation => self.federations.len(),
        }
    }

    /// How many facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        FactKind::ALL.into_iter().map(|kind| self.count(kind)).sum()
    }

    /// Whether there is no fact at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a second sighting contradicted, where the later sighting was read, and its scope.
type Added = (Vec<&'static str>, Origin, Option<String>);

fn add<F: Merge>(
    into: &mut BTreeMap<String, F>,
    id: String,
    fact: F,
    about: impl Fn(&F) -> (&Origin, Option<&String>),
) -> Added {
    let (origin, scope) = about(&fact);
    let (origin, scope) = (origin.clone(), scope.cloned());
    let contradictions = match into.get_mut(&id) {
        Some(had) => had.merge(fact),
        None => {
            into.insert(id, fact);
            Vec::new()
        }
    };
    (contradictions, origin, scope)
}
