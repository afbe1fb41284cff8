//! A whole organisation: a role in every account, and the accounts that cannot be entered.

use blastradius_collectors::aws::live::{Options, Role, collect};
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::MemorySink;

use crate::answers::empty_account;
use crate::stub::{Asked, Behaviour, Stub, json, xml};
use crate::{environment, impatient};

/// The accounts, and the states that Organizations tells of them.
const MEMBERS: [(&str, &str); 5] = [
    ("111122223333", "ACTIVE"),
    ("222233334444", "ACTIVE"),
    ("333344445555", "ACTIVE"),
    ("444455556666", "SUSPENDED"),
    ("555566667777", "ACTIVE"),
];
/// The account in which there is no such role.
const WITHOUT_ROLE: &str = "333344445555";

/// The management account, and members behind roles: a session's access key says which it is.
fn organization(asked: &Asked) -> Behaviour {
    let account = asked
        .access_key
        .strip_prefix("ASIA")
        .unwrap_or("111122223333")
        .to_owned();
    match (asked.service.as_str(), asked.operation.as_str()) {
        ("sts", "AssumeRole") => {
            let role = asked
                .body
                .split('&')
                .find_map(|it| it.strip_prefix("RoleArn="));
            let account = role.unwrap().split("%3A").nth(4).unwrap();
            let told = asked.body.contains("ExternalId=agreed");
            if account == WITHOUT_ROLE || !told {
                let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>CANARY no</Message></Error></ErrorResponse>";
                return xml(403, body);
            }
            let credentials = format!(
                "<AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>CANARY</SecretAccessKey><SessionToken>CANARY</SessionToken><Expiration>2199-01-01T00:00:00Z</Expiration>"
            );
            xml(
                200,
                &format!(
                    "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::{account}:assumed-role/audit/blastradius</Arn><AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser><Credentials>{credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>"
                ),
            )
        }
        ("sts", _) => xml(
            200,
            &format!(
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{account}:role/audit</Arn><UserId>A</UserId><Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
            ),
        ),
        ("organizations", _) if account != "111122223333" => {
            json(400, r#"{"__type":"AccessDeniedException"}"#)
        }
        ("organizations", "ListAccounts") => {
            let accounts: Vec<String> = MEMBERS
                .iter()
                .map(|(id, state)| {
                    format!(
                        r#"{{"Id":"{id}","Arn":"arn:aws:organizations::111122223333:account/o-1/{id}","Name":"n{id}","Status":"{state}","State":"{state}"}}"#
                    )
                })
                .collect();
            json(200, &format!("{{\"Accounts\":[{}]}}", accounts.join(",")))
        }
        _ => empty_account(asked),
    }
}

fn run(
    change: impl FnOnce(&mut Options),
) -> (
    blastradius_collectors::aws::live::Summary,
    Vec<Coverage>,
    Stub,
) {
    let stub = Stub::start(|asked, _| organization(asked));
    let mut options = impatient(&stub.endpoint);
    options.role = Some(Role::new(
        "arn:{partition}:iam::{account}:role/audit",
        Some("agreed".to_owned()),
    ));
    change(&mut options);
    let mut sink = MemorySink::default();
    let summary = collect(&options, &mut sink, &mut |progress| {
        assert!(progress.accounts.0 <= progress.accounts.1);
    })
    .unwrap();
    let everything = format!("{:?} {:?}", sink.facts, sink.coverage);
    assert!(!everything.contains("CANARY"));
    let gaps = sink
        .coverage
        .into_iter()
        .filter(|it| !it.outcome.is_complete())
        .collect();
    (summary, gaps, stub)
}

/// Accounts with a gap of their own, and how it ended.
fn entered(gaps: &[Coverage]) -> Vec<(&str, Outcome)> {
    gaps.iter()
        .filter(|it| it.operation == "sts:AssumeRole")
        .map(|it| (it.scope.strip_prefix("aws:").unwrap(), it.outcome))
        .collect()
}

#[test]
fn every_active_account_is_entered_and_the_others_are_gaps() {
    if !environment::prepared(
        "organization::every_active_account_is_entered_and_the_others_are_gaps",
    ) {
        return;
    }
    let (summary, gaps, stub) = run(|_| {});
    assert_eq!(
        summary.accounts,
        ["111122223333", "222233334444", "555566667777"]
    );
    assert_eq!(
        entered(&gaps),
        [
            ("444455556666", Outcome::NotAsked),
            (WITHOUT_ROLE, Outcome::Refused)
        ]
    );
    let suspended = &gaps[0];
    assert!(suspended.reason.contains("suspended"), "{suspended:?}");
    let refused = gaps.iter().find(|it| it.outcome == Outcome::Refused);
    let refused = refused.unwrap();
    assert!(refused.reason.contains("`AccessDenied`"), "{refused:?}");
    assert_eq!(
        refused.subject.as_deref(),
        Some("arn:aws:iam::333344445555:role/audit")
    );
    // Nothing else is missing: members are not asked about the organisation.
    assert_eq!(gaps.len(), 2, "{gaps:?}");
    // Once an account.
    assert_eq!(stub.count("ListUsers"), 3);
    assert_eq!(stub.count("ListAccounts"), 1);
    // A refusal is final here, too.
    assert_eq!(stub.count("AssumeRole"), 3);
}

#[test]
fn accounts_are_chosen_and_left_out() {
    if !environment::prepared("organization::accounts_are_chosen_and_left_out") {
        return;
    }
    let (summary, gaps, stub) = run(|options| {
        options.accounts = vec!["222233334444".to_owned(), "999999999999".to_owned()]
    });
    // The organisation is asked all the same, and one that it does not tell of is tried.
    assert_eq!(
        summary.accounts,
        ["111122223333", "222233334444", "999999999999"]
    );
    assert_eq!(stub.count("ListUsers"), 2);
    assert_eq!(stub.count("DescribeOrganization"), 1);
    assert!(
        gaps.iter()
            .filter(|it| it.operation == "sts:AssumeRole")
            .all(|it| it.outcome == Outcome::NotAsked && it.reason.contains("only the accounts"))
    );
    assert_eq!(entered(&gaps).len(), 4, "{gaps:?}");

    let (summary, gaps, _) = run(|options| options.skip_accounts = vec!["555566667777".to_owned()]);
    assert_eq!(summary.accounts, ["111122223333", "222233334444"]);
    assert!(entered(&gaps).contains(&("555566667777", Outcome::NotAsked)));
}

#[test]
fn a_role_of_one_account_is_who_asks() {
    if !environment::prepared("organization::a_role_of_one_account_is_who_asks") {
        return;
    }
    let (summary, gaps, _) = run(|options| {
        options.role = Some(Role::new(
            "arn:aws:iam::222233334444:role/audit",
            Some("agreed".to_owned()),
        ));
    });
    assert_eq!(summary.accounts, ["222233334444"]);
    assert!(
        gaps.iter()
            .all(|it| it.operation.starts_with("organizations:"))
    );
    let bad = ["", "arn:aws:iam::1:role/x", "arn:aws:iam::{account}:user/x"];
    for arn in bad {
        let mut options = impatient("http://127.0.0.1:9");
        options.role = Some(Role::new(arn, None));
        let error = collect(&options, &mut MemorySink::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("is not the ARN"), "{error}");
    }
}

#[test]
fn profiles_of_one_account_are_asked_once_and_those_that_fail_are_gaps() {
    if !environment::prepared(
        "organization::profiles_of_one_account_are_asked_once_and_those_that_fail_are_gaps",
    ) {
        return;
    }
    let text = "[profile a]\naws_access_key_id = ASIA222233334444\naws_secret_access_key = CANARY\n\
        [profile b]\naws_access_key_id = ASIA222233334444\naws_secret_access_key = CANARY\n\
        [profile c]\naws_access_key_id = ASIA555566667777\naws_secret_access_key = CANARY\n\
        [profile d]\nsso_session = none\nsso_account_id = 111122223333\nsso_role_name = r\n\
        [sso-session none]\nsso_region = us-east-1\nsso_start_url = https://x.invalid/start\n";
    let file = environment::configuration();
    std::fs::write(&file, text).unwrap();
    let (summary, gaps, stub) = run(|options| {
        options.role = None;
        options.all_profiles = true;
    });
    assert_eq!(summary.accounts, ["222233334444", "555566667777"]);
    assert_eq!(stub.count("ListUsers"), 2);
    let gap = gaps.iter().find(|it| it.scope == "aws:profile/d").unwrap();
    assert!(gap.help.contains("aws sso login --profile d"), "{gap:?}");

    let mut options = impatient(&stub.endpoint);
    options.profiles = vec!["a".to_owned(), "nobody".to_owned()];
    let error = collect(&options, &mut MemorySink::default(), &mut |_| {}).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("no profile `nobody`"), "{text}");
    assert!(text.contains("`a`, `b`, `c`, `d`"), "{text}");
    options.profiles = vec!["d".to_owned()];
    let error = collect(&options, &mut MemorySink::default(), &mut |_| {}).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("aws sso login --profile d"), "{text}");
}
