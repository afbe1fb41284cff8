"""Writes the embedded estate: `python3 demo/source/write.py`, or with `--check` compares it.

The replies of the AWS CLI lie in ../estate, and they are what the program reads. They are kept by
this script because a name occurs in many of them.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

import chain  # noqa: E402
import compute  # noqa: E402
import ireland  # noqa: E402
import keys  # noqa: E402
import ml_prod_builders  # noqa: E402
import ml_prod_chain  # noqa: E402
import ml_prod_roles  # noqa: E402
import ml_prod_service_roles  # noqa: E402
import ml_prod_users  # noqa: E402
import organization  # noqa: E402
import platform_iam  # noqa: E402
import sagemaker  # noqa: E402
import services  # noqa: E402
import storage  # noqa: E402
import untagged  # noqa: E402
import unused  # noqa: E402
import vault  # noqa: E402
from export import ML_PROD, PLATFORM, Estate  # noqa: E402
from iam import Account  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "estate"


def build():
    estate = Estate()
    ml_prod, platform = Account(ML_PROD), Account(PLATFORM)
    ml_prod_users.add(ml_prod)
    ml_prod.bastion = compute.instance_id(ML_PROD, "bastion")
    ml_prod_builders.add(ml_prod)
    ml_prod_roles.add(ml_prod)
    ml_prod_service_roles.add(ml_prod)
    ml_prod_chain.add(ml_prod)
    platform_iam.add(platform)
    for account in (ml_prod, platform):
        account.write(estate)
        caller(estate, account)
        providers(estate, account)
    parts = (organization, storage, vault, keys, compute, sagemaker, chain, services, ireland, unused, untagged)
    for part in parts:
        part.add(estate)
    return estate


def caller(estate, account):
    """Who made the export."""
    estate.reply(
        account.number,
        "sts",
        "get-caller-identity",
        {
            "UserId": "AROAESTATEEXPEXAMPLE:export",
            "Account": account.number,
            "Arn": f"arn:aws:sts::{account.number}:assumed-role/SecurityAudit/export",
        },
    )


def providers(estate, account):
    """Both accounts trust GitHub Actions; none has SAML."""
    arn = account.arn("oidc-provider/token.actions.githubusercontent.com")
    estate.reply(
        account.number, "iam", "list-open-id-connect-providers",
        {"OpenIDConnectProviderList": [{"Arn": arn}]},
    )
    estate.reply(
        account.number,
        "iam",
        "get-open-id-connect-provider",
        {
            "Url": "token.actions.githubusercontent.com",
            "ClientIDList": ["sts.amazonaws.com"],
            "ThumbprintList": ["6938fd4d98bab03faadb97b34396831e3780aea1"],
            "CreateDate": "2024-02-29T10:00:00+00:00",
            "Tags": [],
        },
        arn,
    )
    estate.reply(account.number, "iam", "list-saml-providers", {"SAMLProviderList": []})


if __name__ == "__main__":
    estate = build()
    if sys.argv[1:] == ["--check"]:
        different = estate.differences(FOLDER)
        for name in different:
            print(f"demo/estate/{name} differs: run python3 demo/source/write.py", file=sys.stderr)
        sys.exit(bool(different))
    estate.write(FOLDER)
    print(f"{len(estate.files)} files in {FOLDER}")
