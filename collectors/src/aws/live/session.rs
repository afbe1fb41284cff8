//! Credentials, region, endpoint and the HTTP client, from the same places as the AWS CLI.

use std::time::{Duration, SystemTime};

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpClient};
use tokio::sync::Mutex;

use super::{CollectError, Options, endpoint};

/// How long before they expire credentials are asked for again.
const RENEW: Duration = Duration::from_secs(300);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// What every call needs.
#[derive(Debug)]
pub(super) struct Session {
    /// The configuration of the SDK clients.
    pub(super) config: SdkConfig,
    /// The region of global calls.
    pub(super) region: String,
    credentials: Mutex<Option<Credentials>>,
}

fn connector(settings: HttpConnectorSettings) -> Connector {
    Connector::builder()
        .connector_settings(settings)
        .sleep_impl(TokioSleep::new())
        .proxy_config(ProxyConfig::from_env())
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build()
}

/// The connections of the signed client.
pub(super) fn direct_connector(options: &Options) -> Connector {
    connector(
        HttpConnectorSettings::builder()
            .connect_timeout(CONNECT)
            .read_timeout(options.limits.timeout)
            .build(),
    )
}

pub(super) fn http_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, _| {
        connector(
            settings
                .cloned()
                .unwrap_or_else(|| HttpConnectorSettings::builder().build()),
        )
    })
}

impl Session {
    /// Reads the environment, the profile and the options.
    ///
    /// # Errors
    /// When no region is set anywhere.
    pub(super) async fn load(options: &Options) -> Result<Self, CollectError> {
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http_client())
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(options.limits.attempts)
                    .with_initial_backoff(options.limits.backoff),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT)
                    .operation_attempt_timeout(options.limits.timeout)
                    .build(),
            );
        if let Some(profile) = &options.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &options.endpoint {
            loader = loader.endpoint_url(endpoint);
        }
        if let Some(region) = options.region.as_ref().or(options.regions.first()) {
            loader = loader.region(Region::new(region.clone()));
        }
        let config = loader.load().await;
        let region = config
            .region()
            .map(|region| region.as_ref().to_owned())
            .filter(|region| is_region(region))
            .ok_or(CollectError::NoRegion)?;
        Ok(Self {
            config,
            region,
            credentials: Mutex::new(None),
        })
    }

    /// The credentials of the signed client. Kept until shortly before they expire.
    ///
    /// # Errors
    /// When there are none, with the reason of the provider chain.
    pub(super) async fn credentials(&self) -> Result<Credentials, String> {
        let mut kept = self.credentials.lock().await;
        let fresh = |it: &Credentials| {
            it.expiry()
                .is_none_or(|expiry| expiry > SystemTime::now() + RENEW)
        };
        if let Some(credentials) = kept.as_ref().filter(|it| fresh(it)) {
            return Ok(credentials.clone());
        }
        let provider = self
            .config
            .credentials_provider()
            .ok_or_else(|| "no credentials are set up".to_owned())?;
        let credentials = provider
            .provide_credentials()
            .await
            .map_err(|error| error.to_string())?;
        *kept = Some(credentials.clone());
        Ok(credentials)
    }

    /// Where a service is asked; see [`endpoint::address`].
    pub(super) fn endpoint(&self, cli: &str, host: &str, region: &str) -> String {
        endpoint::address(&self.config, cli, host, region)
    }
}

/// Region names become part of host names; they come from the environment and from answers.
pub(super) fn is_region(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 40
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
