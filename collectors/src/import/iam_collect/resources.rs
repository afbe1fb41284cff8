//! What holds data, keys and secrets, or runs code, with the policies on it.

use crate::aws::translate::{
    Kind, Members,
    Take::{At, Fill, Quoted, TagMap, Tags},
    Translation,
};

const ARN: &str = "metadata.arn";

const POLICY: Members = &[("Policy", Quoted("policy"))];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "s3:",
        listing: ("s3api", "list-buckets"),
        tells: &[
            Translation::listing(
                ("s3api", "list-buckets"),
                "Buckets[]",
                &[
                    ("Name", At("metadata.name")),
                    ("BucketRegion", At("metadata.region")),
                ],
            ),
            Translation::about(
                ("s3api", "get-bucket-policy"),
                "{metadata.name}",
                "",
                POLICY,
            )
            .needs("policy"),
            Translation::about(
                ("s3api", "get-public-access-block"),
                "{metadata.name}",
                "",
                &[("PublicAccessBlockConfiguration", At("bpa"))],
            )
            .needs("bpa"),
            Translation::about(
                ("s3api", "get-bucket-encryption"),
                "{metadata.name}",
                "",
                &[("ServerSideEncryptionConfiguration.Rules", At("encryption"))],
            )
            .needs("encryption"),
            Translation::about(
                ("s3api", "get-bucket-tagging"),
                "{metadata.name}",
                "",
                &[("TagSet", Tags("tags"))],
            )
            .needs("tags"),
        ],
    },
    Kind {
        name: "kms:key",
        listing: ("kms", "list-keys"),
        tells: &[
            Translation::listing(("kms", "list-keys"), "Keys[]", &[("KeyArn", At(ARN))]),
            Translation::about(("kms", "get-key-policy"), "{metadata.arn}", "", POLICY)
                .needs("policy"),
            Translation::about(
                ("kms", "list-resource-tags"),
                "{metadata.arn}",
                "",
                &[("Tags", Tags("tags"))],
            )
            .needs("tags"),
        ],
    },
    Kind {
        name: "secretsmanager:secret",
        listing: ("secretsmanager", "list-secrets"),
        tells: &[
            Translation::listing(
                ("secretsmanager", "list-secrets"),
                "SecretList[]",
                &[
                    ("ARN", At(ARN)),
                    ("Name", At("metadata.name")),
                    ("KmsKeyId", At("metadata.kmsKey")),
                    ("Tags", Tags("tags")),
                ],
            ),
            Translation::about(
                ("secretsmanager", "get-resource-policy"),
                "{metadata.arn}",
                "",
                &[("ARN", At(ARN)), ("ResourcePolicy", Quoted("policy"))],
            )
            .needs("policy"),
        ],
    },
    Kind {
        name: "lambda:function",
        listing: ("lambda", "list-functions"),
        tells: &[
            Translation::listing(
                ("lambda", "list-functions"),
                "Functions[]",
                &[
                    ("FunctionName", At("metadata.name")),
                    ("FunctionArn", At(ARN)),
                    ("Role", At("metadata.role")),
                ],
            ),
            Translation::about(("lambda", "get-policy"), "{metadata.name}", "", POLICY)
                .needs("policy"),
            Translation::about(
                ("lambda", "list-tags"),
                "{metadata.arn}",
                "",
                &[("Tags", TagMap("tags"))],
            )
            .needs("tags"),
        ],
    },
    Kind {
        name: "sns:",
        listing: ("sns", "list-topics"),
        tells: &[Translation::about(
            ("sns", "get-topic-attributes"),
            "{metadata.arn}",
            "Attributes",
            &[
                ("TopicArn", At(ARN)),
                ("Policy", Quoted("policy")),
                ("KmsMasterKeyId", At("metadata.keyId")),
            ],
        )],
    },
    Kind {
        name: "sqs:",
        listing: ("sqs", "list-queues"),
        tells: &[Translation::about(
            ("sqs", "get-queue-attributes"),
            "https://sqs.{region}.amazonaws.com/{account}/{metadata.name}",
            "Attributes",
            &[
                ("QueueArn", At(ARN)),
                ("Policy", Quoted("policy")),
                ("KmsMasterKeyId", At("metadata.kmsKey")),
            ],
        )],
    },
    Kind {
        name: "ecr:repository",
        listing: ("ecr", "describe-repositories"),
        tells: &[
            Translation::listing(
                ("ecr", "describe-repositories"),
                "repositories[]",
                &[
                    ("repositoryArn", At(ARN)),
                    ("repositoryName", At("metadata.repositoryName")),
                    ("encryptionConfiguration.kmsKey", At("metadata.key")),
                ],
            ),
            Translation::about(
                ("ecr", "get-repository-policy"),
                "{metadata.repositoryName}",
                "",
                &[("policyText", Quoted("policy"))],
            )
            .needs("policy"),
        ],
    },
    Kind {
        name: "account:ecr-registry-policy",
        listing: ("ecr", "get-registry-policy"),
        tells: &[Translation::listing(
            ("ecr", "get-registry-policy"),
            "",
            &[
                ("registryId", Fill("{account}")),
                ("policyText", Quoted("ecr-registry-policy")),
            ],
        )],
    },
    Kind {
        name: "dynamodb:table",
        listing: ("dynamodb", "list-tables"),
        tells: &[
            Translation::about(
                ("dynamodb", "describe-table"),
                "{metadata.name}",
                "Table",
                &[("TableArn", At(ARN)), ("TableName", At("metadata.name"))],
            ),
            Translation::about(
                ("dynamodb", "get-resource-policy"),
                "{metadata.arn}",
                "",
                POLICY,
            )
            .needs("policy"),
        ],
    },
    Kind {
        name: "codebuild:project",
        listing: ("codebuild", "list-projects"),
        tells: &[Translation::about(
            ("codebuild", "batch-get-projects"),
            "{metadata.name}",
            "projects[]",
            &[
                ("name", At("metadata.name")),
                ("arn", At(ARN)),
                ("serviceRole", At("metadata.serviceRole")),
                ("resourceAccessRole", At("metadata.resourceAccessRole")),
                ("encryptionKey", At("metadata.encryptionKey")),
                ("projectVisibility", At("metadata.projectVisibility")),
                ("tags", Tags("tags")),
            ],
        )],
    },
];
