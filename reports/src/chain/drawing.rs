//! A drawing of an estate as boxes and arrows.

use blastradius_graph::model::{Certainty, Gate, GateKind};
use blastradius_queries::answer::{
    Drawing, DrawingKind, DrawnFact, DrawnPlace, Enforcement, Freshness, Part, Via,
};

use super::{Arrow, Box, Chain, Lines, Look, WHOLE, levels};
use crate::sanitize::elide;
use crate::words::{Nodes, count, node, show};

/// The name of a drawing's file, without what it ends in.
pub(crate) fn name_of(kind: DrawingKind) -> &'static str {
    match kind {
        DrawingKind::Chain => "chain",
        DrawingKind::Leak => "leak",
        DrawingKind::Deployment => "deployment",
    }
}

/// What a drawing says, in one line.
pub(crate) fn title_of(drawing: &Drawing) -> String {
    let about = node(&drawing.nodes, &drawing.about);
    let first = |part: Part| {
        let mut places = drawing.places.iter().filter(|it| it.part == part);
        let id = places.next()?.ids.first()?;
        Some(node(&drawing.nodes, id))
    };
    match drawing.kind {
        DrawingKind::Chain => match first(Part::Raw) {
            Some(raw) => format!("From {raw} to who asks {about}"),
            None => format!("What {about} is made from, and who asks it"),
        },
        DrawingKind::Leak => match first(Part::Source) {
            Some(source) => format!("Who asks {about} and cannot read {source}"),
            None => format!("Who asks {about}"),
        },
        DrawingKind::Deployment => match first(Part::Role) {
            Some(role) => format!("How {about} deploys as {role}"),
            None => format!("How {about} deploys"),
        },
    }
}

/// The picture of a drawing.
pub(crate) fn of_drawing(drawing: &Drawing) -> Chain {
    let arrows: Vec<Arrow> = drawing
        .arrows
        .iter()
        .map(|arrow| Arrow {
            from: arrow.from,
            to: arrow.to,
            carries: match arrow.certainty {
                Certainty::Certain => String::new(),
                weaker => weaker.name().to_owned(),
            },
            certain: arrow.certainty == Certainty::Certain,
        })
        .collect();
    let levels = levels(drawing.places.len(), &arrows);
    let places = drawing.places.iter().zip(levels);
    Chain {
        title: title_of(drawing),
        triggers: match drawing.kind {
            DrawingKind::Chain => "who can change the data at the top changes what comes out below",
            DrawingKind::Leak => "who asks reads the documents, whether or not they may",
            DrawingKind::Deployment => "who starts the job has the role, without any key",
        }
        .to_owned(),
        boxes: places
            .map(|(place, level)| drawn(&drawing.nodes, place, level))
            .collect(),
        arrows,
    }
}

fn drawn(nodes: &Nodes, place: &DrawnPlace, level: usize) -> Box {
    let (look, group) = look(place.part);
    let mut lines = Lines::default();
    let names = place
        .ids
        .iter()
        .map(|id| match (place.part, nodes.get(id)) {
            // The head says that it is one.
            (Part::Token, Some(brief)) => show(&brief.name),
            _ => node(nodes, id),
        });
    let name = match (group, place.ids.as_slice()) {
        (None, [one]) => node(nodes, one),
        (group, _) => {
            lines.group(names, place.more);
            group.unwrap_or("several").to_owned()
        }
    };
    for fact in &place.facts {
        tell(nodes, fact, &mut lines);
    }
    Box {
        name,
        kind: String::new(),
        look,
        level,
        lines: lines.0,
        gates: place
            .gates
            .iter()
            .map(|gate| elide(&in_the_way(gate), WHOLE).into_owned())
            .collect(),
    }
}

/// The colour of a part, and for several of one kind what they are called.
fn look(part: Part) -> (Look, Option<&'static str>) {
    match part {
        Part::Raw | Part::Data | Part::Source | Part::Index => (Look::Data, None),
        Part::Stage | Part::Agent | Part::Job => (Look::Stage, None),
        Part::Model => (Look::Model, None),
        Part::Changed => (Look::Model, Some("models that it can change")),
        Part::Applications => (Look::Stage, Some("software that asks")),
        Part::Askers => (Look::Party, Some("others who may ask")),
        Part::Readers(Via::Direct | Via::Agent) => {
            (Look::Party, Some("ask it, and cannot read the source"))
        }
        Part::Readers(Via::Store) => (
            Look::Party,
            Some("read what it is kept in, and not the source"),
        ),
        Part::Readers(Via::Logs) => (
            Look::Party,
            Some("read the log of what is asked, not the source"),
        ),
        Part::Starters => (Look::Party, Some("can start it, or change what it runs")),
        Part::Token => (Look::Identity, Some("the token of the job, for")),
        Part::Role => (Look::Identity, None),
    }
}

/// A gate in words: many say themselves what they are.
fn in_the_way(gate: &Gate) -> String {
    let detail = show(&gate.detail);
    let kind = match gate.kind {
        GateKind::Environment => "environment",
        GateKind::Approval => "approval",
        GateKind::DigestPin => "digest",
        GateKind::Signature => "signature",
        GateKind::ExternalId => "external id",
        GateKind::Mfa => "second factor",
        _ => return detail,
    };
    match detail.contains(kind) {
        true => detail,
        false => format!("{kind}: {detail}"),
    }
}

fn tell(nodes: &Nodes, fact: &DrawnFact, lines: &mut Lines) {
    let named = |ids: &[String]| -> Vec<String> { ids.iter().map(|id| node(nodes, id)).collect() };
    match fact {
        DrawnFact::RunsAs(ids, more) => lines.list("runs as", named(ids), *more),
        DrawnFact::ChangedBy(ids, more) => lines.list("changed by", named(ids), *more),
        DrawnFact::Readers(n) => lines.add(
            "read by",
            &format!("{} that may", count(*n, "identity")),
            false,
        ),
        DrawnFact::Checks(checks) => {
            let (text, bad) = match checks {
                Enforcement::None => ("nobody: who asks is told", true),
                Enforcement::CallerAsserted => ("who asks says for whom: believed", true),
                Enforcement::StoreEnforced => ("the store itself", false),
                Enforcement::Unknown => ("not known who", false),
            };
            lines.add("checks", text, bad);
        }
        DrawnFact::Fresh(Freshness::Stale) => {
            lines.add("fresh", "stale: what was removed may still be in it", true)
        }
        DrawnFact::Fresh(state) => lines.add("fresh", state.name(), false),
        DrawnFact::Starts(words) => lines.add("starts", &show(words), false),
    }
}
