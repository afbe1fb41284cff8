//! A snapshot, indexed for questions: who has which policies, what may be asked about each resource.
//!
//! Everything is parsed once and shared. What a snapshot does not hold is kept as a reason, so that a
//! decision that hangs on it is not a yes and not a no.

mod accounts;
mod actor;
mod actor_key;
mod administration;
mod alike;
mod answer;
mod answers;
mod arn;
mod ask;
mod documents;
mod gaps;
mod heard;
mod kinds;
mod kms_grant;
mod mentions;
mod numbers;
mod overview;
mod passable;
mod provenance;
mod question;
mod resource;
mod resource_keys;
mod rewriting;
mod session;
mod sharing;
mod spoken;
pub(crate) mod stranger;
mod things;

pub use actor::{Actor, ActorKind};
pub use actor_key::{ActorKey, SourceIdentity};
pub use answer::Answer;
pub use arn::{account_of, account_scope, glob, region_of};
pub use question::Lens;
pub use resource::ResourceEntry;
pub(crate) use resource::part;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{
    Asset, Attachment, AttachmentKind, Credential, Identity, IdentityKind,
};
use blastradius_collectors::snapshot::{Facts, Snapshot};
use jiff::Timestamp;

use crate::authorize::aws::Document;
use crate::authorize::aws::sets::Element;
use crate::context::AttackerContext;
use crate::edges::{Gathered, asked_about, key_names};

pub(crate) use accounts::AccountPolicies;
pub(crate) use documents::Parsed;
pub(crate) use mentions::{ActionServices, Mentions};
pub(crate) use numbers::Numbers;
pub(crate) use overview::Overview;
pub(crate) use rewriting::{Edit, opened};
pub(crate) use sharing::Sharing;

/// A snapshot, indexed.
#[derive(Debug)]
pub struct Estate<'a> {
    /// The facts of the snapshot.
    pub facts: &'a Facts,
    /// When it was taken: the time of every request.
    pub taken: Timestamp,
    /// What the attacker can bring.
    pub context: &'a AttackerContext,
    documents: documents::Documents<'a>,
    attachments: BTreeMap<AttachmentKind, BTreeMap<&'a str, Vec<&'a Attachment>>>,
    answers: answers::Answers<'a>,
    accounts: BTreeMap<&'a str, AccountPolicies>,
    resources: BTreeMap<String, Arc<ResourceEntry>>,
    credentials: BTreeMap<&'a str, Vec<&'a Credential>>,
    ceilings: BTreeMap<&'a str, Vec<Option<Answer>>>,
    kinds: kinds::Kinds<'a>,
    pub(crate) gathered: Gathered<'a>,
    /// KMS keys by their ids and aliases, which may be those of several.
    keys: BTreeMap<&'a str, Vec<&'a Asset>>,
    /// Principals that the policy of some resource or role names.
    named: BTreeSet<String>,
    /// Accounts of which the snapshot holds identities.
    collected: BTreeSet<&'a str>,
    /// The condition keys that some policy asks about.
    heard: heard::Heard,
    /// What policies of resources, roles and organisations ask of sessions.
    asked: session::Asked,
    things: things::Index<'a>,
    with_policy: BTreeMap<&'a str, Vec<&'a str>>,
    /// Made when the first technique asks.
    passable: OnceLock<passable::Index>,
}

impl<'a> Estate<'a> {
    /// Indexes a snapshot. Linear in its size.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, context: &'a AttackerContext) -> Self {
        let facts = &snapshot.facts;
        let mut attachments: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        for attachment in facts.attachments.values() {
            attachments
                .entry(attachment.kind)
                .or_default()
                .entry(attachment.target.as_str())
                .or_default()
                .push(attachment);
        }
        let mut credentials: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for credential in facts.credentials.values() {
            credentials
                .entry(credential.identity.as_str())
                .or_default()
                .push(credential);
        }
        let mut keys: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for key in facts.assets.values() {
            if key.kind == "aws:kms:key" {
                for name in key_names(key) {
                    keys.entry(name).or_default().push(key);
                }
            }
        }
        // Permission sets are known in accounts of which nothing else may be.
        let of_iam = |identity: &&Identity| {
            !matches!(
                identity.kind,
                IdentityKind::PermissionSet
                    | IdentityKind::DirectoryUser
                    | IdentityKind::DirectoryGroup
            )
        };
        let collected = facts
            .identities
            .values()
            .filter(of_iam)
            .map(|identity| identity.scope.as_str())
            .collect();
        let mut estate = Self {
            facts,
            taken: snapshot.taken,
            context,
            documents: documents::Documents::parse(facts),
            attachments,
            answers: answers::Answers::new(&snapshot.coverage),
            accounts: BTreeMap::new(),
            resources: BTreeMap::new(),
            credentials,
            ceilings: BTreeMap::new(),
            kinds: kinds::Kinds::new(facts),
            gathered: Gathered::default(),
            keys,
            named: BTreeSet::new(),
            collected,
            heard: heard::Heard::default(),
            asked: session::Asked::default(),
            things: things::index(facts),
            with_policy: BTreeMap::new(),
            passable: OnceLock::new(),
        };
        estate.accounts = accounts::index(&estate);
        estate.resources = resource::index(&estate);
        estate.named = estate
            .resources
            .values()
            .filter_map(|entry| entry.policy.as_ref())
            .flat_map(|policy| policy.mentions.aws_principals())
            .map(str::to_owned)
            .collect();
        estate.heard = heard::Heard::of(&estate);
        estate.with_policy = things::with_policy(&estate);
        estate.asked = session::asked(&estate);
        estate.ceilings = estate
            .collected
            .iter()
            .map(|scope| (*scope, administration::ceiling(&estate, scope)))
            .collect();
        estate
    }

    /// The attachments of a kind to a target, in the order of their ids.
    pub(crate) fn attached(&self, kind: AttachmentKind, target: &str) -> &[&'a Attachment] {
        self.attachments
            .get(&kind)
            .and_then(|of_kind| of_kind.get(target))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// A policy document, parsed, or why it is not known: `it is not in the snapshot`.
    pub(crate) fn document(&self, policy: &str) -> Result<&Parsed, String> {
        self.documents.get(policy)
    }

    /// Every policy document of the snapshot that could be understood.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.documents.all()
    }

    /// Everything that rules ask about: each resource, and what lies in it.
    pub(crate) fn elements(&self) -> Vec<Element> {
        let mut elements: Vec<Element> = self
            .resources
            .iter()
            .map(|(arn, entry)| Element::new(entry.clone(), arn))
            .collect();
        for asset in self.facts.assets.values() {
            elements.extend(asked_about(self, asset));
        }
        elements
    }

    /// The policies of an account's organisation.
    pub(crate) fn account(&self, scope: &str) -> Option<&AccountPolicies> {
        self.accounts.get(scope)
    }

    /// What may be asked about a role, asset or function by its ARN.
    #[must_use]
    pub fn resource(&self, arn: &str) -> Option<&Arc<ResourceEntry>> {
        self.resources.get(arn)
    }

    /// Every resource, in the order of their ARNs.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (&str, &Arc<ResourceEntry>)> {
        self.resources
            .iter()
            .map(|(arn, entry)| (arn.as_str(), entry))
    }

    /// The KMS keys with this id or alias, in the order of their ARNs.
    pub(crate) fn keys_called(&self, name: &str) -> impl Iterator<Item = &'a Asset> {
        self.keys.get(name).into_iter().flatten().copied()
    }

    /// Whether the snapshot holds identities of this account scope (`aws:111122223333`).
    #[must_use]
    pub fn is_collected(&self, scope: &str) -> bool {
        self.collected.contains(scope)
    }

    /// What could not be resolved: documents that could not be understood, policies that are attached and not in the
    /// snapshot, accounts of whose organisation nothing is known.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage> {
        // The importer tells a document that is no JSON object: once is enough.
        let mut gaps = self.documents.coverage(|policy| {
            self.answers
                .about("iam:GetAccountAuthorizationDetails", policy)
                .is_some_and(|record| record.outcome == Outcome::Unreadable)
        });
        gaps.extend(gaps::missing_policies(self));
        gaps.extend(gaps::unknown_organizations(self));
        gaps
    }

    /// What the service control policies of an account leave of the administration probe.
    fn ceiling(&self, scope: &str) -> Option<&[Option<Answer>]> {
        self.ceilings.get(scope).map(Vec::as_slice)
    }

    /// Whether a service control policy of its account may treat this principal unlike others.
    fn tells_apart(&self, scope: &str, arn: &str) -> bool {
        self.accounts.get(scope).is_some_and(|account| {
            account
                .mentions
                .iter()
                .any(|mentions| mentions.tells_apart(arn))
        })
    }

    /// Whether the policy of some resource or role names this principal, and not only its account.
    pub(crate) fn is_named(&self, arn: &str, unique_id: Option<&str>) -> bool {
        self.named.contains(arn) || unique_id.is_some_and(|id| self.named.contains(id))
    }

    /// How a question about a subject ended, if it was asked.
    pub(crate) fn outcome(&self, operation: &str, subject: &str) -> Option<&'a Coverage> {
        self.answers.about(operation, subject)
    }

    /// How a listing in a scope ended, if it was asked.
    pub(crate) fn listing(&self, operation: &str, scope: &str) -> Option<&'a Coverage> {
        self.answers.listing(operation, scope)
    }

    /// The place of a statement in its document: `/Statement/0`, or `/Statement` where it is not a list.
    pub(crate) fn pointer(&self, policy: &str, statement: Option<usize>) -> String {
        match statement {
            None => String::new(),
            Some(_) if self.documents.single_statement(policy) => "/Statement".to_owned(),
            Some(index) => format!("/Statement/{index}"),
        }
    }
}

/// Questions about one identity.
impl<'a> Estate<'a> {
    /// The policy that bounds an identity.
    pub(crate) fn boundary_of(&self, identity: &str) -> Option<&'a str> {
        self.attached(AttachmentKind::Boundary, identity)
            .first()
            .map(|attachment| attachment.policy.as_str())
    }

    /// The ids of the identity policies of a user, role or group.
    pub(crate) fn identity_policies(
        &self,
        holder: &str,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let policies: Vec<&'a str> = self
            .attached(AttachmentKind::Identity, holder)
            .iter()
            .map(|attachment| attachment.policy.as_str())
            .collect();
        policies.into_iter()
    }

    /// The credentials that prove an identity.
    pub(crate) fn credentials_of(
        &self,
        identity: &str,
    ) -> impl Iterator<Item = &'a Credential> + use<'a> {
        let credentials: Vec<&'a Credential> =
            self.credentials.get(identity).cloned().unwrap_or_default();
        credentials.into_iter()
    }

    /// Whether a question about an identity was answered: asked by ARN or name, or for the whole account.
    pub(crate) fn was_answered(&self, operation: &str, identity: &Identity) -> bool {
        [&identity.id, &identity.name]
            .into_iter()
            .filter_map(|subject| self.answers.about(operation, subject))
            .chain(self.answers.listing(operation, &identity.scope))
            .any(|record| record.outcome.is_complete())
    }
}
