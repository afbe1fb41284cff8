//! YAML and JSON as a tree in which every value knows where it stands.
//!
//! Scalars are kept as they are written: what a plain `on` or `1.10` means is for the reader of the kind to say. Aliases
//! are followed with a budget, so that a file that unfolds without end is refused (CWE-776); merge keys (`<<`) are resolved.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value as Json;

/// The most values that a document may unfold to.
const MOST: usize = 1_000_000;
/// The deepest nesting that is read. The parser itself refuses flow collections deeper than 255.
const DEEPEST: usize = 200;

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

/// Why a text is no YAML, or none that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) reason: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What was read of a text: its documents, in their order; what it has twice; and why the rest was not read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) documents: Vec<Node>,
    pub(super) faults: Vec<Broken>,
    pub(super) broken: Option<Broken>,
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

/// Reads a text of one or more documents. JSON is read as the YAML that it is.
pub(super) fn read(text: &str) -> Read {
    read_below(text, 0)
}

/// Reads a text that stands in a value: a definition in a string. All of it is at the place of that value, as lines of an
/// escaped text are no lines of the file.
pub(crate) fn embedded(text: &str, at: Option<(u32, u32)>) -> Result<Node, String> {
    let at = at.unwrap_or((1, 1));
    read_within(text, at).or_else(|reason| {
        // JSON that is not quite YAML: characters escaped as two surrogates.
        match serde_json::from_str::<Json>(text) {
            Ok(json) if text.contains("\\u") => read_within(&json.to_string(), at),
            _ => Err(reason),
        }
    })
}

fn read_within(text: &str, at: (u32, u32)) -> Result<Node, String> {
    let mut reader = Reader {
        within: Some(at),
        ..Reader::default()
    };
    let mut read = Read::default();
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => reader.take(event, span, &mut read),
            Err(error) => Err(broken(error.info(), at)),
        };
        if let Err(broken) = step {
            return Err(broken.reason);
        }
    }
    let mut documents = read.documents.into_iter();
    match (documents.next(), documents.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err("it is empty".to_owned()),
        (Some(_), Some(_)) => Err("it is more than one document".to_owned()),
    }
}

/// The same, of a text before which so many lines stand in its file.
pub(super) fn read_below(text: &str, lines: usize) -> Read {
    let mut reader = Reader {
        below: lines,
        ..Reader::default()
    };
    let mut read = Read::default();
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => reader.take(event, span, &mut read),
            Err(error) => Err(Broken {
                reason: error.info().to_owned(),
                line: error.marker().line().saturating_add(lines),
                column: error.marker().col().saturating_add(1),
            }),
        };
        if let Err(broken) = step {
            reader.end(&mut read);
            read.broken = Some(broken);
            break;
        }
    }
    read
}

/// A list or map that is not yet at its end.
struct Open {
    at: (u32, u32),
    tag: Option<Box<str>>,
    anchor: usize,
    /// Keys and values in turn, for a map.
    members: Vec<Node>,
    is_map: bool,
}

impl Open {
    fn node(self, read: &mut Read) -> Node {
        let content = match self.is_map {
            true => Content::Map(entries(self.members, read).into()),
            false => Content::List(self.members.into()),
        };
        Node {
            content,
            tag: self.tag,
            line: self.at.0,
            column: self.at.1,
        }
    }
}

#[derive(Default)]
struct Reader {
    /// How many lines stand before the text.
    below: usize,
    /// Where all of it stands, where it is the text of a value.
    within: Option<(u32, u32)>,
    open: Vec<Open>,
    /// What anchors name, with the number of values in it.
    anchors: HashMap<usize, (Node, usize)>,
    /// The values in each open list or map so far.
    sizes: Vec<usize>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, span: Span, read: &mut Read) -> Result<(), Broken> {
        let at = self.within.unwrap_or((
            u32::try_from(span.start.line().saturating_add(self.below)).unwrap_or(u32::MAX),
            u32::try_from(span.start.col()).map_or(u32::MAX, |col| col.saturating_add(1)),
        ));
        match event {
            Event::DocumentStart(_) => {
                self.anchors.clear();
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    _ => Style::Quoted,
                };
                let node = Node {
                    content: Content::Scalar(Arc::from(&*text), style),
                    tag: tag.as_deref().and_then(own_tag),
                    line: at.0,
                    column: at.1,
                };
                self.close(node, anchor, 1, at, read)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(at, anchor, tag.as_deref().and_then(own_tag), false)
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(at, anchor, tag.as_deref().and_then(own_tag), true)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (Some(open), Some(size)) = (self.open.pop(), self.sizes.pop()) else {
                    return Ok(());
                };
                let (anchor, at) = (open.anchor, open.at);
                let node = open.node(read);
                self.close(node, anchor, size.saturating_add(1), at, read)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                // The values are shared; what is bounded is what a reader that walks them meets.
                Some((node, size)) => {
                    let (node, size) = (node.clone(), *size);
                    self.close(node, 0, size, at, read)
                }
                None => Err(broken("an alias names no anchor that stands before it", at)),
            },
            _ => Ok(()),
        }
    }

    /// The text breaks off: what is open ends here, and what was read of it counts.
    fn end(&mut self, read: &mut Read) {
        while let Some(mut open) = self.open.pop() {
            // A key without its value says nothing.
            if open.is_map && open.members.len() % 2 == 1 {
                open.members.pop();
            }
            let node = open.node(read);
            match self.open.last_mut() {
                Some(outer) => outer.members.push(node),
                None => read.documents.push(node),
            }
        }
    }

    fn begin(
        &mut self,
        at: (u32, u32),
        anchor: usize,
        tag: Option<Box<str>>,
        is_map: bool,
    ) -> Result<(), Broken> {
        if self.open.len() >= DEEPEST {
            let reason = format!("it is nested deeper than {DEEPEST} lists and maps");
            return Err(broken(&reason, at));
        }
        self.open.push(Open {
            at,
            tag,
            anchor,
            members: Vec::new(),
            is_map,
        });
        self.sizes.push(0);
        Ok(())
    }

    /// A value is complete: it goes to what it stands in, or is a document.
    fn close(
        &mut self,
        node: Node,
        anchor: usize,
        size: usize,
        at: (u32, u32),
        read: &mut Read,
    ) -> Result<(), Broken> {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        if let Some(open) = self.open.last_mut() {
            open.members.push(node);
            if let Some(sum) = self.sizes.last_mut() {
                *sum = sum.saturating_add(size);
                if *sum > MOST {
                    let reason = format!("it unfolds to more than {MOST} values");
                    return Err(broken(&reason, at));
                }
            }
        } else {
            read.documents.push(node);
        }
        Ok(())
    }
}

fn broken(reason: &str, at: (u32, u32)) -> Broken {
    Broken {
        reason: reason.to_owned(),
        line: at.0 as usize,
        column: at.1 as usize,
    }
}

/// The tag as it is written, unless it is one of the core schema.
fn own_tag(tag: &saphyr_parser::Tag) -> Option<Box<str>> {
    (!tag.is_yaml_core_schema()).then(|| format!("{}{}", tag.handle, tag.suffix).into())
}

/// The members of a map. A key that stands twice is told, and the last is kept, as most readers do; what is merged in
/// (YAML merge key type) gives way to what the map says itself.
fn entries(members: Vec<Node>, read: &mut Read) -> Vec<(Node, Node)> {
    let mut entries: Vec<(Node, Node)> = Vec::with_capacity(members.len() / 2);
    let mut merged: Vec<Node> = Vec::new();
    let mut places: HashMap<Arc<str>, usize> = HashMap::new();
    let mut members = members.into_iter();
    while let (Some(key), Some(value)) = (members.next(), members.next()) {
        let Content::Scalar(text, style) = &key.content else {
            entries.push((key, value));
            continue;
        };
        if &**text == "<<" && *style == Style::Plain {
            merged.push(value);
            continue;
        }
        match places.get(text).and_then(|place| entries.get_mut(*place)) {
            Some(had) => {
                let shown = crate::redact::free_text(text);
                let shown: String = shown.chars().take(80).collect();
                read.faults.push(Broken {
                    reason: format!("`{shown}` stands twice in one map; the last one counts"),
                    line: key.line(),
                    column: key.column(),
                });
                *had = (key, value);
            }
            None => {
                places.insert(text.clone(), entries.len());
                entries.push((key, value));
            }
        }
    }
    for source in &merged {
        let sources = match &source.content {
            Content::List(items) => &**items,
            _ => std::slice::from_ref(source),
        };
        for (key, value) in sources.iter().flat_map(Node::entries) {
            if let Content::Scalar(text, _) = &key.content
                && !places.contains_key(text)
            {
                places.insert(text.clone(), entries.len());
                entries.push((key.clone(), value.clone()));
            }
        }
    }
    entries
}
