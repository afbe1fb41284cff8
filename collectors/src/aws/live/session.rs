//! Credentials, region, endpoint and the HTTP client, from the same places as the AWS CLI.

use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpClient};

use super::failure::Failure;
use super::kept::Kept;
use super::{CollectError, Options, credentials, endpoint};
use crate::coverage::Outcome;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// What every call needs.
#[derive(Debug)]
pub(super) struct Session {
    /// The configuration of the SDK clients.
    pub(super) config: SdkConfig,
    /// The region of global calls.
    pub(super) region: String,
    /// The profile that it was made of.
    pub(super) profile: Option<String>,
    /// Whether the profile takes its credentials from single sign-on.
    pub(super) signs_on: bool,
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

/// A profile that was named goes before the keys in the environment, as with the AWS CLI.
fn with_credentials(config: SdkConfig, profile: Option<&str>) -> SdkConfig {
    let environment = config.credentials_provider();
    let named = profile.map(|profile| {
        let provider = ProviderConfig::default()
            .with_http_client(http_client())
            .with_region(config.region().cloned());
        SharedCredentialsProvider::new(
            ProfileFileCredentialsProvider::builder()
                .configure(&provider)
                .profile_name(profile)
                .build(),
        )
    });
    let kept = match (named, environment) {
        (Some(named), environment) => Kept::new(named, environment),
        (None, Some(environment)) => Kept::new(environment, None),
        (None, None) => return config,
    };
    config
        .to_builder()
        .credentials_provider(SharedCredentialsProvider::new(kept))
        .build()
}

impl Session {
    /// Reads the environment, the profile and the options.
    ///
    /// # Errors
    /// When no region is set anywhere.
    pub(super) async fn load(
        options: &Options,
        profile: Option<&str>,
        signs_on: bool,
    ) -> Result<Self, CollectError> {
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
        if let Some(profile) = profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &options.endpoint {
            loader = loader.endpoint_url(endpoint);
        }
        if let Some(region) = options.region.as_ref().or(options.regions.first()) {
            loader = loader.region(Region::new(region.clone()));
        }
        let config = loader.load().await;
        let config = with_credentials(config, profile);
        let region = config
            .region()
            .map(|region| region.as_ref().to_owned())
            .filter(|region| is_region(region))
            .ok_or(CollectError::NoRegion)?;
        Ok(Self {
            config,
            region,
            profile: profile.map(str::to_owned),
            signs_on,
        })
    }

    /// The same, as a role. Its credentials are renewed as long as those of this session are good.
    pub(super) async fn assuming(&self, arn: &str, external_id: Option<&str>) -> Self {
        let mut builder = AssumeRoleProvider::builder(arn)
            .configure(&self.config)
            .region(Region::new(self.region.clone()))
            .session_name("blastradius");
        if let Some(external_id) = external_id {
            builder = builder.external_id(external_id);
        }
        let role = SharedCredentialsProvider::new(builder.build().await);
        let provider = SharedCredentialsProvider::new(Kept::new(role, None));
        let config = self
            .config
            .to_builder()
            .credentials_provider(provider)
            .identity_cache(IdentityCache::lazy().build())
            .build();
        Self {
            config,
            region: self.region.clone(),
            profile: self.profile.clone(),
            signs_on: false,
        }
    }

    /// The credentials of the signed client.
    ///
    /// # Errors
    /// When there are none.
    pub(super) async fn credentials(&self) -> Result<Credentials, Failure> {
        let provider = self.config.credentials_provider().ok_or_else(|| {
            Failure::new(
                Outcome::Failed,
                "no credentials are set up",
                credentials::SIGN_IN,
            )
        })?;
        provider
            .provide_credentials()
            .await
            .map_err(|error| credentials::failure(&error, self.signs_on))
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
