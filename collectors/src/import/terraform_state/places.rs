//! Where each resource is: its account, its region, its ARN, and those of the principals that it names.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Resource;
use super::kinds;
use crate::aws::translate::{Place, Source, fill};
use crate::aws::wire::Arn;

/// The account and region of one resource.
#[derive(Debug, Default, Clone)]
pub(super) struct Placed {
    pub(super) account: String,
    pub(super) partition: String,
    pub(super) region: Option<String>,
}

impl Placed {
    pub(super) fn as_place(&self) -> Place<'_> {
        Place {
            account: &self.account,
            partition: &self.partition,
            region: self.region.as_deref(),
        }
    }
}

/// What the file as a whole tells of places.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The account, where all ARNs are of one.
    account: Option<String>,
    /// The region, where all ARNs are of one.
    region: Option<String>,
    partition: Option<String>,
    /// The ARNs of principals by type and name: `("role", "train")`.
    principals: BTreeMap<(&'static str, String), String>,
}

/// The principals that other resources name by their names.
const PRINCIPALS: &[(&str, &str)] = &[
    ("aws_iam_role", "role"),
    ("aws_iam_user", "user"),
    ("aws_iam_group", "group"),
];

impl Places {
    pub(super) fn of(resources: &[Resource]) -> Self {
        let mut places = Self::default();
        let (mut accounts, mut regions) = (BTreeSet::new(), BTreeSet::new());
        for resource in resources {
            let Ok(source) = Source::read(&resource.text) else {
                continue;
            };
            let Some(text) = source.text(ARN) else {
                continue;
            };
            let Some(arn) = Arn::parse(&text) else {
                continue;
            };
            if let Some(account) = arn.account_id() {
                accounts.insert(account.to_owned());
                places.partition = Some(arn.partition.to_owned());
            }
            if !arn.region.is_empty() {
                regions.insert(arn.region.to_owned());
            }
        }
        let only =
            |all: BTreeSet<String>| (all.len() == 1).then(|| all.into_iter().next()).flatten();
        places.account = only(accounts);
        places.region = only(regions);
        for resource in resources {
            let kind = PRINCIPALS.iter().find(|(kind, _)| *kind == resource.kind);
            let (Some((_, kind)), Ok(source)) = (kind, Source::read(&resource.text)) else {
                continue;
            };
            if let (Some(name), Some(arn)) = (source.text("name"), places.arn(resource, &source)) {
                places.principals.insert((kind, name), arn);
            }
        }
        places
    }

    pub(super) fn place(&self, resource: &Resource) -> Placed {
        let source = Source::read(&resource.text).ok();
        let text = |path| source.as_ref().and_then(|it| it.text(path));
        let arn_text = text(ARN);
        let arn = arn_text.as_deref().and_then(Arn::parse);
        let account = arn.and_then(|arn| arn.account_id()).map(str::to_owned);
        let region = arn
            .map(|it| it.region.to_owned())
            .filter(|it| !it.is_empty());
        Placed {
            account: account.or_else(|| self.account.clone()).unwrap_or_default(),
            partition: arn
                .map(|it| it.partition.to_owned())
                .or_else(|| self.partition.clone())
                .unwrap_or_else(|| "aws".to_owned()),
            region: region
                .or_else(|| text("region"))
                .or_else(|| self.region.clone()),
        }
    }

    /// The attributes, with `item` beside them: the ARN of the resource and of the principals that it names. `None` when
    /// the account is not known.
    pub(super) fn item(&self, resource: &Resource) -> Option<String> {
        let source = Source::read(&resource.text).ok()?;
        let place = self.place(resource);
        if place.account.is_empty() {
            return None;
        }
        let mut members = Vec::new();
        if let Some(arn) = self.arn(resource, &source) {
            members.push(format!("\"arn\":{}", serde_json::Value::from(arn)));
        }
        for (_, kind) in PRINCIPALS {
            let singular = source
                .text(kind)
                .or_else(|| source.text(&format!("{kind}_name")));
            if let Some(name) = singular {
                let arn = serde_json::Value::from(self.principal(kind, &name, &place));
                members.push(format!("\"{kind}\":{arn}"));
            }
            let several: Vec<String> = source
                .get(&format!("{kind}s"))
                .and_then(|raw| serde_json::from_str(&raw).ok())
                .unwrap_or_default();
            let arns: Vec<String> = several
                .iter()
                .map(|it| self.principal(kind, it, &place))
                .collect();
            if !arns.is_empty() {
                members.push(format!("\"{kind}s\":{}", serde_json::Value::from(arns)));
            }
        }
        let rest = resource.text.strip_prefix('{')?;
        let comma = if rest.trim() == "}" { "" } else { "," };
        Some(format!("{{\"item\":{{{}}}{comma}{rest}", members.join(",")))
    }

    /// The ARN of a role, user or group: of that of the file, or of one without a path.
    fn principal(&self, kind: &'static str, name: &str, place: &Placed) -> String {
        if name.starts_with("arn:") {
            return name.to_owned();
        }
        let known = self.principals.get(&(kind, name.to_owned()));
        known.cloned().unwrap_or_else(|| {
            format!(
                "arn:{}:iam::{}:{kind}/{name}",
                place.partition, place.account
            )
        })
    }

    /// The ARN of a resource: as it says, or as its type makes it before it is there.
    fn arn(&self, resource: &Resource, source: &Source<'_>) -> Option<String> {
        if let Some(arn) = source.text(ARN).filter(|it| Arn::parse(it).is_some()) {
            return Some(arn);
        }
        let place = self.place(resource);
        let template = kinds::arn_of(&resource.kind).filter(|_| !place.account.is_empty())?;
        fill(template, source, place.as_place())
    }
}

/// Where resources have their ARN.
const ARN: &str = "arn|agent_arn";
