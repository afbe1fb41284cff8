//! Only operations that the service files declare are ever sent.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use crate::aws::SERVICES;

/// Whether a service file declares the operation. `service` is the IAM prefix.
pub(super) fn declared(service: &str, operation: &str) -> bool {
    SERVICES
        .iter()
        .filter(|it| it.name() == service)
        .any(|it| it.operations().iter().any(|it| it.name == operation))
}

/// The operation was refused before anything was sent.
#[derive(Debug, thiserror::Error)]
#[error("`{service}:{operation}` is not among the operations that the collector may ask")]
pub(super) struct Undeclared {
    service: String,
    operation: String,
}

/// Stops every call of an SDK client that no service file declares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    /// The IAM prefix of the client's service.
    pub(super) service: &'static str,
}

#[dyn_dispatch_hint]
impl Intercept for Guard {
    fn name(&self) -> &'static str {
        "declared operations only"
    }

    // The first hook that knows the operation; nothing has been sent yet.
    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config
            .load::<Metadata>()
            .map(|metadata| metadata.name().to_owned())
            .unwrap_or_default();
        if declared(self.service, &operation) {
            return Ok(());
        }
        Err(Undeclared {
            service: self.service.to_owned(),
            operation,
        }
        .into())
    }
}
