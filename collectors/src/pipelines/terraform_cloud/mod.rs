//! HCP Terraform (Terraform Cloud) and Terraform Enterprise: workspaces, whose runs have a phase `plan` and a phase `apply`.
//!
//! Read from the answers of its API (HCP Terraform API documentation, "Workspaces", "Workspace variables", "Variable sets",
//! "Projects"), from what `terraform show -json` prints of the `tfe` provider, and from `cloud` blocks. What a run may become is
//! in variables ("Dynamic provider credentials"), which often stand in another file: all are put together at the end.

mod answers;
mod block;
mod credentials;
mod part;
mod shown;
mod variables;
mod workspace;

pub(super) use self::part::Part;
pub(super) use self::workspace::together;

use super::{Document, Kind, Output};

/// See the top of the file.
pub(super) struct TerraformCloud;

impl Kind for TerraformCloud {
    fn name(&self) -> &'static str {
        "terraform-cloud"
    }

    fn description(&self) -> &'static str {
        "HCP Terraform: workspaces and variables as its API has them, resources of the tfe provider, cloud blocks"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        match document.tree() {
            Some(root) => answers::recognises(root) || shown::recognises(root),
            None => document.file.name().ends_with(".tf") && block::find(document.text()).is_some(),
        }
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        if document.tree().is_some() {
            output.of_another();
        }
        match document.tree() {
            Some(root) if answers::recognises(root) => answers::read(root, output),
            Some(root) => shown::read(root, output),
            None => block::read(document.text(), output),
        }
    }
}
