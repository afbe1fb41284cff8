//! `GetAccountAuthorizationDetails`: users, groups, roles and their policies, in one answer.
//!
//! The answer is read as a stream: what stood before a place where it breaks off is kept, and one
//! member that cannot be understood does not lose the others. Several pages may follow each other,
//! or stand in a list.

mod counts;
mod members;

pub use counts::{DetailCounts, DetailPage};

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::names;
use crate::aws::wire::{Arn, position, reason};
use crate::aws::{Reply, ReplyError};
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Fact, Origin};
use crate::snapshot::Sink;

/// The operation, as coverage records name it.
const OPERATION: &str = "iam:GetAccountAuthorizationDetails";

/// Why a member of a text that was not UTF-8 is left out.
const NOT_TEXT: &str = "invalid value, expected UTF-8 text";

/// The answer of the live collector or of a folder of the AWS CLI.
pub(super) fn facts(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    sink.fact(Fact::Scope(names::account(reply.account, reply.origin(""))));
    AuthorizationDetails::read(reply.body, reply.source, sink)
        .1
        .map_err(|error| ReplyError::from_json(&error))
}

/// What was seen while the details were read.
#[derive(Debug, Default)]
pub struct AuthorizationDetails {
    /// The accounts, by the ARNs of what was read, and how much of each kind.
    pub accounts: BTreeMap<String, DetailCounts>,
    /// The pages, in their order.
    pub pages: Vec<DetailPage>,
    /// How many members the lists have, whether or not they were understood.
    pub members: u64,
    /// How many members could not be understood.
    pub unreadable: u64,
    /// Whether there was at least one of the four lists.
    pub recognised: bool,
}

impl AuthorizationDetails {
    /// Reads the text of one or more pages. What was read before an error is in the sink and counted.
    pub fn read(
        text: &str,
        source: &str,
        sink: &mut dyn Sink,
    ) -> (Self, Result<(), serde_json::Error>) {
        Self::read_text(text, source, false, sink)
    }

    /// The same of a text that was not UTF-8 throughout: each member in which something was replaced
    /// (U+FFFD) is left out, since a name or policy with a character changed is another one.
    pub fn read_damaged(
        text: &str,
        source: &str,
        sink: &mut dyn Sink,
    ) -> (Self, Result<(), serde_json::Error>) {
        Self::read_text(text, source, true, sink)
    }

    fn read_text(
        text: &str,
        source: &str,
        damaged: bool,
        sink: &mut dyn Sink,
    ) -> (Self, Result<(), serde_json::Error>) {
        let mut seen = Self::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let result = loop {
            let page = Page {
                text,
                source,
                seen: &mut seen,
                sink,
                damaged,
                in_list: None,
            };
            if let Err(error) = page.deserialize(&mut deserializer) {
                break Err(error);
            }
            if deserializer.end().is_ok() {
                break Ok(());
            }
        };
        (seen, result)
    }

    /// Counts one member of an account.
    fn count(&mut self, arn: &str, kind: fn(&mut DetailCounts) -> &mut u64) {
        if let Some(account) = Arn::parse(arn).and_then(|arn| arn.account_id()) {
            *kind(self.accounts.entry(account.to_owned()).or_default()) += 1;
            if let Some(page) = self.pages.last_mut() {
                page.accounts.insert(account.to_owned());
            }
        }
    }
}

/// One page, or a list of pages.
struct Page<'p> {
    text: &'p str,
    source: &'p str,
    seen: &'p mut AuthorizationDetails,
    sink: &'p mut dyn Sink,
    /// Whether characters of the text were replaced.
    damaged: bool,
    /// The index of this page in a list of pages.
    in_list: Option<usize>,
}

impl<'de> DeserializeSeed<'de> for Page<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.in_list.is_some() {
            return deserializer.deserialize_map(self);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Page<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "an object with `UserDetailList`, `GroupDetailList`, `RoleDetailList`, `Policies`",
        )
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pages: A) -> Result<(), A::Error> {
        let mut index = 0;
        while pages
            .next_element_seed(Page {
                text: self.text,
                source: self.source,
                seen: &mut *self.seen,
                sink: &mut *self.sink,
                damaged: self.damaged,
                in_list: Some(index),
            })?
            .is_some()
        {
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.seen.pages.push(DetailPage::default());
        let (mut truncated, mut marker) = (false, false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "UserDetailList" => self.list(&mut map, &key, members::user)?,
                "GroupDetailList" => self.list(&mut map, &key, members::group)?,
                "RoleDetailList" => self.list(&mut map, &key, members::role)?,
                "Policies" => self.list(&mut map, &key, members::policy)?,
                "IsTruncated" => truncated = map.next_value::<Option<bool>>()? == Some(true),
                "Marker" | "NextToken" => {
                    marker = map.next_value::<Option<IgnoredAny>>()?.is_some();
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        // The CLI writes `NextToken` alone where `--max-items` cut the answer off.
        if let Some(page) = self.seen.pages.last_mut() {
            page.continues = truncated || marker;
        }
        Ok(())
    }
}

/// Makes facts of one member of a list.
type Take =
    fn(&str, &Origin, &mut AuthorizationDetails, &mut dyn Sink) -> Result<(), serde_json::Error>;

impl Page<'_> {
    fn list<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        name: &str,
        take: Take,
    ) -> Result<(), A::Error> {
        self.seen.recognised = true;
        let prefix = match self.in_list {
            Some(index) => format!("/{index}/{name}"),
            None => format!("/{name}"),
        };
        map.next_value_seed(Members {
            page: self,
            prefix,
            take,
        })
    }

    /// Keeps a member that could not be understood from being a silent gap.
    fn unreadable(&mut self, origin: Origin, member: &str, error: &serde_json::Error) {
        self.seen.unreadable += 1;
        let (line, column) = position(self.text, member, error);
        // The account is that of the member before it; a page holds one account.
        let account = self.seen.accounts.keys().next_back();
        self.sink.coverage(Coverage {
            scope: account.map_or_else(|| self.source.to_owned(), |id| names::scope_id(id)),
            region: None,
            operation: OPERATION.to_owned(),
            subject: Some(format!("{}#{}", self.source, origin.pointer)),
            outcome: Outcome::Unreadable,
            records: 0,
            reason: format!(
                "`{}` was left out: {} at line {line}, column {column}",
                origin.pointer,
                reason(error)
            ),
            help: "run `aws iam get-account-authorization-details` again and import its unchanged output"
                .to_owned(),
            origin,
        });
    }
}

/// One of the four lists.
struct Members<'m, 'p> {
    page: &'m mut Page<'p>,
    prefix: String,
    take: Take,
}

impl<'de> DeserializeSeed<'de> for Members<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Members<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut index: u64 = 0;
        while let Some(member) = members.next_element::<&RawValue>()? {
            let origin = Origin::new(self.page.source, format!("{}/{index}", self.prefix));
            self.page.seen.members += 1;
            let taken = if self.page.damaged && member.get().contains(char::REPLACEMENT_CHARACTER) {
                Err(serde_json::Error::custom(NOT_TEXT))
            } else {
                (self.take)(
                    member.get(),
                    &origin,
                    &mut *self.page.seen,
                    &mut *self.page.sink,
                )
            };
            if let Err(error) = taken {
                self.page.unreadable(origin, member.get(), &error);
            }
            index += 1;
        }
        Ok(())
    }
}
