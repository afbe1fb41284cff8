//! Credentials that are kept until shortly before they expire, for the SDK's clients and the signed client alike: a role is
//! assumed once, and a refusal is final.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::sync::Mutex;

/// How long before they expire credentials are asked for again.
const RENEW: Duration = Duration::from_secs(300);

/// A provider, and what it gave last.
#[derive(Debug)]
pub(super) struct Kept {
    first: SharedCredentialsProvider,
    /// Asked when the first has none.
    otherwise: Option<SharedCredentialsProvider>,
    kept: Mutex<Option<Credentials>>,
}

impl Kept {
    pub(super) fn new(
        first: SharedCredentialsProvider,
        otherwise: Option<SharedCredentialsProvider>,
    ) -> Self {
        Self {
            first,
            otherwise,
            kept: Mutex::new(None),
        }
    }

    async fn get(&self) -> Result<Credentials, CredentialsError> {
        let mut kept = self.kept.lock().await;
        let fresh = |it: &Credentials| {
            it.expiry()
                .is_none_or(|expiry| expiry > SystemTime::now() + RENEW)
        };
        if let Some(credentials) = kept.as_ref().filter(|it| fresh(it)) {
            return Ok(credentials.clone());
        }
        let credentials = match (self.first.provide_credentials().await, &self.otherwise) {
            (Err(CredentialsError::CredentialsNotLoaded(_)), Some(otherwise)) => {
                otherwise.provide_credentials().await?
            }
            (given, _) => given?,
        };
        *kept = Some(credentials.clone());
        Ok(credentials)
    }
}

impl ProvideCredentials for Kept {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.get())
    }
}
