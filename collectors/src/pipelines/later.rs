//! What can be told only when every file has been read: one file names what another holds.

use super::{airflow, azureml, terraform_cloud};
use crate::snapshot::Sink;

/// What was found and waits for the other files.
#[derive(Debug, Default)]
pub(crate) struct Later {
    /// Workspaces of HCP Terraform, and the variables that decide whose permissions their runs have.
    pub(super) terraform: Vec<terraform_cloud::Part>,
    /// Jobs of Azure Machine Learning, and what they run on.
    pub(super) azureml: azureml::Joined,
    /// DAGs of Airflow, by their files and as the scheduler has them.
    pub(super) airflow: airflow::Joined,
}

impl Later {
    /// Puts it together, whatever the order of the files was. Returns how many things were found.
    pub(crate) fn give(self, sink: &mut dyn Sink) -> u64 {
        let workspaces = terraform_cloud::together(self.terraform, sink);
        let jobs = self.azureml.give(sink);
        workspaces
            .saturating_add(jobs)
            .saturating_add(self.airflow.give(sink))
    }
}
