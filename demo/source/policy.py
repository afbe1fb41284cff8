"""Policy documents and statements, in the words of IAM."""

def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions, resources="*", sid=None, **more):
    return _statement("Allow", actions, resources, sid, more)


def deny(actions, resources="*", sid=None, **more):
    return _statement("Deny", actions, resources, sid, more)


def _statement(effect, actions, resources, sid, more):
    statement = {"Sid": sid} if sid else {}
    statement["Effect"] = effect
    if "Principal" in more:
        statement["Principal"] = more.pop("Principal")
    if "NotAction" in more:
        statement["NotAction"] = more.pop("NotAction")
    else:
        statement["Action"] = actions
    if resources is not None:
        statement["Resource"] = resources
    statement.update(more)
    return statement


def trust_service(*services):
    """A role that AWS services assume."""
    names = [f"{service}.amazonaws.com" for service in services]
    principal = {"Service": names[0] if len(names) == 1 else names}
    return document(allow("sts:AssumeRole", None, Principal=principal))


def trust_aws(principal, **more):
    """A role that AWS principals assume."""
    return document(allow("sts:AssumeRole", None, Principal={"AWS": principal}, **more))


def trust_github(account, operator, subject):
    """A role that jobs of GitHub Actions assume."""
    provider = f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
    condition = {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}
    condition.setdefault(operator, {})["token.actions.githubusercontent.com:sub"] = subject
    return document(
        allow(
            "sts:AssumeRoleWithWebIdentity",
            None,
            Principal={"Federated": provider},
            Condition=condition,
        )
    )


def root(account):
    return f"arn:aws:iam::{account}:root"


def bucket(name, keys="*"):
    """A bucket and the objects in it."""
    return [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/{keys}"]


def logs(account):
    """What every function may do."""
    return allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        f"arn:aws:logs:us-east-1:{account}:log-group:/aws/lambda/*",
    )


