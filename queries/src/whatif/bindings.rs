//! Changes of role bindings of Google Cloud, Azure and Kubernetes: a member, a role, and what the member has it on.
//!
//! Of all roles those are evaluated that let a member of a pool be a service account of Google Cloud. What another role allows is
//! not worked out: an added binding of one is said to be unknown, with the reason, and never taken for nothing; one that is
//! removed was never known, which is an error. How members are written: Google Cloud, IAM, "Principal identifiers"; Azure RBAC,
//! "Understand Azure role assignments"; Kubernetes, "Using RBAC Authorization".

use blastradius_collectors::facts::{FactKind, Federation, Provider};
use blastradius_collectors::snapshot::Facts;

use super::apply::{Making, origin};
use super::error::ChangeError;
use super::names::{all, among, identities};

/// How members of Google Cloud begin that are not in a snapshot by that name.
const OF_GOOGLE: [&str; 9] = [
    "principal:",
    "principalSet:",
    "serviceAccount:",
    "user:",
    "group:",
    "domain:",
    "deleted:",
    "allUsers",
    "allAuthenticatedUsers",
];

/// How subjects of Kubernetes are written.
const OF_KUBERNETES: [&str; 4] = ["User:", "Group:", "ServiceAccount:", "system:"];

/// What a binding is made of, with names resolved.
struct Binding {
    provider: Provider,
    member: String,
    role: String,
    resource: String,
}

impl Making<'_> {
    /// One more binding.
    pub(super) fn add_binding(
        &mut self,
        member: &str,
        role: &str,
        resource: &str,
    ) -> Result<(), ChangeError> {
        let facts = &self.snapshot.facts;
        let binding = binding(facts, member, role, resource)?;
        let Some(federation) = binding.trust() else {
            self.applied.unknown.push(binding.not_evaluated());
            return Ok(());
        };
        let pool = &federation.issuer;
        let providers = format!("{pool}/providers/");
        let mut read = facts.identities.range(providers.clone()..);
        let read = read.next().is_some_and(|it| it.0.starts_with(&providers));
        // Google keeps the provider of a pool of clusters.
        if !read && !pool.ends_with(".svc.id.goog") {
            self.applied.unknown.push(format!(
                "the providers of `{pool}` were not read: whose tokens it lets in is not known"
            ));
        }
        self.roles_unknown(Provider::Gcp, &binding.resource);
        self.note(FactKind::Federation, &federation.id);
        let id = federation.id.clone();
        if self
            .facts()
            .federations
            .insert(id.clone(), federation)
            .is_some()
        {
            let text = format!("`{id}` was there: now it has no condition");
            self.applied.notes.push(text);
        }
        Ok(())
    }

    /// One binding less.
    pub(super) fn remove_binding(
        &mut self,
        member: &str,
        role: &str,
        resource: &str,
    ) -> Result<(), ChangeError> {
        let binding = binding(&self.snapshot.facts, member, role, resource)?;
        let Some(federation) = binding.trust() else {
            let why = binding.not_evaluated();
            return Err(ChangeError::Impossible(format!(
                "there is nothing to remove: {why}"
            )));
        };
        if self.facts().federations.remove(&federation.id).is_some() {
            self.roles_unknown(Provider::Gcp, &binding.resource);
            self.note(FactKind::Federation, &federation.id);
            return Ok(());
        }
        let there = self.snapshot.facts.federations.values();
        let there = there.filter(|it| it.identity == binding.resource);
        Err(ChangeError::Unknown {
            what: format!("member with `{}` on `{}`", binding.role, binding.resource),
            text: binding.member,
            near: there.take(20).map(|it| it.id.clone()).collect(),
        })
    }

    /// Says that what an identity of another cloud may do is not worked out.
    pub(super) fn roles_unknown(&mut self, provider: Provider, id: &str) {
        if let Some(cloud) = cloud(provider) {
            self.applied.unknown.push(format!(
                "roles of {cloud} are not evaluated: what `{id}` may do there is not known"
            ));
        }
    }
}

/// A cloud whose roles are not evaluated.
fn cloud(provider: Provider) -> Option<&'static str> {
    match provider {
        Provider::Gcp => Some("Google Cloud"),
        Provider::Azure => Some("Azure"),
        Provider::Kubernetes => Some("Kubernetes"),
        _ => None,
    }
}

impl Binding {
    /// The record that it is, where it is one that is evaluated.
    fn trust(&self) -> Option<Federation> {
        let evaluated = self.provider == Provider::Gcp
            && Federation::IMPERSONATING.contains(&self.role.as_str())
            && self.resource.contains("/serviceAccounts/");
        let of_pool =
            || Federation::of_pool(&self.resource, &self.role, &self.member, None, origin());
        evaluated.then(of_pool).flatten()
    }

    fn not_evaluated(&self) -> String {
        let cloud = cloud(self.provider).unwrap_or_default();
        let but = match self.provider {
            Provider::Gcp => " but for members of pools that become service accounts",
            _ => "",
        };
        format!(
            "role bindings of {cloud} are not evaluated{but}: what `{}` allows `{}` on `{}` is not known",
            self.role, self.member, self.resource
        )
    }
}

/// Reads the three words.
fn binding(
    facts: &Facts,
    member: &str,
    role: &str,
    resource: &str,
) -> Result<Binding, ChangeError> {
    let kinds = [FactKind::Asset, FactKind::Workload, FactKind::Scope];
    let mut things = identities(facts);
    let members = things.clone();
    things.extend(all(facts, &kinds));
    let resource = among(things, resource, "resource")?.1.to_owned();
    let impossible = |text: String| Err(ChangeError::Impossible(text));
    let provider = match provider_of(facts, &resource) {
        Some(it @ (Provider::Gcp | Provider::Azure | Provider::Kubernetes)) => it,
        Some(Provider::Aws) => {
            return impossible(format!(
                "`{resource}` is of AWS, which has no role bindings: `attach` a policy, or `add-trust` to a role"
            ));
        }
        _ => {
            return impossible(format!(
                "`{resource}` is not of Google Cloud, Azure or Kubernetes: it has no role bindings"
            ));
        }
    };
    let forms: &[&str] = match provider {
        Provider::Gcp => &OF_GOOGLE,
        Provider::Kubernetes => &OF_KUBERNETES,
        _ => &[],
    };
    let member = match forms.iter().any(|form| member.starts_with(form)) {
        true => member.to_owned(),
        false => {
            let id = among(members, member, "member")?.1;
            let email = id.split_once("/serviceAccounts/").map(|it| it.1);
            email.map_or_else(|| id.to_owned(), |email| format!("serviceAccount:{email}"))
        }
    };
    if provider == Provider::Gcp && !role.starts_with("roles/") && !role.contains("/roles/") {
        return impossible(format!(
            "`{role}` is no role of Google Cloud: one is written `roles/NAME`, `projects/ID/roles/NAME` or `organizations/ID/roles/NAME`"
        ));
    }
    Ok(Binding {
        provider,
        member,
        role: role.to_owned(),
        resource,
    })
}

/// Whose something is: as its fact says, else as ids of the clouds begin.
pub(super) fn provider_of(facts: &Facts, id: &str) -> Option<Provider> {
    let told = (facts.identities.get(id).map(|it| it.provider))
        .or_else(|| facts.assets.get(id).map(|it| it.provider))
        .or_else(|| facts.workloads.get(id).map(|it| it.provider))
        .or_else(|| facts.scopes.get(id).map(|it| it.provider));
    let begins = [
        ("arn:", Provider::Aws),
        ("//", Provider::Gcp),
        ("/subscriptions/", Provider::Azure),
        ("azure:", Provider::Azure),
        ("k8s:", Provider::Kubernetes),
    ];
    let by_id = begins.iter().find(|(start, _)| id.starts_with(start));
    let of_record = || facts.federations.values().find(|it| it.identity == id);
    told.or(by_id.map(|it| it.1))
        .or_else(|| of_record().map(|it| it.provider))
}
