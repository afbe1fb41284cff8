//! Whose principals may be granted anything on an element: what those of other accounts need not be asked about.

use std::collections::BTreeSet;

use super::Element;
use crate::authorize::aws::decision::StatementEffect;
use crate::authorize::aws::principal_element::PrincipalElement;
use crate::authorize::aws::statement::Listed;
use crate::authorize::aws::who::Who;
use crate::estate::ResourceEntry;

/// The accounts to which something may be open: to its owner, and to those that its policy, or a grant beside it, names.
///
/// It may name too many and never too few: what is not known is open to anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SharedWith {
    /// Any account at all.
    pub(crate) anybody: bool,
    /// These, by id.
    pub(crate) accounts: BTreeSet<String>,
}

impl SharedWith {
    /// Whom the policy of a resource, and the grants beside it, name.
    pub(crate) fn named_by(entry: &ResourceEntry) -> Self {
        let mut found = Self {
            anybody: !entry.unknown.is_empty(),
            accounts: BTreeSet::new(),
        };
        let statements = entry.policy.iter().flat_map(|it| it.document.statements());
        for statement in statements.filter(|it| it.effect == StatementEffect::Allow) {
            match &statement.principal {
                None => {}
                Some(Listed::NotIn(_)) => found.anybody = true,
                Some(Listed::In(elements)) => elements.iter().for_each(|it| found.add(it)),
            }
        }
        for grant in &entry.grants {
            found.add(&PrincipalElement::of_grantee(&grant.grantee));
        }
        found
    }

    /// The same with the owner of an element of the resource.
    pub(crate) fn and_owner(&mut self, element: &Element) {
        match element.owner() {
            Some(owner) => {
                self.accounts.insert(owner.to_owned());
            }
            None => self.anybody = true,
        }
    }

    /// All of both.
    pub(crate) fn join(&mut self, other: &Self) {
        self.anybody |= other.anybody;
        self.accounts.extend(other.accounts.iter().cloned());
    }

    /// A canonical id or a unique id does not say of which account it is.
    fn add(&mut self, element: &PrincipalElement) {
        self.anybody |=
            element.everyone || !element.canonical.is_empty() || !element.unique_ids.is_empty();
        self.accounts.extend(element.accounts.iter().cloned());
        for arn in &element.arns {
            match Who::of_arn(arn).account() {
                Some(account) => {
                    self.accounts.insert(account.to_owned());
                }
                None => self.anybody = true,
            }
        }
    }
}
