//! Who acts: roles and users, what they may do, who trusts whom.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{
    AttachmentKind, Credential, CredentialKind, Fact, Identity, IdentityKind, PolicyKind, Provider,
};
use blastradius_collectors::snapshot::Sink;
use serde_json::{Value, json};

use super::assets::{self, BUCKETS, FUNCTIONS, PARAMETERS, QUEUES, SECRETS, TABLES};
use super::{AWS_MANAGED, Maker, Place, allow};

const ROLES: usize = 30;
const USERS: usize = 8;

impl Maker {
    /// Policies that are shared in an account.
    pub(super) fn account_policies(&mut self, place: &Place) {
        let by_tag = json!({"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"], "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}});
        for (name, statement) in [
            ("by-tag", by_tag),
            (
                "boundary",
                allow(
                    &[
                        "s3:*",
                        "sqs:*",
                        "secretsmanager:*",
                        "ssm:*",
                        "kms:*",
                        "lambda:*",
                        "sts:*",
                    ],
                    &["*"],
                ),
            ),
            (
                "deploy",
                allow(
                    &[
                        "lambda:UpdateFunctionCode",
                        "iam:PassRole",
                        "lambda:CreateFunction",
                    ],
                    &["*"],
                ),
            ),
        ] {
            let id = place.iam(&format!("policy/{name}"));
            self.policy(
                PolicyKind::Managed,
                &id,
                Some(place.scope()),
                vec![statement],
            );
        }
    }

    /// Everyone of a team.
    pub(super) fn principals(&mut self, place: &Place) {
        let team = place.team;
        for n in 0..4 {
            let id = place.iam(&format!("policy/team-{team}-{n}"));
            let statements = self.team_policy(place, n);
            self.policy(PolicyKind::Managed, &id, Some(place.scope()), statements);
        }
        for n in 0..ROLES {
            self.role(place, n);
        }
        for n in 0..USERS {
            self.user(place, n);
        }
    }

    fn team_policy(&mut self, place: &Place, n: usize) -> Vec<Value> {
        let team = place.team;
        let buckets = format!("arn:aws:s3:::team-{team}-{}-*", place.account);
        let objects = format!("{buckets}/*");
        match n {
            0 => vec![
                allow(&["s3:ListBucket"], &[&buckets]),
                allow(&["s3:GetObject", "s3:PutObject"], &[&objects]),
            ],
            1 => vec![allow(
                &["ssm:GetParameter*"],
                &[&format!(
                    "arn:aws:ssm:*:{}:parameter/team-{team}/*",
                    place.account
                )],
            )],
            2 => vec![allow(
                &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
                &[&assets::table(place, 0), &assets::table(place, 1)],
            )],
            _ => vec![allow(
                &["sqs:SendMessage", "sqs:ReceiveMessage"],
                &[&format!("arn:aws:sqs:*:{}:team-{team}-*", place.account)],
            )],
        }
    }

    fn identity(&mut self, place: &Place, kind: IdentityKind, arn: &str, unique: String) {
        let tags = if self.random.percent(70) {
            place.tags()
        } else {
            BTreeMap::new()
        };
        let origin = self.origin();
        self.sink.fact(Fact::Identity(Identity {
            id: arn.to_owned(),
            provider: Provider::Aws,
            kind,
            name: arn.rsplit('/').next().unwrap_or_default().to_owned(),
            scope: place.scope(),
            unique_id: Some(unique),
            path: None,
            tags: Some(tags),
            member_of: Vec::new(),
            created: None,
            last_used: None,
            attributes: BTreeMap::new(),
            origin,
        }));
    }

    fn role(&mut self, place: &Place, n: usize) {
        let team = place.team;
        let arn = place.iam(&format!("role/team-{team}-r{n}"));
        self.identity(
            place,
            IdentityKind::Role,
            &arn,
            format!("AROA{}{team:02}{n:02}", place.account),
        );
        let user = place.iam(&format!("user/team-{team}-u{}", self.random.below(USERS)));
        let principal = match self.random.below(100) {
            0..55 => json!({"Service": "lambda.amazonaws.com"}),
            55..70 => json!({"Service": "ec2.amazonaws.com"}),
            70..75 => json!({"Service": "sagemaker.amazonaws.com"}),
            75..88 => json!({"AWS": user}),
            88..96 => json!({"AWS": place.iam("root")}),
            _ => json!({"AWS": "arn:aws:iam::100000000000:role/team-0-r0"}),
        };
        let trust = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal});
        self.own(
            (PolicyKind::Trust, AttachmentKind::Trust),
            "trust",
            &arn,
            place,
            vec![trust],
        );
        self.attach(
            AttachmentKind::Identity,
            "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
            &arn,
        );
        self.grants(place, &arn);
        if self.random.percent(15) {
            self.attach(
                AttachmentKind::Boundary,
                &place.iam("policy/boundary"),
                &arn,
            );
        }
    }

    fn user(&mut self, place: &Place, n: usize) {
        let team = place.team;
        let arn = place.iam(&format!("user/team-{team}-u{n}"));
        let number = format!("{}{team:02}{n:02}", place.account);
        self.identity(place, IdentityKind::User, &arn, format!("AIDA{number}"));
        if self.random.percent(85) {
            let key = format!("AKIA{number}");
            let origin = self.origin();
            self.sink.fact(Fact::Credential(Credential {
                id: format!("aws:access-key/{key}"),
                provider: Provider::Aws,
                kind: CredentialKind::AccessKey,
                name: key,
                identity: arn.clone(),
                scope: place.scope(),
                active: Some(true),
                created: None,
                expires: None,
                last_used: None,
                used: None,
                mfa: None,
                attributes: BTreeMap::new(),
                origin,
            }));
        }
        self.grants(place, &arn);
    }

    /// Shared policies of the team, mostly a few things of its own, seldom a broad policy.
    fn grants(&mut self, place: &Place, arn: &str) {
        let team = place.team;
        for n in 0..4 {
            if self.random.percent(30) {
                self.attach(
                    AttachmentKind::Identity,
                    &place.iam(&format!("policy/team-{team}-{n}")),
                    arn,
                );
            }
        }
        for (name, share) in [("by-tag", 8), ("deploy", 3)] {
            if self.random.percent(share) {
                self.attach(
                    AttachmentKind::Identity,
                    &place.iam(&format!("policy/{name}")),
                    arn,
                );
            }
        }
        // One of five hundred is an administrator, two of a hundred may read much.
        let broad = match self.random.below(1_000) {
            0..2 => Some(0),
            2..15 => Some(1),
            15..25 => Some(2),
            25..40 => Some(4),
            40..45 => Some(5),
            _ => None,
        };
        if let Some((name, _)) = broad.and_then(|n| AWS_MANAGED.get(n)) {
            self.attach(
                AttachmentKind::Identity,
                &format!("arn:aws:iam::aws:policy/{name}"),
                arn,
            );
        }
        if self.random.percent(60) {
            let statements = (0..1 + self.random.below(3))
                .map(|_| self.own_grant(place))
                .collect();
            self.own(
                (PolicyKind::Inline, AttachmentKind::Identity),
                "inline/own",
                arn,
                place,
                statements,
            );
        }
    }

    fn own_grant(&mut self, place: &Place) -> Value {
        let kind = self.random.below(7);
        let random = &mut self.random;
        match kind {
            0 => {
                let bucket = assets::bucket(place, random.below(BUCKETS));
                allow(
                    &["s3:GetObject", "s3:ListBucket"],
                    &[&bucket, &format!("{bucket}/*")],
                )
            }
            1 => allow(
                &["secretsmanager:GetSecretValue"],
                &[&assets::secret(place, random.below(SECRETS))],
            ),
            2 => allow(
                &["ssm:GetParameter"],
                &[&assets::parameter(place, random.below(PARAMETERS))],
            ),
            3 => allow(
                &["dynamodb:GetItem", "dynamodb:PutItem"],
                &[&assets::table(place, random.below(TABLES))],
            ),
            4 => allow(
                &["sqs:SendMessage"],
                &[&assets::queue(place, random.below(QUEUES))],
            ),
            5 => allow(
                &["lambda:InvokeFunction"],
                &[&assets::function(place, random.below(FUNCTIONS))],
            ),
            _ => allow(
                &["sts:AssumeRole"],
                &[&place.iam(&format!(
                    "role/team-{}-r{}",
                    place.team,
                    random.below(ROLES)
                ))],
            ),
        }
    }
}
