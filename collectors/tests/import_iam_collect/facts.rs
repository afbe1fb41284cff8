use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::{AttachmentKind, PolicyKind};

use super::estate::{CANARY, files};
use super::{import, of};

#[test]
fn resources_make_the_facts_of_the_services() {
    let (summary, snapshot) = import(&files());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let facts = &snapshot.facts;
    let role = &facts.identities["arn:aws:iam::444455556666:role/ml/Train"];
    assert_eq!(
        (role.name.as_str(), role.path.as_deref()),
        ("Train", Some("/ml/"))
    );
    assert_eq!(role.tags.as_ref().unwrap()["team"], "ml");
    assert!(
        role.origin.source.ends_with("ml%2ftrain"),
        "{}",
        role.origin.source
    );
    assert_eq!(
        facts.policies[&format!("{}#trust", role.id)].kind,
        PolicyKind::Trust
    );
    assert!(
        facts
            .policies
            .contains_key(&format!("{}#inline/read", role.id))
    );
    let managed = &facts.policies["arn:aws:iam::aws:policy/ReadOnlyAccess"];
    assert!(managed.provider_managed && managed.document.contains("s3:GetObject"));
    let kinds: Vec<AttachmentKind> = facts
        .attachments
        .values()
        .filter(|it| it.target == role.id)
        .map(|it| it.kind)
        .collect();
    assert_eq!(
        kinds.len(),
        4,
        "inline, managed, boundary, trust: {kinds:?}"
    );
    let user = &facts.identities["arn:aws:iam::444455556666:user/deploy"];
    assert_eq!(
        user.member_of,
        ["arn:aws:iam::444455556666:group/ops/Night"]
    );
    let profile = &facts.workloads["arn:aws:iam::444455556666:instance-profile/gpu"];
    assert_eq!(
        (profile.name.as_str(), profile.runs_as[0].identity.as_str()),
        ("gpu", role.id.as_str())
    );
    assert_eq!(
        facts.identities["arn:aws:iam::444455556666:oidc-provider/gitlab.example"].attributes["url"],
        "gitlab.example"
    );

    let bucket = &facts.assets["arn:aws:s3:::data"];
    assert_eq!(bucket.scope.as_deref(), Some("aws:444455556666"));
    assert_eq!(
        bucket.attributes["public_access_block"]["BlockPublicPolicy"],
        true
    );
    assert_eq!(bucket.encryption_key.as_deref(), Some("k"));
    let account = &facts.scopes["aws:444455556666"];
    assert_eq!(
        account.attributes["s3_public_access_block"]["RestrictPublicBuckets"],
        true
    );
    for resource in [
        "arn:aws:s3:::data",
        "arn:aws:kms:eu-west-1:444455556666:key/k-1",
        "arn:aws:secretsmanager:eu-west-1:444455556666:secret:db-AbCdEf",
        "arn:aws:lambda:eu-west-1:444455556666:function:ingest",
    ] {
        assert!(
            facts.policies.contains_key(&format!("{resource}#resource")),
            "{resource}"
        );
    }
    let function = &facts.workloads["arn:aws:lambda:eu-west-1:444455556666:function:ingest"];
    assert_eq!(function.runs_as[0].identity, role.id);
    assert!(!format!("{facts:?} {:?}", snapshot.coverage).contains(CANARY));
}

#[test]
fn the_organisation_is_a_tree_with_policies() {
    let (_, snapshot) = import(&files());
    let facts = &snapshot.facts;
    let member = &facts.scopes["aws:444455556666"];
    assert_eq!(member.parent.as_deref(), Some("aws:ou-Work"));
    let unit = &facts.scopes["aws:ou-Work"];
    assert_eq!(
        (unit.parent.as_deref(), unit.name.as_deref()),
        (Some("aws:r-Root"), Some("work"))
    );
    assert_eq!(facts.scopes["aws:111122223333"].management, Some(true));
    let scp = "arn:aws:organizations::111122223333:policy/o-example/service_control_policy/p-Guard";
    assert!(facts.policies[scp].document.contains("Deny"));
    let bound: Vec<&str> = facts
        .attachments
        .values()
        .filter(|it| it.policy == scp)
        .map(|it| it.target.as_str())
        .collect();
    assert_eq!(bound, ["aws:ou-Work"]);
    for (operation, subject) in [
        ("organizations:ListRoots", None),
        ("organizations:ListPolicies", Some("SERVICE_CONTROL_POLICY")),
        // Not enabled: there can be none.
        (
            "organizations:ListPolicies",
            Some("RESOURCE_CONTROL_POLICY"),
        ),
    ] {
        assert_eq!(
            of(&snapshot, operation, subject).outcome,
            Outcome::Answered,
            "{operation}"
        );
    }
}
