//! Versions and aliases of functions: they have ARNs and policies of their own. Page "Using aliases in Lambda permissions
//! policies".

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Asset, AttachmentKind, PolicyKind};

use super::super::Findings;
use super::super::touch::{is_particular, touches, way};
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
            let resource = estate
                .facts
                .policies
                .get(&attachment.policy)
                .is_none_or(|policy| policy.kind == PolicyKind::Resource);
            let Some(function) = unqualified(&attachment.target) else {
                continue;
            };
            if attachment.kind != AttachmentKind::Resource || !resource {
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
    let with_policy = qualified(lens.estate);
    let mut asked: BTreeMap<&str, Vec<ResourceEntry>> = BTreeMap::new();
    for (function, entries) in with_policy {
        asked
            .entry(function)
            .or_default()
            .extend(entries.iter().cloned());
    }
    let patterns = lens.actor.patterns(INVOKE);
    let named: BTreeSet<&str> = patterns
        .iter()
        .map(String::as_str)
        .filter(|pattern| !pattern.contains('$'))
        .collect();
    for pattern in named {
        let Some(of) = unqualified(pattern).and_then(|function| lens.estate.resource(function))
        else {
            continue;
        };
        let Some((function, _)) = lens.estate.facts.workloads.get_key_value(&of.arn) else {
            continue;
        };
        let entries = asked.entry(function).or_default();
        if !entries.iter().any(|entry| entry.arn == pattern) {
            entries.push(part(lens.estate, of, pattern, ""));
        }
    }
    for (function, entries) in asked {
        let code = format!("{function}#code");
        if let Some(code) = lens.estate.facts.assets.get(&code) {
            invokes(lens, code, &entries, found);
        }
    }
}

fn invokes(lens: &Lens<'_, '_>, code: &Asset, entries: &[ResourceEntry], found: &mut Findings) {
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
