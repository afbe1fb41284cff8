"""Collects what the AWS CLI would print, one reply a file, and writes or checks the folder."""

import base64
import hashlib
import json
import pathlib
import urllib.parse
import uuid

# Account ids, as AWS documentation uses them. None belongs to anyone.
PLATFORM = "444455556666"  # the first account: the management account of the organisation
ML_PROD = "111122223333"  # the member account where models are trained and served
VENDOR_MODELWATCH = "777788889999"
VENDOR_LOGSHIP = "123456789012"
REGION = "us-east-1"
ORGANIZATION = "o-tidewater01"
# Services that answer once an account, not once a region.
GLOBAL = {"iam", "organizations", "s3api", "sts"}
# Operations of other services that do, too.
ONCE = {"describe-regions", "get-public-access-block", "list-multi-region-access-points"}


class Estate:
    """Every reply of the estate, by its place in the folder."""

    def __init__(self):
        self.files = {}

    def reply(self, account, service, operation, body, argument=None, region=REGION):
        """What `aws SERVICE OPERATION` printed on standard output."""
        text = json.dumps(body, indent=4, ensure_ascii=False) + "\n"
        self._add(account, region, service, operation, argument, ".json", text)

    def none(self, account, service, operation, code, message, argument=None, region=REGION):
        """What `aws SERVICE OPERATION` printed on standard error where there is no such thing."""
        api = "".join(part.capitalize() for part in operation.split("-"))
        text = f"\nAn error occurred ({code}) when calling the {api} operation: {message}\n"
        self._add(account, region, service, operation, argument, ".error", text)

    def is_open(self, account, service, operation, argument=None, region=REGION):
        """Whether nothing was said yet of what `aws SERVICE OPERATION` printed."""
        name = self._name(account, region, service, operation, argument)
        return not any(name + suffix in self.files for suffix in (".json", ".error"))

    @staticmethod
    def _name(account, region, service, operation, argument):
        once = service in GLOBAL or operation in ONCE
        place = [account, "global" if once else region, service, operation]
        if argument is not None:
            place.append(urllib.parse.quote(argument, safe=""))
        return "/".join(place)

    def _add(self, account, region, service, operation, argument, suffix, text):
        name = self._name(account, region, service, operation, argument) + suffix
        if name in self.files:
            raise ValueError(f"two replies for {name}")
        self.files[name] = text.encode()

    def write(self, folder):
        """Makes the folder hold exactly these files."""
        folder = pathlib.Path(folder)
        for old in sorted(folder.rglob("*"), reverse=True):
            if old.is_file() and old.relative_to(folder).as_posix() not in self.files:
                old.unlink()
            elif old.is_dir() and not any(old.iterdir()):
                old.rmdir()
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def differences(self, folder):
        """The names of the files that are missing, extra or different."""
        folder = pathlib.Path(folder)
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        return sorted(
            name for name in found.keys() | self.files.keys()
            if found.get(name) != self.files.get(name)
        )


def unique(prefix, *name):
    """A unique id in the form of AWS (`AROA…EXAMPLE`), the same in every run."""
    digest = hashlib.sha256("/".join(name).encode()).digest()
    return prefix + base64.b32encode(digest).decode()[:10] + "EXAMPLE"


def suffix(*name):
    """The six letters that Secrets Manager adds to the name of a secret."""
    digest = hashlib.sha256("/".join(name).encode()).digest()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return "".join(letters[byte % len(letters)] for byte in digest[:6])


def key_id(*name):
    """The id of a KMS key."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "https://tidewater.example/" + "/".join(name)))


def hexadecimal(length, *name):
    """A hexadecimal id, as EC2 gives to instances."""
    return hashlib.sha256("/".join(name).encode()).hexdigest()[:length]
