//! The graph: nodes, edges and what is known about each.

mod access;
mod builder;
mod certainty;
mod edge;
mod freeze;
mod graph;
mod group;
mod index;
mod kept;
mod lists;
mod node;
mod numbers;
mod pipeline;
mod row;
mod rows;
mod store;
mod stored;
mod texts;
mod trust;
mod view;

pub use access::{Access, AccessSet};
pub use builder::GraphBuilder;
pub use certainty::Certainty;
pub use edge::{Edge, EdgeFamily, EdgeKind, Evidence, Gate, GateKind};
pub use graph::{EdgeId, Graph, NodeId, SnapshotInfo};
pub use group::{End, GroupId, Name, Representatives};
pub use index::IndexDetail;
pub use kept::{Kept, Side};
pub use node::{Node, NodeKind, UNRESOLVED_TYPE};
pub(crate) use numbers::Malformed;
pub use pipeline::{PipelineChain, StageFlow, StageLink, Started};
pub use trust::TrustDetail;
pub use view::{CoverageView, EdgeView, NodeView};
