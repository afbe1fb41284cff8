//! A management account with its organisation, and a member account.

use serde_json::{Value, json};

pub(super) const CANARY: &str = "canary-of-a-value-that-nobody-asked-for";

fn allow() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
}

pub(super) fn files() -> Vec<(String, String)> {
    let account = |rest: &str| format!("aws/aws/accounts/444455556666/{rest}");
    let organization = |rest: &str| format!("aws/aws/organizations/o-example/{rest}");
    let arn = |rest: &str| format!("arn:aws:{rest}");
    let scp = "arn:aws:organizations::111122223333:policy/o-example/service_control_policy/p-Guard";
    let full = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
    let files = [
        (
            account("iam/role/ml%2ftrain/metadata.json"),
            json!({"arn": arn("iam::444455556666:role/ml/Train"), "name": "Train", "id": "AROA",
            "path": "/ml/", "created": "2024-03-10T23:52:10.000Z", "permissionBoundary": arn("iam::444455556666:policy/Fence")}),
        ),
        (
            account("iam/role/ml%2ftrain/trust-policy.json"),
            json!({"Version": "2012-10-17", "Statement": []}),
        ),
        (
            account("iam/role/ml%2ftrain/inline-policies.json"),
            json!([{"PolicyName": "read", "PolicyDocument": allow()}]),
        ),
        (
            account("iam/role/ml%2ftrain/managed-policies.json"),
            json!([arn("iam::aws:policy/ReadOnlyAccess")]),
        ),
        (
            account("iam/role/ml%2ftrain/tags.json"),
            json!({"team": "ml"}),
        ),
        (
            account("iam/role/ml%2ftrain/instance-profiles.json"),
            json!([arn("iam::444455556666:instance-profile/gpu")]),
        ),
        (
            account("iam/instance-profile/gpu/metadata.json"),
            json!({"arn": arn("iam::444455556666:instance-profile/gpu"), "name": "/",
            "roles": [arn("iam::444455556666:role/ml/Train")], "id": "AIPA", "path": "/"}),
        ),
        (
            account("iam/user/deploy/metadata.json"),
            json!({"arn": arn("iam::444455556666:user/deploy"), "name": "deploy", "id": "AIDA", "path": "/"}),
        ),
        (
            account("iam/user/deploy/groups.json"),
            json!([arn("iam::444455556666:group/ops/Night")]),
        ),
        (
            account("iam/group/ops%2fnight/metadata.json"),
            json!({"arn": arn("iam::444455556666:group/ops/Night"), "name": "Night", "id": "AGPA", "path": "/ops/"}),
        ),
        (
            account("iam/group/ops%2fnight/managed-policies.json"),
            json!([arn("iam::444455556666:policy/Fence")]),
        ),
        (
            account("iam/policy/fence/metadata.json"),
            json!({"arn": arn("iam::444455556666:policy/Fence"), "name": "Fence", "defaultVersionId": "v3"}),
        ),
        (account("iam/policy/fence/current-policy.json"), allow()),
        (
            account("iam/aws/policy/readonlyaccess/metadata.json"),
            json!({"arn": arn("iam::aws:policy/ReadOnlyAccess"), "name": "ReadOnlyAccess", "defaultVersionId": "v9"}),
        ),
        (
            account("iam/aws/policy/readonlyaccess/current-policy.json"),
            allow(),
        ),
        (
            account("iam/oidc-provider/gitlab.example/metadata.json"),
            json!({"arn": arn("iam::444455556666:oidc-provider/gitlab.example"),
            "url": "gitlab.example", "audiences": ["sts.amazonaws.com"]}),
        ),
        (
            account("s3/data/metadata.json"),
            json!({"arn": "arn:aws:s3:::data", "name": "data", "region": "eu-west-1"}),
        ),
        (account("s3/data/policy.json"), allow()),
        (
            account("s3/data/bpa.json"),
            json!({"BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": true}),
        ),
        (
            account("s3/data/encryption.json"),
            json!([{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}]),
        ),
        (
            account("s3/open/metadata.json"),
            json!({"arn": "arn:aws:s3:::open", "name": "open", "region": "eu-west-1"}),
        ),
        (
            account("s3-bpa.json"),
            json!({"BlockPublicAcls": false, "IgnorePublicAcls": false, "BlockPublicPolicy": false, "RestrictPublicBuckets": true}),
        ),
        (
            account("kms/eu-west-1/key/k-1/metadata.json"),
            json!({"id": "k-1", "arn": arn("kms:eu-west-1:444455556666:key/k-1")}),
        ),
        (account("kms/eu-west-1/key/k-1/policy.json"), allow()),
        (
            account("secretsmanager/eu-west-1/secret/db-abcdef/metadata.json"),
            json!({"name": "db", "value": CANARY,
            "arn": arn("secretsmanager:eu-west-1:444455556666:secret:db-AbCdEf"), "kmsKey": arn("kms:eu-west-1:444455556666:key/k-1")}),
        ),
        (
            account("secretsmanager/eu-west-1/secret/db-abcdef/policy.json"),
            allow(),
        ),
        (
            account("lambda/eu-west-1/function/ingest/metadata.json"),
            json!({"name": "ingest", "role": arn("iam::444455556666:role/ml/Train"),
            "arn": arn("lambda:eu-west-1:444455556666:function:ingest"), "environment": {"Variables": {"TOKEN": CANARY}}}),
        ),
        (
            account("lambda/eu-west-1/function/ingest/policy.json"),
            allow(),
        ),
        (
            account("lambda/eu-west-1/function/ingest/tags.json"),
            json!({"team": "ml"}),
        ),
        (
            account("ram/eu-west-1/arn-aws-glue-x.json"),
            json!({"arn": "x"}),
        ),
        (
            account("organization.json"),
            json!({"organizationId": "o-example"}),
        ),
        (
            organization("metadata.json"),
            json!({"id": "o-example", "arn": "arn:aws:organizations::111122223333:organization/o-example",
            "rootOu": "r-Root", "rootAccountArn": "x", "rootAccountId": "111122223333", "features": {"SERVICE_CONTROL_POLICY": true}}),
        ),
        (
            organization("ous.json"),
            json!({"r-Root": {"scps": [full], "rcps": []}, "ou-Work": {"parent": "r-Root", "scps": [full, scp], "rcps": []}}),
        ),
        (
            organization("accounts.json"),
            json!({"111122223333": {"ou": "r-Root", "scps": [full], "rcps": []},
            "444455556666": {"ou": "ou-Work", "scps": [full], "rcps": [], "tags": {}}}),
        ),
        (
            organization("structure.json"),
            json!({"r-Root": {"children": {}, "accounts": []}}),
        ),
        (
            organization("ous/ou-work/metadata.json"),
            json!({"arn": "arn:aws:organizations::111122223333:ou/o-example/ou-Work", "name": "work"}),
        ),
        (
            organization("scps/p-guard/metadata.json"),
            json!({"arn": scp, "name": "guard", "awsManaged": false}),
        ),
        (
            organization("scps/p-guard/policy.json"),
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}),
        ),
        (
            organization("scps/p-fullawsaccess/metadata.json"),
            json!({"arn": full, "name": "FullAWSAccess", "awsManaged": true}),
        ),
        (
            organization("scps/p-fullawsaccess/policy.json"),
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
        ),
        (
            "aws/aws/indexes/buckets-to-accounts.json".to_owned(),
            json!({"data": {"accountId": "444455556666"}}),
        ),
    ];
    files
        .into_iter()
        .map(|(path, value)| (path, value.to_string()))
        .collect()
}
