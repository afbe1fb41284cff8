//! The settings of S3 that stand against access control lists: object ownership, Block Public Access.

use blastradius_collectors::coverage::Outcome;
use serde_json::Value;

use super::super::touch::attribute;
use crate::estate::{Answer, Estate, Lens, ResourceEntry, account_scope};
use crate::model::Certainty;

/// The answer, if the bucket heeds lists, or the actor may make it do so.
pub(super) fn enabled(
    lens: &Lens<'_, '_>,
    bucket: &ResourceEntry,
    answer: Answer,
) -> Option<Answer> {
    match heeded(lens.estate, &bucket.arn) {
        Some(true) => Some(answer),
        Some(false) => {
            let changed = lens.may("s3:PutBucketOwnershipControls", bucket, &bucket.arn)?;
            Some(answer.and(changed))
        }
        None => Some(answer.unless_proven(
            Certainty::Conditional,
            format!(
                "access control lists are enabled for {} (its object ownership was not read)",
                bucket.arn
            ),
        )),
    }
}

/// Whether a bucket heeds access control lists; `None` where that was not read. Page "Controlling ownership of objects
/// and disabling ACLs for your bucket": a bucket without the setting, from before there was one, heeds them.
pub(in super::super) fn heeded(estate: &Estate<'_>, bucket: &str) -> Option<bool> {
    let setting = estate
        .facts
        .assets
        .get(bucket)
        .and_then(|bucket| attribute(bucket, "ownership"));
    if let Some(setting) = setting {
        return Some(setting != "BucketOwnerEnforced");
    }
    let asked = estate.outcome("s3:GetBucketOwnershipControls", bucket)?;
    (asked.outcome == Outcome::Absent).then_some(true)
}

/// Where Block Public Access is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Level {
    /// For one bucket.
    Bucket,
    /// For all of an account.
    Account,
}

/// The answer, if no setting of Block Public Access stands against lists for everybody, or the actor may lift it.
pub(super) fn unblocked(
    lens: &Lens<'_, '_>,
    bucket: &ResourceEntry,
    mut answer: Answer,
) -> Option<Answer> {
    for level in [Level::Bucket, Level::Account] {
        answer = match blocks(lens.estate, bucket, level, &NEW) {
            Some(false) => answer,
            Some(true) => answer.and(lifted(lens, bucket, level)?),
            None => unless_blocked(bucket, level, answer),
        };
    }
    Some(answer)
}

/// The answer where the setting was not read.
pub(in super::super) fn unless_blocked(
    bucket: &ResourceEntry,
    level: Level,
    answer: Answer,
) -> Answer {
    let of = match level {
        Level::Bucket => bucket.arn.as_str(),
        Level::Account => "the account",
    };
    answer.unless_proven(
        Certainty::Conditional,
        format!("Block Public Access does not stand against it for {of} (that was not read)"),
    )
}

fn lifted(lens: &Lens<'_, '_>, bucket: &ResourceEntry, level: Level) -> Option<Answer> {
    match level {
        Level::Bucket => lens.may("s3:PutBucketPublicAccessBlock", bucket, &bucket.arn),
        Level::Account => {
            let mut account = ResourceEntry::named("*");
            account.account.clone_from(&bucket.account);
            lens.may("s3:PutAccountPublicAccessBlock", &account, "*")
        }
    }
}

/// The settings that refuse a new list for everybody, or leave it without effect.
const NEW: [&str; 2] = ["BlockPublicAcls", "IgnorePublicAcls"];

/// The setting that leaves lists that are there without effect.
pub(in super::super) const PRESENT: [&str; 1] = ["IgnorePublicAcls"];

/// Whether one of these settings of Block Public Access is on; `None` where that was not read. Page "Blocking public
/// access to your Amazon S3 storage".
pub(in super::super) fn blocks(
    estate: &Estate<'_>,
    bucket: &ResourceEntry,
    level: Level,
    settings: &[&str],
) -> Option<bool> {
    const ASKED: &str = "s3:GetPublicAccessBlock";
    let scope = account_scope(bucket.account.as_deref()?);
    let facts = estate.facts;
    let (setting, asked) = match level {
        Level::Bucket => (
            facts
                .assets
                .get(&bucket.arn)
                .and_then(|bucket| bucket.attributes.get("public_access_block")),
            estate.outcome(ASKED, &bucket.arn),
        ),
        Level::Account => (
            facts
                .scopes
                .get(&scope)
                .and_then(|scope| scope.attributes.get("s3_public_access_block")),
            estate.listing(ASKED, &scope),
        ),
    };
    let Some(setting) = setting else {
        return (asked?.outcome == Outcome::Absent).then_some(false);
    };
    // It may stand at the top or one level down, as `GetPublicAccessBlock` returns it.
    let setting = setting
        .get("PublicAccessBlockConfiguration")
        .unwrap_or(setting);
    let is_on = |name: &&str| setting.get(name).and_then(Value::as_bool) == Some(true);
    Some(settings.iter().any(is_on))
}
