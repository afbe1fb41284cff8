//! Groups: many nodes that stand at one end of an edge together.
//!
//! An administrator who may touch every bucket has one edge to the group of all buckets, and principals that nothing
//! tells apart share theirs. Whoever reads the graph sees single hops: see [`Graph::outgoing`](super::Graph::outgoing).

use roaring::RoaringBitmap;

use super::NodeId;

/// A group of one [`GraphBuilder`](super::GraphBuilder).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub(super) u32);

/// The id of a node, before there is a graph: ids given out by one [`GraphBuilder`](super::GraphBuilder).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub(super) u32);

/// One end of an edge that is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// A node.
    Node(Name),
    /// Every member of a group.
    Group(GroupId),
}

/// Which members the content of an edge was worked out for, where an end is a group: their ids in its evidence stand for
/// the member that a hop is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Representatives {
    /// Of the source.
    pub source: Option<String>,
    /// Of the target.
    pub target: Option<String>,
}

/// One end of an edge of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Node(NodeId),
    Group(u32),
}

impl Place {
    pub(super) fn node(self) -> Option<NodeId> {
        match self {
            Self::Node(node) => Some(node),
            Self::Group(_) => None,
        }
    }
}

/// A text in which the id of a representative, at its beginning or after the kind of the record, is that of another.
///
/// `policy:ARN#inline/name` and `policy:ARN#resource` are records of what has the ARN.
pub(super) fn renamed(record: &str, representative: &str, member: &str) -> Option<String> {
    let (kind, id) = record.split_once(':')?;
    let rest = id.strip_prefix(representative)?;
    (rest.is_empty() || rest.starts_with('#')).then(|| format!("{kind}:{member}{rest}"))
}

/// The nodes of a bitmap, in order.
pub(super) fn members(bitmap: &RoaringBitmap) -> impl Iterator<Item = NodeId> {
    bitmap.iter().map(NodeId)
}
