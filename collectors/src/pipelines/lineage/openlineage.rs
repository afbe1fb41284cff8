//! OpenLineage: which job read and wrote which data sets. It does not say whose permissions the job had.
//!
//! OpenLineage specification 2.0 (`RunEvent`, `JobEvent`, `DatasetEvent`) and its facets `symlinks`, `ownership`,
//! `sourceCodeLocation`, `lineage`.

use super::naming::dataset;
use crate::coverage::Outcome;
use crate::facts::{AssetClass, Fact, Lineage, LineageKind, Provider, RunsAs, UNRESOLVED};
use crate::pipelines::file::{code_at, host_and_path};
use crate::pipelines::{Node, Output, PipelineDraft, Place, Value, purpose};
use crate::redact::free_text;

/// Whether it is an event, or a facet of lineage on its own.
pub(super) fn is_one(root: &Node) -> bool {
    let job = root.at(&["job", "namespace"]).is_some() && root.at(&["job", "name"]).is_some();
    let of_dataset = root.at(&["dataset", "namespace"]).is_some();
    let schema = |it: &Node| {
        it.as_str()
            .is_some_and(|it| it.contains("openlineage.io/spec"))
    };
    let event = root.get("eventTime").is_some() && (job || of_dataset);
    event
        || root.get("schemaURL").is_some_and(schema) && job
        || root.at(&["lineage", "_schemaURL"]).is_some_and(schema)
}

fn place(of: &Node) -> Option<Place> {
    Some(dataset(of.text_of("namespace")?, of.text_of("name")?))
}

/// Reads an event.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    if root.get("job").is_none() && root.get("dataset").is_none() {
        let reason = "a facet of lineage does not name the data set that it is of";
        return output.gap(
            Outcome::NotInInput,
            root,
            reason,
            "import the event that carries it",
        );
    }
    for set in root
        .get("dataset")
        .into_iter()
        .filter(|_| root.get("job").is_none())
    {
        set_alone(set, output);
    }
    let Some(job) = root.get("job") else { return };
    let (Some(namespace), Some(name)) = (job.text_of("namespace"), job.text_of("name")) else {
        return;
    };
    let id = format!("openlineage:{namespace}/{name}");
    let mut pipeline =
        PipelineDraft::new(output, Provider::Other, "openlineage:job", id, name, root);
    let kind = root.text_of("eventType").unwrap_or_default();
    if matches!(kind, "FAIL" | "ABORT") {
        pipeline.attribute("failed", true);
    }
    let owners = job
        .at(&["facets", "ownership", "owners"])
        .map_or(&[][..], Node::items);
    let owners: Vec<&str> = owners.iter().filter_map(|it| it.text_of("name")).collect();
    if !owners.is_empty() {
        pipeline.attribute("owners", owners);
    }
    let mut stage = pipeline.stage("run", purpose::of_name(name), root);
    // Every event of the job is the same stage.
    stage.fact().at = String::new();
    let (told, open) = identities(root, job);
    if told.is_empty() && !open {
        let nobody = Value::unresolved("no event says whose permissions a job has");
        stage.runs_as("run-as", &nobody, str::to_owned);
    }
    if open {
        let unknown = Value::unresolved("the event says that it is not known");
        stage.runs_as("run-as", &unknown, str::to_owned);
    }
    stage.fact().runs_as.extend(told);
    if let Some(source) = job.at(&["facets", "sourceCodeLocation"]) {
        code(source, &mut stage);
    }
    let is_own = root.text_of("producer") == Some(env!("CARGO_PKG_REPOSITORY"));
    let explicit = job.at(&["facets", "lineage"]);
    for (member, reads) in [("inputs", true), ("outputs", false)] {
        let own = root.get(member).map_or(&[][..], Node::items);
        let more = explicit
            .and_then(|it| it.get(member))
            .map_or(&[][..], Node::items);
        for set in own.iter().chain(more) {
            let Some(place) = place(set) else { continue };
            if let Some((kind, id)) = own_id(set).filter(|_| is_own) {
                match reads {
                    true => stage.reads_id(kind, &id, None),
                    false => stage.writes_id(kind, &id, None),
                }
                continue;
            }
            set_alone(set, output);
            // A run that failed read what it read; what it wrote is not known to be whole, but is written.
            match reads {
                true => stage.reads_asset(LineageKind::Data, &place.kind, &place.id, None),
                false => stage.writes_asset(LineageKind::Data, &place.kind, &place.id, None),
            }
        }
    }
    pipeline.add(stage);
    output.pipeline(pipeline);
}

/// The identities that the facets of this program name, and whether one says that it is not known: `nhi_identityJobFacet`
/// of the job, with all that it may run as and how surely (`docs/machine-formats.md`); `nhi_identityRunFacet` of a run,
/// with the one that it ran as.
fn identities(root: &Node, job: &Node) -> (Vec<RunsAs>, bool) {
    let of_job = job.at(&["facets", "nhi_identityJobFacet", "identities"]);
    let of_run = root.at(&["run", "facets", "nhi_identityRunFacet"]);
    let all = of_job.map_or(&[][..], Node::items).iter().chain(of_run);
    let (mut told, mut open) = (Vec::new(), false);
    for one in all {
        match one.text_of("id").filter(|it| !it.is_empty()) {
            Some(id) if id.starts_with(UNRESOLVED) => open = true,
            None => open = true,
            Some(id) => told.push(match one.text_of("certainty") {
                None | Some("certain") => RunsAs::new(id, "run-as"),
                Some(how) => {
                    let why = format!("the event says that it is {}", free_text(how));
                    RunsAs::assumed(id, "run-as", why)
                }
            }),
        }
    }
    (told, open)
}

/// What this program wrote of something that is no place of the naming conventions: its id in two, and what flows from it.
/// Images and code are inputs too, for OpenLineage has no others.
fn own_id(set: &Node) -> Option<(LineageKind, String)> {
    let (namespace, name) = (set.text_of("namespace")?, set.text_of("name")?);
    if namespace.contains("://") || namespace == "bigquery" {
        return None;
    }
    let id = match namespace {
        "unknown" => name.to_owned(),
        _ => format!("{namespace}:{name}"),
    };
    let is_image = namespace == "docker"
        || id.starts_with("//artifactregistry.")
        || id.split(':').nth(2) == Some("ecr");
    let kind = match namespace {
        _ if is_image => LineageKind::Image,
        "github" | "gitlab" | "git" | "folder" => LineageKind::Code,
        _ => LineageKind::Data,
    };
    Some((kind, id))
}

fn code(source: &Node, stage: &mut crate::pipelines::StageDraft) {
    let repository = source
        .text_of("repoUrl")
        .or_else(|| source.text_of("url"))
        .and_then(host_and_path);
    let Some((host, path)) = repository else {
        return;
    };
    let (kind, id) = code_at(&host, &path, source.text_of("path"));
    stage.reads_asset(LineageKind::Code, kind, &id, None);
}

/// What an event says of a data set alone: its other names, its owners, and what it is made from.
fn set_alone(set: &Node, output: &mut Output<'_>) {
    let Some(own) = place(set) else { return };
    let owners = set
        .at(&["facets", "ownership", "owners"])
        .map_or(&[][..], Node::items);
    let owners: Vec<&str> = owners.iter().filter_map(|it| it.text_of("name")).collect();
    for mut asset in own.assets(AssetClass::Data, &output.origin(set)) {
        if asset.id == own.id && !owners.is_empty() {
            asset
                .attributes
                .insert("owners".to_owned(), owners.clone().into());
        }
        output.fact(Fact::Asset(asset));
    }
    let symlinks = set
        .at(&["facets", "symlinks", "identifiers"])
        .map_or(&[][..], Node::items);
    for other in symlinks
        .iter()
        .filter_map(place)
        .filter(|it| it.id != own.id)
    {
        output.place(AssetClass::Data, &other, set);
        for (from, to) in [(&own.id, &other.id), (&other.id, &own.id)] {
            let mut flow = Lineage::new(
                LineageKind::Data,
                from.as_str(),
                to.as_str(),
                output.origin(set),
            );
            flow.assumed =
                Some("an event says that they are one data set under two names".to_owned());
            output.fact(Fact::Lineage(flow));
        }
    }
    let made_from = set
        .at(&["facets", "lineage", "inputs"])
        .map_or(&[][..], Node::items);
    for from in made_from.iter().filter_map(place) {
        output.place(AssetClass::Data, &from, set);
        output.flow(LineageKind::Data, &from.id, &own.id, set);
    }
}
