//! Hand-made answers. Every text that an estate chooses goes through `f`, so that a test can put
//! what it wants into each field.
#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod changes;
mod consumers;
pub(crate) mod diff;
pub(crate) mod drawings;
pub(crate) mod pipelines;
pub(crate) mod query;
pub(crate) mod rag;
pub(crate) mod ranked;

use std::collections::BTreeMap;

use blastradius_collectors::coverage::Outcome as Asked;
use blastradius_collectors::facts::{AssetClass, Credential, CredentialKind, Origin, Provider};
use blastradius_graph::AlsoNeeded;
use blastradius_graph::authorize::aws::{
    Decided, Decision, Outcome, PolicyRole, Remaining, StatementEffect,
};
use blastradius_graph::model::{
    Access, AccessSet, Certainty, EdgeKind, Evidence, Gate, GateKind, NodeKind, SnapshotInfo,
};
use blastradius_queries::answer::*;
use blastradius_reports::answer::{Authorization, Rule, Rules};

pub(crate) type Names<'f> = &'f dyn Fn(&str) -> String;

pub(crate) fn plain(text: &str) -> String {
    text.to_owned()
}

const KEY: &str = "aws:access-key/AKIAIOSFODNN7EXAMPLE";
const USER: &str = "arn:aws:iam::111122223333:user/ci-deployer";
const ROLE: &str = "arn:aws:iam::111122223333:role/deploy-prod";
const TRAINER: &str = "arn:aws:iam::111122223333:role/SageMakerTrainer";
const ACCOUNT: &str = "aws:111122223333";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf";
const ENDPOINT: &str = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/fraud-scoring";
const BUCKET: &str = "arn:aws:s3:::acme-training-data";

fn snapshot() -> SnapshotInfo {
    SnapshotInfo {
        id: "3f6c0b".to_owned(),
        taken: "2026-11-23T02:00:00Z".to_owned(),
    }
}

fn evidence(f: Names<'_>, record: &str, pointer: &str, note: &str) -> Vec<Evidence> {
    vec![Evidence {
        record: format!("policy:{}", f(record)),
        pointer: pointer.to_owned(),
        note: f(note),
    }]
}

fn hop(f: Names<'_>, from: &str, to: &str, edge: EdgeKind, record: &str) -> Hop {
    Hop {
        from: f(from),
        to: f(to),
        edge,
        technique: None,
        certainty: Certainty::Certain,
        conditions: Vec::new(),
        evidence: evidence(f, record, "/Statement/0", "allows it"),
        access: AccessSet::EMPTY,
        gates: Vec::new(),
        reverse: false,
    }
}

fn touch(f: Names<'_>, from: &str, to: &str, access: &[Access], record: &str) -> Hop {
    Hop {
        access: access.iter().copied().collect(),
        ..hop(f, from, to, EdgeKind::Touches, record)
    }
}

fn brief(
    f: Names<'_>,
    kind: NodeKind,
    type_name: &str,
    name: &str,
    class: Option<AssetClass>,
) -> NodeBrief {
    NodeBrief {
        kind,
        type_name: type_name.to_owned(),
        name: f(name),
        class,
        scope: Some(f(ACCOUNT)),
        notes: Vec::new(),
    }
}

fn nodes(f: Names<'_>, buckets: usize) -> BTreeMap<String, NodeBrief> {
    let mut nodes = BTreeMap::from([
        (
            f(KEY),
            brief(
                f,
                NodeKind::Credential,
                "aws:iam:access-key",
                "AKIAIOSFODNN7EXAMPLE",
                None,
            ),
        ),
        (
            f(USER),
            brief(f, NodeKind::Identity, "aws:iam:user", "ci-deployer", None),
        ),
        (
            f(ROLE),
            brief(f, NodeKind::Identity, "aws:iam:role", "deploy-prod", None),
        ),
        (
            f(TRAINER),
            brief(
                f,
                NodeKind::Identity,
                "aws:iam:role",
                "SageMakerTrainer",
                None,
            ),
        ),
        (
            f(ACCOUNT),
            brief(f, NodeKind::Scope, "aws:account", "acme-prod", None),
        ),
        (
            f(SECRET),
            brief(
                f,
                NodeKind::Asset,
                "aws:secretsmanager:secret",
                "prod/db",
                Some(AssetClass::Secret),
            ),
        ),
        (
            f(ENDPOINT),
            brief(
                f,
                NodeKind::Asset,
                "aws:sagemaker:endpoint",
                "fraud-scoring",
                Some(AssetClass::Model),
            ),
        ),
        (
            f(BUCKET),
            brief(
                f,
                NodeKind::Asset,
                "aws:s3:bucket",
                "acme-training-data",
                Some(AssetClass::Data),
            ),
        ),
    ]);
    for n in 0..buckets {
        nodes.insert(
            f(&format!("arn:aws:s3:::acme-logs-{n:02}")),
            brief(
                f,
                NodeKind::Asset,
                "aws:s3:bucket",
                &format!("acme-logs-{n:02}"),
                Some(AssetClass::Data),
            ),
        );
    }
    nodes
}

fn coverage(f: Names<'_>) -> CoverageSummary {
    CoverageSummary {
        complete: false,
        unresolved: pipelines::unresolved(f),
        gaps: vec![
            gap(f, "s3:GetBucketPolicy", Asked::Refused, 4, "AccessDenied"),
            gap(
                f,
                "kms:ListGrants",
                Asked::Throttled,
                1,
                "rate exceeded, 5 attempts",
            ),
        ],
    }
}

fn gap(f: Names<'_>, operation: &str, outcome: Asked, count: u64, reason: &str) -> Gap {
    Gap {
        scope: f(ACCOUNT),
        operation: f(operation),
        reason: f(reason),
        outcome,
        count,
        regions: vec![f("eu-west-1")],
        subjects: vec![f("arn:aws:s3:::acme-payroll")],
        help: f("grant s3:GetBucketPolicy to the collector"),
    }
}

/// The reach of an access key: administration by two hops, a secret, an endpoint, buckets.
pub(crate) fn reach(f: Names<'_>) -> Reach {
    reach_of(f, 5)
}

/// The same with so many more buckets.
pub(crate) fn reach_of(f: Names<'_>, buckets: usize) -> Reach {
    let start = || hop(f, KEY, USER, EdgeKind::Authenticates, "credential");
    let assume = || {
        hop(
            f,
            USER,
            ROLE,
            EdgeKind::Assumes,
            "arn:aws:iam::111122223333:role/deploy-prod#trust",
        )
    };
    let admin = Hop {
        technique: Some(f("iam-008")),
        ..hop(
            f,
            ROLE,
            ACCOUNT,
            EdgeKind::Administers,
            "arn:aws:iam::aws:policy/AdministratorAccess",
        )
    };
    let train = || Hop {
        certainty: Certainty::Conditional,
        conditions: vec![f("aws:SourceVpce is vpce-1a2b3c4d")],
        ..hop(
            f,
            ROLE,
            TRAINER,
            EdgeKind::Assumes,
            "arn:aws:iam::111122223333:role/SageMakerTrainer#trust",
        )
    };
    let gate = Gate {
        kind: GateKind::Mfa,
        detail: f("a second factor"),
    };
    let mut assets = vec![
        ReachedAsset {
            holds: vec![f("aws:access-key/AKIAI44QH8DHBEXAMPLE")],
            runs: None,
            ..asset(
                f,
                SECRET,
                "prod/db",
                AssetClass::Secret,
                "aws:secretsmanager:secret",
                Certainty::Certain,
                vec![
                    start(),
                    assume(),
                    touch(
                        f,
                        ROLE,
                        SECRET,
                        &[Access::List, Access::Read],
                        "arn:aws:iam::111122223333:role/deploy-prod#inline/secrets",
                    ),
                ],
            )
        },
        ReachedAsset {
            gates: vec![gate.clone()],
            ..asset(
                f,
                ENDPOINT,
                "fraud-scoring",
                AssetClass::Model,
                "aws:sagemaker:endpoint",
                Certainty::Conditional,
                vec![
                    start(),
                    assume(),
                    train(),
                    touch(
                        f,
                        TRAINER,
                        ENDPOINT,
                        &[Access::Use],
                        "arn:aws:iam::111122223333:policy/training",
                    ),
                ],
            )
        },
        ReachedAsset {
            plane: vec![Plane::Confidentiality, Plane::Integrity],
            ..asset(
                f,
                BUCKET,
                "acme-training-data",
                AssetClass::Data,
                "aws:s3:bucket",
                Certainty::Certain,
                vec![
                    start(),
                    touch(
                        f,
                        USER,
                        BUCKET,
                        &[Access::Read, Access::Write],
                        "arn:aws:iam::111122223333:user/ci-deployer#inline/upload",
                    ),
                ],
            )
        },
    ];
    for n in 0..buckets {
        let id = format!("arn:aws:s3:::acme-logs-{n:02}");
        assets.push(asset(
            f,
            &id,
            &format!("acme-logs-{n:02}"),
            AssetClass::Data,
            "aws:s3:bucket",
            Certainty::Certain,
            vec![
                start(),
                touch(
                    f,
                    USER,
                    &id,
                    &[Access::Read],
                    "arn:aws:iam::111122223333:policy/logs",
                ),
            ],
        ));
    }
    Reach {
        schema: "blastradius/reach/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        subjects: vec![ReachSubject {
            id: f(KEY),
            kind: NodeKind::Credential,
            name: f("AKIAIOSFODNN7EXAMPLE"),
            identity: Some(f(USER)),
            type_name: "aws:iam:access-key".to_owned(),
            scope: Some(f(ACCOUNT)),
            notes: vec![f("active"), f("never used")],
        }],
        summary: ReachSummary {
            identities: 3,
            data: 1 + buckets,
            models: 1,
            secrets: 1,
            admin_of: vec![f(ACCOUNT)],
            shortest: Some(2),
            certain: ClassCounts {
                data: 1 + buckets,
                models: 0,
                secrets: 1,
            },
            integrity: IntegrityCounts { data: 1, models: 0 },
            derived: 0,
            others: BTreeMap::new(),
        },
        identities: vec![
            identity(
                f,
                USER,
                "ci-deployer",
                "aws:iam:user",
                Certainty::Certain,
                vec![start()],
            ),
            identity(
                f,
                ROLE,
                "deploy-prod",
                "aws:iam:role",
                Certainty::Certain,
                vec![start(), assume()],
            ),
            identity(
                f,
                TRAINER,
                "SageMakerTrainer",
                "aws:iam:role",
                Certainty::Conditional,
                vec![start(), assume(), train()],
            ),
        ],
        assets,
        coverage: coverage(f),
        admin: vec![AdminOf {
            id: f(ACCOUNT),
            name: f("acme-prod"),
            hops: 3,
            certainty: Certainty::Certain,
            gates: vec![],
            path: vec![start(), assume(), admin],
        }],
        workloads: vec![ReachedWorkload {
            id: f("arn:aws:lambda:eu-west-1:111122223333:function:etl"),
            type_name: "aws:lambda:function".to_owned(),
            name: f("etl"),
            hops: 3,
            certainty: Certainty::Assumed,
            gates: vec![gate],
            path: vec![
                start(),
                assume(),
                hop(
                    f,
                    ROLE,
                    "arn:aws:lambda:eu-west-1:111122223333:function:etl",
                    EdgeKind::Controls,
                    "arn:aws:iam::111122223333:policy/etl",
                ),
            ],
        }],
        containment: containment(f),
        nodes: consumers::with_app(f, nodes(f, buckets)),
        consumers: consumers::consumers(f, vec![start(), assume()]),
        unlisted: vec![],
        listed: Listed {
            planes: vec![Plane::Confidentiality, Plane::Integrity],
            classes: vec![],
        },
    }
}

fn containment(f: Names<'_>) -> Vec<Action> {
    let action = |order, kind, title: &str, commands: &[&str], items: &[&str]| Action {
        order,
        kind,
        target: f(KEY),
        title: f(title),
        why: f("until then the attacker can come back"),
        commands: commands.iter().map(|c| f(c)).collect(),
        items: items.iter().map(|i| f(i)).collect(),
    };
    vec![
        action(
            1,
            ActionKind::Disable,
            "deactivate the access key AKIAIOSFODNN7EXAMPLE",
            &[
                "aws iam update-access-key --user-name ci-deployer --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive",
            ],
            &[],
        ),
        action(
            2,
            ActionKind::Quarantine,
            "deny ci-deployer everything",
            &[
                "aws iam put-user-policy --user-name ci-deployer --policy-name quarantine --policy-document '{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}'",
            ],
            &[],
        ),
        action(
            3,
            ActionKind::RevokeSessions,
            "end the sessions of deploy-prod",
            &[
                "aws iam put-role-policy --role-name deploy-prod --policy-name revoke --policy-document file://revoke.json",
            ],
            &[],
        ),
        action(
            4,
            ActionKind::Rotate,
            "rotate 1 secret that could be read",
            &[],
            &[SECRET],
        ),
    ]
}

fn identity(
    f: Names<'_>,
    id: &str,
    name: &str,
    type_name: &str,
    certainty: Certainty,
    path: Vec<Hop>,
) -> ReachedIdentity {
    ReachedIdentity {
        id: f(id),
        name: f(name),
        hops: path.len(),
        certainty,
        gates: vec![],
        path,
        type_name: type_name.to_owned(),
        variant_of: None,
    }
}

fn asset(
    f: Names<'_>,
    id: &str,
    name: &str,
    class: AssetClass,
    type_name: &str,
    certainty: Certainty,
    path: Vec<Hop>,
) -> ReachedAsset {
    ReachedAsset {
        id: f(id),
        class,
        type_name: type_name.to_owned(),
        name: f(name),
        access: path.last().map(|hop| hop.access).unwrap_or_default(),
        plane: vec![Plane::Confidentiality],
        derived: false,
        hops: path.len(),
        certainty,
        gates: vec![],
        path,
        part_of: None,
        scope: Some(f(ACCOUNT)),
        holds: vec![],
        runs: None,
    }
}

/// An answer in which nothing is reached.
pub(crate) fn nothing(f: Names<'_>) -> Reach {
    let mut reach = reach(f);
    reach.summary = ReachSummary {
        identities: 1,
        data: 0,
        models: 0,
        secrets: 0,
        admin_of: vec![],
        shortest: None,
        certain: ClassCounts::default(),
        integrity: IntegrityCounts::default(),
        derived: 0,
        others: BTreeMap::new(),
    };
    reach.assets.clear();
    reach.admin.clear();
    reach.workloads.clear();
    reach.identities.truncate(1);
    reach.containment.truncate(1);
    reach.coverage = CoverageSummary {
        complete: true,
        unresolved: UnresolvedValues::default(),
        gaps: vec![],
    };
    reach
}

pub(crate) fn rank(f: Names<'_>) -> Rank {
    ranked::rank(f)
}

pub(crate) fn who(f: Names<'_>) -> Who {
    let reach = reach(f);
    let path = reach.assets[0].path.clone();
    let holder = |id: &str, name: &str, type_name: &str, path: Vec<Hop>| Holder {
        id: f(id),
        name: f(name),
        type_name: type_name.to_owned(),
        access: [Access::Read].into_iter().collect(),
        plane: vec![Plane::Confidentiality],
        derived: false,
        hops: path.len(),
        certainty: Certainty::Certain,
        gates: vec![],
        path,
        notes: vec![f("never used")],
    };
    Who {
        schema: "blastradius/who/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        asset: f(SECRET),
        summary: WhoSummary {
            credentials: 1,
            identities: 2,
            direct: 1,
            certain: 1,
        },
        credentials: vec![holder(
            KEY,
            "AKIAIOSFODNN7EXAMPLE",
            "aws:iam:access-key",
            path.clone(),
        )],
        identities: vec![
            holder(ROLE, "deploy-prod", "aws:iam:role", path[2..].to_vec()),
            holder(USER, "ci-deployer", "aws:iam:user", path[1..].to_vec()),
        ],
        coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}

pub(crate) fn paths(f: Names<'_>) -> Paths {
    let reach = reach(f);
    let route = |asset: &ReachedAsset| Route {
        certainty: asset.certainty,
        hops: asset.hops,
        gates: asset.gates.clone(),
        path: asset.path.clone(),
    };
    Paths {
        schema: "blastradius/path/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        from: f(KEY),
        to: f(ENDPOINT),
        paths: vec![route(&reach.assets[1])],
        more: true,
        coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}

pub(crate) fn coverage_report(f: Names<'_>) -> CoverageReport {
    CoverageReport {
        schema: "blastradius/coverage/1",
        snapshot: snapshot(),
        complete: false,
        unresolved: pipelines::unresolved(f),
        scopes: vec![
            ScopeCoverage {
                scope: f(ACCOUNT),
                name: Some(f("acme-prod")),
                complete: false,
                answered: 412,
                absent: 60,
                records: 1_204,
                gaps: coverage(f).gaps,
            },
            ScopeCoverage {
                scope: f("aws:444455556666"),
                name: None,
                complete: true,
                answered: 80,
                absent: 3,
                records: 122,
                gaps: vec![],
            },
        ],
    }
}

pub(crate) fn rules(f: Names<'_>) -> Rules {
    Rules {
        schema: "blastradius/rules/1",
        rules: vec![rule(f)],
    }
}

pub(crate) fn rule(f: Names<'_>) -> Rule {
    Rule {
        id: f("iam-002"),
        title: f("make an access key of another user"),
        provider: "aws".to_owned(),
        edge: "mints".to_owned(),
        description: f(
            "Who may create access keys of a user can act as that user for as long as the key lives.\n\nA user has at most two keys; with two, the attacker must be able to delete one first.",
        ),
        needs: vec![f("iam:CreateAccessKey on the user")],
        gives: f("Everything the user may do."),
        defences: vec![f("Scope iam:CreateAccessKey to ${aws:username}.")],
        attack: vec![f("T1098.001")],
        references: vec![f("Managing access keys for IAM users, IAM User Guide")],
    }
}

pub(crate) fn authorization(f: Names<'_>) -> Authorization {
    Authorization {
        id: Some(f("case-1")),
        principal: f("arn:aws:iam::111122223333:role/deploy-prod"),
        action: f("s3:GetObject"),
        resource: f("arn:aws:s3:::acme-payroll/2026.csv"),
        decision: Decision {
            outcome: Outcome::Conditional,
            by: vec![Decided {
                policy: f("arn:aws:iam::111122223333:policy/data"),
                statement: Some(2),
                sid: Some(f("ReadAll")),
                role: PolicyRole::Identity,
                effect: StatementEffect::Allow,
                level: None,
            }],
            remaining: vec![Remaining {
                policy: Some(f("arn:aws:s3:::acme-payroll#resource")),
                statement: Some(0),
                key: Some(f("aws:SourceVpce")),
                text: f("aws:SourceVpce is vpce-1a2b3c4d"),
                part: false,
            }],
            lacking: vec![f("scp level 1")],
            chosen: BTreeMap::from([(f("s3:prefix"), vec![f("home/")])]),
        },
        also_needs: vec![AlsoNeeded {
            action: f("kms:Decrypt"),
            resource: f("arn:aws:kms:eu-west-1:111122223333:key/1"),
            decision: Decision {
                outcome: Outcome::ExplicitlyDenied,
                by: Vec::new(),
                remaining: Vec::new(),
                lacking: Vec::new(),
                chosen: BTreeMap::new(),
            },
        }],
    }
}

/// The credentials that [`rank`] ranks, with dates.
pub(crate) fn credentials(f: Names<'_>) -> Vec<Credential> {
    let days = [1400, 95, 30, 2000];
    rank(f)
        .credentials
        .iter()
        .zip(days)
        .map(|(ranked, days)| Credential {
            id: ranked.id.clone(),
            provider: Provider::Aws,
            kind: CredentialKind::AccessKey,
            name: ranked.name.clone(),
            identity: ranked.identity.clone(),
            scope: f(ACCOUNT),
            active: Some(days != 2000),
            created: jiff::Timestamp::from_second(1_795_399_200 - days * 86_400).ok(),
            expires: None,
            last_used: None,
            used: None,
            mfa: None,
            attributes: BTreeMap::new(),
            origin: Origin::new("test", ""),
        })
        .collect()
}
