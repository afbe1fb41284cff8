//! Every other answer in Markdown.

use blastradius_graph::model::NodeKind;
use blastradius_queries::answer::{
    CoverageReport, CoverageSummary, Gap, Paths, Rank, UnresolvedValues, Who,
};

use super::{Page, code, prose};
use crate::answer::{Authorization, Rule, Rules, outcome_words};
use crate::words::{
    Nodes, count, deed, goal, node, reservations, scope, type_word, unresolved_sentence,
};

impl Page {
    pub(super) fn rank(&mut self, rank: &Rank) {
        self.block(&format!(
            "# {}, the worst first",
            count(rank.credentials.len(), rank.ranked.name())
        ));
        let own = rank.ranked != NodeKind::Credential;
        let rows = (1..)
            .zip(&rank.credentials)
            .map(|(n, c)| {
                let n: usize = n;
                let admin: Vec<String> = c.admin_of.iter().map(|id| code(id)).collect();
                vec![
                    n.to_string(),
                    code(&c.name),
                    code(if own {
                        c.scope.as_deref().unwrap_or_default()
                    } else {
                        &c.identity_name
                    }),
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
                rank.ranked.name(),
                if own { "account" } else { "owner" },
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
        for (n, entry) in (1..).zip(&rank.credentials) {
            let (n, Some(best)): (usize, _) = (n, &entry.best) else {
                continue;
            };
            self.block(&format!(
                "## {n}. {}: {}, {}, {}",
                code(&entry.name),
                prose(&goal(&rank.nodes, &best.to)),
                count(best.hops, "hop"),
                best.certainty.name()
            ));
            self.hops(&rank.nodes, &best.path);
        }
        self.gaps(&rank.coverage);
    }

    pub(super) fn who(&mut self, who: &Who) {
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

    pub(super) fn paths(&mut self, paths: &Paths) {
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

    pub(super) fn coverage(&mut self, report: &CoverageReport) {
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
        self.unresolved(&report.unresolved);
    }

    pub(super) fn gaps(&mut self, coverage: &CoverageSummary) {
        self.gap_table(&coverage.gaps.iter().collect::<Vec<_>>());
        self.unresolved(&coverage.unresolved);
    }

    fn unresolved(&mut self, values: &UnresolvedValues) {
        if let Some(sentence) = unresolved_sentence(values) {
            self.block(&prose(&sentence));
        }
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
                    code(&scope(&Nodes::new(), &gap.scope)),
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

    pub(super) fn rules(&mut self, rules: &Rules) {
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

    pub(super) fn rule(&mut self, rule: &Rule) {
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

    pub(super) fn authorization(&mut self, it: &Authorization) {
        self.block(&format!("# {}", outcome_words(it.decision.outcome)));
        self.block(&format!(
            "{} does {} on {}.",
            code(&it.principal),
            code(&it.action),
            code(&it.resource)
        ));
        for also in &it.also_needs {
            self.line(&format!(
                "- also needs {} on {}: {}",
                code(&also.action),
                code(&also.resource),
                outcome_words(also.decision.outcome)
            ));
            for remaining in &also.decision.remaining {
                self.line(&format!("  - if {}", prose(&remaining.text)));
            }
        }
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
