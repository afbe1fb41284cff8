//! What a trust policy asks of the tokens of an identity provider, statement by statement.
//!
//! What concerns the claims of the token (`<provider>:sub`) is given as it is written, for sets of tokens to be compared
//! with it; every other condition is decided here, on the context of the request.
//!
//! Source: IAM User Guide, `IAM and AWS STS condition context keys`, available keys for OIDC federation.

use super::compare::Wanted;
use super::condition::Test;
use super::context_keys::Keys;
use super::decision::StatementEffect;
use super::document::Document;
use super::naming::Subject;
use super::operator::Compare;
use super::pattern::Token;
use super::request::{Context, Principal, Request, Resource};
use super::statement::Listed;
use super::truth::Truth;

/// One statement that is about the tokens of a provider.
#[derive(Debug)]
pub(crate) struct Ask {
    /// Which statement it is, counted from 0.
    pub(crate) statement: usize,
    /// Whether it lets in; else it denies.
    pub(crate) allows: bool,
    /// All of these must hold.
    pub(crate) all: Vec<AskOf>,
}

/// One condition.
#[derive(Debug)]
pub(crate) enum AskOf {
    /// It holds or it does not, whatever the token.
    Known(bool),
    /// That is not known, and why.
    Unknown(String),
    /// A claim is, or is not, one of these.
    In {
        /// The claim, in small letters.
        claim: String,
        /// What it is compared with.
        patterns: Vec<Vec<Symbol>>,
        /// Whether letters are compared without regard to case.
        ignore_case: bool,
        /// Whether it must not be one of these.
        negated: bool,
        /// Whether the condition holds where the claim is absent.
        absent_holds: bool,
    },
    /// A claim is there, or is not.
    Absent {
        /// The claim, in small letters.
        claim: String,
        /// Whether it must be absent.
        absent: bool,
        /// Whether it must be there; both where either will do.
        present: bool,
    },
}

/// One step of a pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Symbol {
    /// This character.
    Character(char),
    /// Any one.
    One,
    /// Any text.
    Many,
}

/// The statements of a trust policy that are about becoming a role with a token of a provider, which policies name as
/// `provider` and whose condition keys begin with `host`.
pub(crate) fn asks(
    document: &Document,
    provider: &str,
    host: &str,
    action: &str,
    context: &Context,
) -> Vec<Ask> {
    let request = Request {
        principal: Principal::Federated(provider.to_owned()),
        action: action.to_owned(),
        resource: Resource::default(),
        context: context.clone(),
    };
    let canonical = std::collections::BTreeMap::new();
    let subject = Subject::new(&request.principal, false, &canonical, false);
    let keys = Keys::of(&request);
    let prefix = format!("{}:", host.to_ascii_lowercase());
    let about = document
        .statements()
        .iter()
        .filter(|it| it.is_about(action));
    about
        .filter_map(|statement| {
            let named = match &statement.principal {
                None => return None,
                Some(Listed::In(elements)) => named_by(&subject, elements),
                Some(Listed::NotIn(elements)) => match named_by(&subject, elements) {
                    Truth::Yes => Truth::No,
                    Truth::No => Truth::Yes,
                    unknown => unknown,
                },
            };
            let named = match named {
                Truth::No => return None,
                Truth::Yes => AskOf::Known(true),
                unknown => known(unknown),
            };
            let tests =
                statement
                    .conditions
                    .iter()
                    .map(|test| match test.lower().strip_prefix(&prefix) {
                        Some(claim) => ask(test, claim, &keys),
                        None => known(test.holds(&keys)),
                    });
            Some(Ask {
                statement: statement.index,
                allows: statement.effect == StatementEffect::Allow,
                all: std::iter::once(named).chain(tests).collect(),
            })
        })
        .collect()
}

fn named_by(
    subject: &Subject<'_>,
    elements: &[super::principal_element::PrincipalElement],
) -> Truth {
    elements.iter().fold(Truth::No, |any, element| {
        any.or(|| subject.named_by(element).in_any_form())
    })
}

fn known(truth: Truth) -> AskOf {
    match truth {
        Truth::Yes => AskOf::Known(true),
        Truth::No => AskOf::Known(false),
        Truth::Unknown(reasons) => {
            let texts: Vec<String> = reasons.into_iter().map(|it| it.text).collect();
            AskOf::Unknown(texts.join(" and "))
        }
    }
}

fn ask(test: &Test, claim: &str, keys: &Keys<'_>) -> AskOf {
    let operator = test.operator();
    let claim = claim.to_owned();
    let ignore_case = match operator.compare {
        Compare::Null => {
            let says = |word: &str| {
                let mut wanted = test.wanted().iter();
                wanted.any(|it| it.raw().eq_ignore_ascii_case(word))
            };
            return AskOf::Absent {
                claim,
                absent: says("true"),
                present: says("false"),
            };
        }
        Compare::StringEquals | Compare::StringLike => false,
        Compare::StringEqualsIgnoreCase => true,
        // A claim is text; other comparisons are left open.
        _ => return AskOf::Unknown(test.sentence()),
    };
    let mut patterns = Vec::new();
    for wanted in test.wanted() {
        let masked = wanted.raw().contains(blastradius_collectors::redact::MASK);
        let Wanted::Text(template) = wanted else {
            return AskOf::Unknown(test.sentence());
        };
        let pattern = match template.fixed() {
            Some(pattern) if !masked => pattern,
            _ => return AskOf::Unknown(test.sentence()),
        };
        patterns.push(match operator.compare {
            Compare::StringLike => pattern.tokens().iter().map(symbol).collect(),
            // Wildcards are characters like others here, and `${*}` is one in either case.
            _ => match template.text(keys) {
                super::template::Rendered::Known(text) => {
                    text.chars().map(Symbol::Character).collect()
                }
                _ => return AskOf::Unknown(test.sentence()),
            },
        });
    }
    AskOf::In {
        claim,
        patterns,
        ignore_case,
        negated: operator.negated,
        absent_holds: operator.on_absent(),
    }
}

fn symbol(token: &Token) -> Symbol {
    match token {
        Token::Literal(c) => Symbol::Character(*c),
        Token::One => Symbol::One,
        Token::Many => Symbol::Many,
    }
}
