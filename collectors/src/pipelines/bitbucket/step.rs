//! Pipes, and the token of a step (Bitbucket Cloud documentation, "Pipes", "Integrate Pipelines with resource servers using OIDC").

use super::super::ci::Variables;
use super::super::place::Grain;
use super::super::{Node, Output, StageDraft};
use super::Around;
use crate::facts::{IdentityToken, LineageKind};

/// A pipe is an image with code of somebody else, by a tag.
pub(super) fn run_pipe(
    pipe: &str,
    line: &Node,
    variables: &Variables<'_>,
    stage: &mut StageDraft,
    text: &mut String,
) {
    match pipe.strip_prefix("docker://") {
        Some(image) => stage.image("pipe", &variables.value(image)),
        None => {
            let name = pipe.split([':', '@']).next().unwrap_or(pipe);
            let id = format!("bitbucket:{name}");
            let pinned = pipe
                .split_once("@sha256:")
                .map(|(_, it)| format!("sha256:{it}"));
            stage.reads_pinned_asset(LineageKind::Code, "bitbucket:pipe", &id, pinned);
        }
    }
    for (name, value) in line.get("variables").into_iter().flat_map(Node::entries) {
        let (Some(name), Some(value)) = (name.as_str(), value.as_str()) else {
            continue;
        };
        stage.variable(name, Some(value).filter(|it| !it.contains('$')));
        // Looked through for the variables that it names.
        text.push_str(&format!(": {value}\n"));
        match name {
            "AWS_OIDC_ROLE_ARN" => stage.runs_as("oidc", &variables.value(value), str::to_owned),
            "S3_BUCKET" => {
                let bucket = variables.value(&format!("s3://{value}"));
                stage.writes(LineageKind::Data, "pipe.S3_BUCKET", &bucket, Grain::Prefix);
            }
            _ => {}
        }
    }
}

/// The subject is made of ids that no definition tells; that of the step is another in every run.
pub(super) fn token(
    oidc: Option<&Node>,
    around: &Around<'_>,
    deploys: bool,
    output: &Output<'_>,
) -> IdentityToken {
    let repository = &output.file().repository;
    let workspace = match repository.id.starts_with("bitbucket:") {
        true => repository.path.split('/').next().unwrap_or("*"),
        false => "*",
    };
    let subject = if deploys { "{*}:{*}:{*}" } else { "{*}:{*}" };
    let mut token = IdentityToken {
        issuer: format!(
            "https://api.bitbucket.org/2.0/workspaces/{workspace}/pipelines-config/identity/oidc"
        ),
        subjects: vec![subject.to_owned()],
        audiences: vec!["ari:cloud:bitbucket::workspace/*".to_owned()],
        ..IdentityToken::default()
    };
    let more = oidc
        .and_then(|it| it.get("audiences"))
        .map_or(&[][..], Node::items);
    token
        .audiences
        .extend(more.iter().filter_map(Node::as_str).map(str::to_owned));
    if let Some(branch) = around.branch {
        let pattern = branch.replace("**", "*");
        let pattern = if pattern.contains(['{', '[']) {
            "*".to_owned()
        } else {
            pattern
        };
        token.claims.insert("branchName".to_owned(), vec![pattern]);
    }
    token
}
