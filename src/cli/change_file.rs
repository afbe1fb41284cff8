//! A file of changes: every entry with the line that it stands in, so that what is wrong with it can be found.
//!
//! What is wrong is told without the text of the file: somebody may have named the wrong one.

use std::path::Path;

use blastradius_reports::sanitize::visible;
use serde::Deserialize;
use serde_json::value::RawValue;
use toml::Spanned;

use super::exit::Exit;
use super::failure::Failure;

/// One entry, and where it was written; nowhere: on the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) text: String,
    place: Option<String>,
}

impl From<&String> for Entry {
    fn from(text: &String) -> Self {
        Self {
            text: text.clone(),
            place: None,
        }
    }
}

impl Entry {
    /// The failure with the place in front. What is wrong in a file is no wrong use of the command line.
    pub(crate) fn blame(&self, mut failure: Failure) -> Failure {
        let Some(place) = &self.place else {
            return failure;
        };
        if failure.exit == Exit::Usage {
            failure.exit = Exit::Failed;
        }
        failure.at(place)
    }
}

/// What a file asks for.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Changes as on the command line, one each.
    pub(crate) changes: Vec<Entry>,
    /// What must go on working: `SUBJECT=ASSET`.
    pub(crate) require: Vec<Entry>,
}

const HELP: &str = "write `changes = [\"detach user/ci ReadAll\"]` and, where something must go on working, `require = [\"role/app=prod/db\"]`";

/// The file in TOML: texts with their places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InToml {
    #[serde(default)]
    changes: Vec<Spanned<String>>,
    #[serde(default)]
    require: Vec<Spanned<String>>,
}

/// The file in JSON: texts as they stand in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InJson<'a> {
    #[serde(borrow, default)]
    changes: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    require: Vec<&'a RawValue>,
}

/// Reads a file of changes.
pub(crate) fn read(path: &Path) -> Result<Asked, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    let name = path.display().to_string();
    let json = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let read = match json {
        true => of_json(&text),
        false => of_toml(&text),
    };
    let (changes, require) = read.map_err(|(line, reason)| {
        let place = format!("`{}`, line {line}", visible(&name));
        Failure::new(Exit::Failed, reason).at(&place).help(HELP)
    })?;
    let entry = |(line, text): (usize, String)| Entry {
        text,
        place: Some(format!("`{}`, line {line}", visible(&name))),
    };
    Ok(Asked {
        changes: changes.into_iter().map(entry).collect(),
        require: require.into_iter().map(entry).collect(),
    })
}

/// Texts with the lines where they begin, or the line of what is wrong, and what.
type Read = Result<(Vec<(usize, String)>, Vec<(usize, String)>), (usize, String)>;

const SHAPE: &str = "a file of changes has `changes` and `require`, each a list of texts in quotes";

fn of_toml(text: &str) -> Read {
    let line = |span: Option<std::ops::Range<usize>>| line(text, span.map_or(0, |it| it.start));
    if let Err(error) = toml::from_str::<toml::Table>(text) {
        return Err((line(error.span()), told(error.message(), "TOML")));
    }
    let read: InToml =
        toml::from_str(text).map_err(|error| (line(error.span()), SHAPE.to_owned()))?;
    let texts = |all: Vec<Spanned<String>>| {
        all.into_iter()
            .map(|it| (line(Some(it.span())), it.into_inner()))
            .collect()
    };
    Ok((texts(read.changes), texts(read.require)))
}

fn of_json(text: &str) -> Read {
    use serde_json::error::Category;
    let read: InJson<'_> = serde_json::from_str(text).map_err(|error| {
        let reason = match error.classify() {
            Category::Data => SHAPE.to_owned(),
            _ => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                told(message, "JSON")
            }
        };
        (error.line().max(1), reason)
    })?;
    let texts = |all: Vec<&RawValue>| {
        let texts = all.into_iter().map(|raw| {
            // Where the value lies in the text that it was borrowed from.
            let at = raw.get().as_ptr().addr() - text.as_ptr().addr();
            let line = line(text, at);
            serde_json::from_str::<String>(raw.get())
                .map(|it| (line, it))
                .map_err(|_| (line, SHAPE.to_owned()))
        });
        texts.collect::<Result<Vec<_>, _>>()
    };
    Ok((texts(read.changes)?, texts(read.require)?))
}

/// The line of a byte, from one.
fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// What a parser says, unless it quotes the file.
fn told(message: &str, language: &str) -> String {
    let quotes = message.contains(['"', '\''])
        || message
            .split('`')
            .skip(1)
            .step_by(2)
            .any(|it| it.chars().any(char::is_alphanumeric));
    match quotes {
        true => format!("this is no {language}"),
        false => format!("this is no {language}: {}", visible(message.trim())),
    }
}
