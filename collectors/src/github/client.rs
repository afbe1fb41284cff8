//! One call after another, within what GitHub allows.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode};

use super::{CollectError, Options};
use crate::coverage::Outcome;

/// The most that one answer may have, in bytes: a page of a list, a workflow.
const LARGEST: u64 = 32 << 20;
/// The most pages of one list: of a hundred entries each.
const PAGES: usize = 1_000;
/// The longest pause that is waited out without being asked for it by GitHub.
const PAUSE: Duration = Duration::from_secs(1);

/// Asks.
pub(super) struct Client<'o> {
    agent: Agent,
    options: &'o Options,
    /// Without a slash at its end.
    base: String,
    /// What is left of the patience.
    patience: Duration,
    /// Calls that were made.
    pub(super) asked: u64,
}

/// How a call ended.
pub(super) enum Answered {
    /// The text of an answer.
    Text(String),
    /// No answer: how it ended, and why.
    Not(Outcome, String),
}

/// The pages of an answer.
pub(super) struct Pages {
    /// Each as it came.
    pub(super) texts: Vec<String>,
    /// How the answer ended before its end, and why.
    pub(super) end: Option<(Outcome, String)>,
}

/// In what form a body is asked for (REST API, "Media types").
#[derive(Clone, Copy)]
pub(super) enum Form {
    Json,
    Raw,
}

impl<'o> Client<'o> {
    /// A client for the interface at an address.
    ///
    /// # Errors
    /// When the address is none that a token may be sent to.
    pub(super) fn new(options: &'o Options) -> Result<Self, CollectError> {
        let base = options.api.trim_end_matches('/').to_owned();
        let bad = || CollectError::BadAddress(options.api.clone());
        let (scheme, rest) = base.split_once("://").ok_or_else(bad)?;
        let host = rest.split('/').next().unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        // Without encryption only to this machine: that is how tests and proxies are reached.
        let local = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
        let safe = scheme == "https" || (scheme == "http" && local);
        if !safe || host.is_empty() || rest.contains(['@', '?', '#', ' ']) {
            return Err(bad());
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .max_redirects(3)
            .user_agent(concat!("blastradius/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self {
            agent: config.into(),
            options,
            base,
            patience: options.patience,
            asked: 0,
        })
    }

    /// Every page of an answer, each as it came. A page that is missing ends the list with how it ended.
    ///
    /// # Errors
    /// When the token is refused, or nothing answers the first call of all.
    pub(super) fn pages(&mut self, path: &str) -> Result<Pages, CollectError> {
        let mut texts = Vec::new();
        let mut url = format!("{}/{path}?per_page=100", self.base);
        for _ in 0..PAGES {
            let (answer, headers) = self.get(&url, Form::Json)?;
            match answer {
                Answered::Text(text) => texts.push(text),
                Answered::Not(outcome, reason) => {
                    let end = Some((outcome, reason));
                    return Ok(Pages { texts, end });
                }
            }
            let Some(next) = headers.as_ref().and_then(next_page) else {
                return Ok(Pages { texts, end: None });
            };
            // The token goes to the address that the user named and to no other.
            if !next.starts_with(&format!("{}/", self.base)) {
                let reason = "the next page is said to be at another address".to_owned();
                let end = Some((Outcome::CutOff, reason));
                return Ok(Pages { texts, end });
            }
            url = next;
        }
        let reason = format!("it has more than {PAGES} pages");
        let end = Some((Outcome::CutOff, reason));
        Ok(Pages { texts, end })
    }

    /// A file as it is.
    ///
    /// # Errors
    /// When the token is refused.
    pub(super) fn raw(&mut self, path: &str) -> Result<Answered, CollectError> {
        let url = format!("{}/{path}", self.base);
        Ok(self.get(&url, Form::Raw)?.0)
    }

    fn get(
        &mut self,
        url: &str,
        form: Form,
    ) -> Result<(Answered, Option<HeaderMap>), CollectError> {
        // Twice more after a failure of the network or of GitHub itself.
        let mut failures = 0;
        loop {
            self.asked += 1;
            let accept = match form {
                Form::Json => "application/vnd.github+json",
                Form::Raw => "application/vnd.github.raw+json",
            };
            let mut request = self
                .agent
                .get(url)
                .header("Accept", accept)
                .header("X-GitHub-Api-Version", "2022-11-28");
            if let Some(token) = &self.options.token {
                request = request.header("Authorization", token.header());
            }
            let mut response = match request.call() {
                Ok(response) => response,
                Err(_) if failures < 2 => {
                    failures += 1;
                    thread::sleep(PAUSE);
                    continue;
                }
                Err(error) if self.asked <= 3 => {
                    return Err(CollectError::Unreachable {
                        api: self.base.clone(),
                        reason: error.to_string(),
                    });
                }
                Err(error) => {
                    return Ok((Answered::Not(Outcome::Failed, error.to_string()), None));
                }
            };
            let status = response.status();
            let headers = response.headers().clone();
            if status == StatusCode::UNAUTHORIZED {
                return Err(CollectError::BadToken);
            }
            if let Some(wait) = asked_to_wait(status, &headers) {
                if wait > self.patience {
                    let reason = "GitHub asks to wait longer than there is patience for".to_owned();
                    return Ok((Answered::Not(Outcome::Throttled, reason), None));
                }
                self.patience = self.patience.saturating_sub(wait.max(PAUSE));
                thread::sleep(wait);
                continue;
            }
            if status.is_server_error() && failures < 2 {
                failures += 1;
                thread::sleep(PAUSE);
                continue;
            }
            let body = response
                .body_mut()
                .with_config()
                .limit(LARGEST)
                .read_to_string();
            let answer = match (refusal(status), body) {
                (Some((outcome, reason)), _) => Answered::Not(outcome, reason),
                (None, Ok(text)) => Answered::Text(text),
                (None, Err(error)) => Answered::Not(Outcome::CutOff, error.to_string()),
            };
            return Ok((answer, Some(headers)));
        }
    }
}

/// What a status other than of an answer means.
fn refusal(status: StatusCode) -> Option<(Outcome, String)> {
    let outcome = match status.as_u16() {
        200..=299 => return None,
        403 => Outcome::Refused,
        404 => Outcome::Absent,
        // Not in this plan, or switched off for the repository.
        409 | 410 | 451 => Outcome::NotEnabled,
        _ => Outcome::Failed,
    };
    Some((outcome, format!("GitHub answered {}", status.as_u16())))
}

/// How long GitHub asks to wait (REST API, "Rate limits": `retry-after`, `x-ratelimit-remaining`, `x-ratelimit-reset`).
fn asked_to_wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    if !matches!(status.as_u16(), 403 | 429) {
        return None;
    }
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    if let Some(seconds) = number("retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    if number("x-ratelimit-remaining") == Some(0) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let reset = number("x-ratelimit-reset")?;
        return Some(Duration::from_secs(
            reset.saturating_sub(now).saturating_add(1),
        ));
    }
    (status == StatusCode::TOO_MANY_REQUESTS).then(|| Duration::from_secs(60))
}

/// The address of the next page (RFC 8288: `Link: <…>; rel="next"`).
fn next_page(headers: &HeaderMap) -> Option<String> {
    let links = headers.get("link")?.to_str().ok()?;
    links.split(',').find_map(|link| {
        let (address, relation) = link.split_once(';')?;
        let is_next = relation.split(';').any(|it| it.trim() == "rel=\"next\"");
        let address = address.trim().strip_prefix('<')?.strip_suffix('>')?;
        is_next.then(|| address.to_owned())
    })
}
