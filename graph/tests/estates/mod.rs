//! Random estates, the same on every run: two accounts with principals and one without, their organisation, resources
//! with whatever policies can say about them. Anything may be missing or not have been read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod conditions;
mod policies;

use std::collections::BTreeMap;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{
    Asset, AssetClass, Attachment, AttachmentKind, Fact, Identity, IdentityKind, Origin, Policy,
    PolicyKind, Provider, Scope, ScopeKind, Tags, Workload,
};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use serde_json::{Value, json};

use crate::support::Random;

pub(crate) const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];

/// An account of which only some resources are known.
const ELSEWHERE: &str = "777788889999";

pub(crate) const ORGANIZATION: &str = "o-1";

/// Every identity.
const IDENTITIES: [(&str, IdentityKind); 11] = [
    (
        "arn:aws:iam::111122223333:user/ml/alice",
        IdentityKind::User,
    ),
    ("arn:aws:iam::111122223333:user/bob", IdentityKind::User),
    ("arn:aws:iam::111122223333:role/worker", IdentityKind::Role),
    (
        "arn:aws:iam::111122223333:role/path/target",
        IdentityKind::Role,
    ),
    (
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
        IdentityKind::Role,
    ),
    ("arn:aws:iam::111122223333:root", IdentityKind::RootUser),
    ("arn:aws:iam::111122223333:group/g", IdentityKind::Group),
    ("arn:aws:iam::444455556666:user/mallory", IdentityKind::User),
    ("arn:aws:iam::444455556666:role/worker", IdentityKind::Role),
    ("arn:aws:iam::444455556666:root", IdentityKind::RootUser),
    ("arn:aws:iam::444455556666:group/g", IdentityKind::Group),
];

const ASSETS: [(&str, &str, AssetClass); 22] = [
    ("aws:s3:bucket", "arn:aws:s3:::data", AssetClass::Data),
    ("aws:s3:bucket", "arn:aws:s3:::data-logs", AssetClass::Data),
    ("aws:s3:bucket", "arn:aws:s3:::other", AssetClass::Data),
    (
        "aws:s3:prefix",
        "arn:aws:s3:::data/train/*",
        AssetClass::Data,
    ),
    (
        "aws:s3:object",
        "arn:aws:s3:::other/alice/key",
        AssetClass::Data,
    ),
    ("aws:s3:prefix", "arn:aws:s3:::gone/p/*", AssetClass::Data),
    (
        "aws:secretsmanager:secret",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-abcdef",
        AssetClass::Secret,
    ),
    (
        "aws:secretsmanager:secret",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:alice-abcdef",
        AssetClass::Secret,
    ),
    (
        "aws:kms:key",
        "arn:aws:kms:us-east-1:111122223333:key/k1",
        AssetClass::Key,
    ),
    (
        "aws:kms:key",
        "arn:aws:kms:eu-west-1:444455556666:key/k2",
        AssetClass::Key,
    ),
    (
        "aws:lambda:function-code",
        "arn:aws:lambda:us-east-1:111122223333:function:f#code",
        AssetClass::Code,
    ),
    (
        "aws:ssm:parameter",
        "arn:aws:ssm:us-east-1:111122223333:parameter/app/db/password",
        AssetClass::Secret,
    ),
    (
        "aws:sqs:queue",
        "arn:aws:sqs:eu-west-1:444455556666:jobs-1",
        AssetClass::Data,
    ),
    (
        "aws:sns:topic",
        "arn:aws:sns:us-east-1:444455556666:news",
        AssetClass::Data,
    ),
    (
        "aws:dynamodb:table",
        "arn:aws:dynamodb:us-east-1:111122223333:table/users",
        AssetClass::Data,
    ),
    (
        "aws:ecr:repository",
        "arn:aws:ecr:us-east-1:777788889999:repository/base",
        AssetClass::Image,
    ),
    (
        "aws:glue:database",
        "arn:aws:glue:us-east-1:111122223333:database/lake",
        AssetClass::Data,
    ),
    (
        "aws:glue:table",
        "arn:aws:glue:us-east-1:111122223333:table/lake/t",
        AssetClass::Data,
    ),
    (
        "aws:kms:key",
        "arn:aws:kms:us-east-1:777788889999:key/k3",
        AssetClass::Key,
    ),
    (
        "aws:secretsmanager:secret",
        "arn:aws:secretsmanager:us-east-1:777788889999:secret:far-abcdef",
        AssetClass::Secret,
    ),
    (
        "aws:kms:alias",
        "arn:aws:kms:us-east-1:111122223333:alias/data",
        AssetClass::Key,
    ),
    (
        "aws:sts:federated-user",
        "arn:aws:sts::111122223333:federated-user/x",
        AssetClass::Secret,
    ),
];

/// What no resource is called; but input is what it is.
const STRANGE: [&str; 5] = [
    "*",
    "arn:aws:s3:::d*ta/x",
    "arn:aws:secretsmanager:*:1111????3333:secret:db-*",
    "arn:aws:iam::111122223333:role/*",
    "no-arn",
];

/// The estate of a seed.
pub(crate) fn estate(seed: u64) -> Snapshot {
    let mut estate = Estate {
        random: Random::new(seed),
        seed,
        sink: MemorySink::default(),
    };
    estate.organization();
    estate.identities();
    estate.assets();
    Snapshot {
        id: format!("estate-{seed}"),
        taken: "2026-11-23T00:00:00Z".parse().unwrap(),
        facts: estate.sink.facts,
        coverage: estate.sink.coverage,
    }
}

struct Estate {
    random: Random,
    seed: u64,
    sink: MemorySink,
}

fn origin() -> Origin {
    Origin::new("random", "")
}

impl Estate {
    fn answered(&mut self, operation: &str, subject: Option<&str>, scope: &str) {
        self.sink.coverage(Coverage {
            scope: scope.to_owned(),
            region: None,
            operation: operation.to_owned(),
            subject: subject.map(str::to_owned),
            outcome: Outcome::Absent,
            records: 0,
            reason: String::new(),
            help: String::new(),
            origin: origin(),
        });
    }

    fn policy(&mut self, kind: PolicyKind, id: &str, document: &Value) {
        let text = match self.random.chance(60) {
            // A document that cannot be understood.
            true => "{\"Version\": 7}".to_owned(),
            false => document.to_string(),
        };
        self.sink.fact(Fact::Policy(Policy {
            id: id.to_owned(),
            provider: Provider::Aws,
            kind,
            name: id.to_owned(),
            scope: None,
            provider_managed: false,
            version: None,
            document: text,
            origin: origin(),
        }));
    }

    fn attach(&mut self, kind: AttachmentKind, policy: &str, target: &str) {
        let attachment = Attachment::new(kind, policy, target, origin());
        self.sink.fact(Fact::Attachment(attachment));
    }

    /// Root, two organisational units or one, account: service and resource control policies at each.
    fn organization(&mut self) {
        for (index, account) in ACCOUNTS.into_iter().chain([ELSEWHERE]).enumerate() {
            let scope = format!("aws:{account}");
            let mut fact = Scope::new(scope.clone(), Provider::Aws, ScopeKind::Account, origin());
            if self.random.chance(4) {
                fact.attributes.insert(
                    "s3_public_access_block".to_owned(),
                    json!({"RestrictPublicBuckets": true}),
                );
            }
            match self.random.below(7) {
                0 => {}
                1 | 2 => self.answered("organizations:DescribeOrganization", None, &scope),
                _ => self.member(index, &scope, &mut fact),
            }
            if account != ELSEWHERE || self.random.chance(2) {
                self.sink.fact(Fact::Scope(fact));
            }
        }
        self.scope("aws:r-1", ScopeKind::Root, Some("aws:o-1"));
        self.scope("aws:o-1", ScopeKind::Organization, None);
        self.controls("aws:r-1");
    }

    fn member(&mut self, index: usize, scope: &str, fact: &mut Scope) {
        let unit = format!("aws:ou-{index}");
        fact.parent = Some(unit.clone());
        fact.management = match self.random.below(9) {
            0 => None,
            1 => Some(true),
            _ => Some(false),
        };
        let above = match self.random.chance(3) {
            true => {
                self.scope(
                    "aws:ou-above",
                    ScopeKind::OrganizationalUnit,
                    Some("aws:r-1"),
                );
                self.controls("aws:ou-above");
                "aws:ou-above"
            }
            false => "aws:r-1",
        };
        self.scope(&unit, ScopeKind::OrganizationalUnit, Some(above));
        for target in [scope, unit.as_str()] {
            self.controls(target);
        }
    }

    fn scope(&mut self, id: &str, kind: ScopeKind, parent: Option<&str>) {
        let mut scope = Scope::new(id.to_owned(), Provider::Aws, kind, origin());
        scope.parent = parent.map(str::to_owned);
        if kind == ScopeKind::Organization {
            let service = "SERVICE_CONTROL_POLICY".to_owned();
            let resource = "RESOURCE_CONTROL_POLICY".to_owned();
            scope.policy_types = match self.random.below(8) {
                0 => None,
                1 => Some(vec![service]),
                2 => Some(vec![resource]),
                _ => Some(vec![service, resource]),
            };
        }
        self.sink.fact(Fact::Scope(scope));
    }

    fn controls(&mut self, target: &str) {
        for (kind, policy_kind, word) in [
            (AttachmentKind::Scp, PolicyKind::Scp, "scp"),
            (AttachmentKind::Rcp, PolicyKind::Rcp, "rcp"),
        ] {
            // A level without a policy was not collected.
            if self.random.chance(25) {
                continue;
            }
            for n in 0..1 + usize::from(self.random.chance(3)) {
                let id = format!("{word}-{target}-{n}");
                let document = policies::control(&mut self.random, word == "rcp");
                self.policy(policy_kind, &id, &document);
                self.attach(kind, &id, target);
            }
        }
    }

    fn identities(&mut self) {
        for account in ACCOUNTS {
            // Shared by several principals.
            let id = format!("arn:aws:iam::{account}:policy/shared");
            let document = policies::identity(&mut self.random);
            self.policy(PolicyKind::Managed, &id, &document);
        }
        for (arn, kind) in IDENTITIES {
            let account = arn.split(':').nth(4).unwrap();
            let unique_id = match (kind, self.random.below(3)) {
                (IdentityKind::User, 0) => Some(format!("AIDA{}", policies::suffix(arn))),
                (IdentityKind::Role, 0 | 1) => Some(format!("AROA{}", policies::suffix(arn))),
                _ => None,
            };
            let member = kind == IdentityKind::User && self.random.chance(3);
            self.sink.fact(Fact::Identity(Identity {
                id: arn.to_owned(),
                provider: Provider::Aws,
                kind,
                name: arn.rsplit(['/', ':']).next().unwrap().to_owned(),
                scope: format!("aws:{account}"),
                unique_id,
                path: None,
                tags: tags(&mut self.random),
                member_of: match (member, self.random.chance(15)) {
                    // A group that is not in the snapshot.
                    (true, true) => vec![format!("arn:aws:iam::{account}:group/gone")],
                    (true, false) => vec![format!("arn:aws:iam::{account}:group/g")],
                    (false, _) => Vec::new(),
                },
                created: None,
                last_used: None,
                attributes: BTreeMap::new(),
                origin: origin(),
            }));
            self.own_policies(arn, account, kind);
        }
    }

    fn own_policies(&mut self, arn: &str, account: &str, kind: IdentityKind) {
        for n in 0..self.random.below(3) {
            let id = format!("{arn}#inline/{n}");
            let document = policies::identity(&mut self.random);
            self.policy(PolicyKind::Inline, &id, &document);
            self.attach(AttachmentKind::Identity, &id, arn);
        }
        if self.random.chance(2) {
            let id = format!("arn:aws:iam::{account}:policy/shared");
            self.attach(AttachmentKind::Identity, &id, arn);
        }
        if self.random.chance(25) {
            self.attach(
                AttachmentKind::Identity,
                "arn:aws:iam::aws:policy/Missing",
                arn,
            );
        }
        if self.random.chance(4) && kind != IdentityKind::Group {
            let id = format!(
                "arn:aws:iam::{account}:policy/boundary-{}",
                policies::suffix(arn)
            );
            if !self.random.chance(10) {
                let document = policies::identity(&mut self.random);
                self.policy(PolicyKind::Managed, &id, &document);
            }
            self.attach(AttachmentKind::Boundary, &id, arn);
        }
        if kind == IdentityKind::Role && !self.random.chance(10) {
            let id = format!("{arn}#trust");
            let document = policies::trust(&mut self.random);
            self.policy(PolicyKind::Trust, &id, &document);
            self.attach(AttachmentKind::Trust, &id, arn);
        }
    }

    fn assets(&mut self) {
        for (kind, id, class) in ASSETS {
            self.asset(kind, id, class);
        }
        self.function();
        if self.random.chance(6) {
            let name = self.random.pick(&STRANGE);
            self.asset("aws:x:y", name, AssetClass::Data);
        }
        // Many of a sort, as buckets and secrets are: most say the same of themselves.
        let many = match self.random.below(40) {
            0 => 90,
            1..8 => 2 + self.random.below(8),
            _ => 0,
        };
        for n in 0..many {
            let name = format!("arn:aws:s3:::fleet-{n:02}");
            self.asset("aws:s3:bucket", &name, AssetClass::Data);
        }
    }

    /// Its policy stands with its code.
    fn function(&mut self) {
        let tags = tags(&mut self.random);
        self.sink.fact(Fact::Workload(Workload {
            id: "arn:aws:lambda:us-east-1:111122223333:function:f".to_owned(),
            provider: Provider::Aws,
            kind: "aws:lambda:function".to_owned(),
            name: "f".to_owned(),
            scope: "aws:111122223333".to_owned(),
            region: Some("us-east-1".to_owned()),
            runs_as: Vec::new(),
            environment: Vec::new(),
            tags,
            attributes: BTreeMap::new(),
            origin: origin(),
        }));
    }

    fn asset(&mut self, kind: &str, id: &str, class: AssetClass) {
        let account = match id.split(':').nth(4) {
            Some(account) if !account.is_empty() => account.to_owned(),
            _ => self.random.pick(&ACCOUNTS).to_owned(),
        };
        let region = id.split(':').nth(3).filter(|region| !region.is_empty());
        let mut attributes = BTreeMap::new();
        if kind == "aws:s3:bucket" && self.random.chance(4) {
            let setting = json!({"RestrictPublicBuckets": self.random.chance(2)});
            attributes.insert("public_access_block".to_owned(), setting);
        }
        if kind == "aws:kms:key" {
            let aliases = self.random.pick(&[json!(["alias/data"]), json!([])]);
            attributes.insert("aliases".to_owned(), aliases);
        }
        self.sink.fact(Fact::Asset(Asset {
            id: id.to_owned(),
            provider: Provider::Aws,
            class,
            kind: kind.to_owned(),
            name: id.to_owned(),
            // Of a bucket its name does not say whose it is.
            scope: (!self.random.chance(8)).then(|| format!("aws:{account}")),
            region: match self.random.chance(3) {
                true => Some("us-east-1".to_owned()),
                false => region.map(str::to_owned),
            },
            part_of: match kind {
                "aws:s3:prefix" | "aws:s3:object" => {
                    id.split_once('/').map(|(bucket, _)| bucket.to_owned())
                }
                _ => None,
            },
            encryption_key: None,
            tags: tags(&mut self.random),
            attributes,
            origin: origin(),
        }));
        self.resource_policy(kind, id);
    }

    fn resource_policy(&mut self, kind: &str, id: &str) {
        let (holder, operation) = match kind {
            "aws:s3:bucket" => (id, "s3:GetBucketPolicy"),
            "aws:secretsmanager:secret" => (id, "secretsmanager:GetResourcePolicy"),
            "aws:kms:key" => (id, "kms:GetKeyPolicy"),
            "aws:lambda:function-code" => (id.trim_end_matches("#code"), "lambda:GetPolicy"),
            "aws:sqs:queue" => (id, "sqs:GetQueueAttributes"),
            "aws:sns:topic" => (id, "sns:GetTopicAttributes"),
            "aws:dynamodb:table" => (id, "dynamodb:GetResourcePolicy"),
            "aws:ecr:repository" => (id, "ecr:GetRepositoryPolicy"),
            "aws:glue:database" => (
                "arn:aws:glue:us-east-1:111122223333:catalog",
                "glue:GetResourcePolicy",
            ),
            _ => return,
        };
        match self.random.below(10) {
            0..6 => {
                let policy = format!("{holder}#resource");
                // A policy that many have: of every fleet the same.
                let mut random = match id.contains(":fleet-") && !self.random.chance(3) {
                    true => Random::new(self.seed),
                    false => self.random.split(),
                };
                let document = policies::resource(&mut random, holder);
                self.policy(PolicyKind::Resource, &policy, &document);
                self.attach(AttachmentKind::Resource, &policy, holder);
            }
            // It was not asked for.
            6 => {}
            _ => self.answered(operation, Some(holder), "aws:111122223333"),
        }
        if kind == "aws:kms:key" && self.random.chance(3) {
            for n in 0..1 + self.random.below(2) {
                let grant = policies::grant(&mut self.random);
                let policy = format!("{id}#grant/{n}");
                self.policy(PolicyKind::KmsGrant, &policy, &grant);
            }
        }
    }
}

/// Tags, or that they were not read.
fn tags(random: &mut Random) -> Option<Tags> {
    if random.chance(5) {
        return None;
    }
    let mut tags = Tags::new();
    if !random.chance(3) {
        let value = random.pick(&["ml", "ops", "alice", "data"]);
        tags.insert(random.pick(&["team", "Team"]).to_owned(), value.to_owned());
    }
    for (key, values) in [
        ("stage", ["prod", "dev"]),
        ("owner", ["alice", "bob"]),
        ("bucket", ["data", "other"]),
    ] {
        if random.chance(6) {
            tags.insert(key.to_owned(), random.pick(&values).to_owned());
        }
    }
    Some(tags)
}
