//! Trusts that let in what no known stage has: whom they let in, and what they are.

use std::collections::BTreeMap;

use super::subjects::SUBJECT;
use super::trusts::Trust;
use super::widths;
use crate::edges::Findings;
use crate::edges::public_access::internet;
use crate::estate::Estate;
use crate::federation::{
    Class, Clause, Glob, Inventory, Platform, Test, Token, Verdict, Width, decide, width,
};
use crate::model::{Certainty, EdgeKind, Node, NodeKind};

/// So many subjects of one trust are drawn.
const SUBJECTS: usize = 32;

/// Says what a trust is, and draws whom it lets in beside the stages that are known.
pub(super) fn add(
    estate: &Estate<'_>,
    trust: &Trust<'_, '_>,
    minted: bool,
    inventory: &Inventory,
    found: &mut Findings,
) {
    let issuer = trust.issuer.as_str();
    let wide = width(issuer, &trust.formula);
    let class = inventory.judge(issuer, &wide, minted);
    let open = Platform::of(issuer, "").is_open(issuer);
    found
        .trusts
        .push(widths::detail(estate, trust, &wide, class));
    let of = wide.of.as_deref().unwrap_or_default();
    let note = match class {
        Class::Any if open => format!("trusts everybody who can get a token of {issuer}"),
        Class::Any => format!("trusts every subject of {issuer}"),
        Class::OrgAnyRepo if of.is_empty() => format!("trusts every subject of {issuer}"),
        Class::OrgAnyRepo => format!("trusts every repository of {of} on {issuer}"),
        Class::RepoAnyRef => format!("trusts every job of {of} on {issuer}"),
        Class::Dangling => format!(
            "trusts {of} on {issuer}, which is not among the repositories that were read and whose name may be free"
        ),
        Class::Never if wide.class == Class::Never => {
            format!("trusts {issuer} under conditions that no token meets")
        }
        Class::Never => format!("trusts {of} on {issuer}, of which no known job has such a token"),
        Class::Unknown => format!("trusts {issuer} under conditions that are not understood"),
        Class::Exact | Class::Bounded => String::new(),
    };
    if !note.is_empty() {
        found.notes.push((trust.identity.to_owned(), note));
    }
    match class {
        Class::Any if open => {
            stranger(estate, trust, internet(), &Glob::any(), None, found);
        }
        Class::Any | Class::OrgAnyRepo => {
            let (id, name) = match of.is_empty() {
                true => (
                    issuer.to_owned(),
                    format!("any job that {issuer} signs for"),
                ),
                false => (format!("{issuer}/{of}"), format!("any repository of {of}")),
            };
            let why = match of.is_empty() {
                true => format!("it runs a job that {issuer} signs for"),
                false => format!("it can make a repository in {of}, or push to one"),
            };
            let node = external(&id, &name, "whoever can run a job there");
            stranger(estate, trust, node, &Glob::any(), Some(why), found);
        }
        _ if minted || wide.class == Class::Never || wide.class == Class::Unknown => {}
        _ => subjects(estate, trust, class, &wide, found),
    }
}

fn external(id: &str, name: &str, note: &str) -> Node {
    Node {
        id: format!("external:{id}"),
        kind: NodeKind::External,
        class: None,
        type_name: "external:identity-provider".to_owned(),
        name: name.to_owned(),
        scope: None,
        part_of: None,
        record: None,
        notes: vec![note.to_owned()],
    }
}

/// The subjects that a trust asks for and that no known stage has.
fn subjects(
    estate: &Estate<'_>,
    trust: &Trust<'_, '_>,
    class: Class,
    wide: &Width,
    found: &mut Findings,
) {
    let of = wide.of.as_deref().unwrap_or_default();
    for glob in asked(&trust.formula.clauses().unwrap_or_default(), of) {
        let id = format!("{}/{glob}", trust.issuer);
        let (node, why) = match class {
            Class::Dangling => {
                let name = format!("whoever registers {of}");
                (
                    external(&id, &name, "dangling"),
                    Some(format!("the name {of} is free, and is registered again")),
                )
            }
            Class::Never => (
                subject(&id, &glob, "no known job has it"),
                Some(format!("a job of {of} is made that has this subject")),
            ),
            _ => (subject(&id, &glob, "not collected"), None),
        };
        stranger(estate, trust, node, &glob, why, found);
    }
}

fn subject(id: &str, glob: &Glob, note: &str) -> Node {
    Node {
        id: format!("{SUBJECT}{id}"),
        kind: NodeKind::Identity,
        type_name: "oidc:subject".to_owned(),
        name: glob.to_string(),
        ..external(id, "", note)
    }
}

/// The patterns of subjects that the ways in ask for.
fn asked(ways: &[Clause], of: &str) -> Vec<Glob> {
    let mut globs: Vec<Glob> = Vec::new();
    for way in ways {
        let asked = way.asked.get("sub").map(Vec::as_slice).unwrap_or_default();
        let of_way = asked.iter().find_map(|it| match &it.test {
            Test::In { globs, .. } if it.wanted => Some(globs.clone()),
            _ => None,
        });
        // Asked for by other claims alone.
        globs.extend(of_way.unwrap_or_else(|| vec![Glob::new(&format!("repo:{of}:*"))]));
    }
    globs.sort();
    globs.dedup();
    globs.truncate(SUBJECTS);
    globs
}

/// An edge from somebody who has tokens with any claims that fit the subject.
fn stranger(
    estate: &Estate<'_>,
    trust: &Trust<'_, '_>,
    node: Node,
    subject: &Glob,
    why: Option<String>,
    found: &mut Findings,
) {
    let token = Token {
        issuer: trust.issuer.clone(),
        subject: subject.clone(),
        audiences: Vec::new(),
        claims: BTreeMap::new(),
    };
    let decided = decide(&token, &trust.formula);
    let conditions = match &decided.verdict {
        Verdict::None => return,
        Verdict::All => Vec::new(),
        Verdict::Some(conditions) | Verdict::Unknown(conditions) => conditions.clone(),
    };
    let Some(mut answer) = trust.confirmed(estate, &token, &decided) else {
        return;
    };
    for condition in why.into_iter().chain(conditions) {
        if !answer.conditions.contains(&condition) {
            answer = answer.unless_proven(Certainty::Conditional, condition);
        }
    }
    let id = node.id.clone();
    found.nodes.push(node);
    found.nodes.extend(trust.node(estate));
    found.become_edge(&id, trust.identity, EdgeKind::Trusts, None, answer);
}
