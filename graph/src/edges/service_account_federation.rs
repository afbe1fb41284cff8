//! Service account of a cluster -> the cloud identity that its annotation names, or that names it.

mod gke;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Identity, IdentityKind, Provider};

use super::workload_federation::{Trust, Trusts, becomes};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::federation::{Glob, Platform, Token};
use crate::model::{Certainty, EdgeKind, Evidence};
use crate::nodes::identity_named;

pub(super) use self::gke::is_of_gke;

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "service-account-federation",
    title: "A service account of a cluster becomes a cloud identity",
    does: "The annotation of a Kubernetes service account names a role, a service account of Google Cloud, or an \
           application of Entra ID. What that identity trusts is compared with the tokens of the service account, \
           whose subject is `system:serviceaccount:NAMESPACE:NAME`: conditional, because a manifest does not say \
           which issuer signs for its cluster. Managed identities are known by another name than the annotation \
           gives: those with a credential for the subject are conditional on that too. Members of GKE in the policy of a \
           service account of Google Cloud (`PROJECT.svc.id.goog[NAMESPACE/NAME]`, and principals of that pool) let in the \
           service accounts that they name, annotated or not, if their cluster is in the pool. Where the other side was \
           not read, the edge is assumed.",
    matters: "Whoever can run a pod as the service account, or write its manifest, has the permissions in the cloud.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html",
        "https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity",
        "https://learn.microsoft.com/en-us/azure/aks/workload-identity-overview",
        "ATT&CK T1078.004",
        "ATT&CK T1552.007",
    ],
};

/// The attributes that hold annotations: of EKS, of GKE, of Entra Workload ID.
const ROLE: &str = "assumes_role";
const GOOGLE: &str = "impersonates";
const ENTRA: &str = "azure_client_id";

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let of_gke = gke::add(estate, found);
        let annotated: Vec<Annotated<'_>> = estate
            .facts
            .identities
            .values()
            .filter(|it| it.kind == IdentityKind::ServiceAccount)
            .filter(|it| it.provider == Provider::Kubernetes)
            .flat_map(annotations)
            .collect();
        if annotated.is_empty() {
            return;
        }
        let trusts = Trusts::of(estate);
        let mut into: BTreeMap<&str, Vec<&Trust<'_, '_>>> = BTreeMap::new();
        for (_, trust) in trusts.all() {
            into.entry(trust.identity).or_default().push(trust);
        }
        let records = estate.facts.federations.values();
        let recorded = records.map(|it| it.identity.as_str()).collect();
        let others = Others {
            estate,
            into,
            recorded,
            of_gke,
        };
        for one in &annotated {
            // Templates of charts are filled in when they are installed.
            if one.value.contains(['{', '$', '<']) {
                let note = format!("its annotation is filled in elsewhere: `{}`", one.value);
                found.notes.push((one.account.id.clone(), note));
                continue;
            }
            let (kind, edges) = match one.attribute {
                ROLE => (EdgeKind::Assumes, others.role(one)),
                GOOGLE => (EdgeKind::Impersonates, others.google(one)),
                _ => (EdgeKind::Impersonates, others.entra(one)),
            };
            for (to, answer) in edges {
                found.nodes.extend(identity_named(estate.facts, &to));
                found.become_edge(&one.account.id, &to, kind, None, answer);
            }
        }
    }
}

/// A service account and one of its annotations.
struct Annotated<'a> {
    account: &'a Identity,
    attribute: &'static str,
    value: &'a str,
}

fn annotations(account: &Identity) -> impl Iterator<Item = Annotated<'_>> {
    let each = [ROLE, GOOGLE, ENTRA].into_iter();
    each.filter_map(|attribute| {
        Some(Annotated {
            account,
            attribute,
            value: account.attributes.get(attribute)?.as_str()?,
        })
    })
}

impl Annotated<'_> {
    fn evidence(&self) -> Evidence {
        Evidence {
            record: format!("identity:{}", self.account.id),
            pointer: format!("/attributes/{}", self.attribute),
            note: "its annotation".to_owned(),
        }
    }

    /// Kubernetes documentation, "Managing Service Accounts": how tokens name their account.
    fn subject(&self) -> String {
        let namespace = self.account.attributes.get("namespace");
        let namespace = namespace.and_then(|it| it.as_str()).unwrap_or("default");
        format!("system:serviceaccount:{namespace}:{}", self.account.name)
    }

    /// The annotation alone says so.
    fn assumed(&self, why: String) -> Answer {
        Answer::certain(vec![self.evidence()]).unless_proven(Certainty::Assumed, why)
    }
}

/// The other side: what identities trust.
struct Others<'r, 'e, 'a> {
    estate: &'e Estate<'a>,
    /// Identity -> what it trusts.
    into: BTreeMap<&'r str, Vec<&'r Trust<'e, 'a>>>,
    /// The identities of which some record of trust was read, on or off.
    recorded: BTreeSet<&'r str>,
    /// Pairs that members of GKE in a policy let in.
    of_gke: BTreeSet<(String, String)>,
}

type Edges = Vec<(String, Answer)>;

impl Others<'_, '_, '_> {
    fn role(&self, one: &Annotated<'_>) -> Edges {
        let entry = self.estate.resource(one.value);
        if entry.is_none_or(|it| it.policy.is_none()) {
            let why = format!("the trust policy of `{}` was not read", one.value);
            return vec![(one.value.to_owned(), one.assumed(why))];
        }
        self.let_in(one, one.value)
    }

    fn google(&self, one: &Annotated<'_>) -> Edges {
        let edges = self.let_in(one, one.value);
        if !edges.is_empty() {
            return edges;
        }
        let pair = (one.account.id.clone(), one.value.to_owned());
        if self.of_gke.contains(&pair) {
            return Vec::new();
        }
        // What a project grants, its service accounts inherit.
        let why = match self.recorded.contains(one.value) {
            true => {
                "the policy of its project, which was not read, grants `roles/iam.workloadIdentityUser`: that of the \
                 service account does not"
            }
            false => {
                "the service account of Google Cloud, whose policy was not read, grants the other \
                 `roles/iam.workloadIdentityUser`"
            }
        };
        vec![(one.value.to_owned(), one.assumed(why.to_owned()))]
    }

    fn entra(&self, one: &Annotated<'_>) -> Edges {
        // An application is called by its client id, in what it signs in with and in its own record.
        let ids = ["client", "app"].map(|kind| format!("azure:{kind}/{}", one.value));
        let read = ids.iter().any(|id| self.recorded.contains(id.as_str()));
        if read {
            return ids.iter().flat_map(|id| self.let_in(one, id)).collect();
        }
        let managed = self.into.range(MANAGED..);
        let managed = managed.take_while(|(id, _)| id.starts_with(MANAGED));
        let edges: Edges = managed
            .flat_map(|(id, _)| self.let_in(one, id))
            .map(|(id, answer)| {
                let why = format!("`{}` is its client id", one.value);
                (id, answer.unless_proven(Certainty::Conditional, why))
            })
            .collect();
        if !edges.is_empty() {
            return edges;
        }
        let [client, _] = ids;
        let why = format!("the federated credentials of `{}` were not read", one.value);
        vec![(client, one.assumed(why))]
    }

    /// What an identity says to the tokens of a service account, one answer for each trust that lets them in.
    fn let_in(&self, one: &Annotated<'_>, identity: &str) -> Edges {
        let subject = one.subject();
        let trusts = self.into.get(identity).into_iter().flatten();
        let clusters =
            trusts.filter(|it| Platform::of(&it.issuer, &subject) == Platform::Kubernetes);
        let edges = clusters.filter_map(|trust| {
            let token = Token {
                issuer: trust.issuer.clone(),
                subject: Glob::literal(&subject),
                // The pod that asks for the token chooses.
                audiences: Vec::new(),
                claims: BTreeMap::new(),
            };
            let mut answer = becomes(self.estate, &token, trust)?;
            answer.evidence.insert(0, one.evidence());
            let why = format!(
                "`{}` signs for the cluster of the service account",
                trust.issuer
            );
            let answer = answer.unless_proven(Certainty::Conditional, why);
            Some((identity.to_owned(), answer))
        });
        edges.collect()
    }
}

/// How the ids of managed identities begin.
const MANAGED: &str = "/subscriptions/";
