//! The nodes of subjects: one for tokens that no trust tells apart.

use std::collections::BTreeMap;

use crate::estate::Answer;
use crate::federation::{Glob, Token};
use crate::model::{Node, NodeKind};

/// How the ids of subjects begin.
pub(super) const SUBJECT: &str = "oidc:";

/// So long may what tells two tokens of one subject apart be.
const LONGEST: usize = 120;

/// The id of the node of each token: `oidc:<issuer>/<subject>`. Where trusts answer differently to tokens of one subject,
/// what tells these apart stands behind a `#`.
pub(super) fn names<'t>(
    reached: &BTreeMap<&'t Token, Vec<(usize, Answer)>>,
) -> BTreeMap<&'t Token, String> {
    let mut by_subject: BTreeMap<String, Vec<&'t Token>> = BTreeMap::new();
    for token in reached.keys() {
        let id = format!("{SUBJECT}{}/{}", token.issuer, token.subject);
        by_subject.entry(id).or_default().push(token);
    }
    let mut names = BTreeMap::new();
    for (id, tokens) in by_subject {
        let answers = |token: &&Token| reached.get(*token);
        let same = tokens.windows(2).all(|two| match two {
            [one, other] => answers(one) == answers(other),
            _ => true,
        });
        for (index, token) in tokens.iter().enumerate() {
            let name = match same {
                true => id.clone(),
                false => format!("{id}#{}", apart(token, &tokens, index)),
            };
            names.insert(*token, name);
        }
    }
    names
}

/// What tells a token from others of its subject.
fn apart(token: &Token, all: &[&Token], index: usize) -> String {
    let mut parts = Vec::new();
    let told = |name: &str, globs: &[Glob]| {
        let texts: Vec<String> = globs.iter().map(ToString::to_string).collect();
        format!("{name}={}", texts.join("|"))
    };
    if all.iter().any(|it| it.audiences != token.audiences) {
        parts.push(told("aud", &token.audiences));
    }
    for (name, globs) in &token.claims {
        if all.iter().any(|it| it.claims.get(name) != Some(globs)) {
            parts.push(told(name, globs));
        }
    }
    let text = parts.join(",");
    match text.is_empty() || text.len() > LONGEST {
        true => format!("{}", index + 1),
        false => text,
    }
}

/// The node of a subject.
pub(super) fn node(id: &str, token: &Token) -> Node {
    Node {
        id: id.to_owned(),
        kind: NodeKind::Identity,
        class: None,
        type_name: "oidc:subject".to_owned(),
        name: id
            .strip_prefix(&format!("{SUBJECT}{}/", token.issuer))
            .unwrap_or(id)
            .to_owned(),
        scope: None,
        part_of: None,
        record: None,
        notes: Vec::new(),
    }
}
