//! Identity -> search domain or collection.

mod data_access;

use super::touch::{
    KeyUse, On, Way, asset_edges_if, is_particular, of_kinds, touchable, touches_by, way,
};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Lens, ResourceEntry};
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
           also asks its data access policies: who is in none of them has nothing, and where they were not read, the edge \
           is conditional. `aoss-policy-001` writes the principal into one.",
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
        "aoss:CreateAccessPolicy",
        "aoss:UpdateAccessPolicy",
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
        for asset in touchable(lens, &["aws:opensearch:domain"]) {
            asset_edges_if(lens, asset, found, |way, answer| {
                Some(domain(asset, way, answer))
            });
        }
        for asset in of_kinds(lens, &["aws:aoss:collection"]) {
            asset_edges_if(lens, asset, found, |way, answer| {
                collection(lens, asset, way, answer)
            });
            granted(lens, asset, found);
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

/// What the data access policies leave of an answer.
fn collection(lens: &Lens<'_, '_>, asset: &Asset, way: &Way, answer: Answer) -> Option<Answer> {
    if way.access == Access::Delete {
        return Some(answer);
    }
    match data_access::given(lens.estate, lens.actor, asset, way.access) {
        data_access::Given::Yes(given) => Some(answer.and(given)),
        data_access::Given::No => None,
        data_access::Given::Unknown => Some(data_access::unless_read(asset, answer)),
    }
}

/// What the actor gives itself in a data access policy, of its own or of those that are there.
fn granted(lens: &Lens<'_, '_>, asset: &Asset, found: &mut Findings) {
    const WRITTEN: [&str; 2] = ["aoss:CreateAccessPolicy", "aoss:UpdateAccessPolicy"];
    if !WRITTEN.iter().any(|action| lens.actor.mentions(action)) || !is_particular(lens, asset) {
        return;
    }
    let Some(entry) = lens.estate.resource(&asset.id) else {
        return;
    };
    // Policies are no resources of IAM: what they are about is a condition key.
    let mut policies = ResourceEntry::named("*");
    policies.account.clone_from(&entry.account);
    policies.region.clone_from(&entry.region);
    let keys = [
        ("aoss:collection".to_owned(), is(&asset.name)),
        ("aoss:index".to_owned(), ContextValue::Chosen),
    ];
    let written = WRITTEN
        .iter()
        .filter_map(|action| lens.may_with(action, &policies, "*", &keys))
        .max_by_key(|answer| answer.certainty);
    let Some(written) = written.filter(|_| entry.account.as_ref() == Some(&lens.actor.account))
    else {
        return;
    };
    for access in [Access::Read, Access::Write] {
        let had = match data_access::given(lens.estate, lens.actor, asset, access) {
            data_access::Given::Yes(given) => given.certainty,
            _ => Certainty::Influence,
        };
        let Some(allowed) = way(lens, asset, access).filter(|_| had < Certainty::Certain) else {
            continue;
        };
        let answer = allowed.and(written.clone());
        if had < answer.certainty {
            touches_by(lens, &asset.id, access, "aoss-policy-001", answer, found);
        }
    }
}
