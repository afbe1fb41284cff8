//! What the holder of a leaked credential can bring to a request.
//!
//! Conditions are evaluated against an [`AttackerContext`]: some keys have a value, some are surely
//! absent, some the caller chooses, the rest is unknown. The keys are those of the pages "AWS global
//! condition context keys" and "Actions, resources, and condition keys" of the services.

mod keys;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::authorize::aws::{Context, ContextValue};

/// Comes from inside no address range of an estate but `0.0.0.0/0`: the IPv4 dummy address of RFC 7600.
const OUTSIDE_ADDRESS: &str = "192.0.0.8";

/// Keys that only a request from inside a VPC or through another service has.
const NETWORK_KEYS: &[&str] = &[
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
];

/// Keys that only a request that an AWS service makes has.
const SERVICE_KEYS: &[&str] = &[
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "kms:ViaService",
    "kms:GrantIsForAWSResource",
];

/// Keys that only a request through an access point has; the rule for those sets them.
const ACCESS_POINT_KEYS: &[&str] = &[
    "s3:AccessPointNetworkOrigin",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
];

/// Keys whose value is what the caller writes into the request.
const CHOSEN_KEYS: &[&str] = &[
    "aws:Referer",
    "aws:RequestTag/*",
    "aws:RequestedRegion",
    "aws:TagKeys",
    "aws:UserAgent",
    "kms:EncryptionAlgorithm",
    "kms:GrantConstraintType",
    "kms:GrantOperations",
    "kms:GranteePrincipal",
    "kms:RequestAlias",
    "lambda:FunctionUrlAuthType",
    "lambda:InvokedViaFunctionUrl",
    "s3:RequestObjectTag/*",
    "s3:RequestObjectTagKeys",
    "s3:delimiter",
    "s3:max-keys",
    "s3:prefix",
    "s3:signatureAge",
    "s3:versionid",
    "s3:x-amz-acl",
    "s3:x-amz-content-sha256",
    "s3:x-amz-copy-source",
    "s3:x-amz-metadata-directive",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm",
    "s3:x-amz-storage-class",
    "sagemaker:TargetModel",
    "sagemaker:TargetVariant",
    "secretsmanager:VersionId",
    "secretsmanager:VersionStage",
    "ssm:Overwrite",
    "ssm:Recursive",
    "sts:DurationSeconds",
    "sts:RoleSessionName",
    "sts:TransitiveTagKeys",
];

/// A named attacker: what its requests carry, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The name on the command line.
    pub name: &'static str,
    /// What it can bring, in a sentence.
    pub about: &'static str,
}

/// The profiles, the default first.
pub static PROFILES: &[Profile] = &[
    Profile {
        name: "leaked-key",
        about: "from the internet, no second factor, no VPC endpoint",
    },
    Profile {
        name: "insider-network",
        about: "from any address, VPC or VPC endpoint that a policy asks for, no second factor",
    },
    Profile {
        name: "mfa",
        about: "from the internet, with a fresh second factor",
    },
];

/// Why a context was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContextError {
    /// Neither a profile nor `KEY=VALUE`.
    #[error("`{0}` is neither a context profile nor `KEY=VALUE`")]
    Unknown(String),
    /// A condition key has the form `prefix:name`.
    #[error("`{0}` is not a condition key, which has the form `prefix:name`")]
    NotAKey(String),
    /// The key has values of another type.
    #[error("`{value}` is no value of `{key}`: it is {wants}")]
    Value {
        /// The condition key.
        key: String,
        /// The value that was given.
        value: String,
        /// What its values are, with an example.
        wants: &'static str,
    },
}

/// What the holder of a leaked credential can bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttackerContext {
    profile: &'static str,
    by_hand: BTreeMap<String, ContextValue>,
}

impl Default for AttackerContext {
    fn default() -> Self {
        Self {
            profile: "leaked-key",
            by_hand: BTreeMap::new(),
        }
    }
}

impl AttackerContext {
    /// Reads what the user wrote: profile names and single keys in any order. `KEY=VALUE` sets a key (again: one
    /// more value), `KEY=` says that it is absent, `KEY=?` that it is unknown, `KEY=*` that the caller chooses it.
    ///
    /// # Errors
    /// When a word is neither a profile nor an assignment to a condition key, or the value is not of the key's type.
    pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Self, ContextError> {
        let mut context = Self::default();
        for word in words {
            context.add(word.as_ref())?;
        }
        Ok(context)
    }

    fn add(&mut self, word: &str) -> Result<(), ContextError> {
        if let Some(profile) = PROFILES.iter().find(|profile| profile.name == word) {
            self.profile = profile.name;
            return Ok(());
        }
        let (key, value) = word
            .split_once('=')
            .ok_or_else(|| ContextError::Unknown(word.to_owned()))?;
        if !key
            .split_once(':')
            .is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty())
        {
            return Err(ContextError::NotAKey(key.to_owned()));
        }
        let value = match value {
            "" => ContextValue::Absent,
            "?" => ContextValue::Unknown,
            "*" => ContextValue::Chosen,
            value => {
                if let Some(wants) = keys::misfit(key, value) {
                    return Err(ContextError::Value {
                        key: key.to_owned(),
                        value: value.to_owned(),
                        wants,
                    });
                }
                let mut values = match self.by_hand.get(key) {
                    Some(ContextValue::Is(values)) => values.clone(),
                    _ => Vec::new(),
                };
                values.push(value.to_owned());
                ContextValue::Is(values)
            }
        };
        self.by_hand.insert(key.to_owned(), value);
        Ok(())
    }

    /// The name of the profile.
    #[must_use]
    pub fn profile(&self) -> &'static str {
        self.profile
    }

    /// The keys that were set by hand, for reports.
    #[must_use]
    pub fn by_hand(&self) -> &BTreeMap<String, ContextValue> {
        &self.by_hand
    }

    /// The keys that were set by hand and that AWS may not have: no global key, and of no service that is known.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.by_hand.keys().map(String::as_str);
        keys.filter(|key| !keys::is_known(key))
    }

    /// The keys of every request of this attacker at a time, before those that follow from principal and resource.
    #[must_use]
    pub(crate) fn request(&self, at: Timestamp) -> Context {
        let mut context = Context::audit();
        for key in CHOSEN_KEYS {
            context.set(key, ContextValue::Chosen);
        }
        for key in SERVICE_KEYS.iter().chain(ACCESS_POINT_KEYS) {
            context.set(key, ContextValue::Absent);
        }
        let insider = self.profile == "insider-network";
        for key in NETWORK_KEYS {
            context.set(
                key,
                if insider {
                    ContextValue::Chosen
                } else {
                    ContextValue::Absent
                },
            );
        }
        context.set(
            "aws:SourceIp",
            if insider {
                ContextValue::Chosen
            } else {
                is(OUTSIDE_ADDRESS)
            },
        );
        context.set("aws:SecureTransport", is("true"));
        context.set("aws:ViaAWSService", is("false"));
        context.set("aws:PrincipalIsAWSService", is("false"));
        context.set("aws:CurrentTime", is(&at.to_string()));
        context.set("aws:EpochTime", is(&at.as_second().to_string()));
        context.set("s3:TlsVersion", is("1.3"));
        context.set("s3:authType", is("REST-HEADER"));
        context.set("s3:signatureversion", is("AWS4-HMAC-SHA256"));
        // The caller does not know it; a trust policy that asks for one is a gate.
        context.set("sts:ExternalId", ContextValue::Unknown);
        context
    }

    /// Adds what depends on whether the caller holds a long-term key or the session of a role.
    /// Page "AWS global condition context keys": the second factor keys are absent for long-term keys and `false`
    /// for sessions that were made without one; the issue time is there for sessions only.
    pub(crate) fn for_session(&self, context: &mut Context, session: bool, at: Timestamp) {
        if self.profile == "mfa" {
            context.set("aws:MultiFactorAuthPresent", is("true"));
            context.set("aws:MultiFactorAuthAge", is("1"));
        } else {
            let present = if session {
                is("false")
            } else {
                ContextValue::Absent
            };
            context.set("aws:MultiFactorAuthPresent", present);
            context.set("aws:MultiFactorAuthAge", ContextValue::Absent);
        }
        let issued = if session {
            is(&at.to_string())
        } else {
            ContextValue::Absent
        };
        context.set("aws:TokenIssueTime", issued);
    }

    /// Sets the keys that the user set by hand: they win over everything.
    pub(crate) fn override_with_hand(&self, context: &mut Context) {
        for (key, value) in &self.by_hand {
            context.set(key, value.clone());
        }
    }
}

/// A key with one value.
pub(crate) fn is(value: &str) -> ContextValue {
    ContextValue::Is(vec![value.to_owned()])
}
