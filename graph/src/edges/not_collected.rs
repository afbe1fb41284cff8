//! Identity -> what its policies name in a service that was never listed in its account.

mod listed;

use std::collections::{BTreeMap, BTreeSet};

use super::touch::{On, ways};
use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::estate::{Estate, Lens, ResourceEntry, account_of, account_scope, glob};
use crate::model::{AccessSet, Certainty, EdgeKind, Node, NodeKind};
use listed::{LISTED, Listed};

/// See [`META`].
pub(super) struct Rule;

/// No more patterns of one type than this are followed for a principal: a policy of AWS's size has fewer.
const MOST: usize = 200;

static META: RuleMeta = RuleMeta {
    id: "not-collected",
    title: "A principal may touch what its policies name and nobody listed",
    does: "Where the listing of a service was not answered for an account, each ARN and pattern that an identity \
           policy allows becomes an asset, without a record and with the note `not collected`. A bare `*` becomes one \
           asset for everything of the type in the account where the type is one of buckets, secrets, parameters, keys, \
           functions, models and endpoints; of other types only what names their service counts. A bucket is taken to be of the principal's account: its \
           ARN does not say. Every edge is assumed: that there is such an asset is not known.",
    matters: "Policies tell what a principal is for, even where nobody looked at the resources: no reach must not be \
              read out of no data.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        // Whoever the account stands for touches what the account does.
        if lens.is_covered() && !lens.actor.key.is_recorded() {
            return;
        }
        for listed in LISTED {
            let spoken = listed.bare || lens.actor.names_service(listed.service);
            if spoken && !was_listed(lens.estate, listed, &lens.actor.scope) {
                let named = named(lens, listed);
                let all: BTreeSet<&String> = named.values().flatten().collect();
                for arn in all.into_iter().take(MOST) {
                    touched(lens, listed, arn, &named, found);
                }
            }
        }
    }
}

fn was_listed(estate: &Estate<'_>, listed: &Listed, scope: &str) -> bool {
    estate
        .listing(listed.operation, scope)
        .is_some_and(|record| record.outcome.is_complete())
}

/// By action, the ARNs and patterns of this type that the actor's policies allow it on.
fn named(lens: &Lens<'_, '_>, listed: &Listed) -> BTreeMap<&'static str, BTreeSet<String>> {
    let everything = listed.everything(&lens.actor.account);
    ways(listed.kind)
        .iter()
        .filter(|way| way.on != On::Listing)
        .flat_map(|way| way.actions.iter().copied())
        .map(|action| {
            let patterns = lens.actor.patterns(action);
            let names = patterns
                .iter()
                .filter_map(|pattern| name(pattern, &everything, listed, &lens.actor.account))
                .collect();
            (action, names)
        })
        .collect()
}

/// How a resource pattern of a policy names assets of a type, in the form of the type's ARNs.
fn name(pattern: &str, everything: &str, listed: &Listed, account: &str) -> Option<String> {
    if pattern.contains('$') {
        return None;
    }
    let pattern = whole(pattern, listed.kind);
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let is_service = parts.get(2) == Some(&listed.service);
    if !is_service && !listed.bare {
        return None;
    }
    if glob(pattern, everything) {
        return Some(everything.to_owned());
    }
    let wanted: Vec<&str> = everything.splitn(6, ':').collect();
    let ([arn, partition, _, region, owner, rest], [_, _, _, _, form, last]) =
        (parts.as_slice(), wanted.as_slice())
    else {
        return None;
    };
    // What has no account in its ARN is named without one.
    let owned = match form.is_empty() {
        true if listed.kind == "aws:s3:bucket" => region.is_empty() && owner.is_empty(),
        true => owner.is_empty() || glob(owner, account),
        false => !owner.is_empty() && glob(owner, account),
    };
    let fits = *arn == "arn"
        && wanted.get(1) == Some(partition)
        && is_service
        && owned
        && glob(last, rest)
        && !is_of_another(rest, listed.kind);
    let owner = if owner.is_empty() { "" } else { account };
    let service = listed.service;
    fits.then(|| format!("arn:{partition}:{service}:{region}:{owner}:{rest}"))
}

/// The asset as a whole, where a pattern names what lies in it: the objects of a bucket, the paths of a domain, the streams
/// of a log group.
fn whole<'p>(pattern: &'p str, kind: &str) -> &'p str {
    match kind {
        "aws:s3:bucket" => match pattern.split_once('/') {
            Some((bucket, key)) if key.trim_matches('*').is_empty() => bucket,
            _ => pattern,
        },
        "aws:opensearch:domain" => {
            let name = pattern.split_once(":domain/").map(|(_, name)| name);
            let inside = name.and_then(|name| name.split_once('/'));
            inside.map_or(pattern, |(_, path)| {
                pattern
                    .strip_suffix(path)
                    .and_then(|start| start.strip_suffix('/'))
                    .unwrap_or(pattern)
            })
        }
        "aws:logs:log-group" => {
            let group = pattern
                .split_once(":log-stream:")
                .map_or(pattern, |(group, _)| group);
            group.strip_suffix(":*").unwrap_or(group)
        }
        _ => pattern,
    }
}

/// Whether a name is of another type whose ARNs look alike: subscriptions of a topic, indexes and streams of a table.
fn is_of_another(rest: &str, kind: &str) -> bool {
    match kind {
        "aws:sns:topic" | "aws:sqs:queue" | "aws:codecommit:repository" => rest.contains(':'),
        "aws:dynamodb:table" | "aws:s3:access-point" => rest
            .split_once('/')
            .is_some_and(|(_, name)| name.contains('/')),
        _ => false,
    }
}

fn touched(
    lens: &Lens<'_, '_>,
    listed: &Listed,
    arn: &str,
    named: &BTreeMap<&'static str, BTreeSet<String>>,
    found: &mut Findings,
) {
    let account = &lens.actor.account;
    let is_everything = arn == listed.everything(account);
    let (kind, suffix) = match listed.kind {
        "aws:lambda:function-code" => (listed.kind, "#code".to_owned()),
        "aws:s3:bucket" if arn.contains('/') && arn.contains(['*', '?']) => {
            ("aws:s3:prefix", String::new())
        }
        "aws:s3:bucket" if arn.contains('/') => ("aws:s3:object", String::new()),
        // The one ARN that is the same in every account.
        "aws:s3:bucket" if is_everything => (listed.kind, format!("#{account}")),
        _ => (listed.kind, String::new()),
    };
    let id = format!("{arn}{suffix}");
    if is_recorded(lens.estate, &id) {
        return;
    }
    let mut entry = ResourceEntry::named(arn);
    entry.account = Some(account_of(arn).unwrap_or(account).to_owned());
    entry.region = entry.region.filter(|region| !region.contains(['*', '?']));
    let before = found.edges.len();
    for way in ways(kind) {
        let asked = match way.on {
            On::Content => format!("{arn}/*"),
            On::Group => format!("{arn}:*"),
            On::Streams => format!("{arn}:log-stream:*"),
            On::Itself | On::Listing | On::Paths => arn.to_owned(),
        };
        let allowed = |action: &&&str| {
            named
                .get(**action)
                .is_some_and(|names| names.iter().any(|name| glob(name, arn)))
        };
        let answer = way
            .actions
            .iter()
            .filter(allowed)
            .find_map(|action| lens.may_some(action, &entry, &asked));
        if let Some(answer) = answer {
            let answer = answer.unless_proven(
                Certainty::Assumed,
                format!(
                    "it exists: {} of the account {account} were not collected",
                    listed.plural
                ),
            );
            found.edge(
                &lens.actor.id,
                &id,
                edge_of(
                    EdgeKind::Touches,
                    None,
                    AccessSet::EMPTY.with(way.access),
                    answer,
                ),
            );
        }
    }
    if found.edges.len() == before {
        return;
    }
    let singular = match listed.plural.strip_suffix("ies") {
        Some(start) => format!("{start}y"),
        None => listed.plural.trim_end_matches('s').to_owned(),
    };
    found.nodes.push(Node {
        id,
        kind: NodeKind::Asset,
        class: Some(listed.class),
        type_name: kind.to_owned(),
        name: match is_everything {
            true => format!("every {singular} of {account} (not collected)"),
            false => short_name(arn, listed),
        },
        scope: Some(account_scope(account)),
        part_of: None,
        record: None,
        notes: vec!["not collected".to_owned()],
    });
}

/// Whether a fact names the asset, or what lies in an asset of the snapshot: other rules ask about those.
fn is_recorded(estate: &Estate<'_>, id: &str) -> bool {
    let assets = &estate.facts.assets;
    assets.contains_key(id)
        || id.split_once('/').is_some_and(|(bucket, _)| {
            bucket.starts_with("arn:aws:s3:") && assets.contains_key(bucket)
        })
}

/// The last part of an ARN: `tidewater-ml-*`, `db/password-??????`.
fn short_name(arn: &str, listed: &Listed) -> String {
    let rest = arn.splitn(6, ':').last().unwrap_or(arn);
    let start = listed.rest.split('*').next().unwrap_or_default();
    rest.strip_prefix(start).unwrap_or(rest).to_owned()
}
