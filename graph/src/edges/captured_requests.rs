//! Identity -> what an endpoint keeps of what it is asked.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Asset, LineageKind, Workload};

use super::touch::{may_anywhere, touchable, touches_by, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate, Lens, ResourceEntry, account_scope};
use crate::model::{Access, Certainty, Evidence};

/// See [`META`].
pub(super) struct Rule;

/// The technique; the id is this program's own.
const TECHNIQUE: &str = "captured-request-001";

/// What is asked, with the actions that ask it.
const ENDPOINT: &str = "aws:sagemaker:endpoint";
const ASK_ENDPOINT: &[&str] = &["sagemaker:InvokeEndpoint"];
const ASK_MODEL: &[&str] = &[
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
];
const MODELS: &[&str] = &[
    "aws:bedrock:imported-model",
    "aws:bedrock:provisioned-model",
    "aws:bedrock:custom-model-deployment",
];
const LOGGING: &str = "aws:bedrock:invocation-logging";

static META: RuleMeta = RuleMeta {
    id: "captured-requests",
    title: "What a principal asks is kept, and may be learned from",
    does: "An endpoint of SageMaker whose configuration captures its requests writes them to S3; where the invocations of \
           Bedrock are logged, the log has every prompt, also of models that others made. Whoever may ask so writes into what is kept, with words of their \
           own and never anybody else's: an influence. What reads it after that (a stage that retrains, a model that is \
           distilled from the log) takes it from there, behind its own gates.",
    matters: "A model that learns from what it was asked learns from everybody who may ask it.",
    permissions: &[
        "sagemaker:InvokeEndpoint",
        "bedrock:InvokeModel",
        "bedrock:InvokeModelWithResponseStream",
    ],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html",
        "ATT&CK T1565.001",
        "MITRE ATLAS AML.T0020",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let estate = lens.estate;
        // The surest way into each place.
        let mut kept: BTreeMap<&str, Answer> = BTreeMap::new();
        if may_anywhere(lens, ASK_ENDPOINT) {
            let captures = estate.gathered.captures.get_or_init(|| captures(estate));
            for endpoint in touchable(lens, &[ENDPOINT]) {
                let Some(into) = captures.get(endpoint.id.as_str()) else {
                    continue;
                };
                if let Some(asks) = way(lens, endpoint, Access::Use) {
                    add(&mut kept, into, &asks, &endpoint.name);
                }
            }
        }
        if may_anywhere(lens, ASK_MODEL) {
            for model in touchable(lens, MODELS) {
                let into = logs(estate, model);
                if into.is_empty() {
                    continue;
                }
                if let Some(asks) = way(lens, model, Access::Use) {
                    add(&mut kept, &into, &asks, &model.name);
                }
            }
            for (into, asks) in foundation_models(lens) {
                add(&mut kept, &into, &asks, "a model of Bedrock");
            }
        }
        for (place, answer) in kept {
            touches_by(lens, place, Access::Write, TECHNIQUE, answer, found);
        }
    }
}

/// A place in which requests are kept, and the record that says so.
type Kept<'a> = (&'a str, &'a str);

/// Endpoint -> where its requests and answers are kept: by itself, or by its configuration.
fn captures<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, Vec<Kept<'a>>> {
    let facts = estate.facts;
    let is_endpoint = |id: &str| facts.assets.get(id).is_some_and(|it| it.kind == ENDPOINT);
    let mut configured: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for lineage in facts.lineage.values() {
        if is_endpoint(&lineage.to) && facts.workloads.contains_key(&lineage.from) {
            let endpoints = configured.entry(&lineage.from).or_default();
            endpoints.push(&lineage.to);
        }
    }
    let mut captures: BTreeMap<&str, Vec<Kept<'a>>> = BTreeMap::new();
    for lineage in facts.lineage.values() {
        if lineage.kind != LineageKind::Data {
            continue;
        }
        let own = is_endpoint(&lineage.from).then_some(lineage.from.as_str());
        let of = configured.get(lineage.from.as_str()).into_iter().flatten();
        for endpoint in own.into_iter().chain(of.copied()) {
            let places = captures.entry(endpoint).or_default();
            places.push((&lineage.to, &lineage.id));
        }
    }
    captures
}

/// Where the invocations of a model are logged: by the configuration of its account and region.
fn logs<'a>(estate: &Estate<'a>, model: &Asset) -> Vec<Kept<'a>> {
    let scope = model.scope.as_deref().unwrap_or_default();
    let mut logging = estate.workloads_within(LOGGING, scope);
    let logging = logging.find(|it| it.region == model.region);
    logging.map_or_else(Vec::new, |it| logged(estate, it))
}

fn logged<'a>(estate: &Estate<'a>, logging: &Workload) -> Vec<Kept<'a>> {
    let flows = estate.lineage_from(&logging.id);
    flows.map(|it| (it.to.as_str(), it.id.as_str())).collect()
}

/// Where the account of the actor logs invocations, and whether the actor may ask some model there that Bedrock serves for
/// others. Such a model is of no account and no asset of the estate; the log is that of who asks.
fn foundation_models<'a>(lens: &Lens<'_, 'a>) -> Vec<(Vec<Kept<'a>>, Answer)> {
    let estate = lens.estate;
    let partition = lens.actor.arn.split(':').nth(1).unwrap_or("aws");
    let scope = account_scope(&lens.actor.account);
    let own = estate.workloads_within(LOGGING, &scope);
    let asked = own.filter_map(|logging| {
        let region = logging.region.as_deref()?;
        let arn = format!("arn:{partition}:bedrock:{region}::foundation-model/*");
        let mut entry = ResourceEntry::named(&arn);
        entry.account = Some(lens.actor.account.clone());
        entry.region = Some(region.to_owned());
        let answers = ASK_MODEL.iter();
        let asks = answers
            .filter_map(|action| lens.may_some(action, &entry, &arn))
            .max_by_key(|answer| answer.certainty)?;
        Some((logged(estate, logging), asks))
    });
    asked.collect()
}

/// Adds what is written into each place by asking.
fn add<'a>(kept: &mut BTreeMap<&'a str, Answer>, into: &[Kept<'a>], asks: &Answer, asked: &str) {
    for (place, record) in into {
        let mut answer = asks.clone();
        answer.evidence.push(Evidence {
            record: format!("lineage:{record}"),
            pointer: String::new(),
            note: "keeps what is asked".to_owned(),
        });
        let answer = answer.unless_proven(
            Certainty::Influence,
            format!("what it asks {asked} is taken as it was meant"),
        );
        let had = kept.get(place);
        if had.is_none_or(|had| had.certainty < answer.certainty) {
            kept.insert(place, answer);
        }
    }
}
