//! Identity -> search domain or collection.

use super::touch::{KeyUse, On, Way, asset_edges_if, of_kinds};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Lens};
use crate::model::{Access, Certainty};
use blastradius_collectors::facts::Asset;
use serde_json::Value;

/// See [`META`].
pub(super) struct Rule;

/// Requests to a domain are signed and asked of its paths. Page "Identity and Access Management in Amazon OpenSearch
/// Service".
pub(super) static DOMAIN: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["es:DescribeDomain", "es:DescribeElasticsearchDomain"],
    ),
    content(Access::Read, &["es:ESHttpGet", "es:ESHttpPost"]),
    content(
        Access::Write,
        &["es:ESHttpPut", "es:ESHttpPost", "es:ESHttpPatch"],
    ),
    content(Access::Delete, &["es:ESHttpDelete"]),
    Way::on_itself(
        Access::Delete,
        &["es:DeleteDomain", "es:DeleteElasticsearchDomain"],
    ),
    Way::on_itself(
        Access::Administer,
        &[
            "es:UpdateDomainConfig",
            "es:UpdateElasticsearchDomainConfig",
        ],
    ),
];

/// One permission opens the API; which indexes and calls is in the data access policies of the collection. Page "Data
/// access control for Amazon OpenSearch Serverless".
pub(super) static COLLECTION: &[Way] = &[
    Way::on_itself(Access::Read, &["aoss:APIAccessAll"]),
    Way::on_itself(Access::Write, &["aoss:APIAccessAll"]),
    Way::on_itself(Access::Delete, &["aoss:DeleteCollection"]),
];

const fn content(access: Access, actions: &'static [&'static str]) -> Way {
    Way {
        access,
        actions,
        on: On::Content,
        key: KeyUse::None,
    }
}

static META: RuleMeta = RuleMeta {
    id: "touch-search",
    title: "A principal may touch a search domain or collection",
    does: "Search, index, delete and administer. A domain asks the principal's policies and its own; behind \
           fine-grained access control, and in a VPC, the edge is conditional. A collection of OpenSearch Serverless \
           also asks its data access policy: where that was not read, the edge is conditional.",
    matters: "An index holds the text that it was made from, and answers built on it repeat what is written there.",
    permissions: &[
        "es:DescribeDomain",
        "es:DescribeElasticsearchDomain",
        "es:ESHttpGet",
        "es:ESHttpPost",
        "es:ESHttpPut",
        "es:ESHttpPatch",
        "es:ESHttpDelete",
        "es:DeleteDomain",
        "es:DeleteElasticsearchDomain",
        "es:UpdateDomainConfig",
        "es:UpdateElasticsearchDomainConfig",
        "aoss:APIAccessAll",
        "aoss:DeleteCollection",
    ],
    references: &[
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html",
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html",
        "ATT&CK T1213",
        "MITRE ATLAS AML.T0025",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        for asset in of_kinds(lens, &["aws:opensearch:domain"]) {
            asset_edges_if(lens, asset, found, |way, answer| {
                Some(domain(asset, way, answer))
            });
        }
        for asset in of_kinds(lens, &["aws:aoss:collection"]) {
            asset_edges_if(lens, asset, found, |way, answer| {
                Some(collection(asset, way, answer))
            });
        }
    }
}

/// What stands before the content of a domain beside IAM.
fn domain(asset: &Asset, way: &Way, mut answer: Answer) -> Answer {
    if way.on != On::Content {
        return answer;
    }
    let holds = |name: &str| asset.attributes.get(name).and_then(Value::as_bool) == Some(true);
    let vpc = asset
        .attributes
        .get("vpc")
        .is_some_and(|vpc| !matches!(vpc, Value::Null | Value::Bool(false)));
    if vpc {
        answer = answer.unless_proven(
            Certainty::Conditional,
            format!("{} is reached over the network of its VPC", asset.name),
        );
    }
    if holds("fine_grained_access") || holds("advanced_security") {
        answer = answer.unless_proven(
            Certainty::Conditional,
            format!("the roles inside of {} let the principal in", asset.name),
        );
    }
    answer
}

/// The data access policies of a collection are no IAM policies: who they name is kept as an attribute, if it was read.
fn collection(asset: &Asset, way: &Way, answer: Answer) -> Answer {
    if way.access == Access::Delete {
        return answer;
    }
    answer.unless_proven(
        Certainty::Conditional,
        format!(
            "the data access policy of the collection {} names the principal",
            asset.name
        ),
    )
}
