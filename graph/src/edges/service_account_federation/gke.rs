//! Members of GKE in the policy of a service account of Google Cloud: which service accounts of clusters they are.
//!
//! Google Cloud documentation, "About Workload Identity Federation for GKE" and "Principal identifiers". The pool of a project
//! is `PROJECT.svc.id.goog`; every cluster of the project that has the feature is in it, so that accounts of one name and
//! namespace are one and the same to it, whatever their cluster.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Federation, FederationRule, IdentityKind, Provider};

use crate::edges::Findings;
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence};
use crate::nodes::identity_named;

/// How pools of GKE end.
const POOL: &str = ".svc.id.goog";

/// What stands between namespace and name in the id of a service account: `k8s:CLUSTER/NAMESPACE/ServiceAccount/NAME`.
const ACCOUNT: &str = "/ServiceAccount/";

/// Whom a member means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member<'a> {
    /// One account.
    One { namespace: &'a str, name: &'a str },
    /// All accounts of a namespace.
    Namespace(&'a str),
    /// All accounts of a cluster.
    Cluster(&'a str),
    /// All accounts of the pool.
    All,
    /// The one with this number, which definitions do not have.
    Uid,
}

/// A record of trust in accounts of GKE.
struct Trust<'a> {
    record: &'a Federation,
    pool: &'a str,
    member: Member<'a>,
    /// The condition of the binding.
    condition: Option<&'a str>,
}

/// Whether a record is of a pool of GKE, whose providers nobody makes.
pub(in crate::edges) fn is_of_gke(federation: &Federation) -> bool {
    trust(federation).is_some()
}

fn trust(record: &Federation) -> Option<Trust<'_>> {
    let FederationRule::WorkloadIdentity {
        member,
        attribute_condition,
        ..
    } = &record.rule
    else {
        return None;
    };
    let (pool, member) = parse(member)?;
    Some(Trust {
        record,
        pool,
        member,
        condition: attribute_condition.as_deref(),
    })
}

/// The pool of a member, and whom of it the member means.
fn parse(member: &str) -> Option<(&str, Member<'_>)> {
    if let Some(older) = member.strip_prefix("serviceAccount:") {
        let (pool, rest) = older.split_once('[')?;
        let (namespace, name) = rest.strip_suffix(']')?.split_once('/')?;
        return pool
            .ends_with(POOL)
            .then_some((pool, Member::One { namespace, name }));
    }
    let (_, rest) = member.split_once("/workloadIdentityPools/")?;
    let (pool, selector) = rest.split_once('/')?;
    if !pool.ends_with(POOL) {
        return None;
    }
    let member = match selector.split_once('/') {
        None if selector == "*" => Member::All,
        Some(("subject", subject)) => {
            let (namespace, name) = subject.strip_prefix("ns/")?.split_once("/sa/")?;
            Member::One { namespace, name }
        }
        Some(("namespace", namespace)) => Member::Namespace(namespace),
        Some(("kubernetes.cluster", cluster)) => Member::Cluster(cluster),
        Some(("kubernetes.serviceaccount.uid", _)) => Member::Uid,
        _ => return None,
    };
    Some((pool, member))
}

/// Namespace and name in the id of a service account of a cluster.
fn named(id: &str) -> Option<(&str, &str)> {
    let (before, name) = id.strip_prefix("k8s:")?.split_once(ACCOUNT)?;
    let (_, namespace) = before.rsplit_once('/')?;
    Some((namespace, name))
}

/// The service accounts that facts describe, and those that something runs as.
fn accounts<'a>(estate: &Estate<'a>) -> BTreeSet<&'a str> {
    let identities = estate.facts.identities.values();
    let described = identities
        .filter(|it| it.kind == IdentityKind::ServiceAccount && it.provider == Provider::Kubernetes)
        .map(|it| it.id.as_str());
    let stages = estate.facts.pipelines.values().flat_map(|it| &it.stages);
    let workloads = estate.facts.workloads.values();
    let used = stages
        .flat_map(|it| &it.runs_as)
        .chain(workloads.flat_map(|it| &it.runs_as))
        .map(|it| it.identity.as_str())
        .filter(|it| named(it).is_some());
    described.chain(used).collect()
}

/// Draws what the members of GKE let in, and returns the pairs of accounts.
pub(super) fn add(estate: &Estate<'_>, found: &mut Findings) -> BTreeSet<(String, String)> {
    let records = estate.facts.federations.values().filter(|it| !it.disabled);
    let trusts: Vec<Trust<'_>> = records.filter_map(trust).collect();
    let mut drawn = BTreeSet::new();
    if trusts.is_empty() {
        return drawn;
    }
    let mut by_namespace: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for id in accounts(estate) {
        if let Some((namespace, name)) = named(id) {
            by_namespace.entry(namespace).or_default().push((name, id));
        }
    }
    for trust in &trusts {
        let in_namespace = |it: &str| by_namespace.get(it).cloned().unwrap_or_default();
        let let_in: Vec<String> = match trust.member {
            Member::One { namespace, name } => {
                let known = in_namespace(namespace).into_iter();
                let known: Vec<String> = known
                    .filter(|(it, _)| *it == name)
                    .map(|(_, id)| id.to_owned())
                    .collect();
                match known.is_empty() {
                    // It is there all the same: nobody read its manifest.
                    true => vec![format!("k8s:_/{namespace}{ACCOUNT}{name}")],
                    false => known,
                }
            }
            Member::Namespace(namespace) => {
                let all = in_namespace(namespace).into_iter();
                all.map(|(_, id)| id.to_owned()).collect()
            }
            Member::Cluster(_) | Member::All => {
                let all = by_namespace.values().flatten();
                all.map(|(_, id)| (*id).to_owned()).collect()
            }
            Member::Uid => Vec::new(),
        };
        if trust.member == Member::Uid {
            let note = format!(
                "trusts a service account of {} by a number that is not known",
                trust.pool
            );
            found.notes.push((trust.record.identity.clone(), note));
        }
        let to = &trust.record.identity;
        for from in let_in {
            found.nodes.extend(identity_named(estate.facts, &from));
            found.nodes.extend(identity_named(estate.facts, to));
            found.become_edge(&from, to, EdgeKind::Impersonates, None, answer(trust));
            drawn.insert((from, to.clone()));
        }
    }
    drawn
}

fn answer(trust: &Trust<'_>) -> Answer {
    let answer = Answer::certain(vec![Evidence {
        record: format!("federation:{}", trust.record.id),
        pointer: "/rule/member".to_owned(),
        note: "lets the service account be it".to_owned(),
    }]);
    let which = match trust.member {
        Member::Cluster(cluster) => format!("the cluster of the service account is `{cluster}`"),
        _ => format!(
            "the cluster of the service account is in the pool `{}`",
            trust.pool
        ),
    };
    let answer = answer.unless_proven(Certainty::Conditional, which);
    match trust.condition {
        Some(text) => answer.unless_proven(
            Certainty::Conditional,
            format!("the condition of the binding holds: `{text}`"),
        ),
        None => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::{Member, parse};

    const POOLS: &str = "iam.googleapis.com/projects/1/locations/global/workloadIdentityPools";

    #[test]
    fn members_mean_accounts_namespaces_and_clusters() {
        let one = Member::One {
            namespace: "ml",
            name: "trainer",
        };
        assert_eq!(
            parse("serviceAccount:acme.svc.id.goog[ml/trainer]"),
            Some(("acme.svc.id.goog", one))
        );
        let of = |scheme: &str, rest: &str| format!("{scheme}://{POOLS}/acme.svc.id.goog/{rest}");
        for (text, member) in [
            (of("principal", "subject/ns/ml/sa/trainer"), one),
            (of("principalSet", "namespace/ml"), Member::Namespace("ml")),
            (of("principalSet", "*"), Member::All),
            (
                of("principal", "kubernetes.serviceaccount.uid/u"),
                Member::Uid,
            ),
            (
                of("principalSet", "kubernetes.cluster/https://c/v1/x"),
                Member::Cluster("https://c/v1/x"),
            ),
        ] {
            assert_eq!(parse(&text), Some(("acme.svc.id.goog", member)), "{text}");
        }
        for other in [
            "serviceAccount:trainer@acme.iam.gserviceaccount.com",
            "serviceAccount:acme.svc.id.goog[ml]",
            "serviceAccount:acme.svc.id.goog[ml/trainer",
            "serviceAccount:acme.example[ml/trainer]",
            &format!("principalSet://{POOLS}/ci/attribute.repository/acme/app"),
            &of("principal", "subject/ml/trainer"),
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
