//! Changes of what policies say: their statements, and whom a role trusts.

use blastradius_collectors::facts::{
    Attachment, AttachmentKind, FactKind, Policy, PolicyKind, Provider,
};

use super::apply::{Making, origin};
use super::documents;
use super::error::ChangeError;
use super::names::{among, identities, one};

impl Making<'_> {
    /// The policy that a text means: by its own name, or by that of the role or resource whose it is.
    fn document(&self, text: &str) -> Result<String, ChangeError> {
        let facts = &self.snapshot.facts;
        let own = match one(facts, text, &[FactKind::Policy], "policy") {
            Ok(found) => return Ok(found.1.to_owned()),
            Err(error) => error,
        };
        let holders = [FactKind::Identity, FactKind::Asset, FactKind::Workload];
        let Ok((_, holder, _)) = one(facts, text, &holders, "policy") else {
            return Err(own);
        };
        let policies: Vec<_> = facts
            .attachments
            .values()
            .filter(|it| it.target == holder && facts.policies.contains_key(&it.policy))
            .filter(|it| matches!(it.kind, AttachmentKind::Trust | AttachmentKind::Resource))
            .collect();
        match policies.as_slice() {
            [one] => Ok(one.policy.clone()),
            _ => Err(own),
        }
    }

    fn rewrite<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Policy) -> Result<T, ChangeError>,
    ) -> Result<T, ChangeError> {
        let policy = self.facts().policies.get_mut(id).ok_or_else(|| {
            ChangeError::Impossible(format!("the document of `{id}` is not in the snapshot"))
        })?;
        let managed = policy.provider_managed;
        let done = change(policy)?;
        self.note(FactKind::Policy, id);
        if managed {
            self.applied.notes.push(format!(
                "`{id}` is the provider's own: nobody here can change it, only detach it"
            ));
        }
        Ok(done)
    }

    pub(super) fn add_statement(&mut self, policy: &str, file: &str) -> Result<(), ChangeError> {
        let id = self.document(policy)?;
        let statements = self.file(file.strip_prefix('@').unwrap_or(file))?;
        self.rewrite(&id, |policy| {
            documents::edit(policy, |all| {
                all.extend(statements);
                Ok(())
            })
        })
    }

    pub(super) fn remove_statement(
        &mut self,
        policy: &str,
        which: &str,
    ) -> Result<(), ChangeError> {
        let id = self.document(policy)?;
        self.rewrite(&id, |policy| documents::remove(policy, which))?;
        Ok(())
    }

    fn trust(&self, role: &str) -> (Option<String>, String) {
        let facts = &self.snapshot.facts;
        let attached = facts
            .attachments
            .values()
            .find(|it| it.kind == AttachmentKind::Trust && it.target == role);
        (
            attached.map(|it| it.policy.clone()),
            format!("{role}#trust"),
        )
    }

    /// Whom an identity lets in: a role of AWS a principal, identities of others the tokens of an issuer with a subject.
    pub(super) fn add_trust(
        &mut self,
        role: &str,
        principal: &str,
        subject: &str,
    ) -> Result<(), ChangeError> {
        let facts = &self.snapshot.facts;
        let role = among(identities(facts), role, "principal")?.1.to_owned();
        match facts
            .identities
            .get(&role)
            .map_or(Provider::Other, |it| it.provider)
        {
            Provider::Aws if subject.is_empty() => {}
            Provider::Aws => {
                return Err(ChangeError::Impossible(format!(
                    "`{role}` trusts in a policy of its own: tokens with a subject are let in with `add-statement {role} @FILE`"
                )));
            }
            _ => return self.trust_tokens(&role, principal, subject),
        }
        let facts = &self.snapshot.facts;
        let named = one(facts, principal, &[FactKind::Identity], "principal");
        let named = match named {
            Ok(found) => found.1.to_owned(),
            Err(ChangeError::Unknown { .. })
                if principal.contains([':', '.'])
                    || principal == "*"
                    || principal.bytes().all(|c| c.is_ascii_digit()) =>
            {
                principal.to_owned()
            }
            Err(error) => return Err(error),
        };
        let statement = documents::trusting(&named);
        let (attached, id) = self.trust(&role);
        if let Some(id) = attached {
            return self.rewrite(&id, |policy| {
                documents::edit(policy, |all| {
                    all.push(statement);
                    Ok(())
                })
            });
        }
        self.note(FactKind::Policy, &id);
        let attachment = Attachment::new(AttachmentKind::Trust, id.clone(), role, origin());
        let policy = Policy {
            id: id.clone(),
            provider: Provider::Aws,
            kind: PolicyKind::Trust,
            name: "trust".to_owned(),
            scope: None,
            provider_managed: false,
            version: None,
            document: documents::document(vec![statement]),
            origin: origin(),
        };
        let facts = self.facts();
        facts.policies.insert(id, policy);
        facts.attachments.insert(attachment.id.clone(), attachment);
        Ok(())
    }

    pub(super) fn remove_trust(&mut self, role: &str, principal: &str) -> Result<(), ChangeError> {
        let role = self.target(AttachmentKind::Trust, role)?;
        // Trust in tokens that stands apart from a policy.
        let apart: Vec<String> = self
            .facts()
            .federations
            .values()
            .filter(|it| it.identity == role && (it.id == principal || it.issuer == principal))
            .map(|it| it.id.clone())
            .collect();
        if !apart.is_empty() {
            for id in apart {
                self.facts().federations.remove(&id);
                self.note(FactKind::Federation, &id);
            }
            return Ok(());
        }
        let (Some(id), _) = self.trust(&role) else {
            return Err(ChangeError::Impossible(format!(
                "the trust policy of `{role}` is not in the snapshot"
            )));
        };
        let facts = &self.snapshot.facts;
        let resolved = one(facts, principal, &[FactKind::Identity], "principal");
        let resolved = resolved.map(|found| found.1.to_owned()).ok();
        let account = format!(":{principal}:root");
        let is = |name: &str| {
            name == principal
                || Some(name) == resolved.as_deref()
                || name.ends_with(&account) && !principal.is_empty()
        };
        self.rewrite(&id, |policy| {
            documents::remove_principal(policy, principal, is)
        })
    }
}
