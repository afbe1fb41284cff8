//! `graphml`: GraphML 1.0 with typed keys, for yEd, Gephi, Cytoscape, networkx and igraph.
//!
//! Ids in the file are short (`n0`, `e0`): GraphML's are of the type NMTOKEN, which an ARN is not. The provider's id is the
//! key `node_id`. GraphML has no lists: a list is a text that holds a JSON array.

use std::io::{self, Write};

use super::columns::{EDGE, Holds, NODE, Value, edge, joined, node};
use super::items::{Counts, EdgeItem, NodeItem, Sink, feed};
use super::{Export, Form, Selection};
use crate::sanitize::xml_exact;

pub(super) static EXPORT: Export = Export {
    name: "graphml",
    about: "GraphML for yEd, Gephi, Cytoscape, networkx",
    form: Form::File {
        extension: "graphml",
        write,
    },
};

/// Gephi takes the attribute `label` for what it shows, and keeps `id` for itself.
fn attribute(name: &str) -> &str {
    match name {
        "id" => "node_id",
        "name" => "label",
        other => other,
    }
}

fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<Counts> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
        xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    )?;
    let typed = |holds| match holds {
        Holds::Number => "long",
        Holds::Text | Holds::Texts => "string",
    };
    for name in ["schema", "about"] {
        writeln!(
            out,
            "  <key id=\"graph_{name}\" for=\"graph\" attr.name=\"{name}\" attr.type=\"string\"/>"
        )?;
    }
    for (name, holds) in NODE {
        writeln!(
            out,
            "  <key id=\"node_{name}\" for=\"node\" attr.name=\"{}\" attr.type=\"{}\"/>",
            attribute(name),
            typed(holds)
        )?;
    }
    for (name, holds) in [("edge", Holds::Text)].into_iter().chain(EDGE) {
        writeln!(
            out,
            "  <key id=\"edge_{name}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"{}\"/>",
            typed(holds)
        )?;
    }
    writeln!(out, "  <graph id=\"blastradius\" edgedefault=\"directed\">")?;
    let about = selection.about();
    data(out, "graph_schema", about.schema)?;
    data(out, "graph_about", &about.line())?;
    let mut sink = Elements {
        selection,
        out,
        edges: 0,
    };
    let counts = feed(selection, &mut sink)?;
    sink.out.write_all(b"  </graph>\n</graphml>\n")?;
    Ok(counts)
}

struct Elements<'a> {
    selection: &'a Selection<'a>,
    out: &'a mut dyn Write,
    edges: u64,
}

fn data(out: &mut dyn Write, key: &str, text: &str) -> io::Result<()> {
    writeln!(out, "    <data key=\"{key}\">{}</data>", xml_exact(text))
}

impl Elements<'_> {
    fn values(
        &mut self,
        of: &str,
        names: &[(&str, Holds)],
        values: &[Value<'_>],
    ) -> io::Result<()> {
        for ((name, _), value) in names.iter().zip(values) {
            let key = format!("{of}_{name}");
            match value {
                Value::Nothing => {}
                Value::Text(text) => data(self.out, &key, text)?,
                Value::Number(number) => data(self.out, &key, &number.to_string())?,
                Value::Texts(texts) if texts.is_empty() => {}
                Value::Texts(texts) => data(self.out, &key, &joined(texts))?,
            }
        }
        Ok(())
    }
}

impl Sink for Elements<'_> {
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()> {
        writeln!(self.out, "    <node id=\"{}\">", item.end.short())?;
        self.values("node", &NODE, &node(self.selection.graph, item))?;
        self.out.write_all(b"    </node>\n")
    }

    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()> {
        let (id, from, to) = (self.edges, item.from.short(), item.to.short());
        self.edges += 1;
        writeln!(
            self.out,
            "    <edge id=\"e{id}\" source=\"{from}\" target=\"{to}\">"
        )?;
        data(self.out, "edge_edge", item.kind())?;
        self.values("edge", &EDGE, &edge(item))?;
        self.out.write_all(b"    </edge>\n")
    }
}
