//! Every rule and technique in one list, for `rules list` and `rules show`.

use super::builtin::builtin;
use super::definition::Technique;
use crate::edges::{RULES, RuleMeta};

/// What kind of entry a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleKind {
    /// A structural rule, in code.
    Edge,
    /// A technique, in a file.
    Technique,
}

impl RuleKind {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Technique => "technique",
        }
    }
}

/// One rule, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// The id.
    pub id: String,
    /// Structural rule or technique.
    pub kind: RuleKind,
    /// One line.
    pub title: String,
    /// The page of the rule, in Markdown.
    pub documentation: String,
    /// The actions that are asked about.
    pub permissions: Vec<String>,
    /// Where more is written; ATT&CK and OWASP ids.
    pub references: Vec<String>,
    /// Where the knowledge comes from.
    pub source: String,
}

/// Every rule and technique of this program, rules first, in the order of documentation.
#[must_use]
pub fn registry() -> Vec<RuleInfo> {
    RULES
        .iter()
        .map(|rule| of_rule(rule.meta()))
        .chain(builtin().iter().map(RuleInfo::of))
        .collect()
}

fn of_rule(meta: &RuleMeta) -> RuleInfo {
    let strings = |list: &[&str]| list.iter().map(|item| (*item).to_owned()).collect();
    let permissions: Vec<String> = strings(meta.permissions);
    let references: Vec<String> = strings(meta.references);
    RuleInfo {
        id: meta.id.to_owned(),
        kind: RuleKind::Edge,
        title: meta.title.to_owned(),
        documentation: page(
            meta.id,
            meta.title,
            &[
                ("What it does", meta.does.to_owned()),
                ("Why it matters", meta.matters.to_owned()),
            ],
            &permissions
                .iter()
                .map(|action| format!("`{action}`"))
                .collect::<Vec<_>>(),
            &references,
        ),
        permissions,
        references,
        source: "blastradius".to_owned(),
    }
}

impl RuleInfo {
    /// The entry of a technique, also of one that a user wrote.
    #[must_use]
    pub fn of(technique: &Technique) -> Self {
        let mut permissions: Vec<String> = technique
            .permissions
            .iter()
            .map(|permission| permission.action.clone())
            .collect();
        // An action may be asked on several things.
        permissions.dedup();
        let mut sections = vec![
            ("What it does", technique.does.trim().to_owned()),
            ("Why it matters", technique.matters.trim().to_owned()),
            ("Target", technique.used_on()),
            ("Effect", technique.effect.describe().to_owned()),
        ];
        let premises: Vec<String> = technique
            .premises()
            .iter()
            .map(|premise| format!("- {premise}"))
            .collect();
        // Without any the section is left out.
        sections.push(("Requirements", premises.join("\n")));
        sections.push((
            "Example",
            format!("```sh\n{}\n```", technique.example.trim()),
        ));
        Self {
            id: technique.id.clone(),
            kind: RuleKind::Technique,
            title: technique.title.clone(),
            documentation: page(
                &technique.id,
                &technique.title,
                &sections,
                &technique.needed(),
                &technique.references,
            ),
            permissions,
            references: technique.references.clone(),
            source: technique.source.clone(),
        }
    }
}

fn page(
    id: &str,
    title: &str,
    sections: &[(&str, String)],
    permissions: &[String],
    references: &[String],
) -> String {
    let mut page = format!("# {id}: {title}\n");
    let list = |items: &[String]| -> String {
        let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
        items.join("\n")
    };
    let mut section = |head: &str, body: &str| {
        if !body.is_empty() {
            page.push_str(&format!("\n## {head}\n\n{body}\n"));
        }
    };
    for (head, body) in sections {
        section(head, body);
    }
    section("Permissions", &list(permissions));
    section("References", &list(references));
    page
}
