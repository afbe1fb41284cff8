//! What is known of an index beside who asks it: who checks what may be seen, and how old it is.

use blastradius_graph::model::IndexDetail;

use crate::answer::{Enforcement, Freshness, Staleness};

pub(super) fn enforcement(detail: Option<&IndexDetail>) -> (Enforcement, String) {
    let Some((word, by)) = detail.and_then(|it| it.enforcement.as_ref()) else {
        let why = "nothing that was read says who checks what is asked".to_owned();
        return (Enforcement::Unknown, why);
    };
    let class = match word.as_str() {
        "none" => Enforcement::None,
        "caller_asserted" => Enforcement::CallerAsserted,
        "store_enforced" => Enforcement::StoreEnforced,
        _ => Enforcement::Unknown,
    };
    (class, by.clone())
}

/// After so many days without a sync an index is taken to be stale: what was removed or closed meanwhile is still in it.
const OLD: i64 = 30;

/// Whether what was removed or closed may still be in an index of a snapshot that was `taken` then. One thing that shows it is
/// enough; that nothing does is not: without the time when policies changed it is not known.
pub(super) fn staleness(detail: Option<&IndexDetail>, taken: &str) -> Staleness {
    let last_sync = detail.and_then(|it| it.last_sync.clone());
    let policy_changed = detail.and_then(|it| it.policy_changed.clone());
    // Offsets and fractions of a second may differ: text alone does not tell which is later.
    let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let (sync, changed) = (
        last_sync.as_deref().map(time),
        policy_changed.as_deref().map(time),
    );
    let mut stale: Vec<String> = detail.map(|it| it.stale.clone()).unwrap_or_default();
    let mut doubts: Vec<String> = detail.map(|it| it.doubts.clone()).unwrap_or_default();
    match (sync, changed) {
        (Some(Some(sync)), Some(Some(changed))) if sync < changed => {
            stale.push("the policy of a source changed after it was made".to_owned());
        }
        (Some(Some(_)), Some(Some(_))) => {}
        (Some(None), _) | (_, Some(None)) => {
            doubts.push("a time is in a form that is not known".to_owned());
        }
        (None, None) => doubts.push(
            "neither when it was last made nor when the policy of a source last changed was read"
                .to_owned(),
        ),
        (None, Some(_)) => doubts.push("when it was last made was not read".to_owned()),
        (Some(_), None) => {
            doubts.push("when the policy of a source last changed was not read".to_owned());
        }
    }
    if let (Some(Some(sync)), Some(taken)) = (sync, time(taken)) {
        let days = taken.duration_since(sync).as_hours() / 24;
        if days > OLD {
            stale.push(format!(
                "its sources were last read whole {days} days before the snapshot"
            ));
        }
    }
    let (state, why) = match (stale.is_empty(), doubts.is_empty()) {
        (false, _) => (Freshness::Stale, Some(stale.join("; "))),
        (true, false) => (Freshness::Unknown, Some(doubts.join("; "))),
        (true, true) => (Freshness::Fresh, None),
    };
    Staleness {
        state,
        last_sync,
        policy_changed,
        why,
    }
}
