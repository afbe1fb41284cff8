//! Coverage records of a run, and of what it leaves out.

use super::outset::Found;
use super::plan::{Plan, Question};
use super::run::Run;
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;

impl Run {
    /// What is not asked because the listing that it depends on is not complete.
    pub(super) fn dependents(
        &self,
        question: &Question,
        action: &str,
        outcome: Outcome,
        found: &mut Found,
    ) {
        for dependent in Plan::dependents(question) {
            let Some((_, operation)) = dependent.what() else {
                continue;
            };
            let mut record = self.record(&dependent, &operation.action(), None);
            record.outcome = Outcome::NotAsked;
            record.reason = format!("`{action}` is not complete: {}", outcome.name());
            found.coverage.push(record);
        }
    }

    /// What is beyond the limit of calls of one operation.
    pub(super) fn beyond(&mut self) {
        for (question, left) in std::mem::take(&mut self.plan.beyond) {
            let Some((_, operation)) = question.what() else {
                continue;
            };
            let mut record = self.record(&question, &operation.action(), None);
            record.outcome = Outcome::NotAsked;
            record.reason = format!("{left} more than the limit of calls of one operation");
            record.help = "allow more calls of one operation".to_owned();
            self.found
                .entry(question)
                .or_default()
                .coverage
                .push(record);
        }
    }

    pub(super) fn record(
        &self,
        question: &Question,
        action: &str,
        subject: Option<String>,
    ) -> Coverage {
        Coverage {
            scope: format!("aws:{}", self.account),
            region: question.region.clone(),
            operation: action.to_owned(),
            subject,
            outcome: Outcome::Answered,
            records: 0,
            reason: String::new(),
            help: String::new(),
            origin: Origin::new(action, ""),
        }
    }
}
