use serde_json::json;

use crate::{answers, everything};

const GROUP: &str = "arn:aws:athena:us-east-1:111122223333:workgroup/primary";
const CATALOG: &str = "arn:aws:athena:us-east-1:111122223333:datacatalog/dynamo";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:111122223333:function:reader";

#[test]
fn a_workgroup_writes_its_results_somewhere_and_a_catalog_reads_through_a_function() {
    let sink = answers(
        "athena",
        &[
            (
                "get-work-group",
                "primary",
                json!({"WorkGroup": {"Name": "primary", "State": "ENABLED", "Configuration": {
                    "ResultConfiguration": {"OutputLocation": "s3://results/athena/",
                        "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "alias/results"}},
                    "EnforceWorkGroupConfiguration": true, "ExecutionRole": "arn:aws:iam::111122223333:role/spark",
                    "EngineConfiguration": {"SparkProperties": {"password": "CANARY"}}}}}),
            ),
            (
                "get-data-catalog",
                "dynamo",
                json!({"DataCatalog": {"Name": "dynamo", "Type": "LAMBDA",
                    "Parameters": {"function": FUNCTION, "record-function": "none", "connection-properties": "CANARY"}}}),
            ),
        ],
    );
    let group = &sink.facts.assets[GROUP];
    assert_eq!(group.kind, "aws:athena:workgroup");
    assert_eq!(group.encryption_key.as_deref(), Some("alias/results"));
    assert_eq!(
        serde_json::to_value(&group.attributes).unwrap(),
        json!({"state": "ENABLED", "results": "s3://results/athena/", "enforced": true,
            "execution_role": "arn:aws:iam::111122223333:role/spark"})
    );
    let results = format!("{GROUP}->arn:aws:s3:::results/athena/*#data");
    let read = format!("{FUNCTION}->{CATALOG}#data");
    let flows: Vec<&String> = sink.facts.lineage.keys().collect();
    assert_eq!(flows, [&results, &read]);
    assert_eq!(sink.facts.assets[CATALOG].kind, "aws:athena:data-catalog");
    assert_eq!(
        sink.facts.assets[CATALOG].attributes["catalog_type"],
        "LAMBDA"
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
