//! `aws-cli`: a folder of unchanged answers of the AWS CLI.
//!
//! `ACCOUNT/REGION/SERVICE/OPERATION[/ARGUMENT].json`, for example
//! `111122223333/us-east-1/s3api/get-bucket-policy/my-bucket.json`. The argument is percent-encoded, the
//! region of what has none is `global`. What the CLI wrote to its standard error stands in a file of
//! the same name that ends in `.error`. The operation tables of the services tell which files there
//! can be: a new operation needs nothing here.

mod damaged;
mod expected;
mod folder;
mod refusal;

use std::path::{Path, PathBuf};

use self::expected::Expected;
use self::folder::{Call, Files, Listing, Stray};
use self::refusal::Refusal;
use super::{Format, ImportError, ImportSummary, input};
use crate::aws::{Reply, partition};
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Fact, Origin};
use crate::snapshot::Sink;

/// The format.
#[derive(Debug)]
pub(super) struct AwsCli;

const NAME: &str = "aws-cli";

impl Format for AwsCli {
    fn name(&self) -> &'static str {
        NAME
    }

    fn description(&self) -> &'static str {
        "a folder ACCOUNT/REGION/SERVICE/OPERATION[/ARGUMENT].json of answers of the AWS CLI; `permissions aws --script` prints a script that fills one"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError> {
        let paths = input::given(paths)?;
        let mut summary = ImportSummary::default();
        let mut listing = Listing::default();
        for path in &paths {
            if let Err(problem) = listing.add(path) {
                summary.problem(NAME, problem, sink);
            }
        }
        if listing.calls.is_empty() && listing.strays.is_empty() && summary.problems.is_empty() {
            for path in paths {
                summary.problem(NAME, ImportError::Empty { path }, sink);
            }
        }
        for stray in &listing.strays {
            sink.coverage(stray.coverage());
        }
        let mut expected = Expected::default();
        for (call, files) in &listing.calls {
            let outcome = answer(call, files, &listing, &mut expected, &mut summary, sink);
            expected.ended(call, outcome);
        }
        for account in listing.regions.keys() {
            summary.scopes.insert(format!("aws:{account}"));
        }
        expected.gaps(&listing, sink);
        Ok(summary)
    }
}

/// Imports the files of one call, and says how it ended.
fn answer(
    call: &Call,
    files: &Files,
    listing: &Listing,
    expected: &mut Expected,
    summary: &mut ImportSummary,
    sink: &mut dyn Sink,
) -> Outcome {
    let (Some(service), Some(operation)) = (call.service(), call.operation()) else {
        return Outcome::Failed;
    };
    let mut record = call.coverage(listing);
    let refused = files
        .error
        .as_deref()
        .map(|path| (path, refusal_in(operation, path)));
    if let Some(path) = &files.answer {
        record.origin.source = path.display().to_string();
        let mut counting = Counting { sink, facts: 0 };
        match damaged::read(path) {
            Ok((text, problem)) => {
                if let Some(refusal) = refusal::understand(operation, &text) {
                    refusal.write(&mut record);
                } else {
                    let partition = call.partition(listing);
                    let reply = Reply {
                        account: &call.account,
                        partition,
                        region: call.region.as_deref(),
                        operation,
                        argument: call.argument.as_deref(),
                        body: &text,
                        source: &record.origin.source.clone(),
                    };
                    match service.facts(&reply, &mut counting) {
                        Ok(()) => expected.feed(call, operation, &text),
                        Err(error) => {
                            let problem = ImportError::reply(path, &text, &error);
                            record.outcome = problem.outcome();
                            record.reason = problem.to_string();
                            problem.help().clone_into(&mut record.help);
                            summary.problems.push(problem);
                        }
                    }
                    if record.outcome == Outcome::Answered && continues(&text) {
                        record.outcome = Outcome::CutOff;
                        record.reason = "the answer says that another page follows".to_owned();
                        record.help = "ask without `--max-items` and `--no-paginate`".to_owned();
                    }
                }
                if let Some(problem) = problem {
                    record.outcome = problem.outcome();
                    record.reason = problem.to_string();
                    problem.help().clone_into(&mut record.help);
                    summary.problems.push(problem);
                }
                summary.files += 1;
            }
            Err(ImportError::Empty { .. }) if refused.is_some() => {}
            Err(problem) => {
                record.outcome = problem.outcome();
                record.reason = problem.to_string();
                problem.help().clone_into(&mut record.help);
                summary.problems.push(problem);
            }
        }
        record.records = counting.facts;
        summary.records += counting.facts;
    }
    if let Some((path, refusal)) = refused {
        // An answer with an error beside it may not be whole.
        record.origin = Origin::new(path.display().to_string(), "");
        refusal.write(&mut record);
        summary.files += u64::from(files.answer.is_none());
    }
    let outcome = record.outcome;
    sink.coverage(record);
    outcome
}

/// What an `.error` file says.
fn refusal_in(operation: &crate::aws::Operation, path: &Path) -> Refusal {
    let understood = input::read(path)
        .ok()
        .and_then(|text| refusal::understand(operation, &text));
    understood.unwrap_or(Refusal {
        outcome: Outcome::Failed,
        reason: "the AWS CLI failed with a message that is not known".to_owned(),
        help: "read the `.error` file, and ask again",
    })
}

/// Whether an answer says that it is not the last page.
fn continues(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Page {
        #[serde(
            alias = "NextToken",
            alias = "nextToken",
            alias = "NextMarker",
            alias = "NextPageToken",
            default
        )]
        next: Option<String>,
        #[serde(alias = "IsTruncated", alias = "Truncated", default)]
        truncated: Option<bool>,
    }
    serde_json::from_str::<Page>(text).is_ok_and(|page| {
        page.truncated == Some(true) || page.next.is_some_and(|it| !it.is_empty())
    })
}

impl Call {
    /// The coverage record of a call that was answered; the caller changes what went otherwise.
    fn coverage(&self, listing: &Listing) -> Coverage {
        let operation = self.operation();
        let subject = operation.and_then(|it| {
            let (region, argument) = (self.region.as_deref(), self.argument.as_deref());
            it.subject_of(self.partition(listing), region, &self.account, argument)
        });
        Coverage {
            scope: format!("aws:{}", self.account),
            region: self.region.clone(),
            operation: operation.map(|it| it.action()).unwrap_or_default(),
            subject: subject.or_else(|| self.argument.clone()),
            outcome: Outcome::Answered,
            records: 0,
            reason: String::new(),
            help: String::new(),
            origin: Origin::new("", ""),
        }
    }

    /// The partition of the account: that of its regions.
    fn partition(&self, listing: &Listing) -> &'static str {
        let regions = listing.regions.get(&self.account);
        regions
            .and_then(|regions| regions.first())
            .map_or("aws", |region| partition(region))
    }
}

impl Refusal {
    fn write(self, record: &mut Coverage) {
        record.outcome = self.outcome;
        record.reason = self.reason;
        self.help.clone_into(&mut record.help);
    }
}

impl Stray {
    fn coverage(&self) -> Coverage {
        let file = self.path.display().to_string();
        Coverage {
            scope: match &self.account {
                Some(account) => format!("aws:{account}"),
                None => file.clone(),
            },
            region: None,
            operation: format!("import:{NAME}"),
            subject: Some(file.clone()),
            outcome: Outcome::NotAsked,
            records: 0,
            reason: format!("`{file}` {}", self.reason),
            help: self.help.to_owned(),
            origin: Origin::new(file, ""),
        }
    }
}

/// Counts the facts that go through.
struct Counting<'s> {
    sink: &'s mut dyn Sink,
    facts: u64,
}

impl Sink for Counting<'_> {
    fn fact(&mut self, fact: Fact) {
        self.facts += 1;
        self.sink.fact(fact);
    }

    fn coverage(&mut self, record: Coverage) {
        self.sink.coverage(record);
    }
}
