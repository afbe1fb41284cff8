//! Strongly connected components of what the sources reach, in reverse topological order.
//!
//! D. Pearce, "A space-efficient algorithm for finding strongly connected components", Information Processing Letters
//! 116 (2016), made iterative: one word a vertex and no recursion. Vertices without edges out are no components: they
//! are targets, numbered in the order in which they are met so that targets of one place lie together, or they are
//! dead ends.

use blastradius_graph::csr::Csr;

/// In [`Components::place`]: reached by no source, or a dead end.
pub const NOWHERE: u32 = u32::MAX;

/// In a class of targets: no target.
pub const NO_TARGET: u8 = u8::MAX;

/// Places from here on are leaf targets: the place of target `t` is `LEAF + t`.
pub const LEAF: u32 = 1 << 31;

/// The components of a graph.
#[derive(Debug)]
pub struct Components {
    /// For each vertex its component, `LEAF +` its target, or [`NOWHERE`].
    pub place: Vec<u32>,
    /// The vertices of all components, those of one component together, sinks first.
    pub members: Vec<u32>,
    /// `starts[c]..starts[c + 1]` are the members of component `c`.
    pub starts: Vec<u32>,
    /// The targets, leaves and others: the vertex of each.
    pub targets: Vec<u32>,
    /// The targets that are no leaves: component and target, by component.
    pub own: Vec<(u32, u32)>,
}

impl Components {
    /// How many components there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        (self.starts.len() - 1) as u32
    }
}

/// A vertex whose edges are being followed.
struct Frame {
    vertex: u32,
    /// The next edge.
    edge: u32,
    end: u32,
    /// Whether nothing older has been met yet.
    root: bool,
}

/// Marks of vertices without edges out, before they are met.
const LEAF_TARGET: u32 = u32::MAX - 1;
const DEAD_END: u32 = u32::MAX;

/// The components that `sources` reach. `class[v]` is [`NO_TARGET`] where `v` is no target.
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "vertices are those of the graph, and every table has one entry a vertex"
)]
pub fn components(graph: &Csr, class: &[u8], sources: &[u32]) -> Components {
    let vertices = graph.vertices();
    let (offsets, heads) = (graph.offsets(), graph.heads());
    // While a vertex is open its number in the order of discovery, then its component, turned round.
    let mut place: Vec<u32> = (0..vertices as usize)
        .map(|at| match (offsets[at] == offsets[at + 1], class[at]) {
            (false, _) => 0,
            (true, NO_TARGET) => DEAD_END,
            (true, _) => LEAF_TARGET,
        })
        .collect();
    // Whoever starts at a target reaches it: it is a component.
    for source in sources {
        if place[*source as usize] == LEAF_TARGET {
            place[*source as usize] = 0;
        }
    }
    let mut found = Components {
        place: Vec::new(),
        members: Vec::new(),
        starts: vec![0],
        targets: Vec::new(),
        own: Vec::new(),
    };
    // Discovery counts up from 1 and components count down from the top, so that a finished vertex never looks older.
    let top = LEAF - 1;
    let (mut index, mut component) = (1u32, top);
    let mut open: Vec<u32> = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    for source in sources {
        if place[*source as usize] != 0 {
            continue;
        }
        place[*source as usize] = index;
        index += 1;
        let mut current = frame(offsets, *source);
        loop {
            let vertex = current.vertex as usize;
            let mut low = place[vertex];
            let mut below = None;
            while current.edge < current.end {
                let head = heads[current.edge as usize];
                let at = place[head as usize];
                if at == 0 {
                    below = Some(head);
                    break;
                }
                if at < low {
                    low = at;
                    current.root = false;
                } else if at == LEAF_TARGET {
                    place[head as usize] = LEAF + found.targets.len() as u32;
                    found.targets.push(head);
                }
                current.edge += 1;
            }
            place[vertex] = low;
            if let Some(head) = below {
                // The same edge is looked at again afterwards, with what was found below it.
                place[head as usize] = index;
                index += 1;
                frames.push(std::mem::replace(&mut current, frame(offsets, head)));
                continue;
            }
            if current.root {
                index -= 1;
                let done = top - component;
                while let Some(member) = open.last().copied() {
                    if place[member as usize] < low {
                        break;
                    }
                    open.pop();
                    index -= 1;
                    close(&mut place, &mut found, class, member, component, done);
                }
                close(
                    &mut place,
                    &mut found,
                    class,
                    current.vertex,
                    component,
                    done,
                );
                found.starts.push(found.members.len() as u32);
                component -= 1;
            } else {
                open.push(current.vertex);
            }
            match frames.pop() {
                Some(frame) => current = frame,
                None => break,
            }
        }
    }
    for at in &mut place {
        *at = match *at {
            0 | DEAD_END | LEAF_TARGET => NOWHERE,
            leaf if leaf >= LEAF => leaf,
            component => top - component,
        };
    }
    found.place = place;
    found
}

#[expect(clippy::indexing_slicing, reason = "the vertex is one of the graph's")]
fn frame(offsets: &[u32], vertex: u32) -> Frame {
    Frame {
        vertex,
        edge: offsets[vertex as usize],
        end: offsets[vertex as usize + 1],
        root: true,
    }
}

#[expect(clippy::indexing_slicing, reason = "the vertex is one of the graph's")]
fn close(
    place: &mut [u32],
    found: &mut Components,
    class: &[u8],
    vertex: u32,
    component: u32,
    done: u32,
) {
    place[vertex as usize] = component;
    found.members.push(vertex);
    if class[vertex as usize] != NO_TARGET {
        found.own.push((done, found.targets.len() as u32));
        found.targets.push(vertex);
    }
}
