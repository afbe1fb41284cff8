use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:datapipeline:us-east-1:111122223333:pipeline/df-1";

#[test]
fn of_a_definition_only_the_roles_are_kept() {
    let api = json!({"pipelineObjects": [
        {"id": "Default", "name": "Default", "fields": [
            {"key": "role", "stringValue": "DataPipelineDefaultRole"},
            {"key": "resourceRole", "stringValue": "DataPipelineDefaultResourceRole"},
            {"key": "*password", "stringValue": "CANARY-password"},
            {"key": "schedule", "refValue": "S"}]},
        {"id": "R", "name": "R", "fields": [{"key": "role", "stringValue": "#{myRole}"},
            {"key": "command", "stringValue": "CANARY-command"}]}],
        "parameterValues": [{"id": "p", "stringValue": "CANARY-value"}]});
    let cli = json!({"objects": [
        {"id": "Default", "role": "DataPipelineDefaultRole", "resourceRole": "DataPipelineDefaultResourceRole",
         "*password": "CANARY-password"},
        {"role": "#{myRole}", "resourceRole": {"ref": "x"}}], "values": {"p": "CANARY-value"}});
    for definition in [api, cli] {
        let sink = answers(
            "datapipeline",
            &[
                (
                    "list-pipelines",
                    "",
                    json!({"pipelineIdList": [{"id": "df-1", "name": "nightly"}], "hasMoreResults": false}),
                ),
                ("get-pipeline-definition", "df-1", definition),
            ],
        );
        assert_eq!(sink.facts.workloads.len(), 1);
        let it = &sink.facts.workloads[ARN];
        assert_eq!(it.kind, "aws:datapipeline:pipeline");
        assert_eq!(it.name, "df-1");
        assert_eq!(it.attributes["title"], "nightly");
        let mut roles: Vec<(&str, &str)> = it
            .runs_as
            .iter()
            .map(|it| (it.how.as_str(), it.identity.as_str()))
            .collect();
        roles.sort_unstable();
        assert_eq!(
            roles,
            [
                (
                    "pipeline-role",
                    "arn:aws:iam::111122223333:role/DataPipelineDefaultRole"
                ),
                (
                    "resource-role",
                    "arn:aws:iam::111122223333:role/DataPipelineDefaultResourceRole"
                )
            ]
        );
        assert_eq!(it.attributes["roles_by_expression"], true);
        assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
        assert!(!everything(&sink).contains("CANARY"));
    }
}
