"""One violation of every rule, as a piece of a Pulumi program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from local.providers.schema import ListOf, MapOf, Object, OneOf, Scalar, Shape
from tests.policy import examples
from tests.policy.corpus.tokens import Tokens
from tests.policy.engine_side import Secret, Sent
from tests.policy.shapes import shape_of

# Not a resource that could be added: configuration, outputs, or something that is missing from the whole.
ELSEWHERE = frozenset(
    {
        "plaintext-anywhere",
        "plaintext-stack-configuration",
        "plaintext-stack-output",
        "secret-from-configuration",
        "vault-audit-devices",
    }
)
# Another failing example than the first: a machine with one audit device is one that lacks the second, too.
_CHOSEN: Mapping[str, int] = {"vault-audit-raw": 2}
_DUMMIES: Mapping[str, object] = {"string": "planted", "integer": 1, "number": 1, "boolean": False, "asset": "planted"}

# What a provider asks for beyond what the SDK's classes require.
_ALSO: Mapping[str, Mapping[str, object]] = {
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": {"value": "${PLANTED}"},
    "github:index/actionsSecret:ActionsSecret": {"value": "${PLANTED}"},
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": {"value": "${PLANTED}"},
}

PROGRAM = """

# ---- planted
import json as _json

def _value(raw, made):
    if isinstance(raw, dict) and "$secret" in raw:
        return pulumi.Output.secret(_value(raw["$secret"], made))
    if isinstance(raw, dict) and "$of" in raw:
        return pulumi.Output.all(made[raw["$of"]].urn).apply(lambda _: "made by it")
    if isinstance(raw, dict):
        return {key: _value(inner, made) for key, inner in raw.items()}
    return [_value(inner, made) for inner in raw] if isinstance(raw, list) else raw

_made = {}
for _one in _json.loads(Path("planted.json").read_text()):
    _options = pulumi.ResourceOptions(ignore_changes=_one["ignore"] or None)
    _inputs = {key: _value(raw, _made) for key, raw in _one["inputs"].items()}
    _provider = _one["type"].startswith("pulumi:providers:")
    _class, _type = (pulumi.ProviderResource if _provider else pulumi.CustomResource), _one["type"]
    _made[_one["name"]] = _class(_type.rpartition(":")[2] if _provider else _type, _one["name"], _inputs, _options)
_configured = {"secretId": "planted", "secretString": pulumi.Config("planted").require_secret("password")}
pulumi.CustomResource("aws:secretsmanager/secretVersion:SecretVersion", "planted-from-configuration", _configured)
pulumi.export("planted", _json.loads(Path("planted.json").read_text())[0]["token"])
"""


def resources() -> list[dict[str, Any]]:
    """A failing example of every rule that a resource can break, complete enough for a provider's check."""
    planted = []
    for rule, example in sorted(examples.load().items()):
        if rule in ELSEWHERE:
            continue
        stack = sorted(example.failing[_CHOSEN.get(rule, 0)], key=lambda sent: bool(sent.depends))
        planted += [_one(rule, sent) for sent in stack]
    token = f"ghp_{Tokens(11).alnum(36)}"
    document = {"name": "planted", "documentType": "Command", "content": json.dumps({"run": f"clone {token}"})}
    planted.append({"type": "aws:ssm/document:Document", "name": "planted-anywhere", "inputs": document, "ignore": []})
    planted[0]["token"] = token
    return planted


def _one(rule: str, sent: Sent) -> dict[str, Any]:
    made: dict[str, Any] = {key: {"$of": f"planted-{rule}-{names[0]}"} for key, names in sent.depends.items() if key}
    values = {"value", "plaintextValue", "encryptedValue"}
    also = {} if values & set(sent.inputs) or values & set(made) else _ALSO.get(sent.type, {})
    complete = _complete(shape_of(sent.type), {**also, **sent.inputs, **made})
    return {
        "type": sent.type,
        "name": f"planted-{rule}-{sent.name}",
        "inputs": complete,
        "ignore": list(sent.options.get("ignoreChanges", ())),
    }


def _complete(shape: Shape, value: Any) -> Any:
    """The same value with everything that is required; secrets in the form that the program reads."""
    if isinstance(value, Secret):
        return {"$secret": _complete(shape, value.value)}
    if isinstance(value, dict) and "$of" in value:
        return value
    if isinstance(shape, OneOf):
        shape = next(
            (choice for choice in shape.choices if isinstance(choice, Object | MapOf | ListOf)), shape.choices[0]
        )
    if isinstance(shape, Object) and isinstance(value, Mapping):
        missing = {name: _dummy(shape.fields[name]) for name in shape.required if value.get(name) is None}
        given = {name: _complete(shape.fields[name], inner) for name, inner in value.items()}
        return {**missing, **given}
    if isinstance(shape, ListOf) and isinstance(value, list | tuple):
        return [_complete(shape.item, inner) for inner in value]
    return dict(value) if isinstance(value, Mapping) else value


def _dummy(shape: Shape) -> object:
    if isinstance(shape, OneOf):
        return _dummy(shape.choices[0])
    if isinstance(shape, Scalar):
        return _DUMMIES.get(shape.kind, "planted")
    if isinstance(shape, Object):
        return {name: _dummy(shape.fields[name]) for name in shape.required}
    return [_dummy(shape.item)] if isinstance(shape, ListOf) else {}
