//! What proves a user: access keys, console passwords, service-specific credentials, certificates.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::names;
use crate::aws::wire::When;
use crate::aws::{Reply, ReplyError};
use crate::facts::{Credential, CredentialKind, Fact, Origin, Provider};
use crate::snapshot::Sink;

/// A credential of which only its existence is known.
fn credential(
    reply: &Reply<'_>,
    kind: CredentialKind,
    id: String,
    name: &str,
    user: &str,
    origin: Origin,
) -> Credential {
    Credential {
        id,
        provider: Provider::Aws,
        kind,
        name: name.to_owned(),
        identity: names::user_arn(reply, user),
        scope: reply.scope(),
        active: None,
        created: None,
        expires: None,
        last_used: None,
        used: None,
        mfa: None,
        attributes: BTreeMap::new(),
        origin,
    }
}

/// The status of keys and certificates: `Active`, `Inactive`, `Expired`.
fn active(status: Option<&str>) -> Option<bool> {
    status.map(|status| status.eq_ignore_ascii_case("active"))
}

/// `ListAccessKeys`.
pub(super) fn access_keys(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "AccessKeyMetadata", borrow)]
        keys: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Key {
        user_name: Option<String>,
        access_key_id: String,
        status: Option<String>,
        #[serde(default)]
        create_date: When,
    }
    let answer: Answer<'_> = reply.parse()?;
    reply.each(
        "/AccessKeyMetadata",
        &answer.keys,
        sink,
        |key: Key, origin, sink| {
            let Some(user) = key.user_name.as_deref().or(reply.argument) else {
                return;
            };
            let id = format!("aws:access-key/{}", key.access_key_id);
            let kind = CredentialKind::AccessKey;
            let mut fact = credential(reply, kind, id, &key.access_key_id, user, origin);
            fact.active = active(key.status.as_deref());
            fact.created = key.create_date.0;
            sink.fact(Fact::Credential(fact));
        },
    );
    Ok(())
}

/// `GetAccessKeyLastUsed`: without `LastUsedDate` the key was never used (since 22 April 2015).
pub(super) fn last_used(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        user_name: Option<String>,
        access_key_last_used: LastUsed,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct LastUsed {
        #[serde(default)]
        last_used_date: When,
        service_name: Option<String>,
        region: Option<String>,
    }
    let answer: Answer = reply.parse()?;
    let (Some(key), Some(user)) = (reply.argument, answer.user_name) else {
        return Ok(());
    };
    let used = answer.access_key_last_used;
    let id = format!("aws:access-key/{key}");
    let origin = reply.origin("/AccessKeyLastUsed");
    let mut fact = credential(reply, CredentialKind::AccessKey, id, key, &user, origin);
    fact.last_used = used.last_used_date.0;
    fact.used = Some(used.last_used_date.0.is_some());
    for (name, value) in [
        ("last_used_service", used.service_name),
        ("last_used_region", used.region),
    ] {
        if let Some(value) = value.filter(|value| value != "N/A") {
            fact.attributes.insert(name.to_owned(), value.into());
        }
    }
    sink.fact(Fact::Credential(fact));
    Ok(())
}

/// `GetLoginProfile`: a console password.
pub(super) fn login_profile(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        login_profile: Profile,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Profile {
        user_name: Option<String>,
        #[serde(default)]
        create_date: When,
        password_reset_required: Option<bool>,
    }
    let profile = reply.parse::<Answer>()?.login_profile;
    let Some(user) = profile.user_name.as_deref().or(reply.argument) else {
        return Ok(());
    };
    let id = format!("aws:console-password/{}", names::user_arn(reply, user));
    let origin = reply.origin("/LoginProfile");
    let kind = CredentialKind::ConsolePassword;
    let mut fact = credential(reply, kind, id, user, user, origin);
    fact.active = Some(true);
    fact.created = profile.create_date.0;
    if let Some(required) = profile.password_reset_required {
        fact.attributes
            .insert("password_reset_required".to_owned(), required.into());
    }
    sink.fact(Fact::Credential(fact));
    Ok(())
}

/// `ListServiceSpecificCredentials`: CodeCommit, Keyspaces, Bedrock API keys.
pub(super) fn service_specific(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "ServiceSpecificCredentials", borrow)]
        credentials: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Specific {
        user_name: Option<String>,
        service_specific_credential_id: String,
        service_name: Option<String>,
        status: Option<String>,
        #[serde(default)]
        create_date: When,
        #[serde(default)]
        expiration_date: When,
    }
    let answer: Answer<'_> = reply.parse()?;
    let list = "/ServiceSpecificCredentials";
    reply.each(
        list,
        &answer.credentials,
        sink,
        |it: Specific, origin, sink| {
            let Some(user) = it.user_name.as_deref().or(reply.argument) else {
                return;
            };
            let name = &it.service_specific_credential_id;
            let id = format!("aws:service-specific/{name}");
            let kind = CredentialKind::ServiceSpecific;
            let mut fact = credential(reply, kind, id, name, user, origin);
            fact.active = active(it.status.as_deref());
            fact.created = it.create_date.0;
            fact.expires = it.expiration_date.0;
            if let Some(service) = it.service_name {
                fact.attributes.insert("service".to_owned(), service.into());
            }
            sink.fact(Fact::Credential(fact));
        },
    );
    Ok(())
}

/// A signing certificate or an SSH public key; the bodies are public, and skipped.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Public {
    user_name: Option<String>,
    #[serde(alias = "CertificateId", alias = "SSHPublicKeyId")]
    id: String,
    status: Option<String>,
    #[serde(default)]
    upload_date: When,
}

fn public(
    reply: &Reply<'_>,
    (list, members): (&str, &[&RawValue]),
    (kind, prefix): (CredentialKind, &str),
    sink: &mut dyn Sink,
) {
    for (index, member) in members.iter().enumerate() {
        let pointer = format!("{list}/{index}");
        let it: Public = match serde_json::from_str(member.get()) {
            Ok(it) => it,
            Err(error) => {
                let reason = crate::aws::wire::reason(&error);
                sink.coverage(reply.unreadable(reply.origin(pointer), &reason));
                continue;
            }
        };
        let Some(user) = it.user_name.as_deref().or(reply.argument) else {
            continue;
        };
        let id = format!("{prefix}/{}", it.id);
        let mut fact = credential(reply, kind, id, &it.id, user, reply.origin(pointer));
        fact.active = active(it.status.as_deref());
        fact.created = it.upload_date.0;
        sink.fact(Fact::Credential(fact));
    }
}

/// `ListSigningCertificates`.
pub(super) fn certificates(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "Certificates", borrow)]
        members: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    let what = (
        CredentialKind::SigningCertificate,
        "aws:signing-certificate",
    );
    public(reply, ("/Certificates", &answer.members), what, sink);
    Ok(())
}

/// `ListSSHPublicKeys`.
pub(super) fn ssh_keys(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "SSHPublicKeys", borrow)]
        members: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    let what = (CredentialKind::SshPublicKey, "aws:ssh-public-key");
    public(reply, ("/SSHPublicKeys", &answer.members), what, sink);
    Ok(())
}
