//! A ranking in parts, each by a process of its own, on any machine: a part is some of the blocks of targets.
//!
//! Everything in a ranking is a sum over the targets, so parts add up to the whole, exactly and in any order.

use std::collections::BTreeMap;

use blastradius_graph::model::{Graph, NodeKind};
use thiserror::Error;

use super::{RankOptions, Work, ranked, round, sizes, sort};
use crate::answer::{PartEntry, Rank, RankPart};
use crate::coverage;
use crate::engine::{Part, TooLittleMemory};

/// Works out one part of a ranking, with tables of no more than `memory` bytes.
///
/// # Errors
/// If the tables need more memory.
pub fn rank_part(
    graph: &Graph,
    options: &RankOptions,
    part: Part,
    memory: Option<u64>,
) -> Result<RankPart, TooLittleMemory> {
    let (number, of) = (part.part, part.of);
    // What a leaked asset is itself does not count, and only the whole knows that.
    let part = match options.kind {
        NodeKind::Asset | NodeKind::Scope if part.part == 0 => Some(Part::WHOLE),
        NodeKind::Asset | NodeKind::Scope => None,
        _ => Some(part),
    };
    let nodes = ranked(graph, options);
    let sizes = match part {
        Some(part) => {
            let work = Work { part, memory };
            sizes::sizes(graph, &nodes, options.min_certainty, work)?
        }
        None => {
            let nothing = super::Size {
                levels: sizes::none(options.min_certainty),
                ..super::Size::default()
            };
            vec![nothing; nodes.len()]
        }
    };
    let entries = nodes.iter().zip(&sizes).map(|(id, size)| PartEntry {
        entry: super::entry(graph, *id, size),
        twentieths: size.score,
    });
    Ok(RankPart {
        schema: RankPart::SCHEMA.to_owned(),
        part: number,
        of,
        min_certainty: options.min_certainty,
        credentials: entries.collect(),
        coverage: coverage::summary(graph),
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        ranked: options.kind,
    })
}

/// Why parts are not a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MergeError {
    /// There is no part.
    #[error("there is no part to merge")]
    Nothing,
    /// The file is of another program or version.
    #[error("it is `{0}` and not a part of a ranking that this version knows")]
    Schema(String),
    /// The parts are of rankings that were asked otherwise.
    #[error("part {part} is of another ranking: its {what} differs")]
    Other {
        /// From one.
        part: u32,
        /// What differs.
        what: &'static str,
    },
    /// A part is there twice.
    #[error("part {0} is there twice")]
    Twice(u32),
    /// A part is not there.
    #[error("part {part} of {of} is missing")]
    Missing {
        /// From one.
        part: u32,
        /// How many there are.
        of: u32,
    },
}

/// Adds up the parts of a ranking.
///
/// # Errors
/// If a part is missing, is there twice, or belongs to another ranking.
pub fn merge(parts: Vec<RankPart>) -> Result<Rank, MergeError> {
    let mut by_number: BTreeMap<u32, RankPart> = BTreeMap::new();
    for part in parts {
        if part.schema != RankPart::SCHEMA {
            return Err(MergeError::Schema(part.schema));
        }
        let number = part.part;
        if by_number.insert(number, part).is_some() {
            return Err(MergeError::Twice(number.saturating_add(1)));
        }
    }
    let of = by_number.values().next().map(|part| part.of);
    let of = of.ok_or(MergeError::Nothing)?;
    let missing = (0..of).find(|part| !by_number.contains_key(part));
    if let Some(part) = missing {
        let part = part + 1;
        return Err(MergeError::Missing { part, of });
    }
    let mut parts = by_number.into_values();
    let mut sum = parts.next().ok_or(MergeError::Nothing)?;
    for part in parts {
        same(&sum, &part)?;
        for (sum, more) in sum.credentials.iter_mut().zip(part.credentials) {
            add(sum, more);
        }
    }
    let mut credentials: Vec<_> = sum
        .credentials
        .into_iter()
        .map(|it| {
            let mut entry = it.entry;
            entry.score = round(u64::try_from(it.twentieths).unwrap_or(0));
            entry
        })
        .collect();
    sort(&mut credentials);
    Ok(Rank {
        schema: "blastradius/rank/1",
        credentials,
        coverage: sum.coverage,
        snapshot: sum.snapshot,
        context: sum.context,
        ranked: sum.ranked,
        nodes: BTreeMap::new(),
    })
}

/// Whether two parts are of one ranking.
fn same(one: &RankPart, other: &RankPart) -> Result<(), MergeError> {
    let ids = |part: &RankPart| {
        part.credentials
            .iter()
            .map(|it| it.entry.id.clone())
            .collect::<Vec<_>>()
    };
    // Programs before this one wrote none.
    let levels = |part: &RankPart| {
        let first = part.credentials.first();
        first.map_or(0, |it| it.entry.levels.len())
    };
    let differs = if one.snapshot != other.snapshot {
        Some("snapshot")
    } else if one.context != other.context {
        Some("context")
    } else if one.of != other.of {
        Some("number of parts")
    } else if one.min_certainty != other.min_certainty {
        Some("least certainty")
    } else if levels(one) != levels(other) {
        Some("list of levels of certainty")
    } else if one.ranked != other.ranked || ids(one) != ids(other) {
        Some("list of what is ranked")
    } else {
        None
    };
    match differs {
        Some(what) => Err(MergeError::Other {
            part: other.part.saturating_add(1),
            what,
        }),
        None => Ok(()),
    }
}

fn add(sum: &mut PartEntry, more: PartEntry) {
    let (to, from) = (&mut sum.entry, more.entry);
    to.data += from.data;
    to.models += from.models;
    to.secrets += from.secrets;
    to.certain.data += from.certain.data;
    to.certain.models += from.certain.models;
    to.certain.secrets += from.certain.secrets;
    to.integrity.data += from.integrity.data;
    to.integrity.models += from.integrity.models;
    for (to, from) in to.levels.iter_mut().zip(&from.levels) {
        to.add(from);
    }
    to.admin_of.extend(from.admin_of);
    sum.twentieths += more.twentieths;
}
