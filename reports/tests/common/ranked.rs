//! A ranking.

use super::*;

/// What is found at each level: all data and secrets, half of the secrets and of the data certain, one of each influenced.
fn levels(n: u32) -> Vec<LevelCounts> {
    let level = |certainty, data, secrets, administered| LevelCounts {
        confidentiality: ByClass::of(|class| match class {
            AssetClass::Data => data,
            AssetClass::Secret => secrets,
            AssetClass::Model => n / 3,
            _ => 0,
        }),
        integrity: ByClass::of(|class| match class {
            AssetClass::Data => n / 2,
            AssetClass::Model => n / 4,
            _ => 0,
        }),
        administered,
        certainty,
    };
    vec![
        level(Certainty::Certain, n, n / 2, 0),
        level(
            Certainty::Conditional,
            (2 * n).saturating_sub(2),
            n.saturating_sub(1),
            1,
        ),
        level(
            Certainty::Assumed,
            (2 * n).saturating_sub(1),
            n.saturating_sub(1),
            1,
        ),
        level(Certainty::Influence, 2 * n, n, 1),
    ]
}

pub(crate) fn rank(f: Names<'_>) -> Rank {
    let one = |name: &str, owner: &str, kind: &str, admin: bool, n: usize, notes: &[&str]| {
        RankedCredential {
            id: f(&format!("aws:access-key/{name}")),
            kind: kind.to_owned(),
            identity: f(&format!("arn:aws:iam::111122223333:user/{owner}")),
            data: 2 * n,
            models: n / 3,
            secrets: n,
            admin_of: if admin { vec![f(ACCOUNT)] } else { vec![] },
            certain: ClassCounts {
                data: n,
                models: n / 3,
                secrets: n / 2,
            },
            integrity: IntegrityCounts {
                data: n / 2,
                models: n / 4,
            },
            levels: levels(n as u32),
            score: 12.5 * n as f64,
            name: f(name),
            identity_name: f(owner),
            scope: Some(f(ACCOUNT)),
            notes: notes.iter().map(|n| f(n)).collect(),
            best: None,
        }
    };
    Rank {
        schema: "blastradius/rank/1",
        credentials: vec![
            one(
                "AKIAIOSFODNN7EXAMPLE",
                "ci-deployer",
                "aws:iam:access-key",
                true,
                12,
                &[],
            ),
            one(
                "AKIAI44QH8DHBEXAMPLE",
                "legacy-etl-with-a-very-long-name-from-2014",
                "aws:iam:access-key",
                false,
                7,
                &["never used"],
            ),
            one("alice", "alice", "aws:iam:console-password", false, 3, &[]),
            one(
                "AKIAOLDOLDOLDEXAMPLE",
                "bob",
                "aws:iam:access-key",
                false,
                0,
                &["inactive"],
            ),
        ],
        coverage: coverage(f),
        snapshot: snapshot(),
        context: AttackerContext::default(),
        ranked: NodeKind::Credential,
        nodes: BTreeMap::new(),
    }
}
