//! Answers that know the tags of one resource by its ARN, and nothing else of it.
//!
//! The tags of a resource whose answer is missing are not known: nothing is said of them, which is not the same as none.

use super::super::Reply;
use super::Arn;
use crate::facts::{AssetClass, Fact, Pipeline, Provider, Tags};
use crate::snapshot::Sink;

/// What a resource is in a snapshot: its whole type, `aws:bedrock:guardrail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    /// Something that runs.
    Workload(&'static str),
    /// An asset of a class.
    Asset(AssetClass, &'static str),
    /// A pipeline.
    Pipeline(&'static str),
}

impl Reply<'_> {
    /// Adds the tags of what was asked about, by its ARN: `thing` says what the resource of an ARN is.
    pub(crate) fn tagged_subject(
        &self,
        thing: fn(&str) -> Option<Thing>,
        tags: Tags,
        sink: &mut dyn Sink,
    ) {
        let Some(arn) = self.subject() else { return };
        if let Some(thing) = Arn::parse(&arn).and_then(|it| thing(it.resource)) {
            self.tagged(thing, &arn, tags, sink);
        }
    }

    /// Adds the tags of a resource. Its name stands empty, for the answers that know it.
    pub(crate) fn tagged(&self, thing: Thing, arn: &str, tags: Tags, sink: &mut dyn Sink) {
        // The model of another account, which shares it, is that account's.
        let owner = Arn::parse(arn).and_then(|it| it.account_id());
        let scope = owner.map_or_else(|| self.scope(), |owner| format!("aws:{owner}"));
        let origin = self.origin("");
        let fact = match thing {
            Thing::Workload(kind) => {
                let mut workload = self.workload(kind, arn, "", origin);
                workload.scope = scope;
                workload.tags = Some(tags);
                Fact::Workload(workload)
            }
            Thing::Asset(class, kind) => {
                let mut asset = self.asset(class, kind, arn, "", origin);
                asset.scope = Some(scope);
                asset.tags = Some(tags);
                Fact::Asset(asset)
            }
            Thing::Pipeline(kind) => Fact::Pipeline(Pipeline {
                id: arn.to_owned(),
                provider: Provider::Aws,
                kind: kind.to_owned(),
                name: String::new(),
                scope,
                stages: Vec::new(),
                triggers: Vec::new(),
                tags: Some(tags),
                attributes: std::collections::BTreeMap::new(),
                origin,
            }),
        };
        sink.fact(fact);
    }
}
