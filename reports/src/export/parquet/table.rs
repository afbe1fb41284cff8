//! Rows to the columns of a Parquet file, a row group at a time.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::{EDGES, NODES};
use crate::export::columns::{Column, EDGE, Holds, NODE, Value, edge, node};
use crate::export::items::{Counts, EdgeItem, NodeItem, Sink};
use crate::export::place::create;
use crate::export::{About, Selection};

/// How many rows are held before they are written.
const ROWS: usize = 65_536;

/// What an edge has before the columns of [`EDGE`].
const ENDS: [Column; 3] = [
    ("from", Holds::Text),
    ("to", Holds::Text),
    ("edge", Holds::Text),
];

/// Both files.
pub(super) struct Tables<'a> {
    selection: &'a Selection<'a>,
    nodes: Table,
    edges: Table,
}

impl<'a> Tables<'a> {
    pub(super) fn new(selection: &'a Selection<'a>, folder: &Path) -> io::Result<Self> {
        let ends: Vec<Column> = ENDS.into_iter().chain(EDGE).collect();
        Ok(Self {
            selection,
            nodes: Table::new(folder, NODES, &NODE)?,
            edges: Table::new(folder, EDGES, &ends)?,
        })
    }

    /// Writes what is left, and what the files are of.
    pub(super) fn close(self, about: About, counts: Counts) -> io::Result<()> {
        let about = about.file(counts)?;
        self.nodes.close(&about)?;
        self.edges.close(&about)
    }
}

impl Sink for Tables<'_> {
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()> {
        self.nodes.row(node(self.selection.graph, item))
    }

    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()> {
        let ends = [
            Value::Text(item.from.id(self.selection.graph)),
            Value::Text(item.to.id(self.selection.graph)),
            Value::Text(Cow::Borrowed(item.kind())),
        ];
        self.edges.row(ends.into_iter().chain(edge(item)))
    }
}

/// One file.
struct Table {
    file: SerializedFileWriter<File>,
    columns: Vec<Buffer>,
    rows: usize,
}

/// The rows of a column that wait. In the terms of Parquet: a list that is empty, or a value that is missing, has the definition
/// level 0, what is there 1; the first element of a list has the repetition level 0, the others 1.
#[derive(Default)]
struct Buffer {
    required: bool,
    list: bool,
    texts: Vec<ByteArray>,
    numbers: Vec<i64>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

/// What every row has.
fn is_required(name: &str) -> bool {
    matches!(name, "id" | "kind" | "from" | "to" | "edge")
}

impl Table {
    fn new(folder: &Path, name: &str, columns: &[Column]) -> io::Result<Self> {
        let fields: Vec<String> = columns
            .iter()
            .map(|(name, holds)| match holds {
                Holds::Text if is_required(name) => format!("required binary {name} (UTF8);"),
                Holds::Text => format!("optional binary {name} (UTF8);"),
                Holds::Number => format!("optional int64 {name};"),
                Holds::Texts => format!(
                    "required group {name} (LIST) {{ repeated group list {{ required binary element (UTF8); }} }}"
                ),
            })
            .collect();
        let schema = parse_message_type(&format!("message row {{ {} }}", fields.concat()))
            .map_err(io::Error::from)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let file = create(folder, name)?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        Ok(Self {
            file: SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
                .map_err(io::Error::from)?,
            columns: columns
                .iter()
                .map(|(name, holds)| Buffer {
                    required: is_required(name),
                    list: *holds == Holds::Texts,
                    ..Buffer::default()
                })
                .collect(),
            rows: 0,
        })
    }

    fn row<'v>(&mut self, values: impl IntoIterator<Item = Value<'v>>) -> io::Result<()> {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
        self.rows += 1;
        if self.rows == ROWS {
            self.flush().map_err(io::Error::from)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    fn close(mut self, about: &str) -> io::Result<()> {
        self.flush().map_err(io::Error::from)?;
        let about = KeyValue::new("blastradius".to_owned(), about.to_owned());
        self.file.append_key_value_metadata(about);
        let file = self.file.into_inner().map_err(io::Error::from)?;
        file.sync_all()
    }
}

impl Buffer {
    fn push(&mut self, value: Value<'_>) {
        match value {
            Value::Texts(texts) => {
                if texts.is_empty() {
                    self.definition.push(0);
                    self.repetition.push(0);
                }
                for (at, text) in texts.iter().enumerate() {
                    self.definition.push(1);
                    self.repetition.push(i16::from(at > 0));
                    self.texts.push(ByteArray::from(text.as_ref()));
                }
            }
            Value::Nothing => self.definition.push(0),
            Value::Text(text) => {
                self.definition.push(1);
                self.texts.push(ByteArray::from(text.as_ref()));
            }
            Value::Number(number) => {
                self.definition.push(1);
                self.numbers.push(i64::try_from(number).unwrap_or(i64::MAX));
            }
        }
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, File>) -> Result<()> {
        let Some(mut column) = group.next_column()? else {
            return Err(ParquetError::General("a column is missing".to_owned()));
        };
        let definition = (!self.required).then_some(self.definition.as_slice());
        let repetition = self.list.then_some(self.repetition.as_slice());
        match column.untyped() {
            parquet::column::writer::ColumnWriter::Int64ColumnWriter(_) => {
                let column = column.typed::<Int64Type>();
                column.write_batch(&self.numbers, definition, repetition)?;
            }
            _ => {
                let column = column.typed::<ByteArrayType>();
                column.write_batch(&self.texts, definition, repetition)?;
            }
        }
        column.close()?;
        self.texts.clear();
        self.numbers.clear();
        self.definition.clear();
        self.repetition.clear();
        Ok(())
    }
}
