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

pub(super) fn staleness(detail: Option<&IndexDetail>) -> Staleness {
    let last_sync = detail.and_then(|it| it.last_sync.clone());
    let policy_changed = detail.and_then(|it| it.policy_changed.clone());
    // Offsets and fractions of a second may differ: text alone does not tell which is later.
    let time = |text: &Option<String>| text.as_deref()?.parse::<jiff::Timestamp>().ok();
    let state = match (time(&last_sync), time(&policy_changed)) {
        (Some(sync), Some(changed)) if sync < changed => Freshness::Stale,
        (Some(_), Some(_)) => Freshness::Fresh,
        _ => Freshness::Unknown,
    };
    let why = (state == Freshness::Unknown).then(|| {
        match (&last_sync, &policy_changed) {
            (Some(_), Some(_)) => "a time is in a form that is not known",
            (None, None) => {
                "neither when it was last made nor when the policy of a source last changed was read"
            }
            (None, Some(_)) => "when it was last made was not read",
            (Some(_), None) => "when the policy of a source last changed was not read",
        }
        .to_owned()
    });
    Staleness {
        state,
        last_sync,
        policy_changed,
        why,
    }
}
