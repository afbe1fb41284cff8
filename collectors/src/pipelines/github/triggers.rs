//! What starts a workflow (GitHub Docs, "Events that trigger workflows").

use serde_json::{Map, Value as Json};

use super::actions::events;
use crate::facts::Trigger;
use crate::pipelines::{Node, PipelineDraft};
use crate::redact::free_text;

/// An event, and the filters on it.
#[derive(Debug, Clone)]
pub(super) struct Event<'a> {
    /// `push`.
    pub(super) name: &'a str,
    /// What stands under it.
    pub(super) filters: Option<&'a Node>,
}

/// The events of a workflow: one, a list, or a map.
pub(super) fn of(root: &Node) -> Vec<Event<'_>> {
    let Some(on) = events(root) else {
        return Vec::new();
    };
    if on.is_map() {
        let all = on.entries().iter().filter_map(|(name, filters)| {
            let filters = (!filters.is_null()).then_some(filters);
            Some(Event {
                name: name.as_str()?,
                filters,
            })
        });
        return all.collect();
    }
    let plain = on.one_or_many().iter().filter_map(|name| {
        Some(Event {
            name: name.as_str()?,
            filters: None,
        })
    });
    plain.collect()
}

impl Event<'_> {
    /// The members of a filter.
    pub(super) fn list(&self, filter: &str) -> Vec<&str> {
        let of = self.filters.and_then(|it| it.get(filter));
        let items = of.map_or(&[][..], Node::one_or_many);
        items.iter().filter_map(Node::as_str).collect()
    }

    /// Whether it has a filter.
    pub(super) fn has(&self, filter: &str) -> bool {
        self.filters.is_some_and(|it| it.get(filter).is_some())
    }
}

/// Which filters are told, and kept.
const FILTERS: [&str; 9] = [
    "types",
    "branches",
    "branches-ignore",
    "tags",
    "tags-ignore",
    "paths",
    "paths-ignore",
    "workflows",
    "cron",
];

/// Puts the events into a pipeline: as triggers, and whole as the attribute `on`.
pub(super) fn add(events: &[Event<'_>], pipeline: &mut PipelineDraft) {
    let mut on = Map::new();
    for event in events {
        let mut kept = Map::new();
        let mut detail = Vec::new();
        for filter in FILTERS {
            let all = event.list(filter);
            if !all.is_empty() {
                detail.push(format!("{filter} {}", all.join(", ")));
                let all: Vec<Json> = all.iter().map(|it| free_text(it).into()).collect();
                kept.insert(filter.to_owned(), all.into());
            }
        }
        let detail = free_text(&detail.join("; ")).into_owned();
        match event.name {
            "schedule" => {
                let times = event.filters.map_or(&[][..], Node::items);
                for cron in times.iter().filter_map(|it| it.text_of("cron")) {
                    pipeline.trigger(Trigger::new("schedule", free_text(cron)));
                }
            }
            "workflow_dispatch" => pipeline.trigger(Trigger::new("manual", detail)),
            "repository_dispatch" => pipeline.trigger(Trigger::new("api", detail)),
            "workflow_run" => pipeline.trigger(Trigger::new("upstream", detail)),
            name => pipeline.trigger(Trigger::new(free_text(name), detail)),
        }
        on.insert(free_text(event.name).into_owned(), kept.into());
    }
    pipeline.attribute("on", on);
}
