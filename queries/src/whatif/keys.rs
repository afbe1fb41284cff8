//! Changes of keys: one more for an identity, one less.
//!
//! What may have a key, and of which kind, is the provider's rule. AWS: users and the root user have access keys, at most two (IAM
//! User Guide, "Manage access keys for IAM users", "IAM and AWS STS quotas"). Google Cloud: keys of service accounts ("Create and
//! delete service account keys"). Entra ID: client secrets of applications, none of managed identities ("Application and service
//! principal objects", "Managed identities for Azure resources"). Kubernetes: tokens of service accounts.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Credential, CredentialKind, FactKind, IdentityKind, Provider};
use blastradius_collectors::snapshot::Facts;

use super::apply::{Making, origin};
use super::bindings::provider_of;
use super::error::ChangeError;
use super::names::{among, identities, one};

/// What a key is called that has no name yet.
const UNNAMED: &str = "new-key";

/// Names longer than this are none that a provider gives.
const LONGEST: usize = 256;

/// How many access keys a user of AWS may have.
const MOST_OF_AWS: usize = 2;

/// Who is to have a key, and of which kind.
struct Holder {
    id: String,
    provider: Provider,
    kind: CredentialKind,
    scope: String,
}

impl Making<'_> {
    /// One more key, which works. Without a name it has one that says that it is new.
    pub(super) fn add_key(&mut self, identity: &str, name: &str) -> Result<(), ChangeError> {
        let facts = &self.snapshot.facts;
        let id = among(identities(facts), identity, "identity")?.1;
        let holder = holder(facts, id)?;
        let taken = |name: &str| facts.credentials.contains_key(&holder.key(name));
        let name = match name {
            "" => unnamed(taken),
            name => proper(name)?,
        };
        if taken(&name) {
            return Err(ChangeError::Impossible(format!(
                "there is a key `{name}` already"
            )));
        }
        let own = facts.credentials.values();
        let own = own.filter(|it| it.identity == holder.id && it.kind == holder.kind);
        if holder.provider == Provider::Aws && own.count() >= MOST_OF_AWS {
            self.applied.notes.push(format!(
                "`{}` has {MOST_OF_AWS} access keys: AWS refuses one more until one is deleted",
                holder.id
            ));
        }
        let credential = Credential {
            id: holder.key(&name),
            provider: holder.provider,
            kind: holder.kind,
            name,
            identity: holder.id,
            scope: holder.scope,
            active: Some(true),
            created: None,
            expires: None,
            last_used: None,
            used: None,
            mfa: None,
            attributes: BTreeMap::new(),
            origin: origin(),
        };
        self.roles_unknown(credential.provider, &credential.identity);
        self.note(FactKind::Credential, &credential.id);
        let facts = self.facts();
        facts.credentials.insert(credential.id.clone(), credential);
        Ok(())
    }

    /// One key less.
    pub(super) fn remove_key(&mut self, key: &str) -> Result<(), ChangeError> {
        let facts = &self.snapshot.facts;
        let id = one(facts, key, &[FactKind::Credential], "key")?
            .1
            .to_owned();
        if let Some(gone) = self.facts().credentials.remove(&id) {
            self.roles_unknown(gone.provider, &gone.identity);
        }
        self.note(FactKind::Credential, &id);
        Ok(())
    }
}

impl Holder {
    /// The id of a key of this name, as collectors write it.
    fn key(&self, name: &str) -> String {
        match (self.provider, self.kind) {
            (Provider::Aws, _) => format!("aws:access-key/{name}"),
            (Provider::Gcp, _) => format!("{}/keys/{name}", self.id),
            (_, CredentialKind::ClientSecret) => format!("{}/client-secrets/{name}", self.id),
            _ => format!("{}/tokens/{name}", self.id),
        }
    }
}

/// Who is to have a key. Of identities that no fact describes the id tells what they are.
fn holder(facts: &Facts, id: &str) -> Result<Holder, ChangeError> {
    let fact = facts.identities.get(id);
    let provider = provider_of(facts, id).unwrap_or(Provider::Other);
    let kind = match (provider, fact.map(|it| it.kind)) {
        (_, Some(kind)) => kind,
        (Provider::Gcp | Provider::Kubernetes, None) => IdentityKind::ServiceAccount,
        (Provider::Azure, None) if id.contains("/userassignedidentities/") => {
            IdentityKind::ManagedIdentity
        }
        (Provider::Aws, None) if id.contains(":user/") => IdentityKind::User,
        (Provider::Aws, None) => IdentityKind::Role,
        _ => IdentityKind::ServicePrincipal,
    };
    let scope = match (
        fact,
        id.split('/').skip_while(|it| *it != "projects").nth(1),
    ) {
        (Some(fact), _) => fact.scope.clone(),
        (None, Some(project)) if provider == Provider::Gcp => format!("gcp:{project}"),
        _ => String::new(),
    };
    Ok(Holder {
        id: id.to_owned(),
        provider,
        kind: key_of(provider, kind, id)?,
        scope,
    })
}

/// The kind of key that an identity may have.
fn key_of(provider: Provider, kind: IdentityKind, id: &str) -> Result<CredentialKind, ChangeError> {
    let why = match (provider, kind) {
        (Provider::Aws, IdentityKind::User | IdentityKind::RootUser)
        | (Provider::Gcp, IdentityKind::ServiceAccount) => return Ok(CredentialKind::AccessKey),
        (Provider::Azure, IdentityKind::ServicePrincipal) => {
            return Ok(CredentialKind::ClientSecret);
        }
        (Provider::Kubernetes, IdentityKind::ServiceAccount)
        | (Provider::Other, IdentityKind::ServicePrincipal) => return Ok(CredentialKind::Token),
        (_, IdentityKind::Role) => {
            "is a role, which has no keys: `add-trust` lets somebody become it"
        }
        (_, IdentityKind::Group | IdentityKind::DirectoryGroup) => {
            "is a group, which has no keys: a member of it has"
        }
        (_, IdentityKind::ManagedIdentity) => {
            "is a managed identity, which has no keys: what runs as it has its tokens (`set-run-as`)"
        }
        (_, IdentityKind::IdentityProvider) => {
            "is a provider of tokens, which has no keys: `add-trust` lets its tokens in"
        }
        _ => "is an identity to which no key is made",
    };
    Err(ChangeError::Impossible(format!("`{id}` {why}")))
}

/// A name that no key has.
fn unnamed(taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_usize..).map(|number| format!("{UNNAMED}-{number}"));
    let mut names = std::iter::once(UNNAMED.to_owned()).chain(numbered);
    names.find(|it| !taken(it)).unwrap_or_default()
}

/// A name that a provider may give: it becomes part of an id.
fn proper(name: &str) -> Result<String, ChangeError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    match name.len() <= LONGEST && name.chars().all(fits) {
        true => Ok(name.to_owned()),
        false => Err(ChangeError::Impossible(
            "the name of a key is made of letters, digits, `-`, `_` and `.`".to_owned(),
        )),
    }
}
