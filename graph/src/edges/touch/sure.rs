//! What an actor surely touches already, by the edges that were drawn so far: rules about what it gives itself look at the
//! rest.

use std::collections::BTreeSet;

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::super::Findings;
use super::{Way, many};
use crate::estate::Lens;
use crate::model::{Access, AccessSet, Certainty, EdgeKind};

/// The sure touches of one actor.
pub(in super::super) struct Sure {
    single: BTreeSet<(String, Access)>,
    shared: Vec<(AccessSet, RoaringBitmap)>,
}

impl Sure {
    /// Gathers them. Time: the edges of the actor that were found so far.
    pub(in super::super) fn of(lens: &Lens<'_, '_>, found: &Findings) -> Self {
        let own = &lens.actor.id;
        let single = found
            .edges
            .iter()
            .filter(|(from, _, edge)| {
                from == own
                    && edge.kind == EdgeKind::Touches
                    && edge.certainty == Certainty::Certain
            })
            .flat_map(|(_, to, edge)| edge.access.iter().map(|access| (to.clone(), access)))
            .collect();
        let shared = found
            .shared
            .iter()
            .filter(|shared| {
                shared.from == *own
                    && shared.edge.kind == EdgeKind::Touches
                    && shared.edge.certainty == Certainty::Certain
            })
            .map(|shared| (shared.edge.access, shared.to.clone()))
            .collect();
        Self { single, shared }
    }

    /// Whether the asset is surely touched in this way.
    pub(in super::super) fn has(&self, lens: &Lens<'_, '_>, asset: &str, access: Access) -> bool {
        if self.single.contains(&(asset.to_owned(), access)) {
            return true;
        }
        let mut shared = self
            .shared
            .iter()
            .filter(|(accesses, _)| accesses.contains(access))
            .peekable();
        if shared.peek().is_none() {
            return false;
        }
        lens.overview
            .and_then(|overview| overview.numbers.number(asset))
            .is_some_and(|number| shared.any(|(_, to)| to.contains(number)))
    }
}

/// The assets of a type on which the actor may be allowed the actions of a way.
pub(in super::super) fn able<'a>(lens: &Lens<'_, 'a>, kind: &str, way: &Way) -> Vec<&'a Asset> {
    many::candidates(lens, kind, way).unwrap_or_else(|| lens.estate.assets_of(kind).collect())
}
