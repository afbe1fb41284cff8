//! A principal as it acts: as recorded, or as it would be after an escalation.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use blastradius_collectors::facts::{AttachmentKind, Identity, IdentityKind, Tags};
use serde_json::json;

use super::arn::account_of;
use super::documents::{Parsed, synthetic};
use super::mentions::{ActionServices, Mentions};
use super::{ActorKey, Estate, SourceIdentity};
use crate::authorize::aws::{Context, ContextValue, Document, Principal};
use crate::context::is;

/// The id of the document that an escalation adds: it allows everything.
pub(crate) const EVERYTHING: &str = "everything";

/// That document, one for all: the evaluator of sets keeps what it works out of a statement for as long as it lives, and
/// so must the statement.
static ALLOWS_EVERYTHING: LazyLock<Option<Parsed>> = LazyLock::new(|| {
    let everything = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    });
    synthetic(EVERYTHING, &everything)
});

/// What kind of principal acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// An IAM user.
    User,
    /// A session of a role.
    Role,
    /// The root user of an account.
    Root,
    /// Somebody who administers an account and may act as a principal that does not exist yet.
    Administrator,
}

/// A principal as it acts, with the policies that bear on everything that it does.
#[derive(Debug)]
pub struct Actor {
    /// Which principal, and what was changed about it.
    pub key: ActorKey,
    /// The id of its node.
    pub id: String,
    /// What kind of principal.
    pub kind: ActorKind,
    /// The ARN that its requests have.
    pub arn: String,
    /// The account: twelve digits.
    pub account: String,
    /// The id of the account's scope.
    pub scope: String,
    /// The unique id (`AIDA…`), which policies may name.
    pub unique_id: Option<String>,
    /// The groups whose policies it has.
    pub groups: BTreeSet<String>,
    /// The id of the policy that bounds it.
    pub boundary: Option<String>,
    pub(crate) tags: Option<Tags>,
    pub(crate) identity: Vec<Arc<Document>>,
    pub(crate) mentions: Vec<Arc<Mentions>>,
    /// The services of the actions that they allow.
    pub(super) services: ActionServices,
    pub(crate) boundaries: Option<Vec<Arc<Document>>>,
    pub(crate) unknown_identity: Vec<String>,
    pub(crate) unknown_boundary: Vec<String>,
    pub(crate) context: Context,
}

impl Actor {
    /// The actor of a key; `None` where the key names nothing that can act.
    #[must_use]
    pub fn new(estate: &Estate<'_>, key: &ActorKey) -> Option<Self> {
        if key.is_administrator() {
            // An identity whose id is no ARN is nobody that AWS knows.
            if estate.facts.identities.contains_key(&key.identity) {
                return None;
            }
            return Some(Self::administrator(estate, key));
        }
        let identity = estate.facts.identities.get(&key.identity)?;
        let kind = match identity.kind {
            IdentityKind::User => ActorKind::User,
            IdentityKind::Role => ActorKind::Role,
            IdentityKind::RootUser => ActorKind::Root,
            _ => return None,
        };
        let mut actor = Self::blank(estate, key, kind, &identity.id, &identity.scope);
        actor.tags.clone_from(&identity.tags);
        actor.unique_id.clone_from(&identity.unique_id);
        actor.groups = identity
            .member_of
            .iter()
            .chain(&key.groups)
            .cloned()
            .collect();
        for (tag, value) in &key.session_tags {
            // Page "Pass session tags in AWS STS": a session tag overrides the tag of the role.
            let value = match value {
                Some(value) => is(value),
                None => ContextValue::Chosen,
            };
            actor.context.set(&format!("aws:PrincipalTag/{tag}"), value);
        }
        actor.set_source_identity(estate);
        actor.add_policies(estate, identity);
        if key.escalated || kind == ActorKind::Root {
            actor.add_everything();
        }
        Some(actor)
    }

    /// Whoever administers an account: everything is allowed to it, and service control policies and the
    /// policies of resources apply. Its name is one that no principal can have, and it may have any tags.
    fn administrator(estate: &Estate<'_>, key: &ActorKey) -> Self {
        let account = key.identity.strip_prefix("aws:").unwrap_or(&key.identity);
        let arn = format!("arn:aws:iam::{account}:user/#administrator");
        let mut actor = Self::blank(
            estate,
            key,
            ActorKind::Administrator,
            &arn,
            &key.identity.clone(),
        );
        actor
            .context
            .set("aws:PrincipalTag/*", ContextValue::Chosen);
        actor.add_everything();
        actor
    }

    fn blank(estate: &Estate<'_>, key: &ActorKey, kind: ActorKind, arn: &str, scope: &str) -> Self {
        let mut context = estate.context.request(estate.taken);
        estate
            .context
            .for_session(&mut context, kind == ActorKind::Role, estate.taken);
        if let Some(account) = estate.account(scope) {
            if let Some(organization) = &account.organization {
                context.set("aws:PrincipalOrgID", is(organization));
                if let Some(path) = &account.path {
                    context.set("aws:PrincipalOrgPaths", is(path));
                }
            } else if account.no_organization {
                context.set("aws:PrincipalOrgID", ContextValue::Absent);
                context.set("aws:PrincipalOrgPaths", ContextValue::Absent);
            }
        }
        estate.context.override_with_hand(&mut context);
        Self {
            key: key.clone(),
            id: key.node_id(),
            kind,
            arn: arn.to_owned(),
            account: account_of(arn).unwrap_or_default().to_owned(),
            scope: scope.to_owned(),
            unique_id: None,
            groups: BTreeSet::new(),
            boundary: None,
            tags: None,
            identity: Vec::new(),
            mentions: Vec::new(),
            services: ActionServices::default(),
            boundaries: None,
            unknown_identity: Vec::new(),
            unknown_boundary: Vec::new(),
            context: context.shared(),
        }
    }

    /// `aws:SourceIdentity`: what the attacker chose. Only sessions have one, and only those of roles that let somebody
    /// set it; who signs in by an identity provider may be given one by it. Page "Monitor and control actions taken with
    /// assumed roles".
    fn set_source_identity(&mut self, estate: &Estate<'_>) {
        const KEY: &str = "aws:SourceIdentity";
        let value = match &self.key.source_identity {
            Some(SourceIdentity::Any) => ContextValue::Chosen,
            Some(SourceIdentity::Is(value)) => is(value),
            None => {
                let trust = estate
                    .resource(&self.key.identity)
                    .map(|role| (role.policy.as_ref(), self.kind));
                let given = match trust {
                    Some((Some(trust), ActorKind::Role)) => {
                        trust.mentions.providers().next().is_some()
                            && trust.mentions.allows_action("sts:setsourceidentity")
                    }
                    Some((None, ActorKind::Role)) => true,
                    _ => false,
                };
                if given {
                    return;
                }
                ContextValue::Absent
            }
        };
        self.context.set(KEY, value);
        estate.context.override_with_hand(&mut self.context);
    }

    fn add_policies(&mut self, estate: &Estate<'_>, identity: &Identity) {
        let holders = std::iter::once(identity.id.clone()).chain(self.groups.clone());
        for holder in holders {
            if holder != identity.id && !estate.facts.identities.contains_key(&holder) {
                self.unknown_identity
                    .push(format!("the policies of the group {holder} deny nothing of it (it is not in the snapshot)"));
            }
            for attachment in estate.attached(AttachmentKind::Identity, &holder) {
                if self.key.without.contains(&attachment.policy) {
                    continue;
                }
                match estate.document(&attachment.policy) {
                    Ok(parsed) => self.add_document(parsed),
                    Err(reason) => self.unknown_identity.push(format!(
                        "the policy {} does not deny it ({reason})",
                        attachment.policy
                    )),
                }
            }
        }
        if self.key.unbounded {
            return;
        }
        for attachment in estate.attached(AttachmentKind::Boundary, &identity.id) {
            self.boundary = Some(attachment.policy.clone());
            match estate.document(&attachment.policy) {
                Ok(parsed) => self
                    .boundaries
                    .get_or_insert_default()
                    .push(parsed.document.clone()),
                Err(reason) => self.unknown_boundary.push(format!(
                    "the boundary {} allows it ({reason})",
                    attachment.policy
                )),
            }
        }
    }

    fn add_everything(&mut self) {
        if let Some(parsed) = &*ALLOWS_EVERYTHING {
            self.add_document(parsed);
        }
    }

    fn add_document(&mut self, parsed: &Parsed) {
        self.identity.push(parsed.document.clone());
        self.services.join(parsed.mentions.services_allowed());
        self.mentions.push(parsed.mentions.clone());
    }

    /// The principal of its requests.
    pub(crate) fn principal(&self) -> Principal {
        Principal::Arn {
            arn: self.arn.clone(),
            tags: self.tags.clone(),
            unique_id: self.unique_id.clone(),
        }
    }

    /// Whether an identity policy names the action in an `Allow`. Without one, only a resource policy can.
    #[must_use]
    pub fn mentions(&self, action: &str) -> bool {
        if !self.services.has(action) {
            return false;
        }
        let action = action.to_ascii_lowercase();
        self.mentions
            .iter()
            .any(|mentions| mentions.allows_action(&action))
    }

    /// Whether an identity policy may allow some action of the service of this one.
    pub(crate) fn allows_service_of(&self, action: &str) -> bool {
        self.services.has(action)
    }

    /// Whether an identity policy names a resource of this service.
    pub(crate) fn names_service(&self, service: &str) -> bool {
        let mut mentions = self.mentions.iter();
        mentions.any(|mentions| mentions.names_service(service))
    }

    /// The same, and on a resource that may be this one.
    pub(crate) fn mentions_on(&self, action: &str, arn: &str) -> bool {
        if self.kind == ActorKind::Root {
            return true;
        }
        if !self.services.has(action) {
            return false;
        }
        let action = action.to_ascii_lowercase();
        self.mentions
            .iter()
            .any(|mentions| mentions.may_allow(&action, arn))
    }

    /// The resource patterns of the `Allow` statements that name the action.
    pub(crate) fn patterns(&self, action: &str) -> BTreeSet<String> {
        let action = action.to_ascii_lowercase();
        self.mentions
            .iter()
            .flat_map(|mentions| {
                mentions
                    .resources(&action)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}
