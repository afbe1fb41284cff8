//! The columns of each answer.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::Certainty;
use blastradius_queries::answer::{
    CoverageReport, Holder, Hop, LevelCounts, Paths, Rank, Reach, Who,
};

use super::{Rows, list, number, text};
use crate::answer::Rules;

/// The nodes of a path from its start to its end.
pub(super) fn nodes(path: &[Hop]) -> String {
    let start = path.first().map(|hop| hop.from.as_str());
    let ids: Vec<&str> = start
        .into_iter()
        .chain(path.iter().map(|hop| hop.to.as_str()))
        .collect();
    text(&ids.join(" > "))
}

pub(super) fn conditions(path: &[Hop]) -> String {
    list(path.iter().flat_map(|hop| &hop.conditions))
}

pub(super) fn evidence(path: &[Hop]) -> String {
    list(
        path.iter()
            .flat_map(|hop| &hop.evidence)
            .map(|e| format!("{}{}", e.record, e.pointer)),
    )
}

pub(super) fn rank(rows: &mut Rows, rank: &Rank) {
    let explained = rank.credentials.iter().any(|it| it.best.is_some());
    let mut header = vec![
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
    ];
    let levels: Vec<String> = (Certainty::ALL.into_iter())
        .flat_map(|level| columns(level).map(move |it| format!("{}_{it}", level.name())))
        .collect();
    header.extend(levels.iter().map(String::as_str));
    if explained {
        header.extend(["best_to", "best_certainty", "best_path", "best_evidence"]);
    }
    rows.header(&header);
    for c in &rank.credentials {
        let mut row = vec![
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
        ];
        for level in Certainty::ALL {
            let told = c.levels.iter().find(|it| it.certainty == level);
            row.extend(columns(level).map(|name| match told {
                Some(told) => number(of_column(told, name)),
                // It was not asked for.
                None => String::new(),
            }));
        }
        match &c.best {
            Some(best) => row.extend([
                text(&best.to),
                text(best.certainty.name()),
                nodes(&best.path),
                evidence(&best.path),
            ]),
            None if explained => row.extend(std::iter::repeat_n(String::new(), 4)),
            None => {}
        }
        rows.row(&row);
    }
}

/// What is told of each level of certainty; of what is certain the first three stand before.
fn columns(level: Certainty) -> impl Iterator<Item = &'static str> {
    let stand_before = match level {
        Certainty::Certain => 3,
        _ => 0,
    };
    let all = [
        "data",
        "models",
        "secrets",
        "integrity_data",
        "integrity_models",
        "administered",
    ];
    all.into_iter().skip(stand_before)
}

fn of_column(level: &LevelCounts, name: &str) -> u32 {
    match name {
        "data" => level.confidentiality.get(AssetClass::Data),
        "models" => level.confidentiality.get(AssetClass::Model),
        "secrets" => level.confidentiality.get(AssetClass::Secret),
        "integrity_data" => level.integrity.get(AssetClass::Data),
        "integrity_models" => level.integrity.get(AssetClass::Model),
        _ => level.administered,
    }
}

pub(super) fn reach(rows: &mut Rows, reach: &Reach) {
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

pub(super) fn who(rows: &mut Rows, who: &Who) {
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

pub(super) fn paths(rows: &mut Rows, paths: &Paths) {
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

pub(super) fn coverage(rows: &mut Rows, report: &CoverageReport) {
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

pub(super) fn rules(rows: &mut Rows, rules: &Rules) {
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
