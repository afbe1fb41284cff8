//! The address of a service: the one that was set for it, the one that was set for all, or the public one.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

/// Services whose id in the shared configuration is not their name in the AWS CLI, from the service models of the SDKs
/// (`serviceId`). All others only differ in case and in spaces for dashes.
const IDS: [(&str, &str); 12] = [
    ("apigateway", "API Gateway"),
    ("configservice", "Config Service"),
    ("datapipeline", "Data Pipeline"),
    ("events", "EventBridge"),
    ("logs", "CloudWatch Logs"),
    ("mwaa", "MWAA"),
    ("s3api", "S3"),
    ("s3control", "S3 Control"),
    ("secretsmanager", "Secrets Manager"),
    ("servicecatalog", "Service Catalog"),
    ("stepfunctions", "SFN"),
    ("waf-regional", "WAF Regional"),
];

/// Where a service is asked: what was set on the command line, `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the
/// same of the profile, or the public address of the region. `host` is the first label of that address, or all of it with
/// `{region}` in it; `cli` is the service as the AWS CLI names it.
///
/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
pub(super) fn address(config: &SdkConfig, cli: &str, host: &str, region: &str) -> String {
    let own = || {
        let id = IDS.iter().find(|(name, _)| *name == cli);
        let key = ServiceConfigKey::builder()
            .service_id(id.map_or(cli, |(_, id)| id))
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        config.service_config()?.load_config(key.ok()?)
    };
    let set = if config.get_origin("endpoint_url").is_client_config() {
        None
    } else {
        own()
    };
    if let Some(endpoint) = set.or_else(|| config.endpoint_url().map(str::to_owned)) {
        return endpoint.trim_end_matches('/').to_owned();
    }
    if host.contains("{region}") {
        return format!("https://{}", host.replace("{region}", region));
    }
    // Source: AWS General Reference, "AWS service endpoints", and the endpoints of the China regions.
    let suffix = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    format!("https://{host}.{region}.{suffix}")
}
