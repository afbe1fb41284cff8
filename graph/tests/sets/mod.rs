//! The evaluator of sets against that of single requests, for one caller and action.

use std::collections::BTreeMap;

use blastradius_graph::authorize::aws::sets::SetEvaluator;
use blastradius_graph::authorize::aws::{Decision, Outcome};
use blastradius_graph::estate::Lens;

/// Asks about everything in both ways: how often which outcome came, or the first disagreement.
pub(crate) fn compare<'e, 'a>(
    sets: &SetEvaluator<'e, 'a>,
    lens: &Lens<'e, 'a>,
    action: &str,
) -> Result<BTreeMap<String, u64>, String> {
    let mut counts = BTreeMap::new();
    let mut decisions = BTreeMap::new();
    let planes = sets.planes(lens, action);
    let who = lens.actor.key.node_id();
    *counts.entry("singly".to_owned()).or_default() += planes.asked_singly;
    for (id, element) in sets.elements() {
        let decision = sets.single(lens, action, id).ok_or("no such element")?;
        let said = match decision.outcome {
            Outcome::Allowed => (true, true),
            Outcome::Conditional => (false, true),
            _ => (false, false),
        };
        let allowed = &planes.allowed;
        let found = (allowed.must.contains(id), allowed.may.contains(id));
        let about = || format!("{who} {action} {}: {decision:#?}", element.arn());
        if said != found {
            return Err(format!("sets say (must, may) = {found:?} of {}", about()));
        }
        // What rules take for a yes is among what is known to be granted.
        if said.1
            && !planes.granted.contains(id)
            && lens.may(action, &element.entry, element.arn()).is_some()
        {
            return Err(format!("not known to be granted: {}", about()));
        }
        *counts.entry("all".to_owned()).or_default() += 1;
        *counts.entry(format!("{:?}", decision.outcome)).or_default() += 1;
        decisions.insert(id, (element, decision));
    }
    for part in sets.alike(lens, &[action]) {
        *counts.entry("parts".to_owned()).or_default() += 1;
        let mut members = part.iter().filter_map(|id| decisions.get(&id));
        let Some((one, first)) = members.next() else {
            continue;
        };
        for (other, decision) in members {
            let own = [one, other].map(|element| element.entry.arn.as_str());
            if !same(first, decision, own) {
                return Err(format!(
                    "{who} {action}: {} and {} are not alike: {first:#?} and {decision:#?}",
                    one.arn(),
                    other.arn()
                ));
            }
        }
    }
    Ok(counts)
}

/// Whether two decisions are the same: two yeses to the word, unless they speak of the resource.
fn same(one: &Decision, other: &Decision, own: [&str; 2]) -> bool {
    let is_no = |it: &Decision| !matches!(it.outcome, Outcome::Allowed | Outcome::Conditional);
    if one.outcome != other.outcome || is_no(one) || one == other {
        return one.outcome == other.outcome;
    }
    let texts = [one, other].map(|decision| format!("{decision:?}"));
    let speaks = texts
        .iter()
        .any(|text| own.iter().any(|own| text.contains(own)));
    speaks || texts[0] == texts[1]
}
