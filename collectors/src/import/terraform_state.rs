//! `terraform-state`: what Terraform made, and what it is about to make.
//!
//! A state file of version 4 (`terraform.tfstate`, `terraform state pull`), or what `terraform show -json` prints of a state
//! or a plan ("JSON Output Format", Terraform documentation). Only the attributes that are wanted are read; those that
//! the file marks as sensitive are not. What a plan does not know yet is unknown.

mod address;
mod document;
mod identities;
mod kinds;
mod places;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::document::{Document, Resource};
use self::kinds::KINDS;
use self::places::Places;
use super::not_carried::not_carried;
use super::{Format, ImportError, ImportSummary, input};
use crate::aws::Operation;
use crate::aws::translate::{Item, Source, Tally};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// The format.
#[derive(Debug)]
pub(super) struct TerraformState;

const NAME: &str = "terraform-state";

impl Format for TerraformState {
    fn name(&self) -> &'static str {
        NAME
    }

    fn description(&self) -> &'static str {
        "a Terraform state (version 4), or what `terraform show -json` prints of a state or a plan"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tfstate", "json"]
    }

    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError> {
        let paths = input::given(paths)?;
        let mut summary = ImportSummary::default();
        for path in &paths {
            let (text, damaged) = match input::read_damaged(path) {
                Ok((text, problem)) => {
                    let damaged = problem.is_some();
                    if let Some(problem) = problem {
                        summary.problem(NAME, problem, sink);
                    }
                    (text, damaged)
                }
                Err(problem) => {
                    summary.problem(NAME, problem, sink);
                    continue;
                }
            };
            let document = Document::read(&text);
            if let Some(error) = &document.error {
                summary.problem(NAME, ImportError::json(path, error), sink);
            } else if !document.recognised {
                let problem = ImportError::NotThisFormat {
                    path: path.clone(),
                    expected: "a Terraform state of version 4, or the output of `terraform show -json`",
                };
                summary.problem(NAME, problem, sink);
            }
            if document.recognised {
                summary.files += 1;
                let source = path.display().to_string();
                File {
                    source: &source,
                    damaged,
                }
                .import(&document, &mut summary, sink);
            }
        }
        Ok(summary)
    }
}

/// One file, while it is imported.
struct File<'a> {
    source: &'a str,
    /// Whether some bytes were not UTF-8 and stand there as U+FFFD.
    damaged: bool,
}

impl File<'_> {
    fn import(&self, document: &Document<'_>, summary: &mut ImportSummary, sink: &mut dyn Sink) {
        let (resources, unreadable) = document.resources();
        for (address, reason) in unreadable {
            sink.coverage(self.gap(&address, Outcome::Unreadable, &reason));
        }
        let places = Places::of(&resources);
        let mut tally = Tally::new(&KINDS);
        let mut others: BTreeMap<&str, u64> = BTreeMap::new();
        for resource in &resources {
            let known = KINDS.find(&resource.kind).is_some() || identities::knows(&resource.kind);
            if !known {
                *others.entry(&resource.kind).or_default() += 1;
            } else if self.damaged && resource.text.contains('\u{FFFD}') {
                let reason = "it holds bytes that are not UTF-8 text";
                sink.coverage(self.gap(&resource.address, Outcome::Unreadable, reason));
            } else {
                summary.records += u64::from(self.one(resource, &places, &mut tally, sink));
            }
        }
        self.coverage(&tally, &others, summary, sink);
    }

    /// Imports one resource; says whether it was understood.
    fn one(
        &self,
        resource: &Resource,
        places: &Places,
        tally: &mut Tally,
        sink: &mut dyn Sink,
    ) -> bool {
        let Some(text) = places.item(resource) else {
            let reason = "its account is not known: neither it nor the file names one";
            sink.coverage(self.gap(&resource.address, Outcome::NotInInput, reason));
            return false;
        };
        let Ok(source) = Source::read(&text) else {
            let reason = "its attributes are no object";
            sink.coverage(self.gap(&resource.address, Outcome::Unreadable, reason));
            return false;
        };
        self.left_open(resource, sink);
        let place = places.place(resource);
        let item = Item {
            place: place.as_place(),
            source: self.source,
            pointer: &resource.address,
        };
        if let Some(kind) = KINDS.find(&resource.kind) {
            tally.seen(&place.account, place.region.as_deref(), kind.name);
            for translation in kind.tells {
                let told = translation.tell(item, &source, sink);
                tally.told(&place.account, place.region.as_deref(), translation, told);
            }
        }
        identities::tell(&resource.kind, item, &source, sink);
        true
    }

    /// What the resource has and the file does not tell: marked as sensitive, or not known before the plan is applied.
    fn left_open(&self, resource: &Resource, sink: &mut dyn Sink) {
        let named = |names: &[String]| {
            let wanted = names.iter().filter(|it| kinds::matters(it));
            let shown: Vec<String> = wanted.map(|it| format!("`{it}`")).collect();
            (!shown.is_empty()).then(|| shown.join(", "))
        };
        if let Some(names) = named(&resource.sensitive) {
            let reason = format!("{names} is marked as sensitive, and was not read");
            sink.coverage(self.gap(&resource.address, Outcome::NotInInput, &reason));
        }
        if let Some(names) = named(&resource.unknown) {
            let reason = format!("{names} is known only after the plan is applied");
            sink.coverage(self.gap(&resource.address, Outcome::NotInInput, &reason));
        }
    }

    fn gap(&self, address: &str, outcome: Outcome, reason: &str) -> Coverage {
        Coverage {
            scope: self.source.to_owned(),
            region: None,
            operation: format!("import:{NAME}"),
            subject: Some(address.to_owned()),
            outcome,
            records: 0,
            reason: format!("`{address}`: {reason}"),
            help: "import or collect the account itself too".to_owned(),
            origin: Origin::new(self.source, address),
        }
    }

    fn coverage(
        &self,
        tally: &Tally,
        others: &BTreeMap<&str, u64>,
        summary: &mut ImportSummary,
        sink: &mut dyn Sink,
    ) {
        if !others.is_empty() {
            let shown: Vec<String> = others
                .iter()
                .map(|(kind, n)| format!("{kind} ({n})"))
                .collect();
            let mut record = self.gap("", Outcome::NotAsked, "");
            record.subject = Some(self.source.to_owned());
            record.records = 0;
            record.reason = format!(
                "resources of these types are not read: {}",
                shown.join(", ")
            );
            sink.coverage(record);
        }
        tally.coverage(false, self.source, sink);
        for account in tally.accounts() {
            let scope = format!("aws:{account}");
            let carried = |it: &Operation| KINDS.carry(it.cli);
            not_carried(
                "a Terraform state does",
                &carried,
                &scope,
                self.source,
                sink,
            );
            summary.scopes.insert(scope);
        }
    }
}
