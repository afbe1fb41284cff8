//! Versions and aliases of functions: they have ARNs and policies of their own. Page "Using aliases in Lambda permissions
//! policies".

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Asset, AttachmentKind};

use super::super::Findings;
use super::super::touch::{Sure, is_particular, touches, way};
use crate::estate::{Estate, Lens, ResourceEntry, part};
use crate::model::{Access, Certainty, Evidence};

/// The call.
pub(in super::super) const INVOKE: &str = "lambda:InvokeFunction";

/// By function, the versions and aliases that have a policy.
pub(in super::super) type Qualified<'a> = BTreeMap<&'a str, Vec<ResourceEntry>>;

/// The versions and aliases that have policies.
pub(in super::super) fn qualified<'e, 'a>(estate: &'e Estate<'a>) -> &'e Qualified<'a> {
    estate.gathered.qualified.get_or_init(|| {
        let mut found = Qualified::new();
        for attachment in estate.facts.attachments.values() {
            let Some(function) = unqualified(&attachment.target) else {
                continue;
            };
            if attachment.kind != AttachmentKind::Resource {
                continue;
            }
            if let Some(of) = estate.resource(function) {
                let entry = part(estate, of, &attachment.target, "aws:lambda:function");
                found.entry(function).or_default().push(entry);
            }
        }
        found
    })
}

/// The function of a version or an alias: `arn:…:function:NAME:QUALIFIER` without its end.
fn unqualified(arn: &str) -> Option<&str> {
    let (start, name) = arn.split_once(":function:")?;
    let name = name.split_once(':')?.0;
    arn.starts_with("arn:").then_some(())?;
    arn.get(..start.len() + ":function:".len() + name.len())
}

/// Functions of which the actor may invoke a version or an alias and not, as surely, the function itself.
pub(super) fn invoked(lens: &Lens<'_, '_>, found: &mut Findings) {
    let own = named(lens);
    let mut asked: BTreeMap<&str, Vec<&ResourceEntry>> = BTreeMap::new();
    let with_policy = qualified(lens.estate).iter();
    for (function, entries) in with_policy.chain(&own) {
        let entries = entries.iter().filter(|entry| may_be(lens, entry));
        for entry in entries {
            asked.entry(function).or_default().push(entry);
        }
    }
    if asked.is_empty() {
        return;
    }
    let sure = Sure::of(lens, found);
    for (function, entries) in asked {
        let code = format!("{function}#code");
        if let Some(code) = lens.estate.facts.assets.get(&code)
            && !sure.has(lens, &code.id, Access::Use)
        {
            invokes(lens, code, &entries, found);
        }
    }
}

/// Whether a policy of the actor's, or that of the version or alias, may speak of the two.
fn may_be(lens: &Lens<'_, '_>, entry: &ResourceEntry) -> bool {
    let actor = lens.actor;
    let policy = entry.policy.as_ref();
    actor.mentions_on(INVOKE, &entry.arn)
        || policy.is_some_and(|policy| {
            let id = actor.unique_id.as_deref();
            policy.mentions.may_name(&actor.arn, &actor.account, id)
        })
}

/// The versions and aliases that the actor's policies name, beside those that have a policy.
fn named<'a>(lens: &Lens<'_, 'a>) -> Qualified<'a> {
    let mut named = Qualified::new();
    let known = qualified(lens.estate);
    for pattern in lens.actor.patterns(INVOKE) {
        if pattern.contains('$') {
            continue;
        }
        let function = unqualified(&pattern)
            .and_then(|function| lens.estate.facts.workloads.get_key_value(function));
        let Some((function, of)) =
            function.and_then(|(id, _)| Some((id.as_str(), lens.estate.resource(id)?)))
        else {
            continue;
        };
        let has_policy = known
            .get(function)
            .is_some_and(|entries| entries.iter().any(|entry| entry.arn == pattern));
        if !has_policy {
            let entry = part(lens.estate, of, &pattern, "");
            named.entry(function).or_default().push(entry);
        }
    }
    named
}

fn invokes(lens: &Lens<'_, '_>, code: &Asset, entries: &[&ResourceEntry], found: &mut Findings) {
    if !is_particular(lens, code) {
        return;
    }
    let had = way(lens, code, Access::Use).map(|answer| answer.certainty);
    let best = entries
        .iter()
        .filter(|_| had != Some(Certainty::Certain))
        .filter_map(|entry| Some((entry, lens.may_some(INVOKE, entry, &entry.arn)?)))
        .max_by_key(|(_, answer)| answer.certainty);
    let Some((entry, mut answer)) = best else {
        return;
    };
    if had.is_none_or(|had| had < answer.certainty) {
        answer.evidence.push(Evidence {
            record: format!("asset:{}", code.id),
            pointer: String::new(),
            note: format!("is what {} runs", entry.arn),
        });
        touches(lens, &code.id, Access::Use, answer, found);
    }
}
