//! Where an operation is asked, and what tells its calls apart.

/// Where an operation is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Once an account.
    Global,
    /// Once in each enabled region.
    Regional,
    /// Once an organisation, from the management account or a delegated administrator.
    Organization,
}

/// The one argument that tells two calls of an operation apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A listing: no argument.
    None,
    /// One call for each of these values (`--filter SERVICE_CONTROL_POLICY`).
    OneOf {
        /// The option of the AWS CLI: `--filter`.
        flag: &'static str,
        /// The member of the API request: `Filter`.
        member: &'static str,
        /// The values.
        values: &'static [&'static str],
    },
    /// One call for each value that other operations returned. An operation may feed itself
    /// (the children of an organizational unit).
    Each {
        /// The option of the AWS CLI: `--bucket`.
        flag: &'static str,
        /// The member of the API request: `Bucket`.
        member: &'static str,
        /// Operations of the same service and where the values lie in their answers, as a JMESPath
        /// of fields and flattened lists only: `("ListBuckets", "Buckets[].Name")`.
        of: &'static [(&'static str, &'static str)],
    },
    /// One call for each pair of values that stand side by side in the answers of another operation
    /// (`--policy-arn ARN --version-id v3`). The argument of the call is both, with a space between; see
    /// [`split_pair`].
    Pairs {
        /// The options of the AWS CLI.
        flags: (&'static str, &'static str),
        /// The members of the API request.
        members: (&'static str, &'static str),
        /// An operation of the same service, the path of the objects that hold the values (as in
        /// [`Argument::Each`]), and the names of the two fields.
        of: (&'static str, &'static str, (&'static str, &'static str)),
    },
    /// One call for each value in the answer to another call, with the argument of that call before it
    /// (`--cluster-name c --nodegroup-name n`, where `list-nodegroups --cluster-name c` answered `n`). The argument of
    /// the call is all of them, with a space between; see [`words`].
    Under {
        /// The options of the AWS CLI, those of the other call first.
        flags: &'static [&'static str],
        /// The members of the API request, in the same order. A name that ends in `[]` is sent as a list of one.
        members: &'static [&'static str],
        /// The operation of the same service that was asked, and the path of the values in its answer (as in
        /// [`Argument::Each`]).
        of: (&'static str, &'static str),
    },
    /// One call, with the id of the account that is asked (`--account-id 111122223333`). An answer in a
    /// folder has no argument in its name.
    Account {
        /// The option of the AWS CLI: `--account-id`.
        flag: &'static str,
        /// The member of the API request: `AccountId`.
        member: &'static str,
    },
}

/// The two values of the argument of an [`Argument::Pairs`] call.
#[must_use]
pub fn split_pair(argument: &str) -> Option<(&str, &str)> {
    argument.split_once(' ')
}

/// The values of the argument of an [`Argument::Under`] call: `count` of them, of which only the last may have spaces.
#[must_use]
pub fn words(argument: &str, count: usize) -> Vec<&str> {
    argument.splitn(count.max(1), ' ').collect()
}
