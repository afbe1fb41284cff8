//! The edges of a frozen graph in compressed rows, forward and back, with the groups at their ends.

use roaring::RoaringBitmap;

use super::group::{Place, members};
use super::row::EdgeRow;
use super::{EdgeId, NodeId};

/// A hop: the edge, the node at its other end, its content.
pub(super) type Hop<'g> = (EdgeId, NodeId, &'g EdgeRow);

/// Row offsets and what stands in the rows.
#[derive(Debug, Default)]
struct Table {
    /// `offsets[n]..offsets[n + 1]` are the places in `items` of row `n`.
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Table {
    /// The rows of `pairs` of row and item, which come in the order of the items. Time: the rows and the pairs.
    fn new(rows: usize, pairs: &[(u32, u32)]) -> Self {
        let mut offsets = vec![0u32; rows + 1];
        for (row, _) in pairs {
            if let Some(count) = offsets.get_mut(*row as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        let mut next = offsets.clone();
        let mut items = vec![0; pairs.len()];
        for (row, item) in pairs {
            let place = next.get_mut(*row as usize);
            if let Some(place) = place {
                if let Some(slot) = items.get_mut(*place as usize) {
                    *slot = *item;
                }
                *place += 1;
            }
        }
        Self { offsets, items }
    }

    fn row(&self, row: usize) -> &[u32] {
        let at = |index: usize| self.offsets.get(index).map_or(0, |it| *it as usize);
        self.items.get(at(row)..at(row + 1)).unwrap_or_default()
    }
}

/// The edges of a graph.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) edges: Vec<EdgeRow>,
    pub(super) groups: Vec<RoaringBitmap>,
    /// Edges out of and into each node itself.
    out_of_node: Table,
    into_node: Table,
    /// Edges out of and into each group.
    out_of_group: Table,
    into_group: Table,
    /// The groups with edges out of them that each node is a member of.
    sources: Table,
    /// The groups with edges into them.
    targets: Vec<u32>,
}

impl Rows {
    /// `edges` are in the order of their ends.
    pub(super) fn new(nodes: usize, edges: Vec<EdgeRow>, groups: Vec<RoaringBitmap>) -> Self {
        let (mut out_of_node, mut into_node) = (Vec::new(), Vec::new());
        let (mut out_of_group, mut into_group) = (Vec::new(), Vec::new());
        for (id, stored) in (0u32..).zip(&edges) {
            match stored.place_from() {
                Place::Node(node) => out_of_node.push((node.0, id)),
                Place::Group(group) => out_of_group.push((group, id)),
            }
            match stored.place_to() {
                Place::Node(node) => into_node.push((node.0, id)),
                Place::Group(group) => into_group.push((group, id)),
            }
        }
        let distinct = |pairs: &[(u32, u32)]| {
            let mut groups: Vec<u32> = pairs.iter().map(|(group, _)| *group).collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        };
        let sources: Vec<(u32, u32)> = distinct(&out_of_group)
            .into_iter()
            .filter_map(|group| Some((group, groups.get(group as usize)?)))
            .flat_map(|(group, bitmap)| bitmap.iter().map(move |node| (node, group)))
            .collect();
        Self {
            targets: distinct(&into_group),
            sources: Table::new(nodes, &sources),
            out_of_node: Table::new(nodes, &out_of_node),
            into_node: Table::new(nodes, &into_node),
            out_of_group: Table::new(groups.len(), &out_of_group),
            into_group: Table::new(groups.len(), &into_group),
            edges,
            groups,
        }
    }

    /// How many edges are kept.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    pub(super) fn get(&self, id: EdgeId) -> Option<&EdgeRow> {
        self.edges.get(id.index())
    }

    /// Every edge, in the order of the ids.
    pub(super) fn stored(&self) -> impl Iterator<Item = (EdgeId, &EdgeRow)> {
        (0u32..).map(EdgeId).zip(&self.edges)
    }

    pub(super) fn groups(&self) -> &[RoaringBitmap] {
        &self.groups
    }

    fn members(&self, group: u32) -> impl Iterator<Item = NodeId> {
        self.groups
            .get(group as usize)
            .into_iter()
            .flat_map(members)
    }

    /// How many hops the edges stand for.
    pub(super) fn hops(&self) -> u64 {
        let size = |place: Place| match place {
            Place::Node(_) => 1,
            Place::Group(group) => self
                .groups
                .get(group as usize)
                .map_or(0, RoaringBitmap::len),
        };
        self.edges
            .iter()
            .map(|stored| {
                let both = match (stored.place_from(), stored.place_to()) {
                    (Place::Group(a), Place::Group(b)) => {
                        match (self.groups.get(a as usize), self.groups.get(b as usize)) {
                            (Some(a), Some(b)) => a.intersection_len(b),
                            _ => 0,
                        }
                    }
                    (Place::Group(group), Place::Node(node))
                    | (Place::Node(node), Place::Group(group)) => {
                        let group = self.groups.get(group as usize);
                        u64::from(group.is_some_and(|it| it.contains(node.0)))
                    }
                    (Place::Node(_), Place::Node(_)) => 0,
                };
                (size(stored.place_from()) * size(stored.place_to())).saturating_sub(both)
            })
            .sum()
    }

    /// The hops out of a node, in the order of their targets and then of the edges.
    pub(super) fn outgoing(&self, node: NodeId) -> Hops<'_> {
        let own = self.out_of_node.row(node.index());
        let groups = self.sources.row(node.index());
        let ends = EdgeRow::place_to;
        if groups.is_empty() && self.are_single(own, ends) {
            return Hops::row(self, own, ends);
        }
        let shared = groups
            .iter()
            .flat_map(|group| self.out_of_group.row(*group as usize));
        self.expanded(node, own.iter().chain(shared), ends)
    }

    /// The hops into a node, in the order of their sources and then of the edges.
    ///
    /// Time: the edges, and one look into each group that edges lead to.
    pub(super) fn incoming(&self, node: NodeId) -> Hops<'_> {
        let own = self.into_node.row(node.index());
        let groups: Vec<u32> = self
            .targets
            .iter()
            .copied()
            .filter(|group| {
                let group = self.groups.get(*group as usize);
                group.is_some_and(|it| it.contains(node.0))
            })
            .collect();
        let ends = EdgeRow::place_from;
        if groups.is_empty() && self.are_single(own, ends) {
            return Hops::row(self, own, ends);
        }
        let shared = groups
            .iter()
            .flat_map(|group| self.into_group.row(*group as usize));
        self.expanded(node, own.iter().chain(shared), ends)
    }

    fn are_single(&self, edges: &[u32], end: fn(&EdgeRow) -> Place) -> bool {
        edges.iter().all(|id| {
            let stored = self.edges.get(*id as usize);
            stored.is_some_and(|stored| end(stored).node().is_some())
        })
    }

    fn expanded<'g>(
        &'g self,
        own: NodeId,
        edges: impl Iterator<Item = &'g u32>,
        end: fn(&EdgeRow) -> Place,
    ) -> Hops<'g> {
        let mut hops: Vec<(NodeId, u32)> = Vec::new();
        for id in edges {
            let Some(stored) = self.edges.get(*id as usize) else {
                continue;
            };
            match end(stored) {
                Place::Node(node) => {
                    // Whoever shares an edge with a group has none to itself.
                    let single = matches!(
                        (stored.place_from(), stored.place_to()),
                        (Place::Node(_), Place::Node(_))
                    );
                    if single || node != own {
                        hops.push((node, *id));
                    }
                }
                Place::Group(group) => hops.extend(
                    self.members(group)
                        .filter(|member| *member != own)
                        .map(|member| (member, *id)),
                ),
            }
        }
        hops.sort_unstable();
        Hops {
            rows: self,
            found: Found::Expanded(hops.into_iter()),
        }
    }
}

/// The hops at one end of a node.
#[derive(Debug)]
pub(super) struct Hops<'g> {
    rows: &'g Rows,
    found: Found<'g>,
}

#[derive(Debug)]
enum Found<'g> {
    /// Edges between single nodes.
    Row(std::slice::Iter<'g, u32>, fn(&EdgeRow) -> Place),
    /// With the members of groups.
    Expanded(std::vec::IntoIter<(NodeId, u32)>),
}

impl<'g> Hops<'g> {
    fn row(rows: &'g Rows, edges: &'g [u32], end: fn(&EdgeRow) -> Place) -> Self {
        Self {
            rows,
            found: Found::Row(edges.iter(), end),
        }
    }
}

impl<'g> Iterator for Hops<'g> {
    type Item = Hop<'g>;

    fn next(&mut self) -> Option<Self::Item> {
        let (node, id) = match &mut self.found {
            Found::Row(edges, end) => {
                let id = *edges.next()?;
                (end(self.rows.edges.get(id as usize)?).node()?, id)
            }
            Found::Expanded(hops) => hops.next()?,
        };
        let stored = self.rows.edges.get(id as usize)?;
        Some((EdgeId(id), node, stored))
    }
}
