//! What can be told only when every file has been read: one file names what another holds.

use super::terraform_cloud;
use crate::snapshot::Sink;

/// What was found and waits for the other files.
#[derive(Debug, Default)]
pub(crate) struct Later {
    /// Workspaces of HCP Terraform, and the variables that decide whose permissions their runs have.
    pub(super) terraform: Vec<terraform_cloud::Part>,
}

impl Later {
    /// Puts it together, whatever the order of the files was. Returns how many things were found.
    pub(crate) fn give(self, sink: &mut dyn Sink) -> u64 {
        terraform_cloud::together(self.terraform, sink)
    }
}
