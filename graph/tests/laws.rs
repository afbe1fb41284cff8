//! Random estates: a deny never adds reach, an allow never takes any away, and the graph says what the evaluator says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use std::collections::{BTreeMap, BTreeSet};

use cases::agreement::agrees;
use cases::{AssetCase, Case, Principal, id, reached};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;

const ACTIONS: &[&str] = &[
    "*",
    "iam:*",
    "s3:*",
    "s3:GetObject",
    "s3:PutObject",
    "sts:AssumeRole",
    "secretsmanager:GetSecretValue",
    "iam:CreatePolicyVersion",
    "iam:CreateAccessKey",
    "iam:PutUserPolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:AddUserToGroup",
    "iam:DeleteRolePermissionsBoundary",
    "lambda:UpdateFunctionCode, ec2:RunInstances",
];

const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data, arn:aws:s3:::data/*",
    "arn:aws:s3:::data/reports/*",
    "arn:aws:s3:::mo*",
    "role/r0",
    "role/r1",
    "user/u1",
    "group/g",
    "arn:aws:iam::111122223333:policy/shared",
];

const CONDITIONS: &[&str] = &[
    "",
    "",
    "",
    r#" if {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#,
    r#" if {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
    r#" if {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r1"}}"#,
    r#" if {"StringEquals": {"aws:PrincipalTag/team": "a"}}"#,
    r#" if {"StringEquals": {"s3:ExistingObjectTag/class": "open"}}"#,
];

fn statement(effect: &'static str) -> impl Strategy<Value = String> {
    (select(ACTIONS), select(RESOURCES), select(CONDITIONS))
        .prop_map(move |(actions, on, when)| format!("{effect} {actions} on {on}{when}"))
}

fn any_statement() -> impl Strategy<Value = String> {
    prop_oneof![4 => statement("allow"), 1 => statement("deny")]
}

fn principal(role: bool) -> impl Strategy<Value = Principal> {
    let trust = subsequence(
        vec![
            "111122223333:root",
            "user/u0",
            "role/r1",
            "*",
            "ec2.amazonaws.com",
        ],
        1..3,
    );
    (
        prop::collection::vec(any_statement(), 0..3),
        prop::option::weighted(0.2, prop::collection::vec(any_statement(), 1..3)),
        any::<bool>(),
        select(vec!["a", "b"]),
        trust,
        any::<bool>(),
    )
        .prop_map(
            move |(policies, boundary, managed, team, trust, member)| Principal {
                policies,
                boundary,
                managed: managed
                    .then(|| {
                        (
                            "shared".to_owned(),
                            vec!["allow s3:ListAllMyBuckets on *".to_owned()],
                        )
                    })
                    .into_iter()
                    .collect(),
                tags: BTreeMap::from([("team".to_owned(), team.to_owned())]),
                trust: role.then(|| trust.into_iter().map(str::to_owned).collect()),
                groups: (member && !role)
                    .then(|| "group/g".to_owned())
                    .into_iter()
                    .collect(),
                keys: (!role).then(Vec::new),
                password: (!role).then_some(false),
                ..Principal::default()
            },
        )
}

fn asset(kind: &str, policy: Vec<String>) -> AssetCase {
    AssetCase {
        kind: kind.to_owned(),
        policy,
        ..AssetCase::default()
    }
}

fn bucket_policy() -> impl Strategy<Value = Vec<String>> {
    let line = (
        select(vec!["allow", "deny"]),
        select(vec!["s3:GetObject", "s3:*"]),
        select(vec!["*", "user/u1", "role/r0", "111122223333:root"]),
        select(CONDITIONS),
    )
        .prop_map(|(effect, action, who, when)| {
            format!("{effect} {action} for {who} on arn:aws:s3:::data, arn:aws:s3:::data/*{when}")
        });
    prop::collection::vec(line, 0..2)
}

prop_compose! {
    fn estate()(
        users in prop::collection::vec(principal(false), 2),
        roles in prop::collection::vec(principal(true), 2),
        group in prop::collection::vec(any_statement(), 0..2),
        policy in bucket_policy(),
        scp in prop::option::weighted(0.4, statement("deny")),
    ) -> Case {
        let mut case = Case::default();
        for (n, user) in users.into_iter().enumerate() {
            case.principal.insert(format!("user/u{n}"), user);
        }
        for (n, role) in roles.into_iter().enumerate() {
            case.principal.insert(format!("role/r{n}"), role);
        }
        case.principal.insert("group/g".to_owned(), Principal { policies: group, ..Principal::default() });
        case.asset.insert("arn:aws:s3:::data".to_owned(), asset("aws:s3:bucket", policy));
        case.asset.insert("arn:aws:s3:::models".to_owned(), asset("aws:s3:bucket", Vec::new()));
        case.asset.insert(
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:db".to_owned(),
            asset("aws:secretsmanager:secret", Vec::new()),
        );
        if let Some(scp) = scp {
            let everything = "allow * on *".to_owned();
            case.scps.insert(cases::ACCOUNT.to_owned(), vec![vec![everything.clone()], vec![everything, scp]]);
        }
        case
    }
}

/// From each principal, what is reached that the facts hold: changed principals and parts of buckets are ways, not ends.
fn reach(case: &Case) -> BTreeMap<String, BTreeSet<String>> {
    let graph = case.graph();
    case.principal
        .keys()
        .filter(|name| !name.starts_with("group/"))
        .map(|name| {
            let ends = reached(&graph, &id(name))
                .into_iter()
                .filter(|end| !end.contains('#') && !end.contains('*'))
                .filter(|end| *end != id(name))
                .collect();
            (name.clone(), ends)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn an_allow_takes_nothing_away(case in estate(), who in 0..4usize, line in statement("allow")) {
        let before = reach(&case);
        let mut more = case.clone();
        let name = ["user/u0", "user/u1", "role/r0", "role/r1"][who];
        more.principal.get_mut(name).unwrap().policies.push(line.clone());
        let after = reach(&more);
        for (from, ends) in &before {
            let lost: Vec<&String> = ends.difference(&after[from]).collect();
            prop_assert!(lost.is_empty(), "`{line}` for {name} takes {lost:?} from {from}\n{case:#?}");
        }
    }

    #[test]
    fn a_deny_adds_nothing(case in estate(), who in 0..4usize, line in statement("deny")) {
        let before = reach(&case);
        let mut less = case.clone();
        let name = ["user/u0", "user/u1", "role/r0", "role/r1"][who];
        less.principal.get_mut(name).unwrap().policies.push(line.clone());
        let after = reach(&less);
        for (from, ends) in &after {
            let won: Vec<&String> = ends.difference(&before[from]).collect();
            prop_assert!(won.is_empty(), "`{line}` for {name} gives {won:?} to {from}\n{case:#?}");
        }
    }

    #[test]
    fn the_graph_agrees_with_the_evaluator(case in estate()) {
        agrees(&case, &mut BTreeMap::new());
    }
}
