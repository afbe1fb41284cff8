//! Identity -> the code of a function, and its environment.

mod qualified;

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Asset, AssetClass, Workload};
use serde_json::Value;

use super::touch::{KeyUse, On, Way, apply, asset_edges, is_nothing};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Estate, Lens};
use crate::model::{Access, Node, NodeKind};
pub(super) use qualified::{INVOKE, qualified};

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for AWS Lambda". `GetFunction` returns a link to the code;
/// `GetFunctionConfiguration` returns the settings alone (pages "GetFunction" and "GetFunctionConfiguration" of the
/// API reference).
pub(super) static CODE: &[Way] = &[
    Way::on_itself(Access::Read, &["lambda:GetFunction"]),
    Way::on_itself(Access::Write, &["lambda:UpdateFunctionCode"]),
    Way::on_itself(Access::Delete, &["lambda:DeleteFunction"]),
    Way::on_itself(Access::Use, &["lambda:InvokeFunction"]),
    Way::on_itself(Access::Administer, &["lambda:AddPermission"]),
];

/// `GetFunction`, `GetFunctionConfiguration` and `ListFunctions` return the settings of a function with the values of
/// its environment, decrypted for who may use the key.
pub(super) static ENVIRONMENT: &[Way] = &[
    Way {
        access: Access::Read,
        actions: &["lambda:GetFunctionConfiguration", "lambda:GetFunction"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Read,
        actions: &["lambda:ListFunctions"],
        on: On::Listing,
        key: KeyUse::Decrypt,
    },
    Way::on_itself(Access::Write, &["lambda:UpdateFunctionConfiguration"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-lambda",
    title: "A principal may touch the code of a function",
    does: "Read (the code, and as an asset of its own the environment with its values), write, delete, invoke and administer, by the \
           principal's policies and the function's own. A version or an alias may be invoked where the function itself may \
           not: by a policy of its own, or by one of the principal's that names it. Writing the code also controls the function: see code-control.",
    matters: "Function environments hold passwords, and a function that can be invoked acts for the caller.",
    permissions: &[
        "lambda:GetFunction",
        "lambda:GetFunctionConfiguration",
        "lambda:ListFunctions",
        "lambda:UpdateFunctionConfiguration",
        "lambda:UpdateFunctionCode",
        "lambda:DeleteFunction",
        "lambda:InvokeFunction",
        "lambda:AddPermission",
    ],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/versioning-aliases-permissions.html",
        "ATT&CK T1648",
        "ATT&CK T1552",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for (workload, asset) in environments(estate) {
            found.nodes.push(Node {
                id: asset.id,
                kind: NodeKind::Asset,
                class: Some(asset.class),
                type_name: asset.kind,
                name: asset.name,
                scope: asset.scope,
                part_of: None,
                record: Some(format!("workload:{}", workload.id)),
                notes: Vec::new(),
            });
        }
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:lambda:function-code"], found);
        qualified::invoked(lens, found);
        if is_nothing(lens, "aws:lambda:function-environment") {
            return;
        }
        let all = &lens.estate.gathered.environments;
        for (_, asset) in all.get_or_init(|| environments(lens.estate).collect()) {
            asset_edges(lens, asset, found);
        }
    }
}

/// The environments of functions in which there is something to find, as assets: `<function ARN>#environment`.
pub(super) fn environments<'a>(
    estate: &Estate<'a>,
) -> impl Iterator<Item = (&'a Workload, Asset)> + use<'a> {
    estate
        .facts
        .workloads
        .values()
        .filter(|workload| {
            workload.kind == "aws:lambda:function"
                && workload.environment.iter().any(|variable| {
                    variable.shape.is_some()
                        || variable
                            .reference
                            .as_ref()
                            .is_some_and(|reference| reference.starts_with("aws:access-key/"))
                })
        })
        .map(|workload| (workload, environment(workload)))
}

fn environment(function: &Workload) -> Asset {
    Asset {
        id: format!("{}#environment", function.id),
        provider: function.provider,
        class: AssetClass::Secret,
        kind: "aws:lambda:function-environment".to_owned(),
        name: format!("environment of {}", function.name),
        scope: Some(function.scope.clone()),
        region: function.region.clone(),
        part_of: None,
        encryption_key: function
            .attributes
            .get("environment_key")
            .and_then(Value::as_str)
            .map(str::to_owned),
        tags: function.tags.clone(),
        attributes: BTreeMap::new(),
        origin: function.origin.clone(),
    }
}
