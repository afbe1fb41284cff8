//! A secret value given by mistake is used for what identifies it, and never shown.

use crate::program::{DEMO, Run, ask, command, run, run_with};

/// The shape of a secret access key, made up.
const SECRET: &str = "abcdEFGH1234abcdEFGH1234abcdEFGH1234abcd";

fn keeps_it(run: &Run, secret: &str) {
    for piece in [secret, &secret[..12], &secret[secret.len() - 12..]] {
        assert!(
            !run.out.contains(piece) && !run.err.contains(piece),
            "{}{}",
            run.out,
            run.err
        );
    }
}

#[test]
fn a_pair_leads_to_its_key() {
    let rank = ask(&["rank", "-f", "json"]).json();
    let keys = rank["credentials"].as_array().unwrap();
    let key = keys
        .iter()
        .find(|it| it["name"].as_str().unwrap().starts_with("AKIA"))
        .unwrap();
    let name = key["name"].as_str().unwrap();
    for text in [
        format!("{name}:{SECRET}"),
        format!("{name},{SECRET}"),
        format!("{name} {SECRET}"),
    ] {
        let run = ask(&["reach", &text, "-f", "json"]);
        keeps_it(&run, SECRET);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.err.contains("secret value") && run.err.contains(name));
        assert_eq!(run.json()["subjects"][0]["id"], key["id"]);
    }
    let input = format!("{name}:{SECRET}\n");
    let run = run_with(command().args(["reach", "-", "-s", &DEMO.snapshot]), &input);
    keeps_it(&run, SECRET);
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_value_alone_is_refused_without_being_shown() {
    let github = format!("ghp_{}", "a1B2".repeat(9));
    for secret in [SECRET, &github] {
        for arguments in [
            &["reach", secret][..],
            &["who", secret],
            &["path", secret, "x"],
            &[
                "authorize",
                "--principal",
                secret,
                "--action",
                "s3:GetObject",
                "--resource",
                "*",
            ],
        ] {
            let run = ask(arguments);
            keeps_it(&run, secret);
            assert_eq!(run.code, Some(3), "{arguments:?}: {}", run.err);
        }
        // Errors of the command line quote what was given, except this.
        for arguments in [
            &[secret][..],
            &["rank", secret],
            &["rank", "--context", secret],
            &["rules", "show", secret],
        ] {
            let run = run(arguments);
            keeps_it(&run, secret);
            assert_ne!(run.code, Some(0));
        }
    }
}

#[test]
fn what_may_be_a_password_is_not_repeated() {
    let token = format!("sk_live_{}", "4eC39HqLyjWDarjtT1zdp7dc");
    let account = format!("AccountName=x;AccountKey={}==", "Zm9vYmFy".repeat(8));
    for text in [
        "hunter2Passw0rd!",
        "postgres://loader:hunter22@db.example/x",
        &token,
        &account,
    ] {
        let run = ask(&["reach", text]);
        assert_eq!(run.code, Some(3), "{}", run.err);
        assert!(!run.err.contains(text) && run.out.is_empty(), "{}", run.err);
    }
    // A name that is only misspelt is repeated: that helps.
    let run = ask(&["reach", "arn:aws:iam::111122223333:user/no-such-user"]);
    assert!(run.err.contains("user/no-such-user"), "{}", run.err);
}
