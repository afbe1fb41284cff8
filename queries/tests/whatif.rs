//! What changes would do: cases as data, and a thousand random changes against a plain comparison of what is reached.
//!
//! A file in `whatif/` is a case of the graph (`tests/cases`) with `changes` and what they come to: `lost`, `gained` and
//! `keeps` as `KEY read|change|administer ASSET`, or `same`; `comes` and `goes` are edges, `note` is what the change says of itself.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../../graph/tests/cases/mod.rs"]
mod cases;
#[path = "../../graph/tests/estates/mod.rs"]
mod estates;
#[path = "common/files.rs"]
mod files;
#[path = "../../graph/tests/support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{
    AttachmentKind, Credential, CredentialKind, IdentityKind, Origin, Provider,
};
use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::model::{Access, Certainty, EdgeKind, Graph, NodeKind};
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::answer::{Plane, WhatIf};
use blastradius_queries::recheck::{Claim, recheck};
use blastradius_queries::whatif::{Change, ChangeError, WhatIfOptions, apply, compare};
use cases::{Case, id};
use support::Random;

fn list(table: &mut toml::Table, name: &str) -> Vec<String> {
    let value = table.remove(name);
    value.map_or_else(Vec::new, |it| it.try_into().unwrap())
}

fn graph(snapshot: &Snapshot) -> Graph {
    build(snapshot, &BuildOptions::default()).unwrap()
}

/// The states that each hop joins, at least so sure: of a node in what way one has it, to a node in what way.
fn moves(graph: &Graph, level: Certainty) -> BTreeMap<(usize, char), BTreeSet<(usize, char)>> {
    let mut moves: BTreeMap<(usize, char), BTreeSet<(usize, char)>> = BTreeMap::new();
    for (_, from, to, edge) in graph.edges().filter(|it| it.3.certainty >= level) {
        let mut add = |way: char, gained: char| {
            let from = moves.entry((from.index(), way)).or_default();
            from.insert((to.index(), gained));
        };
        let any = |ways: &[Access]| ways.iter().any(|it| edge.access.contains(*it));
        match edge.kind {
            EdgeKind::PartOf => {}
            EdgeKind::Touches => {
                if any(&[Access::Read, Access::Use]) {
                    add('a', if any(&[Access::Read]) { 'r' } else { 'u' });
                }
                if any(&[Access::Write, Access::Delete, Access::Administer]) {
                    add('a', 'c');
                }
            }
            EdgeKind::Flows => {
                add('c', 'f');
                add('f', 'f');
            }
            _ => {
                add('a', 'a');
                if edge.kind == EdgeKind::Holds {
                    add('r', 'a');
                }
            }
        }
    }
    moves
}

/// What every credential reaches: `KEY read ASSET`, with how surely. By plain floods, a level at a time.
fn reached(graph: &Graph) -> BTreeMap<String, Certainty> {
    let mut all = BTreeMap::new();
    let nodes: Vec<_> = graph.nodes().collect();
    for level in Certainty::ALL {
        let moves = moves(graph, level);
        for (id, node) in nodes.iter().filter(|it| it.1.kind == NodeKind::Credential) {
            let mut seen = BTreeSet::from([(id.index(), 'a')]);
            let mut open: Vec<(usize, char)> = seen.iter().copied().collect();
            while let Some(state) = open.pop() {
                let next = moves.get(&state).into_iter().flatten().copied();
                open.extend(next.filter(|it| seen.insert(*it)));
            }
            for (at, way) in seen {
                let what = nodes[at].1;
                let way = match (way, what.kind) {
                    ('r' | 'u', NodeKind::Asset) => "read",
                    ('c' | 'f', NodeKind::Asset) => "change",
                    ('a', NodeKind::Scope) => "administer",
                    _ => continue,
                };
                // The most certain level comes first.
                let key = format!("{} {way} {}", node.id, what.id);
                all.entry(key).or_insert(level);
            }
        }
    }
    all
}

/// `lost`, `gained`, `weaker`, `stronger` of two such tables.
fn counts(before: &BTreeMap<String, Certainty>, after: &BTreeMap<String, Certainty>) -> [usize; 4] {
    let lost = before.keys().filter(|it| !after.contains_key(*it)).count();
    let gained = after.keys().filter(|it| !before.contains_key(*it)).count();
    let both = before
        .iter()
        .filter_map(|(key, was)| Some((*was, *after.get(key)?)));
    let weaker = both.clone().filter(|(was, is)| was > is).count();
    let stronger = both.filter(|(was, is)| was < is).count();
    [lost, gained, weaker, stronger]
}

fn told(answer: &WhatIf) -> [usize; 4] {
    let sum = |of: &dyn Fn(&blastradius_queries::answer::Tally) -> usize| {
        let summary: usize = answer.summary.tallies.iter().map(of).sum();
        let single = answer.credentials.iter().flat_map(|it| &it.tallies);
        assert_eq!(summary, single.map(of).sum::<usize>());
        summary
    };
    [
        sum(&|it| it.lost),
        sum(&|it| it.gained),
        sum(&|it| it.weaker),
        sum(&|it| it.stronger),
    ]
}

#[test]
fn every_case_comes_to_what_it_says() {
    files::every_case("whatif", check);
}

fn check(text: &str) {
    let mut table: toml::Table = toml::from_str(text).unwrap();
    let names = [
        "changes", "require", "lost", "gained", "keeps", "kept", "breaks", "comes", "goes",
    ];
    let [
        changes,
        require,
        lost,
        gained,
        keeps,
        kept,
        breaks,
        comes,
        goes,
    ] = names.map(|name| list(&mut table, name));
    let same = table.remove("same").is_some();
    let mut word = |name: &str| Some(table.remove(name)?.as_str().unwrap().to_owned());
    let [error, help, unknown, note] = ["error", "help", "unknown", "note"].map(&mut word);
    let files: BTreeMap<String, String> = table
        .remove("files")
        .map_or_else(BTreeMap::new, |it| it.try_into().unwrap());
    let case: Case = toml::Value::Table(table).try_into().unwrap();
    let snapshot = cases::snapshot(&case);
    let load = |path: &str| {
        files
            .get(path)
            .cloned()
            .ok_or_else(|| "no such file".to_owned())
    };
    let parsed: Result<Vec<Change>, ChangeError> =
        changes.iter().map(|it| Change::parse(it)).collect();
    let changed = match parsed.and_then(|changes| apply(&snapshot, &changes, &load)) {
        Ok(changed) => {
            assert_eq!(error, None);
            changed
        }
        Err(found) => {
            let text = found.to_string();
            assert!(error.is_some_and(|it| text.contains(&it)), "{text}");
            if let Some(help) = help {
                let text = found.help().unwrap();
                assert!(text.contains(&help), "{text}");
            }
            return;
        }
    };
    let pairs: Vec<(String, String)> = require
        .iter()
        .map(|it| it.split_once('=').unwrap())
        .map(|(a, b)| (id(a), id(b)))
        .collect();
    let (before, after) = (graph(&snapshot), graph(&changed.snapshot));
    let options = WhatIfOptions {
        require: pairs,
        ..WhatIfOptions::default()
    };
    let answer = compare(&before, &after, &changed, &options);
    let triple = |text: &String| {
        let (key, rest) = text.split_once(' ').unwrap();
        let (way, asset) = rest.split_once(' ').unwrap();
        let key = match key.contains(':') {
            true => key.to_owned(),
            false => format!("aws:access-key/{key}"),
        };
        (key, way.to_owned(), id(asset))
    };
    let differs = |gains: bool| -> BTreeSet<(String, String, String)> {
        let of = |it: &blastradius_queries::answer::ChangedCredential| {
            let worst = it.worst.clone().into_iter();
            let id = it.id.clone();
            worst
                .filter(move |it| {
                    if gains {
                        it.before.is_none()
                    } else {
                        it.after.is_none()
                    }
                })
                .map(move |it| (id.clone(), it.access.to_owned(), it.id))
                .collect::<Vec<_>>()
        };
        answer.credentials.iter().flat_map(of).collect()
    };
    for it in lost.iter().map(triple) {
        assert!(
            differs(false).contains(&it),
            "not lost: {it:?}: {answer:#?}"
        );
    }
    for it in gained.iter().map(triple) {
        assert!(
            differs(true).contains(&it),
            "not gained: {it:?}: {answer:#?}"
        );
    }
    let still = reached(&before);
    for it in keeps.iter().map(triple) {
        assert!(!differs(false).contains(&it), "not kept: {it:?}");
        assert!(
            still.contains_key(&format!("{} {} {}", it.0, it.1, it.2)),
            "{it:?}"
        );
    }
    for (edges, without, with) in [(comes, &before, &after), (goes, &after, &before)] {
        let joined = |graph: &Graph, edge: &str| {
            let (from, to) = edge.split_once(" -> ").unwrap();
            graph
                .edges()
                .any(|it| graph.node(it.1).id == from && graph.node(it.2).id == to)
        };
        for edge in edges {
            assert!(joined(with, &edge), "{edge} is not there");
            assert!(!joined(without, &edge), "{edge} is in both");
        }
    }
    if let Some(note) = note {
        let notes = answer.changes.iter().flat_map(|it| &it.notes);
        assert!(notes.clone().any(|it| it.contains(&note)), "{answer:#?}");
    }
    if same {
        assert!(answer.credentials.is_empty(), "{answer:#?}");
        assert_eq!(told(&answer), [0; 4]);
    } else {
        assert!(
            answer.summary.affected > 0 || unknown.is_some(),
            "{answer:#?}"
        );
    }
    for it in &kept {
        let (key, to) = it.split_once(" -> ").unwrap();
        let found = answer.kept.iter().find(|it| it.to == id(to));
        let found = found.unwrap_or_else(|| panic!("{it}: {answer:#?}"));
        assert!(found.credential.ends_with(key), "{found:#?}");
        assert!(!found.path.is_empty());
    }
    let broken: Vec<String> = answer
        .required
        .iter()
        .filter(|it| it.before && !it.after)
        .map(|it| format!("{}={}", it.subject, it.asset))
        .collect();
    let ids = |it: &String| {
        let (a, b) = it.split_once('=').unwrap();
        format!("{}={}", id(a), id(b))
    };
    assert_eq!(broken, breaks.iter().map(ids).collect::<Vec<_>>());
    assert_eq!(answer.summary.breaks, !broken.is_empty());
    let reasons: Vec<&String> = answer.changes.iter().flat_map(|it| &it.unknown).collect();
    match unknown {
        Some(part) => assert!(reasons.iter().any(|it| it.contains(&part)), "{reasons:?}"),
        None => assert!(reasons.is_empty(), "{reasons:?}"),
    }
    assert_eq!(answer.summary.known, reasons.is_empty());
}

/// An estate of keys: every user has one, some two.
fn estate(seed: u64) -> Snapshot {
    let mut snapshot = estates::estate(seed);
    let users: Vec<_> = snapshot
        .facts
        .identities
        .values()
        .filter(|it| matches!(it.kind, IdentityKind::User | IdentityKind::RootUser))
        .map(|it| (it.id.clone(), it.scope.clone()))
        .collect();
    for (at, (identity, scope)) in users.into_iter().enumerate() {
        let name = format!("AKIA{:016}", seed as usize * 100 + at);
        let id = format!("aws:access-key/{name}");
        let credential = Credential {
            id: id.clone(),
            provider: Provider::Aws,
            kind: CredentialKind::AccessKey,
            name,
            identity,
            scope,
            active: Some(true),
            created: None,
            expires: None,
            last_used: None,
            used: None,
            mfa: None,
            attributes: BTreeMap::new(),
            origin: Origin::new("random", ""),
        };
        snapshot.facts.credentials.insert(id, credential);
    }
    snapshot
}

/// A change that makes sense of some sort in an estate.
fn change(snapshot: &Snapshot, random: &mut Random) -> Vec<String> {
    let facts = &snapshot.facts;
    let pick = |all: Vec<&String>, random: &mut Random| -> String {
        match all.len() {
            0 => "nothing".to_owned(),
            len => all[random.below(len)].clone(),
        }
    };
    let identity = pick(facts.identities.keys().collect(), random);
    let policy = pick(facts.policies.keys().collect(), random);
    let of = |kind: AttachmentKind, random: &mut Random| {
        let all: Vec<_> = facts
            .attachments
            .values()
            .filter(|it| it.kind == kind)
            .collect();
        match all.len() {
            0 => ("nothing".to_owned(), "nothing".to_owned()),
            len => {
                let it = all[random.below(len)];
                (it.target.clone(), it.policy.clone())
            }
        }
    };
    let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    match random.below(15) {
        0 | 1 => {
            let (target, policy) = of(AttachmentKind::Identity, random);
            words(&["detach", &target, &policy])
        }
        2 => words(&["attach", &identity, &policy]),
        3 | 4 => words(&["remove-statement", &policy, &random.below(2).to_string()]),
        5 => words(&["add-statement", &policy, "@allow.json"]),
        6 => {
            let (role, _) = of(AttachmentKind::Trust, random);
            words(&["add-trust", &role, &identity])
        }
        7 => words(&["set-boundary", &identity, "@allow.json"]),
        8 => {
            let (target, _) = of(AttachmentKind::Boundary, random);
            words(&["remove-boundary", &target])
        }
        9 => {
            let (target, _) = of(AttachmentKind::Scp, random);
            words(&["add-scp", &target, "@deny.json"])
        }
        10 => {
            let (target, policy) = of(AttachmentKind::Scp, random);
            words(&["remove-scp", &target, &policy])
        }
        11 => words(&["revoke", &pick(facts.credentials.keys().collect(), random)]),
        12 => words(&["add-key", &identity]),
        13 => words(&[
            "remove-key",
            &pick(facts.credentials.keys().collect(), random),
        ]),
        _ => words(&["delete", &identity]),
    }
}

const ALLOW: &str = r#"{"Effect": "Allow", "Action": ["s3:*", "sts:AssumeRole", "secretsmanager:*"], "Resource": "*"}"#;
const DENY: &str = r#"{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}"#;

/// The answer is the difference between what is reached in the two estates, each built whole, credential by credential.
///
/// 120 changes, or as many as `CHANGES` says: a thousand take ten minutes of a debug build.
#[test]
fn random_changes_are_what_building_anew_says() {
    let wanted = std::env::var("CHANGES").map_or(120, |changes| changes.parse().unwrap());
    let load = |path: &str| match path {
        "allow.json" => Ok(ALLOW.to_owned()),
        _ => Ok(DENY.to_owned()),
    };
    let (mut made, mut differed) = (0, 0);
    for seed in 0..300u64 {
        if made >= wanted {
            break;
        }
        let snapshot = estate(seed);
        let before = graph(&snapshot);
        let was = reached(&before);
        let mut random = Random::new(seed);
        let mut here = 0;
        // A change that is impossible here is none; so many are tried.
        for _ in 0..60 {
            if here == 12 {
                break;
            }
            let words = change(&snapshot, &mut random);
            let Ok(changed) = Change::of_words(&words)
                .and_then(|change| apply(&snapshot, std::slice::from_ref(&change), &load))
            else {
                continue;
            };
            let after = graph(&changed.snapshot);
            let answer = compare(&before, &after, &changed, &WhatIfOptions::default());
            let expected = counts(&was, &reached(&after));
            assert_eq!(told(&answer), expected, "{words:?} in {seed}");
            assert_eq!(answer.credentials.is_empty(), expected == [0; 4]);
            for kept in &answer.kept {
                let level = kept.path.iter().map(|hop| hop.certainty).min().unwrap();
                let claims = [
                    Claim::Act,
                    Claim::Touch(Plane::Confidentiality),
                    Claim::Touch(Plane::Integrity),
                ];
                let proved = claims.into_iter().any(|claim| {
                    recheck(&after, &kept.credential, &kept.to, &kept.path, claim, level).is_ok()
                });
                assert!(proved, "{kept:#?}");
            }
            differed += usize::from(expected != [0; 4]);
            here += 1;
        }
        made += here;
    }
    assert!(made >= wanted, "{made}");
    assert!(differed * 10 > made, "{differed} of {made}");
}
