//! What EKS is asked.

use crate::aws::{Operation, Paging, Place};

const PAGES: Paging = Paging::CAMEL.by("maxResults", 100);

const CLUSTER: &str = "arn:{partition}:eks:{region}:{account}:cluster/{argument}";

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    path: &'static str,
) -> Operation {
    Operation::listing(name, ("eks", command), permissions, Place::Regional).rest("GET", path, &[])
}

/// The same, asked once for each cluster.
const fn each_cluster(operation: Operation, flag: &'static str, member: &'static str) -> Operation {
    operation
        .each(flag, member, &[("ListClusters", "clusters[]")], CLUSTER)
        .absent(&["ResourceNotFoundException"])
}

// Amazon EKS API Reference: the page of each operation. Clusters that are connected from elsewhere are not listed.
pub(super) static OPERATIONS: [Operation; 13] = [
    operation(
        "ListClusters",
        "list-clusters",
        &["eks:ListClusters"],
        "/clusters",
    )
    .paged(PAGES),
    each_cluster(
        operation(
            "DescribeCluster",
            "describe-cluster",
            &["eks:DescribeCluster"],
            "/clusters/{0}",
        ),
        "--name",
        "name",
    ),
    each_cluster(
        operation(
            "ListNodegroups",
            "list-nodegroups",
            &["eks:ListNodegroups"],
            "/clusters/{0}/node-groups",
        )
        .paged(PAGES),
        "--cluster-name",
        "clusterName",
    ),
    operation(
        "DescribeNodegroup",
        "describe-nodegroup",
        &["eks:DescribeNodegroup"],
        "/clusters/{0}/node-groups/{1}",
    )
    .under(
        &["--cluster-name", "--nodegroup-name"],
        &["clusterName", "nodegroupName"],
        ("ListNodegroups", "nodegroups[]"),
        "arn:{partition}:eks:{region}:{account}:nodegroup/{0}/{1}",
    )
    .absent(&["ResourceNotFoundException"]),
    each_cluster(
        operation(
            "ListFargateProfiles",
            "list-fargate-profiles",
            &["eks:ListFargateProfiles"],
            "/clusters/{0}/fargate-profiles",
        )
        .paged(PAGES),
        "--cluster-name",
        "clusterName",
    ),
    operation(
        "DescribeFargateProfile",
        "describe-fargate-profile",
        &["eks:DescribeFargateProfile"],
        "/clusters/{0}/fargate-profiles/{1}",
    )
    .under(
        &["--cluster-name", "--fargate-profile-name"],
        &["clusterName", "fargateProfileName"],
        ("ListFargateProfiles", "fargateProfileNames[]"),
        "arn:{partition}:eks:{region}:{account}:fargateprofile/{0}/{1}",
    )
    .absent(&["ResourceNotFoundException"]),
    each_cluster(
        operation(
            "ListPodIdentityAssociations",
            "list-pod-identity-associations",
            &["eks:ListPodIdentityAssociations"],
            "/clusters/{0}/pod-identity-associations",
        )
        .paged(PAGES),
        "--cluster-name",
        "clusterName",
    ),
    operation(
        "DescribePodIdentityAssociation",
        "describe-pod-identity-association",
        &["eks:DescribePodIdentityAssociation"],
        "/clusters/{0}/pod-identity-associations/{1}",
    )
    .under(
        &["--cluster-name", "--association-id"],
        &["clusterName", "associationId"],
        (
            "ListPodIdentityAssociations",
            "associations[].associationId",
        ),
        "arn:{partition}:eks:{region}:{account}:podidentityassociation/{0}/{1}",
    )
    .absent(&["ResourceNotFoundException"]),
    // A cluster that knows only the map of its own `aws-auth` has no entries: it refuses the question.
    each_cluster(
        operation(
            "ListAccessEntries",
            "list-access-entries",
            &["eks:ListAccessEntries"],
            "/clusters/{0}/access-entries",
        )
        .paged(PAGES),
        "--cluster-name",
        "clusterName",
    )
    .absent(&["ResourceNotFoundException", "InvalidRequestException"]),
    operation(
        "DescribeAccessEntry",
        "describe-access-entry",
        &["eks:DescribeAccessEntry"],
        "/clusters/{0}/access-entries/{1}",
    )
    .under(
        &["--cluster-name", "--principal-arn"],
        &["clusterName", "principalArn"],
        ("ListAccessEntries", "accessEntries[]"),
        "arn:{partition}:eks:{region}:{account}:access-entry/{0}/{1}",
    )
    .absent(&["ResourceNotFoundException"]),
    operation(
        "ListAssociatedAccessPolicies",
        "list-associated-access-policies",
        &["eks:ListAssociatedAccessPolicies"],
        "/clusters/{0}/access-entries/{1}/access-policies",
    )
    .under(
        &["--cluster-name", "--principal-arn"],
        &["clusterName", "principalArn"],
        ("ListAccessEntries", "accessEntries[]"),
        "arn:{partition}:eks:{region}:{account}:access-entry/{0}/{1}",
    )
    .paged(PAGES)
    .absent(&["ResourceNotFoundException"]),
    each_cluster(
        operation(
            "ListAddons",
            "list-addons",
            &["eks:ListAddons"],
            "/clusters/{0}/addons",
        )
        .paged(PAGES),
        "--cluster-name",
        "clusterName",
    ),
    operation(
        "DescribeAddon",
        "describe-addon",
        &["eks:DescribeAddon"],
        "/clusters/{0}/addons/{1}",
    )
    .under(
        &["--cluster-name", "--addon-name"],
        &["clusterName", "addonName"],
        ("ListAddons", "addons[]"),
        "arn:{partition}:eks:{region}:{account}:addon/{0}/{1}",
    )
    .absent(&["ResourceNotFoundException"]),
];
