//! Whether a Principal element names the principal of a request, and how. The form matters:
//! in the same account a user's or session's ARN grants by itself, a role's ARN grants under
//! boundary and session policies, and an account only delegates to its identity policies.
//!
//! Source: IAM User Guide, `AWS JSON policy elements: Principal`, `… NotPrincipal`, and `Policy
//! evaluation for requests within a single account`.

use std::collections::BTreeMap;

use super::principal_element::PrincipalElement;
use super::request::Principal;
use super::truth::Truth;
use super::who::Who;

/// How an element names a principal; more than one form may.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Itself: user, session, service, provider, or everyone.
    pub(super) itself: Truth,
    /// By the role of the session.
    pub(super) role: Truth,
    /// By its account.
    pub(super) account: Truth,
}

impl Named {
    /// In whichever form.
    pub(super) fn in_any_form(self) -> Truth {
        self.itself.or(|| self.role).or(|| self.account)
    }
}

/// The principal of a request, as elements compare it.
pub(super) struct Subject<'a> {
    /// The principal, taken apart.
    pub(super) who: Who<'a>,
    principal: &'a Principal,
    /// Whether what is not known counts as not so.
    exact: bool,
    /// Canonical user ids that are known, with their accounts.
    canonical: &'a BTreeMap<String, String>,
    /// Whether a permissions boundary is set.
    bounded: bool,
}

impl<'a> Subject<'a> {
    /// The principal of a request.
    pub(super) fn new(
        principal: &'a Principal,
        exact: bool,
        canonical: &'a BTreeMap<String, String>,
        bounded: bool,
    ) -> Self {
        Self {
            who: Who::of(principal),
            principal,
            exact,
            canonical,
            bounded,
        }
    }

    fn arn(&self) -> Option<&'a str> {
        match self.principal {
            Principal::Arn { arn, .. } => Some(arn),
            _ => None,
        }
    }

    /// How an element names the principal.
    pub(super) fn named_by(&self, element: &PrincipalElement) -> Named {
        let mut named = Named {
            itself: element.everyone.into(),
            role: Truth::No,
            account: Truth::No,
        };
        for arn in &element.arns {
            self.add_arn(arn, &mut named);
        }
        for id in &element.unique_ids {
            self.add_unique_id(id, &mut named);
        }
        named.account = self.account_named_by(element);
        let listed =
            |list: &[String], name: &str| list.iter().any(|item| item == name || item == "*");
        match self.who {
            Who::Service(name) if listed(&element.services, name) => named.itself = Truth::Yes,
            Who::Federated(name) if listed(&element.federated, name) => named.itself = Truth::Yes,
            // Old trust policies name a service in one region (`states.eu-west-1.amazonaws.com`).
            Who::Service(name) if !self.exact => {
                let mut regional = element.services.iter();
                if let Some(item) = regional.find(|item| is_regional_form(item, name)) {
                    let itself = std::mem::replace(&mut named.itself, Truth::No);
                    named.itself =
                        itself.or(|| Truth::unknown(None, format!("{name} acts as {item}")));
                }
            }
            _ => {}
        }
        named
    }

    fn add_arn(&self, arn: &str, named: &mut Named) {
        if self.arn() == Some(arn) && !matches!(self.who, Who::Role { .. }) {
            named.itself = Truth::Yes;
            return;
        }
        match (Who::of_arn(arn), self.who.role()) {
            (Who::Role { account, name }, Some(role)) if (account, name) == role => {
                named.role = Truth::Yes;
            }
            // A role stands for any of its sessions; whether this one has that name is not known.
            (Who::Session { account, role }, Some(own))
                if !self.exact
                    && (account, role) == own
                    && matches!(self.who, Who::Role { .. }) =>
            {
                let itself = std::mem::replace(&mut named.itself, Truth::No);
                named.itself = itself.or(|| Truth::unknown(None, format!("the session is {arn}")));
            }
            _ => {}
        }
    }

    fn add_unique_id(&self, id: &str, named: &mut Named) {
        let Principal::Arn { unique_id, arn, .. } = self.principal else {
            return;
        };
        // A session's own id is that of its role.
        let slot = match self.who {
            Who::User { .. } if id.starts_with("AIDA") => &mut named.itself,
            Who::Role { .. } | Who::Session { .. } if id.starts_with("AROA") => &mut named.role,
            _ => return,
        };
        match unique_id {
            Some(own) if own == id => *slot = Truth::Yes,
            Some(_) => {}
            None if self.exact => {}
            None => {
                let before = std::mem::replace(slot, Truth::No);
                *slot = before.or(|| Truth::unknown(None, format!("{id} is the id of {arn}")));
            }
        }
    }

    fn account_named_by(&self, element: &PrincipalElement) -> Truth {
        let Some(own) = self.who.account() else {
            return Truth::No;
        };
        if element.accounts.iter().any(|account| account == own) {
            return Truth::Yes;
        }
        let mut answer = Truth::No;
        for id in &element.canonical {
            match self.canonical.get(id) {
                Some(account) if account == own => return Truth::Yes,
                Some(_) => {}
                None if self.exact => {}
                None => {
                    answer = Truth::unknown(
                        None,
                        format!("the canonical user {id} is the account {own}"),
                    );
                }
            }
        }
        answer
    }

    /// Whether an Allow with NotPrincipal is about the principal: it is not listed in any form.
    /// AWS no longer takes such statements; old ones mean everyone else.
    pub(super) fn is_allowed_by_exception(&self, element: &PrincipalElement) -> Truth {
        match self.named_by(element).in_any_form() {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown(_) => {
                Truth::unknown(None, "the principal is not among the NotPrincipal")
            }
        }
    }

    /// What a Deny with NotPrincipal spares that lists a principal without its account, or a
    /// session without its role. The documentation says only that the deny "might" bind then, as
    /// the service has it: an audit does not know, an exact answer takes the deny to bind.
    fn looked_for(&self, what: &str, listed: Truth) -> Truth {
        match listed {
            Truth::No if !self.exact => {
                let text = format!("the service does not look for the {what}, which is not listed");
                Truth::unknown(None, text)
            }
            listed => listed,
        }
    }

    /// Whether a Deny with NotPrincipal is about the principal. AWS looks at the account, then
    /// at the user or role: both must be listed to be spared. For a session, its role's ARN and
    /// its account's are what AWS advises to list. A principal with a permissions boundary is
    /// never spared.
    ///
    /// Source: `AWS JSON policy elements: NotPrincipal`, key points.
    pub(super) fn is_denied_by_exception(&self, element: &PrincipalElement) -> Truth {
        if self.bounded {
            return Truth::Yes;
        }
        let named = self.named_by(element);
        let spared = if element.everyone {
            Truth::Yes
        } else {
            match self.who {
                Who::Role { .. } | Who::Session { .. } => {
                    let Named {
                        itself,
                        role,
                        account,
                    } = named;
                    role.clone()
                        .or(|| itself)
                        .and(|| self.looked_for("role", role))
                        .and(|| self.looked_for("account", account))
                }
                // The root user is its account.
                Who::Root { .. } => named.account.or(|| named.itself),
                Who::User { .. } | Who::FederatedUser { .. } | Who::Other { .. } => {
                    let Named {
                        itself, account, ..
                    } = named;
                    itself.and(|| self.looked_for("account", account))
                }
                Who::Service(_) | Who::Federated(_) | Who::Anonymous => named.itself,
            }
        };
        match spared {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown(reasons) => Truth::Unknown(
                reasons
                    .into_iter()
                    .map(|reason| super::truth::Unknown {
                        text: format!("not: {}", reason.text),
                        ..reason
                    })
                    .collect(),
            ),
        }
    }
}

/// Whether a service name is that of another with a region in it, or of another partition.
fn is_regional_form(listed: &str, name: &str) -> bool {
    let Some(service) = name.strip_suffix(".amazonaws.com") else {
        return false;
    };
    let rest = listed.strip_prefix(service).unwrap_or_default();
    let Some((region, domain)) = rest.split_once(".amazonaws.com") else {
        return false;
    };
    let is_region = region.is_empty()
        || (region.starts_with('.')
            && region.matches('-').count() >= 2
            && region.ends_with(|c: char| c.is_ascii_digit()));
    is_region && matches!(domain, "" | ".cn")
}
