//! A read-only subset of openCypher over the graph.
//!
//! `lex` and `parse` make a tree of the text, `resolve` a plan of the tree, `run` rows of the plan. The
//! semantics are those of the openCypher reference (Cypher Query Language Reference, Version 9) and of its technology
//! compatibility kit; `docs/query.md` says what is in the subset and where it is stricter.
//!
//! ```
//! # use blastradius_graph::model::{GraphBuilder, SnapshotInfo};
//! use blastradius_queries::cypher::{QueryOptions, query};
//! # let info = SnapshotInfo { id: "s".into(), taken: "2026-01-01T00:00:00Z".into() };
//! # let graph = GraphBuilder::new().freeze(info);
//! let text = "MATCH (c:Credential)-[:CAN_READ]->(s:Secret) RETURN c.name, count(s) AS secrets";
//! let answer = query(&graph, text, &QueryOptions::default())?;
//! assert_eq!(answer.columns, ["c.name", "secrets"]);
//! # Ok::<(), Box<blastradius_queries::cypher::QueryError>>(())
//! ```

mod ast;
mod compare;
mod error;
mod estate;
mod functions;
mod labels;
mod lex;
mod output;
mod parse;
mod plan;
pub mod presets;
mod properties;
mod reached;
mod resolve;
mod run;
mod types;
mod value;
mod walk;
mod words;

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Graph};
use serde_json::Value as Json;

use crate::answer::{AttackerContext, Query};
use crate::coverage;
use error::Stop;
pub use error::{ErrorKind, Place, QueryError};
use estate::Estate;
pub(crate) use output::float;
use plan::Plan;
pub use run::{Limits, Truncation};

/// What is asked of [`query`] beside the text.
#[derive(Debug, Clone)]
pub struct QueryOptions {
    /// The values of `$name`.
    pub parameters: BTreeMap<String, Json>,
    /// Weaker edges are as if they were not there.
    pub min_certainty: Certainty,
    /// What the answer may cost.
    pub limits: Limits,
    /// The name of the preset that the text is of; repeated in the answer.
    pub preset: Option<String>,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for QueryOptions {
    fn default() -> Self {
        Self {
            parameters: BTreeMap::new(),
            min_certainty: Certainty::Influence,
            limits: Limits::default(),
            preset: None,
            context: AttackerContext::default(),
        }
    }
}

/// Answers a query.
///
/// A limit that is reached is no error: the answer has what was found until then, and says so. Without `ORDER BY` the
/// rows are in an order that depends on the snapshot and the text alone.
///
/// # Errors
/// When the text is no query of the subset, names what is not there, or asks of a value what it cannot give. The error
/// knows the place.
pub fn query(graph: &Graph, text: &str, options: &QueryOptions) -> Result<Query, Box<QueryError>> {
    let plan = plan(text, &options.parameters)?;
    let estate = Estate::new(graph, options.min_certainty);
    let found = run::run(&estate, &plan, &options.limits).map_err(|stop| match stop {
        Stop::Fault(error) => error.locate(text),
        Stop::Spent => QueryError::new(ErrorKind::Evaluation, "a limit was reached"),
    })?;
    let cells = |row: &Vec<value::Value>| row.iter().map(|it| output::cell(&estate, it)).collect();
    Ok(Query {
        schema: "blastradius/query/1",
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        preset: options.preset.clone(),
        columns: plan.columns.clone(),
        rows: found.rows.iter().map(cells).collect(),
        truncated: found.truncated.is_some(),
        truncated_by: found.truncated.map(Truncation::name),
        coverage: coverage::summary(graph),
    })
}

/// Sees whether a text is a query of the subset, without asking anything. Its columns.
///
/// # Errors
/// As [`query`], but for what only a run can tell.
pub fn check(
    text: &str,
    parameters: &BTreeMap<String, Json>,
) -> Result<Vec<String>, Box<QueryError>> {
    plan(text, parameters).map(|plan| plan.columns)
}

fn plan(text: &str, parameters: &BTreeMap<String, Json>) -> Result<Plan, Box<QueryError>> {
    let mut values = BTreeMap::new();
    for (name, json) in parameters {
        values.insert(name.clone(), output::parameter(name, json)?);
    }
    let parsed = parse::parse(text).and_then(|tree| resolve::resolve(tree, &values));
    parsed.map_err(|error| error.locate(text))
}
