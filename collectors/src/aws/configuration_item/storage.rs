//! Items that hold data, keys and secrets, and the policies on them. AWS Config has no policy of a DynamoDB table, a
//! Kinesis stream or a secret.

use crate::aws::translate::{
    Kind,
    Take::{At, Fill, Is, List, Quoted, Tags, Text},
    Translation,
};

const ARN: &str = "arn|item.ARN|item.arn";
const ENCRYPTION: &str = "item.supplementaryConfiguration.ServerSideEncryptionConfiguration.rules";
const BLOCK: &str = "item.supplementaryConfiguration.PublicAccessBlockConfiguration";
const BUCKET: &str = "{name|item.resourceName|item.resourceId}";
const BUCKET_POLICY: &str = "item.supplementaryConfiguration.BucketPolicy.policyText";
const POLICY: &str = "item.supplementaryConfiguration.Policy";

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "AWS::S3::Bucket",
        listing: ("s3api", "list-buckets"),
        tells: &[
            Translation::listing(
                ("s3api", "list-buckets"),
                "Buckets[]",
                &[("Name", Fill(BUCKET)), ("BucketRegion", At("item.awsRegion"))],
            ),
            Translation::about(
                ("s3api", "get-bucket-policy"),
                BUCKET,
                "",
                &[("Policy", Quoted(BUCKET_POLICY))],
            )
            .needs(BUCKET_POLICY),
            Translation::about(
                ("s3api", "get-public-access-block"),
                BUCKET,
                "PublicAccessBlockConfiguration",
                &[
                    ("BlockPublicAcls", At("item.supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls")),
                    ("IgnorePublicAcls", At("item.supplementaryConfiguration.PublicAccessBlockConfiguration.ignorePublicAcls")),
                    ("BlockPublicPolicy", At("item.supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicPolicy")),
                    ("RestrictPublicBuckets", At("item.supplementaryConfiguration.PublicAccessBlockConfiguration.restrictPublicBuckets")),
                ],
            )
            .needs(BLOCK),
            Translation::about(
                ("s3api", "get-bucket-encryption"),
                BUCKET,
                "ServerSideEncryptionConfiguration",
                &[(
                    "Rules",
                    List(
                        ENCRYPTION,
                        &[
                            ("ApplyServerSideEncryptionByDefault.SSEAlgorithm", At("applyServerSideEncryptionByDefault.sseAlgorithm")),
                            ("ApplyServerSideEncryptionByDefault.KMSMasterKeyID", At("applyServerSideEncryptionByDefault.kmsMasterKeyID")),
                        ],
                    ),
                )],
            )
            .needs(ENCRYPTION),
            Translation::about(
                ("s3api", "get-bucket-tagging"),
                BUCKET,
                "",
                &[("TagSet", Tags("item.tags"))],
            )
            .needs("item.tags"),
        ],
    },
    Kind {
        name: "AWS::KMS::Key",
        listing: ("kms", "list-keys"),
        tells: &[
            Translation::listing(("kms", "list-keys"), "Keys[]", &[("KeyArn", At(ARN))]),
            Translation::about(
                ("kms", "describe-key"),
                "{keyId|item.resourceId}",
                "KeyMetadata",
                &[
                    ("Arn", At(ARN)),
                    ("Description", At("description")),
                    ("KeyManager", At("keyManager")),
                    ("KeyState", At("keyState")),
                    ("KeyUsage", At("keyUsage")),
                    ("Origin", At("origin")),
                    ("MultiRegion", At("multiRegion")),
                    ("CreationDate", At("creationDate")),
                ],
            ),
            Translation::about(
                ("kms", "get-key-policy"),
                "{keyId|item.resourceId}",
                "",
                &[("Policy", Quoted(POLICY))],
            )
            .needs(POLICY),
            Translation::about(
                ("kms", "list-resource-tags"),
                "{keyId|item.resourceId}",
                "",
                &[("Tags", Tags("item.tags"))],
            )
            .needs("item.tags"),
        ],
    },
    Kind {
        name: "AWS::SecretsManager::Secret",
        listing: ("secretsmanager", "list-secrets"),
        tells: &[Translation::listing(
            ("secretsmanager", "list-secrets"),
            "SecretList[]",
            &[
                ("ARN", At("ARN|Id|item.ARN|item.arn")),
                ("Name", At("Name|item.resourceName")),
                ("Description", At("Description")),
                ("KmsKeyId", At("KmsKeyId|KMSKeyId")),
                ("RotationEnabled", At("RotationEnabled")),
                ("RotationLambdaARN", At("RotationLambdaARN")),
                ("Tags", Tags("Tags|item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::SQS::Queue",
        listing: ("sqs", "list-queues"),
        tells: &[Translation::about(
            ("sqs", "get-queue-attributes"),
            "{QueueUrl|item.resourceId}",
            "Attributes",
            &[
                ("QueueArn", At("QueueArn|item.ARN|item.arn")),
                ("Policy", Quoted("Policy")),
                ("KmsMasterKeyId", At("KmsMasterKeyId")),
                ("SqsManagedSseEnabled", Text("SqsManagedSseEnabled")),
                ("RedrivePolicy", Quoted("RedrivePolicy")),
            ],
        )],
    },
    Kind {
        name: "AWS::SNS::Topic",
        listing: ("sns", "list-topics"),
        tells: &[Translation::about(
            ("sns", "get-topic-attributes"),
            "{TopicArn|item.ARN|item.arn}",
            "Attributes",
            &[
                ("TopicArn", At("TopicArn|item.ARN|item.arn")),
                ("Policy", Quoted("Policy")),
                ("KmsMasterKeyId", At("KmsMasterKeyId")),
                ("Owner", Text("Owner")),
            ],
        )],
    },
    Kind {
        name: "AWS::ECR::Repository",
        listing: ("ecr", "describe-repositories"),
        tells: &[
            Translation::listing(
                ("ecr", "describe-repositories"),
                "repositories[]",
                &[
                    ("repositoryArn", At("Arn|item.ARN|item.arn")),
                    ("repositoryName", At("RepositoryName|item.resourceName")),
                    ("repositoryUri", At("RepositoryUri")),
                    ("imageTagMutability", At("ImageTagMutability")),
                    ("encryptionConfiguration.kmsKey", At("EncryptionConfiguration.KmsKey")),
                ],
            ),
            Translation::about(
                ("ecr", "get-repository-policy"),
                "{RepositoryName|item.resourceName}",
                "",
                &[("policyText", Quoted("RepositoryPolicyText"))],
            )
            .needs("RepositoryPolicyText"),
        ],
    },
    Kind {
        name: "AWS::DynamoDB::Table",
        listing: ("dynamodb", "list-tables"),
        tells: &[Translation::about(
            ("dynamodb", "describe-table"),
            "{tableName|item.resourceName}",
            "Table",
            &[
                ("TableArn", At("tableArn|item.ARN|item.arn")),
                ("TableName", At("tableName|item.resourceName")),
                ("TableStatus", At("tableStatus")),
                ("LatestStreamArn", At("latestStreamArn")),
                ("SSEDescription.KMSMasterKeyArn", At("ssedescription.kmsmasterKeyArn")),
            ],
        )],
    },
    Kind {
        name: "AWS::Kinesis::Stream",
        listing: ("kinesis", "list-streams"),
        tells: &[Translation::about(
            ("kinesis", "describe-stream-summary"),
            "{Name|item.resourceName}",
            "StreamDescriptionSummary",
            &[
                ("StreamARN", At("Arn|item.ARN|item.arn")),
                ("StreamName", At("Name|item.resourceName")),
                ("EncryptionType", At("StreamEncryption.EncryptionType")),
                ("KeyId", At("StreamEncryption.KeyId")),
            ],
        )],
    },
    Kind {
        name: "AWS::RDS::DBInstance",
        listing: ("rds", "describe-db-instances"),
        tells: &[Translation::listing(
            ("rds", "describe-db-instances"),
            "DBInstances[]",
            &[
                ("DBInstanceArn", At("dBInstanceArn|item.ARN|item.arn")),
                ("DBInstanceIdentifier", At("dBInstanceIdentifier|item.resourceName")),
                ("Engine", At("engine")),
                ("DBInstanceStatus", At("dBInstanceStatus")),
                ("PubliclyAccessible", At("publiclyAccessible")),
                ("StorageEncrypted", At("storageEncrypted")),
                ("KmsKeyId", At("kmsKeyId")),
                ("DBClusterIdentifier", At("dBClusterIdentifier")),
                ("IAMDatabaseAuthenticationEnabled", At("iAMDatabaseAuthenticationEnabled")),
                (
                    "AssociatedRoles",
                    List("associatedRoles", &[("RoleArn", At("roleArn")), ("FeatureName", At("featureName"))]),
                ),
                ("TagList", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::RDS::DBCluster",
        listing: ("rds", "describe-db-clusters"),
        tells: &[Translation::listing(
            ("rds", "describe-db-clusters"),
            "DBClusters[]",
            &[
                ("DBClusterArn", At("dbclusterArn|item.ARN|item.arn")),
                ("DBClusterIdentifier", At("dbclusterIdentifier|item.resourceName")),
                ("Engine", At("engine")),
                ("Status", At("status")),
                ("StorageEncrypted", At("storageEncrypted")),
                ("KmsKeyId", At("kmsKeyId")),
                ("IAMDatabaseAuthenticationEnabled", At("iamdatabaseAuthenticationEnabled")),
                (
                    "AssociatedRoles",
                    List("associatedRoles", &[("RoleArn", At("roleArn")), ("FeatureName", At("featureName"))]),
                ),
                ("TagList", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::Redshift::Cluster",
        listing: ("redshift", "describe-clusters"),
        tells: &[Translation::listing(
            ("redshift", "describe-clusters"),
            "Clusters[]",
            &[
                ("ClusterIdentifier", At("clusterIdentifier|item.resourceName|item.resourceId")),
                ("ClusterNamespaceArn", At("clusterNamespaceArn")),
                ("PubliclyAccessible", At("publiclyAccessible")),
                ("Encrypted", At("encrypted")),
                ("KmsKeyId", At("kmsKeyId")),
                (
                    "IamRoles",
                    List("iamRoles", &[("IamRoleArn", At("iamRoleArn")), ("ApplyStatus", At("applyStatus"))]),
                ),
                ("Tags", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::OpenSearch::Domain",
        listing: ("opensearch", "list-domain-names"),
        tells: &[Translation::about(
            ("opensearch", "describe-domain"),
            "{DomainName|item.resourceName}",
            "DomainStatus",
            &[
                ("ARN", At("Arn|item.ARN|item.arn")),
                ("DomainName", At("DomainName|item.resourceName")),
                ("DomainId", At("Id")),
                ("AccessPolicies", Quoted("AccessPolicies")),
                ("EncryptionAtRestOptions.KmsKeyId", At("EncryptionAtRestOptions.KmsKeyId")),
                ("VPCOptions.VPCId", At("VPCOptions.VPCId")),
                ("AdvancedSecurityOptions.Enabled", At("AdvancedSecurityOptions.Enabled")),
                ("Created", Is("true")),
            ],
        )],
    },
    Kind {
        name: "AWS::CloudTrail::Trail",
        listing: ("cloudtrail", "describe-trails"),
        tells: &[Translation::listing(
            ("cloudtrail", "describe-trails"),
            "trailList[]",
            &[
                ("Name", At("name|item.resourceName")),
                ("TrailARN", At("trailArn|item.ARN|item.arn")),
                ("S3BucketName", At("s3BucketName")),
                ("S3KeyPrefix", At("s3KeyPrefix")),
                ("HomeRegion", At("item.awsRegion")),
                ("KmsKeyId", At("kmsKeyId")),
                ("CloudWatchLogsLogGroupArn", At("cloudWatchLogsLogGroupArn")),
                ("CloudWatchLogsRoleArn", At("cloudWatchLogsRoleArn")),
                ("IsOrganizationTrail", At("isOrganizationTrail")),
            ],
        )],
    },
];
