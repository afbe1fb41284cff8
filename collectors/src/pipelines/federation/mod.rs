//! Trust in tokens of identity providers, as the command lines of the clouds print it: for clouds that are not collected.

mod entra;
mod gcp;

pub(super) use entra::EntraFederatedCredential;
pub(super) use gcp::GcpWorkloadIdentity;
