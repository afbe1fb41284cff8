//! What the data access policies of OpenSearch Serverless give a principal in a collection.
//!
//! They are no policies of IAM: a list of rules, each with the principals that it is for. Page "Data access control for
//! Amazon OpenSearch Serverless".

use blastradius_collectors::facts::{Asset, AttachmentKind};
use serde::Deserialize;

use crate::estate::{Actor, Answer, Estate, glob};
use crate::model::{Access, Certainty, Evidence};

/// One part of a policy. What is not understood names nobody.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Part {
    rules: Vec<Rule>,
    principal: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Rule {
    resource_type: String,
    resource: Vec<String>,
    permission: Vec<String>,
}

/// What the policies say about one access of one principal.
#[derive(Debug)]
pub(super) enum Given {
    /// A policy gives it, as surely as the answer says.
    Yes(Answer),
    /// All policies were read, and none gives it.
    No,
    /// Some were not read.
    Unknown,
}

/// What the policies of the collection's account and region give the actor.
pub(super) fn given(estate: &Estate<'_>, actor: &Actor, asset: &Asset, access: Access) -> Given {
    let permission = match access {
        Access::Read => "aoss:ReadDocument",
        _ => "aoss:WriteDocument",
    };
    let all = match asset.id.split_once(":collection/") {
        Some((start, _)) => format!("{start}:collection/*"),
        None => return Given::Unknown,
    };
    let mut read_all = true;
    let mut best: Option<Answer> = None;
    for attachment in estate.attached(AttachmentKind::Resource, &all) {
        let parts = estate
            .facts
            .policies
            .get(&attachment.policy)
            .and_then(|policy| serde_json::from_str::<Vec<Part>>(&policy.document).ok());
        let Some(parts) = parts else {
            read_all = false;
            continue;
        };
        for (index, part) in parts.iter().enumerate() {
            let pointer = format!("/{index}");
            let Some(answer) = of_part(part, actor, asset, permission) else {
                continue;
            };
            let answer = answer.and(Answer::certain(vec![Evidence {
                record: format!("policy:{}", attachment.policy),
                pointer,
                note: format!("gives {permission}"),
            }]));
            if best
                .as_ref()
                .is_none_or(|best| best.certainty < answer.certainty)
            {
                best = Some(answer);
            }
        }
    }
    let scope = asset.scope.as_deref().unwrap_or_default();
    let known = read_all
        && estate.was_listed_everywhere("aoss:ListAccessPolicies", scope)
        && estate.was_answered_throughout("aoss:GetAccessPolicy", scope);
    match best {
        Some(answer) => Given::Yes(answer),
        None if known => Given::No,
        None => Given::Unknown,
    }
}

/// The answer of one part, if it is for the actor and about the collection.
fn of_part(part: &Part, actor: &Actor, asset: &Asset, permission: &str) -> Option<Answer> {
    let named = part
        .principal
        .iter()
        .filter_map(|named| is(named, actor))
        .max_by_key(|answer| answer.certainty)?;
    let indexes = part
        .rules
        .iter()
        .filter(|rule| {
            rule.resource_type == "index"
                && rule.permission.iter().any(|given| glob(given, permission))
        })
        .flat_map(|rule| &rule.resource)
        .filter_map(|resource| {
            let (collection, index) = resource.strip_prefix("index/")?.split_once('/')?;
            glob(collection, &asset.name).then_some((resource, index))
        });
    let found = indexes.map(|(resource, index)| match index {
        "*" => Answer::certain(Vec::new()),
        _ => Answer::certain(Vec::new()).unless_proven(
            Certainty::Conditional,
            format!("in what {resource} names only"),
        ),
    });
    let found = found.max_by_key(|answer| answer.certainty)?;
    Some(named.and(found))
}

/// Whether a principal of a policy is the actor: its ARN, or that of a session of the role, whose name the caller chooses.
fn is(named: &str, actor: &Actor) -> Option<Answer> {
    let certain = || Some(Answer::certain(Vec::new()));
    if named == actor.arn {
        return certain();
    }
    if let Some((account, session)) = named.split_once(":assumed-role/") {
        let (name, _) = session.split_once('/').unwrap_or((session, ""));
        let own = actor
            .arn
            .split_once(":role/")
            .map(|(_, path)| path.rsplit('/').next().unwrap_or(path));
        let same = account.rsplit(':').next() == Some(actor.account.as_str());
        return if same && own == Some(name) {
            certain()
        } else {
            None
        };
    }
    let account = named
        .strip_suffix(":root")
        .and_then(|it| it.rsplit(':').next());
    let wide =
        account == Some(actor.account.as_str()) || (named.contains('*') && glob(named, &actor.arn));
    wide.then(|| {
        Answer::certain(Vec::new()).unless_proven(
            Certainty::Conditional,
            format!("{named} stands for the principal in the data access policy"),
        )
    })
}

/// The answer where some policies were not read.
pub(super) fn unless_read(asset: &Asset, answer: Answer) -> Answer {
    answer.unless_proven(
        Certainty::Conditional,
        format!(
            "the data access policy of the collection {} names the principal",
            asset.name
        ),
    )
}
