use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything, flows};

const ROLE: &str = "arn:aws:iam::111122223333:role/studio";
const SPACES: &str = "arn:aws:iam::111122223333:role/shared";

fn arn(resource: &str) -> String {
    format!("arn:aws:sagemaker:us-east-1:111122223333:{resource}")
}

#[test]
fn a_domain_gives_its_users_and_shared_spaces_different_roles() {
    let app = json!({"DefaultResourceSpec": {"LifecycleConfigArn": arn("studio-lifecycle-config/start"),
            "SageMakerImageVersionArn": arn("image-version/lab/1"), "InstanceType": "system"},
        "LifecycleConfigArns": [arn("studio-lifecycle-config/start"), arn("studio-lifecycle-config/other")],
        "CustomImages": [{"ImageName": "Lab", "AppImageConfigName": "c"}],
        "CodeRepositories": [{"RepositoryUrl": "https://user:CANARY-git@git.example/ml"}],
        "EmrSettings": {"AssumableRoleArns": ["arn:aws:iam::444455556666:role/emr"], "ExecutionRoleArns": [ROLE]}});
    let domain = json!({"DomainArn": arn("domain/d-1"), "DomainId": "d-1", "DomainName": "lab", "Status": "InService",
        "Url": "https://d-1.studio.us-east-1.sagemaker.aws", "AuthMode": "IAM", "AppNetworkAccessType": "PublicInternetOnly",
        "VpcId": "vpc-1", "KmsKeyId": "key", "HomeEfsFileSystemId": "fs-1",
        "DefaultUserSettings": {"ExecutionRole": ROLE, "JupyterLabAppSettings": app,
            "SharingSettings": {"S3OutputPath": "s3://shared/notebooks"},
            "CustomFileSystemConfigs": [{"S3FileSystemConfig": {"S3Uri": "s3://mounted/home/", "MountPath": "/m"}}],
            "CanvasAppSettings": {
                "TimeSeriesForecastingSettings": {"AmazonForecastRoleArn": "arn:aws:iam::111122223333:role/forecast"},
                "ModelRegisterSettings": {"CrossAccountModelRegisterRoleArn": "arn:aws:iam::444455556666:role/register"},
                "WorkspaceSettings": {"S3ArtifactPath": "s3://canvas/a"},
                "IdentityProviderOAuthSettings": [{"SecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:snow-AbCdEf"}],
                "GenerativeAiSettings": {"AmazonBedrockRoleArn": "arn:aws:iam::111122223333:role/canvas"},
                "EmrServerlessSettings": {"ExecutionRoleArn": "arn:aws:iam::111122223333:role/emr-serverless"}}},
        "DefaultSpaceSettings": {"ExecutionRole": SPACES,
            "KernelGatewayAppSettings": {"DefaultResourceSpec": {"LifecycleConfigArn": arn("studio-lifecycle-config/space")}}},
        "DomainSettings": {"RStudioServerProDomainSettings": {"DomainExecutionRoleArn": "arn:aws:iam::111122223333:role/rstudio"},
            "ExecutionRoleIdentityConfig": "USER_PROFILE_NAME"}});
    let sink = answers("sagemaker", &[("describe-domain", "d-1", domain)]);
    let id = arn("domain/d-1");
    let domain = &sink.facts.workloads[&id];
    assert_eq!(domain.kind, "aws:sagemaker:domain");
    assert_eq!(domain.name, "lab");
    assert_eq!(domain.runs_as.len(), 1);
    assert_eq!(domain.runs_as[0].identity, ROLE);
    for (name, value) in [
        ("state", json!("InService")),
        ("url", json!("https://d-1.studio.us-east-1.sagemaker.aws")),
        ("auth_mode", json!("IAM")),
        ("network_access", json!("PublicInternetOnly")),
        ("vpc", json!("vpc-1")),
        ("encryption_key", json!("key")),
        ("home_file_system", json!("fs-1")),
        (
            "rstudio_role",
            json!("arn:aws:iam::111122223333:role/rstudio"),
        ),
        ("execution_role_identity", json!("USER_PROFILE_NAME")),
        (
            "offered_lifecycle_configurations",
            json!([
                arn("studio-lifecycle-config/start"),
                arn("studio-lifecycle-config/other")
            ]),
        ),
        (
            "emr_assumable_roles",
            json!(["arn:aws:iam::444455556666:role/emr"]),
        ),
        ("emr_execution_roles", json!([ROLE])),
        (
            "canvas_forecast_role",
            json!("arn:aws:iam::111122223333:role/forecast"),
        ),
        (
            "canvas_model_register_role",
            json!("arn:aws:iam::444455556666:role/register"),
        ),
        (
            "canvas_bedrock_role",
            json!("arn:aws:iam::111122223333:role/canvas"),
        ),
        (
            "canvas_emr_serverless_role",
            json!("arn:aws:iam::111122223333:role/emr-serverless"),
        ),
        (
            "canvas_secrets",
            json!(["arn:aws:secretsmanager:us-east-1:111122223333:secret:snow-AbCdEf"]),
        ),
    ] {
        assert_eq!(domain.attributes[name], value, "{name}");
    }
    let spaces = &sink.facts.workloads[&format!("{id}#spaces")];
    assert_eq!(spaces.runs_as[0].identity, SPACES);
    let spaces = spaces.id.clone();
    assert_eq!(
        flows(&sink),
        [
            (
                "arn:aws:s3:::mounted/home/*".to_owned(),
                id.clone(),
                LineageKind::Data
            ),
            (
                id.clone(),
                "arn:aws:s3:::canvas/a/*".to_owned(),
                LineageKind::Data
            ),
            (
                id.clone(),
                "arn:aws:s3:::shared/notebooks/*".to_owned(),
                LineageKind::Data
            ),
            (arn("image-version/lab/1"), id.clone(), LineageKind::Image),
            (arn("image/lab"), id.clone(), LineageKind::Image),
            // The default runs; the other is only offered.
            (
                arn("studio-lifecycle-config/space"),
                spaces,
                LineageKind::Code
            ),
            (arn("studio-lifecycle-config/start"), id, LineageKind::Code),
        ]
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn profiles_and_spaces_inherit_roles_and_apps_run_as_them() {
    let sink = answers(
        "sagemaker",
        &[
            (
                "list-user-profiles",
                "",
                json!({"UserProfiles": [{"DomainId": "d-1", "UserProfileName": "Ana", "Status": "InService"},
                    {"DomainId": "d-1", "UserProfileName": "Bo", "Status": "InService"}]}),
            ),
            (
                "describe-user-profile",
                "d-1 Ana",
                json!({"DomainId": "d-1", "UserProfileArn": arn("user-profile/d-1/ana"), "UserProfileName": "Ana",
                    "SingleSignOnUserValue": "ana@example.org", "UserSettings": {"ExecutionRole": ROLE}}),
            ),
            (
                "describe-user-profile",
                "d-1 Bo",
                json!({"DomainId": "d-1", "UserProfileArn": arn("user-profile/d-1/bo"), "UserProfileName": "Bo"}),
            ),
            (
                "describe-space",
                "d-1 mine",
                json!({"DomainId": "d-1", "SpaceArn": arn("space/d-1/mine"), "SpaceName": "mine", "Status": "InService",
                    "OwnershipSettings": {"OwnerUserProfileName": "Ana"}, "SpaceSharingSettings": {"SharingType": "Private"},
                    "SpaceSettings": {"JupyterLabAppSettings": {"DefaultResourceSpec": {
                        "LifecycleConfigArn": arn("studio-lifecycle-config/mine")}},
                        "CustomFileSystems": [{"S3FileSystem": {"S3Uri": "s3://mounted/mine"}}]}}),
            ),
            (
                "list-spaces",
                "",
                json!({"Spaces": [{"DomainId": "d-1", "SpaceName": "mine",
                        "SpaceSettingsSummary": {"AppType": "JupyterLab", "RemoteAccess": "ENABLED"},
                        "SpaceSharingSettingsSummary": {"SharingType": "Private"},
                        "OwnershipSettingsSummary": {"OwnerUserProfileName": "Ana"}},
                    {"DomainId": "d-1", "SpaceName": "ours", "SpaceSharingSettingsSummary": {"SharingType": "Shared"}}]}),
            ),
            (
                "list-apps",
                "",
                json!({"Apps": [
                    {"DomainId": "d-1", "SpaceName": "mine", "AppType": "JupyterLab", "AppName": "default", "Status": "InService",
                        "ResourceSpec": {"LifecycleConfigArn": arn("studio-lifecycle-config/mine")}},
                    {"DomainId": "d-1", "UserProfileName": "Bo", "AppType": "Canvas", "AppName": "default", "Status": "InService"},
                    {"DomainId": "d-1", "UserProfileName": "Bo", "AppType": "Canvas", "AppName": "gone", "Status": "Deleted"},
                    {"DomainId": "d-1", "AppType": "Canvas", "AppName": "whose"}]}),
            ),
        ],
    );
    let runs_as = |id: &str| {
        let workload = &sink.facts.workloads[&arn(id)];
        let of: Vec<_> = workload
            .runs_as
            .iter()
            .map(|it| (it.identity.clone(), it.how.clone()))
            .collect();
        of
    };
    let one = |id: String, how: &str| vec![(id, how.to_owned())];
    assert_eq!(
        runs_as("user-profile/d-1/ana"),
        one(ROLE.to_owned(), "execution-role")
    );
    assert_eq!(
        runs_as("user-profile/d-1/bo"),
        one(arn("domain/d-1"), "domain-default")
    );
    assert_eq!(
        runs_as("space/d-1/mine"),
        one(arn("user-profile/d-1/ana"), "owner-profile")
    );
    assert_eq!(
        runs_as("space/d-1/ours"),
        one(format!("{}#spaces", arn("domain/d-1")), "space-default")
    );
    assert_eq!(
        runs_as("app/d-1/mine/jupyterlab/default"),
        one(arn("space/d-1/mine"), "space")
    );
    assert_eq!(
        runs_as("app/d-1/bo/canvas/default"),
        one(arn("user-profile/d-1/bo"), "user-profile")
    );
    assert!(
        !sink
            .facts
            .workloads
            .contains_key(&arn("app/d-1/bo/canvas/gone"))
    );
    let space = &sink.facts.workloads[&arn("space/d-1/mine")];
    assert_eq!(space.attributes["remote_access"], "ENABLED");
    assert_eq!(space.attributes["app"], "JupyterLab");
    assert_eq!(space.attributes["sharing"], "Private");
    let ana = &sink.facts.workloads[&arn("user-profile/d-1/ana")];
    assert_eq!(ana.attributes["single_sign_on_user"], "ana@example.org");
    let config = arn("studio-lifecycle-config/mine");
    assert!(flows(&sink).contains(&(config.clone(), arn("space/d-1/mine"), LineageKind::Code)));
    assert!(flows(&sink).contains(&(
        config,
        arn("app/d-1/mine/jupyterlab/default"),
        LineageKind::Code
    )));
    // Whose app it is cannot be told: that is a gap.
    assert_eq!(sink.coverage.len(), 1, "{:?}", sink.coverage);
}

#[test]
fn scripts_and_repositories_are_code_and_their_text_is_not_kept() {
    let sink = answers(
        "sagemaker",
        &[
            (
                "list-notebook-instance-lifecycle-configs",
                "",
                json!({"NotebookInstanceLifecycleConfigs": [{"NotebookInstanceLifecycleConfigName": "Boot",
                    "NotebookInstanceLifecycleConfigArn": arn("notebook-instance-lifecycle-config/boot"),
                    "OnStart": [{"Content": "Q0FOQVJZ CANARY"}]}]}),
            ),
            (
                "list-studio-lifecycle-configs",
                "",
                json!({"StudioLifecycleConfigs": [{"StudioLifecycleConfigName": "start",
                    "StudioLifecycleConfigArn": arn("studio-lifecycle-config/start"),
                    "StudioLifecycleConfigAppType": "JupyterLab", "StudioLifecycleConfigContent": "CANARY"}]}),
            ),
            (
                "list-code-repositories",
                "",
                json!({"CodeRepositorySummaryList": [{"CodeRepositoryName": "ml", "CodeRepositoryArn": arn("code-repository/ml"),
                    "GitConfig": {"RepositoryUrl": "https://git.example/ml.git", "Branch": "main",
                        "SecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:git-AbCdEf"}}]}),
            ),
            (
                "describe-notebook-instance",
                "lab",
                json!({"NotebookInstanceName": "lab", "NotebookInstanceArn": arn("notebook-instance/lab"), "RoleArn": ROLE,
                    "NotebookInstanceLifecycleConfigName": "Boot", "DefaultCodeRepository": "ml", "RootAccess": "Enabled",
                    "AdditionalCodeRepositories": ["https://u:CANARY-pass@git.example/x"], "SecurityGroups": ["sg-1"],
                    "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "1"}}),
            ),
        ],
    );
    let boot = &sink.facts.assets[&arn("notebook-instance-lifecycle-config/boot")];
    assert_eq!(
        (boot.class, boot.kind.as_str()),
        (AssetClass::Code, "aws:sagemaker:lifecycle-config")
    );
    assert_eq!(boot.attributes["runs_in"], "notebook-instance");
    let start = &sink.facts.assets[&arn("studio-lifecycle-config/start")];
    assert_eq!(start.kind, "aws:sagemaker:studio-lifecycle-config");
    assert_eq!(start.attributes["runs_in"], "JupyterLab");
    let repository = &sink.facts.assets[&arn("code-repository/ml")];
    assert_eq!(repository.attributes["url"], "https://git.example/ml.git");
    assert_eq!(repository.attributes["branch"], "main");
    assert_eq!(
        repository.attributes["secret"],
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:git-AbCdEf"
    );
    let notebook = &sink.facts.workloads[&arn("notebook-instance/lab")];
    assert_eq!(notebook.attributes["lifecycle_configuration"], "Boot");
    assert_eq!(notebook.attributes["imds_minimum_version"], "1");
    assert_eq!(notebook.attributes["root_access"], "Enabled");
    assert_eq!(notebook.attributes["code_repositories"][0], "ml");
    assert_eq!(
        flows(&sink),
        [(boot.id.clone(), notebook.id.clone(), LineageKind::Code)]
    );
    assert!(!everything(&sink).contains("CANARY"));
}
