//! What a report draws of an estate: a chain, a leak, a job that deploys.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Gate};

use super::{Enforcement, Freshness, NodeBrief, Via};

/// A picture as places and the arrows between them. How it looks is for the report to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// What it shows.
    pub kind: DrawingKind,
    /// The id of what it is about: the endpoint, the index, the job.
    pub about: String,
    /// The places, each after those from which arrows lead to it.
    pub places: Vec<DrawnPlace>,
    /// The arrows.
    pub arrows: Vec<DrawnArrow>,
    /// The nodes that it names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// What a drawing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DrawingKind {
    /// From raw data by every stage to those who ask the model.
    Chain,
    /// From documents by an index to those who ask it and cannot read them.
    Leak,
    /// From those who start a job by its token to the models that it can change.
    Deployment,
}

/// One box: a node, or several of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnPlace {
    /// What part it has in the picture.
    pub part: Part,
    /// The ids of the nodes, at most a few.
    pub ids: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// What is told of it.
    pub facts: Vec<DrawnFact>,
    /// What stands before it.
    pub gates: Vec<Gate>,
}

/// What part a place has in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Data that nothing known made.
    Raw,
    /// Data, or an object.
    Data,
    /// A stage or a workload.
    Stage,
    /// A model or an endpoint.
    Model,
    /// Software that asks.
    Applications,
    /// Others who may ask.
    Askers,
    /// Documents that only some may read.
    Source,
    /// What was made from them.
    Index,
    /// What asks for others.
    Agent,
    /// Those who read by asking what they cannot read.
    Readers(Via),
    /// Those who can start a job or change what it runs.
    Starters,
    /// A job.
    Job,
    /// The subject of its token.
    Token,
    /// The identity that trusts it.
    Role,
    /// The models that it can change.
    Changed,
}

/// What is told of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawnFact {
    /// Whose permissions it has: ids, and how many more.
    RunsAs(Vec<String>, usize),
    /// Who can change it: ids, and how many more.
    ChangedBy(Vec<String>, usize),
    /// How many can read it themselves.
    Readers(usize),
    /// Who checks what may be seen.
    Checks(Enforcement),
    /// Whether it is older than the policies of what it was made from.
    Fresh(Freshness),
    /// What starts it, in the words of the definition.
    Starts(String),
}

/// An arrow between two places, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DrawnArrow {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How surely it holds.
    pub certainty: Certainty,
}
