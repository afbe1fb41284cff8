//! Wildcard patterns: `*` for any run of characters, `?` for any one character.
//!
//! Source: IAM User Guide, `IAM JSON policy elements: Resource` and `… Action`. A `*` at the
//! end of an ARN segment reaches beyond the colon, so a resource pattern is matched as one
//! string. [`Pattern::matches_arn`] is the other rule, that of the ARN condition operators:
//! each of six segments apart.
//!
//! No pattern costs more than pattern length times text length; there is no recursion.

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Token {
    /// This character.
    Literal(char),
    /// Any one character (`?`).
    One,
    /// Any characters, or none (`*`).
    Many,
}

/// A pattern, ready to match.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Pattern {
    tokens: Vec<Token>,
    shape: Shape,
}

/// The forms that nearly all patterns have, for speed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Shape {
    Everything,
    Exact(String),
    Prefix(String),
    General,
}

impl Pattern {
    /// The pattern that a text with wildcards stands for.
    pub(super) fn new(text: &str) -> Self {
        Self::from_tokens(text.chars().map(token).collect())
    }

    /// A pattern of tokens. Runs of wildcards are put in one order (`*?` is `?*`), so that
    /// patterns that mean the same compare the same.
    pub(super) fn from_tokens(raw: Vec<Token>) -> Self {
        let mut tokens = Vec::with_capacity(raw.len());
        let mut many = false;
        for token in raw {
            match token {
                Token::Many => many = true,
                Token::One => tokens.push(Token::One),
                Token::Literal(_) => {
                    if std::mem::take(&mut many) {
                        tokens.push(Token::Many);
                    }
                    tokens.push(token);
                }
            }
        }
        if many {
            tokens.push(Token::Many);
        }
        let shape = shape(&tokens);
        Self { tokens, shape }
    }

    /// Whether the pattern matches every text.
    pub(super) fn is_everything(&self) -> bool {
        self.shape == Shape::Everything
    }

    /// Its steps.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The characters before the first wildcard: every text that matches begins with them.
    pub(super) fn literal_prefix(&self) -> String {
        literals(&self.tokens)
    }

    /// Whether a text matches if and only if it begins with the literal prefix.
    pub(super) fn is_prefix(&self) -> bool {
        matches!(self.shape, Shape::Prefix(_) | Shape::Everything)
    }

    /// Whether no wildcard is in it.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self.shape, Shape::Exact(_))
    }

    /// The pattern as text.
    pub(super) fn text(&self) -> String {
        self.tokens
            .iter()
            .map(|token| match token {
                Token::Literal(c) => *c,
                Token::One => '?',
                Token::Many => '*',
            })
            .collect()
    }

    /// Whether the pattern matches the whole text.
    pub(super) fn matches(&self, text: &str) -> bool {
        match &self.shape {
            Shape::Everything => true,
            Shape::Exact(exact) => exact == text,
            Shape::Prefix(prefix) => text.starts_with(prefix.as_str()),
            Shape::General => {
                let text: Vec<char> = text.chars().collect();
                greedy(&self.tokens, &text, |token, c| match token {
                    Token::Literal(literal) => literal == *c,
                    Token::One => true,
                    Token::Many => false,
                })
            }
        }
    }

    /// Whether every text that `narrower` matches is matched by this pattern too. A yes is sure;
    /// a `?` beside a `*` of the narrower one may hide one (`b?*` covers `b*a*`, which is not
    /// seen).
    pub(super) fn covers(&self, narrower: &Self) -> bool {
        self.is_everything()
            || greedy(&self.tokens, &narrower.tokens, |token, other| {
                match (token, other) {
                    (Token::Literal(a), Token::Literal(b)) => a == *b,
                    (Token::One, Token::Literal(_) | Token::One) => true,
                    _ => false,
                }
            })
    }

    /// Whether some text is matched by both patterns.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        overlap(&self.tokens, &other.tokens)
    }

    /// Whether the pattern matches an ARN under the rule of the ARN condition operators: each of
    /// the six colon-delimited segments apart; the sixth may hold colons.
    ///
    /// Source: IAM User Guide, `IAM JSON policy elements: Condition operators`, ARN operators.
    pub(super) fn matches_arn(&self, arn: &str) -> bool {
        if self.is_everything() {
            return true;
        }
        let wanted = arn_segments(&self.tokens, |token| *token == Token::Literal(':'));
        let text: Vec<char> = arn.chars().collect();
        let given = arn_segments(&text, |c| *c == ':');
        wanted.len() == 6
            && given.len() == 6
            && wanted.iter().zip(&given).all(|(wanted, given)| {
                greedy(wanted, given, |token, c| match token {
                    Token::Literal(literal) => literal == *c,
                    Token::One => true,
                    Token::Many => false,
                })
            })
    }
}

/// What a character of a pattern means.
pub(super) fn token(c: char) -> Token {
    match c {
        '*' => Token::Many,
        '?' => Token::One,
        c => Token::Literal(c),
    }
}

/// The characters before the first wildcard.
pub(super) fn literals(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map_while(|token| match token {
            Token::Literal(c) => Some(*c),
            Token::One | Token::Many => None,
        })
        .collect()
}

fn shape(tokens: &[Token]) -> Shape {
    let literals = literals(tokens);
    let rest = tokens.get(literals.chars().count()..).unwrap_or_default();
    match rest {
        [] => Shape::Exact(literals),
        [Token::Many] if literals.is_empty() => Shape::Everything,
        [Token::Many] => Shape::Prefix(literals),
        _ => Shape::General,
    }
}

/// Matches tokens against symbols: on a mismatch, only the last `*` takes one symbol more.
/// Earlier ones need not: what they can reach, the last one can reach too.
fn greedy<T>(pattern: &[Token], text: &[T], eats: impl Fn(Token, &T) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut last_many: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), text.get(t)) {
            (None, None) => return true,
            (Some(Token::Many), _) => {
                last_many = Some((p, t));
                p += 1;
                continue;
            }
            (Some(token), Some(symbol)) if eats(*token, symbol) => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        match last_many {
            Some((many, from)) if from < text.len() => {
                last_many = Some((many, from + 1));
                p = many + 1;
                t = from + 1;
            }
            _ => return false,
        }
    }
}

/// Whether two patterns have a text in common: which positions of the second can be reached at
/// each position of the first.
fn overlap(a: &[Token], b: &[Token]) -> bool {
    let mut here = vec![false; b.len() + 1];
    set(&mut here, 0);
    for i in 0..=a.len() {
        let token = a.get(i).copied();
        let mut next = vec![false; b.len() + 1];
        for j in 0..=b.len() {
            if !here.get(j).copied().unwrap_or(false) {
                continue;
            }
            match (token, b.get(j).copied()) {
                (Some(Token::Many), other) => {
                    set(&mut next, j);
                    if other.is_some() {
                        set(&mut here, j + 1);
                    }
                }
                (token, Some(Token::Many)) => {
                    set(&mut here, j + 1);
                    if token.is_some() {
                        set(&mut next, j);
                    }
                }
                (Some(Token::Literal(x)), Some(Token::Literal(y))) if x != y => {}
                (Some(_), Some(_)) => set(&mut next, j + 1),
                (Some(_), None) | (None, _) => {}
            }
        }
        if token.is_none() {
            break;
        }
        here = next;
    }
    here.last().copied().unwrap_or(false)
}

fn set(row: &mut [bool], at: usize) {
    if let Some(cell) = row.get_mut(at) {
        *cell = true;
    }
}

/// Splits at the first five colons.
fn arn_segments<T>(symbols: &[T], is_colon: impl FnMut(&T) -> bool) -> Vec<&[T]> {
    symbols.splitn(6, is_colon).collect()
}
