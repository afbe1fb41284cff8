//! How wide a trust is, as the graph keeps it beside the edges.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Federation, Provider};

use super::trusts::{Trust, Written};
use crate::authorize::aws::asks;
use crate::estate::Estate;
use crate::federation::{Class, Glob, Platform, Test, Width, aws};
use crate::model::{Evidence, TrustDetail};

/// So many subjects of one trust are told.
const SUBJECTS: usize = 32;

/// What the graph keeps of a trust.
pub(super) fn detail(
    estate: &Estate<'_>,
    trust: &Trust<'_, '_>,
    width: &Width,
    class: Class,
) -> TrustDetail {
    let clauses = trust.formula.clauses();
    let mut unknown = BTreeSet::new();
    let mut subjects: BTreeSet<&Glob> = BTreeSet::new();
    for clause in clauses.iter().flatten() {
        unknown.extend(clause.unknown.iter().cloned());
        for asked in clause.asked.get("sub").into_iter().flatten() {
            if let (Test::In { globs, .. }, true) = (&asked.test, asked.wanted) {
                subjects.extend(globs);
            }
        }
    }
    if clauses.is_none() {
        unknown.insert("it has more combinations of conditions than are looked at".to_owned());
    }
    let (provider, pool, evidence) = match trust.written() {
        Written::Policy(entry, provider) => {
            (Provider::Aws, None, statements(estate, entry, provider))
        }
        Written::Record(federation) => (
            federation.provider,
            pool_of(federation),
            vec![record(federation)],
        ),
    };
    TrustDetail {
        identity: trust.identity.to_owned(),
        provider,
        issuer: trust.issuer.clone(),
        pool,
        class,
        impossible: width.class == Class::Never,
        of: width.of.clone(),
        open: Platform::of(&trust.issuer, "").is_open(&trust.issuer),
        subjects: subjects
            .iter()
            .take(SUBJECTS)
            .map(ToString::to_string)
            .collect(),
        unknown: unknown.into_iter().collect(),
        evidence,
    }
}

/// A record of trust in a pool whose providers were not read: nobody knows who is let in.
pub(super) fn unread(federation: &Federation) -> TrustDetail {
    TrustDetail {
        identity: federation.identity.clone(),
        provider: federation.provider,
        issuer: federation.issuer.clone(),
        pool: pool_of(federation),
        class: Class::Unknown,
        impossible: false,
        of: None,
        open: false,
        subjects: Vec::new(),
        unknown: vec!["the providers of the pool were not read".to_owned()],
        evidence: vec![record(federation)],
    }
}

fn record(federation: &Federation) -> Evidence {
    Evidence {
        record: format!("federation:{}", federation.id),
        pointer: "/rule".to_owned(),
        note: "trusts the issuer".to_owned(),
    }
}

/// The pool of a member: `//iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/P`.
fn pool_of(federation: &Federation) -> Option<String> {
    use blastradius_collectors::facts::FederationRule::WorkloadIdentity;
    let WorkloadIdentity { member, .. } = &federation.rule else {
        return None;
    };
    let (_, name) = member.split_once(':')?;
    let (start, rest) = name.split_once("/workloadIdentityPools/")?;
    let pool = rest.split('/').next().unwrap_or(rest);
    Some(format!("{start}/workloadIdentityPools/{pool}"))
}

/// The statements of a trust policy that let in tokens of a provider.
fn statements(
    estate: &Estate<'_>,
    entry: &crate::estate::ResourceEntry,
    provider: &str,
) -> Vec<Evidence> {
    let Some(policy) = &entry.policy else {
        return Vec::new();
    };
    let context = estate.context.request(estate.taken);
    let host = aws::host_of(provider);
    asks(
        &policy.document,
        provider,
        host,
        aws::WEB_IDENTITY,
        &context,
    )
    .into_iter()
    .filter(|it| it.allows)
    .map(|it| Evidence {
        record: format!("policy:{}", policy.document.id),
        pointer: estate.pointer(&policy.document.id, Some(it.statement)),
        note: format!("allows {}", aws::WEB_IDENTITY),
    })
    .collect()
}
