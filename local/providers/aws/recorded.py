"""Types that are checked and recorded: inputs are held against the SDK, nothing is called, outputs are plausible.

Ids and ARNs have the real shape. What the table does not say about an output is guessed from its name and type, and is
the same for the same resource every time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from local.providers.aws.connection import Aws
from local.providers.aws.rows import aws_type
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, ResourceType
from local.providers.schema import ListOf, MapOf, OneOf, Scalar, Schema, Shape, schema_of
from local.providers.values import Properties, Value

Outputs = Callable[[Call[Aws]], Properties]
Words = Callable[[Call[Aws]], Mapping[str, str]]

_HEX_DIGITS: Final = 17
_GLOBAL: Final = frozenset({"iam", "route53", "cloudfront", "s3", "organizations", "globalaccelerator", "shield"})
_TIME: Final = re.compile(r"(At|Date|Time|Timestamp)$")
_ADDRESS: Final = re.compile(
    r"(endpoint|Endpoint|dnsName|DnsName|domain|Domain|domainName|DomainName|address|Address)$"
)
_NAMED_BY: Final = ("name", "identifier", "clusterIdentifier", "groupName")


def no_outputs(_call: Call[Aws]) -> Properties:
    """The guesses are good enough."""
    return {}


def no_words(_call: Call[Aws]) -> Mapping[str, str]:
    """The inputs are words enough."""
    return {}


def recorded(
    token: str,
    *,
    id: str = "",  # noqa: A002 - the word of the field
    arn: str = "",
    outputs: Outputs = no_outputs,
    words: Words = no_words,
    naming: Autoname | None = None,
    **rules: Any,
) -> ResourceType[Aws]:
    """A recorded type.

    `id` is a pattern: `vpc-` ends with a hyphen and gets seventeen hexadecimal digits; anything else is filled with the
    inputs, `{name}`; `arn` says that the id is the ARN. `arn` is filled with the inputs and `{id}`: `ec2:vpc/{id}`,
    `rds:db:{id}`. Both know `{digits}`, and what `words` adds. `outputs` adds to the guesses.
    """
    effect = Effect(
        create=partial(_create, pattern=id, arn=arn, words=words),
        read=partial(_read, arn=arn, outputs=outputs, words=words),
        delete=_delete,
        real=False,
    )
    return aws_type(token, effect, naming=naming, **rules)


def any_type(token: str) -> ResourceType[Aws]:
    """The row of a type that no table names: what replaces is read from the SDK's own documentation."""
    schema = schema_of(token)
    fields = schema.inputs.fields
    named = "name" in fields and fields["name"] == Scalar("string") and "name" not in schema.inputs.required
    return recorded(
        token.removeprefix("aws:"),
        naming=Autoname() if named else None,
        replace_on=_replacing(schema),
        computed=[name for name in fields if name.endswith(("Arn", "Id")) and name not in schema.inputs.required],
    )


def digits(*parts: str) -> str:
    """Seventeen hexadecimal digits, the same for the same parts."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:_HEX_DIGITS]


def uuid_of(text: str) -> str:
    """Something of a UUID's shape, the same for the same text."""
    made = digits(text, "a") + digits(text, "b")
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32]))


def _create(call: Call[Aws], *, pattern: str, arn: str, words: Words) -> Made:
    if pattern == "arn":
        return Made(id=_arn(call, arn, words))
    if pattern.endswith("-"):
        return Made(id=pattern + secrets.token_hex(_HEX_DIGITS)[:_HEX_DIGITS])
    if pattern:
        return Made(id=_filled(pattern, {**call.inputs, **words(call)}, call))
    names = (str(call.inputs[name]) for name in _NAMED_BY if call.inputs.get(name))
    kind = call.token.rpartition(":")[2]
    return Made(id=next(names, f"{kind[:1].lower()}{kind[1:]}-{secrets.token_hex(_HEX_DIGITS)[:_HEX_DIGITS]}"))


def _delete(call: Call[Aws]) -> None:
    """Nothing real is there; the journal forgets the resource."""


def _read(call: Call[Aws], *, arn: str, outputs: Outputs, words: Words) -> Properties | None:
    kept = call.journal.recorded(call.token, call.id)
    if kept is None or (kept and not call.changed):
        return kept
    made = {**_guessed(call, arn, words), **outputs(call)}
    return {name: value for name, value in made.items() if name not in call.inputs}


def _guessed(call: Call[Aws], arn: str, words: Words) -> Properties:
    """A value for every output that is no input, and for what the provider fills in."""
    schema = schema_of(call.token)
    guesses: dict[str, Value] = {}
    for name, shape in schema.state.items():
        if name in call.old and call.old[name] is not None and name not in schema.inputs.fields:
            guesses[name] = call.old[name]
        elif name not in schema.inputs.fields and name not in ("tagsAll", "region"):
            guesses[name] = _guess(call, name, shape)
    if "arn" in guesses:
        guesses["arn"] = call.id if call.id.startswith("arn:") else _arn(call, arn, words)
    return guesses


def _guess(call: Call[Aws], name: str, shape: Shape) -> Value:
    match shape:
        case Scalar("string"):
            return _text(call, name)
        case Scalar("integer") | Scalar("number"):
            return 0
        case Scalar("boolean"):
            return False
        case ListOf():
            return []
        case MapOf():
            return {}
        case OneOf():
            return _guess(call, name, shape.choices[0])
        case _:
            return None


def _text(call: Call[Aws], name: str) -> str:
    service, region = _service(call), call.connection.region_of(call.inputs)
    if name.endswith(("Arn", "arn")):
        return call.connection.arn(service, f"{name.removesuffix('Arn')}/{call.id}", _region(service, region))
    if name in ("ownerId", "accountId", "owner", "registryId"):
        return call.connection.account
    if _TIME.search(name):
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if _ADDRESS.search(name):
        return f"{re.sub(r'[^a-z0-9-]', '-', call.id.lower())}.{digits(call.id)[:12]}.{region}.{service}.amazonaws.com"
    if name in ("status", "state"):
        return "available"
    if name.endswith("Id"):
        return f"{name.removesuffix('Id').lower()}-{digits(call.id, name)}"
    return call.id


def _arn(call: Call[Aws], pattern: str, words: Words) -> str:
    """`service:resource` with the inputs filled in; a service without regions has none in its ARNs."""
    service, _, resource = (pattern or f"{_service(call)}:{_kind(call)}/{{id}}").partition(":")
    region = _region(service, call.connection.region_of(call.inputs))
    return call.connection.arn(service, _filled(resource, {**call.inputs, "id": call.id, **words(call)}, call), region)


def _filled(pattern: str, values: Properties, call: Call[Aws]) -> str:
    return pattern.format_map({"digits": digits(call.nonce or call.id), **values})


def _region(service: str, region: str) -> str:
    return "" if service in _GLOBAL else region


def _service(call: Call[Aws]) -> str:
    module = call.token.split(":")[1].split("/")[0]
    return {"lb": "elasticloadbalancing", "alb": "elasticloadbalancing", "cfg": "config", "vpc": "ec2"}.get(
        module, module
    )


def _kind(call: Call[Aws]) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", call.token.rpartition(":")[2]).lower()


_REPLACES: Final = re.compile(
    r"forces? (?:a )?(?:replacement|new resource|recreation)|(?:creates?|create a|new) new resource|"
    r"cannot be changed after creation|re-?create the resource",
    re.IGNORECASE,
)


def _replacing(schema: Schema) -> Iterable[str]:
    """Inputs of which the SDK's documentation says that a change replaces."""
    described: Mapping[str, str] = {
        name: getattr(schema.inputs.sdk, attribute).__doc__ or "" for name, attribute in _attributes(schema).items()
    }
    return [name for name, text in described.items() if _REPLACES.search(text)]


def _attributes(schema: Schema) -> Mapping[str, str]:
    from pulumi import _types

    return {name: python for python, name in _types.input_type_py_to_pulumi_names(schema.inputs.sdk).items()}
