//! Identity -> repository of images or code, layer, document.

use super::touch::{KeyUse, On, Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Images under a customer's key are decrypted through a grant of the registry's own: the caller needs no key. Page
/// "Encryption at rest" of the Amazon ECR user guide.
pub(super) static IMAGES: &[Way] = &[
    Way::on_itself(Access::List, &["ecr:DescribeImages", "ecr:ListImages"]),
    Way::on_itself(Access::Read, &["ecr:BatchGetImage"]),
    Way::on_itself(Access::Write, &["ecr:PutImage"]),
    Way::on_itself(
        Access::Delete,
        &["ecr:BatchDeleteImage", "ecr:DeleteRepository"],
    ),
    Way::on_itself(Access::Administer, &["ecr:SetRepositoryPolicy"]),
];

/// CodeCommit has no resource policies: nobody of another account comes in but through a role. Page "AWS KMS and
/// encryption for AWS CodeCommit repositories": the key is asked for the caller.
pub(super) static CODE: &[Way] = &[
    Way::on_itself(Access::List, &["codecommit:GetRepository"]),
    Way {
        access: Access::Read,
        actions: &[
            "codecommit:GitPull",
            "codecommit:GetFile",
            "codecommit:GetBlob",
        ],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &[
            "codecommit:GitPush",
            "codecommit:PutFile",
            "codecommit:CreateCommit",
        ],
        on: On::Itself,
        key: KeyUse::EncryptAndDecrypt,
    },
    Way::on_itself(Access::Delete, &["codecommit:DeleteRepository"]),
];

/// A version of a layer never changes: who publishes makes another one, and no function runs that by itself.
pub(super) static LAYER: &[Way] = &[
    Way::on_itself(Access::Read, &["lambda:GetLayerVersion"]),
    Way::on_itself(Access::Delete, &["lambda:DeleteLayerVersion"]),
    Way::on_itself(Access::Administer, &["lambda:AddLayerVersionPermission"]),
];

/// Page "Actions, resources, and condition keys for AWS Systems Manager".
pub(super) static DOCUMENT: &[Way] = &[
    Way::on_itself(Access::List, &["ssm:DescribeDocument"]),
    Way::on_itself(Access::Read, &["ssm:GetDocument"]),
    Way::on_itself(Access::Write, &["ssm:UpdateDocument"]),
    Way::on_itself(Access::Delete, &["ssm:DeleteDocument"]),
    Way::on_itself(Access::Administer, &["ssm:ModifyDocumentPermission"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-repositories",
    title: "A principal may touch a repository of images or code",
    does: "Pull, push, delete and administer repositories of ECR and CodeCommit, versions of layers and documents of \
           Systems Manager, by the principal's policies and the repository's own. Pulling an image takes its manifest \
           and its layers; pushing one takes the upload of layers as well. Whoever pushes also controls what runs it: \
           see code-control.",
    matters: "Images and source hold keys and passwords that were built in, and what is pushed is run.",
    permissions: &[
        "ecr:DescribeImages",
        "ecr:ListImages",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:PutImage",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:BatchDeleteImage",
        "ecr:DeleteRepository",
        "ecr:SetRepositoryPolicy",
        "codecommit:GetRepository",
        "codecommit:GitPull",
        "codecommit:GetFile",
        "codecommit:GetBlob",
        "codecommit:GitPush",
        "codecommit:PutFile",
        "codecommit:CreateCommit",
        "codecommit:DeleteRepository",
        "lambda:GetLayerVersion",
        "lambda:DeleteLayerVersion",
        "lambda:AddLayerVersionPermission",
        "ssm:DescribeDocument",
        "ssm:GetDocument",
        "ssm:UpdateDocument",
        "ssm:DeleteDocument",
        "ssm:ModifyDocumentPermission",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html",
        "https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html",
        "ATT&CK T1525",
        "ATT&CK T1213.003",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(
            lens,
            &[
                "aws:ecr:repository",
                "aws:codecommit:repository",
                "aws:lambda:layer-version",
                "aws:ssm:document",
            ],
            found,
        );
    }
}
