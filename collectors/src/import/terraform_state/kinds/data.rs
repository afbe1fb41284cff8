//! What holds data, keys and secrets, and the policies on them. Never a secret's value, nor a parameter's.

use crate::aws::translate::{
    Kind,
    Take::{At, List, Quoted, Tags},
    Translation,
};

const TAGS: &str = "tags_all|tags";

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_s3_bucket",
        listing: ("s3api", "list-buckets"),
        tells: &[
            Translation::listing(
                ("s3api", "list-buckets"),
                "Buckets[]",
                &[("Name", At("bucket")), ("BucketRegion", At("region"))],
            )
            .needs("bucket"),
            Translation::about(
                ("s3api", "get-bucket-tagging"),
                "{bucket}",
                "",
                &[("TagSet", Tags(TAGS))],
            )
            .needs(TAGS),
        ],
    },
    Kind {
        name: "aws_s3_bucket_policy",
        listing: ("s3api", "get-bucket-policy"),
        tells: &[Translation::about(
            ("s3api", "get-bucket-policy"),
            "{bucket}",
            "",
            &[("Policy", Quoted("policy"))],
        )
        .needs("policy")],
    },
    Kind {
        name: "aws_s3_bucket_public_access_block",
        listing: ("s3api", "get-public-access-block"),
        tells: &[Translation::about(
            ("s3api", "get-public-access-block"),
            "{bucket}",
            "PublicAccessBlockConfiguration",
            &[
                ("BlockPublicAcls", At("block_public_acls")),
                ("IgnorePublicAcls", At("ignore_public_acls")),
                ("BlockPublicPolicy", At("block_public_policy")),
                ("RestrictPublicBuckets", At("restrict_public_buckets")),
            ],
        )],
    },
    Kind {
        name: "aws_s3_bucket_ownership_controls",
        listing: ("s3api", "get-bucket-ownership-controls"),
        tells: &[Translation::about(
            ("s3api", "get-bucket-ownership-controls"),
            "{bucket}",
            "OwnershipControls",
            &[(
                "Rules",
                List("rule", &[("ObjectOwnership", At("object_ownership"))]),
            )],
        )
        .needs("rule")],
    },
    Kind {
        name: "aws_s3_bucket_server_side_encryption_configuration",
        listing: ("s3api", "get-bucket-encryption"),
        tells: &[Translation::about(
            ("s3api", "get-bucket-encryption"),
            "{bucket}",
            "ServerSideEncryptionConfiguration",
            &[(
                "Rules",
                List(
                    "rule",
                    &[
                        (
                            "ApplyServerSideEncryptionByDefault.SSEAlgorithm",
                            At("apply_server_side_encryption_by_default.sse_algorithm"),
                        ),
                        (
                            "ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
                            At("apply_server_side_encryption_by_default.kms_master_key_id"),
                        ),
                    ],
                ),
            )],
        )
        .needs("rule")],
    },
    Kind {
        name: "aws_kms_key",
        listing: ("kms", "list-keys"),
        tells: &[
            Translation::about(
                ("kms", "describe-key"),
                "{key_id}",
                "KeyMetadata",
                &[
                    ("Arn", At("arn")),
                    ("Description", At("description")),
                    ("KeyUsage", At("key_usage")),
                    ("MultiRegion", At("multi_region")),
                ],
            )
            .needs("arn"),
            Translation::about(
                ("kms", "get-key-policy"),
                "{key_id}",
                "",
                &[("Policy", Quoted("policy"))],
            )
            .needs("policy"),
        ],
    },
    Kind {
        name: "aws_kms_key_policy",
        listing: ("kms", "get-key-policy"),
        tells: &[Translation::about(
            ("kms", "get-key-policy"),
            "{key_id}",
            "",
            &[("Policy", Quoted("policy"))],
        )
        .needs("policy")],
    },
    Kind {
        name: "aws_kms_alias",
        listing: ("kms", "list-aliases"),
        tells: &[Translation::listing(
            ("kms", "list-aliases"),
            "Aliases[]",
            &[
                ("AliasName", At("name")),
                ("TargetKeyId", At("target_key_id")),
            ],
        )
        .needs("target_key_id")],
    },
    Kind {
        name: "aws_kms_grant",
        listing: ("kms", "list-grants"),
        tells: &[Translation::about(
            ("kms", "list-grants"),
            "{key_id}",
            "Grants[]",
            &[
                ("KeyId", At("key_id")),
                ("GrantId", At("grant_id")),
                ("Name", At("name")),
                ("GranteePrincipal", At("grantee_principal")),
                ("RetiringPrincipal", At("retiring_principal")),
                ("Operations", At("operations")),
            ],
        )
        .needs("grant_id")],
    },
    Kind {
        name: "aws_secretsmanager_secret",
        listing: ("secretsmanager", "list-secrets"),
        tells: &[
            Translation::listing(
                ("secretsmanager", "list-secrets"),
                "SecretList[]",
                &[
                    ("ARN", At("arn")),
                    ("Name", At("name")),
                    ("Description", At("description")),
                    ("KmsKeyId", At("kms_key_id")),
                    ("Tags", Tags(TAGS)),
                ],
            )
            .needs("arn"),
            Translation::about(
                ("secretsmanager", "get-resource-policy"),
                "{arn}",
                "",
                &[("ARN", At("arn")), ("ResourcePolicy", Quoted("policy"))],
            )
            .needs("policy"),
        ],
    },
    Kind {
        name: "aws_secretsmanager_secret_policy",
        listing: ("secretsmanager", "get-resource-policy"),
        tells: &[Translation::about(
            ("secretsmanager", "get-resource-policy"),
            "{secret_arn}",
            "",
            &[
                ("ARN", At("secret_arn")),
                ("ResourcePolicy", Quoted("policy")),
            ],
        )
        .needs("policy")],
    },
    // The value of a secret: nothing of it is read.
    Kind {
        name: "aws_secretsmanager_secret_version",
        listing: ("", ""),
        tells: &[],
    },
    Kind {
        name: "aws_ssm_parameter",
        listing: ("ssm", "describe-parameters"),
        tells: &[Translation::listing(
            ("ssm", "describe-parameters"),
            "Parameters[]",
            &[
                ("Name", At("name")),
                ("ARN", At("arn")),
                ("Type", At("type")),
                ("KeyId", At("key_id")),
                ("Tier", At("tier")),
                ("Description", At("description")),
            ],
        )
        .needs("name")],
    },
];
