//! Which roles a service may take on, once somebody passes them to it.

use std::collections::BTreeMap;

use serde_json::json;

use super::arn::account_of;
use super::{Answer, Estate, ResourceEntry, stranger};
use crate::authorize::aws::{ContextValue, Principal};
use crate::context::is;
use crate::model::Certainty;
use blastradius_collectors::facts::IdentityKind;

/// The provider whose tokens Cognito identity pools give out: their roles trust it and not a service.
const IDENTITY_POOLS: &str = "cognito-identity.amazonaws.com";

/// A role that trusts a service, and what that hangs on.
#[derive(Debug, Clone)]
pub(crate) struct Passable {
    /// The ARN of the role.
    pub(crate) role: String,
    /// That the service may assume it, for something new that a principal of the role's account makes.
    pub(crate) answer: Answer,
}

/// By scope of the account and service principal.
pub(super) type Index = BTreeMap<(String, String), Vec<Passable>>;

/// The roles of the snapshot by the services that they trust. One decision for each role and service that its trust policy
/// names. Service-linked roles cannot be passed: page "Service-linked roles" of the IAM user guide.
pub(super) fn index(estate: &Estate<'_>) -> Index {
    let mut index = Index::new();
    for role in estate.facts.identities.values() {
        if role.kind != IdentityKind::Role || role.id.contains(":role/aws-service-role/") {
            continue;
        }
        let Some(entry) = estate.resource(&role.id) else {
            continue;
        };
        let Some(trust) = &entry.policy else {
            continue;
        };
        let mut services: Vec<&str> = trust.mentions.services().collect();
        services.extend(
            trust
                .mentions
                .providers()
                .filter(|provider| *provider == IDENTITY_POOLS),
        );
        services.sort_unstable();
        services.dedup();
        for service in services {
            // Everybody is no service; `Principal: *` names accounts, and what services that lets in is not documented.
            if service == "*" {
                continue;
            }
            if let Some(answer) = trusts(estate, entry, service) {
                let key = (role.scope.clone(), service.to_owned());
                index.entry(key).or_default().push(Passable {
                    role: role.id.clone(),
                    answer,
                });
            }
        }
    }
    index
}

/// Whether a service may assume a role for something new in the role's account.
/// Page "The confused deputy problem" of the IAM user guide: `aws:SourceAccount` and `aws:SourceArn` are those of the
/// thing that the service acts for.
fn trusts(estate: &Estate<'_>, entry: &ResourceEntry, service: &str) -> Option<Answer> {
    let account = entry.account.as_deref()?;
    let asked = |source: ContextValue| {
        let (principal, action) = if service == IDENTITY_POOLS {
            (
                Principal::Federated(service.to_owned()),
                "sts:AssumeRoleWithWebIdentity",
            )
        } else {
            (Principal::Service(service.to_owned()), "sts:AssumeRole")
        };
        let mut context = estate.context.request(estate.taken);
        context.set("aws:SourceAccount", is(account));
        context.set("aws:SourceArn", source);
        if let Some(organization) = estate
            .account(&format!("aws:{account}"))
            .and_then(|account| account.organization.as_ref())
        {
            context.set("aws:SourceOrgID", is(organization));
        } else {
            context.set("aws:SourceOrgID", ContextValue::Unknown);
        }
        context.set("aws:SourceOrgPaths", ContextValue::Unknown);
        context.set("aws:PrincipalIsAWSService", is("true"));
        context.set("aws:ViaAWSService", ContextValue::Unknown);
        context.set("aws:SourceIp", ContextValue::Unknown);
        // Which pool the attacker would give the role to is not known; that its users log in or not is theirs to choose.
        context.set("cognito-identity.amazonaws.com:amr", ContextValue::Chosen);
        let nothing = json!({"Version": "2012-10-17", "Statement": []});
        stranger::may(estate, principal, context, action, entry, &nothing)
    };
    let sources = entry.policy.as_ref()?.mentions.sources();
    let anything = asked(is(&format!(
        "arn:aws:{}:us-east-1:{account}:x",
        prefix(service)
    )));
    let fitting = sources
        .iter()
        .filter_map(|pattern| source(estate, pattern, service, account))
        .filter_map(|(arn, there_must_be)| {
            let answer = asked(is(&arn))?;
            Some(match there_must_be {
                None => answer,
                Some(condition) => answer.unless_proven(Certainty::Conditional, condition),
            })
        });
    anything
        .into_iter()
        .chain(fitting)
        .max_by_key(|answer| answer.certainty)
}

/// An ARN of something new for which the service would act and which a condition on `aws:SourceArn` lets in, with what must be
/// so for it. What is there already is nothing new.
fn source(
    estate: &Estate<'_>,
    pattern: &str,
    service: &str,
    account: &str,
) -> Option<(String, Option<String>)> {
    let mut segments: Vec<&str> = pattern.splitn(6, ':').collect();
    if pattern != "*"
        && !segments
            .get(2)
            .is_some_and(|named| acts_for(service, named))
    {
        return None;
    }
    if pattern.contains('$') {
        return None;
    }
    if !pattern.contains(['*', '?']) {
        if estate.resource(pattern).is_some() || account_of(pattern) != Some(account) {
            return None;
        }
        let condition = format!("{service} acts for {pattern}, which the attacker can make");
        return Some((pattern.to_owned(), Some(condition)));
    }
    if let Some(owner) = segments.get_mut(4)
        && owner.contains(['*', '?'])
    {
        *owner = account;
    }
    let arn = segments.join(":").replace(['*', '?'], "x");
    Some((arn, None))
}

/// The prefix of the ARNs for which a service acts: that of its name, or what follows `-` and `.` in it left out.
fn prefix(service: &str) -> &str {
    service.split(['.', '-']).next().unwrap_or(service)
}

/// Whether a service acts for things whose ARNs have this prefix: `ecs-tasks.amazonaws.com` for those of `ecs`.
fn acts_for(service: &str, named: &str) -> bool {
    named.contains(['*', '?']) || service.contains(named)
}

impl Estate<'_> {
    /// The roles of an account (`aws:111122223333`) that a service may take on.
    pub(crate) fn passable(&self, scope: &str, service: &str) -> &[Passable] {
        self.passable
            .get_or_init(|| index(self))
            .get(&(scope.to_owned(), service.to_owned()))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}
