//! Changes that take things away whole: revoked and rotated credentials, whatever is deleted.

use blastradius_collectors::facts::{AssetClass, FactKind};

use super::apply::Making;
use super::error::ChangeError;
use super::names::one;

/// A credential does not work any more; of an identity none does.
pub(super) fn revoke(making: &mut Making<'_>, text: &str) -> Result<(), ChangeError> {
    let kinds = [FactKind::Credential, FactKind::Identity];
    let (kind, id) = subject(making, text, &kinds, "credential or identity")?;
    if kind == FactKind::Credential {
        making.facts().credentials.remove(&id);
        making.note(FactKind::Credential, &id);
        return Ok(());
    }
    let scope = making
        .facts()
        .identities
        .get(&id)
        .map(|it| it.scope.clone());
    let own = credentials_of(making, &id);
    if own.is_empty() {
        return Err(ChangeError::Impossible(format!(
            "no credential of `{id}` is in the snapshot"
        )));
    }
    for credential in own {
        making.facts().credentials.remove(&credential);
        making.note(FactKind::Credential, &credential);
    }
    making.gaps_of(scope.as_deref(), "iam:ListAccessKeys");
    Ok(())
}

/// The id of what a text means. A credential is meant before its identity when both have the name, unless that is exact.
fn subject(
    making: &mut Making<'_>,
    text: &str,
    kinds: &[FactKind],
    what: &str,
) -> Result<(FactKind, String), ChangeError> {
    let facts = making.facts();
    let mut first = None;
    for kind in kinds {
        match one(facts, text, &[*kind], what) {
            Ok(found) if found.1 == text => return Ok((found.0, found.1.to_owned())),
            Ok(found) => {
                first.get_or_insert((found.0, found.1.to_owned()));
            }
            Err(_) => {}
        }
    }
    match first {
        Some(found) => Ok(found),
        None => one(facts, text, kinds, what).map(|found| (found.0, found.1.to_owned())),
    }
}

fn credentials_of(making: &mut Making<'_>, identity: &str) -> Vec<String> {
    let all = making.facts().credentials.values();
    all.filter(|it| it.identity == identity)
        .map(|it| it.id.clone())
        .collect()
}

/// A credential or secret gets a new value: what leaked is worth nothing, who reads the new one has what he had.
pub(super) fn rotate(making: &mut Making<'_>, text: &str) -> Result<(), ChangeError> {
    let kinds = [FactKind::Credential, FactKind::Asset];
    let (kind, id) = subject(making, text, &kinds, "credential or secret")?;
    let class = making.facts().assets.get(&id).map(|it| it.class);
    if kind == FactKind::Asset && class != Some(AssetClass::Secret) {
        return Err(ChangeError::Impossible(format!(
            "`{id}` is no secret, so it has no value to rotate"
        )));
    }
    making.note(kind, &id);
    making.applied.notes.push(
        "who can read the new value still comes by it to what the old one led to; copies of the old one lead nowhere"
            .to_owned(),
    );
    if kind == FactKind::Asset {
        making.applied.notes.push(
            "the credentials in it are taken as replaced too: one that stays active has to be revoked"
                .to_owned(),
        );
    }
    making.rotated.insert(id);
    Ok(())
}

/// Something is gone, with all that is only there for it.
pub(super) fn delete(making: &mut Making<'_>, text: &str) -> Result<(), ChangeError> {
    let kinds = [
        FactKind::Credential,
        FactKind::Identity,
        FactKind::Policy,
        FactKind::Workload,
        FactKind::Pipeline,
        FactKind::Asset,
        FactKind::Federation,
    ];
    let (kind, id) = {
        let found = one(making.facts(), text, &kinds, "thing")?;
        (found.0, found.1.to_owned())
    };
    making.note(kind, &id);
    let mut gone = vec![id.clone()];
    match kind {
        FactKind::Credential => {
            making.facts().credentials.remove(&id);
        }
        FactKind::Federation => {
            making.facts().federations.remove(&id);
        }
        FactKind::Identity => {
            for credential in credentials_of(making, &id) {
                making.facts().credentials.remove(&credential);
                making.note(FactKind::Credential, &credential);
            }
            let facts = making.facts();
            facts.identities.remove(&id);
            for identity in facts.identities.values_mut() {
                identity.member_of.retain(|of| *of != id);
            }
            for workload in facts.workloads.values_mut() {
                workload.runs_as.retain(|it| it.identity != id);
            }
            for stage in facts.pipelines.values_mut().flat_map(|it| &mut it.stages) {
                stage.runs_as.retain(|it| it.identity != id);
            }
            facts.federations.retain(|_, it| it.identity != id);
        }
        FactKind::Policy => {
            making.facts().policies.remove(&id);
        }
        FactKind::Workload => {
            let code = format!("{id}#code");
            making.facts().workloads.remove(&id);
            making.facts().assets.remove(&code);
            gone.push(code);
        }
        FactKind::Pipeline => {
            if let Some(pipeline) = making.facts().pipelines.remove(&id) {
                gone.extend(pipeline.stages.into_iter().map(|stage| stage.id));
            }
        }
        _ => {
            let facts = making.facts();
            let part = |it: &&blastradius_collectors::facts::Asset| {
                it.id == id || it.part_of.as_deref() == Some(id.as_str())
            };
            gone = facts
                .assets
                .values()
                .filter(part)
                .map(|it| it.id.clone())
                .collect();
            for id in &gone {
                facts.assets.remove(id);
            }
        }
    }
    let owned = |policy: &str| {
        gone.iter().any(|id| {
            let rest = policy.strip_prefix(id.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        })
    };
    let facts = making.facts();
    facts.policies.retain(|policy, _| !owned(policy));
    facts
        .attachments
        .retain(|_, it| !gone.contains(&it.target) && !owned(&it.policy));
    facts
        .lineage
        .retain(|_, it| !gone.contains(&it.from) && !gone.contains(&it.to));
    Ok(())
}
