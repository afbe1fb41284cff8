//! Identity providers, and instance profiles.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::names;
use crate::aws::wire::{Arn, TagList, When};
use crate::aws::{Reply, ReplyError};
use crate::facts::{Fact, IdentityKind, Origin, Provider, RunsAs, Workload};
use crate::snapshot::Sink;

/// An instance profile, as roles and listings carry it.
#[derive(Debug, Deserialize)]
pub(super) struct InstanceProfile {
    #[serde(rename = "Arn")]
    arn: String,
    #[serde(rename = "InstanceProfileName")]
    name: String,
    #[serde(rename = "Roles", default)]
    roles: Vec<ProfileRole>,
}

#[derive(Debug, Deserialize)]
struct ProfileRole {
    #[serde(rename = "Arn")]
    arn: String,
}

impl InstanceProfile {
    /// The workload; `holder` is the role in whose list the profile stands, when it does.
    pub(super) fn workload(self, holder: Option<&str>, scope: &str, origin: Origin) -> Workload {
        let roles = self.roles.into_iter().map(|role| role.arn);
        let mut runs_as: Vec<RunsAs> = roles
            .chain(holder.map(str::to_owned))
            .map(|identity| RunsAs {
                identity,
                how: "instance-profile".to_owned(),
                assumed: None,
            })
            .collect();
        runs_as.sort();
        runs_as.dedup();
        Workload {
            id: self.arn,
            provider: Provider::Aws,
            kind: "aws:ec2:instance-profile".to_owned(),
            name: self.name,
            scope: scope.to_owned(),
            region: None,
            runs_as,
            environment: Vec::new(),
            tags: None,
            attributes: std::collections::BTreeMap::new(),
            origin,
        }
    }
}

/// `ListInstanceProfiles`.
pub(super) fn instance_profiles(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "InstanceProfiles", borrow)]
        profiles: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    reply.each(
        "/InstanceProfiles",
        &answer.profiles,
        sink,
        |profile: InstanceProfile, origin, sink| {
            sink.fact(Fact::Workload(profile.workload(
                None,
                &reply.scope(),
                origin,
            )));
        },
    );
    Ok(())
}

/// `ListOpenIDConnectProviders`.
pub(super) fn list_oidc(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "OpenIDConnectProviderList", borrow)]
        providers: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    listed(
        reply,
        ("/OpenIDConnectProviderList", &answer.providers),
        "oidc",
        sink,
    );
    Ok(())
}

/// `ListSAMLProviders`.
pub(super) fn list_saml(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "SAMLProviderList", borrow)]
        providers: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    listed(
        reply,
        ("/SAMLProviderList", &answer.providers),
        "saml",
        sink,
    );
    Ok(())
}

fn listed(
    reply: &Reply<'_>,
    (list, members): (&str, &[&RawValue]),
    protocol: &'static str,
    sink: &mut dyn Sink,
) {
    for (index, member) in members.iter().enumerate() {
        let origin = reply.origin(format!("{list}/{index}"));
        match serde_json::from_str::<ProfileRole>(member.get()) {
            Ok(it) => provider(reply, &it.arn, protocol, Detail::default(), origin, sink),
            Err(error) => {
                let reason = crate::aws::wire::reason(&error);
                sink.coverage(reply.unreadable(origin, &reason));
            }
        }
    }
}

/// What the two `Get…Provider` operations answer, as far as it is kept. The metadata document of
/// SAML and the thumbprints are not.
#[derive(Default, Deserialize)]
struct Detail {
    #[serde(rename = "Url")]
    url: Option<String>,
    #[serde(rename = "ClientIDList")]
    client_ids: Option<Vec<String>>,
    #[serde(rename = "CreateDate", default)]
    created: When,
    #[serde(rename = "Tags")]
    tags: Option<TagList>,
}

/// `GetOpenIDConnectProvider`.
pub(super) fn oidc(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    detail(reply, "oidc", sink)
}

/// `GetSAMLProvider`.
pub(super) fn saml(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    detail(reply, "saml", sink)
}

fn detail(
    reply: &Reply<'_>,
    protocol: &'static str,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let detail: Detail = reply.parse()?;
    if let Some(arn) = reply.argument {
        provider(reply, arn, protocol, detail, reply.origin(""), sink);
    }
    Ok(())
}

fn provider(
    reply: &Reply<'_>,
    arn: &str,
    protocol: &'static str,
    detail: Detail,
    origin: Origin,
    sink: &mut dyn Sink,
) {
    let kind = IdentityKind::IdentityProvider;
    let mut fact = names::identity(kind, arn, reply.scope(), origin);
    // The name of an OIDC provider is its address with path: all that follows `oidc-provider/`.
    if let Some((_, name)) = Arn::parse(arn).and_then(|arn| arn.resource.split_once('/')) {
        fact.name = name.to_owned();
    }
    fact.created = detail.created.0;
    fact.tags = detail.tags.map(TagList::tags);
    fact.attributes
        .insert("protocol".to_owned(), protocol.into());
    if let Some(url) = detail.url {
        fact.attributes.insert("url".to_owned(), url.into());
    }
    if let Some(mut ids) = detail.client_ids {
        ids.sort();
        fact.attributes.insert("client_ids".to_owned(), ids.into());
    }
    sink.fact(Fact::Identity(fact));
}
