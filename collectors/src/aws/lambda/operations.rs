//! What Lambda is asked.

use crate::aws::{Operation, Paging, Place};

const PAGES: Paging = Paging {
    token: ("Marker", "NextMarker"),
    size: Some(("MaxItems", 50)),
};
const FUNCTION: &str = "arn:{partition}:lambda:{region}:{account}:function:{argument}";

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("lambda", command), permissions, Place::Regional)
}

const fn each_function(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    operation(name, command, permissions).each(
        "--function-name",
        "FunctionName",
        &[("ListFunctions", "Functions[].FunctionName")],
        FUNCTION,
    )
}

// AWS Lambda API Reference: the page of each operation. GetFunction and GetLayerVersion are not asked: they return where
// the code can be fetched.
pub(super) static OPERATIONS: [Operation; 11] = [
    operation("ListFunctions", "list-functions", &["lambda:ListFunctions"])
        .rest("GET", "/2015-03-31/functions", &[])
        .paged(PAGES),
    each_function("ListAliases", "list-aliases", &["lambda:ListAliases"])
        .rest("GET", "/2015-03-31/functions/{0}/aliases", &[])
        .paged(PAGES)
        .absent(&["ResourceNotFoundException"]),
    // The answer repeats the configuration of the function, with the values of its variables: only the ARNs are read out
    // of it, to ask for policies, and the script keeps no more.
    each_function(
        "ListVersionsByFunction",
        "list-versions-by-function",
        &["lambda:ListVersionsByFunction"],
    )
    .rest("GET", "/2015-03-31/functions/{0}/versions", &[])
    .paged(PAGES)
    .options(&[(
        "--query",
        "{Versions:Versions[].{FunctionArn:FunctionArn,Version:Version}}",
    )])
    .absent(&["ResourceNotFoundException"]),
    // An ARN may end in a version or an alias, which has a policy of its own.
    operation("GetPolicy", "get-policy", &["lambda:GetPolicy"])
        .each(
            "--function-name",
            "FunctionName",
            &[
                ("ListFunctions", "Functions[].FunctionName"),
                ("ListAliases", "Aliases[].AliasArn"),
                (
                    "ListVersionsByFunction",
                    "Versions[?Version!='$LATEST'].FunctionArn",
                ),
            ],
            FUNCTION,
        )
        .rest("GET", "/2015-03-31/functions/{0}/policy", &[])
        .absent(&["ResourceNotFoundException"]),
    each_function(
        "GetFunctionCodeSigningConfig",
        "get-function-code-signing-config",
        &["lambda:GetFunctionCodeSigningConfig"],
    )
    .rest("GET", "/2020-06-30/functions/{0}/code-signing-config", &[])
    .absent(&[
        "ResourceNotFoundException",
        "CodeSigningConfigNotFoundException",
    ]),
    operation(
        "ListEventSourceMappings",
        "list-event-source-mappings",
        &["lambda:ListEventSourceMappings"],
    )
    .rest("GET", "/2015-03-31/event-source-mappings", &[])
    .paged(PAGES),
    operation("ListLayers", "list-layers", &["lambda:ListLayers"])
        .rest("GET", "/2018-10-31/layers", &[])
        .paged(PAGES),
    operation(
        "ListLayerVersions",
        "list-layer-versions",
        &["lambda:ListLayerVersions"],
    )
    .each(
        "--layer-name",
        "LayerName",
        &[("ListLayers", "Layers[].LayerName")],
        "arn:{partition}:lambda:{region}:{account}:layer:{argument}",
    )
    .rest("GET", "/2018-10-31/layers/{0}/versions", &[])
    .paged(PAGES)
    .absent(&["ResourceNotFoundException"]),
    operation(
        "GetLayerVersionPolicy",
        "get-layer-version-policy",
        &["lambda:GetLayerVersionPolicy"],
    )
    .under(
        &["--layer-name", "--version-number"],
        &["LayerName", "VersionNumber"],
        ("ListLayerVersions", "LayerVersions[].Version"),
        "arn:{partition}:lambda:{region}:{account}:layer:{0}:{1}",
    )
    .rest("GET", "/2018-10-31/layers/{0}/versions/{1}/policy", &[])
    .absent(&["ResourceNotFoundException"]),
    each_function(
        "ListFunctionUrlConfigs",
        "list-function-url-configs",
        &["lambda:ListFunctionUrlConfigs"],
    )
    .rest("GET", "/2021-10-31/functions/{0}/urls", &[])
    .paged(PAGES),
    operation("ListTags", "list-tags", &["lambda:ListTags"])
        .each(
            "--resource",
            "Resource",
            &[("ListFunctions", "Functions[].FunctionArn")],
            FUNCTION,
        )
        .rest("GET", "/2017-03-31/tags/{0}", &[]),
];
