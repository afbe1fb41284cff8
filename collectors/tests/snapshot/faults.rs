//! Whatever call fails while a snapshot is written, the old one or the new one is there.

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::rc::Rc;

use blastradius_collectors::snapshot::{Disk, LocalDisk, Sink, Snapshot, SnapshotWriter};
use jiff::Timestamp;

use super::{forms, found, sample};

/// What happens at the call that fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The call reports an error and does nothing.
    Error,
    /// A write stops half way, and reports an error.
    ShortWrite,
    /// The program is killed: nothing that follows happens either.
    Kill,
}

#[derive(Debug)]
struct Failing {
    left: Cell<i64>,
    fault: Fault,
    swaps: bool,
    calls: Rc<Cell<i64>>,
}

impl Failing {
    fn call(&self, run: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        self.calls.set(self.calls.get() + 1);
        let left = self.left.get();
        self.left.set(left - 1);
        if left == 0 || (left < 0 && self.fault == Fault::Kill) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        run()
    }
}

impl Disk for Failing {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.call(|| LocalDisk.create_folder(path))
    }
    fn create(&self, path: &Path) -> io::Result<()> {
        self.call(|| LocalDisk.create(path))
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.left.get() == 0 && self.fault != Fault::Error {
            LocalDisk.write(path, &bytes[..bytes.len() / 2])?;
        }
        self.call(|| LocalDisk.write(path, bytes))
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.call(|| LocalDisk.sync_folder(path))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call(|| LocalDisk.rename(from, to))
    }
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        if !self.swaps {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.call(|| LocalDisk.exchange(one, other))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.call(|| LocalDisk.remove(path))
    }
}

/// Adds a second account on a disk that fails at call `at`; tells how many calls there were.
fn add_with_fault(path: &Path, at: i64, fault: Fault, swaps: bool) -> (bool, i64) {
    let calls = Rc::new(Cell::new(0));
    let disk = Failing {
        left: Cell::new(at),
        fault,
        swaps,
        calls: calls.clone(),
    };
    let done = SnapshotWriter::create_or_add_on(path, disk).and_then(|mut writer| {
        let sink = found("444455556666");
        sink.facts.into_facts().for_each(|fact| writer.fact(fact));
        sink.coverage.into_iter().for_each(|it| writer.coverage(it));
        writer.finish(Timestamp::UNIX_EPOCH)
    });
    (done.is_ok(), calls.get())
}

#[test]
fn old_or_new_at_every_call() {
    let old = sample("111122223333");
    let added = found("444455556666");
    let new = old
        .clone()
        .add(added.facts, added.coverage, Timestamp::UNIX_EPOCH);
    for fault in [Fault::Error, Fault::ShortWrite, Fault::Kill] {
        for swaps in [true, false] {
            for form in 0..2 {
                for at in 0.. {
                    let folder = tempfile::tempdir().unwrap();
                    let path = &forms(folder.path())[form];
                    old.write(path).unwrap();
                    let (done, calls) = add_with_fault(path, at, fault, swaps);
                    let what = format!("{fault:?} at {at}, {}", path.display());
                    let read = Snapshot::read(path).unwrap_or_else(|it| panic!("{what}: {it}"));
                    assert!(read == old || read == new, "{what}: neither old nor new");
                    assert!(!done || read == new, "{what}: said done, but is old");
                    // The next writer finds its way.
                    add_with_fault(path, i64::MAX, Fault::Error, swaps);
                    assert!(Snapshot::read(path).unwrap() == new, "{what}: not repaired");
                    if calls <= at {
                        assert!(done);
                        break;
                    }
                }
            }
        }
    }
}
