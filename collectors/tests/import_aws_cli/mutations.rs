//! Seeded mutations of answers: no panic, and every call keeps its coverage record.

use std::collections::BTreeSet;
use std::fs;

use blastradius_collectors::snapshot::Snapshot;

use super::{ANSWERS, import_folder};

#[test]
fn mutated_answers_never_panic_and_keep_their_record() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in ANSWERS {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let (_, good) = import_folder(folder.path());
    // The questions without an argument that were asked with a file, whatever came of them.
    let questions = |snapshot: &Snapshot| -> BTreeSet<String> {
        let listings = snapshot.coverage.iter().filter(|it| it.subject.is_none());
        let asked = listings.filter(|it| it.origin.source.ends_with(".json"));
        asked.map(|it| it.operation.clone()).collect()
    };
    // xorshift64*: the same mutations anywhere.
    let mut state = 0x00B1_A57D_u64;
    let mut below = |bound: usize| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % bound
    };
    for round in 0..300 {
        let (path, text) = ANSWERS[below(ANSWERS.len())];
        let file = folder.path().join(path);
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=below(4) {
            let at = below(bytes.len());
            match below(4) {
                0 => bytes[at] = u8::try_from(below(256)).unwrap(),
                1 => bytes.insert(at, b"{}[]\",:0\\n"[below(10)]),
                2 => bytes.truncate(at.max(1)),
                _ => drop(bytes.remove(at)),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        fs::write(&file, &bytes).unwrap();
        let (_, snapshot) = import_folder(folder.path());
        assert_eq!(
            questions(&snapshot),
            questions(&good),
            "round {round}: {path}"
        );
        fs::write(&file, text).unwrap();
    }
}
