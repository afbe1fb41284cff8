//! Identity -> the code of a function.

use super::touch::{Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for AWS Lambda". `GetFunction` returns a link to the code; it and
/// `GetFunctionConfiguration` return the environment variables with their values (pages "GetFunction" and
/// "GetFunctionConfiguration" of the API reference), which is where credentials are.
pub(super) static CODE: &[Way] = &[
    Way::on_itself(
        Access::Read,
        &["lambda:GetFunction", "lambda:GetFunctionConfiguration"],
    ),
    Way::on_itself(Access::Write, &["lambda:UpdateFunctionCode"]),
    Way::on_itself(Access::Delete, &["lambda:DeleteFunction"]),
    Way::on_itself(Access::Use, &["lambda:InvokeFunction"]),
    Way::on_itself(Access::Administer, &["lambda:AddPermission"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-lambda",
    title: "A principal may touch the code of a function",
    does: "Read (the environment with its values, and the code), write, delete, invoke and administer, by the \
           principal's policies and the function's own. Writing the code also controls the function: see code-control.",
    matters: "Function environments hold passwords, and a function that can be invoked acts for the caller.",
    permissions: &[
        "lambda:GetFunction",
        "lambda:GetFunctionConfiguration",
        "lambda:UpdateFunctionCode",
        "lambda:DeleteFunction",
        "lambda:InvokeFunction",
        "lambda:AddPermission",
    ],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
        "ATT&CK T1648",
        "ATT&CK T1552",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:lambda:function-code"], found);
    }
}
