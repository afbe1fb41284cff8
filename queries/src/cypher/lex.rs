//! A query as tokens. Words are not told from keywords here: `match` may be the name of a property.

use super::error::{ErrorKind, QueryError, Span};

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A name or keyword, as it stands.
    Word(String),
    /// A name in backticks.
    Quoted(String),
    /// A text in quotes.
    Text(String),
    /// At most 2^63: one more than an integer may have, for the sign before it.
    Int(u64),
    Float(f64),
    /// `$name`.
    Parameter(String),
    Symbol(&'static str),
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

/// Longer ones first. Arrows are put together by the parser: `a <-b` may also be a comparison.
const SYMBOLS: [&str; 27] = [
    "<>", "<=", ">=", "=~", "..", "(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "|", "&", "!",
    "=", "<", ">", "+", "-", "*", "/", "%", "^",
];

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
}

/// The tokens of a query; the last is [`Kind::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Box<QueryError>> {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
    };
    while lexer.space()? {
        let start = lexer.at;
        let kind = lexer.token()?;
        let span = Span::new(start, lexer.at);
        lexer.tokens.push(Token { kind, span });
    }
    let end = Span::new(text.len(), text.len());
    lexer.tokens.push(Token {
        kind: Kind::End,
        span: end,
    });
    Ok(lexer.tokens)
}

fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, open: impl Fn(char) -> bool) -> String {
        let taken: String = self.rest().chars().take_while(|c| open(*c)).collect();
        self.at += taken.len();
        taken
    }

    fn error(&self, start: usize, end: usize, message: String) -> Box<QueryError> {
        QueryError::at(ErrorKind::Syntax, Span::new(start, end), message)
    }

    /// Skips spaces and comments. False at the end.
    fn space(&mut self) -> Result<bool, Box<QueryError>> {
        loop {
            self.take(|c| c.is_whitespace() || c == '\u{feff}');
            if self.rest().starts_with("//") {
                self.take(|c| c != '\n');
            } else if self.rest().starts_with("/*") {
                let start = self.at;
                match self.rest().find("*/") {
                    Some(end) => self.at += end + 2,
                    None => {
                        let text = "this comment has no end".to_owned();
                        return Err(self.error(start, start + 2, text).help("end it with `*/`"));
                    }
                }
            } else {
                return Ok(!self.rest().is_empty());
            }
        }
    }

    fn token(&mut self) -> Result<Kind, Box<QueryError>> {
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(Kind::End);
        };
        if starts_word(first) {
            return Ok(Kind::Word(self.take(in_word)));
        }
        if first.is_ascii_digit() || (first == '.' && self.begins_fraction()) {
            return self.number();
        }
        match first {
            '\'' | '"' => return self.string(first),
            '`' => return self.quoted().map(Kind::Quoted),
            '$' => {
                self.next();
                let name = match self.peek() {
                    Some('`') => self.quoted()?,
                    _ => self.take(in_word),
                };
                if name.is_empty() {
                    let text = "`$` has no name after it".to_owned();
                    return Err(self
                        .error(start, self.at, text)
                        .help("a parameter is written `$name`"));
                }
                return Ok(Kind::Parameter(name));
            }
            _ => {}
        }
        match SYMBOLS.iter().find(|it| self.rest().starts_with(**it)) {
            Some(symbol) => {
                self.at += symbol.len();
                Ok(Kind::Symbol(symbol))
            }
            None => {
                let text = format!("`{}` is no part of a query", first.escape_default());
                Err(self.error(start, start + first.len_utf8(), text))
            }
        }
    }

    /// Whether a point begins a number: `.5`, not `n.5` and not `1..5`.
    fn begins_fraction(&self) -> bool {
        let digit = self
            .rest()
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_digit());
        let value = self.tokens.last().is_some_and(|token| {
            token.span.end == self.at
                && !matches!(token.kind, Kind::Symbol(it) if !matches!(it, ")" | "]" | "}" | ".."))
        });
        digit && !value
    }

    fn number(&mut self) -> Result<Kind, Box<QueryError>> {
        let start = self.at;
        let radix = [("0x", 16), ("0X", 16), ("0o", 8)]
            .into_iter()
            .find(|(prefix, _)| self.rest().starts_with(prefix));
        if let Some((prefix, radix)) = radix {
            self.at += prefix.len();
            let digits = self.take(in_word);
            let value = u64::from_str_radix(&digits, radix).ok();
            return match value.filter(|it| *it <= i64::MAX as u64) {
                Some(value) => Ok(Kind::Int(value)),
                None => Err(self.no_number(start)),
            };
        }
        let mut digits = self.take(|c| c.is_ascii_digit());
        let mut float = false;
        let mut following = self.rest().chars();
        if following.next() == Some('.') && following.next().is_some_and(|c| c.is_ascii_digit()) {
            float = true;
            self.at += 1;
            digits.push('.');
            digits.push_str(&self.take(|c| c.is_ascii_digit()));
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            float = true;
            digits.push('e');
            self.at += 1;
            if let Some(sign @ ('+' | '-')) = self.peek() {
                digits.push(sign);
                self.at += 1;
            }
            digits.push_str(&self.take(|c| c.is_ascii_digit()));
        }
        let stray = self.take(in_word);
        if !stray.is_empty() {
            return Err(self.no_number(start));
        }
        if float {
            let value: Option<f64> = digits.parse().ok();
            return match value.filter(|it| it.is_finite()) {
                Some(value) => Ok(Kind::Float(value)),
                None => Err(self.no_number(start)),
            };
        }
        match digits.parse() {
            Ok(value) if value <= 1 << 63 => Ok(Kind::Int(value)),
            _ => Err(self.no_number(start)),
        }
    }

    fn no_number(&self, start: usize) -> Box<QueryError> {
        let text = self.text.get(start..self.at).unwrap_or_default();
        let shown: String = text.chars().take(40).collect();
        self.error(start, self.at, format!("`{shown}` is no number"))
            .help("integers have 64 bits; a name that begins with a digit stands in backticks")
    }

    /// A name in backticks; two of them stand for one.
    fn quoted(&mut self) -> Result<String, Box<QueryError>> {
        let start = self.at;
        self.next();
        let mut name = String::new();
        loop {
            match self.next() {
                Some('`') if self.peek() == Some('`') => {
                    self.next();
                    name.push('`');
                }
                Some('`') => return Ok(name),
                Some(c) => name.push(c),
                None => {
                    let text = "this name has no closing backtick".to_owned();
                    return Err(self.error(start, start + 1, text));
                }
            }
        }
    }

    fn string(&mut self, quote: char) -> Result<Kind, Box<QueryError>> {
        let start = self.at;
        self.next();
        let mut text = String::new();
        loop {
            let here = self.at;
            match self.next() {
                Some(c) if c == quote => return Ok(Kind::Text(text)),
                Some('\\') => match self.escape() {
                    Some(c) => text.push(c),
                    None => {
                        let message = "this escape is not known".to_owned();
                        return Err(self.error(here, self.at, message).help(
                            r#"known are \\ \' \" \` \b \f \n \r \t \uXXXX and \UXXXXXXXX; a regular expression needs every backslash twice"#,
                        ));
                    }
                },
                Some(c) => text.push(c),
                None => {
                    let message = "this text has no closing quote".to_owned();
                    return Err(self.error(start, start + 1, message));
                }
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('\\' | '\'' | '"' | '`') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.code_point(4)?,
            'U' => self.code_point(8)?,
            _ => return None,
        })
    }

    fn code_point(&mut self, digits: usize) -> Option<char> {
        let hex = self.rest().get(..digits)?;
        let code = u32::from_str_radix(hex, 16).ok()?;
        self.at += digits;
        char::from_u32(code)
    }
}
