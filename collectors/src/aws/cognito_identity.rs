//! Amazon Cognito identity pools: which roles strangers and signed-in users get.
//!
//! A pool is a workload that runs as its roles: `authenticated-role`, `unauthenticated-role`, and `mapped-role` for those
//! that rules give. The roles trust `cognito-identity.amazonaws.com` with the id of the pool as audience. Where
//! `allow_unauthenticated` is true, anybody who knows the id of the pool gets credentials ("Identity pools
//! authentication flow"); with `classic_flow` they are not narrowed down by the policy of the enhanced flow.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::{Keep, attributes, runs_as, tags_of_map};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Origin, Tags, Workload};
use crate::snapshot::Sink;

/// The Cognito identity service.
#[derive(Debug)]
pub struct CognitoIdentity;

static ENDPOINT: Endpoint = Endpoint {
    host: "cognito-identity",
    signs_as: "cognito-identity",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AWSCognitoIdentityService",
    },
};

const POOLS: (&str, &str) = ("ListIdentityPools", "IdentityPools[].IdentityPoolId");

const fn each_pool(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(
        name,
        ("cognito-identity", command),
        permissions,
        Place::Regional,
    )
    .each(
        "--identity-pool-id",
        "IdentityPoolId",
        &[POOLS],
        "arn:{partition}:cognito-identity:{region}:{account}:identitypool/{argument}",
    )
    .absent(&["ResourceNotFoundException"])
}

// Amazon Cognito Federated Identities API Reference: ListIdentityPools, DescribeIdentityPool, GetIdentityPoolRoles.
static OPERATIONS: [Operation; 3] = [
    Operation::listing(
        "ListIdentityPools",
        ("cognito-identity", "list-identity-pools"),
        &["cognito-identity:ListIdentityPools"],
        Place::Regional,
    )
    // The size of a page must be given.
    .options(&[("--max-results", "60")])
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 60)),
    each_pool(
        "DescribeIdentityPool",
        "describe-identity-pool",
        &["cognito-identity:DescribeIdentityPool"],
    ),
    each_pool(
        "GetIdentityPoolRoles",
        "get-identity-pool-roles",
        &["cognito-identity:GetIdentityPoolRoles"],
    ),
];

impl Service for CognitoIdentity {
    fn name(&self) -> &'static str {
        "cognito_identity"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.argument) {
            ("ListIdentityPools", _) => {
                reply.list("IdentityPools", sink, |it: Listed, origin, sink| {
                    sink.fact(Fact::Workload(pool(&it.id, reply, origin)));
                })
            }
            ("DescribeIdentityPool", Some(id)) => described(id, reply, sink),
            ("GetIdentityPoolRoles", Some(id)) => roles(id, reply, sink),
            _ => Ok(()),
        }
    }
}

/// The name that people gave is an attribute: answers about roles have only the id.
fn pool(id: &str, reply: &Reply<'_>, origin: Origin) -> Workload {
    let arn = reply.arn("cognito-identity", &format!("identitypool/{id}"));
    reply.workload("aws:cognito-identity:identity-pool", arn, id, origin)
}

fn described(id: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Described = reply.parse()?;
    let mut found = pool(id, reply, reply.origin(""));
    // The values are the ids of apps at the providers.
    let logins: Vec<String> = answer.logins.unwrap_or_default().into_keys().collect();
    let mut user_pools: Vec<String> = answer
        .user_pools
        .unwrap_or_default()
        .into_iter()
        .filter_map(|it| it.name)
        .collect();
    user_pools.sort();
    user_pools.dedup();
    found.tags = answer.tags.as_ref().map(tags_of_map);
    found.attributes = attributes([
        ("pool_name", answer.name.keep()),
        ("allow_unauthenticated", answer.allow_unauthenticated.keep()),
        ("classic_flow", answer.classic_flow.keep()),
        ("login_providers", logins.keep()),
        ("user_pools", user_pools.keep()),
        ("openid_providers", answer.openid_providers.keep()),
        ("saml_providers", answer.saml_providers.keep()),
        ("developer_provider", answer.developer_provider.keep()),
    ]);
    sink.fact(Fact::Workload(found));
    Ok(())
}

fn roles(id: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Roles = reply.parse()?;
    let mut found = pool(id, reply, reply.origin("/Roles"));
    for (kind, role) in answer.roles.unwrap_or_default() {
        found
            .runs_as
            .extend(runs_as(Some(role), &format!("{kind}-role")));
    }
    let mappings = answer.mappings.unwrap_or_default();
    // `Token`: whatever role the token of the provider names.
    let by_token: Vec<String> = mappings
        .iter()
        .filter(|(_, mapping)| mapping.kind == "Token")
        .map(|(provider, _)| provider.clone())
        .collect();
    for rule in mappings
        .into_values()
        .filter_map(|mapping| mapping.rules)
        .flat_map(|rules| rules.rules)
    {
        found.runs_as.extend(runs_as(rule.role, "mapped-role"));
    }
    found.runs_as.sort();
    found.runs_as.dedup();
    found.attributes = attributes([("roles_from_token_of", by_token.keep())]);
    sink.fact(Fact::Workload(found));
    Ok(())
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "IdentityPoolId")]
    id: String,
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "IdentityPoolName")]
    name: Option<String>,
    #[serde(rename = "AllowUnauthenticatedIdentities")]
    allow_unauthenticated: Option<bool>,
    #[serde(rename = "AllowClassicFlow")]
    classic_flow: Option<bool>,
    #[serde(rename = "SupportedLoginProviders")]
    logins: Option<BTreeMap<String, serde::de::IgnoredAny>>,
    #[serde(rename = "CognitoIdentityProviders")]
    user_pools: Option<Vec<UserPool>>,
    #[serde(rename = "OpenIdConnectProviderARNs")]
    openid_providers: Option<Vec<String>>,
    #[serde(rename = "SamlProviderARNs")]
    saml_providers: Option<Vec<String>>,
    #[serde(rename = "DeveloperProviderName")]
    developer_provider: Option<String>,
    #[serde(rename = "IdentityPoolTags")]
    tags: Option<Tags>,
}

#[derive(Deserialize)]
struct UserPool {
    #[serde(rename = "ProviderName")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Roles {
    #[serde(rename = "Roles")]
    roles: Option<BTreeMap<String, String>>,
    #[serde(rename = "RoleMappings")]
    mappings: Option<BTreeMap<String, Mapping>>,
}

#[derive(Deserialize)]
struct Mapping {
    #[serde(rename = "Type", default)]
    kind: String,
    #[serde(rename = "RulesConfiguration")]
    rules: Option<Rules>,
}

#[derive(Deserialize)]
struct Rules {
    #[serde(rename = "Rules", default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(rename = "RoleARN")]
    role: Option<String>,
}
