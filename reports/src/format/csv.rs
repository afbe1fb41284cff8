//! `csv`: rows for spreadsheets, as in RFC 4180, safe to open (see [`csv_field`]).

use std::fmt::Display;

use blastradius_queries::answer::{CoverageReport, Holder, Hop, Paths, Rank, Reach, Who};

use super::Format;
use crate::answer::{Answer, AnswerKind, Rules};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::csv_field;

pub(super) static FORMAT: Format = Format {
    name: "csv",
    about: "rows for spreadsheets",
    extension: "csv",
    answers: &[
        AnswerKind::Reach,
        AnswerKind::Rank,
        AnswerKind::Who,
        AnswerKind::Paths,
        AnswerKind::Coverage,
        AnswerKind::Rules,
    ],
    render,
};

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let mut rows = Rows::new();
    match answer {
        Answer::Reach(it) => reach(&mut rows, it),
        Answer::Rank(it) => rank(&mut rows, it),
        Answer::Who(it) => who(&mut rows, it),
        Answer::Paths(it) => paths(&mut rows, it),
        Answer::Coverage(it) => coverage(&mut rows, it),
        Answer::Rules(it) => rules(&mut rows, it),
        Answer::Rule(_) | Answer::Authorization(_) => {}
    }
    rows.finish()
}

/// Writes rows and keeps the first failure.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
    failed: Option<String>,
}

impl Rows {
    fn new() -> Self {
        Self {
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(Vec::new()),
            failed: None,
        }
    }

    /// A row of fields that are already [safe](csv_field) or numbers.
    fn row(&mut self, fields: &[String]) {
        if let Err(reason) = self.writer.write_record(fields) {
            self.failed.get_or_insert(reason.to_string());
        }
    }

    fn header(&mut self, names: &[&str]) {
        self.row(
            &names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        );
    }

    fn finish(self) -> Result<String, ReportError> {
        let error = |reason| ReportError::Serialise {
            format: FORMAT.name,
            reason,
        };
        if let Some(reason) = self.failed {
            return Err(error(reason));
        }
        let bytes = self
            .writer
            .into_inner()
            .map_err(|reason| error(reason.to_string()))?;
        String::from_utf8(bytes).map_err(|reason| error(reason.to_string()))
    }
}

fn text(value: &str) -> String {
    csv_field(value).into_owned()
}

fn list<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<T> = values.into_iter().collect();
    let joined: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    text(&joined.join("; "))
}

fn number(value: impl Display) -> String {
    value.to_string()
}

/// The nodes of a path from its start to its end.
fn nodes(path: &[Hop]) -> String {
    let start = path.first().map(|hop| hop.from.as_str());
    let ids: Vec<&str> = start
        .into_iter()
        .chain(path.iter().map(|hop| hop.to.as_str()))
        .collect();
    text(&ids.join(" > "))
}

fn conditions(path: &[Hop]) -> String {
    list(path.iter().flat_map(|hop| &hop.conditions))
}

fn evidence(path: &[Hop]) -> String {
    list(
        path.iter()
            .flat_map(|hop| &hop.evidence)
            .map(|e| format!("{}{}", e.record, e.pointer)),
    )
}

fn rank(rows: &mut Rows, rank: &Rank) {
    rows.header(&[
        "id",
        "kind",
        "identity",
        "data",
        "models",
        "secrets",
        "admin_of",
        "certain_data",
        "certain_models",
        "certain_secrets",
        "integrity_data",
        "integrity_models",
        "score",
        "name",
        "identity_name",
        "scope",
        "notes",
    ]);
    for c in &rank.credentials {
        rows.row(&[
            text(&c.id),
            text(&c.kind),
            text(&c.identity),
            number(c.data),
            number(c.models),
            number(c.secrets),
            list(&c.admin_of),
            number(c.certain.data),
            number(c.certain.models),
            number(c.certain.secrets),
            number(c.integrity.data),
            number(c.integrity.models),
            number(c.score),
            text(&c.name),
            text(&c.identity_name),
            text(c.scope.as_deref().unwrap_or_default()),
            list(&c.notes),
        ]);
    }
}

fn reach(rows: &mut Rows, reach: &Reach) {
    rows.header(&[
        "id",
        "class",
        "type",
        "name",
        "access",
        "plane",
        "derived",
        "hops",
        "certainty",
        "gates",
        "conditions",
        "part_of",
        "scope",
        "holds",
        "path",
        "evidence",
    ]);
    for a in &reach.assets {
        rows.row(&[
            text(&a.id),
            text(a.class.name()),
            text(&a.type_name),
            text(&a.name),
            list(a.access.iter().map(|access| access.name())),
            list(a.plane.iter().map(|plane| plane.name())),
            number(a.derived),
            number(a.hops),
            text(a.certainty.name()),
            list(a.gates.iter().map(|gate| &gate.detail)),
            conditions(&a.path),
            text(a.part_of.as_deref().unwrap_or_default()),
            text(a.scope.as_deref().unwrap_or_default()),
            list(&a.holds),
            nodes(&a.path),
            evidence(&a.path),
        ]);
    }
}

fn who(rows: &mut Rows, who: &Who) {
    rows.header(&[
        "holder",
        "id",
        "type",
        "name",
        "access",
        "plane",
        "derived",
        "hops",
        "certainty",
        "gates",
        "conditions",
        "notes",
        "path",
        "evidence",
    ]);
    let mut all = |kind: &str, holders: &[Holder]| {
        for h in holders {
            rows.row(&[
                text(kind),
                text(&h.id),
                text(&h.type_name),
                text(&h.name),
                list(h.access.iter().map(|access| access.name())),
                list(h.plane.iter().map(|plane| plane.name())),
                number(h.derived),
                number(h.hops),
                text(h.certainty.name()),
                list(h.gates.iter().map(|gate| &gate.detail)),
                conditions(&h.path),
                list(&h.notes),
                nodes(&h.path),
                evidence(&h.path),
            ]);
        }
    };
    all("credential", &who.credentials);
    all("identity", &who.identities);
}

fn paths(rows: &mut Rows, paths: &Paths) {
    rows.header(&[
        "path",
        "hop",
        "from",
        "edge",
        "to",
        "technique",
        "certainty",
        "access",
        "gates",
        "conditions",
        "evidence",
    ]);
    for (path, route) in paths.paths.iter().enumerate() {
        for (hop, h) in route.path.iter().enumerate() {
            rows.row(&[
                number(path + 1),
                number(hop + 1),
                text(&h.from),
                text(h.edge.name()),
                text(&h.to),
                text(h.technique.as_deref().unwrap_or_default()),
                text(h.certainty.name()),
                list(h.access.iter().map(|access| access.name())),
                list(h.gates.iter().map(|gate| &gate.detail)),
                list(&h.conditions),
                evidence(std::slice::from_ref(h)),
            ]);
        }
    }
}

fn coverage(rows: &mut Rows, report: &CoverageReport) {
    rows.header(&[
        "scope",
        "operation",
        "outcome",
        "count",
        "reason",
        "regions",
        "subjects",
        "help",
    ]);
    for gap in report.scopes.iter().flat_map(|scope| &scope.gaps) {
        rows.row(&[
            text(&gap.scope),
            text(&gap.operation),
            text(gap.outcome.name()),
            number(gap.count),
            text(&gap.reason),
            list(&gap.regions),
            list(&gap.subjects),
            text(&gap.help),
        ]);
    }
}

fn rules(rows: &mut Rows, rules: &Rules) {
    rows.header(&[
        "id",
        "provider",
        "edge",
        "title",
        "needs",
        "gives",
        "attack",
        "references",
    ]);
    for rule in &rules.rules {
        rows.row(&[
            text(&rule.id),
            text(&rule.provider),
            text(&rule.edge),
            text(&rule.title),
            list(&rule.needs),
            text(&rule.gives),
            list(&rule.attack),
            list(&rule.references),
        ]);
    }
}
