//! Facts of which nothing but their existence is known yet.

use std::collections::BTreeMap;

use super::super::Reply;
use crate::facts::{Asset, AssetClass, Origin, Provider, RunsAs, Workload};

impl Reply<'_> {
    /// An asset of the account and region that were asked, of which nothing but its existence is known. `kind` is
    /// the whole type: `aws:sqs:queue`.
    #[must_use]
    pub(crate) fn asset(
        &self,
        class: AssetClass,
        kind: &str,
        id: impl Into<String>,
        name: impl Into<String>,
        origin: Origin,
    ) -> Asset {
        Asset {
            id: id.into(),
            provider: Provider::Aws,
            class,
            kind: kind.to_owned(),
            name: name.into(),
            scope: Some(self.scope()),
            region: self.region.map(str::to_owned),
            part_of: None,
            encryption_key: None,
            tags: None,
            attributes: BTreeMap::new(),
            origin,
        }
    }

    /// A workload of the account and region that were asked, of which nothing but its existence is known. `kind` is
    /// the whole type: `aws:glue:job`.
    #[must_use]
    pub(crate) fn workload(
        &self,
        kind: &str,
        id: impl Into<String>,
        name: impl Into<String>,
        origin: Origin,
    ) -> Workload {
        Workload {
            id: id.into(),
            provider: Provider::Aws,
            kind: kind.to_owned(),
            name: name.into(),
            scope: self.scope(),
            region: self.region.map(str::to_owned),
            runs_as: Vec::new(),
            environment: Vec::new(),
            tags: None,
            attributes: BTreeMap::new(),
            origin,
        }
    }

    /// The ARN of a role that a service names by its ARN or by its name alone.
    #[must_use]
    pub(crate) fn role_arn(&self, role: &str) -> String {
        if role.starts_with("arn:") {
            return role.to_owned();
        }
        let (partition, account) = (self.partition, self.account);
        format!("arn:{partition}:iam::{account}:role/{role}")
    }
}

/// A role that a workload runs as, when there is one.
pub(crate) fn runs_as(role: Option<String>, how: &str) -> Vec<RunsAs> {
    role.filter(|role| !role.is_empty())
        .map(|identity| RunsAs {
            identity,
            how: how.to_owned(),
            assumed: None,
        })
        .into_iter()
        .collect()
}
