//! Policy variables: `${aws:username}`, `${aws:username, 'nobody'}`, `${*}`, `${?}`, `${$}`.
//!
//! Source: IAM User Guide, `IAM policy elements: Variables and tags`. Only documents of Version
//! 2012-10-17 have variables; in older ones `${…}` is plain text.

use std::borrow::Cow;

use super::context_keys::Keys;
use super::pattern::{Pattern, Token, token};
use super::request::ContextValue;

/// A text that may hold wildcards and variables.
#[derive(Debug)]
pub(super) struct Template {
    raw: String,
    pieces: Vec<Piece>,
    /// The pattern and the text, when there is no variable in it.
    fixed: Option<(Pattern, String)>,
}

#[derive(Debug)]
enum Piece {
    /// Text whose `*` and `?` are wildcards where wildcards count.
    Text(String),
    /// A character that is itself (`${*}`).
    Escaped(char),
    /// A variable: its key, lower-cased, and its default.
    Variable {
        key: String,
        default: Option<String>,
    },
}

/// What a template becomes for one request.
pub(super) enum Rendered<T> {
    /// This.
    Known(T),
    /// A variable has no value: nothing matches it.
    Nothing,
    /// The value of a variable is not known. With `*` in its place the template is the first
    /// field; the second is the key.
    Unknown(T, String),
}

impl Template {
    /// Reads a text; `variables` as the version of the document has them.
    pub(super) fn new(raw: &str, variables: bool) -> Self {
        let pieces = if variables {
            pieces(raw)
        } else {
            vec![Piece::Text(raw.to_owned())]
        };
        let mut template = Self {
            raw: raw.to_owned(),
            pieces,
            fixed: None,
        };
        if let Rendered::Known(tokens) = template.tokens(|_| None) {
            let text = plain(&tokens);
            template.fixed = Some((Pattern::from_tokens(tokens), text));
        }
        template
    }

    /// The text as written.
    pub(super) fn raw(&self) -> &str {
        &self.raw
    }

    /// The keys of its variables, lower-cased.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { key, .. } => Some(key.as_str()),
            Piece::Text(_) | Piece::Escaped(_) => None,
        })
    }

    /// The key, lower-cased, of the variable that is all of the text.
    pub(super) fn variable(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Variable { key, .. }] => Some(key),
            _ => None,
        }
    }

    /// The pattern that holds whoever asks; `None` when it depends on variables.
    pub(super) fn fixed(&self) -> Option<&Pattern> {
        self.fixed.as_ref().map(|(pattern, _)| pattern)
    }

    /// The pattern for one request.
    pub(super) fn pattern(&self, keys: &Keys<'_>) -> Rendered<Pattern> {
        match self.tokens_for(keys) {
            Rendered::Known(tokens) => Rendered::Known(Pattern::from_tokens(tokens)),
            Rendered::Nothing => Rendered::Nothing,
            Rendered::Unknown(tokens, key) => Rendered::Unknown(Pattern::from_tokens(tokens), key),
        }
    }

    /// The text for one request, where wildcards do not count.
    pub(super) fn text(&self, keys: &Keys<'_>) -> Rendered<Cow<'_, str>> {
        if let Some((_, text)) = &self.fixed {
            return Rendered::Known(Cow::Borrowed(text));
        }
        match self.tokens_for(keys) {
            Rendered::Known(tokens) => Rendered::Known(Cow::Owned(plain(&tokens))),
            Rendered::Nothing => Rendered::Nothing,
            Rendered::Unknown(tokens, key) => Rendered::Unknown(Cow::Owned(plain(&tokens)), key),
        }
    }

    fn tokens_for(&self, keys: &Keys<'_>) -> Rendered<Vec<Token>> {
        let values: Vec<_> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Variable { key, .. } => Some((key.as_str(), keys.get(key))),
                _ => None,
            })
            .collect();
        self.tokens(|key| {
            values
                .iter()
                .find(|(name, _)| *name == key)
                .map(|(_, value)| value.as_ref())
        })
    }

    /// `value` gives what is known about a key; `None` only when asked for the fixed form.
    fn tokens<'v>(&self, value: impl Fn(&str) -> Option<&'v ContextValue>) -> Rendered<Vec<Token>> {
        let mut tokens = Vec::with_capacity(self.raw.len());
        let mut unknown = None;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => tokens.extend(text.chars().map(token)),
                Piece::Escaped(c) => tokens.push(Token::Literal(*c)),
                Piece::Variable { key, default } => match value(key) {
                    // A key with several values cannot be a variable: it counts as having none.
                    Some(ContextValue::Is(values)) if values.len() == 1 => {
                        tokens.extend(values.iter().flat_map(|v| v.chars()).map(Token::Literal));
                    }
                    Some(ContextValue::Is(_) | ContextValue::Absent) => match default {
                        Some(default) => tokens.extend(default.chars().map(Token::Literal)),
                        None => return Rendered::Nothing,
                    },
                    Some(ContextValue::Unknown | ContextValue::Chosen) => {
                        tokens.push(Token::Many);
                        unknown.get_or_insert_with(|| key.clone());
                    }
                    None => return Rendered::Nothing,
                },
            }
        }
        match unknown {
            None => Rendered::Known(tokens),
            Some(key) => Rendered::Unknown(tokens, key),
        }
    }
}

/// Tokens as the text they were written as, wildcards included.
fn plain(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| match token {
            Token::Literal(c) => *c,
            Token::One => '?',
            Token::Many => '*',
        })
        .collect()
}

fn pieces(raw: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(variable(inside));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn variable(inside: &str) -> Piece {
    match inside {
        "*" => return Piece::Escaped('*'),
        "?" => return Piece::Escaped('?'),
        "$" => return Piece::Escaped('$'),
        _ => {}
    }
    let (key, default) = match inside.split_once(',') {
        None => (inside, None),
        Some((key, default)) => (key, Some(default.trim())),
    };
    Piece::Variable {
        key: key.trim().to_ascii_lowercase(),
        default: default.map(|text| {
            text.strip_prefix('\'')
                .and_then(|text| text.strip_suffix('\''))
                .unwrap_or(text)
                .to_owned()
        }),
    }
}
