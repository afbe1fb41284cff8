//! Models and data sets of the Hugging Face hub that scripts load: pinned to a commit, or whatever is there.
//!
//! Hugging Face documentation, "Hub client library", "Download files from the Hub"; Transformers, "Custom models"
//! (`trust_remote_code` runs code of the repository); Datasets, "Load".

use super::python::{Call, Expr, Module};
use super::{Document, Kind, Node, Output, PipelineDraft, Place, StageDraft, Value, purpose};
use crate::facts::{LineageKind, Provider};

/// See the top of the file.
pub(super) struct HuggingFace;

/// What a file must hold to be looked at.
const MARKS: [&str; 9] = [
    ".from_pretrained(",
    "load_dataset(",
    "snapshot_download(",
    "hf_hub_download(",
    "hf://",
    "push_to_hub(",
    "SentenceTransformer(",
    "transformers import pipeline",
    "torch.hub.load(",
];

/// A script may load much; more than this is not told one by one.
const MOST: usize = 1000;

impl Kind for HuggingFace {
    fn name(&self) -> &'static str {
        "huggingface"
    }

    fn description(&self) -> &'static str {
        "scripts of Python that load models and data sets of the Hugging Face hub"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let is_python = document.tree().is_none() && document.file.name().ends_with(".py");
        is_python && MARKS.iter().any(|mark| document.text().contains(mark))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let module = Module::read(document.text());
        let file = output.file();
        let at = Node::at_line(1);
        let mut pipeline = PipelineDraft::new(
            output,
            Provider::Other,
            "python:script",
            file.id(),
            file.name(),
            &at,
        );
        let mut stage = pipeline.stage("script", purpose::of_name(file.name()), &at);
        let mut found = 0_usize;
        for statement in &module.statements {
            for value in &statement.values {
                value.walk(&mut |it| {
                    if found < MOST && load(it, &module, &mut stage) {
                        found = found.saturating_add(1);
                    }
                });
            }
        }
        if found == 0 {
            return;
        }
        stage.reads_asset(LineageKind::Code, "git:file", &file.id(), None);
        stage.runs_as(
            "caller",
            &Value::unresolved("whoever runs the script"),
            str::to_owned,
        );
        pipeline.add(stage);
        output.pipeline(pipeline);
    }
}

/// Reads one expression. Whether it loads or stores something.
fn load(expr: &Expr, module: &Module, stage: &mut StageDraft) -> bool {
    match expr {
        Expr::Text {
            text,
            formatted: false,
        } => match text.strip_prefix("hf://") {
            Some(_) => Place::of_uri(text, super::Grain::Guess).is_some_and(|place| {
                reads(&place, None, stage);
                true
            }),
            None => false,
        },
        Expr::Call(call) => called(call, module, stage),
        _ => false,
    }
}

fn called(call: &Call, module: &Module, stage: &mut StageDraft) -> bool {
    let (name, is_data) = match call.name() {
        "from_pretrained" => (call.argument("pretrained_model_name_or_path", 0), false),
        "load_dataset" | "load_dataset_builder" => (call.argument("path", 0), true),
        "snapshot_download" | "hf_hub_download" => (call.argument("repo_id", 0), false),
        "SentenceTransformer" | "CrossEncoder" => (call.argument("model_name_or_path", 0), false),
        "pipeline" if call.get("model").is_some() => (call.get("model"), false),
        "push_to_hub" => return pushed(call, module, stage),
        "load" if call.function.dotted() == "torch.hub.load" => {
            return torch_hub(call, module, stage);
        }
        _ => return false,
    };
    let Some(name) = name else { return false };
    let text = |name: &str| call.get(name).map(|it| module.value(it));
    let kind = text("repo_type");
    let is_data = is_data || kind.as_ref().and_then(Value::known) == Some("dataset");
    let value = module.value(name);
    if let Some(token) = call.get("token").or_else(|| call.get("use_auth_token")) {
        stage.variable("token", module.value(token).known());
    }
    let Some(known) = value.known() else {
        let member = format!("{} (line {})", call.name(), call.line);
        stage.unresolved(&member, if is_data { "data" } else { "model" }, &value);
        return true;
    };
    let Some(place) = hub(known, is_data) else {
        return false;
    };
    let revision = text("revision");
    let commit = revision
        .as_ref()
        .and_then(Value::known)
        .filter(|it| it.len() == 40 && it.bytes().all(|b| b.is_ascii_hexdigit()));
    reads(&place, commit, stage);
    if call
        .get("trust_remote_code")
        .is_some_and(|it| module.follow(it).last() == "True")
    {
        // The repository brings code that the script runs.
        stage.reads_pinned_asset(
            LineageKind::Code,
            &place.kind,
            &place.id,
            commit.map(str::to_owned),
        );
        stage.attribute("trust_remote_code", true);
    }
    true
}

/// `torch.hub.load("OWNER/REPO[:REF]", …)` runs `hubconf.py` of a repository (PyTorch documentation, "torch.hub").
fn torch_hub(call: &Call, module: &Module, stage: &mut StageDraft) -> bool {
    let source = call.get("source").map(|it| module.value(it));
    let is_local = source.as_ref().and_then(Value::known) == Some("local");
    let named = call.argument("repo_or_dir", 0).filter(|_| !is_local);
    let Some(value) = named.map(|it| module.value(it)) else {
        return false;
    };
    let Some(known) = value.known() else {
        let member = format!("torch.hub.load (line {})", call.line);
        stage.unresolved(&member, "code", &value);
        return true;
    };
    let (repository, at) = known.split_once(':').unwrap_or((known, ""));
    if repository.split('/').count() != 2 {
        return false;
    }
    let commit =
        (at.len() == 40 && at.bytes().all(|b| b.is_ascii_hexdigit())).then(|| at.to_owned());
    let (kind, id) = super::file::code_at("github.com", repository, None);
    stage.reads_pinned_asset(LineageKind::Code, kind, &id, commit);
    true
}

fn pushed(call: &Call, module: &Module, stage: &mut StageDraft) -> bool {
    let value = call.argument("repo_id", 0).map(|it| module.value(it));
    let place = value
        .as_ref()
        .and_then(Value::known)
        .and_then(|it| hub(it, false));
    if let Some(place) = &place {
        stage.writes_asset(LineageKind::Model, &place.kind, &place.id, None);
    }
    place.is_some()
}

fn reads(place: &Place, commit: Option<&str>, stage: &mut StageDraft) {
    let kind = if place.kind.ends_with("dataset") {
        LineageKind::Data
    } else {
        LineageKind::Model
    };
    stage.reads_pinned_asset(kind, &place.kind, &place.id, commit.map(str::to_owned));
}

/// `ORG/NAME`, or the name of one of the first repositories, which have no owner; a path is none.
fn hub(name: &str, is_data: bool) -> Option<Place> {
    let parts: Vec<&str> = name.split('/').collect();
    let fits = |part: &&str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    if parts.len() > 2 || !parts.iter().all(fits) {
        return None;
    }
    // Formats of files that a data set is loaded from ("Load", "Local and remote files").
    if is_data
        && matches!(
            name,
            "csv"
                | "json"
                | "parquet"
                | "text"
                | "arrow"
                | "imagefolder"
                | "audiofolder"
                | "webdataset"
                | "sql"
        )
    {
        return None;
    }
    Place::of_hub(&if is_data {
        format!("datasets/{name}")
    } else {
        name.to_owned()
    })
}
