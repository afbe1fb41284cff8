//! Scripts as commands and words (POSIX.1-2024, "Shell Command Language": token recognition, quoting), as far as that goes
//! without running them: enough to see what is written out.

/// The most words of a script that are looked at.
pub(super) const MOST_WORDS: usize = 50_000;
/// How deep substitutions in quotes are followed.
const DEEPEST: usize = 32;

/// A command: its words without their quotes. Variables stand in them as they are written.
#[derive(Debug, Default)]
pub(super) struct Command {
    pub(super) words: Vec<String>,
    /// Whether what it prints goes to the next command.
    pub(super) piped: bool,
}

/// What a character stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Single,
    Double,
    Substitution,
}

#[derive(Default)]
struct Splitter {
    all: Vec<Command>,
    command: Command,
    word: Option<String>,
    inside: Vec<Inside>,
    words: usize,
}

/// The commands of a script, those in substitutions too.
pub(super) fn commands(text: &str) -> Vec<Command> {
    let mut splitter = Splitter::default();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        rest = splitter.take(next, rest);
        if splitter.words > MOST_WORDS {
            break;
        }
    }
    splitter.end_command(false);
    splitter.all
}

impl Splitter {
    /// Takes what begins with this character; returns what is left.
    fn take<'t>(&mut self, next: char, text: &'t str) -> &'t str {
        let rest = text.get(next.len_utf8()..).unwrap_or_default();
        match (self.inside.last().copied(), next) {
            (Some(Inside::Single), '\'') | (Some(Inside::Double), '"') => {
                self.inside.pop();
                return rest;
            }
            (Some(Inside::Single), _) => self.push(next),
            (_, '\\') => {
                let Some(escaped) = rest.chars().next() else {
                    return rest;
                };
                // A line that goes on.
                if escaped != '\n' {
                    self.push(escaped);
                }
                return rest.get(escaped.len_utf8()..).unwrap_or_default();
            }
            (_, '$') => return self.dollar(rest),
            (Some(Inside::Double), _) => self.push(next),
            (_, '\'') => self.open(Inside::Single),
            (_, '"') => self.open(Inside::Double),
            (Some(Inside::Substitution), ')') => {
                self.end_command(false);
                self.inside.pop();
            }
            (_, '#') if self.word.is_none() => {
                let end = rest.find('\n').unwrap_or(rest.len());
                return rest.get(end..).unwrap_or_default();
            }
            (_, '|') => self.end_command(!rest.starts_with('|')),
            (_, '\n' | ';' | '&' | '(' | ')' | '`') => self.end_command(false),
            (_, c) if c.is_whitespace() => self.end_word(),
            _ => self.push(next),
        }
        rest
    }

    /// A variable or expression goes into the word as it is written, a substitution is commands of its own.
    fn dollar<'t>(&mut self, rest: &'t str) -> &'t str {
        for (open, close) in [("{{", "}}"), ("[[", "]]"), ("{", "}")] {
            if let Some(inner) = rest.strip_prefix(open)
                && let Some(end) = inner
                    .bytes()
                    .take(200)
                    .position(|b| close.as_bytes().first() == Some(&b))
                && let Some(name) = inner.get(..end)
                && let Some(after) = inner.get(end..).and_then(|it| it.strip_prefix(close))
            {
                self.push_text(&format!("${open}{name}{close}"));
                return after;
            }
        }
        if let Some(inner) = rest.strip_prefix('(') {
            let end = inner
                .bytes()
                .take(200)
                .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')));
            // `$(name)` is a macro of Azure Pipelines; a command without arguments gives nothing to see.
            if let Some(end) = end
                && let Some(after) = inner.get(end..).and_then(|it| it.strip_prefix(')'))
            {
                self.push_text(&format!("$({})", inner.get(..end).unwrap_or_default()));
                return after;
            }
            self.push('$');
            self.end_command(false);
            if self.inside.last() == Some(&Inside::Double) && self.inside.len() < DEEPEST {
                self.inside.push(Inside::Substitution);
            }
            return inner;
        }
        self.push('$');
        rest
    }

    fn open(&mut self, inside: Inside) {
        self.word.get_or_insert_default();
        if self.inside.len() < DEEPEST {
            self.inside.push(inside);
        }
    }

    fn push(&mut self, next: char) {
        self.word.get_or_insert_default().push(next);
    }

    fn push_text(&mut self, text: &str) {
        self.word.get_or_insert_default().push_str(text);
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            self.words += 1;
            self.command.words.push(word);
        }
    }

    fn end_command(&mut self, piped: bool) {
        self.end_word();
        if !self.command.words.is_empty() {
            self.command.piped = piped;
            self.all.push(std::mem::take(&mut self.command));
        }
    }
}
