//! An account of the size that is asked for, in the shape of real ones: most principals may do little, some much.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{
    Asset, AssetClass, Attachment, AttachmentKind, Credential, CredentialKind, Fact, Identity,
    IdentityKind, Origin, Policy, PolicyKind, Provider, Scope, ScopeKind, Tags,
};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-south-1"];
/// Teams, after which buckets are named and by which secrets are tagged.
const TEAMS: usize = 400;

/// Types of resource, in percent of all.
const KINDS: [(&str, AssetClass, usize); 6] = [
    ("aws:s3:bucket", AssetClass::Data, 30),
    ("aws:secretsmanager:secret", AssetClass::Secret, 20),
    ("aws:ssm:parameter", AssetClass::Secret, 15),
    ("aws:dynamodb:table", AssetClass::Data, 15),
    ("aws:lambda:function-code", AssetClass::Code, 10),
    ("aws:sqs:queue", AssetClass::Data, 10),
];

struct Account {
    sink: MemorySink,
    origin: Origin,
    principals: usize,
    resources: usize,
}

/// The snapshot of an account with so many principals and resources.
pub(crate) fn snapshot(principals: usize, resources: usize) -> Snapshot {
    let mut account = Account {
        sink: MemorySink::default(),
        origin: Origin::new("generated", ""),
        principals,
        resources,
    };
    account.organization();
    account.managed_policies();
    for n in 0..principals {
        account.principal(n);
    }
    for n in 0..resources {
        account.resource(n);
    }
    account.keys();
    Snapshot {
        id: "generated".to_owned(),
        taken: jiff::Timestamp::UNIX_EPOCH,
        facts: account.sink.facts,
        coverage: account.sink.coverage,
    }
}

/// The ARN of the nth resource, and its type.
fn resource(n: usize) -> (&'static str, AssetClass, String) {
    let mut percent = n % 100;
    let mut found = ("aws:sqs:queue", AssetClass::Data);
    for (kind, class, share) in KINDS {
        if percent < share {
            found = (kind, class);
            break;
        }
        percent -= share;
    }
    let region = REGIONS
        .get(n / 100 % REGIONS.len())
        .copied()
        .unwrap_or("us-east-1");
    let team = n % TEAMS;
    let at = format!("{region}:{ACCOUNT}");
    let arn = match found.0 {
        "aws:s3:bucket" => format!("arn:aws:s3:::team-{team}-data-{n}"),
        "aws:secretsmanager:secret" => {
            format!("arn:aws:secretsmanager:{at}:secret:team-{team}/s{n}-abcdef")
        }
        "aws:ssm:parameter" => format!("arn:aws:ssm:{at}:parameter/team-{team}/p{n}"),
        "aws:dynamodb:table" => format!("arn:aws:dynamodb:{at}:table/team-{team}-{n}"),
        "aws:lambda:function-code" => format!("arn:aws:lambda:{at}:function:team-{team}-{n}#code"),
        _ => format!("arn:aws:sqs:{at}:team-{team}-{n}"),
    };
    (found.0, found.1, arn)
}

fn tags(team: usize) -> Tags {
    Tags::from([("team".to_owned(), format!("team-{team}"))])
}

fn allow(actions: &[&str], resources: &[String]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": resources})
}

impl Account {
    fn policy(&mut self, kind: PolicyKind, id: &str, statements: Vec<Value>) {
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        self.sink.fact(Fact::Policy(Policy {
            id: id.to_owned(),
            provider: Provider::Aws,
            kind,
            name: id.to_owned(),
            scope: None,
            provider_managed: false,
            version: None,
            document: document.to_string(),
            origin: self.origin.clone(),
        }));
    }

    fn attach(&mut self, kind: AttachmentKind, policy: &str, target: &str) {
        let attachment = Attachment::new(kind, policy, target, self.origin.clone());
        self.sink.fact(Fact::Attachment(attachment));
    }

    fn answered(&mut self, operation: &str, subject: Option<&str>) {
        self.sink.coverage(Coverage {
            scope: format!("aws:{ACCOUNT}"),
            region: None,
            operation: operation.to_owned(),
            subject: subject.map(str::to_owned),
            outcome: Outcome::Answered,
            records: 0,
            reason: String::new(),
            help: String::new(),
            origin: self.origin.clone(),
        });
    }

    fn organization(&mut self) {
        for (id, kind, parent) in [
            ("aws:o-1", ScopeKind::Organization, None),
            ("aws:r-1", ScopeKind::Root, Some("aws:o-1")),
            ("aws:111122223333", ScopeKind::Account, Some("aws:r-1")),
        ] {
            let mut scope = Scope::new(id.to_owned(), Provider::Aws, kind, self.origin.clone());
            scope.parent = parent.map(str::to_owned);
            scope.policy_types = Some(vec!["SERVICE_CONTROL_POLICY".to_owned()]);
            scope.management = Some(false);
            self.sink.fact(Fact::Scope(scope));
        }
        let everything = allow(&["*"], &["*".to_owned()]);
        let elsewhere = json!({"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*"], "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": REGIONS}}});
        self.policy(PolicyKind::Scp, "scp-root", vec![everything.clone()]);
        self.policy(PolicyKind::Scp, "scp-account", vec![everything, elsewhere]);
        self.attach(AttachmentKind::Scp, "scp-root", "aws:r-1");
        self.attach(AttachmentKind::Scp, "scp-account", "aws:111122223333");
        for operation in [
            "s3:ListBuckets",
            "secretsmanager:ListSecrets",
            "ssm:DescribeParameters",
            "kms:ListKeys",
            "lambda:ListFunctions",
            "sagemaker:ListModels",
            "sagemaker:ListEndpoints",
        ] {
            self.answered(operation, None);
        }
    }

    fn managed_policies(&mut self) {
        let all = ["*".to_owned()];
        let by_tag = json!({"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"], "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}});
        for (name, statements) in [
            ("admin", vec![allow(&["*"], &all)]),
            (
                "read",
                vec![allow(
                    &["s3:Get*", "s3:List*", "dynamodb:Scan", "kms:Decrypt"],
                    &all,
                )],
            ),
            (
                "describe",
                vec![allow(&["ec2:Describe*", "sqs:ReceiveMessage"], &all)],
            ),
            ("by-tag", vec![by_tag]),
            ("pass", vec![allow(&["iam:PassRole"], &all)]),
            (
                "boundary",
                vec![allow(&["s3:*", "sqs:*", "secretsmanager:*", "kms:*"], &all)],
            ),
        ] {
            let id = format!("arn:aws:iam::{ACCOUNT}:policy/{name}");
            self.policy(PolicyKind::Managed, &id, statements);
        }
    }

    /// A fifth are users with a key, the others roles.
    fn principal(&mut self, n: usize) {
        let role = !n.is_multiple_of(5);
        let name = if role { "role/r" } else { "user/u" };
        let arn = format!("arn:aws:iam::{ACCOUNT}:{name}{n}");
        let team = n % TEAMS;
        self.sink.fact(Fact::Identity(Identity {
            id: arn.clone(),
            provider: Provider::Aws,
            kind: if role {
                IdentityKind::Role
            } else {
                IdentityKind::User
            },
            name: format!("p{n}"),
            scope: format!("aws:{ACCOUNT}"),
            unique_id: Some(format!("{}{n:016}", if role { "AROA" } else { "AIDA" })),
            path: None,
            tags: Some(tags(team)),
            member_of: Vec::new(),
            created: None,
            last_used: None,
            attributes: BTreeMap::new(),
            origin: self.origin.clone(),
        }));
        if role {
            let trust = match n % 10 {
                1 => json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:user/u{}", n / 5 * 5)}),
                2 => json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}),
                _ => json!({"Service": "lambda.amazonaws.com"}),
            };
            let statement =
                json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trust});
            let id = format!("{arn}#trust");
            self.policy(PolicyKind::Trust, &id, vec![statement]);
            self.attach(AttachmentKind::Trust, &id, &arn);
        } else {
            self.sink.fact(Fact::Credential(Credential {
                id: format!("aws:access-key/AKIA{n:016}"),
                provider: Provider::Aws,
                kind: CredentialKind::AccessKey,
                name: format!("AKIA{n:016}"),
                identity: arn.clone(),
                scope: format!("aws:{ACCOUNT}"),
                active: Some(true),
                created: None,
                expires: None,
                last_used: None,
                used: None,
                mfa: None,
                attributes: BTreeMap::new(),
                origin: self.origin.clone(),
            }));
        }
        self.grants(n, &arn);
    }

    /// What a principal may do: mostly a few things of its own, by an inline policy.
    fn grants(&mut self, n: usize, arn: &str) {
        let mut statements = Vec::new();
        let team = n % TEAMS;
        if n % 5 == 1 {
            let buckets = format!("arn:aws:s3:::team-{team}-*");
            let objects = format!("{buckets}/*");
            statements.push(allow(&["s3:ListBucket"], &[buckets]));
            statements.push(allow(&["s3:GetObject", "s3:PutObject"], &[objects]));
        } else {
            for step in 0..1 + n % 3 {
                let (kind, _, id) = resource((n * 7 + step * 31) % self.resources);
                let own = id.trim_end_matches("#code").to_owned();
                let actions: &[&str] = match kind {
                    "aws:s3:bucket" => &["s3:ListBucket", "s3:GetBucketPolicy"],
                    "aws:secretsmanager:secret" => &["secretsmanager:GetSecretValue"],
                    "aws:ssm:parameter" => &["ssm:GetParameter"],
                    "aws:dynamodb:table" => &["dynamodb:GetItem", "dynamodb:PutItem"],
                    "aws:lambda:function-code" => &["lambda:InvokeFunction"],
                    _ => &["sqs:SendMessage", "sqs:ReceiveMessage"],
                };
                statements.push(allow(actions, &[own]));
            }
        }
        if n % 10 == 3 {
            let next = format!("arn:aws:iam::{ACCOUNT}:role/r{}", (n + 9) % self.principals);
            statements.push(allow(&["sts:AssumeRole"], &[next]));
        }
        let id = format!("{arn}#inline/own");
        self.policy(PolicyKind::Inline, &id, statements);
        self.attach(AttachmentKind::Identity, &id, arn);
        let managed = |name: &str| format!("arn:aws:iam::{ACCOUNT}:policy/{name}");
        for (name, has) in [
            ("admin", n % 2_000 == 77),
            ("read", n % 50 == 8),
            ("describe", n % 10 == 4),
            ("by-tag", n % 10 == 6),
            ("pass", n % 100 == 9),
        ] {
            if has {
                self.attach(AttachmentKind::Identity, &managed(name), arn);
            }
        }
        if n % 20 == 2 {
            self.attach(AttachmentKind::Boundary, &managed("boundary"), arn);
        }
    }

    fn resource(&mut self, n: usize) {
        let (kind, class, id) = resource(n);
        let key = format!(
            "arn:aws:kms:us-east-1:{ACCOUNT}:key/k{}",
            n % self.key_count()
        );
        let encrypted = n.is_multiple_of(7) && kind != "aws:lambda:function-code";
        self.sink.fact(Fact::Asset(Asset {
            provider: Provider::Aws,
            class,
            kind: kind.to_owned(),
            name: id.rsplit([':', '/']).next().unwrap_or_default().to_owned(),
            scope: Some(format!("aws:{ACCOUNT}")),
            region: id
                .split(':')
                .nth(3)
                .filter(|r| !r.is_empty())
                .map(str::to_owned),
            part_of: None,
            encryption_key: encrypted.then_some(key),
            tags: Some(tags(n % TEAMS)),
            attributes: BTreeMap::new(),
            origin: self.origin.clone(),
            id: id.clone(),
        }));
        let holder = id.trim_end_matches("#code").to_owned();
        let operation = match kind {
            "aws:s3:bucket" => "s3:GetBucketPolicy",
            "aws:secretsmanager:secret" => "secretsmanager:GetResourcePolicy",
            "aws:lambda:function-code" => "lambda:GetPolicy",
            "aws:dynamodb:table" => "dynamodb:GetResourcePolicy",
            "aws:sqs:queue" => "sqs:GetQueueAttributes",
            _ => return,
        };
        self.answered(operation, Some(&holder));
        // A tenth have a policy: most deny what is not encrypted on the way, some name a role.
        if n / 10 % 10 != 1 {
            return;
        }
        let on = vec![holder.clone(), format!("{holder}/*")];
        let statement = match n % 10 {
            0 => json!({"Effect": "Allow", "Action": "*", "Resource": on,
                "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/r{}", n % self.principals)}}),
            _ => json!({"Effect": "Deny", "Action": "*", "Principal": "*", "Resource": on,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
        };
        let policy = format!("{holder}#resource");
        self.policy(PolicyKind::Resource, &policy, vec![statement]);
        self.attach(AttachmentKind::Resource, &policy, &holder);
    }

    fn key_count(&self) -> usize {
        (self.resources / 1_000).clamp(4, 200)
    }

    fn keys(&mut self) {
        for n in 0..self.key_count() {
            let id = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/k{n}");
            self.sink.fact(Fact::Asset(Asset {
                provider: Provider::Aws,
                class: AssetClass::Key,
                kind: "aws:kms:key".to_owned(),
                name: format!("k{n}"),
                scope: Some(format!("aws:{ACCOUNT}")),
                region: Some("us-east-1".to_owned()),
                part_of: None,
                encryption_key: None,
                tags: Some(Tags::new()),
                attributes: BTreeMap::new(),
                origin: self.origin.clone(),
                id: id.clone(),
            }));
            let statement = json!({"Effect": "Allow", "Action": "kms:*", "Resource": "*",
                "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}});
            let policy = format!("{id}#resource");
            self.policy(PolicyKind::Resource, &policy, vec![statement]);
            self.attach(AttachmentKind::Resource, &policy, &id);
        }
    }
}
