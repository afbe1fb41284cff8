"""Checks replayed pages against the models of the services that botocore ships, and prints how each is asked for.

Standard input: a list of `{"service", "operation", "asked", "answer"}`, in which `asked` holds the members of the request.
Standard output: for each, the method, path, query, target and body of the request, as botocore writes it, the name in its
signature and that of its host.

A member of an answer that the model does not know, or of another type, and a required one that is missing, is an error.
"""

import html
import json
import sys
from urllib.parse import parse_qsl

import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize

loader = botocore.loaders.Loader()
services = {}

TYPES = {
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
    "double": (int, float),
    "float": (int, float),
    "timestamp": (int, float, str),
    "blob": str,
}


def fit(value, shape, at):
    """That a value is of the shape. `jsonvalue` and documents are anything."""
    kind = shape.type_name
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return
        assert isinstance(value, dict), f"{at}: no structure"
        names = {of.serialization.get("name", name): of for name, of in shape.members.items()}
        for name, member in value.items():
            assert name in names, f"{at}: no member {name} in {shape.name}"
            fit(member, names[name], f"{at}.{name}")
        for name in shape.required_members:
            of = shape.members[name]
            assert of.serialization.get("name", name) in value, f"{at}: {name} is required"
        if getattr(shape, "is_tagged_union", False):
            assert len(value) == 1, f"{at}: {len(value)} members of a union"
    elif kind == "list":
        assert isinstance(value, list), f"{at}: no list"
        for index, member in enumerate(value):
            fit(member, shape.member, f"{at}[{index}]")
    elif kind == "map":
        assert isinstance(value, dict), f"{at}: no map"
        for name, member in value.items():
            fit(member, shape.value, f"{at}.{name}")
    else:
        assert isinstance(value, TYPES[kind]), f"{at}: no {kind}"
        if shape.metadata.get("enum"):
            assert value in shape.metadata["enum"], f"{at}: {value} is none of {shape.name}"


def members(shape):
    """The members that are in the body of an answer, or the one that is all of it."""
    payload = shape.serialization.get("payload")
    return shape.members[payload] if payload else shape


def leaves(value):
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in leaves(member)]
    if isinstance(value, list):
        return [leaf for member in value for leaf in leaves(member)]
    return [str(value).lower()]


def one(page):
    name = page["service"]
    if name not in services:
        services[name] = botocore.model.ServiceModel(loader.load_service_model(name, "service-2"), name)
    service = services[name]
    operation = service.operation_model(page["operation"])
    at = f"{name} {page['operation']}"
    answer = page["answer"]
    protocol = service.resolved_protocol
    if isinstance(answer, str):
        factory = botocore.parsers.ResponseParserFactory()
        factory.set_parser_defaults(timestamp_parser=str)
        parser = factory.create_parser(protocol)
        parsed = parser.parse(
            {"body": answer.encode(), "headers": {}, "status_code": 200}, operation.output_shape
        )
        parsed.pop("ResponseMetadata", None)
        kept, text = leaves(parsed), answer.lower()
        # Every text of the answer is one that the model has a place for.
        written = [html.unescape(it) for it in text.replace("<", ">").split(">")[::2]]
        missing = [it for it in written if it.strip() and it not in kept]
        assert kept and not missing, f"{at}: {missing} is not in {kept}"
    elif operation.output_shape is not None:
        fit(answer, members(operation.output_shape), at)
    serializer = botocore.serialize.create_serializer(protocol)
    request = serializer.serialize_to_request(page["asked"], operation)
    path, _, more = request["url_path"].partition("?")
    query = dict(parse_qsl(more, keep_blank_values=True))
    pairs = request["query_string"]
    pairs = pairs.items() if isinstance(pairs, dict) else pairs
    for key, value in pairs:
        query[key] = str(value).lower() if isinstance(value, bool) else str(value)
    body = request["body"]
    if isinstance(body, bytes):
        body = body.decode()
    if isinstance(body, str) and body.startswith("{"):
        body = json.loads(body)
    elif isinstance(body, str):
        body = {}
    return {
        "method": request["method"],
        "path": path,
        "query": query,
        "target": request["headers"].get("X-Amz-Target", ""),
        "signs_as": service.signing_name,
        "host": service.endpoint_prefix,
        "body": body,
    }


pages = json.load(sys.stdin)
wrong = []
asked = []
for page in pages:
    try:
        asked.append(one(page))
    except (AssertionError, botocore.exceptions.BotoCoreError) as error:
        wrong.append(f"{page['service']} {page['operation']}: {error}")
if wrong:
    sys.exit("\n".join(wrong))
json.dump(asked, sys.stdout)
