use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::{AttachmentKind, CredentialKind};

use super::{ANSWERS, import, outcome};

#[test]
fn keys_and_passwords_belong_to_users_with_their_paths() {
    let (summary, snapshot) = import(ANSWERS);
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    assert_eq!(summary.files, ANSWERS.len() as u64);
    let user = "arn:aws:iam::111122223333:user/ci/deployer";
    let key = &snapshot.facts.credentials["aws:access-key/AKIAIOSFODNN7EXAMPLE"];
    assert_eq!(
        (key.kind, key.identity.as_str()),
        (CredentialKind::AccessKey, user)
    );
    assert_eq!((key.active, key.used), (Some(false), Some(false)));
    assert_eq!(key.mfa, Some(true), "the user has a second factor");
    assert_eq!(snapshot.facts.identities[user].attributes["mfa_devices"], 1);
    assert_eq!(
        snapshot.facts.identities.len(),
        1,
        "one user under one name"
    );
    assert_eq!(
        outcome(&snapshot, "iam:GetLoginProfile", Some(user)),
        Outcome::Absent
    );
    assert_eq!(
        outcome(&snapshot, "iam:ListAccessKeys", Some(user)),
        Outcome::Answered
    );
    assert_eq!(
        outcome(&snapshot, "iam:ListAccessKeys", None),
        Outcome::Answered
    );
}

#[test]
fn a_policy_that_is_only_a_boundary_is_asked_for() {
    let (_, snapshot) = import(ANSWERS);
    let fence = &snapshot.facts.policies["arn:aws:iam::111122223333:policy/Fence"];
    assert_eq!(fence.version.as_deref(), Some("v3"));
}

#[test]
fn the_organisation_is_a_tree_with_policies() {
    let (_, snapshot) = import(ANSWERS);
    let scopes = &snapshot.facts.scopes;
    let parent = |id: &str| scopes[id].parent.clone().unwrap_or_default();
    assert_eq!(parent("aws:444455556666"), "aws:ou-work");
    assert_eq!(parent("aws:ou-work"), "aws:r-root");
    assert_eq!(parent("aws:r-root"), "aws:o-example");
    assert_eq!(scopes["aws:111122223333"].management, Some(true));
    assert_eq!(scopes["aws:444455556666"].management, Some(false));
    let types = scopes["aws:o-example"].policy_types.clone();
    assert_eq!(types.unwrap(), ["SERVICE_CONTROL_POLICY"]);
    let guard =
        "arn:aws:organizations::111122223333:policy/o-example/service_control_policy/p-guard";
    let attached: Vec<_> = snapshot
        .facts
        .attachments
        .values()
        .filter(|it| it.target == "aws:ou-work")
        .map(|it| (it.kind, it.policy.as_str()))
        .collect();
    assert_eq!(attached, [(AttachmentKind::Scp, guard)]);
    assert!(snapshot.facts.policies.contains_key(guard));
    let text = serde_json::to_string(&scopes.values().collect::<Vec<_>>()).unwrap();
    assert!(
        !text.contains("someone@example.com"),
        "no addresses of people"
    );
}

#[test]
fn a_policy_that_could_not_be_read_stays_attached() {
    let (_, snapshot) = import(&super::answers("describe-policy", &[]));
    let attached: Vec<_> = snapshot
        .facts
        .attachments
        .values()
        .filter(|it| it.target == "aws:ou-work")
        .map(|it| (it.kind, it.policy.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(attached, [(AttachmentKind::Scp, "p-guard")]);
}

#[test]
fn a_bucket_without_a_policy_is_told_from_one_that_was_not_asked() {
    let (_, snapshot) = import(ANSWERS);
    let about = |bucket| outcome(&snapshot, "s3:GetBucketPolicy", Some(bucket));
    assert_eq!(about("arn:aws:s3:::data"), Outcome::Answered);
    assert_eq!(about("arn:aws:s3:::open"), Outcome::Absent);
    assert!(
        snapshot
            .facts
            .policies
            .contains_key("arn:aws:s3:::data#resource")
    );
}

#[test]
fn the_account_may_be_named_itself() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder
        .path()
        .join("111122223333/global/sts/get-caller-identity.json");
    std::fs::create_dir_all(at.parent().unwrap()).unwrap();
    std::fs::write(&at, ANSWERS[0].1).unwrap();
    let (summary, snapshot) = super::import_folder(&folder.path().join("111122223333"));
    assert_eq!(summary.files, 1);
    assert!(snapshot.facts.scopes.contains_key("aws:111122223333"));
}
