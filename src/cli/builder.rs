//! How a question comes to its graph: the one that is kept beside the snapshot, or one that is built from the facts.

use std::path::Path;

use blastradius_collectors::snapshot::{Seal, Snapshot};
use blastradius_graph::model::Graph;
use blastradius_graph::techniques::Technique;
use blastradius_graph::{AttackerContext, BuildOptions, GraphCache, Progress, build};
use blastradius_queries::answer;
use blastradius_reports::sanitize::visible;

use super::exit::Exit;
use super::failure::Failure;
use super::question::Source;
use super::ui::Ui;

/// A graph, and for which attacker it was built.
pub(crate) struct Loaded {
    pub(crate) graph: Graph,
    pub(crate) context: answer::AttackerContext,
}

/// A snapshot that was read, for a question that needs its facts too.
pub(crate) struct Facts {
    pub(crate) snapshot: Snapshot,
    /// Where its graph is kept; nowhere without a cache, and where the snapshot was replaced while it was read.
    cache: Option<GraphCache>,
}

/// Builds every graph of a question in the same way, or finds what was kept of it.
pub(crate) struct Builder<'a> {
    pub(super) context: AttackerContext,
    pub(super) techniques: Vec<Technique>,
    /// Whether graphs are kept, and those that were are used.
    pub(super) keeps: bool,
    pub(super) ui: &'a Ui,
}

impl Builder<'_> {
    /// The graph of the snapshot at a path. Where one is kept, no facts are read.
    pub(crate) fn graph_at(&self, path: &Path) -> Result<Loaded, Failure> {
        let cache = self.cache(path)?.map(|(cache, _)| cache);
        if let Some(loaded) = cache.as_ref().and_then(|cache| self.kept(cache)) {
            return Ok(loaded);
        }
        let snapshot = Source::at(path, self.ui)?;
        self.build_and_keep(&snapshot, cache.as_ref())
    }

    /// Reads the snapshot at a path.
    pub(crate) fn read(&self, path: &Path) -> Result<Facts, Failure> {
        let sealed = self.cache(path)?;
        let snapshot = Source::at(path, self.ui)?;
        // A graph of other facts than those that were read would not fit to them.
        let same = |seal: &Seal| Seal::of(path).is_ok_and(|now| now == *seal);
        let cache = sealed
            .filter(|(_, seal)| same(seal))
            .map(|(cache, _)| cache);
        Ok(Facts { snapshot, cache })
    }

    /// The graph of a snapshot that was read.
    pub(crate) fn graph_of(&self, facts: &Facts) -> Result<Loaded, Failure> {
        let cache = facts.cache.as_ref();
        match cache.and_then(|cache| self.kept(cache)) {
            Some(loaded) => Ok(loaded),
            None => self.build_and_keep(&facts.snapshot, cache),
        }
    }

    /// Builds the graph of a snapshot that is nowhere on a disk.
    pub(crate) fn build(&self, snapshot: &Snapshot) -> Result<Loaded, Failure> {
        let (context, techniques) = (self.context.clone(), self.techniques.clone());
        build_graph(snapshot, context, techniques, self.ui)
    }

    /// Where the graph is kept, and the seal of the snapshot as it is now.
    fn cache(&self, path: &Path) -> Result<Option<(GraphCache, Seal)>, Failure> {
        if !self.keeps {
            return Ok(None);
        }
        let seal = Seal::of(path)?;
        let options = BuildOptions {
            context: self.context.clone(),
            techniques: self.techniques.clone(),
            progress: None,
        };
        let cache = GraphCache::new(path, seal.clone(), &program(), &options);
        Ok(Some((cache, seal)))
    }

    /// What is kept, if it is of use.
    fn kept(&self, cache: &GraphCache) -> Option<Loaded> {
        let kept = self.ui.step("reading the graph", |_| cache.load());
        match kept {
            Ok(Some(graph)) => {
                let path = cache.path().display();
                self.ui.detail(&format!("graph: {path}"));
                let context = answer::AttackerContext::from(&self.context);
                Some(Loaded { graph, context })
            }
            Ok(None) => None,
            Err(error) => {
                self.ui.note(&format!(
                    "the graph that was kept of this snapshot is not used, and is built anew: {error}"
                ));
                None
            }
        }
    }

    fn build_and_keep(
        &self,
        snapshot: &Snapshot,
        cache: Option<&GraphCache>,
    ) -> Result<Loaded, Failure> {
        let loaded = self.build(snapshot)?;
        if let Some(cache) = cache {
            let saved = self
                .ui
                .step("keeping the graph", |_| cache.save(&loaded.graph));
            self.ui.detail(&match saved {
                Ok(()) => format!("graph kept: {}", cache.path().display()),
                Err(error) => format!("the graph is not kept: {error}"),
            });
        }
        Ok(loaded)
    }
}

/// This program: its version, and of its file the size and the time of the last change, because two builds of a version need
/// not build the same graph.
fn program() -> String {
    let about = std::env::current_exe().and_then(std::fs::metadata);
    let file = about.ok().map(|it| (it.len(), it.modified().ok()));
    format!("blastradius {} {file:?}", env!("CARGO_PKG_VERSION"))
}

/// Builds the graph of a snapshot.
pub(crate) fn build_graph(
    snapshot: &Snapshot,
    context: AttackerContext,
    techniques: Vec<Technique>,
    ui: &Ui,
) -> Result<Loaded, Failure> {
    let answered = answer::AttackerContext::from(&context);
    let graph = ui.step("working out who may do what", |bar| {
        let progress = |progress: Progress| {
            bar.set_length(progress.known as u64);
            bar.set_position(progress.done as u64);
        };
        build(
            snapshot,
            &BuildOptions {
                context,
                techniques,
                progress: Some(&progress),
            },
        )
    });
    let graph = graph.map_err(|error| Failure::new(Exit::Failed, visible(&error.to_string())))?;
    Ok(Loaded {
        graph,
        context: answered,
    })
}
