//! Amazon resource names and their wildcards.

/// The account in an ARN: twelve digits, or nothing where the ARN has none (S3).
#[must_use]
pub fn account_of(arn: &str) -> Option<&str> {
    arn.starts_with("arn:")
        .then(|| arn.split(':').nth(4))
        .flatten()
        .filter(|account| !account.is_empty())
}

/// The region in an ARN.
#[must_use]
pub fn region_of(arn: &str) -> Option<&str> {
    arn.starts_with("arn:")
        .then(|| arn.split(':').nth(3))
        .flatten()
        .filter(|region| !region.is_empty())
}

/// The id of an account's scope: `aws:111122223333`.
#[must_use]
pub fn account_scope(account: &str) -> String {
    format!("aws:{account}")
}

/// Whether `text` matches a pattern of `*` (any run) and `?` (any one character), as policies write them.
/// Takes time linear in the product of the lengths at worst, and no stack.
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(b'?') => {
                p += 1;
                t += 1;
            }
            Some(byte) if Some(byte) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .unwrap_or_default()
        .iter()
        .all(|b| *b == b'*')
}

/// Whether a pattern of a policy may match a resource, or share a resource with another pattern. Where either has
/// variables or both have wildcards, it is enough that what stands before the first of them agrees.
pub(crate) fn may_meet(pattern: &str, arn: &str) -> bool {
    let fixed = |text: &str| text.find(['*', '?', '$']).unwrap_or(text.len());
    if fixed(arn) == arn.len() && !pattern.contains('$') {
        return glob(pattern, arn);
    }
    let shared = fixed(pattern).min(fixed(arn));
    pattern.as_bytes().get(..shared) == arn.as_bytes().get(..shared)
}
