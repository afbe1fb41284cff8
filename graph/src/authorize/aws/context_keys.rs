//! The condition keys of a request: those of its context, and those that follow from who asks
//! and from the resource.
//!
//! Source: IAM User Guide, `AWS global condition context keys` and `IAM policy elements:
//! Variables and tags` (table of principal key values).

use std::borrow::Cow;

use blastradius_collectors::facts::Tags;

use super::request::{ContextValue, Principal, Request};
use super::who::Who;

/// What is known about every key of one request.
pub(super) struct Keys<'a> {
    request: &'a Request,
    who: Who<'a>,
}

impl<'a> Keys<'a> {
    /// The keys of a request.
    pub(super) fn of(request: &'a Request) -> Self {
        Self {
            request,
            who: Who::of(&request.principal),
        }
    }

    /// What is known about a key; the key is lower-cased. A key without values counts as absent.
    pub(super) fn get(&self, key: &str) -> Cow<'a, ContextValue> {
        let context = &self.request.context;
        let value = match context.find(key) {
            Some(value) => Cow::Borrowed(value),
            None => match self.derived(key) {
                Some(value) => Cow::Owned(value),
                None => Cow::Borrowed(context.otherwise()),
            },
        };
        match value.as_ref() {
            ContextValue::Is(values) if values.is_empty() => Cow::Owned(ContextValue::Absent),
            _ => value,
        }
    }

    /// A key that follows from the principal or the resource; `None` where none does.
    fn derived(&self, key: &str) -> Option<ContextValue> {
        let (service, name) = key.split_once(':')?;
        match name.split_once('/') {
            Some(("principaltag", tag)) if service == "aws" => Some(self.principal_tag(tag)),
            Some(("resourcetag", tag)) => Some(tag_value(self.request.resource.tags.as_ref(), tag)),
            Some(_) => None,
            None if service == "aws" => self.global(name),
            None => self.of_service(service, name),
        }
    }

    fn global(&self, name: &str) -> Option<ContextValue> {
        match name {
            "principalarn" => self.principal_arn(),
            "principalaccount" => Some(one(self.who.account())),
            "principaltype" => self.principal_type(),
            "userid" => self.user_id(),
            "username" => Some(match self.who {
                Who::User { name, .. } => is(name),
                Who::Other { .. } => return None,
                _ => ContextValue::Absent,
            }),
            "principalisawsservice" => Some(is(match self.who {
                Who::Service(_) => "true",
                _ => "false",
            })),
            "principalservicename" | "principalservicenameslist" => Some(match self.who {
                Who::Service(service) => is(service),
                _ => ContextValue::Absent,
            }),
            "resourceaccount" => Some(self.resource_account()),
            "requestedregion" => self.region(),
            _ => None,
        }
    }

    fn of_service(&self, service: &str, name: &str) -> Option<ContextValue> {
        match (service, name) {
            ("kms", "calleraccount") => Some(one(self.who.account())),
            ("s3", "resourceaccount") => Some(self.resource_account()),
            _ => None,
        }
    }

    /// For a session this is the ARN of the role, as far as the session's ARN tells it: without
    /// path. Callers that know the path set the key.
    fn principal_arn(&self) -> Option<ContextValue> {
        match (&self.request.principal, self.who) {
            (Principal::Arn { arn, .. }, Who::Session { account, role }) => {
                let partition = arn.split(':').nth(1).unwrap_or("aws");
                Some(is(&format!("arn:{partition}:iam::{account}:role/{role}")))
            }
            (Principal::Arn { arn, .. }, _) => Some(is(arn)),
            _ => Some(ContextValue::Absent),
        }
    }

    fn principal_type(&self) -> Option<ContextValue> {
        Some(is(match self.who {
            Who::User { .. } => "User",
            Who::Role { .. } | Who::Session { .. } => "AssumedRole",
            Who::FederatedUser { .. } => "FederatedUser",
            Who::Root { .. } => "Account",
            Who::Anonymous => "Anonymous",
            Who::Other { .. } | Who::Service(_) | Who::Federated(_) => return None,
        }))
    }

    fn user_id(&self) -> Option<ContextValue> {
        let unique_id = match &self.request.principal {
            Principal::Arn { unique_id, .. } => unique_id.as_deref(),
            _ => None,
        };
        match self.who {
            Who::User { .. } => unique_id.map(is),
            Who::Root { account } => Some(is(account)),
            Who::FederatedUser { account, name } => Some(is(&format!("{account}:{name}"))),
            Who::Session { .. } => {
                let arn = self.session_name()?;
                unique_id.map(|id| is(&format!("{id}:{arn}")))
            }
            Who::Anonymous => Some(is("anonymous")),
            _ => None,
        }
    }

    fn session_name(&self) -> Option<&'a str> {
        match &self.request.principal {
            Principal::Arn { arn, .. } => arn.rsplit_once('/').map(|(_, name)| name),
            _ => None,
        }
    }

    fn principal_tag(&self, tag: &str) -> ContextValue {
        match &self.request.principal {
            Principal::Arn { tags, .. } => tag_value(tags.as_ref(), tag),
            _ => ContextValue::Absent,
        }
    }

    fn resource_account(&self) -> ContextValue {
        match resource_account(self.request) {
            Some(account) => is(account),
            None if self.request.resource.arn == "*" => self.request.context.otherwise().clone(),
            None => ContextValue::Unknown,
        }
    }

    /// The region of the resource. Calls to IAM are always made to us-east-1.
    fn region(&self) -> Option<ContextValue> {
        let mut segments = self.request.resource.arn.split(':');
        let service = segments.nth(2)?;
        let region = segments.next()?;
        match region {
            "" if service == "iam" && self.request.action.starts_with("iam:") => {
                Some(is("us-east-1"))
            }
            "" => None,
            region if region.contains(['*', '?']) => None,
            region => Some(is(region)),
        }
    }
}

/// The account that owns the resource: as given, else as its ARN says.
pub(super) fn resource_account(request: &Request) -> Option<&str> {
    request.resource.account.as_deref().or_else(|| {
        request
            .resource
            .arn
            .split(':')
            .nth(4)
            .filter(|account| !account.is_empty() && !account.contains(['*', '?']))
    })
}

fn is(value: &str) -> ContextValue {
    ContextValue::Is(vec![value.to_owned()])
}

fn one(value: Option<&str>) -> ContextValue {
    value.map_or(ContextValue::Absent, is)
}

/// Tag keys in condition keys are compared without regard to case.
fn tag_value(tags: Option<&Tags>, tag: &str) -> ContextValue {
    match tags {
        None => ContextValue::Unknown,
        Some(tags) => tags
            .iter()
            .find(|(key, _)| key.to_ascii_lowercase() == tag)
            .map_or(ContextValue::Absent, |(_, value)| is(value)),
    }
}
