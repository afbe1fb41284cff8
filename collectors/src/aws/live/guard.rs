//! Around the SDK: only operations that the service files declare are sent, and no answer that ends early passes.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use serde::de::IgnoredAny;

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

/// The answer ends early. The SDK's own parsers take some such answers for whole ones with less in them.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the answer ends early")]
pub(super) struct EndsEarly;

/// Whether an answer of the SDK's services breaks off: XML before the end of its root element, JSON before the end
/// of its value.
pub(super) fn ends_early(body: &[u8], operation: &str) -> bool {
    let body = body.trim_ascii();
    match body.first() {
        None => true,
        Some(b'<') => !body.ends_with(format!("</{operation}Response>").as_bytes()),
        Some(_) => serde_json::from_slice::<IgnoredAny>(body).is_err_and(|error| error.is_eof()),
    }
}

/// Stops every call of an SDK client that no service file declares, and every answer that ends early.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    /// The IAM prefix of the client's service.
    pub(super) service: &'static str,
}

fn operation(config: &ConfigBag) -> &str {
    config.load::<Metadata>().map_or("", Metadata::name)
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
        let operation = operation(config);
        if declared(self.service, operation) {
            return Ok(());
        }
        Err(Undeclared {
            service: self.service.to_owned(),
            operation: operation.to_owned(),
        }
        .into())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let body = response.body().bytes().unwrap_or_default();
        if response.status().is_success() && ends_early(body, operation(config)) {
            return Err(EndsEarly.into());
        }
        Ok(())
    }
}
