//! Names for principals, and for what an escalation makes of them.

use std::collections::{BTreeMap, BTreeSet};

use super::arn::account_of;

/// The source identity of a session that the attacker chose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceIdentity {
    /// It may be anything.
    Any,
    /// This one.
    Is(String),
}

/// Which principal, and what an attacker has changed about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ActorKey {
    /// The id of the identity, or of the account whose administrator this is (`aws:111122223333`).
    pub identity: String,
    /// Groups that it was added to.
    pub groups: BTreeSet<String>,
    /// A policy that allows everything was added to it.
    pub escalated: bool,
    /// Its permissions boundary was taken away.
    pub unbounded: bool,
    /// The tags of the session that the attacker chose: keys, lower-cased, each with the value that it may have, or `None`
    /// where it may have any.
    pub session_tags: BTreeMap<String, Option<String>>,
    /// The source identity of the session, which stays with it from role to role.
    pub source_identity: Option<SourceIdentity>,
    /// Policies that were taken from it or its groups, because they deny.
    pub without: BTreeSet<String>,
}

impl ActorKey {
    /// The principal as recorded.
    #[must_use]
    pub fn recorded(identity: &str) -> Self {
        Self {
            identity: identity.to_owned(),
            ..Self::default()
        }
    }

    /// With everything allowed. What groups would add is then allowed anyway.
    #[must_use]
    pub fn escalated(&self) -> Self {
        Self {
            escalated: true,
            groups: BTreeSet::new(),
            ..self.clone()
        }
    }

    /// Without the boundary.
    #[must_use]
    pub fn unbounded(&self) -> Self {
        Self {
            unbounded: true,
            ..self.clone()
        }
    }

    /// Without these policies.
    #[must_use]
    pub fn without(&self, policies: impl IntoIterator<Item = String>) -> Self {
        let mut less = self.clone();
        less.without.extend(policies);
        less
    }

    /// As a session with these tags, which the attacker chose.
    #[must_use]
    pub fn tagged(&self, tags: BTreeMap<String, Option<String>>) -> Self {
        Self {
            session_tags: tags,
            ..self.clone()
        }
    }

    /// As a session with this source identity.
    #[must_use]
    pub fn sourced(&self, source_identity: Option<SourceIdentity>) -> Self {
        Self {
            source_identity,
            ..self.clone()
        }
    }

    /// As a member of more groups.
    #[must_use]
    pub fn joining(&self, groups: impl IntoIterator<Item = String>) -> Self {
        let mut joined = self.clone();
        joined.groups.extend(groups);
        joined
    }

    /// Whether this is the principal as recorded.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        !self.escalated
            && !self.unbounded
            && self.groups.is_empty()
            && self.session_tags.is_empty()
            && self.source_identity.is_none()
            && self.without.is_empty()
    }

    /// Whether this is the administrator of an account, who is no recorded principal.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        !self.identity.starts_with("arn:")
    }

    /// The account that it belongs to, where that is known.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        let account = match self.is_administrator() {
            true => self.identity.strip_prefix("aws:"),
            false => account_of(&self.identity),
        };
        account.filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The id of its node: `X`, `X#escalated`, `X#unbounded`, `X#in/<group>`, `X#without/<policy>`, `X#tagged/<key>`,
    /// `X#tagged/<key>=<value>`, `X#source-identity`, `X#source-identity/<value>`, or several of these.
    #[must_use]
    pub fn node_id(&self) -> String {
        let mut id = self.identity.clone();
        if !self.groups.is_empty() {
            // The name of a group may hold a comma.
            let names: Vec<String> = self
                .groups
                .iter()
                .map(|group| group.rsplit('/').next().unwrap_or(group))
                .map(|name| name.replace(',', "%2C"))
                .collect();
            id.push_str("#in/");
            id.push_str(&names.join(","));
        }
        if !self.without.is_empty() {
            let names: Vec<String> = self
                .without
                .iter()
                .map(|policy| policy.rsplit('/').next().unwrap_or(policy))
                .map(|name| name.replace(',', "%2C"))
                .collect();
            id.push_str("#without/");
            id.push_str(&names.join(","));
        }
        let escaped = |text: &str| {
            text.replace(',', "%2C")
                .replace('#', "%23")
                .replace('=', "%3D")
        };
        if !self.session_tags.is_empty() {
            let tags: Vec<String> = self
                .session_tags
                .iter()
                .map(|(key, value)| match value {
                    Some(value) => format!("{}={}", escaped(key), escaped(value)),
                    None => escaped(key),
                })
                .collect();
            id.push_str("#tagged/");
            id.push_str(&tags.join(","));
        }
        match &self.source_identity {
            Some(SourceIdentity::Any) => id.push_str("#source-identity"),
            Some(SourceIdentity::Is(value)) => {
                id.push_str("#source-identity/");
                id.push_str(&escaped(value));
            }
            None => {}
        }
        if self.unbounded {
            id.push_str("#unbounded");
        }
        if self.escalated {
            id.push_str("#escalated");
        }
        id
    }
}
