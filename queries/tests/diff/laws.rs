//! Laws: nothing changes between a snapshot and itself; what is new one way is closed the other way.

use blastradius_queries::answer::{Changed, Diff};

use crate::cases::{Case, all, snapshot};
use crate::pairs::{Estate, Said, checked, said};

/// A case in which every user has a key.
fn with_keys(mut case: Case) -> Case {
    for (name, principal) in &mut case.principal {
        if name.contains("user/") && principal.keys.is_none() {
            let name: String = name
                .to_uppercase()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            principal.keys = Some(vec![format!("AKIA{name:0<16.16}")]);
        }
    }
    case
}

fn turned(said: Vec<Said>) -> Vec<Said> {
    let turn = |change| match change {
        Changed::New => Changed::Closed,
        Changed::Closed => Changed::New,
        other => other,
    };
    let mut turned: Vec<Said> = (said.into_iter())
        .map(|(change, id, plane, derived, of)| (turn(change), id, plane, derived, of))
        .collect();
    turned.sort();
    turned
}

/// Checks both directions; how many changes there are.
pub(crate) fn both_ways(name: &str, old: &Estate, new: &Estate) -> Diff {
    let (there, back) = (checked(old, new), checked(new, old));
    assert_eq!(said(&there), turned(said(&back)), "{name}");
    assert_eq!(there.summary.new, back.summary.closed, "{name}");
    assert_eq!(
        there.summary.credentials_came, back.summary.credentials_went,
        "{name}"
    );
    there
}

#[test]
fn every_fourth_mutation_of_every_case_of_the_rules() {
    let (mut pairs, mut changes, mut unexplained) = (0, 0, Vec::new());
    for (rule, file, case) in all() {
        if case.mutation.is_empty() || !case.context.is_empty() {
            continue;
        }
        let case = with_keys(case);
        let old = Estate::new(snapshot(&case));
        let at = (rule.len() + file.len()) % case.mutation.len();
        for mutation in case.mutation.iter().skip(at).step_by(4).take(1) {
            if mutation.context.is_some() {
                continue;
            }
            let new = Estate::new(snapshot(&case.mutated(mutation)));
            let name = format!("{rule}/{file}: {}", mutation.about);
            let answer = both_ways(&name, &old, &new);
            pairs += 1;
            changes += answer.changes.len();
            for it in &answer.changes {
                if it.facts.is_empty() && it.change != Changed::Unknown {
                    unexplained.push(format!("{name}: {} {}", it.change.name(), it.id));
                }
            }
        }
        let same = checked(&old, &old);
        assert!(
            same.changes.is_empty() && same.credentials.is_empty(),
            "{rule}/{file}"
        );
    }
    assert!(
        pairs > 150 && changes > 150,
        "{pairs} pairs, {changes} changes"
    );
    assert!(
        unexplained.is_empty(),
        "without a fact:\n{}",
        unexplained.join("\n")
    );
}
