//! `export`: the graph for other programs.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use blastradius_graph::model::NodeId;
use blastradius_queries::around::around;
use blastradius_queries::coverage;
use blastradius_queries::subject::Want;
use blastradius_reports::ReportError;
use blastradius_reports::export::{self, EXPORTS, Export as Format, Selection};
use blastradius_reports::sanitize::visible;
use clap::builder::PossibleValuesParser;

use super::exit::Exit;
use super::failure::Failure;
use super::question::Question;
use super::subject;
use super::ui::Ui;

/// The graph for other programs: yEd, Gephi, networkx, BloodHound, Neo4j, DuckDB, Graphviz
///
/// Where many nodes share an edge, a node of the kind `group` stands for them, so that an administrator of a million
/// buckets is one edge. Nothing is left out: conditions, gates and evidence are there.
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Export only what is near this: an id or a part of a name; may be repeated
    #[arg(long, value_name = "SUBJECT")]
    around: Vec<String>,
    /// How near: at most so many hops away, along them or against them
    #[arg(long, value_name = "N", default_value_t = 2, requires = "around")]
    hops: usize,
    /// Write single hops instead of groups and the edges between them
    #[arg(long)]
    expand: bool,
    #[command(flatten)]
    question: Question,
    /// The format [default: what the name of FILE ends in]
    #[arg(short, long, value_parser = formats(), help_heading = "Output")]
    format: Option<String>,
    /// Write to this file or folder; `neo4j` and `parquet` are folders [default: standard output]
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(EXPORTS.iter().map(|format| format.name))
}

impl Export {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let format = self.format()?;
        if self.output.is_none() && format.extension().is_none() {
            return Err(ReportError::IsFolder {
                format: format.name,
            }
            .into());
        }
        let loaded = self.question.load(ui)?;
        let graph = &loaded.graph;
        let subjects = self.around.iter();
        let subjects = subjects
            .map(|text| subject::node(graph, text, Want::Subject, ui))
            .collect::<Result<Vec<NodeId>, Failure>>()?;
        let floor = self.question.min_certainty;
        let selection = Selection {
            nodes: (!subjects.is_empty()).then(|| around(graph, &subjects, self.hops, floor)),
            min_certainty: floor,
            expand: self.expand,
            context: loaded.context.clone(),
            ..Selection::of(graph)
        };
        let counts = ui.step("exporting", |_| match &self.output {
            Some(path) => format.to_path(&selection, path).map(Some),
            None => to_stdout(format, &selection),
        })?;
        if let Some(path) = &self.output {
            let counts = counts.unwrap_or_default();
            let shown = path.display().to_string();
            ui.note(&format!(
                "wrote {}: {} nodes, {} edges",
                visible(&shown),
                counts.nodes,
                counts.edges
            ));
            if let Some(command) = format.next(path) {
                ui.note(&command);
            }
        }
        Ok(self.question.exit(&coverage::summary(graph), false, ui))
    }

    /// The format that is asked for, else the one that files of this name have.
    fn format(&self) -> Result<&'static Format, Failure> {
        if let Some(name) = &self.format {
            return Ok(export::find(name)?);
        }
        let extension = self.output.as_deref().and_then(Path::extension);
        let named = EXPORTS.iter().copied().find(|format| {
            let own = format.extension();
            own.is_some_and(|own| extension.is_some_and(|it| it.eq_ignore_ascii_case(own)))
        });
        named.ok_or_else(|| {
            let lines = EXPORTS
                .iter()
                .map(|it| format!("  {:<10} {}", it.name, it.about));
            let lines: Vec<String> = lines.collect();
            Failure::new(Exit::Usage, "no format is given")
                .help(format!("name one with -f:\n{}", lines.join("\n")))
        })
    }
}

/// A reader that has gone away is no failure.
fn to_stdout(
    format: &Format,
    selection: &Selection<'_>,
) -> Result<Option<export::Counts>, ReportError> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = format.to_stream(selection, &mut out).and_then(|counts| {
        out.flush()
            .map_err(|source| ReportError::Stream { source })?;
        Ok(counts)
    });
    match written {
        Err(ReportError::Stream { source }) if source.kind() == ErrorKind::BrokenPipe => Ok(None),
        other => other.map(Some),
    }
}
