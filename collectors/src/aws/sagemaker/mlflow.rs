//! MLflow tracking servers: who may write runs and models to the artifact store of one.

use serde::Deserialize;

use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use super::{S3Place, execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Server {
    tracking_server_name: String,
    tracking_server_arn: String,
    tracking_server_status: Option<String>,
    is_active: Option<String>,
    role_arn: Option<String>,
    artifact_store_uri: Option<String>,
    tracking_server_url: Option<String>,
    automatic_model_registration: Option<bool>,
}

/// Tracking servers.
pub(super) fn server(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "TrackingServerSummaries",
        sink,
        |server: Server, origin, sink| {
            let mut workload = workload(
                server.tracking_server_arn,
                "mlflow-tracking-server",
                server.tracking_server_name,
                reply,
                origin,
            );
            if let Some(uri) = server.artifact_store_uri {
                let store = S3Place::prefix(&uri, AssetClass::Model, "/ArtifactStoreUri");
                store.flows_from(&workload.id, LineageKind::Model, reply, sink);
            }
            workload.runs_as = execution_role(server.role_arn);
            workload.attributes = attributes([
                ("state", server.tracking_server_status.keep()),
                ("active", server.is_active.keep()),
                ("url", server.tracking_server_url.keep()),
                (
                    "registers_models",
                    server.automatic_model_registration.keep(),
                ),
            ]);
            sink.fact(Fact::Workload(workload));
        },
    )
}
