//! One way to touch an asset: which actions, on what, with which use of the key.

use crate::model::Access;

/// On which resource an action is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum On {
    /// The asset itself.
    Itself,
    /// Whatever lies in it: the objects of a bucket.
    Content,
    /// A log group as policies name it, with `:*` at its end.
    Group,
    /// The streams of a log group.
    Streams,
    /// The paths that lead to it: those of a parameter.
    Paths,
    /// `*`: a listing, which knows no resource and returns those of the caller's own account.
    Listing,
}

/// What the key that encrypts the asset must be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum KeyUse {
    /// The key does not matter.
    None,
    /// `kms:Decrypt`.
    Decrypt,
    /// `kms:GenerateDataKey`.
    Encrypt,
    /// `kms:GenerateDataKey` and `kms:Decrypt`: the service keeps a data key for a while and verifies it.
    EncryptAndDecrypt,
    /// `kms:Encrypt` for a small value, `kms:GenerateDataKey` for a large one.
    EncryptItself,
    /// The same, unless the request names the encryption with the keys of S3 itself. The default encryption of a
    /// bucket is for requests that name none (S3 API Reference, "ServerSideEncryptionByDefault"; AWS Knowledge
    /// Center, "s3-aws-kms-default-encryption").
    EncryptByDefault,
}

/// One way to touch an asset.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Way {
    /// Which access it is.
    pub(in super::super) access: Access,
    /// Any of these actions.
    pub(in super::super) actions: &'static [&'static str],
    /// On what.
    pub(in super::super) on: On,
    /// With which use of the key.
    pub(in super::super) key: KeyUse,
}

impl Way {
    /// Actions on the asset itself, for which its key does not matter.
    pub(in super::super) const fn on_itself(
        access: Access,
        actions: &'static [&'static str],
    ) -> Self {
        Self {
            access,
            actions,
            on: On::Itself,
            key: KeyUse::None,
        }
    }
}
