//! Things that the attacker makes: under which name the policies let it.

use std::collections::BTreeSet;

use super::ask::surest;
use super::beside::on_one;
use super::definition::Permission;
use super::witness;
use crate::estate::{Answer, Lens, ResourceEntry, account_of, region_of};
use crate::model::Certainty;

/// No more patterns of the actor's policies are tried for one thing.
const MOST: usize = 50;

/// A thing of one of these forms on which all of the permissions are there. Names are tried that the policies speak of:
/// one that fits is enough. Regions are free where a policy does not name one, each permission for itself.
pub(super) fn new(
    lens: &Lens<'_, '_>,
    permissions: &[&Permission],
    forms: &[&str],
    target: &str,
) -> Option<Answer> {
    let partition = lens.actor.arn.split(':').nth(1).unwrap_or("aws");
    let forms: Vec<String> = forms
        .iter()
        .map(|form| witness::form(form, partition, &lens.actor.account))
        .collect();
    let on = |arn: &str| on_one(lens, permissions, &entry_of(lens, arn), target);
    let plain = surest(forms.iter().map(|form| on(&witness::plain(form))));
    if plain
        .as_ref()
        .is_some_and(|answer| answer.certainty == Certainty::Certain)
    {
        return plain;
    }
    let mut spoken = BTreeSet::new();
    for permission in permissions {
        spoken.extend(lens.spoken(&permission.action));
    }
    spoken.remove("*");
    let names = forms.iter().flat_map(|form| {
        spoken
            .iter()
            .take(MOST)
            .flat_map(|pattern| witness::names(form, pattern))
    });
    let named = surest(names.map(|arn| on(&arn)));
    // Where a pattern has a variable, which name fits is not known.
    let variable = || {
        let open = spoken.iter().any(|pattern| pattern.contains("${"));
        let entries = forms.iter().filter(|_| open).map(|form| {
            let arn = form.replace("{region}", "*").replace("{}", "*");
            let entry = entry_of(lens, &arn);
            let mut answer = Answer::certain(Vec::new());
            for permission in permissions {
                answer = answer.and(lens.may_some(&permission.action, &entry, &arn)?);
            }
            Some(answer)
        });
        surest(entries)
    };
    surest([plain, named]).or_else(variable)
}

/// Something that is not there yet.
fn entry_of(lens: &Lens<'_, '_>, arn: &str) -> ResourceEntry {
    let mut entry = ResourceEntry::named(arn);
    entry.account = account_of(arn)
        .filter(|account| account.bytes().all(|byte| byte.is_ascii_digit()))
        .or(Some(&lens.actor.account))
        .map(str::to_owned);
    // The attacker chooses the region where the name leaves it open.
    entry.region = region_of(arn)
        .filter(|region| !["*", witness::ANY_REGION].contains(region))
        .map(str::to_owned);
    entry
}
