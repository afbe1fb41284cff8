//! The items of a small account, one of each type that the first services know.

use serde_json::{Value, json};

use super::item;

/// What must not be found in anything that is written.
pub(super) const CANARY: &str = "canary-value-of-the-environment";

const DOCUMENT: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGetObject%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D";
pub(super) const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

pub(super) fn role() -> Value {
    let mut role = item(
        "AWS::IAM::Role",
        "AROATRAIN",
        json!({
            "path": "/ml/", "roleName": "train", "roleId": "AROATRAIN", "arn": "arn:aws:iam::111122223333:role/ml/train",
            "createDate": "2024-03-10T23:52:10.000Z", "assumeRolePolicyDocument": DOCUMENT,
            "instanceProfileList": [{"path": "/", "instanceProfileName": "train", "instanceProfileId": "AIPA",
                "arn": "arn:aws:iam::111122223333:instance-profile/train",
                "roles": [{"path": "/ml/", "roleName": "train", "roleId": "AROATRAIN", "arn": "arn:aws:iam::111122223333:role/ml/train"}]}],
            "rolePolicyList": [{"policyName": "read", "policyDocument": DOCUMENT}],
            "attachedManagedPolicies": [{"policyName": "Fence", "policyArn": "arn:aws:iam::111122223333:policy/Fence"}],
            "permissionsBoundary": {"permissionsBoundaryType": "Policy", "permissionsBoundaryArn": "arn:aws:iam::111122223333:policy/Fence"},
            "tags": [{"key": "team", "value": "ml"}],
        }),
        json!({}),
    );
    role["awsRegion"] = json!("global");
    role
}

pub(super) fn items() -> Vec<Value> {
    vec![
        role(),
        item(
            "AWS::IAM::User",
            "AIDADEPLOY",
            json!({"path": "/", "userName": "deploy", "userId": "AIDADEPLOY", "arn": "arn:aws:iam::111122223333:user/deploy",
                "createDate": "2024-03-10T23:52:10.000Z", "userPolicyList": [], "groupList": ["ops"],
                "attachedManagedPolicies": [], "permissionsBoundary": null, "tags": []}),
            json!({}),
        ),
        item(
            "AWS::IAM::Group",
            "AGPAOPS",
            json!({"path": "/", "groupName": "ops", "groupId": "AGPAOPS", "arn": "arn:aws:iam::111122223333:group/ops",
                "createDate": "2024-03-10T23:52:10.000Z", "attachedManagedPolicies": [],
                // The queries of AWS Config write a list of one as its member.
                "groupPolicyList": {"policyName": "do", "policyDocument": DOCUMENT}}),
            json!({}),
        ),
        item(
            "AWS::IAM::Policy",
            "ANPAFENCE",
            json!({"policyName": "Fence", "policyId": "ANPAFENCE", "arn": "arn:aws:iam::111122223333:policy/Fence", "path": "/",
                "defaultVersionId": "v2", "attachmentCount": 1, "policyVersionList": [
                    {"document": "%7B%7D", "versionId": "v1", "isDefaultVersion": false},
                    {"document": DOCUMENT, "versionId": "v2", "isDefaultVersion": true}]}),
            json!({}),
        ),
        item(
            "AWS::S3::Bucket",
            "data",
            json!({"name": "data", "owner": {"id": "x"}, "creationDate": "2024-03-10T23:52:10.000Z"}),
            json!({
                "BucketPolicy": {"policyText": POLICY},
                "PublicAccessBlockConfiguration": {"blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": false, "restrictPublicBuckets": true},
                "ServerSideEncryptionConfiguration": {"rules": [{"applyServerSideEncryptionByDefault":
                    {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": "arn:aws:kms:eu-west-1:111122223333:key/k-1"}, "bucketKeyEnabled": true}]},
            }),
        ),
        item(
            "AWS::KMS::Key",
            "k-1",
            json!({"keyId": "k-1", "arn": "arn:aws:kms:eu-west-1:111122223333:key/k-1", "keyManager": "CUSTOMER", "keyState": "Enabled",
                "keyUsage": "ENCRYPT_DECRYPT", "origin": "AWS_KMS", "creationDate": 1_700_000_000_123_i64, "description": "for data"}),
            json!({"Policy": POLICY, "KeyRotationStatus": true}),
        ),
        item(
            "AWS::Lambda::Function",
            "ingest",
            json!({"functionName": "ingest", "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:ingest", "runtime": "python3.12",
                "role": "arn:aws:iam::111122223333:role/ml/train", "codeSha256": "abc", "packageType": "Zip",
                "environment": {"variables": {"DB_URL": format!("postgres://u:{CANARY}@h/d"), "KEY_ID": "AKIAIOSFODNN7EXAMPLE"}},
                "kmskeyArn": "arn:aws:kms:eu-west-1:111122223333:key/k-1", "state": {"value": "Active"},
                "layers": [{"arn": "arn:aws:lambda:eu-west-1:111122223333:layer:deps:3", "codeSize": 1}], "vpcConfig": {"vpcId": "vpc-1"}}),
            json!({"Policy": POLICY}),
        ),
        item(
            "AWS::SecretsManager::Secret",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
            json!({"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf", "Name": "db", "RotationEnabled": false,
                "KMSKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k-1", "SecretString": CANARY}),
            json!({}),
        ),
        item(
            "AWS::EC2::Instance",
            "i-1",
            json!({"instanceId": "i-1", "imageId": "ami-1", "state": {"code": 16, "name": "running"}, "keyName": "ssh",
                "iamInstanceProfile": {"arn": "arn:aws:iam::111122223333:instance-profile/train", "id": "AIPA"},
                "metadataOptions": {"httpTokens": "optional", "httpEndpoint": "enabled"}, "userData": CANARY,
                "publicIpAddress": "203.0.113.4", "vpcId": "vpc-1", "tags": [{"key": "Name", "value": "gpu"}]}),
            json!({}),
        ),
        item(
            "AWS::EC2::LaunchTemplate",
            "lt-1",
            json!({"Id": "lt-1", "LaunchTemplateName": "gpu", "LaunchTemplateData": {"ImageId": "ami-1", "UserData": CANARY,
                "IamInstanceProfile": {"Name": "train"}, "MetadataOptions": {"HttpTokens": "required"}}}),
            json!({}),
        ),
        item(
            "AWS::SageMaker::NotebookInstance",
            "lab",
            json!({"NotebookInstanceName": "lab", "Id": "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab",
                "RoleArn": "arn:aws:iam::111122223333:role/ml/train", "RootAccess": "Enabled", "DirectInternetAccess": "Enabled"}),
            json!({}),
        ),
        item(
            "AWS::SageMaker::Model",
            "churn",
            json!({"ModelName": "churn", "ModelArn": "arn:aws:sagemaker:eu-west-1:111122223333:model/churn",
                "ExecutionRoleArn": "arn:aws:iam::111122223333:role/ml/train",
                "PrimaryContainer": {"Image": "i", "ModelDataUrl": "s3://data/model.tar.gz", "Environment": {"TOKEN": CANARY}}}),
            json!({}),
        ),
        item(
            "AWS::EC2::Subnet",
            "subnet-1",
            json!({"subnetId": "subnet-1"}),
            json!({}),
        ),
    ]
}
