//! Random conditions: every sort of operator, on keys of the caller, of the resource, and of the request.

use serde_json::{Value, json};

use super::ORGANIZATION;
use crate::support::Random;

/// How the values of a key are compared.
#[derive(Clone, Copy)]
enum Of {
    Text,
    Arn,
    Bool,
    Number,
    Address,
    Date,
}

/// A key, its operators, and values that policies ask for: variables among them.
type Key = (&'static str, Of, &'static [&'static str]);

const TEAMS: &[&str] = &["ml", "ops", "m*", "${aws:PrincipalTag/team}"];

const KEYS: [Key; 46] = [
    // Of the resource, under the names of several services; not every resource has them, nor are all known.
    ("aws:ResourceTag/team", Of::Text, TEAMS),
    (
        "aws:ResourceTag/Team",
        Of::Text,
        &["ml", "alice", "${aws:username}"],
    ),
    (
        "aws:ResourceTag/stage",
        Of::Text,
        &["prod", "${aws:PrincipalTag/stage}"],
    ),
    ("secretsmanager:ResourceTag/team", Of::Text, TEAMS),
    ("ssm:resourceTag/team", Of::Text, TEAMS),
    ("s3:BucketTag/team", Of::Text, TEAMS),
    (
        "kms:ResourceAliases",
        Of::Text,
        &["alias/*", "alias/data", "alias/none"],
    ),
    (
        "secretsmanager:SecretId",
        Of::Arn,
        &["arn:aws:secretsmanager:us-east-1:*:secret:*"],
    ),
    (
        "aws:RequestedRegion",
        Of::Text,
        &["us-east-1", "eu-*", "us-east-1"],
    ),
    (
        "aws:ResourceAccount",
        Of::Text,
        &["111122223333", "4444*", "${aws:PrincipalAccount}"],
    ),
    (
        "s3:ResourceAccount",
        Of::Text,
        &["111122223333", "${aws:PrincipalAccount}"],
    ),
    (
        "aws:ResourceOrgID",
        Of::Text,
        &[ORGANIZATION, "${aws:PrincipalOrgID}", "o-2"],
    ),
    // Of the caller.
    (
        "aws:PrincipalTag/team",
        Of::Text,
        &["ml", "ops", "${aws:ResourceTag/team}"],
    ),
    ("aws:PrincipalTag/Stage", Of::Text, &["prod", "dev"]),
    (
        "aws:PrincipalArn",
        Of::Arn,
        &[
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::111122223333:user/ml/alice",
            "arn:aws:iam::${aws:ResourceAccount}:*",
            "arn:*:iam::4444????6666:*/worker",
        ],
    ),
    (
        "aws:PrincipalAccount",
        Of::Text,
        &["111122223333", "444455556666", "${aws:ResourceAccount}"],
    ),
    (
        "kms:CallerAccount",
        Of::Text,
        &["111122223333", "444455556666"],
    ),
    ("aws:PrincipalOrgID", Of::Text, &[ORGANIZATION, "o-2"]),
    (
        "aws:PrincipalOrgPaths",
        Of::Text,
        &["o-1/r-1/*", "o-1/r-1/ou-1/*"],
    ),
    (
        "aws:PrincipalType",
        Of::Text,
        &["User", "AssumedRole", "Account"],
    ),
    (
        "aws:userid",
        Of::Text,
        &["AIDA*", "AROA*:*", "111122223333"],
    ),
    (
        "aws:username",
        Of::Text,
        &["bob", "alice", "${aws:PrincipalTag/owner}"],
    ),
    ("aws:MultiFactorAuthPresent", Of::Bool, &["true", "false"]),
    ("aws:MultiFactorAuthAge", Of::Number, &["3600", "0"]),
    (
        "aws:TokenIssueTime",
        Of::Date,
        &["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ),
    // Of the request: what the caller chooses, what it has, what is not known.
    ("aws:RequestTag/team", Of::Text, TEAMS),
    ("aws:TagKeys", Of::Text, &["team", "stage", "t*"]),
    (
        "s3:prefix",
        Of::Text,
        &["home/*", "", "home/${aws:username}/*"],
    ),
    ("s3:max-keys", Of::Number, &["10", "100"]),
    (
        "s3:x-amz-server-side-encryption",
        Of::Text,
        &["aws:kms", "AES256"],
    ),
    ("s3:x-amz-acl", Of::Text, &["private", "public-*"]),
    (
        "sts:RoleSessionName",
        Of::Text,
        &["${aws:username}", "ci-*"],
    ),
    ("sts:ExternalId", Of::Text, &["x", "y"]),
    ("kms:ViaService", Of::Text, &["s3.us-east-1.amazonaws.com"]),
    ("kms:EncryptionContext:app", Of::Text, &["a", "b"]),
    ("iam:PassedToService", Of::Text, &["lambda.amazonaws.com"]),
    (
        "aws:SourceIp",
        Of::Address,
        &["203.0.113.0/24", "192.0.0.0/8", "0.0.0.0/0"],
    ),
    ("aws:SourceVpce", Of::Text, &["vpce-1", "vpce-2"]),
    ("aws:SourceVpc", Of::Text, &["vpc-1"]),
    (
        "aws:SourceArn",
        Of::Arn,
        &["arn:aws:lambda:*:111122223333:function:*"],
    ),
    ("aws:SourceAccount", Of::Text, &["111122223333"]),
    ("aws:SecureTransport", Of::Bool, &["true", "false"]),
    ("aws:ViaAWSService", Of::Bool, &["true", "false"]),
    (
        "aws:CurrentTime",
        Of::Date,
        &["2026-06-01T00:00:00Z", "2030-06-01T00:00:00Z"],
    ),
    ("aws:UserAgent", Of::Text, &["x*"]),
    ("aws:NoSuchKey", Of::Text, &["x", "[redacted value]"]),
];

const TEXTS: &[&str] = &[
    "StringEquals",
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "ForAnyValue:StringEquals",
    "ForAllValues:StringLike",
    "ForAnyValue:StringNotEquals",
    "ForAllValues:StringNotLike",
];

fn operators(of: Of) -> &'static [&'static str] {
    match of {
        Of::Text => TEXTS,
        Of::Arn => &[
            "ArnLike",
            "ArnEquals",
            "ArnNotLike",
            "StringLike",
            "ForAnyValue:ArnLike",
        ],
        Of::Bool => &["Bool"],
        Of::Number => &[
            "NumericLessThan",
            "NumericGreaterThanEquals",
            "NumericNotEquals",
        ],
        Of::Address => &["IpAddress", "NotIpAddress"],
        Of::Date => &["DateLessThan", "DateGreaterThan", "DateNotEquals"],
    }
}

/// One or two tests.
pub(super) fn condition(random: &mut Random) -> Value {
    let mut condition = json!({});
    for _ in 0..1 + usize::from(random.chance(4)) {
        let (key, of, values) = random.pick(&KEYS);
        let (operator, values) = match random.chance(12) {
            true => ("Null".to_owned(), vec![random.pick(&["true", "false"])]),
            false => {
                let operator = random.pick(operators(of));
                let ending = if random.chance(4) { "IfExists" } else { "" };
                let many = 1 + usize::from(random.chance(4));
                let values = (0..many).map(|_| random.pick(values)).collect();
                (format!("{operator}{ending}"), values)
            }
        };
        // Names of keys are compared without regard to case.
        let key = match random.chance(10) {
            true => key.to_ascii_uppercase(),
            false => key.to_owned(),
        };
        condition[operator][key] = match values.as_slice() {
            [one] if random.chance(2) => json!(one),
            values => json!(values),
        };
    }
    condition
}
