//! What other tools say about a resource, as the answer of the AWS API that would have said it.
//!
//! AWS Config, Terraform and others write the same things under other names. A [`Translation`] is data: which answer of
//! which operation, and where its members come from. The service makes facts of it as of any answer, so that a role is
//! the same role wherever it was read. Only the members that a translation names are read at all.

mod body;
mod sink;
mod source;
mod tally;

pub(crate) use body::{Place, fill};
use sink::At;
pub(crate) use source::Source;
pub(crate) use tally::{Kind, Kinds, Tally};

use super::{Operation, Place as Asked, Reply, SERVICES, Service};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// Members of an answer, by their names. A name with dots in it stands in an object: `VpcConfig.VpcId`.
pub(crate) type Members = &'static [(&'static str, Take)];

/// Where a member of an answer comes from. Paths are those of [`Source`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Take {
    /// The value at the path, as it stands.
    At(&'static str),
    /// Always this JSON.
    Is(&'static str),
    /// The first JSON when something stands at the path, the second when nothing does.
    When(&'static str, &'static str, &'static str),
    /// A text with places to fill in: `{account}`, `{partition}`, `{region}`, or a path.
    Fill(&'static str),
    /// The value with the first letter of every name lower.
    Lower(&'static str),
    /// JSON in a string, whether or not it stands in one.
    Quoted(&'static str),
    /// The value, out of the string that it stands in.
    Json(&'static str),
    /// The value as a string, also when it is a number.
    Text(&'static str),
    /// A list of objects, each made anew.
    List(&'static str, Members),
    /// Tags, as a list.
    Tags(&'static str),
    /// Tags, as a map.
    TagMap(&'static str),
    /// A list of one object, made of the same source.
    Alone(Members),
    /// A list of objects with one member, of a list of texts.
    Each(&'static str, &'static str),
    /// What follows the last `/` of a text, or of each of a list of texts.
    Name(&'static str),
}

/// One answer that an item holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Translation {
    /// The service and command of the AWS CLI, which name the operation.
    pub(crate) cli: (&'static str, &'static str),
    /// The argument of the call, a template as in [`Take::Fill`]; empty for a listing.
    pub(crate) argument: &'static str,
    /// The path without which the item does not tell; empty when it always does.
    pub(crate) needs: &'static str,
    /// Where in the answer the members stand: `Functions[]` is a list of one, `KeyMetadata` an object, empty the answer
    /// itself.
    pub(crate) under: &'static str,
    /// The members.
    pub(crate) members: Members,
}

/// How a translation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Facts were made.
    Answered,
    /// The item says that there is none.
    Absent,
    /// The item does not say.
    Missing,
    /// The item could not be understood.
    Unreadable,
    /// No service has the operation.
    Unknown,
}

/// What a translation is made at: the account, and where the item stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) place: Place<'a>,
    /// The file.
    pub(crate) source: &'a str,
    /// The item in it.
    pub(crate) pointer: &'a str,
}

impl Translation {
    /// An answer without an argument.
    pub(crate) const fn listing(
        cli: (&'static str, &'static str),
        under: &'static str,
        members: Members,
    ) -> Self {
        Self {
            cli,
            argument: "",
            needs: "",
            under,
            members,
        }
    }

    /// The answer to a call about something.
    pub(crate) const fn about(
        cli: (&'static str, &'static str),
        argument: &'static str,
        under: &'static str,
        members: Members,
    ) -> Self {
        Self {
            cli,
            argument,
            needs: "",
            under,
            members,
        }
    }

    /// The same, of an item that may not tell.
    pub(crate) const fn needs(self, needs: &'static str) -> Self {
        Self { needs, ..self }
    }

    /// Makes the facts. What the item does not tell, or says there is none of, is a coverage record.
    pub(crate) fn tell(&self, item: Item<'_>, source: &Source<'_>, sink: &mut dyn Sink) -> Told {
        if operation(self.cli).is_none() {
            return Told::Unknown;
        }
        let argument = match self.argument {
            "" => None,
            template => match fill(template, source, item.place) {
                Some(argument) => Some(argument),
                None => return Told::Missing,
            },
        };
        let members = body::object(self.members, source, item.place);
        let text = match self.under.strip_suffix("[]") {
            Some(list) => format!("{{\"{list}\":[{members}]}}"),
            None if self.under.is_empty() => members,
            None => format!("{{\"{}\":{members}}}", self.under),
        };
        if !self.needs.is_empty() {
            match source.any(self.needs).as_deref() {
                None => return Told::Missing,
                Some("null" | "\"\"" | "\"null\"" | "{}") => {
                    return answer(self.cli, argument.as_deref(), None, item, sink);
                }
                Some(_) => {}
            }
        }
        answer(self.cli, argument.as_deref(), Some(&text), item, sink)
    }
}

/// The operation that the AWS CLI calls so, and its service.
pub(crate) fn operation(cli: (&str, &str)) -> Option<(&'static dyn Service, &'static Operation)> {
    SERVICES.iter().find_map(|service| {
        let found = service.operations().iter().find(|it| it.cli == cli);
        found.map(|operation| (*service, operation))
    })
}

/// Makes the facts of an answer, as of one that the AWS CLI printed. Without a body, there is none of what was asked about.
pub(crate) fn answer(
    cli: (&str, &str),
    argument: Option<&str>,
    body: Option<&str>,
    item: Item<'_>,
    sink: &mut dyn Sink,
) -> Told {
    let Some((service, operation)) = operation(cli) else {
        return Told::Unknown;
    };
    let reply = Reply {
        account: item.place.account,
        partition: item.place.partition,
        region: item
            .place
            .region
            .filter(|_| operation.place == Asked::Regional),
        operation,
        argument,
        body: body.unwrap_or_default(),
        source: item.source,
    };
    let mut record = Coverage {
        scope: reply.scope(),
        region: reply.region.map(str::to_owned),
        operation: operation.action(),
        subject: reply.subject().or(argument.map(str::to_owned)),
        outcome: Outcome::Absent,
        records: 0,
        reason: String::new(),
        help: String::new(),
        origin: Origin::new(item.source, item.pointer),
    };
    if body.is_none() {
        sink.coverage(record);
        return Told::Absent;
    }
    let mut at = At::new(item, sink);
    let result = service.facts(&reply, &mut at);
    let unreadable = at.unreadable;
    record.records = at.facts;
    match result {
        Ok(()) if !unreadable => {
            if argument.is_some() {
                record.outcome = Outcome::Answered;
                sink.coverage(record);
            }
            Told::Answered
        }
        Ok(()) => Told::Unreadable,
        Err(error) => {
            record.outcome = Outcome::Unreadable;
            record.reason = sink::without_place(&error.to_string());
            record.help = sink::HELP.to_owned();
            sink.coverage(record);
            Told::Unreadable
        }
    }
}
