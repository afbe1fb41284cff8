//! What others say of where things come from: OpenLineage events, CycloneDX bills of materials of models, SLSA provenance.

mod bom;
mod naming;
mod openlineage;
mod provenance;

use super::{Document, Kind, Node, Output};

/// See the top of the file.
pub(super) struct ExternalLineage;

impl Kind for ExternalLineage {
    fn name(&self) -> &'static str {
        "lineage"
    }

    fn description(&self) -> &'static str {
        "OpenLineage events, CycloneDX bills of materials with models, SLSA provenance and model signatures"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        let first = if root.is_list() {
            root.items().first()
        } else {
            Some(root)
        };
        first.is_some_and(|it| openlineage::is_one(it) || bom::is_one(it) || provenance::is_one(it))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let all: &[Node] = if root.is_list() {
            root.items()
        } else {
            std::slice::from_ref(root)
        };
        for one in all {
            if bom::is_one(one) {
                bom::read(one, output);
            } else if provenance::is_one(one) {
                provenance::read(one, output);
            } else if openlineage::is_one(one) {
                openlineage::read(one, output);
            }
        }
    }
}
