//! Subjects as the settings of a repository or its organisation make them (GitHub Docs, "OpenID Connect reference", "Customizing the
//! subject claims for an organization or repository").
//!
//! With `include_claim_keys` a subject is `KEY:VALUE:KEY:VALUE…`: `repo` and `context` stand for the two parts of the usual one, any other
//! key for the claim of its name. The template of an organisation is only for the repositories that ask for it.

use std::collections::BTreeSet;

use blastradius_collectors::facts::IdentityToken;

use crate::actions::{Settings, Template};

/// So many subjects may a template make of a token; of more, the values of a claim may be anything.
const MOST: usize = 64;

/// The token as the template has it. One that is of no repository of GitHub is as it was.
pub(super) fn applied(token: &IdentityToken, settings: Settings<'_>) -> IdentityToken {
    let mut token = token.clone();
    if !token.subjects.iter().all(|it| it.starts_with("repo:")) {
        return token;
    }
    match settings.subject_template() {
        Template::Usual => {}
        Template::Keys(keys) => token.subjects = subjects(&token, &keys),
        // Whether the repository asks for that of its organisation was not read.
        Template::Perhaps(keys) => {
            let more = subjects(&token, &keys);
            token.subjects.extend(more);
        }
        Template::Unknown => token.subjects = vec!["*".to_owned()],
    }
    token
}

fn subjects(token: &IdentityToken, keys: &[&str]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for subject in &token.subjects {
        let Some((repository, context)) = parts(subject) else {
            found.insert("*".to_owned());
            continue;
        };
        let mut begun = vec![String::new()];
        for key in keys {
            let mut values = values(token, key, repository, context);
            if begun.len().saturating_mul(values.len()) > MOST {
                values = vec![format!("{key}:*")];
            }
            let longer = begun.iter().flat_map(|begin| {
                values.iter().map(move |value| match begin.is_empty() {
                    true => value.clone(),
                    false => format!("{begin}:{value}"),
                })
            });
            begun = longer.collect();
        }
        found.extend(begun);
    }
    found.into_iter().collect()
}

/// `repo:OWNER/NAME` and what stands behind it.
fn parts(subject: &str) -> Option<(&str, &str)> {
    let rest = subject.strip_prefix("repo:")?;
    let end = rest.find(':')?.checked_add("repo:".len())?;
    let context = subject.get(end..)?.strip_prefix(':')?;
    Some((subject.get(..end)?, context))
}

fn values(token: &IdentityToken, key: &str, repository: &str, context: &str) -> Vec<String> {
    match (key, token.claims.get(key)) {
        ("repo", _) => vec![repository.to_owned()],
        ("context", _) => vec![context.to_owned()],
        // A colon in a value would end the part.
        (_, Some(values)) => {
            let value = |it: &String| format!("{key}:{}", it.replace(':', "%3A"));
            values.iter().map(value).collect()
        }
        (_, None) => vec![format!("{key}:*")],
    }
}
