//! Random policies about the principals and resources of random estates.

use serde_json::{Value, json};

use super::ACCOUNTS;
use super::conditions::condition;
use crate::support::Random;

const ACTIONS: [&[&str]; 16] = [
    &["*"],
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
    &["sqs:*", "sns:Subscribe", "dynamodb:Get*"],
    &["glue:*", "ecr:*", "dynamodb:*"],
    &["*:Get*", "*:*Object"],
];

const RESOURCES: [&str; 47] = [
    "*",
    "*",
    "*",
    "*",
    "arn:*",
    "arn:aws:*:*:*:*",
    "arn:aws:*:*:111122223333:*",
    "arn:aws:*:us-*:????55556666:*",
    "arn:aws:s3:::data",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data*",
    "arn:aws:s3:::d?ta*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::*/train/*",
    "arn:aws:s3:::*/*/key",
    "arn:aws:s3:::data/train/2026/*",
    "arn:aws:s3:::other/alice/key",
    "arn:aws:s3:::other/${aws:username}/*",
    "arn:aws:s3:::${aws:PrincipalTag/team}*",
    "arn:aws:s3:::${aws:PrincipalTag/bucket, 'data'}/*",
    "arn:aws:s3:::data-${s3:x-amz-acl}*",
    "arn:aws:s3:::data${*}",
    "arn:aws:s3:::fleet-0?",
    "arn:aws:s3:::fleet-*/${aws:ResourceTag/team}/*",
    "arn:*:s3:::other*",
    "arn:aws:secretsmanager:*:111122223333:secret:*",
    "arn:aws:secretsmanager:us-east-1:*:secret:db-??????",
    "arn:aws:secretsmanager:*:*:secret:${aws:username}-*",
    "arn:aws:secretsmanager:*:*:secret:${aws:ResourceTag/team}-*",
    "arn:aws:secretsmanager:${aws:RequestedRegion}:${aws:ResourceAccount}:secret:*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:kms:eu-*:4444*:key/k?",
    "arn:aws:kms:us-east-1:111122223333:key/k1",
    "arn:aws:kms:*:*:alias/data",
    "arn:aws:iam::*:role/*",
    "arn:aws:iam::${aws:PrincipalAccount}:role/*",
    "arn:aws:iam::111122223333:*",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:lambda:*:*:function:?",
    "arn:aws:lambda:us-east-1:111122223333:function:f:*",
    "arn:aws:ssm:*:*:parameter/app*",
    "arn:aws:ssm:*:*:parameter/app/*/password",
    "arn:aws:sqs:*:*:jobs-*",
    "arn:aws:sns:us-east-1:444455556666:news",
    "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team, 'users'}*",
    "arn:aws:glue:*:*:*/lake*",
    "arn:aws:ecr:us-east-1:*:repository/*",
];

fn action(random: &mut Random, statement: &mut Value) {
    let element = if random.chance(10) {
        "NotAction"
    } else {
        "Action"
    };
    statement[element] = json!(random.pick(&ACTIONS));
}

fn elements(random: &mut Random, statement: &mut Value) {
    action(random, statement);
    if random.chance(3) {
        statement["Condition"] = condition(random);
    }
}

fn resources(random: &mut Random) -> Vec<&'static str> {
    (0..1 + random.below(2))
        .map(|_| random.pick(&RESOURCES))
        .collect()
}

fn name(random: &mut Random, one_in: usize, name: &str) -> String {
    let not = if random.chance(one_in) { "Not" } else { "" };
    format!("{not}{name}")
}

/// A document; in one of the old version `${…}` is plain text.
fn document(random: &mut Random, statements: Vec<Value>) -> Value {
    let version = match random.chance(15) {
        true => "2008-10-17",
        false => "2012-10-17",
    };
    match statements.as_slice() {
        [one] if random.chance(3) => json!({"Version": version, "Statement": one}),
        _ => json!({"Version": version, "Statement": statements}),
    }
}

/// Of an identity, or a boundary.
pub(super) fn identity(random: &mut Random) -> Value {
    let statements = (0..1 + random.below(3))
        .map(|_| {
            let effect = if random.chance(5) { "Deny" } else { "Allow" };
            let mut statement = json!({"Effect": effect});
            elements(random, &mut statement);
            let element = name(random, 10, "Resource");
            statement[element] = json!(resources(random));
            statement
        })
        .collect();
    document(random, statements)
}

/// A service or resource control policy: nearly all is allowed.
pub(super) fn control(random: &mut Random, principal: bool) -> Value {
    let mut statements = Vec::new();
    let broad = !random.chance(6);
    let mut allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    if !broad {
        allow["Action"] = json!(["s3:*", "kms:*", "sts:*", "secretsmanager:*"]);
    }
    if random.chance(12) {
        elements(random, &mut allow);
        allow["Resource"] = json!(resources(random));
    }
    statements.push(allow);
    for _ in 0..random.below(3) {
        let mut deny = json!({"Effect": "Deny"});
        elements(random, &mut deny);
        // Most denies of guardrails spare somebody.
        if random.chance(2) {
            deny["Condition"] = condition(random);
        }
        let element = name(random, 8, "Resource");
        deny[element] = json!(resources(random));
        statements.push(deny);
    }
    if principal {
        for statement in &mut statements {
            statement["Principal"] = json!("*");
        }
    }
    document(random, statements)
}

fn principal(random: &mut Random) -> Value {
    random.pick(&[
        json!("*"),
        json!("*"),
        json!({"AWS": "*"}),
        json!({"AWS": "arn:aws:iam::111122223333:root"}),
        json!({"AWS": "444455556666"}),
        json!({"AWS": ["111122223333", "444455556666"]}),
        json!({"AWS": ["arn:aws:iam::111122223333:user/ml/alice", "arn:aws:iam::111122223333:role/worker"]}),
        json!({"AWS": ["arn:aws:iam::111122223333:user/ml/alice", "arn:aws:iam::111122223333:root"]}),
        json!({"AWS": ["444455556666", "arn:aws:iam::444455556666:role/worker"]}),
        json!({"AWS": "arn:aws:iam::444455556666:role/worker"}),
        json!({"AWS": "arn:aws:iam::444455556666:user/mallory"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/worker/one"}),
        json!({"AWS": ["arn:aws:sts::111122223333:assumed-role/worker/one", "arn:aws:iam::111122223333:role/worker", "111122223333"]}),
        json!({"AWS": format!("AIDA{}", suffix("arn:aws:iam::111122223333:user/bob"))}),
        json!({"AWS": format!("AROA{}", suffix("arn:aws:iam::111122223333:role/worker"))}),
        json!({"Service": "lambda.amazonaws.com"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/bob", "Service": "lambda.amazonaws.com"}),
        json!({"Federated": "cognito-identity.amazonaws.com"}),
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
    let statements = (0..1 + random.below(3))
        .map(|_| {
            let effect = if random.chance(3) { "Deny" } else { "Allow" };
            let mut statement = json!({"Effect": effect});
            if alike {
                statement["Action"] = json!("*");
            } else {
                elements(random, &mut statement);
            }
            let one_in = if effect == "Deny" { 4 } else { 25 };
            let who = name(random, one_in, "Principal");
            // One that names nobody is about nobody.
            if !random.chance(40) {
                statement[who] = principal(random);
            }
            let mut on = vec![format!("{own}/*"), own.to_owned()];
            match random.below(8) {
                0 => on = vec!["*".to_owned()],
                1 => on = vec![format!("{own}*")],
                2 => on = vec![format!("{own}/train/*"), "arn:aws:s3:::data*".to_owned()],
                3 => on = vec![format!("{own}/${{aws:username}}/*"), own.to_owned()],
                4 => on = vec![format!("{own}/${{aws:ResourceTag/team}}/*")],
                _ => {}
            }
            // The policy of a repository or function need not say on what it is.
            if !random.chance(15) {
                let element = name(random, 12, "Resource");
                statement[element] = json!(on);
            }
            if !random.chance(3) {
                statement["Sid"] = json!(format!("s{}", random.below(100)));
            }
            statement
        })
        .collect();
    document(random, statements)
}

pub(super) fn trust(random: &mut Random) -> Value {
    let statements = (0..1 + random.below(2))
        .map(|_| {
            let effect = if random.chance(6) { "Deny" } else { "Allow" };
            let actions = random.pick(&[
                json!("sts:AssumeRole"),
                json!("sts:AssumeRole"),
                json!(["sts:AssumeRole", "sts:TagSession"]),
                json!("sts:*"),
                json!("sts:AssumeRoleWithWebIdentity"),
            ]);
            let mut statement = json!({"Effect": effect, "Action": actions});
            let who = name(random, if effect == "Deny" { 4 } else { 25 }, "Principal");
            statement[who] = principal(random);
            if random.chance(3) {
                statement["Condition"] = condition(random);
            }
            statement
        })
        .collect();
    document(random, statements)
}

pub(super) fn grant(random: &mut Random) -> Value {
    let account = random.pick(&ACCOUNTS);
    let mut grant = json!({
        "GranteePrincipal": random.pick(&[
            format!("arn:aws:iam::{account}:role/worker"),
            format!("arn:aws:iam::{account}:root"),
            "arn:aws:sts::111122223333:assumed-role/worker/one".to_owned(),
            "arn:aws:iam::111122223333:user/bob".to_owned(),
            "lambda.amazonaws.com".to_owned(),
        ]),
        "Operations": random.pick(&[
            json!(["Decrypt", "DescribeKey"]),
            json!(["GenerateDataKey"]),
            json!(["Decrypt", "CreateGrant", "RetireGrant"]),
        ]),
    });
    match random.below(4) {
        0 => grant["Constraints"] = json!({"EncryptionContextSubset": {"SecretARN": "x"}}),
        1 => grant["Constraints"] = json!({"EncryptionContextEquals": {"app": "a"}}),
        _ => {}
    }
    grant
}
