//! One request: who, what, on which resource, in which context.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_collectors::facts::Tags;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Principal {
    /// An IAM user, a role, an assumed-role or federated session, or the root user, by ARN.
    /// A role ARN stands for any session of that role.
    Arn {
        /// The ARN.
        arn: String,
        /// The principal's own tags (`aws:PrincipalTag/…`); `None` where they are not known.
        tags: Option<Tags>,
        /// The unique id (`AIDA…`, `AROA…`), which policies may name.
        unique_id: Option<String>,
    },
    /// An AWS service, such as `lambda.amazonaws.com`.
    Service(String),
    /// A web identity or SAML subject: the provider's ARN or domain.
    Federated(String),
    /// Nobody: an unsigned request.
    Anonymous,
}

/// What is acted on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resource {
    /// The ARN; `*` for actions that know no resource. May itself hold wildcards
    /// (`arn:aws:s3:::bucket/*`): then it asks about every resource that matches.
    pub arn: String,
    /// The account that owns it; `None` where that is not known.
    pub account: Option<String>,
    /// Its tags (`aws:ResourceTag/…`); `None` where they are not known.
    pub tags: Option<Tags>,
}

/// What is known about a condition key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContextValue {
    /// The key is in the request with these values.
    Is(Vec<String>),
    /// The key is not in the request.
    Absent,
    /// Nothing is known: conditions on it are unknown.
    Unknown,
    /// The caller chooses the value (`s3:prefix`, `aws:RequestTag/x`): an Allow that asks for some
    /// value can be satisfied, a Deny avoided.
    Chosen,
}

/// The condition keys of a request. Names are compared without regard to case.
///
/// An audit asks millions of requests that differ in a key or two: what they have in common is
/// [shared](Self::shared), and a copy costs only what differs.
#[derive(Debug, Clone)]
pub struct Context {
    /// Lower-cased key to value. A name that ends in `/*` stands for all keys with that prefix
    /// (`aws:requesttag/*`).
    keys: BTreeMap<String, ContextValue>,
    /// The same, for keys that are not in `keys`.
    common: Arc<BTreeMap<String, ContextValue>>,
    /// What a key is that is in neither map: `Absent` for exact answers, `Unknown` for audits.
    otherwise: ContextValue,
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.otherwise == other.otherwise && self.all() == other.all()
    }
}

impl Eq for Context {}

impl Context {
    /// A context in which every key that is not set is absent: exact answers.
    #[must_use]
    pub fn exact() -> Self {
        Self::with_others(ContextValue::Absent)
    }

    /// A context in which every key that is not set is unknown: audits.
    #[must_use]
    pub fn audit() -> Self {
        Self::with_others(ContextValue::Unknown)
    }

    fn with_others(otherwise: ContextValue) -> Self {
        Self {
            keys: BTreeMap::new(),
            common: Arc::default(),
            otherwise,
        }
    }

    /// The same context, cheap to copy: copies share what is set now.
    #[must_use]
    pub fn shared(self) -> Self {
        let common = self
            .all()
            .into_iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        Self {
            keys: BTreeMap::new(),
            common: Arc::new(common),
            otherwise: self.otherwise,
        }
    }

    /// Every key that is set.
    fn all(&self) -> BTreeMap<&String, &ContextValue> {
        self.common.iter().chain(&self.keys).collect()
    }

    /// What was set for a key by its own name; the key is lower-cased.
    fn named(&self, key: &str) -> Option<&ContextValue> {
        self.keys.get(key).or_else(|| self.common.get(key))
    }

    /// Sets a key.
    pub fn set(&mut self, key: &str, value: ContextValue) {
        self.keys.insert(key.to_ascii_lowercase(), value);
    }

    /// Sets a key unless it is set.
    pub fn set_default(&mut self, key: &str, value: ContextValue) {
        let key = key.to_ascii_lowercase();
        if self.named(&key).is_none() {
            self.keys.insert(key, value);
        }
    }

    /// What is known about a key.
    #[must_use]
    pub fn get(&self, key: &str) -> &ContextValue {
        self.find(&key.to_ascii_lowercase())
            .unwrap_or(&self.otherwise)
    }

    /// What was set for a key, itself or by its prefix; the key is lower-cased.
    pub(super) fn find(&self, key: &str) -> Option<&ContextValue> {
        self.named(key).or_else(|| {
            let (prefix, _) = key.split_once('/')?;
            self.named(&format!("{prefix}/*"))
        })
    }

    /// Whether a key that is not set is absent, rather than unknown.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.otherwise == ContextValue::Absent
    }

    /// What a key is that was not set.
    pub(super) fn otherwise(&self) -> &ContextValue {
        &self.otherwise
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// What is asked: `service:Action`.
    pub action: String,
    /// On what.
    pub resource: Resource,
    /// In which context. Keys that follow from the principal and resource (`aws:PrincipalArn`,
    /// `aws:PrincipalAccount`, `aws:username`, `aws:ResourceAccount`, tags …) are filled in by
    /// the evaluator unless they are set.
    pub context: Context,
}
