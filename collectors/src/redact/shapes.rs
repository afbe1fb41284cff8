//! The shapes of secrets: a prefix, an alphabet, a length.

/// A secret-shaped part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The name of the shape.
    pub(super) name: &'static str,
    /// The byte where it starts.
    pub(super) start: usize,
    /// The byte after its end.
    pub(super) end: usize,
}

/// A token that starts with a known prefix.
struct Shape {
    name: &'static str,
    prefix: &'static str,
    /// What may follow the prefix, besides letters and digits.
    also: &'static str,
    /// How much must follow at least for it to be a secret.
    least: usize,
}

const fn shape(
    name: &'static str,
    prefix: &'static str,
    also: &'static str,
    least: usize,
) -> Shape {
    Shape {
        name,
        prefix,
        also,
        least,
    }
}

/// Tokens that their issuers prefix, longest prefix first where one begins another.
static SHAPES: &[Shape] = &[
    shape("aws_bedrock_short", "bedrock-api-key-", "+/=_-", 20),
    shape("aws_bedrock_long", "ABSK", "+/=", 60),
    shape("anthropic", "sk-ant-", "_-", 20),
    shape("openai", "sk-proj-", "_-", 20),
    shape("openai", "sk-svcacct-", "_-", 20),
    shape("openai", "sk-admin-", "_-", 20),
    shape("openai", "sk-", "_-", 32),
    shape("gcp_api_key", "AIza", "_-", 35),
    shape("gcp_oauth_secret", "GOCSPX-", "_-", 20),
    shape("gcp_oauth_token", "ya29.", "_-.", 20),
    shape("github_fine_grained", "github_pat_", "_", 30),
    shape("github_pat_classic", "ghp_", "", 30),
    shape("github_app_token", "ghs_", "", 30),
    shape("github_app_token", "ghu_", "", 30),
    shape("github_oauth_refresh", "gho_", "", 30),
    shape("github_oauth_refresh", "ghr_", "", 30),
    shape("gitlab_pat", "glpat-", "_-.", 20),
    shape("gitlab_token", "glcbt-", "_-.", 16),
    shape("gitlab_token", "gldt-", "_-.", 16),
    shape("gitlab_token", "glptt-", "_-.", 16),
    shape("gitlab_token", "glrt-", "_-.", 16),
    shape("gitlab_token", "glagent-", "_-.", 16),
    shape("gitlab_token", "glsoat-", "_-.", 16),
    shape("gitlab_token", "GR1348941", "_-", 16),
    shape("huggingface", "hf_", "", 30),
    shape("huggingface", "api_org_", "", 30),
    shape("slack", "xoxb-", "-", 20),
    shape("slack", "xoxp-", "-", 20),
    shape("slack", "xoxa-", "-", 20),
    shape("slack", "xoxe", "-.", 20),
    shape("slack", "xapp-", "-", 20),
    shape("databricks", "dapi", "-", 32),
    shape("docker", "dckr_pat_", "_-", 20),
    shape("vault", "hvs.", "_-", 20),
    shape("vault", "hvb.", "_-", 20),
    shape("vault", "hvr.", "_-", 20),
    shape("npm", "npm_", "", 30),
    shape("pypi", "pypi-", "_-", 40),
    shape("stripe", "sk_live_", "", 16),
    shape("stripe", "rk_live_", "", 16),
    shape("sendgrid", "SG.", "_-.", 40),
    shape("azure_storage_key", "AccountKey=", "+/=", 40),
    shape("azure_sas", "sig=", "%+/=_-", 30),
];

/// The name of the shape of a word that is a token as a whole, by the prefix that its issuer gives it, and what follows
/// the prefix.
pub(super) fn token(word: &str) -> Option<(&'static str, &str)> {
    SHAPES.iter().find_map(|shape| {
        let after = word.strip_prefix(shape.prefix)?;
        let whole = after.len() >= shape.least && run(after, shape.also) == after.len();
        whole.then_some((shape.name, after))
    })
}

/// The first secret-shaped part of the text.
pub(super) fn find(text: &str) -> Option<Found> {
    // A private key is recognised as a whole and masked to its end.
    if let Some(found) = private_key(text) {
        let before = text.get(..found.start).and_then(find_token);
        return before.or(Some(found));
    }
    find_token(text)
}

fn find_token(text: &str) -> Option<Found> {
    let mut before = None;
    for (start, c) in text.char_indices() {
        let begins = before.is_none_or(|b: char| !b.is_alphanumeric());
        before = Some(c);
        if !begins {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let found = prefixed(rest)
            .or_else(|| json_web_token(rest))
            .or_else(|| password_in_url(rest))
            .or_else(|| random_token(rest));
        if let Some((name, length)) = found {
            return Some(Found {
                name,
                start,
                end: start.saturating_add(length),
            });
        }
    }
    None
}

/// The length of the run of letters, digits and `also` at the start of the text.
fn run(text: &str, also: &str) -> usize {
    text.bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || also.as_bytes().contains(b))
        .count()
}

fn prefixed(rest: &str) -> Option<(&'static str, usize)> {
    SHAPES.iter().find_map(|shape| {
        let after = rest.strip_prefix(shape.prefix)?;
        let length = run(after, shape.also);
        (length >= shape.least).then(|| (shape.name, shape.prefix.len().saturating_add(length)))
    })
}

/// Three base64url parts, the first of which is a JSON object (RFC 7519, section 3).
fn json_web_token(rest: &str) -> Option<(&'static str, usize)> {
    if !rest.starts_with("ey") {
        return None;
    }
    let length = run(rest, "_-.=");
    let token = rest.get(..length)?;
    let mut parts = token.split('.');
    let (header, body) = (parts.next()?, parts.next()?);
    parts.next()?;
    (header.len() >= 12 && body.len() >= 8).then_some(("jwt", length))
}

/// `scheme://user:password@host` (RFC 3986, section 3.2.1).
fn password_in_url(rest: &str) -> Option<(&'static str, usize)> {
    let scheme = run(rest, "+-.");
    let address = rest.get(scheme..)?.strip_prefix("://")?;
    let authority_end = address
        .find(|c: char| c == '/' || c.is_whitespace() || c == '"')
        .unwrap_or(address.len());
    let authority = address.get(..authority_end)?;
    let (user, _host) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let length = scheme.saturating_add(3).saturating_add(user.len());
    (!password.is_empty()).then_some(("password_in_url", length))
}

/// Tokens without a prefix: an AWS secret access key (40 characters of base64) and an Entra client
/// secret (40 characters with `Q~` at the fifth place).
fn random_token(rest: &str) -> Option<(&'static str, usize)> {
    let entra = run(rest, "_.~-");
    let token = rest.get(..entra)?;
    let mark = token.find("Q~").filter(|at| (3..=5).contains(at));
    if mark.is_some() && (37..=44).contains(&entra) {
        return Some(("azure_client_secret", entra));
    }
    let length = run(rest, "+/=");
    let token = rest.get(..length)?;
    let has = |of: fn(&u8) -> bool| token.as_bytes().iter().filter(|b| of(b)).count();
    // Paths and words also have 40 characters now and then: real keys mix the classes evenly.
    let mixed = has(u8::is_ascii_uppercase) >= 5
        && has(u8::is_ascii_lowercase) >= 5
        && has(u8::is_ascii_digit) >= 2;
    (length == 40 && mixed && token.matches('/').count() <= 4).then_some(("aws_secret_key", length))
}

/// A PEM private key (RFC 7468, sections 10 and 11) or the one inside a service account's JSON.
fn private_key(text: &str) -> Option<Found> {
    let label = text.find("PRIVATE KEY-----")?;
    let start = text.get(..label)?.rfind("-----BEGIN")?;
    let rest = text.get(label.saturating_add(16)..).unwrap_or_default();
    let end = match rest.find("PRIVATE KEY-----") {
        Some(end) => label.saturating_add(32).saturating_add(end),
        None => text.len(),
    };
    Some(Found {
        name: "private_key",
        start,
        end,
    })
}
