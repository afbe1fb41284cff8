//! Tokens of Python (The Python Language Reference, "Lexical analysis").

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Name,
    /// A text, without its quotes; whether it is a formatted one.
    Text {
        formatted: bool,
    },
    Number,
    /// An operator or bracket.
    Op,
    /// The end of a logical line.
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// Operators of more than one character, the longer first.
const OPERATORS: [&str; 23] = [
    "**=", "//=", ">>=", "<<=", "...", "->", ":=", "**", "//", ">>", "<<", "==", "!=", "<=", ">=",
    "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
];

struct Reader<'t> {
    rest: &'t str,
    line: u32,
    column: u32,
    /// How many brackets are open: within them a line goes on.
    open: usize,
    tokens: Vec<Token>,
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: text,
        line: 1,
        column: 1,
        open: 0,
        tokens: Vec::new(),
    };
    while reader.next() {}
    reader.push(Kind::End, String::new(), (reader.line, reader.column));
    reader.tokens
}

impl<'t> Reader<'t> {
    fn push(&mut self, kind: Kind, text: String, at: (u32, u32)) {
        self.tokens.push(Token {
            kind,
            text,
            line: at.0,
            column: at.1,
        });
    }

    /// Takes so many bytes, which end at a character.
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        for c in taken.chars() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.rest = rest;
        taken
    }

    fn next(&mut self) -> bool {
        let Some(c) = self.rest.chars().next() else {
            return false;
        };
        let at = (self.line, self.column);
        if c == '\n' {
            self.take(1);
            if self.open == 0 {
                self.push(Kind::End, String::new(), at);
            }
        } else if c.is_whitespace() || c == '\u{feff}' {
            self.take(c.len_utf8());
        } else if c == '#' {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.take(end);
        } else if c == '\\' {
            // The line goes on.
            let more = if self.rest.starts_with("\\\r\n") {
                3
            } else {
                2
            };
            self.take(more.min(self.rest.len()));
        } else if c.is_alphabetic() || c == '_' {
            let end = self
                .rest
                .find(|it: char| !(it.is_alphanumeric() || it == '_'))
                .unwrap_or(self.rest.len());
            let word = self.rest.get(..end).unwrap_or_default();
            let quote = self.rest.get(end..).and_then(|it| it.chars().next());
            let is_prefix = word.len() <= 2 && word.bytes().all(|b| b"rRbBuUfFtT".contains(&b));
            match quote {
                Some('"' | '\'') if is_prefix => {
                    let word = self.take(end).to_ascii_lowercase();
                    self.text(word.contains('r'), word.contains(['f', 't']), at);
                }
                _ => {
                    let word = self.take(end).to_owned();
                    self.push(Kind::Name, word, at);
                }
            }
        } else if c == '"' || c == '\'' {
            self.text(false, false, at);
        } else if c.is_ascii_digit() {
            let end = self
                .rest
                .find(|it: char| !(it.is_alphanumeric() || it == '_' || it == '.'))
                .unwrap_or(self.rest.len());
            let number = self.take(end).to_owned();
            self.push(Kind::Number, number, at);
        } else {
            let found = OPERATORS.iter().find(|it| self.rest.starts_with(**it));
            let length = found.map_or(c.len_utf8(), |it| it.len());
            match c {
                '(' | '[' | '{' => self.open = self.open.saturating_add(1),
                ')' | ']' | '}' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
            let operator = self.take(length).to_owned();
            match (&*operator, self.open) {
                (";", 0) => self.push(Kind::End, String::new(), at),
                _ => self.push(Kind::Op, operator, at),
            }
        }
        true
    }

    /// A text, from its quote on.
    fn text(&mut self, raw: bool, formatted: bool, at: (u32, u32)) {
        let quote = if self.rest.starts_with('"') {
            '"'
        } else {
            '\''
        };
        let triple = if quote == '"' { "\"\"\"" } else { "'''" };
        let long = self.rest.starts_with(triple);
        self.take(if long { 3 } else { 1 });
        let (mut text, mut escaped, mut braces, mut end) = (String::new(), false, 0_usize, None);
        for (place, c) in self.rest.char_indices() {
            if escaped {
                escaped = false;
                match c {
                    _ if raw => text.extend(['\\', c]),
                    '\n' => {}
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    '\\' | '\'' | '"' => text.push(c),
                    _ => text.extend(['\\', c]),
                }
            } else if c == '\\' {
                escaped = true;
            } else if c == quote
                && braces == 0
                && (!long
                    || self
                        .rest
                        .get(place..)
                        .is_some_and(|it| it.starts_with(triple)))
            {
                end = Some(place);
                break;
            } else if c == '\n' && !long {
                // It has no end: the line is over.
                end = Some(place);
                break;
            } else {
                match c {
                    '{' if formatted => braces = braces.saturating_add(1),
                    '}' if formatted => braces = braces.saturating_sub(1),
                    _ => {}
                }
                text.push(c);
            }
        }
        let end = end.unwrap_or(self.rest.len());
        self.take(end);
        if self.rest.starts_with(quote) {
            self.take(if long { 3 } else { 1 });
        }
        self.push(Kind::Text { formatted }, text, at);
    }
}
