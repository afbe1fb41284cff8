//! What a file is that is no definition of a pipeline: so that whoever gave it is told what to do with it.

use super::Node;

/// What a document is, in words that go after `it is`, where that is known.
pub(super) fn of(root: &Node) -> Option<&'static str> {
    let first = root.items().first().unwrap_or(root);
    let has = |node: &Node, names: &[&str]| names.iter().all(|it| node.get(it).is_some());
    let begins =
        |name: &str, with: &str| first.text_of(name).is_some_and(|it| it.starts_with(with));
    Some(match () {
        () if begins("name", "//")
            && (has(first, &["asset_type"]) || has(first, &["assetType"])) =>
        {
            "an export of Cloud Asset Inventory"
        }
        () if root
            .get("Records")
            .and_then(|it| it.items().first())
            .is_some_and(|it| has(it, &["eventSource", "eventName"])) =>
        {
            "a log of CloudTrail"
        }
        () if has(root, &["Statement"]) && (has(root, &["Version"]) || has(root, &["Id"])) => {
            "a policy of AWS"
        }
        () if has(first, &["RuleID", "StartLine"]) => "a report of gitleaks, for `leak`",
        () if has(first, &["SourceMetadata", "DetectorName"]) => {
            "a report of TruffleHog, for `leak`"
        }
        () if begins("$schema", "https://json-schema.org/")
            || begins("$schema", "http://json-schema.org/") =>
        {
            "a JSON schema"
        }
        () if has(root, &["openapi", "paths"]) || has(root, &["swagger", "paths"]) => {
            "a description of an interface (OpenAPI)"
        }
        () if has(root, &["metadataAttributes"]) => {
            "attributes of a document of a knowledge base, by which who asks may filter"
        }
        () if has(root, &["terraform_version", "lineage", "resources"]) => {
            "a state of Terraform, for `import terraform-state`"
        }
        () if has(root, &["format_version", "terraform_version"]) => {
            "what `terraform show -json` prints, without resources that are read from it"
        }
        () if has(root, &["configurationItems"]) => {
            "a snapshot of AWS Config, for `import aws-config`"
        }
        () if has(root, &["UserDetailList", "RoleDetailList"]) => {
            "account authorization details, for `import aws-gaad`"
        }
        () if has(root, &["name", "version", "dependencies"])
            || has(root, &["lockfileVersion"]) =>
        {
            "a manifest of packages"
        }
        () if has(root, &["services"]) && !has(root, &["steps"]) => "a file of Docker Compose",
        () if has(first, &["apiVersion", "kind"]) => "an object of Kubernetes of another kind",
        () => return None,
    })
}
