//! Text -> expression.

use super::Expr;

/// Google Cloud takes conditions of 4096 characters and mappings of 2048.
const LONGEST: usize = 8_192;

/// So deep may an expression nest.
const DEEPEST: usize = 32;

/// So many operators may it have.
const OPERATORS: usize = 128;

/// Reads an expression. The error says what is not understood.
pub(in crate::federation) fn parse(text: &str) -> Result<Expr, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
        operators: 0,
    };
    let expr = parser.ternary()?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some(token) => Err(format!("`{}` is not understood there", token.shown())),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Text(String),
    Word(String),
    Mark(&'static str),
}

impl Token {
    fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Word(text) => text,
            Self::Mark(mark) => mark,
        }
    }
}

/// Longer ones first.
const MARKS: [&str; 23] = [
    "==", "!=", "&&", "||", "<=", ">=", "(", ")", "[", "]", ".", ",", "?", ":", "!", "+", "<", ">",
    "-", "*", "/", "%", "{",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let raw = rest
            .strip_prefix(['r', 'R'])
            .filter(|it| it.starts_with(['\'', '"']));
        if let Some(after) = raw.or(Some(rest).filter(|_| c == '\'' || c == '"')) {
            let (value, after) = quoted(after, raw.is_some())?;
            tokens.push(Token::Text(value));
            rest = after;
        } else if c.is_ascii_alphanumeric() || c == '_' {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            tokens.push(Token::Word(word.to_owned()));
            rest = after;
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            tokens.push(Token::Mark(mark));
            rest = rest.strip_prefix(mark).unwrap_or_default();
        } else {
            return Err(format!("`{c}` is not understood"));
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// A text in quotes, and what follows it.
fn quoted(text: &str, raw: bool) -> Result<(String, &str), String> {
    let open = || "a text has no end".to_owned();
    let mut characters = text.char_indices();
    let (_, quote) = characters.next().ok_or_else(open)?;
    let mut value = String::new();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' if !raw => {
                let (_, escaped) = characters.next().ok_or_else(open)?;
                value.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    '\\' | '\'' | '"' | '`' | '?' => escaped,
                    other => return Err(format!("the escape `\\{other}` is not understood")),
                });
            }
            c if c == quote => {
                let after = text.get(at + c.len_utf8()..).ok_or_else(open)?;
                return Ok((value, after));
            }
            c => value.push(c),
        }
    }
    Err(open())
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    operators: usize,
}

impl Parser {
    fn takes(&mut self, mark: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Mark(it)) if *it == mark);
        self.at += usize::from(is);
        is
    }

    /// The next operator of a chain; each makes the expression one deeper.
    fn links(&mut self, mark: &str) -> Result<bool, String> {
        if !self.takes(mark) {
            return Ok(false);
        }
        self.operators += 1;
        match self.operators > OPERATORS {
            true => Err(format!("it has more than {OPERATORS} operators")),
            false => Ok(true),
        }
    }

    fn needs(&mut self, mark: &str) -> Result<(), String> {
        match self.takes(mark) {
            true => Ok(()),
            false => Err(format!("`{mark}` is missing")),
        }
    }

    fn ternary(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deep".to_owned());
        }
        let condition = self.or()?;
        let expr = match self.takes("?") {
            false => condition,
            true => {
                let yes = self.ternary()?;
                self.needs(":")?;
                let no = self.ternary()?;
                Expr::If(Box::new(condition), Box::new(yes), Box::new(no))
            }
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn or(&mut self) -> Result<Expr, String> {
        let mut all = self.and()?;
        while self.links("||")? {
            all = Expr::Or(Box::new(all), Box::new(self.and()?));
        }
        Ok(all)
    }

    fn and(&mut self) -> Result<Expr, String> {
        let mut all = self.relation()?;
        while self.links("&&")? {
            all = Expr::And(Box::new(all), Box::new(self.relation()?));
        }
        Ok(all)
    }

    fn relation(&mut self) -> Result<Expr, String> {
        let left = self.sum()?;
        if self.takes("==") {
            return Ok(Expr::Equal(Box::new(left), Box::new(self.sum()?)));
        }
        if self.takes("!=") {
            let equal = Expr::Equal(Box::new(left), Box::new(self.sum()?));
            return Ok(Expr::Not(Box::new(equal)));
        }
        if self.tokens.get(self.at) == Some(&Token::Word("in".to_owned())) {
            self.at += 1;
            return Ok(Expr::In(Box::new(left), Box::new(self.sum()?)));
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expr, String> {
        let mut all = self.unary()?;
        while self.links("+")? {
            all = Expr::Plus(Box::new(all), Box::new(self.unary()?));
        }
        Ok(all)
    }

    fn unary(&mut self) -> Result<Expr, String> {
        let mut negations = 0;
        while self.takes("!") {
            negations += 1;
        }
        let expr = self.postfix()?;
        Ok(match negations % 2 {
            0 => expr,
            _ => Expr::Not(Box::new(expr)),
        })
    }

    fn postfix(&mut self) -> Result<Expr, String> {
        let mut expr = self.primary()?;
        // Chains are as deep as they are long.
        let mut links = 0;
        loop {
            links += 1;
            if links > DEEPEST {
                return Err("it is nested too deep".to_owned());
            }
            if self.takes(".") {
                let name = self.word()?;
                expr = match self.takes("(") {
                    true => Expr::Call(Some(Box::new(expr)), name, self.list(")")?),
                    false => Expr::Member(Box::new(expr), name),
                };
            } else if self.takes("[") {
                let index = self.ternary()?;
                self.needs("]")?;
                expr = match index {
                    Expr::Text(name) | Expr::Plain(name) => Expr::Member(Box::new(expr), name),
                    _ => return Err("an index that is not written out".to_owned()),
                };
            } else {
                return Ok(expr);
            }
        }
    }

    fn word(&mut self) -> Result<String, String> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(word.clone())
            }
            _ => Err("a name is missing".to_owned()),
        }
    }

    fn list(&mut self, end: &str) -> Result<Vec<Expr>, String> {
        let mut all = Vec::new();
        while !self.takes(end) {
            if !all.is_empty() {
                self.needs(",")?;
            }
            all.push(self.ternary()?);
        }
        Ok(all)
    }

    fn primary(&mut self) -> Result<Expr, String> {
        if self.takes("(") {
            let inside = self.ternary()?;
            self.needs(")")?;
            return Ok(inside);
        }
        if self.takes("[") {
            return Ok(Expr::List(self.list("]")?));
        }
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Text(text)) => Ok(Expr::Text(text)),
            Some(Token::Word(word)) if self.takes("(") => {
                Ok(Expr::Call(None, word, self.list(")")?))
            }
            Some(Token::Word(word))
                if word == "true"
                    || word == "false"
                    || word.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                Ok(Expr::Plain(word))
            }
            Some(Token::Word(word)) => Ok(Expr::Name(word)),
            Some(Token::Mark(mark)) => Err(format!("`{mark}` is not understood there")),
            None => Err("it ends too early".to_owned()),
        }
    }
}
