//! One record a line: facts and coverage as JSON lines.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Facts;
use crate::facts::{Fact, FactKind};

/// Writes the line of a record, with its line feed, in place of what was in `line`.
pub(super) fn line<T: Serialize>(record: &T, line: &mut Vec<u8>) {
    line.clear();
    // Records hold text, numbers and maps with text keys: they always have a JSON form. A record
    // that had none would make an empty line, which the reader refuses.
    if serde_json::to_writer(&mut *line, record).is_err() {
        line.clear();
    }
    line.push(b'\n');
}

/// Hands the line of each fact of a kind to `take`, in the order of ids.
pub(super) fn each(
    facts: &Facts,
    kind: FactKind,
    buffer: &mut Vec<u8>,
    mut take: impl FnMut(&[u8]),
) {
    fn all<'a, T: Serialize + 'a>(
        records: impl Iterator<Item = &'a T>,
        buffer: &mut Vec<u8>,
        take: &mut dyn FnMut(&[u8]),
    ) {
        for record in records {
            line(record, buffer);
            take(buffer);
        }
    }
    let take = &mut take;
    match kind {
        FactKind::Scope => all(facts.scopes.values(), buffer, take),
        FactKind::Identity => all(facts.identities.values(), buffer, take),
        FactKind::Credential => all(facts.credentials.values(), buffer, take),
        FactKind::Policy => all(facts.policies.values(), buffer, take),
        FactKind::Attachment => all(facts.attachments.values(), buffer, take),
        FactKind::Workload => all(facts.workloads.values(), buffer, take),
        FactKind::Pipeline => all(facts.pipelines.values(), buffer, take),
        FactKind::Asset => all(facts.assets.values(), buffer, take),
        FactKind::Lineage => all(facts.lineage.values(), buffer, take),
        FactKind::Federation => all(facts.federations.values(), buffer, take),
    }
}

/// Writes the line of a fact of any kind.
pub(super) fn fact_line(fact: &Fact, buffer: &mut Vec<u8>) {
    match fact {
        Fact::Scope(it) => line(it, buffer),
        Fact::Identity(it) => line(it, buffer),
        Fact::Credential(it) => line(it, buffer),
        Fact::Policy(it) => line(it, buffer),
        Fact::Attachment(it) => line(it, buffer),
        Fact::Workload(it) => line(it, buffer),
        Fact::Pipeline(it) => line(it, buffer),
        Fact::Asset(it) => line(it, buffer),
        Fact::Lineage(it) => line(it, buffer),
        Fact::Federation(it) => line(it, buffer),
    }
}

/// Reads the line of a fact.
pub(super) fn parse(kind: FactKind, line: &[u8]) -> Result<Fact, serde_json::Error> {
    fn of<T: DeserializeOwned>(
        line: &[u8],
        make: fn(T) -> Fact,
    ) -> Result<Fact, serde_json::Error> {
        serde_json::from_slice(line).map(make)
    }
    match kind {
        FactKind::Scope => of(line, Fact::Scope),
        FactKind::Identity => of(line, Fact::Identity),
        FactKind::Credential => of(line, Fact::Credential),
        FactKind::Policy => of(line, Fact::Policy),
        FactKind::Attachment => of(line, Fact::Attachment),
        FactKind::Workload => of(line, Fact::Workload),
        FactKind::Pipeline => of(line, Fact::Pipeline),
        FactKind::Asset => of(line, Fact::Asset),
        FactKind::Lineage => of(line, Fact::Lineage),
        FactKind::Federation => of(line, Fact::Federation),
    }
}

/// Bytes as lower-case hexadecimal text.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
