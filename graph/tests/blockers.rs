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

/// Runs a law on every case and collects what it says.
fn every(law: impl Fn(&Case, &Graph, &mut Vec<String>) -> usize + Sync) -> usize {
    let results: Vec<(usize, Vec<String>)> = all()
        .into_par_iter()
        .map(|(rule, file, case)| {
            let mut wrong = Vec::new();
            let checked = law(&case, &case.graph(), &mut wrong);
            let wrong = wrong
                .into_iter()
                .map(|text| format!("{rule}/{file}: {text}"))
                .collect();
            (checked, wrong)
        })
        .collect();
    let checked = results.iter().map(|(checked, _)| checked).sum();
    let wrong: Vec<String> = results.into_iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    eprintln!("{checked} checked");
    checked
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

/// Blocks each permission of each technique that a principal has, and looks whether the technique is gone.
fn each_permission(block: impl Fn(&Case, &str, &str) -> Option<Case> + Sync) -> usize {
    every(|case, graph, wrong| {
        let mut checked = 0;
        for (name, techniques) in escalations(case, graph) {
            let actions: BTreeSet<&String> = techniques.iter().flat_map(|(_, all)| all).collect();
            for action in actions {
                let Some(blocked) = block(case, &name, action) else {
                    continue;
                };
                let left: BTreeSet<Hop> = hops(&blocked.graph(), &cases::id(&name))
                    .into_iter()
                    .collect();
                for (hop, needed) in &techniques {
                    if needed.contains(action) {
                        checked += 1;
                        if left.contains(hop) {
                            wrong.push(format!("{name} without {action} still has {hop}"));
                        }
                    }
                }
            }
        }
        checked
    })
}

#[test]
fn no_technique_without_one_of_its_permissions() {
    let checked = each_permission(|case, name, action| case.removing(name, action));
    assert!(checked > 100, "{checked}");
}

#[test]
fn no_technique_past_a_deny() {
    let checked = each_permission(|case, name, action| Some(case.denying(name, action)));
    assert!(checked > 200, "{checked}");
}

#[test]
fn no_technique_past_a_boundary() {
    let checked = each_permission(|case, name, action| Some(case.bounding(name, action)));
    assert!(checked > 200, "{checked}");
}

#[test]
fn no_technique_past_a_service_control_policy_that_denies() {
    let checked = each_permission(|case, name, action| case.controlling(name, action, true));
    assert!(checked > 200, "{checked}");
}

#[test]
fn no_technique_past_a_service_control_policy_that_does_not_allow() {
    let checked = each_permission(|case, name, action| case.controlling(name, action, false));
    assert!(checked > 200, "{checked}");
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

/// Takes everything from each principal of IAM that has some hop, and looks whether something is left that is not spared.
fn everything(
    block: impl Fn(&Case, &str) -> Option<Case> + Sync,
    spared: impl Fn(&Case, &Hop, &str) -> bool + Sync,
) -> usize {
    every(|case, graph, wrong| {
        let mut checked = 0;
        for name in case.principal.keys() {
            let id = cases::id(name);
            if !id.starts_with("arn:aws:iam:") {
                continue;
            }
            let is_meant = |hop: &Hop| is_asked(hop) && !spared(case, hop, name);
            let had = hops(graph, &id).into_iter().filter(is_meant).count();
            let Some(blocked) = block(case, name).filter(|_| had > 0) else {
                continue;
            };
            checked += had;
            for hop in hops(&blocked.graph(), &id).into_iter().filter(is_meant) {
                wrong.push(format!("still {hop}"));
            }
        }
        checked
    })
}

#[test]
fn nothing_past_a_deny_of_everything() {
    let checked = everything(|case, name| Some(case.denying(name, "*")), |_, _, _| false);
    assert!(checked > 300, "{checked}");
}

#[test]
fn nothing_past_a_service_control_policy_against_everything() {
    let checked = everything(
        |case, name| case.controlling(name, "*", true),
        |_, _, _| false,
    );
    assert!(checked > 300, "{checked}");
}

#[test]
fn nothing_past_a_boundary_but_what_names_the_principal() {
    let checked = everything(
        |case, name| Some(case.bounding(name, "*")),
        Case::is_named_at,
    );
    assert!(checked > 300, "{checked}");
}

#[test]
fn no_role_that_trusts_nobody() {
    let passed = blocked::passed();
    let checked = every(|case, graph, wrong| {
        let mut checked = 0;
        for name in case.principal.keys() {
            let id = cases::id(name);
            // Assignments of IAM Identity Center are no trust policies.
            for hop in hops(graph, &id)
                .into_iter()
                .filter(|_| id.starts_with("arn:aws:iam:"))
            {
                let technique = hop.technique.as_ref().is_some_and(|id| passed.contains(id));
                if hop.kind != EdgeKind::Assumes && !technique {
                    continue;
                }
                let Some(blocked) = case.trusting_nobody(&hop.to) else {
                    continue;
                };
                checked += 1;
                if hops(&blocked.graph(), &id).contains(&hop) {
                    wrong.push(format!("still {hop}"));
                }
            }
        }
        checked
    });
    assert!(checked > 80, "{checked}");
}

#[test]
fn no_role_and_no_resource_that_a_resource_control_policy_shuts() {
    let passed = blocked::passed();
    let checked = every(|case, graph, wrong| {
        let Some(blocked) = case.shutting() else {
            return 0;
        };
        let left: BTreeSet<Hop> = blocked::all_hops(&blocked.graph()).into_iter().collect();
        let mut checked = 0;
        for hop in blocked::all_hops(graph) {
            let bound = match hop.kind {
                EdgeKind::Assumes | EdgeKind::Trusts => true,
                EdgeKind::Touches => blocked::is_bound(&hop.to_type),
                _ => hop.technique.as_ref().is_some_and(|id| passed.contains(id)),
            };
            if bound && case.is_shut(&hop) {
                checked += 1;
                if left.contains(&hop) {
                    wrong.push(format!("still {hop}"));
                }
            }
        }
        checked
    });
    assert!(checked > 100, "{checked}");
}
