//! A small signed HTTP client for the services whose SDK crates are heavy.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::SystemTime;

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::http::Request as SmithyRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;

use super::failure::Failure;
use super::session::{Session, direct_connector, is_region};
use super::{Limits, Options, network};

/// A request of a protocol, before it is signed.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    /// The first label of the host (`kms`), or all of it with `{region}` in it.
    pub(super) host: String,
    /// The service as the AWS CLI names it: `kms`.
    pub(super) cli: &'static str,
    /// The name that the signature has: `kms`.
    pub(super) signs_as: &'static str,
    /// `GET` or `POST`.
    pub(super) method: &'static str,
    /// The path and query, percent-encoded.
    pub(super) path: String,
    /// Headers beside those of the signature.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(super) body: String,
    /// For S3: the bucket, whose region may be another.
    pub(super) bucket: Option<String>,
}

/// An answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) html: bool,
    /// The error code that AWS puts in a header of REST protocols.
    pub(super) error_type: Option<String>,
    /// For S3: the region where the bucket is.
    pub(super) bucket_region: Option<String>,
    pub(super) body: String,
}

/// The signed client.
#[derive(Debug)]
pub(super) struct Client {
    connector: Connector,
    limits: Limits,
    /// Regions of buckets that are elsewhere.
    buckets: Mutex<BTreeMap<String, String>>,
}

impl Client {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            connector: direct_connector(options),
            limits: options.limits.clone(),
            buckets: Mutex::default(),
        }
    }

    /// Sends a request. `failed` reads what went wrong out of an answer that is no success.
    ///
    /// # Errors
    /// What went wrong.
    pub(super) async fn send(
        &self,
        session: &Session,
        request: &Request,
        region: &str,
        failed: impl Fn(&Answer) -> Failure,
    ) -> Result<String, Failure> {
        let mut moved = false;
        loop {
            let region = self.region_of(request, region);
            let answer = self.once(session, request, &region).await?;
            if (200..300).contains(&answer.status) && !answer.html {
                return Ok(answer.body);
            }
            // S3 tells where the bucket is; one move, so that two regions cannot pass it on for ever.
            if moved || !self.moves(request, &region, &answer) {
                return Err(failed(&answer));
            }
            moved = true;
        }
    }

    fn region_of(&self, request: &Request, region: &str) -> String {
        let known = request.bucket.as_ref().and_then(|bucket| {
            let buckets = self.buckets.lock().ok()?;
            buckets.get(bucket).cloned()
        });
        known.unwrap_or_else(|| region.to_owned())
    }

    /// Notes that a bucket is in another region than it was asked in.
    fn moves(&self, request: &Request, asked: &str, answer: &Answer) -> bool {
        let (Some(bucket), Some(region)) = (&request.bucket, &answer.bucket_region) else {
            return false;
        };
        if region == asked || !is_region(region) {
            return false;
        }
        if let Ok(mut buckets) = self.buckets.lock() {
            buckets.insert(bucket.clone(), region.clone());
        }
        true
    }

    async fn once(
        &self,
        session: &Session,
        request: &Request,
        region: &str,
    ) -> Result<Answer, Failure> {
        let signed = signed(session, request, region).await?;
        let exchange = async {
            let response = self.connector.call(signed).await.map_err(|error| {
                if error.is_timeout() {
                    Failure::timeout(self.limits.timeout.as_secs())
                } else if error.is_user() {
                    Failure::network("the request could not be sent")
                } else {
                    network::failure(&error)
                }
            })?;
            let headers = response.headers().clone();
            let header = |name: &str| headers.get(name).map(str::to_owned);
            let mut answer = Answer {
                status: response.status().as_u16(),
                html: false,
                error_type: header("x-amzn-errortype"),
                bucket_region: header("x-amz-bucket-region"),
                body: String::new(),
            };
            let html = header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
            answer.body = read(response.into_body(), self.limits.page_bytes).await?;
            // Some servers call their JSON a web page.
            answer.html = html && answer.body.trim_start().starts_with('<');
            Ok(answer)
        };
        match tokio::time::timeout(self.limits.timeout, exchange).await {
            Ok(answer) => answer,
            Err(_) => Err(Failure::timeout(self.limits.timeout.as_secs())),
        }
    }
}

async fn read(mut body: SdkBody, limit: usize) -> Result<String, Failure> {
    let mut bytes: Vec<u8> = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::cut_off("the answer broke off").passing())?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > limit {
                return Err(Failure::cut_off(format!(
                    "the answer is larger than {limit} bytes"
                )));
            }
            bytes.extend_from_slice(&data);
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            crate::coverage::Outcome::Unreadable,
            "the answer is not UTF-8",
            "",
        )
    })
}

/// Signs the request (AWS Signature Version 4).
async fn signed(
    session: &Session,
    request: &Request,
    region: &str,
) -> Result<SmithyRequest<SdkBody>, Failure> {
    let broken = |_| Failure::network("the request could not be made");
    let credentials = session.credentials().await?;
    let endpoint = session.endpoint(request.cli, &request.host, region);
    let uri = format!("{endpoint}{}", request.path);
    let mut builder = http::Request::builder().method(request.method).uri(&uri);
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    let mut message = builder
        .body(SdkBody::from(request.body.as_str()))
        .map_err(|_| Failure::network("the request could not be made"))?;

    let mut settings = SigningSettings::default();
    if request.signs_as == "s3" {
        // Amazon S3 API Reference, "Authenticating Requests": the path is encoded once, and the hash of the body
        // is a header.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(request.signs_as)
        .time(SystemTime::now())
        .settings(settings)
        .build()
        .map_err(|_| Failure::network("the request could not be signed"))?
        .into();
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    let signable = SignableRequest::new(
        request.method,
        &uri,
        headers,
        SignableBody::Bytes(request.body.as_bytes()),
    )
    .map_err(|_| Failure::network("the request could not be signed"))?;
    let (instructions, _) = sign(signable, &params)
        .map_err(|_| Failure::network("the request could not be signed"))?
        .into_parts();
    instructions.apply_to_request_http1x(&mut message);
    SmithyRequest::try_from(message).map_err(broken)
}

/// Percent-encodes everything but the unreserved characters of RFC 3986, section 2.3.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
