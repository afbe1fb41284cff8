//! Two snapshots with their graphs, and the diff of them checked as every diff must be.

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::model::Graph;
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::answer::{Age, Changed, Diff, Plane};
use blastradius_queries::diff::{DiffOptions, Side, diff};
use blastradius_queries::recheck::{Claim, recheck};

/// A snapshot and its graph.
pub(crate) struct Estate {
    pub(crate) snapshot: Snapshot,
    pub(crate) graph: Graph,
}

impl Estate {
    pub(crate) fn new(snapshot: Snapshot) -> Self {
        let graph = build(&snapshot, &BuildOptions::default()).unwrap();
        Self { snapshot, graph }
    }

    pub(crate) fn side(&self) -> Side<'_> {
        Side {
            snapshot: &self.snapshot,
            graph: &self.graph,
        }
    }
}

/// The diff, with every path checked on its graph.
pub(crate) fn checked(old: &Estate, new: &Estate) -> Diff {
    let answer = diff(old.side(), new.side(), &DiffOptions::default());
    for it in &answer.changes {
        let graph = match it.path_of {
            Age::Old => &old.graph,
            Age::New => &new.graph,
        };
        let claim = match (it.plane, it.derived) {
            (None, _) => Claim::Act,
            (Some(_), true) => Claim::Derived,
            (Some(plane), false) => Claim::Touch(plane),
        };
        let way = it.after.as_ref().or(it.before.as_ref()).unwrap();
        let from = &it.path.first().unwrap().from;
        recheck(graph, from, &it.id, &it.path, claim, way.certainty).unwrap();
        assert!(
            it.credentials.contains(from),
            "the path is of one of the credentials"
        );
        assert!(it.credentials.is_sorted());
        let both = (it.before.is_some(), it.after.is_some());
        match it.change {
            Changed::New => assert_eq!(both, (false, true)),
            Changed::Closed => assert_eq!(both, (true, false)),
            Changed::Changed => assert_eq!(both, (true, true)),
            Changed::Unknown => assert!(!it.gaps.is_empty(), "{it:#?}"),
        }
        assert_eq!(it.path_of == Age::New, it.after.is_some());
    }
    answer
}

/// What is said of a target, for one credential.
pub(crate) type Said = (Changed, String, Option<Plane>, bool, String);

/// What is said, credential by credential.
pub(crate) fn said(answer: &Diff) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for it in &answer.changes {
        for credential in &it.credentials {
            said.push((
                it.change,
                it.id.clone(),
                it.plane,
                it.derived,
                credential.clone(),
            ));
        }
    }
    said.sort();
    said
}
