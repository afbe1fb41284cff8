//! The page of pipelines: each drawn, then what is over and what the rules find.

use askama::Template;
use blastradius_queries::answer::Pipelines;

use super::view::{self, HopView, SureView, UnseenView};
use super::{Shell, fill};
use crate::chain::{self, THEME};
use crate::error::ReportError;
use crate::words::{count, finding, node, show, type_word};

struct Drawn {
    name: String,
    kind: String,
    id: String,
    at: String,
    svg: String,
}

struct Over {
    sure: SureView,
    stage: String,
    access: String,
    asset: String,
    hops: Vec<HopView>,
}

struct Finding {
    severity: &'static str,
    confidence: &'static str,
    rule: &'static str,
    title: &'static str,
    what: String,
    why: &'static str,
    ids: String,
}

#[derive(Template)]
#[template(path = "pipelines.html")]
struct Page {
    shell: Shell,
    lead: String,
    drawn: Vec<Drawn>,
    hidden: usize,
    over: Vec<Over>,
    findings: Vec<Finding>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn page(answer: &Pipelines, rows: usize) -> Result<String, ReportError> {
    let s = &answer.summary;
    let stages = answer.pipelines.iter().flat_map(|it| &it.stages);
    let over = stages.flat_map(|stage| {
        stage.excess.worst.iter().map(|it| {
            let access: Vec<&str> = it.access.iter().map(|way| way.name()).collect();
            Over {
                sure: it.certainty.into(),
                stage: show(&stage.name),
                access: access.join(", "),
                asset: node(&answer.nodes, &it.id),
                hops: view::hops(&answer.nodes, &it.path),
            }
        })
    });
    let title = match answer.pipelines.as_slice() {
        [one] => format!("{} {}", type_word(&one.type_name), show(&one.name)),
        all => count(all.len(), "pipeline"),
    };
    fill(&Page {
        shell: Shell::with(title, THEME),
        lead: format!(
            "{} in {}. {} may touch more than they declare; of {} it is not known.",
            count(s.stages, "stage"),
            count(s.pipelines, "pipeline"),
            count(s.stages_with_excess, "stage"),
            s.stages_with_unknown_excess
        ),
        drawn: answer
            .pipelines
            .iter()
            .take(rows)
            .map(|it| Drawn {
                name: show(&it.name),
                kind: type_word(&it.type_name),
                id: show(&it.id),
                at: show(&it.at),
                svg: chain::svg(&chain::of(answer, it), false),
            })
            .collect(),
        hidden: answer.pipelines.len().saturating_sub(rows),
        over: over.take(rows).collect(),
        findings: answer
            .findings
            .iter()
            .take(rows)
            .map(|it| Finding {
                severity: it.severity.name(),
                confidence: it.confidence.name(),
                rule: it.rule,
                title: it.title,
                what: finding(it),
                why: it.why,
                ids: [it.owasp_nhi, it.attack].concat().join(", "),
            })
            .collect(),
        unseen: view::unseen(&answer.coverage),
        about: view::about(
            &answer.snapshot.id,
            &answer.snapshot.taken,
            Some(&answer.context.name),
        ),
    })
}
