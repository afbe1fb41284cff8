//! The graph against the evaluator, asked pair by pair.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Asset, Identity, IdentityKind};
use blastradius_graph::authorize::aws::{ContextValue, Outcome, decide};
use blastradius_graph::estate::Estate;
use blastradius_graph::model::{Access, Certainty, EdgeKind, Graph};
use blastradius_graph::{AttackerContext, BuildOptions, build};

use super::{Case, between, snapshot};

/// One action for one access of each type of asset, on which resource.
fn question(asset: &Asset) -> Option<(&'static [&'static str], String, Access)> {
    let own = asset.id.clone();
    let content = format!("{own}/*");
    Some(match asset.kind.as_str() {
        "aws:s3:bucket" => (
            &["s3:GetObject", "s3:GetObjectVersion"],
            content,
            Access::Read,
        ),
        "aws:s3:object" | "aws:s3:prefix" => {
            (&["s3:GetObject", "s3:GetObjectVersion"], own, Access::Read)
        }
        "aws:secretsmanager:secret" => (&["secretsmanager:GetSecretValue"], own, Access::Read),
        "aws:kms:key" => (&["kms:Decrypt"], own, Access::Use),
        "aws:sqs:queue" => (&["sqs:ReceiveMessage"], own, Access::Read),
        "aws:sns:topic" => (&["sns:Subscribe"], own, Access::Read),
        "aws:dynamodb:table" => (
            &[
                "dynamodb:Scan",
                "dynamodb:Query",
                "dynamodb:GetItem",
                "dynamodb:BatchGetItem",
                "dynamodb:PartiQLSelect",
            ],
            own,
            Access::Read,
        ),
        "aws:opensearch:domain" => (&["es:ESHttpDelete"], content, Access::Delete),
        "aws:lambda:function-code" => (
            &["lambda:InvokeFunction"],
            own.trim_end_matches("#code").to_owned(),
            Access::Use,
        ),
        "aws:sagemaker:endpoint" => (
            &[
                "sagemaker:InvokeEndpoint",
                "sagemaker:InvokeEndpointAsync",
                "sagemaker:InvokeEndpointWithResponseStream",
            ],
            own,
            Access::Use,
        ),
        _ => return None,
    })
}

/// What the evaluator says: yes surely, yes perhaps, no.
fn asked(estate: &Estate<'_>, principal: &Identity, actions: &[&str], arn: &str) -> Outcome {
    let outcomes: Vec<Outcome> = actions
        .iter()
        .map(|action| {
            // A session without tags and source identity: one that has some is another node.
            let untagged = ["aws:RequestTag/*", "aws:TagKeys", "sts:SourceIdentity"]
                .map(|key| (key.to_owned(), ContextValue::Absent));
            let keys: &[_] = match *action {
                "sts:AssumeRole" => &untagged,
                _ => &[],
            };
            let (request, policies) = estate.ask(&principal.id, action, arn, keys).unwrap();
            decide(&request, &policies).outcome
        })
        .collect();
    for best in [Outcome::Allowed, Outcome::Conditional] {
        if outcomes.contains(&best) {
            return best;
        }
    }
    Outcome::ImplicitlyDenied
}

/// Compares one pair: a sure yes is a certain edge, a no is no edge, and nothing else is certain.
fn compare(
    graph: &Graph,
    from: &str,
    to: &str,
    fits: impl Fn(&blastradius_graph::model::Edge) -> bool,
    outcome: Outcome,
    counts: &mut BTreeMap<Outcome, usize>,
) {
    let certain = between(graph, from, to)
        .iter()
        .filter(|edge| fits(edge))
        .map(|edge| edge.certainty)
        .max();
    *counts.entry(outcome).or_default() += 1;
    match outcome {
        Outcome::Allowed => assert_eq!(certain, Some(Certainty::Certain), "{from} -> {to}"),
        Outcome::Conditional => assert_ne!(certain, Some(Certainty::Certain), "{from} -> {to}"),
        _ => assert_eq!(certain, None, "{from} -> {to}"),
    }
}

/// Compares every pair of a case.
pub(crate) fn agrees(case: &Case, counts: &mut BTreeMap<Outcome, usize>) {
    let context = AttackerContext::parse(&case.context).unwrap();
    let snapshot = snapshot(case);
    let options = BuildOptions {
        context: context.clone(),
        ..BuildOptions::default()
    };
    let graph = build(&snapshot, &options).unwrap();
    let estate = Estate::new(&snapshot, &context);
    let principals = snapshot
        .facts
        .identities
        .values()
        .filter(|identity| matches!(identity.kind, IdentityKind::User | IdentityKind::Role));
    for principal in principals {
        for asset in snapshot.facts.assets.values() {
            // The keys of assets are a second question: the cases of the touch rules ask it.
            let bucket = asset
                .part_of
                .as_ref()
                .and_then(|bucket| snapshot.facts.assets.get(bucket));
            let encrypted = |asset: &Asset| {
                asset.encryption_key.is_some() || asset.attributes.contains_key("encryption")
            };
            let of_service = asset.kind == "aws:secretsmanager:secret"
                && asset.scope.as_deref() != Some(&principal.scope);
            // Another way into the bucket, which is asked with keys of its own; an alias of the function.
            let alias = asset.id.trim_end_matches("#code").to_owned() + ":";
            let has_points = snapshot.facts.assets.values().any(|point| {
                let kinds = ["aws:s3:access-point", "aws:s3:multi-region-access-point"];
                kinds.contains(&point.kind.as_str()) && asset.kind == "aws:s3:bucket"
                    || asset.kind == "aws:lambda:function-code" && point.id.starts_with(&alias)
            });
            if encrypted(asset) || bucket.is_some_and(encrypted) || of_service || has_points {
                continue;
            }
            if let Some((actions, arn, access)) = question(asset) {
                let outcome = asked(&estate, principal, actions, &arn);
                // What a principal gives itself first is no answer to this question.
                let fits = |edge: &blastradius_graph::model::Edge| {
                    edge.kind == EdgeKind::Touches
                        && edge.technique.is_none()
                        && edge.access.contains(access)
                };
                compare(&graph, &principal.id, &asset.id, fits, outcome, counts);
            }
        }
        for role in snapshot.facts.identities.values() {
            if role.kind == IdentityKind::Role && role.id != principal.id {
                let outcome = asked(&estate, principal, &["sts:AssumeRole"], &role.id);
                let fits = |edge: &blastradius_graph::model::Edge| edge.kind == EdgeKind::Assumes;
                compare(&graph, &principal.id, &role.id, fits, outcome, counts);
            }
        }
    }
}
