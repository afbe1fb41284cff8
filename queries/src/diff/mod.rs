//! What changed between two snapshots: credentials and identities that came and went, what the others reach otherwise, and the
//! records that made it so.
//!
//! What one snapshot could not read is `unknown`, never closed: a record that is missing there is gone only if the question that
//! lists it was answered.
//!
//! Credentials whose reach is the same in both are told apart from the rest by hashes ([`sets`]); only the rest is looked at
//! path by path, and each pair of classes once.

mod came;
mod changes;
mod explain;
mod gaps;
mod may;
mod records;
mod related;
mod sets;
mod severity;
mod sides;
mod ways;

use std::collections::BTreeSet;

use blastradius_graph::model::{Certainty, NodeKind};

use crate::answer::{AttackerContext, Changed, Diff, DiffSummary, Plane, RecordChange};
use crate::coverage;
use crate::engine::states::Frozen;
use crate::narrate::Briefs;
use crate::search::Direction;
use explain::Explainer;
use related::Related;
pub use sides::Side;

/// What is asked of [`diff`].
#[derive(Debug, Clone)]
pub struct DiffOptions {
    /// Paths with a weaker hop are left out, in both.
    pub min_certainty: Certainty,
    /// Which radii to compare; both unless told otherwise. Scopes that can be administered belong to each.
    pub planes: Vec<Plane>,
    /// What the graphs were built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for DiffOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            planes: vec![Plane::Confidentiality, Plane::Integrity],
            context: AttackerContext::default(),
        }
    }
}

/// What changed from the old to the new snapshot.
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::diff::{DiffOptions, Side, diff};
///
/// let old = Snapshot::read("old.brs".as_ref())?;
/// let new = Snapshot::read("new.brs".as_ref())?;
/// let before = build(&old, &BuildOptions::default())?;
/// let after = build(&new, &BuildOptions::default())?;
/// let side = |snapshot, graph| Side { snapshot, graph };
/// let answer = diff(
///     side(&old, &before),
///     side(&new, &after),
///     &DiffOptions::default(),
/// );
/// println!("{} newly reached", answer.summary.new);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn diff(old: Side<'_>, new: Side<'_>, options: &DiffOptions) -> Diff {
    let records = records::changes(old.facts(), new.facts());
    let related = Related::new([old, new], &records);
    let (unread_new, unread_old) = (new.gaps(old), old.gaps(new));
    let frozen = |side: Side<'_>| Frozen::new(side.graph, Direction::Forward);
    let (old_frozen, new_frozen) = rayon::join(|| frozen(old), || frozen(new));
    let (old_frozen, new_frozen) = (&old_frozen, &new_frozen);
    let unread = [&unread_new, &unread_old];
    let closed = Explainer::new(
        (old, new),
        old_frozen,
        &records,
        &related,
        unread,
        RecordChange::Removed,
    );
    let [unread_new, unread_old] = unread;
    let opened = Explainer::new(
        (new, old),
        new_frozen,
        &records,
        &related,
        [unread_old, unread_new],
        RecordChange::Added,
    );

    let of = |kind| {
        let (old, new) = ((old, old_frozen), (new, new_frozen));
        came::came_and_went((old, unread_old), (new, unread_new), kind, options)
    };
    let (credentials, identities) = (of(NodeKind::Credential), of(NodeKind::Identity));
    let changes = changes::changes(&closed, &opened, options);

    let mut briefs = Briefs::default();
    for change in &changes {
        let hops = change.path.iter().flat_map(|hop| [&hop.from, &hop.to]);
        for id in hops.chain(&change.credentials).chain([&change.id]) {
            let sides = [new.graph, old.graph].into_iter();
            if let Some((graph, id)) = sides.filter_map(|it| Some((it, it.find(id)?))).next() {
                briefs.node(graph, id);
            }
        }
    }
    let count = |change| changes.iter().filter(|it| it.change == change).count();
    let changed: BTreeSet<&str> = (changes.iter())
        .flat_map(|it| it.credentials.iter().map(String::as_str))
        .collect();
    let side =
        |list: &[crate::answer::CameOrWent], now| list.iter().filter(|it| it.now == now).count();
    Diff {
        schema: "blastradius/diff/1",
        old: old.graph.snapshot().clone(),
        new: new.graph.snapshot().clone(),
        context: options.context.clone(),
        summary: DiffSummary {
            credentials_came: side(&credentials, true),
            credentials_went: side(&credentials, false),
            identities_came: side(&identities, true),
            identities_went: side(&identities, false),
            new: count(Changed::New),
            closed: count(Changed::Closed),
            changed: count(Changed::Changed),
            unknown: count(Changed::Unknown),
            credentials_changed: changed.len(),
        },
        credentials,
        identities,
        changes,
        coverage: coverage::summary(new.graph),
        old_coverage: coverage::summary(old.graph),
        nodes: briefs.finish(),
    }
}
