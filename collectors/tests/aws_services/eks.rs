use serde_json::json;

use crate::answers;

const PREFIX: &str = "arn:aws:eks:us-east-1:111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/ops";

#[test]
fn a_cluster_has_its_issuer_its_endpoint_and_who_is_let_in() {
    let cluster = format!("{PREFIX}:cluster/prod");
    let argument = format!("prod {ROLE}");
    let sink = answers(
        "eks",
        &[
            ("list-clusters", "", json!({"clusters": ["prod"]})),
            (
                "describe-cluster",
                "prod",
                json!({"cluster": {"name": "prod", "arn": cluster, "version": "1.33", "status": "ACTIVE",
                    "endpoint": "https://x.eks.amazonaws.com", "roleArn": "arn:aws:iam::111122223333:role/cluster",
                    "resourcesVpcConfig": {"vpcId": "vpc-1", "endpointPublicAccess": true,
                        "endpointPrivateAccess": false, "publicAccessCidrs": ["0.0.0.0/0"]},
                    "identity": {"oidc": {"issuer": "https://oidc.eks.us-east-1.amazonaws.com/id/ABC"}},
                    "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": true},
                    "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:us-east-1:111122223333:key/k"}}],
                    "computeConfig": {"enabled": true, "nodeRoleArn": "arn:aws:iam::111122223333:role/auto"},
                    "certificateAuthority": {"data": "x"}, "tags": {"env": "prod"}}}),
            ),
            (
                "describe-access-entry",
                &argument,
                json!({"accessEntry": {"clusterName": "prod", "principalArn": ROLE, "kubernetesGroups": ["ops"],
                    "accessEntryArn": "x", "username": "u", "type": "STANDARD"}}),
            ),
            (
                "list-associated-access-policies",
                &argument,
                json!({"clusterName": "prod", "principalArn": ROLE, "associatedAccessPolicies": [
                    {"policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy",
                     "accessScope": {"type": "namespace", "namespaces": ["a"]}}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let it = &sink.facts.workloads[&cluster];
    assert_eq!(it.kind, "aws:eks:cluster");
    assert_eq!(it.name, "prod");
    let mut roles: Vec<(&str, &str)> = it
        .runs_as
        .iter()
        .map(|it| (it.how.as_str(), it.identity.as_str()))
        .collect();
    roles.sort_unstable();
    assert_eq!(
        roles,
        [
            ("cluster-role", "arn:aws:iam::111122223333:role/cluster"),
            ("node-role", "arn:aws:iam::111122223333:role/auto")
        ]
    );
    for (name, value) in [
        ("state", json!("ACTIVE")),
        ("version", json!("1.33")),
        ("endpoint", json!("https://x.eks.amazonaws.com")),
        (
            "oidc_issuer",
            json!("https://oidc.eks.us-east-1.amazonaws.com/id/ABC"),
        ),
        ("authentication_mode", json!("API")),
        ("creator_is_admin", json!(true)),
        ("public_endpoint", json!(true)),
        ("private_endpoint", json!(false)),
        ("public_access_cidrs", json!(["0.0.0.0/0"])),
        ("vpc", json!("vpc-1")),
        (
            "secrets_key",
            json!(["arn:aws:kms:us-east-1:111122223333:key/k"]),
        ),
        (
            "access_entry/arn:aws:iam::111122223333:role/ops",
            json!({"type": "STANDARD", "username": "u", "groups": ["ops"]}),
        ),
        (
            "access_policies/arn:aws:iam::111122223333:role/ops",
            json!([{"policy": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy", "scope": "namespace",
                "namespaces": ["a"]}]),
        ),
    ] {
        assert_eq!(it.attributes[name], value, "{name}");
    }
    assert_eq!(it.tags.as_ref().unwrap()["env"], "prod");
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn nodes_and_pods_have_roles() {
    let cluster = format!("{PREFIX}:cluster/prod");
    let nodes = format!("{PREFIX}:nodegroup/prod/main/1");
    let fargate = format!("{PREFIX}:fargateprofile/prod/fp/1");
    let pod = format!("{PREFIX}:podidentityassociation/prod/a-1");
    let addon = format!("{PREFIX}:addon/prod/vpc-cni/1");
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let sink = answers(
        "eks",
        &[
            (
                "describe-nodegroup",
                "prod main",
                json!({"nodegroup": {"nodegroupName": "main", "nodegroupArn": nodes, "clusterName": "prod",
                    "status": "ACTIVE", "nodeRole": role("node"), "remoteAccess": {"ec2SshKey": "ops"},
                    "launchTemplate": {"id": "lt-1"}, "tags": {"a": "b"}}}),
            ),
            (
                "describe-fargate-profile",
                "prod fp",
                json!({"fargateProfile": {"fargateProfileName": "fp", "fargateProfileArn": fargate,
                    "clusterName": "prod", "status": "ACTIVE", "podExecutionRoleArn": role("fargate"),
                    "selectors": [{"namespace": "jobs"}, {"labels": {}}], "tags": {}}}),
            ),
            (
                "describe-pod-identity-association",
                "prod a-1",
                json!({"association": {"associationArn": pod, "associationId": "a-1", "clusterName": "prod",
                    "namespace": "jobs", "serviceAccount": "trainer", "roleArn": role("pod"),
                    "targetRoleArn": "arn:aws:iam::444455556666:role/target", "disableSessionTags": false,
                    "policy": "{}", "tags": {}}}),
            ),
            (
                "describe-addon",
                "prod vpc-cni",
                json!({"addon": {"addonName": "vpc-cni", "addonArn": addon, "clusterName": "prod", "status": "ACTIVE",
                    "addonVersion": "v1", "serviceAccountRoleArn": role("cni"),
                    "configurationValues": "CANARY", "podIdentityAssociations": [pod]}}),
            ),
        ],
    );
    let it = &sink.facts.workloads[&nodes];
    assert_eq!(
        (it.kind.as_str(), it.name.as_str()),
        ("aws:eks:nodegroup", "main")
    );
    assert_eq!(it.runs_as[0].how, "node-role");
    assert_eq!(it.runs_as[0].identity, role("node"));
    assert_eq!(it.attributes["cluster"], cluster);
    assert_eq!(it.attributes["ssh_key"], "ops");
    assert_eq!(it.attributes["launch_template"], "lt-1");
    assert_eq!(it.attributes["state"], "ACTIVE");
    assert_eq!(it.tags.as_ref().unwrap()["a"], "b");

    let it = &sink.facts.workloads[&fargate];
    assert_eq!(
        (it.kind.as_str(), it.name.as_str()),
        ("aws:eks:fargate-profile", "fp")
    );
    assert_eq!(it.runs_as[0].how, "execution-role");
    assert_eq!(it.runs_as[0].identity, role("fargate"));
    assert_eq!(it.attributes["cluster"], cluster);
    assert_eq!(it.attributes["namespaces"], json!(["jobs"]));

    let it = &sink.facts.workloads[&pod];
    assert_eq!(it.kind, "aws:eks:pod-identity-association");
    assert_eq!(it.name, "jobs/trainer");
    assert_eq!(it.runs_as.len(), 2);
    assert!(it.runs_as.iter().all(|it| it.how == "pod-identity"));
    assert_eq!(it.runs_as[0].identity, role("pod"));
    assert_eq!(it.attributes["namespace"], "jobs");
    assert_eq!(it.attributes["service_account"], "trainer");
    assert_eq!(it.attributes["cluster"], cluster);
    assert_eq!(it.attributes["session_tags"], true);
    assert_eq!(it.attributes["session_policy"], true);

    let it = &sink.facts.workloads[&addon];
    assert_eq!(
        (it.kind.as_str(), it.name.as_str()),
        ("aws:eks:addon", "vpc-cni")
    );
    assert_eq!(it.runs_as[0].how, "service-account-role");
    assert_eq!(it.runs_as[0].identity, role("cni"));
    assert_eq!(it.attributes["cluster"], cluster);
    assert_eq!(it.attributes["version"], "v1");
    assert_eq!(it.attributes["pod_identity_associations"], json!([pod]));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!crate::everything(&sink).contains("CANARY"));
}
