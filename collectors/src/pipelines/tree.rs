//! YAML and JSON as a tree in which every value knows where it stands.
//!
//! Scalars are kept as they are written: what a plain `on` or `1.10` means is for the reader of the kind to say. Aliases
//! are followed with a budget, so that a file that unfolds without end is refused (CWE-776); merge keys (`<<`) are resolved.

mod parser;

use std::sync::Arc;

use serde_json::Value as Json;

pub(crate) use self::parser::embedded;
pub(super) use self::parser::{Broken, read, read_below};

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: it may mean a number, a truth value, nothing.
    Plain,
    /// In quotes, or as a block: it is text.
    Quoted,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    content: Content,
    /// `!Ref` of CloudFormation, `!reference` of GitLab: the tag as it is written, where it is not one of YAML's own.
    tag: Option<Box<str>>,
    line: u32,
    column: u32,
}

#[derive(Debug, Clone)]
enum Content {
    Scalar(Arc<str>, Style),
    List(Arc<[Node]>),
    Map(Arc<[(Node, Node)]>),
}

impl Node {
    /// Nothing, at a line of a file that is no tree: where something was found in it.
    #[must_use]
    pub fn at_line(line: usize) -> Self {
        Self {
            content: Content::Scalar(Arc::from(""), Style::Plain),
            tag: None,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
        }
    }

    /// The member of a map.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let entry = self.entries().iter().find(|(key, _)| key.is(name));
        entry.map(|(_, value)| value)
    }

    /// The member of a member of a map, and so on.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// The text of a member, if it is a scalar that says something.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The scalar as it is written; `None` for nothing (`null`, `~`), lists and maps.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(text, _) if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// A truth value (YAML 1.2, "Core schema"); those of YAML 1.1 (`yes`, `on`) too, which many tools take for such.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.content {
            Content::Scalar(text, Style::Plain) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(text, Style::Plain)
            if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The members of a list; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The members of a map in their order; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Whether it is a map.
    #[must_use]
    pub fn is_map(&self) -> bool {
        matches!(self.content, Content::Map(_))
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self.content, Content::List(_))
    }

    /// What is written once or as a list of several (`branches: main`).
    #[must_use]
    pub fn one_or_many(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            Content::Scalar(..) if self.is_null() => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The tag (`!Ref`), where it is not one of YAML's own.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line as usize
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column as usize
    }

    /// Reads the text of a scalar that holds YAML or JSON. All of it is at the place of the scalar.
    ///
    /// # Errors
    /// Why it cannot be read, without any value of it.
    pub fn embedded(&self) -> Result<Self, String> {
        match self.as_str() {
            Some(text) => embedded(text, Some((self.line, self.column))),
            None => Err("it is no text".to_owned()),
        }
    }

    /// `line:column`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.line, self.column)
    }

    /// The value as JSON, plain scalars as YAML's core schema has them. Keys that are no text are left out.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.content {
            Content::List(items) => items.iter().map(Self::to_json).collect(),
            Content::Map(entries) => {
                let texts = entries.iter().filter_map(|(key, value)| {
                    let Content::Scalar(key, _) = &key.content else {
                        return None;
                    };
                    Some((key.to_string(), value.to_json()))
                });
                Json::Object(texts.collect())
            }
            Content::Scalar(text, Style::Quoted) => Json::from(&**text),
            Content::Scalar(text, Style::Plain) => plain(text),
        }
    }

    /// Whether it is a scalar of this text.
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(&self.content, Content::Scalar(own, _) if **own == *text)
    }
}

/// A plain scalar (YAML 1.2.2, section 10.3.2, "Tag resolution").
fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => {
            let number = text.parse::<i64>().map(Json::from).ok().or_else(|| {
                let starts = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
                starts.then(|| text.parse::<f64>().ok().map(Json::from))?
            });
            number.unwrap_or_else(|| Json::from(text))
        }
    }
}

/// A map of one member, at the place of its value.
pub(super) fn wrapped(name: &str, value: Node) -> Node {
    let (line, column) = (value.line, value.column);
    let key = Node {
        content: Content::Scalar(Arc::from(name), Style::Quoted),
        tag: None,
        line,
        column,
    };
    Node {
        content: Content::Map(Arc::from([(key, value)])),
        tag: None,
        line,
        column,
    }
}
