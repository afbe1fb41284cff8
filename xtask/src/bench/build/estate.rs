//! An organisation of many accounts, in the shape of real ones: most principals may do little, some much, many share policies.

mod assets;
mod principals;

use std::collections::BTreeMap;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{
    Attachment, AttachmentKind, Fact, FactKind, Origin, Policy, PolicyKind, Provider, Scope,
    ScopeKind, Tags,
};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::random::Random;

/// About so many facts an account has.
const FACTS: usize = 8_000;
/// An account is made of so many teams, all alike in size; the smallest organisation is one team.
const TEAMS: usize = 20;
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-south-1"];

/// What AWS keeps: the same for every account.
const AWS_MANAGED: [(&str, &[&str]); 6] = [
    ("AdministratorAccess", &["*"]),
    (
        "ReadOnlyAccess",
        &[
            "s3:Get*",
            "s3:List*",
            "dynamodb:Get*",
            "dynamodb:Scan",
            "kms:List*",
            "iam:Get*",
            "iam:List*",
        ],
    ),
    ("AmazonS3FullAccess", &["s3:*"]),
    (
        "AWSLambdaBasicExecutionRole",
        &[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "AmazonSSMManagedInstanceCore",
        &[
            "ssm:GetDocument",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:*",
            "ec2messages:*",
        ],
    ),
    (
        "SecurityAudit",
        &[
            "iam:Get*",
            "iam:List*",
            "s3:GetBucketPolicy",
            "ec2:Describe*",
            "lambda:ListFunctions",
        ],
    ),
];

/// What is being made.
struct Maker {
    sink: MemorySink,
    random: Random,
    origin: Origin,
}

/// One team of one account.
struct Place {
    /// Twelve digits.
    account: String,
    team: usize,
}

impl Place {
    fn scope(&self) -> String {
        format!("aws:{}", self.account)
    }

    fn iam(&self, rest: &str) -> String {
        format!("arn:aws:iam::{}:{rest}", self.account)
    }

    /// The region of the nth thing.
    fn region(&self, n: usize) -> &'static str {
        REGIONS
            .get((self.team + n) % REGIONS.len())
            .copied()
            .unwrap_or("us-east-1")
    }

    /// The ARN of the nth thing of a service.
    fn arn(&self, service: &str, n: usize, rest: &str) -> String {
        format!(
            "arn:aws:{service}:{}:{}:{rest}",
            self.region(n),
            self.account
        )
    }

    fn tags(&self) -> Tags {
        Tags::from([
            ("team".to_owned(), format!("team-{}", self.team)),
            (
                "environment".to_owned(),
                if self.team.is_multiple_of(3) {
                    "production"
                } else {
                    "test"
                }
                .to_owned(),
            ),
        ])
    }
}

/// The snapshot of an organisation of about so many facts.
pub(super) fn snapshot(facts: usize, seed: u64) -> Snapshot {
    let mut maker = Maker {
        sink: MemorySink::default(),
        random: Random::new(seed),
        origin: Origin::new("generated", ""),
    };
    maker.organization();
    for n in 0..facts.div_ceil(FACTS / TEAMS) {
        let place = Place {
            account: format!("{:012}", 100_000_000_000 + n / TEAMS),
            team: n % TEAMS,
        };
        if place.team == 0 {
            maker.account(&place);
        }
        maker.assets(&place);
        maker.principals(&place);
    }
    let found = maker.sink;
    Snapshot::from_parts(found.facts, found.coverage, Timestamp::UNIX_EPOCH)
}

/// How many facts there are.
pub(super) fn count(snapshot: &Snapshot) -> usize {
    FactKind::ALL
        .into_iter()
        .map(|kind| snapshot.facts.count(kind))
        .sum()
}

fn allow(actions: &[&str], resources: &[&str]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": resources})
}

impl Maker {
    fn origin(&self) -> Origin {
        self.origin.clone()
    }

    fn policy(
        &mut self,
        kind: PolicyKind,
        id: &str,
        scope: Option<String>,
        statements: Vec<Value>,
    ) {
        let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        self.sink.fact(Fact::Policy(Policy {
            id: id.to_owned(),
            provider: Provider::Aws,
            kind,
            name: id.rsplit('/').next().unwrap_or(id).to_owned(),
            provider_managed: scope.is_none() && kind == PolicyKind::Managed,
            scope,
            version: None,
            document,
            origin: self.origin(),
        }));
    }

    fn attach(&mut self, kind: AttachmentKind, policy: &str, target: &str) {
        let attachment = Attachment::new(kind, policy, target, self.origin());
        self.sink.fact(Fact::Attachment(attachment));
    }

    /// A policy that stands on its target.
    fn own(
        &mut self,
        kinds: (PolicyKind, AttachmentKind),
        name: &str,
        target: &str,
        place: &Place,
        statements: Vec<Value>,
    ) {
        let id = format!("{target}#{name}");
        self.policy(kinds.0, &id, Some(place.scope()), statements);
        self.attach(kinds.1, &id, target);
    }

    fn answered(
        &mut self,
        scope: String,
        operation: &str,
        subject: Option<&str>,
        outcome: Outcome,
    ) {
        let origin = self.origin();
        self.sink.coverage(Coverage {
            scope,
            region: None,
            operation: operation.to_owned(),
            subject: subject.map(str::to_owned),
            outcome,
            records: 0,
            reason: String::new(),
            help: String::new(),
            origin,
        });
    }

    fn scope(&mut self, id: &str, kind: ScopeKind, parent: Option<&str>) {
        let mut scope = Scope::new(id.to_owned(), Provider::Aws, kind, self.origin());
        scope.parent = parent.map(str::to_owned);
        scope.policy_types = Some(vec!["SERVICE_CONTROL_POLICY".to_owned()]);
        scope.management = Some(false);
        scope.attributes = BTreeMap::new();
        self.sink.fact(Fact::Scope(scope));
    }

    fn organization(&mut self) {
        self.scope("aws:o-1", ScopeKind::Organization, None);
        self.scope("aws:r-1", ScopeKind::Root, Some("aws:o-1"));
        for unit in ["aws:ou-production", "aws:ou-test"] {
            self.scope(unit, ScopeKind::OrganizationalUnit, Some("aws:r-1"));
            self.attach(AttachmentKind::Scp, "scp-full", unit);
        }
        let elsewhere = json!({"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*"], "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": REGIONS}}});
        self.policy(
            PolicyKind::Scp,
            "scp-full",
            None,
            vec![allow(&["*"], &["*"])],
        );
        self.policy(PolicyKind::Scp, "scp-regions", None, vec![elsewhere]);
        for policy in ["scp-full", "scp-regions"] {
            self.attach(AttachmentKind::Scp, policy, "aws:r-1");
        }
        for (name, actions) in AWS_MANAGED {
            let id = format!("arn:aws:iam::aws:policy/{name}");
            self.policy(PolicyKind::Managed, &id, None, vec![allow(actions, &["*"])]);
        }
    }

    fn account(&mut self, place: &Place) {
        let production = self.random.percent(40);
        let unit = if production {
            "aws:ou-production"
        } else {
            "aws:ou-test"
        };
        self.scope(&place.scope(), ScopeKind::Account, Some(unit));
        self.attach(AttachmentKind::Scp, "scp-full", &place.scope());
        for operation in [
            "iam:GetAccountAuthorizationDetails",
            "s3:ListBuckets",
            "secretsmanager:ListSecrets",
            "ssm:DescribeParameters",
            "kms:ListKeys",
            "lambda:ListFunctions",
            "dynamodb:ListTables",
            "sqs:ListQueues",
            "sagemaker:ListModels",
            "sagemaker:ListModelPackageGroups",
            "sagemaker:ListModelPackages",
            "sagemaker:ListEndpoints",
            "sagemaker:ListNotebookInstances",
        ] {
            self.answered(place.scope(), operation, None, Outcome::Answered);
        }
        self.account_policies(place);
    }
}
