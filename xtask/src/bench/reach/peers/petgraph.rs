//! petgraph, in this process.

use petgraph::graph::DiGraph;
use petgraph::visit::Bfs;

use super::super::graphgen::Generated;
use super::Took;
use crate::bench::usage;

/// A breadth-first search from every `step`th source.
pub(super) fn ask(generated: &Generated, step: usize) -> Took {
    let vertices = generated.graph.vertices();
    let mut graph: DiGraph<(), ()> =
        DiGraph::with_capacity(vertices as usize, generated.graph.edges() as usize);
    let nodes: Vec<_> = (0..vertices).map(|_| graph.add_node(())).collect();
    for (vertex, node) in (0..vertices).zip(&nodes) {
        for head in generated.graph.row(vertex) {
            if let Some(head) = nodes.get(*head as usize) {
                graph.add_edge(*node, *head, ());
            }
        }
    }
    let began = usage::processor_seconds();
    let mut pairs = 0;
    for source in generated.question.sources.iter().step_by(step) {
        let Some(root) = nodes.get(*source as usize) else {
            continue;
        };
        let mut search = Bfs::new(&graph, *root);
        while let Some(node) = search.next(&graph) {
            let class = generated.question.class.get(node.index()).copied();
            pairs +=
                u64::from(class.is_some_and(|it| usize::from(it) < generated.question.classes));
        }
    }
    Took {
        seconds: usage::processor_seconds() - began,
        pairs,
    }
}
