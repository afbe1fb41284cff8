//! Seeded mutations: whatever the bytes are, there is an end and no panic, and what is not understood is
//! in the coverage.

use super::{fixture, import};

/// A small generator of our own, so that a failure can be repeated anywhere (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(value).unwrap() % bound
    }
}

#[test]
fn mutated_details_never_panic_and_are_never_silent() {
    let whole = fixture();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mutated.json");
    let mut random = Random(0x5EED);
    let (_, good) = {
        std::fs::write(&path, &whole).unwrap();
        import("aws-gaad", std::slice::from_ref(&path))
    };
    for round in 0..1500 {
        let mut bytes = whole.clone().into_bytes();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            match random.below(5) {
                0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"{}[]\",:0\\n"[random.below(10)]),
                3 => bytes.truncate(at.max(1)),
                _ => {
                    let end = (at + random.below(200)).min(bytes.len());
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        std::fs::write(&path, &bytes).unwrap();
        let (summary, snapshot) = import("aws-gaad", std::slice::from_ref(&path));
        // A mutation that loses an identity, a policy or an attachment shows somewhere.
        let lost = snapshot.facts.len() < good.facts.len();
        let told = !summary.problems.is_empty()
            || snapshot.coverage.len() != good.coverage.len()
            || snapshot
                .facts
                .identities
                .keys()
                .ne(good.facts.identities.keys())
            || snapshot.coverage != good.coverage;
        if lost && !told {
            // What may go in silence is a member that was renamed or emptied by the mutation itself: the
            // text is then another, valid one.
            let text = String::from_utf8(bytes).unwrap();
            let valid = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            assert!(valid, "round {round}: lost without a word");
        }
    }
}
