//! Text to trees: the events of a parser, gathered within bounds.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value as Json;

use super::{Content, Node, Style};

/// The most values that a document may unfold to.
const MOST: usize = 1_000_000;
/// The deepest nesting that is read. The parser itself refuses flow collections deeper than 255.
const DEEPEST: usize = 200;

/// Why a text is no YAML, or none that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipelines) struct Broken {
    pub(in crate::pipelines) reason: String,
    pub(in crate::pipelines) line: usize,
    pub(in crate::pipelines) column: usize,
}

/// What was read of a text: its documents, in their order; what it has twice; and why the rest was not read.
#[derive(Debug, Default)]
pub(in crate::pipelines) struct Read {
    pub(in crate::pipelines) documents: Vec<Node>,
    pub(in crate::pipelines) faults: Vec<Broken>,
    pub(in crate::pipelines) broken: Option<Broken>,
}

/// Reads a text of one or more documents. JSON is read as the YAML that it is.
pub(in crate::pipelines) fn read(text: &str) -> Read {
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
pub(in crate::pipelines) fn read_below(text: &str, lines: usize) -> Read {
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
