//! `chokepoints` in Markdown.

use blastradius_queries::answer::ChokePoints;

use super::{Page, code, prose};
use crate::differences::{self, cut};
use crate::words::{count, node};

impl Page {
    pub(super) fn chokepoints(&mut self, it: &ChokePoints) {
        self.block("# Choke points");
        let s = &it.summary;
        self.block(&format!(
            "{} leave {:.1} of {:.1}, the weight of what {} reach.",
            count(it.points.len(), "grant"),
            s.after,
            s.before,
            count(s.sources, "source")
        ));
        for point in &it.points {
            self.block(&format!(
                "## {}. {} {}",
                point.order,
                point.grant.kind,
                code(&format!("{}{}", point.grant.record, point.grant.pointer))
            ));
            if let Some(statement) = &point.statement {
                self.commands(&differences::statement(statement));
            }
            self.line(&format!("- cuts {}", prose(&cut(point))));
            self.line(&format!(
                "- weight {:.1} → {:.1}",
                point.before, point.after
            ));
            for id in &point.used_by {
                self.line(&format!("- used by {}", code(&node(&it.nodes, id))));
            }
            for how in &point.how {
                self.line(&format!("- {}", prose(how)));
            }
            self.line(&format!(
                "- try {}",
                code(&format!("blastradius whatif {}", point.change))
            ));
            self.text.push('\n');
        }
        if let Some(minimum) = &it.minimum {
            self.block("## The fewest that part all sources from all targets");
            for grant in minimum {
                let place = format!("{}{}", grant.record, grant.pointer);
                self.line(&format!("- {} {}", grant.kind, code(&place)));
            }
            self.text.push('\n');
        }
        if !it.dropped.is_empty() {
            self.block("## No choke points after all");
            for dropped in &it.dropped {
                let place = format!("{}{}", dropped.grant.record, dropped.grant.pointer);
                self.line(&format!("- {}: {}", code(&place), prose(&dropped.reason)));
            }
            self.text.push('\n');
        }
        self.required("## Required, after all of them", &it.required);
        self.gaps(&it.coverage);
    }
}
