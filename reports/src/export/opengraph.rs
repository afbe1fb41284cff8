//! `opengraph`: BloodHound's OpenGraph, as its ingest takes it.
//!
//! Its rules: at most three kinds a node; properties are texts, numbers, truth values or lists of one of these, never
//! objects; ends of edges are named by id. BloodHound writes ids in capitals, so that two that differ in case alone would become
//! one node: the second gets a suffix; `nodeid` is always the exact id. It keeps one edge of a kind between two nodes, so
//! edges that differ in certainty or conditions are one: the most certain, with the others in `alternatives`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write};

use blastradius_graph::model::{Certainty, NodeId};
use serde_json::{Map, Value as Json, json};

use super::columns::{EDGE, Holds, NODE, Value, edge, node, pascal};
use super::items::{Counts, EdgeContent, EdgeItem, End, NodeContent, NodeItem, Sink, feed};
use super::{Export, Form, Selection};
use crate::sanitize::json::to_line;

pub(super) static EXPORT: Export = Export {
    name: "opengraph",
    about: "BloodHound OpenGraph",
    form: Form::File {
        extension: "json",
        write,
    },
};

/// What says that a node is one of ours.
const SOURCE: &str = "Blastradius";

fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<Counts> {
    let metadata = to_line(&json!({"source_kind": SOURCE}))?;
    writeln!(out, "{{\"metadata\":{metadata},\"graph\":{{\"nodes\":[")?;
    let about = selection.about();
    let gaps = about.coverage.gaps.iter();
    let gaps: Vec<String> = gaps
        .map(|gap| format!("{} {}: {}", gap.scope, gap.operation, gap.reason))
        .collect();
    let snapshot = json!({
        "id": format!("blastradius/snapshot/{}", about.snapshot.id),
        "kinds": ["BR_Snapshot"],
        "properties": {
            "name": format!("snapshot {}", about.snapshot.taken),
            "taken": about.snapshot.taken,
            "context": about.context.name,
            "complete": about.coverage.complete,
            "unresolved": about.coverage.unresolved.total,
            "gaps": gaps,
        },
    });
    out.write_all(to_line(&snapshot)?.as_bytes())?;
    let mut sink = Objects {
        selection,
        out,
        ids: Ids::default(),
        in_edges: false,
        waiting: None,
        first_edge: true,
    };
    let counts = feed(selection, &mut sink)?;
    sink.begin_edges()?;
    sink.flush()?;
    sink.out.write_all(b"\n]}}\n")?;
    Ok(counts)
}

/// The ids that differ from those of the graph.
#[derive(Default)]
struct Ids {
    seen: HashSet<u64>,
    renamed: HashMap<NodeId, String>,
}

impl Ids {
    /// Notes a node and gives the id that it has in the file.
    fn add(&mut self, node: NodeId, id: &str) {
        let mut hasher = DefaultHasher::new();
        id.to_uppercase().hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            self.renamed
                .insert(node, format!("{id}#case-{}", node.index()));
        }
    }

    fn of<'a>(&'a self, end: End, selection: &'a Selection<'_>) -> Cow<'a, str> {
        match end {
            End::Node(node) => match self.renamed.get(&node) {
                Some(renamed) => Cow::Borrowed(renamed.as_str()),
                None => end.id(selection.graph),
            },
            other => other.id(selection.graph),
        }
    }
}

/// What the edges between two nodes are so far.
struct Waiting {
    from: End,
    to: End,
    kinds: Vec<OfKind>,
}

/// The edges of one kind between two nodes: the most certain, and the others.
struct OfKind {
    kind: &'static str,
    certainty: Option<Certainty>,
    properties: Map<String, Json>,
    others: Vec<String>,
}

struct Objects<'a> {
    selection: &'a Selection<'a>,
    out: &'a mut dyn Write,
    ids: Ids,
    in_edges: bool,
    waiting: Option<Waiting>,
    first_edge: bool,
}

impl Objects<'_> {
    fn begin_edges(&mut self) -> io::Result<()> {
        if !self.in_edges {
            self.in_edges = true;
            self.out.write_all(b"\n],\"edges\":[")?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(waiting) = self.waiting.take() else {
            return Ok(());
        };
        let from = self.ids.of(waiting.from, self.selection);
        let to = self.ids.of(waiting.to, self.selection);
        for of_kind in waiting.kinds {
            let mut properties = of_kind.properties;
            if !of_kind.others.is_empty() {
                properties.insert("alternatives".to_owned(), json!(of_kind.others));
            }
            let written = json!({
                "kind": format!("BR_{}", pascal(of_kind.kind)),
                "start": {"match_by": "id", "value": from},
                "end": {"match_by": "id", "value": to},
                "properties": properties,
            });
            let comma: &[u8] = if self.first_edge { b"\n" } else { b",\n" };
            self.first_edge = false;
            self.out.write_all(comma)?;
            self.out.write_all(to_line(&written)?.as_bytes())?;
        }
        Ok(())
    }
}

/// Properties for what is there.
fn properties(columns: &[(&str, Holds)], values: &[Value<'_>]) -> Map<String, Json> {
    let mut properties = Map::new();
    for ((name, _), value) in columns.iter().zip(values) {
        let value = match value {
            Value::Nothing => continue,
            Value::Texts(texts) if texts.is_empty() => continue,
            Value::Text(text) => json!(text),
            Value::Number(number) => json!(number),
            Value::Texts(texts) => json!(texts),
        };
        let name = if *name == "id" { "nodeid" } else { name };
        properties.insert(name.to_owned(), value);
    }
    properties
}

/// A kind of nodes after a provider's type: letters, digits and underscores.
fn type_kind(type_name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("BR_{}", type_name.chars().map(plain).collect::<String>())
}

impl Sink for Objects<'_> {
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()> {
        let kinds = match item.content {
            NodeContent::Group(_) => vec!["BR_Group".to_owned()],
            NodeContent::Node(it) => {
                let class = it.class.map(|class| format!("BR_{}", pascal(class.name())));
                let mut kinds = vec![format!("BR_{}", pascal(it.kind.name()))];
                kinds.extend(class);
                kinds.push(type_kind(it.type_name));
                kinds
            }
        };
        if let (End::Node(id), NodeContent::Node(node)) = (item.end, item.content) {
            self.ids.add(id, node.id);
        }
        let written = json!({
            "id": self.ids.of(item.end, self.selection),
            "kinds": kinds,
            "properties": properties(&NODE, &node(self.selection.graph, item)),
        });
        self.out.write_all(b",\n")?;
        self.out.write_all(to_line(&written)?.as_bytes())
    }

    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()> {
        self.begin_edges()?;
        let same = |it: &Waiting| (it.from, it.to) == (item.from, item.to);
        if !self.waiting.as_ref().is_some_and(same) {
            self.flush()?;
        }
        let waiting = self.waiting.get_or_insert_with(|| Waiting {
            from: item.from,
            to: item.to,
            kinds: Vec::new(),
        });
        let certainty = match &item.content {
            EdgeContent::Edge { edge, .. } => Some(edge.certainty),
            EdgeContent::Membership(_) => None,
        };
        let new = properties(&EDGE, &edge(item));
        let kind = item.kind();
        match waiting.kinds.iter_mut().find(|it| it.kind == kind) {
            None => waiting.kinds.push(OfKind {
                kind,
                certainty,
                properties: new,
                others: Vec::new(),
            }),
            Some(had) => {
                let other = if certainty > had.certainty {
                    had.certainty = certainty;
                    std::mem::replace(&mut had.properties, new)
                } else {
                    new
                };
                had.others.push(to_line(&other)?);
            }
        }
        Ok(())
    }
}
