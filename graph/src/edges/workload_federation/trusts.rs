//! What trusts the tokens of an issuer, found again by what its subjects begin with.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Federation, FederationRule, IdentityKind};
use serde_json::{Value, json};

use crate::authorize::aws::{ContextValue, Principal};
use crate::context::is;
use crate::edges::service_account_federation::is_of_gke;
use crate::estate::{Answer, Estate, ResourceEntry, account_of, account_scope, stranger};
use crate::federation::{
    Decided, Formula, Glob, Test, Token, Verdict, aws, issuer_name, of_federation,
};
use crate::model::{Evidence, Node, NodeKind};

/// One trust in an issuer.
pub(in crate::edges) struct Trust<'e, 'a> {
    /// The issuer, without `https://`.
    pub(in crate::edges) issuer: String,
    /// What it asks of tokens.
    pub(in crate::edges) formula: Formula,
    /// The identity that tokens become.
    pub(in crate::edges) identity: &'e str,
    by: Written<'e, 'a>,
}

/// Where a trust is written.
#[derive(Clone, Copy)]
pub(super) enum Written<'e, 'a> {
    /// The trust policy of a role, by the provider that it names.
    Policy(&'e ResourceEntry, &'e str),
    /// A record.
    Record(&'a Federation),
}

/// All trusts.
pub(in crate::edges) struct Trusts<'e, 'a> {
    all: Vec<Trust<'e, 'a>>,
    /// Issuer -> what the subjects begin with -> trusts.
    index: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    /// Records of trust in a pool whose providers were not read.
    pub(super) unread: Vec<&'a Federation>,
}

impl<'e, 'a> Trusts<'e, 'a> {
    /// The trusts of an estate, in the order of the identities.
    pub(in crate::edges) fn of(estate: &'e Estate<'a>) -> Self {
        let mut all = Vec::new();
        for role in estate.facts.identities.values() {
            if role.kind == IdentityKind::Role
                && let Some(entry) = estate.resource(&role.id)
            {
                all.extend(policy(estate, entry));
            }
        }
        let mut unread = Vec::new();
        for federation in estate.facts.federations.values() {
            // Whom a pool of GKE lets in, the rule about service accounts of clusters says.
            if federation.disabled || is_of_gke(federation) {
                continue;
            }
            let each = match federation.issuer.starts_with(POOL) {
                false => vec![federation.clone()],
                true => through_pool(estate, federation),
            };
            if each.is_empty() {
                unread.push(federation);
            }
            all.extend(each.into_iter().map(|it| Trust {
                issuer: issuer_name(&it.issuer),
                formula: of_federation(&it),
                identity: &federation.identity,
                by: Written::Record(federation),
            }));
        }
        let mut index: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        for (number, trust) in all.iter().enumerate() {
            let of_issuer = index.entry(trust.issuer.clone()).or_default();
            for prefix in prefixes(&trust.formula) {
                of_issuer.entry(prefix).or_default().push(number);
            }
        }
        Self { all, index, unread }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Trust<'e, 'a>> {
        self.all.get(index)
    }

    pub(in crate::edges) fn all(&self) -> impl Iterator<Item = (usize, &Trust<'e, 'a>)> {
        self.all.iter().enumerate()
    }

    /// The trusts in the issuer of a token whose subjects begin as its own may: one begins with the other.
    pub(super) fn that_may_accept(&self, token: &Token) -> Vec<(usize, &Trust<'e, 'a>)> {
        let mut found = BTreeSet::new();
        let Some(of_issuer) = self.index.get(&token.issuer) else {
            return Vec::new();
        };
        let prefix = token.subject.literal_prefix();
        for end in (0..=prefix.len()).filter_map(|end| prefix.get(..end)) {
            found.extend(of_issuer.get(end).into_iter().flatten().copied());
        }
        let longer = of_issuer
            .range(prefix.clone()..)
            .take_while(|(it, _)| it.starts_with(&prefix));
        found.extend(longer.flat_map(|(_, trusts)| trusts).copied());
        let each = found.into_iter();
        each.filter_map(|index| Some((index, self.all.get(index)?)))
            .collect()
    }
}

/// How the issuer of a record of trust begins that is a pool of Google Cloud: its providers say who signs.
const POOL: &str = "//iam.googleapis.com/";

/// A record of trust in a pool, once for each of its providers that was read and is on.
fn through_pool(estate: &Estate<'_>, federation: &Federation) -> Vec<Federation> {
    let FederationRule::WorkloadIdentity {
        member,
        attribute_condition,
        ..
    } = &federation.rule
    else {
        return Vec::new();
    };
    let start = format!("{}/providers/", federation.issuer);
    let identities = estate.facts.identities.range(start.clone()..);
    let providers = identities.take_while(|(id, _)| id.starts_with(&start));
    let each = providers.filter_map(|(_, provider)| {
        let told = |name: &str| provider.attributes.get(name);
        if told("disabled").and_then(Value::as_bool) == Some(true) {
            return None;
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let texts = told("audiences").and_then(Value::as_array);
        let mapping = told("attribute_mapping").and_then(Value::as_object);
        let own = told("attribute_condition").and_then(text);
        let both = [own, attribute_condition.clone()];
        let condition = both.iter().flatten().map(|it| format!("({it})"));
        Some(Federation {
            issuer: told("issuer").and_then(text)?,
            audiences: texts.into_iter().flatten().filter_map(text).collect(),
            rule: FederationRule::WorkloadIdentity {
                member: member.clone(),
                attribute_mapping: mapping
                    .into_iter()
                    .flatten()
                    .filter_map(|(name, value)| Some((name.clone(), text(value)?)))
                    .collect(),
                attribute_condition: condition.reduce(|a, b| format!("{a} && {b}")),
            },
            ..federation.clone()
        })
    });
    each.collect()
}

/// What the subjects that a trust accepts begin with; one empty text where that is not known.
fn prefixes(formula: &Formula) -> BTreeSet<String> {
    let unknown = || BTreeSet::from([String::new()]);
    let Some(clauses) = formula.clauses() else {
        return unknown();
    };
    let mut all = BTreeSet::new();
    for clause in clauses {
        let asked = clause.asked.get("sub").map(Vec::as_slice);
        let globs = asked
            .unwrap_or_default()
            .iter()
            .find_map(|it| match &it.test {
                Test::In { globs, ignore_case } if it.wanted && !ignore_case => Some(globs),
                _ => None,
            });
        match globs {
            Some(globs) => all.extend(globs.iter().map(Glob::literal_prefix)),
            None => return unknown(),
        }
    }
    all
}

/// The trusts that the trust policy of a role has in providers of OpenID Connect.
fn policy<'e, 'a>(estate: &'e Estate<'a>, entry: &'e ResourceEntry) -> Vec<Trust<'e, 'a>> {
    let Some(policy) = &entry.policy else {
        return Vec::new();
    };
    let providers: BTreeSet<&str> = policy
        .mentions
        .providers()
        .filter(|it| it.contains(":oidc-provider/"))
        .collect();
    let mut context = estate.context.request(estate.taken);
    estate.context.override_with_hand(&mut context);
    let trusts = providers.into_iter().map(|provider| {
        let mut formula = aws::formula(&policy.document, provider, &context);
        // A provider takes tokens for its own clients alone (IAM User Guide, "Create an OpenID Connect (OIDC) identity
        // provider in IAM").
        let clients = estate
            .facts
            .identities
            .get(provider)
            .and_then(|it| it.attributes.get("client_ids")?.as_array());
        if let Some(clients) = clients.filter(|it| !it.is_empty()) {
            let clients = clients.iter().filter_map(|it| it.as_str());
            let clients = clients.map(Glob::literal).collect();
            formula = formula.and(Formula::one_of("aud", clients));
        }
        Trust {
            issuer: issuer_name(aws::host_of(provider)),
            formula,
            identity: &entry.arn,
            by: Written::Policy(entry, provider),
        }
    });
    trusts.collect()
}

impl<'e, 'a> Trust<'e, 'a> {
    /// Where it is written.
    pub(super) fn written(&self) -> Written<'e, 'a> {
        self.by
    }

    /// The answer of what decides: for a role the evaluator of AWS, asked about the token that proves the verdict.
    pub(super) fn confirmed(
        &self,
        estate: &Estate<'_>,
        token: &Token,
        decided: &Decided,
    ) -> Option<Answer> {
        let (entry, provider) = match &self.by {
            Written::Record(federation) => {
                return Some(Answer::certain(vec![Evidence {
                    record: format!("federation:{}", federation.id),
                    pointer: "/rule".to_owned(),
                    note: "trusts the subject".to_owned(),
                }]));
            }
            Written::Policy(entry, provider) => (*entry, *provider),
        };
        let mut context = estate.context.request(estate.taken);
        let host = aws::host_of(provider);
        let key = |claim: &str| format!("{host}:{claim}");
        if token.domain("aud").chosen {
            context.set(&key("aud"), ContextValue::Chosen);
        }
        // What is not understood must stay unknown to the evaluator too.
        if !matches!(decided.verdict, Verdict::Unknown(_)) {
            for (claim, value) in &decided.witness {
                let value = value.as_ref().map_or(ContextValue::Absent, |it| is(it));
                context.set(&key(claim), value);
            }
        }
        estate.context.override_with_hand(&mut context);
        let nothing = json!({"Version": "2012-10-17", "Statement": []});
        stranger::may(
            estate,
            Principal::Federated(provider.to_owned()),
            context,
            aws::WEB_IDENTITY,
            entry,
            &nothing,
        )
    }

    /// The node of the identity, where no fact describes it.
    pub(in crate::edges) fn node(&self, estate: &Estate<'_>) -> Option<Node> {
        let Written::Record(federation) = &self.by else {
            return None;
        };
        let known = estate.facts.identities.contains_key(self.identity)
            || estate.facts.workloads.contains_key(self.identity);
        (!known).then(|| Node {
            id: self.identity.to_owned(),
            kind: NodeKind::Identity,
            class: None,
            type_name: super::type_of(federation.provider, self.identity).to_owned(),
            name: self
                .identity
                .rsplit('/')
                .next()
                .unwrap_or(self.identity)
                .to_owned(),
            scope: account_of(self.identity).map(account_scope),
            part_of: None,
            record: None,
            notes: vec!["not collected".to_owned()],
        })
    }
}
