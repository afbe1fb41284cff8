//! What code lies in which asset, and what runs it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use blastradius_collectors::facts::{Lineage, LineageKind, Stage};
use serde_json::Value;

use crate::estate::Estate;
use crate::model::Evidence;

/// What runs code from an asset.
#[derive(Debug)]
pub(in crate::edges) struct Runner<'a> {
    /// The workload or stage.
    pub(in crate::edges) id: &'a str,
    /// The references of images that it names.
    pub(in crate::edges) images: Vec<&'a str>,
    /// Why it is taken to run this where the definition does not say so.
    pub(in crate::edges) assumed: Option<Cow<'a, str>>,
    /// The digest of what it takes: anything else is refused.
    pub(in crate::edges) pinned: Option<&'a str>,
    pub(in crate::edges) evidence: Option<Evidence>,
}

/// The assets that hold code, and what runs it: by lineage, models whose loading runs what lies in them, and each function
/// its own code. A pipeline runs in its stages.
pub(in crate::edges) fn holders<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, Vec<Runner<'a>>> {
    let facts = estate.facts;
    let mut holders: BTreeMap<&str, Vec<Runner<'_>>> = BTreeMap::new();
    let stages = facts.pipelines.values().flat_map(|it| &it.stages);
    let stages: HashMap<&str, &Stage> = stages.map(|it| (&*it.id, it)).collect();
    for lineage in facts.lineage.values() {
        if !matches!(lineage.kind, LineageKind::Code | LineageKind::Image) {
            continue;
        }
        let mut runs = |id: &'a str, images: Vec<&'a str>| {
            holders.entry(&lineage.from).or_default().push(Runner {
                id,
                images,
                assumed: lineage.assumed.as_deref().map(Cow::Borrowed),
                pinned: lineage.pinned.as_deref(),
                evidence: Some(Evidence {
                    record: format!("lineage:{}", lineage.id),
                    pointer: String::new(),
                    note: "is what runs".to_owned(),
                }),
            });
        };
        if let Some(workload) = facts.workloads.get(&lineage.to) {
            runs(&workload.id, texts(workload.attributes.get("image")));
        } else if let Some(pipeline) = facts.pipelines.get(&lineage.to) {
            for stage in &pipeline.stages {
                runs(&stage.id, Vec::new());
            }
        } else if let Some(stage) = stages.get(&*lineage.to) {
            runs(&stage.id, Vec::new());
        }
    }
    for (artifact, runner) in loaded(estate, &stages) {
        holders.entry(artifact).or_default().push(runner);
    }
    for asset in facts.assets.values() {
        if asset.kind == "aws:lambda:function-code"
            && let Some(function) = asset.id.strip_suffix("#code")
            && let Some(workload) = facts.workloads.get(function)
        {
            let runners = holders.entry(&asset.id).or_default();
            if !runners.iter().any(|runner| runner.id == workload.id) {
                runners.push(Runner {
                    id: &workload.id,
                    images: Vec::new(),
                    assumed: None,
                    pinned: None,
                    evidence: None,
                });
            }
        }
    }
    holders
}

/// A text, or a list of texts.
fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one],
        _ => Vec::new(),
    }
}

/// Says of a stage, or of a model on the way to it, whether loading runs what lies in the files: `true`, `false`, or why
/// that is not known (collectors, `model_format`).
const LOADS_CODE: &str = "loads_code";

/// The places in storage of models whose loading runs what lies in them, with what loads them. The loader decides: what is
/// said nearest to it counts. A stage that answers requests and takes a model of which nothing is said may load anything.
fn loaded<'a>(
    estate: &Estate<'a>,
    stages: &HashMap<&'a str, &'a Stage>,
) -> Vec<(&'a str, Runner<'a>)> {
    let facts = estate.facts;
    let mut into: HashMap<&str, Vec<&Lineage>> = HashMap::new();
    for lineage in facts.lineage.values() {
        if lineage.kind == LineageKind::Model {
            into.entry(&lineage.to).or_default().push(lineage);
        }
    }
    let mut found = Vec::new();
    for stage in stages.values() {
        let said = stage.attributes.get(LOADS_CODE);
        let serves = stage.kind == "inference";
        walk(
            estate,
            &into,
            (&stage.id, &stage.id),
            (said, serves),
            &mut found,
        );
    }
    // The containers of a model of SageMaker AI load its artifacts.
    for workload in facts.workloads.values() {
        let own = workload.id.strip_suffix("#container");
        let of = own.filter(|_| workload.kind == "aws:sagemaker:model-container");
        let serves = of.is_some() || workload.kind == "aws:sagemaker:inference-component";
        if serves {
            let model = of.unwrap_or(&workload.id);
            let said = facts.assets.get(model);
            let said = said.and_then(|it| it.attributes.get(LOADS_CODE));
            walk(
                estate,
                &into,
                (&workload.id, model),
                (said, true),
                &mut found,
            );
        }
    }
    found.sort_by(|a, b| (a.0, a.1.id).cmp(&(b.0, b.1.id)));
    found
}

/// Back along models to the places they come from. `said` is what is known of the loading so far, and whether nothing said
/// means that anything may be loaded.
fn walk<'a>(
    estate: &Estate<'a>,
    into: &HashMap<&'a str, Vec<&'a Lineage>>,
    (runner, start): (&'a str, &'a str),
    (said, serves): (Option<&'a Value>, bool),
    found: &mut Vec<(&'a str, Runner<'a>)>,
) {
    type Open<'a> = (&'a str, Option<&'a Value>, Option<&'a str>, Option<&'a str>);
    let mut open: Vec<Open<'a>> = vec![(start, said, None, None)];
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while let Some((at, said, assumed, pinned)) = open.pop() {
        for lineage in into.get(at).into_iter().flatten() {
            let Some(asset) = estate.facts.assets.get(&lineage.from) else {
                continue;
            };
            if !seen.insert(&asset.id) {
                continue;
            }
            let said = said.or_else(|| asset.attributes.get(LOADS_CODE));
            let assumed = assumed.or(lineage.assumed.as_deref());
            let pinned = pinned.or(lineage.pinned.as_deref());
            open.push((&asset.id, said, assumed, pinned));
            let unknown: Option<Cow<'a, str>> = match said {
                Some(Value::Bool(false)) => continue,
                Some(Value::Bool(true)) => None,
                Some(Value::String(why)) if why.contains(' ') => Some(Cow::Borrowed(why)),
                Some(_) => Some("whether loading the model runs code is not known".into()),
                None if serves && is_storage(&asset.kind) => Some(
                    "the format of the model is not known, and most run code when they are loaded"
                        .into(),
                ),
                None => continue,
            };
            if !is_storage(&asset.kind) {
                continue;
            }
            let runner = Runner {
                id: runner,
                images: Vec::new(),
                assumed: unknown.or(assumed.map(Cow::Borrowed)),
                pinned,
                evidence: Some(Evidence {
                    record: format!("lineage:{}", lineage.id),
                    pointer: String::new(),
                    note: "is a model whose loading runs what lies in it".to_owned(),
                }),
            };
            found.push((&asset.id, runner));
        }
    }
}

/// Whether files lie there: other models are names of such places, or answers.
fn is_storage(kind: &str) -> bool {
    ["aws:s3:", "gcp:storage:", "azure:storage:"]
        .iter()
        .any(|it| kind.starts_with(it))
}
