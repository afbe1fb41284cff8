//! One request under the policies of a snapshot.

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::authorize::aws::decide;
use blastradius_graph::catalogue::{is_action, nearest_action};
use blastradius_graph::estate::Estate;
use blastradius_graph::model::{GraphBuilder, Node, NodeKind, SnapshotInfo};
use blastradius_queries::subject::Want;
use blastradius_reports::Answer;
use blastradius_reports::answer::Authorization;
use blastradius_reports::sanitize::visible;

use super::Authorize;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::cli::question::attacker;
use crate::cli::subject;
use crate::cli::ui::Ui;

impl Authorize {
    pub(super) fn one(&self, ui: &Ui) -> Result<Exit, Failure> {
        let given = |value: &Option<String>| value.clone().unwrap_or_default();
        let (action, resource) = (given(&self.action), given(&self.resource));
        if !action.contains(':') {
            return Err(Failure::new(
                Exit::Usage,
                format!("`{}` is not an action", visible(&action)),
            )
            .help("an action has the form `service:Action`, such as `s3:GetObject`"));
        }
        if resource != "*" && !resource.starts_with("arn:") {
            return Err(Failure::new(
                Exit::Usage,
                format!("`{}` is not a resource", visible(&resource)),
            )
            .help("give an ARN, such as `arn:aws:s3:::bucket/key`, or `*`"));
        }
        let context = attacker(&self.context, ui)?;
        warn_of(&action, ui);
        let snapshot = self.source.read(ui)?;
        let principal = principal(&snapshot, &given(&self.principal), ui)?;
        let estate = Estate::new(&snapshot, &context);
        let (request, policies) =
            estate
                .ask(&principal, &action, &resource, &[])
                .ok_or_else(|| {
                    Failure::new(
                        Exit::Nothing,
                        format!("`{}` cannot ask for anything", visible(&principal)),
                    )
                    .help("give a user or a role; groups only lend their policies")
                })?;
        let answer = Authorization {
            id: None,
            also_needs: estate.also_needs(&principal, &action, &resource),
            principal,
            action,
            resource,
            decision: decide(&request, &policies),
        };
        output::answer(
            &Answer::Authorization(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        Ok(Exit::Done)
    }
}

/// A misspelt action is denied by most policies and allowed by `*`: neither says anything about the one that was meant.
fn warn_of(action: &str, ui: &Ui) {
    if is_action(action) {
        return;
    }
    let known = nearest_action(action)
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    ui.note(&format!(
        "warning: `{}` is not an action that is known{known}",
        visible(action)
    ));
}

/// The user or role that a text means; a credential means the identity that it proves.
fn principal(snapshot: &Snapshot, text: &str, ui: &Ui) -> Result<String, Failure> {
    // The lookup works on nodes; the edges of a whole graph would be built for nothing.
    let mut builder = GraphBuilder::new();
    let node = |id: &str, kind, type_name: &str, name: &str, scope: &str| Node {
        id: id.to_owned(),
        kind,
        class: None,
        type_name: type_name.to_owned(),
        name: name.to_owned(),
        scope: Some(scope.to_owned()),
        part_of: None,
        record: Some(format!("{}:{id}", kind.name())),
        notes: Vec::new(),
    };
    for it in snapshot.facts.identities.values() {
        let type_name = match it.kind {
            blastradius_collectors::facts::IdentityKind::Role => "aws:iam:role",
            _ => "aws:iam:user",
        };
        builder.node(node(
            &it.id,
            NodeKind::Identity,
            type_name,
            &it.name,
            &it.scope,
        ));
    }
    for it in snapshot.facts.credentials.values() {
        builder.node(node(&it.id, NodeKind::Credential, "", &it.name, &it.scope));
    }
    let graph = builder.freeze(SnapshotInfo {
        id: snapshot.id.clone(),
        taken: snapshot.taken.to_string(),
    });
    let found = subject::node(&graph, text, Want::Subject, ui)?;
    let id = graph.node(found).id;
    let proved = snapshot.facts.credentials.get(id);
    Ok(proved.map_or_else(|| id.to_owned(), |credential| credential.identity.clone()))
}
