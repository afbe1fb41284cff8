//! What is worth taking: buckets, secrets, parameters, tables, queues, keys, models, and the functions and notebooks that use them.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::{
    Asset, AssetClass, AttachmentKind, EnvironmentVariable, Fact, Lineage, LineageKind, PolicyKind,
    Provider, RunsAs, Workload,
};
use blastradius_collectors::snapshot::Sink;
use serde_json::{Value, json};

use super::{Maker, Place};

/// How many of each a team has.
pub(super) const BUCKETS: usize = 22;
pub(super) const SECRETS: usize = 22;
pub(super) const PARAMETERS: usize = 26;
pub(super) const TABLES: usize = 10;
pub(super) const QUEUES: usize = 10;
pub(super) const FUNCTIONS: usize = 18;
const NOTEBOOKS: usize = 1;
const MODELS: usize = 3;

/// The ARN of the nth bucket of a team.
pub(super) fn bucket(place: &Place, n: usize) -> String {
    let (account, team) = (&place.account, place.team);
    format!("arn:aws:s3:::team-{team}-{account}-data-{n}")
}

/// The ARN of the nth secret of a team.
pub(super) fn secret(place: &Place, n: usize) -> String {
    place.arn(
        "secretsmanager",
        n,
        &format!("secret:team-{}/s{n}-abcdef", place.team),
    )
}

/// The ARN of the nth parameter of a team.
pub(super) fn parameter(place: &Place, n: usize) -> String {
    place.arn("ssm", n, &format!("parameter/team-{}/p{n}", place.team))
}

/// The ARN of the nth table of a team.
pub(super) fn table(place: &Place, n: usize) -> String {
    place.arn("dynamodb", n, &format!("table/team-{}-{n}", place.team))
}

/// The ARN of the nth queue of a team.
pub(super) fn queue(place: &Place, n: usize) -> String {
    place.arn("sqs", n, &format!("team-{}-{n}", place.team))
}

/// The ARN of the nth function of a team.
pub(super) fn function(place: &Place, n: usize) -> String {
    place.arn("lambda", n, &format!("function:team-{}-{n}", place.team))
}

/// The ARN of the key of a team in the region of its nth thing.
fn key(place: &Place, n: usize) -> String {
    place.arn("kms", n, &format!("key/team-{}", place.team))
}

impl Maker {
    /// Everything of a team.
    pub(super) fn assets(&mut self, place: &Place) {
        for n in 0..3 {
            self.key(place, n);
        }
        for n in 0..BUCKETS {
            let bucket = bucket(place, n);
            self.asset(place, n, AssetClass::Data, "aws:s3:bucket", &bucket);
            self.bucket_policy(place, &bucket);
        }
        for n in 0..SECRETS {
            let secret = secret(place, n);
            self.asset(
                place,
                n,
                AssetClass::Secret,
                "aws:secretsmanager:secret",
                &secret,
            );
            self.answered(
                place.scope(),
                "secretsmanager:GetResourcePolicy",
                Some(&secret),
                Outcome::Absent,
            );
        }
        for n in 0..PARAMETERS {
            self.asset(
                place,
                n,
                AssetClass::Secret,
                "aws:ssm:parameter",
                &parameter(place, n),
            );
        }
        for n in 0..TABLES {
            self.asset(
                place,
                n,
                AssetClass::Data,
                "aws:dynamodb:table",
                &table(place, n),
            );
        }
        for n in 0..QUEUES {
            let queue = queue(place, n);
            self.asset(place, n, AssetClass::Data, "aws:sqs:queue", &queue);
            self.answered(
                place.scope(),
                "sqs:GetQueueAttributes",
                Some(&queue),
                Outcome::Answered,
            );
        }
        for n in 0..FUNCTIONS {
            let function = function(place, n);
            self.workload(place, n, "aws:lambda:function", &function);
            self.asset(
                place,
                n,
                AssetClass::Code,
                "aws:lambda:function-code",
                &format!("{function}#code"),
            );
            self.answered(
                place.scope(),
                "lambda:GetPolicy",
                Some(&function),
                Outcome::Absent,
            );
        }
        for n in 0..NOTEBOOKS {
            let notebook = place.arn(
                "sagemaker",
                n,
                &format!("notebook-instance/team-{}-{n}", place.team),
            );
            self.workload(place, n, "aws:sagemaker:notebook-instance", &notebook);
        }
        for n in 0..MODELS {
            let model = place.arn("sagemaker", n, &format!("model/team-{}-{n}", place.team));
            self.asset(place, n, AssetClass::Model, "aws:sagemaker:model", &model);
            let origin = self.origin();
            self.sink.fact(Fact::Lineage(Lineage::new(
                LineageKind::Model,
                bucket(place, n),
                model,
                origin,
            )));
        }
    }

    fn asset(&mut self, place: &Place, n: usize, class: AssetClass, kind: &str, id: &str) {
        let own_key =
            class != AssetClass::Code && class != AssetClass::Key && self.random.percent(15);
        let tagged = self.random.percent(80);
        let origin = self.origin();
        self.sink.fact(Fact::Asset(Asset {
            id: id.to_owned(),
            provider: Provider::Aws,
            class,
            kind: kind.to_owned(),
            name: id.rsplit([':', '/']).next().unwrap_or_default().to_owned(),
            scope: Some(place.scope()),
            region: Some(place.region(n).to_owned()),
            part_of: None,
            encryption_key: own_key.then(|| key(place, n)),
            tags: Some(if tagged {
                place.tags()
            } else {
                BTreeMap::new()
            }),
            attributes: BTreeMap::new(),
            origin,
        }));
    }

    /// Half of the buckets have a policy: most deny what is not encrypted on the way, some let a role in, few another account.
    fn bucket_policy(&mut self, place: &Place, bucket: &str) {
        let objects = format!("{bucket}/*");
        let statement: Option<Value> = match self.random.below(100) {
            0..40 => Some(
                json!({"Effect": "Deny", "Action": "s3:*", "Principal": "*", "Resource": [bucket, objects],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            ),
            40..48 => Some(
                json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": objects,
                "Principal": {"AWS": place.iam(&format!("role/team-{}-r{}", place.team, self.random.below(20)))}}),
            ),
            48..50 => Some(
                json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": objects,
                "Principal": {"AWS": "arn:aws:iam::100000000000:root"}}),
            ),
            _ => None,
        };
        match statement {
            Some(statement) => {
                let kinds = (PolicyKind::Resource, AttachmentKind::Resource);
                self.own(kinds, "resource", bucket, place, vec![statement]);
                self.answered(
                    place.scope(),
                    "s3:GetBucketPolicy",
                    Some(bucket),
                    Outcome::Answered,
                );
            }
            None => self.answered(
                place.scope(),
                "s3:GetBucketPolicy",
                Some(bucket),
                Outcome::Absent,
            ),
        }
    }

    fn key(&mut self, place: &Place, n: usize) {
        let key = key(place, n);
        self.asset(place, n, AssetClass::Key, "aws:kms:key", &key);
        let statement = json!({"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": place.iam("root")}});
        self.own(
            (PolicyKind::Resource, AttachmentKind::Resource),
            "resource",
            &key,
            place,
            vec![statement],
        );
    }

    fn workload(&mut self, place: &Place, n: usize, kind: &str, id: &str) {
        let role = place.iam(&format!("role/team-{}-r{}", place.team, n % 20));
        let secret = secret(place, n % SECRETS);
        let environment = self.random.percent(30).then(|| EnvironmentVariable {
            name: "SECRET".to_owned(),
            reference: Some(secret),
            shape: None,
        });
        let origin = self.origin();
        self.sink.fact(Fact::Workload(Workload {
            id: id.to_owned(),
            provider: Provider::Aws,
            kind: kind.to_owned(),
            name: id.rsplit([':', '/']).next().unwrap_or_default().to_owned(),
            scope: place.scope(),
            region: Some(place.region(n).to_owned()),
            runs_as: vec![RunsAs::new(role, "execution-role")],
            environment: environment.into_iter().collect(),
            tags: Some(place.tags()),
            attributes: BTreeMap::new(),
            origin,
        }));
    }
}
