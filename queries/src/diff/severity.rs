//! How bad it is that something is reached.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::Certainty;

use crate::answer::Severity;

/// A scope is critical, a secret or model high, data, an index or a key medium, anything else low; one less where the way is
/// conditional, two less where it is assumed or by influence. `None` for a scope.
pub(super) fn severity(class: Option<AssetClass>, certainty: Certainty) -> Severity {
    const ALL: [Severity; 4] = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
    ];
    let worst = match class {
        None => 0,
        Some(AssetClass::Secret | AssetClass::Model) => 1,
        Some(AssetClass::Data | AssetClass::Index | AssetClass::Key) => 2,
        Some(_) => 3,
    };
    let less = match certainty {
        Certainty::Certain => 0,
        Certainty::Conditional => 1,
        Certainty::Assumed | Certainty::Influence => 2,
    };
    ALL.get(worst + less).copied().unwrap_or(Severity::Low)
}
