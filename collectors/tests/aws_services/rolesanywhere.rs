use blastradius_collectors::facts::IdentityKind;
use serde_json::json;

use crate::{answers, everything};

const ANCHOR: &str = "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/a-1";
const PROFILE: &str = "arn:aws:rolesanywhere:us-east-1:111122223333:profile/p-1";
const CA: &str = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/ca-1";

#[test]
fn a_trust_anchor_is_a_provider_and_a_profile_runs_as_its_roles() {
    let sink = answers(
        "rolesanywhere",
        &[
            (
                "list-trust-anchors",
                "",
                json!({"trustAnchors": [{"trustAnchorArn": ANCHOR, "trustAnchorId": "a-1", "name": "plant", "enabled": true,
                    "source": {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": CA,
                        "x509CertificateData": "CANARY"}}}]}),
            ),
            (
                "list-profiles",
                "",
                json!({"profiles": [{"profileArn": PROFILE, "profileId": "p-1", "name": "robots", "enabled": true,
                    "roleArns": ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"],
                    "managedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"], "sessionPolicy": "{\"Statement\":[]}",
                    "acceptRoleSessionName": true, "durationSeconds": 3600}]}),
            ),
        ],
    );
    let anchor = &sink.facts.identities[ANCHOR];
    assert_eq!(anchor.kind, IdentityKind::IdentityProvider);
    assert_eq!(anchor.name, "plant");
    assert_eq!(
        serde_json::to_value(&anchor.attributes).unwrap(),
        json!({"provider_type": "rolesanywhere-trust-anchor", "enabled": true, "source": "AWS_ACM_PCA",
            "certificate_authority": CA})
    );
    let profile = &sink.facts.workloads[PROFILE];
    assert_eq!(profile.kind, "aws:rolesanywhere:profile");
    let roles: Vec<&str> = profile.runs_as.iter().map(|it| &*it.identity).collect();
    assert_eq!(
        roles,
        [
            "arn:aws:iam::111122223333:role/a",
            "arn:aws:iam::111122223333:role/b"
        ]
    );
    assert!(profile.runs_as.iter().all(|it| it.how == "profile-role"));
    let session = format!("{PROFILE}#session");
    assert_eq!(
        serde_json::to_value(&profile.attributes).unwrap(),
        json!({"enabled": true, "session_policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            "session_policy": session, "accept_role_session_name": true, "duration_seconds": 3600})
    );
    assert_eq!(sink.facts.policies[&session].document, "{\"Statement\":[]}");
    // It grants nothing.
    assert!(sink.facts.attachments.is_empty());
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
