//! What must stop an attacker stops it, in every case of every rule and technique: the cases say what is reached, and here
//! each edge of a principal is blocked in every way that AWS has.
//!
//! A technique goes when one of its permissions is taken away, denied by a policy of the principal, left out of its
//! boundary, denied by a service control policy or not allowed by one; a role that is passed or taken on when its trust
//! policy lets nobody in or a resource control policy shuts it; what a principal touches when all is denied to it, and
//! what anybody touches when a resource control policy binds the resource.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod blocked;
mod cases;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_graph::model::{EdgeKind, Graph};
use blocked::{Hop, hops};
use cases::{Case, all};
use rayon::prelude::*;

/// What a law says of one case.
#[derive(Default)]
struct Said {
    /// What was not blocked.
    wrong: Vec<String>,
    /// What the law was tried on.
    tried: BTreeSet<String>,
}

/// Runs a law on every case of every rule: what it was tried on.
fn every(law: impl Fn(&str, &Case, &Graph, &mut Said) + Sync) -> BTreeSet<String> {
    let said: Vec<Said> = all()
        .into_par_iter()
        .map(|(rule, file, case)| {
            let mut said = Said::default();
            law(&rule, &case, &case.graph(), &mut said);
            for wrong in &mut said.wrong {
                wrong.insert_str(0, &format!("{rule}/{file}: "));
            }
            said
        })
        .collect();
    let wrong: Vec<&str> = said
        .iter()
        .flat_map(|said| said.wrong.iter().map(String::as_str))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    said.into_iter().flat_map(|said| said.tried).collect()
}

/// The hops of techniques by the principal that has them, each with the permissions of the technique.
fn escalations(case: &Case, graph: &Graph) -> BTreeMap<String, Vec<(Hop, BTreeSet<String>)>> {
    let permissions = blocked::permissions();
    let mut found: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for name in case.principal.keys() {
        for hop in hops(graph, &cases::id(name)) {
            if let Some(needed) = hop.technique.as_ref().and_then(|id| permissions.get(id)) {
                found
                    .entry(name.clone())
                    .or_default()
                    .push((hop, needed.clone()));
            }
        }
    }
    found
}

/// Blocks each permission of each technique that a principal has, and looks whether the technique is gone. Every permission
/// of every technique must have been tried.
fn each_permission(block: impl Fn(&Case, &str, &str) -> Option<Case> + Sync) {
    let tried = every(|_, case, graph, said| {
        for (name, techniques) in escalations(case, graph) {
            let actions: BTreeSet<&String> = techniques.iter().flat_map(|(_, all)| all).collect();
            for action in actions {
                let Some(blocked) = block(case, &name, action) else {
                    continue;
                };
                let left = hops(&blocked.graph(), &cases::id(&name));
                let left: BTreeSet<Hop> = left.into_iter().collect();
                for (hop, _) in techniques.iter().filter(|(_, all)| all.contains(action)) {
                    let technique = hop.technique.as_deref().unwrap_or_default();
                    said.tried.insert(format!("{technique} {action}"));
                    if left.contains(hop) {
                        said.wrong.push(format!("without {action} still {hop}"));
                    }
                }
            }
        }
    });
    let missing: Vec<String> = blocked::permissions()
        .into_iter()
        .flat_map(|(id, all)| all.into_iter().map(move |action| format!("{id} {action}")))
        .filter(|permission| !tried.contains(permission))
        .collect();
    assert!(missing.is_empty(), "in no case: {missing:?}");
}

#[test]
fn no_technique_without_one_of_its_permissions() {
    each_permission(|case, name, action| case.removing(name, action));
}

#[test]
fn no_technique_past_a_deny() {
    each_permission(|case, name, action| Some(case.denying(name, action)));
}

#[test]
fn no_technique_past_a_boundary() {
    each_permission(|case, name, action| Some(case.bounding(name, action)));
}

#[test]
fn no_technique_past_a_service_control_policy_that_denies() {
    each_permission(|case, name, action| case.controlling(name, action, true));
}

#[test]
fn no_technique_past_a_service_control_policy_that_does_not_allow() {
    each_permission(|case, name, action| case.controlling(name, action, false));
}

/// Whether a hop needs a permission of the principal.
fn is_asked(hop: &Hop) -> bool {
    matches!(
        hop.kind,
        EdgeKind::Assumes
            | EdgeKind::Impersonates
            | EdgeKind::Controls
            | EdgeKind::Escalates
            | EdgeKind::Mints
            | EdgeKind::Administers
            | EdgeKind::Touches
    )
}

/// Rules whose edges need no permission of a principal of IAM, or whose cases have none.
const WITHOUT_PERMISSIONS: [&str; 22] = [
    "acl-access",
    "app-installations",
    "credential",
    "external-touch",
    "external-trust",
    "gitlab-runner",
    "identity-pools",
    "identity-provider",
    "job-artifacts",
    "job-secrets",
    "job-token",
    "lineage",
    "public-access",
    "pull-request-target",
    "repository-push",
    "secret-holds",
    "self-hosted-runner",
    "service-account-federation",
    "stage-secrets",
    "storage-containment",
    "workload-federation",
    "workload-identity",
];

/// Takes everything from each principal of IAM that has some hop, and looks whether something is left that is not spared.
/// Every rule must have been tried.
fn everything(
    block: impl Fn(&Case, &str) -> Option<Case> + Sync,
    spared: impl Fn(&Case, &Hop, &str) -> bool + Sync,
    without: &[&str],
) {
    let tried = every(|rule, case, graph, said| {
        for name in case.principal.keys() {
            let id = cases::id(name);
            if !id.starts_with("arn:aws:iam:") {
                continue;
            }
            let is_meant = |hop: &Hop| is_asked(hop) && !spared(case, hop, name);
            let had = hops(graph, &id).iter().filter(|hop| is_meant(hop)).count();
            let Some(blocked) = block(case, name).filter(|_| had > 0) else {
                continue;
            };
            said.tried.insert(rule.to_owned());
            for hop in hops(&blocked.graph(), &id).into_iter().filter(is_meant) {
                said.wrong.push(format!("still {hop}"));
            }
        }
    });
    let missing: BTreeSet<String> = all()
        .into_iter()
        .map(|(rule, ..)| rule)
        .filter(|rule| {
            ![&WITHOUT_PERMISSIONS, without]
                .concat()
                .contains(&rule.as_str())
        })
        .filter(|rule| !tried.contains(rule))
        .collect();
    assert!(missing.is_empty(), "in no case: {missing:?}");
}

#[test]
fn nothing_past_a_deny_of_everything() {
    everything(
        |case, name| Some(case.denying(name, "*")),
        |_, _, _| false,
        &[],
    );
}

#[test]
fn nothing_past_a_service_control_policy_against_everything() {
    everything(
        |case, name| case.controlling(name, "*", true),
        |_, _, _| false,
        &[],
    );
}

#[test]
fn nothing_past_a_boundary_but_what_names_the_principal() {
    everything(
        |case, name| Some(case.bounding(name, "*")),
        Case::is_named_at,
        // Behind an access point the policy of the bucket is for everyone.
        &["touch-access-points"],
    );
}

#[test]
fn everything_past_what_forbids_something_else() {
    let tried = every(|rule, case, graph, said| {
        let left = blocked::all_hops(&case.forbidding_else().graph());
        let left: BTreeSet<Hop> = left.into_iter().map(Hop::without_names).collect();
        for hop in blocked::all_hops(graph) {
            said.tried.insert(rule.to_owned());
            if !left.contains(&hop.clone().without_names()) {
                said.wrong.push(format!("no more {hop}"));
            }
        }
    });
    assert!(tried.len() > 100, "{tried:?}");
}

/// What hangs on the trust of a role: taking it on, and each technique that passes it to a service.
fn on_trust() -> BTreeSet<String> {
    let mut all = blocked::passed();
    all.insert("assumes".to_owned());
    all
}

/// The name of a hop among those that hang on the trust of a role.
fn trusted(hop: &Hop) -> String {
    match hop.kind {
        EdgeKind::Assumes => "assumes".to_owned(),
        _ => hop.technique.clone().unwrap_or_default(),
    }
}

#[test]
fn no_role_that_trusts_nobody() {
    let hanging = on_trust();
    let tried = every(|_, case, graph, said| {
        for name in case.principal.keys() {
            let id = cases::id(name);
            // Assignments of IAM Identity Center are no trust policies.
            for hop in hops(graph, &id)
                .into_iter()
                .filter(|hop| id.starts_with("arn:aws:iam:") && hanging.contains(&trusted(hop)))
            {
                let Some(blocked) = case.trusting_nobody(&hop.to) else {
                    continue;
                };
                said.tried.insert(trusted(&hop));
                if hops(&blocked.graph(), &id).contains(&hop) {
                    said.wrong.push(format!("still {hop}"));
                }
            }
        }
    });
    let missing: Vec<&String> = hanging.difference(&tried).collect();
    assert!(missing.is_empty(), "in no case: {missing:?}");
}

/// Services whose resources are touched and which resource control policies bind.
const BOUND: [&str; 6] = [
    "aws:dynamodb:table",
    "aws:ecr:repository",
    "aws:kms:key",
    "aws:s3:bucket",
    "aws:secretsmanager:secret",
    "aws:sqs:queue",
];

#[test]
fn no_role_and_no_resource_that_a_resource_control_policy_shuts() {
    let hanging = on_trust();
    let tried = every(|_, case, graph, said| {
        let blocked = case.shutting();
        let left: BTreeSet<Hop> = blocked::all_hops(&blocked.graph()).into_iter().collect();
        for hop in blocked::all_hops(graph) {
            let what = match hop.kind {
                // The service writes what was asked, and not who asked it.
                EdgeKind::Touches if hop.technique.as_deref() == Some("captured-request-001") => {
                    continue;
                }
                EdgeKind::Touches if blocked::is_bound(&hop.to_type) => hop.to_type.clone(),
                EdgeKind::Touches => continue,
                EdgeKind::Trusts => "trusts".to_owned(),
                _ if hanging.contains(&trusted(&hop)) => trusted(&hop),
                _ => continue,
            };
            if case.is_shut(&hop) {
                said.tried.insert(what);
                if left.contains(&hop) {
                    said.wrong.push(format!("still {hop}"));
                }
            }
        }
    });
    let mut wanted = hanging;
    wanted.extend(BOUND.map(str::to_owned));
    wanted.insert("trusts".to_owned());
    let missing: Vec<&String> = wanted.difference(&tried).collect();
    assert!(missing.is_empty(), "in no case: {missing:?}");
}
