//! The ends of edges to many things, in the graph that is built.

use std::collections::HashMap;

use crate::edges::Shared;
use crate::estate::Numbers;
use crate::model::{End, GraphBuilder, GroupId, Name, Representatives};

/// The things that edges lead to together.
#[derive(Debug)]
pub(crate) struct Ends<'a> {
    /// In the order of their numbers.
    names: Vec<Name>,
    ids: Vec<&'a str>,
    groups: HashMap<Vec<u8>, GroupId>,
}

impl<'a> Ends<'a> {
    /// Names everything that an edge to many may lead to.
    pub(crate) fn new(numbers: &Numbers<'a>, graph: &mut GraphBuilder) -> Self {
        let ids: Vec<&str> = numbers.ids().collect();
        Self {
            names: ids.iter().map(|id| graph.name(id)).collect(),
            groups: HashMap::new(),
            ids,
        }
    }

    /// Adds an edge to many things.
    pub(crate) fn add(&mut self, graph: &mut GraphBuilder, shared: Shared) {
        let mut bytes = Vec::with_capacity(shared.to.serialized_size());
        // A vector takes every byte.
        if shared.to.serialize_into(&mut bytes).is_err() {
            return;
        }
        let names = &self.names;
        let group = *self.groups.entry(bytes).or_insert_with(|| {
            let members = shared.to.iter().filter_map(|n| names.get(n as usize));
            graph.group(members.copied())
        });
        let from = End::Node(graph.name(&shared.from));
        let target = self.ids.get(shared.representative as usize);
        let representatives = Representatives {
            source: None,
            target: target.map(|id| (*id).to_owned()),
        };
        graph.edge_between(from, End::Group(group), shared.edge, representatives);
    }
}
