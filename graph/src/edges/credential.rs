//! Credential -> identity.

use blastradius_collectors::facts::{Credential, CredentialKind};

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "credential",
    title: "A credential proves its identity",
    does: "An access key, console password or other credential authenticates as the identity that it was made \
           for. An inactive key or a credential that has expired is kept as a conditional edge. A console \
           password of a user with a second factor carries an MFA gate.",
    matters: "This is where every blast radius starts: whoever holds the credential is the identity.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
        "ATT&CK T1078.004",
        "OWASP NHI7:2025 Long-Lived Secrets",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for credential in estate.facts.credentials.values() {
            found.become_edge(
                &credential.id,
                &credential.identity,
                EdgeKind::Authenticates,
                None,
                proves(estate, credential),
            );
        }
    }
}

fn proves(estate: &Estate<'_>, credential: &Credential) -> Answer {
    let mut answer = Answer::certain(vec![Evidence {
        record: format!("credential:{}", credential.id),
        pointer: "/identity".to_owned(),
        note: "belongs to the identity".to_owned(),
    }]);
    match credential.active {
        Some(true) => {}
        Some(false) => {
            answer = answer.unless_proven(
                Certainty::Conditional,
                "the key is inactive: it works only once it is activated again".to_owned(),
            );
        }
        // A password and its like have no such state; of a key that was not read it is unknown.
        None if credential.kind == CredentialKind::AccessKey => {
            answer = answer.unless_proven(
                Certainty::Conditional,
                "the key is active: its state was not read".to_owned(),
            );
        }
        None => {}
    }
    if credential.expires.is_some_and(|at| at <= estate.taken) {
        answer = answer.unless_proven(
            Certainty::Conditional,
            "the credential had expired when the snapshot was taken".to_owned(),
        );
    }
    match credential.kind {
        CredentialKind::ServiceSpecific
        | CredentialKind::SshPublicKey
        | CredentialKind::SigningCertificate => {
            answer = answer.unless_proven(
                Certainty::Conditional,
                "the credential works for its own service only".to_owned(),
            );
        }
        CredentialKind::ConsolePassword if credential.mfa == Some(true) => {
            answer.gates.push(Gate {
                kind: GateKind::Mfa,
                detail: "the console asks for the user's second factor".to_owned(),
            });
        }
        _ => {}
    }
    answer
}
