//! Why there was no answer at all, in words that say what to do. Nothing of the error itself is repeated: it may hold
//! addresses with credentials in them.

use std::error::Error;

use super::failure::Failure;
use crate::coverage::Outcome;

/// The failure that an error of the connection means.
pub(super) fn failure(error: &(dyn Error + 'static)) -> Failure {
    let text = chain(error);
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    if says(&["temporary failure in name resolution", "try again"]) {
        return Failure::network("the name of the host could not be looked up").passing();
    }
    if says(&[
        "dns error",
        "failed to lookup address",
        "name or service not known",
        "nodename nor servname",
        "no such host",
    ]) {
        return Failure::new(
            Outcome::NotEnabled,
            "there is no host of that name: AWS has the service not in this region, or the network has no DNS",
            "leave the region out, or check the network",
        );
    }
    if says(&["connection refused"]) {
        return Failure::new(
            Outcome::Failed,
            "nothing listens at the address of the service: the connection was refused",
            "check the endpoint (`AWS_ENDPOINT_URL`, `endpoint_url` of the profile) and the proxy settings",
        );
    }
    if says(&["certificate", "tls", "handshake"]) {
        return Failure::new(
            Outcome::Failed,
            "the connection could not be secured: the certificate of the other side is not trusted",
            "check the endpoint and the proxy; a certificate of your own is added with `SSL_CERT_FILE`",
        );
    }
    Failure::network("the connection failed or broke off").passing()
}

/// The texts of an error and its sources, in lower case.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut at = Some(error);
    // As deep as errors go in practice; a source that is itself ends here too.
    for _ in 0..32 {
        let Some(error) = at else { break };
        text.push_str(&error.to_string().to_lowercase());
        text.push('\n');
        let inner = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        if let Some(inner) = inner {
            text.push_str(&inner.to_string().to_lowercase());
            text.push('\n');
        }
        at = error.source();
    }
    text
}
