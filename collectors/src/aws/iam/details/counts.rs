//! How much the authorization details held.

use std::collections::BTreeSet;

/// How much of each kind an account's details held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DetailCounts {
    /// Users.
    pub users: u64,
    /// Groups.
    pub groups: u64,
    /// Roles.
    pub roles: u64,
    /// Managed policies.
    pub policies: u64,
}

impl DetailCounts {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.users + self.groups + self.roles + self.policies
    }
}

/// What was seen of one page.
#[derive(Debug, Default)]
pub struct DetailPage {
    /// The accounts that it holds something of: one, or none when it holds only policies of AWS.
    pub accounts: BTreeSet<String>,
    /// Whether it says that another page follows (`IsTruncated`, or the `NextToken` of the CLI).
    pub continues: bool,
}
