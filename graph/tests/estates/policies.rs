//! Random policies about the principals and resources of random estates.

use serde_json::{Value, json};

use super::ACCOUNTS;
use crate::support::Random;

const ACTIONS: [&[&str]; 12] = [
    &["*"],
    &["s3:*"],
    &["s3:Get*", "s3:List*"],
    &["s3:PutObject", "s3:PutBucketPolicy"],
    &["kms:*"],
    &["kms:Decrypt", "secretsmanager:*"],
    &["sts:AssumeRole"],
    &["iam:*"],
    &["iam:PassRole", "sts:*"],
    &["lambda:*", "ssm:*"],
    &["ssm:GetParameter*"],
    &["secretsmanager:GetSecret?alue", "lambda:InvokeFunction"],
];

const RESOURCES: [&str; 22] = [
    "*",
    "*",
    "*",
    "arn:aws:s3:::data",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::*/train/*",
    "arn:aws:s3:::data/train/2026/*",
    "arn:aws:s3:::other/${aws:username}/*",
    "arn:aws:s3:::${aws:PrincipalTag/team}*",
    "arn:*:s3:::other*",
    "arn:aws:secretsmanager:*:111122223333:secret:*",
    "arn:aws:secretsmanager:us-east-1:*:secret:db-??????",
    "arn:aws:secretsmanager:*:*:secret:${aws:username}-*",
    "arn:aws:secretsmanager:*:*:secret:${aws:ResourceTag/team}-*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:kms:us-east-1:111122223333:key/k1",
    "arn:aws:iam::*:role/*",
    "arn:aws:iam::111122223333:*",
    "arn:aws:lambda:*:*:function:?",
    "arn:aws:ssm:*:*:parameter/app*",
];

fn condition(random: &mut Random) -> Value {
    random.pick(&[
        json!({"StringEquals": {"aws:ResourceTag/team": "ml"}}),
        json!({"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
        json!({"StringNotEquals": {"aws:PrincipalTag/team": "ops"}}),
        json!({"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}}),
        json!({"StringNotEquals": {"aws:ResourceAccount": "111122223333"}}),
        json!({"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}),
        json!({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}),
        json!({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/ml/alice"}}),
        json!({"StringLike": {"aws:userid": "AIDA*"}}),
        json!({"StringEquals": {"aws:username": "bob"}}),
        json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        json!({"Bool": {"aws:SecureTransport": "false"}}),
        json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}}),
        json!({"StringLike": {"s3:prefix": "home/*"}}),
        json!({"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}),
        json!({"StringEquals": {"secretsmanager:ResourceTag/team": "ml"}}),
        json!({"StringLike": {"kms:ResourceAliases": "alias/*"}}),
        json!({"StringEquals": {"kms:CallerAccount": "111122223333"}}),
        json!({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}),
        json!({"Null": {"aws:TokenIssueTime": "true"}}),
        json!({"StringEquals": {"ssm:resourceTag/team": "ml", "aws:ResourceTag/Team": "ml"}}),
        json!({"StringEquals": {"sts:ExternalId": "x"}}),
    ])
}

fn elements(random: &mut Random, statement: &mut Value) {
    let element = if random.chance(10) {
        "NotAction"
    } else {
        "Action"
    };
    statement[element] = json!(random.pick(&ACTIONS));
    if random.chance(3) {
        statement["Condition"] = condition(random);
    }
}

fn resources(random: &mut Random) -> Vec<&'static str> {
    (0..1 + random.below(2))
        .map(|_| random.pick(&RESOURCES))
        .collect()
}

fn document(statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// Of an identity, or a boundary.
pub(super) fn identity(random: &mut Random) -> Value {
    let statements = (0..1 + random.below(3)).map(|_| {
        let effect = if random.chance(5) { "Deny" } else { "Allow" };
        let mut statement = json!({"Effect": effect});
        elements(random, &mut statement);
        let element = if random.chance(10) {
            "NotResource"
        } else {
            "Resource"
        };
        statement[element] = json!(resources(random));
        statement
    });
    document(statements.collect())
}

/// A service or resource control policy: nearly all is allowed.
pub(super) fn control(random: &mut Random, principal: bool) -> Value {
    let mut statements = Vec::new();
    let broad = !random.chance(6);
    let mut allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    if !broad {
        allow["Action"] = json!(["s3:*", "kms:*", "sts:*", "secretsmanager:*"]);
    }
    statements.push(allow);
    for _ in 0..random.below(2) {
        let mut deny = json!({"Effect": "Deny"});
        elements(random, &mut deny);
        deny["Resource"] = json!(resources(random));
        statements.push(deny);
    }
    if principal {
        for statement in &mut statements {
            statement["Principal"] = json!("*");
        }
    }
    document(statements)
}

fn principal(random: &mut Random) -> Value {
    random.pick(&[
        json!("*"),
        json!({"AWS": "*"}),
        json!({"AWS": "arn:aws:iam::111122223333:root"}),
        json!({"AWS": "444455556666"}),
        json!({"AWS": ["arn:aws:iam::111122223333:user/ml/alice", "arn:aws:iam::111122223333:role/worker"]}),
        json!({"AWS": "arn:aws:iam::444455556666:role/worker"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/worker/one"}),
        json!({"AWS": format!("AIDA{}", suffix("arn:aws:iam::111122223333:user/bob"))}),
        json!({"AWS": format!("AROA{}", suffix("arn:aws:iam::111122223333:role/worker"))}),
        json!({"Service": "lambda.amazonaws.com"}),
        json!({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}),
        json!({"AWS": "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}),
    ])
}

/// Sixteen characters that a unique id may hold, by the name.
pub(super) fn suffix(arn: &str) -> String {
    let sum = arn.bytes().fold(7_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    format!("{sum:016X}").replace('-', "0")
}

/// Of a bucket, secret, key or function; often the same for several, up to the name.
pub(super) fn resource(random: &mut Random, own: &str) -> Value {
    let alike = random.chance(2);
    let statements = (0..1 + random.below(2)).map(|_| {
        let effect = if random.chance(3) { "Deny" } else { "Allow" };
        let mut statement = json!({"Effect": effect});
        if alike {
            statement["Action"] = json!("*");
        } else {
            elements(random, &mut statement);
        }
        let name = match effect {
            "Deny" if random.chance(4) => "NotPrincipal",
            _ if random.chance(25) => "NotPrincipal",
            _ => "Principal",
        };
        statement[name] = principal(random);
        let mut on = vec![format!("{own}/*"), own.to_owned()];
        match random.below(6) {
            0 => on = vec!["*".to_owned()],
            1 => on = vec![format!("{own}*")],
            2 => on = vec![format!("{own}/train/*"), "arn:aws:s3:::data*".to_owned()],
            _ => {}
        }
        let element = if random.chance(12) {
            "NotResource"
        } else {
            "Resource"
        };
        statement[element] = json!(on);
        if !random.chance(3) {
            statement["Sid"] = json!(format!("s{}", random.below(100)));
        }
        statement
    });
    document(statements.collect())
}

pub(super) fn trust(random: &mut Random) -> Value {
    let statements = (0..1 + random.below(2)).map(|_| {
        let effect = if random.chance(6) { "Deny" } else { "Allow" };
        let mut statement = json!({"Effect": effect, "Action": "sts:AssumeRole"});
        statement["Principal"] = principal(random);
        if random.chance(3) {
            statement["Condition"] = condition(random);
        }
        statement
    });
    document(statements.collect())
}

pub(super) fn grant(random: &mut Random) -> Value {
    let account = random.pick(&ACCOUNTS);
    let mut grant = json!({
        "GranteePrincipal": random.pick(&[
            format!("arn:aws:iam::{account}:role/worker"),
            format!("arn:aws:iam::{account}:root"),
            "arn:aws:iam::111122223333:user/bob".to_owned(),
        ]),
        "Operations": ["Decrypt", "DescribeKey"],
    });
    if random.chance(2) {
        grant["Constraints"] = json!({"EncryptionContextSubset": {"SecretARN": "x"}});
    }
    grant
}
