//! A name that fits: what the attacker would call a new thing, so that the policies let it be made.

use std::collections::VecDeque;

/// No longer patterns are looked at; an ARN has at most 2048 characters and hardly ever 400.
const LONGEST: usize = 400;

/// Stands for `{}` in a name that nobody asked for.
const NAME: &str = "blastradius";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Is(u8),
    One,
    Any,
    /// One character of a name, which holds no colon.
    Letter,
    /// Any number of them.
    Letters,
}

/// Stands for a region that no policy asks for.
pub(super) const ANY_REGION: &str = "any";

/// The form of an ARN with its placeholders filled but for the region and the names.
pub(super) fn form(arn: &str, partition: &str, account: &str) -> String {
    arn.replace("{partition}", partition)
        .replace("{account}", account)
}

/// A thing of this form in any region that bears a name of no importance.
pub(super) fn plain(form: &str) -> String {
    form.replace("{region}", ANY_REGION).replace("{}", NAME)
}

/// ARNs of this form that a pattern of a policy matches: a short one, and one in which what the pattern leaves open at its
/// end is not empty, for patterns of other policies may ask for it.
pub(super) fn names(form: &str, pattern: &str) -> impl Iterator<Item = String> {
    let longer = pattern.strip_suffix('*').map(|start| format!("{start}?*"));
    let longer = longer.and_then(|pattern| fitting(form, &pattern));
    let short = fitting(form, pattern).filter(|short| longer.as_ref() != Some(short));
    longer.into_iter().chain(short)
}

/// A short ARN of this form that a pattern of a policy matches. Its region is [`ANY_REGION`] where the pattern does not care.
/// `None` where there is none.
fn fitting(form: &str, pattern: &str) -> Option<String> {
    if form.len() > LONGEST || pattern.len() > LONGEST || !pattern.is_ascii() {
        return None;
    }
    let region = pattern
        .split(':')
        .nth(3)
        .filter(|_| pattern.starts_with("arn:"));
    let region = match region {
        Some(region) if !region.is_empty() && !region.contains(['*', '?']) => region,
        _ => ANY_REGION,
    };
    let form = form.replace("{region}", region);
    common(&tokens_of_form(&form), &tokens_of_pattern(pattern))
}

fn tokens_of_pattern(pattern: &str) -> Vec<Token> {
    let token = |byte| match byte {
        b'*' => Token::Any,
        b'?' => Token::One,
        byte => Token::Is(byte),
    };
    pattern.bytes().map(token).collect()
}

/// A name has at least one character. Any other `*` in a form stands for itself.
fn tokens_of_form(form: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (index, part) in form.split("{}").enumerate() {
        if index > 0 {
            tokens.extend([Token::Letter, Token::Letters]);
        }
        tokens.extend(part.bytes().map(Token::Is));
    }
    tokens
}

/// A short text that both match, by a search in breadth. Time and memory: the product of the lengths.
fn common(form: &[Token], pattern: &[Token]) -> Option<String> {
    let width = pattern.len() + 1;
    // By state: the state before, and the character between them.
    let mut before: Vec<Option<(usize, Option<u8>)>> = vec![None; (form.len() + 1) * width];
    let last = form.len() * width + pattern.len();
    let mut next = VecDeque::from([0]);
    while let Some(state) = next.pop_front() {
        if state == last {
            return Some(spell(&before, last));
        }
        let (i, j) = (state / width, state % width);
        for (to, emitted) in steps(form.get(i).copied(), pattern.get(j).copied()) {
            let to = state + if to.0 { width } else { 0 } + usize::from(to.1);
            if to != 0 && before.get(to).is_some_and(Option::is_none) {
                if let Some(slot) = before.get_mut(to) {
                    *slot = Some((state, emitted));
                }
                match emitted {
                    None => next.push_front(to),
                    Some(_) => next.push_back(to),
                }
            }
        }
    }
    None
}

/// Whether the form and the pattern move on, and what is written.
fn steps(form: Option<Token>, pattern: Option<Token>) -> Vec<((bool, bool), Option<u8>)> {
    use Token::{Any, Is, Letter, Letters, One};
    let mut steps = Vec::new();
    if form == Some(Letters) {
        steps.push(((true, false), None));
    }
    if pattern == Some(Any) {
        steps.push(((false, true), None));
    }
    let in_name = |byte: u8| byte != b':';
    match (form, pattern) {
        (Some(Is(x)), Some(Is(y))) if x == y => steps.push(((true, true), Some(x))),
        (Some(Is(x)), Some(One)) => steps.push(((true, true), Some(x))),
        (Some(Is(x)), Some(Any)) => steps.push(((true, false), Some(x))),
        (Some(Letter), Some(Is(y))) if in_name(y) => steps.push(((true, true), Some(y))),
        (Some(Letter), Some(One)) => steps.push(((true, true), Some(b'x'))),
        (Some(Letter), Some(Any)) => steps.push(((true, false), Some(b'x'))),
        (Some(Letters), Some(Is(y))) if in_name(y) => steps.push(((false, true), Some(y))),
        (Some(Letters), Some(One)) => steps.push(((false, true), Some(b'x'))),
        _ => {}
    }
    steps
}

fn spell(before: &[Option<(usize, Option<u8>)>], last: usize) -> String {
    let mut bytes = Vec::new();
    let mut state = last;
    // A state before is nearer to the start, so that this ends.
    while let Some(Some((from, emitted))) = before.get(state) {
        bytes.extend(*emitted);
        state = *from;
    }
    bytes.reverse();
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{fitting, form, plain};

    const FUNCTION: &str = "arn:{partition}:lambda:{region}:{account}:function:{}";

    #[test]
    fn names_fit_the_pattern() {
        let function = form(FUNCTION, "aws", "111122223333");
        assert_eq!(
            plain(&function),
            "arn:aws:lambda:any:111122223333:function:blastradius"
        );
        for (pattern, found) in [
            ("*", Some("arn:aws:lambda:any:111122223333:function:x")),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:dev-*",
                Some("arn:aws:lambda:eu-west-1:111122223333:function:dev-"),
            ),
            (
                "arn:aws:lambda:*:*:function:?-etl",
                Some("arn:aws:lambda:any:111122223333:function:x-etl"),
            ),
            (
                "arn:aws:lambda:*",
                Some("arn:aws:lambda:any:111122223333:function:x"),
            ),
            ("arn:aws:lambda:*:444455556666:function:*", None),
            ("arn:aws:s3:::bucket/*", None),
            ("arn:aws:lambda:*:111122223333:layer:*", None),
        ] {
            assert_eq!(fitting(&function, pattern).as_deref(), found, "{pattern}");
        }
    }

    #[test]
    fn several_names_and_long_patterns() {
        let task = form(
            "arn:{partition}:ecs:{region}:{account}:task-definition/{}:{}",
            "aws",
            "111122223333",
        );
        assert_eq!(
            fitting(
                &task,
                "arn:aws:ecs:us-east-1:111122223333:task-definition/dev*:*"
            )
            .as_deref(),
            Some("arn:aws:ecs:us-east-1:111122223333:task-definition/dev:x")
        );
        assert_eq!(fitting(&task, &"*a".repeat(300)), None);
        assert!(fitting(&task, &"*".repeat(300)).is_some());
    }
}
