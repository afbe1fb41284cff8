//! One question in full: the request and every policy that bears on it, for a reader.

use super::{Actor, ActorKey, Estate, Lens, ResourceEntry};
use crate::authorize::aws::{ContextValue, PolicySet, Request};

/// Types of resource that may have a policy, by the service in their ARN: one of which nothing was
/// collected has a policy that is not known.
const WITH_POLICY: &[&str] = &["iam", "s3", "secretsmanager", "kms", "lambda"];

impl Estate<'_> {
    /// The request that a recorded principal makes, and the policies of the snapshot that bear on it.
    /// `None` where the principal is not a user or role of the snapshot.
    #[must_use]
    pub fn ask(
        &self,
        principal: &str,
        action: &str,
        resource: &str,
        keys: &[(String, ContextValue)],
    ) -> Option<(Request, PolicySet)> {
        let actor = Actor::new(self, &ActorKey::recorded(principal))
            .filter(|actor| !actor.key.is_administrator())?;
        let entry = self.entry_of(resource, &actor.account);
        let lens = Lens::new(self, &actor);
        Some((
            lens.request(action, &entry, resource, keys),
            lens.policies(action, &entry),
        ))
    }

    /// What is known about a resource: itself, or the bucket that it lies in.
    fn entry_of(&self, arn: &str, account: &str) -> ResourceEntry {
        let bucket = arn
            .split_once('/')
            .map(|(bucket, _)| bucket)
            .filter(|_| arn.starts_with("arn:") && arn.split(':').nth(2) == Some("s3"));
        // The policy that bears on an object is the bucket's.
        let known = [bucket, Some(arn)]
            .into_iter()
            .flatten()
            .find_map(|id| self.resource(id));
        if let Some(entry) = known {
            return ResourceEntry::clone(entry);
        }
        let mut entry = ResourceEntry::named(arn);
        if !arn.starts_with("arn:") {
            // `*`: an action that knows no resource is asked of the principal's own account.
            entry.account = Some(account.to_owned());
            return entry;
        }
        let may_have_policy = arn
            .split(':')
            .nth(2)
            .is_some_and(|service| WITH_POLICY.contains(&service));
        if may_have_policy {
            entry.unknown.push(format!(
                "the policy of {arn} allows it (it is not in the snapshot)"
            ));
        }
        entry
    }
}
