//! Grants of KMS keys.

use blastradius_collectors::facts::Policy;
use serde_json::Value;

use crate::authorize::aws::ResourceGrant;

/// A KMS grant as `ListGrants` returns it.
pub(super) fn of(policy: &Policy) -> Option<ResourceGrant> {
    let value: Value = serde_json::from_str(&policy.document).ok()?;
    let grantee = value.get("GranteePrincipal")?.as_str()?.to_owned();
    let actions = value
        .get("Operations")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .map(|operation| format!("kms:{operation}"))
        .collect();
    let mut constraints = Vec::new();
    for (member, equals) in [
        ("EncryptionContextEquals", true),
        ("EncryptionContextSubset", false),
    ] {
        let pairs = value
            .get("Constraints")
            .and_then(|constraints| constraints.get(member))
            .and_then(Value::as_object);
        for (key, value) in pairs.into_iter().flatten() {
            constraints.push((
                key.clone(),
                value.as_str().unwrap_or_default().to_owned(),
                equals,
            ));
        }
    }
    Some(ResourceGrant {
        id: policy.id.clone(),
        grantee,
        actions,
        constraints,
    })
}
