//! The identity of a compute or an endpoint that another file describes, as that of the stages that run on it.

use std::collections::BTreeMap;

use crate::facts::RunsAs;
use crate::pipelines::{Output, PipelineDraft};
use crate::snapshot::Sink;

/// What waits for the other files.
#[derive(Debug, Default)]
pub(in crate::pipelines) struct Joined {
    /// From what stands for the identity of a compute or an endpoint (`azureml:computes/NAME/identity`) to the identities that its
    /// own file names.
    identities: BTreeMap<String, Vec<RunsAs>>,
    /// Pipelines with a stage that has such an identity.
    pipelines: Vec<PipelineDraft>,
}

/// Whether it stands for the identity of something that another file may describe.
fn stands_for(identity: &str) -> bool {
    identity.starts_with("azureml:") && identity.ends_with("/identity")
}

/// Gives a pipeline to the output: at once, or when every file has been read.
pub(super) fn pipeline(draft: PipelineDraft, output: &mut Output<'_>) {
    let mut runs_as = draft.stages().iter().flat_map(|it| &it.runs_as);
    match runs_as.any(|it| stands_for(&it.identity)) {
        true => output.later().azureml.pipelines.push(draft),
        false => output.pipeline(draft),
    }
}

/// Says whose permissions a compute or an endpoint has.
pub(super) fn names(owner: &str, identities: &[RunsAs], output: &mut Output<'_>) {
    let own = format!("{owner}/identity");
    let others = identities.iter().filter(|it| it.identity != own);
    let others: Vec<RunsAs> = others.cloned().collect();
    if !others.is_empty() {
        let known = &mut output.later().azureml.identities;
        known.entry(own).or_default().extend(others);
    }
}

impl Joined {
    /// Gives the pipelines, with the identities that are known by now. Returns how many there are.
    pub(in crate::pipelines) fn give(mut self, sink: &mut dyn Sink) -> u64 {
        for all in self.identities.values_mut() {
            all.sort();
            all.dedup();
        }
        let mut count = 0;
        for mut draft in self.pipelines {
            for stage in draft.stages_mut() {
                let mut runs_as = Vec::new();
                for one in std::mem::take(&mut stage.runs_as) {
                    match self.identities.get(&one.identity) {
                        Some(known) => runs_as.extend(known.iter().map(|it| RunsAs {
                            identity: it.identity.clone(),
                            how: one.how.clone(),
                            assumed: it.assumed.clone().or_else(|| one.assumed.clone()),
                        })),
                        None => runs_as.push(one),
                    }
                }
                runs_as.sort();
                runs_as.dedup();
                stage.runs_as = runs_as;
            }
            for fact in draft.facts() {
                sink.fact(fact);
            }
            count += 1;
        }
        count
    }
}
