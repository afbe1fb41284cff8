//! Workflows of GitHub Actions as the rules about them need them: each job with what starts it, what its token may do,
//! and what the settings of its repository say.

mod job;
mod machine;
mod settings;

pub(crate) use job::{Job, Outsider, folder_of, jobs};
pub(crate) use machine::Machines;
pub(crate) use settings::{Default, Settings, Template};

use blastradius_collectors::facts::AssetClass;

use crate::model::{Node, NodeKind};

/// The id of whoever can push to a repository: it may change workflows too.
pub(crate) fn push(repository: &str) -> String {
    format!("{repository}#push")
}

/// The id of whoever can change the contents of a repository, but for its workflows.
pub(crate) fn contents(repository: &str) -> String {
    format!("{repository}#contents")
}

/// The id of whoever can start the workflows of a repository that are started by hand.
pub(crate) fn dispatch(repository: &str) -> String {
    format!("{repository}#dispatch")
}

/// The id of the contents of a repository as an asset.
pub(crate) fn contents_asset(repository: &str) -> String {
    format!("{repository}/*")
}

/// Anybody with an account of the platform.
pub(crate) const OUTSIDER: &str = "external:github-user";

/// A principal that stands for a right on a repository.
pub(crate) fn principal(id: String, type_name: &str, repository: &str, name: String) -> Node {
    Node {
        id,
        kind: NodeKind::Identity,
        class: None,
        type_name: type_name.to_owned(),
        name,
        scope: Some(repository.to_owned()),
        part_of: None,
        record: None,
        notes: Vec::new(),
    }
}

/// An asset of a repository that no fact describes.
pub(crate) fn asset(id: String, class: AssetClass, type_name: &str, repository: &str) -> Node {
    let name = id.split_once(':').map_or(id.as_str(), |(_, it)| it);
    Node {
        name: name.trim_end_matches("/*").to_owned(),
        kind: NodeKind::Asset,
        class: Some(class),
        type_name: type_name.to_owned(),
        scope: Some(repository.to_owned()),
        part_of: None,
        record: None,
        notes: Vec::new(),
        id,
    }
}

/// The node of anybody with an account.
pub(crate) fn outsider() -> Node {
    Node {
        id: OUTSIDER.to_owned(),
        kind: NodeKind::External,
        class: None,
        type_name: "external:github-user".to_owned(),
        name: "anyone with a GitHub account".to_owned(),
        scope: None,
        part_of: None,
        record: None,
        notes: Vec::new(),
    }
}
