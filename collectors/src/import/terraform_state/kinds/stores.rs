//! Queues, tables, repositories, databases.

use crate::aws::translate::{
    Kind,
    Take::{At, Each, Quoted, Tags, Text},
    Translation,
};

const ARN: &str = "item.arn";
const TAGS: &str = "tags_all|tags";

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_sqs_queue",
        listing: ("sqs", "list-queues"),
        tells: &[Translation::about(
            ("sqs", "get-queue-attributes"),
            "https://sqs.{region}.amazonaws.com/{account}/{name}",
            "Attributes",
            &[
                ("QueueArn", At(ARN)),
                ("Policy", Quoted("policy")),
                ("KmsMasterKeyId", At("kms_master_key_id")),
                ("SqsManagedSseEnabled", Text("sqs_managed_sse_enabled")),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_sns_topic",
        listing: ("sns", "list-topics"),
        tells: &[Translation::about(
            ("sns", "get-topic-attributes"),
            "{item.arn}",
            "Attributes",
            &[
                ("TopicArn", At(ARN)),
                ("Policy", Quoted("policy")),
                ("KmsMasterKeyId", At("kms_master_key_id")),
            ],
        )],
    },
    Kind {
        name: "aws_dynamodb_table",
        listing: ("dynamodb", "list-tables"),
        tells: &[Translation::about(
            ("dynamodb", "describe-table"),
            "{name}",
            "Table",
            &[
                ("TableArn", At(ARN)),
                ("TableName", At("name")),
                ("LatestStreamArn", At("stream_arn")),
                (
                    "SSEDescription.KMSMasterKeyArn",
                    At("server_side_encryption.kms_key_arn"),
                ),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_dynamodb_resource_policy",
        listing: ("dynamodb", "get-resource-policy"),
        tells: &[Translation::about(
            ("dynamodb", "get-resource-policy"),
            "{resource_arn}",
            "",
            &[("Policy", Quoted("policy"))],
        )
        .needs("policy")],
    },
    Kind {
        name: "aws_ecr_repository",
        listing: ("ecr", "describe-repositories"),
        tells: &[Translation::listing(
            ("ecr", "describe-repositories"),
            "repositories[]",
            &[
                ("repositoryArn", At(ARN)),
                ("repositoryName", At("name")),
                ("repositoryUri", At("repository_url")),
                ("imageTagMutability", At("image_tag_mutability")),
                (
                    "encryptionConfiguration.kmsKey",
                    At("encryption_configuration.kms_key"),
                ),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_ecr_repository_policy",
        listing: ("ecr", "get-repository-policy"),
        tells: &[Translation::about(
            ("ecr", "get-repository-policy"),
            "{repository}",
            "",
            &[("policyText", Quoted("policy"))],
        )
        .needs("policy")],
    },
    Kind {
        name: "aws_db_instance",
        listing: ("rds", "describe-db-instances"),
        tells: &[Translation::listing(
            ("rds", "describe-db-instances"),
            "DBInstances[]",
            &[
                ("DBInstanceArn", At("arn")),
                ("DBInstanceIdentifier", At("identifier")),
                ("Engine", At("engine")),
                ("PubliclyAccessible", At("publicly_accessible")),
                ("StorageEncrypted", At("storage_encrypted")),
                ("KmsKeyId", At("kms_key_id")),
                (
                    "IAMDatabaseAuthenticationEnabled",
                    At("iam_database_authentication_enabled"),
                ),
                (
                    "MasterUserSecret.SecretArn",
                    At("master_user_secret.secret_arn"),
                ),
                ("TagList", Tags(TAGS)),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_rds_cluster",
        listing: ("rds", "describe-db-clusters"),
        tells: &[Translation::listing(
            ("rds", "describe-db-clusters"),
            "DBClusters[]",
            &[
                ("DBClusterArn", At("arn")),
                ("DBClusterIdentifier", At("cluster_identifier")),
                ("Engine", At("engine")),
                ("StorageEncrypted", At("storage_encrypted")),
                ("KmsKeyId", At("kms_key_id")),
                ("AssociatedRoles", Each("iam_roles", "RoleArn")),
                (
                    "IAMDatabaseAuthenticationEnabled",
                    At("iam_database_authentication_enabled"),
                ),
                (
                    "MasterUserSecret.SecretArn",
                    At("master_user_secret.secret_arn"),
                ),
                ("TagList", Tags(TAGS)),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_redshift_cluster",
        listing: ("redshift", "describe-clusters"),
        tells: &[Translation::listing(
            ("redshift", "describe-clusters"),
            "Clusters[]",
            &[
                ("ClusterIdentifier", At("cluster_identifier")),
                ("ClusterNamespaceArn", At("cluster_namespace_arn")),
                ("PubliclyAccessible", At("publicly_accessible")),
                ("Encrypted", At("encrypted")),
                ("KmsKeyId", At("kms_key_id")),
                ("IamRoles", Each("iam_roles", "IamRoleArn")),
            ],
        )
        .needs("cluster_identifier")],
    },
    Kind {
        name: "aws_opensearch_domain",
        listing: ("opensearch", "list-domain-names"),
        tells: &[Translation::about(
            ("opensearch", "describe-domain"),
            "{domain_name}",
            "DomainStatus",
            &[
                ("ARN", At("arn")),
                ("DomainName", At("domain_name")),
                ("DomainId", At("domain_id")),
                ("AccessPolicies", Quoted("access_policies")),
                (
                    "EncryptionAtRestOptions.KmsKeyId",
                    At("encrypt_at_rest.kms_key_id"),
                ),
            ],
        )
        .needs("arn")],
    },
];
