//! OpenLineage: which job read and wrote which data sets. It does not say whose permissions the job had.
//!
//! OpenLineage specification 2.0 (`RunEvent`, `JobEvent`, `DatasetEvent`) and its facets `symlinks`, `ownership`,
//! `sourceCodeLocation`, `lineage`.

use super::naming::dataset;
use crate::coverage::Outcome;
use crate::facts::{AssetClass, Fact, Lineage, LineageKind, Provider, RunsAs};
use crate::pipelines::file::host_and_path;
use crate::pipelines::{Node, Output, PipelineDraft, Place, Value, purpose};

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
    match identity(root) {
        Some(id) => stage.fact().runs_as.push(RunsAs::new(id, "run-as")),
        None => stage.runs_as(
            "run-as",
            &Value::unresolved("no event says whose permissions a job has"),
            str::to_owned,
        ),
    }
    if let Some(source) = job.at(&["facets", "sourceCodeLocation"]) {
        code(source, &mut stage);
    }
    let explicit = job.at(&["facets", "lineage"]);
    for (member, reads) in [("inputs", true), ("outputs", false)] {
        let own = root.get(member).map_or(&[][..], Node::items);
        let more = explicit
            .and_then(|it| it.get(member))
            .map_or(&[][..], Node::items);
        for set in own.iter().chain(more) {
            let Some(place) = place(set) else { continue };
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

/// The identity that a facet of this program names: `run.facets.blastradius_runAs.id`.
fn identity(root: &Node) -> Option<String> {
    let facets = root.at(&["run", "facets"])?;
    let facet = ["blastradius_runAs", "nhi_identity"]
        .iter()
        .find_map(|it| facets.get(it))?;
    facet.text_of("id").map(str::to_owned)
}

fn code(source: &Node, stage: &mut crate::pipelines::StageDraft) {
    let repository = source
        .text_of("repoUrl")
        .or_else(|| source.text_of("url"))
        .and_then(host_and_path);
    let Some((host, path)) = repository else {
        return;
    };
    let repository = match &*host {
        "github.com" => format!("github:{path}"),
        "gitlab.com" => format!("gitlab:{path}"),
        _ => format!("git:{host}/{path}"),
    };
    let id = match source.text_of("path") {
        Some(path) => format!("{repository}/{}", path.trim_start_matches('/')),
        None => format!("{repository}/*"),
    };
    stage.reads_asset(LineageKind::Code, "git:file", &id, None);
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
