//! The services that are asked through the official SDK: one file a service.
//!
//! The SDK's answers become JSON in the shape that the AWS CLI prints, with only the members that are wanted.

/// Sends a request and turns its error into a failure.
macro_rules! send {
    ($clients:ident, $request:expr) => {
        $request
            .send()
            .await
            .map_err(|error| $clients.failure(&error))?
    };
}

mod details;
mod iam;
mod organizations;
mod secretsmanager;

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Mutex;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::DateTime;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Value, json};

use super::failure::{Failure, Refusal};
use super::guard::Guard;
use super::{Call, Page, credentials, network};
use crate::coverage::Outcome;

/// The clients of the SDK. Each refuses what no service file declares.
#[derive(Debug)]
pub(super) struct Clients {
    config: SdkConfig,
    iam: aws_sdk_iam::Client,
    sts: aws_sdk_sts::Client,
    organizations: aws_sdk_organizations::Client,
    /// One a region.
    secretsmanager: Mutex<BTreeMap<String, aws_sdk_secretsmanager::Client>>,
    timeout: u64,
}

impl Clients {
    pub(super) fn new(config: &SdkConfig, timeout: Duration) -> Self {
        let guard = |service| Guard { service };
        // Every attempt is counted where the signed client's are: there is one rule for what is tried again, and one pace.
        let once = RetryConfig::disabled;
        let iam = aws_sdk_iam::config::Builder::from(config)
            .retry_config(once())
            .interceptor(guard("iam"));
        let sts = aws_sdk_sts::config::Builder::from(config)
            .retry_config(once())
            .interceptor(guard("sts"));
        let organizations = aws_sdk_organizations::config::Builder::from(config)
            .retry_config(once())
            .interceptor(guard("organizations"));
        Self {
            config: config.clone(),
            iam: aws_sdk_iam::Client::from_conf(iam.build()),
            sts: aws_sdk_sts::Client::from_conf(sts.build()),
            organizations: aws_sdk_organizations::Client::from_conf(organizations.build()),
            secretsmanager: Mutex::default(),
            timeout: timeout.as_secs(),
        }
    }

    fn secretsmanager(&self, region: &str) -> aws_sdk_secretsmanager::Client {
        let make = || {
            let config = aws_sdk_secretsmanager::config::Builder::from(&self.config)
                .region(Region::new(region.to_owned()))
                .retry_config(RetryConfig::disabled())
                .interceptor(Guard {
                    service: "secretsmanager",
                });
            aws_sdk_secretsmanager::Client::from_conf(config.build())
        };
        match self.secretsmanager.lock() {
            Ok(mut clients) => clients
                .entry(region.to_owned())
                .or_insert_with(make)
                .clone(),
            Err(_) => make(),
        }
    }

    /// What went wrong with a call of the SDK.
    fn failure<E>(&self, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: ProvideErrorMetadata + Error,
    {
        match error {
            SdkError::TimeoutError(_) => Failure::timeout(self.timeout),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                Failure::timeout(self.timeout)
            }
            SdkError::DispatchFailure(dispatch) => match dispatch.as_connector_error() {
                // No attempt was made without credentials.
                Some(error) => match credentials_error(error) {
                    Some(error) => credentials::failure(error, false),
                    None => network::failure(error),
                },
                None => Failure::network("the connection failed or broke off").passing(),
            },
            SdkError::ResponseError(response) => answered(response.raw(), None, ""),
            SdkError::ServiceError(service) => answered(
                service.raw(),
                service.err().code(),
                service.err().message().unwrap_or_default(),
            ),
            _ => Failure::new(Outcome::Failed, "the request could not be made", ""),
        }
    }
}

/// What the provider of the credentials said, if it was that.
fn credentials_error(error: &ConnectorError) -> Option<&CredentialsError> {
    let mut at: Option<&(dyn Error + 'static)> = Some(error);
    for _ in 0..32 {
        let error = at?;
        if let Some(found) = error.downcast_ref::<CredentialsError>() {
            return Some(found);
        }
        at = error.source();
    }
    None
}

/// An answer that is an error, or that could not be read.
fn answered(raw: &HttpResponse, code: Option<&str>, message: &str) -> Failure {
    let html = raw
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"));
    if raw.status().is_success() && !html && code.is_none() {
        return Failure::cut_off("the answer ends early or cannot be read");
    }
    Failure::refused(&Refusal {
        status: raw.status().as_u16(),
        code,
        message,
        html,
    })
}

/// Whether an SDK client makes calls of this service.
pub(super) fn knows(service: &str, operation: &str) -> bool {
    match service {
        "sts" => operation == "GetCallerIdentity",
        "iam" => iam::OPERATIONS.contains(&operation),
        "organizations" => organizations::OPERATIONS.contains(&operation),
        "secretsmanager" => secretsmanager::OPERATIONS.contains(&operation),
        _ => false,
    }
}

/// Asks for one page.
pub(super) async fn page(clients: &Clients, call: &Call<'_>) -> Result<Page, Failure> {
    match call.service {
        "iam" => iam::page(clients, call).await,
        "organizations" => organizations::page(clients, call).await,
        "secretsmanager" => secretsmanager::page(clients, call).await,
        "sts" if call.operation.name == "GetCallerIdentity" => {
            let it = send!(clients, clients.sts.get_caller_identity());
            Ok(whole(&json!({
                "Account": it.account(), "Arn": it.arn(), "UserId": it.user_id(),
            })))
        }
        _ => Err(unknown()),
    }
}

/// The call is not among those that are written here. A test proves that this never happens.
fn unknown() -> Failure {
    Failure::new(
        Outcome::Unimplemented,
        "the collector cannot make this call",
        "",
    )
}

/// An answer that has no further pages.
fn whole(value: &Value) -> Page {
    paged(value, None)
}

/// An answer, and where the next page begins.
fn paged(value: &Value, next: Option<&str>) -> Page {
    Page {
        body: value.to_string(),
        next: next.filter(|token| !token.is_empty()).map(str::to_owned),
    }
}

/// Seconds since the epoch.
fn time(at: Option<&DateTime>) -> Value {
    at.map_or(Value::Null, |at| at.as_secs_f64().into())
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::net::TcpListener;
    use std::time::Duration;

    use aws_config::{BehaviorVersion, Region, SdkConfig};
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;

    use super::Clients;

    #[tokio::test]
    async fn an_sdk_client_cannot_be_made_to_write() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let credentials = Credentials::new("AKIAEXAMPLE", "none", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(super::super::session::http_client())
            .build();
        let clients = Clients::new(&config, Duration::from_secs(1));
        let error = clients.iam.delete_user().user_name("u").send().await;
        let error = error.unwrap_err();
        let mut at: Option<&dyn Error> = Some(&error);
        let mut chain = String::new();
        while let Some(error) = at {
            chain.push_str(&error.to_string());
            at = error.source();
        }
        assert!(chain.contains("`iam:DeleteUser` is not among"), "{chain}");
        let secret = clients.secretsmanager("us-east-1");
        assert!(
            secret
                .get_secret_value()
                .secret_id("s")
                .send()
                .await
                .is_err()
        );
        // Nothing was sent.
        assert!(listener.accept().is_err());
    }
}
