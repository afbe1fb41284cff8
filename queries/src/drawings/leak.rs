//! Who reads by asking an index what they cannot read.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, EdgeKind, NodeKind};

use super::Sketch;
use crate::answer::{
    Drawing, DrawingKind, DrawnArrow, DrawnFact, Leak, NodeBrief, Part, Rag, RagIndex, Via,
};

/// How those come to it who are drawn as one.
type Group = (Via, Option<String>);

/// The leak of an index of an answer: its worst source, the index, the agents that ask it for others, and those who learn by
/// asking what they cannot read. `None` where nobody does.
#[must_use]
pub fn leak(answer: &Rag, index: &RagIndex) -> Option<Drawing> {
    let leaking = index.sources.iter().filter(|it| it.leaks_to > 0);
    let source = leaking.max_by_key(|it| (it.leaks_to, std::cmp::Reverse(&it.id)))?;
    let mut sketch = Sketch::default();
    let from = sketch.place(
        Part::Source,
        vec![source.id.clone()],
        vec![DrawnFact::Readers(source.readers)],
    );
    let made = sketch.place(
        Part::Index,
        vec![index.id.clone()],
        vec![
            DrawnFact::Checks(index.enforcement),
            DrawnFact::Fresh(index.staleness.state),
        ],
    );
    sketch.arrows.insert(DrawnArrow {
        from,
        to: made,
        certainty: Certainty::Certain,
    });
    // Agent -> its identities, from the paths that lead by it.
    let mut agents: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for it in &source.leaks {
        let Some(agent) = agent(answer, it) else {
            continue;
        };
        let identities = agents.entry(agent).or_default();
        for hop in it.path.iter().filter(|hop| hop.edge == EdgeKind::RunsAs) {
            if hop.from == agent && !identities.contains(&hop.to) {
                identities.push(hop.to.clone());
            }
        }
    }
    // The role of an agent that is drawn is told with the agent.
    let told: Vec<&String> = agents.values().flatten().collect();
    let mut groups: BTreeMap<Group, (Vec<String>, Certainty)> = BTreeMap::new();
    for it in source.leaks.iter().filter(|it| !told.contains(&&it.id)) {
        let key = (it.via, agent(answer, it).map(str::to_owned));
        let group = groups.entry(key).or_insert((Vec::new(), it.certainty));
        group.0.push(it.id.clone());
        group.1 = group.1.max(it.certainty);
    }
    let mut behind: BTreeMap<&str, usize> = BTreeMap::new();
    // In the order of the groups, so that those who ask an agent stand below it.
    for ((via, by), (ids, certainty)) in &groups {
        let asked = match by {
            None => made,
            Some(by) => *behind.entry(by.as_str()).or_insert_with(|| {
                let identities = agents.get(by.as_str()).cloned().unwrap_or_default();
                let (identities, more) = super::few(identities);
                let facts = match identities.is_empty() {
                    true => Vec::new(),
                    false => vec![DrawnFact::RunsAs(identities, more)],
                };
                let place = sketch.place(Part::Agent, vec![by.clone()], facts);
                sketch.arrows.insert(DrawnArrow {
                    from: made,
                    to: place,
                    certainty: Certainty::Certain,
                });
                place
            }),
        };
        let to = sketch.place(Part::Readers(*via), ids.clone(), Vec::new());
        sketch.arrows.insert(DrawnArrow {
            from: asked,
            to,
            certainty: *certainty,
        });
    }
    // More were counted than were listed.
    let unlisted = source.leaks_to.saturating_sub(source.leaks.len());
    if let Some(last) = sketch.places.last_mut() {
        last.more += unlisted;
    }
    let names: Vec<String> = sketch.places.iter().flat_map(named).collect();
    let nodes: BTreeMap<String, NodeBrief> = names
        .into_iter()
        .filter_map(|id| Some((id.clone(), answer.nodes.get(&id)?.clone())))
        .collect();
    Some(Drawing {
        kind: DrawingKind::Leak,
        about: index.id.clone(),
        places: sketch.places,
        arrows: sketch.arrows.into_iter().collect(),
        nodes,
    })
}

/// What asks for somebody: the last workload or stage on the path.
fn agent<'a>(answer: &'a Rag, leak: &'a Leak) -> Option<&'a str> {
    let mut names = leak.path.iter().rev().map(|hop| hop.to.as_str());
    names.find(|id| {
        let kind = answer.nodes.get(*id).map(|it| it.kind);
        matches!(kind, Some(NodeKind::Workload | NodeKind::Stage))
    })
}

fn named(place: &crate::answer::DrawnPlace) -> Vec<String> {
    let facts = place.facts.iter().flat_map(|fact| match fact {
        DrawnFact::RunsAs(ids, _) | DrawnFact::ChangedBy(ids, _) => ids.clone(),
        _ => Vec::new(),
    });
    place.ids.iter().cloned().chain(facts).collect()
}
