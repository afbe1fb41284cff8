//! What one snapshot could not see that the other could: there, missing is not gone.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use blastradius_collectors::coverage::Coverage;
use blastradius_collectors::snapshot::Facts;

/// A question: of which scope, what, about what.
type Asked<'a> = (&'a str, &'a str, Option<&'a str>);

/// What was not read in a snapshot, seen from the other.
pub(super) struct Gaps {
    /// By scope.
    listings: BTreeMap<String, Vec<Gap>>,
    /// By subject.
    subjects: BTreeMap<String, Vec<Gap>>,
    /// Scopes that were not asked at all.
    absent: BTreeSet<String>,
}

#[derive(Debug, Clone)]
struct Gap {
    scope: String,
    operation: String,
    text: String,
}

impl Gaps {
    /// What `lacks` did not read. A gap that both have in the same place hid nothing from one of them.
    pub(super) fn new(lacks: &[Coverage], has: &[Coverage], lacking: &Facts) -> Self {
        let key = |it: &'_ Coverage| (it.scope.clone(), it.operation.clone(), it.subject.clone());
        let answered: BTreeSet<_> = lacks
            .iter()
            .filter(|it| it.outcome.is_complete())
            .map(key)
            .collect();
        let tried: BTreeSet<_> = lacks.iter().map(key).collect();
        let scopes: BTreeSet<&str> = lacks.iter().map(|it| it.scope.as_str()).collect();
        let failed_before: BTreeSet<_> = has
            .iter()
            .filter(|it| !it.outcome.is_complete())
            .map(key)
            .collect();
        let there = There::new(lacking);
        let mut gaps = Self {
            listings: BTreeMap::new(),
            subjects: BTreeMap::new(),
            absent: BTreeSet::new(),
        };
        for it in lacks.iter().filter(|it| !it.outcome.is_complete()) {
            if !failed_before.contains(&key(it)) {
                let reason = match it.reason.as_str() {
                    "" => it.outcome.name(),
                    reason => reason,
                };
                gaps.add((&it.scope, &it.operation, it.subject.as_deref()), reason);
            }
        }
        for it in has.iter().filter(|it| it.outcome.is_complete()) {
            let at = key(it);
            if answered.contains(&at) || tried.contains(&at) {
                continue;
            }
            match it.subject.as_deref() {
                _ if !scopes.contains(it.scope.as_str()) => {
                    gaps.absent.insert(it.scope.clone());
                }
                None => gaps.add((&it.scope, &it.operation, None), "not asked"),
                // What is gone is not asked about.
                Some(subject) if there.has(subject) => {
                    gaps.add((&it.scope, &it.operation, Some(subject)), "not asked");
                }
                Some(_) => {}
            }
        }
        gaps
    }

    /// Whether nothing was hidden.
    pub(super) fn is_empty(&self) -> bool {
        self.listings.is_empty() && self.subjects.is_empty() && self.absent.is_empty()
    }

    fn add(&mut self, (scope, operation, subject): Asked<'_>, reason: &str) {
        let about = subject.map(|it| format!(" of {it}")).unwrap_or_default();
        let gap = Gap {
            scope: scope.to_owned(),
            operation: operation.to_owned(),
            text: format!("{scope}: {operation}{about}: {reason}"),
        };
        match subject {
            Some(subject) => self
                .subjects
                .entry(short(subject).to_owned())
                .or_default()
                .push(gap),
            None => self.listings.entry(scope.to_owned()).or_default().push(gap),
        }
    }

    /// Why a record may be missing although it exists: the gaps that may hide it. None: it would have been read.
    ///
    /// `id` is what the record is of; `scope` the scope that holds it and `source` the file that it was read from in the
    /// other snapshot, where these are known.
    pub(super) fn hiding(
        &self,
        kind: &str,
        id: &str,
        scope: Option<&str>,
        source: Option<&str>,
    ) -> Vec<String> {
        let mut found: BTreeSet<String> = BTreeSet::new();
        let account = account(id).map(|account| format!("aws:{account}"));
        let scope = scope.or(account.as_deref());
        for scope in scope.iter().chain(source.iter()) {
            if self.absent.contains(*scope) {
                found.insert(format!("{scope}: not collected"));
            }
            for gap in self.listings.get(*scope).into_iter().flatten() {
                if may_list(&gap.operation, kind, id) {
                    found.insert(gap.text.clone());
                }
            }
        }
        for part in parts(id) {
            for gap in self.subjects.get(short(part)).into_iter().flatten() {
                let same = scope.is_none_or(|scope| scope == gap.scope);
                if same && may_list(&gap.operation, kind, id) {
                    found.insert(gap.text.clone());
                }
            }
        }
        found.into_iter().collect()
    }
}

/// What a snapshot has, by the names that questions call their subjects.
struct There<'a> {
    facts: &'a Facts,
    short: HashSet<&'a str>,
}

impl<'a> There<'a> {
    fn new(facts: &'a Facts) -> Self {
        let ids = facts.assets.keys().chain(facts.identities.keys());
        Self {
            facts,
            short: ids.map(|id| short(id)).collect(),
        }
    }

    /// A subject is an ARN where there is one; short names are of buckets, users and roles.
    fn has(&self, subject: &str) -> bool {
        self.facts.assets.contains_key(subject)
            || self.facts.identities.contains_key(subject)
            || self.facts.policies.contains_key(subject)
            || self.facts.workloads.contains_key(subject)
            || self.facts.scopes.contains_key(subject)
            || (!subject.contains(':') && self.short.contains(subject))
    }
}

/// The last part of an id: what a question calls its subject.
fn short(id: &str) -> &str {
    id.rsplit(['/', ':']).next().unwrap_or(id)
}

/// The account in an ARN.
fn account(id: &str) -> Option<&str> {
    let account = id.strip_prefix("arn:")?.split(':').nth(3)?;
    (!account.is_empty()).then_some(account)
}

/// The ids that a record is about: an attachment is of its target and its policy, an inline policy of its owner.
fn parts(id: &str) -> impl Iterator<Item = &str> {
    std::iter::once(id)
        .chain(id.split('#'))
        .filter(|part| !part.is_empty())
}

/// Whether the answer to an operation may hold a record. Where that is not known it may.
fn may_list(operation: &str, kind: &str, id: &str) -> bool {
    let Some((service, _)) = operation.split_once(':') else {
        return true;
    };
    if !service
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return true;
    }
    let of = id
        .strip_prefix("arn:")
        .and_then(|rest| rest.split(':').nth(1));
    match (of, service) {
        (_, "import" | "merge" | "parse") => true,
        // Policies of the organisation are attached by it and named in ids of every form.
        (_, "organizations") => {
            matches!(kind, "scope")
                || id.contains("#scp")
                || id.contains("#rcp")
                || id.contains(":organizations:")
                || id.starts_with("arn:aws:organizations")
        }
        (Some(of), service) => of == service || (service == "s3control" && of == "s3"),
        (None, "iam") => {
            id.starts_with("aws:access-key/")
                || id.starts_with("aws:console-password/")
                || kind == "scope"
        }
        (None, _) => !id.starts_with("aws:access-key/") && !id.starts_with("aws:console-password/"),
    }
}
