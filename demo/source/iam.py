"""One account's IAM, as `aws iam …` prints it: a small builder that keeps the details in step."""

import aws_managed
from export import REGION, unique
from policy import trust_service


class Account:
    """Users, groups, roles and policies of one account."""

    def __init__(self, number):
        self.number = number
        self.users, self.groups, self.roles, self.policies = [], [], [], []
        self.keys, self.passwords, self.factors = {}, {}, {}
        self.used_aws_policies = set()

    def arn(self, what):
        return f"arn:aws:iam::{self.number}:{what}"

    def _attached(self, policies):
        attached = []
        for policy in policies:
            arn = policy if policy.startswith("arn:") else self.arn(f"policy/{policy}")
            if ":aws:policy" in arn:
                self.used_aws_policies.add(arn)
            attached.append({"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn})
        return attached

    def _boundary(self, boundary):
        return {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": self.arn(f"policy/{boundary}"),
        }

    def policy(self, name, document, created, path="/", versions=1, boundary_uses=0):
        """A customer managed policy, with only its default version: what counts."""
        arn = self.arn(f"policy{path}{name}")
        self.policies.append(
            {
                "PolicyName": name,
                "PolicyId": unique("ANPA", arn),
                "Arn": arn,
                "Path": path,
                "DefaultVersionId": f"v{versions}",
                "AttachmentCount": 1,
                "PermissionsBoundaryUsageCount": boundary_uses,
                "IsAttachable": True,
                "CreateDate": created,
                "UpdateDate": created,
                "PolicyVersionList": [
                    {
                        "Document": document,
                        "VersionId": f"v{versions}",
                        "IsDefaultVersion": True,
                        "CreateDate": created,
                    }
                ],
            }
        )

    def group(self, name, created, inline=None, attached=()):
        arn = self.arn(f"group/{name}")
        self.groups.append(
            {
                "Path": "/",
                "GroupName": name,
                "GroupId": unique("AGPA", arn),
                "Arn": arn,
                "CreateDate": created,
                "GroupPolicyList": _inline(inline),
                "AttachedManagedPolicies": self._attached(attached),
            }
        )

    def user(self, name, created, inline=None, attached=(), groups=(), boundary=None, tags=None):
        arn = self.arn(f"user/{name}")
        user = {
            "Path": "/",
            "UserName": name,
            "UserId": unique("AIDA", arn),
            "Arn": arn,
            "CreateDate": created,
        }
        if inline:
            user["UserPolicyList"] = _inline(inline)
        user["GroupList"] = list(groups)
        user["AttachedManagedPolicies"] = self._attached(attached)
        if boundary:
            user["PermissionsBoundary"] = self._boundary(boundary)
        user["Tags"] = _tags(tags)
        self.users.append(user)

    def key(self, user, key, created, used=None, service="s3", status="Active"):
        """An access key of a user; `used` is when it last was, if ever."""
        self.keys.setdefault(user, []).append((key, created, used, service, status))

    def password(self, user, created, factor=None):
        """A console password, with a second factor if it was registered at `factor`."""
        self.passwords[user] = created
        if factor:
            self.factors[user] = factor

    def role(
        self, name, trust, created, inline=None, attached=(), path="/", used=None, tags=None,
        boundary=None, profile=False,
    ):
        arn = self.arn(f"role{path}{name}")
        role = {
            "Path": path,
            "RoleName": name,
            "RoleId": unique("AROA", arn),
            "Arn": arn,
            "CreateDate": created,
            "AssumeRolePolicyDocument": trust,
            "InstanceProfileList": [],
            "RolePolicyList": _inline(inline),
            "AttachedManagedPolicies": self._attached(attached),
        }
        if profile:
            reference = {
                key: role[key]
                for key in ("Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument")
            }
            role["InstanceProfileList"] = [
                {
                    "Path": path,
                    "InstanceProfileName": name,
                    "InstanceProfileId": unique("AIPA", arn),
                    "Arn": self.arn(f"instance-profile{path}{name}"),
                    "CreateDate": created,
                    "Roles": [reference],
                }
            ]
        if boundary:
            role["PermissionsBoundary"] = self._boundary(boundary)
        role["Tags"] = _tags(tags)
        role["RoleLastUsed"] = {"LastUsedDate": used, "Region": REGION} if used else {}
        self.roles.append(role)

    def service_linked_roles(self, created):
        for service, name, policy, _ in aws_managed.SERVICE_LINKED:
            self.role(
                name,
                trust_service(service),
                created,
                attached=[aws_managed.LINKED + policy],
                path=f"/aws-service-role/{service}.amazonaws.com/",
                used="2026-11-21T03:10:00+00:00",
            )

    def write(self, estate):
        """Adds every reply of IAM to the estate."""

        def write(operation, body, argument=None):
            estate.reply(self.number, "iam", operation, body, argument)

        policies = self.policies + list(aws_managed.records(self.used_aws_policies))
        write(
            "get-account-authorization-details",
            {
                "UserDetailList": self.users,
                "GroupDetailList": self.groups,
                "RoleDetailList": self.roles,
                "Policies": policies,
            },
        )
        write("list-users", {"Users": [_listed(user) for user in self.users]})
        profiles = [profile for role in self.roles for profile in role["InstanceProfileList"]]
        write("list-instance-profiles", {"InstanceProfiles": profiles})
        write("get-account-summary", {"SummaryMap": self._summary()})
        self._write_boundaries(write)
        for user in (user["UserName"] for user in self.users):
            keys = self.keys.get(user, [])
            write(
                "list-access-keys",
                {
                    "AccessKeyMetadata": [
                        {
                            "UserName": user,
                            "AccessKeyId": key,
                            "Status": status,
                            "CreateDate": created,
                        }
                        for key, created, _, _, status in keys
                    ]
                },
                user,
            )
            for key, _, used, service, _ in keys:
                last = {"LastUsedDate": used} if used else {}
                last["ServiceName"] = service if used else "N/A"
                last["Region"] = REGION if used else "N/A"
                write(
                    "get-access-key-last-used",
                    {"UserName": user, "AccessKeyLastUsed": last},
                    key,
                )
            self._write_console(estate, write, user)
            write("list-service-specific-credentials", {"ServiceSpecificCredentials": []}, user)
            write("list-ssh-public-keys", {"SSHPublicKeys": []}, user)
            write("list-signing-certificates", {"Certificates": []}, user)

    def _write_boundaries(self, write):
        """A policy that is only a boundary is not in the authorization details: it is asked for by itself."""
        boundaries = {
            principal["PermissionsBoundary"]["PermissionsBoundaryArn"]
            for principal in self.users + self.roles
            if "PermissionsBoundary" in principal
        }
        for policy in self.policies:
            if policy["Arn"] in boundaries:
                shown = {key: value for key, value in policy.items() if key != "PolicyVersionList"}
                write("get-policy", {"Policy": shown}, policy["Arn"])
                version = policy["PolicyVersionList"][0]
                argument = f"{policy['Arn']} {version['VersionId']}"
                write("get-policy-version", {"PolicyVersion": version}, argument)

    def _summary(self):
        """The root user has no access key, and a second factor."""
        return {
            "AccountAccessKeysPresent": 0,
            "AccountMFAEnabled": 1,
            "Groups": len(self.groups),
            "MFADevices": len(self.factors),
            "Roles": len(self.roles),
            "Users": len(self.users),
        }

    def _write_console(self, estate, write, user):
        if user in self.passwords:
            profile = {
                "UserName": user,
                "CreateDate": self.passwords[user],
                "PasswordResetRequired": False,
            }
            write("get-login-profile", {"LoginProfile": profile}, user)
        else:
            estate.none(
                self.number,
                "iam",
                "get-login-profile",
                "NoSuchEntity",
                f"Login Profile for User {user} cannot be found.",
                user,
            )
        devices = []
        if user in self.factors:
            devices = [
                {
                    "UserName": user,
                    "SerialNumber": self.arn(f"mfa/{user}"),
                    "EnableDate": self.factors[user],
                }
            ]
        write("list-mfa-devices", {"MFADevices": devices}, user)


def _listed(user):
    return {key: user[key] for key in ("Path", "UserName", "UserId", "Arn", "CreateDate")}


def _inline(policies):
    return [
        {"PolicyName": name, "PolicyDocument": document}
        for name, document in (policies or {}).items()
    ]


def _tags(tags):
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
