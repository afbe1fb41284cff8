//! What the touch rules share: which actions are which access, and the key that encrypts an asset.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use blastradius_collectors::facts::Asset;
use serde_json::Value;

mod key;
mod many;
mod sure;
mod targets;
mod together;
mod way;
mod worth;

pub(crate) use key::key_needed;
pub(super) use key::{needed as key_uses, with as with_further_key};
pub(super) use many::touched_but;
pub(super) use sure::{Sure, able};
pub(crate) use targets::Targets;
pub(super) use together::{also as further, is_within_account};
pub(super) use way::{KeyUse, On, Way};
pub(super) use worth::{IN_S3, ids, may_anywhere, of_kinds, touchable};

use super::{Findings, edge_of};
use crate::authorize::aws::ContextValue;
use crate::authorize::aws::sets::Element;
use crate::context::is;
use crate::estate::{Answer, Estate, Lens, ResourceEntry, account_of};
use crate::model::{Access, AccessSet, EdgeKind};

/// The ways of each type of asset, from the tables of the rules beside this file.
pub(super) fn ways(kind: &str) -> &'static [Way] {
    match kind {
        "aws:s3:bucket" => super::touch_s3::BUCKET,
        "aws:s3:prefix" | "aws:s3:object" => super::touch_s3::PART,
        "aws:secretsmanager:secret" => super::touch_secrets::SECRET,
        "aws:ssm:parameter" => super::touch_parameters::PARAMETER,
        "aws:kms:key" => super::touch_kms::KEY,
        "aws:lambda:function-code" => super::touch_lambda::CODE,
        "aws:lambda:function-environment" => super::touch_lambda::ENVIRONMENT,
        "aws:dynamodb:table" => super::touch_dynamodb::TABLE,
        "aws:sqs:queue" => super::touch_streams::QUEUE,
        "aws:sns:topic" => super::touch_streams::TOPIC,
        "aws:kinesis:stream" => super::touch_streams::STREAM,
        "aws:opensearch:domain" => super::touch_search::DOMAIN,
        "aws:codeconnections:connection" => super::touch_connections::CONNECTION,
        "aws:aoss:collection" => super::touch_search::COLLECTION,
        "aws:s3vectors:bucket" => super::touch_vectors::BUCKET,
        "aws:s3vectors:index" => super::touch_vectors::INDEX,
        "aws:ecr:repository" => super::touch_repositories::IMAGES,
        "aws:codecommit:repository" => super::touch_repositories::CODE,
        "aws:lambda:layer-version" => super::touch_repositories::LAYER,
        "aws:ssm:document" => super::touch_repositories::DOCUMENT,
        "aws:logs:log-group" => super::touch_logs::GROUP,
        "aws:cloudtrail:trail" => super::touch_logs::TRAIL,
        "aws:cloudtrail:event-data-store" => super::touch_logs::STORE,
        "aws:rds:db-instance" => super::touch_databases::INSTANCE,
        "aws:rds:db-cluster" => super::touch_databases::CLUSTER,
        "aws:redshift:cluster" => super::touch_databases::WAREHOUSE,
        "aws:redshift-serverless:workgroup" => super::touch_databases::WORKGROUP,
        "aws:rds:db-snapshot" => super::touch_snapshots::OF_INSTANCE,
        "aws:rds:db-cluster-snapshot" => super::touch_snapshots::OF_CLUSTER,
        "aws:ec2:snapshot" => super::touch_snapshots::OF_VOLUME,
        "aws:ec2:image" => super::touch_snapshots::IMAGE,
        "aws:glue:catalog" => super::touch_catalog::CATALOG,
        "aws:glue:database" => super::touch_catalog::DATABASE,
        "aws:glue:table" => super::touch_catalog::TABLE,
        "aws:athena:workgroup" => super::touch_catalog::WORKGROUP,
        "aws:s3:access-point" => super::touch_access_points::POINT,
        "aws:s3:multi-region-access-point" => super::touch_access_points::MULTI_REGION,
        "aws:sagemaker:model" => super::touch_sagemaker::MODEL,
        "aws:sagemaker:endpoint" => super::touch_sagemaker::ENDPOINT,
        "aws:sagemaker:model-package" => super::touch_sagemaker::PACKAGE,
        "aws:sagemaker:model-package-group" => super::touch_sagemaker::GROUP,
        "aws:sagemaker:feature-group" => super::touch_sagemaker::FEATURES,
        "aws:sagemaker:lifecycle-config" => super::touch_sagemaker::LIFECYCLE,
        "aws:sagemaker:studio-lifecycle-config" => super::touch_sagemaker::STUDIO_LIFECYCLE,
        "aws:bedrock:custom-model" => super::touch_bedrock::CUSTOM,
        "aws:bedrock:imported-model" => super::touch_bedrock::IMPORTED,
        "aws:bedrock:provisioned-model" => super::touch_bedrock::PROVISIONED,
        "aws:bedrock:custom-model-deployment" => super::touch_bedrock::DEPLOYMENT,
        "aws:bedrock:knowledge-base" => super::touch_bedrock::KNOWLEDGE_BASE,
        "aws:bedrock:agent-alias" => super::touch_bedrock::AGENT_ALIAS,
        "aws:bedrock:flow-alias" => super::touch_bedrock::FLOW_ALIAS,
        "aws:bedrock:prompt" => super::touch_bedrock::PROMPT,
        "aws:bedrock:guardrail" => super::touch_bedrock::GUARDRAIL,
        "aws:bedrock-agentcore:memory" => super::touch_agentcore::MEMORY,
        "aws:bedrock-agentcore:runtime-endpoint" => super::touch_agentcore::ENDPOINT,
        "aws:bedrock-agentcore:api-key-credential-provider" => super::touch_agentcore::API_KEY,
        "aws:bedrock-agentcore:oauth2-credential-provider" => super::touch_agentcore::OAUTH2,
        _ => &[],
    }
}

/// Draws the touch edges of one actor to the assets of these types.
pub(super) fn apply(lens: &Lens<'_, '_>, kinds: &[&str], found: &mut Findings) {
    for kind in kinds {
        many::touched(lens, kind, found);
    }
}

/// Draws the touch edges of one actor to one asset.
pub(super) fn asset_edges(lens: &Lens<'_, '_>, asset: &Asset, found: &mut Findings) {
    asset_edges_if(lens, asset, found, |_, answer| Some(answer));
}

/// Draws the touch edges of one actor to one asset, each as `further` leaves it: what stands before the asset beside
/// policies and keys.
pub(super) fn asset_edges_if(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    found: &mut Findings,
    further: impl Fn(&Way, Answer) -> Option<Answer>,
) {
    if !is_particular(lens, asset) {
        return;
    }
    for way in ways(&asset.kind) {
        if let Some(answer) = by(lens, asset, way).and_then(|answer| further(way, answer)) {
            touches(lens, &asset.id, way.access, answer, found);
        }
    }
}

/// Draws one touch edge of the actor.
pub(super) fn touches(
    lens: &Lens<'_, '_>,
    asset: &str,
    access: Access,
    answer: Answer,
    found: &mut Findings,
) {
    let edge = edge_of(
        EdgeKind::Touches,
        None,
        AccessSet::EMPTY.with(access),
        answer,
    );
    found.edge(&lens.actor.id, asset, edge);
}

/// The same, by a technique.
pub(super) fn touches_by(
    lens: &Lens<'_, '_>,
    asset: &str,
    access: Access,
    technique: &str,
    answer: Answer,
    found: &mut Findings,
) {
    let access = AccessSet::EMPTY.with(access);
    let edge = edge_of(EdgeKind::Touches, Some(technique), access, answer);
    found.edge(&lens.actor.id, asset, edge);
}

/// Whether the actor may touch the asset otherwise than the administrator of its account: a principal that only an
/// escalation made into an administrator touches what that one does.
pub(super) fn is_particular(lens: &Lens<'_, '_>, asset: &Asset) -> bool {
    policy_holder(lens, asset).is_some_and(|entry| lens.is_particular(&entry))
}

/// The assets of these types that the actor may have this access to.
pub(super) fn candidates<'a>(
    lens: &Lens<'_, 'a>,
    kinds: &BTreeSet<&str>,
    access: Access,
) -> Vec<&'a Asset> {
    let mut found: BTreeMap<&str, &Asset> = BTreeMap::new();
    for kind in kinds {
        for way in ways(kind).iter().filter(|way| way.access == access) {
            match many::candidates(lens, kind, way) {
                Some(assets) => found.extend(assets.into_iter().map(|a| (a.id.as_str(), a))),
                None => found.extend(lens.estate.assets_of(kind).map(|a| (a.id.as_str(), a))),
            }
        }
    }
    found.into_values().collect()
}

/// Whether the actor has surely no access to any asset of a type: nothing is worth asking.
pub(super) fn is_nothing(lens: &Lens<'_, '_>, kind: &str) -> bool {
    ways(kind).iter().all(|way| match way.on {
        On::Listing => !way.actions.iter().any(|action| lens.actor.mentions(action)),
        _ => way.actions.iter().all(|action| {
            let planes = lens.own_planes(action);
            planes.is_some_and(|planes| planes.granted.is_empty())
        }),
    })
}

/// Whether, and how surely, the actor has this access to the asset.
pub(super) fn way(lens: &Lens<'_, '_>, asset: &Asset, access: Access) -> Option<Answer> {
    ways(&asset.kind)
        .iter()
        .filter(|way| way.access == access)
        .filter_map(|way| by(lens, asset, way))
        .max_by_key(|answer| answer.certainty)
}

/// Whether, and how surely, the actor may touch the asset in one way.
pub(super) fn by(lens: &Lens<'_, '_>, asset: &Asset, way: &Way) -> Option<Answer> {
    let entry = policy_holder(lens, asset)?;
    let own = asset
        .id
        .split_once('#')
        .map_or(asset.id.as_str(), |(own, _)| own);
    let by_default = way.key == KeyUse::EncryptByDefault
        && !matches!(
            super::touch_kms::key_of(lens, asset),
            super::touch_kms::Key::None
        );
    if !by_default {
        return with_key(lens, asset, way, &entry, own);
    }
    let arn = match way.on {
        On::Content => format!("{own}/*"),
        On::Group => format!("{own}:*"),
        On::Streams => format!("{own}:log-stream:*"),
        On::Itself | On::Listing | On::Paths => own.to_owned(),
    };
    let named = way
        .actions
        .iter()
        .filter_map(|action| lens.may_with(action, &entry, &arn, &sse_s3()))
        .max_by_key(|answer| answer.certainty);
    // Of two that are as sure, the last: the one that needs no key.
    [with_key(lens, asset, way, &entry, own), named]
        .into_iter()
        .flatten()
        .max_by_key(|answer| answer.certainty)
}

/// A request that asks for encryption with the keys of S3 itself, which needs no key of KMS.
fn sse_s3() -> Vec<(String, ContextValue)> {
    let key = |name: &str| format!("s3:x-amz-server-side-encryption{name}");
    vec![
        (key(""), is("AES256")),
        (key("-aws-kms-key-id"), ContextValue::Absent),
        (key("-customer-algorithm"), ContextValue::Absent),
    ]
}

/// The way as it is, with the key that encrypts the asset.
fn with_key(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    way: &Way,
    entry: &ResourceEntry,
    own: &str,
) -> Option<Answer> {
    let answer = match way.on {
        On::Itself => together::any(lens, way.actions, entry, own)?,
        On::Content => together::any(lens, way.actions, entry, &format!("{own}/*"))?,
        On::Group => together::any(lens, way.actions, entry, &format!("{own}:*"))?,
        On::Streams => together::any(lens, way.actions, entry, &format!("{own}:log-stream:*"))?,
        On::Paths => super::touch_parameters::paths(own)
            .filter_map(|path| together::any(lens, way.actions, entry, path))
            .max_by_key(|answer| answer.certainty)?,
        On::Listing if entry.account.as_ref() == Some(&lens.actor.account) => {
            let mut everything = ResourceEntry::named("*");
            everything.account.clone_from(&entry.account);
            everything.region.clone_from(&entry.region);
            lens.any(way.actions, &everything, "*")?
        }
        On::Listing => return None,
    };
    key::with(lens, asset, way.key, answer)
}

/// What is asked about when an asset is touched in this way; `None` for listings and paths, which ask about something
/// else.
pub(super) fn asked_as(asset: &Asset, way: &Way) -> Option<String> {
    let own = asset
        .id
        .split_once('#')
        .map_or(asset.id.as_str(), |(own, _)| own);
    match way.on {
        On::Itself => Some(own.to_owned()),
        On::Content => Some(format!("{own}/*")),
        On::Group => Some(format!("{own}:*")),
        On::Streams => Some(format!("{own}:log-stream:*")),
        On::Listing | On::Paths => None,
    }
}

/// The resource whose policy bears on the asset: of an object the bucket, of code and settings the function.
fn policy_holder(lens: &Lens<'_, '_>, asset: &Asset) -> Option<Arc<ResourceEntry>> {
    policy_holder_of(lens.estate, asset)
}

/// What the touch rules ask about an asset, whoever asks.
pub(crate) fn asked_about(estate: &Estate<'_>, asset: &Asset) -> Vec<Element> {
    let Some(entry) = policy_holder_of(estate, asset) else {
        return Vec::new();
    };
    ways(&asset.kind)
        .iter()
        .flat_map(|way| asked_on(asset, way.on))
        .map(|arn| Element::new(entry.clone(), &arn))
        .collect()
}

/// What a way asks about an asset. A listing is asked of the caller's own account, whatever the asset.
fn asked_on(asset: &Asset, on: On) -> Vec<String> {
    let own = own(asset);
    match on {
        On::Itself => vec![own.to_owned()],
        On::Content => vec![format!("{own}/*")],
        On::Group => vec![format!("{own}:*")],
        On::Streams => vec![format!("{own}:log-stream:*")],
        On::Paths => super::touch_parameters::paths(own)
            .map(str::to_owned)
            .collect(),
        On::Listing => Vec::new(),
    }
}

/// The resource itself: of code and settings the function.
pub(super) fn own(asset: &Asset) -> &str {
    asset
        .id
        .split_once('#')
        .map_or(asset.id.as_str(), |(own, _)| own)
}

/// The same, whoever asks.
pub(crate) fn policy_holder_of(estate: &Estate<'_>, asset: &Asset) -> Option<Arc<ResourceEntry>> {
    if let Some((function, _)) = asset.id.split_once('#') {
        return estate.resource(function).cloned();
    }
    let own = estate.resource(&asset.id);
    // The policy is that of the whole: of the group of versions, of the bucket of vectors.
    if matches!(
        asset.kind.as_str(),
        "aws:sagemaker:model-package" | "aws:s3vectors:index"
    ) && let Some(group) = asset.part_of.as_deref()
    {
        return Some(super::touch_sagemaker::of_group(estate, group, own));
    }
    if !matches!(asset.kind.as_str(), "aws:s3:prefix" | "aws:s3:object") {
        return own.cloned();
    }
    let bucket = asset.part_of.as_deref().and_then(|of| estate.resource(of));
    match (bucket, own) {
        (Some(bucket), _) => Some(bucket.clone()),
        (None, own) => {
            let mut entry = own.map_or_else(
                || ResourceEntry::named(&asset.id),
                |own| ResourceEntry::clone(own),
            );
            entry.unknown.push(format!(
                "the policy of the bucket of {} allows it (it is not in the snapshot)",
                asset.id
            ));
            entry.account = entry
                .account
                .or_else(|| account_of(&asset.id).map(str::to_owned));
            Some(Arc::new(entry))
        }
    }
}

/// What a request without a principal must name to be served; `None` where none can be. A KMS key, of a customer or
/// of AWS, needs a principal. The keys that S3 keeps itself (`AES256`) do not, and who writes may name them. A bucket
/// whose encryption was not read is taken to use those: that is the default of S3 (S3 User Guide, "Setting default
/// server-side encryption behavior").
pub(super) fn stranger_names(
    estate: &Estate<'_>,
    asset: &Asset,
    way: &Way,
) -> Option<Vec<(String, ContextValue)>> {
    let asset = super::touch_kms::encrypted_as(estate, asset);
    let by_s3 = asset.kind.starts_with("aws:s3:")
        && asset.encryption_key.is_none()
        && attribute(asset, "encryption").is_none_or(|algorithm| algorithm == "AES256");
    match way.key {
        KeyUse::None => Some(Vec::new()),
        _ if by_s3 => Some(Vec::new()),
        KeyUse::EncryptByDefault => Some(sse_s3()),
        KeyUse::Decrypt | KeyUse::Encrypt | KeyUse::EncryptAndDecrypt | KeyUse::EncryptItself => {
            None
        }
    }
}

/// A text attribute of an asset.
pub(super) fn attribute<'s>(asset: &'s Asset, name: &str) -> Option<&'s str> {
    asset.attributes.get(name).and_then(Value::as_str)
}
