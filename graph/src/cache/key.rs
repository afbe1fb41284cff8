//! What a graph follows from, as one number.

use blastradius_collectors::snapshot::Seal;
use sha2::{Digest, Sha256};

use super::VERSION;
use crate::BuildOptions;
use crate::techniques::builtin;

/// The key: the format, the program, the snapshot, the techniques and the attacker.
pub(super) fn of(seal: &Seal, program: &str, options: &BuildOptions<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        // With its length, so that no two sequences of parts are one text.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    part(&VERSION.to_string());
    part(concat!(
        env!("CARGO_PKG_NAME"),
        " ",
        env!("CARGO_PKG_VERSION")
    ));
    part(program);
    part(&seal.id);
    // Whatever a technique or the attacker has is in its debug form, and the program that prints it is part of the key.
    part(&format!("{:?}", builtin()));
    part(&format!("{:?}", options.techniques));
    part(&format!("{:?}", options.context));
    hash.finalize().into()
}

/// The part of it that names a file.
pub(super) fn name(key: &[u8; 32]) -> String {
    key.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
