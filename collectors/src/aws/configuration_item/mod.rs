//! Configuration items of AWS Config, to the same facts as the answers of the services.
//!
//! An item holds what a resource looked like when AWS Config last recorded it: most types in the words of the describe
//! call in camel case, newer ones in those of CloudFormation (AWS Config developer guide, "Components of a
//! configuration item"; the members of each type: awslabs/aws-config-resource-schema, Apache-2.0). Items come in
//! snapshots, in history files, from the API, and from queries; the members are the same.

mod compute;
mod containers;
mod identities;
mod storage;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::translate::{Item, Kinds, Place, Source, Tally};
use super::wire::{Arn, is_account_id};
use super::{ReplyError, partition};
use crate::snapshot::Sink;

static KINDS: Kinds = Kinds {
    all: &[
        identities::KINDS,
        storage::KINDS,
        compute::KINDS,
        containers::KINDS,
    ],
    each: true,
    items: "configuration items",
    partial: "the configuration items are the result of a query, which may leave some out",
    help: "record the type in AWS Config, add the output of the AWS CLI with `import aws-cli`, or use `collect aws`",
};

/// The types of resources whose items are understood: `AWS::IAM::Role`. A type counts once its service is
/// collected.
pub fn resource_types() -> impl Iterator<Item = &'static str> {
    KINDS.known()
}

/// What an item says about itself, besides its configuration.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header<'a> {
    resource_type: String,
    #[serde(alias = "awsAccountId")]
    account_id: Option<String>,
    aws_region: Option<String>,
    #[serde(alias = "ARN")]
    arn: Option<String>,
    configuration_item_status: Option<String>,
    #[serde(borrow)]
    configuration: Option<&'a RawValue>,
}

/// The items that were read, and what they told.
#[derive(Debug)]
pub struct ConfigurationItems {
    tally: Tally,
}

impl Default for ConfigurationItems {
    fn default() -> Self {
        Self {
            tally: Tally::new(&KINDS),
        }
    }
}

impl ConfigurationItems {
    /// Makes facts of one item: the JSON text of an object with `resourceType`, `accountId` (or `awsAccountId`),
    /// `awsRegion`, `configuration`, and where there are any `arn`, `tags` and `supplementaryConfiguration`. A resource
    /// that was deleted makes none. `pointer` says where in `source` the item stands.
    ///
    /// # Errors
    /// When the text is no item. What an item does not say is no error: see [`ConfigurationItems::coverage`].
    pub fn add(
        &mut self,
        text: &str,
        source: &str,
        pointer: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), ReplyError> {
        let header: Header<'_> =
            serde_json::from_str(text).map_err(|error| ReplyError::from_json(&error))?;
        let arn = header.arn.as_deref().and_then(Arn::parse);
        let account = header
            .account_id
            .as_deref()
            .or_else(|| arn.and_then(|arn| arn.account_id()))
            .filter(|id| is_account_id(id));
        let Some(account) = account else {
            return Err(ReplyError::Shape {
                reason: "there is no `accountId` of twelve digits".to_owned(),
                line: 1,
                column: 1,
            });
        };
        let gone = [
            "ResourceDeleted",
            "ResourceDeletedNotRecorded",
            "ResourceNotRecorded",
        ];
        if gone.contains(
            &header
                .configuration_item_status
                .as_deref()
                .unwrap_or_default(),
        ) {
            return Ok(());
        }
        // Global resources are recorded in the region `global`.
        let region = header.aws_region.as_deref().filter(|it| *it != "global");
        self.tally.seen(account, region, &header.resource_type);
        let Some(kind) = KINDS.find(&header.resource_type) else {
            return Ok(());
        };
        let read = source_of(header.configuration, text);
        let configuration = Source::read(&read).map_err(|error| ReplyError::from_json(&error))?;
        let item = Item {
            place: Place {
                account,
                partition: arn
                    .map_or_else(|| partition(region.unwrap_or_default()), |it| it.partition),
                region,
            },
            source,
            pointer,
        };
        for translation in kind.tells {
            let told = translation.tell(item, &configuration, sink);
            self.tally.told(account, region, translation, told);
        }
        Ok(())
    }

    /// How many items there were of types that are understood.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.tally.records()
    }

    /// The accounts that items are of: twelve digits each.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.tally.accounts()
    }

    /// Writes what the items tell of each account, and what they do not. `whole` says that they are all that AWS Config has
    /// recorded there: a snapshot, or a sweep of an aggregator. `source` is named as where it was read.
    pub fn coverage(&self, whole: bool, source: &str, sink: &mut dyn Sink) {
        self.tally.coverage(whole, source, sink);
    }

    /// Whether items could have told what an operation of the AWS CLI answers: then
    /// [`ConfigurationItems::coverage`] has a record of it.
    #[must_use]
    pub fn carries(cli: (&str, &str)) -> bool {
        KINDS.carry(cli)
    }
}

/// The members of the configuration, and the whole item as the member `item`. The API returns the configuration as JSON
/// in a string.
fn source_of(configuration: Option<&RawValue>, item: &str) -> String {
    let configuration = configuration.map_or("{}", RawValue::get);
    let unwrapped: Option<String> = configuration
        .starts_with('"')
        .then(|| serde_json::from_str(configuration).ok())
        .flatten();
    let text = unwrapped.as_deref().unwrap_or(configuration).trim();
    let members = text
        .strip_prefix('{')
        .and_then(|it| it.strip_suffix('}'))
        .unwrap_or_default()
        .trim();
    let comma = if members.is_empty() { "" } else { "," };
    format!("{{{members}{comma}\"item\":{item}}}")
}
