//! As much of Groovy as a `Jenkinsfile` is read by: words, texts and what stands in brackets. No value is computed
//! (Apache Groovy, "Syntax": comments, identifiers, strings).

/// How deep brackets stand in each other.
const DEEPEST: usize = 100;
/// The most words and texts of a file.
const MOST: usize = 500_000;

/// A piece of a file.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) what: What,
    pub(super) line: usize,
}

#[derive(Debug)]
pub(super) enum What {
    /// A name, with its dots: `docker.image`.
    Word(String),
    /// A text.
    Text(String),
    /// Anything else: `=`, `:`, `,`.
    Sign(char),
    /// What stands in brackets: which, and it.
    Group(char, Vec<Item>),
}

/// A call: `name(arguments) { body }`, `name 'argument'`, `name { body }`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'i> {
    pub(super) name: &'i str,
    pub(super) arguments: &'i [Item],
    pub(super) body: &'i [Item],
    pub(super) line: usize,
}

/// The pieces of a file; and the line from which it is not read, because it is too deep or too long.
pub(super) fn read(text: &str) -> (Vec<Item>, Option<usize>) {
    let mut stack: Vec<(char, usize, Vec<Item>)> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    let (mut line, mut rest, mut count) = (1, text, 0);
    let mut ended = None;
    while let Some(next) = rest.chars().next() {
        count += 1;
        if count > MOST * 8 || items.len() > MOST {
            ended = Some(line);
            break;
        }
        let (what, length) = match next {
            '\n' => {
                line += 1;
                (None, 1)
            }
            _ if next.is_whitespace() => (None, next.len_utf8()),
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '#' if rest.starts_with("#!") && line == 1 => {
                (None, rest.find('\n').unwrap_or(rest.len()))
            }
            '/' if rest.starts_with("/*") => {
                let length = rest
                    .find("*/")
                    .map_or(rest.len(), |it| it.saturating_add(2));
                (None, length)
            }
            '\'' | '"' => {
                let (text, length) = string(rest, next);
                (Some(What::Text(text)), length)
            }
            '{' | '(' | '[' => {
                if stack.len() >= DEEPEST {
                    ended = Some(line);
                    break;
                }
                stack.push((next, line, std::mem::take(&mut items)));
                (None, 1)
            }
            '}' | ')' | ']' => {
                if let Some((open, at, before)) = stack.pop() {
                    let inner = std::mem::replace(&mut items, before);
                    items.push(Item {
                        what: What::Group(open, inner),
                        line: at,
                    });
                }
                (None, 1)
            }
            _ if next.is_alphabetic() || next == '_' || next == '@' || next == '$' => {
                let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '$');
                let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                (
                    rest.get(..length).map(|it| What::Word(it.to_owned())),
                    length,
                )
            }
            other => (Some(What::Sign(other)), other.len_utf8()),
        };
        if let Some(what) = what {
            items.push(Item { what, line });
        }
        let taken = rest.get(..length).unwrap_or_default();
        if length > 1 {
            line += taken.matches('\n').count();
        }
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
    // What is open at the end of the file.
    while let Some((open, at, before)) = stack.pop() {
        let inner = std::mem::replace(&mut items, before);
        items.push(Item {
            what: What::Group(open, inner),
            line: at,
        });
    }
    (items, ended)
}

/// A text that begins here, without its quotes, and how long it is with them.
fn string(rest: &str, quote: char) -> (String, usize) {
    let triple: String = [quote; 3].iter().collect();
    let long = rest.starts_with(&triple);
    let mark = if long { triple.len() } else { 1 };
    let mut text = String::new();
    let inner = rest.get(mark..).unwrap_or_default();
    let mut characters = inner.char_indices();
    while let Some((at, next)) = characters.next() {
        match next {
            '\\' => match characters.next() {
                // In a shell script that is the end of a line that goes on.
                Some((_, '\n')) => text.push_str("\\\n"),
                Some((_, escaped)) if matches!(escaped, '\\' | '\'' | '"' | '$') => {
                    text.push(escaped)
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => {
                    text.push('\\');
                    text.push(other);
                }
                None => break,
            },
            _ if next == quote
                && (!long || inner.get(at..).is_some_and(|it| it.starts_with(&triple))) =>
            {
                return (text, mark.saturating_add(at).saturating_add(mark));
            }
            '\n' if !long => return (text, mark.saturating_add(at)),
            _ => text.push(next),
        }
    }
    (text, rest.len())
}

/// The calls among the pieces, in their order.
pub(super) fn calls(items: &[Item]) -> Vec<Call<'_>> {
    let mut found = Vec::new();
    let mut rest = items;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let What::Word(name) = &first.what else {
            continue;
        };
        let mut call = Call {
            name,
            arguments: &[],
            body: &[],
            line: first.line,
        };
        if let Some((next, after)) = rest.split_first()
            && let What::Group('(', arguments) = &next.what
        {
            call.arguments = arguments;
            rest = after;
        } else {
            // Without brackets: what stands in the line, up to a block.
            let ends = |it: &Item| {
                it.line != first.line || matches!(it.what, What::Group('{', _) | What::Sign(';'))
            };
            let length = rest.iter().position(ends).unwrap_or(rest.len());
            let sets = rest
                .first()
                .is_some_and(|it| matches!(it.what, What::Sign('=')));
            if !sets {
                call.arguments = rest.get(..length).unwrap_or_default();
                rest = rest.get(length..).unwrap_or_default();
            }
        }
        if let Some((next, after)) = rest.split_first()
            && let What::Group('{', body) = &next.what
        {
            call.body = body;
            rest = after;
        }
        found.push(call);
    }
    found
}

impl Item {
    /// The text, or the word.
    pub(super) fn said(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) => Some(text),
            What::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'i> Call<'i> {
    /// The argument of this name: `name: 'value'`.
    pub(super) fn named(&self, name: &str) -> Option<&'i Item> {
        named(self.arguments, name)
    }

    /// The first argument without a name, where it is a text.
    pub(super) fn first(&self) -> Option<&'i str> {
        self.arguments.first().and_then(Item::text)
    }
}

/// What stands after `name:` among these.
pub(super) fn named<'i>(items: &'i [Item], name: &str) -> Option<&'i Item> {
    let mut windows = items.windows(3);
    windows.find_map(|three| match three {
        [key, colon, value] => {
            let is = matches!(&key.what, What::Word(word) if word == name)
                && matches!(colon.what, What::Sign(':'));
            is.then_some(value)
        }
        _ => None,
    })
}
