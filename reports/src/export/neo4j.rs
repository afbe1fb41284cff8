//! `neo4j`: CSV files with the headers of `neo4j-admin database import`: one of nodes for each kind, one of relationships.
//!
//! Every text is quoted and exact; a quote in it is doubled. Nothing is put before a text that looks like a formula: these files
//! are for an importer, not for a spreadsheet. Lists are separated by U+001F, which an element may hold only as the escape
//! `\u{1f}`. An empty field is no value.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::columns::{EDGE, Holds, NODE, Value, edge, node, pascal};
use super::items::{Counts, EdgeItem, GROUP, NodeContent, NodeItem, Sink, feed};
use super::place::{close, create};
use super::{Export, Form, Selection};

pub(super) static EXPORT: Export = Export {
    name: "neo4j",
    about: "a folder of CSV files for neo4j-admin database import",
    form: Form::Folder { ours, next, write },
};

/// What stands between the elements of a list: the unit separator.
const BETWEEN: &str = "\u{1f}";

const RELATIONSHIPS: &str = "relationships.csv";
const ABOUT: &str = "about.json";

fn ours(name: &str) -> bool {
    name == RELATIONSHIPS || name == ABOUT || (name.starts_with("nodes-") && name.ends_with(".csv"))
}

/// The command that imports the folder.
fn next(folder: &Path) -> Option<String> {
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("nodes-"))
        .collect();
    files.sort();
    let path = |name: &str| quoted(&folder.join(name).to_string_lossy());
    let nodes: Vec<String> = files
        .iter()
        .map(|name| format!("  --nodes={} \\\n", path(name)))
        .collect();
    Some(format!(
        "neo4j-admin database import full --array-delimiter=U+001F --multiline-fields=true \\\n{}  --relationships={} neo4j",
        nodes.concat(),
        path(RELATIONSHIPS)
    ))
}

/// A word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn write(selection: &Selection<'_>, folder: &Path) -> io::Result<Counts> {
    let mut relationships = create(folder, RELATIONSHIPS)?;
    let mut header = vec![
        ":START_ID".to_owned(),
        ":END_ID".to_owned(),
        ":TYPE".to_owned(),
    ];
    header.extend(EDGE.map(|(name, holds)| format!("{name}{}", typed(holds))));
    writeln!(relationships, "{}", header.join(","))?;
    let mut sink = Files {
        selection,
        folder,
        nodes: BTreeMap::new(),
        relationships,
    };
    let counts = feed(selection, &mut sink)?;
    sink.nodes.into_values().try_for_each(close)?;
    close(sink.relationships)?;
    let mut about = create(folder, ABOUT)?;
    about.write_all(selection.about().file(counts)?.as_bytes())?;
    close(about)?;
    Ok(counts)
}

fn typed(holds: Holds) -> &'static str {
    match holds {
        Holds::Text => "",
        Holds::Number => ":long",
        Holds::Texts => ":string[]",
    }
}

struct Files<'a> {
    selection: &'a Selection<'a>,
    folder: &'a Path,
    nodes: BTreeMap<&'static str, BufWriter<File>>,
    relationships: BufWriter<File>,
}

/// A field: quoted, so that an empty text is not nothing.
fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    write!(out, "\"{}\"", text.replace('"', "\"\""))
}

fn value(out: &mut impl Write, value: &Value<'_>) -> io::Result<()> {
    match value {
        Value::Nothing => Ok(()),
        Value::Text(it) => text(out, it),
        Value::Number(number) => write!(out, "{number}"),
        Value::Texts(texts) if texts.is_empty() => Ok(()),
        Value::Texts(texts) => {
            let whole: Vec<String> = texts
                .iter()
                .map(|it| it.replace(BETWEEN, "\\u{1f}"))
                .collect();
            text(out, &whole.join(BETWEEN))
        }
    }
}

impl Files<'_> {
    fn of(&mut self, kind: &'static str) -> io::Result<&mut BufWriter<File>> {
        match self.nodes.entry(kind) {
            std::collections::btree_map::Entry::Occupied(there) => Ok(there.into_mut()),
            std::collections::btree_map::Entry::Vacant(new) => {
                let mut file = create(self.folder, &format!("nodes-{kind}.csv"))?;
                let columns = NODE.map(|(name, holds)| match name {
                    "id" => "id:ID".to_owned(),
                    name => format!("{name}{}", typed(holds)),
                });
                writeln!(file, "{},:LABEL", columns.join(","))?;
                Ok(new.insert(file))
            }
        }
    }
}

impl Sink for Files<'_> {
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()> {
        let (kind, class) = match item.content {
            NodeContent::Node(node) => (node.kind.name(), node.class),
            NodeContent::Group(_) => (GROUP, None),
        };
        let values = node(self.selection.graph, item);
        let out = self.of(kind)?;
        for it in &values {
            value(out, it)?;
            out.write_all(b",")?;
        }
        let mut labels = vec![pascal(kind)];
        labels.extend(class.map(|class| pascal(class.name())));
        text(out, &labels.join(BETWEEN))?;
        out.write_all(b"\n")
    }

    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()> {
        let out = &mut self.relationships;
        text(out, &item.from.id(self.selection.graph))?;
        out.write_all(b",")?;
        text(out, &item.to.id(self.selection.graph))?;
        write!(
            out,
            ",{}",
            item.kind().to_ascii_uppercase().replace('-', "_")
        )?;
        for it in &edge(item) {
            out.write_all(b",")?;
            value(out, it)?;
        }
        out.write_all(b"\n")
    }
}
