//! Recognises secret values by their shape, and takes from them only what identifies them.
//!
//! Shapes: AWS, "IAM identifiers" (unique id prefixes) and "Managing access keys"; GitHub, "About
//! authentication to GitHub" (token prefixes); GitLab, "Token overview"; RFC 7519 for JWT; RFC 7468
//! for PEM. The account in an access key id: bits 7 to 46 of the base32 text after the prefix.

use base64::Engine;
use blastradius_collectors::redact;

/// What kind of secret was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretKind {
    /// An access key id together with its secret access key.
    AwsKeyPair,
    /// A secret access key alone.
    AwsSecretKey,
    /// An AWS session token or another long opaque text.
    SessionToken,
    /// An Amazon Bedrock API key.
    BedrockKey,
    /// A JSON Web Token.
    Jwt,
    /// A private key in PEM.
    PrivateKey,
    /// A token of GitHub.
    GithubToken,
    /// A token of GitLab.
    GitlabToken,
    /// A token of another service, known by its prefix.
    OtherToken,
}

impl SecretKind {
    /// What it is called, with its article.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AwsKeyPair => "an AWS access key with its secret",
            Self::AwsSecretKey => "an AWS secret access key",
            Self::SessionToken => "a session token",
            Self::BedrockKey => "an Amazon Bedrock API key",
            Self::Jwt => "a JSON Web Token",
            Self::PrivateKey => "a private key",
            Self::GithubToken => "a GitHub token",
            Self::GitlabToken => "a GitLab token",
            Self::OtherToken => "an API token",
        }
    }
}

/// A secret value that was recognised. The value itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretValue {
    /// What it is.
    pub kind: SecretKind,
    /// What identifies it and is no secret: the access key id, the subject of a token.
    pub identifier: Option<String>,
}

/// What a token is that its issuer marks with a prefix. The table of prefixes is that of redaction.
fn token(word: &str) -> Option<SecretKind> {
    let (shape, random) = redact::token(word)?;
    let kind = if shape.starts_with("github_") {
        SecretKind::GithubToken
    } else if shape.starts_with("gitlab_") {
        SecretKind::GitlabToken
    } else {
        // A role may be called `sk-train-the-large-model-on-weekends`: tokens are random.
        if !is_random(random) {
            return None;
        }
        SecretKind::OtherToken
    };
    Some(kind)
}

/// Recognises a secret value by its shape.
#[must_use]
pub fn recognise(text: &str) -> Option<SecretValue> {
    let value = |kind, identifier| Some(SecretValue { kind, identifier });
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") {
        return value(SecretKind::PrivateKey, None);
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ":,;=\"'|".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    if let Some(secret) = words.iter().find(|word| is_jwt(word)) {
        return value(SecretKind::Jwt, subject_of_jwt(secret));
    }
    if let Some(secret) = words.iter().find(|word| is_bedrock(word)) {
        return value(SecretKind::BedrockKey, user_of_bedrock(secret));
    }
    if let Some(kind) = words.iter().find_map(|word| token(word)) {
        return value(kind, None);
    }
    if text.starts_with("arn:") || text.starts_with("//") {
        return None; // the names in it may be long
    }
    let key = words.iter().find(|word| is_key_id(word));
    if words.iter().any(|word| is_secret_key(word)) {
        return match key {
            Some(key) => value(SecretKind::AwsKeyPair, Some((*key).to_owned())),
            None => value(SecretKind::AwsSecretKey, None),
        };
    }
    let opaque = |word: &&str| word.len() >= 100 && word.chars().all(is_base64);
    if words.iter().any(opaque) {
        return value(SecretKind::SessionToken, key.map(|key| (*key).to_owned()));
    }
    None
}

/// Names are written in one case; random text has both, or is hexadecimal.
fn is_random(text: &str) -> bool {
    let both = text.bytes().any(|b| b.is_ascii_uppercase())
        && text.bytes().any(|b| b.is_ascii_lowercase());
    both || text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/=-_".contains(c)
}

/// `AKIA…` of a user, `ASIA…` of a session, and the other prefixes of key ids.
pub(super) fn is_key_id(word: &str) -> bool {
    let prefixed = ["AKIA", "ASIA", "ABIA", "ACCA"]
        .iter()
        .any(|prefix| word.starts_with(prefix));
    prefixed
        && (16..=128).contains(&word.len())
        && word
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Forty characters of base64 with small and capital letters and digits. A SHA-1 has no capitals.
fn is_secret_key(word: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| word.bytes().any(|b| kind(&b));
    word.len() == 40
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
}

fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ")
        && word.len() >= 40
        && word.split('.').count() >= 2
        && word.chars().all(|c| is_base64(c) || c == '.')
}

/// The `sub` claim of a token: who it is for.
fn subject_of_jwt(word: &str) -> Option<String> {
    let payload = word.split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    identifying(claims.get("sub")?.as_str()?)
}

/// Long-term keys begin with `ABSK`, short-term ones with `bedrock-api-key-`
/// (Amazon Bedrock User Guide, "API keys").
fn is_bedrock(word: &str) -> bool {
    let rest = word
        .strip_prefix("ABSK")
        .or_else(|| word.strip_prefix("bedrock-api-key-"));
    rest.is_some_and(|rest| rest.len() >= 40 && rest.chars().all(is_base64))
}

/// The name before the colon in a long-term Bedrock key.
fn user_of_bedrock(word: &str) -> Option<String> {
    let rest = word.strip_prefix("ABSK")?.trim_end_matches('=');
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(rest)
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    identifying(text.split_once(':')?.0)
}

/// A name may be shown: short, and not itself of the shape of a secret.
fn identifying(name: &str) -> Option<String> {
    let short = !name.is_empty() && name.len() <= 200;
    (short && recognise(name).is_none()).then(|| name.to_owned())
}

/// The account that the letters of an AWS access key id name.
///
/// The text after the four letters of the prefix is base32; the forty bits after the first are the
/// account. Ids made before 2019 do not follow the rule: they have no letter of the second half of
/// the alphabet in the fifth place.
pub(super) fn account_of_key(text: &str) -> Option<String> {
    if !is_key_id(text) || text.len() != 20 {
        return None;
    }
    let bytes = text.as_bytes();
    if *bytes.get(4)? < b'Q' {
        return None;
    }
    let mut bits: u64 = 0;
    // Ten letters of five bits hold the first six bytes and two bits more.
    for byte in bytes.get(4..14)? {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u64::from(digit);
    }
    let account = (bits >> 2 & 0x7fff_ffff_ff80) >> 7;
    (account < 1_000_000_000_000).then(|| format!("{account:012}"))
}
