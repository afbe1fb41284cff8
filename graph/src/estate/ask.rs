//! One question in full: the request and every policy that bears on it, for a reader.

use super::{Actor, ActorKey, Estate, Lens, ResourceEntry};
use crate::authorize::aws::{ContextValue, PolicySet, Request};

/// Types of resource that may have a policy, by the service in their ARN and how the rest begins: one of which nothing
/// was collected has a policy that is not known. IAM User Guide, "AWS services that work with IAM".
const WITH_POLICY: &[(&str, &str)] = &[
    ("backup", "backup-vault:"),
    ("cloudtrail", "eventdatastore/"),
    ("codeartifact", ""),
    ("dynamodb", "table/"),
    ("ecr", "repository/"),
    ("elasticfilesystem", "file-system/"),
    ("es", "domain/"),
    ("events", "event-bus/"),
    ("glue", "catalog"),
    ("glue", "database/"),
    ("glue", "table/"),
    ("iam", ""),
    ("kinesis", "stream/"),
    ("kms", ""),
    ("lambda", ""),
    ("s3", ""),
    ("sagemaker", "model-package-group/"),
    ("secretsmanager", ""),
    ("sns", ""),
    ("sqs", ""),
    ("ssm", "parameter/"),
];

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
        let mut parts = arn.splitn(6, ':').skip(2);
        let (service, rest) = (parts.next(), parts.nth(2).unwrap_or_default());
        let may_have_policy = WITH_POLICY
            .iter()
            .any(|(of, start)| Some(*of) == service && rest.starts_with(start));
        if may_have_policy {
            entry.unknown.push(format!(
                "the policy of {arn} allows it (it is not in the snapshot)"
            ));
        }
        entry
    }
}
