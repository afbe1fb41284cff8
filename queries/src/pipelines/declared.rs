//! What a stage declares, and which of the ways to touch an asset follow from that.

use std::collections::{BTreeSet, HashMap};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, AccessSet, Graph, NodeView, StageLink};

/// What a stage may be expected to touch.
pub(super) struct Declared {
    /// Assets by id, a prefix without its `*`, and in which ways.
    exact: HashMap<String, AccessSet>,
    /// The prefixes among them.
    prefixes: Vec<(String, AccessSet)>,
    /// The wholes of which parts are declared.
    wholes: BTreeSet<String>,
}

const READS: [Access; 3] = [Access::List, Access::Read, Access::Use];
/// Who writes an output may look at it, and replace it.
const WRITES: [Access; 5] = [
    Access::List,
    Access::Read,
    Access::Write,
    Access::Delete,
    Access::Use,
];

impl Declared {
    pub(super) fn new(graph: &Graph, stage: &StageLink) -> Self {
        let mut declared = Self {
            exact: HashMap::new(),
            prefixes: Vec::new(),
            wholes: BTreeSet::new(),
        };
        for flow in &stage.reads {
            declared.add(graph, &flow.asset, &READS);
        }
        for secret in &stage.secrets {
            declared.add(graph, &secret.secret, &READS);
        }
        for key in &stage.keys {
            declared.add(graph, key, &READS);
        }
        for flow in &stage.writes {
            declared.add(graph, &flow.asset, &WRITES);
        }
        declared
    }

    fn add(&mut self, graph: &Graph, id: &str, ways: &[Access]) {
        let ways: AccessSet = ways.iter().copied().collect();
        let had = self.exact.entry(id.to_owned()).or_default();
        *had = had.union(ways);
        if let Some(prefix) = id.strip_suffix('*') {
            self.prefixes.push((prefix.to_owned(), ways));
        }
        let whole = graph.find(id).and_then(|it| graph.node(it).part_of);
        if let Some(whole) = whole {
            self.wholes.insert(whole.to_owned());
        } else if !id.ends_with('*') {
            // A whole contains its parts.
            self.prefixes.push((format!("{id}/"), ways));
        }
    }

    /// The ways that the stage has to touch an asset.
    pub(super) fn ways(&self, node: NodeView<'_>) -> AccessSet {
        let mut ways = self.exact.get(node.id).copied().unwrap_or_default();
        for (prefix, inside) in &self.prefixes {
            if node.id.starts_with(prefix.as_str()) {
                ways = ways.union(*inside);
            }
        }
        // Every workload writes what it does into a log.
        if node.class == Some(AssetClass::Log) {
            ways = ways.with(Access::Write);
        }
        ways
    }

    /// Whether only a part of the asset is declared.
    pub(super) fn is_wider(&self, node: NodeView<'_>) -> bool {
        self.wholes.contains(node.id) && !self.exact.contains_key(node.id)
    }
}
