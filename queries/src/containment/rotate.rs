//! Replacing what could be read. No command holds a value: it is read from a file.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::Graph;

use super::plural;
use super::shell::{command, word};
use crate::answer::{Action, ActionKind, Plane, Reach, ReachedAsset};

/// How many secrets have their command spelt out.
const SPELT: usize = 5;

/// The file that the new value is read from.
const VALUE: &str = "file://new-value";

/// Replace what could be read: first the secrets that lead further.
pub(super) fn rotate(graph: &Graph, reach: &Reach) -> Option<Action> {
    let mut secrets: Vec<&ReachedAsset> = reach
        .assets
        .iter()
        .filter(|asset| {
            asset.class == AssetClass::Secret && asset.plane.contains(&Plane::Confidentiality)
        })
        .collect();
    // The sort is stable: within each half the order of the answer stays.
    secrets.sort_by_key(|asset| asset.holds.is_empty());
    let leading = secrets.iter().filter(|a| !a.holds.is_empty()).count();
    if secrets.is_empty() {
        return None;
    }
    let commands: Vec<String> = secrets
        .iter()
        .filter_map(|asset| renew(graph, asset))
        .take(SPELT)
        .collect();
    let mut why = if leading > 0 {
        format!(
            "they could be read; the first {leading} hold credentials that lead further, so start there, after those credentials are disabled"
        )
    } else {
        "they could be read, and a copy stays good until the value changes".to_owned()
    };
    if commands.iter().any(|line| line.contains(VALUE)) {
        why.push_str("; put the new value into the file `new-value`, never into the command");
    }
    Some(Action {
        order: 0,
        kind: ActionKind::Rotate,
        target: String::new(),
        title: format!("replace the value of {}", plural(secrets.len(), "secret")),
        why,
        commands,
        items: secrets.iter().map(|asset| asset.id.clone()).collect(),
    })
}

/// The command that gives a secret a new value; `None` where the service has none of its own.
fn renew(graph: &Graph, asset: &ReachedAsset) -> Option<String> {
    let mut parts = asset.id.splitn(6, ':');
    let (Some("arn"), Some(_), Some(_), Some(region), Some(account)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return None;
    };
    let rotates = graph.find(&asset.id).is_some_and(|id| {
        graph
            .node(id)
            .notes()
            .any(|note| note == "rotation configured")
    });
    let id = asset.id.as_str();
    let mut words = match asset.type_name.as_str() {
        "aws:secretsmanager:secret" if rotates => {
            vec!["aws", "secretsmanager", "rotate-secret", "--secret-id", id]
        }
        "aws:secretsmanager:secret" => vec![
            "aws",
            "secretsmanager",
            "put-secret-value",
            "--secret-id",
            id,
            "--secret-string",
            VALUE,
        ],
        "aws:ssm:parameter" => vec![
            "aws",
            "ssm",
            "put-parameter",
            "--overwrite",
            "--name",
            &asset.name,
            "--value",
            VALUE,
        ],
        _ => return None,
    };
    words.extend(["--region", region]);
    Some(format!(
        "{}  # in account {}",
        command(words),
        word(account)
    ))
}
