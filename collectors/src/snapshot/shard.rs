//! Shards: files of records, one a line, sorted; compressed, except the coverage.

use std::io::{self, BufRead, BufReader, Read};

use sha2::{Digest, Sha256};

use super::manifest::Shard;
use super::{Facts, record};
use crate::coverage::Coverage;
use crate::facts::FactKind;

/// The name of the coverage, as kind and, with `.jsonl`, as file.
pub(super) const COVERAGE: &str = "coverage";
const COVERAGE_FILE: &str = "coverage.jsonl";

/// A shard is closed once it has this many bytes of lines.
const FULL: usize = 32 << 20;
/// The largest shard that is read: its file, and its lines.
const LARGEST: u64 = 1 << 30;
/// The longest line that is read. A managed policy has at most 6,144 characters
/// (IAM and STS quotas), but attributes may be longer.
const LONGEST_LINE: u64 = 16 << 20;
/// zstd's window: 128 MiB, what `zstd -d` allows by default.
const WINDOW_LOG: u32 = 27;
const LEVEL: i32 = 3;

/// A shard and its bytes, ready to be written.
pub(super) struct Written {
    pub(super) about: Shard,
    pub(super) bytes: Vec<u8>,
}

/// Every shard of the content, in the order of storage.
pub(super) fn all(facts: &Facts, coverage: &[Coverage]) -> io::Result<Vec<Written>> {
    let mut shards = Vec::new();
    for kind in FactKind::ALL {
        let mut lines = Vec::new();
        let mut records = 0;
        let mut number = 0;
        let mut failed = None;
        record::each(facts, kind, &mut Vec::new(), |line| {
            lines.extend_from_slice(line);
            records += 1;
            if lines.len() >= FULL && failed.is_none() {
                match close(kind.name(), number, &lines, records) {
                    Ok(shard) => shards.push(shard),
                    Err(error) => failed = Some(error),
                }
                lines.clear();
                records = 0;
                number += 1;
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        if records > 0 {
            shards.push(close(kind.name(), number, &lines, records)?);
        }
    }
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    for it in coverage {
        record::line(it, &mut line);
        lines.extend_from_slice(&line);
    }
    let about = describe(COVERAGE_FILE, COVERAGE, &lines, lines.len(), coverage.len());
    shards.push(Written {
        about,
        bytes: lines,
    });
    Ok(shards)
}

fn close(kind: &str, number: u32, lines: &[u8], records: usize) -> io::Result<Written> {
    let bytes = zstd::bulk::compress(lines, LEVEL)?;
    let file = format!("facts/{kind}-{number:04}.jsonl.zst");
    let about = describe(&file, kind, &bytes, lines.len(), records);
    Ok(Written { about, bytes })
}

fn describe(file: &str, kind: &str, bytes: &[u8], size: usize, records: usize) -> Shard {
    Shard {
        file: file.to_owned(),
        kind: kind.to_owned(),
        records: records as u64,
        bytes: bytes.len() as u64,
        size: size as u64,
        sha256: record::hex(&Sha256::digest(bytes)),
    }
}

/// Whether the name is one that a snapshot may hold. Nothing else is ever opened.
pub(super) fn is_name(name: &str) -> bool {
    name == COVERAGE_FILE || kind_of(name).is_some()
}

/// The kind that a file of facts is named after.
fn kind_of(name: &str) -> Option<FactKind> {
    let stem = name.strip_prefix("facts/")?.strip_suffix(".jsonl.zst")?;
    let (kind, number) = stem.split_once('-')?;
    let number_is_one =
        (4..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let kind = FactKind::ALL.into_iter().find(|it| it.name() == kind)?;
    number_is_one.then_some(kind)
}

/// The most bytes that are read of a shard's file; an error when the manifest names an impossible shard.
pub(super) fn check(shard: &Shard) -> Result<u64, String> {
    let kind = kind_of(&shard.file).map_or(COVERAGE, FactKind::name);
    if !is_name(&shard.file) || shard.kind != kind {
        return Err("is not a name that a snapshot may hold".to_owned());
    }
    if shard.bytes > LARGEST || shard.size > LARGEST {
        return Err(format!("is larger than {LARGEST} bytes"));
    }
    Ok(shard.bytes)
}

/// Hands each line of a shard to `take`, after the bytes have shown to be what the manifest names.
pub(super) fn lines(
    shard: &Shard,
    bytes: &[u8],
    mut take: impl FnMut(&[u8]) -> Result<(), String>,
) -> Result<(), String> {
    if bytes.len() as u64 != shard.bytes {
        return Err(format!(
            "has {} bytes instead of {}",
            bytes.len(),
            shard.bytes
        ));
    }
    if record::hex(&Sha256::digest(bytes)) != shard.sha256 {
        return Err("does not have the SHA-256 that the manifest names".to_owned());
    }
    let broken = |error: io::Error| format!("cannot be unpacked: {error}");
    let content: Box<dyn Read> = if shard.kind == COVERAGE {
        Box::new(bytes)
    } else {
        let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(broken)?;
        decoder.window_log_max(WINDOW_LOG).map_err(broken)?;
        Box::new(decoder)
    };
    // One byte more than it may have shows that it has too many; no more is ever unpacked.
    let mut content = BufReader::new(content.take(shard.size.saturating_add(1)));
    let (mut line, mut size, mut records) = (Vec::new(), 0_u64, 0_u64);
    loop {
        line.clear();
        let read = content
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(broken)?;
        if read == 0 {
            break;
        }
        size += read as u64;
        records += 1;
        if size > shard.size {
            return Err("unpacks to more than the manifest names".to_owned());
        }
        if line.last() != Some(&b'\n') {
            return Err(format!("line {records} has no end or is too long"));
        }
        take(&line).map_err(|reason| format!("line {records} {reason}"))?;
    }
    if size != shard.size || records != shard.records {
        return Err(format!(
            "has {records} records in {size} bytes instead of {} in {}",
            shard.records, shard.size
        ));
    }
    Ok(())
}
