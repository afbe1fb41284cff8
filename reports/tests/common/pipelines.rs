//! A hand-made answer of `pipelines`: training behind nothing, deployment behind an approval.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{
    AssetClass, EnvironmentVariable, LineageKind, Provider, SecretUse, StageGate, Trigger,
    Unresolved,
};
use blastradius_graph::federation::Class;
use blastradius_graph::model::{Access, Certainty, EdgeKind, Evidence};
use blastradius_queries::answer::*;

use super::{
    BUCKET, ENDPOINT, Names, ROLE, SECRET, TRAINER, coverage, hop, nodes, snapshot, touch,
};

fn asset(f: Names<'_>, id: &str, kind: LineageKind) -> StageAsset {
    StageAsset {
        id: f(id),
        kind,
        assumed: None,
        pinned: None,
    }
}

fn identity(f: Names<'_>, id: &str, assumed: Option<&str>) -> StageIdentity {
    StageIdentity {
        id: f(id),
        how: f("execution-role"),
        certainty: match assumed {
            Some(_) => Certainty::Assumed,
            None => Certainty::Certain,
        },
        assumed: assumed.map(f),
    }
}

fn none() -> Excess {
    Excess {
        known: true,
        unknown: Vec::new(),
        weight: 0.0,
        confidentiality: BTreeMap::new(),
        integrity: BTreeMap::new(),
        administers: Vec::new(),
        worst: Vec::new(),
        assumable: Vec::new(),
    }
}

fn stage(f: Names<'_>, name: &str, kind: &str) -> DescribedStage {
    DescribedStage {
        id: f(&format!("ml#{name}")),
        name: f(name),
        kind: f(kind),
        at: f("7:3"),
        after: Vec::new(),
        identities: Vec::new(),
        secrets: Vec::new(),
        environment: Vec::new(),
        tokens: 0,
        inputs: Vec::new(),
        code: Vec::new(),
        outputs: Vec::new(),
        gates: Vec::new(),
        unresolved: Vec::new(),
        excess: none(),
    }
}

/// The answer of `pipelines`, and of `pipelines show`.
pub(crate) fn pipelines(f: Names<'_>) -> Pipelines {
    let mut train = stage(f, "train", "training");
    train.identities = vec![identity(f, TRAINER, None)];
    train.inputs = vec![asset(f, BUCKET, LineageKind::Data)];
    train.code = vec![asset(
        f,
        "docker://docker.io/acme/train",
        LineageKind::Image,
    )];
    train.outputs = vec![asset(
        f,
        "arn:aws:s3:::acme-models/fraud/*",
        LineageKind::Model,
    )];
    train.environment = vec![EnvironmentVariable {
        name: f("MODE"),
        reference: None,
        shape: None,
    }];
    train.excess = Excess {
        weight: 15.0,
        confidentiality: BTreeMap::from([("secret", 1)]),
        worst: vec![ExcessAsset {
            id: f(SECRET),
            class: AssetClass::Secret,
            access: [Access::Read].into_iter().collect(),
            wider: false,
            certainty: Certainty::Certain,
            path: vec![
                hop(f, "ml#train", TRAINER, EdgeKind::RunsAs, "pipeline:ml"),
                touch(f, TRAINER, SECRET, &[Access::Read], "policy:trainer"),
            ],
        }],
        ..none()
    };
    let mut deploy = stage(f, "deploy", "deployment");
    deploy.after = vec![f("ml#train")];
    deploy.identities = vec![identity(f, ROLE, Some("nothing is named"))];
    deploy.inputs = vec![asset(
        f,
        "arn:aws:s3:::acme-models/fraud/*",
        LineageKind::Model,
    )];
    deploy.outputs = vec![asset(f, ENDPOINT, LineageKind::Model)];
    deploy.secrets = vec![SecretUse {
        secret: f(SECRET),
        how: f("env"),
        name: f("DB"),
        assumed: None,
    }];
    deploy.gates = vec![StageGate {
        kind: f("approval"),
        detail: f("a reviewer of ml-owners"),
    }];
    deploy.unresolved = vec![Unresolved {
        id: f("unresolved:ml#deploy/image"),
        kind: f("image"),
        expression: f("${IMAGE}"),
    }];
    deploy.excess.known = false;
    deploy.excess.unknown = vec![f("what deploy may do was not collected")];
    Pipelines {
        schema: "blastradius/pipelines/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        summary: PipelinesSummary {
            pipelines: 1,
            stages: 2,
            identities: 2,
            assumed_identities: 1,
            secrets: 1,
            unresolved: BTreeMap::from([(f("image"), 1)]),
            stages_with_excess: 1,
            stages_with_unknown_excess: 1,
            shared_identities: 0,
            trusts: BTreeMap::from([("org-any-repo", 1)]),
            findings: BTreeMap::from([("high", 1)]),
        },
        pipelines: vec![DescribedPipeline {
            id: f("ml"),
            name: f("fraud"),
            type_name: "aws:sagemaker:pipeline".to_owned(),
            provider: Provider::Aws,
            scope: f("aws:111122223333"),
            at: f("pipelines/fraud.yaml:2:1"),
            triggers: vec![Trigger::new(f("schedule"), f("cron(0 2 * * ? *)"))],
            stages: vec![train, deploy],
        }],
        shared: vec![SharedIdentity {
            id: f(TRAINER),
            stages: vec![f("ml#train"), f("other#train")],
            pipelines: 2,
            kinds: vec![f("training")],
            across_trust: false,
        }],
        findings: vec![StageFinding {
            rule: "overprivileged-stage",
            title: "A stage may touch more than it declares",
            severity: Severity::High,
            confidence: Confidence::High,
            pipeline: f("ml"),
            stages: vec![f("ml#train")],
            what: f("train may read 1 secret"),
            why: "Code that is slipped in has all of it.",
            instead: vec![f("one secret"), f("none")],
            names: Some(f("role/trainer of train")),
            evidence: vec![Evidence {
                record: f("policy:trainer"),
                pointer: "/Statement/0".to_owned(),
                note: f("allows secretsmanager:GetSecretValue"),
            }],
            owasp_nhi: &["NHI5:2025"],
            attack: &["AML.T0012"],
        }],
        trusts: vec![FederatedTrust {
            identity: f(TRAINER),
            provider: Provider::Aws,
            issuer: f("token.actions.githubusercontent.com"),
            class: Class::OrgAnyRepo,
            of: Some(f("acme")),
            open: true,
            impossible: false,
            subjects: vec![f("repo:acme/*")],
            unknown: vec![],
            stages: vec![f("ml#deploy")],
            stage_count: 1,
            instead: vec![f("repo:acme/app:environment:prod")],
            evidence: vec![],
        }],
        coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}

pub(crate) fn unresolved(f: Names<'_>) -> UnresolvedValues {
    UnresolvedValues {
        total: 3,
        kinds: BTreeMap::from([("identity".to_owned(), 1), (f("data"), 2)]),
    }
}
