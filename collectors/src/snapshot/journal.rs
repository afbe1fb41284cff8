//! The journal of a collection: what has been answered, so that one that was interrupted goes on
//! where it stopped.
//!
//! A line an answer: the first eight bytes of the SHA-256 of the rest, and the answer as JSON. It
//! holds facts and coverage, never the text of an answer, which may hold secrets. A line that was
//! being written when the program was killed does not match its sum: it and what follows is dropped.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{MemorySink, Sink, SnapshotError, disk, record};
use crate::coverage::Coverage;
use crate::facts::{Fact, FactKind};

/// How long after the last answer a collection can go on.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest line that is read.
const LONGEST_LINE: u64 = 256 << 20;

/// One answered call.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The call: account, region, operation and argument, in any form that is the same next time.
    pub call: String,
    /// The facts that its answer made.
    pub facts: Vec<Fact>,
    /// How it ended.
    pub coverage: Vec<Coverage>,
    /// The values that it gives to the calls that depend on it, by what depends on it.
    pub feeds: BTreeMap<String, Vec<String>>,
}

impl Sink for Answer {
    fn fact(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    fn coverage(&mut self, record: Coverage) {
        self.coverage.push(record);
    }
}

impl Answer {
    /// Hands on what the answer made.
    pub fn replay(&self, sink: &mut dyn Sink) {
        for fact in &self.facts {
            sink.fact(fact.clone());
        }
        for record in &self.coverage {
            sink.coverage(record.clone());
        }
    }
}

/// How an [`Answer`] is written: facts as their kind and their record.
#[derive(Serialize, Deserialize)]
struct Entry {
    call: String,
    facts: Vec<(FactKind, Box<serde_json::value::RawValue>)>,
    coverage: Vec<Coverage>,
    feeds: BTreeMap<String, Vec<String>>,
}

/// The journal of a collection, open for writing.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal of the snapshot at `snapshot`, and returns what it holds by call. A journal
    /// that was never begun is empty, and one that nobody wrote to for a day is begun anew: what it
    /// holds is too old to stand beside new answers.
    ///
    /// # Errors
    /// When another collection has it open, or the operating system fails.
    pub fn open(snapshot: &Path) -> Result<(Self, BTreeMap<String, Answer>), SnapshotError> {
        let path = disk::beside(snapshot, "journal");
        let failed = |error| SnapshotError::io("open", &path)(error);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(failed)?;
        // Two collections must not write to one journal. The lock goes with the file.
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(SnapshotError::Locked {
                    path: snapshot.to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let age = file.metadata().and_then(|it| it.modified());
        let old = age.is_ok_and(|it| it.elapsed().is_ok_and(|age| age > LIFE));
        let (answers, good) = if old {
            (BTreeMap::new(), 0)
        } else {
            read(&file).map_err(failed)?
        };
        // What follows the last good line is the rest of a line that was never finished.
        file.set_len(good).map_err(failed)?;
        io::Seek::seek(&mut &file, io::SeekFrom::End(0)).map_err(failed)?;
        Ok((Self { path, file }, answers))
    }

    /// Adds an answer. When the program is killed nothing is lost; when the machine is, at most what
    /// it had not written yet, and that is asked again.
    ///
    /// # Errors
    /// When the operating system fails.
    pub fn append(&mut self, answer: &Answer) -> Result<(), SnapshotError> {
        let line = encode(answer);
        self.file
            .write_all(&line)
            .map_err(SnapshotError::io("write", &self.path))
    }

    /// Removes the journal of the snapshot at `snapshot`: the collection is complete and written. That
    /// there is none is no error.
    ///
    /// # Errors
    /// When the operating system fails.
    pub fn discard(snapshot: &Path) -> Result<(), SnapshotError> {
        let path = disk::beside(snapshot, "journal");
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(SnapshotError::io("remove", &path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// What all answers together made.
impl FromIterator<Answer> for MemorySink {
    fn from_iter<I: IntoIterator<Item = Answer>>(answers: I) -> Self {
        let mut sink = Self::default();
        for answer in answers {
            answer.replay(&mut sink);
        }
        sink
    }
}

fn encode(answer: &Answer) -> Vec<u8> {
    let mut buffer = Vec::new();
    let facts = answer.facts.iter().filter_map(|fact| {
        record::fact_line(fact, &mut buffer);
        let text = std::str::from_utf8(&buffer).ok()?.trim_end().to_owned();
        let raw = serde_json::value::RawValue::from_string(text).ok()?;
        Some((fact.kind(), raw))
    });
    let entry = Entry {
        call: answer.call.clone(),
        facts: facts.collect(),
        coverage: answer.coverage.clone(),
        feeds: answer.feeds.clone(),
    };
    let mut line = Vec::new();
    record::line(&entry, &mut line);
    let mut out = sum(&line).into_bytes();
    out.push(b' ');
    out.extend_from_slice(&line);
    out
}

fn sum(line: &[u8]) -> String {
    let mut sum = record::hex(&Sha256::digest(line));
    sum.truncate(16);
    sum
}

/// The answers, and the length of the part of the file that is good.
fn read(file: &File) -> io::Result<(BTreeMap<String, Answer>, u64)> {
    let mut lines = BufReader::new(file);
    let (mut answers, mut good) = (BTreeMap::new(), 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = lines
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        let Some(answer) = decode(&line) else {
            return Ok((answers, good));
        };
        good += length as u64;
        answers.insert(answer.call.clone(), answer);
    }
}

fn decode(line: &[u8]) -> Option<Answer> {
    let (head, rest) = line.split_at_checked(17)?;
    if head.strip_suffix(b" ")? != sum(rest).as_bytes() {
        return None;
    }
    let entry: Entry = serde_json::from_slice(rest).ok()?;
    let facts = entry
        .facts
        .into_iter()
        .map(|(kind, raw)| record::parse(kind, raw.get().as_bytes()).ok())
        .collect::<Option<_>>()?;
    Some(Answer {
        call: entry.call,
        facts,
        coverage: entry.coverage,
        feeds: entry.feeds,
    })
}
