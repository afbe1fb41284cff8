//! Changes of who belongs to a group, and of what runs as whom.

use blastradius_collectors::facts::{FactKind, RunsAs};

use super::apply::Making;
use super::error::ChangeError;
use super::names::{all, among, one};

impl Making<'_> {
    pub(super) fn member(
        &mut self,
        user: &str,
        group: &str,
        joins: bool,
    ) -> Result<(), ChangeError> {
        let facts = &self.snapshot.facts;
        let user = one(facts, user, &[FactKind::Identity], "user")?
            .1
            .to_owned();
        let group = match joins {
            true => one(facts, group, &[FactKind::Identity], "group")?
                .1
                .to_owned(),
            false => {
                let of = facts.identities.get(&user);
                let of = of.into_iter().flat_map(|it| &it.member_of);
                let of = of.map(|id| (FactKind::Identity, id.as_str(), ""));
                among(of.collect(), group, &format!("group of `{user}`"))?
                    .1
                    .to_owned()
            }
        };
        if let Some(identity) = self.facts().identities.get_mut(&user) {
            identity.member_of.retain(|id| *id != group);
            if joins {
                identity.member_of.push(group);
                identity.member_of.sort();
            }
        }
        self.note(FactKind::Identity, &user);
        Ok(())
    }

    /// Whom a workload, or a stage of a pipeline, runs as.
    pub(super) fn run_as(
        &mut self,
        what: &str,
        identity: Option<&str>,
        set: bool,
    ) -> Result<(), ChangeError> {
        let facts = &self.snapshot.facts;
        let mut things: Vec<_> = all(facts, &[FactKind::Workload]);
        let stages = facts.pipelines.values().flat_map(|it| &it.stages);
        things.extend(stages.map(|it| (FactKind::Pipeline, &*it.id, &*it.name)));
        let found = among(things, what, "workload or stage")?;
        let (kind, id) = (found.0, found.1.to_owned());
        let identity = match identity {
            Some(text) => {
                let found = one(facts, text, &[FactKind::Identity], "identity")?;
                Some(found.1.to_owned())
            }
            None => None,
        };
        let mut record = id.clone();
        let facts = self.facts();
        let runs_as = if kind == FactKind::Workload {
            facts.workloads.get_mut(&id).map(|it| &mut it.runs_as)
        } else {
            let pipelines = facts.pipelines.values_mut();
            pipelines
                .flat_map(|it| {
                    let pipeline = it.id.clone();
                    it.stages.iter_mut().map(move |at| (pipeline.clone(), at))
                })
                .find(|(_, stage)| stage.id == id)
                .map(|(pipeline, stage)| {
                    record = pipeline;
                    &mut stage.runs_as
                })
        };
        let Some(runs_as) = runs_as else {
            return Ok(());
        };
        let before = runs_as.len();
        match (set, identity) {
            (true, Some(identity)) => *runs_as = vec![RunsAs::new(identity, "execution-role")],
            (_, Some(identity)) => runs_as.retain(|it| it.identity != identity),
            (_, None) => runs_as.clear(),
        }
        if !set && runs_as.len() == before {
            return Err(ChangeError::Impossible(format!(
                "`{id}` does not run as that identity"
            )));
        }
        self.note(kind, &record);
        Ok(())
    }
}
