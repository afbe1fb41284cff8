//! Amazon OpenSearch Service and OpenSearch Serverless: domains and collections, and who may search them.
//!
//! What a principal may do in a collection stands in data access policies. They are no policy documents of IAM: each is
//! kept as it is written, as `arn:…:aoss:REGION:ACCOUNT:access-policy/data/<name>`, attached to
//! `arn:…:aoss:REGION:ACCOUNT:collection/*`: their rules name collections by name, and principals by ARN. On top of
//! them IAM must allow `aoss:APIAccessAll` on the collection ("Data access control for Amazon OpenSearch Serverless").

use serde::Deserialize;
use serde_json::value::RawValue;

use super::wire::{DocumentText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The OpenSearch services.
#[derive(Debug)]
pub struct OpenSearch;

static ENDPOINT: Endpoint = Endpoint {
    host: "es",
    signs_as: "es",
    protocol: Protocol::RestJson,
};

static SERVERLESS: Endpoint = Endpoint {
    host: "aoss",
    signs_as: "aoss",
    protocol: Protocol::Json {
        version: "1.0",
        target: "OpenSearchServerless",
    },
};

const fn serverless(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(
        name,
        ("opensearchserverless", command),
        permissions,
        Place::Regional,
    )
    .at(&SERVERLESS)
}

const DATA: &[(&str, &str)] = &[("type", "\"data\"")];

// Amazon OpenSearch Service API Reference: ListDomainNames, DescribeDomain. Amazon OpenSearch Serverless API Reference:
// ListCollections, ListAccessPolicies, GetAccessPolicy.
static OPERATIONS: [Operation; 5] = [
    Operation::listing(
        "ListDomainNames",
        ("opensearch", "list-domain-names"),
        &["es:ListDomainNames"],
        Place::Regional,
    )
    .rest("GET", "/2021-01-01/domain", &[]),
    Operation::listing(
        "DescribeDomain",
        ("opensearch", "describe-domain"),
        &["es:DescribeDomain"],
        Place::Regional,
    )
    .each(
        "--domain-name",
        "DomainName",
        &[("ListDomainNames", "DomainNames[].DomainName")],
        "arn:{partition}:es:{region}:{account}:domain/{argument}",
    )
    .rest("GET", "/2021-01-01/opensearch/domain/{0}", &[])
    .absent(&["ResourceNotFoundException"]),
    serverless(
        "ListCollections",
        "list-collections",
        &["aoss:ListCollections"],
    )
    .paged(Paging::CAMEL.by("maxResults", 100)),
    serverless(
        "ListAccessPolicies",
        "list-access-policies",
        &["aoss:ListAccessPolicies"],
    )
    .fixed(DATA)
    .options(&[("--type", "data")])
    .paged(Paging::CAMEL.by("maxResults", 100)),
    serverless(
        "GetAccessPolicy",
        "get-access-policy",
        &["aoss:GetAccessPolicy"],
    )
    .each(
        "--name",
        "name",
        &[("ListAccessPolicies", "accessPolicySummaries[].name")],
        "arn:{partition}:aoss:{region}:{account}:access-policy/data/{argument}",
    )
    .fixed(DATA)
    .options(&[("--type", "data")])
    .absent(&["ResourceNotFoundException"]),
];

impl Service for OpenSearch {
    fn name(&self) -> &'static str {
        "opensearch"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("DescribeDomain", _) => domain(reply, sink),
            ("ListCollections", _) => {
                reply.list(
                    "collectionSummaries",
                    sink,
                    |it: Collection, origin, sink| {
                        let mut asset = reply.asset(
                            AssetClass::Index,
                            "aws:aoss:collection",
                            it.arn,
                            it.name,
                            origin,
                        );
                        // `auto` is a key of the service's own.
                        asset.encryption_key = it.kms_key_arn.filter(|key| key.starts_with("arn:"));
                        asset.attributes = attributes([("state", it.status.keep())]);
                        sink.fact(Fact::Asset(asset));
                    },
                )
            }
            ("GetAccessPolicy", Some(id)) => {
                let answer: AccessPolicy<'_> = reply.parse()?;
                let document = answer.detail.policy.get().to_owned();
                let target = reply.arn("aoss", "collection/*");
                let pointer = "/accessPolicyDetail/policy";
                reply.resource_policy_as(id, &target, document, pointer, sink);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn domain(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let domain = reply.parse::<Described>()?.domain;
    let name = domain.domain_name;
    let mut asset = reply.asset(
        AssetClass::Index,
        "aws:opensearch:domain",
        domain.arn,
        name,
        reply.origin("/DomainStatus"),
    );
    asset.encryption_key = domain.encryption_at_rest_options.and_then(|it| it.key);
    let security = domain.advanced_security_options.unwrap_or_default();
    let cognito = domain.cognito_options.filter(|it| it.enabled == Some(true));
    let saml = security.saml.and_then(|saml| saml.enabled);
    asset.attributes = attributes([
        ("engine", domain.engine_version.keep()),
        ("endpoint", domain.endpoint.keep()),
        ("vpc", domain.vpc_options.and_then(|it| it.vpc).keep()),
        ("fine_grained_access", security.enabled.keep()),
        ("anonymous_access", security.anonymous.keep()),
        ("internal_users", security.internal_users.keep()),
        ("saml", saml.keep()),
        ("cognito_role", cognito.and_then(|it| it.role).keep()),
    ]);
    if let Some(policy) = domain.access_policies {
        let pointer = "/DomainStatus/AccessPolicies";
        reply.resource_policy(&asset.id, policy.0, pointer, sink);
    }
    sink.fact(Fact::Asset(asset));
    Ok(())
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "DomainStatus")]
    domain: Domain,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Domain {
    domain_name: String,
    #[serde(rename = "ARN")]
    arn: String,
    engine_version: Option<String>,
    endpoint: Option<String>,
    access_policies: Option<DocumentText>,
    encryption_at_rest_options: Option<Encryption>,
    #[serde(rename = "VPCOptions")]
    vpc_options: Option<Vpc>,
    cognito_options: Option<Cognito>,
    advanced_security_options: Option<Security>,
}

#[derive(Deserialize)]
struct Encryption {
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Vpc {
    #[serde(rename = "VPCId")]
    vpc: Option<String>,
}

#[derive(Deserialize)]
struct Cognito {
    #[serde(rename = "Enabled")]
    enabled: Option<bool>,
    #[serde(rename = "RoleArn")]
    role: Option<String>,
}

#[derive(Deserialize, Default)]
struct Security {
    #[serde(rename = "Enabled")]
    enabled: Option<bool>,
    #[serde(rename = "AnonymousAuthEnabled")]
    anonymous: Option<bool>,
    #[serde(rename = "InternalUserDatabaseEnabled")]
    internal_users: Option<bool>,
    #[serde(rename = "SAMLOptions")]
    saml: Option<Saml>,
}

#[derive(Deserialize)]
struct Saml {
    #[serde(rename = "Enabled")]
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Collection {
    name: String,
    arn: String,
    status: Option<String>,
    kms_key_arn: Option<String>,
}

#[derive(Deserialize)]
struct AccessPolicy<'a> {
    #[serde(rename = "accessPolicyDetail", borrow)]
    detail: AccessPolicyDetail<'a>,
}

#[derive(Deserialize)]
struct AccessPolicyDetail<'a> {
    #[serde(borrow)]
    policy: &'a RawValue,
}
