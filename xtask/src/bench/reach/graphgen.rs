//! The files of graphgen, a seeded generator of graphs in the shape of cloud estates.
//!
//! Layout, little-endian: `NHIG0001`, vertices `u64`, edges `u64`, the kind of each vertex `u8` (role, user, key, policy,
//! pipeline, job, data, model, secret), its flags `u8` (1 an attacker may start here, 2 sensitive), its account `u32`, offsets
//! `u64` of each row and the end, heads `u32`, kinds of edges `u8`.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::{NO_TARGET, Question};

use crate::bench::BenchError;

/// The classes of targets, in the order of their numbers.
pub(super) const CLASSES: [&str; 3] = ["data", "models", "secrets"];

/// The kind of the first class of targets; the others follow.
const DATA: u8 = 6;

/// A graph and what is asked about it.
pub(super) struct Generated {
    pub(super) graph: Csr,
    pub(super) question: Question,
}

/// Reads a file. What no question needs (accounts, kinds of edges) is left out.
pub(super) fn read(path: &Path) -> Result<Generated, BenchError> {
    let io = |error| BenchError::Io("read the graph", error);
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(io)?);
    let length = file.get_ref().metadata().map_err(io)?.len();
    let mut magic = [0u8; 8];
    file.read_exact(&mut magic).map_err(io)?;
    if &magic != b"NHIG0001" {
        return Err(BenchError::Graphgen("it does not begin with `NHIG0001`"));
    }
    let mut number = || {
        let mut bytes = [0u8; 8];
        file.read_exact(&mut bytes)
            .map(|()| u64::from_le_bytes(bytes))
    };
    let (vertices, edges) = (number().map_err(io)?, number().map_err(io)?);
    // The file has as many bytes as its head says, so nothing is reserved that is not there.
    let expected = vertices
        .checked_mul(14)
        .and_then(|it| it.checked_add(edges.checked_mul(5)?))
        .and_then(|it| it.checked_add(8 + 24));
    if expected != Some(length) {
        return Err(BenchError::Graphgen(
            "it is not as long as its head says that it is",
        ));
    }
    let count = usize::try_from(vertices).map_err(|_| BenchError::Graphgen("it is too large"))?;
    let mut kinds = vec![0u8; count];
    file.read_exact(&mut kinds).map_err(io)?;
    let mut flags = vec![0u8; count];
    file.read_exact(&mut flags).map_err(io)?;
    let accounts = i64::try_from(vertices * 4).unwrap_or(i64::MAX);
    file.seek_relative(accounts).map_err(io)?;
    let offsets = offsets(&mut file, count + 1)?;
    let count = usize::try_from(edges).map_err(|_| BenchError::Graphgen("it is too large"))?;
    let mut heads = vec![0u32; count];
    // Past the buffer: the heads are most of the file.
    let at = file.stream_position().map_err(io)?;
    let mut file = file.into_inner();
    file.seek(SeekFrom::Start(at)).map_err(io)?;
    file.read_exact(bytemuck::cast_slice_mut(&mut heads))
        .map_err(io)?;
    if cfg!(target_endian = "big") {
        heads
            .iter_mut()
            .for_each(|head| *head = u32::from_le(*head));
    }
    let graph = Csr::new(offsets, heads)
        .map_err(|_| BenchError::Graphgen("its rows are not those of a graph"))?;
    let class = kinds.iter().zip(&flags).map(|(kind, flags)| {
        let sensitive = flags & 2 != 0 && (DATA..DATA + CLASSES.len() as u8).contains(kind);
        if sensitive { kind - DATA } else { NO_TARGET }
    });
    Ok(Generated {
        question: Question {
            class: class.collect(),
            classes: CLASSES.len(),
            sources: (0u32..)
                .zip(&flags)
                .filter(|(_, flags)| **flags & 1 != 0)
                .map(|(vertex, _)| vertex)
                .collect(),
        },
        graph,
    })
}

fn offsets(file: &mut impl Read, count: usize) -> Result<Vec<u32>, BenchError> {
    let mut offsets = Vec::with_capacity(count);
    let mut bytes = vec![0u8; 8 << 12];
    while offsets.len() < count {
        let wanted = (count - offsets.len()).min(bytes.len() / 8) * 8;
        let part = bytes.get_mut(..wanted).unwrap_or_default();
        file.read_exact(part)
            .map_err(|error| BenchError::Io("read the graph", error))?;
        for offset in part.as_chunks::<8>().0 {
            let offset = u32::try_from(u64::from_le_bytes(*offset));
            offsets.push(offset.map_err(|_| BenchError::Graphgen("it is too large"))?);
        }
    }
    Ok(offsets)
}
