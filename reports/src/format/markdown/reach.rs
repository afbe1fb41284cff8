//! `reach` in Markdown.

use blastradius_collectors::facts::AssetClass;
use blastradius_queries::answer::Reach;

use super::{Page, code, prose};
use crate::headline::{self, items};
use crate::words::{class_many, count, distinct, reservations, type_word, unseen};

impl Page {
    pub(super) fn reach(&mut self, reach: &Reach) {
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
        let reserve = headline::reserve(reach);
        self.line(&format!("- can read: {}{reserve}", read.join(", ")));
        self.line(&format!("- can change: {}", headline::changeable(reach)));
        if let Some(listed) = headline::listed(reach) {
            self.line(&format!("- listed: {}", prose(&listed)));
        }
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
            let items: Vec<String> = items(action).collect();
            for item in &items {
                self.line(&format!("- {}", code(item)));
            }
            if !items.is_empty() {
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
}
