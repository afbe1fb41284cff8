//! Provenance: which builder made an artifact, of what, with the digests of both; and signatures of models.
//!
//! in-toto Attestation Framework, "Statement"; DSSE, "Envelope"; SLSA, "Provenance" v0.2 and v1; OpenSSF Model Signing. Signatures
//! are not verified here: that one is there is kept, and said to be that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::naming::artifact;
use crate::coverage::Outcome;
use crate::facts::{AssetClass, Fact, Lineage, LineageKind};
use crate::pipelines::{Node, Output, PipelineDraft, Place, Value, image, tree};

const MODEL_SIGNING: &str = "https://model_signing/signature/";

/// Whether it is a statement, or an envelope around one.
pub(super) fn is_one(root: &Node) -> bool {
    let statement = root
        .text_of("_type")
        .is_some_and(|it| it.starts_with("https://in-toto.io/Statement"));
    statement || envelope(root).is_some()
}

/// The envelope: the document, or `dsseEnvelope` of a bundle of Sigstore.
fn envelope(root: &Node) -> Option<&Node> {
    let envelope = root.get("dsseEnvelope").unwrap_or(root);
    let kind = envelope.text_of("payloadType")?;
    (kind.contains("in-toto") && envelope.get("payload").is_some()).then_some(envelope)
}

/// Reads one.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let Some(envelope) = envelope(root) else {
        return statement(root, root, 0, output);
    };
    let signatures = envelope.get("signatures").map_or(0, |it| it.items().len());
    let payload = envelope.text_of("payload").unwrap_or_default();
    let text = STANDARD
        .decode(payload.trim())
        .ok()
        .and_then(|it| String::from_utf8(it).ok());
    let read = text.map(|it| tree::read(&it));
    match read
        .as_ref()
        .and_then(|it| it.documents.first())
        .filter(|it| is_one(it) && it.get("payload").is_none())
    {
        Some(inner) => statement(inner, envelope, signatures, output),
        None => output.gap(
            Outcome::Unreadable,
            envelope,
            "the payload of the envelope is no statement of in-toto",
            "",
        ),
    }
}

/// The digest of a subject or dependency: `sha256:…`, the strongest that is given.
fn digest(of: &Node) -> Option<String> {
    let all = of.get("digest")?;
    let named = ["sha512", "sha256", "gitCommit", "sha1"]
        .iter()
        .find_map(|it| Some((*it, all.text_of(it)?)));
    named.map(|(name, value)| format!("{name}:{value}"))
}

fn statement(root: &Node, at: &Node, signatures: usize, output: &mut Output<'_>) {
    let subjects: Vec<(Place, Option<String>)> = root
        .get("subject")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(subject)
        .collect();
    let kind = root.text_of("predicateType").unwrap_or_default();
    let Some(predicate) = root.get("predicate") else {
        return;
    };
    if kind.starts_with(MODEL_SIGNING) {
        return signature(predicate, &subjects, at, signatures, output);
    }
    if !kind.contains("slsa.dev/provenance") {
        let reason = "the predicate of the statement is of no type that is read";
        return output.gap(Outcome::NotInInput, at, reason, "");
    }
    let Some((first, _)) = subjects.first() else {
        return;
    };
    let id = format!("slsa:builds/{}", first.id);
    let mut pipeline =
        PipelineDraft::new(output, first.provider, "slsa:build", id, &first.name, at);
    let builder = predicate
        .at(&["runDetails", "builder", "id"])
        .or_else(|| predicate.at(&["builder", "id"]))
        .and_then(Node::as_str);
    let mut stage = pipeline.stage("build", "build", at);
    if let Some(builder) = builder {
        stage.attribute("builder", crate::redact::free_text(builder).into_owned());
    }
    let definition = predicate.get("buildDefinition").unwrap_or(predicate);
    if let Some(kind) = definition.text_of("buildType") {
        stage.attribute("build_type", kind);
    }
    stage.runs_as(
        "builder",
        &Value::unresolved("provenance names the builder, not whose permissions it had"),
        str::to_owned,
    );
    if signatures > 0 {
        stage.gate(
            "signature",
            format!("{signatures} in the envelope, not verified here"),
        );
    }
    let dependencies = definition
        .get("resolvedDependencies")
        .or_else(|| predicate.get("materials"));
    for dependency in dependencies.map_or(&[][..], Node::items) {
        let Some(uri) = dependency
            .text_of("uri")
            .or_else(|| dependency.text_of("name"))
        else {
            continue;
        };
        let (place, is_code) = artifact(uri);
        let kind = match (&*place.kind, is_code) {
            (_, true) => LineageKind::Code,
            (kind, _)
                if kind.contains("docker") || kind.contains("registry") || kind.contains("ecr") =>
            {
                LineageKind::Image
            }
            (kind, _) if kind.contains("model") => LineageKind::Model,
            ("package", _) => LineageKind::Code,
            _ => LineageKind::Data,
        };
        stage.reads_pinned_asset(kind, &place.kind, &place.id, digest(dependency));
    }
    let origin = output.origin(at);
    for (place, digest) in subjects {
        let (class, kind) = class_of(&place);
        output.place(class, &place, at);
        let mut flow = Lineage::new(kind, stage.id(), place.id, origin.clone());
        flow.pinned = digest;
        stage.names(Fact::Lineage(flow));
    }
    pipeline.add(stage);
    output.pipeline(pipeline);
}

fn subject(subject: &Node) -> Option<(Place, Option<String>)> {
    let name = subject.text_of("name").or_else(|| subject.text_of("uri"))?;
    let has_host = name
        .split_once('/')
        .is_some_and(|(host, _)| host.contains('.'))
        && !name.contains("://");
    let place = match image::repository(name).filter(|_| has_host) {
        Some((place, _)) => place,
        None => artifact(name).0,
    };
    Some((place, digest(subject)))
}

/// What a subject is: files of models by their extensions.
fn class_of(place: &Place) -> (AssetClass, LineageKind) {
    const MODELS: [&str; 10] = [
        "safetensors",
        "onnx",
        "pt",
        "pth",
        "pkl",
        "joblib",
        "gguf",
        "h5",
        "keras",
        "bin",
    ];
    let extension = place.name.rsplit('.').next().unwrap_or_default();
    if place.kind.contains("docker")
        || place.kind.contains("registry")
        || place.kind.contains("ecr")
    {
        (AssetClass::Image, LineageKind::Image)
    } else if MODELS.contains(&extension) || place.kind.contains("model") {
        (AssetClass::Model, LineageKind::Model)
    } else {
        (AssetClass::Code, LineageKind::Code)
    }
}

/// A signature over the files of a model.
fn signature(
    predicate: &Node,
    subjects: &[(Place, Option<String>)],
    at: &Node,
    signatures: usize,
    output: &mut Output<'_>,
) {
    let files = predicate.get("resources").map_or(0, |it| it.items().len());
    for (place, digest) in subjects {
        for mut asset in place.assets(AssetClass::Model, &output.origin(at)) {
            let said = format!("{signatures} signatures over {files} files, not verified here");
            asset.attributes.insert("signed".to_owned(), said.into());
            if let Some(digest) = digest {
                asset
                    .attributes
                    .insert("digest".to_owned(), digest.as_str().into());
            }
            output.fact(Fact::Asset(asset));
        }
    }
}
