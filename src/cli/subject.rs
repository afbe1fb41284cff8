//! What the user has in hand, to nodes; and what to say where that fails.

use blastradius_graph::model::{Graph, NodeId};
use blastradius_queries::subject::{Resolved, Want, is_showable, resolve};
use blastradius_reports::sanitize::visible;

use super::exit::Exit;
use super::failure::Failure;
use super::ui::Ui;

/// How many matches are listed.
const MOST: usize = 20;

/// The node that a text means.
pub(crate) fn node(graph: &Graph, text: &str, want: Want, ui: &Ui) -> Result<NodeId, Failure> {
    match resolve(graph, text, want) {
        Resolved::Secret { value, found } => {
            let kind = value.kind.name();
            ui.note(&format!(
                "warning: that is {kind}, a secret value: it is not kept or shown, but it may be in your shell's history"
            ));
            match (found, value.identifier) {
                (Some(found), Some(identifier)) => {
                    ui.note(&format!("using what identifies it: {identifier}"));
                    settle(graph, &identifier, *found)
                }
                _ => Err(Failure::new(
                    Exit::Nothing,
                    format!("{kind} does not say whose it is"),
                )
                .help("give what identifies it: the access key id, the ARN or the name of its user")),
            }
        }
        resolved => settle(graph, text.trim(), resolved),
    }
}

fn settle(graph: &Graph, text: &str, resolved: Resolved) -> Result<NodeId, Failure> {
    // What leads nowhere may be anything, a password too.
    let called = if is_showable(text) {
        format!("`{}`", visible(text))
    } else {
        "the given text".to_owned()
    };
    match resolved {
        Resolved::Found(id) => Ok(id),
        Resolved::Several(ids) => Err(Failure::new(
            Exit::Nothing,
            format!("{called} matches {} things", ids.len()),
        )
        .help(format!("give one of these ids:\n{}", list(graph, &ids)))),
        Resolved::Nothing { near, account } => {
            let failure = Failure::new(
                Exit::Nothing,
                format!("nothing in the snapshot is called {called}"),
            );
            if text.contains(['*', '?']) {
                return Err(failure.help(
                    "patterns are not expanded: give one thing or several, such as a part of a name; `blastradius rank` lists the credentials",
                ));
            }
            Err(match (near.is_empty(), account) {
                (false, _) => failure.help(format!("did you mean\n{}", list(graph, &near))),
                (true, Some(account)) => failure.help(account_help(graph, &account)),
                (true, None) => failure.help(
                    "give an id, an ARN, an access key id or a part of a name; `blastradius rank` lists the credentials",
                ),
            })
        }
        // The identifier of a secret is never a secret itself.
        Resolved::Secret { .. } => Err(Failure::new(Exit::Nothing, "that is a secret value")),
    }
}

/// A key that is not in the snapshot still says which account it is of.
fn account_help(graph: &Graph, account: &str) -> String {
    if graph.find(&format!("aws:{account}")).is_some() {
        format!(
            "the key id is of the account {account}, which is in the snapshot without this key: it was deleted, is of a session, or is newer than the snapshot"
        )
    } else {
        format!(
            "the key id is of the account {account}, which is not in the snapshot: collect that account"
        )
    }
}

fn list(graph: &Graph, ids: &[NodeId]) -> String {
    let mut lines: Vec<String> = ids
        .iter()
        .take(MOST)
        .map(|id| format!("  {}", visible(graph.node(*id).id)))
        .collect();
    if ids.len() > MOST {
        lines.push(format!("  and {} more", ids.len() - MOST));
    }
    lines.join("\n")
}
