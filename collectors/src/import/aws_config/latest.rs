//! Of a resource that was recorded several times, the last time counts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use serde::Deserialize;

use crate::aws::wire::When;

/// The place of an item: its file, and its number in it.
type Number = (usize, usize);
/// The account, the region, the type and the id of a resource.
type Resource = (String, String, String, String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    resource_type: String,
    resource_id: Option<String>,
    #[serde(alias = "ARN")]
    arn: Option<String>,
    #[serde(alias = "awsAccountId")]
    account_id: Option<String>,
    aws_region: Option<String>,
    #[serde(default)]
    configuration_item_capture_time: When,
}

/// The last item of each resource.
#[derive(Debug, Default)]
pub(super) struct Latest {
    last: BTreeMap<Resource, (Option<Timestamp>, Number)>,
    overtaken: BTreeSet<Number>,
}

impl Latest {
    /// Notes an item. One that says nothing of which resource it is stays in.
    pub(super) fn note(&mut self, item: &str, number: Number) {
        let Ok(item) = serde_json::from_str::<Item>(item) else {
            return;
        };
        let Some(id) = item.resource_id.or(item.arn) else {
            return;
        };
        let of = |text: Option<String>| text.unwrap_or_default();
        let resource = (
            of(item.account_id),
            of(item.aws_region),
            item.resource_type,
            id,
        );
        let this = (item.configuration_item_capture_time.0, number);
        match self.last.get_mut(&resource) {
            None => {
                self.last.insert(resource, this);
            }
            Some(last) if last.0 <= this.0 => {
                self.overtaken.insert(last.1);
                *last = this;
            }
            Some(_) => {
                self.overtaken.insert(number);
            }
        }
    }

    pub(super) fn is_latest(&self, number: Number) -> bool {
        !self.overtaken.contains(&number)
    }
}

/// Leaves out the snapshots that a later one of the same account and region follows: what was deleted in between is in
/// the earlier one only. A snapshot is delivered as `ACCOUNT_Config_REGION_ConfigSnapshot_TIME_ID.json.gz`.
pub(super) fn snapshots(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let place = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        let (place, rest) = name.split_once("_ConfigSnapshot_")?;
        let (time, _) = rest.split_once('_')?;
        Some((place.to_owned(), time.to_owned()))
    };
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    for (place, time) in files.iter().filter_map(place) {
        let known = last.entry(place).or_default();
        if *known < time {
            *known = time;
        }
    }
    files
        .into_iter()
        .filter(|path| place(path).is_none_or(|(place, time)| last.get(&place) == Some(&time)))
        .collect()
}
