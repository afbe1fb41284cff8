//! An operation of a service, as data.

use super::argument::{split_pair, words};
use super::{Argument, Endpoint, Paging, Place, Rest, Shape};

/// One read-only operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The name in the API: `GetBucketPolicy`.
    pub name: &'static str,
    /// The service and command of the AWS CLI: `("s3api", "get-bucket-policy")`.
    pub cli: (&'static str, &'static str),
    /// The IAM actions that it needs: `["s3:GetBucketPolicy"]`.
    pub permissions: &'static [&'static str],
    /// Where it is asked.
    pub place: Place,
    /// What tells its calls apart.
    pub argument: Argument,
    /// Further fixed options of the CLI call (`--max-results 50`), empty for most.
    pub options: &'static [(&'static str, &'static str)],
    /// Error codes that mean "there is none", not a gap: `NoSuchBucketPolicy`.
    pub absent: &'static [&'static str],
    /// What an [`Argument::Each`] is about, as an ARN with places to fill in:
    /// `arn:{partition}:lambda:{region}:{account}:function:{argument}`; `{argument}` alone where the argument
    /// is the id itself. `None` for listings. See [`Operation::subject_of`].
    pub subject: Option<&'static str>,
    /// Fixed members of the API request, as JSON: `("include", "[\"TAGS\"]")`. For the CLI, name them in `options` too.
    pub fixed: &'static [(&'static str, &'static str)],
    /// The method and path, where the protocol is REST.
    pub rest: Option<Rest>,
    /// How it pages; `None` where it does not.
    pub paging: Option<Paging>,
    /// The elements of its answer, where the protocol is XML.
    pub shape: Option<&'static Shape>,
    /// Where it is asked, when that is another endpoint than that of its service.
    pub endpoint: Option<&'static Endpoint>,
    /// The region where it is asked whatever the question says: of a service with one endpoint for the whole partition.
    pub only_in: Option<&'static str>,
}

impl Operation {
    /// A listing: no argument, no options, no code that means "there is none".
    #[must_use]
    pub const fn listing(
        name: &'static str,
        cli: (&'static str, &'static str),
        permissions: &'static [&'static str],
        place: Place,
    ) -> Self {
        Self {
            name,
            cli,
            permissions,
            place,
            argument: Argument::None,
            options: &[],
            absent: &[],
            subject: None,
            fixed: &[],
            rest: None,
            paging: None,
            shape: None,
            endpoint: None,
            only_in: None,
        }
    }

    /// The same operation, asked once for each value that another operation returned; `of` and `subject` as
    /// in [`Argument::Each`] and [`Operation::subject`].
    #[must_use]
    pub const fn each(
        self,
        flag: &'static str,
        member: &'static str,
        of: &'static [(&'static str, &'static str)],
        subject: &'static str,
    ) -> Self {
        Self {
            argument: Argument::Each { flag, member, of },
            subject: Some(subject),
            ..self
        }
    }

    /// The same operation, asked once for each pair of values; see [`Argument::Pairs`]. `subject` is filled in
    /// with both at `{0}` and `{1}`, and with the first at `{argument}`.
    #[must_use]
    pub const fn pairs(
        self,
        flags: (&'static str, &'static str),
        members: (&'static str, &'static str),
        of: (&'static str, &'static str, (&'static str, &'static str)),
        subject: &'static str,
    ) -> Self {
        Self {
            argument: Argument::Pairs { flags, members, of },
            subject: Some(subject),
            ..self
        }
    }

    /// The same operation, asked once for each of the values; see [`Argument::OneOf`].
    #[must_use]
    pub const fn one_of(
        self,
        flag: &'static str,
        member: &'static str,
        values: &'static [&'static str],
    ) -> Self {
        Self {
            argument: Argument::OneOf {
                flag,
                member,
                values,
            },
            ..self
        }
    }

    /// The same operation, with error codes that mean "there is none".
    #[must_use]
    pub const fn absent(self, codes: &'static [&'static str]) -> Self {
        Self {
            absent: codes,
            ..self
        }
    }

    /// The same operation, asked once for each value in the answer to another call; see [`Argument::Under`]. `subject` is
    /// filled in with the values at `{0}`, `{1}`, and with the last at `{argument}`.
    #[must_use]
    pub const fn under(
        self,
        flags: &'static [&'static str],
        members: &'static [&'static str],
        of: (&'static str, &'static str),
        subject: &'static str,
    ) -> Self {
        Self {
            argument: Argument::Under { flags, members, of },
            subject: Some(subject),
            ..self
        }
    }

    /// The same operation, with fixed members of the request; see [`Operation::fixed`].
    #[must_use]
    pub const fn fixed(self, members: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            fixed: members,
            ..self
        }
    }

    /// The same operation, with fixed options of the CLI call; see [`Operation::options`].
    #[must_use]
    pub const fn options(self, options: &'static [(&'static str, &'static str)]) -> Self {
        Self { options, ..self }
    }

    /// The same operation, as a REST call.
    #[must_use]
    pub const fn rest(
        self,
        method: &'static str,
        path: &'static str,
        query: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            rest: Some(Rest {
                method,
                path,
                query,
            }),
            ..self
        }
    }

    /// The same operation, in pages.
    #[must_use]
    pub const fn paged(self, paging: Paging) -> Self {
        Self {
            paging: Some(paging),
            ..self
        }
    }

    /// The same operation, with the wanted elements of its XML answer.
    #[must_use]
    pub const fn answers(self, shape: &'static Shape) -> Self {
        Self {
            shape: Some(shape),
            ..self
        }
    }

    /// The same operation, asked at another endpoint than that of its service.
    #[must_use]
    pub const fn at(self, endpoint: &'static Endpoint) -> Self {
        Self {
            endpoint: Some(endpoint),
            ..self
        }
    }

    /// The same operation, asked in this region alone (multi-Region access points in `us-west-2`).
    #[must_use]
    pub const fn only_in(self, region: &'static str) -> Self {
        Self {
            only_in: Some(region),
            ..self
        }
    }

    /// The operation as coverage records name it: `s3:GetBucketPolicy`.
    /// The prefix is that of its first permission, or the service of the CLI when it needs none.
    #[must_use]
    pub fn action(&self) -> String {
        let service = self.permissions.first().and_then(|it| it.split_once(':'));
        let service = service.map_or(self.cli.0, |(service, _)| service);
        format!("{service}:{}", self.name)
    }

    /// The id of what a call with `argument` is about: the subject of its coverage record and the target of the
    /// resource policy that it returns. An argument that already is an ARN is its own subject. `None` for listings.
    #[must_use]
    pub fn subject_of(
        &self,
        partition: &str,
        region: Option<&str>,
        account: &str,
        argument: Option<&str>,
    ) -> Option<String> {
        let (template, whole) = (self.subject?, argument?);
        let parts: Vec<&str> = match self.argument {
            Argument::Under { flags, .. } => words(whole, flags.len()),
            Argument::Pairs { .. } => words(whole, 2),
            _ => vec![whole],
        };
        let argument = match self.argument {
            Argument::Pairs { .. } => split_pair(whole).map_or(whole, |(first, _)| first),
            _ => parts.last().copied().unwrap_or(whole),
        };
        // The argument itself, unless the template says otherwise.
        if argument.starts_with("arn:") && !template.contains("{0}") {
            return Some(argument.to_owned());
        }
        let mut out = String::with_capacity(template.len() + argument.len());
        let mut rest = template;
        // One pass, so that a name with braces in it is never filled in again.
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (place, tail) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(match place {
                "partition" => partition,
                "region" => region.unwrap_or_default(),
                "account" => account,
                // A parameter's ARN has one slash before its name, whether or not the name begins with one.
                // A name that is kept as it was given and is in lower case in ARNs.
                "argument-in-lower-case" => {
                    out.push_str(&argument.to_lowercase());
                    rest = tail;
                    continue;
                }
                "argument-without-slash" => argument.strip_prefix('/').unwrap_or(argument),
                _ => match place.parse::<usize>() {
                    Ok(index) => parts.get(index).copied().unwrap_or_default(),
                    Err(_) => argument,
                },
            });
            rest = tail;
        }
        out.push_str(rest);
        Some(out)
    }
}

/// The partition that a region is in: the second part of its ARNs.
#[must_use]
pub fn partition(region: &str) -> &'static str {
    // Source: "AWS General Reference", ARN format, partitions.
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
