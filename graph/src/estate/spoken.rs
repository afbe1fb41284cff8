//! The resource patterns that the policies of an actor speak of: a thing that fits one may be allowed where another is not.

use std::collections::BTreeSet;

use super::{ActorKind, Lens};

impl Lens<'_, '_> {
    /// The resource patterns of statements about an action that allow it, and those that a deny of it leaves out: in the
    /// actor's policies, its boundary and the service control policies of its account. With `${aws:username}` filled in.
    pub(crate) fn spoken(&self, action: &str) -> BTreeSet<String> {
        let action = action.to_ascii_lowercase();
        let boundary = self
            .actor
            .boundary
            .as_ref()
            .and_then(|policy| self.estate.document(policy).ok())
            .map(|parsed| &parsed.mentions);
        let account = self.estate.account(&self.actor.scope);
        self.actor
            .mentions
            .iter()
            .chain(boundary)
            .chain(account.into_iter().flat_map(|account| &account.mentions))
            .flat_map(|mentions| mentions.resources(&action).chain(mentions.spared(&action)))
            .map(|pattern| self.filled(pattern))
            .collect()
    }

    fn filled(&self, pattern: &str) -> String {
        let name = self.actor.arn.rsplit('/').next().unwrap_or_default();
        if self.actor.kind == ActorKind::User && pattern.contains("${aws:username}") {
            return pattern.replace("${aws:username}", name);
        }
        pattern.to_owned()
    }
}
