//! `md`: for tickets, chats and wikis.

use std::fmt::Write as _;

use blastradius_collectors::facts::AssetClass;
use blastradius_queries::answer::{
    CoverageReport, CoverageSummary, Gap, Hop, Paths, Rank, Reach, Who,
};

use super::Format;
use crate::answer::{Answer, AnswerKind, Authorization, Rule, Rules, outcome_words};
use crate::error::ReportError;
use crate::headline;
use crate::options::Options;
use crate::sanitize::{markdown_code, markdown_text, visible};
use crate::words::{
    class_many, count, deed, distinct, full, node, reservations, scope, show, type_word, unseen,
};

pub(super) static FORMAT: Format = Format {
    name: "md",
    about: "Markdown for tickets, chats and wikis",
    extension: "md",
    answers: &AnswerKind::ALL,
    render,
};

/// A table in Markdown has at most this many rows unless the options say otherwise.
const ROWS: usize = 200;

fn render(answer: &Answer<'_>, options: &Options) -> Result<String, ReportError> {
    let mut page = Page {
        text: String::new(),
        rows: options.rows.unwrap_or(ROWS),
    };
    match answer {
        Answer::Reach(it) => page.reach(it),
        Answer::Rank(it) => page.rank(it),
        Answer::Who(it) => page.who(it),
        Answer::Paths(it) => page.paths(it),
        Answer::Coverage(it) => page.coverage(it),
        Answer::Rules(it) => page.rules(it),
        Answer::Rule(it) => page.rule(it),
        Answer::Authorization(it) => page.authorization(it),
    }
    Ok(page.text.trim_end().to_owned() + "\n")
}

/// A name as code, shortened.
fn code(text: &str) -> String {
    markdown_code(&show(text))
}

/// Prose with names in it.
fn prose(text: &str) -> String {
    markdown_text(text)
}

struct Page {
    text: String,
    rows: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A paragraph or heading with an empty line after it.
    fn block(&mut self, text: &str) {
        self.line(text);
        self.text.push('\n');
    }

    fn table(&mut self, header: &[&str], rows: Vec<Vec<String>>) {
        self.line(&format!("| {} |", header.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(header.len())));
        let all = rows.len();
        for row in rows.iter().take(self.rows) {
            self.line(&format!("| {} |", row.join(" | ")));
        }
        self.text.push('\n');
        if all > self.rows {
            self.block(&format!("… {} more; `-f json` has all.", all - self.rows));
        }
    }

    /// Commands in a fence that nothing in them can close.
    fn commands(&mut self, commands: &[String]) {
        if commands.is_empty() {
            return;
        }
        let lines: Vec<String> = commands.iter().map(|c| visible(c).into_owned()).collect();
        let longest = lines
            .iter()
            .flat_map(|line| line.split(|c| c != '`'))
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.line(&format!("{fence}sh"));
        for line in &lines {
            self.line(line);
        }
        self.block(&fence);
    }

    fn hops(&mut self, nodes: &crate::words::Nodes, path: &[Hop]) {
        for (n, hop) in (1..).zip(path) {
            let mut line = format!(
                "{n}. {} {} *{}*",
                prose(&deed(hop)),
                code(&node(nodes, &hop.to)),
                hop.certainty.name()
            );
            for evidence in &hop.evidence {
                let (place, note) = full(evidence);
                let _ = write!(line, "  \n   by {} {}", code(&place), prose(&note));
            }
            for condition in &hop.conditions {
                let _ = write!(line, "  \n   if {}", prose(condition));
            }
            self.line(&line);
        }
        self.text.push('\n');
    }

    fn reach(&mut self, reach: &Reach) {
        let names: Vec<String> = reach.subjects.iter().map(|s| code(&s.name)).collect();
        self.block(&format!("# Blast radius of {}", names.join(", ")));
        for subject in &reach.subjects {
            let (_, rest) = headline::subject(subject);
            let (label, owner) = headline::owner(reach, subject);
            let owner = if owner.is_empty() {
                String::new()
            } else {
                format!(", {label} {}", code(&owner))
            };
            self.line(&format!(
                "- {}: {}{owner}",
                code(&subject.name),
                prose(&rest)
            ));
        }
        self.text.push('\n');
        let (certainty, verdict) = headline::verdict(reach);
        let sure = certainty
            .map(|c| format!(" ({})", c.name()))
            .unwrap_or_default();
        self.block(&format!("**{}**{sure}", prose(&verdict)));
        let read: Vec<String> = headline::readable(reach)
            .into_iter()
            .map(|(n, sure)| match sure {
                Some(sure) => format!("{n} ({sure} certain)"),
                None => n,
            })
            .collect();
        self.line(&format!("- can read: {}", read.join(", ")));
        self.line(&format!("- can change: {}", headline::changeable(reach)));
        self.block(&format!(
            "- not seen: {}",
            prose(&unseen(&reach.coverage, usize::MAX))
        ));
        let worst = headline::worst(reach);
        if !worst.is_empty() {
            self.block("## Worst paths");
            for line in &worst {
                self.block(&format!(
                    "### {}, {}, {}",
                    prose(&line.what),
                    count(line.path.len(), "hop"),
                    line.certainty.name()
                ));
                self.hops(&reach.nodes, line.path);
            }
        }
        self.containment(reach);
        self.reached(reach);
        self.gaps(&reach.coverage);
        self.block(&format!(
            "Snapshot {} of {}, attacker {}.",
            code(&reach.snapshot.id),
            prose(&reach.snapshot.taken),
            prose(&reach.context.name)
        ));
    }

    fn containment(&mut self, reach: &Reach) {
        if reach.containment.is_empty() {
            return;
        }
        self.block("## Contain, in this order");
        for action in &reach.containment {
            self.block(&format!("**{}. {}**", action.order, prose(&action.title)));
            if !action.why.is_empty() {
                self.block(&prose(&action.why));
            }
            self.commands(&action.commands);
            for item in &action.items {
                self.line(&format!("- {}", code(item)));
            }
            if !action.items.is_empty() {
                self.text.push('\n');
            }
        }
    }

    fn reached(&mut self, reach: &Reach) {
        if !reach.identities.is_empty() {
            self.block(&format!("## identities ({})", reach.identities.len()));
            let rows = reach
                .identities
                .iter()
                .map(|i| {
                    vec![
                        code(&i.name),
                        prose(&type_word(&i.type_name)),
                        i.hops.to_string(),
                        i.certainty.name().to_owned(),
                        prose(&reservations(&i.path, &i.gates)),
                    ]
                })
                .collect();
            self.table(&["identity", "type", "hops", "certainty", "hangs on"], rows);
        }
        for class in AssetClass::ALL {
            let rows: Vec<Vec<String>> = reach
                .assets
                .iter()
                .filter(|a| a.class == class)
                .map(|a| {
                    let access: Vec<&str> = a.access.iter().map(|way| way.name()).collect();
                    let mut radius: Vec<&str> = a.plane.iter().map(|plane| plane.name()).collect();
                    if a.derived {
                        radius.push("derived");
                    }
                    vec![
                        code(&a.name),
                        prose(&type_word(&a.type_name)),
                        access.join(", "),
                        radius.join(", "),
                        a.hops.to_string(),
                        a.certainty.name().to_owned(),
                        prose(&reservations(&a.path, &a.gates)),
                    ]
                })
                .collect();
            if !rows.is_empty() {
                let of_class = reach.assets.iter().filter(|a| a.class == class);
                self.block(&format!(
                    "## {} ({})",
                    class_many(class),
                    distinct(of_class)
                ));
                self.table(
                    &[
                        "name",
                        "type",
                        "access",
                        "radius",
                        "hops",
                        "certainty",
                        "hangs on",
                    ],
                    rows,
                );
            }
        }
    }

    fn rank(&mut self, rank: &Rank) {
        self.block(&format!(
            "# {}, the worst first",
            count(rank.credentials.len(), "credential")
        ));
        let rows = (1..)
            .zip(&rank.credentials)
            .map(|(n, c)| {
                let n: usize = n;
                let admin: Vec<String> = c.admin_of.iter().map(|id| code(id)).collect();
                vec![
                    n.to_string(),
                    code(&c.name),
                    code(&c.identity_name),
                    admin.join(", "),
                    c.secrets.to_string(),
                    c.models.to_string(),
                    c.data.to_string(),
                    (c.integrity.data + c.integrity.models).to_string(),
                    format!("{:.1}", c.score),
                    prose(&c.notes.join(", ")),
                ]
            })
            .collect();
        self.table(
            &[
                "#",
                "credential",
                "owner",
                "admin of",
                "secrets",
                "models",
                "data",
                "can change",
                "score",
                "notes",
            ],
            rows,
        );
        self.gaps(&rank.coverage);
    }

    fn who(&mut self, who: &Who) {
        self.block(&format!(
            "# Who can touch {}",
            code(&node(&who.nodes, &who.asset))
        ));
        let s = &who.summary;
        self.block(&format!(
            "{} ({} certain) and {} ({} directly) can touch it.",
            count(s.credentials, "credential"),
            s.certain,
            count(s.identities, "identity"),
            s.direct
        ));
        for (title, holders) in [
            ("Credentials", &who.credentials),
            ("Identities", &who.identities),
        ] {
            if holders.is_empty() {
                continue;
            }
            self.block(&format!("## {title}"));
            let rows = holders
                .iter()
                .map(|h| {
                    vec![
                        code(&h.name),
                        prose(&type_word(&h.type_name)),
                        prose(&h.path.last().map(deed).unwrap_or_default()),
                        h.hops.to_string(),
                        h.certainty.name().to_owned(),
                        prose(&reservations(&h.path, &h.gates)),
                    ]
                })
                .collect();
            self.table(
                &["name", "type", "access", "hops", "certainty", "hangs on"],
                rows,
            );
        }
        self.gaps(&who.coverage);
    }

    fn paths(&mut self, paths: &Paths) {
        self.block(&format!(
            "# From {} to {}",
            code(&node(&paths.nodes, &paths.from)),
            code(&node(&paths.nodes, &paths.to))
        ));
        if paths.paths.is_empty() {
            self.block("No path in what could be read.");
        }
        for (n, route) in (1..).zip(&paths.paths) {
            self.block(&format!(
                "## Path {n}: {}, {}",
                count(route.hops, "hop"),
                route.certainty.name()
            ));
            self.hops(&paths.nodes, &route.path);
        }
        self.gaps(&paths.coverage);
    }

    fn coverage(&mut self, report: &CoverageReport) {
        self.block(if report.complete {
            "# Coverage: complete"
        } else {
            "# Coverage: incomplete"
        });
        let rows = report
            .scopes
            .iter()
            .map(|s| {
                let missing: u64 = s.gaps.iter().map(|gap| gap.count).sum();
                vec![
                    code(&s.scope),
                    prose(s.name.as_deref().unwrap_or_default()),
                    s.answered.to_string(),
                    s.absent.to_string(),
                    missing.to_string(),
                    s.records.to_string(),
                ]
            })
            .collect();
        self.table(
            &[
                "scope",
                "name",
                "answered",
                "none there",
                "not answered",
                "records",
            ],
            rows,
        );
        let gaps: Vec<&Gap> = report.scopes.iter().flat_map(|scope| &scope.gaps).collect();
        self.gap_table(&gaps);
    }

    fn gaps(&mut self, coverage: &CoverageSummary) {
        self.gap_table(&coverage.gaps.iter().collect::<Vec<_>>());
    }

    fn gap_table(&mut self, gaps: &[&Gap]) {
        if gaps.is_empty() {
            self.block("Everything that was asked was answered.");
            return;
        }
        self.block("## Not seen");
        let rows = gaps
            .iter()
            .map(|gap| {
                vec![
                    code(&scope(&crate::words::Nodes::new(), &gap.scope)),
                    code(&gap.operation),
                    gap.outcome.name().to_owned(),
                    gap.count.to_string(),
                    prose(&gap.reason),
                    prose(&gap.help),
                ]
            })
            .collect();
        self.table(
            &["scope", "operation", "outcome", "times", "reason", "help"],
            rows,
        );
    }

    fn rules(&mut self, rules: &Rules) {
        self.block("# Rules");
        let rows = rules
            .rules
            .iter()
            .map(|rule| {
                vec![
                    code(&rule.id),
                    prose(&rule.edge),
                    prose(&rule.title),
                    rule.needs
                        .iter()
                        .map(|need| code(need))
                        .collect::<Vec<_>>()
                        .join(", "),
                ]
            })
            .collect();
        self.table(&["id", "edge", "title", "needs"], rows);
    }

    fn rule(&mut self, rule: &Rule) {
        self.block(&format!("# {} {}", code(&rule.id), prose(&rule.title)));
        for paragraph in rule.description.split("\n\n") {
            let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
            self.block(&prose(&paragraph));
        }
        for (title, items) in [
            ("Needs", &rule.needs),
            ("Defences", &rule.defences),
            ("MITRE ATT&amp;CK", &rule.attack),
            ("References", &rule.references),
        ] {
            if items.is_empty() {
                continue;
            }
            self.block(&format!("## {title}"));
            for item in items {
                self.line(&format!("- {}", prose(item)));
            }
            self.text.push('\n');
        }
    }

    fn authorization(&mut self, it: &Authorization) {
        self.block(&format!("# {}", outcome_words(it.decision.outcome)));
        self.block(&format!(
            "{} does {} on {}.",
            code(&it.principal),
            code(&it.action),
            code(&it.resource)
        ));
        for remaining in &it.decision.remaining {
            self.line(&format!("- if {}", prose(&remaining.text)));
        }
        for by in &it.decision.by {
            let place = match by.statement {
                Some(statement) => format!("{} /Statement/{statement}", by.policy),
                None => by.policy.clone(),
            };
            self.line(&format!("- by {}", code(&place)));
        }
        for lacking in &it.decision.lacking {
            self.line(&format!("- not allowed by {}", prose(lacking)));
        }
    }
}
